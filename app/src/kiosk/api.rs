//! What the kiosk asks the server.

use chrono::NaiveTime;
use domain::{
    ids::{LobbyId, ServiceId, WorkplaceId},
    lobby::PublicSnapshot,
    series::{IssuedTicket, TicketRefusal},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{api::ApiError, live::View, wire::Postcard};

/// What the page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskContent {
    pub view: View<PublicSnapshot>,
    pub device: DeviceStanding,
    /// For the first tap.
    pub key: String,
}

/// Whether the device that shows the page may hand out the tickets of its lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceStanding {
    NotEnrolled,
    /// It shows `code` until this time of the town's day.
    Awaiting {
        code: String,
        #[serde(with = "domain::wire::time")]
        until: NaiveTime,
    },
    Enrolled,
}

/// What a tap brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeTicketAnswer {
    pub outcome: Result<Printed, TicketRefusal>,
    /// For the next tap.
    pub next_key: String,
}

/// A ticket as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    pub issued: IssuedTicket,
    /// The town's time of day when it was issued.
    #[serde(with = "domain::wire::time")]
    pub time: NaiveTime,
}

/// # Errors
/// [`ApiError::NotFound`] if there is no such lobby.
#[server(endpoint = "kiosk_view", input = GetUrl, output = Postcard)]
pub async fn kiosk_view(lobby: LobbyId) -> Result<KioskContent, ApiError> {
    let services = crate::services::use_services()?;
    Ok(KioskContent {
        view: services.public_view(&lobby)?,
        device: standing(&services, &lobby).await?,
        key: crate::services::new_key()?,
    })
}

/// Asked again and again by a device that waits to be enrolled.
///
/// # Errors
/// Only if the database does not answer.
#[server(endpoint = "device_state", input = GetUrl, output = Postcard)]
pub async fn device_state(lobby: LobbyId) -> Result<DeviceStanding, ApiError> {
    standing(&crate::services::use_services()?, &lobby).await
}

/// One tap. The same `key` again is answered with the same ticket.
///
/// # Errors
/// [`ApiError::NotAllowed`] unless the device is enrolled in this lobby.
#[server(endpoint = "take_ticket", output = Postcard)]
pub async fn take_ticket(
    lobby: LobbyId,
    workplace: WorkplaceId,
    service: ServiceId,
    key: String,
) -> Result<TakeTicketAnswer, ApiError> {
    let services = crate::services::use_services()?;
    if standing(&services, &lobby).await? != DeviceStanding::Enrolled {
        return Err(ApiError::NotAllowed);
    }
    if !crate::services::is_key(&key) {
        return Err(ApiError::Malformed);
    }
    let town = services.town();
    let request = store::TicketRequest {
        lobby,
        workplace,
        service,
        key,
    };
    let outcome = services
        .store
        .issue_ticket(&town, request, services.now())
        .await?;
    Ok(TakeTicketAnswer {
        outcome: outcome.map(|issued| Printed {
            time: domain::moment::Moment::new(issued.ticket.issued_at, town.zone).time,
            issued,
        }),
        next_key: crate::services::new_key()?,
    })
}

/// Of the device that sends the request at hand.
#[cfg(feature = "ssr")]
async fn standing(
    services: &crate::services::Services,
    lobby: &LobbyId,
) -> Result<DeviceStanding, ApiError> {
    use store::DeviceState;

    let request: http::request::Parts = use_context().ok_or(ApiError::Broken)?;
    let device = services.device(&request).await?;
    let device = device.filter(|device| device.lobby == *lobby);
    Ok(match device.map(|device| device.state) {
        None => DeviceStanding::NotEnrolled,
        Some(DeviceState::Awaiting { code, until }) => DeviceStanding::Awaiting {
            code,
            until: domain::moment::Moment::new(until, services.town().zone).time,
        },
        Some(DeviceState::Enrolled { .. }) => DeviceStanding::Enrolled,
    })
}
