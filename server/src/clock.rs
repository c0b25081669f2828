//! The one place that reads the system's clock.

#[cfg(feature = "test-clock")]
use chrono::TimeDelta;
use chrono::{DateTime, Utc};

/// Tells the time, and waits until a time comes. In a test build the time can be set; it then
/// runs on from there.
#[derive(Clone, Debug)]
pub struct Clock {
    #[cfg(feature = "test-clock")]
    ahead: tokio::sync::watch::Sender<TimeDelta>,
}

impl Clock {
    #[must_use]
    pub fn system() -> Self {
        Self {
            #[cfg(feature = "test-clock")]
            ahead: tokio::sync::watch::Sender::new(TimeDelta::zero()),
        }
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        #[cfg(feature = "test-clock")]
        return system_now() + *self.ahead.borrow();
        #[cfg(not(feature = "test-clock"))]
        system_now()
    }

    /// Returns at `instant`, or earlier if the time was set meanwhile.
    pub async fn until(&self, instant: DateTime<Utc>) {
        let span = || (instant - self.now()).to_std().unwrap_or_default();
        #[cfg(feature = "test-clock")]
        {
            // Before the time is read, so that none is set unheard.
            let mut ahead = self.ahead.subscribe();
            tokio::select! {
                () = tokio::time::sleep(span()) => {}
                _ = ahead.changed() => {}
            }
        }
        #[cfg(not(feature = "test-clock"))]
        tokio::time::sleep(span()).await;
    }

    #[cfg(feature = "test-clock")]
    pub fn set(&self, now: DateTime<Utc>) {
        self.ahead.send_replace(now - system_now());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's clock"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}
