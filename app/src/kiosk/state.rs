//! Where the client at the kiosk is, and the one tap that may be under way.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    ids::{LobbyId, ServiceId, WorkplaceId},
    lobby::PublicSnapshot,
    printer::PrinterState,
    series::TicketRefusal,
    text::Language,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    api::{
        DeviceStanding, KioskContent, Printed, TakeTicketAnswer, device_state, kiosk_view,
        take_ticket,
    },
    languages::Languages,
    later,
};
use crate::{
    api::ApiError,
    live::{Live, follow},
};

/// What the kiosk shows.
#[derive(Clone, PartialEq)]
pub(super) enum Screen {
    Enrolment(DeviceStanding),
    Unreachable,
    Start,
    Services(WorkplaceId),
    Later(LaterScreen),
    Ticket(Box<Printed>),
    Refused(WorkplaceId, TicketRefusal),
    /// No answer came; the same tap can be sent again.
    Failed(Tap),
}

/// A screen of the part of the program that is [loaded later](later). What it shows is known only
/// there.
#[derive(Clone)]
pub(super) struct LaterScreen {
    /// What stands above the footer.
    pub make: Arc<dyn Fn() -> AnyView + Send + Sync>,
    /// How long it stays when nobody touches it; none: it ends by itself.
    pub seconds: Option<u16>,
    pub is_keypad: bool,
}

impl PartialEq for LaterScreen {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.make, &other.make)
    }
}

/// What a client wants of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tap {
    Service {
        workplace: WorkplaceId,
        service: ServiceId,
    },
    /// The program of the keypad, which is loaded after the start screen's.
    Keypad,
    /// Six digits.
    Code(String),
}

/// What came of it.
pub(super) struct Heard {
    pub screen: Screen,
    /// For the next tap, where this one has used its own.
    pub next_key: Option<String>,
    /// A wrong code was typed in.
    pub wrong_code: bool,
    /// The keypad takes no code before that.
    pub rests_until: Option<DateTime<Utc>>,
}

/// What is known of the paper of the ticket that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Printing {
    NotYet,
    /// A browser never tells how it ended.
    ByBrowser {
        begun: bool,
    },
    UnderWay,
    Done,
    Failed(PrinterState),
}

/// Right after a change what lies under the finger is not what was tapped: so long no tap counts.
/// From one ticket to the next there are two changes, hence two seconds.
const SETTLING: Duration = Duration::from_secs(1);

/// So long an answer is waited for. The server needs milliseconds; whoever stands there wants to
/// know.
const ANSWER: Duration = Duration::from_secs(8);

/// What is not needed for the start screen is loaded so long after it.
const UNTIL_LATER: Duration = Duration::from_secs(2);

/// A restart of the server is over sooner; nobody needs to hear of it.
const UNREACHABLE: Duration = Duration::from_secs(5);

/// So long after the ticket is in the page the browser prints it: by then it is seen. Printing may
/// hold up the browser, and nobody should look at an empty screen meanwhile.
const UNTIL_PRINTING: Duration = Duration::from_millis(100);

/// So long it is waited for what the server says of the printer. It says it within four seconds.
const PRINTING: Duration = Duration::from_secs(6);

/// How often is asked how the printer stands.
const LOOK_AT_PRINTER: Duration = Duration::from_secs(20);

/// How long screens stay when nobody touches them.
pub(super) const SERVICES_SECONDS: u16 = 30;
const TICKET_SECONDS: u16 = 10;
/// Without paper the number has to be copied.
const COPY_SECONDS: u16 = 30;
pub(super) const REFUSED_SECONDS: u16 = 15;
pub(super) const FAILED_SECONDS: u16 = 30;
/// What a client has set on the start screen, a language or a mode, is for that client.
const SETTINGS_SECONDS: u16 = 30;
/// So long before they are forgotten that is seen.
pub(super) const FORGETS_SECONDS: u16 = 10;

/// The kiosk of one page. A handle: copies are the same kiosk.
#[derive(Clone, Copy)]
pub(super) struct Kiosk {
    pub live: Live<PublicSnapshot>,
    pub languages: Languages,
    pub screen: Memo<Screen>,
    /// For hands that do not reach high.
    pub low: RwSignal<bool>,
    pub contrast: RwSignal<bool>,
    pub large: RwSignal<bool>,
    /// The tap that is waiting for its answer.
    pub under_way: RwSignal<Option<Tap>>,
    pub printing: RwSignal<Printing>,
    /// Changes whenever the screen is touched.
    pub touches: RwSignal<u64>,
    /// [`Self::choose`]. What is loaded later calls it here, and so takes nothing along of what it
    /// leads to: all that two parts share is a file of its own to load.
    pub wish: fn(Self, Tap),
    lobby: StoredValue<LobbyId>,
    device: RwSignal<DeviceStanding>,
    place: RwSignal<Screen>,
    settling: RwSignal<bool>,
    /// Of the next ticket. None: the last one may have been used without our hearing of it.
    key: StoredValue<Option<String>>,
    /// Whether the keypad has seen a wrong code since the start.
    wrong_code: StoredValue<bool>,
    rests_until: StoredValue<Option<DateTime<Utc>>>,
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
            if !matches!(device, DeviceStanding::Enrolled { .. }) {
                return Screen::Enrolment(device);
            }
            // A ticket, or a tap that may yet become one, is not taken from anybody's eyes.
            let choosing = match &place {
                Screen::Start | Screen::Services(_) => true,
                Screen::Later(later) => later.is_keypad,
                _ => false,
            };
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
            large: RwSignal::new(false),
            under_way,
            printing: RwSignal::new(Printing::NotYet),
            touches: RwSignal::new(0),
            wish: Self::choose,
            lobby: StoredValue::new(lobby),
            device,
            place,
            settling: RwSignal::new(false),
            key: StoredValue::new(Some(page.key)),
            wrong_code: StoredValue::new(false),
            rests_until: StoredValue::new(None),
            ticket: StoredValue::new(0),
        };
        kiosk.keep_time();
        kiosk
    }

    /// Whether taps count: not while one is under way, not right after a change of the screen. Of
    /// the keypad they do: a digit too many can be deleted, one that was not heard is missed.
    pub fn listens(self) -> bool {
        let is_keypad = || {
            self.screen
                .with(|screen| matches!(screen, Screen::Later(later) if later.is_keypad))
        };
        self.under_way.with(Option::is_none) && (!self.settling.get() || is_keypad())
    }

    pub fn choose_workplace(self, id: &WorkplaceId) {
        if !untrack(|| self.listens()) {
            return;
        }
        let services = self.live.plan.with_untracked(|plan| {
            plan.workplace(id)
                .map(|workplace| workplace.offered().cloned().collect::<Vec<_>>())
                .unwrap_or_default()
        });
        match services.as_slice() {
            [] => {}
            [only] => self.take(Tap::Service {
                workplace: id.clone(),
                service: only.id.clone(),
            }),
            _ => self.place.set(Screen::Services(id.clone())),
        }
    }

    pub fn choose(self, tap: Tap) {
        if untrack(|| self.listens()) {
            self.take(tap);
        }
    }

    /// Back to the workplaces, by the same client.
    pub fn back(self) {
        if untrack(|| self.listens()) {
            self.forgive_codes();
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
        self.large.set(false);
        self.languages.choose_own();
        self.forgive_codes();
        self.place.set(Screen::Start);
    }

    /// The wrong codes of this client are none of the next one's.
    fn forgive_codes(self) {
        if !self.wrong_code.get_value() {
            return;
        }
        self.wrong_code.set_value(false);
        let lobby = self.lobby.get_value();
        spawn_local(async move {
            if let Ok(part) = later::load().await {
                (part.start)(lobby).await;
            }
        });
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

    async fn ask(self, tap: &Tap) -> Result<Heard, ApiError> {
        match tap.clone() {
            Tap::Service { workplace, service } => {
                let key = self.key().await?;
                let lobby = self.lobby.get_value();
                let asked = take_ticket(lobby, workplace.clone(), service, key);
                let TakeTicketAnswer { outcome, next_key } = asked.await?;
                Ok(Heard {
                    screen: match outcome {
                        Ok(printed) => Screen::Ticket(Box::new(printed)),
                        Err(refusal) => Screen::Refused(workplace, refusal),
                    },
                    next_key: Some(next_key),
                    wrong_code: false,
                    rests_until: None,
                })
            }
            Tap::Keypad => {
                let part = later::load().await?;
                let now = self.live.now.get_untracked();
                let rests = self.rests_until.get_value();
                let rests_until = rests.filter(|until| now < *until);
                Ok(Heard {
                    screen: (part.keypad)(rests_until),
                    next_key: None,
                    wrong_code: false,
                    rests_until,
                })
            }
            Tap::Code(code) => {
                let key = self.key().await?;
                let lobby = self.lobby.get_value();
                let part = later::load().await?;
                (part.check_in)(lobby, code, key).await
            }
        }
    }

    /// Of the tap at hand; one that was not answered has the same one again.
    async fn key(self) -> Result<String, ApiError> {
        let key = match self.key.get_value() {
            Some(key) => key,
            None => kiosk_view(self.lobby.get_value()).await?.key,
        };
        self.key.try_set_value(Some(key.clone()));
        Ok(key)
    }

    fn hear(self, tap: Tap, answer: Result<Heard, ApiError>) {
        let next = match answer {
            Ok(heard) => {
                self.ticket.update_value(|ticket| *ticket += 1);
                if heard.next_key.is_some() {
                    self.key.set_value(heard.next_key);
                }
                if heard.wrong_code {
                    self.wrong_code.set_value(true);
                }
                if heard.rests_until.is_some() {
                    self.rests_until.set_value(heard.rests_until);
                }
                heard.screen
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

    /// Prints the ticket that is shown. Called in an effect, which ends with its screen.
    pub fn print(self, printed: &Printed, language: Language) {
        if !printed.by_server {
            self.printing.set(Printing::NotYet);
            after(UNTIL_PRINTING, move || {
                let begun = window().print().is_ok();
                self.printing.set(Printing::ByBrowser { begun });
            });
            return;
        }
        self.printing.set(Printing::UnderWay);
        after(PRINTING, move || {
            if self.printing.get_untracked() == Printing::UnderWay {
                self.tell(Printing::Failed(PrinterState::Silent));
            }
        });
        let (lobby, key) = (self.lobby.get_value(), printed.key.clone());
        let ticket = self.ticket.get_value();
        spawn_local(async move {
            let printed = match later::load().await {
                Ok(part) => (part.print)(lobby, key, language).await,
                // The ticket is there; only nobody has been asked for the paper.
                Err(_) => Err(PrinterState::Silent),
            };
            // Not of a ticket that is no longer shown.
            if self.ticket.try_get_value() != Some(ticket) {
                return;
            }
            self.tell(match printed {
                Ok(()) => Printing::Done,
                Err(state) => Printing::Failed(state),
            });
            self.look_at_device();
        });
    }

    /// It is read from now on, so the time begins anew.
    fn tell(self, printing: Printing) {
        self.printing.set(printing);
        self.touches.update(|touches| *touches += 1);
    }

    pub fn ticket_seconds(self) -> u16 {
        match self.printing.get() {
            Printing::Failed(_) | Printing::ByBrowser { begun: false } => COPY_SECONDS,
            Printing::NotYet | Printing::ByBrowser { .. } | Printing::UnderWay | Printing::Done => {
                TICKET_SECONDS
            }
        }
    }

    /// How the printer stands that the server drives for this kiosk.
    pub fn printer(self) -> Option<PrinterState> {
        self.device.with(|device| match device {
            DeviceStanding::Enrolled { printer } => *printer,
            DeviceStanding::NotEnrolled | DeviceStanding::Awaiting { .. } => None,
        })
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
        Effect::new(|| {
            after(UNTIL_LATER, || {
                spawn_local(async {
                    // Whoever needs it before, or if this fails, asks for it again.
                    let _ = later::load().await;
                });
            });
        });
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
        let has_printer = Memo::new(move |_| self.printer().is_some());
        Effect::new(move || {
            if has_printer.get()
                && let Ok(looking) =
                    set_interval_with_handle(move || self.look_at_device(), LOOK_AT_PRINTER)
            {
                on_cleanup(move || looking.clear());
            }
        });
        Effect::new(move || {
            self.touches.track();
            let seconds = match self.screen.get() {
                Screen::Enrolment(_) | Screen::Unreachable => None,
                Screen::Start => self.is_set().then_some(SETTINGS_SECONDS),
                Screen::Services(_) => Some(SERVICES_SECONDS),
                Screen::Later(later) => later.seconds,
                Screen::Ticket(_) => Some(self.ticket_seconds()),
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
    pub fn is_set(self) -> bool {
        self.low.get() || self.contrast.get() || self.large.get() || !self.languages.is_own()
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
