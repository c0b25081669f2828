//! (c) The cost of calling the next one and of free times, with a thousand and with very many past
//! tickets. The two offices take turns, so that whatever else the machine does meets both.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{desk::Command, town::Town};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use store::Store;
use surrealdb::{
    Surreal,
    engine::any::{Any, connect},
    types::{Array, RecordId, RecordIdKey, SurrealValue},
};
use tempfile::TempDir;

use crate::report::{Report, Times};
use bench::{
    Failure,
    office::{self, clerk, closed, counter, database_in, now, tap},
};

const ROUNDS: u32 = 500;

/// Tickets of one past day.
const A_DAY: u32 = 2_000;

/// Past tickets of the small office.
const FEW: u32 = 1_000;

pub async fn measure(report: &mut Report, past: u32) -> Result<(), Failure> {
    let mut few = Office::with(FEW).await?;
    let begin = Instant::now();
    let mut many = Office::with(past).await?;
    let filled = format!("in {:.0} s", begin.elapsed().as_secs_f64());
    report.add(&format!("{past} past tickets written"), filled, "-");
    for _ in 0..ROUNDS {
        few.round().await?;
        many.round().await?;
    }
    let pairs = [
        ("call next", few.calls, many.calls),
        ("free times", few.looks, many.looks),
    ];
    for (what, few, many) in pairs {
        report.add(&format!("{what}, {FEW} past tickets"), few.summary(), "-");
        report.add(&format!("{what}, {past} past tickets"), many.summary(), "-");
        let ratio = many.quantile(0.5) / few.quantile(0.5);
        report.add(
            &format!("{what}, many : few"),
            format!("{ratio:.2} ×"),
            "≤ 1.3 ×",
        );
    }
    Ok(())
}

/// An office with a past.
struct Office {
    store: Store,
    town: Town,
    calls: Times,
    looks: Times,
    _folder: TempDir,
}

impl Office {
    async fn with(past: u32) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let (store, town) = office::store(folder.path()).await?;
        drop(store);
        closed(folder.path()).await?;
        seed(folder.path(), &town, past).await?;
        closed(folder.path()).await?;
        let (store, town) = office::store(folder.path()).await?;
        store
            .sit(&town, counter(1)?, clerk(1), false, now(&town))
            .await?
            .map_err(|_| "taken")?;
        Ok(Self {
            store,
            town,
            calls: Times::new()?,
            looks: Times::new()?,
            _folder: folder,
        })
    }

    /// One client comes, is called, and leaves; and somebody looks for a free time.
    async fn round(&mut self) -> Result<(), Failure> {
        let (store, town) = (&self.store, &self.town);
        store
            .issue_ticket(town, tap(1)?, now(town))
            .await?
            .map_err(|_| "refused")?;
        self.calls.record(call_and_finish(store, town).await?);
        let begin = Instant::now();
        store.booked_from(now(town).date).await?;
        self.looks.record(begin.elapsed());
        Ok(())
    }
}

async fn call_and_finish(store: &Store, town: &Town) -> Result<Duration, Failure> {
    let begin = Instant::now();
    let called = store
        .command(town, counter(1)?, "clerk1", Command::CallNext, now(town))
        .await?;
    let time = begin.elapsed();
    let client = called
        .map_err(|refusal| format!("{refusal:?}"))?
        .client
        .ok_or("nobody")?;
    let done = Command::Done(client.id);
    store
        .command(town, counter(1)?, "clerk1", done, now(town))
        .await?
        .map_err(|refusal| format!("{refusal:?}"))?;
    Ok(time)
}

/// Served tickets of days long past, written past the use cases, which would take an hour.
async fn seed(folder: &Path, town: &Town, past: u32) -> Result<(), Failure> {
    const AT_ONCE: usize = 4;

    let db: Surreal<Any> = connect(database_in(folder)).await?;
    db.use_ns("prepazka").use_db("prepazka").await?;
    let today = now(town).date;
    let days = (0..past.div_ceil(A_DAY)).map(|day| {
        let date = today.checked_sub_days(Days::new(u64::from(day) + 1));
        let tickets = A_DAY.min(past - day * A_DAY);
        let (db, date) = (db.clone(), date.unwrap_or(NaiveDate::MIN));
        async move { tokio::spawn(seed_day(db, date, tickets)).await? }
    });
    stream::iter(days)
        .buffer_unordered(AT_ONCE)
        .try_collect::<()>()
        .await
}

#[derive(SurrealValue)]
struct Served {
    id: RecordId,
    date: String,
    series: String,
    number: u32,
    workplace: String,
    service: String,
    issued_at: DateTime<Utc>,
    missed: u8,
    state: String,
    counter: u16,
    called_at: DateTime<Utc>,
    started_at: DateTime<Utc>,
    ended_at: DateTime<Utc>,
}

async fn seed_day(db: Surreal<Any>, date: NaiveDate, tickets: u32) -> Result<(), Failure> {
    let noon = date.and_time(NaiveTime::MIN).and_utc() + chrono::TimeDelta::hours(12);
    let ticket = |number| {
        let key = vec![
            date.to_string().into_value(),
            "A".to_owned().into_value(),
            i64::from(number).into_value(),
        ];
        Served {
            id: RecordId::new("ticket", RecordIdKey::Array(Array::from(key))),
            date: date.to_string(),
            series: "A".to_owned(),
            number,
            workplace: "w1".to_owned(),
            service: "s1".to_owned(),
            issued_at: noon,
            missed: 0,
            state: "served".to_owned(),
            counter: 1,
            called_at: noon,
            started_at: noon,
            ended_at: noon,
        }
    };
    let rows: Vec<_> = (1..=tickets).map(ticket).collect();
    db.query("INSERT INTO ticket $rows RETURN NONE")
        .bind(("rows", rows))
        .await?
        .check()?;
    Ok(())
}
