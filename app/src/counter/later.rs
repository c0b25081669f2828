//! The lists below the queue: a part of the program of its own, which is loaded once the clerk can
//! work. What fails to load is asked for again.

#![expect(
    clippy::unnecessary_wraps,
    reason = "in the browser the part may fail to load, which is the error"
)]

use leptos::{prelude::*, wasm_split::wasm_split};

use super::{lower_panel::LowerPanel, post::Post};
use crate::api::ApiError;

#[wasm_split(
    counter_lists,
    wasm_split_path = leptos::wasm_split,
    preload(preload),
    fallible
)]
pub(super) fn lists(post: Post) -> Result<AnyView, ApiError> {
    Ok(view! { <LowerPanel post /> }.into_any())
}
