//! Says that what is shown is not up to date.

use leptos::prelude::*;

use crate::{texts::use_texts, ui::says};

/// Always in the page, so that a screen reader hears it when it fills; empty while all is well.
#[component]
pub fn StaleBanner(#[prop(into)] fresh: Signal<bool>) -> impl IntoView {
    let texts = use_texts();
    let sentence =
        says(move || (!fresh.get()).then(|| texts.with(|texts| texts.common.stale.clone())));
    view! {
        <div class="stale-banner" role="status">
            {sentence}
        </div>
    }
}
