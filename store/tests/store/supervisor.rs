//! What a supervisor does at once: tickets, counters.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{
    assignment::{AssignRefusal, Assignment, Unserved},
    desk::Refusal,
    ids::WorkplaceId,
    series::{DaySeries, NoTicket, SupplyRefusal},
    town::Serves,
};
use store::{Changed, TicketRefusal};

use crate::harness::{
    Database, Office, at, code, form, number, on_every_engine, town, town_with_capacity,
};

on_every_engine! {
    stopped_tickets_are_given_nowhere_until_they_are_given_again
    a_new_day_knows_nothing_of_yesterdays_stop_and_extra_tickets
    so_many_more_as_were_added_are_given
    more_is_added_once_to_what_was_seen
    a_counter_calls_what_it_was_given
    whom_nobody_would_serve_is_told_before
    a_new_set_up_brings_back_what_the_file_says
    each_of_it_is_said
    a_desk_knows_since_when_its_clerk_sits_there
}

fn a() -> WorkplaceId {
    "a".parse().unwrap()
}

fn whole(workplace: &str) -> Serves {
    Serves::Workplace(workplace.parse().unwrap())
}

impl Office {
    async fn stop(&self, stopped: bool) -> DaySeries {
        let done = self.store.stop_tickets(&a(), stopped, self.now).await;
        done.unwrap().unwrap()
    }

    async fn add(&self, seen: u16, more: u16) -> Result<u16, SupplyRefusal> {
        let done = self.store.add_tickets(&a(), seen, more, self.now).await;
        done.unwrap().map(|series| series.extra)
    }

    /// Why there is no ticket at `a`.
    async fn refused(&self) -> NoTicket {
        match self.tap("a").await {
            Err(TicketRefusal::NoTicket(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }

    async fn assign(
        &self,
        counter: u16,
        seen: &[Serves],
        serves: &[Serves],
        despite_waiting: bool,
    ) -> Result<BTreeSet<Serves>, AssignRefusal> {
        let assignment = Assignment {
            counter: number(counter),
            seen: seen.iter().cloned().collect(),
            serves: serves.iter().cloned().collect(),
            despite_waiting,
        };
        let done = self.store.assign(assignment, self.now).await.unwrap();
        done.map(|counter| counter.serves)
    }
}

async fn stopped_tickets_are_given_nowhere_until_they_are_given_again(db: Database) {
    let office = db.office(town()).await;
    let elsewhere = office.elsewhere();
    let booked = office
        .confirmed(form("a-1", "2026-11-23 10:00", "one@example.cz"))
        .await;
    assert!(office.stop(true).await.stopped);
    // Once more is the same.
    assert!(elsewhere.stop(true).await.stopped);
    assert!(matches!(
        elsewhere.refused().await,
        NoTicket::Stopped { .. }
    ));
    elsewhere.tap("c").await.unwrap();
    // Who has booked has a ticket all the same, and it stays stopped.
    let mut at_ten = office.clone();
    at_ten.now = at("2026-11-23 10:00:00");
    at_ten.check_in(code(&booked)).await.unwrap();
    assert!(matches!(office.refused().await, NoTicket::Stopped { .. }));

    assert!(!elsewhere.stop(false).await.stopped);
    assert_eq!(office.tap("a").await.unwrap().ticket.id.number, 2);
    let unknown = "x".parse().unwrap();
    let refusal = office.store.stop_tickets(&unknown, true, office.now).await;
    assert_eq!(refusal.unwrap(), Err(SupplyRefusal::UnknownWorkplace));
}

async fn a_new_day_knows_nothing_of_yesterdays_stop_and_extra_tickets(db: Database) {
    let mut office = db.office(town_with_capacity(1)).await;
    office.add(0, 5).await.unwrap();
    office.stop(true).await;
    office.now = at("2026-11-24 09:00:00");
    office.tap("a").await.unwrap();
    assert!(matches!(office.refused().await, NoTicket::Full { .. }));
}

async fn so_many_more_as_were_added_are_given(db: Database) {
    let office = db.office(town_with_capacity(1)).await;
    let elsewhere = office.elsewhere();
    office.tap("a").await.unwrap();
    assert!(matches!(elsewhere.refused().await, NoTicket::Full { .. }));
    assert_eq!(office.add(0, 2).await, Ok(2));
    elsewhere.tap("a").await.unwrap();
    elsewhere.tap("a").await.unwrap();
    assert!(matches!(office.refused().await, NoTicket::Full { .. }));
}

async fn more_is_added_once_to_what_was_seen(db: Database) {
    let office = db.office(town()).await;
    assert_eq!(office.add(0, 5).await, Ok(5));
    let stale = Err(SupplyRefusal::Stale { extra: 5 });
    assert_eq!(office.elsewhere().add(0, 5).await, stale);
    assert_eq!(office.add(5, 10).await, Ok(15));
    assert_eq!(office.add(15, 0).await, Err(SupplyRefusal::OutOfRange));
}

async fn a_counter_calls_what_it_was_given(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(20, "eva").await.unwrap();
    office.sit(11, "jana").await.unwrap();
    let ticket = office.ticket("a").await;
    let nobody = office
        .command(11, "jana", domain::desk::Command::CallNext)
        .await;
    assert_eq!(nobody, Err(Refusal::NobodyWaits));
    let c_2 = Serves::Service("c".parse().unwrap(), "c-2".parse().unwrap());
    let both = [whole("a"), c_2.clone()];
    let done = office
        .assign(11, std::slice::from_ref(&c_2), &both, false)
        .await;
    assert_eq!(done, Ok(BTreeSet::from(both.clone())));
    // By an instance that has not heard of it yet, too.
    assert_eq!(office.elsewhere().call_next(11, "jana").await.id, ticket.id);
    let town = office.store.town().await.unwrap().unwrap();
    assert_eq!(
        town.counter(number(11)).unwrap().serves,
        BTreeSet::from(both)
    );
    let elsewhere = office.assign(20, &[whole("v")], &[whole("a")], false).await;
    assert_eq!(elsewhere, Err(AssignRefusal::NotInItsLobby));
    let unknown = office.assign(99, &[], &[whole("a")], false).await;
    assert_eq!(unknown, Err(AssignRefusal::UnknownCounter));
}

async fn whom_nobody_would_serve_is_told_before(db: Database) {
    let mut office = db.office(town()).await;
    let (seen, serves) = ([whole("a"), whole("c")], [whole("a")]);
    office.ticket("c").await;
    office.ticket("c").await;
    // Counter 11 does `c-2`, they came for `c-1`.
    let left = Unserved {
        workplace: "c".parse().unwrap(),
        service: Some("c-1".parse().unwrap()),
        waiting: 2,
    };
    let refusal = office.assign(10, &seen, &serves, false).await;
    assert_eq!(refusal, Err(AssignRefusal::LeavesWaiting(vec![left])));
    let done = office.assign(10, &seen, &serves, true).await;
    assert_eq!(done, Ok(BTreeSet::from(serves.clone())));
    let stale = office.assign(10, &seen, &[whole("c")], false).await;
    assert_eq!(stale, Err(AssignRefusal::Stale));
}

async fn a_new_set_up_brings_back_what_the_file_says(db: Database) {
    let office = db.office(town()).await;
    let serves = [whole("a"), whole("c")];
    office
        .assign(1, &[whole("a")], &serves, false)
        .await
        .unwrap();
    office.store.import_town(&office.town).await.unwrap();
    let town = office.store.town().await.unwrap().unwrap();
    assert_eq!(town.counters, office.town.counters);
}

async fn each_of_it_is_said(db: Database) {
    use futures::StreamExt as _;

    let office = db.office(town()).await;
    let mut changes = office.store.changes().await.unwrap();
    let mut said = async || {
        let patience = std::time::Duration::from_secs(10);
        let change = tokio::time::timeout(patience, changes.next()).await;
        assert_eq!(change.unwrap(), Some(Changed::Setup));
    };
    office.stop(true).await;
    said().await;
    office.add(0, 5).await.unwrap();
    said().await;
    office
        .assign(1, &[whole("a")], &[whole("c")], false)
        .await
        .unwrap();
    said().await;
    let notice = office.post("Výtah nejede.", "key").await.unwrap();
    said().await;
    office.store.withdraw_notice(notice).await.unwrap();
    said().await;
}

async fn a_desk_knows_since_when_its_clerk_sits_there(db: Database) {
    let mut office = db.office(town()).await;
    let since = Some(office.now.instant);
    office.sit(1, "jana").await.unwrap();
    office.wait(TimeDelta::minutes(5));
    // Who sits down again has not got up.
    office.sit(1, "jana").await.unwrap();
    assert_eq!(office.day("hall").await.desks[0].since, since);
    let client = office.ticket("a").await;
    office.call_next(1, "jana").await;
    let desk = office.day("hall").await.desks[0].clone();
    assert_eq!((desk.since, desk.client.unwrap().id), (since, client.id));
}
