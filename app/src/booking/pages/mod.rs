//! The booking pages, as the server renders them.

mod calendar;
mod cancel;
mod choose_service;
mod choose_time;
mod contact_form;
mod form;
mod held;
mod offer;
pub(super) mod read;
mod reservation;
mod sentences;
mod summary;

use domain::text::Language;
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
/// [`ApiError::NotFound`] if there is none.
pub(super) async fn page(
    services: &Services,
    language: Language,
    address: &str,
    again: Option<Again>,
) -> Result<Page, ApiError> {
    services.up()?;
    let texts = texts::of(language);
    let content = content(services, &texts, address, again.as_ref()).await;
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
    texts: &Texts,
    address: &str,
    again: Option<&Again>,
) -> Result<Content, ApiError> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    Ok(match Address::read(path)? {
        Address::Offer => Content {
            title: texts.start.services.clone(),
            step: None,
            body: offer::offer(texts, read::everything(services)),
        },
        Address::Services => {
            let offers = read::offers(services);
            Content {
                title: texts.booking.choose_service.clone(),
                step: Some(1),
                body: choose_service::choose_service(texts, offers),
            }
        }
        Address::Times { service, date } => {
            let times = read::times(services, service, date)?;
            Content {
                title: texts.booking.choose_time.clone(),
                step: Some(2),
                body: choose_time::choose_time(texts, &times),
            }
        }
        Address::Contact { service, agreed } => {
            let step = read::contact(services, service, agreed)?;
            // Whoever has sent the form has been told by the answer.
            let gone = match again {
                Some(_) => None,
                None => read::gone(services, service, agreed).await?,
            };
            Content {
                title: texts.booking.contact.clone(),
                step: Some(3),
                body: contact_form::contact_form(texts, &step, gone.as_ref(), again),
            }
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

/// The last step is the mail.
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
