//! Keys that press buttons.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};

use super::{offers, post::Post};

/// Here letters are text.
const FIELDS: &str = "input, textarea, select, [contenteditable]";

/// These press themselves.
const PRESSABLE: &str = "button, a[href], summary";

/// Listens as long as the console is there.
pub fn listen(post: Post) {
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event| heard(post, &event));
        on_cleanup(move || listener.remove());
    });
}

fn heard(post: Post, event: &KeyboardEvent) {
    let at = |selector: &str| {
        let target = event.target().and_then(|at| at.dyn_into::<Element>().ok());
        target.is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
    };
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
    let offers = offers::offers(post.situation.get_untracked());
    if let Some(offer) = offers.into_iter().find(|offer| offer.key == key) {
        event.prevent_default();
        post.aim.remember_focus(on_pressable);
        post.give(offer.command);
    }
}
