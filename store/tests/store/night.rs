//! The end of the day, and leases.

use chrono::TimeDelta;
use domain::{desk::Command, ticket::TicketState};

use crate::harness::{Database, at, on_every_engine, town};

on_every_engine! {
    the_night_ends_the_day_and_a_second_time_nothing
    a_full_hall_is_ended_to_the_last_ticket
    the_night_does_not_touch_today
    a_lease_has_one_holder_until_it_runs_out
    of_ten_who_want_a_lease_at_once_one_gets_it
}

async fn the_night_ends_the_day_and_a_second_time_nothing(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    office.sit(2, "petr").await.unwrap();
    let served = office.ticket("a").await.id;
    let no_show = office.ticket("a").await.id;
    let waiting = office.ticket("a").await.id;
    office.call_next(1, "jana").await;
    office
        .command(1, "jana", Command::Arrived(served))
        .await
        .unwrap();
    for _ in 0..3 {
        office
            .command(2, "petr", Command::Call(no_show))
            .await
            .unwrap();
        office
            .command(2, "petr", Command::DidNotCome(no_show))
            .await
            .unwrap();
    }
    let tap = office.tap_with_key("a", "yesterday").await.unwrap();

    let evening = office.now;
    office.now = at("2026-11-24 00:05:00");
    let end = || {
        office
            .store
            .end_days_before(office.now.date, office.now.instant)
    };
    assert_eq!(
        end().await.unwrap(),
        3,
        "one at the counter, two who waited"
    );
    assert_eq!(end().await.unwrap(), 0);

    office.now = evening;
    let yesterday = office.day("hall").await;
    assert_eq!(yesterday.callable, []);
    assert_eq!(yesterday.desks, []);
    assert_eq!(office.store.seat("jana", evening.date).await.unwrap(), None);
    // What the kiosk answered is forgotten with the day, what it counted is not.
    let again = office.tap_with_key("a", "yesterday").await.unwrap();
    assert_eq!(again.ticket.id.number, tap.ticket.id.number + 1);
    // The tickets themselves say how their day ended.
    office.sit(1, "jana").await.unwrap();
    for (id, refusal) in [(served, "over"), (waiting, "over")] {
        let refused = office
            .command(1, "jana", Command::Call(id))
            .await
            .unwrap_err();
        assert_eq!(refused, domain::desk::Refusal::Over, "{refusal}");
    }
}

async fn a_full_hall_is_ended_to_the_last_ticket(db: Database) {
    let mut office = db.office(town()).await;
    // At the one counter of the corridor half of them could be served in time, so it is shorter.
    for workplace in ["a"; 180].into_iter().chain(["v"; 30]) {
        office.tap(workplace).await.unwrap();
    }
    let yesterday = office.now;
    office.wait(TimeDelta::days(1));
    let ended = office
        .store
        .end_days_before(office.now.date, office.now.instant)
        .await;
    assert_eq!(ended.unwrap(), 210);
    office.now = yesterday;
    assert_eq!(office.day("hall").await.callable, []);
    assert_eq!(office.day("corridor").await.callable, []);
}

async fn the_night_does_not_touch_today(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    office.ticket("a").await;
    office.ticket("a").await;
    let client = office.call_next(1, "jana").await.id;
    let before = office.day("hall").await;
    let ended = office
        .store
        .end_days_before(office.now.date, office.now.instant)
        .await;
    assert_eq!(ended.unwrap(), 0);
    assert_eq!(office.day("hall").await, before);
    let desk = office
        .command(1, "jana", Command::Arrived(client))
        .await
        .unwrap();
    assert!(matches!(
        desk.client.unwrap().state,
        TicketState::Serving { .. }
    ));
}

async fn a_lease_has_one_holder_until_it_runs_out(db: Database) {
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00").instant;
    let minute = TimeDelta::minutes(1);
    assert!(store.lease("night", "one", now, minute).await.unwrap());
    assert!(!store.lease("night", "other", now, minute).await.unwrap());
    assert!(
        store
            .lease("reminders", "other", now, minute)
            .await
            .unwrap()
    );
    let half = now + minute / 2;
    assert!(
        store.lease("night", "one", half, minute).await.unwrap(),
        "prolonged"
    );
    assert!(
        !store
            .lease("night", "other", now + minute, minute)
            .await
            .unwrap()
    );
    assert!(
        store
            .lease("night", "other", half + minute, minute)
            .await
            .unwrap()
    );
    assert!(
        !store
            .lease("night", "one", half + minute, minute)
            .await
            .unwrap()
    );
}

async fn of_ten_who_want_a_lease_at_once_one_gets_it(db: Database) {
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00").instant;
    let wanted = (0..10).map(|n| {
        let store = store.another_instance().unwrap();
        tokio::spawn(async move {
            store
                .lease("night", &n.to_string(), now, TimeDelta::minutes(1))
                .await
                .unwrap()
        })
    });
    let got = futures::future::join_all(wanted).await;
    assert_eq!(
        got.into_iter().filter(|got| *got.as_ref().unwrap()).count(),
        1
    );
}
