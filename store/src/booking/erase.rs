//! When the day is over nothing of its reservations stays but numbers.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{ids::WorkplaceId, moment::Moment, reservation::ReservationState};
use surrealdb::types::{RecordId, SurrealValue, Value};

use super::{
    ReservationId, find, mails,
    record::{self, Seen},
    rows::PointerRow,
};
use crate::{
    Store, StoreError, keys,
    transact::{Decision, Script, Tx, UseCase},
};

/// How many are read at a time.
const AT_A_TIME: u32 = 100;

/// What became of the reservations for one day at one workplace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, SurrealValue)]
pub struct DayCount {
    pub checked_in: u32,
    /// No-shows.
    pub lapsed: u32,
    pub cancelled: u32,
    /// Never confirmed.
    pub expired: u32,
}

/// When the reservations of past days were last erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub at: DateTime<Utc>,
    pub reservations: u32,
}

#[derive(SurrealValue)]
struct RunRow {
    at: DateTime<Utc>,
    /// How many.
    done: u32,
}

/// The name of the job.
const ERASE: &str = "erase";

/// A row of a day.
#[derive(SurrealValue)]
struct AgendaRow {
    id: RecordId,
    #[surreal(flatten)]
    pointer: PointerRow,
}

impl Store {
    /// Erases all reservations of the days before today, with everything that was written about
    /// their clients, and counts what became of them. Answers how many; a second time it is none.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn erase_past_days(&self, now: Moment) -> Result<usize, StoreError> {
        let mut erased = 0;
        loop {
            let script = Script::new(format!("RETURN (SELECT * FROM $past LIMIT {AT_A_TIME})"))
                .bind("past", keys::days_before("agenda", now.date));
            let past: Vec<AgendaRow> = self.read(script).await?;
            if past.is_empty() {
                break;
            }
            for row in past {
                let id = find::id_in(&row.pointer)?;
                let agenda = row.id;
                erased += usize::from(self.transact(Erase { id, agenda }).await?);
            }
        }
        let mut script = Script::default();
        script.delete(keys::days_before("slot", now.date));
        let run = RunRow {
            at: now.instant,
            done: erased.try_into().unwrap_or(u32::MAX),
        };
        script.put(keys::run(ERASE), run);
        self.write(script).await?;
        Ok(erased)
    }

    /// When [`Store::erase_past_days`] was last done; none if it never was.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn last_erasure(&self) -> Result<Option<Erasure>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $run").bind("run", keys::run(ERASE));
        let run: Option<RunRow> = self.read(script).await?;
        Ok(run.map(|RunRow { at, done }| Erasure {
            at,
            reservations: done,
        }))
    }

    /// What became of the reservations of a day that is over; before that, only those are counted
    /// that were [erased by hand](Store::erase_person) after their time.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn day_count(
        &self,
        date: NaiveDate,
        workplace: &WorkplaceId,
    ) -> Result<DayCount, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $count")
            .bind("count", keys::count(date, workplace));
        let count: Option<DayCount> = self.read(script).await?;
        Ok(count.unwrap_or_default())
    }
}

struct Erase {
    id: ReservationId,
    /// The row by which it was found.
    agenda: RecordId,
}

impl UseCase for Erase {
    /// Whether it was still there.
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let mut script = Script::default();
        let seen = record::look(tx, &self.id).await?;
        // Unless somebody has just moved it to another day.
        let seen = seen.filter(|seen| seen.record.agenda() == self.agenda);
        let Some(seen) = seen else {
            script.delete(self.agenda.clone());
            return Ok(Decision::Write(script, false));
        };
        erase(&mut script, seen);
        Ok(Decision::Write(script, true))
    }
}

/// Deletes every row of it, and counts what became of it.
pub(super) fn erase(script: &mut Script, seen: Seen) {
    let Seen {
        record,
        mails,
        mut open,
        mut held,
    } = seen;
    let reservation = &record.reservation;
    let became = match reservation.state {
        ReservationState::CheckedIn { .. } => "checked_in",
        // What time alone does is true even where no job has written it.
        ReservationState::Confirmed { .. } | ReservationState::Lapsed { .. } => "lapsed",
        ReservationState::Cancelled => "cancelled",
        ReservationState::Held { .. } | ReservationState::Expired => "expired",
    };
    let count = keys::count(reservation.agreed.date, &reservation.workplace);
    script.add(count, became, 1);
    if let Some(key) = record::of_email(reservation) {
        open.open.remove(record.id.as_str());
        record::write_open(script, key, open);
    }
    if let Some(key) = record.held_from.clone() {
        held.holds.remove(record.id.as_str());
        record::write_held(script, key, held);
    }
    for mail in &mails {
        mails::forget(script, mail);
    }
    for (kind, at) in record.dues.each() {
        script.delete(keys::due(kind.word(), at, &record.id));
    }
    for link in &record.links {
        script.delete(keys::link(link));
    }
    if let Some(code) = record.code {
        script.delete(keys::code(code));
    }
    script.delete(record.agenda());
    script.delete(keys::reservation(&record.id));
}
