//! The lists below the queue: a part of the program of its own, which is loaded once the clerk can
//! work. What fails to load is asked for again.

#![expect(
    clippy::unnecessary_wraps,
    reason = "in the browser the part may fail to load, which is the error"
)]

use leptos::{prelude::*, wasm_split::wasm_split};

use super::{lower_panel::LowerPanel, post::Post};
use crate::api::ApiError;

/// How they are shown.
pub(super) type Lists = fn(Post) -> AnyView;

/// Loads the part, if it is not there yet.
#[wasm_split(counter_lists, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn lists() -> Result<Lists, ApiError> {
    Ok(|post| view! { <LowerPanel post /> }.into_any())
}
