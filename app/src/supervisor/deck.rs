//! The lower part of the page: what is being changed, or the notices.

use domain::text::Localized;
use leptos::prelude::*;

use super::{
    counter_editor::CounterEditor,
    panel::{Editor, Panel},
    tickets_editor::TicketsEditor,
};
use crate::{
    t,
    texts::{named, use_texts},
    ui::{says, shows},
};

#[component]
pub fn Deck(panel: Panel) -> impl IntoView {
    let texts = use_texts();
    let message = shows(move || {
        let Some(message) = panel.asking.message.get() else {
            return ().into_any();
        };
        let sentence = says(move || texts.with(|texts| message.sentence(texts)));
        view! { {sentence} }.into_any()
    });
    let editor = shows(move || match panel.editor.get() {
        None => view! { <NoticeList panel /> }.into_any(),
        Some(Editor::Tickets(at, workplace)) => {
            let live = panel.lobby(at);
            live.map(|live| view! { <TicketsEditor workplace live panel /> })
                .into_any()
        }
        Some(Editor::Counter(at, number)) => {
            let live = panel.lobby(at);
            live.map(|live| view! { <CounterEditor number live panel /> })
                .into_any()
        }
    });
    view! {
        <div
            class="supervisor-deck"
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    panel.close();
                }
            }
        >
            {editor} <p class="counter-message" role="status">
                {message}
            </p>
        </div>
    }
}

/// What the office says now; each once, also where several lobbies say it.
#[component]
fn NoticeList(panel: Panel) -> impl IntoView {
    let texts = use_texts();
    let notices = Memo::new(move |_| {
        let mut all: Vec<Localized> = Vec::new();
        panel.lobbies.with_value(|lobbies| {
            for live in lobbies {
                let snapshot = live.snapshot.read();
                let new = snapshot.notices.iter().filter(|it| !all.contains(it));
                let new: Vec<_> = new.cloned().collect();
                all.extend(new);
            }
        });
        all
    });
    let list = shows(move || {
        if notices.with(Vec::is_empty) {
            let sentence = t!(texts, supervisor.no_notices);
            return view! { <p class="quiet">{sentence}</p> }.into_any();
        }
        let notices = notices.get().into_iter();
        let notices = notices.map(|notice| view! { <li>{named(texts, notice)}</li> }.into_any());
        view! { <ul class="supervisor-notices">{notices.collect_view()}</ul> }.into_any()
    });
    view! {
        <section class="supervisor-editor" aria-labelledby="notices">
            <div class="supervisor-editor-head">
                <h2 id="notices">{t!(texts, supervisor.notices)}</h2>
                <a class="button" href="/admin/notices" rel="external">
                    {t!(texts, supervisor.edit_notices)}
                </a>
            </div>
            {list}
        </section>
    }
}
