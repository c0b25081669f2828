//! Every night a backup, as soon as the day that is over is erased.

use app::services::Services;
use chrono::TimeDelta;
use domain::moment::Moment;
use store::BackupError;
use tokio::sync::watch;

use crate::clock::Clock;

/// How often it is looked whether it is night.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// Pause after a failure: a full disk is not emptied within a minute.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// Longer than the longest pause between two looks, so that the instance that has the lease keeps it.
const LEASE: TimeDelta = TimeDelta::hours(2);

pub async fn run(
    services: Services,
    clock: Clock,
    holder: String,
    mut ending: watch::Receiver<bool>,
) {
    loop {
        let now = services.now();
        // Also where another instance makes them, and where none can be made.
        if let Err(error) = services.backups.tidy(now.instant).await {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "old backups are not deleted");
        }
        let pause = match look(&services, &holder, now).await {
            Ok(()) => EVERY,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, "the nightly backup is not made");
                AGAIN
            }
        };
        tokio::select! {
            () = clock.until(now.instant + pause) => {}
            _ = ending.wait_for(|ending| *ending) => return,
        }
    }
}

/// Makes the backup of the day, if there is none yet.
async fn look(services: &Services, holder: &str, now: Moment) -> Result<(), BackupError> {
    let Services { store, backups, .. } = services;
    if !store.lease("backup", holder, now.instant, LEASE).await? {
        return Ok(());
    }
    let zone = services.town().zone;
    let last = backups.kept()?.first().copied();
    if last.is_some_and(|last| Moment::new(last.name.made_at, zone).date >= now.date) {
        return Ok(());
    }
    // Clients of yesterday are to be in none.
    store.erase_past_days(now).await?;
    let name = backups.make(store, now.instant).await?;
    tracing::info!(%name, "the nightly backup is made");
    Ok(())
}
