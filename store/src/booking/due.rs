//! What time does to reservations: holds end, clients do not come, reminders leave.
//!
//! Each job reads what is due by now, settles one reservation at a time, and finds nothing when it
//! runs again. Two instances that run it at once settle each reservation once.

use chrono::{DateTime, Utc};
use domain::{
    moment::Moment,
    town::{Rules, Town},
};

use super::{
    ReservationId,
    mails::MailKind,
    record::{self, DueKind},
    rows::DueRow,
    tell,
};
use crate::{
    Store, StoreError, keys,
    rows::parse,
    transact::{Decision, Script, Tx, UseCase},
};

/// How many are read at a time.
const AT_A_TIME: u32 = 100;

impl Store {
    /// Ends the holds that nobody has confirmed in time: their places are free, their clients
    /// forgotten, their mails dropped. Answers how many.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn expire_due(&self, town: &Town, now: Moment) -> Result<usize, StoreError> {
        self.settle_due(DueKind::Expire, &town.rules, now).await
    }

    /// Lets the reservations lapse whose clients have not checked in in time. Answers how many.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn lapse_due(&self, town: &Town, now: Moment) -> Result<usize, StoreError> {
        self.settle_due(DueKind::Lapse, &town.rules, now).await
    }

    /// Writes the reminders that are to leave by now. Answers how many.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers.
    pub async fn remind_due(&self, town: &Town, now: Moment) -> Result<usize, StoreError> {
        self.settle_due(DueKind::Remind, &town.rules, now).await
    }

    async fn settle_due(
        &self,
        kind: DueKind,
        rules: &Rules,
        now: Moment,
    ) -> Result<usize, StoreError> {
        let mut settled = 0;
        loop {
            let script = Script::new(format!("RETURN (SELECT * FROM $due LIMIT {AT_A_TIME})"))
                .bind("due", keys::due_by(kind.word(), now.instant));
            let due: Vec<DueRow> = self.read(script).await?;
            if due.is_empty() {
                return Ok(settled);
            }
            for DueRow { reservation, at } in due {
                let case = Settle {
                    kind,
                    id: parse(&reservation)?,
                    at,
                    rules: *rules,
                    now,
                };
                settled += usize::from(self.transact(case).await?);
            }
        }
    }
}

struct Settle {
    kind: DueKind,
    id: ReservationId,
    at: DateTime<Utc>,
    rules: Rules,
    now: Moment,
}

impl UseCase for Settle {
    /// Whether it was time.
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let Self {
            kind,
            id,
            at,
            rules,
            now,
        } = self;
        let mut script = Script::default();
        let seen = record::look(tx, id)
            .await?
            .filter(|seen| seen.record.dues.at(*kind) == Some(*at));
        let Some(seen) = seen else {
            // Another instance was faster.
            script.delete(keys::due(kind.word(), *at, id));
            return Ok(Decision::Write(script, false));
        };
        let reservation = seen.record.reservation.clone();
        let settled = match kind {
            DueKind::Expire => reservation.expire(*now),
            DueKind::Lapse => reservation.lapse(rules, *now),
            DueKind::Remind => reservation.remind(rules, *now),
        };
        let Ok(reservation) = settled else {
            // The rules have changed since it was written: it is due at another time, or never.
            let before = &seen.record;
            before.clone().write(&mut script, Some(before), rules, *now);
            return Ok(Decision::Write(script, false));
        };
        let mut after = seen.record.with(reservation);
        let mail = match kind {
            DueKind::Remind if tell::falls_away(tx, &seen.record, rules, *now).await? => None,
            DueKind::Remind => after.mail(MailKind::Reminder, now.instant)?,
            DueKind::Expire | DueKind::Lapse => None,
        };
        seen.write(&mut script, after, mail, rules, *now);
        Ok(Decision::Write(script, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::{assert_conflict, at, confirmed, form, kostelec},
        transact::tests::{commit_after, on_both_embedded},
    };

    #[test]
    fn two_instances_do_not_write_the_same_reminder_twice() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let mut form = form("one", "10:15", "one@example.cz");
            form.agreed.date = "2026-11-25".parse().unwrap();
            let (id, reservation) = confirmed(&store, &town, form, now).await;
            let at_noon = at(&town, "2026-11-24T12:00:00+01:00");
            let case = Settle {
                kind: DueKind::Remind,
                id,
                at: reservation.reminder_at(&town.rules, now).unwrap(),
                rules: town.rules,
                now: at_noon,
            };
            let meanwhile = async {
                assert_eq!(store.remind_due(&town, at_noon).await.unwrap(), 1);
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
            assert!(!store.transact(case).await.unwrap());
        });
    }

    #[test]
    fn what_falls_due_within_the_second_is_due() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let form = form("one", "10:15", "one@example.cz");
            store.hold_place(&town, form, now).await.unwrap().unwrap();
            let after = |instant| at(&town, instant);
            let before = after("2026-11-23T09:29:59.999999+01:00");
            assert_eq!(store.expire_due(&town, before).await.unwrap(), 0);
            let within = after("2026-11-23T09:30:00.5+01:00");
            assert_eq!(store.expire_due(&town, within).await.unwrap(), 1);
        });
    }
}
