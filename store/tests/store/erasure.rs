//! When the day is over nothing says who was there.

use std::collections::BTreeMap;

use domain::ids::WorkplaceId;
use store::DayCount;
use surrealdb::types::{ToSql as _, Value};

use crate::harness::{Database, Engine, agreed, at, code, form, on_every_engine, town};

on_every_engine! {
    a_day_that_is_over_leaves_only_numbers
    the_days_to_come_keep_their_reservations
    no_personal_data_are_in_any_row
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
    office.now = at("2026-11-24 09:00:00");
    office.check_in(code(&came)).await.unwrap();
    office.now = at("2026-11-25 00:05:00");
    5
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
    let erase = || office.store.erase_days_before(office.now.date);
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
        // Two who did not come and one who was moved there and did not come either.
        lapsed: 3,
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
    office
        .store
        .erase_days_before(office.now.date)
        .await
        .unwrap();
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
    let secrets = ["Žofie", "O’Hara", "klient", "example.cz", "777123456"];
    let mut office = db.office(town()).await;
    tuesday(&mut office).await;
    drop(office);
    let before = everything(&db).await;
    for secret in secrets {
        let found = before.values().any(|rows| rows.contains(secret));
        assert!(found, "the test looks for `{secret}` in vain");
    }
    let store = db.store().await;
    let today = at("2026-11-25 00:05:00").date;
    store.erase_days_before(today).await.unwrap();
    drop(store);
    for (table, rows) in everything(&db).await {
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

/// All rows of each table, as text.
async fn everything(db: &Database) -> BTreeMap<String, String> {
    let raw = db.raw().await;
    let mut info = raw.query("INFO FOR DB").await.unwrap();
    let info: Value = info.take(0).unwrap();
    let Value::Object(info) = info else {
        panic!("{info:?}");
    };
    let Some(Value::Object(tables)) = info.get("tables") else {
        panic!("{info:?}");
    };
    let mut all = BTreeMap::new();
    for table in tables.keys() {
        let mut rows = raw.query(format!("SELECT * FROM `{table}`")).await.unwrap();
        let rows: Value = rows.take(0).unwrap();
        all.insert(table.clone(), rows.to_sql());
    }
    assert!(all.contains_key("reservation"));
    all
}
