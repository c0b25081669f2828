//! A whole office in this process: the router over a database in memory, without a network.

use std::{net::SocketAddr, path::Path, sync::Arc};

use app::services::Services;
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use domain::staff::Role;
use leptos::config::LeptosOptions;
use server::{
    clock::Clock,
    live,
    mail::{Composer, KeptMails},
    router,
};
use store::{Store, town_file};
use tokio::sync::watch;
use tower::ServiceExt as _;

/// The password of everybody here.
const PASSWORD: &str = "a long enough password";

pub struct Office {
    router: Router,
    pub services: Services,
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
}

/// Runs a test where the database has the stack that it needs.
pub fn run<T>(test: impl Future<Output = T> + Send + 'static) -> T
where
    T: Send + 'static,
{
    let runtime = store::runtime().unwrap();
    let task = runtime.spawn(test);
    runtime.block_on(task).unwrap()
}

impl Office {
    pub async fn new() -> Self {
        Self::keeping(None).await
    }

    /// One whose mails stay in a folder.
    pub async fn keeping(kept_mails: Option<KeptMails>) -> Self {
        let store = Store::connect("mem://", None).await.unwrap();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../town.toml");
        let text = std::fs::read_to_string(file).unwrap();
        let town = town_file::read("town.toml", &text).unwrap();
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
            clock,
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
            _ending: ending,
        }
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
        let now = self.services.now().instant;
        let store = &self.services.store;
        let hall = "hall".parse().unwrap();
        let device = store.begin_enrolment(&hall, now).await.unwrap();
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
        let body = if is_stream {
            String::new()
        } else {
            String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned()
        };
        Answer {
            status: head.status,
            headers: head.headers,
            body,
        }
    }
}
