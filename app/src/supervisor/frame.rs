//! What everything that is being changed stands in: its name, what to press, and the way back.

use leptos::{html::Section, prelude::*};

use super::panel::{Panel, focus};
use crate::{t, texts::use_texts, ui::says};

/// The keyboard goes there as soon as it is there.
#[component]
pub fn EditorFrame(
    id: &'static str,
    title: impl Fn() -> String + Send + 'static,
    action: AnyView,
    panel: Panel,
    children: Children,
) -> impl IntoView {
    let texts = use_texts();
    let part = NodeRef::<Section>::new();
    Effect::new(move || {
        if let Some(part) = part.get() {
            focus(Some(part.into()));
        }
    });
    view! {
        <section class="supervisor-editor" aria-labelledby=id tabindex="-1" node_ref=part>
            <div class="supervisor-editor-head">
                <h2 id=id>{says(title)}</h2>
                {action}
                <button type="button" class="button" on:click=move |_| panel.close()>
                    {t!(texts, supervisor.close)}
                </button>
            </div>
            {children()}
        </section>
    }
    .into_any()
}
