//! (a) From a change to the snapshot that shows it, beside a bare durable commit.

use std::time::Instant;

use domain::{desk::Command, town::Town};
use server::{clock::Clock, live};
use store::Store;
use surrealdb::engine::any::connect;
use tokio::sync::watch;

use crate::report::{Report, Times};
use bench::{
    Failure,
    office::{clerk, counter, lobby, now, store, tap},
};

const ROUNDS: u32 = 300;

pub async fn measure(report: &mut Report) -> Result<(), Failure> {
    let commit = durable_commit().await?;
    report.add("bare durable commit", commit.summary(), "the measure");
    let (acknowledged, published) = change().await?;
    report.add("a call, until acknowledged", acknowledged.summary(), "-");
    report.add("a call, until published", published.summary(), "-");
    let ratio = published.quantile(0.5) / commit.quantile(0.5);
    report.add(
        "published : durable commit",
        format!("{ratio:.1} ×"),
        "≤ 3 ×",
    );
    Ok(())
}

async fn durable_commit() -> Result<Times, Failure> {
    let folder = tempfile::tempdir()?;
    let db = connect(format!(
        "surrealkv://{}?sync=every",
        folder.path().display()
    ))
    .await?;
    db.use_ns("bench").use_db("bench").await?;
    let mut times = Times::new()?;
    for n in 0..ROUNDS {
        let begin = Instant::now();
        db.query("CREATE type::record('row', $n) SET n = $n RETURN NONE")
            .bind(("n", n))
            .await?
            .check()?;
        times.record(begin.elapsed());
    }
    Ok(times)
}

async fn change() -> Result<(Times, Times), Failure> {
    let folder = tempfile::tempdir()?;
    let (store, town) = store(folder.path()).await?;
    store
        .sit(&town, counter(1)?, clerk(1), false, now(&town))
        .await?
        .map_err(|_| "taken")?;
    let (_ending, ends) = watch::channel(false);
    let services = live::begin(
        store.clone(),
        Clock::system(),
        town.clone(),
        "".into(),
        false,
        ends,
    )
    .await?;
    let feed = services.feed(&lobby()?).ok_or("no lobby")?;
    let (mut acknowledged, mut published) = (Times::new()?, Times::new()?);
    for _ in 0..ROUNDS {
        store
            .issue_ticket(&town, tap(1)?, now(&town))
            .await?
            .map_err(|_| "refused")?;
        let mut public = feed.public.clone();
        let last = |feed: &watch::Receiver<
            app::services::Published<domain::lobby::PublicSnapshot>,
        >| { feed.borrow().value.calls.iter().map(|call| call.seq).max() };
        let before = last(&public);
        let begin = Instant::now();
        let desk = call(&store, &town, Command::CallNext).await?;
        acknowledged.record(begin.elapsed());
        while last(&public) == before {
            public.changed().await?;
        }
        published.record(begin.elapsed());
        let client = desk.client.ok_or("nobody was called")?;
        call(&store, &town, Command::Done(client.id)).await?;
    }
    Ok((acknowledged, published))
}

async fn call(store: &Store, town: &Town, command: Command) -> Result<domain::desk::Desk, Failure> {
    let done = store
        .command(town, counter(1)?, "clerk1", command, now(town))
        .await?;
    Ok(done.map_err(|refusal| format!("{refusal:?}"))?)
}
