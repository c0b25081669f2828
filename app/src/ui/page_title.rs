//! The title of a page.

use leptos::prelude::*;

/// On the server a text at once: a title that is read only when the document is put together may
/// outlive the values that it is made of, because a page that waits for data is tried once before
/// it is rendered. In the browser it follows the language and the data.
#[component]
pub fn PageTitle(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    #[cfg(feature = "ssr")]
    drop(view! { <leptos_meta::Title text=escaped(&untrack(text)) /> });
    #[cfg(not(feature = "ssr"))]
    Effect::new(move || document().set_title(&text()));
}

/// `leptos_meta` writes a title into the document as it is, and names are in it that somebody has typed.
#[cfg(feature = "ssr")]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
