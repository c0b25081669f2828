//! What server functions and pages use on the server. `server` makes it and provides it as
//! context to every request.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use domain::{
    ids::{LobbyId, WorkplaceId},
    lobby::{Plan, PublicSnapshot, StaffSnapshot},
    moment::Moment,
    slots::BookedDays,
    staff::Role,
    text::Language,
    town::Town,
};
use http::request::Parts;
use leptos::prelude::*;
use store::{Device, Session, Store};
use tokio::sync::watch;

use crate::{
    api::ApiError,
    booking::limits::Limits,
    live::{Beat, View},
};

/// Tells the time. The only clock that there is; `server` reads it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

#[derive(Clone)]
pub struct Services {
    pub store: Store,
    pub clock: Clock,
    pub town: watch::Receiver<Arc<Town>>,
    pub lobbies: watch::Receiver<Arc<BTreeMap<LobbyId, LobbyFeed>>>,
    /// What is booked from today on, some milliseconds ago.
    pub booked: watch::Receiver<BookedPlaces>,
    /// An event every 15 seconds.
    pub beat: watch::Receiver<Published<Beat>>,
    /// Of the frontend: the hash in its files' names; empty where these have none.
    pub build: Arc<str>,
    /// Whether the database is heard, and so whether what is published is the truth.
    pub up: watch::Receiver<bool>,
    pub limits: Arc<Limits>,
    /// Whether mails can leave; without them nobody can book.
    pub takes_bookings: bool,
}

/// What is booked at each workplace; one that is absent has no bookings.
pub type BookedPlaces = BTreeMap<WorkplaceId, Arc<BookedDays>>;

/// Something published to many screens: as a value for pages rendered here, and as one event of a
/// stream, serialised once for all.
#[derive(Debug)]
pub struct Published<T> {
    pub value: Arc<T>,
    pub event: Bytes,
}

impl<T> Clone for Published<T> {
    fn clone(&self) -> Self {
        Self {
            value: Arc::clone(&self.value),
            event: self.event.clone(),
        }
    }
}

/// What the screens of one lobby follow.
#[derive(Clone, Debug)]
pub struct LobbyFeed {
    pub plan: watch::Receiver<Published<Plan>>,
    pub public: watch::Receiver<Published<PublicSnapshot>>,
    pub staff: watch::Receiver<Published<StaffSnapshot>>,
}

/// Of the request at hand.
///
/// # Errors
/// [`ApiError::Broken`] outside a request.
pub fn use_services() -> Result<Services, ApiError> {
    use_context().ok_or(ApiError::Broken)
}

impl Services {
    #[must_use]
    pub fn town(&self) -> Arc<Town> {
        Arc::clone(&self.town.borrow())
    }

    #[must_use]
    pub fn now(&self) -> Moment {
        Moment::new((self.clock)(), self.town.borrow().zone)
    }

    #[must_use]
    pub fn feed(&self, lobby: &LobbyId) -> Option<LobbyFeed> {
        self.lobbies.borrow().get(lobby).cloned()
    }

    /// What is booked at a workplace. Nobody is promised a place by it: who takes one is told by
    /// the database.
    #[must_use]
    pub fn booked(&self, workplace: &WorkplaceId) -> Arc<BookedDays> {
        let booked = self.booked.borrow();
        booked.get(workplace).map(Arc::clone).unwrap_or_default()
    }

    #[must_use]
    pub fn beat(&self) -> Beat {
        Beat::at(self.now())
    }

    /// # Errors
    /// [`ApiError::Interrupted`] while the database is not heard.
    pub fn up(&self) -> Result<(), ApiError> {
        if *self.up.borrow() {
            Ok(())
        } else {
            Err(ApiError::Interrupted)
        }
    }

    /// # Errors
    /// [`ApiError::NotFound`] if there is no such lobby, [`ApiError::Interrupted`] while the
    /// database is not heard.
    pub fn public_view(&self, lobby: &LobbyId) -> Result<View<PublicSnapshot>, ApiError> {
        self.up()?;
        let feed = self.feed(lobby).ok_or(ApiError::NotFound)?;
        Ok(View {
            plan: (*feed.plan.borrow().value).clone(),
            snapshot: (*feed.public.borrow().value).clone(),
            beat: self.beat(),
        })
    }

    /// # Errors
    /// [`ApiError::NotFound`] if there is no such lobby, [`ApiError::Interrupted`] while the
    /// database is not heard.
    pub fn staff_view(&self, lobby: &LobbyId) -> Result<View<StaffSnapshot>, ApiError> {
        self.up()?;
        let feed = self.feed(lobby).ok_or(ApiError::NotFound)?;
        Ok(View {
            plan: (*feed.plan.borrow().value).clone(),
            snapshot: (*feed.staff.borrow().value).clone(),
            beat: self.beat(),
        })
    }

    /// Who is logged in with this request, if anybody.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn session(&self, request: &Parts) -> Result<Option<Session>, ApiError> {
        match cookie(request, SESSION_COOKIE) {
            Some(token) => Ok(self.store.session(token, self.now()).await?),
            None => Ok(None),
        }
    }

    /// The enrolled or waiting device that sends this request, if it is one.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn device(&self, request: &Parts) -> Result<Option<Device>, ApiError> {
        match cookie(request, DEVICE_COOKIE) {
            Some(token) => Ok(self.store.device(token, self.now().instant).await?),
            None => Ok(None),
        }
    }
}

pub const SESSION_COOKIE: &str = "session";
pub const DEVICE_COOKIE: &str = "device";
pub const LANGUAGE_COOKIE: &str = "language";

/// Where a request comes from; the server puts it into the request.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

/// Of the request at hand.
///
/// # Errors
/// [`ApiError::Broken`] outside a request.
pub fn use_client() -> Result<IpAddr, ApiError> {
    let request: Parts = use_context().ok_or(ApiError::Broken)?;
    let client: &Client = request.extensions.get().ok_or(ApiError::Broken)?;
    Ok(client.0)
}

/// What stands for the sender of a request in counts: the address, or for IPv6 the network, for
/// of such addresses one household has a billion billions.
#[must_use]
pub fn network(client: IpAddr) -> String {
    match client.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// The value of a cookie of the request.
#[must_use]
pub fn cookie<'a>(request: &'a Parts, name: &str) -> Option<&'a str> {
    request
        .headers
        .get_all(http::header::COOKIE)
        .into_iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The language of a page: of the town's languages the one chosen before, else the first that the
/// browser asks for. Screens of the office itself begin in the town's own.
#[must_use]
pub fn page_language(request: &Parts, town: &Town) -> Language {
    let own = town.languages.first().copied().unwrap_or_default();
    let path = request.uri.path();
    if path.starts_with("/kiosk/") || path.starts_with("/display/") {
        return own;
    }
    let offered = |tag: &str| {
        tag.parse::<Language>()
            .ok()
            .filter(|language| town.languages.contains(language))
    };
    let chosen = cookie(request, LANGUAGE_COOKIE).and_then(offered);
    let asked_for = || {
        let header = request.headers.get(http::header::ACCEPT_LANGUAGE)?;
        header
            .to_str()
            .ok()?
            .split(',')
            .filter_map(|range| range.split([';', '-']).next())
            .find_map(|tag| offered(tag.trim()))
    };
    chosen.or_else(asked_for).unwrap_or(own)
}

/// The session of the request at hand, of a clerk or somebody above.
///
/// # Errors
/// [`ApiError::NotLoggedIn`] or [`ApiError::NotAllowed`].
pub async fn staff(least: Role) -> Result<(Services, Session), ApiError> {
    let services = use_services()?;
    let request: Parts = use_context().ok_or(ApiError::Broken)?;
    let session = services
        .session(&request)
        .await?
        .ok_or(ApiError::NotLoggedIn)?;
    if session.role < least {
        return Err(ApiError::NotAllowed);
    }
    Ok((services, session))
}

/// Names one submission or one tap, so that a repeat changes nothing: 128 bits in hexadecimal.
///
/// # Errors
/// [`ApiError::Broken`] if the operating system has no random numbers.
pub fn new_key() -> Result<String, ApiError> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|error| {
        tracing::error!(%error, "no random numbers");
        ApiError::Broken
    })?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bits)))
}

/// Whether `text` is in the form of [`new_key`].
#[must_use]
pub fn is_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
