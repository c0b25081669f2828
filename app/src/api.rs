//! What every server function shares: its error.

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::wire::PostcardEncoding;

/// Why a server function gives no answer. Refusals of the office's rules are values, not errors:
/// they are in the `Ok` of each function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ApiError {
    #[error("log in first")]
    NotLoggedIn,
    #[error("not allowed")]
    NotAllowed,
    #[error("there is no such thing")]
    NotFound,
    #[error("the request is malformed")]
    Malformed,
    #[error("the request is too large")]
    TooLarge,
    /// The database does not answer; it will again.
    #[error("the service is interrupted")]
    Interrupted,
    /// Of the client alone: the server was not reached.
    #[error("the server was not reached")]
    Unreachable,
    /// A bug; the trace has it.
    #[error("something is broken")]
    Broken,
}

impl ApiError {
    /// The HTTP status it is answered with.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NotLoggedIn => 401,
            Self::NotAllowed => 403,
            Self::NotFound => 404,
            Self::Malformed => 400,
            Self::TooLarge => 413,
            Self::Interrupted | Self::Unreachable => 503,
            Self::Broken => 500,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Malformed,
            _ => Self::Broken,
        }
    }
}

/// A part of the page's program that is loaded when it is needed.
impl From<leptos::wasm_split::SplitLoaderError> for ApiError {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self::Unreachable
    }
}

#[cfg(feature = "ssr")]
impl From<store::StoreError> for ApiError {
    fn from(error: store::StoreError) -> Self {
        if error.is_unavailable() {
            tracing::warn!(%error, "the database does not answer");
            return Self::Interrupted;
        }
        tracing::error!(%error, "a use case failed");
        Self::Broken
    }
}
