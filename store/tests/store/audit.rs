//! What is noted of the staff's doings, and that it stays.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::{Entry, Kind},
    staff::Role,
};
use store::AuditFilter;

use crate::harness::{
    Database, Engine, Office, by_clerk, close_request, form, on_every_engine, town,
};

on_every_engine! {
    what_somebody_changes_is_noted_with_it_and_once
    what_nobody_stands_for_is_not_noted
    a_login_is_noted_and_a_wrong_password_for_it
    entries_are_found_by_time_person_and_kind
    nothing_is_ever_changed_in_it
    clients_are_in_it_by_ids_alone
}

/// Whoever does something there from now on is that person.
fn acting(office: &Office, login: &str) -> Office {
    Office {
        store: office.store.acting(Some(login), office.now.instant),
        ..office.clone()
    }
}

fn always() -> AuditFilter {
    AuditFilter {
        from: DateTime::<Utc>::UNIX_EPOCH,
        to: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(100_000),
        by: None,
        kind: None,
    }
}

async fn found(office: &Office, filter: &AuditFilter) -> Vec<Entry> {
    office.store.audit(filter, 0, None).await.unwrap()
}

async fn all(office: &Office) -> Vec<Entry> {
    found(office, &always()).await
}

async fn what_somebody_changes_is_noted_with_it_and_once(db: Database) {
    let office = db.office(town()).await;
    let jana = acting(&office, "jana");
    let request = || close_request("a", "2026-11-24 08:00", "2026-11-24 10:00");
    for _ in 0..2 {
        let closed = jana.store.close(request(), office.now).await;
        closed.unwrap().unwrap();
    }
    let entry = Entry {
        at: office.now.instant,
        by: Some("jana".to_owned()),
        deed: Kind::Closed.of("a").on(request().from.date()),
    };
    assert_eq!(all(&office).await, [entry]);
    // A refusal changes nothing, and neither does what is there already.
    let unknown = close_request("x", "2026-11-24 08:00", "2026-11-24 10:00");
    let refused = jana.store.close(unknown, office.now).await;
    refused.unwrap().unwrap_err();
    let a = "a".parse().unwrap();
    let go_on = jana.store.stop_tickets(&a, false, office.now);
    go_on.await.unwrap().unwrap();
    jana.store.revoke("no such device").await.unwrap();
    assert_eq!(all(&office).await.len(), 1);
}

async fn what_nobody_stands_for_is_not_noted(db: Database) {
    let office = db.office(town()).await;
    office.close("2026-11-24 08:00", "2026-11-24 10:00").await;
    let booking = office
        .confirmed(form("c-1", "2026-11-24 09:00", "jana@example.cz"))
        .await;
    office.cancel(&booking.id).await.unwrap();
    assert_eq!(all(&office).await, []);
}

async fn a_login_is_noted_and_a_wrong_password_for_it(db: Database) {
    let office = db.office(town()).await;
    let (store, now) = (&office.store, office.now.instant);
    store
        .add_staff("jana", "Jana Nová", Role::Clerk, "tajné heslo")
        .await
        .unwrap();
    for (login, password) in [
        ("jana", "wrong"),
        // A password in the wrong field is nobody's login, and nowhere to be read.
        ("tajné heslo", "jana"),
        ("jana", "tajné heslo"),
    ] {
        let _ = store.log_in(login, password, "192.0.2.7", now).await;
    }
    let mut kinds = all(&office).await.into_iter().map(|entry| {
        assert_eq!(entry.by.as_deref(), Some("jana"));
        entry.deed
    });
    let (one, other) = (kinds.next().unwrap(), kinds.next().unwrap());
    assert_eq!(kinds.next(), None);
    // Both were at the same moment.
    let mut both = [one.kind, other.kind];
    both.sort_unstable();
    assert_eq!(both, [Kind::LoggedIn, Kind::LoginFailed]);
}

async fn entries_are_found_by_time_person_and_kind(db: Database) {
    let mut office = db.office(town()).await;
    for n in 0..6 {
        let somebody = acting(&office, if n % 2 == 0 { "jana" } else { "petr" });
        let a = "a".parse().unwrap();
        let add = somebody.store.add_tickets(&a, n, 1, office.now);
        add.await.unwrap().unwrap();
        if n == 3 {
            somebody.store.note(Kind::BackedUp.alone()).await.unwrap();
        }
        office.wait(TimeDelta::minutes(1));
    }
    let minute = |n: i64| office.now.instant - TimeDelta::minutes(6 - n);
    let all = all(&office).await;
    let times: Vec<_> = all.iter().map(|entry| entry.at).collect();
    let newest_first = [5, 4, 3, 3, 2, 1, 0_i64].map(minute);
    assert_eq!(times, newest_first);

    let by = Some("petr".to_owned());
    let petr = found(&office, &AuditFilter { by, ..always() }).await;
    assert_eq!(petr.len(), 4);
    let kind = Some(Kind::BackedUp);
    let backups = found(&office, &AuditFilter { kind, ..always() }).await;
    assert_eq!(backups.len(), 1);
    assert_eq!(backups[0].by.as_deref(), Some("petr"));
    let (from, to) = (minute(1), minute(3));
    let between = AuditFilter {
        from,
        to,
        ..always()
    };
    let times: Vec<_> = found(&office, &between)
        .await
        .iter()
        .map(|it| it.at)
        .collect();
    assert_eq!(times, [minute(2), minute(1)], "the end is not included");

    let page = office.store.audit(&always(), 2, Some(3)).await.unwrap();
    assert_eq!(page, all[2..5]);
}

async fn nothing_is_ever_changed_in_it(db: Database) {
    // A second connection is needed, and a database in memory has none.
    if db.engine == Engine::Mem {
        return;
    }
    let office = db.office(town()).await;
    let jana = acting(&office, "jana");
    jana.store.note(Kind::BackedUp.of("x")).await.unwrap();
    drop((office, jana));
    let before = db.everything().await;
    let raw = db.raw().await;
    for statement in [
        "UPDATE audit SET by = 'petr'",
        "UPDATE audit UNSET by",
        "UPSERT (SELECT VALUE id FROM ONLY audit LIMIT 1) CONTENT { by: 'petr', kind: 'booked' }",
        "DELETE audit",
        "DELETE audit WHERE by = 'jana' RETURN NONE",
    ] {
        let refused = raw.query(statement).await.unwrap().check().unwrap_err();
        let why = refused.to_string();
        assert!(why.contains("only ever added to"), "{statement}: {why}");
    }
    drop(raw);
    assert_eq!(db.everything().await["audit"], before["audit"]);
}

async fn clients_are_in_it_by_ids_alone(db: Database) {
    if db.engine == Engine::Mem {
        return;
    }
    let office = db.office(town()).await;
    let jana = acting(&office, "jana");
    let request = by_clerk("a-1", "2026-11-24 10:00", "klient@example.cz");
    let booking = jana.book(request).await.unwrap();
    jana.cancel(&booking.id).await.unwrap();
    let entries = all(&office).await;
    // Both were at the same moment.
    for kind in [Kind::Booked, Kind::Cancelled] {
        let expected = kind.of(&booking.id).on(booking.reservation.agreed.date);
        assert!(
            entries.iter().any(|entry| entry.deed == expected),
            "{kind:?}"
        );
    }
    assert_eq!(entries.len(), 2);
    drop((office, jana));
    let rows = &db.everything().await["audit"];
    for secret in ["Bedřich", "Vševěd", "klient", "example.cz", "601234567"] {
        assert!(!rows.contains(secret), "{secret}: {rows}");
    }
}
