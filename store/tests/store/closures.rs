//! A workplace is closed for a time, and opened again.

use domain::{
    closure::{CloseRefusal, Closure},
    desk::{Command, Refusal, SeatRefusal},
    reservation::{HoldRefusal, MoveRefusal, ReservationState},
    series::{NoTicket, TicketRefusal},
    slots::{Booker, NoPlace, Offer},
    text::Language,
};
use futures::StreamExt as _;
use store::{Booking, Changed, NotDone, TicketRequest};

use crate::harness::{
    Database, Office, agreed, at, close_request, form, number, on_every_engine, town,
};

on_every_engine! {
    what_is_closed_is_neither_held_nor_moved_to_and_opened_again_it_is
    those_who_would_come_in_vain_are_listed
    what_was_held_before_can_be_confirmed_and_moved_away
    a_closed_workplace_gives_no_tickets
    closing_twice_with_one_key_closes_once
    what_cannot_be_closed_is_refused
    a_new_set_up_opens_nothing
    closing_and_opening_are_said
    a_closed_lobby_closes_all_its_workplaces_and_is_taken_back_as_one
    a_closed_service_leaves_the_others_of_its_workplace_open
    between_two_closures_of_whatever_kind_it_is_open
    what_a_new_workplace_of_a_closed_lobby_has_agreed_on_falls_away_too
    a_closed_counter_takes_no_place_and_nobody_new_sits_there_or_is_called
}

const TUESDAY: &str = "2026-11-24 09:00";

async fn affected(office: &Office, closure: &Closure) -> Vec<Booking> {
    let affected = office.store.affected_by(&office.town, closure, office.now);
    affected.await.unwrap()
}

/// When `a-1` is offered on that day, as pages offer it.
async fn offered(office: &Office, date: &str) -> usize {
    let town = office.store.town().await.unwrap().unwrap();
    let offer = Offer {
        workplace: town.workplace(&"a".parse().unwrap()).unwrap(),
        service: town.service(&"a-1".parse().unwrap()).unwrap(),
        closures: &town.closures,
        rules: &town.rules,
        booker: Booker::Client,
        now: office.now,
    };
    let date = date.parse().unwrap();
    let booked = office.store.booked(&offer.workplace.id, date).await;
    offer.starts(date, &booked.unwrap()).len()
}

async fn what_is_closed_is_neither_held_nor_moved_to_and_opened_again_it_is(db: Database) {
    let office = db.office(town()).await;
    let elsewhere = office.elsewhere();
    let moving = office
        .confirmed(form("a-1", "2026-11-25 09:00", "one@example.cz"))
        .await;
    let all_day = offered(&office, "2026-11-24").await;
    let known = office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    assert_eq!(offered(&elsewhere, "2026-11-24").await, 0);
    assert!(offered(&office, "2026-11-25").await > 0);
    let hold =
        async |service: &str, email: &str| elsewhere.hold(form(service, TUESDAY, email)).await;
    let not_offered = Err(HoldRefusal::NoPlace(NoPlace::NotOffered));
    assert_eq!(hold("a-1", "two@example.cz").await, not_offered);
    hold("c-1", "two@example.cz").await.unwrap();
    assert_eq!(
        office.move_to(&moving.id, TUESDAY).await,
        Err(NotDone::Refused(MoveRefusal::NoPlace(NoPlace::NotOffered)))
    );
    let closures = office.store.closures(office.now.date).await.unwrap();
    assert_eq!(closures, std::slice::from_ref(&known));

    assert!(elsewhere.store.reopen(&known.id).await.unwrap());
    assert!(!office.store.reopen(&known.id).await.unwrap());
    assert_eq!(offered(&office, "2026-11-24").await, all_day);
    hold("a-1", "two@example.cz").await.unwrap();
    office.move_to(&moving.id, TUESDAY).await.unwrap();
    assert!(
        office
            .store
            .closures(office.now.date)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn those_who_would_come_in_vain_are_listed(db: Database) {
    let mut town = town();
    town.services[0].minutes = 30;
    let office = db.office(town).await;
    let at_time = |time: &str, email: &str| form("a-1", time, email);
    let before = at_time("2026-11-24 08:30", "before@example.cz");
    office.confirmed(before).await;
    let into = office
        .confirmed(at_time("2026-11-24 08:45", "into@example.cz"))
        .await;
    let held = office
        .hold(at_time(TUESDAY, "held@example.cz"))
        .await
        .unwrap();
    let cancelled = office
        .confirmed(at_time(TUESDAY, "cancelled@example.cz"))
        .await;
    office.cancel(&cancelled.id).await.unwrap();
    office
        .confirmed(form("c-1", TUESDAY, "elsewhere@example.cz"))
        .await;
    let last = office
        .confirmed(at_time("2026-11-25 09:45", "last@example.cz"))
        .await;
    office
        .confirmed(at_time("2026-11-25 10:00", "after@example.cz"))
        .await;

    let known = office.close("2026-11-24 09:00", "2026-11-25 10:00").await;
    let listed = affected(&office, &known.closure).await;
    let ids: Vec<_> = listed.iter().map(|booking| &booking.id).collect();
    assert_eq!(ids, [&into.id, &held.id, &last.id]);
    assert!(
        listed
            .iter()
            .all(|booking| booking.reservation.contact().is_some())
    );
    // Who moves away is no longer concerned, nor is a hold that is over.
    office.move_to(&into.id, "2026-11-26 09:00").await.unwrap();
    let mut later = office.clone();
    later.now = at("2026-11-23 09:30:00");
    let listed = affected(&later, &known.closure).await;
    let ids: Vec<_> = listed.iter().map(|booking| &booking.id).collect();
    assert_eq!(ids, [&last.id]);
}

async fn what_was_held_before_can_be_confirmed_and_moved_away(db: Database) {
    let office = db.office(town()).await;
    let held = office
        .hold(form("a-1", TUESDAY, "one@example.cz"))
        .await
        .unwrap();
    let token = office.token(&held.id).await;
    office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    let confirmed = office.confirm(&token).await.unwrap();
    assert!(matches!(
        confirmed.reservation.state,
        ReservationState::Confirmed { .. }
    ));
    let moved = office.move_to(&held.id, "2026-11-25 09:00").await.unwrap();
    assert_eq!(moved.reservation.agreed, agreed("2026-11-25 09:00"));
}

async fn a_closed_workplace_gives_no_tickets(db: Database) {
    let mut office = db.office(town()).await;
    let known = office.close("2026-11-23 09:30", "2026-11-24 10:00").await;
    office.tap("a").await.unwrap();
    office.now = at("2026-11-23 09:30:00");
    let Err(TicketRefusal::NoTicket(NoTicket::Closed { opens })) = office.tap("a").await else {
        panic!("it is closed");
    };
    let opens = opens.unwrap();
    assert_eq!((opens.date, opens.time), {
        let opens = agreed("2026-11-24 10:00");
        (opens.date, opens.time)
    });
    office.tap("c").await.unwrap();
    office.store.reopen(&known.id).await.unwrap();
    office.tap("a").await.unwrap();
}

async fn closing_twice_with_one_key_closes_once(db: Database) {
    let office = db.office(town()).await;
    let once = office.close("2026-11-24 08:00", "2026-11-24 12:00").await;
    let again = office.close("2026-11-24 08:00", "2026-11-24 12:00").await;
    assert_eq!(again, once);
    // By somebody else, or by whoever opened the page anew because the answer did not come.
    let mut other = close_request("a", "2026-11-24 08:00", "2026-11-24 12:00");
    other.key = "another form".to_owned();
    let other = office.store.close(other, office.now).await.unwrap();
    assert_eq!(other.unwrap(), once);
    office.close("2026-11-24 14:00", "2026-11-24 15:00").await;
    let closures = office.store.closures(office.now.date).await.unwrap();
    assert_eq!(closures.len(), 2);
    assert_eq!(closures[0], once);
    let tomorrow = office.now.date.succ_opt().unwrap();
    let after = tomorrow.succ_opt().unwrap();
    assert_eq!(office.store.closures(tomorrow).await.unwrap().len(), 2);
    assert!(office.store.closures(after).await.unwrap().is_empty());
}

async fn what_cannot_be_closed_is_refused(db: Database) {
    let office = db.office(town()).await;
    for (workplace, from, to, refusal) in [
        (
            "x",
            "2026-11-24 08:00",
            "2026-11-24 09:00",
            CloseRefusal::Unknown,
        ),
        (
            "a",
            "2026-11-24 09:00",
            "2026-11-24 08:00",
            CloseRefusal::Backwards,
        ),
        (
            "a",
            "2026-11-22 08:00",
            "2026-11-22 12:00",
            CloseRefusal::Over,
        ),
    ] {
        let closed = office
            .store
            .close(close_request(workplace, from, to), office.now);
        assert_eq!(closed.await.unwrap(), Err(refusal));
    }
    assert!(
        office
            .store
            .closures(office.now.date)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn a_new_set_up_opens_nothing(db: Database) {
    let mut office = db.office(town()).await;
    let known = office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    office.town.workplaces[0].daily_capacity = 7;
    office.store.import_town(&office.town).await.unwrap();
    let town = office.store.town().await.unwrap().unwrap();
    assert_eq!(town.closures, [known.closure]);
    assert_eq!(town.workplaces[0].daily_capacity, 7);
    assert_eq!(offered(&office, "2026-11-24").await, 0);
}

async fn a_closed_lobby_closes_all_its_workplaces_and_is_taken_back_as_one(db: Database) {
    let mut office = db.office(town()).await;
    let of_a = form("a-1", TUESDAY, "a@example.cz");
    let of_a = office.confirmed(of_a).await;
    let of_c = office.hold(form("c-1", TUESDAY, "c@example.cz")).await;
    let of_c = of_c.unwrap();
    let elsewhere = office.confirmed(form("v-1", TUESDAY, "v@example.cz")).await;
    let known = office
        .close_what("lobby:hall", "2026-11-24 00:00", "2026-11-25 00:00")
        .await;
    let closures = office.store.closures(office.now.date).await.unwrap();
    assert_eq!(closures, std::slice::from_ref(&known));
    assert_eq!(known.id.to_string().parse(), Ok(known.id.clone()));
    let listed = affected(&office, &known.closure).await;
    let ids: Vec<_> = listed.iter().map(|booking| &booking.id).collect();
    assert_eq!(ids, [&of_a.id, &of_c.id]);
    assert!(!ids.contains(&&elsewhere.id));
    assert_eq!(offered(&office, "2026-11-24").await, 0);
    let not_offered = Err(HoldRefusal::NoPlace(NoPlace::NotOffered));
    for service in ["a-1", "a-2", "c-1", "c-2"] {
        let refused = office.hold(form(service, TUESDAY, "new@example.cz")).await;
        assert_eq!(refused, not_offered, "{service}");
    }
    let form = form("v-1", TUESDAY, "new@example.cz");
    office.hold(form).await.unwrap();
    office.now = at("2026-11-24 09:00:00");
    for workplace in ["a", "c"] {
        let refused = office.tap(workplace).await;
        let closed = |it| matches!(it, TicketRefusal::NoTicket(NoTicket::Closed { .. }));
        assert!(refused.is_err_and(closed), "{workplace}");
    }
    office.tap("v").await.unwrap();
    assert!(office.store.reopen(&known.id).await.unwrap());
    assert!(!office.store.reopen(&known.id).await.unwrap());
    for workplace in ["a", "c"] {
        office.tap(workplace).await.unwrap();
    }
}

async fn a_closed_service_leaves_the_others_of_its_workplace_open(db: Database) {
    let mut office = db.office(town()).await;
    let of_it = form("a-1", TUESDAY, "one@example.cz");
    let of_it = office.confirmed(of_it).await;
    office
        .confirmed(form("a-2", TUESDAY, "two@example.cz"))
        .await;
    let known = office
        .close_what("service:a-1", "2026-11-24 08:00", "2026-11-24 10:00")
        .await;
    let listed = affected(&office, &known.closure).await;
    let ids: Vec<_> = listed.iter().map(|booking| &booking.id).collect();
    assert_eq!(ids, [&of_it.id]);
    let hold = async |service: &str| office.hold(form(service, TUESDAY, "new@example.cz")).await;
    let not_offered = Err(HoldRefusal::NoPlace(NoPlace::NotOffered));
    assert_eq!(hold("a-1").await, not_offered);
    hold("a-2").await.unwrap();
    hold("c-1").await.unwrap();
    office.now = at("2026-11-24 09:00:00");
    let tap = async |office: &Office, service: &str| {
        let request = TicketRequest {
            lobby: "hall".parse().unwrap(),
            workplace: "a".parse().unwrap(),
            service: service.parse().unwrap(),
            by: Booker::Client,
            priority: false,
            key: format!("{service} {:?}", office.now),
        };
        office.request(request).await.map(drop)
    };
    let from = "10:00:00".parse().unwrap();
    let not_yet = Err(TicketRefusal::NoTicket(NoTicket::NotYet { from }));
    assert_eq!(tap(&office, "a-1").await, not_yet);
    assert_eq!(tap(&office, "a-2").await, Ok(()));
    office.now = at("2026-11-24 10:00:00");
    assert_eq!(tap(&office, "a-1").await, Ok(()));
}

async fn between_two_closures_of_whatever_kind_it_is_open(db: Database) {
    let mut office = db.office(town()).await;
    for of in ["a", "service:a-1", "lobby:hall"] {
        office.now = at("2026-11-23 09:00:00");
        for (from, to) in [
            ("2026-11-24 08:00", "2026-11-24 09:00"),
            ("2026-11-24 15:00", "2026-11-24 16:00"),
        ] {
            office.close_what(of, from, to).await;
        }
        let none = office
            .hold(form("a-1", "2026-11-24 08:00", "eight@example.cz"))
            .await;
        let not_offered = Err(HoldRefusal::NoPlace(NoPlace::NotOffered));
        assert_eq!(none, not_offered, "{of}");
        for time in ["09:00", "14:45", "16:00"] {
            let email = format!("{}@example.cz", time.replace(':', ""));
            let held = office
                .hold(form("a-1", &format!("2026-11-24 {time}"), &email))
                .await;
            office.cancel(&held.unwrap().id).await.unwrap();
        }
        for (time, gives) in [
            ("08:30", false),
            ("09:00", true),
            ("14:45", true),
            ("15:30", false),
        ] {
            office.now = at(&format!("2026-11-24 {time}:00"));
            assert_eq!(office.tap("a").await.is_ok(), gives, "{of} at {time}");
        }
        for known in office.store.closures(office.now.date).await.unwrap() {
            office.store.reopen(&known.id).await.unwrap();
        }
    }
}

async fn a_closed_counter_takes_no_place_and_nobody_new_sits_there_or_is_called(db: Database) {
    let mut office = db.office(town()).await;
    office
        .confirmed(form("a-1", TUESDAY, "one@example.cz"))
        .await;
    let mut known = Vec::new();
    for (from, to) in [
        ("2026-11-24 08:00", "2026-11-24 09:00"),
        ("2026-11-24 15:00", "2026-11-24 16:00"),
    ] {
        known.push(office.close_what("counter:1", from, to).await);
    }
    for known in &known {
        assert!(affected(&office, &known.closure).await.is_empty());
    }
    let told = office.store.tell_closed(&office.town, office.now).await;
    assert_eq!(told.unwrap(), 0);
    let held = office
        .hold(form("a-1", "2026-11-24 08:15", "two@example.cz"))
        .await;
    held.unwrap();

    office.now = at("2026-11-24 08:30:00");
    let Err(SeatRefusal::Shut(shut)) = office.sit(1, "jana").await else {
        panic!("it is closed");
    };
    assert_eq!(shut.during.get(Language::Cs), "24. 11. 8:00–9:00");
    assert_eq!(shut.because.get(Language::Cs), "Porucha proudu");
    office.sit(2, "petr").await.unwrap();
    office.now = at("2026-11-24 09:00:00");
    office.sit(1, "jana").await.unwrap();
    office.now = at("2026-11-24 14:50:00");
    for _ in 0..2 {
        office.tap("a").await.unwrap();
    }
    let client = office.call_next(1, "jana").await.id;
    office.now = at("2026-11-24 15:10:00");
    // Also after the page was loaded anew.
    office.sit(1, "jana").await.unwrap();
    let command = async |command| office.command(1, "jana", command).await;
    command(Command::Arrived(client)).await.unwrap();
    let done = command(Command::DoneAndCallNext(client)).await.unwrap();
    assert_eq!(done.client, None);
    let refused = command(Command::CallNext).await;
    assert!(matches!(refused, Err(Refusal::Shut(_))), "{refused:?}");
    let client = office.call_next(2, "petr").await.id;
    // Nobody is sent there either.
    let hand_over = |to| Command::HandOver(client, "a-1".parse().unwrap(), Some(number(to)));
    office
        .command(2, "petr", Command::Arrived(client))
        .await
        .unwrap();
    let refused = office.command(2, "petr", hand_over(1)).await;
    let Err(Refusal::Shut(shut)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(shut.counter, number(1));
    office.command(2, "petr", hand_over(3)).await.unwrap();
    assert!(office.store.reopen(&known[1].id).await.unwrap());
    let nobody = office.command(1, "jana", Command::CallNext).await;
    assert_eq!(nobody, Err(Refusal::NobodyWaits));
}

async fn what_a_new_workplace_of_a_closed_lobby_has_agreed_on_falls_away_too(db: Database) {
    let mut office = db.office(town()).await;
    let known = office
        .close_what("lobby:corridor", "2026-11-24 00:00", "2026-11-25 00:00")
        .await;
    let booking = office
        .confirmed(form("a-1", TUESDAY, "one@example.cz"))
        .await;
    assert!(affected(&office, &known.closure).await.is_empty());
    office.town.workplaces[0].lobby = "corridor".parse().unwrap();
    office.store.import_town(&office.town).await.unwrap();
    let told = office.store.tell_closed(&office.town, office.now).await;
    assert_eq!(told.unwrap(), 1);
    let told = office.reservation(&booking.id).await.unwrap();
    assert_eq!(told.told, [known.id.to_string()]);
}

async fn closing_and_opening_are_said(db: Database) {
    let office = db.office(town()).await;
    let mut changes = office.store.changes().await.unwrap();
    let known = office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    assert_eq!(changes.next().await, Some(Changed::Setup));
    office.store.reopen(&known.id).await.unwrap();
    assert_eq!(changes.next().await, Some(Changed::Setup));
}
