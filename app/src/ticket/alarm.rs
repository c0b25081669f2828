//! The sound and the vibration of a call. A browser allows them after a touch only, so the client is
//! asked for one.

use std::cell::RefCell;

use domain::ids::CallSeq;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

const SOUND: &str = "/sounds/chime.mp3";

/// Milliseconds of vibration and of rest in turn.
const PATTERN: [u32; 5] = [400, 200, 400, 200, 400];

thread_local! {
    /// Of the browser's one thread: the server drops a page on any of its threads, which a thing of
    /// the browser must not survive. The touch has allowed this one and no other.
    static PLAYER: RefCell<Option<HtmlAudioElement>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Allowed {
    NotAsked,
    On,
    /// The browser does not play it all the same.
    Blocked,
}

#[derive(Clone, Copy)]
pub(super) struct Alarm {
    allowed: RwSignal<Allowed>,
    /// The last call that has been seen: each rings once.
    seen: StoredValue<Option<CallSeq>>,
}

impl Alarm {
    pub fn new() -> Self {
        Self {
            allowed: RwSignal::new(Allowed::NotAsked),
            seen: StoredValue::new(None),
        }
    }

    pub fn allowed(self) -> Allowed {
        self.allowed.get()
    }

    /// The touch; the client hears at once what to listen for.
    pub fn allow(self) {
        self.allowed.set(Allowed::On);
        self.play();
    }

    /// The ticket is called.
    pub fn ring(self, call: CallSeq) {
        let is_new = self.seen.get_value() != Some(call);
        self.seen.set_value(Some(call));
        if is_new && self.allowed.get_untracked() == Allowed::On {
            self.play();
            vibrate();
        }
    }

    fn play(self) {
        let started = PLAYER.with_borrow_mut(|player| {
            if player.is_none() {
                *player = HtmlAudioElement::new_with_src(SOUND).ok();
            }
            let audio = player.as_ref()?;
            audio.set_current_time(0.0);
            audio.play().ok()
        });
        spawn_local(async move {
            let plays = match started {
                Some(started) => JsFuture::from(started).await.is_ok(),
                None => false,
            };
            if !plays {
                self.allowed.set(Allowed::Blocked);
            }
        });
    }
}

/// Where the device can; Safari has no such function at all.
fn vibrate() {
    let navigator = js_sys::Reflect::get(&window(), &"navigator".into()).unwrap_or(JsValue::NULL);
    let vibrate = js_sys::Reflect::get(&navigator, &"vibrate".into()).ok();
    if let Some(vibrate) = vibrate.and_then(|it| it.dyn_into::<js_sys::Function>().ok()) {
        let pattern: js_sys::Array = PATTERN.iter().map(|ms| JsValue::from(*ms)).collect();
        // It says whether it does; there is nothing to do if not.
        let _ = vibrate.call1(&navigator, &pattern);
    }
}
