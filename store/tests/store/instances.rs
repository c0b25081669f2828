//! Several instances of the program on one database, and a request whose client went away.

use std::{collections::BTreeSet, time::Duration};

use chrono::TimeDelta;
use domain::desk::{Command, Refusal};
use futures::future::join_all;

use crate::harness::{Database, Engine, Office, on_every_engine, town};

on_every_engine! {
    a_request_whose_client_goes_away_is_done_or_not_but_never_half
    two_instances_share_one_queue
    instances_that_start_at_once_make_one_schema
}

async fn a_request_whose_client_goes_away_is_done_or_not_but_never_half(db: Database) {
    let mut town = town();
    for service in &mut town.services {
        service.minutes = 1;
    }
    let mut office = db.office(town).await;
    office.sit(1, "jana").await.unwrap();
    // Each is given up after another while: before it began, in the middle, after its end.
    for given_up_after in (0..40).map(|n| Duration::from_micros(n * 250)) {
        let _ = tokio::time::timeout(given_up_after, office.tap("a")).await;
        let _ = tokio::time::timeout(given_up_after, office.command(1, "jana", Command::CallNext))
            .await;
    }
    // What went on without its client comes to its end; this one waits for the same rows.
    office.ticket("a").await;
    let day = office.day("hall").await;
    let last = day.series_of(&"a".parse().unwrap()).last;
    let with_jana = day.desks[0].client.iter();
    let numbers: BTreeSet<_> = day
        .callable
        .iter()
        .chain(with_jana)
        .map(|ticket| ticket.id.number)
        .collect();
    assert_eq!(
        numbers,
        (1..=last).collect(),
        "numbers without gaps, and nobody lost"
    );
}

async fn two_instances_share_one_queue(db: Database) {
    // The memory of one process cannot be shared, nor the folder: there it is the same instance.
    let office = db.office(town()).await;
    let other = match db.engine {
        Engine::Mem | Engine::SurrealKv => office.clone(),
        Engine::Ws => Office {
            store: db.store().await,
            ..office.clone()
        },
    };
    office.sit(1, "jana").await.unwrap();
    other.sit(2, "petr").await.unwrap();
    join_all((0..20).map(|n| {
        if n % 2 == 0 {
            office.tap("a")
        } else {
            other.tap("a")
        }
    }))
    .await;
    let serve = async |office: Office, counter: u16, login: &'static str| {
        let mut served = Vec::new();
        loop {
            match office.command(counter, login, Command::CallNext).await {
                Ok(desk) => {
                    let client = desk.client.unwrap().id;
                    served.push(client.number);
                    office
                        .command(counter, login, Command::Done(client))
                        .await
                        .unwrap();
                }
                Err(Refusal::NobodyWaits) => return served,
                Err(refusal) => panic!("{refusal:?}"),
            }
        }
    };
    let (mut one, two) = tokio::join!(
        serve(office.clone(), 1, "jana"),
        serve(other.clone(), 2, "petr")
    );
    one.extend(two);
    assert_eq!(one.len(), 20);
    assert_eq!(one.into_iter().collect::<BTreeSet<_>>(), (1..=20).collect());
    let mut tomorrow = other;
    tomorrow.wait(TimeDelta::days(1));
    assert_eq!(tomorrow.tap("a").await.unwrap().ticket.id.number, 1);
}

async fn instances_that_start_at_once_make_one_schema(db: Database) {
    if db.engine != Engine::Ws {
        return;
    }
    let stores = join_all((0..4).map(|_| {
        let db = db.clone();
        tokio::spawn(async move { db.store().await })
    }))
    .await;
    for store in stores {
        store.unwrap().ping().await.unwrap();
    }
}
