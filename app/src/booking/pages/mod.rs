//! The booking pages, as the server renders them.

mod calendar;
mod cancel;
mod choose_service;
mod choose_time;
mod contact_form;
mod form;
mod held;
mod of_client;
mod offer;
pub(super) mod read;
mod reservation;
mod sentences;
mod summary;

use chrono::NaiveDate;
use domain::{reservation::Reservation, slots::Booker, staff::Role, text::Language};
use http::request::Parts;
use leptos::prelude::*;

use super::{
    api::Page,
    cases::{Address, Again},
};
use crate::{
    api::ApiError,
    services::Services,
    texts::{self, Texts, fill},
    ui::Masthead,
};

/// A page before its language's office is known: its title, the step of booking that it is, and
/// what stands on it.
struct Content {
    title: String,
    step: Option<u8>,
    body: AnyView,
}

/// The page at an address; `again` is what its form was refused for.
///
/// # Errors
/// [`ApiError::NotFound`] if there is none, [`ApiError::NotLoggedIn`] if it is for staff.
pub(super) async fn page(
    services: &Services,
    request: &Parts,
    language: Language,
    address: &str,
    again: Option<Again>,
) -> Result<Page, ApiError> {
    services.up()?;
    let texts = texts::of(language);
    let content = content(services, request, &texts, address, again.as_ref()).await;
    let (content, missing) = match content {
        Err(ApiError::NotFound) if leads_from_a_mail(address) => {
            (reservation::link_is_void(&texts), true)
        }
        content => (content?, false),
    };
    Ok(Page {
        masthead: Masthead::of(&services.town()),
        html: html(&texts, &content.title, content.step, content.body),
        title: content.title,
        missing,
    })
}

/// For the office's own page: the day that is shown, and the fields of the form in which another time
/// is chosen on it. Another day is shown at its `address`; `again` is why the form was refused.
///
/// # Errors
/// [`ApiError::NotFound`] if the office does not offer such times any more.
pub(crate) fn other_times(
    services: &Services,
    texts: &Texts,
    reservation: &Reservation,
    date: Option<NaiveDate>,
    again: Option<&Again>,
    address: impl Fn(NaiveDate) -> String,
) -> Result<(NaiveDate, String), ApiError> {
    let times = read::times_to_move(services, Booker::Clerk, reservation, date)?;
    let fields = reservation::other_times(texts, &times, &address, again);
    Ok((times.day, fields.to_html()))
}

/// Whether it is one of the addresses that stand in mails.
fn leads_from_a_mail(address: &str) -> bool {
    let (path, _) = address.split_once('?').unwrap_or((address, ""));
    matches!(
        Address::read(path),
        Ok(Address::Confirm { .. } | Address::Reservation { .. })
    )
}

async fn content(
    services: &Services,
    request: &Parts,
    texts: &Texts,
    address: &str,
    again: Option<&Again>,
) -> Result<Content, ApiError> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let address = Address::read(path)?;
    let session = if address.is_for_staff() {
        Some(services.staff(request, Role::Clerk).await?)
    } else {
        None
    };
    if let (Some(session), Some(service)) = (&session, address.service()) {
        super::by_clerk::allow_service(services, session, service)?;
    }
    let departments = session.as_ref().map(|it| it.departments.clone());
    let departments = departments.unwrap_or_default();
    let by_clerk = &texts.booking.by_clerk;
    let title = |booker, client: &String, clerk: &String| match booker {
        Booker::Client => client.clone(),
        Booker::Clerk => clerk.clone(),
    };
    Ok(match address {
        Address::Offer => Content {
            title: texts.start.services.clone(),
            step: None,
            body: offer::offer(
                texts,
                read::everything(services, Booker::Client, &departments),
            ),
        },
        Address::Services { booker } => {
            let offers = read::offers(services, booker, &departments);
            Content {
                title: title(
                    booker,
                    &texts.booking.choose_service,
                    &by_clerk.choose_service,
                ),
                step: Some(1),
                body: choose_service::choose_service(texts, booker, offers, again),
            }
        }
        Address::Times {
            booker,
            service,
            date,
        } => {
            let times = read::times(services, booker, service, date)?;
            Content {
                title: title(booker, &texts.booking.choose_time, &by_clerk.choose_time),
                step: Some(2),
                body: choose_time::choose_time(texts, &times),
            }
        }
        Address::Contact {
            booker,
            service,
            agreed,
        } => {
            let mut step = read::contact(services, booker, service, agreed)?;
            let own = match booker {
                Booker::Client => read::own_hold(services, request, service, agreed).await?,
                Booker::Clerk => None,
            };
            // Whoever has sent the form has been told by the answer, and nobody has taken what one
            // holds oneself.
            let gone = match again {
                None if own.is_none() => read::gone(services, booker, service, agreed).await?,
                _ => None,
            };
            step.is_held = own.is_some();
            step.key = own.unwrap_or(step.key);
            Content {
                title: title(booker, &texts.booking.contact, &by_clerk.contact),
                step: Some(3),
                body: contact_form::contact_form(texts, &step, gone.as_ref(), again),
            }
        }
        Address::Booked { id } => {
            let session = session.ok_or(ApiError::NotLoggedIn)?;
            let booking = super::by_clerk::booking(services, &session, id).await?;
            let of_client = read::of_client(services, booking);
            of_client::of_client(texts, &of_client, id)
        }
        Address::Held { key } => {
            let awaited = read::awaited(services, key).await?;
            held::held(texts, &awaited, again, key, query == "sent")
        }
        Address::Confirm { token } | Address::Reservation { token } => {
            let shown = read::by_token(services, token).await?;
            reservation::reservation(texts, &shown, token)
        }
        Address::Move { token, date } => {
            let moving = read::moving(services, token, date).await?;
            reservation::moving(texts, &moving, again, token)
        }
        Address::Cancel => cancel::cancel(texts, again, query),
    })
}

/// The last step is the mail, or the code that a clerk says.
const STEPS: u8 = 4;

fn html(texts: &Texts, title: &str, step: Option<u8>, body: AnyView) -> String {
    let progress = step.map(|step| {
        let (n, of) = (step.to_string(), STEPS.to_string());
        let said = fill(&texts.booking.step, &[("n", &n), ("of", &of)]);
        view! {
            <p class="step">
                {said} <progress max=of value=n aria-hidden="true"></progress>
            </p>
        }
    });
    let view = view! {
        {progress}
        // The program takes whoever moves here to it.
        <h1 class="page-title name" tabindex="-1">
            {title.to_owned()}
        </h1>
        {body}
    };
    view.to_html()
}
