//! Says that what is shown is not up to date.

use leptos::prelude::*;

use crate::{texts::use_texts, ui::shows};

/// Always in the page, so that a screen reader hears it when it fills; empty while all is well.
#[component]
pub fn StaleBanner(#[prop(into)] fresh: Signal<bool>) -> impl IntoView {
    let texts = use_texts();
    // Nothing at all while all is well: the style hides an element only if not even a space is in it.
    let sentence = shows(move || {
        if fresh.get() {
            return ().into_any();
        }
        texts.with(|texts| texts.common.stale.clone()).into_any()
    });
    view! {
        <div class="stale-banner" role="status">
            {sentence}
        </div>
    }
}
