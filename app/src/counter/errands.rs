//! What the server functions for clients who are sent on or added do.

use domain::{
    ids::{CounterNumber, ServiceId},
    series::TicketRefusal,
    slots::Booker,
    text::Language,
    town::{Counter, Town, Workplace},
};
use store::{Session, TicketRequest};

use super::api::{Added, Destination, Offered, OfferedService};
use crate::{
    api::ApiError,
    services::{self, Services},
};

/// # Errors
/// If the database does not answer.
pub async fn offer(
    services: &Services,
    session: &Session,
    language: Language,
) -> Result<Offered, ApiError> {
    let town = services.town();
    let here = super::booked::counter(services, session).await?;
    let open = services.open_counters();
    let destination =
        |workplace: &Workplace| destination(&town, workplace, here.as_ref(), &open, language);
    let mut places: Vec<_> = town.workplaces.iter().map(destination).collect();
    // Stable: the order of the office within each.
    places.sort_by_key(|place| place.lobby_name.is_some());
    let key = services::new_key()?;
    Ok(Offered { places, key })
}

fn destination(
    town: &Town,
    workplace: &Workplace,
    here: Option<&Counter>,
    open: &[CounterNumber],
    language: Language,
) -> Destination {
    let elsewhere = here.is_none_or(|counter| counter.lobby != workplace.lobby);
    let lobby = town.lobby(&workplace.lobby).filter(|_| elsewhere);
    let services = town
        .offered_at(&workplace.id, Booker::Clerk)
        .map(|service| {
            let does = |counter: &&Counter| {
                open.contains(&counter.number) && counter.does(&workplace.id, &service.id)
            };
            let counters = town.counters.iter().filter(does);
            OfferedService {
                id: service.id.clone(),
                name: service.name.only(language),
                counters: counters.map(|counter| counter.number).collect(),
            }
        });
    Destination {
        workplace: workplace.id.clone(),
        name: workplace.name.only(language),
        lobby_name: lobby.map(|lobby| lobby.name.only(language)),
        services: services.collect(),
    }
}

/// # Errors
/// [`ApiError::NotAllowed`] if the clerk sits nowhere; if the database does not answer.
pub async fn add_client(
    services: &Services,
    session: &Session,
    service: ServiceId,
    priority: bool,
    key: String,
) -> Result<Added, ApiError> {
    let (town, now) = (services.town(), services.now());
    let counter = super::booked::counter(services, session).await?;
    let counter = counter.ok_or(ApiError::NotAllowed)?;
    let Some(found) = town.service(&service) else {
        return Ok(Added::NoSuchService);
    };
    let request = TicketRequest {
        lobby: counter.lobby,
        workplace: found.workplace.clone(),
        service,
        by: Booker::Clerk,
        priority,
        key,
    };
    Ok(
        match services.store.issue_ticket(&town, request, now).await? {
            Ok(issued) => Added::Ticket(issued.ticket.id),
            Err(TicketRefusal::NoTicket(reason)) => Added::None(reason),
            Err(
                TicketRefusal::UnknownWorkplace
                | TicketRefusal::NotInThisLobby
                | TicketRefusal::UnknownService,
            ) => Added::NoSuchService,
        },
    )
}
