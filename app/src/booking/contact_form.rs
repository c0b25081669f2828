//! The third step: for whom. What was typed stays through an error, back and forward.

use std::sync::Arc;

use domain::{contact::ContactErrors, slots::AgreedTime};
use leptos::prelude::*;

use super::{
    api::{Again, ContactStep, Gone, NotHeld},
    choose_time::time_in_address,
    sentences,
    submit::Submitting,
    summary::{day_and_time, summary},
};
use crate::{
    texts::{Texts, fill, use_texts},
    ui::{
        form::{Field, FieldError},
        shows,
    },
};

pub(super) fn contact_form(texts: &Texts, step: ContactStep, again: Option<Again>) -> AnyView {
    let ContactStep {
        service,
        lobby,
        agreed,
        hold_minutes,
        key,
        gone,
    } = step;
    let book = format!("/book/{}", service.id);
    let summary = view! {
        {summary(texts, &service.name, agreed, &lobby)}
        <p class="other">
            <a href=format!("{book}/{}", agreed.date)>{texts.booking.other_time.clone()}</a>
        </p>
    };
    let submitting = Submitting::new(again);
    // A time that is gone before anything was typed. (What was typed stays in the form.)
    if let Some(gone) = gone.filter(|_| submitting.again.with_untracked(Option::is_none)) {
        return view! {
            {summary}
            {instead(texts, &book, &gone)}
        }
        .into_any();
    }
    let address = address(&book, agreed);
    let typed = Typed::of(submitting, &address, key);
    let kept_at = address.clone();
    let hint = fill(
        &texts.booking.email_hint,
        &[("n", &hold_minutes.to_string())],
    );
    let name = Field {
        id: "name",
        kind: "text",
        autocomplete: "name",
        label: texts.booking.name.clone(),
        hint: String::new(),
        value: typed.name,
        error: error(submitting, |texts, errors| {
            errors.name.map(|error| sentences::name(texts, error))
        }),
    };
    let email = Field {
        id: "email",
        kind: "email",
        autocomplete: "email",
        label: texts.booking.email.clone(),
        hint,
        value: typed.email,
        error: error(submitting, |texts, errors| {
            errors.email.map(|error| sentences::email(texts, error))
        }),
    };
    let phone = Field {
        id: "phone",
        kind: "tel",
        autocomplete: "tel",
        label: texts.booking.phone.clone(),
        hint: texts.booking.phone_hint.clone(),
        value: typed.phone,
        error: error(submitting, |texts, errors| {
            errors.phone.map(|error| sentences::phone(texts, error))
        }),
    };
    let fields = view! {
        {name.shown()}
        {email.shown()}
        {phone.shown()}
        <input type="hidden" name="key" value=typed.key />
        // Only programs see it.
        <div class="unseen" aria-hidden="true">
            <label for="website">{texts.booking.leave_empty.clone()}</label>
            <input id="website" name="website" tabindex="-1" autocomplete="off" />
        </div>
        <p class="field-hint">
            {texts.booking.personal_data.clone()} " "
            <a href="/privacy" rel="external">
                {texts.booking.more_on_personal_data.clone()}
            </a>
        </p>
        {submitting.failure()}
        {submitting.button("button main wide", texts.booking.book_it.clone())}
    };
    view! {
        {summary}
        {problem(submitting, book)}
        <div on:input=move |_| kept::keep(&kept_at)>
            {submitting.form(address, fields.into_any())}
        </div>
    }
    .into_any()
}

fn address(book: &str, agreed: AgreedTime) -> String {
    format!("{book}/{}/{}", agreed.date, time_in_address(agreed.time))
}

type Sentence = fn(&Texts, &ContactErrors) -> Option<String>;

/// What is wrong with one field.
fn error(submitting: Submitting, sentence: Sentence) -> FieldError {
    let texts = use_texts();
    Arc::new(move || match submitting.again.get() {
        Some(Again::Contact {
            problem: NotHeld::Fields(errors),
            ..
        }) => texts.with(|texts| sentence(texts, &errors)),
        _ => None,
    })
}

/// What is wrong with the form as a whole.
fn problem(submitting: Submitting, book: String) -> AnyView {
    let texts = use_texts();
    let problem = shows(move || {
        let texts = texts.now();
        match submitting.again.get() {
            Some(Again::Contact {
                problem: NotHeld::Gone(gone),
                ..
            }) => instead(&texts, &book, &gone),
            Some(Again::Contact { problem, .. }) => {
                let said = sentences::not_held(&texts, &problem);
                view! { <p class="message bad">{said}</p> }.into_any()
            }
            _ => ().into_any(),
        }
    });
    view! { <div role="alert">{problem}</div> }.into_any()
}

/// Why the time cannot be had, and the nearest that can.
fn instead(texts: &Texts, book: &str, gone: &Gone) -> AnyView {
    let nearest = gone.nearest.iter().map(|agreed| {
        view! {
            <li>
                <a class="time" href=address(book, *agreed)>
                    {day_and_time(texts, *agreed)}
                </a>
            </li>
        }
    });
    let nearest = (!gone.nearest.is_empty()).then(|| {
        view! {
            <p>{texts.booking.nearest.clone()}</p>
            <ul class="times long">{nearest.collect_view()}</ul>
        }
    });
    view! {
        <div class="message bad">
            <p>{sentences::no_place(texts, gone.reason)}</p>
            {nearest}
            <p>
                <a href=book.to_owned()>{texts.booking.all_times.clone()}</a>
            </p>
        </div>
    }
    .into_any()
}

// ---- What was typed ----

/// A form as it was left.
#[derive(Clone)]
struct Typed {
    name: String,
    email: String,
    phone: String,
    key: String,
}

impl Typed {
    /// Of the form at `address`: what the server sends back, or else what the browser has kept.
    /// `new_key` is for a form that has none yet.
    fn of(submitting: Submitting, address: &str, new_key: String) -> Self {
        if let Some(Again::Contact {
            name,
            email,
            phone,
            key,
            ..
        }) = submitting.again.get_untracked()
        {
            return Self {
                name,
                email,
                phone,
                key,
            };
        }
        kept::typed(address, new_key)
    }
}

#[cfg(feature = "ssr")]
mod kept {
    use super::Typed;

    /// The server remembers nobody.
    pub fn typed(_address: &str, key: String) -> Typed {
        Typed {
            name: String::new(),
            email: String::new(),
            phone: String::new(),
            key,
        }
    }

    pub fn keep(_address: &str) {}
}

/// For as long as the page is not left for another site.
#[cfg(not(feature = "ssr"))]
mod kept {
    use std::sync::{Mutex, PoisonError};

    use leptos::{prelude::document, wasm_bindgen::JsCast as _};

    use super::Typed;
    use crate::booking::submit::fields;

    static KEPT: Mutex<Option<(String, Typed)>> = Mutex::new(None);

    /// The contact is the same whatever time is chosen; the key is of one form, so that going back
    /// and submitting it once more books once.
    pub fn typed(address: &str, key: String) -> Typed {
        let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref() {
            Some((of, typed)) if of == address => typed.clone(),
            Some((_, typed)) => Typed {
                key,
                ..typed.clone()
            },
            None => Typed {
                name: String::new(),
                email: String::new(),
                phone: String::new(),
                key,
            },
        }
    }

    pub fn keep(address: &str) {
        let form = document().query_selector("main form").ok().flatten();
        let Some(form) = form.and_then(|form| form.dyn_into().ok()) else {
            return;
        };
        let fields = fields(&form);
        let field = |name| {
            let mut fields = fields.iter();
            let found = fields.find(|(field, _)| field == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let typed = Typed {
            name: field("name"),
            email: field("email"),
            phone: field("phone"),
            key: field("key"),
        };
        *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some((address.to_owned(), typed));
    }
}
