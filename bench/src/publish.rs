//! (a) From a change to the snapshot that shows it, beside a bare durable commit.
//!
//! What a clerk's call decides before it is committed is another matter than how soon screens hear
//! of it, so the two are told apart. The change is there when the call is acknowledged or the
//! database says that something has changed, whichever comes first: on a busy machine the screens may
//! know before the clerk. Between two rounds there is the time in which what the one before has left
//! to be done is done, as in an office, and each bare commit is made after the same time.

use std::time::{Duration, Instant};

use app::services::Published;
use domain::{
    desk::{Command, Desk},
    lobby::PublicSnapshot,
    town::Town,
};
use futures::StreamExt as _;
use server::{clock::Clock, display::Media, live};
use store::Store;
use surrealdb::{
    Surreal,
    engine::any::{Any, connect},
};
use tokio::sync::{mpsc, watch};

use crate::report::{Report, Times};
use bench::{
    Failure,
    office::{clerk, counter, lobby, now, store_of, tap, town},
};

const ROUNDS: u32 = 200;

/// Between two changes.
const PAUSE: Duration = Duration::from_millis(30);

/// So that as many calls are shown at once as by many counters within a minute, and not by all
/// rounds.
const SHOWN_SECONDS: u16 = 1;

pub async fn measure(report: &mut Report) -> Result<(), Failure> {
    let times = rounds().await?;
    report.add("bare durable commit", times.commit.summary(), "the measure");
    report.add(
        "a call, until acknowledged",
        times.acknowledged.summary(),
        "-",
    );
    report.add("a call, until published", times.published.summary(), "-");
    report.add(
        "a change, until published",
        times.from_change.summary(),
        "-",
    );
    let ratio = times.from_change.quantile(0.5) / times.commit.quantile(0.5);
    report.add(
        "a change, until published : durable commit",
        format!("{ratio:.1} ×"),
        "≤ 3 ×",
    );
    Ok(())
}

struct Measured {
    commit: Times,
    acknowledged: Times,
    published: Times,
    from_change: Times,
}

async fn rounds() -> Result<Measured, Failure> {
    let folder = tempfile::tempdir()?;
    let bare = bare(folder.path()).await?;
    let mut town = town()?;
    town.rules.call_shown_seconds = SHOWN_SECONDS;
    let store = store_of(folder.path(), &town).await?;
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
        Media::default(),
        ends,
    )
    .await?;
    let feed = services.feed(&lobby()?).ok_or("no lobby")?;
    let mut told = told(&store).await?;
    let mut times = Measured {
        commit: Times::new()?,
        acknowledged: Times::new()?,
        published: Times::new()?,
        from_change: Times::new()?,
    };
    for n in 0..ROUNDS {
        tokio::time::sleep(PAUSE).await;
        times.commit.record(commit(&bare, n).await?);

        store
            .issue_ticket(&town, tap(1)?, now(&town))
            .await?
            .map_err(|_| "refused")?;
        let mut public = feed.public.clone();
        public
            .wait_for(|it| it.value.workplaces[0].waiting == 1)
            .await?;
        let before = newest(&public.borrow());
        let heard = tokio::spawn(async move {
            public.wait_for(|it| newest(it) > before).await?;
            Ok::<_, Failure>(Instant::now())
        });
        tokio::time::sleep(PAUSE).await;
        let begin = Instant::now();
        let desk = call(&store, &town, Command::CallNext).await?;
        let acknowledged = Instant::now();
        let heard = heard.await??;
        let mut changed = acknowledged;
        while let Ok(told) = told.try_recv() {
            if told > begin {
                changed = changed.min(told);
            }
        }
        times.acknowledged.record(acknowledged - begin);
        times.published.record(heard - begin);
        times
            .from_change
            .record(heard.saturating_duration_since(changed));
        let client = desk.client.ok_or("nobody was called")?;
        call(&store, &town, Command::Done(client.id)).await?;
    }
    Ok(times)
}

/// When the database says that something has changed.
async fn told(store: &Store) -> Result<mpsc::UnboundedReceiver<Instant>, Failure> {
    let mut changes = store.changes().await?;
    let (tell, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while changes.next().await.is_some() && tell.send(Instant::now()).is_ok() {}
    });
    Ok(told)
}

/// A database for one row at a time.
async fn bare(folder: &std::path::Path) -> Result<Surreal<Any>, Failure> {
    let address = format!("surrealkv://{}?sync=every", folder.join("bare").display());
    let db = connect(address).await?;
    db.use_ns("bench").use_db("bench").await?;
    Ok(db)
}

async fn commit(db: &Surreal<Any>, n: u32) -> Result<Duration, Failure> {
    let begin = Instant::now();
    db.query("CREATE type::record('row', $n) SET n = $n RETURN NONE")
        .bind(("n", n))
        .await?
        .check()?;
    Ok(begin.elapsed())
}

fn newest(published: &Published<PublicSnapshot>) -> Option<domain::ids::CallSeq> {
    let calls = &published.value.calls;
    calls.iter().map(|call| call.seq).max()
}

async fn call(store: &Store, town: &Town, command: Command) -> Result<Desk, Failure> {
    let done = store
        .command(town, counter(1)?, "clerk1", command, now(town))
        .await?;
    Ok(done.map_err(|refusal| format!("{refusal:?}"))?)
}
