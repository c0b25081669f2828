//! What the office does by itself. Every job may run twice without harm; of several instances of
//! the program one runs it, by a lease in the database.

mod minutely;
mod nightly;
mod outbox;

use std::time::Duration;

use app::services::Services;
use store::StoreError;
use tokio::{sync::watch, task::JoinHandle};

use crate::{clock::Clock, mail::Correspondence};

/// How long what is under way may take when the program ends.
const FAREWELL: Duration = Duration::from_secs(10);

/// The running jobs.
pub struct Jobs(Vec<JoinHandle<()>>);

/// Begins to run the jobs until the program ends.
pub fn begin(
    services: &Services,
    clock: &Clock,
    correspondence: &Correspondence,
    ending: &watch::Receiver<bool>,
) -> Jobs {
    let Some(holder) = holder(services) else {
        tracing::error!("no randomness from the system: no jobs");
        return Jobs(Vec::new());
    };
    let minutely = minutely::run(
        services.clone(),
        clock.clone(),
        correspondence.kept_before.clone(),
        holder.clone(),
        ending.clone(),
    );
    let nightly = nightly::run(
        services.clone(),
        clock.clone(),
        holder.clone(),
        ending.clone(),
    );
    let mut jobs = vec![tokio::spawn(minutely), tokio::spawn(nightly)];
    if let Some(post) = correspondence.post.clone() {
        let composer = correspondence.composer.clone();
        let outbox = outbox::Outbox::new(services.clone(), clock.clone(), composer, post, holder);
        jobs.push(tokio::spawn(outbox.run(ending.clone())));
    }
    Jobs(jobs)
}

/// What the nights have missed while the program did not run, or since the backup that it was restored
/// from: nobody is to find clients of days that are over, nor a counter that is still taken.
///
/// # Errors
/// Only those of the database.
pub async fn end_past_days(services: &Services) -> Result<(), StoreError> {
    let now = services.now();
    services.store.erase_past_days(now).await?;
    services
        .store
        .end_days_before(now.date, now.instant)
        .await?;
    Ok(())
}

/// Who this program is among those that share the database. One that has it for itself is the
/// same after a restart, so that it need not wait for its own leases.
fn holder(services: &Services) -> Option<String> {
    if !services.store.is_shared() {
        return Some("the only one".to_owned());
    }
    getrandom::u64().map(|id| format!("{id:016x}")).ok()
}

impl Jobs {
    /// Returns when they have ended, with what was under way done if it does not take too long.
    pub async fn ended(self) {
        let all = async {
            for job in self.0 {
                // One that panicked has ended too; its trace is in the log.
                let _ = job.await;
            }
        };
        if tokio::time::timeout(FAREWELL, all).await.is_err() {
            tracing::warn!("a job did not end in time");
        }
    }
}
