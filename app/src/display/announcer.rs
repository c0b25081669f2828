//! The announcements of calls: for each the chime and then its words, one after the other in the
//! order of the calls, none lost and none over another.

use std::collections::VecDeque;

use domain::{
    announcement::to_say,
    ids::CallSeq,
    lobby::{PublicSnapshot, ShownCall},
};
use leptos::{prelude::*, task::spawn_local};

use super::sound::{self, Played};
use crate::live::Live;

const CHIME: &str = "/sounds/chime.mp3";

/// What the display knows of its announcements.
#[derive(Clone, Copy)]
pub struct Announcer {
    /// The browser wants a touch before it plays anything.
    pub blocked: RwSignal<bool>,
    live: Live<PublicSnapshot>,
    due: StoredValue<VecDeque<Due>>,
    /// Somebody takes from `due` until nothing is left there.
    speaking: StoredValue<bool>,
}

/// What is to be played.
#[derive(Clone, Copy)]
enum Due {
    Call(ShownCall),
    /// To know whether the browser lets the page play at all, before the first client is called.
    Trial,
    /// So that whoever allowed the sound hears it.
    Sample,
}

/// Says every call after `before`, the last number that is on the screen already.
pub fn use_announcer(live: Live<PublicSnapshot>, before: u64) -> Announcer {
    let announcer = Announcer {
        blocked: RwSignal::new(false),
        live,
        due: StoredValue::new(VecDeque::new()),
        speaking: StoredValue::new(false),
    };
    let known = StoredValue::new(CallSeq(before));
    // Effects run in the browser only.
    Effect::new(move || {
        sound::load_voices();
        announcer.play([Due::Trial]);
    });
    Effect::new(move || {
        live.snapshot.with(|snapshot| {
            // The stream says the time before it says what is called.
            let now = live.now.get_untracked();
            let new = to_say(&snapshot.calls, known.get_value(), now);
            let newest = snapshot.calls.iter().map(|call| call.seq).max();
            known.update_value(|known| *known = newest.unwrap_or_default().max(*known));
            announcer.play(new.into_iter().map(Due::Call));
        });
    });
    announcer
}

impl Announcer {
    /// The touch that the browser wanted.
    pub fn allow(self) {
        self.blocked.set(false);
        self.play([Due::Sample]);
    }

    fn play(self, more: impl IntoIterator<Item = Due>) {
        self.due.update_value(|due| due.extend(more));
        if self.speaking.get_value() {
            return;
        }
        self.speaking.set_value(true);
        spawn_local(async move {
            // None also when the page has gone.
            while let Some(Some(due)) = self.due.try_update_value(VecDeque::pop_front) {
                self.announce(due).await;
            }
            self.speaking.try_update_value(|speaking| *speaking = false);
        });
    }

    async fn announce(self, due: Due) {
        let played = match due {
            Due::Trial => sound::try_to_play(CHIME).await,
            Due::Call(_) | Due::Sample => sound::play(CHIME).await,
        };
        if played == Played::NotAllowed {
            // What is due is past when somebody comes to touch the screen.
            self.due.try_update_value(VecDeque::clear);
            self.blocked.try_set(true);
            return;
        }
        if let Due::Call(call) = due {
            self.say(call).await;
        }
    }

    /// By a voice of the browser, else by a clip of the server, else not at all.
    async fn say(self, call: ShownCall) {
        let plan = self.live.plan;
        let setup = plan.try_with_untracked(|plan| plan.display.clone());
        let Some(setup) = setup else { return };
        let ShownCall {
            ticket, counter, ..
        } = call;
        for language in setup.announce {
            let said = sound::say(language, ticket, counter).await;
            if !said && setup.voice {
                sound::play(&format!("/voice/{language}/{ticket}/{counter}.wav")).await;
            }
        }
    }
}
