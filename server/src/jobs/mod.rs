//! What the office does by itself. Every job may run twice without harm; of several instances of
//! the program one runs it, by a lease in the database.

use app::services::Services;
use chrono::TimeDelta;
use tokio::sync::watch;

use crate::clock::Clock;

/// How often the jobs look whether there is something to do.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// Longer than the pause between two looks, so that the instance that has the lease keeps it.
const LEASE: TimeDelta = TimeDelta::minutes(3);

/// Begins to run the jobs until the program ends.
pub fn begin(services: Services, clock: Clock, mut ending: watch::Receiver<bool>) {
    let holder = getrandom::u64().map(|id| format!("{id:016x}"));
    let Ok(holder) = holder else {
        tracing::error!("no randomness from the system: no jobs");
        return;
    };
    tokio::spawn(async move {
        loop {
            close_past_days(&services, &holder).await;
            let next = clock.now() + EVERY;
            tokio::select! {
                () = clock.until(next) => {}
                _ = ending.wait_for(|ending| *ending) => return,
            }
        }
    });
}

/// The night: nobody waits any more, no counter has a client. The new day needs nothing of it,
/// since every key of a day's work carries the day.
async fn close_past_days(services: &Services, holder: &str) {
    let now = services.now();
    let store = &services.store;
    match store
        .lease("close_past_days", holder, now.instant, LEASE)
        .await
    {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::warn!(%error, "no lease for the night's work"),
    }
    match store.end_days_before(now.date, now.instant).await {
        Ok(0) => {}
        Ok(tickets) => tracing::info!(tickets, "past days are closed"),
        Err(error) => tracing::error!(%error, "past days could not be closed"),
    }
}
