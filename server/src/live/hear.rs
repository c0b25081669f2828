//! Hears what changes in the database and passes it on.

use std::{pin::pin, time::Duration};

use futures::{Stream, StreamExt as _};
use store::{Changed, StoreError};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior},
};

use crate::live::{booked::Booked, feed::Feeds};

/// How often the database is asked whether it is there. A lost connection is usually noticed at
/// once by the end of the stream; this finds the silent ones.
const ASK_EVERY: Duration = Duration::from_secs(5);

/// How often what is booked is read whole in spite of hearing all changes, as the lobbies are: whoever
/// was in the middle of a change when the hearing began is not heard.
const READ_EVERY: Duration = Duration::from_secs(30);

/// Pause before the next try while the database is not there.
const RETRY: Duration = Duration::from_millis(500);

/// Who is told.
pub struct Heard {
    pub feeds: Feeds,
    pub booked: Booked,
    /// Counted up with each session that ends before its time.
    pub sessions: watch::Sender<u64>,
    /// Whoever serves a device.
    pub devices: watch::Sender<()>,
}

impl Heard {
    /// Begins to hear the changes, and reads everything after that, so that no change falls in
    /// between.
    async fn subscribe(&self) -> Result<impl Stream<Item = Changed> + Send + 'static, StoreError> {
        let changes = self.feeds.store().changes().await?;
        self.feeds.set_up().await?;
        self.booked.set_up(self.feeds.today()).await?;
        Ok(changes)
    }
}

/// Returns when everything is read and heard for the first time; then it goes on by itself.
pub async fn begin(
    heard: Heard,
    up: watch::Sender<bool>,
    mut ending: watch::Receiver<bool>,
) -> Result<(), StoreError> {
    let changes = heard.subscribe().await?;
    tokio::spawn(async move {
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = hear_for_ever(&heard, changes, &up) => {}
            () = heard.booked.keep() => {}
        }
    });
    Ok(())
}

async fn hear_for_ever(
    heard: &Heard,
    changes: impl Stream<Item = Changed>,
    up: &watch::Sender<bool>,
) {
    let mut ended = pass_on(heard, changes).await;
    loop {
        if let Err(error) = ended {
            tracing::warn!(%error, "the database is not heard");
        }
        up.send_replace(false);
        tokio::time::sleep(RETRY).await;
        ended = hear_again(heard, up).await;
    }
}

async fn hear_again(heard: &Heard, up: &watch::Sender<bool>) -> Result<(), StoreError> {
    let changes = heard.subscribe().await?;
    up.send_replace(true);
    tracing::info!("the database is heard again");
    pass_on(heard, changes).await
}

/// Until the database is gone.
async fn pass_on(
    Heard {
        feeds,
        booked,
        sessions,
        devices,
    }: &Heard,
    changes: impl Stream<Item = Changed>,
) -> Result<(), StoreError> {
    let mut changes = pin!(changes);
    let mut ask = tokio::time::interval(ASK_EVERY);
    ask.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut read = tokio::time::interval_at(Instant::now() + READ_EVERY, READ_EVERY);
    read.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            change = changes.next() => match change {
                Some(Changed::Lobby(lobby)) => feeds.touch(&lobby).await,
                Some(Changed::Reservation { date, workplace }) => {
                    feeds.touch_reservations(date, &workplace).await;
                    booked.touch(date, workplace);
                }
                Some(Changed::Setup) => feeds.set_up().await?,
                Some(Changed::Session) => sessions.send_modify(|ended| *ended += 1),
                Some(Changed::Device) => {
                    devices.send_replace(());
                }
                None => return Ok(()),
            },
            _ = ask.tick() => feeds.store().ping().await?,
            _ = read.tick() => booked.set_up(feeds.today()).await?,
        }
    }
}
