//! Forms that work without the browser's program: each POSTs to the address of its page, and a
//! refused one is rendered again with what was typed.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::says;

/// What was submitted and refused, if this page answers such a submission. The handler of the form
/// provides it as context. For [`load`](crate::wire::load): the browser has it from the page, and a
/// page that the browser itself moved to answers no submission.
#[must_use]
pub fn refused<F: Clone + 'static>() -> Option<F> {
    #[cfg(feature = "ssr")]
    return leptos::prelude::use_context();
    #[cfg(not(feature = "ssr"))]
    None
}

/// What is wrong with a field, if anything is; it may change.
pub type FieldError = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// A field with its label, a hint and a place for what is wrong with it.
pub struct Field {
    /// Also its name, up to the first hyphen: on some pages two forms have a field of one name.
    pub id: &'static str,
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub label: String,
    /// May be empty.
    pub hint: String,
    pub value: String,
    pub error: FieldError,
}

impl Field {
    #[must_use]
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
        let hint_id = format!("{id}-hint");
        let error_id = format!("{id}-error");
        let described = format!("{hint_id} {error_id}");
        let invalid = Arc::clone(&error);
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <p class="field-hint" id=hint_id>
                    {hint}
                </p>
                <input
                    id=id
                    name=name
                    type=kind
                    autocomplete=autocomplete
                    value=value
                    aria-invalid=move || invalid().map(|_| "true")
                    aria-describedby=described
                />
                <p class="field-error" id=error_id>
                    {says(move || error())}
                </p>
            </div>
        }
        .into_any()
    }
}
