//! The keys of rows. They carry the access path, so that a day's work reads a few short ranges and
//! its cost does not grow with history.
//!
//! Dates are ISO strings, so that they sort by time and read well in a database shell.

use std::ops::Bound;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::{
    code::Code,
    ids::{CallSeq, CounterNumber, LobbyId, TicketId, WorkplaceId},
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

/// `closure:[workplace, name]`, until its period is over.
pub(crate) fn closure(workplace: &WorkplaceId, name: &str) -> RecordId {
    row("closure", vec![text(workplace), text(name)])
}

pub(crate) fn closures_of(workplace: &WorkplaceId) -> RecordId {
    all_under("closure", vec![text(workplace)])
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

/// `clerk_check_in:[date, series, number]`: who gave the ticket to a client without a code.
pub(crate) fn clerk_check_in(id: TicketId) -> RecordId {
    let TicketId {
        date,
        series,
        number,
    } = id;
    row("clerk_check_in", vec![day(date), text(series), int(number)])
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
