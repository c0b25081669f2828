//! What is looked at every minute: whatever time alone does, and the end of the day.

use app::services::Services;
use chrono::TimeDelta;
use domain::moment::Moment;
use store::{Booking, StoreError};
use tokio::sync::watch;

use crate::{clock::Clock, mail::KeptMails};

/// How often the jobs look whether there is something to do.
const EVERY: TimeDelta = TimeDelta::minutes(1);

/// Longer than the pause between two looks, so that the instance that has the lease keeps it.
const LEASE: TimeDelta = TimeDelta::minutes(3);

pub async fn run(
    services: Services,
    clock: Clock,
    kept: KeptMails,
    holder: String,
    mut ending: watch::Receiver<bool>,
) {
    // The town's day for which all before is erased.
    let mut erased = None;
    loop {
        let now = services.now();
        match services
            .store
            .lease("minutely", &holder, now.instant, LEASE)
            .await
        {
            Ok(true) => {
                close_past_days(&services, now).await;
                settle_reservations(&services, now).await;
                if erased != Some(now.date) && erase_past_days(&services, now).await {
                    erased = Some(now.date);
                }
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "no lease for the work of every minute"),
        }
        // Each instance has a folder of its own.
        tell(
            "kept mails of past days are erased",
            erase_kept(&services, &kept, now).await,
        );
        // From the time that was looked at: a clock that was set meanwhile is looked at again.
        tokio::select! {
            () = clock.until(now.instant + EVERY) => {}
            _ = ending.wait_for(|ending| *ending) => return,
        }
    }
}

/// The night: nobody waits any more, no counter has a client. The new day needs nothing of it,
/// since every key of a day's work carries the day.
async fn close_past_days(services: &Services, now: Moment) {
    let ended = services.store.end_days_before(now.date, now.instant).await;
    tell("past days are closed", ended);
}

/// Holds end, clients do not come, reminders leave, and whoever closes a workplace need not stay
/// until everybody is told. After an outage all that was missed happens
/// now; a reminder whose time is over does not.
async fn settle_reservations(services: &Services, now: Moment) {
    let (store, town) = (&services.store, services.town());
    tell("holds have expired", store.expire_due(&town, now).await);
    tell(
        "reservations have lapsed",
        store.lapse_due(&town, now).await,
    );
    tell("reminders are written", store.remind_due(&town, now).await);
    tell(
        "clients are told of a closure",
        store.tell_closed(&town, now).await,
    );
    tell(
        "clients are written to",
        store.tell_contacts(&town, now).await,
    );
}

async fn erase_past_days(services: &Services, now: Moment) -> bool {
    let erased = services.store.erase_past_days(now).await;
    let done = erased.is_ok();
    tell("reservations of past days are erased", erased);
    done
}

/// Why kept mails are still there.
#[derive(Debug, thiserror::Error)]
enum NotErased {
    #[error(transparent)]
    Folder(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Those of days that are over: also of a reservation that was moved to an earlier day than its mails
/// say, or that is not there any more.
async fn erase_kept(
    services: &Services,
    kept: &KeptMails,
    now: Moment,
) -> Result<usize, NotErased> {
    let (store, town) = (&services.store, services.town());
    let mut erased = kept.erase_days_before(now.date)?;
    for id in kept.reservations()? {
        let booking = store.reservation(&town, &id, now).await?;
        let is_over = |booking: &Booking| booking.reservation.agreed.date < now.date;
        if booking.as_ref().is_none_or(is_over) {
            erased += kept.erase_of(&id)?;
        }
    }
    Ok(erased)
}

fn tell<E: std::fmt::Display>(what: &'static str, done: Result<usize, E>) {
    match done {
        Ok(0) => {}
        Ok(count) => tracing::info!(count, "{what}"),
        Err(error) => tracing::error!(%error, "not done: {what}"),
    }
}
