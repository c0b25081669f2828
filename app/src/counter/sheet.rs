//! What is asked before a command can be given. It takes the place of the buttons.

use domain::ids::TicketId;
use leptos::{prelude::*, task::spawn_local};

use super::{
    aim::keep_focus,
    later::{self, Part},
    message::Message,
    post::Post,
    texts::ConsoleTexts,
};
use crate::{api::ApiError, t, texts::use_texts, ui::shows};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// "Předat": to whom?
    HandOver(TicketId),
    /// "Další činnost": which?
    Also(TicketId),
    /// "Odložit": why?
    Park(TicketId),
    Note(TicketId),
    /// A client who cannot use the kiosk: what for?
    AddClient,
    /// Which key does what.
    Keys,
    /// Getting up, for now or for the day: who would be left?
    Close,
}

impl Sheet {
    /// What stands on the button that opens it, and above it.
    #[must_use]
    pub fn label(self, texts: &ConsoleTexts) -> &str {
        match self {
            Self::HandOver(_) => &texts.hand_over,
            Self::Also(_) => &texts.also,
            Self::Park(_) => &texts.park,
            Self::Note(_) => &texts.note,
            Self::AddClient => &texts.add_client,
            Self::Keys => &texts.keys,
            Self::Close => &texts.close_counter,
        }
    }
}

/// The sheet that is open, if one is.
#[derive(Clone, Copy)]
pub struct OpenSheet(RwSignal<Option<Sheet>>);

impl OpenSheet {
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Follows.
    #[must_use]
    pub fn get(self) -> Option<Sheet> {
        self.0.get()
    }

    #[must_use]
    pub fn is_open(self) -> bool {
        self.0.with_untracked(Option::is_some)
    }

    pub fn open(self, sheet: Sheet) {
        self.0.set(Some(sheet));
    }

    pub fn close(self) {
        // Nothing is drawn anew where none was open; and the page may be gone.
        if self.0.try_with_untracked(Option::is_some) == Some(true) {
            self.0.set(None);
        }
    }
}

/// The open sheet. What it asks is in a part of the program that is loaded later.
#[component]
pub fn SheetPanel(sheet: Sheet, post: Post) -> impl IntoView {
    let texts = use_texts();
    let part = RwSignal::new(None);
    Effect::new(move || {
        spawn_local(async move {
            // The page may be gone.
            if let Ok(loaded) = later::load().await {
                part.try_set(Some(loaded));
            } else {
                let unreachable = Message::Failed(ApiError::Unreachable);
                post.asking.message.try_set(Some(unreachable));
                post.sheet.close();
            }
        });
    });
    let content = shows(move || match part.get() {
        Some(Part { sheet: show, .. }) => show(post, sheet),
        None => ().into_any(),
    });
    let title = move || texts.with(|texts| sheet.label(&texts.counter.console).to_owned());
    view! {
        <div class="sheet" role="group" aria-labelledby="sheet-title">
            <div class="sheet-head">
                <h3 id="sheet-title">{title}</h3>
                <button
                    type="button"
                    class="button small"
                    on:mousedown=keep_focus
                    on:click=move |_| post.sheet.close()
                >
                    {t!(texts, counter.console.back)}
                    " "
                    <kbd>"Esc"</kbd>
                </button>
            </div>
            {content}
        </div>
    }
}
