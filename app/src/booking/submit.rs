//! Submitting a form without loading the page anew. Before the page's program is there, and
//! without it, the browser submits the same form by itself.

use leptos::{ev::SubmitEvent, prelude::*};

use super::api::Again;
use crate::{t, texts::use_texts, ui::shows, wire::Loading};

/// What the forms of one page share. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Submitting {
    /// What the last submission was answered with, if it was refused.
    pub again: RwSignal<Option<Again>>,
    /// One is under way.
    under_way: RwSignal<bool>,
    /// The server was not reached.
    failed: RwSignal<bool>,
    #[cfg_attr(feature = "ssr", expect(dead_code, reason = "the browser asks again"))]
    page: Loading,
}

impl Submitting {
    /// `again`: what this page answers already.
    pub fn new(again: Option<Again>) -> Self {
        let again = RwSignal::new(again);
        // Effects run in the browser only.
        Effect::new(move || {
            if again.with(Option::is_some) {
                request_animation_frame(to_the_error);
            }
        });
        Self {
            again,
            under_way: RwSignal::new(false),
            failed: RwSignal::new(false),
            page: expect_context(),
        }
    }

    /// A form to `address` with its fields and its button.
    pub fn form(self, address: String, fields: AnyView) -> AnyView {
        view! {
            <form
                class="form"
                method="post"
                action=address
                // Browsers check in words and a language of their own.
                novalidate
                on:submit=move |event| self.send(&event)
            >
                {fields}
            </form>
        }
        .into_any()
    }

    /// The button of a form; while it does its work it says so.
    pub fn button(self, class: &'static str, label: String) -> AnyView {
        view! {
            <button class=class aria-busy=move || self.under_way.get().then_some("true")>
                {label}
            </button>
        }
        .into_any()
    }

    /// That the server was not reached, when it was not.
    pub fn failure(self) -> AnyView {
        let texts = use_texts();
        let message = shows(move || {
            if !self.failed.get() {
                return ().into_any();
            }
            view! { <p class="message bad">{t!(texts, booking.not_reached)}</p> }.into_any()
        });
        view! { <div role="alert">{message}</div> }.into_any()
    }

    #[cfg(feature = "ssr")]
    #[expect(clippy::unused_self, reason = "the browser sends")]
    fn send(self, _event: &SubmitEvent) {}

    #[cfg(not(feature = "ssr"))]
    fn send(self, event: &SubmitEvent) {
        use leptos::{task::spawn_local, wasm_bindgen::JsCast as _};
        use leptos_router::{NavigateOptions, hooks::use_navigate};

        use super::api::{Outcome, submit};
        use crate::api::ApiError;

        let form = event.target();
        let Some(form) = form.and_then(|it| it.dyn_into::<web_sys::HtmlFormElement>().ok()) else {
            return;
        };
        event.prevent_default();
        // A second press of the same finger.
        if self.under_way.get_untracked() {
            return;
        }
        self.under_way.set(true);
        self.failed.set(false);
        let navigate = use_navigate();
        let address = form.get_attribute("action").unwrap_or_default();
        let fields = fields(&form);
        spawn_local(async move {
            let answer = submit(address, fields).await;
            self.under_way.set(false);
            match answer {
                Ok(Outcome::Went(to)) if to == here() => self.page.refetch(),
                Ok(Outcome::Went(to)) => navigate(&to, NavigateOptions::default()),
                Ok(Outcome::Again(again)) => self.again.set(Some(again)),
                Err(ApiError::Unreachable | ApiError::Interrupted) => self.failed.set(true),
                // The server's own page says it best.
                Err(_) => {
                    let _ = form.submit();
                }
            }
        });
    }
}

/// Takes whoever typed to the first field that is wrong.
fn to_the_error() {
    use leptos::wasm_bindgen::JsCast as _;

    if let Ok(Some(field)) = document().query_selector("[aria-invalid=true]")
        && let Ok(field) = field.dyn_into::<web_sys::HtmlElement>()
    {
        // It fails only where there is nothing to be read to.
        let _ = field.focus();
    }
}

#[cfg(not(feature = "ssr"))]
pub(super) fn fields(form: &web_sys::HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = web_sys::FormData::new_with_form(form) else {
        return Vec::new();
    };
    let entries = js_sys::Array::from(&data);
    entries
        .iter()
        .filter_map(|entry| {
            let entry = js_sys::Array::from(&entry);
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .collect()
}

/// The address of the page, without what names the site.
#[cfg(not(feature = "ssr"))]
fn here() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    path + &location.search().unwrap_or_default()
}
