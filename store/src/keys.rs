//! The keys of rows. They carry the access path, so that a day's work reads a few short ranges and
//! its cost does not grow with history.
//!
//! Dates are ISO strings, so that they sort by time and read well in a database shell.

use std::ops::Bound;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{CallSeq, CounterNumber, LobbyId, TicketId, WorkplaceId},
    ticket::Ticket,
};
use surrealdb::types::{
    Array, Range, RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value,
};

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
    row("call", vec![text(lobby), at.into_value(), seq])
}

/// The calls of a lobby that are younger than `since`.
pub(crate) fn calls_since(lobby: &LobbyId, since: DateTime<Utc>) -> RecordId {
    let from = array(vec![text(lobby), since.into_value()]);
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

fn int(part: u16) -> Value {
    part.into_value()
}
