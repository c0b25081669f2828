//! The keys of rows. They carry the access path, so that a day's work reads a few short ranges and
//! its cost does not grow with history.
//!
//! Dates are ISO strings, so that they sort by time and read well in a database shell.

use std::ops::Bound;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    closure::Closed,
    code::Code,
    ids::{CallSeq, CounterNumber, LobbyId, Series, ServiceId, TicketId, WorkplaceId},
    notice::NoticeId,
    opening_hours::Interval,
    picture::{PictureHash, PicturePlace},
    slots::AgreedTime,
    ticket::Ticket,
};
use surrealdb::types::{
    Array, Range, RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value,
};

use crate::booking::ReservationId;

/// `ticket:[date, series, number]`, kept for ever.
pub(crate) fn ticket(id: TicketId) -> RecordId {
    let TicketId {
        date,
        series,
        number,
    } = id;
    row("ticket", vec![day(date), text(series), int(number)])
}

/// All that a series has given on a day.
pub(crate) fn tickets_of(date: NaiveDate, series: Series) -> RecordId {
    all_under("ticket", vec![day(date), text(series)])
}

/// `earlier:[date, series, number, ended_at]`: what was done for a client before, kept for ever.
pub(crate) fn earlier(id: TicketId, ended_at: DateTime<Utc>) -> RecordId {
    let TicketId {
        date,
        series,
        number,
    } = id;
    let parts = vec![day(date), text(series), int(number), instant(ended_at)];
    row("earlier", parts)
}

/// `note:[date, series, number]`, gone with the day.
pub(crate) fn note(id: TicketId) -> RecordId {
    let TicketId {
        date,
        series,
        number,
    } = id;
    row("note", vec![day(date), text(series), int(number)])
}

pub(crate) fn notes(date: NaiveDate) -> RecordId {
    all_under("note", vec![day(date)])
}

/// The day, the series and the number that a key says.
pub(crate) fn parts_of_ticket(key: &RecordId) -> Option<(&str, &str, u16)> {
    let RecordIdKey::Array(parts) = &key.key else {
        return None;
    };
    match parts.as_slice() {
        [
            Value::String(date),
            Value::String(series),
            Value::Number(number),
        ] => {
            let number = u16::try_from(number.to_int()?).ok()?;
            Some((date, series, number))
        }
        _ => None,
    }
}

/// `waiting:[date, workplace, series, number]`, there while the ticket can be called.
pub(crate) fn waiting(ticket: &Ticket) -> RecordId {
    let TicketId {
        date,
        series,
        number,
    } = ticket.id;
    let workplace = text(&ticket.workplace);
    row(
        "waiting",
        vec![day(date), workplace, text(series), int(number)],
    )
}

/// All that can be called from one queue.
pub(crate) fn waiting_for(date: NaiveDate, workplace: &WorkplaceId) -> RecordId {
    all_under("waiting", vec![day(date), text(workplace)])
}

/// `series:[date, workplace]`
pub(crate) fn series(date: NaiveDate, workplace: &WorkplaceId) -> RecordId {
    row("series", vec![day(date), text(workplace)])
}

pub(crate) fn all_series(date: NaiveDate) -> RecordId {
    all_under("series", vec![day(date)])
}

/// `desk:[date, counter]`: a new day begins with free counters.
pub(crate) fn desk(date: NaiveDate, counter: CounterNumber) -> RecordId {
    row("desk", vec![day(date), int(counter.get())])
}

pub(crate) fn desks(date: NaiveDate) -> RecordId {
    all_under("desk", vec![day(date)])
}

/// `seat:[date, login]`: where a clerk sits today.
pub(crate) fn seat(date: NaiveDate, login: &str) -> RecordId {
    row("seat", vec![day(date), text(login)])
}

/// `pace:[date, counter]`: how long clients were there, until the night.
pub(crate) fn pace(date: NaiveDate, counter: CounterNumber) -> RecordId {
    row("pace", vec![day(date), int(counter.get())])
}

pub(crate) fn paces(date: NaiveDate) -> RecordId {
    all_under("pace", vec![day(date)])
}

/// `usual:lobby`: how long clients were at its counters on past days.
pub(crate) fn usual(lobby: &str) -> RecordId {
    RecordId::new("usual", lobby)
}

/// What a key of one text says.
pub(crate) fn name_of(id: &RecordId) -> Option<&str> {
    match &id.key {
        RecordIdKey::String(name) => Some(name),
        _ => None,
    }
}

/// `call:[lobby, at, seq]`, kept for ever. The time stands before the number, so that the calls
/// that a display still shows are one range.
pub(crate) fn call(lobby: &LobbyId, at: DateTime<Utc>, seq: CallSeq) -> RecordId {
    let seq = seq.0.into_value();
    row("call", vec![text(lobby), instant(at), seq])
}

/// The calls of a lobby that are younger than `since`.
pub(crate) fn calls_since(lobby: &LobbyId, since: DateTime<Utc>) -> RecordId {
    let from = array(vec![text(lobby), instant(since)]);
    let to = array(vec![text(lobby), everything()]);
    range("call", Bound::Included(from), Bound::Excluded(to))
}

/// `last_call:lobby`: the sequence of a lobby's calls, for ever.
pub(crate) fn last_call(lobby: &LobbyId) -> RecordId {
    RecordId::new("last_call", lobby.as_str())
}

/// `last_called:[date, workplace]`
pub(crate) fn last_called(date: NaiveDate, workplace: &WorkplaceId) -> RecordId {
    row("last_called", vec![day(date), text(workplace)])
}

pub(crate) fn all_last_called(date: NaiveDate) -> RecordId {
    all_under("last_called", vec![day(date)])
}

/// `tap:[date, key]`: what one tap on a kiosk was answered.
pub(crate) fn tap(date: NaiveDate, key_hash: &str) -> RecordId {
    row("tap", vec![day(date), text(key_hash)])
}

/// `keypad:device`
pub(crate) fn keypad(device: &str) -> RecordId {
    RecordId::new("keypad", device)
}

/// `reservation:id`, until its day is over.
pub(crate) fn reservation(id: &ReservationId) -> RecordId {
    RecordId::new("reservation", id.as_str())
}

/// `agenda:[date, workplace, time, reservation]`: the days' reservations, whatever their state.
pub(crate) fn agenda(
    agreed: AgreedTime,
    workplace: &WorkplaceId,
    reservation: &ReservationId,
) -> RecordId {
    let AgreedTime { date, time } = agreed;
    let parts = vec![day(date), text(workplace), text(time), text(reservation)];
    row("agenda", parts)
}

pub(crate) fn agenda_of(date: NaiveDate, workplace: &WorkplaceId) -> RecordId {
    all_under("agenda", vec![day(date), text(workplace)])
}

/// The days' reservations of all workplaces from that day on.
pub(crate) fn agenda_from(date: NaiveDate) -> RecordId {
    let from = Bound::Included(array(vec![day(date)]));
    range("agenda", from, Bound::Unbounded)
}

/// All of that day, by workplace and time.
pub(crate) fn agenda_on(date: NaiveDate) -> RecordId {
    all_under("agenda", vec![day(date)])
}

/// All of that day and of those before it that nobody has erased yet.
pub(crate) fn agenda_until(date: NaiveDate) -> RecordId {
    let end = array(vec![day(date), everything()]);
    range("agenda", Bound::Unbounded, Bound::Excluded(end))
}

/// What the key of a row of `agenda` says.
pub(crate) fn day_and_workplace(agenda: &RecordId) -> Option<(&str, &str)> {
    let RecordIdKey::Array(parts) = &agenda.key else {
        return None;
    };
    match parts.as_slice() {
        [Value::String(date), Value::String(workplace), ..] => Some((date, workplace)),
        _ => None,
    }
}

/// `slot:[date, workplace, time]`: what is booked of it.
pub(crate) fn slot(date: NaiveDate, workplace: &WorkplaceId, time: NaiveTime) -> RecordId {
    row("slot", vec![day(date), text(workplace), text(time)])
}

pub(crate) fn slots(date: NaiveDate, workplace: &WorkplaceId) -> RecordId {
    all_under("slot", vec![day(date), text(workplace)])
}

/// Those that begin then.
pub(crate) fn slots_during(date: NaiveDate, workplace: &WorkplaceId, during: Interval) -> RecordId {
    let at = |time| array(vec![day(date), text(workplace), text(time)]);
    let (from, to) = (at(during.from), at(during.to));
    range("slot", Bound::Included(from), Bound::Excluded(to))
}

/// The slots of all workplaces from that day on.
pub(crate) fn slots_from(date: NaiveDate) -> RecordId {
    let from = Bound::Included(array(vec![day(date)]));
    range("slot", from, Bound::Unbounded)
}

/// The day, the workplace and the beginning that a slot's key says.
pub(crate) fn parts_of_slot(slot: &RecordId) -> Option<[&str; 3]> {
    let RecordIdKey::Array(parts) = &slot.key else {
        return None;
    };
    match parts.as_slice() {
        [
            Value::String(date),
            Value::String(workplace),
            Value::String(time),
        ] => Some([date, workplace, time]),
        _ => None,
    }
}

/// `closure:[closed, name]`, until its period is over. A workplace's begins with its id alone; what
/// else is closed says first what it is: `lobby:hall`.
pub(crate) fn closure(closed: &Closed, name: &str) -> RecordId {
    row("closure", vec![text(closed), text(name)])
}

pub(crate) fn closures_of_counter(number: CounterNumber) -> RecordId {
    all_under("closure", vec![text(Closed::Counter(number))])
}

/// Of that alone.
pub(crate) fn closures_of(closed: &Closed) -> RecordId {
    all_under("closure", vec![text(closed)])
}

/// The closures that may stop a service of a workplace: its own, those of the workplace, and those
/// of all lobbies, of which there are few; so nobody has to know first which lobby it is in.
pub(crate) fn closures_touching(workplace: &WorkplaceId, service: &ServiceId) -> [RecordId; 3] {
    let (from, to) = (array(vec![text("lobby:")]), array(vec![text("lobby;")]));
    [
        closures_of(&Closed::Workplace(workplace.clone())),
        closures_of(&Closed::Service(service.clone())),
        range("closure", Bound::Included(from), Bound::Excluded(to)),
    ]
}

/// `contact:name`, until the last of its clients' days is over.
pub(crate) fn contact(name: &str) -> RecordId {
    RecordId::new("contact", name)
}

/// `notice:name`, until its day is over.
pub(crate) fn notice(id: &NoticeId) -> RecordId {
    RecordId::new("notice", id.to_string())
}

/// `picture:⟨crest⟩`, `picture:⟨display hall⟩`: what is shown there.
pub(crate) fn picture(place: &PicturePlace) -> RecordId {
    RecordId::new("picture", place.to_string())
}

/// `picture_content:hash`, once however often it is shown, and gone when it is nowhere.
pub(crate) fn picture_content(hash: PictureHash) -> RecordId {
    RecordId::new("picture_content", hash.to_string())
}

/// `link:token_hash`: what a link in a mail leads to.
pub(crate) fn link(token_hash: &str) -> RecordId {
    RecordId::new("link", token_hash)
}

/// `code:code`: whose it is, until the day of the reservation is over.
pub(crate) fn code(code: Code) -> RecordId {
    RecordId::new("code", code.to_string())
}

/// `open_of_email:hash`: the open reservations of an address, while there are any.
pub(crate) fn open_of_email(email_hash: &str) -> RecordId {
    RecordId::new("open_of_email", email_hash)
}

/// `held_from:name`: what is held from one network and not confirmed, while there is any.
pub(crate) fn held_from(network: &str) -> RecordId {
    RecordId::new("held_from", network)
}

/// `due:[kind, at, reservation]`: what time will do to a reservation.
pub(crate) fn due(kind: &str, at: DateTime<Utc>, reservation: &ReservationId) -> RecordId {
    let parts = vec![text(kind), instant(at), text(reservation)];
    row("due", parts)
}

/// What is due by `now`.
pub(crate) fn due_by(kind: &str, now: DateTime<Utc>) -> RecordId {
    let from = array(vec![text(kind)]);
    let to = array(vec![text(kind), instant(now), everything()]);
    range("due", Bound::Included(from), Bound::Excluded(to))
}

/// `mail:[reservation, kind]`, until it is delivered.
pub(crate) fn mail(reservation: &ReservationId, kind: &str) -> RecordId {
    row("mail", vec![text(reservation), text(kind)])
}

pub(crate) fn mails_of(reservation: &ReservationId) -> RecordId {
    all_under("mail", vec![text(reservation)])
}

/// `sending:[at, reservation, kind]`: when a mail is to be sent.
pub(crate) fn sending(at: DateTime<Utc>, reservation: &ReservationId, kind: &str) -> RecordId {
    let parts = vec![instant(at), text(reservation), text(kind)];
    row("sending", parts)
}

/// What is to be sent by `now`.
pub(crate) fn sending_by(now: DateTime<Utc>) -> RecordId {
    let to = array(vec![instant(now), everything()]);
    range("sending", Bound::Unbounded, Bound::Excluded(to))
}

/// `count:[date, workplace]`: what became of the reservations of a day, kept for ever.
pub(crate) fn count(date: NaiveDate, workplace: &WorkplaceId) -> RecordId {
    row("count", vec![day(date), text(workplace)])
}

/// `run:job`: when a job was last done, and what it did.
pub(crate) fn run(job: &str) -> RecordId {
    RecordId::new("run", job)
}

/// `clerk_check_in:[date, series, number]`: who gave the ticket to a client without a code.
pub(crate) fn clerk_check_in(id: TicketId) -> RecordId {
    let TicketId {
        date,
        series,
        number,
    } = id;
    row("clerk_check_in", vec![day(date), text(series), int(number)])
}

/// `audit:[at, number]`: what was done then, kept for ever. The number is random: two may do something
/// at the same moment.
pub(crate) fn audit(at: DateTime<Utc>, number: u32) -> RecordId {
    row("audit", vec![instant(at), i64::from(number).into_value()])
}

/// What was done from one instant to before another.
pub(crate) fn audit_between(from: DateTime<Utc>, to: DateTime<Utc>) -> RecordId {
    let (from, to) = (array(vec![instant(from)]), array(vec![instant(to)]));
    range("audit", Bound::Included(from), Bound::Excluded(to))
}

/// When that was done.
pub(crate) fn instant_of_audit(id: &RecordId) -> Option<DateTime<Utc>> {
    let RecordIdKey::Array(parts) = &id.key else {
        return None;
    };
    match parts.first() {
        Some(Value::Number(micros)) => DateTime::from_timestamp_micros(micros.to_int()?),
        _ => None,
    }
}

/// All rows of a table keyed by date whose day is before `date`.
pub(crate) fn days_before(table: &'static str, date: NaiveDate) -> RecordId {
    let end = Bound::Excluded(array(vec![day(date)]));
    range(table, Bound::Unbounded, end)
}

fn row(table: &'static str, parts: Vec<Value>) -> RecordId {
    RecordId::new(table, array(parts))
}

/// All rows whose key begins with `parts`.
fn all_under(table: &'static str, parts: Vec<Value>) -> RecordId {
    let mut end = parts.clone();
    end.push(everything());
    let (from, to) = (array(parts), array(end));
    range(table, Bound::Included(from), Bound::Excluded(to))
}

fn range(table: &'static str, start: Bound<RecordIdKey>, end: Bound<RecordIdKey>) -> RecordId {
    let range = RecordIdKeyRange { start, end };
    RecordId::new(table, RecordIdKey::Range(Box::new(range)))
}

fn array(parts: Vec<Value>) -> RecordIdKey {
    RecordIdKey::Array(Array::from(parts))
}

/// `..`, which in a key sorts after every text and number.
fn everything() -> Value {
    Value::Range(Box::new(Range {
        start: Bound::Unbounded,
        end: Bound::Unbounded,
    }))
}

fn day(date: NaiveDate) -> Value {
    text(date)
}

fn text(part: impl ToString) -> Value {
    Value::String(part.to_string())
}

/// Microseconds, because the database orders the instants in keys by their texts, of which those
/// of whole seconds are shorter.
fn instant(at: DateTime<Utc>) -> Value {
    at.timestamp_micros().into_value()
}

fn int(part: u16) -> Value {
    part.into_value()
}
