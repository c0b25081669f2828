//! The outbox.

use chrono::TimeDelta;
use domain::reservation::Over;
use futures::future::join_all;
use store::{MailKind, NotDone};

use crate::harness::{Database, at, form, on_every_engine, town};

on_every_engine! {
    a_mail_is_there_until_it_is_delivered
    what_cannot_be_sent_now_is_tried_again_later_as_the_same_mail
    a_client_who_cannot_be_reached_is_shown_to_the_staff
    the_mail_of_a_hold_that_is_over_is_dropped
    a_mail_that_is_sent_again_has_a_link_of_its_own
    a_link_is_sent_again_for_every_open_reservation_of_an_address
    a_reminder_leaves_once_a_day_before_by_two_instances
    no_reminder_for_a_time_that_is_near_or_past
    a_later_mail_takes_the_place_of_one_that_has_not_left
}

const WEDNESDAY: &str = "2026-11-25 09:00";

async fn a_mail_is_there_until_it_is_delivered(db: Database) {
    let mut office = db.office(town()).await;
    let first = office
        .hold(form("a-1", WEDNESDAY, "jana@example.cz"))
        .await
        .unwrap();
    office.wait(TimeDelta::seconds(1));
    let second = office
        .hold(form("a-1", WEDNESDAY, "petr@example.cz"))
        .await
        .unwrap();
    let mails = office.mails().await;
    let order: Vec<_> = mails.iter().map(|mail| &mail.reservation).collect();
    assert_eq!(
        order,
        [&first.id, &second.id],
        "whoever waits longest is first"
    );
    let [mail, other] = &mails[..] else {
        panic!("{mails:?}");
    };
    assert_eq!(
        (mail.kind, mail.to.email.as_str()),
        (MailKind::Confirm, "jana@example.cz")
    );
    assert_eq!(mail.agreed, first.reservation.agreed);
    assert_eq!(mail.held_until, Some(at("2026-11-23 09:30:00").instant));
    assert_eq!(mail.to.name.as_str(), "Žofie O’Hara");
    assert_ne!(mail.message, other.message);
    assert_ne!(mail.token, other.token);
    assert!(
        !format!("{mail:?}").contains(mail.token.as_ref().unwrap()),
        "{mail:?}"
    );
    assert_eq!(
        office
            .store
            .due_mails(office.now.instant, 1)
            .await
            .unwrap()
            .len(),
        1
    );
    for _ in 0..2 {
        office.store.mail_delivered(mail).await.unwrap();
        assert_eq!(office.mails().await, std::slice::from_ref(other));
    }
}

async fn what_cannot_be_sent_now_is_tried_again_later_as_the_same_mail(db: Database) {
    let mut office = db.office(town()).await;
    let booking = office
        .confirmed(form("a-1", WEDNESDAY, "jana@example.cz"))
        .await;
    let first = office.mail(&booking.id).await;
    for seconds in [30, 60, 120] {
        let mail = office.mail(&booking.id).await;
        assert_eq!((&mail.message, &mail.token), (&first.message, &first.token));
        let failed = office.store.mail_failed_for_now(&mail, office.now.instant);
        failed.await.unwrap();
        office.wait(TimeDelta::seconds(seconds - 1));
        assert!(office.mails().await.is_empty());
        office.wait(TimeDelta::seconds(1));
    }
    let mail = office.mail(&booking.id).await;
    assert_eq!(mail.attempts, 3);
    office.store.mail_delivered(&mail).await.unwrap();
    assert!(office.mails().await.is_empty());
}

async fn a_client_who_cannot_be_reached_is_shown_to_the_staff(db: Database) {
    let office = db.office(town()).await;
    let booking = office
        .confirmed(form("a-1", WEDNESDAY, "jana@example.cz"))
        .await;
    assert!(!booking.unreached);
    let mail = office.mail(&booking.id).await;
    office.store.mail_refused(&mail).await.unwrap();
    assert!(office.mails().await.is_empty());
    let (date, workplaces) = (booking.reservation.agreed.date, ["a".parse().unwrap()]);
    let day = office
        .store
        .day_reservations(&office.town, date, &workplaces, office.now);
    assert!(day.await.unwrap()[0].unreached);
}

async fn the_mail_of_a_hold_that_is_over_is_dropped(db: Database) {
    let mut office = db.office(town()).await;
    office
        .hold(form("a-1", WEDNESDAY, "jana@example.cz"))
        .await
        .unwrap();
    office.wait(TimeDelta::minutes(29));
    assert_eq!(office.mails().await.len(), 1);
    office.wait(TimeDelta::minutes(1));
    assert!(
        office.mails().await.is_empty(),
        "also before the job has run"
    );
    let expired = office.store.expire_due(&office.town, office.now);
    assert_eq!(expired.await.unwrap(), 1);
    office.now = at("2026-11-23 09:00:00");
    assert!(office.mails().await.is_empty());
}

async fn a_mail_that_is_sent_again_has_a_link_of_its_own(db: Database) {
    let office = db.office(town()).await;
    let held = office
        .hold(form("a-1", WEDNESDAY, "jana@example.cz"))
        .await
        .unwrap();
    let resend = || office.store.resend(&office.town, &held.id, office.now);
    let first = office.mail(&held.id).await;
    resend().await.unwrap().unwrap();
    let second = office.mail(&held.id).await;
    assert_eq!(second.kind, MailKind::Confirm);
    assert_ne!(
        (&first.message, &first.token),
        (&second.message, &second.token)
    );
    // The first may have left in that moment: it holds as well.
    office.confirm(&first.token.unwrap()).await.unwrap();
    office.confirm(&second.token.unwrap()).await.unwrap();
    resend().await.unwrap().unwrap();
    assert_eq!(office.mail(&held.id).await.kind, MailKind::Code);
    office.cancel(&held.id).await.unwrap();
    let over = NotDone::Refused(Over::Cancelled);
    assert_eq!(resend().await.unwrap(), Err(over));
}

async fn a_link_is_sent_again_for_every_open_reservation_of_an_address(db: Database) {
    let office = db.office(town()).await;
    for time in [WEDNESDAY, "2026-11-25 10:00"] {
        let booking = office.confirmed(form("a-1", time, "jana@example.cz")).await;
        office.token(&booking.id).await;
    }
    let other = office
        .confirmed(form("a-1", WEDNESDAY, "petr@example.cz"))
        .await;
    office.token(&other.id).await;
    let resend = |email: &str| {
        let email = email.parse().unwrap();
        let office = office.clone();
        async move {
            office
                .store
                .resend_to(&office.town, &email, office.now)
                .await
                .unwrap()
        }
    };
    resend("unknown@example.cz").await;
    assert!(office.mails().await.is_empty());
    resend("JANA@example.cz").await;
    let mails = office.mails().await;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.kind == MailKind::Code));
    assert!(
        mails
            .iter()
            .all(|mail| mail.to.email.as_str() == "jana@example.cz")
    );
}

async fn a_reminder_leaves_once_a_day_before_by_two_instances(db: Database) {
    let mut office = db.office(town()).await;
    let booking = office
        .confirmed(form("a-1", WEDNESDAY, "jana@example.cz"))
        .await;
    office.token(&booking.id).await;
    office.now = at("2026-11-24 08:59:59");
    let remind = office.store.remind_due(&office.town, office.now);
    assert_eq!(remind.await.unwrap(), 0);
    office.now = at("2026-11-24 09:00:00");
    let jobs = (0..2).map(|_| {
        let office = office.elsewhere();
        tokio::spawn(async move {
            office
                .store
                .remind_due(&office.town, office.now)
                .await
                .unwrap()
        })
    });
    let reminded: usize = join_all(jobs).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(reminded, 1);
    let mail = office.mail(&booking.id).await;
    assert_eq!(mail.kind, MailKind::Reminder);
    office.store.mail_delivered(&mail).await.unwrap();
    let remind = office.store.remind_due(&office.town, office.now);
    assert_eq!(remind.await.unwrap(), 0);
    // A new time is a new reminder.
    office
        .move_to(&booking.id, "2026-11-27 09:00")
        .await
        .unwrap();
    office.token(&booking.id).await;
    office.now = at("2026-11-26 12:00:00");
    let remind = office.store.remind_due(&office.town, office.now);
    assert_eq!(remind.await.unwrap(), 1);
}

async fn no_reminder_for_a_time_that_is_near_or_past(db: Database) {
    let mut office = db.office(town()).await;
    let near = office
        .confirmed(form("a-1", "2026-11-24 08:00", "jana@example.cz"))
        .await;
    office.token(&near.id).await;
    let past = office
        .confirmed(form("a-1", WEDNESDAY, "petr@example.cz"))
        .await;
    office.token(&past.id).await;
    let cancelled = office
        .confirmed(form("a-1", WEDNESDAY, "eva@example.cz"))
        .await;
    office.token(&cancelled.id).await;
    office.cancel(&cancelled.id).await.unwrap();
    office
        .store
        .mail_delivered(&office.mail(&cancelled.id).await)
        .await
        .unwrap();
    // The program was away until the client was to be there.
    office.now = at("2026-11-25 09:00:00");
    for _ in 0..2 {
        let remind = office.store.remind_due(&office.town, office.now);
        assert_eq!(remind.await.unwrap(), 0);
    }
    assert!(office.mails().await.is_empty());
}

async fn a_later_mail_takes_the_place_of_one_that_has_not_left(db: Database) {
    let office = db.office(town()).await;
    let booking = office
        .confirmed(form("a-1", WEDNESDAY, "jana@example.cz"))
        .await;
    let code = office.mail(&booking.id).await;
    office
        .move_to(&booking.id, "2026-11-26 09:00")
        .await
        .unwrap();
    let moved = office.mail(&booking.id).await;
    assert_eq!((moved.kind, moved.code), (MailKind::Moved, code.code));
    // Whoever was just sending the old one reports too late.
    for late in [
        office.store.mail_delivered(&code).await,
        office.store.mail_refused(&code).await,
    ] {
        late.unwrap();
    }
    assert_eq!(office.mail(&booking.id).await, moved);
    office.cancel(&booking.id).await.unwrap();
    assert_eq!(office.mail(&booking.id).await.kind, MailKind::Cancelled);
}
