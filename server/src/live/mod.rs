//! The live path: a change in the database becomes one snapshot per lobby, serialised once,
//! however many screens watch.
//!
//! One task hears what changes ([`hear`]). A task per lobby ([`feed`]) reads the lobby's day anew
//! when something changed or the time has come, and publishes the snapshots if they differ. The
//! streams ([`sse`]) hand on what is published. What is booked ([`booked`]) is kept the same way,
//! for the pages that show free times.

mod beat;
mod booked;
mod feed;
mod hear;
pub mod sse;

use std::{collections::BTreeMap, sync::Arc};

use app::{
    services::{Published, Services},
    wire::{Encoder as _, Wire},
};
use axum::body::Bytes;
use domain::town::Town;
use serde::Serialize;
use store::{BackupFolder, Store, StoreError};
use tokio::sync::watch;

use crate::{
    clock::Clock,
    display::Media,
    live::{booked::Booked, feed::Feeds, hear::Heard},
    printing::Printers,
    start::clock_of,
};

/// Begins to publish; returns when every lobby has been published once.
///
/// # Errors
/// The database fails.
pub async fn begin(
    store: Store,
    clock: Clock,
    town: Town,
    build: Arc<str>,
    takes_bookings: bool,
    media: Media,
    ending: watch::Receiver<bool>,
) -> Result<Services, StoreError> {
    let (up, is_up) = watch::channel(true);
    let (sessions, sessions_of_services) = watch::channel(0);
    let (town, town_of_services) = watch::channel(Arc::new(town));
    let (lobbies, lobbies_of_services) = watch::channel(Arc::new(BTreeMap::new()));
    let printers = Printers::begin(store.clone(), clock.clone(), ending.clone());
    let feeds = Feeds::new(
        store.clone(),
        clock.clone(),
        media,
        town,
        lobbies,
        printers.known(),
    );
    let booked = Booked::new(store.clone());
    let (devices, devices_of_services) = watch::channel(());
    let heard = Heard {
        feeds,
        booked,
        sessions,
        devices,
    };
    let booked = heard.booked.published();
    hear::begin(heard, up, ending).await?;
    Ok(Services {
        store,
        clock: clock_of(&clock),
        town: town_of_services.clone(),
        lobbies: lobbies_of_services,
        booked,
        beat: beat::begin(clock, town_of_services),
        devices: devices_of_services,
        up: is_up,
        sessions: sessions_of_services,
        build,
        limits: Arc::default(),
        takes_bookings,
        printing: Arc::new(printers),
        public_url: None,
        backups: BackupFolder::new("data/backups".as_ref(), 14),
        secure_cookies: false,
    })
}

/// A value as one event of a stream.
fn published<T: Serialize>(event: &str, value: T) -> Published<T> {
    // Only values of unknown length cannot be written; there are none.
    let text = Wire::encode(&value).unwrap_or_default();
    Published {
        value: Arc::new(value),
        event: Bytes::from(format!("event: {event}\ndata: {text}\n\n")),
    }
}
