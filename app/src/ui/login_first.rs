//! Where a page goes that nobody may see without having logged in.

use leptos::prelude::*;

/// Sends whoever is not logged in to `/login`.
#[component]
pub fn LogInFirst() -> impl IntoView {
    go_to_login();
}

#[cfg(feature = "ssr")]
fn go_to_login() {
    use http::{HeaderValue, StatusCode, header};

    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(header::LOCATION, HeaderValue::from_static("/login"));
    }
}

#[cfg(not(feature = "ssr"))]
fn go_to_login() {
    leptos_router::hooks::use_navigate()("/login", leptos_router::NavigateOptions::default());
}
