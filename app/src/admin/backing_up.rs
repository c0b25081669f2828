//! What the page of the backups shows, and how one is made.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use domain::{audit::Kind, moment::Moment, staff::Role, text::Localized};
use serde::{Deserialize, Serialize};
use store::BackupError;

use super::{Fields, fields::field};
use crate::{
    api::ApiError,
    services::{Services, staff},
};

pub const ADDRESS: &str = "/admin/backup";

/// Beyond that a night went by without a backup.
const ONE_EVERY: TimeDelta = TimeDelta::hours(26);

/// No backup was made; the log says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMade;

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupContent {
    pub town_name: Localized,
    pub clerk_name: String,
    /// The newest first.
    pub kept: Vec<Kept>,
    /// How long each is kept, in days.
    pub days: u16,
    /// Where, on the server.
    pub folder: String,
    /// Whether the last night's is missing.
    pub is_outdated: bool,
    pub outcome: Option<Outcome>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub address: String,
    /// By the town's clocks.
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub bytes: u64,
}

/// What has come of the button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Made,
    NotMade,
}

/// For administrators.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`], or the folder cannot be read.
pub(super) async fn backup_view(
    query: &Fields,
    refused: Option<NotMade>,
) -> Result<BackupContent, ApiError> {
    let (services, session) = staff(Role::Admin).await?;
    let (town, now) = (services.town(), services.now());
    let kept = services.backups.kept().map_err(|error| {
        tracing::error!(%error, "the backups cannot be read");
        ApiError::Broken
    })?;
    let last = kept.first().map(|backup| backup.name.made_at);
    let made = field(query, "made");
    let is_made = kept.iter().any(|backup| backup.name.to_string() == made);
    let kept = kept.into_iter().map(|backup| {
        let made_at = Moment::new(backup.name.made_at, town.zone);
        Kept {
            address: format!("{ADDRESS}/{}", backup.name),
            date: made_at.date,
            time: made_at.time,
            bytes: backup.bytes,
        }
    });
    Ok(BackupContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        kept: kept.collect(),
        days: services.backups.days,
        folder: services.backups.path().display().to_string(),
        is_outdated: last.is_none_or(|last| last + ONE_EVERY < now.instant),
        outcome: refused
            .map(|NotMade| Outcome::NotMade)
            .or(is_made.then_some(Outcome::Made)),
    })
}

/// Makes a backup now. Answers the page that shows it.
///
/// # Errors
/// The database does not answer.
pub async fn make(services: &Services) -> Result<Result<String, NotMade>, ApiError> {
    let now = services.now();
    // Clients of yesterday are to be in none.
    services.store.erase_past_days(now).await?;
    match services.backups.make(&services.store, now.instant).await {
        Ok(name) => {
            services.store.note(Kind::BackedUp.of(name)).await?;
            Ok(Ok(format!("{ADDRESS}?made={name}")))
        }
        Err(BackupError::Store(error)) => Err(error.into()),
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "a backup is not made");
            Ok(Err(NotMade))
        }
    }
}
