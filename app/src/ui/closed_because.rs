//! Why a workplace is closed out of its usual time.

use domain::lobby::WorkplaceStatus;
use leptos::prelude::*;

use crate::{t, texts::use_texts, ui::shows};

/// Nothing while it is not. Stands behind the sentence that says so.
#[component]
pub fn ClosedBecause(status: Memo<Option<WorkplaceStatus>>) -> impl IntoView {
    let texts = use_texts();
    shows(move || {
        let reason = status.with(|status| status.as_ref()?.closed_because.clone());
        let Some(reason) = reason else {
            return ().into_any();
        };
        let language = texts.language();
        view! {
            " "
            {t!(texts, common.closed_because)}
            " "
            <span lang=reason.language_of(language).tag()>{reason.get(language).to_owned()}</span>
        }
        .into_any()
    })
}
