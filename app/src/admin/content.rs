//! What the administrator's pages show.

use chrono::NaiveDate;
use domain::{moment::Moment, staff::Role, text::Localized};
use serde::{Deserialize, Serialize};
use store::DeviceState;

use crate::api::ApiError;

/// The enrolled devices, and who looks at them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesContent {
    pub town_name: Localized,
    pub clerk_name: String,
    /// In the order of their names.
    pub devices: Vec<EnrolledDevice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledDevice {
    pub id: String,
    pub name: String,
    pub lobby_name: Localized,
    /// The town's day on which it was enrolled.
    #[serde(with = "domain::wire::date")]
    pub since: NaiveDate,
}

/// For administrators. The codes of devices that wait are not told: whoever enrols one has seen
/// its screen.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`], or the database does not answer.
pub async fn devices_view() -> Result<DevicesContent, ApiError> {
    let (services, session) = crate::services::staff(Role::Admin).await?;
    let town = services.town();
    let devices = services.store.devices().await?;
    let enrolled = devices.into_iter().filter_map(|device| match device.state {
        DeviceState::Awaiting { .. } => None,
        DeviceState::Enrolled { since } => Some(EnrolledDevice {
            id: device.id,
            name: device.name,
            lobby_name: town
                .lobby(&device.lobby)
                .map(|lobby| lobby.name.clone())
                .unwrap_or_default(),
            since: Moment::new(since, town.zone).date,
        }),
    });
    Ok(DevicesContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        devices: enrolled.collect(),
    })
}
