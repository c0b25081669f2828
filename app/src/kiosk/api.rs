//! What the kiosk asks the server.

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    code::Code,
    ids::{LobbyId, ServiceId, WorkplaceId},
    lobby::PublicSnapshot,
    reservation::CheckInRefusal,
    series::{IssuedTicket, TicketRefusal},
    text::Localized,
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
    /// The one that the client has agreed to, if it is no walk-in.
    #[serde(with = "domain::wire::time_option")]
    pub agreed: Option<NaiveTime>,
}

/// What a code brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInAnswer {
    pub outcome: Result<Printed, NotByCode>,
    /// For the next tap.
    pub next_key: String,
}

/// Why a code brings no ticket. Whose it is, is said nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotByCode {
    /// After too many wrong ones this kiosk takes none before that.
    Rests {
        #[serde(with = "chrono::serde::ts_microseconds")]
        until: DateTime<Utc>,
    },
    Unknown,
    Refused {
        refusal: CheckInRefusal,
        /// From when on that day the code is taken.
        #[serde(with = "domain::wire::time")]
        from: NaiveTime,
        lobby_name: Localized,
    },
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
    enrolled(&services, &lobby).await?;
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
            agreed: None,
        }),
        next_key: crate::services::new_key()?,
    })
}

/// The ticket of a client with an agreed time. The same `key` again is answered with the same
/// ticket.
///
/// # Errors
/// [`ApiError::NotAllowed`] unless the device is enrolled in this lobby.
#[server(endpoint = "kiosk_check_in", output = Postcard)]
pub async fn check_in(lobby: LobbyId, code: Code, key: String) -> Result<CheckInAnswer, ApiError> {
    let services = crate::services::use_services()?;
    let device = enrolled(&services, &lobby).await?.id;
    if !crate::services::is_key(&key) {
        return Err(ApiError::Malformed);
    }
    let (town, now) = (services.town(), services.now());
    let request = store::KioskCheckIn {
        device,
        lobby,
        code,
        key,
    };
    let outcome = services.store.check_in(&town, request, now).await?;
    Ok(CheckInAnswer {
        outcome: match outcome {
            Ok(ticket) => Ok(printed(ticket, now)),
            Err(refusal) => Err(not_by_code(refusal, &town, now)),
        },
        next_key: crate::services::new_key()?,
    })
}

/// Said when the kiosk returns to its start after a wrong code.
///
/// # Errors
/// [`ApiError::NotAllowed`] unless the device is enrolled in this lobby.
#[server(endpoint = "kiosk_start", output = Postcard)]
pub async fn start(lobby: LobbyId) -> Result<(), ApiError> {
    let services = crate::services::use_services()?;
    let device = enrolled(&services, &lobby).await?.id;
    let (town, now) = (services.town(), services.now());
    Ok(services.store.keypad_start(&town, &device, now).await?)
}

#[cfg(feature = "ssr")]
fn printed(ticket: domain::ticket::Ticket, now: domain::moment::Moment) -> Printed {
    use domain::ticket::Standing;

    let agreed = match ticket.standing {
        Standing::Reserved { agreed_at } => Some(now.at(agreed_at).time),
        Standing::WalkIn => None,
    };
    Printed {
        time: now.at(ticket.issued_at).time,
        agreed,
        // Nothing is said of who is ahead: it is the agreed time that counts.
        issued: IssuedTicket {
            ticket,
            ahead: 0,
            wait: domain::estimate::Wait::default(),
        },
    }
}

#[cfg(feature = "ssr")]
fn not_by_code(
    refusal: store::CodeRefusal,
    town: &domain::town::Town,
    now: domain::moment::Moment,
) -> NotByCode {
    match refusal {
        store::CodeRefusal::Rests(rests) => NotByCode::Rests { until: rests.until },
        store::CodeRefusal::Unknown => NotByCode::Unknown,
        store::CodeRefusal::Refused(refusal) => {
            let begins = refusal.agreed.instant(now) - town.rules.check_in_before();
            let lobby = town.lobby(&refusal.lobby);
            NotByCode::Refused {
                from: now.at(begins).time,
                lobby_name: lobby.map(|lobby| lobby.name.clone()).unwrap_or_default(),
                refusal,
            }
        }
    }
}

/// The device of that lobby that sends the request at hand.
#[cfg(feature = "ssr")]
async fn device(
    services: &crate::services::Services,
    lobby: &LobbyId,
) -> Result<Option<store::Device>, ApiError> {
    let request: http::request::Parts = use_context().ok_or(ApiError::Broken)?;
    let device = services.device(&request).await?;
    Ok(device.filter(|device| device.lobby == *lobby))
}

#[cfg(feature = "ssr")]
async fn enrolled(
    services: &crate::services::Services,
    lobby: &LobbyId,
) -> Result<store::Device, ApiError> {
    let device = device(services, lobby).await?;
    device
        .filter(|device| matches!(device.state, store::DeviceState::Enrolled { .. }))
        .ok_or(ApiError::NotAllowed)
}

#[cfg(feature = "ssr")]
async fn standing(
    services: &crate::services::Services,
    lobby: &LobbyId,
) -> Result<DeviceStanding, ApiError> {
    use store::DeviceState;

    let device = device(services, lobby).await?;
    Ok(match device.map(|device| device.state) {
        None => DeviceStanding::NotEnrolled,
        Some(DeviceState::Awaiting { code, until }) => DeviceStanding::Awaiting {
            code,
            until: domain::moment::Moment::new(until, services.town().zone).time,
        },
        Some(DeviceState::Enrolled { .. }) => DeviceStanding::Enrolled,
    })
}
