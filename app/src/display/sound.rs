//! One sound after the other: a file, or words spoken by the browser. Each waits for its end.

use domain::{
    announcement::announcement,
    ids::{CounterNumber, TicketId},
    text::Language,
};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, HtmlAudioElement, SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice,
};

/// What has not ended by then never will: of a sound without a device some browsers do not say the
/// end.
const LONGEST_MILLISECONDS: i32 = 15_000;

/// Slower than people talk, for a hall that echoes.
const RATE: f32 = 0.9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Played {
    ToTheEnd,
    /// The browser wants a touch first.
    NotAllowed,
    /// There is no such file, or no sound at all.
    Failed,
}

thread_local! {
    /// One for all sounds, because some browsers allow what was touched, and not the page.
    static PLAYER: Option<HtmlAudioElement> = HtmlAudioElement::new().ok();
}

/// Plays the file at an address, and waits for its end.
pub async fn play(address: &str) -> Played {
    let Some(player) = player() else {
        return Played::Failed;
    };
    player.set_volume(1.0);
    player.set_src(address);
    let ended = until(|ended| {
        player.set_onended(Some(ended));
        player.set_onerror(Some(ended));
    });
    let started = start(&player).await;
    if started == Played::ToTheEnd {
        ended.await;
    }
    started
}

/// Whether it could be played; nobody hears anything.
pub async fn try_to_play(address: &str) -> Played {
    let Some(player) = player() else {
        return Played::Failed;
    };
    // Silenced, and not muted: that is allowed always.
    player.set_volume(0.0);
    player.set_src(address);
    let started = start(&player).await;
    // It fails only for what does not play.
    let _ = player.pause();
    started
}

fn player() -> Option<HtmlAudioElement> {
    PLAYER.with(Clone::clone)
}

async fn start(player: &HtmlAudioElement) -> Played {
    let started = match player.play() {
        Ok(started) => JsFuture::from(started).await,
        Err(error) => Err(error),
    };
    let Err(error) = started else {
        return Played::ToTheEnd;
    };
    let name = Reflect::get(&error, &"name".into()).ok();
    let name = name.and_then(|name| name.as_string());
    if name.as_deref() == Some("NotAllowedError") {
        Played::NotAllowed
    } else {
        Played::Failed
    }
}

/// Asks for the browser's voices: the first answer is empty, and a later one is not.
pub fn load_voices() {
    if let Some(speech) = speech() {
        speech.get_voices();
    }
}

/// Says a call by a voice on this machine, and waits for its end. False where there is none of that
/// language: one on the network would be silent when the network is.
pub async fn say(language: Language, ticket: TicketId, counter: CounterNumber) -> bool {
    let Some(speech) = speech() else { return false };
    // Looked for each time, because voices come and go.
    let voices = speech.get_voices();
    let mut voices = voices
        .iter()
        .filter_map(|voice| voice.dyn_into::<SpeechSynthesisVoice>().ok());
    let of_language = |voice: &SpeechSynthesisVoice| {
        let tag = voice.lang().to_lowercase();
        voice.local_service() && tag.split(['-', '_']).next() == Some(language.tag())
    };
    let Some(voice) = voices.find(of_language) else {
        return false;
    };
    let text = announcement(language, ticket.series, ticket.number, counter);
    let Ok(words) = SpeechSynthesisUtterance::new_with_text(&text) else {
        return false;
    };
    words.set_lang(&voice.lang());
    words.set_voice(Some(&voice));
    words.set_rate(RATE);
    let ended = until(|ended| {
        words.set_onend(Some(ended));
        words.set_onerror(Some(ended));
    });
    speech.speak(&words);
    let end = ended.await;
    if end.is_none() {
        speech.cancel();
    }
    // Without an end it may have said a part, which is not said twice.
    end.is_none_or(|event| event.type_() == "end")
}

fn speech() -> Option<SpeechSynthesis> {
    window().speech_synthesis().ok()
}

/// The event that `listen` has been made to tell; none if it did not come in time.
fn until(listen: impl FnOnce(&Function)) -> impl Future<Output = Option<Event>> {
    let mut listen = Some(listen);
    let told = Promise::new(&mut |tell, _| {
        if let Some(listen) = listen.take() {
            listen(&tell);
        }
        // Told once more later on, which nobody hears.
        let _ = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&tell, LONGEST_MILLISECONDS);
    });
    async move {
        let told: Result<JsValue, JsValue> = JsFuture::from(told).await;
        told.ok()?.dyn_into().ok()
    }
}
