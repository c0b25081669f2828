//! The office as its town set it up: what `town.toml` brings in.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    closure::Closure,
    company_number::CompanyNumber,
    contact::{Email, Phone},
    ids::{CounterNumber, DepartmentId, LobbyId, Series, ServiceId, WorkplaceId},
    internet::InternetPlaces,
    notice::Notice,
    opening_hours::OpeningHours,
    picture::{Picture, PictureHash, PicturePlace},
    slots::Booker,
    text::{Language, Localized},
    ticket::Ticket,
};

/// More walk-ins than any workplace serves in a day.
pub const LARGEST_CAPACITY: u16 = 999;

/// Longest name, in characters: it must fit a button of the kiosk and a line of the TV.
pub const LONGEST_NAME: usize = 80;

/// Longest list of papers to bring, in characters: it must fit a ticket.
pub const LONGEST_PAPERS: usize = 400;

/// Longest message on the displays, in characters: it must be read from 8 m beside the newest call.
pub const LONGEST_MESSAGE: usize = 240;

/// A working day, in minutes.
pub const LONGEST_SERVICE: u16 = 480;

/// Shorter steps, in minutes, would only make a longer list to choose from.
pub const SHORTEST_SLOT: u16 = 5;

/// One installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Town {
    /// The office's name, as it stands at the head of every screen.
    pub name: Localized,
    /// None only where the set-up was imported before there was booking; then nothing is bookable.
    pub office: Option<Office>,
    pub zone: Tz,
    /// The languages offered, in order; the first is the town's own.
    pub languages: Vec<Language>,
    pub rules: Rules,
    pub lobbies: Vec<Lobby>,
    pub departments: Vec<Department>,
    pub workplaces: Vec<Workplace>,
    pub services: Vec<Service>,
    pub counters: Vec<Counter>,
    /// What does not work and when, from today on. No file brings it in.
    pub closures: Vec<Closure>,
    /// What public screens say, the newest first. No file brings it in either.
    pub notices: Vec<Notice>,
    /// What hangs beside the office's name and beside the calls. No file brings it in either.
    pub pictures: BTreeMap<PicturePlace, Picture>,
}

/// How the office is reached, and who answers for the personal data of its clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Street, postcode and place, on one line.
    pub address: String,
    /// Who answers its e-mails is answered here.
    pub email: Email,
    pub phone: Phone,
    /// With its `https://`.
    pub website: String,
    pub company_number: CompanyNumber,
    /// Who runs the system for the office; none: the office itself.
    pub processor: Option<Processor>,
    /// Of the data protection officer.
    pub data_protection_email: Option<Email>,
}

/// The longest address, of a street or of a website, in characters: it must fit a line of a mail.
pub const LONGEST_ADDRESS: usize = 120;

/// Whether a text can be the address of the office's website.
#[must_use]
pub fn is_website(text: &str) -> bool {
    let schemes = ["https://", "http://"];
    let host = schemes.iter().find_map(|scheme| text.strip_prefix(scheme));
    host.is_some_and(|host| !host.is_empty()) && !text.contains([' ', '"', '<', '>'])
}

/// Who handles personal data in the office's name (GDPR art. 28).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Processor {
    pub name: String,
    pub company_number: CompanyNumber,
}

/// The numbers of the office's rules. Spans are whole minutes or seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Tickets are handed out this long before opening.
    pub tickets_before_opening_minutes: u16,
    /// A client who did not come is set aside this long.
    pub set_aside_minutes: u16,
    /// At the so-manieth call to which nobody came the ticket is a no-show.
    pub calls_until_no_show: u16,
    /// A call stays on the display at least this long.
    pub call_shown_seconds: u16,
    /// A staff session lasts this long.
    pub session_hours: u16,
    /// So many days ahead a time can be booked, the last one included.
    pub horizon_days: u16,
    /// A time can be booked at the latest this long before it.
    pub notice_minutes: u16,
    /// A place is held this long for the client to confirm.
    pub hold_minutes: u16,
    /// So many reservations one e-mail address may have open at once.
    pub open_reservations_per_email: u16,
    /// Of the places that a workplace has on one day, one network may hold this part at most, in
    /// percent, while they are not confirmed; one in any case.
    pub unconfirmed_percent: u16,
    /// Check-in begins this long before the agreed time.
    pub check_in_before_minutes: u16,
    /// Check-in ends this long after the agreed time; then the reservation lapses.
    pub check_in_after_minutes: u16,
    /// The reminder leaves this long before the agreed time.
    pub reminder_hours: u16,
    /// After so many wrong codes in a row the kiosk's keypad rests.
    pub wrong_codes_until_rest: u16,
    /// How long the keypad rests.
    pub keypad_rest_seconds: u16,
}

/// One of the [`Rules`], as forms and files know it.
pub struct RuleNumber {
    pub name: &'static str,
    pub least: u16,
    pub most: u16,
    pub of: fn(&Rules) -> u16,
    pub set: fn(&mut Rules, u16),
}

macro_rules! number {
    ($name:ident, $least:literal, $most:literal) => {
        RuleNumber {
            name: stringify!($name),
            least: $least,
            most: $most,
            of: |rules| rules.$name,
            set: |rules, number| rules.$name = number,
        }
    };
}

impl Rules {
    pub const NUMBERS: [RuleNumber; 15] = [
        number!(tickets_before_opening_minutes, 0, 600),
        number!(set_aside_minutes, 0, 240),
        number!(calls_until_no_show, 1, 20),
        number!(call_shown_seconds, 10, 3600),
        number!(session_hours, 1, 24),
        number!(horizon_days, 0, 365),
        number!(notice_minutes, 0, 10080),
        number!(hold_minutes, 5, 1440),
        number!(open_reservations_per_email, 1, 99),
        number!(unconfirmed_percent, 1, 100),
        number!(check_in_before_minutes, 0, 240),
        number!(check_in_after_minutes, 0, 240),
        number!(reminder_hours, 1, 336),
        number!(wrong_codes_until_rest, 1, 99),
        number!(keypad_rest_seconds, 5, 3600),
    ];
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            tickets_before_opening_minutes: 30,
            set_aside_minutes: 5,
            calls_until_no_show: 3,
            call_shown_seconds: 60,
            session_hours: 12,
            horizon_days: 30,
            notice_minutes: 60,
            hold_minutes: 30,
            open_reservations_per_email: 3,
            unconfirmed_percent: 50,
            check_in_before_minutes: 15,
            check_in_after_minutes: 15,
            reminder_hours: 24,
            wrong_codes_until_rest: 5,
            keypad_rest_seconds: 30,
        }
    }
}

impl Rules {
    #[must_use]
    pub fn set_aside(&self) -> TimeDelta {
        TimeDelta::minutes(self.set_aside_minutes.into())
    }

    #[must_use]
    pub fn call_shown(&self) -> TimeDelta {
        TimeDelta::seconds(self.call_shown_seconds.into())
    }

    #[must_use]
    pub fn session(&self) -> TimeDelta {
        TimeDelta::hours(self.session_hours.into())
    }

    #[must_use]
    pub fn notice(&self) -> TimeDelta {
        TimeDelta::minutes(self.notice_minutes.into())
    }

    #[must_use]
    pub fn hold(&self) -> TimeDelta {
        TimeDelta::minutes(self.hold_minutes.into())
    }

    #[must_use]
    pub fn check_in_before(&self) -> TimeDelta {
        TimeDelta::minutes(self.check_in_before_minutes.into())
    }

    #[must_use]
    pub fn check_in_after(&self) -> TimeDelta {
        TimeDelta::minutes(self.check_in_after_minutes.into())
    }

    #[must_use]
    pub fn reminder(&self) -> TimeDelta {
        TimeDelta::hours(self.reminder_hours.into())
    }

    #[must_use]
    pub fn keypad_rest(&self) -> TimeDelta {
        TimeDelta::seconds(self.keypad_rest_seconds.into())
    }
}

/// A place with kiosks and displays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lobby {
    pub id: LobbyId,
    pub name: Localized,
    /// The languages in which its displays say a call, in order; none: they only chime.
    pub announce: Vec<Language>,
    /// The office's own message on its displays; may be empty.
    pub message: Localized,
}

/// A part of the office; it groups workplaces on screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    pub id: DepartmentId,
    pub name: Localized,
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workplace {
    pub id: WorkplaceId,
    pub department: DepartmentId,
    /// The one lobby where its tickets are handed out.
    pub lobby: LobbyId,
    pub series: Series,
    pub name: Localized,
    /// How many walk-in tickets a day.
    pub daily_capacity: u16,
    pub hours: OpeningHours,
    /// Its slots and its places for the internet; none: it cannot be booked.
    pub internet: Option<InternetPlaces>,
}

/// What a citizen comes for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub id: ServiceId,
    pub workplace: WorkplaceId,
    pub name: Localized,
    /// How long it takes as a rule.
    pub minutes: u16,
    /// What to bring; may be empty.
    pub papers: Localized,
    /// Whether it can be booked on the internet, if its workplace can.
    pub bookable: bool,
    pub offered: OfferedTo,
}

impl Service {
    /// Whether `who` may book it anew, if its workplace has places. What was agreed on before can
    /// still be moved to another time.
    #[must_use]
    pub fn is_booked_by(&self, who: Booker) -> bool {
        self.bookable && self.offered.includes(who)
    }
}

/// Who may ask for a service. Whoever has a ticket or a reservation for it is served in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OfferedTo {
    #[default]
    Everyone,
    /// Clients do not see it, clerks can give it.
    Staff,
    /// It is kept for what refers to it.
    Nobody,
}

impl OfferedTo {
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Staff, Self::Nobody];

    /// As it stands in `town.toml`, rows and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Staff => "staff",
            Self::Nobody => "nobody",
        }
    }

    #[must_use]
    pub fn includes(self, who: Booker) -> bool {
        match who {
            Booker::Client => self == Self::Everyone,
            Booker::Clerk => self != Self::Nobody,
        }
    }
}

/// The text says nobody to whom a service is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("use \"everyone\", \"staff\" or \"nobody\"")]
pub struct UnknownOffer;

impl FromStr for OfferedTo {
    type Err = UnknownOffer;

    fn from_str(word: &str) -> Result<Self, UnknownOffer> {
        let mut all = Self::ALL.into_iter();
        all.find(|it| it.word() == word).ok_or(UnknownOffer)
    }
}

/// A numbered desk. All it serves belongs to one lobby, so that its calls appear on one display.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    pub number: CounterNumber,
    pub lobby: LobbyId,
    pub serves: BTreeSet<Serves>,
}

/// One thing that a counter serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Serves {
    /// All services of a workplace, the future ones too.
    Workplace(WorkplaceId),
    /// One service of a workplace.
    Service(WorkplaceId, ServiceId),
}

impl Counter {
    /// Not one that was handed over to another counter.
    #[must_use]
    pub fn serves(&self, ticket: &Ticket) -> bool {
        ticket.only_at.is_none_or(|only| only == self.number)
            && self.does(&ticket.workplace, &ticket.service)
    }

    /// Whether it serves that service of that workplace.
    #[must_use]
    pub fn does(&self, workplace: &WorkplaceId, service: &ServiceId) -> bool {
        self.serves.iter().any(|serves| match serves {
            Serves::Workplace(all_of) => all_of == workplace,
            Serves::Service(of, only) => of == workplace && only == service,
        })
    }

    /// Whether it serves anything of `workplace`.
    #[must_use]
    pub fn calls_from(&self, workplace: &WorkplaceId) -> bool {
        self.workplaces().contains(&workplace)
    }

    /// The queues it calls from, each once.
    #[must_use]
    pub fn workplaces(&self) -> Vec<&WorkplaceId> {
        let mut workplaces = Vec::new();
        for Serves::Workplace(workplace) | Serves::Service(workplace, _) in &self.serves {
            if !workplaces.contains(&workplace) {
                workplaces.push(workplace);
            }
        }
        workplaces
    }
}

impl Town {
    #[must_use]
    pub fn lobby(&self, id: &LobbyId) -> Option<&Lobby> {
        self.lobbies.iter().find(|lobby| lobby.id == *id)
    }

    /// Whether there is such a place for a picture.
    #[must_use]
    pub fn shows(&self, place: &PicturePlace) -> bool {
        match place {
            PicturePlace::Crest => true,
            PicturePlace::Display(lobby) => self.lobby(lobby).is_some(),
        }
    }

    /// The picture that is there, if any.
    #[must_use]
    pub fn picture(&self, place: &PicturePlace) -> Option<PictureHash> {
        self.pictures.get(place).map(|picture| picture.hash)
    }

    #[must_use]
    pub fn workplace(&self, id: &WorkplaceId) -> Option<&Workplace> {
        self.workplaces.iter().find(|workplace| workplace.id == *id)
    }

    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == *id)
    }

    #[must_use]
    pub fn counter(&self, number: CounterNumber) -> Option<&Counter> {
        self.counters
            .iter()
            .find(|counter| counter.number == number)
    }

    pub fn workplaces_of<'a>(&'a self, lobby: &'a LobbyId) -> impl Iterator<Item = &'a Workplace> {
        self.workplaces
            .iter()
            .filter(move |workplace| workplace.lobby == *lobby)
    }

    pub fn services_of<'a>(
        &'a self,
        workplace: &'a WorkplaceId,
    ) -> impl Iterator<Item = &'a Service> {
        self.services
            .iter()
            .filter(move |service| service.workplace == *workplace)
    }

    /// What whoever asks may ask for at a workplace.
    pub fn offered_at<'a>(
        &'a self,
        workplace: &'a WorkplaceId,
        who: Booker,
    ) -> impl Iterator<Item = &'a Service> {
        self.services_of(workplace)
            .filter(move |service| service.offered.includes(who))
    }

    pub fn counters_of<'a>(&'a self, lobby: &'a LobbyId) -> impl Iterator<Item = &'a Counter> {
        self.counters
            .iter()
            .filter(move |counter| counter.lobby == *lobby)
    }
}
