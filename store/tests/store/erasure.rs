//! When the day is over nothing says who was there.

use chrono::{TimeDelta, Timelike as _};
use domain::{
    contact::{Contact, Email},
    desk::Command,
    ids::WorkplaceId,
    message::Message,
    reservation::ReservationState,
    text::Language,
};
use store::{Booking, ContactRequest, DayCount, Erasure, HoldRequest, Mail, MailKind, Stored};

use crate::harness::{
    Database, Engine, Office, agreed, at, by_clerk, code, form, on_every_engine, town,
};

on_every_engine! {
    a_day_that_is_over_leaves_only_numbers
    the_days_to_come_keep_their_reservations
    no_personal_data_are_in_any_row
    who_has_cancelled_is_in_no_row_before_the_day_is_over
    when_it_was_last_done_is_known
    everything_about_one_person_is_found
    one_person_is_erased_and_nobody_else
    the_statistics_count_whoever_was_erased
    who_books_again_meanwhile_is_erased_or_was_never_there
}

const DAY: &str = "2026-11-24 09:00";

/// One of each fate for Tuesday; how many there are.
async fn tuesday(office: &mut crate::harness::Office) -> usize {
    let form = |n: u32| form("a-1", DAY, &format!("klient{n}@example.cz"));
    let came = office.confirmed(form(0)).await;
    office.confirmed(form(1)).await;
    let cancelled = office.confirmed(form(2)).await;
    office.cancel(&cancelled.id).await.unwrap();
    office.hold(form(3)).await.unwrap();
    let moved = office
        .confirmed(crate::harness::form(
            "a-1",
            "2026-11-25 09:00",
            "klient4@example.cz",
        ))
        .await;
    office.move_to(&moved.id, DAY).await.unwrap();
    office
        .book(by_clerk("a-1", "2026-11-24 10:00", ""))
        .await
        .unwrap();
    office.now = at("2026-11-24 09:00:00");
    office.check_in(code(&came)).await.unwrap();
    office.now = at("2026-11-25 00:05:00");
    6
}

fn a() -> WorkplaceId {
    "a".parse().unwrap()
}

async fn a_day_that_is_over_leaves_only_numbers(db: Database) {
    let mut office = db.office(town()).await;
    let held = office
        .hold(form("a-1", DAY, "klient9@example.cz"))
        .await
        .unwrap();
    let token = office.token(&held.id).await;
    let confirmed = office.confirm(&token).await.unwrap();
    let all = 1 + tuesday(&mut office).await;
    let erase = || office.store.erase_past_days(office.now);
    assert_eq!(erase().await.unwrap(), all);
    assert_eq!(erase().await.unwrap(), 0);
    assert_eq!(office.reservation(&held.id).await, None);
    let old_link = office
        .store
        .reservation_by_token(&office.town, &token, office.now);
    assert_eq!(old_link.await.unwrap(), None);
    let unknown = Err(store::CodeRefusal::Unknown);
    assert_eq!(office.check_in(code(&confirmed)).await, unknown);
    assert!(office.mails().await.is_empty());
    assert!(office.booked(DAY).await.is_empty());
    let date = agreed(DAY).date;
    let count = DayCount {
        checked_in: 1,
        // Two who did not come, one who was moved there and did not come either, and one without an
        // address.
        lapsed: 4,
        cancelled: 1,
        expired: 1,
    };
    assert_eq!(office.store.day_count(date, &a()).await.unwrap(), count);
    // Nothing of it is due any more.
    for job in [
        office.store.expire_due(&office.town, office.now).await,
        office.store.lapse_due(&office.town, office.now).await,
        office.store.remind_due(&office.town, office.now).await,
    ] {
        assert_eq!(job.unwrap(), 0);
    }
}

async fn the_days_to_come_keep_their_reservations(db: Database) {
    let mut office = db.office(town()).await;
    let today = office
        .confirmed(form("a-1", "2026-11-25 09:00", "jana@example.cz"))
        .await;
    tuesday(&mut office).await;
    office.store.erase_past_days(office.now).await.unwrap();
    assert_eq!(office.reservation(&today.id).await, Some(today.clone()));
    assert_eq!(office.booked("2026-11-25 09:00").await, [1]);
    office.now = at("2026-11-25 09:00:00");
    office.check_in(code(&today)).await.unwrap();
}

async fn no_personal_data_are_in_any_row(db: Database) {
    // A second connection is needed, and a database in memory has none.
    if db.engine == Engine::Mem {
        return;
    }
    let secrets = [
        "Žofie",
        "O’Hara",
        "klient",
        "example.cz",
        "777123456",
        "Bedřich",
        "601234567",
    ];
    let mut office = db.office(town()).await;
    tuesday(&mut office).await;
    drop(office);
    let before = db.everything().await;
    for secret in secrets {
        let found = before.values().any(|rows| rows.contains(secret));
        assert!(found, "the test looks for `{secret}` in vain");
    }
    let store = db.store().await;
    store
        .erase_past_days(at("2026-11-25 00:05:00"))
        .await
        .unwrap();
    drop(store);
    for (table, rows) in db.everything().await {
        for secret in secrets {
            assert!(!rows.contains(secret), "`{secret}` in {table}: {rows}");
        }
        let of_the_day = [
            "reservation",
            "agenda",
            "link",
            "code",
            "open_of_email",
            "due",
            "mail",
            "sending",
        ];
        if of_the_day.contains(&table.as_str()) {
            assert_eq!(rows, "[]", "{table}");
        }
    }
}

async fn who_has_cancelled_is_in_no_row_before_the_day_is_over(db: Database) {
    if db.engine == Engine::Mem {
        return;
    }
    let secrets = ["Žofie", "O’Hara", "jana", "example.cz", "777123456"];
    let office = db.office(town()).await;
    let booking = office.confirmed(form("a-1", DAY, "jana@example.cz")).await;
    drop(office);
    let before = db.everything().await;
    for secret in secrets {
        let found = before.values().any(|rows| rows.contains(secret));
        assert!(found, "the test looks for `{secret}` in vain");
    }
    let store = db.store().await;
    let now = at("2026-11-23 09:00:00");
    store
        .cancel(&town(), &booking.id, now)
        .await
        .unwrap()
        .unwrap();
    // The mail that says so is the last to know whom it goes to.
    let mails = store.due_mails(now.instant, 100).await.unwrap();
    assert_eq!(mails.len(), 1);
    store.mail_delivered(&mails[0]).await.unwrap();
    drop(store);
    for (table, rows) in db.everything().await {
        for secret in secrets {
            assert!(!rows.contains(secret), "`{secret}` in {table}: {rows}");
        }
    }
    let store = db.store().await;
    let tombstone = store.reservation(&town(), &booking.id, now).await.unwrap();
    let state = tombstone.unwrap().reservation.state;
    assert_eq!(state, ReservationState::Cancelled);
}

async fn when_it_was_last_done_is_known(db: Database) {
    let mut office = db.office(town()).await;
    assert_eq!(office.store.last_erasure().await.unwrap(), None);
    let all = tuesday(&mut office).await;
    for reservations in [all, 0] {
        office.store.erase_past_days(office.now).await.unwrap();
        let erasure = Erasure {
            at: office.now.instant,
            reservations: reservations.try_into().unwrap(),
        };
        let last = office.store.last_erasure().await.unwrap();
        assert_eq!(last, Some(erasure));
        office.wait(TimeDelta::days(1));
    }
}

/// Whose name is in nothing else.
fn hers(time: &str) -> HoldRequest {
    HoldRequest {
        contact: Contact::parse("Květa Ořechová", "Kveta@example.org", "606 606 606").unwrap(),
        ..form("a-1", time, "x@example.cz")
    }
}

fn kveta() -> Email {
    "kveta@Example.org".parse().unwrap()
}

async fn stored(office: &Office, email: &Email) -> Stored {
    let stored = office.store.stored_of(&office.town, email, office.now);
    stored.await.unwrap()
}

async fn erase_kveta(office: &Office) -> usize {
    let (store, email) = (&office.store, kveta());
    let erased = store.erase_person(&office.town, &email, office.now);
    erased.await.unwrap()
}

/// One of each fate for Tuesday at nine, and one that is open: came with a note, did not come,
/// cancelled while the mail about it waits, not confirmed in time, not confirmed yet, written to.
/// Others have the same.
async fn kvetas_tuesday(office: &mut Office) -> Booking {
    office.town.rules.open_reservations_per_email = 9;
    office.store.import_town(&office.town).await.unwrap();
    let others = |time: &str| form("a-1", time, "jana@example.cz");
    let both: [fn(&str) -> HoldRequest; 2] = [hers, others];
    let mut came = Vec::new();
    let mut open = Vec::new();
    for form in both {
        office.confirmed(form("2026-11-24 08:00")).await;
        let cancelled = office.confirmed(form(DAY)).await;
        office.cancel(&cancelled.id).await.unwrap();
        came.push(office.confirmed(form(DAY)).await);
        open.push(office.confirmed(form("2026-11-24 16:00")).await);
    }
    office.now = at("2026-11-24 08:29:00");
    for form in both {
        office.hold(form("2026-11-24 10:00")).await.unwrap();
    }
    office.now = at("2026-11-24 09:00:00");
    office.sit(1, "petra").await.unwrap();
    for (booking, note) in came.iter().zip(["Přišla paní s holí", "Přinese to zítra"]) {
        let ticket = office.check_in(code(booking)).await.unwrap();
        let note = Command::Note(ticket.id, note.parse().ok());
        office.command(1, "petra", note).await.unwrap();
    }
    for form in both {
        office.hold(form("2026-11-24 14:00")).await.unwrap();
    }
    for (n, chosen) in [&open[..1], &open[..]].into_iter().enumerate() {
        let message = [(Language::Cs, format!("Paní Květo, zpráva {n}"))].into();
        let request = ContactRequest {
            workplace: "a".parse().unwrap(),
            clients: chosen
                .iter()
                .map(|it| (it.id.clone(), it.reservation.agreed))
                .collect(),
            message: Message::new(&message).unwrap(),
            cancels: false,
            key: n.to_string(),
        };
        office.store.contact(request, office.now).await.unwrap();
    }
    let told = office.store.tell_contacts(&office.town, office.now).await;
    assert_eq!(told.unwrap(), 3);
    open.remove(0)
}

async fn everything_about_one_person_is_found(db: Database) {
    let mut office = db.office(town()).await;
    kvetas_tuesday(&mut office).await;
    let found = stored(&office, &kveta()).await;
    let times = found.reservations.iter();
    let times: Vec<_> = times.map(|it| it.reservation.agreed.time.hour()).collect();
    // Who was not confirmed in time is known no more.
    assert_eq!(times, [8, 9, 14, 16]);
    let mut mails: Vec<_> = found.mails.iter().map(|it| it.kind.word()).collect();
    mails.sort_unstable();
    mails.dedup();
    assert_eq!(mails, ["cancelled", "code", "confirm", "message"]);
    let is_hers = |mail: &Mail| mail.to.email.folded() == kveta().folded();
    assert!(found.mails.iter().all(is_hers));
    assert_eq!(found.contacts.len(), 2);
    let notes: Vec<_> = found.notes.iter().map(|(_, note)| note.as_str()).collect();
    assert_eq!(notes, ["Přišla paní s holí"]);
    let nobody = "nobody@example.org".parse().unwrap();
    let nothing = stored(&office, &nobody).await;
    assert!(nothing.is_empty());
    assert_eq!(nothing, Stored::default());
}

async fn one_person_is_erased_and_nobody_else(db: Database) {
    let mut office = db.office(town()).await;
    let open = kvetas_tuesday(&mut office).await;
    assert_eq!(office.booked("2026-11-24 16:00").await, [2]);
    // Came, did not come, cancelled, not confirmed in time, and two that are open.
    assert_eq!(erase_kveta(&office).await, 6);
    assert_eq!(erase_kveta(&office).await, 0);
    assert_eq!(stored(&office, &kveta()).await, Stored::default());
    let cancelled = office.reservation(&open.id).await.unwrap();
    assert_eq!(cancelled.reservation.state, ReservationState::Cancelled);
    assert_eq!(office.booked("2026-11-24 16:00").await, [1]);
    // The client of another address is written to as before.
    let mails = office.mails().await;
    let to_jana = mails.iter().filter(|mail| mail.kind == MailKind::Message);
    assert_eq!(to_jana.count(), 1);
    let contacts = office.store.contacts(office.now).await.unwrap();
    assert_eq!(contacts.len(), 1, "the one that was to others too");
    drop(office);
    // A second connection is needed, and a database in memory has none.
    if db.engine == Engine::Mem {
        return;
    }
    for (table, rows) in db.everything().await {
        for secret in [
            "Květa",
            "Ořechová",
            "veta@",
            "606606606",
            "s holí",
            "zpráva 0",
        ] {
            assert!(!rows.contains(secret), "`{secret}` in {table}: {rows}");
        }
    }
    let rows = db.everything().await;
    for (table, theirs) in [
        ("reservation", "jana@example.cz"),
        ("mail", "jana@example.cz"),
        ("note", "Přinese to zítra"),
        ("contact", "zpráva 1"),
    ] {
        assert!(rows[table].contains(theirs), "`{theirs}` in {table}");
    }
}

async fn the_statistics_count_whoever_was_erased(db: Database) {
    let mut office = db.office(town()).await;
    kvetas_tuesday(&mut office).await;
    erase_kveta(&office).await;
    office.now = at("2026-11-25 00:05:00");
    office.store.erase_past_days(office.now).await.unwrap();
    let count = DayCount {
        checked_in: 2,
        // Two who did not come to eight, and Jana's of the afternoon.
        lapsed: 3,
        // Two who cancelled themselves, and what Květa still had before her.
        cancelled: 4,
        // What was not confirmed in time: two of Jana's, one of Květa's.
        expired: 3,
    };
    let date = agreed(DAY).date;
    assert_eq!(office.store.day_count(date, &a()).await.unwrap(), count);
    assert_eq!(
        office.store.erase_past_days(office.now).await.unwrap(),
        0,
        "nothing is left of the day"
    );
}

async fn who_books_again_meanwhile_is_erased_or_was_never_there(db: Database) {
    let office = db.office(town()).await;
    for n in 0..3 {
        let time = format!("2026-11-24 1{n}:00");
        office.hold(hers(&time)).await.unwrap();
    }
    let elsewhere = office.elsewhere();
    let hold = elsewhere.hold(hers("2026-11-25 09:00"));
    let (erased, held) = futures::join!(erase_kveta(&office), hold);
    // Of three that are open a fourth is one too many: it was held only if some were gone.
    let held = usize::from(held.is_ok());
    let left = stored(&office, &kveta()).await.reservations.len();
    assert_eq!(erased + left, 3 + held);
}
