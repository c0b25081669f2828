//! From the code to the ticket, or to the end of the time for it.

use chrono::TimeDelta;
use domain::{
    code::Code,
    keypad::Rests,
    moment::Moment,
    reservation::{CheckInRefusal, NotCheckedIn, ReservationState},
    ticket::{Standing, Ticket, TicketState},
};
use futures::future::join_all;
use store::{Booking, CodeRefusal, NotDone, TicketRefusal};

use crate::harness::{
    Database, Engine, Office, at, code, form, on_every_engine, town, town_with_capacity,
};

on_every_engine! {
    a_code_opens_from_a_quarter_before_to_a_quarter_after
    a_code_is_for_its_lobby_and_its_day
    a_ticket_is_given_whatever_the_capacity_the_break_or_the_hour
    a_code_is_used_once_and_a_tap_answered_twice
    twenty_who_type_in_one_code_at_once_get_one_ticket
    a_clerk_checks_in_a_client_without_a_code_and_it_is_logged
    what_is_not_confirmed_or_cancelled_gets_no_ticket
    five_wrong_codes_rest_one_kiosk_for_half_a_minute
    a_right_code_or_the_start_resets_the_keypad
    a_code_that_is_only_not_in_time_neither_counts_nor_forgives
    codes_sent_at_once_each_count
    the_keypad_outlives_a_restart
    a_client_who_has_not_come_lapses_by_itself
    new_rules_hold_for_those_who_have_booked_before
    who_has_a_time_is_called_when_it_has_come
}

const TEN: &str = "2026-11-23 10:00";

async fn client(office: &Office) -> Booking {
    office.confirmed(form("a-1", TEN, "jana@example.cz")).await
}

fn reason(refused: Result<Ticket, CodeRefusal>) -> NotCheckedIn {
    match refused {
        Err(CodeRefusal::Refused(refusal)) => refusal.reason,
        other => panic!("{other:?}"),
    }
}

fn told_to_clerk(refused: Result<Ticket, NotDone<CheckInRefusal>>) -> NotCheckedIn {
    match refused {
        Err(NotDone::Refused(refusal)) => refusal.reason,
        other => panic!("{other:?}"),
    }
}

/// Codes that nobody has.
fn wrong_codes(taken: &[Code]) -> impl Iterator<Item = Code> + use<> {
    let taken = taken.to_vec();
    let codes = (0..).map(Code::from_random);
    codes.filter(move |code| !taken.contains(code))
}

fn rests_until(moment: Moment) -> Result<Ticket, CodeRefusal> {
    let until = moment.instant;
    Err(CodeRefusal::Rests(Rests { until }))
}

async fn a_code_opens_from_a_quarter_before_to_a_quarter_after(db: Database) {
    let mut office = db.office(town()).await;
    let first = code(&client(&office).await);
    let last = code(&client(&office).await);
    let late = code(&client(&office).await);
    office.now = at("2026-11-23 09:44:59");
    let from = "09:45:00".parse().unwrap();
    assert_eq!(
        reason(office.check_in(first).await),
        NotCheckedIn::TooEarly { from }
    );
    office.now = at("2026-11-23 09:45:00");
    let ticket = office.check_in(first).await.unwrap();
    assert_eq!(ticket.id.to_string(), "A001");
    let agreed_at = at("2026-11-23 10:00:00").instant;
    assert_eq!(ticket.standing, Standing::Reserved { agreed_at });
    assert_eq!(ticket.state, TicketState::Waiting);
    assert_eq!(office.callable(ticket.id).await, Some(ticket));
    office.now = at("2026-11-23 10:15:00");
    office.check_in(last).await.unwrap();
    office.now = at("2026-11-23 10:15:01");
    assert_eq!(reason(office.check_in(late).await), NotCheckedIn::TooLate);
}

async fn a_code_is_for_its_lobby_and_its_day(db: Database) {
    let mut office = db.office(town()).await;
    let booking = client(&office).await;
    let tomorrow = office
        .confirmed(form("a-1", "2026-11-24 10:00", "petr@example.cz"))
        .await;
    office.now = at("2026-11-23 10:00:00");
    let elsewhere = office.check_in_at("corridor", code(&booking), "tap").await;
    let Err(CodeRefusal::Refused(refusal)) = elsewhere else {
        panic!("{elsewhere:?}");
    };
    assert_eq!(refusal.reason, NotCheckedIn::OtherLobby);
    assert_eq!(refusal.lobby.as_str(), "hall");
    assert_eq!(refusal.agreed, booking.reservation.agreed);
    assert_eq!(
        reason(office.check_in(code(&tomorrow)).await),
        NotCheckedIn::AnotherDay
    );
    let unknown = wrong_codes(&[code(&booking), code(&tomorrow)]).next();
    assert_eq!(
        office.check_in(unknown.unwrap()).await,
        Err(CodeRefusal::Unknown)
    );
}

async fn a_ticket_is_given_whatever_the_capacity_the_break_or_the_hour(db: Database) {
    let mut office = db.office(town_with_capacity(1)).await;
    let before = office
        .confirmed(form("a-1", "2026-11-24 08:00", "jana@example.cz"))
        .await;
    let in_break = office
        .confirmed(form("a-1", "2026-11-24 12:00", "petr@example.cz"))
        .await;
    office.now = at("2026-11-24 07:45:00");
    let walk_in = office.tap("a").await.unwrap();
    assert_eq!(walk_in.ticket.id.number, 1);
    let full = office.tap("a").await;
    assert!(matches!(full, Err(TicketRefusal::NoTicket(_))), "{full:?}");
    assert_eq!(office.check_in(code(&before)).await.unwrap().id.number, 2);
    office.now = at("2026-11-24 11:50:00");
    assert_eq!(office.check_in(code(&in_break)).await.unwrap().id.number, 3);
    let series = office.day("hall").await.series_of(&"a".parse().unwrap());
    assert_eq!((series.last, series.walk_ins), (3, 1));
}

async fn a_code_is_used_once_and_a_tap_answered_twice(db: Database) {
    let mut office = db.office(town()).await;
    let booking = client(&office).await;
    office.now = at("2026-11-23 10:00:00");
    let given = office
        .check_in_at("hall", code(&booking), "tap")
        .await
        .unwrap();
    let again = office.check_in_at("hall", code(&booking), "tap").await;
    assert_eq!(again, Ok(given.clone()), "the same tap");
    let used = NotCheckedIn::Used { ticket: given.id };
    assert_eq!(reason(office.check_in(code(&booking)).await), used);
    let seen = office.reservation(&booking.id).await.unwrap().reservation;
    assert!(matches!(seen.state, ReservationState::CheckedIn { ticket, .. } if ticket == given.id));
    assert_eq!(office.store.checked_in_by(given.id).await.unwrap(), None);
}

async fn twenty_who_type_in_one_code_at_once_get_one_ticket(db: Database) {
    let mut office = db.office(town()).await;
    let code = code(&client(&office).await);
    office.now = at("2026-11-23 10:00:00");
    let typed = (0..20).map(|_| {
        let office = office.elsewhere();
        tokio::spawn(async move { office.check_in(code).await })
    });
    let answers: Vec<_> = join_all(typed)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(office.day("hall").await.callable.len(), 1);
}

async fn a_clerk_checks_in_a_client_without_a_code_and_it_is_logged(db: Database) {
    let mut office = db.office(town()).await;
    let booking = client(&office).await;
    office.now = at("2026-11-23 09:50:00");
    let by_clerk = || {
        office
            .store
            .check_in_by_clerk(&office.town, &booking.id, "jana", office.now)
    };
    let ticket = by_clerk().await.unwrap().unwrap();
    let by = office.store.checked_in_by(ticket.id).await.unwrap();
    assert_eq!(by.as_deref(), Some("jana"));
    let used = NotCheckedIn::Used { ticket: ticket.id };
    assert_eq!(told_to_clerk(by_clerk().await.unwrap()), used);
    assert_eq!(reason(office.check_in(code(&booking)).await), used);
}

async fn what_is_not_confirmed_or_cancelled_gets_no_ticket(db: Database) {
    let mut office = db.office(town()).await;
    let booking = client(&office).await;
    office.cancel(&booking.id).await.unwrap();
    office.now = at("2026-11-23 09:50:00");
    let cancelled = office.check_in(code(&booking)).await;
    assert_eq!(cancelled, Err(CodeRefusal::Unknown));
    let by_clerk = office
        .store
        .check_in_by_clerk(&office.town, &booking.id, "jana", office.now);
    assert_eq!(
        told_to_clerk(by_clerk.await.unwrap()),
        NotCheckedIn::Cancelled
    );
    office.now = at("2026-11-23 08:45:00");
    let held = office
        .hold(form("a-1", TEN, "petr@example.cz"))
        .await
        .unwrap();
    let by_clerk = office
        .store
        .check_in_by_clerk(&office.town, &held.id, "jana", office.now);
    assert_eq!(
        told_to_clerk(by_clerk.await.unwrap()),
        NotCheckedIn::NotConfirmed
    );
}

async fn five_wrong_codes_rest_one_kiosk_for_half_a_minute(db: Database) {
    let mut office = db.office(town()).await;
    let right = code(&client(&office).await);
    office.now = at("2026-11-23 10:00:00");
    let mut wrong = wrong_codes(&[right]);
    for wrong in wrong.by_ref().take(4) {
        assert_eq!(office.check_in(wrong).await, Err(CodeRefusal::Unknown));
    }
    let rests = rests_until(at("2026-11-23 10:00:30"));
    assert_eq!(office.check_in(wrong.next().unwrap()).await, rests);
    office.now = at("2026-11-23 10:00:29");
    assert_eq!(office.check_in(right).await, rests, "not even a right one");
    let elsewhere = office.type_in("other", wrong.next().unwrap()).await;
    assert_eq!(elsewhere, Err(CodeRefusal::Unknown), "another kiosk");
    office.now = at("2026-11-23 10:00:30");
    office.check_in(right).await.unwrap();
}

async fn a_right_code_or_the_start_resets_the_keypad(db: Database) {
    let mut office = db.office(town()).await;
    let right = code(&client(&office).await);
    office.now = at("2026-11-23 10:00:00");
    let mut wrong = wrong_codes(&[right]);
    let mut four_wrong = async |office: &Office| {
        for wrong in wrong.by_ref().take(4) {
            assert_eq!(office.check_in(wrong).await, Err(CodeRefusal::Unknown));
        }
    };
    four_wrong(&office).await;
    office.check_in(right).await.unwrap();
    four_wrong(&office).await;
    office.start("kiosk").await;
    four_wrong(&office).await;
    // The start does not forgive without end, and ends no rest.
    office.start("kiosk").await;
    let rests = rests_until(at("2026-11-23 10:00:30"));
    assert_eq!(office.check_in(Code::from_random(999_999)).await, rests);
    office.start("kiosk").await;
    assert_eq!(office.check_in(Code::from_random(999_998)).await, rests);
}

async fn a_code_that_is_only_not_in_time_neither_counts_nor_forgives(db: Database) {
    let mut office = db.office(town()).await;
    let early = code(&client(&office).await);
    office.now = at("2026-11-23 09:00:00");
    let mut wrong = wrong_codes(&[early]);
    for wrong in wrong.by_ref().take(4) {
        assert_eq!(office.check_in(wrong).await, Err(CodeRefusal::Unknown));
    }
    for _ in 0..3 {
        let from = "09:45:00".parse().unwrap();
        let early = office.check_in(early).await;
        assert_eq!(reason(early), NotCheckedIn::TooEarly { from });
    }
    let rests = rests_until(at("2026-11-23 09:00:30"));
    assert_eq!(office.check_in(wrong.next().unwrap()).await, rests);
}

async fn codes_sent_at_once_each_count(db: Database) {
    let office = db.office(town()).await;
    let typed = wrong_codes(&[]).take(20).map(|wrong| {
        let office = office.elsewhere();
        tokio::spawn(async move { office.check_in(wrong).await })
    });
    let answers = join_all(typed).await.into_iter().map(Result::unwrap);
    let unknown = answers.filter(|answer| *answer == Err(CodeRefusal::Unknown));
    assert_eq!(unknown.count(), 4, "the others found it resting");
}

async fn the_keypad_outlives_a_restart(db: Database) {
    if db.engine == Engine::Mem {
        return;
    }
    let office = db.office(town()).await;
    for wrong in wrong_codes(&[]).take(5) {
        office.check_in(wrong).await.unwrap_err();
    }
    let rests = rests_until(at("2026-11-23 09:00:30"));
    drop(office);
    let office = db.office(town()).await;
    assert_eq!(office.check_in(Code::from_random(7)).await, rests);
}

async fn a_client_who_has_not_come_lapses_by_itself(db: Database) {
    let mut office = db.office(town()).await;
    let absent = client(&office).await;
    let present = client(&office).await;
    office.now = at("2026-11-23 10:15:00");
    office.check_in(code(&present)).await.unwrap();
    let lapse = async |office: &Office| {
        office
            .store
            .lapse_due(&office.town, office.now)
            .await
            .unwrap()
    };
    assert_eq!(lapse(&office).await, 0);
    office.wait(TimeDelta::seconds(1));
    assert_eq!(lapse(&office).await, 1);
    assert_eq!(lapse(&office).await, 0);
    let seen = office.reservation(&absent.id).await.unwrap().reservation;
    assert!(
        matches!(seen.state, ReservationState::Lapsed { .. }),
        "{seen:?}"
    );
    assert_eq!(
        office.booked(TEN).await,
        [2],
        "its time has passed, nobody else gets it"
    );
}

async fn new_rules_hold_for_those_who_have_booked_before(db: Database) {
    let mut office = db.office(town()).await;
    let booking = client(&office).await;
    office.town.rules.check_in_after_minutes = 30;
    office.now = at("2026-11-23 10:15:01");
    let lapsed = office.store.lapse_due(&office.town, office.now);
    assert_eq!(lapsed.await.unwrap(), 0);
    office.now = at("2026-11-23 10:30:00");
    office.check_in(code(&booking)).await.unwrap();
    office.now = at("2026-11-23 10:30:01");
    let lapsed = office.store.lapse_due(&office.town, office.now);
    assert_eq!(lapsed.await.unwrap(), 0);
}

async fn who_has_a_time_is_called_when_it_has_come(db: Database) {
    let mut office = db.office(town()).await;
    let booking = client(&office).await;
    office.now = at("2026-11-23 09:50:00");
    let reserved = office.check_in(code(&booking)).await.unwrap().id;
    let first = office.ticket("a").await.id;
    let second = office.ticket("a").await.id;
    office.sit(1, "jana").await.unwrap();
    assert_eq!(office.call_next(1, "jana").await.id, first);
    office.now = at("2026-11-23 10:00:00");
    let done = domain::desk::Command::DoneAndCallNext(first);
    let desk = office.command(1, "jana", done).await.unwrap();
    assert_eq!(desk.client.unwrap().id, reserved);
    let done = domain::desk::Command::DoneAndCallNext(reserved);
    let desk = office.command(1, "jana", done).await.unwrap();
    assert_eq!(desk.client.unwrap().id, second);
}
