//! Enrolment of kiosks and displays.

use chrono::TimeDelta;
use store::{DeviceState, EnrolRefusal};

use crate::harness::{Database, at, on_every_engine};

on_every_engine! {
    a_device_is_let_in_by_the_code_it_shows
    a_code_is_good_for_ten_minutes_and_once
    a_code_is_read_as_people_type_it
    a_device_that_was_shut_out_is_unknown
    fifty_devices_ask_at_once_with_different_codes
}

async fn a_device_is_let_in_by_the_code_it_shows(db: Database) {
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00").instant;
    let lobby = "hall".parse().unwrap();
    let new = store.begin_enrolment(&lobby, now).await.unwrap();
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
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00").instant;
    let unknown = Err(EnrolRefusal::UnknownCode);
    assert_eq!(
        store.enrol("ABCDEF", "x", "spravce", now).await.unwrap(),
        unknown
    );
    let new = store
        .begin_enrolment(&"hall".parse().unwrap(), now)
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

async fn a_code_is_read_as_people_type_it(db: Database) {
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00").instant;
    let new = store
        .begin_enrolment(&"hall".parse().unwrap(), now)
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
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00").instant;
    let new = store
        .begin_enrolment(&"hall".parse().unwrap(), now)
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
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00").instant;
    let lobby = "hall".parse().unwrap();
    let new = futures::future::join_all((0..50).map(|_| store.begin_enrolment(&lobby, now))).await;
    let codes: std::collections::BTreeSet<_> =
        new.into_iter().map(|new| new.unwrap().code).collect();
    assert_eq!(codes.len(), 50);
}
