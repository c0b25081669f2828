//! A server that goes away and comes back. It stands behind a gate that the test closes.

use std::time::Duration;

use chrono::TimeDelta;
use domain::desk::Command;
use futures::StreamExt as _;
use store::{Changed, Store, StoreError};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

use crate::harness::{Database, Engine, Office, on_every_engine, town};

on_every_engine! {
    a_server_that_went_away_is_said_to_be_and_found_again
    a_server_that_does_not_answer_is_given_up
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    Open,
    /// As when the server is stopped: connections end, and no new ones are made.
    Closed,
    /// As when the network is gone: nothing comes through, and nobody is told.
    Silent,
}

/// Stands in front of the server; answers where, and how to close it.
async fn gate(db: &Database) -> (Database, watch::Sender<Gate>) {
    let server = db.address.strip_prefix("ws://").unwrap().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("ws://{}", listener.local_addr().unwrap());
    let (control, gate) = watch::channel(Gate::Open);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(pass(client, server.clone(), gate.clone()));
        }
    });
    let db = Database {
        address,
        ..db.clone()
    };
    (db, control)
}

async fn pass(mut client: TcpStream, server: String, mut gate: watch::Receiver<Gate>) {
    if *gate.borrow() == Gate::Closed {
        return;
    }
    let mut server = TcpStream::connect(server).await.unwrap();
    let mut passing = Box::pin(tokio::io::copy_bidirectional(&mut client, &mut server));
    loop {
        let now = *gate.borrow_and_update();
        tokio::select! {
            changed = gate.changed() => if changed.is_err() { return },
            _ = &mut passing, if now == Gate::Open => return,
        }
        if *gate.borrow() == Gate::Closed {
            return;
        }
    }
}

/// Longer than finding the way back ever takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until the store has found its way back.
async fn back(store: &Store) {
    let back = async {
        while store.ping().await.is_err() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, back)
        .await
        .expect("the store did not find its way back");
}

async fn a_server_that_went_away_is_said_to_be_and_found_again(db: Database) {
    if db.engine != Engine::Ws {
        return;
    }
    let (behind_the_gate, gate) = gate(&db).await;
    let mut office = behind_the_gate.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    let client = office.ticket("a").await.id;
    let mut changes = office.store.changes().await.unwrap();

    gate.send_replace(Gate::Closed);
    let away = office.store.ping().await.unwrap_err();
    assert!(away.is_unavailable(), "{away}");
    let request = store::TicketRequest {
        lobby: "hall".parse().unwrap(),
        workplace: "a".parse().unwrap(),
        service: "a-1".parse().unwrap(),
        by: domain::slots::Booker::Client,
        priority: false,
        key: "meanwhile".to_owned(),
    };
    let refused = office
        .store
        .issue_ticket(&office.town, request.clone(), office.now)
        .await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
    let end = async { while changes.next().await.is_some() {} };
    timeout(PATIENCE, end)
        .await
        .expect("the stream of changes did not end");
    assert!(office.store.changes().await.is_err());

    gate.send_replace(Gate::Open);
    back(&office.store).await;
    let mut changes = office.store.changes().await.unwrap();
    let desk = office.command(1, "jana", Command::CallNext).await.unwrap();
    assert_eq!(desk.client.unwrap().id, client);
    let hall = Changed::Lobby("hall".parse().unwrap());
    assert_eq!(timeout(PATIENCE, changes.next()).await.unwrap(), Some(hall));
    // The ticket that nobody got was not given.
    let issued = office.request(request).await.unwrap();
    assert_eq!(issued.ticket.id.number, 2);
}

async fn a_server_that_does_not_answer_is_given_up(db: Database) {
    if db.engine != Engine::Ws {
        return;
    }
    let (behind_the_gate, gate) = gate(&db).await;
    let office: Office = behind_the_gate.office(town()).await;
    gate.send_replace(Gate::Silent);
    let waited = tokio::time::Instant::now();
    let away = timeout(PATIENCE, office.store.ping())
        .await
        .expect("waited for ever");
    assert!(away.unwrap_err().is_unavailable());
    // The next one need not wait at all.
    let answer_of_the_first = waited.elapsed();
    let waited = tokio::time::Instant::now();
    assert!(office.store.ping().await.unwrap_err().is_unavailable());
    assert!(waited.elapsed() < answer_of_the_first / 2);
    gate.send_replace(Gate::Open);
    back(&office.store).await;
    let mut office = office;
    office.wait(TimeDelta::minutes(1));
    office.tap("a").await.unwrap();
}
