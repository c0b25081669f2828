//! The heartbeat of all streams, which also tells the time.

use std::sync::Arc;

use app::{live::Beat, services::Published};
use chrono::{DateTime, TimeDelta};
use domain::{moment::Moment, town::Town};
use tokio::sync::watch;

use crate::{clock::Clock, live::published};

/// Seconds between two beats. Beats fall on whole multiples, so that the clock on the wall turns
/// with the minute.
const EVERY: i64 = 15;

pub fn begin(clock: Clock, town: watch::Receiver<Arc<Town>>) -> watch::Receiver<Published<Beat>> {
    let beat = {
        let clock = clock.clone();
        move || {
            let zone = town.borrow().zone;
            published("beat", Beat::at(Moment::new(clock.now(), zone)))
        }
    };
    let (sender, receiver) = watch::channel(beat());
    tokio::spawn(async move {
        loop {
            let now = clock.now();
            let next = now.timestamp().div_euclid(EVERY) * EVERY + EVERY;
            let next = DateTime::from_timestamp(next, 0).unwrap_or(now + TimeDelta::seconds(EVERY));
            clock.until(next).await;
            if sender.send(beat()).is_err() {
                return;
            }
        }
    });
    receiver
}
