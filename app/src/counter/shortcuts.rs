//! Keys that press buttons.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{
    offers::{self, Press},
    post::Post,
    sheet::Sheet,
};

/// Here letters are text.
pub const FIELDS: &str = "input, textarea, select, [contenteditable]";

/// These press themselves.
const PRESSABLE: &str = "button, a[href], summary";

/// Whether keys press buttons. Whoever dictates or is hindered by it turns it off (WCAG 2.1.4), and
/// the browser remembers it.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    on: RwSignal<bool>,
}

/// Opens the list of all keys.
pub const KEYS: &str = "?";

/// What the browser remembers while they are off.
const OFF: &str = "shortcuts-off";

impl Shortcuts {
    /// Listens as long as the console is there.
    #[must_use]
    pub fn listen(post: Post) -> Self {
        let on = RwSignal::new(true);
        // Effects run in the browser only; the server does not know what it remembers.
        Effect::new(move || {
            let off = storage().and_then(|storage| storage.get_item(OFF).ok()?);
            on.set(off.is_none());
            let listener = window_event_listener(ev::keydown, move |event| {
                if on.get_untracked() {
                    heard(post, &event);
                }
            });
            on_cleanup(move || listener.remove());
        });
        Self { on }
    }

    #[must_use]
    pub fn are_on(self) -> bool {
        self.on.get()
    }

    pub fn turn(self) {
        let on = !self.on.get_untracked();
        self.on.set(on);
        // Where nothing can be remembered it is forgotten with the page.
        let _ = storage().map(|storage| {
            if on {
                storage.remove_item(OFF)
            } else {
                storage.set_item(OFF, "")
            }
        });
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn heard(post: Post, event: &KeyboardEvent) {
    let at = |selector: &str| {
        let target = event.target().and_then(|at| at.dyn_into::<Element>().ok());
        target.is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
    };
    if event.key() == "Escape" {
        post.sheet.close();
        return;
    }
    let with_another = event.ctrl_key() || event.alt_key() || event.meta_key();
    if event.default_prevented() || with_another || at(FIELDS) {
        return;
    }
    let key = event.key().to_ascii_lowercase();
    let on_pressable = at(PRESSABLE);
    if event.repeat() {
        // A held key presses once: neither again what has the focus, nor what comes after it.
        if key == offers::BIG || (key == "enter" && on_pressable) {
            event.prevent_default();
        }
        return;
    }
    if key == offers::BIG && on_pressable {
        return;
    }
    if post.sheet.is_open() {
        // Its answers are numbered.
        let numbered = key.parse::<u8>().ok();
        if let Some(answer) = numbered.and_then(answer) {
            event.prevent_default();
            answer.click();
        }
        return;
    }
    if key == KEYS {
        post.press(Press::Open(Sheet::Keys));
        return;
    }
    let offers = offers::offers(post.situation.get_untracked());
    if let Some(offer) = offers.into_iter().find(|offer| offer.key == key) {
        event.prevent_default();
        post.aim.remember_focus(on_pressable);
        post.press(offer.press);
    }
}

/// The button in the open sheet that has this number.
fn answer(number: u8) -> Option<HtmlElement> {
    let selector = format!(".sheet [data-answer='{number}']");
    let found = document().query_selector(&selector).ok()??;
    found.dyn_into().ok()
}
