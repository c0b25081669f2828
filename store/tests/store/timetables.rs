//! The hours and places of a workplace are changed.

use chrono::NaiveDate;
use domain::{
    internet::DayPlaces,
    message::Message,
    opening_hours::Day,
    reservation::HoldRefusal,
    set_up::Piece,
    slots::NoPlace,
    text::Language,
    timetable::{Period, Week},
    town::{Town, Workplace},
};
use store::{Booking, Change, ContactRequest, HoursChange, MailKind, NotSetUp, Store};

use crate::harness::{Database, Office, form, on_every_engine, town};

on_every_engine! {
    what_is_set_is_read_again_and_no_import_takes_it_away
    the_second_of_two_changes_nothing_that_it_has_not_seen
    places_follow_at_once
    who_is_left_outside_is_listed
    a_change_and_what_is_written_for_it_are_made_together
}

const TUESDAY: &str = "2026-11-24 09:00";

fn date(date: &str) -> NaiveDate {
    date.parse().unwrap()
}

fn day(text: &str) -> Day {
    Day::new(vec![text.parse().unwrap()]).unwrap()
}

fn places(text: &str) -> DayPlaces {
    DayPlaces::new(vec![text.parse().unwrap()]).unwrap()
}

/// Says of the first workplace what shall be, by what was seen before.
async fn set(office: &Office, before: &Workplace, after: &Workplace) -> Result<(), NotSetUp> {
    let [before, after] = [before, after].map(|it| Piece::Workplace(it.clone()));
    let change = Change::put(Some(before), after, 0);
    office.store.set_up(change, office.now).await.unwrap()
}

async fn known(store: &Store) -> Town {
    store.town().await.unwrap().unwrap()
}

/// On that day it works, and has places, at these times only.
fn on_one_day(workplace: &Workplace, on: &str, hours: &str, with: &str) -> Workplace {
    let mut changed = workplace.clone();
    changed.hours.days.insert(date(on), day(hours));
    let internet = changed.internet.as_mut().unwrap();
    internet.places.days.insert(date(on), places(with));
    changed
}

async fn what_is_set_is_read_again_and_no_import_takes_it_away(db: Database) {
    let office = db.office(town()).await;
    let before = office.town.workplaces[0].clone();
    let mut after = on_one_day(&before, "2026-12-24", "8:00-10:00", "8:00-9:00 x1");
    after.daily_capacity = 7;
    let (from, to) = (date("2026-07-01"), Some(date("2026-08-31")));
    let weekdays = before.hours.week.keys();
    let week = weekdays.map(|on| (*on, day("8:00-9:00"))).collect();
    after.hours.periods.insert(from, Period { to, week });
    let week = Week::new();
    let internet = after.internet.as_mut().unwrap();
    internet.places.periods.insert(from, Period { to, week });
    after.hours.days.insert(date("2026-12-31"), Day::default());
    internet
        .places
        .days
        .insert(date("2026-12-31"), DayPlaces::default());
    assert_eq!(set(&office, &before, &after).await, Ok(()));
    assert_eq!(known(&office.store).await.workplaces[0], after);

    office.store.import_town(&office.town).await.unwrap();
    after.daily_capacity = office.town.workplaces[0].daily_capacity;
    assert_eq!(known(&office.store).await.workplaces[0], after);
}

async fn the_second_of_two_changes_nothing_that_it_has_not_seen(db: Database) {
    let office = db.office(town()).await;
    let before = office.town.workplaces[0].clone();
    let with = |capacity| {
        let daily_capacity = capacity;
        Workplace {
            daily_capacity,
            ..before.clone()
        }
    };
    assert_eq!(set(&office, &before, &with(7)).await, Ok(()));
    let refused = set(&office, &before, &with(8)).await;
    assert_eq!(refused, Err(NotSetUp::Stale));
    assert_eq!(known(&office.store).await.workplaces[0].daily_capacity, 7);
    // A closure is no change of the hours.
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    assert_eq!(set(&office, &with(7), &with(8)).await, Ok(()));
}

async fn places_follow_at_once(db: Database) {
    let office = db.office(town()).await;
    let before = office.town.workplaces[0].clone();
    let after = on_one_day(&before, "2026-11-24", "10:00-12:00", "10:00-12:00 x1");
    assert_eq!(set(&office, &before, &after).await, Ok(()));
    // By the set-up that its instance still believes in.
    let held = office.hold(form("a-1", TUESDAY, "one@example.cz")).await;
    let refused = |it: &HoldRefusal| matches!(it, HoldRefusal::NoPlace(NoPlace::NotOffered));
    assert!(held.as_ref().is_err_and(refused), "{held:?}");
    let held = office
        .hold(form("a-1", "2026-11-24 10:00", "one@example.cz"))
        .await;
    assert!(held.is_ok());
    let held = office
        .hold(form("a-1", "2026-11-24 10:00", "two@example.cz"))
        .await;
    assert!(held.is_err());
}

async fn who_is_left_outside_is_listed(db: Database) {
    let office = db.office(town()).await;
    for (time, email) in [
        (TUESDAY, "early@example.cz"),
        ("2026-11-24 10:00", "one@example.cz"),
        ("2026-11-24 10:00", "two@example.cz"),
        ("2026-11-25 09:00", "other@example.cz"),
    ] {
        office.confirmed(form("a-1", time, email)).await;
    }
    let before = &office.town.workplaces[0];
    let after = on_one_day(before, "2026-11-24", "10:00-12:00", "10:00-12:00 x1");
    let outside = async |workplace: &Workplace| {
        let found = office
            .store
            .outside(&office.town, workplace, office.now)
            .await;
        let (bookings, over) = found.unwrap();
        let emails = bookings.iter().map(|booking| {
            let contact = booking.reservation.contact().unwrap();
            contact.email.as_ref().unwrap().as_str().to_owned()
        });
        (emails.collect::<Vec<_>>(), over)
    };
    assert_eq!(outside(before).await, (vec![], vec![]));
    let (emails, over) = outside(&after).await;
    assert_eq!(emails, ["early@example.cz"]);
    let over: Vec<_> = over.iter().map(|it| (it.date, it.by)).collect();
    assert_eq!(over, [(date("2026-11-24"), 1)]);
}

async fn a_change_and_what_is_written_for_it_are_made_together(db: Database) {
    let office = db.office(town()).await;
    let early = office
        .confirmed(form("a-1", TUESDAY, "early@example.cz"))
        .await;
    let before = office.town.workplaces[0].clone();
    let afternoon = on_one_day(&before, "2026-11-24", "10:00-12:00", "10:00-12:00 x1");
    let noon = on_one_day(&before, "2026-11-24", "11:00-12:00", "11:00-12:00 x1");
    let change = async |before: &Workplace, after: &Workplace, key: &str, whom: &Booking| {
        let message = [(Language::Cs, "Ten den začínáme později.".to_owned())].into();
        let contact = ContactRequest {
            workplace: before.id.clone(),
            clients: [(whom.id.clone(), whom.reservation.agreed)].into(),
            message: Message::new(&message).unwrap(),
            cancels: true,
            key: key.to_owned(),
        };
        let hours = HoursChange {
            before: before.clone(),
            after: after.clone(),
            place: 0,
        };
        let changed = office.store.change_hours(hours, contact, office.now).await;
        changed.unwrap()
    };
    // Pressed twice.
    let known_contact = change(&before, &afternoon, "one", &early).await.unwrap();
    let again = change(&before, &afternoon, "one", &early).await;
    assert_eq!(again.as_ref(), Ok(&known_contact));
    assert_eq!(known(&office.store).await.workplaces[0], afternoon);
    // Of a change that is refused nobody is told, and nothing changes for what cannot be written.
    let stale = Err(NotSetUp::Stale);
    assert_eq!(change(&before, &noon, "two", &early).await, stale);
    assert_eq!(change(&afternoon, &noon, "one", &early).await, stale);
    assert_eq!(known(&office.store).await.workplaces[0], afternoon);
    let contacts = office.store.contacts(office.now).await.unwrap();
    assert_eq!(contacts, [known_contact]);
    // Nothing more is needed for them to be told, though whoever asked for it is gone.
    for told in [1, 0] {
        let now_told = office.store.tell_contacts(&office.town, office.now).await;
        assert_eq!(now_told.unwrap(), told);
    }
    let mail = office.mail(&early.id).await;
    assert_eq!(mail.kind, MailKind::Cancelled);
    assert_eq!(mail.reason.as_deref(), Some("Ten den začínáme později."));
    let early = office.reservation(&early.id).await.unwrap();
    assert!(!early.reservation.is_open());
}
