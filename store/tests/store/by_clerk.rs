//! A clerk books for a client at the desk or on the phone.

use chrono::TimeDelta;
use domain::{
    ids::WorkplaceId,
    reservation::{BookRefusal, HoldRefusal, ReservationState},
    slots::NoPlace,
};
use futures::future::join_all;
use store::{BookRequest, Booking, MailKind, ReservationId};

use crate::harness::{Database, Office, at, by_clerk, code, form, internet, on_every_engine, town};

on_every_engine! {
    ten_clerks_and_the_internet_race_for_one_place_and_one_gets_it
    the_same_form_books_once
    whoever_has_no_address_is_never_written_to
    whoever_has_an_address_gets_the_code_the_reminder_and_what_changes
    any_time_today_that_has_not_begun_is_booked
    the_limit_of_an_address_counts_only_where_there_is_one
    a_reservation_without_an_address_is_found_by_its_code_alone
    the_client_checks_in_with_the_code_and_is_on_the_days_list
    who_cannot_be_mailed_is_to_be_phoned
}

const TUESDAY: &str = "2026-11-24 09:00";

fn without(time: &str) -> BookRequest {
    by_clerk("a-1", time, "")
}

async fn ten_clerks_and_the_internet_race_for_one_place_and_one_gets_it(db: Database) {
    let mut town = town();
    town.workplaces[0].internet = Some(internet(15, 1));
    let office = db.office(town).await;
    let instances: Vec<_> = (0..4).map(|_| office.elsewhere()).collect();
    let tries = (0..20).map(|n| {
        let office = instances[n % 4].clone();
        tokio::spawn(async move {
            if n % 2 == 0 {
                let booked = office.book(without(TUESDAY)).await;
                booked.map_err(|why| assert_eq!(why, BookRefusal::NoPlace(NoPlace::Taken)))
            } else {
                let email = format!("client{n}@example.cz");
                let held = office.hold(form("a-1", TUESDAY, &email)).await;
                held.map_err(|why| assert_eq!(why, HoldRefusal::NoPlace(NoPlace::Taken)))
            }
        })
    });
    let answers: Vec<_> = join_all(tries).await;
    let won = answers
        .into_iter()
        .map(Result::unwrap)
        .filter(Result::is_ok);
    assert_eq!(won.count(), 1);
    assert_eq!(office.booked(TUESDAY).await, [1]);
}

async fn the_same_form_books_once(db: Database) {
    let mut office = db.office(town()).await;
    let form = by_clerk("a-1", TUESDAY, "jana@example.cz");
    let at_once = (0..20).map(|_| office.book(form.clone()));
    let answers = join_all(at_once).await;
    let first = answers[0].clone().unwrap();
    assert_eq!(first.id, ReservationId::of_key(&form.key));
    assert_eq!(first.booked_by.as_deref(), Some("petra"));
    assert!(answers.iter().all(|answer| answer.as_ref() == Ok(&first)));
    // Also when it is no longer offered to anybody.
    office.now = at("2026-11-24 09:00:01");
    assert_eq!(office.book(form).await, Ok(first));
    assert_eq!(office.booked(TUESDAY).await, [1]);
    assert_eq!(office.mails().await.len(), 1);
}

/// All that time does, as the jobs do it.
async fn jobs(office: &Office) {
    let Office { store, town, now } = office;
    store.expire_due(town, *now).await.unwrap();
    store.remind_due(town, *now).await.unwrap();
    store.lapse_due(town, *now).await.unwrap();
}

async fn whoever_has_no_address_is_never_written_to(db: Database) {
    const THURSDAY: &str = "2026-11-26 09:00";
    let mut office = db.office(town()).await;
    let booked = office.book(without(THURSDAY)).await.unwrap();
    let other = office.book(without(THURSDAY)).await.unwrap();
    assert_ne!(code(&booked), code(&other));
    let again = office.store.resend(&office.town, &booked.id, office.now);
    again.await.unwrap().unwrap();
    let moved = office
        .move_to(&booked.id, "2026-11-26 10:00")
        .await
        .unwrap();
    assert_eq!(code(&moved), code(&booked));
    // The time of a reminder, the time itself, and past it.
    for now in [
        "2026-11-25 10:30:00",
        "2026-11-26 09:59:00",
        "2026-11-26 12:00:00",
    ] {
        office.now = at(now);
        jobs(&office).await;
        assert!(office.mails().await.is_empty(), "{now}");
    }
    let lapsed = office.reservation(&other.id).await.unwrap();
    let state = lapsed.reservation.state;
    assert!(
        matches!(state, ReservationState::Lapsed { .. }),
        "{state:?}"
    );

    let booked = office.book(without("2026-11-27 09:00")).await.unwrap();
    office.cancel(&booked.id).await.unwrap();
    assert!(office.mails().await.is_empty());
    assert_eq!(office.booked("2026-11-27 09:00").await, [0]);
}

async fn whoever_has_an_address_gets_the_code_the_reminder_and_what_changes(db: Database) {
    let mut office = db.office(town()).await;
    let form = by_clerk("a-1", "2026-11-26 09:00", "jana@example.cz");
    let booked = office.book(form).await.unwrap();
    let mail = office.mail(&booked.id).await;
    assert_eq!(mail.kind, MailKind::Code);
    assert_eq!(mail.code, Some(code(&booked)));
    assert_eq!(mail.to.name.as_str(), "Bedřich Vševěd");
    // The link is the client's to change it by.
    let token = office.token(&booked.id).await;
    let (store, town) = (&office.store, &office.town);
    let found = store.reservation_by_token(town, &token, office.now).await;
    assert_eq!(found.unwrap(), Some(booked.clone()));
    office.now = at("2026-11-25 09:00:00");
    jobs(&office).await;
    assert_eq!(office.mail(&booked.id).await.kind, MailKind::Reminder);
    office.cancel(&booked.id).await.unwrap();
    assert_eq!(office.mail(&booked.id).await.kind, MailKind::Cancelled);
}

async fn any_time_today_that_has_not_begun_is_booked(db: Database) {
    let mut town = town();
    town.services[1].bookable = false;
    let mut office = db.office(town).await;
    office.now = at("2026-11-23 09:14:00");
    let refused = |booked: Result<Booking, BookRefusal>| match booked {
        Err(BookRefusal::NoPlace(why)) => why,
        other => panic!("{other:?}"),
    };
    let soon = "2026-11-23 09:15";
    let online = office.hold(form("a-1", soon, "jana@example.cz")).await;
    assert_eq!(online, Err(HoldRefusal::NoPlace(NoPlace::TooSoon)));
    let booked = office.book(without(soon)).await.unwrap();
    // Check-in is open already.
    office.check_in(code(&booked)).await.unwrap();
    let begun = office.book(without("2026-11-23 09:00")).await;
    assert_eq!(refused(begun), NoPlace::TooSoon);
    let far = office.book(without("2026-12-24 09:00")).await;
    assert!(matches!(refused(far), NoPlace::TooFar { .. }));
    let at_noon = office.book(without("2026-11-24 11:30")).await;
    assert_eq!(refused(at_noon), NoPlace::NotOffered);
    let not_bookable = office.book(by_clerk("a-2", TUESDAY, "")).await;
    assert_eq!(refused(not_bookable), NoPlace::NotBookable);
    let no_service = office.book(by_clerk("x-1", TUESDAY, "")).await;
    assert_eq!(refused(no_service), NoPlace::NotBookable);
}

async fn the_limit_of_an_address_counts_only_where_there_is_one(db: Database) {
    let office = db.office(town()).await;
    let book = async |time: &str, email: &str| office.book(by_clerk("a-1", time, email)).await;
    for _ in 0..4 {
        book(TUESDAY, "").await.unwrap();
    }
    let mut booked = Vec::new();
    for time in ["2026-11-24 09:15", "2026-11-24 09:30"] {
        booked.push(book(time, "jana@example.cz").await.unwrap());
    }
    // Those of the internet count as well, and theirs there.
    let later = "2026-11-24 09:45";
    let held = office.hold(form("a-1", later, "JANA@example.cz")).await;
    held.unwrap();
    let most = Err(BookRefusal::TooManyOpen { most: 3 });
    assert_eq!(book(later, "jana@example.cz").await, most);
    let online = office.hold(form("a-1", later, "jana@example.cz")).await;
    assert_eq!(online, Err(HoldRefusal::TooManyOpen { most: 3 }));
    office.cancel(&booked[0].id).await.unwrap();
    book(later, "jana@example.cz").await.unwrap();
}

async fn a_reservation_without_an_address_is_found_by_its_code_alone(db: Database) {
    let office = db.office(town()).await;
    let booked = office.book(without(TUESDAY)).await.unwrap();
    let (store, town, now) = (&office.store, &office.town, office.now);
    let code = code(&booked);
    let email = "jana@example.cz".parse().unwrap();
    let by_both = store.reservation_by_code_and_email(town, code, &email, now);
    assert_eq!(by_both.await.unwrap(), None);
    let by_code = store.reservation_by_code(town, code, now);
    assert_eq!(by_code.await.unwrap(), Some(booked));
}

async fn the_client_checks_in_with_the_code_and_is_on_the_days_list(db: Database) {
    let mut office = db.office(town()).await;
    let booked = office.book(without(TUESDAY)).await.unwrap();
    office.now = at("2026-11-24 09:00:00");
    let a: WorkplaceId = "a".parse().unwrap();
    let of_day = async |office: &Office| {
        let (town, today) = (&office.town, office.now.date);
        let listed =
            office
                .store
                .day_reservations(town, today, std::slice::from_ref(&a), office.now);
        listed.await.unwrap()
    };
    assert_eq!(of_day(&office).await, std::slice::from_ref(&booked));
    let ticket = office.check_in(code(&booked)).await.unwrap();
    let [listed] = &of_day(&office).await[..] else {
        panic!("not listed once");
    };
    assert!(matches!(
        listed.reservation.state,
        ReservationState::CheckedIn { ticket: id, .. } if id == ticket.id
    ));
    let name = listed.reservation.contact().unwrap().name.as_str();
    assert_eq!(name, "Bedřich Vševěd");
}

async fn who_cannot_be_mailed_is_to_be_phoned(db: Database) {
    let mut office = db.office(town()).await;
    let without = office.book(without(TUESDAY)).await.unwrap();
    let with = by_clerk("a-1", TUESDAY, "jana@example.cz");
    let with = office.book(with).await.unwrap();
    assert!(!without.is_reached_by_mail());
    assert!(with.is_reached_by_mail());
    let mail = office.mail(&with.id).await;
    office.store.mail_refused(&mail).await.unwrap();
    office.wait(TimeDelta::minutes(1));
    let with = office.reservation(&with.id).await.unwrap();
    assert!(!with.is_reached_by_mail());
}
