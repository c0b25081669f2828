//! What the kiosk asks the server.

use chrono::{DateTime, NaiveTime, Utc};
#[cfg(feature = "ssr")]
use domain::device::DeviceKind;
use domain::{
    code::Code,
    ids::{LobbyId, ServiceId, WorkplaceId},
    lobby::PublicSnapshot,
    printer::PrinterState,
    reservation::CheckInRefusal,
    series::{IssuedTicket, TicketRefusal},
    text::{Language, Localized},
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

/// Whether the device that shows the page is enrolled in its lobby: a kiosk may hand out tickets then.
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
    Enrolled {
        /// Of the printer that the server drives for it; none: its browser prints.
        printer: Option<PrinterState>,
    },
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
    /// The key of the tap that brought it. It leads to the ticket, so only its client sees it.
    pub key: String,
    /// A picture (SVG) that leads a phone to the ticket's own page; none: nobody has said where
    /// clients reach the office.
    pub qr: Option<String>,
    /// Whether to ask the server to print it; else the browser does.
    pub by_server: bool,
}

/// What became of printing a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintOutcome {
    Printed,
    /// As far as is known: how the printer stands.
    NotPrinted(PrinterState),
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
        device: standing(&services, DeviceKind::Kiosk, &lobby).await?,
        key: crate::services::new_key()?,
    })
}

/// Asked again and again by a device that waits to be enrolled.
///
/// # Errors
/// Only if the database does not answer.
#[server(endpoint = "device_state", input = GetUrl, output = Postcard)]
pub async fn device_state(lobby: LobbyId) -> Result<DeviceStanding, ApiError> {
    let services = crate::services::use_services()?;
    standing(&services, DeviceKind::Kiosk, &lobby).await
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
    let device = enrolled(&services, &lobby).await?;
    if !crate::services::is_key(&key) {
        return Err(ApiError::Malformed);
    }
    let town = services.town();
    let request = store::TicketRequest {
        lobby,
        workplace,
        service,
        by: domain::slots::Booker::Client,
        priority: false,
        key: key.clone(),
    };
    let outcome = services
        .store
        .issue_ticket(&town, request, services.now())
        .await?;
    Ok(TakeTicketAnswer {
        outcome: outcome.map(|issued| printed(&services, &device, key, issued)),
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
    let device = enrolled(&services, &lobby).await?;
    if !crate::services::is_key(&key) {
        return Err(ApiError::Malformed);
    }
    let (town, now) = (services.town(), services.now());
    let request = store::KioskCheckIn {
        device: device.id.clone(),
        lobby,
        code,
        key: key.clone(),
    };
    let outcome = services.store.check_in(&town, request, now).await?;
    Ok(CheckInAnswer {
        outcome: match outcome {
            Ok(ticket) => Ok(printed(&services, &device, key, without_wait(ticket))),
            Err(refusal) => Err(not_by_code(refusal, &town, now)),
        },
        next_key: crate::services::new_key()?,
    })
}

/// Prints the ticket that the tap `key` brought, on the printer that the server drives for the
/// kiosk. The ticket is given whatever comes of it. It is printed once at most: who asks again is
/// told what is told of a printer that does not answer.
///
/// # Errors
/// [`ApiError::NotAllowed`] unless the device is enrolled in this lobby.
#[server(endpoint = "kiosk_print", output = Postcard)]
pub async fn print_ticket(
    lobby: LobbyId,
    key: String,
    language: Language,
) -> Result<PrintOutcome, ApiError> {
    let services = crate::services::use_services()?;
    let device = enrolled(&services, &lobby).await?;
    if !crate::services::is_key(&key) {
        return Err(ApiError::Malformed);
    }
    let plan = services.feed(&lobby).ok_or(ApiError::NotFound)?.plan;
    let plan = std::sync::Arc::clone(&plan.borrow().value);
    let not_printed = PrintOutcome::NotPrinted(PrinterState::Silent);
    // Taken from it since the tap.
    let Some(printer) = device.printer.clone() else {
        return Ok(not_printed);
    };
    let ticket = services.store.to_be_printed(&key, services.now()).await?;
    let Some(ticket) = ticket else {
        return Ok(not_printed);
    };
    let link = services.ticket_link(&key);
    let ticket = printed(&services, &device, key, ticket);
    let slip = super::Slip::of(&plan, &crate::texts::of(language), &ticket, link);
    Ok(services.printing.print(device, printer, slip).await)
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
fn printed(
    services: &crate::services::Services,
    device: &store::Device,
    key: String,
    issued: IssuedTicket,
) -> Printed {
    use domain::ticket::Standing;

    let now = services.now();
    let agreed = match issued.ticket.standing {
        Standing::Reserved { agreed_at } => Some(now.at(agreed_at).time),
        Standing::WalkIn => None,
    };
    let link = services.ticket_link(&key);
    Printed {
        time: now.at(issued.ticket.issued_at).time,
        agreed,
        qr: link.and_then(|link| super::qr::svg(&link)),
        by_server: device.printer.is_some(),
        key,
        issued,
    }
}

/// Of a client with an agreed time nothing is said of who is ahead: it is that time that counts.
#[cfg(feature = "ssr")]
fn without_wait(ticket: domain::ticket::Ticket) -> IssuedTicket {
    IssuedTicket {
        ticket,
        ahead: 0,
        wait: domain::estimate::Wait::default(),
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

/// The device of that kind and lobby that sends the request at hand.
#[cfg(feature = "ssr")]
async fn device(
    services: &crate::services::Services,
    kind: DeviceKind,
    lobby: &LobbyId,
) -> Result<Option<store::Device>, ApiError> {
    let device = services.device(&crate::services::use_request()?).await?;
    Ok(device.filter(|device| device.kind == kind && device.lobby == *lobby))
}

#[cfg(feature = "ssr")]
async fn enrolled(
    services: &crate::services::Services,
    lobby: &LobbyId,
) -> Result<store::Device, ApiError> {
    let device = device(services, DeviceKind::Kiosk, lobby).await?;
    device
        .filter(|device| matches!(device.state, store::DeviceState::Enrolled { .. }))
        .ok_or(ApiError::NotAllowed)
}

#[cfg(feature = "ssr")]
pub(crate) async fn standing(
    services: &crate::services::Services,
    kind: DeviceKind,
    lobby: &LobbyId,
) -> Result<DeviceStanding, ApiError> {
    use store::DeviceState;

    let Some(device) = device(services, kind, lobby).await? else {
        return Ok(DeviceStanding::NotEnrolled);
    };
    Ok(match device.state {
        DeviceState::Awaiting { code, until } => DeviceStanding::Awaiting {
            code,
            until: domain::moment::Moment::new(until, services.town().zone).time,
        },
        DeviceState::Enrolled { .. } => DeviceStanding::Enrolled {
            printer: device.printer.map(|_| {
                let state = services.printing.state(&device.id);
                // A new one is asked within a moment.
                state.unwrap_or(PrinterState::Ready)
            }),
        },
    })
}
