//! Clients sent on, put aside and taken back, with a note or with priority, and clerks who pause.

use chrono::TimeDelta;
use domain::{
    desk::{Command, Refusal},
    ids::{ServiceId, TicketId},
    ticket::{ParkReason, TicketState},
};
use surrealdb::types::{ToSql as _, Value};

use crate::harness::{Database, Engine, Office, at, id, later, number, on_every_engine, town};

on_every_engine! {
    handed_over_to_another_workplace_a_ticket_keeps_number_and_waiting_time
    handed_over_to_another_lobby_it_waits_there
    handed_over_to_one_counter_it_is_called_only_there
    when_that_counter_closes_any_other_calls_it
    what_the_office_does_not_do_is_not_handed_over
    two_services_in_one_visit_are_both_kept_on_one_ticket
    the_parked_are_not_called_next_and_are_taken_back_where_they_were
    two_clerks_who_take_back_the_same_client_do_not_both_have_it
    who_has_priority_is_called_first
    a_note_is_seen_by_all_and_gone_with_the_day
    a_pause_is_seen_and_ends_with_the_next_call
    a_client_added_with_priority_is_called_first
}

/// Jana at counter 10, in front of her a client of workplace `a` who is being served.
async fn with_a_client(db: &Database) -> (Office, TicketId) {
    let mut office = db.office(town()).await;
    office.sit(10, "jana").await.unwrap();
    let id = office.ticket("a").await.id;
    office.call_next(10, "jana").await;
    serve(&office, id).await;
    office.now = later(office.now, TimeDelta::minutes(4));
    (office, id)
}

async fn serve(office: &Office, id: TicketId) {
    let come = office.command(10, "jana", Command::Arrived(id)).await;
    come.unwrap();
}

fn service(id: &str) -> ServiceId {
    id.parse().unwrap()
}

async fn handed_over_to_another_workplace_a_ticket_keeps_number_and_waiting_time(db: Database) {
    let (office, id) = with_a_client(&db).await;
    let client = office.day("hall").await.desks[0].client.clone().unwrap();
    let to_c = Command::HandOver(id, service("c-2"), None);
    let desk = office.command(10, "jana", to_c.clone()).await.unwrap();
    assert_eq!(desk.client, None);
    let handed = office.callable(id).await.unwrap();
    assert_eq!(handed.issued_at, client.issued_at);
    assert_eq!(handed.state, TicketState::Waiting);
    assert_eq!(handed.service, service("c-2"));
    assert_eq!(handed.came_from, Some(client.workplace));
    // The counters of the old workplace do not call it, those of the new one do.
    office.sit(1, "petr").await.unwrap();
    assert_eq!(
        office.command(1, "petr", Command::CallNext).await,
        Err(Refusal::NobodyWaits)
    );
    office.sit(11, "eva").await.unwrap();
    assert_eq!(office.call_next(11, "eva").await.id, id);
    // The second press of a double click.
    assert_eq!(office.command(10, "jana", to_c).await, Err(Refusal::Stale));
}

async fn handed_over_to_another_lobby_it_waits_there(db: Database) {
    let (office, id) = with_a_client(&db).await;
    let to_v = Command::HandOver(id, service("v-1"), None);
    office.command(10, "jana", to_v).await.unwrap();
    assert_eq!(office.day("hall").await.callable, []);
    assert_eq!(office.day("corridor").await.callable[0].id, id);
    office.sit(20, "eva").await.unwrap();
    assert_eq!(office.call_next(20, "eva").await.id, id);
    assert_eq!(office.day("corridor").await.calls[0].ticket, id);
    assert_eq!(office.day("corridor").await.callable, []);
}

async fn handed_over_to_one_counter_it_is_called_only_there(db: Database) {
    let (office, id) = with_a_client(&db).await;
    let to_2 = Command::HandOver(id, service("a-1"), Some(number(2)));
    office.command(10, "jana", to_2).await.unwrap();
    for (counter, login) in [(1, "petr"), (10, "jana")] {
        let _ = office.sit(counter, login).await;
        assert_eq!(
            office.command(counter, login, Command::CallNext).await,
            Err(Refusal::NobodyWaits)
        );
    }
    office.sit(2, "eva").await.unwrap();
    assert_eq!(office.call_next(2, "eva").await.id, id);
}

async fn when_that_counter_closes_any_other_calls_it(db: Database) {
    let (office, id) = with_a_client(&db).await;
    office.sit(2, "eva").await.unwrap();
    let to_2 = Command::HandOver(id, service("a-1"), Some(number(2)));
    office.command(10, "jana", to_2).await.unwrap();
    assert_eq!(
        office.command(10, "jana", Command::CallNext).await,
        Err(Refusal::NobodyWaits)
    );
    office
        .store
        .leave("eva", office.now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(office.call_next(10, "jana").await.id, id);
}

async fn what_the_office_does_not_do_is_not_handed_over(db: Database) {
    let (office, id) = with_a_client(&db).await;
    let before = office.day("hall").await;
    for (command, refusal) in [
        (
            Command::HandOver(id, service("x-1"), None),
            Refusal::NoSuchService,
        ),
        (
            Command::HandOver(id, service("v-1"), Some(number(1))),
            Refusal::NotServedThere { counter: number(1) },
        ),
        (
            Command::HandOver(id, service("a-1"), Some(number(99))),
            Refusal::NoSuchService,
        ),
        (Command::Also(id, service("v-1")), Refusal::NotServedHere),
    ] {
        let answer = office.command(10, "jana", command.clone()).await;
        assert_eq!(answer, Err(refusal), "{command:?}");
    }
    assert_eq!(office.day("hall").await, before);
}

async fn two_services_in_one_visit_are_both_kept_on_one_ticket(db: Database) {
    let (mut office, id) = with_a_client(&db).await;
    let also = Command::Also(id, service("c-1"));
    let desk = office.command(10, "jana", also).await.unwrap();
    let client = desk.client.unwrap();
    assert_eq!((client.id, client.service), (id, service("c-1")));
    office.now = later(office.now, TimeDelta::minutes(7));
    office.command(10, "jana", Command::Done(id)).await.unwrap();
    assert_eq!(office.day("hall").await.callable, []);
    if db.engine == Engine::Mem {
        return;
    }
    drop(office);
    let raw = db.raw().await;
    let sql = "RETURN [
        (SELECT VALUE [service, ended_at - started_at] FROM earlier),
        (SELECT VALUE [service, ended_at - started_at] FROM ticket),
    ]";
    let mut rows = raw.query(sql).await.unwrap();
    let rows: Value = rows.take(0).unwrap();
    let rows = rows.to_sql().replace(' ', "");
    assert_eq!(rows, "[[['a-1',4m]],[['c-1',7m]]]");
}

async fn the_parked_are_not_called_next_and_are_taken_back_where_they_were(db: Database) {
    let (mut office, id) = with_a_client(&db).await;
    let client = office.day("hall").await.desks[0].client.clone();
    let park = Command::Park(id, ParkReason::Papers);
    let desk = office.command(10, "jana", park).await.unwrap();
    assert_eq!(desk.client, None);
    assert_eq!(
        office.command(10, "jana", Command::CallNext).await,
        Err(Refusal::NobodyWaits)
    );
    office.now = later(office.now, TimeDelta::minutes(20));
    let desk = office.command(10, "jana", Command::TakeBack(id)).await;
    let back = desk.unwrap().client.unwrap();
    let (
        TicketState::Serving {
            started_at: before, ..
        },
        TicketState::Serving {
            started_at: after, ..
        },
    ) = (client.unwrap().state, back.state)
    else {
        panic!("served before and after");
    };
    assert_eq!(after - before, TimeDelta::minutes(20));
    assert_eq!(office.day("hall").await.callable, []);
    // Or it waits again, before whoever came later.
    let park = Command::Park(id, ParkReason::Form);
    office.command(10, "jana", park).await.unwrap();
    office.ticket("a").await;
    office
        .command(10, "jana", Command::Rejoin(id))
        .await
        .unwrap();
    assert_eq!(office.call_next(10, "jana").await.id, id);
}

async fn two_clerks_who_take_back_the_same_client_do_not_both_have_it(db: Database) {
    let (office, id) = with_a_client(&db).await;
    office.sit(1, "petr").await.unwrap();
    let park = Command::Park(id, ParkReason::Other);
    office.command(10, "jana", park).await.unwrap();
    let (jana, petr) = futures::join!(
        office.command(10, "jana", Command::TakeBack(id)),
        office.command(1, "petr", Command::TakeBack(id)),
    );
    let refusal = match (jana, petr) {
        (Ok(_), Err(refusal)) | (Err(refusal), Ok(_)) => refusal,
        both => panic!("{both:?}"),
    };
    assert!(matches!(refusal, Refusal::AtCounter { .. }), "{refusal:?}");
}

async fn who_has_priority_is_called_first(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    for _ in 0..3 {
        office.ticket("a").await;
    }
    let third = id("A003");
    let give = Command::Prioritise(third, true);
    office.command(1, "jana", give.clone()).await.unwrap();
    office.command(1, "jana", give).await.unwrap();
    assert!(
        office
            .callable(third)
            .await
            .unwrap()
            .priority_since
            .is_some()
    );
    assert_eq!(office.call_next(1, "jana").await.id, third);
    office
        .command(1, "jana", Command::PutBack(third))
        .await
        .unwrap();
    let take = Command::Prioritise(third, false);
    office.command(1, "jana", take).await.unwrap();
    assert_eq!(office.call_next(1, "jana").await.id, id("A001"));
}

async fn a_note_is_seen_by_all_and_gone_with_the_day(db: Database) {
    let (mut office, id) = with_a_client(&db).await;
    let written = |text: &str| Command::Note(id, text.parse().ok());
    for text in ["Vrátí se v 10:30", "Vrátí se v 11:00"] {
        office.command(10, "jana", written(text)).await.unwrap();
    }
    let day = office.day("hall").await;
    let notes: Vec<_> = day
        .notes
        .iter()
        .map(|(id, note)| (*id, note.as_str()))
        .collect();
    assert_eq!(notes, [(id, "Vrátí se v 11:00")]);
    office.command(10, "jana", written("")).await.unwrap();
    assert_eq!(office.day("hall").await.notes, []);

    office
        .command(10, "jana", written("Přijde syn"))
        .await
        .unwrap();
    let day = office.now;
    office.now = at("2026-11-24 00:05:00");
    let (today, now) = (office.now.date, office.now.instant);
    office.store.end_days_before(today, now).await.unwrap();
    office.now = day;
    assert_eq!(office.day("hall").await.notes, []);
}

async fn a_pause_is_seen_and_ends_with_the_next_call(db: Database) {
    let (mut office, id) = with_a_client(&db).await;
    assert_eq!(
        office.command(10, "jana", Command::Pause).await,
        Err(Refusal::HasClient)
    );
    office.command(10, "jana", Command::Done(id)).await.unwrap();
    office.command(10, "jana", Command::Pause).await.unwrap();
    let since = Some(office.now.instant);
    assert_eq!(office.day("hall").await.desks[0].paused_since, since);
    let desk = office.command(10, "jana", Command::Resume).await.unwrap();
    assert!(desk.is_open());
    office.command(10, "jana", Command::Pause).await.unwrap();
    office.ticket("a").await;
    office.call_next(10, "jana").await;
    assert!(office.day("hall").await.desks[0].is_open());
}

async fn a_client_added_with_priority_is_called_first(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    office.ticket("a").await;
    office.now = later(office.now, TimeDelta::seconds(1));
    let added = store::TicketRequest {
        lobby: "hall".parse().unwrap(),
        workplace: "a".parse().unwrap(),
        service: service("a-2"),
        by: domain::slots::Booker::Clerk,
        priority: true,
        key: "added".to_owned(),
    };
    let added = office.request(added).await.unwrap().ticket.id;
    assert_eq!(office.call_next(1, "jana").await.id, added);
}
