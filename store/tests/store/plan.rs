//! The office looks who is booked, finds a client, and moves or cancels.

use chrono::TimeDelta;
use domain::{
    contact::Contact,
    ids::WorkplaceId,
    reservation::{Over, ReservationState},
    slots::NoPlace,
    ticket::TicketState,
};
use store::{Booking, HoldRequest, MailKind, OfficeRefusal, ReservationId};

use crate::harness::{Database, Office, agreed, at, by_clerk, code, form, on_every_engine, town};

on_every_engine! {
    a_day_shows_everybody_who_is_known
    a_client_is_found_by_name_on_any_day
    a_client_is_found_by_the_address_whatever_has_become_of_the_reservation
    the_office_cancels_once_and_says_why
    who_has_no_address_is_cancelled_too
    the_office_moves_once_and_needs_no_notice
    what_the_client_has_changed_the_office_does_not_change
}

const DAY: &str = "2026-11-24 09:00";

fn named(form: HoldRequest, name: &str, email: &str) -> HoldRequest {
    HoldRequest {
        contact: Contact::parse(name, email, "").unwrap(),
        ..form
    }
}

async fn planned(office: &Office, days: &[&str], workplace: Option<&str>) -> Vec<Booking> {
    let days: Vec<_> = days.iter().map(|day| day.parse().unwrap()).collect();
    let workplace: Option<WorkplaceId> = workplace.map(|it| it.parse().unwrap());
    let planned = office
        .store
        .planned(&office.town, &days, workplace.as_ref(), office.now);
    planned.await.unwrap()
}

fn ids(bookings: &[Booking]) -> Vec<ReservationId> {
    bookings.iter().map(|booking| booking.id.clone()).collect()
}

async fn cancel(office: &Office, booking: &Booking) -> Result<Booking, OfficeRefusal> {
    let reason = Some("Úředník onemocněl.".parse().unwrap());
    let cancelled = office.store.cancel_by_office(
        &office.town,
        &booking.id,
        booking.revision,
        reason,
        office.now,
    );
    cancelled.await.unwrap()
}

async fn move_to(office: &Office, booking: &Booking, to: &str) -> Result<Booking, OfficeRefusal> {
    let moved = office.store.move_by_office(
        &office.town,
        &booking.id,
        booking.revision,
        agreed(to),
        office.now,
    );
    moved.await.unwrap()
}

async fn a_day_shows_everybody_who_is_known(db: Database) {
    let mut office = db.office(town()).await;
    let held = office
        .hold(form("a-1", "2026-11-24 10:00", "held@example.cz"))
        .await
        .unwrap();
    let elsewhere = office
        .confirmed(form("c-1", DAY, "elsewhere@example.cz"))
        .await;
    let late = office
        .confirmed(form("a-1", "2026-11-24 08:00", "late@example.cz"))
        .await;
    let came = office.confirmed(form("a-1", DAY, "came@example.cz")).await;
    let cancelled = office.confirmed(form("a-1", DAY, "gone@example.cz")).await;
    office.cancel(&cancelled.id).await.unwrap();
    let next = office
        .book(by_clerk("a-1", "2026-11-25 08:00", ""))
        .await
        .unwrap();
    let tuesday = planned(&office, &["2026-11-24"], Some("a")).await;
    let of_day = [&late.id, &came.id, &held.id].map(Clone::clone);
    assert_eq!(ids(&tuesday), of_day);
    let both = planned(&office, &["2026-11-24", "2026-11-25"], None).await;
    let of_both = [&late.id, &came.id, &held.id, &elsewhere.id, &next.id].map(Clone::clone);
    assert_eq!(ids(&both), of_both);

    office.now = at("2026-11-24 09:00:00");
    let ticket = office.check_in(code(&came)).await.unwrap();
    // The hold has ended, which no job has written.
    let tuesday = planned(&office, &["2026-11-24"], Some("a")).await;
    assert_eq!(ids(&tuesday), [late.id.clone(), came.id.clone()]);
    let states: Vec<_> = tuesday.iter().map(|it| &it.reservation.state).collect();
    assert!(matches!(states[0], ReservationState::Lapsed { .. }));
    assert!(matches!(states[1], ReservationState::CheckedIn { .. }));
    let states = office.store.ticket_states(&[ticket.id]).await.unwrap();
    assert_eq!(states[&ticket.id], TicketState::Waiting);
}

async fn a_client_is_found_by_name_on_any_day(db: Database) {
    let office = db.office(town()).await;
    let mut all = Vec::new();
    for (n, (time, name)) in [
        ("2026-11-24 09:00", "Žofie Malá"),
        ("2026-11-24 09:00", "Petr Malý"),
        ("2026-12-01 09:00", "Žofie Velká"),
        ("2026-12-02 09:00", "Žofie Střední"),
    ]
    .into_iter()
    .enumerate()
    {
        let email = format!("klient{n}@example.cz");
        let form = named(form("a-1", time, "x@example.cz"), name, &email);
        all.push(office.confirmed(form).await);
    }
    let found = async |most| {
        let is_sought = |it: &domain::reservation::Reservation| {
            let contact = it.contact().unwrap();
            contact.name.as_str().starts_with("Žofie")
        };
        let found = office
            .store
            .reservations_of_name(&office.town, is_sought, most, office.now);
        ids(&found.await.unwrap())
    };
    let [one, _, two, three] = <[Booking; 4]>::try_from(all).unwrap().map(|it| it.id);
    assert_eq!(found(10).await, [one.clone(), two.clone(), three]);
    assert_eq!(found(2).await, [one, two]);
}

async fn a_client_is_found_by_the_address_whatever_has_become_of_the_reservation(db: Database) {
    let mut office = db.office(town()).await;
    let lapsed = office.confirmed(form("a-1", DAY, "jana@example.cz")).await;
    let open = office
        .confirmed(form("a-1", "2026-12-01 09:00", "Jana@Example.cz"))
        .await;
    office.confirmed(form("a-1", DAY, "other@example.cz")).await;
    let came = office
        .confirmed(form("a-1", "2026-11-24 10:00", "jana@example.cz"))
        .await;
    office.now = at("2026-11-24 10:00:00");
    office.check_in(code(&came)).await.unwrap();
    let email = "JANA@example.cz".parse().unwrap();
    let found = office
        .store
        .reservations_of_email(&office.town, &email, office.now);
    let all = [lapsed.id, came.id, open.id.clone()];
    assert_eq!(ids(&found.await.unwrap()), all);
    // Who has cancelled is known no more.
    office.cancel(&open.id).await.unwrap();
    let found = office
        .store
        .reservations_of_email(&office.town, &email, office.now);
    assert_eq!(ids(&found.await.unwrap()), all[..2]);
}

async fn the_office_cancels_once_and_says_why(db: Database) {
    let office = db.office(town()).await;
    let booked = office.confirmed(form("a-1", DAY, "one@example.cz")).await;
    let held = office
        .hold(form("a-1", DAY, "other@example.cz"))
        .await
        .unwrap();
    for booking in [&booked, &held] {
        let cancelled = cancel(&office, booking).await.unwrap();
        assert_eq!(cancelled.reservation.state, ReservationState::Cancelled);
        let again = cancel(&office, booking).await;
        assert_eq!(again, Err(OfficeRefusal::Over(Over::Cancelled)));
        // The only one that is left.
        let mail = office.mail(&booking.id).await;
        assert_eq!(mail.kind, MailKind::Cancelled);
        assert_eq!(mail.reason.as_deref(), Some("Úředník onemocněl."));
    }
    assert_eq!(office.booked(DAY).await, [0]);
    let unknown = Booking {
        id: ReservationId::of_key("none"),
        ..booked
    };
    let refused = cancel(&office, &unknown).await;
    assert_eq!(refused, Err(OfficeRefusal::Unknown));
}

async fn who_has_no_address_is_cancelled_too(db: Database) {
    let office = db.office(town()).await;
    let mute = office.book(by_clerk("a-1", DAY, "")).await.unwrap();
    cancel(&office, &mute).await.unwrap();
    assert!(office.mails().await.is_empty());
    assert_eq!(office.booked(DAY).await, [0]);
    assert!(planned(&office, &["2026-11-24"], None).await.is_empty());
}

async fn the_office_moves_once_and_needs_no_notice(db: Database) {
    let office = db.office(town()).await;
    let booked = office.confirmed(form("a-1", DAY, "one@example.cz")).await;
    // In a quarter of an hour, where a client could not move.
    let soon = "2026-11-23 09:15";
    let too_soon = office.move_to(&booked.id, soon).await;
    assert!(too_soon.is_err());
    for _ in 0..2 {
        let moved = move_to(&office, &booked, soon).await.unwrap();
        assert_eq!(moved.reservation.agreed, agreed(soon));
        assert_eq!(moved.revision, 1);
        assert_eq!(office.mail(&booked.id).await.kind, MailKind::Moved);
    }
    assert_eq!(office.booked(soon).await, [1]);
    assert_eq!(office.booked(DAY).await, [0]);
    let moved = office.reservation(&booked.id).await.unwrap();
    let nobody_works = move_to(&office, &moved, "2026-11-28 09:00").await;
    let not_offered = OfficeRefusal::NoPlace(NoPlace::NotOffered);
    assert_eq!(nobody_works, Err(not_offered));
}

async fn what_the_client_has_changed_the_office_does_not_change(db: Database) {
    let mut office = db.office(town()).await;
    let seen = office.confirmed(form("a-1", DAY, "one@example.cz")).await;
    office.move_to(&seen.id, "2026-11-25 09:00").await.unwrap();
    let changed = Err(OfficeRefusal::Changed);
    assert_eq!(cancel(&office, &seen).await, changed);
    assert_eq!(move_to(&office, &seen, "2026-11-26 09:00").await, changed);
    let now = office.reservation(&seen.id).await.unwrap();
    assert_eq!(now.reservation.agreed, agreed("2026-11-25 09:00"));
    office.now = at("2026-11-25 09:00:00");
    office.check_in(code(&now)).await.unwrap();
    for booking in [&seen, &now] {
        let over = [
            cancel(&office, booking).await,
            move_to(&office, &now, "2026-11-26 09:00").await,
        ];
        for over in over {
            assert!(matches!(over, Err(OfficeRefusal::Over(_))), "{over:?}");
        }
    }
    office.wait(TimeDelta::hours(1));
    assert_eq!(office.booked("2026-11-25 09:00").await, [1]);
}
