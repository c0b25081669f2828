//! A refusal outside of pages and server functions: a status and a sentence.

use app::api::ApiError;
use axum::{
    Extension,
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
        let sentence = format!("{}\n", self.0);
        // For whatever can say it in the client's language.
        (status, Extension(self.0), sentence).into_response()
    }
}
