//! Parts of the forms.

use leptos::prelude::*;

use crate::texts::Texts;

/// A form to the page at `address`.
pub(super) fn form(address: String, fields: AnyView) -> AnyView {
    view! {
        // Browsers check in words and a language of their own.
        <form class="form" method="post" action=address novalidate>
            {fields}
        </form>
    }
    .into_any()
}

/// A field with its label, a hint and what is wrong with it.
#[derive(Default)]
pub(super) struct Field {
    /// Also its name, up to the first hyphen: on some pages two forms have a field of one name.
    pub id: &'static str,
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub value: String,
    pub error: Option<String>,
}

impl Field {
    pub fn shown(self) -> AnyView {
        let Self {
            id,
            kind,
            autocomplete,
            label,
            hint,
            value,
            error,
        } = self;
        let name = id.split('-').next().unwrap_or(id);
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        let described = [(&hint, &hint_id), (&error, &error_id)];
        let described = described.iter().filter(|(text, _)| text.is_some());
        let described: Vec<_> = described.map(|(_, id)| id.as_str()).collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let invalid = error.is_some().then_some("true");
        let hint = hint.map(|hint| {
            view! {
                <p class="field-hint" id=hint_id>
                    {hint}
                </p>
            }
        });
        let error = error.map(|error| {
            view! {
                <p class="field-error" id=error_id>
                    {error}
                </p>
            }
        });
        view! {
            <div class="field">
                <label for=id>{label}</label>
                {hint}
                <input
                    id=id
                    name=name
                    type=kind
                    autocomplete=autocomplete
                    value=value
                    aria-invalid=invalid
                    aria-describedby=described
                />
                {error}
            </div>
        }
        .into_any()
    }
}

/// What is wrong with the form as a whole.
pub(super) fn problem(said: String) -> AnyView {
    view! {
        // The program takes whoever typed to it.
        <p class="message bad" role="alert" tabindex="-1">
            {said}
        </p>
    }
    .into_any()
}

/// That something was done.
pub(super) fn done(said: String) -> AnyView {
    view! {
        <p class="message good" role="status">
            {said}
        </p>
    }
    .into_any()
}

pub(super) fn button(class: &'static str, label: &str) -> AnyView {
    view! { <button class=class>{label.to_owned()}</button> }.into_any()
}

/// Says which of the forms of a page is meant.
pub(super) fn action(name: &'static str) -> AnyView {
    view! { <input type="hidden" name="action" value=name /> }.into_any()
}

/// A way to something else.
pub(super) fn other(address: String, label: &str) -> AnyView {
    view! {
        <p class="other">
            <a href=address>{label.to_owned()}</a>
        </p>
    }
    .into_any()
}

/// The way to begin once more.
pub(super) fn book_again(texts: &Texts, address: String) -> AnyView {
    view! {
        <p>
            <a class="button main" href=address>
                {texts.booking.book_again.clone()}
            </a>
        </p>
    }
    .into_any()
}
