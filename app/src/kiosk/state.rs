//! Where the client at the kiosk is, and the one tap that may be under way.

use std::time::Duration;

use domain::{
    ids::{LobbyId, ServiceId, WorkplaceId},
    lobby::PublicSnapshot,
    series::TicketRefusal,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{
        DeviceStanding, KioskContent, Printed, TakeTicketAnswer, device_state, kiosk_view,
        take_ticket,
    },
    languages::Languages,
};
use crate::{
    api::ApiError,
    live::{Live, follow},
};

/// What the kiosk shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Screen {
    Enrolment(DeviceStanding),
    Unreachable,
    Start,
    Services(WorkplaceId),
    Ticket(Printed),
    Refused(WorkplaceId, TicketRefusal),
    /// No answer came; the same tap can be sent again.
    Failed(Tap),
}

/// What a client wants a ticket for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tap {
    pub workplace: WorkplaceId,
    pub service: ServiceId,
}

/// Right after a change what lies under the finger is not what was tapped: so long no tap counts.
/// From one ticket to the next there are two changes, hence two seconds.
const SETTLING: Duration = Duration::from_secs(1);

/// So long an answer is waited for. The server needs milliseconds; whoever stands there wants to
/// know.
const ANSWER: Duration = Duration::from_secs(8);

/// A restart of the server is over sooner; nobody needs to hear of it.
const UNREACHABLE: Duration = Duration::from_secs(5);

/// How long screens stay when nobody touches them.
pub(super) const SERVICES_SECONDS: u16 = 30;
pub(super) const TICKET_SECONDS: u16 = 10;
pub(super) const REFUSED_SECONDS: u16 = 15;
pub(super) const FAILED_SECONDS: u16 = 30;
/// What a client has set on the start screen, a language or a mode, is for that client.
const SETTINGS_SECONDS: u16 = 30;

/// The kiosk of one page. A handle: copies are the same kiosk.
#[derive(Clone, Copy)]
pub(super) struct Kiosk {
    pub live: Live<PublicSnapshot>,
    pub languages: Languages,
    pub screen: Memo<Screen>,
    /// For hands that do not reach high.
    pub low: RwSignal<bool>,
    pub contrast: RwSignal<bool>,
    /// The tap that is waiting for its answer.
    pub under_way: RwSignal<Option<Tap>>,
    /// Changes whenever the screen is touched.
    pub touches: RwSignal<u64>,
    lobby: StoredValue<LobbyId>,
    device: RwSignal<DeviceStanding>,
    place: RwSignal<Screen>,
    settling: RwSignal<bool>,
    /// Of the next ticket. None: the last one may have been used without our hearing of it.
    key: StoredValue<Option<String>>,
    /// Which ticket is being asked for: an answer to a request that was given up is not heard.
    ticket: StoredValue<u64>,
}

/// Of the page.
pub(super) fn use_kiosk() -> Kiosk {
    expect_context()
}

impl Kiosk {
    pub fn new(page: KioskContent) -> Self {
        let lobby = page.view.plan.lobby.clone();
        let live = follow(&lobby, page.view);
        let device = RwSignal::new(page.device);
        let place = RwSignal::new(Screen::Start);
        let under_way = RwSignal::new(None::<Tap>);
        let unreachable = unreachable(live.fresh);
        let screen = Memo::new(move |_| {
            let device = device.get();
            let place = place.get();
            if device != DeviceStanding::Enrolled {
                return Screen::Enrolment(device);
            }
            // A ticket, or a tap that may yet become one, is not taken from anybody's eyes.
            let choosing = matches!(place, Screen::Start | Screen::Services(_));
            if unreachable.get() && choosing && under_way.with(Option::is_none) {
                return Screen::Unreachable;
            }
            place
        });
        let kiosk = Self {
            live,
            languages: Languages::new(live.plan),
            screen,
            low: RwSignal::new(false),
            contrast: RwSignal::new(false),
            under_way,
            touches: RwSignal::new(0),
            lobby: StoredValue::new(lobby),
            device,
            place,
            settling: RwSignal::new(false),
            key: StoredValue::new(Some(page.key)),
            ticket: StoredValue::new(0),
        };
        kiosk.keep_time();
        kiosk
    }

    /// Whether taps count: not while one is under way, not right after a change of the screen.
    pub fn listens(self) -> bool {
        !self.settling.get() && self.under_way.with(Option::is_none)
    }

    pub fn choose_workplace(self, id: &WorkplaceId) {
        if !untrack(|| self.listens()) {
            return;
        }
        let services = self.live.plan.with_untracked(|plan| {
            plan.workplace(id)
                .map(|workplace| workplace.services.clone())
                .unwrap_or_default()
        });
        match services.as_slice() {
            [] => {}
            [only] => self.take(Tap {
                workplace: id.clone(),
                service: only.id.clone(),
            }),
            _ => self.place.set(Screen::Services(id.clone())),
        }
    }

    pub fn choose_service(self, tap: Tap) {
        if untrack(|| self.listens()) {
            self.take(tap);
        }
    }

    /// Back to the workplaces, by the same client.
    pub fn back(self) {
        if untrack(|| self.listens()) {
            self.place.set(Screen::Start);
        }
    }

    /// The client has finished.
    pub fn finish(self) {
        if untrack(|| self.listens()) {
            self.begin_anew();
        }
    }

    /// The start as the next client expects it.
    fn begin_anew(self) {
        if self
            .place
            .with_untracked(|place| matches!(place, Screen::Failed(_)))
        {
            // Its answer may still come, and its key may be used: neither is for the next client.
            self.ticket.update_value(|ticket| *ticket += 1);
            self.key.set_value(None);
        }
        self.low.set(false);
        self.contrast.set(false);
        self.languages.choose_own();
        self.place.set(Screen::Start);
    }

    fn take(self, tap: Tap) {
        let ticket = self.ticket.get_value();
        self.under_way.set(Some(tap.clone()));
        spawn_local(async move {
            let answer = self.ask(&tap).await;
            // The page may be gone, or the ticket given up or had by another answer.
            if self.ticket.try_get_value() == Some(ticket) {
                self.hear(tap, answer);
            }
        });
    }

    async fn ask(self, tap: &Tap) -> Result<TakeTicketAnswer, ApiError> {
        let lobby = self.lobby.get_value();
        let key = match self.key.get_value() {
            Some(key) => key,
            None => kiosk_view(lobby.clone()).await?.key,
        };
        self.key.try_set_value(Some(key.clone()));
        take_ticket(lobby, tap.workplace.clone(), tap.service.clone(), key).await
    }

    fn hear(self, tap: Tap, answer: Result<TakeTicketAnswer, ApiError>) {
        let next = match answer {
            Ok(TakeTicketAnswer { outcome, next_key }) => {
                self.ticket.update_value(|ticket| *ticket += 1);
                self.key.set_value(Some(next_key));
                match outcome {
                    Ok(printed) => Screen::Ticket(printed),
                    Err(refusal) => Screen::Refused(tap.workplace, refusal),
                }
            }
            Err(ApiError::NotAllowed) => {
                self.look_at_device();
                Screen::Start
            }
            Err(_) => Screen::Failed(tap),
        };
        self.place.set(next);
        self.under_way.set(None);
    }

    /// Asks how this device stands with the office.
    pub fn look_at_device(self) {
        let lobby = self.lobby.get_value();
        spawn_local(async move {
            if let Ok(standing) = device_state(lobby).await
                && self
                    .device
                    .try_get_untracked()
                    .is_some_and(|known| known != standing)
            {
                self.device.set(standing);
            }
        });
    }

    /// Whatever the kiosk does without being touched. Effects run in the browser only.
    fn keep_time(self) {
        Effect::new(move |before: Option<()>| {
            self.screen.track();
            if before.is_some() {
                self.settling.set(true);
                after(SETTLING, move || self.settling.set(false));
            }
        });
        Effect::new(move || {
            if let Some(tap) = self.under_way.get() {
                after(ANSWER, move || {
                    self.place.set(Screen::Failed(tap));
                    self.under_way.set(None);
                });
            }
        });
        Effect::new(move || {
            self.touches.track();
            let seconds = match self.screen.get() {
                Screen::Enrolment(_) | Screen::Unreachable => None,
                Screen::Start => self.is_set().then_some(SETTINGS_SECONDS),
                Screen::Services(_) => Some(SERVICES_SECONDS),
                Screen::Ticket(_) => Some(TICKET_SECONDS),
                Screen::Refused(..) => Some(REFUSED_SECONDS),
                Screen::Failed(_) => Some(FAILED_SECONDS),
            };
            if let Some(seconds) = seconds {
                after(Duration::from_secs(seconds.into()), move || {
                    self.begin_anew();
                });
            }
        });
    }

    /// Whether a client has changed what the next one expects.
    fn is_set(self) -> bool {
        self.low.get() || self.contrast.get() || !self.languages.is_own()
    }
}

/// Whether the server has been out of reach for longer than a moment.
fn unreachable(fresh: RwSignal<bool>) -> RwSignal<bool> {
    // It is said anew with every attempt to connect; only the change counts.
    let fresh = Memo::new(move |_| fresh.get());
    let unreachable = RwSignal::new(false);
    Effect::new(move || {
        if fresh.get() {
            unreachable.set(false);
        } else {
            after(UNREACHABLE, move || unreachable.set(true));
        }
    });
    unreachable
}

/// Calls `then` when the time has passed, unless the effect around it runs anew or ends before.
pub(super) fn after(time: Duration, then: impl FnOnce() + 'static) {
    if let Ok(timer) = set_timeout_with_handle(then, time) {
        on_cleanup(move || timer.clear());
    }
}
