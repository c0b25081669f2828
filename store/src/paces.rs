//! How long clients are at the counters: each counter's row of today, and one row of each lobby for
//! the past days.
//!
//! A counter writes its row in the transaction that ends a service or calls the next client, which
//! writes the counter's desk anyway; no two counters meet there. In the night the rows of the day go
//! into the lobby's.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    estimate::Awaited,
    moment::Moment,
    pace::{CounterPace, LastClient, Seen, Tallies},
};
use surrealdb::types::{RecordId, SurrealValue, Value};

use crate::{StoreError, keys, rows, transact::Script};

#[derive(Clone, SurrealValue)]
pub(crate) struct PaceRow {
    date: String,
    lobby: String,
    seen: TalliesRow,
    service: Option<String>,
    since: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

#[derive(Clone, SurrealValue)]
pub(crate) struct UsualRow {
    date: String,
    seen: TalliesRow,
}

/// Texts by the names of services.
type TalliesRow = BTreeMap<String, String>;

fn tallies_row(tallies: &Tallies) -> TalliesRow {
    let rows = tallies.iter();
    rows.map(|(service, tally)| (service.to_string(), tally.to_string()))
        .collect()
}

fn tallies(row: &TalliesRow) -> Result<Tallies, StoreError> {
    let tallies = row.iter();
    let tallies = tallies.map(|(service, tally)| Ok((rows::parse(service)?, rows::parse(tally)?)));
    tallies.collect()
}

impl PaceRow {
    pub(crate) fn new(pace: &CounterPace, date: NaiveDate, lobby: &str) -> Self {
        let last = pace.last.as_ref();
        Self {
            date: date.to_string(),
            lobby: lobby.to_owned(),
            seen: tallies_row(&pace.seen),
            service: last.map(|last| last.service.to_string()),
            since: last.map(|last| last.since),
            ended_at: last.map(|last| last.ended_at),
        }
    }
}

impl TryFrom<PaceRow> for CounterPace {
    type Error = StoreError;

    fn try_from(row: PaceRow) -> Result<Self, StoreError> {
        let last = match (row.service, row.since, row.ended_at) {
            (Some(service), Some(since), Some(ended_at)) => Some(LastClient {
                service: rows::parse(&service)?,
                since,
                ended_at,
            }),
            (None, None, None) => None,
            _ => {
                return Err(rows::impossible::<PaceRow>(
                    "a last client has all or nothing",
                ));
            }
        };
        Ok(Self {
            seen: tallies(&row.seen)?,
            last,
        })
    }
}

/// What the office has seen, of the rows of one lobby.
pub(crate) fn seen(today: Vec<PaceRow>, usual: Option<&UsualRow>) -> Result<Seen, StoreError> {
    let past = usual.map(|row| tallies(&row.seen)).transpose()?;
    let mut seen = Seen {
        past: past.unwrap_or_default(),
        ..Seen::default()
    };
    for row in today {
        seen.add_today(row.try_into()?);
    }
    Ok(seen)
}

/// A reservation of today whose client is awaited: nothing of who it is.
#[derive(Clone, SurrealValue)]
pub(crate) struct AwaitedRow {
    workplace: String,
    service: String,
    time: String,
}

/// Of the agenda of a day.
pub(crate) const AWAITED: &str = "SELECT
    reservation.workplace AS workplace,
    reservation.service AS service,
    reservation.time AS time
    FROM";

pub(crate) const ARE_AWAITED: &str = "WHERE reservation.state = 'confirmed'";

impl AwaitedRow {
    pub(crate) fn awaited(&self, now: Moment) -> Result<Awaited, StoreError> {
        Ok(Awaited {
            workplace: rows::parse(&self.workplace)?,
            service: rows::parse(&self.service)?,
            agreed_at: now.instant_of(now.date, rows::parse(&self.time)?),
        })
    }
}

// ---- The night ----

/// One counter's row of a day that is over.
#[derive(SurrealValue)]
pub(crate) struct PastPace {
    id: RecordId,
    #[surreal(flatten)]
    row: PaceRow,
}

#[derive(SurrealValue)]
pub(crate) struct Usual {
    id: RecordId,
    #[surreal(flatten)]
    row: UsualRow,
}

/// Puts what was seen on past days into the rows of their lobbies.
pub(crate) fn remember(
    script: &mut Script,
    past: Vec<PastPace>,
    known: Vec<Usual>,
) -> Result<(), StoreError> {
    let mut usual: BTreeMap<String, UsualRow> = BTreeMap::new();
    let lobby_of = |id: &RecordId| keys::name_of(id).map(ToOwned::to_owned);
    for Usual { id, row } in known {
        let lobby = lobby_of(&id).ok_or_else(|| rows::impossible::<UsualRow>("it is a lobby's"))?;
        usual.insert(lobby, row);
    }
    // By their keys they are in the order of the days.
    for PastPace { id, row } in past {
        let lobby = row.lobby.clone();
        let date: NaiveDate = rows::parse(&row.date)?;
        let mut all = Tallies::new();
        let mut last = date;
        if let Some(known) = usual.get(&lobby) {
            let known_date: NaiveDate = rows::parse(&known.date)?;
            last = date.max(known_date);
            let days = u16::try_from((last - known_date).num_days()).unwrap_or(u16::MAX);
            let tallies = tallies(&known.seen)?.into_iter();
            let tallies = tallies.map(|(service, tally)| (service, tally.after_days(days)));
            all.extend(tallies.filter(|(_, tally)| !tally.is_empty()));
        }
        for (service, tally) in CounterPace::try_from(row)?.tallies() {
            all.entry(service).or_default().add(&tally);
        }
        let row = UsualRow {
            date: last.to_string(),
            seen: tallies_row(&all),
        };
        usual.insert(lobby, row);
        script.delete(id);
    }
    for (lobby, row) in usual {
        script.put(keys::usual(&lobby), row);
    }
    Ok(())
}
