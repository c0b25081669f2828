//! The chime before each call: one for every announcement, in order, none over another.

use std::{cell::RefCell, collections::VecDeque};

use domain::{ids::CallSeq, lobby::PublicSnapshot};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

use crate::live::Live;

const SOUND: &str = "/sounds/chime.mp3";

/// What the display knows of its chime.
#[derive(Clone, Copy)]
pub struct Chime {
    /// The browser wants a touch before it plays anything.
    pub blocked: RwSignal<bool>,
    /// Calls whose chime has not begun.
    due: StoredValue<VecDeque<CallSeq>>,
}

thread_local! {
    /// Of the browser's one thread, made at the first call. It cannot belong to the page as other
    /// values do: the server drops a page on any of its threads, which a thing of the browser
    /// must not survive.
    static PLAYER: RefCell<Option<Player>> = const { RefCell::new(None) };
}

/// The sound and what happens at its end.
struct Player {
    audio: HtmlAudioElement,
    playing: bool,
    _at_end: Closure<dyn FnMut()>,
}

/// Chimes for every call after `before`, the last number that has been announced already.
pub fn use_chime(live: Live<PublicSnapshot>, before: u64) -> Chime {
    let chime = Chime {
        blocked: RwSignal::new(false),
        due: StoredValue::new(VecDeque::new()),
    };
    let announced = StoredValue::new(CallSeq(before));
    // Effects run in the browser only.
    Effect::new(move || {
        let mut new: Vec<_> = live.snapshot.with(|snapshot| {
            let calls = snapshot.calls.iter().map(|call| call.seq);
            calls.filter(|seq| *seq > announced.get_value()).collect()
        });
        new.sort();
        if let Some(last) = new.last() {
            announced.set_value(*last);
            chime.due.update_value(|due| due.extend(new));
            chime.play();
        }
    });
    chime
}

impl Chime {
    /// The touch that the browser wanted.
    pub fn allow(self) {
        self.blocked.set(false);
        self.due
            .update_value(|due| due.push_back(CallSeq::default()));
        self.play();
    }

    /// Plays the next that is due, unless one is playing.
    fn play(self) {
        let started = PLAYER.with_borrow_mut(|player| {
            if player.is_none() {
                *player = self.new_player();
            }
            let player = player.as_mut().filter(|player| !player.playing)?;
            self.due.try_update_value(VecDeque::pop_front)??;
            player.playing = true;
            player.audio.set_current_time(0.0);
            player.audio.play().ok()
        });
        let Some(started) = started else { return };
        spawn_local(async move {
            if JsFuture::from(started).await.is_err() {
                // Not allowed without a touch: what was due is past, and saying it late would
                // send people to where nobody calls any more.
                self.due.update_value(VecDeque::clear);
                ended();
                self.blocked.set(true);
            }
        });
    }

    fn new_player(self) -> Option<Player> {
        let audio = HtmlAudioElement::new_with_src(SOUND).ok()?;
        let at_end = Closure::<dyn FnMut()>::new(move || {
            ended();
            self.play();
        });
        let function = at_end.as_ref().unchecked_ref();
        audio
            .add_event_listener_with_callback("ended", function)
            .ok()?;
        Some(Player {
            audio,
            playing: false,
            _at_end: at_end,
        })
    }
}

fn ended() {
    PLAYER.with_borrow_mut(|player| {
        if let Some(player) = player {
            player.playing = false;
        }
    });
}
