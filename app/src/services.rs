//! What server functions and pages use on the server. `server` makes it and provides it as
//! context to every request.

use std::{collections::BTreeMap, fmt::Display, net::IpAddr, pin::Pin, sync::Arc};

use axum::body::Bytes;
use chrono::{DateTime, Utc};
use domain::{
    ids::{CounterNumber, LobbyId, WorkplaceId},
    lobby::{Plan, PublicSnapshot, StaffSnapshot},
    moment::Moment,
    printer::{Printer, PrinterState},
    slots::BookedDays,
    staff::{Departments, Role},
    text::Language,
    town::Town,
};
use http::request::Parts;
use leptos::prelude::*;
use store::{BackupFolder, Device, Session, Store};
use tokio::sync::watch;

use crate::{
    api::ApiError,
    booking::limits::Limits,
    kiosk::{Slip, api::PrintOutcome},
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
    /// Says that some kiosk or display has been let in, placed otherwise or shut out.
    pub devices: watch::Receiver<()>,
    /// Whether the database is heard, and so whether what is published is the truth.
    pub up: watch::Receiver<bool>,
    /// Counted up when somebody's session has ended before its time.
    pub sessions: watch::Receiver<u64>,
    pub limits: Arc<Limits>,
    /// Whether mails can leave; without them nobody can book on the internet, and clerks only for
    /// those who need no mail.
    pub takes_bookings: bool,
    /// The kiosks' printers.
    pub printing: Arc<dyn Prints>,
    /// Where clients reach the office, such as `https://urad.example.cz`; none if nobody has said.
    pub public_url: Option<Arc<str>>,
    /// The backups that the program makes.
    pub backups: BackupFolder,
    /// Whether browsers are to send cookies by HTTPS only.
    pub secure_cookies: bool,
}

/// What the kiosks' printers do. `server` drives them.
pub trait Prints: Send + Sync {
    /// Prints a ticket at most once. Answers soon, whatever the printer does.
    fn print(
        &self,
        device: Device,
        printer: Printer,
        slip: Slip,
    ) -> Pin<Box<dyn Future<Output = PrintOutcome> + Send>>;

    /// How the printer of that kiosk stands; none if it has none, or has not been asked yet.
    fn state(&self, device: &str) -> Option<PrinterState>;

    /// Asks all of them soon: some may be new.
    fn ask_now(&self);
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

/// The request at hand.
///
/// # Errors
/// [`ApiError::Broken`] outside a request.
pub fn use_request() -> Result<Parts, ApiError> {
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

    /// As somebody of these departments sees it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] if there is no such lobby, [`ApiError::Interrupted`] while the
    /// database is not heard.
    pub fn staff_view(
        &self,
        lobby: &LobbyId,
        departments: &Departments,
    ) -> Result<View<StaffSnapshot>, ApiError> {
        self.up()?;
        let feed = self.feed(lobby).ok_or(ApiError::NotFound)?;
        let snapshot = (*feed.staff.borrow().value).clone();
        Ok(View {
            plan: (*feed.plan.borrow().value).clone(),
            snapshot: snapshot.seen_by(departments, &self.town()),
            beat: self.beat(),
        })
    }

    /// Where clients are called to now.
    #[must_use]
    pub fn open_counters(&self) -> Vec<CounterNumber> {
        let lobbies = self.lobbies.borrow();
        let open = lobbies.values().flat_map(|feed| {
            let staff = feed.staff.borrow();
            let open = staff.value.open_counters();
            open.map(|counter| counter.number).collect::<Vec<_>>()
        });
        open.collect()
    }

    /// Where the client with that ticket follows the queue. The key of the tap that brought it is
    /// what leads to it.
    #[must_use]
    pub fn ticket_link(&self, key: &str) -> Option<String> {
        let base = self.public_url.as_ref()?;
        Some(format!("{base}/ticket/{key}"))
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

    /// The session of a request, of somebody who may do what is for that role.
    ///
    /// # Errors
    /// [`ApiError::NotLoggedIn`] or [`ApiError::NotAllowed`]; if the database does not answer.
    pub async fn staff(&self, request: &Parts, least: Role) -> Result<Session, ApiError> {
        let session = self.session(request).await?.ok_or(ApiError::NotLoggedIn)?;
        allow(&session, session.role.may_do(least), request.uri.path())?;
        Ok(session)
    }

    /// The session of a request, of somebody who is shown what is for that role and names no client.
    ///
    /// # Errors
    /// [`ApiError::NotLoggedIn`] or [`ApiError::NotAllowed`]; if the database does not answer.
    pub async fn onlooker(&self, request: &Parts, least: Role) -> Result<Session, ApiError> {
        let session = self.session(request).await?.ok_or(ApiError::NotLoggedIn)?;
        allow(&session, session.role.is_shown(least), request.uri.path())?;
        Ok(session)
    }

    /// The office as it is this moment: who has just saved something sees it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] before the first import; or the database does not answer.
    pub async fn town_now(&self) -> Result<Town, ApiError> {
        self.store.town().await?.ok_or(ApiError::NotFound)
    }

    /// The same for somebody of the staff who is about to do something: it is noted who has done it.
    #[must_use]
    pub fn acting(&self, session: &Session) -> Self {
        let store = &self.store;
        Self {
            store: store.acting(Some(&session.clerk.login), self.now().instant),
            ..self.clone()
        }
    }

    /// The line that sets a cookie. Without `seconds` it lasts as long as the browser is open.
    #[must_use]
    pub fn cookie_line(&self, name: &str, value: &str, seconds: Option<u32>) -> String {
        let lasting = seconds.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
        let secure = if self.secure_cookies { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{lasting}{secure}")
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
/// The key of the form by which the last place was held with this browser.
pub const HELD_COOKIE: &str = "held";

/// Where a request comes from; the server puts it into the request.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

/// Where a request comes from.
///
/// # Errors
/// [`ApiError::Broken`] if nobody has looked.
pub fn client(request: &Parts) -> Result<IpAddr, ApiError> {
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
    let session = services.staff(&use_request()?, least).await?;
    Ok((services.acting(&session), session))
}

/// The session of the request at hand, of somebody who is shown what is for that role and names no
/// client.
///
/// # Errors
/// [`ApiError::NotLoggedIn`] or [`ApiError::NotAllowed`].
pub async fn onlooker(least: Role) -> Result<(Services, Session), ApiError> {
    let services = use_services()?;
    let session = services.onlooker(&use_request()?, least).await?;
    Ok((services, session))
}

/// Lets nobody further who is not allowed `what`, and says so in the log: no page of theirs asks for
/// it.
///
/// # Errors
/// [`ApiError::NotAllowed`].
pub fn allow(session: &Session, allowed: bool, what: impl Display) -> Result<(), ApiError> {
    if allowed {
        return Ok(());
    }
    let Session { clerk, role, .. } = session;
    tracing::warn!(login = clerk.login, role = role.word(), %what, "not allowed");
    Err(ApiError::NotAllowed)
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
