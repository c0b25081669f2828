//! A part of the program of its own, which is loaded once the clerk can work: the lists below the queue,
//! and the sheets. What fails to load is asked for again. It is one part, because each way into the
//! program splits what the others share.

#![expect(
    clippy::unnecessary_wraps,
    reason = "in the browser the part may fail to load, which is the error"
)]

use leptos::{prelude::*, wasm_split::wasm_split};

use super::{lower_panel::LowerPanel, post::Post, sheet::Sheet, sheets};
use crate::api::ApiError;

/// What the part shows.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub lists: fn(Post) -> AnyView,
    pub sheet: fn(Post, Sheet) -> AnyView,
}

/// Loads the part, if it is not there yet.
#[wasm_split(counter_later, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn load() -> Result<Part, ApiError> {
    Ok(Part {
        lists: |post| view! { <LowerPanel post /> }.into_any(),
        sheet: sheets::show,
    })
}
