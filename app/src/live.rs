//! A screen that follows its lobby: it shows what the page brought, and then every change.
//!
//! The stream is `/live/{public|staff}/{lobby}` (Server-Sent Events), told what the page is: `build` first, `plan` and
//! `snapshot` at once and at every change, `beat` at once and every 15 seconds. The browser makes a broken stream anew by
//! itself, except after an answer that is no stream (a proxy's 502): then, on `online`, and after
//! 40 seconds of silence it is made anew here.

use std::{cell::RefCell, rc::Rc};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::LobbyId,
    lobby::{Plan, PublicSnapshot, StaffSnapshot},
    moment::Moment,
};
use leptos::{leptos_dom::helpers::WindowListenerHandle, prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{EventSource, MessageEvent};

use crate::{
    api::ApiError,
    ui::time_of_day,
    wire::{Decoder as _, Postcard, Wire},
};

/// The server's clock, told every 15 seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub now: DateTime<Utc>,
    /// The town's time of day, as it is shown: `9:42`.
    pub clock: String,
}

impl Beat {
    #[must_use]
    pub fn at(moment: Moment) -> Self {
        Self {
            now: moment.instant,
            clock: time_of_day(moment.time),
        }
    }
}

/// All that a screen of one lobby shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View<S> {
    pub plan: Plan,
    pub snapshot: S,
    pub beat: Beat,
}

/// A snapshot that comes over a live stream.
pub trait Snapshot: Clone + DeserializeOwned + Send + Sync + 'static {
    /// The stream's name in the address.
    const STREAM: &'static str;

    fn version(&self) -> u64;
}

impl Snapshot for PublicSnapshot {
    const STREAM: &'static str = "public";

    fn version(&self) -> u64 {
        self.version
    }
}

impl Snapshot for StaffSnapshot {
    const STREAM: &'static str = "staff";

    fn version(&self) -> u64 {
        self.version
    }
}

/// What a screen follows; every part is a signal of its own, so that a change redraws only what
/// shows it.
pub struct Live<S: 'static> {
    pub plan: RwSignal<Plan>,
    pub snapshot: RwSignal<S>,
    /// The town's time of day, as it is shown.
    pub clock: RwSignal<String>,
    /// The server's time, which goes on second by second between two beats.
    pub now: RwSignal<DateTime<Utc>>,
    /// Whether what is shown is up to date, as far as can be known.
    pub fresh: RwSignal<bool>,
}

impl<S> Clone for Live<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Live<S> {}

impl<S> Live<S> {
    /// Says so only when it changes.
    fn set_fresh(self, fresh: bool) {
        if self.fresh.get_untracked() != fresh {
            self.fresh.set(fresh);
        }
    }
}

/// Without a word from the server for so many seconds the stream is taken for dead. The server
/// speaks every 15.
const SILENCE_SECONDS: u32 = 40;

/// Follows `lobby`, beginning with what the page brought.
pub fn follow<S: Snapshot>(lobby: &LobbyId, view: View<S>) -> Live<S> {
    let live = Live {
        plan: RwSignal::new(view.plan),
        snapshot: RwSignal::new(view.snapshot),
        clock: RwSignal::new(view.beat.clock),
        now: RwSignal::new(view.beat.now),
        fresh: RwSignal::new(true),
    };
    let address = format!("/live/{}/{lobby}", S::STREAM);
    // Effects run in the browser only.
    Effect::new(move || {
        let stream = Stream::new(address.clone(), live);
        on_cleanup(move || stream.dispose());
    });
    live
}

/// The stream of one screen while the screen is there. Browser objects live in one thread, hence
/// the local storage.
struct Stream {
    state: StoredValue<Rc<StreamState>, LocalStorage>,
    online: WindowListenerHandle,
    offline: WindowListenerHandle,
}

struct StreamState {
    source: RefCell<Option<Source>>,
    silent_seconds: RefCell<u32>,
    tick: RefCell<Option<gloo_timers::callback::Interval>>,
}

/// An event stream with its listeners, closed when dropped.
struct Source {
    source: EventSource,
    _listeners: Vec<Closure<dyn FnMut(MessageEvent)>>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Stream {
    fn new<S: Snapshot>(address: String, live: Live<S>) -> Self {
        let state = Rc::new(StreamState {
            source: RefCell::new(None),
            silent_seconds: RefCell::new(0),
            tick: RefCell::new(None),
        });
        let open = {
            let state = Rc::downgrade(&state);
            move || {
                if let Some(state) = state.upgrade() {
                    // The old one is closed before the new one begins.
                    state.source.take();
                    *state.silent_seconds.borrow_mut() = 0;
                    let source = Source::open(&told(&address), live, &state);
                    *state.source.borrow_mut() = source;
                }
            }
        };
        open();
        let tick = {
            let state = Rc::downgrade(&state);
            let open = open.clone();
            gloo_timers::callback::Interval::new(1_000, move || {
                let Some(state) = state.upgrade() else { return };
                live.now.update(|now| *now += TimeDelta::seconds(1));
                *state.silent_seconds.borrow_mut() += 1;
                let silent = *state.silent_seconds.borrow() > SILENCE_SECONDS;
                let closed = state.source.borrow().as_ref().is_none_or(Source::is_closed);
                if silent || closed {
                    live.set_fresh(false);
                    open();
                }
            })
        };
        *state.tick.borrow_mut() = Some(tick);
        Self {
            state: StoredValue::new_local(state),
            online: window_event_listener(leptos::ev::online, move |_| open()),
            offline: window_event_listener(leptos::ev::offline, move |_| live.set_fresh(false)),
        }
    }

    fn dispose(self) {
        self.online.remove();
        self.offline.remove();
        self.state.dispose();
    }
}

impl Source {
    fn open<S: Snapshot>(address: &str, live: Live<S>, state: &Rc<StreamState>) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
        let mut listeners = Vec::new();
        let mut on = |event: &str, mut heard: Box<dyn FnMut(Option<String>)>| {
            let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                heard(event.data().as_string());
            });
            let function = listener.as_ref().unchecked_ref();
            if source
                .add_event_listener_with_callback(event, function)
                .is_ok()
            {
                listeners.push(listener);
            }
        };
        let heard = {
            let state = Rc::downgrade(state);
            move || {
                if let Some(state) = state.upgrade() {
                    *state.silent_seconds.borrow_mut() = 0;
                }
            }
        };
        on(
            "build",
            Box::new(move |build| {
                if build.as_deref() != Some(&*page_build()) {
                    load_anew();
                }
            }),
        );
        on("plan", {
            let heard = heard.clone();
            Box::new(move |data| {
                heard();
                if let Some(plan) = parse(data) {
                    live.plan.set(plan);
                }
            })
        });
        on("snapshot", {
            let heard = heard.clone();
            Box::new(move |data| {
                heard();
                if let Some(snapshot) = parse::<S>(data) {
                    if snapshot.version() != live.snapshot.with_untracked(S::version) {
                        live.snapshot.set(snapshot);
                    }
                    live.set_fresh(true);
                }
            })
        });
        on(
            "beat",
            Box::new(move |data| {
                heard();
                if let Some(beat) = parse::<Beat>(data) {
                    live.now.set(beat.now);
                    live.clock.set(beat.clock);
                }
            }),
        );
        // This device has been shut out, or placed in another lobby.
        on("anew", Box::new(|_| reload()));
        on("error", Box::new(move |_| live.set_fresh(false)));
        Some(Self {
            source,
            _listeners: listeners,
        })
    }

    fn is_closed(&self) -> bool {
        self.source.ready_state() == EventSource::CLOSED
    }
}

/// The root element's attribute that tells which build of the frontend the page is of.
pub const BUILD_ATTRIBUTE: &str = "data-build";

fn page_build() -> String {
    let root = document().document_element();
    let build = root.and_then(|root| root.get_attribute(BUILD_ATTRIBUTE));
    build.unwrap_or_default()
}

/// The server has become one of another build, whose values this page does not understand. Not
/// more often than once a minute: of two servers behind one address each may be of its own build.
fn load_anew() {
    const LEAST_AGE: f64 = 60_000.0;
    let age = window()
        .performance()
        .map_or(LEAST_AGE, |clock| clock.now());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between 0 and a minute"
    )]
    let wait = (LEAST_AGE - age).clamp(0.0, LEAST_AGE) as u32;
    gloo_timers::callback::Timeout::new(wait, reload).forget();
}

fn reload() {
    // It can fail only while the page is being left.
    let _ = window().location().reload();
}

/// The stream's address, with what the page says of itself: who looks after the devices sees what
/// each of them shows.
fn told(stream: &str) -> String {
    let page = window().location().pathname().unwrap_or_default();
    let root = document().document_element();
    let language = root.and_then(|root| root.get_attribute("lang"));
    let (language, build) = (language.unwrap_or_default(), page_build());
    format!("{stream}?page={page}&language={language}&build={build}")
}

fn parse<T: DeserializeOwned>(data: Option<String>) -> Option<T> {
    Wire::decode(&data?).ok()
}

/// What the public screens of `lobby` show now.
///
/// # Errors
/// [`ApiError::NotFound`](ApiError::NotFound) if there is no such lobby.
#[server(endpoint = "public_lobby", input = GetUrl, output = Postcard)]
pub async fn public_lobby(lobby: LobbyId) -> Result<View<PublicSnapshot>, ApiError> {
    crate::services::use_services()?.public_view(&lobby)
}
