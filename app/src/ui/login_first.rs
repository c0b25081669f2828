//! Where a page goes that nobody may see without having logged in.

use leptos::prelude::*;

/// Sends whoever is not logged in to `/login`.
#[component]
pub fn LogInFirst() -> impl IntoView {
    #[cfg(feature = "ssr")]
    answer_with_login();
    #[cfg(not(feature = "ssr"))]
    to_login();
}

#[cfg(feature = "ssr")]
fn answer_with_login() {
    use http::{HeaderValue, StatusCode, header};

    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(header::LOCATION, HeaderValue::from_static("/login"));
    }
}

/// A whole new page: nothing of the one before stays in the browser's memory.
pub fn to_login() {
    // It can fail only for an address that is none.
    let _ = window().location().set_href("/login");
}
