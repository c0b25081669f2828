//! The end of the day, and the lease by which one of several instances does such work.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{desk::Desk, ticket::Ticket};
use surrealdb::types::{RecordId, SurrealValue, Value};

use crate::{
    Store, StoreError,
    guesses::FORGOTTEN_AFTER,
    keys,
    paces::{self, PastPace, Usual},
    password_links::LINK_KNOWN,
    rows::{DeskWithClientRow, LeaseRow, WaitingRow},
    tickets,
    transact::{Decision, Script, Tx, UseCase},
};

/// How many rows one transaction ends at most, so that none is long.
const AT_A_TIME: u32 = 100;

/// So long a notice that is over can be read, and shown once more.
const NOTICES_KEPT: TimeDelta = TimeDelta::days(30);

impl Store {
    /// Ends all days before `date`, the town's today: who still waited has left, who was at a
    /// counter was served, and all counters are free. What was needed for the day only is
    /// deleted. Answers how many tickets came to their end; a second time it is none.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn end_days_before(
        &self,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let mut ended = 0;
        while let Some(more) = self.transact(EndDays { date, now }).await? {
            ended += more;
        }
        let mut script = Script::new(TIDY)
            .bind("now", now)
            .bind("today", date.to_string())
            .bind("links", now - LINK_KNOWN)
            .bind("long_ago", (date - NOTICES_KEPT).to_string())
            .bind("forgotten", now - FORGOTTEN_AFTER);
        script.delete(keys::days_before("tap", date));
        script.delete(keys::days_before("seat", date));
        script.delete(keys::days_before("note", date));
        script.delete(keys::days_before("last_called", date));
        self.write(script).await?;
        Ok(ended)
    }

    /// Gives `holder` the job `name` for a `span`, or for another one if it has it already.
    /// Answers whether it has it; nobody else has then.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn lease(
        &self,
        name: &str,
        holder: &str,
        now: DateTime<Utc>,
        span: TimeDelta,
    ) -> Result<bool, StoreError> {
        self.transact(Lease {
            key: RecordId::new("lease", name),
            holder: holder.to_owned(),
            now,
            until: now + span,
        })
        .await
    }
}

/// These tables hold only what is alive, so to look through them is no work that grows.
const TIDY: &str = "
    DELETE session WHERE expires_at <= $now RETURN NONE;
    DELETE password_link WHERE until <= $links RETURN NONE;
    DELETE guess WHERE last <= $forgotten RETURN NONE;
    DELETE enrolment WHERE until <= $now RETURN NONE;
    DELETE device WHERE enrolled_at = NONE AND until <= $now RETURN NONE;
    DELETE closure WHERE to < $today RETURN NONE;
    DELETE contact WHERE until < $today RETURN NONE;
    DELETE notice WHERE until != NONE AND until < $long_ago RETURN NONE;
";

struct EndDays {
    date: NaiveDate,
    now: DateTime<Utc>,
}

#[derive(SurrealValue)]
struct Remains {
    waiting: Vec<WaitingRow>,
    desks: Vec<PastDesk>,
    paces: Vec<PastPace>,
    usual: Vec<Usual>,
}

#[derive(SurrealValue)]
struct PastDesk {
    id: RecordId,
    #[surreal(flatten)]
    desk: DeskWithClientRow,
}

impl UseCase for EndDays {
    /// How many tickets were ended; none: nothing remains.
    type Answer = Option<usize>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Option<usize>>, StoreError> {
        let remains: Remains = tx
            .read(
                Script::new(format!(
                    "RETURN {{
                        waiting: (SELECT * FROM $waiting LIMIT {AT_A_TIME}),
                        desks: (SELECT *, client.* AS client FROM $desks LIMIT {AT_A_TIME}),
                        paces: (SELECT * FROM $paces LIMIT {AT_A_TIME}),
                        usual: (SELECT * FROM usual),
                    }}"
                ))
                .bind("waiting", keys::days_before("waiting", self.date))
                .bind("desks", keys::days_before("desk", self.date))
                .bind("paces", keys::days_before("pace", self.date)),
            )
            .await?;
        if remains.waiting.is_empty() && remains.desks.is_empty() && remains.paces.is_empty() {
            return Ok(Decision::Nothing(None));
        }
        let mut script = Script::default();
        let mut ended = 0;
        let mut end = |script: &mut Script, ticket: Ticket, lobby: &str| {
            // A no-show is at its end already; it only cannot be called any more.
            script.delete(keys::waiting(&ticket));
            if let Ok(ticket) = ticket.end_of_day(self.now) {
                tickets::write(script, &ticket, lobby);
                ended += 1;
            }
        };
        for WaitingRow { lobby, ticket } in remains.waiting {
            end(&mut script, ticket.try_into()?, &lobby);
        }
        for row in remains.desks {
            let lobby = row.desk.lobby.clone();
            if let Some(client) = Desk::try_from(row.desk)?.client {
                end(&mut script, client, &lobby);
            }
            script.delete(row.id);
        }
        paces::remember(&mut script, remains.paces, remains.usual)?;
        Ok(Decision::Write(script, Some(ended)))
    }
}

struct Lease {
    key: RecordId,
    holder: String,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl UseCase for Lease {
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $key").bind("key", self.key.clone());
        let held: Option<LeaseRow> = tx.read(script).await?;
        if held.is_some_and(|held| held.holder != self.holder && self.now < held.until) {
            return Ok(Decision::Nothing(false));
        }
        let row = LeaseRow {
            holder: self.holder.clone(),
            until: self.until,
        };
        let mut script = Script::default();
        script.put(self.key.clone(), row);
        Ok(Decision::Write(script, true))
    }
}
