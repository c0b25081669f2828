//! The streams: `/live/public/{lobby}` for everybody, `/live/staff/{lobby}` for staff.
//!
//! Events: `build` first, which tells a page of another build to load itself anew; `plan` ([`domain::lobby::Plan`]) and `snapshot` ([`PublicSnapshot`] or
//! [`StaffSnapshot`]) at once and at every change, `beat` ([`app::live::Beat`]) at once and every
//! 15 seconds, and `anew` last if the device that follows has been shut out or placed otherwise: its
//! page loads itself anew then; data as [`app::wire::Wire`] writes
//! them. A stream ends when the program does and while the database is not
//! heard: a screen that shows old numbers is to know it.
//!
//! [`PublicSnapshot`]: domain::lobby::PublicSnapshot
//! [`StaffSnapshot`]: domain::lobby::StaffSnapshot

use std::{
    convert::Infallible,
    future::{Future, pending, ready},
};

use app::{
    api::ApiError,
    services::{LobbyFeed, Published, SESSION_COOKIE, Services, cookie},
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Query, Request, State},
    http::{header, request::Parts},
    response::{IntoResponse as _, Response},
    routing::get,
};
use chrono::TimeDelta;
use domain::{
    device::Showing,
    lobby::{Plan, StaffSnapshot},
    staff::Role,
};
use futures::{
    FutureExt as _, StreamExt as _,
    stream::{self, BoxStream, PollNext},
};
use serde::Deserialize;
use store::{Device, DeviceState};
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;

use crate::{router::AppState, security::Refused};

/// Addresses of the streams; the test of access walks them.
pub const STREAMS: [&str; 2] = ["/live/public/{lobby}", "/live/staff/{lobby}"];

/// A browser tries again after so long, in milliseconds.
const RETRY: &[u8] = b"retry: 1000\n\n";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route(STREAMS[0], get(public))
        .route(STREAMS[1], get(staff))
}

async fn public(
    State(state): State<AppState>,
    Path(lobby): Path<String>,
    Query(told): Query<Told>,
    request: Request,
) -> Result<Response, Refused> {
    let feed = feed(&state.services, &lobby)?;
    let (request, _) = request.into_parts();
    let over = match state.services.device(&request).await? {
        Some(device) => attend(state.services.clone(), request, device, told.showing()).boxed(),
        None => pending().boxed(),
    };
    Ok(respond(&state, feed.plan, events(feed.public), over))
}

/// What a page says of itself.
#[derive(Deserialize)]
struct Told {
    page: Option<String>,
    language: Option<String>,
    build: Option<String>,
}

/// No address of ours is longer.
const LONGEST_ADDRESS: usize = 200;

impl Told {
    /// None: it says nothing, or what none of our pages says.
    fn showing(self) -> Option<Showing> {
        let fits = |text: &String| text.len() <= LONGEST_ADDRESS;
        Some(Showing {
            page: self
                .page
                .filter(|page| page.starts_with('/') && fits(page))?,
            language: self.language?.parse().ok()?,
            build: self.build.filter(fits)?,
        })
    }
}

/// How often it is noted that a device is there.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

const ANEW: Bytes = Bytes::from_static(b"event: anew\ndata:\n\n");

/// Notes again and again that a device is there, until it is shut out or placed otherwise.
async fn attend(
    services: Services,
    request: Parts,
    mut device: Device,
    showing: Option<Showing>,
) -> Option<Bytes> {
    let (mut beat, mut devices) = (services.beat.clone(), services.devices.clone());
    let mut seen = None;
    loop {
        let now = services.now().instant;
        let due = seen.is_none_or(|at| SEEN_EVERY <= now - at);
        let is_enrolled = matches!(device.state, DeviceState::Enrolled { .. });
        if let Some(showing) = showing.as_ref().filter(|_| due && is_enrolled) {
            match services.store.sight(&device.id, showing, now).await {
                Ok(()) => seen = Some(now),
                // Whoever hears the database says so too, and loudly.
                Err(error) => tracing::debug!(%error, "that a device is there is not noted"),
            }
        }
        tokio::select! {
            changed = beat.changed() => changed.ok()?,
            changed = devices.changed() => {
                changed.ok()?;
                match services.device(&request).await {
                    Ok(Some(known)) if known.lobby == device.lobby => device = known,
                    Ok(_) => return Some(ANEW),
                    // The stream ends while the database is not heard.
                    Err(_) => {}
                }
            }
        }
    }
}

async fn staff(
    State(state): State<AppState>,
    Path(lobby): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (request, _) = request.into_parts();
    // Before it is asked whether the session lasts: else one that ends in between is missed.
    let sessions = state.services.sessions.clone();
    // Clerks' notes may be about a client, of whom no auditor is told.
    let session = state.services.staff(&request, Role::Clerk).await?;
    let token = cookie(&request, SESSION_COOKIE);
    let token = token.ok_or(ApiError::NotLoggedIn)?.to_owned();
    let feed = feed(&state.services, &lobby)?;
    let out = out(state.services.clone(), sessions, token);
    let over = async move {
        out.await;
        None
    };
    let snapshots = if session.departments.are_all() {
        events(feed.staff)
    } else {
        let town = state.services.town.clone();
        let seen = move |published: Published<StaffSnapshot>| {
            let snapshot = StaffSnapshot::clone(&published.value);
            let snapshot = snapshot.seen_by(&session.departments, &town.borrow());
            super::published("snapshot", snapshot).event
        };
        WatchStream::new(feed.staff).map(seen).boxed()
    };
    Ok(respond(&state, feed.plan, snapshots, over))
}

/// Whoever logs out, is logged out, or whose time is over, sees nothing more.
async fn out(services: Services, mut sessions: watch::Receiver<u64>, token: String) {
    let mut beat = services.beat.clone();
    // The last one is no news.
    beat.mark_unchanged();
    loop {
        let heard = tokio::select! {
            heard = sessions.changed() => heard,
            heard = beat.changed() => heard,
        };
        let lasts = services.store.session_lasts(&token, services.now()).await;
        if heard.is_err() || matches!(lasts, Ok(false)) {
            return;
        }
    }
}

fn feed(services: &Services, lobby: &str) -> Result<LobbyFeed, ApiError> {
    services.up()?;
    let lobby = lobby.parse().map_err(|_| ApiError::NotFound)?;
    services.feed(&lobby).ok_or(ApiError::NotFound)
}

/// The events, until the program ends, or it is `over`; then come its last words, if it has any.
fn respond(
    state: &AppState,
    plan: watch::Receiver<Published<Plan>>,
    snapshots: BoxStream<'static, Bytes>,
    over: impl Future<Output = Option<Bytes>> + Send + 'static,
) -> Response {
    let services = &state.services;
    let beats = WatchStream::from_changes(services.beat.clone()).map(|beat| beat.event);
    let events = stream::select_all([events(plan), snapshots, beats.boxed()]);
    let last = stream::once(over).flat_map(|words| stream::iter([words, None]));
    // Nothing comes after them.
    let first_of_all = |(): &mut ()| PollNext::Left;
    let events = stream::select_with_strategy(last, events.map(Some), first_of_all)
        .take_while(|event| ready(event.is_some()))
        .filter_map(ready);
    let first = [
        Bytes::from_static(RETRY),
        Bytes::from(format!("event: build\ndata: {}\n\n", services.build)),
        // The last one may be 15 seconds old.
        super::published("beat", services.beat()).event,
    ];
    let (mut ending, mut up) = (state.ending.clone(), state.services.up.clone());
    let end = async move {
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            _ = up.wait_for(|up| !up) => {}
        }
    };
    let body = stream::iter(first)
        .chain(events)
        .take_until(Box::pin(end))
        .map(Ok::<_, Infallible>);
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, Body::from_stream(body)).into_response()
}

fn events<T: Send + Sync + 'static>(
    published: watch::Receiver<Published<T>>,
) -> BoxStream<'static, Bytes> {
    WatchStream::new(published)
        .map(|published| published.event)
        .boxed()
}
