//! Enrolment of kiosks and displays.

use chrono::TimeDelta;
use domain::{
    device::{DeviceKind, Showing},
    printer::{Paper, Printer},
    text::Language,
};
use futures::StreamExt as _;
use store::{Changed, Device, DeviceNotChanged, DeviceState, EnrolRefusal, Place, Store};

use crate::harness::{Database, at, on_every_engine, town, town_with_capacity};

on_every_engine! {
    a_device_is_let_in_by_the_code_it_shows
    a_code_is_good_for_ten_minutes_and_once
    no_device_is_let_into_a_lobby_that_is_gone
    a_code_is_read_as_people_type_it
    a_device_that_was_shut_out_is_unknown
    a_kiosk_may_have_a_printer_once_it_is_enrolled
    fifty_devices_ask_at_once_with_different_codes
    of_two_who_place_a_device_the_second_hears_of_the_first
    that_a_device_is_there_is_written_once_a_minute
    nothing_is_kept_of_a_device_that_was_shut_out
    what_becomes_of_a_device_is_said_and_that_it_is_there_is_not
}

/// An office, for a device stands in one of its lobbies.
async fn office(db: &Database) -> Store {
    let store = db.store().await;
    store.import_town(&town()).await.unwrap();
    store
}

async fn a_device_is_let_in_by_the_code_it_shows(db: Database) {
    let store = office(&db).await;
    let now = at("2026-11-23 09:00:00").instant;
    let lobby = "hall".parse().unwrap();
    let new = store
        .begin_enrolment(DeviceKind::Kiosk, &lobby, now)
        .await
        .unwrap();
    let waiting = store.device(&new.token, now).await.unwrap().unwrap();
    assert_eq!(waiting.lobby, lobby);
    let until = now + TimeDelta::minutes(10);
    let code = new.code.clone();
    assert_eq!(waiting.state, DeviceState::Awaiting { code, until });
    assert_eq!(store.devices().await.unwrap(), []);

    let later = now + TimeDelta::minutes(3);
    let enrolled = store
        .enrol(&new.code, "Kiosek u dveří", "spravce", later)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(enrolled.name, "Kiosek u dveří");
    assert_eq!(enrolled.state, DeviceState::Enrolled { since: later });
    let years_later = later + TimeDelta::days(1000);
    let known = store.device(&new.token, years_later).await.unwrap();
    assert_eq!(known.as_ref(), Some(&enrolled));
    assert_eq!(store.devices().await.unwrap(), [enrolled]);
    assert_eq!(store.device("another token", now).await.unwrap(), None);
}

async fn a_code_is_good_for_ten_minutes_and_once(db: Database) {
    let store = office(&db).await;
    let now = at("2026-11-23 09:00:00").instant;
    let unknown = Err(EnrolRefusal::UnknownCode);
    assert_eq!(
        store.enrol("ABCDEF", "x", "spravce", now).await.unwrap(),
        unknown
    );
    let new = store
        .begin_enrolment(DeviceKind::Kiosk, &"hall".parse().unwrap(), now)
        .await
        .unwrap();
    let too_late = now + TimeDelta::minutes(10);
    assert_eq!(
        store
            .enrol(&new.code, "x", "spravce", too_late)
            .await
            .unwrap(),
        unknown
    );
    assert_eq!(store.device(&new.token, too_late).await.unwrap(), None);
    let in_time = too_late - TimeDelta::seconds(1);
    store
        .enrol(&new.code, "x", "spravce", in_time)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        store
            .enrol(&new.code, "y", "spravce", in_time)
            .await
            .unwrap(),
        unknown
    );
    // The night does not touch what is enrolled.
    store
        .end_days_before(at("2026-11-25 00:00:00").date, too_late)
        .await
        .unwrap();
    assert_eq!(store.devices().await.unwrap().len(), 1);
}

async fn no_device_is_let_into_a_lobby_that_is_gone(db: Database) {
    let store = office(&db).await;
    let now = at("2026-11-23 09:00:00").instant;
    let attic = "attic".parse().unwrap();
    let new = store.begin_enrolment(DeviceKind::Kiosk, &attic, now);
    let code = new.await.unwrap().code;
    let refused = store.enrol(&code, "kiosek", "spravce", now).await;
    assert_eq!(refused.unwrap(), Err(EnrolRefusal::UnknownCode));
    let device = display(&store).await;
    let (before, after) = (place("televize", "hall"), place("televize", "attic"));
    let moved = store.place_device(&device.id, before, after).await;
    assert_eq!(moved.unwrap(), Err(DeviceNotChanged::Stale));
}

async fn a_code_is_read_as_people_type_it(db: Database) {
    let store = office(&db).await;
    let now = at("2026-11-23 09:00:00").instant;
    let new = store
        .begin_enrolment(DeviceKind::Kiosk, &"hall".parse().unwrap(), now)
        .await
        .unwrap();
    let (one, other) = new.code.split_at(3);
    let typed = format!(" {}-{} ", one.to_lowercase(), other.to_lowercase());
    store
        .enrol(&typed, "Televize", "spravce", now)
        .await
        .unwrap()
        .unwrap();
}

async fn a_device_that_was_shut_out_is_unknown(db: Database) {
    let store = office(&db).await;
    let now = at("2026-11-23 09:00:00").instant;
    let new = store
        .begin_enrolment(DeviceKind::Kiosk, &"hall".parse().unwrap(), now)
        .await
        .unwrap();
    let device = store
        .enrol(&new.code, "x", "spravce", now)
        .await
        .unwrap()
        .unwrap();
    assert_ne!(device.id, new.token, "the list does not give the key away");
    store.revoke(&device.id).await.unwrap();
    assert_eq!(store.device(&new.token, now).await.unwrap(), None);
    assert_eq!(store.devices().await.unwrap(), []);
    store.revoke(&device.id).await.unwrap();
}

async fn fifty_devices_ask_at_once_with_different_codes(db: Database) {
    let store = office(&db).await;
    let now = at("2026-11-23 09:00:00").instant;
    let lobby = "hall".parse().unwrap();
    let new = futures::future::join_all(
        (0..50).map(|_| store.begin_enrolment(DeviceKind::Kiosk, &lobby, now)),
    )
    .await;
    let codes: std::collections::BTreeSet<_> =
        new.into_iter().map(|new| new.unwrap().code).collect();
    assert_eq!(codes.len(), 50);
}

async fn a_kiosk_may_have_a_printer_once_it_is_enrolled(db: Database) {
    let store = office(&db).await;
    let now = at("2026-11-23 09:00:00").instant;
    let new = store
        .begin_enrolment(DeviceKind::Kiosk, &"hall".parse().unwrap(), now)
        .await
        .unwrap();
    let waiting = store.device(&new.token, now).await.unwrap().unwrap();
    let printer = Some(Printer {
        address: "192.168.1.50:9100".parse().unwrap(),
        paper: Paper::Mm58,
    });
    let set = |before, after| store.set_printer(&waiting.id, before, after);
    let unknown = Err(DeviceNotChanged::UnknownDevice);
    assert_eq!(set(None, printer.clone()).await.unwrap(), unknown);
    let nobody = store.set_printer("nobody", None, printer.clone());
    assert_eq!(nobody.await.unwrap(), unknown);

    let enrolled = store.enrol(&new.code, "kiosek", "spravce", now).await;
    assert_eq!(enrolled.unwrap().unwrap().printer, None);
    for _ in 0..2 {
        assert_eq!(set(None, printer.clone()).await.unwrap(), Ok(()));
    }
    let known = store.device(&new.token, now).await.unwrap().unwrap();
    assert_eq!(known.printer, printer);
    assert_eq!(known.name, "kiosek");
    let other = Some(Printer {
        address: "192.168.1.51:9100".parse().unwrap(),
        paper: Paper::Mm58,
    });
    let stale = Err(DeviceNotChanged::Stale);
    assert_eq!(set(None, other).await.unwrap(), stale);
    assert_eq!(set(printer, None).await.unwrap(), Ok(()));
    assert_eq!(store.devices().await.unwrap()[0].printer, None);
}

/// A display that has been let in.
async fn display(store: &Store) -> Device {
    let now = at("2026-11-23 09:00:00").instant;
    let lobby = "hall".parse().unwrap();
    let new = store.begin_enrolment(DeviceKind::Display, &lobby, now);
    let code = new.await.unwrap().code;
    let device = store.enrol(&code, "televize", "spravce", now).await;
    device.unwrap().unwrap()
}

fn place(name: &str, lobby: &str) -> Place {
    Place {
        name: name.to_owned(),
        lobby: lobby.parse().unwrap(),
    }
}

fn showing(page: &str) -> Showing {
    Showing {
        page: page.to_owned(),
        language: Language::Cs,
        build: "1234".to_owned(),
    }
}

async fn of_two_who_place_a_device_the_second_hears_of_the_first(db: Database) {
    let store = office(&db).await;
    let device = display(&store).await;
    assert_eq!(device.kind, DeviceKind::Display);
    let before = place("televize", "hall");
    let change = |after| store.place_device(&device.id, before.clone(), after);
    let (one, other) = (place("u dveří", "hall"), place("televize", "corridor"));
    let (first, second) = futures::join!(change(one.clone()), change(other.clone()));
    let (first, second) = (first.unwrap(), second.unwrap());
    let won = match (first, second) {
        (Ok(()), Err(DeviceNotChanged::Stale)) => one,
        (Err(DeviceNotChanged::Stale), Ok(())) => other,
        both => panic!("{both:?}"),
    };
    let known = store.devices().await.unwrap().remove(0);
    assert_eq!(place(&known.name, known.lobby.as_str()), won);
    assert_eq!(known.state, device.state);
    // The same once more is no other one.
    assert_eq!(change(won).await.unwrap(), Ok(()));
    store.revoke(&device.id).await.unwrap();
    let unknown = Err(DeviceNotChanged::UnknownDevice);
    assert_eq!(change(place("x", "hall")).await.unwrap(), unknown);
}

async fn that_a_device_is_there_is_written_once_a_minute(db: Database) {
    let store = office(&db).await;
    let device = display(&store).await;
    let begin = at("2026-11-23 09:00:00").instant;
    let seen_after = async |seconds, page: &str| {
        let now = begin + TimeDelta::seconds(seconds);
        store.sight(&device.id, &showing(page), now).await.unwrap();
        let sighting = store.sightings().await.unwrap().remove(&device.id).unwrap();
        ((sighting.at - begin).num_seconds(), sighting.showing.page)
    };
    let hall = |seconds| (seconds, "/display/hall".to_owned());
    assert_eq!(seen_after(0, "/display/hall").await, hall(0));
    assert_eq!(seen_after(59, "/display/hall").await, hall(0));
    assert_eq!(seen_after(60, "/display/hall").await, hall(60));
    let other = "/display/hall/counter/1";
    assert_eq!(seen_after(61, other).await, (61, other.to_owned()));
}

async fn nothing_is_kept_of_a_device_that_was_shut_out(db: Database) {
    let store = office(&db).await;
    let device = display(&store).await;
    let now = at("2026-11-23 09:00:00").instant;
    let page = showing("/display/hall");
    store.sight(&device.id, &page, now).await.unwrap();
    assert_eq!(store.sightings().await.unwrap().len(), 1);
    // Its page is still open.
    let later = now + TimeDelta::minutes(1);
    let (seen, revoked) = futures::join!(
        store.sight(&device.id, &page, later),
        store.revoke(&device.id)
    );
    seen.unwrap();
    revoked.unwrap();
    assert!(store.sightings().await.unwrap().is_empty());
    store.sight(&device.id, &page, later).await.unwrap();
    assert!(store.sightings().await.unwrap().is_empty());
}

async fn what_becomes_of_a_device_is_said_and_that_it_is_there_is_not(db: Database) {
    let store = office(&db).await;
    let device = display(&store).await;
    let mut changes = store.changes().await.unwrap();
    let mut said = async || {
        let patience = std::time::Duration::from_secs(10);
        let change = tokio::time::timeout(patience, changes.next()).await;
        change.unwrap()
    };
    let now = at("2026-11-23 09:00:00").instant;
    let page = showing("/display/hall");
    store.sight(&device.id, &page, now).await.unwrap();
    let (before, after) = (place("televize", "hall"), place("televize", "corridor"));
    let placed = store.place_device(&device.id, before, after).await;
    placed.unwrap().unwrap();
    assert_eq!(said().await, Some(Changed::Device));
    store.import_town(&town_with_capacity(7)).await.unwrap();
    assert_eq!(said().await, Some(Changed::Setup));
    store.revoke(&device.id).await.unwrap();
    assert_eq!(said().await, Some(Changed::Device));
}
