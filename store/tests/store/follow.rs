//! A client with a phone in the queue.

use chrono::TimeDelta;
use domain::{
    desk::Command,
    ticket::{NotGranted, Postponement, TicketState, Wish},
};
use store::NotDone;

use crate::harness::{Database, Office, at, later, on_every_engine, town};

on_every_engine! {
    put_back_a_client_lets_the_others_go_first_once
    who_is_called_or_missed_the_call_is_not_put_back
    who_gives_up_is_in_no_queue_and_the_number_stays_used
    the_key_leads_to_the_ticket_while_its_day_lasts
    the_last_call_of_each_workplace_is_kept_for_the_day
}

const SHORT: Wish = Wish::Postpone(Postponement::Short);
const LONG: Wish = Wish::Postpone(Postponement::Long);

/// Three clients of workplace `a` and Jana at a counter that serves it.
async fn three(db: &Database) -> Office {
    let office = db.office(town()).await;
    office.sit(10, "jana").await.unwrap();
    for key in ["one", "two", "three"] {
        office.tap_with_key("a", key).await.unwrap();
    }
    office
}

async fn wish(office: &Office, key: &str, wish: Wish) -> Result<TicketState, NotDone<NotGranted>> {
    let Office { store, town, now } = office;
    let granted = store.grant(town, key, wish, *now).await.unwrap();
    granted.map(|ticket| ticket.state)
}

async fn call(office: &Office) -> u16 {
    let called = office.call_next(10, "jana").await;
    let done = office.command(10, "jana", Command::Done(called.id)).await;
    done.unwrap();
    called.id.number
}

async fn put_back_a_client_lets_the_others_go_first_once(db: Database) {
    let mut office = three(&db).await;
    let until = later(office.now, TimeDelta::minutes(20)).instant;
    let put_back = wish(&office, "one", SHORT).await;
    assert_eq!(put_back, Ok(TicketState::SetAside { until }));
    // Asked for twice: nothing more happens.
    assert_eq!(wish(&office, "one", LONG).await, put_back);
    assert_eq!(office.day("hall").await.callable.len(), 3);
    // Whoever was behind has moved up.
    assert_eq!(call(&office).await, 2);
    office.now = later(office.now, TimeDelta::minutes(20));
    // Back, it is first among those who came after it.
    let once = Err(NotDone::Refused(NotGranted::Twice));
    assert_eq!(wish(&office, "one", SHORT).await, once);
    office.tap_with_key("a", "four").await.unwrap();
    assert_eq!(call(&office).await, 1);
    let over = Err(NotDone::Refused(NotGranted::NotWaiting));
    assert_eq!(wish(&office, "one", SHORT).await, over);
    assert_eq!(call(&office).await, 3);
    // It did not count as a call that nobody came to.
    let first = office.store.followed("one", office.now).await.unwrap();
    assert_eq!(first.unwrap().missed, 0);
}

async fn who_is_called_or_missed_the_call_is_not_put_back(db: Database) {
    let office = three(&db).await;
    let called = office.call_next(10, "jana").await;
    let not_now = Err(NotDone::Refused(NotGranted::NotWaiting));
    for what in [SHORT, LONG, Wish::GiveUp] {
        assert_eq!(wish(&office, "one", what).await, not_now, "{what:?}");
    }
    let missed = Command::DidNotCome(called.id);
    office.command(10, "jana", missed).await.unwrap();
    // Away already, and not by their own wish.
    assert_eq!(wish(&office, "one", SHORT).await, not_now);
    assert!(wish(&office, "one", Wish::GiveUp).await.is_ok());
}

async fn who_gives_up_is_in_no_queue_and_the_number_stays_used(db: Database) {
    let office = three(&db).await;
    let gone = wish(&office, "one", Wish::GiveUp).await;
    let at = office.now.instant;
    assert_eq!(gone, Ok(TicketState::Left { at }));
    assert_eq!(wish(&office, "one", Wish::GiveUp).await, gone);
    assert_eq!(office.day("hall").await.callable.len(), 2);
    assert_eq!([call(&office).await, call(&office).await], [2, 3]);
    let next = office.tap_with_key("a", "four").await.unwrap();
    assert_eq!(next.ticket.id.number, 4);
}

async fn the_key_leads_to_the_ticket_while_its_day_lasts(db: Database) {
    let mut office = three(&db).await;
    let followed = async |office: &Office, key: &str| {
        let ticket = office.store.followed(key, office.now).await.unwrap();
        ticket.map(|ticket| ticket.id.number)
    };
    assert_eq!(followed(&office, "two").await, Some(2));
    assert_eq!(followed(&office, "none").await, None);
    let unknown = Err(NotDone::Unknown);
    assert_eq!(wish(&office, "none", Wish::GiveUp).await, unknown);
    office.now = self::at("2026-11-24 00:00:00");
    assert_eq!(followed(&office, "two").await, None);
    assert_eq!(wish(&office, "two", Wish::GiveUp).await, unknown);
}

async fn the_last_call_of_each_workplace_is_kept_for_the_day(db: Database) {
    let mut office = three(&db).await;
    call(&office).await;
    call(&office).await;
    // Longer than any display shows it.
    office.now = later(office.now, TimeDelta::hours(2));
    let last = office.day("hall").await.last_called;
    let last: Vec<_> = last.iter().map(|(id, call)| (id.as_str(), call)).collect();
    assert_eq!(last.len(), 1);
    assert_eq!((last[0].0, last[0].1.ticket.number), ("a", 2));
    office.now = self::at("2026-11-24 09:00:00");
    assert_eq!(office.day("hall").await.last_called, []);
    let (date, now) = (office.now.date, office.now.instant);
    office.store.end_days_before(date, now).await.unwrap();
    office.now = self::at("2026-11-23 11:00:00");
    assert_eq!(office.day("hall").await.last_called, []);
}
