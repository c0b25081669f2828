//! (c) The cost of calling the next one, with a thousand and with very many past tickets; and how
//! soon the program answers then.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use chrono::{Days, NaiveDate};
use domain::{desk::Command, town::Town};
use store::Store;
use surrealdb::{
    Surreal,
    engine::any::{Any, connect},
};

use crate::report::{Report, Times};
use bench::{
    Failure,
    office::{self, clerk, counter, now, store, tap},
};

const ROUNDS: u32 = 300;

/// Tickets of one past day.
const A_DAY: u32 = 2_000;

pub async fn measure(report: &mut Report, past: u32) -> Result<(), Failure> {
    let few = call_next(1_000).await?;
    report.add("call next, 1,000 past tickets", few.summary(), "-");
    let many = call_next(past).await?;
    report.add(
        &format!("call next, {past} past tickets"),
        many.summary(),
        "-",
    );
    let ratio = many.quantile(0.5) / few.quantile(0.5);
    report.add("many : few", format!("{ratio:.2} ×"), "≤ 1.3 ×");
    Ok(())
}

async fn call_next(past: u32) -> Result<Times, Failure> {
    let folder = tempfile::tempdir()?;
    let (store, town) = store(folder.path()).await?;
    drop(store);
    unlocked(folder.path()).await?;
    seed(folder.path(), &town, past).await?;
    unlocked(folder.path()).await?;
    let (store, town) = office::store(folder.path()).await?;
    store
        .sit(&town, counter(1)?, clerk(1), false, now(&town))
        .await?
        .map_err(|_| "taken")?;
    let mut times = Times::new()?;
    for _ in 0..ROUNDS {
        store
            .issue_ticket(&town, tap(1)?, now(&town))
            .await?
            .map_err(|_| "refused")?;
        times.record(call_and_finish(&store, &town).await?);
    }
    Ok(times)
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

/// Waits until the database in `folder` is closed, which it is some time after its last user went.
async fn unlocked(folder: &Path) -> Result<(), Failure> {
    const PATIENCE: Duration = Duration::from_mins(1);

    let lock = std::fs::File::open(folder.join("db/LOCK"))?;
    let begin = Instant::now();
    while lock.try_lock().is_err() {
        if begin.elapsed() > PATIENCE {
            return Err("the database stays open".into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Served tickets of days long past, written past the use cases, which would take hours.
async fn seed(folder: &Path, town: &Town, past: u32) -> Result<(), Failure> {
    let db: Surreal<Any> = connect(format!("surrealkv://{}", folder.join("db").display())).await?;
    db.use_ns("prepazka").use_db("prepazka").await?;
    let today = now(town).date;
    for day in 0..past.div_ceil(A_DAY) {
        let date = today.checked_sub_days(Days::new(u64::from(day) + 1));
        seed_day(
            &db,
            date.unwrap_or(NaiveDate::MIN),
            A_DAY.min(past - day * A_DAY),
        )
        .await?;
    }
    Ok(())
}

async fn seed_day(db: &Surreal<Any>, date: NaiveDate, tickets: u32) -> Result<(), Failure> {
    let noon = format!("{date}T11:00:00Z");
    db.query(
        "BEGIN;
         FOR $n IN 1..=$tickets {
             CREATE type::record('ticket', [$date, 'A', $n]) CONTENT {
                 date: $date, series: 'A', number: $n, workplace: 'w1', service: 's1',
                 issued_at: <datetime> $noon, missed: 0, state: 'served', counter: 1,
                 called_at: <datetime> $noon, started_at: <datetime> $noon,
                 ended_at: <datetime> $noon,
             } RETURN NONE;
         };
         COMMIT;",
    )
    .bind(("date", date.to_string()))
    .bind(("noon", noon))
    .bind(("tickets", tickets))
    .await?
    .check()?;
    Ok(())
}
