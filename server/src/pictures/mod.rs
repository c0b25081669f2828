//! The office's own pictures: how they are put there, and how browsers load them.

mod made;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use app::{
    admin::pictures::{ADDRESS, NotSaved, Problem},
    api::ApiError,
    services::Services,
};
use axum::{
    Router,
    body::Bytes,
    extract::{Path, Request, State},
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use domain::{
    picture::{LARGEST_PICTURE, PictureHash, PictureKind, PicturePlace},
    staff::Role,
    town::Town,
};
use store::PictureNotChanged;
use tokio::sync::Semaphore;

use self::made::{Made, make};
use crate::{
    forms::{again, see_other},
    router::AppState,
    security::Refused,
    upload::{self, Chosen, Largest, Upload},
};

/// Address of a picture; the test of access walks it.
pub const FILE: &str = "/pictures/{hash}";

/// Beside a picture its form says only what it is about.
const LARGEST: Largest = Largest {
    file: LARGEST_PICTURE,
    text: 1_000,
};

/// What has an address never changes.
const KEPT_FOR_EVER: &str = "public, max-age=31536000, immutable";

/// What was read of the database, for every TV and phone asks for the same few.
#[derive(Clone, Default)]
pub struct Pictures(Arc<Mutex<BTreeMap<PictureHash, Sent>>>);

#[derive(Clone)]
struct Sent {
    kind: PictureKind,
    bytes: Bytes,
}

impl Pictures {
    async fn of(&self, hash: PictureHash, services: &Services) -> Result<Option<Sent>, ApiError> {
        let town = services.town();
        let is_shown = |hash| town.pictures.values().any(|picture| picture.hash == hash);
        if is_shown(hash)
            && let Some(known) = self.known().get(&hash)
        {
            return Ok(Some(known.clone()));
        }
        // A page of another instance may know it some milliseconds earlier.
        let Some(file) = services.store.picture(hash).await? else {
            return Ok(None);
        };
        let sent = Sent {
            kind: file.kind,
            bytes: file.bytes.into(),
        };
        let mut known = self.known();
        known.retain(|hash, _| is_shown(*hash));
        if is_shown(hash) {
            known.insert(hash, sent.clone());
        }
        Ok(Some(sent))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<PictureHash, Sent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub fn routes() -> Router<AppState> {
    Router::new().route(FILE, get(file))
}

async fn file(
    State(state): State<AppState>,
    Path(hash): Path<String>,
) -> Result<Response, Refused> {
    let hash = hash.parse().map_err(|_| ApiError::NotFound)?;
    let sent = state.media.pictures.of(hash, &state.services).await?;
    let Sent { kind, bytes } = sent.ok_or(ApiError::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::CACHE_CONTROL, KEPT_FOR_EVER),
    ];
    Ok((headers, bytes).into_response())
}

/// What the form of a picture asks for.
struct Asked {
    place: PicturePlace,
    seen: Option<PictureHash>,
    removes: bool,
    file: Chosen,
}

impl Asked {
    fn read(Upload { mut fields, file }: Upload, town: &Town) -> Result<Self, ApiError> {
        let mut field = |name| fields.remove(name).unwrap_or_default();
        let place: PicturePlace = field("place").parse().map_err(|_| ApiError::Malformed)?;
        let seen = match field("seen").as_str() {
            "" => None,
            hash => Some(hash.parse().map_err(|_| ApiError::Malformed)?),
        };
        if !town.shows(&place) {
            return Err(ApiError::NotFound);
        }
        Ok(Self {
            place,
            seen,
            removes: field("action") == "remove",
            file,
        })
    }
}

/// The form of the page. Who may not send it is refused before anything of it is read.
pub(crate) async fn change(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, body) = request.into_parts();
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = state.services.acting(&session);
    let upload = upload::read(head.clone(), body, LARGEST).await?;
    let asked = Asked::read(upload, &services.town_now().await?)?;
    let place = asked.place.clone();
    match save(&services, asked).await? {
        Ok(()) => Ok(see_other(&format!("{ADDRESS}?saved"), None)),
        Err(problem) => Ok(again(&state, head, NotSaved { place, problem }).await),
    }
}

async fn save(services: &Services, asked: Asked) -> Result<Result<(), Problem>, ApiError> {
    let Asked {
        place,
        seen,
        removes,
        file,
    } = asked;
    let store = &services.store;
    let changed = if removes {
        let seen = seen.ok_or(ApiError::Malformed)?;
        store.remove_picture(place, seen).await?
    } else {
        let file = match file {
            Chosen::File(file) => file,
            Chosen::Nothing => return Ok(Err(Problem::NoFile)),
            Chosen::TooLarge => return Ok(Err(Problem::TooLarge)),
        };
        let Made { file, size } = match drawn(file, place.clone()).await {
            Ok(made) => made,
            Err(problem) => return Ok(Err(problem)),
        };
        store.put_picture(place, seen, file, size).await?.map(drop)
    };
    match changed {
        Ok(()) => Ok(Ok(())),
        Err(PictureNotChanged::Stale) => Ok(Err(Problem::Stale)),
        Err(PictureNotChanged::NoSuchPlace) => Err(ApiError::NotFound),
    }
}

/// One at a time, for each takes as much memory as a hundred screens.
async fn drawn(file: Bytes, place: PicturePlace) -> Result<Made, Problem> {
    static TURN: Semaphore = Semaphore::const_new(1);

    // It is never closed.
    let _turn = TURN.acquire().await.map_err(|_| Problem::Broken)?;
    let made = tokio::task::spawn_blocking(move || make(&file, &place));
    // A decoder that panics has met a file that it cannot read; the log has it.
    made.await.unwrap_or(Err(Problem::Broken))
}
