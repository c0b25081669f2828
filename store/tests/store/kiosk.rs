//! Tickets.

use std::collections::BTreeSet;

use chrono::{NaiveTime, TimeDelta};
use domain::{
    desk::Command,
    estimate::{Estimate, Wait},
    series::{DaySeries, NoTicket},
    ticket::TicketState,
};
use futures::future::join_all;
use store::{TicketRefusal, TicketRequest};

use crate::harness::{Database, Office, at, code, form, on_every_engine, town, town_with_capacity};

on_every_engine! {
    the_first_ticket_of_the_day_is_001
    the_day_changes_at_local_midnight_in_every_season
    two_kiosks_give_100_unique_consecutive_numbers
    forty_who_race_for_five_tickets_get_exactly_five
    the_fourth_of_three_is_refused_and_the_next_morning_begins_anew
    tickets_are_given_from_half_past_seven_and_through_the_break
    five_ahead_are_five_whoever_was_served_before
    those_who_come_back_later_are_not_ahead
    what_counters_have_seen_is_known_to_all_and_not_forgotten_in_the_night
    with_no_open_counter_the_ticket_says_so
    who_has_booked_is_awaited_until_they_come
    the_same_key_gives_the_same_ticket
    twenty_taps_with_one_key_at_once_give_one_ticket
    a_ticket_is_printed_for_whoever_asks_first_and_no_one_else
    what_does_not_exist_is_refused
    a_ticket_is_given_only_while_it_can_be_served_before_closing
    a_workplace_closed_by_a_new_set_up_is_refused_by_an_instance_that_does_not_know_yet
}

async fn the_first_ticket_of_the_day_is_001(db: Database) {
    let mut office = db.office(town()).await;
    assert_eq!(office.ticket("a").await.id.to_string(), "A001");
    assert_eq!(office.ticket("a").await.id.to_string(), "A002");
    assert_eq!(office.ticket("c").await.id.to_string(), "C001");
    let day = office.day("hall").await;
    let waiting: Vec<_> = day
        .callable
        .iter()
        .map(|ticket| ticket.id.to_string())
        .collect();
    assert_eq!(waiting, ["A001", "A002", "C001"]);
    let used = DaySeries {
        last: 2,
        walk_ins: 2,
        ..DaySeries::default()
    };
    assert_eq!(day.series_of(&"a".parse().unwrap()), used);
    assert_eq!(office.day("corridor").await.callable, []);
}

/// A town that hands out tickets around the clock.
fn open_all_night() -> domain::town::Town {
    use domain::opening_hours::{Day, Interval, WeekdayKey};
    let mut town = town();
    for workplace in &mut town.workplaces {
        let whole_day = Interval {
            from: NaiveTime::MIN,
            to: NaiveTime::from_hms_milli_opt(23, 59, 59, 999).unwrap(),
        };
        let day = Day::new(vec![whole_day]).unwrap();
        let hours = WeekdayKey::ALL.map(|weekday| (weekday, day.clone()));
        workplace.hours.week = hours.into_iter().collect();
    }
    for service in &mut town.services {
        service.minutes = 0;
    }
    town
}

async fn the_day_changes_at_local_midnight_in_every_season(db: Database) {
    let mut office = db.office(open_all_night()).await;
    // An ordinary winter night, one of summer time, and the two of the clock change.
    for (evening, morning) in [
        ("2026-11-23", "2026-11-24"),
        ("2026-07-01", "2026-07-02"),
        ("2026-03-28", "2026-03-29"),
        ("2026-10-24", "2026-10-25"),
    ] {
        office.now = at(&format!("{evening} 23:59:59"));
        let last = office.tap("a").await.unwrap().ticket.id;
        assert_eq!((last.date.to_string().as_str(), last.number), (evening, 1));
        // The kiosk's page was opened before midnight, and its key is from there.
        office.now = at(&format!("{morning} 00:00:00"));
        let first = office.tap("a").await.unwrap().ticket.id;
        assert_eq!(
            (first.date.to_string().as_str(), first.number),
            (morning, 1)
        );
        office.now = at(&format!("{morning} 23:59:59"));
        assert_eq!(office.tap("a").await.unwrap().ticket.id.number, 2);
    }
}

async fn two_kiosks_give_100_unique_consecutive_numbers(db: Database) {
    let office = db.office(town()).await;
    let kiosk = || {
        let office = office.elsewhere();
        tokio::spawn(async move {
            let taps = (0..50).map(|_| office.tap("a"));
            join_all(taps).await
        })
    };
    let (one, other) = (kiosk(), kiosk());
    let mut tickets = one.await.unwrap();
    tickets.extend(other.await.unwrap());
    let numbers: BTreeSet<_> = tickets
        .into_iter()
        .map(|t| t.unwrap().ticket.id.number)
        .collect();
    assert_eq!(numbers, (1..=100).collect());
    let day = office.day("hall").await;
    assert_eq!(day.callable.len(), 100);
}

async fn forty_who_race_for_five_tickets_get_exactly_five(db: Database) {
    let office = db.office(town_with_capacity(5)).await;
    let instances: Vec<_> = (0..4).map(|_| office.elsewhere()).collect();
    let taps = (0..40).map(|n| {
        let office = instances[n % 4].clone();
        tokio::spawn(async move { office.tap("a").await })
    });
    let taps = join_all(taps).await;
    let given = taps.into_iter().filter(|tap| tap.as_ref().unwrap().is_ok());
    assert_eq!(given.count(), 5);
    assert_eq!(office.day("hall").await.callable.len(), 5);
}

async fn the_fourth_of_three_is_refused_and_the_next_morning_begins_anew(db: Database) {
    let mut office = db.office(town_with_capacity(3)).await;
    for _ in 0..3 {
        office.tap("a").await.unwrap();
    }
    let Err(TicketRefusal::NoTicket(NoTicket::Full { opens: Some(opens) })) = office.tap("a").await
    else {
        panic!("the fourth was not refused for capacity");
    };
    assert_eq!(opens.date.to_string(), "2026-11-24");
    office.tap("c").await.unwrap();
    office.now = at("2026-11-24 07:30:00");
    assert_eq!(office.tap("a").await.unwrap().ticket.id.number, 1);
}

async fn tickets_are_given_from_half_past_seven_and_through_the_break(db: Database) {
    let mut office = db.office(town()).await;
    office.now = at("2026-11-23 07:29:59");
    let not_yet = NoTicket::NotYet {
        from: NaiveTime::from_hms_opt(7, 30, 0).unwrap(),
    };
    assert_eq!(office.tap("a").await, Err(TicketRefusal::NoTicket(not_yet)));
    office.now = at("2026-11-23 07:30:00");
    office.tap("a").await.unwrap();
    office.now = at("2026-11-23 11:45:00");
    office.tap("a").await.unwrap();
    office.now = at("2026-11-23 17:00:00");
    let closed = office.tap("a").await;
    assert!(matches!(
        closed,
        Err(TicketRefusal::NoTicket(NoTicket::Closed { .. }))
    ));
}

async fn five_ahead_are_five_whoever_was_served_before(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    for _ in 0..12 {
        office.ticket("a").await;
        let client = office.call_next(1, "jana").await.id;
        office.wait(TimeDelta::minutes(15));
        office
            .command(1, "jana", Command::Done(client))
            .await
            .unwrap();
    }
    for _ in 0..5 {
        office.ticket("a").await;
    }
    let issued = office.tap("a").await.unwrap();
    assert_eq!(issued.ahead, 5);
    // Five times a quarter of an hour at the one counter that is open.
    let Wait::Minutes { from, to } = issued.wait else {
        panic!("{issued:?}");
    };
    assert!(
        (50..75).contains(&from) && (75..=120).contains(&to),
        "{from}–{to}"
    );
    assert_eq!(issued.ticket.id.to_string(), "A018");
}

async fn those_who_come_back_later_are_not_ahead(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    office.ticket("a").await;
    let client = office.call_next(1, "jana").await.id;
    office
        .command(1, "jana", Command::DidNotCome(client))
        .await
        .unwrap();
    assert_eq!(office.tap("a").await.unwrap().ahead, 0);
    office.wait(TimeDelta::minutes(5));
    assert_eq!(office.tap("a").await.unwrap().ahead, 2);
}

async fn the_same_key_gives_the_same_ticket(db: Database) {
    let mut office = db.office(town_with_capacity(2)).await;
    let first = office.tap_with_key("a", "tap").await.unwrap();
    office.tap_with_key("a", "other").await.unwrap();
    office.sit(1, "jana").await.unwrap();
    office.call_next(1, "jana").await;
    // As it was said then, however much has changed; even where no new one would be given.
    assert_eq!(office.tap_with_key("a", "tap").await, Ok(first.clone()));
    assert_eq!(first.ticket.state, TicketState::Waiting);
    office.now = at("2026-11-23 20:00:00");
    assert_eq!(office.tap_with_key("a", "tap").await, Ok(first));
    assert_eq!(
        office
            .day("hall")
            .await
            .series_of(&"a".parse().unwrap())
            .last,
        2
    );
}

async fn twenty_taps_with_one_key_at_once_give_one_ticket(db: Database) {
    let office = db.office(town()).await;
    let instances: Vec<_> = (0..4).map(|_| office.elsewhere()).collect();
    let taps = (0..20).map(|n| {
        let office = instances[n % 4].clone();
        tokio::spawn(async move { office.tap_with_key("a", "double click").await.unwrap() })
    });
    for issued in join_all(taps).await {
        assert_eq!(issued.unwrap().ticket.id.number, 1);
    }
    assert_eq!(office.day("hall").await.callable.len(), 1);
}

async fn a_ticket_is_printed_for_whoever_asks_first_and_no_one_else(db: Database) {
    let office = db.office(town()).await;
    let issued = office.tap_with_key("a", "tap").await.unwrap();
    let instances: Vec<_> = (0..4).map(|_| office.elsewhere()).collect();
    let asked = (0..20).map(|n| {
        let Office { store, now, .. } = instances[n % 4].clone();
        tokio::spawn(async move { store.to_be_printed("tap", now).await.unwrap() })
    });
    let given: Vec<_> = join_all(asked)
        .await
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    assert_eq!(given, std::slice::from_ref(&issued));
    let unknown = office.store.to_be_printed("another", office.now).await;
    assert_eq!(unknown.unwrap(), None);
    assert_eq!(
        office.tap_with_key("a", "tap").await,
        Ok(issued),
        "the same tap"
    );
}

async fn what_does_not_exist_is_refused(db: Database) {
    let office = db.office(town()).await;
    let request = |lobby: &str, workplace: &str, service: &str| {
        office.request(TicketRequest {
            lobby: lobby.parse().unwrap(),
            workplace: workplace.parse().unwrap(),
            service: service.parse().unwrap(),
            by: domain::slots::Booker::Client,
            priority: false,
            key: String::new(),
        })
    };
    let unknown = Err(TicketRefusal::UnknownWorkplace);
    assert_eq!(request("hall", "z", "a-1").await, unknown);
    let elsewhere = Err(TicketRefusal::NotInThisLobby);
    assert_eq!(request("corridor", "a", "a-1").await, elsewhere);
    let unknown = Err(TicketRefusal::UnknownService);
    assert_eq!(request("hall", "a", "a-9").await, unknown);
    assert_eq!(request("hall", "a", "c-1").await, unknown);
    assert_eq!(
        office
            .day("hall")
            .await
            .series_of(&"a".parse().unwrap())
            .last,
        0
    );
}

async fn a_ticket_is_given_only_while_it_can_be_served_before_closing(db: Database) {
    let mut office = db.office(town()).await;
    // Only counter 11 serves the short service of `c`, so its queue is one counter's work.
    office
        .town
        .counters
        .retain(|counter| counter.number.get() == 11);
    office.store.import_town(&office.town).await.unwrap();
    let short = |key: &str| TicketRequest {
        lobby: "hall".parse().unwrap(),
        workplace: "c".parse().unwrap(),
        service: "c-2".parse().unwrap(),
        by: domain::slots::Booker::Client,
        priority: false,
        key: key.to_owned(),
    };
    office.now = at("2026-11-23 16:50:00");
    office.request(short("first")).await.unwrap();
    office.request(short("second")).await.unwrap();
    let third = office.request(short("third")).await;
    assert!(
        matches!(
            third,
            Err(TicketRefusal::NoTicket(NoTicket::TooLate { .. }))
        ),
        "{third:?}"
    );
}

async fn a_workplace_closed_by_a_new_set_up_is_refused_by_an_instance_that_does_not_know_yet(
    db: Database,
) {
    let office = db.office(town()).await;
    let mut new = town_with_capacity(1);
    new.workplaces[1].hours.week.clear();
    office.store.import_town(&new).await.unwrap();
    office.tap("a").await.unwrap();
    let full = office.tap("a").await;
    assert!(
        matches!(full, Err(TicketRefusal::NoTicket(NoTicket::Full { .. }))),
        "{full:?}"
    );
    let closed = office.tap("c").await;
    assert!(
        matches!(
            closed,
            Err(TicketRefusal::NoTicket(NoTicket::Closed { .. }))
        ),
        "{closed:?}"
    );
}

/// The last minute of what a walk-in of the same moment is told.
async fn told(office: &Office) -> u16 {
    match office.tap("a").await.unwrap().wait {
        Wait::Minutes { to, .. } => to,
        Wait::NoCounter => panic!("no counter is open"),
    }
}

async fn what_counters_have_seen_is_known_to_all_and_not_forgotten_in_the_night(db: Database) {
    let mut office = db.office(town()).await;
    office.sit(1, "jana").await.unwrap();
    // A quarter of an hour is set up for it, and two minutes are enough.
    for _ in 0..25 {
        office.ticket("a").await;
        let client = office.call_next(1, "jana").await.id;
        office.wait(TimeDelta::minutes(2));
        let done = Command::Done(client);
        office.command(1, "jana", done).await.unwrap();
    }
    for _ in 0..6 {
        office.tap("a").await.unwrap();
    }
    assert!(told(&office).await <= 60, "six quarters would be ninety");
    let hall = "hall".parse().unwrap();
    let seen = office.day("hall").await.seen;
    assert_eq!(seen, office.elsewhere().day("hall").await.seen);
    assert!(seen.past.is_empty() && seen.today.len() == 1);

    office.now = at("2026-11-24 09:00:00");
    let (date, now) = (office.now.date, office.now.instant);
    office.store.end_days_before(date, now).await.unwrap();
    office.store.end_days_before(date, now).await.unwrap();
    let learned = office.day("hall").await.seen;
    assert_eq!((&learned.past, learned.today.len()), (&seen.today, 0));
    assert_eq!(office.day("corridor").await.seen.past.len(), 0);
    office.sit(1, "jana").await.unwrap();
    for _ in 0..6 {
        office.tap("a").await.unwrap();
    }
    let day = office.day("hall").await;
    let estimate = Estimate::of(&office.town, &hall, &day, office.now);
    let screens = estimate.walk_in(&"a-1".parse().unwrap());
    let issued = office.tap("a").await.unwrap();
    assert_eq!(screens.wait, issued.wait, "the button and the ticket");
    assert!(told(&office).await <= 50, "{screens:?}");
}

async fn with_no_open_counter_the_ticket_says_so(db: Database) {
    let office = db.office(town()).await;
    assert_eq!(office.tap("a").await.unwrap().wait, Wait::NoCounter);
    let again = |key| office.tap_with_key("a", key);
    let first = again("one").await.unwrap();
    office.sit(1, "jana").await.unwrap();
    assert_eq!(again("one").await.unwrap(), first, "as it was said then");
    assert_ne!(again("other").await.unwrap().wait, Wait::NoCounter);
}

async fn who_has_booked_is_awaited_until_they_come(db: Database) {
    let mut office = db.office(town()).await;
    office.now = at("2026-11-23 08:00:00");
    let booked = form("a-1", "2026-11-23 09:15", "jana@example.cz");
    let held = office.confirmed(booked).await;
    office.now = at("2026-11-23 09:05:00");
    let hall = "hall".parse().unwrap();
    let awaited = async |office: &Office| {
        let awaited = office.store.awaited_today(&office.town, &hall, office.now);
        awaited.await.unwrap().len()
    };
    assert_eq!(awaited(&office).await, 1);
    office.check_in(code(&held)).await.unwrap();
    assert_eq!(awaited(&office).await, 0);
}
