//! From the token in the address to the ticket.

use std::net::IpAddr;

use domain::{
    follow,
    text::Language,
    ticket::{NotGranted, Wish},
};
use store::NotDone;

use super::api::TicketPage;
use crate::{
    api::ApiError,
    booking::limits::Limited,
    services::{Services, is_key, network},
};

/// What the page of the ticket shows.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such ticket today.
pub async fn page(
    services: &Services,
    client: IpAddr,
    language: Language,
    token: &str,
) -> Result<TicketPage, ApiError> {
    let guess = Guess::begin(services, client, token)?;
    let now = services.now();
    let found = services.store.followed(token, now).await?;
    let ticket = found.ok_or_else(|| guess.wrong())?;
    let town = services.town();
    let workplace = town.workplace(&ticket.workplace);
    let workplace = workplace.ok_or(ApiError::NotFound)?;
    let service = town.service(&ticket.service);
    let mut view = services.public_view(&workplace.lobby)?;
    view.plan = view.plan.only(language);
    Ok(TicketPage {
        ticket: ticket.id,
        service: service
            .map(|service| service.name.only(language))
            .unwrap_or_default(),
        workplace: workplace.name.only(language),
        stage: follow::stage_of(&ticket, &view.snapshot, now),
        view,
        handed_over: ticket.came_from.is_some(),
        may_postpone: ticket.postponed_until.is_none(),
        refused: None,
    })
}

/// Does what the client of the ticket asks for; answers why not, if not.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such ticket today.
pub async fn grant(
    services: &Services,
    client: IpAddr,
    token: &str,
    wish: Wish,
) -> Result<Option<NotGranted>, ApiError> {
    let guess = Guess::begin(services, client, token)?;
    let town = services.town();
    let granted = services.store.grant(&town, token, wish, services.now());
    match granted.await? {
        Ok(_) => Ok(None),
        Err(NotDone::Refused(refusal)) => Ok(Some(refusal)),
        Err(NotDone::Unknown) => Err(guess.wrong()),
    }
}

/// A token that somebody has sent. Nobody can guess one, but who tries does not keep the database
/// busy; only wrong ones count, for many phones share a lobby's network.
struct Guess<'a> {
    services: &'a Services,
    network: String,
}

impl<'a> Guess<'a> {
    fn begin(services: &'a Services, client: IpAddr, token: &str) -> Result<Self, ApiError> {
        if !is_key(token) {
            return Err(ApiError::NotFound);
        }
        let network = network(client);
        let now = services.now().instant;
        let limits = &services.limits;
        if limits.is_used_up(Limited::WrongTickets, &network, now) {
            return Err(ApiError::Interrupted);
        }
        Ok(Self { services, network })
    }

    fn wrong(self) -> ApiError {
        let Self { services, network } = self;
        let now = services.now().instant;
        // Whether it was one too many, the next one is told.
        let _ = services.limits.allow(Limited::WrongTickets, &network, now);
        ApiError::NotFound
    }
}
