//! The set-up and the schema.

use domain::{
    staff::Departments,
    town::{Processor, Rules},
};
use store::{Store, StoreError, town_file};

use crate::harness::{Database, Engine, counter, on_every_engine, text, town};

on_every_engine! {
    there_is_no_town_before_the_first_import
    what_was_imported_is_read_again
    kostelec_is_read_again
    an_import_replaces_everything_and_counts_versions
    an_office_that_was_set_up_before_there_was_booking_starts
    a_newer_schema_is_refused
    a_second_start_finds_everything
    an_answer_proves_that_the_database_is_there
}

async fn there_is_no_town_before_the_first_import(db: Database) {
    assert_eq!(db.store().await.town().await.unwrap(), None);
}

async fn what_was_imported_is_read_again(db: Database) {
    let store = db.store().await;
    let mut town = town();
    town.rules = Rules {
        tickets_before_opening_minutes: 1,
        set_aside_minutes: 2,
        calls_until_no_show: 4,
        call_shown_seconds: 61,
        session_hours: 3,
        horizon_days: 5,
        notice_minutes: 6,
        hold_minutes: 7,
        open_reservations_per_email: 8,
        unconfirmed_percent: 14,
        check_in_before_minutes: 9,
        check_in_after_minutes: 10,
        reminder_hours: 11,
        wrong_codes_until_rest: 12,
        keypad_rest_seconds: 13,
    };
    let office = town.office.as_mut().unwrap();
    office.data_protection_email = Some("dpo@example.cz".parse().unwrap());
    office.processor = Some(Processor {
        name: "Firma".to_owned(),
        company_number: "00274968".parse().unwrap(),
    });
    town.services[1].papers = text("Průkaz", Some("Card"));
    town.services[1].bookable = false;
    town.workplaces[1].internet = None;
    store.import_town(&town).await.unwrap();
    assert_eq!(store.town().await.unwrap(), Some(town));
}

async fn kostelec_is_read_again(db: Database) {
    let store = db.store().await;
    let town = town_file::read("town.toml", include_str!("../../../town.toml")).unwrap();
    store.import_town(&town).await.unwrap();
    assert_eq!(store.town().await.unwrap(), Some(town));
}

async fn an_import_replaces_everything_and_counts_versions(db: Database) {
    let store = db.store().await;
    let mut town = town();
    store.import_town(&town).await.unwrap();
    store.import_town(&town).await.unwrap();
    town.workplaces[0].daily_capacity = 7;
    town.services.remove(5);
    town.counters.push(counter(30, "corridor", &["v"]));
    store.import_town(&town).await.unwrap();
    assert_eq!(store.town().await.unwrap(), Some(town.clone()));
    if db.engine == Engine::Mem {
        return;
    }
    drop(store);
    let raw = db.raw().await;
    let version = async |row: &str| {
        let mut results = raw.query(format!("RETURN {row}.version")).await.unwrap();
        results.take::<Option<u32>>(0).unwrap()
    };
    assert_eq!(version("workplace:a").await, Some(2), "changed once");
    assert_eq!(version("workplace:c").await, Some(1), "never changed");
    assert_eq!(version("counter:1").await, Some(1), "never changed");
    assert_eq!(version("counter:30").await, Some(1), "new");
    assert_eq!(version("service:`v-2`").await, None, "gone");
    assert_eq!(
        version("town:current").await,
        Some(2),
        "two different set-ups"
    );
}

async fn an_office_that_was_set_up_before_there_was_booking_starts(db: Database) {
    if db.engine == Engine::Mem {
        return;
    }
    let mut town = town();
    let store = db.store().await;
    store.import_town(&town).await.unwrap();
    let now = crate::harness::at("2026-11-23 09:00:00");
    let logins = store.first_staff().await.unwrap();
    let log_in = async |store: &Store| {
        let (login, password) = (&logins[0].login, &logins[0].password);
        let session = store.log_in(login, password, "192.0.2.7", now.instant);
        session.await.unwrap().unwrap().token
    };
    let token = log_in(&store).await;
    drop(store);
    let raw = db.raw().await;
    let before = "UPDATE town UNSET office, rules.unconfirmed_percent;
        REMOVE FIELD office ON town;
        REMOVE TABLE keypad;
        REMOVE TABLE held_from;
        REMOVE FIELD held_from ON reservation;
        REMOVE FIELD booked_by ON reservation;
        REMOVE FIELD told ON reservation;
        REMOVE TABLE audit;
        REMOVE TABLE contact;
        REMOVE FIELD periods ON workplace;
        REMOVE FIELD days ON workplace;
        REMOVE FIELD offered ON service;
        REMOVE FIELD reason ON mail;
        REMOVE TABLE closure;
        REMOVE TABLE earlier;
        REMOVE TABLE note;
        REMOVE FIELD paused_since ON desk;
        REMOVE FIELD came_from ON ticket;
        REMOVE FIELD only_at ON ticket;
        REMOVE FIELD reason ON ticket;
        REMOVE FIELD parked_at ON ticket;
        REMOVE FIELD came_from ON waiting;
        REMOVE FIELD only_at ON waiting;
        REMOVE FIELD reason ON waiting;
        REMOVE FIELD parked_at ON waiting;
        REMOVE TABLE notice;
        REMOVE FIELD extra ON series;
        REMOVE FIELD stopped ON series;
        REMOVE FIELD since ON desk;
        REMOVE FIELD kind ON device;
        REMOVE TABLE sighting;
        REMOVE FIELD printer ON device;
        REMOVE FIELD paper ON device;
        REMOVE FIELD printed_at ON tap;
        REMOVE TABLE pace;
        REMOVE TABLE usual;
        REMOVE FIELD postponed_until ON ticket;
        REMOVE FIELD postponed_until ON waiting;
        REMOVE TABLE last_called;
        REMOVE FIELD version ON staff;
        REMOVE FIELD departments ON staff;
        REMOVE FIELD off_since ON staff;
        REMOVE FIELD seen_at ON staff;
        REMOVE FIELD began_at ON session;
        REMOVE FIELD seen_at ON session;
        UPDATE staff UNSET version, departments, off_since, seen_at;
        UPDATE session UNSET began_at, seen_at;
        REMOVE TABLE password_link;
        REMOVE FIELD not_before ON guess;
        REMOVE TABLE run;
        REMOVE TABLE picture;
        REMOVE TABLE picture_content;
        UPDATE schema:current SET version = 2";
    raw.query(before).await.unwrap().check().unwrap();
    drop(raw);
    let store = db.store().await;
    let found = store.town().await.unwrap().unwrap();
    assert_eq!(found.office, None);
    let known = store.session(&token, now).await.unwrap();
    assert_eq!(known.unwrap().departments, Departments::default());
    log_in(&store).await;
    store.import_town(&town).await.unwrap();
    assert_eq!(store.town().await.unwrap().as_ref(), Some(&town));
    town.office = None;
    assert_eq!(found, town);
}

async fn a_newer_schema_is_refused(db: Database) {
    if db.engine == Engine::Mem {
        return;
    }
    drop(db.store().await);
    let raw = db.raw().await;
    raw.query("UPDATE schema:current SET version = 4711")
        .await
        .unwrap()
        .check()
        .unwrap();
    drop(raw);
    match db.try_store().await {
        Err(StoreError::NewerSchema { found: 4711, known }) => assert!(known < 4711),
        other => panic!("{other:?}"),
    }
}

async fn a_second_start_finds_everything(db: Database) {
    if db.engine == Engine::Mem {
        return;
    }
    let office = db.office(town()).await;
    let first = office.tap_with_key("a", "tap").await.unwrap();
    drop(office);
    let store = db.store().await;
    assert_eq!(store.town().await.unwrap(), Some(town()));
    let office = crate::harness::Office {
        store,
        town: town(),
        now: crate::harness::at("2026-11-23 09:00:00"),
    };
    assert_eq!(office.tap_with_key("a", "tap").await, Ok(first));
    assert_eq!(office.tap("a").await.unwrap().ticket.id.number, 2);
}

async fn an_answer_proves_that_the_database_is_there(db: Database) {
    db.store().await.ping().await.unwrap();
}
