//! What is booked, kept for the pages that show free times: read once, and of what changes one day
//! of one workplace, however many look.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use app::services::BookedPlaces;
use chrono::NaiveDate;
use domain::ids::WorkplaceId;
use store::{Store, StoreError};
use tokio::sync::{Notify, watch};

/// After a failed reading.
const RETRY: Duration = Duration::from_millis(500);

pub struct Booked {
    store: Store,
    published: watch::Sender<BookedPlaces>,
    touched: Mutex<BTreeSet<(NaiveDate, WorkplaceId)>>,
    to_read: Notify,
    /// Held while reading and publishing, so that an older reading never follows a newer one.
    reading: tokio::sync::Mutex<()>,
}

impl Booked {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            published: watch::Sender::default(),
            touched: Mutex::default(),
            to_read: Notify::new(),
            reading: tokio::sync::Mutex::default(),
        }
    }

    pub fn published(&self) -> watch::Receiver<BookedPlaces> {
        self.published.subscribe()
    }

    /// Reads everything from that day on.
    pub async fn set_up(&self, today: NaiveDate) -> Result<(), StoreError> {
        let _reading = self.reading.lock().await;
        let workplaces = self.store.booked_from(today).await?;
        let workplaces = workplaces.into_iter();
        let found = workplaces.map(|(id, days)| (id, Arc::new(days))).collect();
        self.published.send_if_modified(|published| {
            let is_new = *published != found;
            *published = found;
            is_new
        });
        Ok(())
    }

    /// Something booked on that day has changed. Changes that come while it is being read make it
    /// read once more, not once each.
    pub fn touch(&self, date: NaiveDate, workplace: WorkplaceId) {
        self.touched().insert((date, workplace));
        self.to_read.notify_one();
    }

    fn touched(&self) -> std::sync::MutexGuard<'_, BTreeSet<(NaiveDate, WorkplaceId)>> {
        self.touched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes for ever what has been touched.
    pub async fn keep(&self) {
        loop {
            self.to_read.notified().await;
            let touched = std::mem::take(&mut *self.touched());
            for (date, workplace) in touched {
                if let Err(error) = self.refresh(date, &workplace).await {
                    // Whoever hears the changes notices too, and has all read again.
                    tracing::warn!(%workplace, %error, "what is booked could not be read");
                    self.touch(date, workplace);
                    tokio::time::sleep(RETRY).await;
                }
            }
        }
    }

    async fn refresh(&self, date: NaiveDate, workplace: &WorkplaceId) -> Result<(), StoreError> {
        let _reading = self.reading.lock().await;
        let of_day = self.store.booked(workplace, date).await?;
        self.published.send_if_modified(|published| {
            let days = published.entry(workplace.clone()).or_default();
            let days = Arc::make_mut(days);
            days.insert(date, of_day.clone()) != Some(of_day)
        });
        Ok(())
    }
}
