//! Rows as they are stored, and the one place where they become types of the domain.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::{
    desk::{Call, Desk, Note},
    estimate::Wait,
    ids::{CallSeq, CounterNumber, TicketId, WorkplaceId},
    internet::{DayPlaces, InternetPlaces, PlacesPiece},
    keypad::Keypad,
    opening_hours::{Day, Interval, OpeningHours, WeekdayKey},
    series::{DaySeries, IssuedTicket},
    staff::{Clerk, Departments, Role},
    text::Localized,
    ticket::{ParkReason, Standing, Ticket, TicketState},
    timetable::{Period, Timetable, Week},
    town::{
        Counter, Department, Lobby, OfferedTo, Office, Processor, Rules, Serves, Service, Town,
        Workplace,
    },
};
use surrealdb::types::{RecordId, SurrealValue, Value};

use crate::{StoreError, hours, keys};

#[derive(Clone, Copy, SurrealValue)]
pub(crate) struct SchemaRow {
    pub version: u32,
}

/// A text in several languages, by their tags.
pub(crate) type TextRow = BTreeMap<String, String>;

#[derive(Clone, SurrealValue)]
pub(crate) struct TownRow {
    pub name: TextRow,
    pub zone: String,
    pub languages: Vec<String>,
    pub rules: RulesRow,
    pub office: Option<OfficeRow>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct OfficeRow {
    address: String,
    email: String,
    phone: String,
    website: String,
    company_number: String,
    processor_name: Option<String>,
    processor_number: Option<String>,
    data_protection_email: Option<String>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct RulesRow {
    tickets_before_opening_minutes: u16,
    set_aside_minutes: u16,
    calls_until_no_show: u16,
    call_shown_seconds: u16,
    session_hours: u16,
    horizon_days: u16,
    notice_minutes: u16,
    hold_minutes: u16,
    open_reservations_per_email: u16,
    unconfirmed_percent: u16,
    check_in_before_minutes: u16,
    check_in_after_minutes: u16,
    reminder_hours: u16,
    wrong_codes_until_rest: u16,
    keypad_rest_seconds: u16,
    /// By lobby. They are kept here, because a town's rules are its one row that takes new fields
    /// without a new schema; absent where the set-up was imported before there were any.
    displays: Option<BTreeMap<String, DisplayRow>>,
}

/// What a lobby's displays say and show beside the calls.
#[derive(Clone, SurrealValue)]
pub(crate) struct DisplayRow {
    announce: Vec<String>,
    message: TextRow,
}

/// A lobby or a department: nothing but a name.
#[derive(Clone, SurrealValue)]
pub(crate) struct NamedRow {
    pub position: u16,
    pub name: TextRow,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct WorkplaceRow {
    pub position: u16,
    pub department: String,
    pub lobby: String,
    pub series: String,
    pub name: TextRow,
    pub daily_capacity: u16,
    /// By weekday, each as `08:00:00-11:30:00`.
    pub hours: WeekRow,
    pub internet: Option<InternetRow>,
    /// What is otherwise for a time, by the first day, and on single days; no file brings it in.
    pub periods: Option<BTreeMap<String, PeriodRow>>,
    pub days: Option<BTreeMap<String, DayRow>>,
}

/// Texts by the words of weekdays.
type WeekRow = BTreeMap<String, Vec<String>>;

#[derive(Clone, SurrealValue)]
pub(crate) struct InternetRow {
    slot_minutes: u16,
    /// By weekday, each as `08:00:00-11:30:00 x2`.
    week: WeekRow,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct PeriodRow {
    to: Option<String>,
    hours: WeekRow,
    places: WeekRow,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct DayRow {
    hours: Vec<String>,
    places: Vec<String>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct ServiceRow {
    pub position: u16,
    pub workplace: String,
    pub name: TextRow,
    pub minutes: u16,
    pub papers: TextRow,
    pub bookable: bool,
    /// None: to everyone.
    pub offered: Option<String>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct CounterRow {
    pub position: u16,
    pub lobby: String,
    /// Each as `workplace` or `workplace/service`.
    pub serves: Vec<String>,
}

/// A ticket; `waiting` holds the same and its lobby.
#[derive(Clone, SurrealValue)]
pub(crate) struct TicketRow {
    date: String,
    series: String,
    number: u16,
    workplace: String,
    pub service: String,
    issued_at: DateTime<Utc>,
    /// A reservation's time; none: a walk-in.
    agreed_at: Option<DateTime<Utc>>,
    priority_since: Option<DateTime<Utc>>,
    missed: u8,
    came_from: Option<String>,
    only_at: Option<u16>,
    postponed_until: Option<DateTime<Utc>>,
    state: String,
    reason: Option<String>,
    parked_at: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    counter: Option<u16>,
    seq: Option<u64>,
    called_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct WaitingRow {
    pub lobby: String,
    #[surreal(flatten)]
    pub ticket: TicketRow,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct SeriesRow {
    pub workplace: String,
    last: u16,
    walk_ins: u16,
    extra: u16,
    stopped: bool,
}

/// A desk as it is written: the client is a link.
#[derive(Clone, SurrealValue)]
pub(crate) struct DeskRow {
    lobby: String,
    counter: u16,
    login: Option<String>,
    name: Option<String>,
    paused_since: Option<DateTime<Utc>>,
    since: Option<DateTime<Utc>>,
    client: Option<RecordId>,
}

/// A desk as it is read, with the link followed.
#[derive(Clone, SurrealValue)]
pub(crate) struct DeskWithClientRow {
    pub lobby: String,
    counter: u16,
    login: Option<String>,
    name: Option<String>,
    paused_since: Option<DateTime<Utc>>,
    since: Option<DateTime<Utc>>,
    pub client: Option<TicketRow>,
}

/// What was done for a client before what the ticket says now.
#[derive(Clone, SurrealValue)]
pub(crate) struct EarlierRow {
    pub workplace: String,
    pub service: String,
    pub counter: u16,
    pub started_at: DateTime<Utc>,
    pub ended_at: DateTime<Utc>,
}

/// A note about a client.
#[derive(Clone, SurrealValue)]
pub(crate) struct NoteRow {
    pub text: String,
}

/// A note as it is read, with the key that says about whom.
#[derive(Clone, SurrealValue)]
pub(crate) struct FoundNoteRow {
    id: RecordId,
    text: String,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct SeatRow {
    pub counter: u16,
    pub desk: RecordId,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct CallRow {
    date: String,
    series: String,
    number: u16,
    counter: u16,
    seq: u64,
    at: DateTime<Utc>,
}

/// The last call of a workplace's clients.
#[derive(Clone, SurrealValue)]
pub(crate) struct LastCalledRow {
    pub workplace: String,
    #[surreal(flatten)]
    pub call: CallRow,
}

#[derive(Clone, Copy, SurrealValue)]
pub(crate) struct LastCallRow {
    pub seq: u64,
}

/// What a tap was answered.
#[derive(Clone, SurrealValue)]
pub(crate) struct TapRow {
    ticket: TicketRow,
    ahead: u16,
    /// None: no counter was open.
    from_minutes: Option<u16>,
    to_minutes: Option<u16>,
    printed_at: Option<DateTime<Utc>>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct StaffRow {
    pub name: String,
    pub role: String,
    /// Of a supervisor; none is all.
    pub departments: Vec<String>,
    /// A PHC string; none until the first one is set.
    pub password: Option<String>,
    pub off_since: Option<DateTime<Utc>>,
    pub seen_at: Option<DateTime<Utc>>,
    pub version: u32,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct SessionRow {
    pub login: String,
    pub staff: RecordId,
    pub began_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct PasswordLinkRow {
    pub login: String,
    pub until: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

/// Wrong passwords in a row.
#[derive(Clone, Copy, SurrealValue)]
pub(crate) struct GuessRow {
    pub wrong: u32,
    pub last: DateTime<Utc>,
    /// The first one is not looked at before.
    pub not_before: Option<DateTime<Utc>>,
}

/// What a kiosk's keypad has seen.
#[derive(Clone, Copy, SurrealValue)]
pub(crate) struct KeypadRow {
    wrong: u8,
    forgiven_at: Option<DateTime<Utc>>,
    rests_until: Option<DateTime<Utc>>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct DeviceRow {
    pub kind: String,
    pub name: String,
    pub lobby: String,
    pub code: Option<String>,
    pub until: Option<DateTime<Utc>>,
    pub enrolled_at: Option<DateTime<Utc>>,
    pub enrolled_by: Option<String>,
    pub printer: Option<String>,
    /// In millimetres.
    pub paper: Option<u16>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct EnrolmentRow {
    pub device: RecordId,
    pub until: DateTime<Utc>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct LeaseRow {
    pub holder: String,
    pub until: DateTime<Utc>,
}

/// A value that the database returned, as the row that it must be.
pub(crate) fn read_value<T: SurrealValue>(value: Value) -> Result<T, StoreError> {
    T::from_value(value).map_err(|error| impossible::<T>(error.message()))
}

/// An error that names the row or type that it should have been.
pub(crate) fn impossible<T>(why: impl ToString) -> StoreError {
    let name = std::any::type_name::<T>();
    StoreError::ImpossibleRow {
        row: name.rsplit("::").next().unwrap_or(name),
        why: why.to_string(),
    }
}

/// All of them as types of the domain.
pub(crate) fn all<R, T: TryFrom<R, Error = StoreError>>(
    rows: Vec<R>,
) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(T::try_from).collect()
}

/// Parses one field of a row.
pub(crate) fn parse<T: std::str::FromStr<Err: ToString>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(impossible::<T>)
}

/// Takes a number that must be in the range of its type.
pub(crate) fn number<N, T: TryFrom<N, Error: ToString>>(number: N) -> Result<T, StoreError> {
    number.try_into().map_err(impossible::<T>)
}

// ---- Tickets ----

impl From<&Ticket> for TicketRow {
    fn from(ticket: &Ticket) -> Self {
        let mut row = Self {
            date: ticket.id.date.to_string(),
            series: ticket.id.series.to_string(),
            number: ticket.id.number,
            workplace: ticket.workplace.to_string(),
            service: ticket.service.to_string(),
            issued_at: ticket.issued_at,
            agreed_at: match ticket.standing {
                Standing::WalkIn => None,
                Standing::Reserved { agreed_at } => Some(agreed_at),
            },
            priority_since: ticket.priority_since,
            missed: ticket.missed,
            came_from: ticket.came_from.as_ref().map(ToString::to_string),
            only_at: ticket.only_at.map(CounterNumber::get),
            postponed_until: ticket.postponed_until,
            state: String::new(),
            reason: None,
            parked_at: None,
            until: None,
            counter: None,
            seq: None,
            called_at: None,
            started_at: None,
            ended_at: None,
        };
        row.set(ticket.state);
        row
    }
}

impl TicketRow {
    fn set(&mut self, state: TicketState) {
        let word = match state {
            TicketState::Waiting => "waiting",
            TicketState::SetAside { until } => {
                self.until = Some(until);
                "set_aside"
            }
            TicketState::Called {
                counter,
                seq,
                called_at,
            } => {
                self.counter = Some(counter.get());
                self.seq = Some(seq.0);
                self.called_at = Some(called_at);
                "called"
            }
            TicketState::Serving {
                counter,
                called_at,
                started_at,
            } => {
                self.counter = Some(counter.get());
                self.called_at = Some(called_at);
                self.started_at = Some(started_at);
                "serving"
            }
            TicketState::Served {
                counter,
                called_at,
                started_at,
                ended_at,
            } => {
                self.counter = Some(counter.get());
                self.called_at = Some(called_at);
                self.started_at = Some(started_at);
                self.ended_at = Some(ended_at);
                "served"
            }
            TicketState::Parked {
                counter,
                reason,
                called_at,
                started_at,
                parked_at,
            } => {
                self.counter = Some(counter.get());
                self.reason = Some(park_reason(reason).to_owned());
                self.called_at = Some(called_at);
                self.started_at = Some(started_at);
                self.parked_at = Some(parked_at);
                "parked"
            }
            TicketState::NoShow { at } => {
                self.ended_at = Some(at);
                "no_show"
            }
            TicketState::Left { at } => {
                self.ended_at = Some(at);
                "left"
            }
        };
        word.clone_into(&mut self.state);
    }

    fn state(&self) -> Result<TicketState, StoreError> {
        let missing = |field| impossible::<Self>(format!("`{}` without `{field}`", self.state));
        let counter = || number(self.counter.ok_or_else(|| missing("counter"))?);
        let until = || self.until.ok_or_else(|| missing("until"));
        let seq = || self.seq.map(CallSeq).ok_or_else(|| missing("seq"));
        let called_at = || self.called_at.ok_or_else(|| missing("called_at"));
        let started_at = || self.started_at.ok_or_else(|| missing("started_at"));
        let ended_at = || self.ended_at.ok_or_else(|| missing("ended_at"));
        Ok(match self.state.as_str() {
            "waiting" => TicketState::Waiting,
            "set_aside" => TicketState::SetAside { until: until()? },
            "called" => TicketState::Called {
                counter: counter()?,
                seq: seq()?,
                called_at: called_at()?,
            },
            "serving" => TicketState::Serving {
                counter: counter()?,
                called_at: called_at()?,
                started_at: started_at()?,
            },
            "served" => TicketState::Served {
                counter: counter()?,
                called_at: called_at()?,
                started_at: started_at()?,
                ended_at: ended_at()?,
            },
            "parked" => TicketState::Parked {
                counter: counter()?,
                reason: self.park_reason()?,
                called_at: called_at()?,
                started_at: started_at()?,
                parked_at: self.parked_at.ok_or_else(|| missing("parked_at"))?,
            },
            "no_show" => TicketState::NoShow { at: ended_at()? },
            "left" => TicketState::Left { at: ended_at()? },
            other => return Err(impossible::<Self>(format!("no state is called `{other}`"))),
        })
    }
}

impl TicketRow {
    fn park_reason(&self) -> Result<ParkReason, StoreError> {
        let mut reasons = ParkReason::ALL.into_iter();
        reasons
            .find(|reason| Some(park_reason(*reason)) == self.reason.as_deref())
            .ok_or_else(|| impossible::<Self>(format!("no reason is called {:?}", self.reason)))
    }
}

fn park_reason(reason: ParkReason) -> &'static str {
    match reason {
        ParkReason::Papers => "papers",
        ParkReason::Form => "form",
        ParkReason::Payment => "payment",
        ParkReason::Other => "other",
    }
}

impl TryFrom<TicketRow> for Ticket {
    type Error = StoreError;

    fn try_from(row: TicketRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: TicketId {
                date: parse(&row.date)?,
                series: parse(&row.series)?,
                number: row.number,
            },
            workplace: parse(&row.workplace)?,
            service: parse(&row.service)?,
            issued_at: row.issued_at,
            standing: match row.agreed_at {
                None => Standing::WalkIn,
                Some(agreed_at) => Standing::Reserved { agreed_at },
            },
            priority_since: row.priority_since,
            missed: row.missed,
            came_from: row.came_from.as_deref().map(parse).transpose()?,
            only_at: row.only_at.map(number).transpose()?,
            postponed_until: row.postponed_until,
            state: row.state()?,
        })
    }
}

impl From<&IssuedTicket> for TapRow {
    fn from(issued: &IssuedTicket) -> Self {
        let (from_minutes, to_minutes) = match issued.wait {
            Wait::NoCounter => (None, None),
            Wait::Minutes { from, to } => (Some(from), Some(to)),
        };
        Self {
            ticket: (&issued.ticket).into(),
            ahead: issued.ahead,
            from_minutes,
            to_minutes,
            printed_at: None,
        }
    }
}

impl TapRow {
    pub(crate) fn was_printed(&self) -> bool {
        self.printed_at.is_some()
    }

    /// Given to a printer.
    pub(crate) fn printed(self, at: DateTime<Utc>) -> Self {
        Self {
            printed_at: Some(at),
            ..self
        }
    }

    /// For a client with an agreed time, to whom nothing is said of a wait.
    pub(crate) fn reserved(ticket: &Ticket) -> Self {
        Self {
            ticket: ticket.into(),
            ahead: 0,
            from_minutes: None,
            to_minutes: None,
            printed_at: None,
        }
    }
}

impl TryFrom<TapRow> for IssuedTicket {
    type Error = StoreError;

    fn try_from(row: TapRow) -> Result<Self, StoreError> {
        Ok(Self {
            ticket: row.ticket.try_into()?,
            ahead: row.ahead,
            wait: match (row.from_minutes, row.to_minutes) {
                (Some(from), Some(to)) => Wait::Minutes { from, to },
                _ => Wait::NoCounter,
            },
        })
    }
}

impl SeriesRow {
    pub(crate) fn new(workplace: &WorkplaceId, series: DaySeries) -> Self {
        let DaySeries {
            last,
            walk_ins,
            extra,
            stopped,
        } = series;
        Self {
            workplace: workplace.to_string(),
            last,
            walk_ins,
            extra,
            stopped,
        }
    }

    pub(crate) fn series(&self) -> DaySeries {
        DaySeries {
            last: self.last,
            walk_ins: self.walk_ins,
            extra: self.extra,
            stopped: self.stopped,
        }
    }
}

impl From<Keypad> for KeypadRow {
    fn from(keypad: Keypad) -> Self {
        match keypad {
            Keypad::Ready { wrong, forgiven_at } => Self {
                wrong,
                forgiven_at,
                rests_until: None,
            },
            Keypad::Resting { until } => Self {
                wrong: 0,
                forgiven_at: None,
                rests_until: Some(until),
            },
        }
    }
}

impl From<KeypadRow> for Keypad {
    fn from(row: KeypadRow) -> Self {
        let KeypadRow {
            wrong, forgiven_at, ..
        } = row;
        match row.rests_until {
            Some(until) => Self::Resting { until },
            None => Self::Ready { wrong, forgiven_at },
        }
    }
}

// ---- Desks and calls ----

impl DeskRow {
    pub(crate) fn new(desk: &Desk, lobby: &str) -> Self {
        let (login, name) = match &desk.clerk {
            Some(Clerk { login, name }) => (Some(login.clone()), Some(name.clone())),
            None => (None, None),
        };
        Self {
            lobby: lobby.to_owned(),
            counter: desk.counter.get(),
            login,
            name,
            paused_since: desk.paused_since,
            since: desk.since,
            client: desk.client.as_ref().map(|client| keys::ticket(client.id)),
        }
    }
}

impl TryFrom<DeskWithClientRow> for Desk {
    type Error = StoreError;

    fn try_from(row: DeskWithClientRow) -> Result<Self, StoreError> {
        let clerk = match (row.login, row.name) {
            (None, None) => None,
            (Some(login), Some(name)) => Some(Clerk { login, name }),
            _ => return Err(impossible::<DeskRow>("a clerk has a login and a name")),
        };
        Ok(Self {
            counter: number(row.counter)?,
            clerk,
            paused_since: row.paused_since,
            since: row.since,
            client: row.client.map(Ticket::try_from).transpose()?,
        })
    }
}

impl TryFrom<FoundNoteRow> for (TicketId, Note) {
    type Error = StoreError;

    fn try_from(row: FoundNoteRow) -> Result<Self, StoreError> {
        let (date, series, number) = keys::parts_of_ticket(&row.id)
            .ok_or_else(|| impossible::<NoteRow>("its key is a ticket's"))?;
        let id = TicketId {
            date: parse(date)?,
            series: parse(series)?,
            number,
        };
        Ok((id, parse(&row.text)?))
    }
}

impl From<&Call> for CallRow {
    fn from(call: &Call) -> Self {
        Self {
            date: call.ticket.date.to_string(),
            series: call.ticket.series.to_string(),
            number: call.ticket.number,
            counter: call.counter.get(),
            seq: call.seq.0,
            at: call.at,
        }
    }
}

impl TryFrom<CallRow> for Call {
    type Error = StoreError;

    fn try_from(row: CallRow) -> Result<Self, StoreError> {
        Ok(Self {
            seq: CallSeq(row.seq),
            ticket: TicketId {
                date: parse(&row.date)?,
                series: parse(&row.series)?,
                number: row.number,
            },
            counter: number(row.counter)?,
            at: row.at,
        })
    }
}

// ---- The office ----

/// The word for a role in the database, as a role.
pub(crate) fn role(word: &str) -> Result<Role, StoreError> {
    Role::ALL
        .into_iter()
        .find(|role| role.word() == word)
        .ok_or_else(|| impossible::<StaffRow>(format!("no role is called `{word}`")))
}

/// The departments of a clerk or supervisor.
pub(crate) fn departments(row: &[String]) -> Result<Departments, StoreError> {
    let each = row.iter().map(|id| parse(id));
    each.collect::<Result<_, _>>().map(Departments::new)
}

/// Civil times as the database orders them.
pub(crate) fn written(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S").to_string()
}

pub(crate) fn text_row(text: &Localized) -> TextRow {
    text.all()
        .map(|(language, text)| (language.tag().to_owned(), text.to_owned()))
        .collect()
}

pub(crate) fn localized(row: TextRow) -> Result<Localized, StoreError> {
    row.into_iter()
        .map(|(tag, text)| Ok((parse(&tag)?, text)))
        .collect::<Result<BTreeMap<_, _>, StoreError>>()
        .map(Localized::from)
}

/// What the town is beside its lists.
pub(crate) fn town(row: TownRow) -> Result<Town, StoreError> {
    Ok(Town {
        name: localized(row.name)?,
        office: row.office.map(office).transpose()?,
        zone: parse(&row.zone)?,
        languages: row
            .languages
            .iter()
            .map(|tag| parse(tag))
            .collect::<Result<_, _>>()?,
        rules: row.rules.into(),
        lobbies: Vec::new(),
        departments: Vec::new(),
        workplaces: Vec::new(),
        services: Vec::new(),
        counters: Vec::new(),
        closures: Vec::new(),
        notices: Vec::new(),
        pictures: BTreeMap::new(),
    })
}

impl From<&Town> for TownRow {
    fn from(town: &Town) -> Self {
        Self {
            name: text_row(&town.name),
            zone: town.zone.name().to_owned(),
            languages: town
                .languages
                .iter()
                .map(|language| language.tag().to_owned())
                .collect(),
            rules: RulesRow {
                displays: Some(displays_row(&town.lobbies)),
                ..town.rules.into()
            },
            office: town.office.as_ref().map(OfficeRow::from),
        }
    }
}

fn office(row: OfficeRow) -> Result<Office, StoreError> {
    let processor = match (row.processor_name, row.processor_number) {
        (Some(name), Some(number)) => Some(Processor {
            name,
            company_number: parse(&number)?,
        }),
        _ => None,
    };
    let data_protection_email = row.data_protection_email.map(|email| parse(&email));
    Ok(Office {
        address: row.address,
        email: parse(&row.email)?,
        phone: parse(&row.phone)?,
        website: row.website,
        company_number: parse(&row.company_number)?,
        processor,
        data_protection_email: data_protection_email.transpose()?,
    })
}

impl From<&Office> for OfficeRow {
    fn from(office: &Office) -> Self {
        let processor = office.processor.as_ref();
        let officer = office.data_protection_email.as_ref();
        Self {
            address: office.address.clone(),
            email: office.email.as_str().to_owned(),
            phone: office.phone.as_str().to_owned(),
            website: office.website.clone(),
            company_number: office.company_number.to_string(),
            processor_name: processor.map(|processor| processor.name.clone()),
            processor_number: processor.map(|processor| processor.company_number.to_string()),
            data_protection_email: officer.map(|email| email.as_str().to_owned()),
        }
    }
}

impl From<Rules> for RulesRow {
    fn from(rules: Rules) -> Self {
        Self {
            tickets_before_opening_minutes: rules.tickets_before_opening_minutes,
            set_aside_minutes: rules.set_aside_minutes,
            calls_until_no_show: rules.calls_until_no_show,
            call_shown_seconds: rules.call_shown_seconds,
            session_hours: rules.session_hours,
            horizon_days: rules.horizon_days,
            notice_minutes: rules.notice_minutes,
            hold_minutes: rules.hold_minutes,
            open_reservations_per_email: rules.open_reservations_per_email,
            unconfirmed_percent: rules.unconfirmed_percent,
            check_in_before_minutes: rules.check_in_before_minutes,
            check_in_after_minutes: rules.check_in_after_minutes,
            reminder_hours: rules.reminder_hours,
            wrong_codes_until_rest: rules.wrong_codes_until_rest,
            keypad_rest_seconds: rules.keypad_rest_seconds,
            displays: None,
        }
    }
}

fn displays_row(lobbies: &[Lobby]) -> BTreeMap<String, DisplayRow> {
    let row = |lobby: &Lobby| {
        let announce = lobby.announce.iter();
        let row = DisplayRow {
            announce: announce.map(|language| language.tag().to_owned()).collect(),
            message: text_row(&lobby.message),
        };
        (lobby.id.to_string(), row)
    };
    lobbies.iter().map(row).collect()
}

impl From<RulesRow> for Rules {
    fn from(row: RulesRow) -> Self {
        Self {
            tickets_before_opening_minutes: row.tickets_before_opening_minutes,
            set_aside_minutes: row.set_aside_minutes,
            calls_until_no_show: row.calls_until_no_show,
            call_shown_seconds: row.call_shown_seconds,
            session_hours: row.session_hours,
            horizon_days: row.horizon_days,
            notice_minutes: row.notice_minutes,
            hold_minutes: row.hold_minutes,
            open_reservations_per_email: row.open_reservations_per_email,
            unconfirmed_percent: row.unconfirmed_percent,
            check_in_before_minutes: row.check_in_before_minutes,
            check_in_after_minutes: row.check_in_after_minutes,
            reminder_hours: row.reminder_hours,
            wrong_codes_until_rest: row.wrong_codes_until_rest,
            keypad_rest_seconds: row.keypad_rest_seconds,
        }
    }
}

pub(crate) fn lobby(id: &str, row: NamedRow) -> Result<Lobby, StoreError> {
    Ok(Lobby {
        id: parse(id)?,
        name: localized(row.name)?,
        announce: Vec::new(),
        message: Localized::default(),
    })
}

/// What the town's row says of the displays in its lobbies; where it says nothing they speak the
/// town's own language.
pub(crate) fn set_up_displays(town: &mut Town, rules: RulesRow) -> Result<(), StoreError> {
    let mut displays = rules.displays.unwrap_or_default();
    for lobby in &mut town.lobbies {
        let Some(row) = displays.remove(lobby.id.as_str()) else {
            lobby.announce = town.languages.first().copied().into_iter().collect();
            continue;
        };
        let announce = row.announce.iter().map(|tag| parse(tag));
        lobby.announce = announce.collect::<Result<_, _>>()?;
        lobby.message = localized(row.message)?;
    }
    Ok(())
}

pub(crate) fn department(id: &str, row: NamedRow) -> Result<Department, StoreError> {
    Ok(Department {
        id: parse(id)?,
        name: localized(row.name)?,
    })
}

pub(crate) fn workplace(id: &str, row: WorkplaceRow) -> Result<Workplace, StoreError> {
    let mut hours = OpeningHours::weekly(week(&row.hours, work)?);
    let mut internet = row.internet.map(internet).transpose()?;
    for (from, period) in row.periods.unwrap_or_default() {
        let (from, to) = (parse(&from)?, period.to.map(|to| parse(&to)).transpose()?);
        let week_of_places = week(&period.places, places)?;
        let week = week(&period.hours, work)?;
        hours.periods.insert(from, Period { to, week });
        if let Some(internet) = &mut internet {
            let week = week_of_places;
            internet.places.periods.insert(from, Period { to, week });
        }
    }
    for (date, day) in row.days.unwrap_or_default() {
        let date = parse(&date)?;
        hours.days.insert(date, work(&day.hours)?);
        if let Some(internet) = &mut internet {
            internet.places.days.insert(date, places(&day.places)?);
        }
    }
    Ok(Workplace {
        id: parse(id)?,
        department: parse(&row.department)?,
        lobby: parse(&row.lobby)?,
        series: parse(&row.series)?,
        name: localized(row.name)?,
        daily_capacity: row.daily_capacity,
        hours,
        internet,
    })
}

fn internet(row: InternetRow) -> Result<InternetPlaces, StoreError> {
    Ok(InternetPlaces {
        slot_minutes: number(row.slot_minutes)?,
        places: Timetable::weekly(week(&row.week, places)?),
    })
}

fn work(stretches: &[String]) -> Result<Day, StoreError> {
    let stretches = stretches.iter().map(|stretch| interval(stretch));
    Day::new(stretches.collect::<Result<_, _>>()?).map_err(impossible::<Day>)
}

fn places(pieces: &[String]) -> Result<DayPlaces, StoreError> {
    let pieces = pieces.iter().map(|piece| piece_of(piece));
    DayPlaces::new(pieces.collect::<Result<_, _>>()?).map_err(impossible::<DayPlaces>)
}

/// The days of a week, each made of its texts.
fn week<T>(
    row: &WeekRow,
    day: fn(&[String]) -> Result<T, StoreError>,
) -> Result<BTreeMap<WeekdayKey, T>, StoreError> {
    row.iter()
        .map(|(word, texts)| {
            let weekday = hours::weekday(word)
                .ok_or_else(|| impossible::<WorkplaceRow>(format!("no day is called `{word}`")))?;
            Ok((weekday, day(texts)?))
        })
        .collect()
}

fn piece_of(piece: &str) -> Result<PlacesPiece, StoreError> {
    let (during, places) = piece
        .split_once(" x")
        .ok_or_else(|| impossible::<PlacesPiece>(piece))?;
    Ok(PlacesPiece {
        during: interval(during)?,
        places: parse(places)?,
    })
}

fn interval(stretch: &str) -> Result<Interval, StoreError> {
    let (from, to) = stretch
        .split_once('-')
        .ok_or_else(|| impossible::<Interval>(stretch))?;
    Ok(Interval {
        from: parse(from)?,
        to: parse(to)?,
    })
}

impl WorkplaceRow {
    pub(crate) fn new(position: u16, workplace: &Workplace) -> Self {
        let (hours, internet) = (&workplace.hours, &workplace.internet);
        let given = internet.as_ref().map(|internet| &internet.places);
        let period = |(from, period): (&NaiveDate, &Period<Day>)| {
            let given = given.and_then(|given| given.periods.get(from));
            let row = PeriodRow {
                to: period.to.map(|to| to.to_string()),
                hours: week_row(&period.week, work_row),
                places: given.map_or_else(WeekRow::new, |it| week_row(&it.week, places_row)),
            };
            (from.to_string(), row)
        };
        let day = |(date, day): (&NaiveDate, &Day)| {
            let given = given.and_then(|given| given.days.get(date));
            let row = DayRow {
                hours: work_row(day),
                places: given.map_or_else(Vec::new, places_row),
            };
            (date.to_string(), row)
        };
        let periods = hours.periods.iter().map(period).collect();
        let days = hours.days.iter().map(day).collect();
        Self {
            position,
            department: workplace.department.to_string(),
            lobby: workplace.lobby.to_string(),
            series: workplace.series.to_string(),
            name: text_row(&workplace.name),
            daily_capacity: workplace.daily_capacity,
            hours: week_row(&hours.week, work_row),
            internet: internet.as_ref().map(|internet| InternetRow {
                slot_minutes: internet.slot_minutes.get(),
                week: week_row(&internet.places.week, places_row),
            }),
            periods: Some(periods).filter(|it: &BTreeMap<_, _>| !it.is_empty()),
            days: Some(days).filter(|it: &BTreeMap<_, _>| !it.is_empty()),
        }
    }
}

fn week_row<D>(week: &Week<D>, day: fn(&D) -> Vec<String>) -> WeekRow {
    let days = week.iter();
    days.map(|(weekday, it)| (hours::word(*weekday).to_owned(), day(it)))
        .collect()
}

fn work_row(day: &Day) -> Vec<String> {
    let stretches = day.stretches().iter();
    let text = |Interval { from, to }: &Interval| format!("{from}-{to}");
    stretches.map(text).collect()
}

fn places_row(day: &DayPlaces) -> Vec<String> {
    let pieces = day.pieces().iter();
    let text = |PlacesPiece { during, places }: &PlacesPiece| {
        format!("{}-{} x{places}", during.from, during.to)
    };
    pieces.map(text).collect()
}

pub(crate) fn service(id: &str, row: ServiceRow) -> Result<Service, StoreError> {
    Ok(Service {
        id: parse(id)?,
        workplace: parse(&row.workplace)?,
        name: localized(row.name)?,
        minutes: row.minutes,
        papers: localized(row.papers)?,
        bookable: row.bookable,
        offered: row
            .offered
            .as_deref()
            .map_or(Ok(OfferedTo::Everyone), parse)?,
    })
}

impl ServiceRow {
    pub(crate) fn new(position: u16, service: &Service) -> Self {
        Self {
            position,
            workplace: service.workplace.to_string(),
            name: text_row(&service.name),
            minutes: service.minutes,
            papers: text_row(&service.papers),
            bookable: service.bookable,
            offered: Some(service.offered)
                .filter(|it| *it != OfferedTo::Everyone)
                .map(|it| it.word().to_owned()),
        }
    }
}

pub(crate) fn counter(number: &str, row: CounterRow) -> Result<Counter, StoreError> {
    Ok(Counter {
        number: parse(number)?,
        lobby: parse(&row.lobby)?,
        serves: row
            .serves
            .iter()
            .map(|serves| match serves.split_once('/') {
                None => Ok(Serves::Workplace(parse(serves)?)),
                Some((workplace, service)) => {
                    Ok(Serves::Service(parse(workplace)?, parse(service)?))
                }
            })
            .collect::<Result<_, StoreError>>()?,
    })
}

impl CounterRow {
    pub(crate) fn new(position: u16, counter: &Counter) -> Self {
        Self {
            position,
            lobby: counter.lobby.to_string(),
            serves: serves_row(counter),
        }
    }
}

/// What a counter serves, as its row says it.
pub(crate) fn serves_row(counter: &Counter) -> Vec<String> {
    let serves = |serves: &Serves| match serves {
        Serves::Workplace(workplace) => workplace.to_string(),
        Serves::Service(workplace, service) => format!("{workplace}/{service}"),
    };
    counter.serves.iter().map(serves).collect()
}
