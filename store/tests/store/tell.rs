//! Clients are told that what they have agreed to falls away.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{message::Message, reservation::ReservationState, text::Language};
use store::{Booking, ContactRequest, Mail, MailKind};

use crate::harness::{Database, Office, by_clerk, form, internet, on_every_engine, town};

on_every_engine! {
    everybody_is_told_once_of_a_closure_and_of_another_one_again
    two_instances_write_to_each_client_once
    all_clients_of_a_closed_lobby_are_told_once_each
    of_a_closed_service_only_its_own_clients_are_told
    who_only_holds_a_place_is_told_even_when_the_hold_has_ended
    what_a_client_does_meanwhile_drops_no_word_of_it
    who_corrects_the_address_is_told_there
    who_has_gone_elsewhere_is_not_told
    who_has_no_address_is_left_to_be_phoned
    what_is_opened_again_tells_nobody_more
    nobody_is_reminded_of_what_falls_away
    chosen_clients_are_written_to_once
    who_is_cancelled_learns_why_and_who_cannot_is_not
}

const TUESDAY: &str = "2026-11-24 09:00";

async fn tell(office: &Office) -> usize {
    let told = office.store.tell_closed(&office.town, office.now).await;
    told.unwrap()
}

/// The mails about closures that are due, which are then delivered.
async fn sent(office: &Office) -> Vec<Mail> {
    sent_of(office, MailKind::Closed).await
}

async fn sent_of(office: &Office, kind: MailKind) -> Vec<Mail> {
    let mut mails = office.mails().await;
    mails.retain(|mail| mail.kind == kind);
    for mail in &mails {
        office.store.mail_delivered(mail).await.unwrap();
    }
    mails
}

async fn everybody_is_told_once_of_a_closure_and_of_another_one_again(db: Database) {
    let office = db.office(town()).await;
    let booking = office
        .confirmed(form("a-1", TUESDAY, "one@example.cz"))
        .await;
    office
        .confirmed(form("a-1", "2026-11-25 09:00", "other@example.cz"))
        .await;
    let known = office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    assert_eq!(tell(&office).await, 1);
    let mails = sent(&office).await;
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}");
    };
    assert_eq!(mail.reservation, booking.id);
    assert_eq!(mail.to.email.as_str(), "one@example.cz");
    assert_eq!(mail.language, Language::Cs);
    assert_eq!(mail.reason.as_deref(), Some("Porucha proudu"));
    // Its link leads to the reservation.
    assert!(mail.token.is_some() && mail.held_until.is_none());
    let told = office.reservation(&booking.id).await.unwrap();
    assert_eq!(told.told, [known.id.to_string()]);

    assert_eq!(tell(&office).await, 0);
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    assert_eq!(tell(&office).await, 0, "the button was pressed again");
    assert!(sent(&office).await.is_empty());
    office.close("2026-11-24 09:00", "2026-11-24 12:00").await;
    assert_eq!(tell(&office).await, 1, "for another reason");
}

async fn two_instances_write_to_each_client_once(db: Database) {
    const CLIENTS: usize = 37;

    let mut town = town();
    town.workplaces[0].internet = Some(internet(15, 40));
    let office = db.office(town).await;
    for n in 0..CLIENTS {
        let email = format!("client{n}@example.cz");
        office.confirmed(form("a-1", TUESDAY, &email)).await;
    }
    office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    let elsewhere = office.elsewhere();
    let (one, other) = futures::join!(tell(&office), tell(&elsewhere));
    assert_eq!(one + other, CLIENTS);
    let mails = sent(&office).await;
    let addresses: BTreeSet<_> = mails.iter().map(|mail| mail.to.email.as_str()).collect();
    assert_eq!((mails.len(), addresses.len()), (CLIENTS, CLIENTS));
}

async fn all_clients_of_a_closed_lobby_are_told_once_each(db: Database) {
    let office = db.office(town()).await;
    for service in ["a-1", "a-2", "c-1", "v-1"] {
        let email = format!("{service}@example.cz");
        office.confirmed(form(service, TUESDAY, &email)).await;
    }
    let known = office
        .close_what("lobby:hall", "2026-11-24 08:00", "2026-11-24 10:00")
        .await;
    let elsewhere = office.elsewhere();
    let (one, other) = futures::join!(tell(&office), tell(&elsewhere));
    assert_eq!(one + other, 3);
    let mails = sent(&office).await;
    let mut addresses: Vec<_> = mails.iter().map(|mail| mail.to.email.as_str()).collect();
    addresses.sort_unstable();
    let told = ["a-1@example.cz", "a-2@example.cz", "c-1@example.cz"];
    assert_eq!(addresses, told);
    office
        .close_what("lobby:hall", "2026-11-24 08:00", "2026-11-24 10:00")
        .await;
    assert_eq!(tell(&office).await, 0, "the button was pressed again");
    office.store.reopen(&known.id).await.unwrap();
    assert_eq!(tell(&office).await, 0);
}

async fn of_a_closed_service_only_its_own_clients_are_told(db: Database) {
    let mut town = town();
    town.services[0].minutes = 30;
    let office = db.office(town).await;
    // Of its two slots the second one is closed.
    let before = form("a-1", "2026-11-24 08:45", "into@example.cz");
    let booking = office.confirmed(before).await;
    office
        .confirmed(form("a-2", TUESDAY, "other@example.cz"))
        .await;
    office
        .close_what("service:a-1", "2026-11-24 09:00", "2026-11-24 10:00")
        .await;
    assert_eq!(tell(&office).await, 1);
    let mails = sent(&office).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].reservation, booking.id);
    // Nobody is reminded of what falls away.
    let moved = office.move_to(&booking.id, TUESDAY).await;
    assert!(moved.is_err());
}

async fn who_only_holds_a_place_is_told_even_when_the_hold_has_ended(db: Database) {
    let mut office = db.office(town()).await;
    let held = office.hold(form("a-1", TUESDAY, "one@example.cz")).await;
    let held = held.unwrap();
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    assert_eq!(tell(&office).await, 1);
    // Instead of the link that confirms.
    let mails = office.mails().await;
    let kinds: Vec<_> = mails.iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds, [MailKind::Closed]);
    office.wait(TimeDelta::minutes(31));
    let expired = office.store.expire_due(&office.town, office.now).await;
    assert_eq!(expired.unwrap(), 1);
    let mails = sent(&office).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].reservation, held.id);
}

async fn what_a_client_does_meanwhile_drops_no_word_of_it(db: Database) {
    let office = db.office(town()).await;
    let held = office.hold(form("a-1", TUESDAY, "one@example.cz")).await;
    let held = held.unwrap();
    let link = office.token(&held.id).await;
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    assert_eq!(tell(&office).await, 1);
    // By the link of the mail before, while the one about the closure has not left.
    office.confirm(&link).await.unwrap();
    let mails = office.mails().await;
    let mut kinds: Vec<_> = mails.iter().map(|mail| mail.kind.word()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["closed", "code"]);
    // It is of no use to whoever has chosen another time.
    office.move_to(&held.id, "2026-11-25 09:00").await.unwrap();
    assert_eq!(office.mail(&held.id).await.kind, MailKind::Moved);
}

async fn who_corrects_the_address_is_told_there(db: Database) {
    let office = db.office(town()).await;
    let held = office.hold(form("a-1", TUESDAY, "wrong@example.cz")).await;
    let held = held.unwrap();
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    assert_eq!(tell(&office).await, 1);
    assert_eq!(sent(&office).await.len(), 1);
    let email = "right@example.cz".parse().unwrap();
    let corrected = office
        .store
        .correct_email(&office.town, &held.id, email, office.now);
    corrected.await.unwrap().unwrap();
    assert_eq!(tell(&office).await, 1);
    let mails = sent(&office).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.email.as_str(), "right@example.cz");
}

async fn who_has_gone_elsewhere_is_not_told(db: Database) {
    let office = db.office(town()).await;
    let moves = office
        .confirmed(form("a-1", TUESDAY, "one@example.cz"))
        .await;
    let cancels = office
        .confirmed(form("a-1", "2026-11-24 09:15", "two@example.cz"))
        .await;
    office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    office.move_to(&moves.id, "2026-11-25 09:00").await.unwrap();
    office.cancel(&cancels.id).await.unwrap();
    assert_eq!(tell(&office).await, 0);
    assert!(sent(&office).await.is_empty());
}

async fn who_has_no_address_is_left_to_be_phoned(db: Database) {
    let office = db.office(town()).await;
    let booked = office.book(by_clerk("a-1", TUESDAY, "")).await.unwrap();
    let known = office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    assert_eq!(tell(&office).await, 1);
    assert!(office.mails().await.is_empty());
    let affected = office
        .store
        .affected_by(&office.town, &known.closure, office.now);
    let affected = affected.await.unwrap();
    assert_eq!(affected[0].id, booked.id);
    assert!(!affected[0].is_reached_by_mail());
    let waiting = office
        .store
        .not_written_to_yet(&affected, MailKind::Closed)
        .await
        .unwrap();
    assert!(waiting.is_empty());
}

async fn what_is_opened_again_tells_nobody_more(db: Database) {
    let office = db.office(town()).await;
    let booking = office
        .confirmed(form("a-1", TUESDAY, "one@example.cz"))
        .await;
    let known = office.close("2026-11-24 00:00", "2026-11-25 00:00").await;
    assert!(office.store.reopen(&known.id).await.unwrap());
    assert_eq!(tell(&office).await, 0);
    let booking = office.reservation(&booking.id).await.unwrap();
    assert!(booking.told.is_empty());
}

async fn chosen_clients_are_written_to_once(db: Database) {
    let office = db.office(town()).await;
    let one = office
        .confirmed(form("a-1", TUESDAY, "one@example.cz"))
        .await;
    let gone = office
        .confirmed(form("a-1", TUESDAY, "gone@example.cz"))
        .await;
    office
        .confirmed(form("a-1", TUESDAY, "other@example.cz"))
        .await;
    let moves = office
        .confirmed(form("a-1", TUESDAY, "moves@example.cz"))
        .await;
    let write = async |key: &str, text: &str, clients: &[&Booking]| {
        let message = [(Language::Cs, text.to_owned())].into();
        let request = ContactRequest {
            workplace: "a".parse().unwrap(),
            clients: clients
                .iter()
                .map(|it| (it.id.clone(), it.reservation.agreed))
                .collect(),
            message: Message::new(&message).unwrap(),
            cancels: false,
            key: key.to_owned(),
        };
        office.store.contact(request, office.now).await.unwrap()
    };
    let tell = async || {
        let told = office.store.tell_contacts(&office.town, office.now).await;
        told.unwrap()
    };
    let known = write("one", "Vezměte si fotografii.", &[&one, &gone, &moves]).await;
    office.cancel(&gone.id).await.unwrap();
    office.move_to(&moves.id, "2026-11-25 09:00").await.unwrap();
    // A second press, which nobody has answered.
    assert_eq!(write("one", "Něco jiného.", &[]).await, known);
    assert_eq!(tell().await, 1);
    assert_eq!(tell().await, 0);
    let told = office.reservation(&one.id).await.unwrap();
    assert_eq!(told.told, [known.name()]);
    // Another word before the first has left.
    let two = write("two", "Přijďte vchodem ze dvora.", &[&one]).await;
    assert_eq!(tell().await, 1);
    // The same by whoever opened the page anew.
    let three = write("three", "Přijďte vchodem ze dvora.", &[&one]).await;
    assert_eq!((three, tell().await), (two, 0));
    let mails = sent_of(&office, MailKind::Message).await;
    let to_one = mails
        .iter()
        .all(|it| it.to.email.as_str() == "one@example.cz");
    assert!(to_one, "{mails:?}");
    let mut words: Vec<_> = mails.iter().filter_map(|it| it.reason.as_deref()).collect();
    words.sort_unstable();
    assert_eq!(
        words,
        ["Přijďte vchodem ze dvora.", "Vezměte si fotografii."]
    );
    // What has not left beside it, the code, leaves too.
    assert_eq!(office.mail(&one.id).await.kind, MailKind::Code);
    assert_eq!(office.store.contacts(office.now).await.unwrap().len(), 2);
}

async fn who_is_cancelled_learns_why_and_who_cannot_is_not(db: Database) {
    let office = db.office(town()).await;
    let one = office
        .confirmed(form("a-1", TUESDAY, "one@example.cz"))
        .await;
    let mute = office.book(by_clerk("a-1", TUESDAY, "")).await.unwrap();
    let message = [(Language::Cs, "Stěhujeme se.".to_owned())].into();
    let request = ContactRequest {
        workplace: "a".parse().unwrap(),
        clients: [&one, &mute]
            .map(|it| (it.id.clone(), it.reservation.agreed))
            .into(),
        message: Message::new(&message).unwrap(),
        cancels: true,
        key: "one".to_owned(),
    };
    office.store.contact(request, office.now).await.unwrap();
    for told in [2, 0] {
        let now_told = office.store.tell_contacts(&office.town, office.now).await;
        assert_eq!(now_told.unwrap(), told);
    }
    let mails = sent_of(&office, MailKind::Cancelled).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.email.as_str(), "one@example.cz");
    assert_eq!(mails[0].reason.as_deref(), Some("Stěhujeme se."));
    let one = office.reservation(&one.id).await.unwrap();
    assert_eq!(one.reservation.state, ReservationState::Cancelled);
    let mute = office.reservation(&mute.id).await.unwrap();
    assert!(mute.reservation.is_open());
    // Its place is given again.
    let date = one.reservation.agreed.date;
    let booked = office.store.booked(&"a".parse().unwrap(), date).await;
    let at = one.reservation.agreed.time;
    assert_eq!(booked.unwrap().0[&at], 1);
}

async fn nobody_is_reminded_of_what_falls_away(db: Database) {
    let mut office = db.office(town()).await;
    for (time, email) in [
        (TUESDAY, "told@example.cz"),
        ("2026-11-24 11:00", "other@example.cz"),
    ] {
        office.confirmed(form("a-1", time, email)).await;
    }
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    assert_eq!(tell(&office).await, 1);
    office.wait(TimeDelta::hours(6));
    let (store, town, now) = (&office.store, &office.town, office.now);
    assert_eq!(store.remind_due(town, now).await.unwrap(), 2);
    let reminded = sent_of(&office, MailKind::Reminder).await;
    assert_eq!(reminded.len(), 1);
    assert_eq!(reminded[0].to.email.as_str(), "other@example.cz");
}
