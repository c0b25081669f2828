//! What the page about one's own account shows, and what becomes of its forms.

use domain::{
    staff::Role,
    text::{Language, Localized},
};
use http::request::Parts;
use serde::{Deserialize, Serialize};
use store::{PasswordRefusal, Session};

use super::{KnownLogin, Problem, chosen, logins};
use crate::{
    admin::Fields,
    api::ApiError,
    services::{SESSION_COOKIE, Services, client, cookie, use_request, use_services},
};

pub const ADDRESS: &str = "/account";

/// The longest password that is looked at, in bytes.
const LONGEST: usize = domain::staff::LONGEST_PASSWORD;

/// Why the password stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotChanged {
    pub problem: Problem,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    PasswordChanged,
    Ended,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountContent {
    pub town_name: Localized,
    pub name: String,
    pub login: String,
    pub role: Role,
    /// Those of a supervisor; empty: all of them.
    pub departments: Vec<String>,
    pub logins: Vec<KnownLogin>,
    pub problem: Option<Problem>,
    /// The password has just been changed.
    pub changed: bool,
}

/// What the page shows, to whoever is logged in.
///
/// # Errors
/// [`ApiError::NotLoggedIn`]; or the database does not answer.
pub async fn account_view(
    refused: Option<NotChanged>,
    language: Language,
) -> Result<AccountContent, ApiError> {
    let (services, request) = (use_services()?, use_request()?);
    let session = services.session(&request).await?;
    let session = session.ok_or(ApiError::NotLoggedIn)?;
    let town = services.town();
    let token = cookie(&request, SESSION_COOKIE);
    let (login, name) = (session.clerk.login, session.clerk.name);
    let departments = session.departments.chosen().map(|id| {
        let mut departments = town.departments.iter();
        let known = departments.find(|it| it.id == *id);
        known.map_or_else(|| id.to_string(), |it| it.name.get(language).to_owned())
    });
    Ok(AccountContent {
        town_name: town.name.clone(),
        role: session.role,
        departments: departments.collect(),
        logins: logins(&services, &login, token, language).await?,
        problem: refused.map(|refused| refused.problem),
        changed: request.uri.query() == Some("changed"),
        name,
        login,
    })
}

/// Carries a form of the page out, for the session of the request.
///
/// # Errors
/// [`ApiError::NotFound`] if a session is somebody else's; [`ApiError::Malformed`] if the page has no such
/// form; or the database does not answer.
pub async fn save(
    services: &Services,
    session: &Session,
    request: &Parts,
    fields: &Fields,
) -> Result<Result<Done, NotChanged>, ApiError> {
    let typed = |name| fields.get(name).map_or("", String::as_str);
    let token = cookie(request, SESSION_COOKIE).ok_or(ApiError::NotLoggedIn)?;
    let login = &session.clerk.login;
    match typed("action") {
        "password" => change_password(services, (login, token), request, fields).await,
        "end" => {
            if !services.store.end_session(login, typed("session")).await? {
                tracing::warn!(login, "no session of that login");
                return Err(ApiError::NotFound);
            }
            Ok(Ok(Done::Ended))
        }
        "end-others" => {
            services.store.end_sessions(login, Some(token)).await?;
            Ok(Ok(Done::Ended))
        }
        _ => Err(ApiError::Malformed),
    }
}

async fn change_password(
    services: &Services,
    who: (&str, &str),
    request: &Parts,
    fields: &Fields,
) -> Result<Result<Done, NotChanged>, ApiError> {
    let new = match chosen(fields) {
        Ok(new) => new,
        Err(problem) => return Ok(Err(NotChanged { problem })),
    };
    let old = fields.get("old").map_or("", String::as_str);
    if old.is_empty() || old.len() > LONGEST {
        let problem = Problem::WrongOld;
        return Ok(Err(NotChanged { problem }));
    }
    let (address, now) = (client(request)?.to_string(), services.now().instant);
    let changed = services
        .store
        .change_password(who, old, &new, &address, now)
        .await?;
    let problem = match changed {
        Ok(()) => {
            tracing::info!(login = who.0, "a password was changed");
            return Ok(Ok(Done::PasswordChanged));
        }
        Err(PasswordRefusal::Wrong) => Problem::WrongOld,
        Err(PasswordRefusal::Slow { until }) => Problem::Slow {
            seconds: u16::try_from((until - now).num_seconds() + 1).unwrap_or(u16::MAX),
        },
    };
    Ok(Err(NotChanged { problem }))
}
