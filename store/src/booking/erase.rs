//! When the day is over nothing of its reservations stays but numbers.

use chrono::NaiveDate;
use domain::{ids::WorkplaceId, reservation::ReservationState};
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

/// A row of a day.
#[derive(SurrealValue)]
struct AgendaRow {
    id: RecordId,
    #[surreal(flatten)]
    pointer: PointerRow,
}

impl Store {
    /// Erases all reservations of the days before `date`, the town's today, with everything that
    /// was written about their clients, and counts what became of them. Answers how many; a
    /// second time it is none.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn erase_days_before(&self, date: NaiveDate) -> Result<usize, StoreError> {
        let mut erased = 0;
        loop {
            let script = Script::new(format!("RETURN (SELECT * FROM $past LIMIT {AT_A_TIME})"))
                .bind("past", keys::days_before("agenda", date));
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
        script.delete(keys::days_before("slot", date));
        self.write(script).await?;
        Ok(erased)
    }

    /// What became of the reservations of a day that is over; before that, nothing is counted.
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
        script.delete(self.agenda.clone());
        let Some(seen) = record::look(tx, &self.id).await? else {
            return Ok(Decision::Write(script, false));
        };
        // Somebody has just moved it to another day.
        if seen.record.agenda() != self.agenda {
            return Ok(Decision::Write(script, false));
        }
        erase(&mut script, seen);
        Ok(Decision::Write(script, true))
    }
}

fn erase(script: &mut Script, seen: Seen) {
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
    script.delete(keys::reservation(&record.id));
}
