//! Which address does what.

use std::sync::{Arc, LazyLock};

use app::{
    api::ApiError,
    services::{Services, page_language},
    shell::{App, Plain, shell},
    wire::{Decodes as _, PostcardEncoding},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{FromRef, Request},
    http::{HeaderValue, StatusCode, header, request},
    middleware,
    response::{IntoResponse as _, Response},
};
use ipnet::IpNet;
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, ResponseOptions, generate_route_list};
use tokio::sync::watch;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    services::ServeDir, set_header::SetResponseHeaderLayer,
};

use crate::{
    clock::Clock,
    forms, health, live,
    mail::{self, Composer, KeptMails},
    security::{Refused, content_security_policy, know_client, protect, same_origin},
};

/// No form and no server function takes more.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// The addresses of all pages, made once: while Leptos makes the list, whatever begins to load
/// anywhere in the process waits for ever (leptos-rs/leptos#4773), and tests run many offices.
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| {
    let mut pages = generate_route_list(App);
    pages.extend(generate_route_list(Plain));
    pages
});

/// What handlers use.
#[derive(Clone)]
pub struct AppState {
    pub services: Services,
    pub options: LeptosOptions,
    pub ending: watch::Receiver<bool>,
    pub secure_cookies: bool,
    pub composer: Arc<Composer>,
    /// Where mails stay that are not sent.
    pub kept_mails: Option<KeptMails>,
    #[cfg_attr(
        not(feature = "test-clock"),
        expect(dead_code, reason = "tests set the time")
    )]
    clock: Clock,
}

/// What the router is made of.
pub struct Parts {
    pub services: Services,
    pub clock: Clock,
    pub options: LeptosOptions,
    pub ending: watch::Receiver<bool>,
    pub secure_cookies: bool,
    pub trusted_proxies: Vec<IpNet>,
    pub composer: Arc<Composer>,
    pub kept_mails: Option<KeptMails>,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}

impl FromRef<AppState> for Services {
    fn from_ref(state: &AppState) -> Self {
        state.services.clone()
    }
}

/// Every address of the program.
pub fn router(parts: Parts) -> Router {
    let trusted_proxies = parts.trusted_proxies;
    let state = AppState {
        services: parts.services,
        options: parts.options,
        ending: parts.ending,
        secure_cookies: parts.secure_cookies,
        composer: parts.composer,
        kept_mails: parts.kept_mails,
        clock: parts.clock,
    };
    let pages = {
        let state = state.clone();
        move || provide_page(&state.services)
    };
    let frame = {
        let options = state.options.clone();
        move || shell(options.clone())
    };
    let router = Router::new()
        .merge(live::sse::routes())
        .merge(forms::routes())
        .merge(mail::pages::routes())
        .leptos_routes_with_context(&state, PAGES.clone(), pages, frame)
        .layer(middleware::from_fn(server_functions))
        .layer(middleware::from_fn(to_the_end))
        .merge(health::routes().with_state(state.services.clone()));
    let router = router
        .merge(files(&state.options))
        .layer(middleware::from_fn(same_origin));
    // Tests set the time from outside of any page.
    #[cfg(feature = "test-clock")]
    let router = router.merge(test_clock::routes());
    router
        .layer(RequestBodyLimitLayer::new(MOST_BODY_BYTES))
        .layer(middleware::from_fn(move |request, next| {
            know_client(trusted_proxies.clone(), request, next)
        }))
        .layer(middleware::from_fn(with_a_path))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(protect))
        .layer(CompressionLayer::new())
        .with_state(state)
}

/// What a page or a server function finds in its context.
pub(crate) fn provide_page(services: &Services) {
    provide_context(services.clone());
    let Some(request) = use_context::<request::Parts>() else {
        // The list of routes is made without a request.
        return;
    };
    provide_context(page_language(&request, &services.town.borrow()));
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    if let Some(nonce) = use_nonce()
        && let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// The page of a route, rendered with more in its context: what a form's handler answers.
pub(crate) async fn page(
    state: &AppState,
    request: Request,
    more: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let services = state.services.clone();
    let options = state.options.clone();
    let context = move || {
        provide_page(&services);
        more();
    };
    leptos_axum::render_app_async_with_context(context, move || shell(options.clone()))(request)
        .await
}

/// Whatever began is done to its end, also when the client has gone: a page whose rendering is
/// dropped in the middle leaves tasks behind that panic and take other pages with them.
async fn to_the_end(request: Request, next: middleware::Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refused::from(ApiError::Broken).into_response(),
    }
}

/// Server functions answer every error of their own with 500; here each gets its own status. They
/// are for programs: a plain form would be redirected to where it came from.
async fn server_functions(mut request: Request, next: middleware::Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    request.headers_mut().remove(header::ACCEPT);
    let answer = next.run(request).await;
    if answer.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return answer;
    }
    let (mut head, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, MOST_BODY_BYTES).await else {
        return Refused::from(ApiError::Broken).into_response();
    };
    if let Ok::<ApiError, _>(error) = PostcardEncoding::decode(body.clone())
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        head.status = status;
    }
    Response::from_parts(head, Body::from(body))
}

/// The browser's files. Names with a hash never change their content.
fn files(options: &LeptosOptions) -> Router<AppState> {
    let root = std::path::Path::new(&*options.site_root);
    let lasting = |seconds| {
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(seconds))
    };
    let pkg = ServeDir::new(root.join(&*options.site_pkg_dir))
        .precompressed_br()
        .precompressed_gzip();
    let hashed = if options.hash_files {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let folder = |name: &str| {
        Router::new()
            .fallback_service(ServeDir::new(root.join(name)))
            .layer(lasting("public, max-age=86400"))
    };
    Router::new()
        .nest_service(
            "/pkg",
            Router::<()>::new()
                .fallback_service(pkg)
                .layer(lasting(hashed)),
        )
        .nest_service("/fonts", folder("fonts").with_state::<()>(()))
        .nest_service("/sounds", folder("sounds").with_state::<()>(()))
        .nest_service("/icons", folder("icons").with_state::<()>(()))
        .route_service("/favicon.svg", file(root, "favicon.svg"))
        .route_service("/robots.txt", file(root, "robots.txt"))
        .route_service("/manifest.webmanifest", file(root, "manifest.webmanifest"))
}

fn file(root: &std::path::Path, name: &str) -> tower_http::services::ServeFile {
    tower_http::services::ServeFile::new(root.join(name))
}

/// What pages are rendered from has a path; `OPTIONS *` and `CONNECT` have none. Browsers resolve
/// dots in it before they ask, and the pages' router cannot.
async fn with_a_path(request: Request, next: middleware::Next) -> Response {
    let path = request.uri().path();
    let is_dots = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        segment == "." || segment == ".."
    };
    if request.uri().path_and_query().is_none() || !path.starts_with('/') {
        return Refused::from(ApiError::Malformed).into_response();
    }
    if path.split('/').any(is_dots) {
        return Refused::from(ApiError::NotFound).into_response();
    }
    next.run(request).await
}

fn panicked(_panic: Box<dyn std::any::Any + Send>) -> Response {
    // The trace is already in the log, by the panic hook.
    Refused::from(ApiError::Broken).into_response()
}

#[cfg(feature = "test-clock")]
mod test_clock {
    use app::services::Services;
    use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
    use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
    use domain::{
        contact::Contact, ids::ServiceId, reservation::ReservationState, slots::AgreedTime,
        text::Language,
    };
    use serde::Deserialize;
    use store::HoldRequest;

    use super::AppState;

    #[derive(Deserialize)]
    struct SetClock {
        now: DateTime<Utc>,
    }

    /// Somebody books, and presses the button behind the link in the mail.
    #[derive(Deserialize)]
    struct Book {
        service: ServiceId,
        date: NaiveDate,
        time: NaiveTime,
        name: String,
        email: String,
    }

    pub fn routes() -> Router<AppState> {
        let set = |State(state): State<AppState>, Json(to): Json<SetClock>| async move {
            state.clock.set(to.now);
        };
        let book = |State(state): State<AppState>, Json(form): Json<Book>| async move {
            book(&state.services, form)
                .await
                .ok_or(StatusCode::UNPROCESSABLE_ENTITY)
        };
        Router::new()
            .route("/test/clock", post(set))
            .route("/test/booking", post(book))
    }

    /// Answers the code.
    async fn book(services: &Services, form: Book) -> Option<String> {
        let (town, now, store) = (services.town(), services.now(), &services.store);
        let Book { date, time, .. } = form;
        let request = HoldRequest {
            service: form.service,
            agreed: AgreedTime { date, time },
            contact: Contact::parse(&form.name, &form.email, "").ok()?,
            language: Language::Cs,
            key: app::services::new_key().ok()?,
            network: None,
        };
        let held = store.hold_place(&town, request, now).await.ok()?.ok()?;
        let mails = store.due_mails(now.instant, 1_000).await.ok()?;
        let mail = mails.into_iter().find(|it| it.reservation == held.id)?;
        let booking = store.confirm(&town, &mail.token?, now).await.ok()?.ok()?;
        match booking.reservation.state {
            ReservationState::Confirmed { code, .. } => Some(code.to_string()),
            _ => None,
        }
    }
}
