//! What the parts of the supervisor's page share.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    ids::{CounterNumber, WorkplaceId},
    lobby::StaffSnapshot,
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::api::{self, Awaited};
use crate::{
    api::ApiError,
    counter::{aim::Aim, asking::Asking, message::Message},
    live::Live,
    ui::to_login,
};

/// A handle: copies are the same page.
#[derive(Clone, Copy)]
pub struct Panel {
    pub lobbies: StoredValue<Vec<Live<StaffSnapshot>>>,
    /// What the supervisor sees to; none: everything.
    pub theirs: StoredValue<Option<BTreeSet<WorkplaceId>>>,
    /// Who has agreed to come and has not checked in; empty until it is known.
    pub awaited: RwSignal<Vec<Awaited>>,
    /// What is being changed; none: the notices are shown.
    pub editor: RwSignal<Option<Editor>>,
    pub asking: Asking,
    pub aim: Aim,
}

/// What is being changed, and in which lobby of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Editor {
    Tickets(usize, WorkplaceId),
    Counter(usize, CounterNumber),
}

impl Editor {
    /// The id of the button that opens it.
    #[must_use]
    pub fn opener(&self) -> String {
        match self {
            Self::Tickets(_, workplace) => format!("tickets-{workplace}"),
            Self::Counter(_, counter) => format!("counter-{counter}"),
        }
    }
}

impl Panel {
    pub fn new(lobbies: Vec<Live<StaffSnapshot>>, theirs: Option<BTreeSet<WorkplaceId>>) -> Self {
        let panel = Self {
            lobbies: StoredValue::new(lobbies),
            theirs: StoredValue::new(theirs),
            awaited: RwSignal::new(Vec::new()),
            editor: RwSignal::new(None),
            asking: Asking::new(),
            aim: Aim::new(),
        };
        panel.keep_awaited();
        panel.watch_the_session();
        panel
    }

    #[must_use]
    pub fn lobby(self, at: usize) -> Option<Live<StaffSnapshot>> {
        self.lobbies.with_value(|lobbies| lobbies.get(at).copied())
    }

    /// Whether the supervisor sees to that workplace.
    #[must_use]
    pub fn has(self, workplace: &WorkplaceId) -> bool {
        self.theirs
            .with_value(|theirs| theirs.as_ref().is_none_or(|it| it.contains(workplace)))
    }

    /// Whether all that is shown is up to date.
    #[must_use]
    pub fn fresh(self) -> bool {
        self.lobbies
            .with_value(|lobbies| lobbies.iter().all(|live| live.fresh.get()))
    }

    /// Asks, unless the press is the second half of a double click: what was asked first may be
    /// answered by then, and the button mean something else.
    pub fn ask<A: 'static>(
        self,
        question: impl Future<Output = Result<A, ApiError>> + 'static,
        answered: impl FnOnce(A) + 'static,
    ) {
        if !self.aim.is_steady() {
            return;
        }
        self.asking.ask(question, move |answer| {
            self.aim.disturb();
            answered(answer);
        });
    }

    pub fn open(self, editor: Editor) {
        if !self.aim.is_steady() {
            return;
        }
        self.asking.message.set(None);
        self.editor.set(Some(editor));
    }

    /// Back to the notices, and to the button by which one came.
    pub fn close(self) {
        let Some(editor) = self.editor.try_update(Option::take).flatten() else {
            return;
        };
        self.aim.disturb();
        request_animation_frame(move || focus(document().get_element_by_id(&editor.opener())));
    }

    pub fn say(self, sentence: String) {
        self.asking.message.set(Some(Message::Said(sentence)));
    }

    /// Asks whenever the day's reservations have become other ones.
    fn keep_awaited(self) {
        let version = Memo::new(move |_| {
            let of = |live: &Live<StaffSnapshot>| {
                let snapshot = live.snapshot.read();
                (snapshot.date, snapshot.reservations)
            };
            self.lobbies
                .with_value(|lobbies| lobbies.iter().map(of).collect::<Vec<_>>())
        });
        // What was asked for last: an earlier answer may come later.
        let last = StoredValue::new(0_u32);
        Effect::new(move || {
            // Read, not only tracked: what was never read is not followed.
            version.get();
            // After an interruption it may be another one without our having heard of it.
            if !self.fresh() {
                return;
            }
            last.update_value(|last| *last += 1);
            let asked = last.get_value();
            spawn_local(async move {
                match api::who_is_awaited().await {
                    Ok(answer) if last.try_get_value() == Some(asked) => self.awaited.set(answer),
                    Err(ApiError::NotLoggedIn) => to_login(),
                    // The page says itself when the server is away; then this is asked again.
                    _ => {}
                }
            });
        });
    }

    /// A stream that is refused to whoever is not logged in looks like one that is broken, so that
    /// is asked while the page is not up to date.
    fn watch_the_session(self) {
        Effect::new(move || {
            if self.fresh() {
                return;
            }
            let ask = || {
                spawn_local(async {
                    if matches!(api::who_is_awaited().await, Err(ApiError::NotLoggedIn)) {
                        to_login();
                    }
                });
            };
            if let Ok(timer) = set_interval_with_handle(ask, ASK_EVERY) {
                on_cleanup(move || timer.clear());
            }
        });
    }
}

/// How often is asked while the page is not up to date.
const ASK_EVERY: Duration = Duration::from_secs(5);

/// Puts the keyboard there.
pub fn focus(element: Option<web_sys::Element>) {
    if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // It can fail only where there is no focus at all.
        let _ = element.focus();
    }
}
