//! The one page for everything that cannot be shown.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::shell::plain;
use crate::{
    api::ApiError,
    t,
    texts::{Texts, use_texts},
    ui::{PageTitle, says},
};

/// Says in a sentence why there is nothing to see, and answers with the status of the error.
#[component]
pub fn ErrorPage(error: ApiError) -> impl IntoView {
    answer_with_status_of(&error);
    let texts = use_texts();
    let title = {
        let error = error.clone();
        move || texts.with(|texts| sentences(texts, &error).0.to_owned())
    };
    let body = says(move || texts.with(|texts| sentences(texts, &error).1.to_owned()));
    view! {
        <PageTitle text=title.clone() />
        <main class="error-page">
            <h1>{title}</h1>
            <p>{body}</p>
            // A full load: what is broken in this page is not taken along.
            <p>
                <a class="button" href="/" rel="external">
                    {t!(texts, common.back_to_start)}
                </a>
            </p>
        </main>
    }
}

fn sentences<'a>(texts: &'a Texts, error: &ApiError) -> (&'a str, &'a str) {
    let common = &texts.common;
    match error {
        ApiError::NotFound => (&common.not_found_title, &common.not_found),
        ApiError::NotAllowed | ApiError::NotLoggedIn => {
            (&common.not_allowed_title, &common.not_allowed)
        }
        ApiError::Malformed | ApiError::TooLarge => (&common.malformed_title, &common.malformed),
        ApiError::Interrupted | ApiError::Unreachable => {
            (&common.interrupted_title, &common.interrupted)
        }
        ApiError::Broken => (&common.broken_title, &common.broken),
    }
}

/// On the server, where the page is made: it is answered with the status of the error.
#[cfg(feature = "ssr")]
pub fn answer_with_status_of(error: &ApiError) {
    use http::{HeaderValue, StatusCode, header, request::Parts};

    let Some(response) = use_context::<leptos_axum::ResponseOptions>() else {
        return;
    };
    if let Ok(status) = StatusCode::from_u16(error.status()) {
        response.set_status(status);
    }
    // Where no program asks again, the browser does.
    let plain = use_context::<Parts>().is_some_and(|it| plain(&it.uri).is_some());
    if plain && *error == ApiError::Interrupted {
        response.insert_header(header::REFRESH, HeaderValue::from_static("5"));
    }
}

#[cfg(not(feature = "ssr"))]
pub fn answer_with_status_of(_error: &ApiError) {}
