//! A refusal outside of pages and server functions: a status and a sentence.

use app::api::ApiError;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

pub struct Refused(ApiError);

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, format!("{}\n", self.0)).into_response()
    }
}
