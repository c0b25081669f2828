//! Why there is no answer, as RFC 9457 has it.

use app::api::ApiError;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// Why there is no answer (RFC 9457).
#[derive(Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    #[schema(example = "Not Found")]
    title: &'static str,
    #[schema(example = 404)]
    status: u16,
    /// A sentence for whoever writes the program.
    detail: &'static str,
}

impl Problem {
    fn new(status: StatusCode, detail: &'static str) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail,
        }
    }

    pub fn not_found(detail: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail)
    }

    pub fn malformed(detail: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Self {
        let status = StatusCode::from_u16(error.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let detail = match error {
            ApiError::NotFound => "There is no such thing.",
            ApiError::Interrupted => "The service is interrupted; try again in a while.",
            _ => "Something is broken on our side.",
        };
        Self::new(status, detail)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        // It is made of texts and a number.
        let body = serde_json::to_string(&self).unwrap_or_default();
        (status, kind, body).into_response()
    }
}

pub async fn method_not_allowed() -> Response {
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "Open data can only be read: use GET.",
    );
    ([(header::ALLOW, "GET, HEAD, OPTIONS")], problem).into_response()
}
