//! The rows of reservations, and the one place where they become types of the domain.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    contact::{Addressee, Contact},
    ids::{TicketId, WorkplaceId},
    reservation::{Reservation, ReservationState},
    slots::{AgreedTime, BookedDays},
};
use surrealdb::types::{RecordId, SurrealValue};

use super::{
    mails::{Mail, MailKind},
    record::{Dues, Record, of_email},
};
use crate::{
    StoreError, keys,
    rows::{impossible, parse},
};

#[derive(Clone, SurrealValue)]
pub(super) struct ReservationRow {
    reservation: String,
    workplace: String,
    service: String,
    language: String,
    date: String,
    time: String,
    state: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    of_email: Option<RecordId>,
    held_from: Option<RecordId>,
    slots: Vec<String>,
    until: Option<DateTime<Utc>>,
    since: Option<DateTime<Utc>>,
    reminded: Option<bool>,
    code: Option<String>,
    ticket_date: Option<String>,
    ticket_series: Option<String>,
    ticket_number: Option<u16>,
    links: Vec<String>,
    revision: u16,
    unreached: bool,
    booked_by: Option<String>,
    told: Vec<String>,
    expire_at: Option<DateTime<Utc>>,
    lapse_at: Option<DateTime<Utc>>,
    remind_at: Option<DateTime<Utc>>,
}

/// A row that leads to a reservation.
#[derive(Clone, SurrealValue)]
pub(super) struct PointerRow {
    pub reservation: RecordId,
}

/// What is booked of a slot; which one it is says its key.
#[derive(Clone, SurrealValue)]
pub(super) struct SlotRow {
    pub id: RecordId,
    booked: u16,
}

/// Until when each is open, by reservation.
#[derive(Clone, Default, PartialEq, SurrealValue)]
pub(super) struct OpenRow {
    pub open: BTreeMap<String, DateTime<Utc>>,
}

/// What is held from one network and not confirmed, by reservation.
#[derive(Clone, Default, PartialEq, SurrealValue)]
pub(super) struct HeldRow {
    pub holds: BTreeMap<String, HoldRow>,
}

#[derive(Clone, PartialEq, SurrealValue)]
pub(super) struct HoldRow {
    pub until: DateTime<Utc>,
    pub date: String,
    pub workplace: String,
    pub places: u16,
}

#[derive(Clone, SurrealValue)]
pub(super) struct DueRow {
    pub reservation: String,
    pub at: DateTime<Utc>,
}

#[derive(Clone, SurrealValue)]
pub(super) struct MailRow {
    pub reservation: String,
    pub kind: String,
    pub message: String,
    pub attempts: u16,
    pub due_at: DateTime<Utc>,
    pub email: String,
    pub name: String,
    pub language: String,
    pub workplace: String,
    pub service: String,
    pub date: String,
    pub time: String,
    pub revision: u16,
    pub code: Option<String>,
    pub token: Option<String>,
    pub held_until: Option<DateTime<Utc>>,
    pub reason: Option<String>,
}

#[derive(Clone, SurrealValue)]
pub(super) struct SendingRow {
    pub mail: RecordId,
}

#[derive(Clone, SurrealValue)]
pub(super) struct ClerkCheckInRow {
    pub login: String,
    pub at: DateTime<Utc>,
}

impl From<&Record> for ReservationRow {
    fn from(record: &Record) -> Self {
        let Reservation {
            workplace,
            service,
            language,
            agreed,
            state,
        } = &record.reservation;
        let contact = record.reservation.contact();
        let slots = record.reservation.slots();
        let mut row = Self {
            reservation: record.id.to_string(),
            workplace: workplace.to_string(),
            service: service.to_string(),
            language: language.to_string(),
            date: agreed.date.to_string(),
            time: agreed.time.to_string(),
            state: String::new(),
            name: contact.map(|contact| contact.name.as_str().to_owned()),
            email: contact
                .and_then(|contact| contact.email.as_ref())
                .map(|email| email.as_str().to_owned()),
            phone: contact
                .and_then(|contact| contact.phone.as_ref())
                .map(|phone| phone.as_str().to_owned()),
            of_email: of_email(&record.reservation),
            held_from: record.held_from.clone(),
            slots: slots.iter().map(ToString::to_string).collect(),
            until: None,
            since: None,
            reminded: None,
            code: record.code.map(|code| code.to_string()),
            ticket_date: None,
            ticket_series: None,
            ticket_number: None,
            links: record.links.clone(),
            revision: record.revision,
            unreached: record.unreached,
            booked_by: record.booked_by.clone(),
            told: record.told.clone(),
            expire_at: record.dues.expire,
            lapse_at: record.dues.lapse,
            remind_at: record.dues.remind,
        };
        row.set(state);
        row
    }
}

impl ReservationRow {
    fn set(&mut self, state: &ReservationState) {
        let word = match state {
            ReservationState::Held { until, .. } => {
                self.until = Some(*until);
                "held"
            }
            ReservationState::Confirmed {
                since, reminded, ..
            } => {
                self.since = Some(*since);
                self.reminded = Some(*reminded);
                "confirmed"
            }
            ReservationState::CheckedIn { ticket, .. } => {
                self.ticket_date = Some(ticket.date.to_string());
                self.ticket_series = Some(ticket.series.to_string());
                self.ticket_number = Some(ticket.number);
                "checked_in"
            }
            ReservationState::Lapsed { .. } => "lapsed",
            ReservationState::Cancelled => "cancelled",
            ReservationState::Expired => "expired",
        };
        word.clone_into(&mut self.state);
    }

    fn missing(&self, field: &str) -> StoreError {
        impossible::<Self>(format!("`{}` without `{field}`", self.state))
    }

    fn text<'a>(&self, field: &'a Option<String>, name: &str) -> Result<&'a str, StoreError> {
        field.as_deref().ok_or_else(|| self.missing(name))
    }

    fn contact(&self) -> Result<Contact, StoreError> {
        Ok(Contact {
            name: parse(self.text(&self.name, "name")?)?,
            email: self.email.as_deref().map(parse).transpose()?,
            phone: self.phone.as_deref().map(parse).transpose()?,
        })
    }

    fn slots(&self) -> Result<Vec<NaiveTime>, StoreError> {
        self.slots.iter().map(|slot| parse(slot)).collect()
    }

    fn ticket(&self) -> Result<TicketId, StoreError> {
        let number = self.ticket_number;
        Ok(TicketId {
            date: parse(self.text(&self.ticket_date, "ticket_date")?)?,
            series: parse(self.text(&self.ticket_series, "ticket_series")?)?,
            number: number.ok_or_else(|| self.missing("ticket_number"))?,
        })
    }

    fn state(&self) -> Result<ReservationState, StoreError> {
        Ok(match self.state.as_str() {
            "held" => ReservationState::Held {
                contact: self.contact()?,
                slots: self.slots()?,
                until: self.until.ok_or_else(|| self.missing("until"))?,
            },
            "confirmed" => ReservationState::Confirmed {
                contact: self.contact()?,
                slots: self.slots()?,
                code: parse(self.text(&self.code, "code")?)?,
                since: self.since.ok_or_else(|| self.missing("since"))?,
                reminded: self.reminded.ok_or_else(|| self.missing("reminded"))?,
            },
            "checked_in" => ReservationState::CheckedIn {
                contact: self.contact()?,
                slots: self.slots()?,
                ticket: self.ticket()?,
            },
            "lapsed" => ReservationState::Lapsed {
                contact: self.contact()?,
                slots: self.slots()?,
            },
            "cancelled" => ReservationState::Cancelled,
            "expired" => ReservationState::Expired,
            other => return Err(impossible::<Self>(format!("no state is called `{other}`"))),
        })
    }
}

impl TryFrom<ReservationRow> for Record {
    type Error = StoreError;

    fn try_from(row: ReservationRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: parse(&row.reservation)?,
            reservation: Reservation {
                workplace: parse(&row.workplace)?,
                service: parse(&row.service)?,
                language: parse(&row.language)?,
                agreed: agreed(&row.date, &row.time)?,
                state: row.state()?,
            },
            code: row.code.as_deref().map(parse).transpose()?,
            held_from: row.held_from,
            links: row.links,
            revision: row.revision,
            unreached: row.unreached,
            booked_by: row.booked_by,
            told: row.told,
            dues: Dues {
                expire: row.expire_at,
                lapse: row.lapse_at,
                remind: row.remind_at,
            },
        })
    }
}

fn agreed(date: &str, time: &str) -> Result<AgreedTime, StoreError> {
    Ok(AgreedTime {
        date: parse(date)?,
        time: parse(time)?,
    })
}

/// What is booked on each day.
pub(super) fn booked(slots: Vec<SlotRow>) -> Result<BTreeMap<WorkplaceId, BookedDays>, StoreError> {
    let mut workplaces = BTreeMap::<_, BookedDays>::new();
    for SlotRow { id, booked } in slots {
        let [date, workplace, time] = keys::parts_of_slot(&id)
            .ok_or_else(|| impossible::<SlotRow>("a slot is a day, a workplace and a time"))?;
        let days = workplaces.entry(parse(workplace)?).or_default();
        let day = days.entry(parse(date)?).or_default();
        day.0.insert(parse(time)?, booked);
    }
    Ok(workplaces)
}

impl From<&Mail> for MailRow {
    fn from(mail: &Mail) -> Self {
        Self {
            reservation: mail.reservation.to_string(),
            kind: mail.kind.word().to_owned(),
            message: mail.message.clone(),
            attempts: mail.attempts,
            due_at: mail.due_at,
            email: mail.to.email.as_str().to_owned(),
            name: mail.to.name.as_str().to_owned(),
            language: mail.language.to_string(),
            workplace: mail.workplace.to_string(),
            service: mail.service.to_string(),
            date: mail.agreed.date.to_string(),
            time: mail.agreed.time.to_string(),
            revision: mail.revision,
            code: mail.code.map(|code| code.to_string()),
            token: mail.token.clone(),
            held_until: mail.held_until,
            reason: mail.reason.clone(),
        }
    }
}

impl TryFrom<MailRow> for Mail {
    type Error = StoreError;

    fn try_from(row: MailRow) -> Result<Self, StoreError> {
        let kind = MailKind::ALL
            .into_iter()
            .find(|kind| kind.word() == row.kind)
            .ok_or_else(|| impossible::<MailRow>(format!("no mail is called `{}`", row.kind)))?;
        Ok(Self {
            reservation: parse(&row.reservation)?,
            kind,
            message: row.message,
            attempts: row.attempts,
            due_at: row.due_at,
            to: Addressee {
                name: parse(&row.name)?,
                email: parse(&row.email)?,
            },
            language: parse(&row.language)?,
            workplace: parse(&row.workplace)?,
            service: parse(&row.service)?,
            agreed: agreed(&row.date, &row.time)?,
            revision: row.revision,
            code: row.code.as_deref().map(parse).transpose()?,
            token: row.token,
            held_until: row.held_until,
            reason: row.reason,
        })
    }
}
