//! The title of a page.

use leptos::prelude::*;
use leptos_meta::Title;

/// Follows the language and the data in the browser. On the server it is a text at once: a title
/// that is read only when the document is put together may outlive the values that it is made of,
/// because a page that waits for data is tried once before it is rendered.
#[component]
pub fn PageTitle(text: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let text = untrack(text);
    view! { <Title text /> }
}
