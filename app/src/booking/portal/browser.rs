//! What happens on a booking page in the browser.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast as _,
};
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

use super::Portal;
use crate::{
    address::here,
    api::ApiError,
    booking::api::{Outcome, submit},
};

/// Sends a form without leaving the page.
pub(super) fn send(portal: Portal, event: &SubmitEvent) {
    let form = event.target();
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    event.prevent_default();
    // A second press of the same finger.
    if portal.under_way.get_untracked() {
        return;
    }
    // Also what was typed into another form and has come along.
    keep();
    // A button that leads to another page takes that along as well.
    let elsewhere = event.submitter();
    if let Some(to) = elsewhere.and_then(|button| button.get_attribute("formaction")) {
        portal.address.go(&to);
        return;
    }
    portal.under_way.set(true);
    portal.unreached.set(false);
    let (address, fields) = (address(&form), fields(&form));
    spawn_local(async move {
        let answer = submit(address, fields).await;
        portal.under_way.set(false);
        match answer {
            Ok(Outcome::Went(to)) if to == here() => portal.page.refetch(),
            Ok(Outcome::Went(to)) => portal.address.go(&to),
            Ok(Outcome::Again(page)) => portal.html.set(page.html),
            Err(ApiError::Unreachable | ApiError::Interrupted) => {
                portal.unreached.set(true);
                request_animation_frame(|| go_to(find(".unreached p")));
            }
            // The server's own page says it best.
            Err(_) => {
                let _ = form.submit();
            }
        }
    });
}

type Fields = Vec<(String, String)>;

fn address(form: &HtmlFormElement) -> String {
    form.get_attribute("action").unwrap_or_default()
}

fn fields(form: &HtmlFormElement) -> Fields {
    let Ok(data) = FormData::new_with_form(form) else {
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

/// The form in which a contact was typed, and its fields, for as long as the site is not left.
static KEPT: Mutex<Option<(String, Fields)>> = Mutex::new(None);

fn contact_form() -> Option<HtmlFormElement> {
    let form = document().query_selector("form:has([name=key])").ok()??;
    form.dyn_into().ok()
}

pub(super) fn keep() {
    if let Some(form) = contact_form() {
        let kept = Some((address(&form), fields(&form)));
        *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }
}

/// The contact is the same whatever time is chosen; the key is of one form, so that going back
/// and submitting it once more books once.
fn fill_in(form: &HtmlFormElement) {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((of, fields)) = kept.as_ref() else {
        return;
    };
    let same = *of == address(form);
    // Never the field that only programs fill in: whoever did by mistake could not mend it.
    let fields = fields.iter().filter(|(name, _)| name != "website");
    for (name, value) in fields {
        let field = form.query_selector(&format!("[name={name}]"));
        if let Ok(Some(field)) = field
            && let Ok(field) = field.dyn_into::<HtmlInputElement>()
            && (same || name != "key")
        {
            field.set_value(value);
        }
    }
}

/// Whether a page was shown before.
static MOVED: AtomicBool = AtomicBool::new(false);

/// A page is there: what was typed returns to it, and whoever came without loading it is taken
/// to what is wrong or to its heading, so that a screen reader reads on from there.
pub(super) fn arrive() {
    if let Some(form) = contact_form() {
        fill_in(&form);
    }
    let wrong = find("[aria-invalid=true]").or_else(|| find(".booking [role=alert]"));
    let moved = MOVED.swap(true, Ordering::Relaxed);
    go_to(wrong.or_else(|| find("h1").filter(|_| moved)));
}

/// The start page is shown, which no booking began with.
pub(in crate::booking) fn begin() {
    MOVED.store(true, Ordering::Relaxed);
}

fn go_to(element: Option<Element>) {
    if let Some(to) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // It fails only where there is nothing to be read to.
        let _ = to.focus();
    }
}

fn find(what: &str) -> Option<Element> {
    document().query_selector(what).ok()?
}

pub(super) fn print(event: &MouseEvent) {
    let target = event.target();
    let button = target.and_then(|target| target.dyn_into::<Element>().ok());
    if button.is_some_and(|button| button.has_attribute("data-print")) {
        // It fails only where nothing can be printed.
        let _ = window().print();
    }
}
