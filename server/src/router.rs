//! Which address does what.

use std::sync::Arc;

use app::{
    api::ApiError,
    services::{Services, page_language},
    shell::{is_embedded, shell},
    wire::{Decodes as _, PostcardEncoding},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{FromRef, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header, request},
    middleware,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use domain::device::DeviceKind;
use ipnet::IpNet;
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::{LeptosRoutes as _, ResponseOptions};
use store::DeviceState;
use tokio::sync::watch;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer,
    services::ServeDir, set_header::SetResponseHeaderLayer,
};

use crate::{
    audit, backups,
    clock::Clock,
    display::{self, Media},
    forms, health, live,
    mail::{self, Composer, KeptMails},
    open_data, pictures,
    security::{Refused, content_security_policy, know_client, note_refusal, protect, same_origin},
};

/// No server function takes more, and no form but those with a file.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// What handlers use.
#[derive(Clone)]
pub struct AppState {
    pub services: Services,
    pub options: LeptosOptions,
    pub ending: watch::Receiver<bool>,
    pub composer: Arc<Composer>,
    /// Where mails stay that are not sent.
    pub kept_mails: Option<KeptMails>,
    pub media: Media,
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
    pub trusted_proxies: Vec<IpNet>,
    pub composer: Arc<Composer>,
    pub kept_mails: Option<KeptMails>,
    pub media: Media,
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
        composer: parts.composer,
        kept_mails: parts.kept_mails,
        media: parts.media,
        clock: parts.clock,
    };
    let context = {
        let services = state.services.clone();
        move || provide_page(&services)
    };
    let frame = {
        let options = state.options.clone();
        move || shell(options.clone())
    };
    let in_words = || middleware::from_fn_with_state(state.clone(), forms::refused_in_words);
    let router = Router::new()
        .merge(live::sse::routes())
        .merge(display::routes())
        .merge(pictures::routes())
        .merge(audit::routes())
        .merge(backups::routes())
        .merge(forms::routes().layer(in_words()))
        .merge(mail::pages::routes())
        // The server functions; its own list of pages would need its own router.
        .leptos_routes_with_context(&state, Vec::new(), context, frame)
        .merge(pages())
        .layer(middleware::from_fn(server_functions))
        .layer(middleware::from_fn(to_the_end))
        .merge(health::routes().with_state(state.services.clone()));
    let limit = RequestBodyLimitLayer::new(MOST_BODY_BYTES);
    let with_files = forms::routes_with_files().layer(in_words());
    let with_files = with_files.layer(middleware::from_fn(to_the_end));
    let router = router
        .merge(files(&state.options))
        .layer(limit)
        .merge(with_files)
        .layer(middleware::from_fn(same_origin))
        .layer(middleware::from_fn_with_state(
            state.services.clone(),
            note_refusal,
        ))
        // For pages of any site; it only reads.
        .merge(open_data::routes().layer(limit));
    // Tests set the time from outside of any page.
    #[cfg(feature = "test-clock")]
    let router = router.merge(test_clock::routes());
    router
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
        return;
    };
    provide_context(page_language(&request, &services.town.borrow()));
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    let embedded = is_embedded(&request.uri);
    if let Some(nonce) = use_nonce()
        && let Ok(policy) = HeaderValue::from_str(&content_security_policy(&nonce, embedded))
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    let path = request.uri.path();
    if path.starts_with("/ticket/") || path.starts_with("/password/") {
        let name = HeaderName::from_static("x-robots-tag");
        response.insert_header(name, HeaderValue::from_static("noindex"));
    }
}

/// Every address is that of a page, even if it only says that there is none; those that take a form
/// beside are known by name.
fn pages() -> Router<AppState> {
    let show = |State(state): State<AppState>, request: Request| async move {
        let (head, body) = request.into_parts();
        if let Some(elsewhere) = own_page(&state.services, &head).await {
            return Redirect::to(&elsewhere).into_response();
        }
        page(&state, Request::from_parts(head, body), || ()).await
    };
    let with_form = forms::forms_of_pages().into_iter();
    let with_form = with_form.map(|(address, _)| address);
    let addresses = with_form.chain(["/", "/{*rest}"]);
    addresses.fold(Router::new(), |pages, address| {
        pages.route(address, get(show))
    })
}

/// Where a device belongs that shows the page of another lobby: it has been placed otherwise.
async fn own_page(services: &Services, request: &request::Parts) -> Option<String> {
    let mut parts = request.uri.path().split('/').skip(1);
    let (surface, lobby) = (parts.next()?, parts.next()?);
    // The one above a counter belongs to its counter.
    if parts.next() == Some("counter") {
        return None;
    }
    if !DeviceKind::ALL.iter().any(|kind| kind.word() == surface) {
        return None;
    }
    // While the database is not there the page itself says so.
    let device = services.device(request).await.ok()??;
    let is_enrolled = matches!(device.state, DeviceState::Enrolled { .. });
    let is_elsewhere = device.kind.word() == surface && device.lobby.as_str() != lobby;
    (is_enrolled && is_elsewhere).then(|| format!("/{surface}/{}", device.lobby))
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
        contact::Contact,
        desk::Command,
        ids::{CounterNumber, ServiceId},
        reservation::ReservationState,
        slots::AgreedTime,
        staff::Clerk,
        text::Language,
    };
    use serde::Deserialize;
    use store::{HoldRequest, TicketRequest};

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

    /// Clerks sit down at counters, clients come, and all of them are called in one go.
    #[derive(Deserialize)]
    struct Call {
        counters: Vec<CounterNumber>,
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
        let call = |State(state): State<AppState>, Json(form): Json<Call>| async move {
            let called = call(&state.services, &form.counters).await;
            called.map(Json).ok_or(StatusCode::UNPROCESSABLE_ENTITY)
        };
        Router::new()
            .route("/test/clock", post(set))
            .route("/test/booking", post(book))
            .route("/test/calls", post(call))
    }

    /// Answers the tickets in the order of the calls.
    async fn call(services: &Services, counters: &[CounterNumber]) -> Option<Vec<String>> {
        let (town, now, store) = (services.town(), services.now(), &services.store);
        for number in counters {
            let counter = town.counter(*number)?;
            let workplace = counter.workplaces().first().copied()?.clone();
            let service = town.services_of(&workplace).next()?.id.clone();
            let request = TicketRequest {
                lobby: counter.lobby.clone(),
                service,
                workplace,
                key: app::services::new_key().ok()?,
                by: domain::slots::Booker::Client,
                priority: false,
            };
            store.issue_ticket(&town, request, now).await.ok()?.ok()?;
            let clerk = clerk_at(*number);
            let seat = store.sit(&town, *number, clerk, false, now).await.ok()?;
            seat.ok()?;
        }
        let mut called = Vec::new();
        for number in counters {
            let login = clerk_at(*number).login;
            let next = Command::CallNext;
            let desk = store.command(&town, *number, &login, next, now).await;
            called.push(desk.ok()?.ok()?.client?.id.to_string());
        }
        Some(called)
    }

    fn clerk_at(counter: CounterNumber) -> Clerk {
        Clerk {
            login: format!("clerk{counter}"),
            name: format!("Clerk {counter}"),
        }
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
        let mail = loop {
            let mails = store.due_mails(now.instant, 1_000).await.ok()?;
            if let Some(mail) = mails.into_iter().find(|it| it.reservation == held.id) {
                break mail;
            }
            // It has left already.
            store.resend(&town, &held.id, now).await.ok()?.ok()?;
        };
        let booking = store.confirm(&town, &mail.token?, now).await.ok()?.ok()?;
        match booking.reservation.state {
            ReservationState::Confirmed { code, .. } => Some(code.to_string()),
            _ => None,
        }
    }
}
