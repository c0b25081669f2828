//! Hears what changes in the database and passes it on.

use std::{pin::pin, time::Duration};

use futures::{Stream, StreamExt as _};
use store::{Changed, StoreError};
use tokio::{sync::watch, time::MissedTickBehavior};

use crate::live::{booked::Booked, feed::Feeds};

/// How often the database is asked whether it is there. A lost connection is usually noticed at
/// once by the end of the stream; this finds the silent ones.
const ASK_EVERY: Duration = Duration::from_secs(5);

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
    /// Reads everything anew.
    pub async fn set_up(&self) -> Result<(), StoreError> {
        self.feeds.set_up().await?;
        self.booked.set_up(self.feeds.today()).await
    }
}

pub fn begin(heard: Heard, up: watch::Sender<bool>, mut ending: watch::Receiver<bool>) {
    tokio::spawn(async move {
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = hear_for_ever(&heard, &up) => {}
            () = heard.booked.keep() => {}
        }
    });
}

async fn hear_for_ever(heard: &Heard, up: &watch::Sender<bool>) {
    loop {
        if let Err(error) = hear(heard, up).await {
            tracing::warn!(%error, "the database is not heard");
        }
        up.send_replace(false);
        tokio::time::sleep(RETRY).await;
    }
}

/// Hears until the database is gone. Everything is read after the subscription began, so that no
/// change falls in between.
async fn hear(heard: &Heard, up: &watch::Sender<bool>) -> Result<(), StoreError> {
    let changes = heard.feeds.store().changes().await?;
    heard.set_up().await?;
    if !up.send_replace(true) {
        tracing::info!("the database is heard again");
    }
    pass_on(heard, changes).await
}

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
        }
    }
}
