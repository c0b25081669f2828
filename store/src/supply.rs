//! How many tickets a workplace hands out today: a supervisor stops them, gives them again, or adds
//! some.
//!
//! It is in the row of the day's numbers, which every ticket writes: of a ticket and a stop at once
//! one begins anew. The row of the next day knows nothing of it.

use domain::{
    audit::Kind,
    ids::WorkplaceId,
    moment::Moment,
    series::{DaySeries, SupplyRefusal},
};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    Store, StoreError, keys,
    rows::SeriesRow,
    town,
    transact::{Decision, Script, Tx, UseCase},
};

impl Store {
    /// Stops the tickets of a workplace for the rest of the day, or has them given again.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn stop_tickets(
        &self,
        workplace: &WorkplaceId,
        stopped: bool,
        now: Moment,
    ) -> Result<Result<DaySeries, SupplyRefusal>, StoreError> {
        self.supply(workplace, Change::Stop(stopped), now).await
    }

    /// Lets `more` walk-ins in today, if the supervisor who said so saw how many are extra already.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn add_tickets(
        &self,
        workplace: &WorkplaceId,
        seen: u16,
        more: u16,
        now: Moment,
    ) -> Result<Result<DaySeries, SupplyRefusal>, StoreError> {
        let change = Change::Add { seen, more };
        self.supply(workplace, change, now).await
    }

    async fn supply(
        &self,
        workplace: &WorkplaceId,
        change: Change,
        now: Moment,
    ) -> Result<Result<DaySeries, SupplyRefusal>, StoreError> {
        let workplace = workplace.clone();
        let case = Supply {
            workplace,
            change,
            now,
        };
        let kind = match change {
            Change::Stop(true) => Kind::TicketsStopped,
            Change::Stop(false) => Kind::TicketsAllowed,
            Change::Add { .. } => Kind::TicketsAdded,
        };
        let deed = kind.of(&case.workplace).on(now.date);
        self.does(case, move |_| deed.clone()).await
    }
}

struct Supply {
    workplace: WorkplaceId,
    change: Change,
    now: Moment,
}

#[derive(Clone, Copy)]
enum Change {
    Stop(bool),
    Add { seen: u16, more: u16 },
}

impl Change {
    fn make(self, series: DaySeries) -> Result<DaySeries, SupplyRefusal> {
        match self {
            Self::Stop(stopped) => Ok(DaySeries { stopped, ..series }),
            Self::Add { seen, more } => series.with_more(seen, more),
        }
    }
}

#[derive(SurrealValue)]
struct Scene {
    there_is_one: bool,
    series: Option<SeriesRow>,
}

const SCENE: &str = "RETURN {
    there_is_one: (SELECT VALUE id FROM ONLY $workplace) != NONE,
    series: (SELECT * FROM ONLY $series),
}";

impl UseCase for Supply {
    type Answer = Result<DaySeries, SupplyRefusal>;

    fn crowded_row(&self) -> Option<RecordId> {
        Some(keys::series(self.now.date, &self.workplace))
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let series = keys::series(self.now.date, &self.workplace);
        let workplace = RecordId::new("workplace", self.workplace.as_str());
        let script = Script::new(SCENE)
            .bind("workplace", workplace)
            .bind("series", series.clone());
        let scene: Scene = tx.read(script).await?;
        if !scene.there_is_one {
            let refusal = SupplyRefusal::UnknownWorkplace;
            return Ok(Decision::Nothing(Err(refusal)));
        }
        let before = scene.series.map(|row| row.series()).unwrap_or_default();
        let after = match self.change.make(before) {
            Ok(after) if after != before => after,
            unchanged => return Ok(Decision::Nothing(unchanged)),
        };
        let mut script = Script::default();
        script.put(series, SeriesRow::new(&self.workplace, after));
        // No screen hears of the day's numbers by themselves.
        town::count_up(&mut script);
        Ok(Decision::Write(script, Ok(after)))
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        series::{NoTicket, TicketRefusal},
        town::Town,
    };

    use super::*;
    use crate::{
        TicketRequest,
        booking::tests::kostelec,
        transact::tests::{commit_after, on_both_embedded},
    };

    fn cards() -> WorkplaceId {
        "obcanske-prukazy".parse().unwrap()
    }

    fn supply(change: Change, now: Moment) -> Supply {
        Supply {
            workplace: cards(),
            change,
            now,
        }
    }

    async fn tap(store: &Store, town: &Town, key: &str, now: Moment) -> Result<u16, TicketRefusal> {
        let request = TicketRequest {
            lobby: "hall".parse().unwrap(),
            workplace: cards(),
            service: "op-zadost".parse().unwrap(),
            key: key.to_owned(),
            by: domain::slots::Booker::Client,
            priority: false,
        };
        let issued = store.issue_ticket(town, request, now).await.unwrap();
        issued.map(|issued| issued.ticket.id.number)
    }

    #[test]
    fn a_stop_forgets_no_ticket_that_is_given_at_the_same_moment() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let stop = supply(Change::Stop(true), now);
            let meanwhile = async { assert_eq!(tap(&store, &town, "one", now).await, Ok(1)) };
            let stopped = commit_after(&store, &stop, meanwhile).await;
            assert!(matches!(stopped, Err(StoreError::Conflict(_))));
            let series = store.transact(stop).await.unwrap().unwrap();
            assert_eq!((series.last, series.stopped), (1, true));
            let refused = tap(&store, &town, "other", now).await;
            let is_stopped = |it| matches!(it, TicketRefusal::NoTicket(NoTicket::Stopped { .. }));
            assert!(refused.is_err_and(is_stopped));
        });
    }

    #[test]
    fn two_who_add_at_once_to_what_both_saw_add_once() {
        on_both_embedded(|store| async move {
            let (_, now) = kostelec(&store).await;
            let add = supply(Change::Add { seen: 0, more: 5 }, now);
            let meanwhile = async {
                let added = store.add_tickets(&cards(), 0, 10, now).await;
                assert_eq!(added.unwrap().unwrap().extra, 10);
            };
            let added = commit_after(&store, &add, meanwhile).await;
            assert!(matches!(added, Err(StoreError::Conflict(_))));
            let stale = Err(SupplyRefusal::Stale { extra: 10 });
            assert_eq!(store.transact(add).await.unwrap(), stale);
        });
    }
}
