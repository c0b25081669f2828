//! The word that something has changed.

use std::time::Duration;

use chrono::TimeDelta;
use domain::desk::Command;
use futures::{Stream, StreamExt as _};
use store::Changed;

use crate::harness::{
    Database, Office, agreed, at, clerk, code, form, number, on_every_engine, town,
};

on_every_engine! {
    every_use_case_says_which_lobby_changed
    whatever_becomes_of_a_reservation_is_said_for_its_days
    a_new_set_up_is_said
    nothing_is_said_of_what_was_refused
    many_streams_are_registered_at_once
}

/// How long a change is waited for; it comes within milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

fn hall() -> Changed {
    Changed::Lobby("hall".parse().unwrap())
}

/// The next change that is said.
async fn next(changes: &mut (impl Stream<Item = Changed> + Unpin)) -> Changed {
    let change = tokio::time::timeout(PATIENCE, changes.next()).await;
    change.expect("nothing was said").expect("the stream ended")
}

/// All that is said until both a new ticket and a new clerk in the corridor are: each table says
/// its changes in order.
async fn said_by_now(
    changes: &mut (impl Stream<Item = Changed> + Unpin),
    office: &Office,
) -> Vec<Changed> {
    office.tap("v").await.unwrap();
    office.sit(20, "marker").await.unwrap();
    let mut said = Vec::new();
    let mut markers = 0;
    while markers < 2 {
        match next(changes).await {
            Changed::Lobby(lobby) if lobby.as_str() == "corridor" => markers += 1,
            change => said.push(change),
        }
    }
    said
}

async fn every_use_case_says_which_lobby_changed(db: Database) {
    let mut office = db.office(town()).await;
    let mut changes = office.store.changes().await.unwrap();
    let store = office.store.clone();
    let said = async |changes: &mut _, office: &_, what: &str| {
        let said = said_by_now(changes, office).await;
        assert!(!said.is_empty(), "{what} was not said");
        assert!(
            said.iter().all(|change| *change == hall()),
            "{what}: {said:?}"
        );
    };

    office.sit(1, "jana").await.unwrap();
    said(&mut changes, &office, "sitting down").await;
    let client = office.ticket("a").await.id;
    said(&mut changes, &office, "a ticket").await;
    for (command, what) in [
        (Command::CallNext, "a call"),
        (Command::CallAgain(client), "calling again"),
        (Command::PutBack(client), "putting back"),
        (Command::Call(client), "a call from the list"),
        (Command::DidNotCome(client), "not coming"),
        (Command::Call(client), "a call of one set aside"),
        (Command::Arrived(client), "arriving"),
        (Command::Done(client), "the end"),
    ] {
        office.command(1, "jana", command).await.unwrap();
        said(&mut changes, &office, what).await;
    }
    let take_over = store
        .sit(&office.town, number(1), clerk("petr"), true, office.now)
        .await;
    take_over.unwrap().unwrap();
    said(&mut changes, &office, "taking over").await;
    store.leave("petr", office.now).await.unwrap().unwrap();
    said(&mut changes, &office, "getting up").await;

    office.ticket("a").await;
    said(&mut changes, &office, "a ticket").await;
    office.wait(TimeDelta::days(1));
    let ended = store
        .end_days_before(office.now.date, office.now.instant)
        .await
        .unwrap();
    assert!(ended > 0);
    // Yesterday's tickets in the corridor are among what it ended.
    while next(&mut changes).await != hall() {}
}

/// All that is said of reservations until both of their tables have said a new one at `c`: each
/// says its changes in order.
async fn reservations_said(
    changes: &mut (impl Stream<Item = Changed> + Unpin),
    office: &Office,
    step: &str,
) -> Vec<Changed> {
    const LATER: &str = "2026-11-25 10:00";
    let email = format!("{step}@example.cz");
    office.hold(form("c-1", LATER, &email)).await.unwrap();
    let marker = reservation_of("c", LATER);
    let (mut said, mut markers) = (Vec::new(), 0);
    while markers < 2 {
        match next(changes).await {
            change if change == marker => markers += 1,
            change => said.push(change),
        }
    }
    said
}

fn reservation_of(workplace: &str, time: &str) -> Changed {
    Changed::Reservation {
        date: agreed(time).date,
        workplace: workplace.parse().unwrap(),
    }
}

async fn whatever_becomes_of_a_reservation_is_said_for_its_days(db: Database) {
    const TODAY: &str = "2026-11-23 10:15";
    const TOMORROW: &str = "2026-11-24 10:15";
    let mut office = db.office(town()).await;
    let mut changes = office.store.changes().await.unwrap();
    let (today, tomorrow) = (reservation_of("a", TODAY), reservation_of("a", TOMORROW));
    let form = form("a-1", TODAY, "jana@example.cz");

    let held = office.hold(form.clone()).await.unwrap();
    let said = reservations_said(&mut changes, &office, "hold").await;
    assert!(said.contains(&today), "{said:?}");
    let token = office.token(&held.id).await;
    office.confirm(&token).await.unwrap();
    let said = reservations_said(&mut changes, &office, "confirm").await;
    assert!(said.contains(&today), "{said:?}");
    office.move_to(&held.id, TOMORROW).await.unwrap();
    let said = reservations_said(&mut changes, &office, "move").await;
    assert!(said.contains(&today), "the day it left: {said:?}");
    assert!(said.contains(&tomorrow), "{said:?}");
    office.move_to(&held.id, TODAY).await.unwrap();
    reservations_said(&mut changes, &office, "back").await;
    let code = code(&office.reservation(&held.id).await.unwrap());
    office.now = at("2026-11-23 10:15:00");
    office.check_in(code).await.unwrap();
    let said = reservations_said(&mut changes, &office, "check-in").await;
    assert!(said.contains(&today), "{said:?}");
}

async fn a_new_set_up_is_said(db: Database) {
    let mut office = db.office(town()).await;
    let mut changes = office.store.changes().await.unwrap();
    office.town.services[0].minutes = 20;
    office.store.import_town(&office.town).await.unwrap();
    assert_eq!(next(&mut changes).await, Changed::Setup);
    assert_eq!(office.store.town().await.unwrap(), Some(office.town));
}

async fn nothing_is_said_of_what_was_refused(db: Database) {
    let office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    let mut changes = office.store.changes().await.unwrap();
    office
        .command(1, "jana", Command::CallNext)
        .await
        .unwrap_err();
    office.sit(1, "petr").await.unwrap_err();
    assert_eq!(said_by_now(&mut changes, &office).await, []);
}

async fn many_streams_are_registered_at_once(db: Database) {
    let office = db.office(town()).await;
    let streams = futures::future::join_all((0..8).map(|_| {
        let store = office.store.clone();
        tokio::spawn(async move { store.changes().await.unwrap().boxed() })
    }))
    .await;
    office.tap("a").await.unwrap();
    for stream in streams {
        assert_eq!(next(&mut stream.unwrap()).await, hall());
    }
}
