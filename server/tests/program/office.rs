//! A whole office in this process: the router over a database in memory, without a network.

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use app::{
    services::Services,
    wire::{Decodes as _, PostcardEncoding},
};
use axum::{
    Router,
    body::{Body, BodyDataStream, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
    response::Response,
};
use chrono::DateTime;
use domain::{
    contact::Contact,
    desk::Command,
    device::DeviceKind,
    ids::TicketId,
    lobby::PublicSnapshot,
    slots::AgreedTime,
    staff::{Clerk, Departments, Role},
    text::Language,
    town::Town,
};
use leptos::config::LeptosOptions;
use serde::de::DeserializeOwned;
use server::{
    clock::Clock,
    display::{Media, Voice},
    live,
    mail::{Composer, KeptMails},
    router,
};
use store::{
    BackupFolder, Booking, HoldRequest, Profile, Session, Store, TicketRequest, town_file,
};
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt as _;
use tracing::{Dispatch, instrument::WithSubscriber as _, subscriber::NoSubscriber};

const FORM: &str = "application/x-www-form-urlencoded";

/// The password of everybody here.
pub const PASSWORD: &str = "a long enough password";

pub struct Office {
    router: Router,
    parts: Made,
    pub services: Services,
    clock: Clock,
    /// Dropped with the office, which ends it.
    ending: watch::Sender<bool>,
    /// Where its backups are.
    _folder: TempDir,
}

/// Who sends a request: the cookie that makes it so.
#[derive(Clone, Debug)]
pub struct Identity {
    pub name: &'static str,
    pub cookie: Option<String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
    /// The same as it was sent.
    pub bytes: Bytes,
}

impl Answer {
    /// What a server function answered.
    pub fn read<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        PostcardEncoding::decode(self.bytes.clone()).unwrap()
    }
}

/// Longer than it takes that a change is published.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Longer than any test takes: one that waits for ever shall fail by name.
const LONGEST: Duration = Duration::from_mins(5);

/// Runs a test where the database has the stack that it needs.
pub fn run<T>(test: impl Future<Output = T> + Send + 'static) -> T
where
    T: Send + 'static,
{
    let runtime = store::runtime().unwrap();
    let task = runtime.spawn(async { tokio::time::timeout(LONGEST, test).await });
    runtime.block_on(task).unwrap().unwrap()
}

/// What is logged meanwhile, as the program logs it. Handlers run in tasks of their own, where nobody
/// listens: it is about what is called directly.
pub async fn logged(work: impl Future<Output = ()>) -> String {
    let log = tempfile::NamedTempFile::new().unwrap();
    // While there are two, `tracing` asks both what they want to hear; of only one it would ask whichever
    // thread comes first to a place that logs, and most of these are other tests'.
    let _other = Dispatch::new(NoSubscriber::new());
    let subscriber = tracing_subscriber::fmt()
        .with_writer(Arc::new(log.reopen().unwrap()))
        .finish();
    work.with_subscriber(subscriber).await;
    std::fs::read_to_string(log.path()).unwrap()
}

/// The fields of a form.
pub fn fields(fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The office as it is shipped.
pub fn kostelec() -> Town {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../town.toml");
    let text = std::fs::read_to_string(file).unwrap();
    town_file::read("town.toml", &text).unwrap()
}

impl Office {
    pub async fn new() -> Self {
        Self::with(kostelec(), None, true).await
    }

    /// One from which no mail can leave.
    pub async fn without_mails() -> Self {
        Self::with(kostelec(), None, false).await
    }

    pub async fn of(town: Town) -> Self {
        Self::with(town, None, true).await
    }

    /// One whose mails stay in a folder.
    pub async fn keeping(kept_mails: KeptMails) -> Self {
        Self::with(kostelec(), Some(kept_mails), true).await
    }

    async fn with(town: Town, kept_mails: Option<KeptMails>, takes_bookings: bool) -> Self {
        let store = Store::connect("mem://", None).await.unwrap();
        store.import_town(&town).await.unwrap();
        for role in Role::ALL {
            let login = role.word();
            store.add_staff(login, login, role, PASSWORD).await.unwrap();
        }
        let (ending, ends) = watch::channel(false);
        let composer = Arc::new(Composer {
            public_url: "https://office.test".parse().unwrap(),
            from: None,
        });
        let clock = Clock::system();
        let media = Media {
            voice: Voice::find("espeak-ng").await,
            ..Media::default()
        };
        let given = media.clone();
        let services = live::begin(
            store,
            clock.clone(),
            town,
            "".into(),
            takes_bookings,
            given,
            ends.clone(),
        )
        .await
        .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let services = Services {
            public_url: Some("https://office.test".into()),
            backups: BackupFolder::new(&folder.path().join("backups"), 14),
            ..services
        };
        let parts = Made {
            composer,
            kept_mails,
            media,
        };
        let router = parts.clone().router(services.clone(), clock.clone(), ends);
        Self {
            router,
            parts,
            services,
            clock,
            ending,
            _folder: folder,
        }
    }

    /// The same with another database behind it, in which nothing is: what is answered as before
    /// was not read there.
    pub async fn with_nothing_in_the_database(self) -> Self {
        let services = Services {
            store: Store::connect("mem://", None).await.unwrap(),
            ..self.services
        };
        let ends = self.ending.subscribe();
        let parts = self.parts.clone();
        let router = parts.router(services.clone(), self.clock.clone(), ends);
        Self {
            router,
            services,
            ..self
        }
    }

    /// Somebody takes a ticket in the hall by the tap named `key`.
    pub async fn ticket(&self, workplace: &str, service: &str, key: &str) -> TicketId {
        let request = TicketRequest {
            lobby: "hall".parse().unwrap(),
            workplace: workplace.parse().unwrap(),
            service: service.parse().unwrap(),
            by: domain::slots::Booker::Client,
            priority: false,
            key: key.to_owned(),
        };
        let (town, now) = (self.services.town(), self.services.now());
        let issued = self.services.store.issue_ticket(&town, request, now).await;
        issued.unwrap().unwrap().ticket.id
    }

    /// The ticket that was taken by the tap named `key`.
    pub async fn followed(&self, key: &str) -> TicketId {
        let (store, now) = (&self.services.store, self.services.now());
        store.followed(key, now).await.unwrap().unwrap().id
    }

    /// The clerk sits down at that counter.
    pub async fn seat_clerk(&self, counter: u16) {
        let clerk = Clerk {
            login: "clerk".to_owned(),
            name: "Jana".to_owned(),
        };
        let (town, now) = (self.services.town(), self.services.now());
        let counter = counter.try_into().unwrap();
        let store = &self.services.store;
        let sat = store.sit(&town, counter, clerk, true, now).await;
        sat.unwrap().unwrap();
    }

    /// The clerk who sits there does something.
    pub async fn command(&self, counter: u16, command: Command) {
        let (town, now) = (self.services.town(), self.services.now());
        let counter = counter.try_into().unwrap();
        let store = &self.services.store;
        let obeyed = store.command(&town, counter, "clerk", command, now).await;
        obeyed.unwrap().unwrap();
    }

    /// Waits until what is published of the hall is so: it follows a change some milliseconds later.
    pub async fn published(&self, so: impl FnMut(&PublicSnapshot) -> bool) {
        let mut so = so;
        let hall = self.services.feed(&"hall".parse().unwrap()).unwrap();
        let mut public = hall.public.clone();
        let waited = public.wait_for(|published| so(&published.value));
        let in_time = tokio::time::timeout(PATIENCE, waited).await.is_ok();
        let now = &hall.public.borrow().value;
        assert!(in_time, "published is {now:?}");
    }

    /// Sets the time, such as `2026-11-23T10:00:00+01:00`.
    pub fn set_clock(&self, now: &str) {
        let now = DateTime::parse_from_rfc3339(now).unwrap();
        self.clock.set(now.to_utc());
    }

    /// Somebody books and confirms.
    pub async fn book(&self, service: &str, date: &str, time: &str, name: &str) -> Booking {
        let key = app::services::new_key().unwrap();
        let form = form(
            &key,
            service,
            date,
            time,
            name,
            &format!("{key}@example.cz"),
        );
        let token = self.held(form).await;
        let (town, now) = (self.services.town(), self.services.now());
        let store = &self.services.store;
        store.confirm(&town, &token, now).await.unwrap().unwrap()
    }

    /// Somebody fills in the form named `key` for today at `time`. Answers the token in the mail.
    pub async fn hold(&self, key: &str, time: &str, email: &str) -> String {
        let today = self.services.now().date.to_string();
        let form = form(key, "op-zadost", &today, time, "Jana Nováková", email);
        self.held(form).await
    }

    async fn held(&self, form: HoldRequest) -> String {
        let (town, now) = (self.services.town(), self.services.now());
        let store = &self.services.store;
        let held = store.hold_place(&town, form, now).await.unwrap().unwrap();
        let mails = store.due_mails(now.instant, 100).await.unwrap();
        let mail = mails.into_iter().find(|mail| mail.reservation == held.id);
        mail.unwrap().token.unwrap()
    }

    /// What writes its mails.
    pub fn composer(&self) -> &Composer {
        &self.parts.composer
    }

    pub fn nobody() -> Identity {
        Identity {
            name: "nobody",
            cookie: None,
        }
    }

    pub async fn staff(&self, role: Role) -> Identity {
        let now = self.services.now().instant;
        let store = &self.services.store;
        let session = store.log_in(role.word(), PASSWORD, "192.0.2.1", now).await;
        let token = session.unwrap().unwrap().token;
        Identity {
            name: role.word(),
            cookie: Some(format!("session={token}")),
        }
    }

    /// A supervisor of these departments, whose login is the first of them.
    pub async fn supervisor_of(&self, name: &'static str, departments: &[&str]) -> Identity {
        self.staff_of(Role::Supervisor, name, departments).await
    }

    /// Somebody of these departments, whose login is the first of them.
    pub async fn staff_of(&self, role: Role, name: &'static str, departments: &[&str]) -> Identity {
        let (store, now) = (&self.services.store, self.services.now().instant);
        let login = departments[0];
        store.add_staff(login, name, role, PASSWORD).await.unwrap();
        let chosen = departments.iter().map(|id| id.parse().unwrap());
        let profile = Profile {
            name: name.parse().unwrap(),
            role,
            departments: Departments::new(chosen.collect()),
        };
        let changed = store
            .change_account(login, 0, profile, self.services.now())
            .await;
        changed.unwrap().unwrap();
        let session = store.log_in(login, PASSWORD, "192.0.2.1", now).await;
        let token = session.unwrap().unwrap().token;
        Identity {
            name,
            cookie: Some(format!("session={token}")),
        }
    }

    /// The session of somebody who is logged in.
    pub async fn session(&self, who: &Identity) -> Session {
        let (_, token) = who.cookie.as_ref().unwrap().split_once('=').unwrap();
        let (store, now) = (&self.services.store, self.services.now());
        store.session(token, now).await.unwrap().unwrap()
    }

    /// A kiosk enrolled in the hall.
    pub async fn kiosk(&self) -> Identity {
        self.kiosk_in("hall").await
    }

    pub async fn kiosk_in(&self, lobby: &str) -> Identity {
        let now = self.services.now().instant;
        let store = &self.services.store;
        let lobby = lobby.parse().unwrap();
        let device = store
            .begin_enrolment(DeviceKind::Kiosk, &lobby, now)
            .await
            .unwrap();
        store
            .enrol(&device.code, "kiosk", "admin", now)
            .await
            .unwrap()
            .unwrap();
        Identity {
            name: "kiosk",
            cookie: Some(format!("device={}", device.token)),
        }
    }

    /// The page at an address, as somebody without the browser's program sees it.
    pub async fn open(&self, address: &str) -> Answer {
        self.open_as(&Self::nobody(), address).await
    }

    /// Sends a form of that page.
    pub async fn submit(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.submit_as(&Self::nobody(), address, fields).await
    }

    /// The same as [`Office::open`] by somebody.
    pub async fn open_as(&self, identity: &Identity, address: &str) -> Answer {
        let request = Self::request(&Method::GET, address, "", FORM);
        self.send(request, identity).await
    }

    /// The same as [`Office::submit`] by somebody.
    pub async fn submit_as(
        &self,
        identity: &Identity,
        address: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Self::request(&Method::POST, address, body, FORM);
        self.send(request, identity).await
    }

    /// As a browser sends it from a page of this site.
    pub fn request(
        method: &Method,
        address: &str,
        body: impl AsRef<[u8]>,
        kind: &str,
    ) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(address)
            .header(header::HOST, "office.test")
            .header(header::ORIGIN, "https://office.test")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.as_ref().to_vec()))
            .unwrap()
    }

    pub async fn send(&self, request: Request<Body>, identity: &Identity) -> Answer {
        self.send_from("192.0.2.1:4000", request, identity).await
    }

    /// What a stream says, until it ends.
    pub async fn follow(&self, identity: &Identity, address: &str) -> Option<BodyDataStream> {
        let mut request = Self::request(&Method::GET, address, "", FORM);
        let cookie = identity.cookie.as_ref().unwrap();
        let cookie = cookie.parse().unwrap();
        request.headers_mut().insert(header::COOKIE, cookie);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let opened = response.status() == StatusCode::OK;
        opened.then(|| response.into_body().into_data_stream())
    }

    /// From another address than usual.
    pub async fn send_from(
        &self,
        peer: &str,
        request: Request<Body>,
        identity: &Identity,
    ) -> Answer {
        let response = self.response_to(peer, request, identity).await;
        let (head, body) = response.into_parts();
        // A stream has no end; its head says enough.
        let is_stream = head
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream");
        let bytes = if is_stream {
            Bytes::new()
        } else {
            to_bytes(body, usize::MAX).await.unwrap()
        };
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// What a live stream says.
    pub async fn stream(&self, request: Request<Body>, identity: &Identity) -> BodyDataStream {
        let response = self.response_to("192.0.2.1:4000", request, identity).await;
        response.into_body().into_data_stream()
    }

    async fn response_to(
        &self,
        peer: &str,
        mut request: Request<Body>,
        identity: &Identity,
    ) -> Response {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        if let Some(cookie) = &identity.cookie {
            request
                .headers_mut()
                .insert(header::COOKIE, cookie.parse().unwrap());
        }
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// What the router is made of beside the services.
#[derive(Clone)]
struct Made {
    composer: Arc<Composer>,
    kept_mails: Option<KeptMails>,
    media: Media,
}

impl Made {
    fn router(self, services: Services, clock: Clock, ending: watch::Receiver<bool>) -> Router {
        router::router(router::Parts {
            services,
            clock,
            options: LeptosOptions::builder()
                .output_name("prepazka")
                .site_root("no-such-folder")
                .hash_files(false)
                .build(),
            ending,
            trusted_proxies: Vec::new(),
            composer: self.composer,
            kept_mails: self.kept_mails,
            media: self.media,
        })
    }
}

fn form(key: &str, service: &str, date: &str, time: &str, name: &str, email: &str) -> HoldRequest {
    HoldRequest {
        service: service.parse().unwrap(),
        agreed: AgreedTime {
            date: date.parse().unwrap(),
            time: format!("{time}:00").parse().unwrap(),
        },
        contact: Contact::parse(name, email, "").unwrap(),
        language: Language::Cs,
        key: key.to_owned(),
        network: None,
    }
}
