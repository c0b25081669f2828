//! What a clerk's page asks of the server. Every answer brings the truth as it is then.

use chrono::NaiveTime;
#[cfg(feature = "ssr")]
use domain::text::Language;
use domain::{
    desk::{Command, Desk, Refusal, SeatRefusal},
    ids::{CounterNumber, ServiceId, TicketId, WorkplaceId},
    lobby::StaffSnapshot,
    reservation::NotCheckedIn,
    series::NoTicket,
    staff::{Clerk, Role},
    text::Localized,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{api::ApiError, live::View, wire::Postcard};

/// What the page shows to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterView {
    pub me: Me,
    pub town_name: Localized,
    pub place: Place,
}

#[cfg(feature = "ssr")]
impl CounterView {
    /// The names in the language of the page, which changes only with the page.
    fn only(mut self, language: Language) -> Self {
        self.town_name = self.town_name.only(language);
        let views = match &mut self.place {
            Place::At(seat) => std::slice::from_mut(&mut seat.view),
            Place::Nowhere(views) => views,
        };
        for view in views {
            view.plan = view.plan.clone().only(language);
        }
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub clerk: Clerk,
    pub role: Role,
}

/// Where the clerk sits today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    At(Box<Seat>),
    /// Nowhere yet: all lobbies, for the choice.
    Nowhere(Vec<View<StaffSnapshot>>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub counter: CounterNumber,
    pub view: View<StaffSnapshot>,
    /// After sitting down: the snapshot may not know it yet.
    pub answered: Option<DeskNow>,
}

/// A counter as it was found after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskNow {
    pub desk: Desk,
    /// A snapshot of this version or a later one knows better.
    pub as_of: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatAnswer {
    pub view: CounterView,
    pub refusal: Option<SeatRefusal>,
}

#[cfg(feature = "ssr")]
impl SeatAnswer {
    fn only(mut self, language: Language) -> Self {
        self.view = self.view.only(language);
        self
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandAnswer {
    pub now: DeskNow,
    pub refusal: Option<Refusal>,
}

/// Somebody who has a time today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The reservation's own, for [`check_in`].
    pub id: String,
    #[serde(with = "domain::wire::time")]
    pub time: NaiveTime,
    pub service: ServiceId,
    pub name: String,
    pub arrival: Arrival,
    /// A mail was refused for good: what it said may be news.
    pub unreached: bool,
}

impl Booked {
    #[must_use]
    pub fn has_come(&self) -> bool {
        matches!(self.arrival, Arrival::Here(_))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    Awaited,
    Here(TicketId),
    DidNotCome,
}

/// What came of checking somebody in without a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckedIn {
    Ticket(TicketId),
    Refused(NotCheckedIn),
    /// There is no such reservation (any more).
    Gone,
}

/// What clients can be sent to, and added for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    pub places: Vec<Destination>,
    /// For one client to be added.
    pub key: String,
}

/// A workplace and what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    pub workplace: WorkplaceId,
    pub name: Localized,
    /// Of the lobby, if it is another one than where the clerk sits.
    pub lobby_name: Option<Localized>,
    pub services: Vec<OfferedService>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedService {
    pub id: ServiceId,
    pub name: Localized,
    /// Those that do it and are open.
    pub counters: Vec<CounterNumber>,
}

/// What came of adding a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Added {
    Ticket(TicketId),
    None(NoTicket),
    /// Not any more.
    NoSuchService,
}

/// Where the clerk sits, and what is to be seen from there.
///
/// # Errors
/// [`ApiError::NotLoggedIn`]; [`ApiError::Interrupted`] while the database does not answer.
#[server(endpoint = "counter_view", input = GetUrl, output = Postcard)]
pub async fn look() -> Result<CounterView, ApiError> {
    let language = use_context().unwrap_or_default();
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    let view = super::seat::view(&services, session).await?;
    Ok(view.only(language))
}

/// Sits down. With `take_over` whoever sits there loses the counter, and the client in front
/// stays.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such counter, and those of [`look`].
#[server(endpoint = "counter_sit", input = Postcard, output = Postcard)]
pub async fn sit(counter: CounterNumber, take_over: bool) -> Result<SeatAnswer, ApiError> {
    let language = use_context().unwrap_or_default();
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    let answer = super::seat::sit(&services, session, counter, take_over).await?;
    Ok(answer.only(language))
}

/// Gets up from wherever the clerk sits.
///
/// # Errors
/// Those of [`look`].
#[server(endpoint = "counter_leave", input = Postcard, output = Postcard)]
pub async fn leave() -> Result<SeatAnswer, ApiError> {
    let language = use_context().unwrap_or_default();
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    let answer = super::seat::leave(&services, session).await?;
    Ok(answer.only(language))
}

/// Does what the clerk said, if what the clerk saw is still so.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such counter, and those of [`look`].
#[server(endpoint = "counter_command", input = Postcard, output = Postcard)]
pub async fn give(counter: CounterNumber, command: Command) -> Result<CommandAnswer, ApiError> {
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    let login = &session.clerk.login;
    super::seat::command(&services, login, counter, command).await
}

/// What the office does and where, that of the clerk's own lobby first.
///
/// # Errors
/// Those of [`look`].
#[server(endpoint = "counter_offer", input = GetUrl, output = Postcard)]
pub async fn offer() -> Result<Offered, ApiError> {
    let language = use_context().unwrap_or_default();
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    super::errands::offer(&services, &session, language).await
}

/// Gives a ticket to somebody who cannot use the kiosk, in the lobby where the clerk sits. The same
/// `key` again is answered with the same ticket.
///
/// # Errors
/// [`ApiError::NotAllowed`] if the clerk sits nowhere, and those of [`look`].
#[server(endpoint = "counter_add_client", input = Postcard, output = Postcard)]
pub async fn add_client(
    service: ServiceId,
    priority: bool,
    key: String,
) -> Result<Added, ApiError> {
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    if !crate::services::is_key(&key) {
        return Err(ApiError::Malformed);
    }
    super::errands::add_client(&services, &session, service, priority, key).await
}

/// Who has a time today for what the clerk's counter serves, by time; nobody for whoever sits
/// nowhere. The only way by which names of clients come to a page.
///
/// # Errors
/// Those of [`look`].
#[server(endpoint = "counter_booked", input = GetUrl, output = Postcard)]
pub async fn who_booked() -> Result<Vec<Booked>, ApiError> {
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    super::booked::list(&services, &session).await
}

/// Gives a ticket to a client who has no code. It is logged who did it.
///
/// # Errors
/// [`ApiError::NotAllowed`] if the clerk's counter does not serve it, and those of [`look`].
#[server(endpoint = "counter_check_in", input = Postcard, output = Postcard)]
pub async fn check_in(reservation: String) -> Result<CheckedIn, ApiError> {
    let (services, session) = crate::services::staff(Role::Clerk).await?;
    let id = reservation.parse().map_err(|_| ApiError::Malformed)?;
    super::booked::check_in(&services, &session, &id).await
}
