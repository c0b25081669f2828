//! The streams: `/live/public/{lobby}` for everybody, `/live/staff/{lobby}` for staff.
//!
//! Events: `build` first, which tells a page of another build to load itself anew; `plan` ([`domain::lobby::Plan`]) and `snapshot` ([`PublicSnapshot`] or
//! [`StaffSnapshot`]) at once and at every change, `beat` ([`app::live::Beat`]) at once and every
//! 15 seconds; data as [`app::wire::Wire`] writes
//! them. A stream ends when the program does and while the database is not
//! heard: a screen that shows old numbers is to know it.
//!
//! [`PublicSnapshot`]: domain::lobby::PublicSnapshot
//! [`StaffSnapshot`]: domain::lobby::StaffSnapshot

use std::convert::Infallible;

use app::{
    api::ApiError,
    services::{LobbyFeed, Published, Services},
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, Request, State},
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use futures::{Stream, StreamExt as _, stream};
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
) -> Result<Response, Refused> {
    let feed = feed(&state.services, &lobby)?;
    Ok(respond(&state, feed.plan, feed.public, stream::pending()))
}

async fn staff(
    State(state): State<AppState>,
    Path(lobby): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (request, _) = request.into_parts();
    if state.services.session(&request).await?.is_none() {
        return Err(ApiError::NotLoggedIn.into());
    }
    let feed = feed(&state.services, &lobby)?;
    // Whoever logs out, or whose time is over, sees nothing more.
    let logged_out = stream::unfold(state.services.clone(), move |services| {
        let request = request.clone();
        async move {
            let mut beat = services.beat.clone();
            loop {
                beat.changed().await.ok()?;
                if matches!(services.session(&request).await, Ok(None)) {
                    return Some(((), services));
                }
            }
        }
    });
    Ok(respond(&state, feed.plan, feed.staff, logged_out))
}

fn feed(services: &Services, lobby: &str) -> Result<LobbyFeed, ApiError> {
    services.up()?;
    let lobby = lobby.parse().map_err(|_| ApiError::NotFound)?;
    services.feed(&lobby).ok_or(ApiError::NotFound)
}

fn respond<P, S>(
    state: &AppState,
    plan: watch::Receiver<Published<P>>,
    snapshot: watch::Receiver<Published<S>>,
    until: impl Stream<Item = ()> + Send + 'static,
) -> Response
where
    P: Send + Sync + 'static,
    S: Send + Sync + 'static,
{
    let services = &state.services;
    let beats = WatchStream::from_changes(services.beat.clone()).map(|beat| beat.event);
    let events = stream::select_all([events(plan), events(snapshot), beats.boxed()]);
    let first = [
        Bytes::from_static(RETRY),
        Bytes::from(format!("event: build\ndata: {}\n\n", services.build)),
        // The last one may be 15 seconds old.
        super::published("beat", services.beat()).event,
    ];
    let (mut ending, mut up) = (state.ending.clone(), state.services.up.clone());
    let end = async move {
        let mut until = std::pin::pin!(until);
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            _ = up.wait_for(|up| !up) => {}
            _ = until.next() => {}
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
) -> stream::BoxStream<'static, Bytes> {
    WatchStream::new(published)
        .map(|published| published.event)
        .boxed()
}
