//! The frame of the two tables of a lobby.

use leptos::prelude::*;

use crate::{
    texts::{Texts, sentence, use_texts},
    ui::shows,
};

/// A table under a heading that is read out; or the sentence that there is nothing in it.
pub(super) fn table(
    label: fn(&Texts) -> &String,
    empty: fn(&Texts) -> &String,
    is_empty: impl Fn() -> bool + Send + 'static,
    head: fn() -> AnyView,
    rows: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let texts = use_texts();
    let table = shows(move || {
        if is_empty() {
            return view! { <p class="queue-empty">{sentence(texts, empty)}</p> }.into_any();
        }
        view! {
            <table>
                <thead>
                    <tr>{head()}</tr>
                </thead>
                <tbody>{rows()}</tbody>
            </table>
        }
        .into_any()
    });
    view! {
        // It can be scrolled, so it can be reached by keyboard.
        <div
            class="supervisor-table"
            role="region"
            tabindex="0"
            aria-label=sentence(texts, label)
        >
            {table}
        </div>
    }
    .into_any()
}
