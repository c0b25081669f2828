//! What booking pages ask the server, and what it answers. Dates and times are civil, in the
//! town's zone.

use chrono::{NaiveDate, NaiveTime};
use domain::{
    code::Code,
    contact::{ContactErrors, EmailError},
    ids::{ServiceId, TicketId},
    slots::{AgreedTime, CalendarDay, NoPlace, Start},
    text::Localized,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{api::ApiError, ui::Masthead, wire::Postcard};

/// A page, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    pub masthead: Masthead,
    pub content: T,
}

// ---- Booking, step by step ----

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// What can be booked; nothing, if the office takes no bookings.
    Services(Vec<Offer>),
    Times(Times),
    Contact(ContactStep),
}

/// What can be booked at one workplace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub workplace: Localized,
    pub services: Vec<OfferedService>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedService {
    pub id: ServiceId,
    pub name: Localized,
    pub minutes: u16,
    pub papers: Localized,
}

/// The days to the horizon, and the times of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    pub service: OfferedService,
    pub lobby: Localized,
    /// From today on; none is free if the service is booked up.
    pub days: Vec<CalendarDay>,
    /// The one asked for, or else the first free one.
    #[serde(with = "domain::wire::date")]
    pub day: NaiveDate,
    /// Whether that day was asked for.
    pub chosen: bool,
    pub starts: Vec<Start>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactStep {
    pub service: OfferedService,
    pub lobby: Localized,
    pub agreed: AgreedTime,
    pub hold_minutes: u16,
    /// Names this form, so that submitting it twice books once.
    pub key: String,
    /// Why the time cannot be had any more, when it cannot.
    pub gone: Option<Gone>,
}

/// A time that is not to be had, and the nearest that are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    pub reason: NoPlace,
    pub nearest: Vec<AgreedTime>,
}

// ---- A reservation ----

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub service: ServiceId,
    pub service_name: Localized,
    pub papers: Localized,
    pub lobby: Localized,
    pub address: String,
    pub agreed: AgreedTime,
    /// Check-in begins and ends.
    #[serde(with = "domain::wire::time")]
    pub from: NaiveTime,
    #[serde(with = "domain::wire::time")]
    pub to: NaiveTime,
    pub standing: Standing,
}

/// Where a reservation is, as far as its page says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Until that time of the town's day.
    Held {
        #[serde(with = "domain::wire::time")]
        until: NaiveTime,
    },
    Confirmed {
        /// None where the address is not proved: the code is in the mail.
        code: Option<Code>,
    },
    CheckedIn {
        ticket: TicketId,
    },
    Lapsed,
    Cancelled,
    Expired,
}

/// The page of whoever has filled in the form and has yet to open the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    pub shown: Shown,
    /// Where the mail went; nothing once it has been confirmed or is over.
    pub email: String,
}

/// The other times of a reservation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    pub shown: Shown,
    pub times: Times,
}

// ---- Submitting ----

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It is done; the address says more.
    Went(String),
    /// The page once more, with what was typed.
    Again(Again),
}

/// A page that answers a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Again {
    Contact {
        name: String,
        email: String,
        phone: String,
        key: String,
        problem: NotHeld,
    },
    Email {
        typed: String,
        problem: WrongEmail,
    },
    Moved(NoPlace),
    Cancel {
        code: String,
        email: String,
        problem: NotFound,
    },
    /// The reservation with this code and address, to be cancelled by one more press.
    Found {
        code: String,
        email: String,
        shown: Shown,
    },
    Links {
        email: String,
        problem: EmailError,
    },
}

/// Why no place is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotHeld {
    Fields(ContactErrors),
    Gone(Gone),
    TooManyOpen {
        most: u16,
    },
    /// So many come from the same network that some may be no people.
    Crowded,
    /// Something has filled in the field that nobody sees.
    Unseen,
}

/// Why the mail does not go to another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WrongEmail {
    Email(EmailError),
    TooManyOpen {
        most: u16,
    },
    /// Too many mails were asked for.
    Crowded,
}

/// Why no reservation is shown to whoever has typed a code and an address. Which of the two is
/// wrong nobody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotFound {
    Unknown,
    /// Too many wrong ones.
    Crowded,
}

// ---- Server functions ----

/// The step to which an address leads: no service, a service, a day, a time.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such service, day or time.
#[server(endpoint = "book_step", input = GetUrl, output = Postcard)]
pub async fn book_step(
    service: Option<String>,
    date: Option<String>,
    time: Option<String>,
) -> Result<Page<Step>, ApiError> {
    let services = crate::services::use_services()?;
    let step = super::views::step(&services, service, date, time).await?;
    Ok(super::views::page(&services, step))
}

/// The reservation that was made with the key of a form.
///
/// # Errors
/// [`ApiError::NotFound`] if there is none.
#[server(endpoint = "held_reservation", input = GetUrl, output = Postcard)]
pub async fn held_reservation(key: String) -> Result<Page<Awaited>, ApiError> {
    let services = crate::services::use_services()?;
    let awaited = super::views::awaited(&services, &key).await?;
    Ok(super::views::page(&services, awaited))
}

/// The reservation to which the link in a mail leads. Asking changes nothing.
///
/// # Errors
/// [`ApiError::NotFound`] if there is none (any more).
#[server(endpoint = "reservation", input = GetUrl, output = Postcard)]
pub async fn shown_reservation(token: String) -> Result<Page<Shown>, ApiError> {
    let services = crate::services::use_services()?;
    let shown = super::views::by_token(&services, &token).await?;
    Ok(super::views::page(&services, shown))
}

/// The times to which it can be moved.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such reservation or day.
#[server(endpoint = "reservation_times", input = GetUrl, output = Postcard)]
pub async fn reservation_times(
    token: String,
    date: Option<String>,
) -> Result<Page<Moving>, ApiError> {
    let services = crate::services::use_services()?;
    let moving = super::views::moving(&services, &token, date).await?;
    Ok(super::views::page(&services, moving))
}

/// A page without anything of its own.
///
/// # Errors
/// None that a visitor could cause.
#[server(endpoint = "plain_page", input = GetUrl, output = Postcard)]
pub async fn plain_page() -> Result<Page<()>, ApiError> {
    Ok(super::views::page(&crate::services::use_services()?, ()))
}

/// Does what the form of the page at `address` asks for, by its fields.
///
/// # Errors
/// [`ApiError::Malformed`] if it is none of its submissions, [`ApiError::NotFound`] if there is
/// no such page.
#[server(endpoint = "submit", input = Postcard, output = Postcard)]
pub async fn submit(address: String, fields: Vec<(String, String)>) -> Result<Outcome, ApiError> {
    let services = crate::services::use_services()?;
    let language = use_context().unwrap_or_default();
    let client = crate::services::use_client()?;
    super::cases::submit(&services, client, language, &address, &fields).await
}
