//! What the page of a ticket asks the server.

use domain::{
    follow::Stage,
    ids::TicketId,
    lobby::PublicSnapshot,
    text::Localized,
    ticket::{NotGranted, Wish},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{api::ApiError, live::View, ui::Masthead, wire::Postcard};

/// What there is at the address of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Followed {
    Ticket(Box<TicketPage>),
    /// No ticket of today.
    Unknown(Masthead),
}

/// A ticket and all that its page shows. Names are in the language of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPage {
    pub ticket: TicketId,
    pub service: Localized,
    pub workplace: Localized,
    /// Where it waits now.
    pub view: View<PublicSnapshot>,
    pub stage: Stage,
    /// Whether another workplace has sent it here.
    pub handed_over: bool,
    /// Whether it has not been put back yet.
    pub may_postpone: bool,
    /// Why what was asked for without the browser's program was not granted.
    pub refused: Option<NotGranted>,
}

/// The ticket to whose page `token` leads.
///
/// # Errors
/// [`ApiError::Interrupted`] while the database is not heard, or after too many wrong tokens.
#[server(endpoint = "followed_ticket", input = GetUrl, output = Postcard)]
pub async fn followed_ticket(token: String) -> Result<Followed, ApiError> {
    let services = crate::services::use_services()?;
    let client = client()?;
    let language = use_context().unwrap_or_default();
    match super::find::page(&services, client, language, &token).await {
        Ok(page) => Ok(Followed::Ticket(Box::new(TicketPage {
            // The handler of a form that was refused.
            refused: use_context(),
            ..page
        }))),
        Err(ApiError::NotFound) => {
            let mut masthead = Masthead::of(&services.town());
            masthead.town_name = masthead.town_name.only(language);
            Ok(Followed::Unknown(masthead))
        }
        Err(error) => Err(error),
    }
}

/// Asks for something on behalf of the ticket's client. Answers why it is not granted, if it is not.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such ticket today.
#[server(endpoint = "ticket_wish", input = Postcard, output = Postcard)]
pub async fn ticket_wish(token: String, wish: Wish) -> Result<Option<NotGranted>, ApiError> {
    let services = crate::services::use_services()?;
    let client = client()?;
    super::find::grant(&services, client, &token, wish).await
}

/// Who sends the request at hand.
#[cfg(feature = "ssr")]
fn client() -> Result<std::net::IpAddr, ApiError> {
    let request: http::request::Parts = use_context().ok_or(ApiError::Broken)?;
    crate::services::client(&request)
}
