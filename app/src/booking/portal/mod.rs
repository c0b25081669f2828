//! The browser's part of the booking pages: it brings them in without loading anew, submits their
//! forms, and keeps what was typed. Before it is there, and without it, the browser does the same by
//! itself.

#[cfg(not(feature = "ssr"))]
mod browser;

use leptos::prelude::*;

#[cfg(not(feature = "ssr"))]
pub(super) use self::browser::begin;
#[cfg(not(feature = "ssr"))]
use self::browser::{arrive, keep, print, send};
use super::api::{Page, Rendered};
use crate::{
    api::ApiError,
    t,
    texts::use_texts,
    ui::{PageFooter, answer_with_status_of, page_head, shows},
    wire::Loading,
};

/// A page as the server rendered it, brought in by what is in the context.
pub(super) fn shown(Rendered(page): Rendered) -> AnyView {
    let texts = use_texts();
    let Page {
        masthead,
        title,
        html,
        missing,
    } = page;
    if missing {
        answer_with_status_of(&ApiError::NotFound);
    }
    let portal = Portal {
        html: RwSignal::new(html),
        under_way: RwSignal::new(false),
        unreached: RwSignal::new(false),
        page: expect_context(),
        #[cfg(not(feature = "ssr"))]
        address: crate::address::use_address(),
    };
    // Effects run in the browser only.
    Effect::new(move || {
        portal.html.track();
        request_animation_frame(arrive);
    });
    let unreached = shows(move || {
        if !portal.unreached.get() {
            return ().into_any();
        }
        view! {
            <p class="message bad" tabindex="-1">
                {t!(texts, start.not_reached)}
            </p>
        }
        .into_any()
    });
    view! {
        {page_head(masthead, &title)}
        <main class="page-main">
            <div
                class="booking"
                aria-busy=move || portal.under_way.get().then_some("true")
                on:submit=move |event| send(portal, &event)
                on:input=|_| keep()
                on:click=|event| print(&event)
                inner_html=move || portal.html.get()
            ></div>
            <div class="unreached" role="alert">
                {unreached}
            </div>
        </main>
        <PageFooter />
    }
    .into_any()
}

/// A page in the browser. A handle: copies are the same.
#[derive(Clone, Copy)]
#[cfg_attr(feature = "ssr", expect(dead_code, reason = "the browser submits"))]
struct Portal {
    html: RwSignal<String>,
    /// Whether a submission is.
    under_way: RwSignal<bool>,
    /// The server did not answer the last one.
    unreached: RwSignal<bool>,
    page: Loading,
    #[cfg(not(feature = "ssr"))]
    address: crate::address::PageAddress,
}

/// Nothing of it happens on the server.
#[cfg(feature = "ssr")]
mod nothing {
    use leptos::ev::{MouseEvent, SubmitEvent};

    use super::Portal;

    pub fn send(_portal: Portal, _event: &SubmitEvent) {}

    pub fn keep() {}

    pub fn print(_event: &MouseEvent) {}

    pub fn arrive() {}

    pub fn begin() {}
}

#[cfg(feature = "ssr")]
pub(super) use nothing::begin;
#[cfg(feature = "ssr")]
use nothing::{arrive, keep, print, send};
