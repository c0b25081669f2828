//! What the booking pages ask the server.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{api::ApiError, ui::Masthead, wire::Postcard};

/// A page as the server renders it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub masthead: Masthead,
    pub title: String,
    /// What stands between the head and the foot.
    pub html: String,
    /// There is nothing at the address; the page says what to do instead.
    pub missing: bool,
}

/// A page that the browser has been sent rendered, and need not be sent once more as a value: there
/// its `html` is empty, and the status that it was answered with is known.
#[derive(Clone)]
pub struct Rendered(pub Page);

impl Serialize for Rendered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Page {
            masthead, title, ..
        } = &self.0;
        (masthead, title).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rendered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (masthead, title) = Deserialize::deserialize(deserializer)?;
        Ok(Self(Page {
            masthead,
            title,
            html: String::new(),
            missing: false,
        }))
    }
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It is done; the address says more.
    Went(String),
    /// The page once more, with what was typed and what is wrong.
    Again(Page),
}

/// The page at `address`, a path with its query.
///
/// # Errors
/// [`ApiError::NotFound`] if there is none, [`ApiError::NotLoggedIn`] if it is for staff.
#[server(endpoint = "booking_page", input = GetUrl, output = Postcard)]
pub async fn booking_page(address: String) -> Result<Page, ApiError> {
    let services = crate::services::use_services()?;
    let request = crate::services::use_request()?;
    let language = use_context().unwrap_or_default();
    // The handler of a form that was refused.
    let again = use_context();
    super::pages::page(&services, &request, language, &address, again).await
}

/// Does what a form asks for that is sent to `address`, by its fields.
///
/// # Errors
/// [`ApiError::Malformed`] if it is none of the page's submissions, [`ApiError::NotFound`] if
/// there is no such page, [`ApiError::NotLoggedIn`] if it is for staff.
#[server(endpoint = "submit", input = Postcard, output = Postcard)]
pub async fn submit(address: String, fields: Vec<(String, String)>) -> Result<Outcome, ApiError> {
    use super::cases::{self, Done};

    let services = crate::services::use_services()?;
    let language = use_context().unwrap_or_default();
    let request = crate::services::use_request()?;
    let done = cases::submit(&services, &request, language, &address, &fields).await?;
    Ok(match done {
        Done::Went(to) => Outcome::Went(to),
        Done::Held { key } => {
            let cookie = http::HeaderValue::from_str(&cases::cookie_of_hold(&services, &key));
            let response = use_context::<leptos_axum::ResponseOptions>();
            if let Some((response, cookie)) = response.zip(cookie.ok()) {
                response.append_header(http::header::SET_COOKIE, cookie);
            }
            Outcome::Went(cases::waiting_page(&key))
        }
        Done::Again(again) => {
            let again = Some(again);
            let page = super::pages::page(&services, &request, language, &address, again);
            Outcome::Again(page.await?)
        }
    })
}
