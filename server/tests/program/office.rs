//! A whole office in this process: the router over a database in memory, without a network.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use app::{
    services::Services,
    wire::{Decodes as _, PostcardEncoding},
};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use chrono::DateTime;
use domain::{contact::Contact, slots::AgreedTime, staff::Role, text::Language, town::Town};
use leptos::config::LeptosOptions;
use serde::de::DeserializeOwned;
use server::{
    clock::Clock,
    live,
    mail::{Composer, KeptMails},
    router,
};
use store::{Booking, HoldRequest, Store, town_file};
use tokio::sync::watch;
use tower::ServiceExt as _;

const FORM: &str = "application/x-www-form-urlencoded";

/// The password of everybody here.
const PASSWORD: &str = "a long enough password";

pub struct Office {
    router: Router,
    pub services: Services,
    clock: Clock,
    /// Dropped with the office, which ends it.
    _ending: watch::Sender<bool>,
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

/// The office as it is shipped.
pub fn kostelec() -> Town {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../town.toml");
    let text = std::fs::read_to_string(file).unwrap();
    town_file::read("town.toml", &text).unwrap()
}

impl Office {
    pub async fn new() -> Self {
        Self::with(kostelec(), None).await
    }

    pub async fn of(town: Town) -> Self {
        Self::with(town, None).await
    }

    /// One whose mails stay in a folder.
    pub async fn keeping(kept_mails: KeptMails) -> Self {
        Self::with(kostelec(), Some(kept_mails)).await
    }

    async fn with(town: Town, kept_mails: Option<KeptMails>) -> Self {
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
        let services = live::begin(store, clock.clone(), town, "".into(), true, ends.clone())
            .await
            .unwrap();
        let router = router::router(router::Parts {
            services: services.clone(),
            clock: clock.clone(),
            options: LeptosOptions::builder()
                .output_name("prepazka")
                .site_root("no-such-folder")
                .hash_files(false)
                .build(),
            ending: ends,
            secure_cookies: false,
            trusted_proxies: Vec::new(),
            composer,
            kept_mails,
        });
        Self {
            router,
            services,
            clock,
            _ending: ending,
        }
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

    /// A kiosk enrolled in the hall.
    pub async fn kiosk(&self) -> Identity {
        self.kiosk_in("hall").await
    }

    pub async fn kiosk_in(&self, lobby: &str) -> Identity {
        let now = self.services.now().instant;
        let store = &self.services.store;
        let lobby = lobby.parse().unwrap();
        let device = store.begin_enrolment(&lobby, now).await.unwrap();
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
        let request = Self::request(&Method::GET, address, "", FORM);
        self.send(request, &Self::nobody()).await
    }

    /// Sends a form of that page.
    pub async fn submit(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = Self::request(&Method::POST, address, body, FORM);
        self.send(request, &Self::nobody()).await
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

    /// From another address than usual.
    pub async fn send_from(
        &self,
        peer: &str,
        mut request: Request<Body>,
        identity: &Identity,
    ) -> Answer {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        if let Some(cookie) = &identity.cookie {
            request
                .headers_mut()
                .insert(header::COOKIE, cookie.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
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
