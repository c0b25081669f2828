//! One task per lobby: reads the lobby's day and publishes what screens show of it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use app::services::{LobbyFeed, Published};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    estimate::Awaited,
    ids::{LobbyId, WorkplaceId},
    lobby::{Plan, PublicSnapshot, Snapshots, StaffSnapshot, snapshots},
    moment::Moment,
    town::Town,
};
use store::{Store, StoreError};
use tokio::{
    sync::{Mutex, Notify, watch},
    task::AbortHandle,
    time::Instant,
};

use crate::{
    clock::Clock,
    display::Media,
    live::published,
    printing::{Known, troubles},
};

/// All lobbies of the town.
#[derive(Clone)]
pub struct Feeds(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    media: Media,
    town: watch::Sender<Arc<Town>>,
    published: watch::Sender<Arc<BTreeMap<LobbyId, LobbyFeed>>>,
    lobbies: Mutex<BTreeMap<LobbyId, Lobby>>,
    printers: watch::Receiver<Arc<Known>>,
}

struct Lobby {
    feeder: Arc<Feeder>,
    task: AbortHandle,
}

impl Drop for Lobby {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Feeds {
    pub fn new(
        store: Store,
        clock: Clock,
        media: Media,
        town: watch::Sender<Arc<Town>>,
        published: watch::Sender<Arc<BTreeMap<LobbyId, LobbyFeed>>>,
        printers: watch::Receiver<Arc<Known>>,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            clock,
            media,
            town,
            published,
            lobbies: Mutex::default(),
            printers,
        }))
    }

    pub fn store(&self) -> &Store {
        &self.0.store
    }

    pub fn today(&self) -> NaiveDate {
        let zone = self.0.town.borrow().zone;
        Moment::new(self.0.clock.now(), zone).date
    }

    /// Reads the set-up anew and every lobby after it. Lobbies that are new begin, those that are
    /// no more end.
    pub async fn set_up(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        if let Some(town) = inner.store.town().await? {
            inner.town.send_if_modified(|old| {
                let changed = **old != town;
                if changed {
                    *old = Arc::new(town);
                }
                changed
            });
        }
        let town = Arc::clone(&inner.town.borrow());
        let mut lobbies = inner.lobbies.lock().await;
        lobbies.retain(|id, _| town.lobby(id).is_some());
        for lobby in &town.lobbies {
            if let Some(known) = lobbies.get(&lobby.id) {
                // What was not heard may have been a reservation.
                known.feeder.number_reservations();
                known.feeder.refresh().await?;
                continue;
            }
            let Some(feeder) = Feeder::new(inner, &lobby.id).await? else {
                continue;
            };
            let task = tokio::spawn(Arc::clone(&feeder).keep()).abort_handle();
            lobbies.insert(lobby.id.clone(), Lobby { feeder, task });
        }
        let feeds = lobbies
            .iter()
            .map(|(id, lobby)| (id.clone(), lobby.feeder.feed()))
            .collect();
        inner.published.send_replace(Arc::new(feeds));
        Ok(())
    }

    /// Something in `lobby` has changed. Changes that come while it is being read make it read
    /// once more, not once each.
    pub async fn touch(&self, lobby: &LobbyId) {
        if let Some(lobby) = self.0.lobbies.lock().await.get(lobby) {
            lobby.feeder.touched.notify_one();
        }
    }

    /// A reservation of that day has changed. Only today's are on screens.
    pub async fn touch_reservations(&self, date: NaiveDate, workplace: &WorkplaceId) {
        let inner = &self.0;
        let town = Arc::clone(&inner.town.borrow());
        if date != self.today() {
            return;
        }
        let Some(workplace) = town.workplace(workplace) else {
            return;
        };
        if let Some(lobby) = inner.lobbies.lock().await.get(&workplace.lobby) {
            lobby.feeder.number_reservations();
            lobby.feeder.touched.notify_one();
        }
    }
}

struct Feeder {
    lobby: LobbyId,
    store: Store,
    clock: Clock,
    media: Media,
    town: watch::Receiver<Arc<Town>>,
    touched: Notify,
    plan: watch::Sender<Published<Plan>>,
    public: watch::Sender<Published<PublicSnapshot>>,
    staff: watch::Sender<Published<StaffSnapshot>>,
    /// Held while reading and publishing, so that an older reading never follows a newer one.
    reading: Mutex<Reading>,
    /// Of today's reservations; they are read only when it is another one, so that a ticket costs no
    /// more on a day with many of them.
    reservations: AtomicU64,
    printers: watch::Receiver<Arc<Known>>,
}

/// What the last reading leaves for the next.
#[derive(Default)]
struct Reading {
    version: u64,
    /// Whom the lobby awaits, and on which day and at which number of the reservations that was so.
    awaited: Vec<Awaited>,
    as_of: Option<(NaiveDate, u64)>,
}

impl Feeder {
    async fn new(feeds: &Inner, lobby: &LobbyId) -> Result<Option<Arc<Self>>, StoreError> {
        let town = feeds.town.subscribe();
        let now_town = Arc::clone(&town.borrow());
        let Some(mut plan) = Plan::of(&now_town, lobby) else {
            return Ok(None);
        };
        feeds.media.complete(&mut plan);
        let mut reading = Reading::default();
        let mut first = reading
            .next(&feeds.store, &feeds.clock, &now_town, lobby, 0)
            .await?;
        let version = reading.version;
        // By the clock, like the version: another instance, or this one after a restart, says
        // another number.
        first.staff.reservations = version;
        Ok(Some(Arc::new(Self {
            lobby: lobby.clone(),
            store: feeds.store.clone(),
            clock: feeds.clock.clone(),
            media: feeds.media.clone(),
            town,
            touched: Notify::new(),
            plan: watch::Sender::new(published("plan", plan)),
            public: watch::Sender::new(published("snapshot", first.public)),
            staff: watch::Sender::new(published("snapshot", first.staff)),
            reading: Mutex::new(reading),
            reservations: AtomicU64::new(version),
            printers: feeds.printers.clone(),
        })))
    }

    fn number_reservations(&self) {
        self.reservations.fetch_add(1, Ordering::Relaxed);
    }

    fn feed(&self) -> LobbyFeed {
        LobbyFeed {
            plan: self.plan.subscribe(),
            public: self.public.subscribe(),
            staff: self.staff.subscribe(),
        }
    }

    /// Publishes for ever: when something changed and when the time has come.
    async fn keep(self: Arc<Self>) {
        let mut wake_at = self.clock.now();
        let mut rested = Instant::now();
        let mut printers = self.printers.clone();
        loop {
            tokio::select! {
                () = self.touched.notified() => {}
                // While somebody publishes there is somebody who asks the printers.
                Ok(()) = printers.changed() => {}
                () = self.clock.until(wake_at) => {}
            }
            // While changes follow each other without end, showing them takes at most half of the
            // time from those who make them. A change by itself does not wait.
            tokio::time::sleep_until(rested).await;
            let begin = Instant::now();
            match self.refresh().await {
                Ok(changes_at) => wake_at = changes_at,
                Err(error) => {
                    // Whoever hears the changes notices too, and has all read again.
                    tracing::warn!(lobby = %self.lobby, %error, "a lobby could not be read");
                    wake_at = self.clock.now() + RETRY;
                }
            }
            rested = Instant::now() + begin.elapsed();
        }
    }

    /// Reads the day and publishes what differs. Returns when it changes by time alone.
    async fn refresh(&self) -> Result<DateTime<Utc>, StoreError> {
        let mut reading = self.reading.lock().await;
        let town = Arc::clone(&self.town.borrow());
        if let Some(mut plan) = Plan::of(&town, &self.lobby) {
            self.media.complete(&mut plan);
            if *self.plan.borrow().value != plan {
                self.plan.send_replace(published("plan", plan));
            }
        }
        let reservations = self.reservations.load(Ordering::Relaxed);
        let new = reading
            .next(&self.store, &self.clock, &town, &self.lobby, reservations)
            .await?;
        let new_version = reading.version;
        let public = PublicSnapshot {
            version: self.public.borrow().value.version,
            ..new.public
        };
        if public != *self.public.borrow().value {
            let public = PublicSnapshot {
                version: new_version,
                ..public
            };
            self.public.send_replace(published("snapshot", public));
        }
        let staff = StaffSnapshot {
            version: self.staff.borrow().value.version,
            reservations,
            printers: troubles(&self.printers.borrow(), &self.lobby),
            ..new.staff
        };
        if staff != *self.staff.borrow().value {
            let staff = StaffSnapshot {
                version: new_version,
                ..staff
            };
            self.staff.send_replace(published("snapshot", staff));
        }
        Ok(new.changes_at)
    }
}

/// After a failed reading.
const RETRY: chrono::TimeDelta = chrono::TimeDelta::milliseconds(500);

impl Reading {
    /// Reads the day, and whom it awaits if the `reservations` have another number than before.
    async fn next(
        &mut self,
        store: &Store,
        clock: &Clock,
        town: &Town,
        lobby: &LobbyId,
        reservations: u64,
    ) -> Result<Snapshots, StoreError> {
        let now = Moment::new(clock.now(), town.zone);
        let mut day = store.lobby_day(town, lobby, now).await?;
        let as_of = Some((now.date, reservations));
        if self.as_of != as_of {
            self.awaited = store.awaited_today(town, lobby, now).await?;
            self.as_of = as_of;
        }
        day.awaited.clone_from(&self.awaited);
        // By the clock, so that it also grows over a restart and between instances.
        self.version = u64::try_from(now.instant.timestamp_micros())
            .unwrap_or(0)
            .max(self.version + 1);
        Ok(snapshots(town, lobby, &day, self.version, now))
    }
}
