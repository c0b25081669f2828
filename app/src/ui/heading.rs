//! What a page is about.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;

/// Whether this browser has shown a page before.
static MOVED: AtomicBool = AtomicBool::new(false);

/// The heading of a page. Whoever comes from another page without loading this one is taken to it,
/// so that a screen reader reads on from there; a page that was loaded is read by the browser.
#[must_use]
pub fn heading(text: String) -> AnyView {
    // Effects run in the browser only.
    Effect::new(|| {
        if MOVED.swap(true, Ordering::Relaxed)
            && let Ok(Some(heading)) = document().query_selector("main h1")
            && let Ok(heading) = heading.dyn_into::<web_sys::HtmlElement>()
        {
            // It fails only where there is nothing to be read to.
            let _ = heading.focus();
        }
    });
    view! {
        <h1 class="page-title name" tabindex="-1">
            {text}
        </h1>
    }
    .into_any()
}
