//! Places: held, confirmed, moved, given back.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{TimeDelta, Timelike as _};
use domain::{
    reservation::{CorrectRefusal, HoldRefusal, MoveRefusal, Over, ReservationState},
    slots::NoPlace,
};
use futures::future::join_all;
use store::{Booking, HoldRequest, MailKind, NotDone, ReservationId};

use crate::harness::{Database, Office, agreed, at, code, form, internet, on_every_engine, town};

on_every_engine! {
    forty_who_race_for_five_places_get_exactly_five
    a_service_of_three_slots_takes_all_of_them_or_none
    the_same_key_gives_the_same_reservation
    twenty_posts_with_one_key_at_once_hold_one_place
    what_is_not_offered_is_refused
    a_place_is_held_for_half_an_hour
    the_place_of_a_hold_that_is_over_is_had_before_any_job_has_run
    a_link_changes_nothing_until_the_button_is_pressed
    two_who_press_the_button_at_once_confirm_once
    a_corrected_address_gets_a_new_link_and_the_old_one_is_void
    one_address_has_three_open_reservations_however_fast_it_asks
    an_ended_reservation_does_not_count_for_its_address
    one_network_holds_half_of_a_day_until_some_of_it_is_confirmed_or_over
    a_move_takes_the_new_place_and_frees_the_old
    a_move_to_a_full_time_keeps_the_old_place
    the_own_place_does_not_stand_in_the_way_of_a_move
    cancelling_frees_all_slots_and_forgets_the_client
    code_and_address_must_both_be_right
    a_new_set_up_loses_no_reservation
    what_is_booked_is_told_by_workplace_and_day
    the_staff_see_who_is_awaited
}

const TUESDAY: &str = "2026-11-24 09:00";

/// All at once, on four instances.
async fn race(office: &Office, forms: Vec<HoldRequest>) -> Vec<Result<Booking, HoldRefusal>> {
    let instances: Vec<_> = (0..4).map(|_| office.elsewhere()).collect();
    let holds = forms.into_iter().enumerate().map(|(n, form)| {
        let office = instances[n % 4].clone();
        tokio::spawn(async move { office.hold(form).await })
    });
    let answers = join_all(holds).await.into_iter();
    answers.map(|answer| answer.unwrap()).collect()
}

fn of_many(count: usize, service: &str, time: impl Fn(usize) -> String) -> Vec<HoldRequest> {
    let form = |n| form(service, &time(n), &format!("client{n}@example.cz"));
    (0..count).map(form).collect()
}

async fn forty_who_race_for_five_places_get_exactly_five(db: Database) {
    let office = db.office(town()).await;
    let answers = race(&office, of_many(40, "a-1", |_| TUESDAY.to_owned())).await;
    let taken = Err(HoldRefusal::NoPlace(NoPlace::Taken));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
    assert_eq!(
        answers.iter().filter(|answer| **answer == taken).count(),
        35
    );
    assert_eq!(office.booked(TUESDAY).await, [5]);
    assert_eq!(office.mails().await.len(), 5);
}

async fn a_service_of_three_slots_takes_all_of_them_or_none(db: Database) {
    let mut town = town();
    town.services[0].minutes = 45;
    town.services[1].minutes = 15;
    let office = db.office(town).await;
    let time = |n: usize| format!("2026-11-24 09:{}", ["00", "15", "30"][n % 3]);
    let answers = race(&office, of_many(42, "a-1", time)).await;
    let won = answers.iter().filter(|answer| answer.is_ok()).count();
    // Whoever begins, the slot at half past nine is everybody's.
    assert_eq!(won, 5);
    let booked = office.booked(TUESDAY).await;
    assert!(booked.iter().all(|booked| *booked <= 5), "{booked:?}");
    let sum: u16 = booked.iter().sum();
    assert_eq!(sum, 15, "{booked:?}");
    // One who would need the full slot gets none of the others either.
    let late = office
        .hold(form("a-1", "2026-11-24 09:30", "late@example.cz"))
        .await;
    assert_eq!(late, Err(HoldRefusal::NoPlace(NoPlace::Taken)));
    assert_eq!(office.booked(TUESDAY).await, booked);
    for answer in answers.into_iter().flatten() {
        office.cancel(&answer.id).await.unwrap();
    }
    assert_eq!(office.booked(TUESDAY).await.iter().sum::<u16>(), 0);
}

async fn the_same_key_gives_the_same_reservation(db: Database) {
    let mut office = db.office(town()).await;
    let form = form("a-1", TUESDAY, "jana@example.cz");
    let held = office.hold(form.clone()).await.unwrap();
    assert_eq!(held.id, ReservationId::of_key(&form.key));
    assert_eq!(office.hold(form.clone()).await.unwrap(), held);
    let token = office.token(&held.id).await;
    let confirmed = office.confirm(&token).await.unwrap();
    // Also when it is no longer offered to anybody.
    office.now = at("2026-11-24 08:55:00");
    assert_eq!(office.hold(form).await.unwrap(), confirmed);
    assert_eq!(office.booked(TUESDAY).await, [1]);
    assert_eq!(office.mails().await.len(), 1, "only the one with the code");
}

async fn twenty_posts_with_one_key_at_once_hold_one_place(db: Database) {
    let office = db.office(town()).await;
    let form = form("a-1", TUESDAY, "jana@example.cz");
    let answers = race(&office, vec![form; 20]).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert!(answers[0].is_ok());
    assert_eq!(office.booked(TUESDAY).await, [1]);
    assert_eq!(office.mails().await.len(), 1);
}

async fn what_is_not_offered_is_refused(db: Database) {
    let mut town = town();
    town.services[1].bookable = false;
    let office = db.office(town).await;
    let refusal = async |service: &str, time: &str| match office
        .hold(form(service, time, "jana@example.cz"))
        .await
    {
        Err(HoldRefusal::NoPlace(why)) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal("a-2", TUESDAY).await, NoPlace::NotBookable);
    assert_eq!(refusal("no-such", TUESDAY).await, NoPlace::NotBookable);
    assert_eq!(refusal("a-1", "2026-11-23 09:45").await, NoPlace::TooSoon);
    assert_eq!(
        refusal("a-1", "2026-11-24 09:10").await,
        NoPlace::NotOffered
    );
    assert_eq!(
        refusal("a-1", "2026-11-24 11:45").await,
        NoPlace::NotOffered
    );
    let last = agreed("2026-12-23 00:00").date;
    let too_far = refusal("a-1", "2026-12-28 09:00").await;
    assert_eq!(too_far, NoPlace::TooFar { last });
    assert!(office.mails().await.is_empty());
}

async fn a_place_is_held_for_half_an_hour(db: Database) {
    let mut office = db.office(town()).await;
    let in_time = office
        .hold(form("a-1", TUESDAY, "jana@example.cz"))
        .await
        .unwrap();
    let too_late = office
        .hold(form("a-1", TUESDAY, "petr@example.cz"))
        .await
        .unwrap();
    let tokens = (
        office.token(&in_time.id).await,
        office.token(&too_late.id).await,
    );
    office.now = at("2026-11-23 09:29:59");
    assert_eq!(
        office
            .store
            .expire_due(&office.town, office.now)
            .await
            .unwrap(),
        0
    );
    office.confirm(&tokens.0).await.unwrap();
    office.wait(TimeDelta::seconds(1));
    let expired = Err(NotDone::Refused(Over::Expired));
    assert_eq!(office.confirm(&tokens.1).await, expired);
    assert_eq!(
        office
            .store
            .expire_due(&office.town, office.now)
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        office
            .store
            .expire_due(&office.town, office.now)
            .await
            .unwrap(),
        0
    );
    assert_eq!(office.booked(TUESDAY).await, [1]);
    assert_eq!(office.confirm(&tokens.1).await, expired);
    let seen = office
        .store
        .reservation_by_token(&office.town, &tokens.1, office.now)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(seen.reservation.state, ReservationState::Expired);
}

async fn the_place_of_a_hold_that_is_over_is_had_before_any_job_has_run(db: Database) {
    let mut town = town();
    town.workplaces[0].internet = Some(internet(15, 1));
    let mut office = db.office(town).await;
    office
        .hold(form("a-1", TUESDAY, "jana@example.cz"))
        .await
        .unwrap();
    let moving = office
        .confirmed(form("a-1", "2026-11-24 10:00", "eva@example.cz"))
        .await;
    let taken = HoldRefusal::NoPlace(NoPlace::Taken);
    let next = form("a-1", TUESDAY, "petr@example.cz");
    assert_eq!(office.hold(next.clone()).await, Err(taken));
    office.wait(TimeDelta::minutes(30));
    let held = office.hold(next).await.unwrap();
    assert_eq!(office.booked(TUESDAY).await, [1, 1]);
    office.wait(TimeDelta::minutes(30));
    office.move_to(&moving.id, TUESDAY).await.unwrap();
    let over = office.reservation(&held.id).await.unwrap();
    assert_eq!(over.reservation.state, ReservationState::Expired);
    assert_eq!(office.booked(TUESDAY).await, [1, 0]);
}

async fn a_link_changes_nothing_until_the_button_is_pressed(db: Database) {
    let office = db.office(town()).await;
    let held = office
        .hold(form("a-1", TUESDAY, "jana@example.cz"))
        .await
        .unwrap();
    let token = office.token(&held.id).await;
    for _ in 0..5 {
        let read = office
            .store
            .reservation_by_token(&office.town, &token, office.now);
        assert_eq!(read.await.unwrap(), Some(held.clone()));
    }
    let confirmed = office.confirm(&token).await.unwrap();
    let mail = office.mail(&held.id).await;
    assert_eq!(
        (mail.kind, mail.code),
        (MailKind::Code, Some(code(&confirmed)))
    );
    assert_eq!(office.confirm(&token).await.unwrap(), confirmed);
    assert_eq!(office.mail(&held.id).await, mail, "one mail with the code");
    // Both links lead to it.
    for token in [token, mail.token.unwrap()] {
        let read = office
            .store
            .reservation_by_token(&office.town, &token, office.now);
        assert_eq!(read.await.unwrap(), Some(confirmed.clone()));
    }
    let read = office
        .store
        .reservation_by_token(&office.town, "no token", office.now);
    assert_eq!(read.await.unwrap(), None);
    assert_eq!(office.confirm("no token").await, Err(NotDone::Unknown));
}

async fn two_who_press_the_button_at_once_confirm_once(db: Database) {
    let office = db.office(town()).await;
    let held = office
        .hold(form("a-1", TUESDAY, "jana@example.cz"))
        .await
        .unwrap();
    let token = office.token(&held.id).await;
    let pressed = (0..8).map(|_| {
        let (office, token) = (office.elsewhere(), token.clone());
        tokio::spawn(async move { code(&office.confirm(&token).await.unwrap()) })
    });
    let codes: Vec<_> = join_all(pressed)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert!(codes.iter().all(|code| *code == codes[0]));
    assert_eq!(office.mails().await.len(), 1);
}

async fn a_corrected_address_gets_a_new_link_and_the_old_one_is_void(db: Database) {
    let office = db.office(town()).await;
    let held = office
        .hold(form("a-1", TUESDAY, "jama@example.cz"))
        .await
        .unwrap();
    let old = office.mail(&held.id).await.token.unwrap();
    let correct = |email: &str| {
        let email = email.parse().unwrap();
        office
            .store
            .correct_email(&office.town, &held.id, email, office.now)
    };
    let corrected = correct("jana@example.cz").await.unwrap().unwrap();
    let contact = corrected.reservation.contact().unwrap();
    let mail = office.mail(&held.id).await;
    assert_eq!(contact.addressee().as_ref(), Some(&mail.to));
    assert_eq!(mail.to.email.as_str(), "jana@example.cz");
    assert_eq!(office.confirm(&old).await, Err(NotDone::Unknown));
    // The old address has none open any more, and the new one has this.
    for n in 0..3 {
        let time = format!("2026-11-24 1{n}:00");
        office
            .hold(form("a-1", &time, "jama@example.cz"))
            .await
            .unwrap();
    }
    let full = correct("jama@example.cz").await.unwrap();
    let too_many = CorrectRefusal::TooManyOpen { most: 3 };
    assert_eq!(full, Err(NotDone::Refused(too_many)));
    office.confirm(&office.token(&held.id).await).await.unwrap();
    let confirmed = correct("petr@example.cz").await.unwrap();
    assert_eq!(confirmed, Err(NotDone::Refused(CorrectRefusal::Confirmed)));
}

async fn one_address_has_three_open_reservations_however_fast_it_asks(db: Database) {
    let office = db.office(town()).await;
    let address = |n: usize| ["jana@example.cz", "JANA@example.cz", "Jana@Example.CZ"][n % 3];
    let forms = (0..12).map(|n| {
        form(
            "a-1",
            &format!("2026-11-24 {:02}:00", 8 + n % 3),
            address(n),
        )
    });
    let answers = race(&office, forms.collect()).await;
    let too_many = Err(HoldRefusal::TooManyOpen { most: 3 });
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    assert_eq!(
        answers.iter().filter(|answer| **answer == too_many).count(),
        9
    );
    office
        .hold(form("a-1", TUESDAY, "petr@example.cz"))
        .await
        .unwrap();
}

async fn an_ended_reservation_does_not_count_for_its_address(db: Database) {
    let mut office = db.office(town()).await;
    let jana = |time: &str| form("a-1", time, "jana@example.cz");
    let cancelled = office.confirmed(jana(TUESDAY)).await;
    let moved = office.confirmed(jana("2026-11-23 10:00")).await;
    office.hold(jana("2026-11-24 10:00")).await.unwrap();
    let too_many = Err(HoldRefusal::TooManyOpen { most: 3 });
    assert_eq!(office.hold(jana("2026-11-24 11:00")).await, too_many);
    office.cancel(&cancelled.id).await.unwrap();
    office.move_to(&moved.id, "2026-11-23 10:15").await.unwrap();
    office.hold(jana("2026-11-24 11:00")).await.unwrap();
    assert_eq!(office.hold(jana("2026-11-24 12:00")).await, too_many);
    // Both holds are over, even if no job has run.
    office.wait(TimeDelta::minutes(30));
    office.hold(jana("2026-11-24 12:00")).await.unwrap();
    office.hold(jana("2026-11-24 13:00")).await.unwrap();
    assert_eq!(office.hold(jana("2026-11-24 14:00")).await, too_many);
    office.now = at("2026-11-23 10:30:01");
    for time in ["2026-11-24 14:00", "2026-11-24 15:00", "2026-11-24 16:00"] {
        office.hold(jana(time)).await.unwrap();
    }
}

async fn one_network_holds_half_of_a_day_until_some_of_it_is_confirmed_or_over(db: Database) {
    let mut town = town();
    town.workplaces[0].internet = Some(internet(60, 1));
    let mut office = db.office(town).await;
    // Eight on each day, so four of them.
    let from = |network: &str, date: &str, hour: u16| {
        static CLIENT: AtomicU32 = AtomicU32::new(0);
        let client = CLIENT.fetch_add(1, Ordering::Relaxed);
        let time = format!("{date} {hour:02}:00");
        HoldRequest {
            network: Some(network.to_owned()),
            ..form("a-1", &time, &format!("client{client}@example.cz"))
        }
    };
    const TUESDAY: &str = "2026-11-24";
    let refused = Err(HoldRefusal::TooManyUnconfirmed);
    let forms = (8..11).chain(12..17).map(|hour| from("one", TUESDAY, hour));
    let mut held = race(&office, forms.collect()).await;
    held.retain(Result::is_ok);
    assert_eq!(held.len(), 4, "however fast it asks");
    let held: Vec<_> = held.into_iter().flatten().collect();
    let mut free = Vec::new();
    for hour in (8..11).chain(12..17) {
        let taken = held
            .iter()
            .any(|booking| booking.reservation.agreed.time.hour() == hour);
        if !taken {
            free.push(u16::try_from(hour).unwrap());
        }
    }
    let again = async |office: &Office| office.hold(from("one", TUESDAY, free[0])).await;
    assert_eq!(again(&office).await, refused);
    // Others may, and so may they on another day.
    office.hold(from("other", TUESDAY, free[1])).await.unwrap();
    office.hold(from("one", "2026-11-25", 9)).await.unwrap();
    // What is confirmed, cancelled or moved away does not count.
    let token = office.token(&held[0].id).await;
    office.confirm(&token).await.unwrap();
    let fifth = again(&office).await.unwrap();
    assert_eq!(office.hold(from("one", TUESDAY, free[2])).await, refused);
    office.cancel(&fifth.id).await.unwrap();
    let sixth = again(&office).await.unwrap();
    office.move_to(&sixth.id, "2026-11-25 10:00").await.unwrap();
    again(&office).await.unwrap();
    // Nor does what is over, before any job has met it.
    office.wait(TimeDelta::minutes(30));
    office.hold(from("one", TUESDAY, free[2])).await.unwrap();
}

async fn a_move_takes_the_new_place_and_frees_the_old(db: Database) {
    let mut town = town();
    town.services[0].minutes = 45;
    let office = db.office(town).await;
    let confirmed = office
        .confirmed(form("a-1", TUESDAY, "jana@example.cz"))
        .await;
    let moved = office
        .move_to(&confirmed.id, "2026-11-25 08:00")
        .await
        .unwrap();
    assert_eq!(moved.reservation.agreed, agreed("2026-11-25 08:00"));
    assert_eq!(code(&moved), code(&confirmed), "the code stays");
    assert_eq!(office.booked(TUESDAY).await, [0, 0, 0]);
    assert_eq!(office.booked("2026-11-25 00:00").await, [1, 1, 1]);
    let mail = office.mail(&moved.id).await;
    assert_eq!((mail.kind, mail.revision), (MailKind::Moved, 1));
    assert_eq!(mail.agreed, moved.reservation.agreed);
    let again = office.move_to(&moved.id, "2026-11-25 08:00").await.unwrap();
    assert_eq!(again, moved, "it is there already");
    assert_eq!(office.mail(&moved.id).await, mail);
    let workplaces = ["a".parse().unwrap()];
    for (date, expected) in [("2026-11-24 00:00", 0), ("2026-11-25 00:00", 1)] {
        let date = agreed(date).date;
        let day = office
            .store
            .day_reservations(&office.town, date, &workplaces, office.now);
        assert_eq!(day.await.unwrap().len(), expected, "{date}");
    }
}

async fn a_move_to_a_full_time_keeps_the_old_place(db: Database) {
    let mut town = town();
    town.workplaces[0].internet = Some(internet(15, 1));
    let office = db.office(town).await;
    let confirmed = office
        .confirmed(form("a-1", TUESDAY, "jana@example.cz"))
        .await;
    office
        .hold(form("a-1", "2026-11-24 10:00", "petr@example.cz"))
        .await
        .unwrap();
    let taken = NotDone::Refused(MoveRefusal::NoPlace(NoPlace::Taken));
    assert_eq!(
        office.move_to(&confirmed.id, "2026-11-24 10:00").await,
        Err(taken)
    );
    assert_eq!(
        office.reservation(&confirmed.id).await,
        Some(confirmed.clone())
    );
    assert_eq!(office.booked(TUESDAY).await, [1, 1]);
    // Twenty who move to one place at once: one wins it, the others stay where they are.
    let mut movers = Vec::new();
    for n in 0..20 {
        let time = format!("2026-11-25 {:02}:{:02}", 8 + n / 4, 15 * (n % 4));
        // No place in the break.
        let time = if time.ends_with("11:30") || time.ends_with("11:45") {
            format!("2026-11-25 13:{:02}", 15 * (n % 4))
        } else {
            time
        };
        movers.push(
            office
                .confirmed(form("a-1", &time, &format!("c{n}@example.cz")))
                .await,
        );
    }
    let moves = movers.iter().map(|booking| {
        let (office, id) = (office.elsewhere(), booking.id.clone());
        tokio::spawn(async move { office.move_to(&id, "2026-11-26 09:00").await })
    });
    let answers: Vec<_> = join_all(moves)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let stayed = office.booked("2026-11-25 00:00").await;
    assert_eq!(stayed.iter().sum::<u16>(), 19);
    assert_eq!(office.booked("2026-11-26 00:00").await, [1]);
}

async fn the_own_place_does_not_stand_in_the_way_of_a_move(db: Database) {
    let mut town = town();
    town.workplaces[0].internet = Some(internet(15, 1));
    town.services[0].minutes = 45;
    let office = db.office(town).await;
    let confirmed = office
        .confirmed(form("a-1", TUESDAY, "jana@example.cz"))
        .await;
    office
        .move_to(&confirmed.id, "2026-11-24 09:15")
        .await
        .unwrap();
    assert_eq!(office.booked(TUESDAY).await, [0, 1, 1, 1]);
}

async fn cancelling_frees_all_slots_and_forgets_the_client(db: Database) {
    let mut town = town();
    town.services[0].minutes = 45;
    let office = db.office(town).await;
    let held = office
        .hold(form("a-1", TUESDAY, "jana@example.cz"))
        .await
        .unwrap();
    let token = office.token(&held.id).await;
    let confirmed = office.confirm(&token).await.unwrap();
    assert_eq!(office.booked(TUESDAY).await, [1, 1, 1]);
    let cancelled = office.cancel(&held.id).await.unwrap();
    assert_eq!(cancelled.reservation.state, ReservationState::Cancelled);
    assert_eq!(office.booked(TUESDAY).await, [0, 0, 0]);
    let mail = office.mail(&held.id).await;
    assert_eq!((mail.kind, mail.revision), (MailKind::Cancelled, 1));
    assert_eq!(mail.to.email.as_str(), "jana@example.cz");
    let over = Err(NotDone::Refused(Over::Cancelled));
    assert_eq!(office.cancel(&held.id).await, over);
    assert_eq!(office.confirm(&token).await, over);
    let moved = office.move_to(&held.id, "2026-11-25 09:00").await;
    let over = MoveRefusal::Over(Over::Cancelled);
    assert_eq!(moved, Err(NotDone::Refused(over)));
    let old_link = office
        .store
        .reservation_by_token(&office.town, &token, office.now);
    assert_eq!(old_link.await.unwrap(), Some(cancelled));
    let email = "jana@example.cz".parse().unwrap();
    let found = office.store.reservation_by_code_and_email(
        &office.town,
        code(&confirmed),
        &email,
        office.now,
    );
    assert_eq!(found.await.unwrap(), None);
}

async fn code_and_address_must_both_be_right(db: Database) {
    let office = db.office(town()).await;
    let jana = office
        .confirmed(form("a-1", TUESDAY, "jana@example.cz"))
        .await;
    let petr = office
        .confirmed(form("a-1", TUESDAY, "petr@example.cz"))
        .await;
    let find = async |code, email: &str| {
        let email = email.parse().unwrap();
        let found =
            office
                .store
                .reservation_by_code_and_email(&office.town, code, &email, office.now);
        found.await.unwrap()
    };
    assert_eq!(
        find(code(&jana), "Jana@example.cz").await,
        Some(jana.clone())
    );
    assert_eq!(find(code(&petr), "jana@example.cz").await, None);
    assert_eq!(find(code(&jana), "eva@example.cz").await, None);
}

async fn a_new_set_up_loses_no_reservation(db: Database) {
    let mut office = db.office(town()).await;
    let confirmed = office
        .confirmed(form("a-1", "2026-11-24 09:15", "jana@example.cz"))
        .await;
    // Longer slots, fewer places, and the day off: what was agreed stays agreed.
    office.town.workplaces[0].internet = Some(internet(30, 1));
    office.store.import_town(&office.town).await.unwrap();
    assert_eq!(
        office.reservation(&confirmed.id).await,
        Some(confirmed.clone())
    );
    // It is still counted where it now lies.
    let taken = Err(HoldRefusal::NoPlace(NoPlace::Taken));
    assert_eq!(
        office.hold(form("a-1", TUESDAY, "petr@example.cz")).await,
        taken
    );
    office.town.workplaces[0].internet = None;
    office.town.services.remove(0);
    office.store.import_town(&office.town).await.unwrap();
    let not_bookable = MoveRefusal::NoPlace(NoPlace::NotBookable);
    let moved = office.move_to(&confirmed.id, "2026-11-25 09:00").await;
    assert_eq!(moved, Err(NotDone::Refused(not_bookable)));
    office.now = at("2026-11-24 09:15:00");
    office.check_in(code(&confirmed)).await.unwrap();
}

async fn what_is_booked_is_told_by_workplace_and_day(db: Database) {
    let office = db.office(town()).await;
    for time in ["2026-11-24 09:00", "2026-11-24 10:00", "2026-11-26 09:00"] {
        office
            .hold(form("a-1", time, &format!("c{}@example.cz", &time[8..10])))
            .await
            .unwrap();
    }
    office
        .hold(form("c-1", "2026-11-25 09:00", "c@example.cz"))
        .await
        .unwrap();
    let booked = async |from: &str| {
        let days = office.store.booked_from(agreed(from).date).await.unwrap();
        let slots = days.into_iter().flat_map(|(workplace, days)| {
            let slots = days.into_iter().flat_map(|(date, day)| {
                let slots = day.0.into_iter();
                slots.map(move |(time, booked)| format!("{date} {time} x{booked}"))
            });
            slots.map(move |slot| format!("{workplace} {slot}"))
        });
        slots.collect::<Vec<_>>()
    };
    let all = [
        "a 2026-11-24 09:00:00 x1",
        "a 2026-11-24 10:00:00 x1",
        "a 2026-11-26 09:00:00 x1",
        "c 2026-11-25 09:00:00 x1",
    ];
    assert_eq!(booked("2026-11-23 00:00").await, all);
    assert_eq!(booked("2026-11-24 00:00").await, all);
    assert_eq!(booked("2026-11-25 00:00").await, all[2..]);
    assert!(booked("2026-11-27 00:00").await.is_empty());
    assert_eq!(office.booked("2026-11-24 00:00").await, [1, 1]);
}

async fn the_staff_see_who_is_awaited(db: Database) {
    let office = db.office(town()).await;
    let late = office
        .confirmed(form("a-1", "2026-11-24 10:00", "jana@example.cz"))
        .await;
    let early = office
        .confirmed(form("a-1", TUESDAY, "petr@example.cz"))
        .await;
    let cancelled = office
        .confirmed(form("a-1", TUESDAY, "eva@example.cz"))
        .await;
    office.cancel(&cancelled.id).await.unwrap();
    office
        .hold(form("a-1", TUESDAY, "ota@example.cz"))
        .await
        .unwrap();
    let other = office
        .confirmed(form("v-1", TUESDAY, "iva@example.cz"))
        .await;
    let day = async |workplaces: &[&str]| {
        let workplaces: Vec<_> = workplaces.iter().map(|id| id.parse().unwrap()).collect();
        let date = agreed(TUESDAY).date;
        let day = office
            .store
            .day_reservations(&office.town, date, &workplaces, office.now);
        day.await.unwrap()
    };
    assert_eq!(day(&["a"]).await, [early.clone(), late.clone()]);
    assert_eq!(day(&["a", "v"]).await, [early, late, other]);
    assert_eq!(day(&[]).await, []);
}
