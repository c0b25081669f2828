//! What displays load beside their page: spoken calls, and the office's own picture.

mod pictures;
mod voice;

use app::api::ApiError;
use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use domain::{
    ids::{CounterNumber, LobbyId, TicketId},
    lobby::Plan,
    text::Language,
    town::Town,
};

use self::voice::{Spoken, Unspoken};
pub use self::{pictures::Pictures, voice::Voice};
use crate::{router::AppState, security::Refused};

/// Both of them; by default neither.
#[derive(Clone, Default)]
pub struct Media {
    pub voice: Voice,
    pub pictures: Pictures,
}

impl Media {
    /// Tells the displays of a lobby what there is.
    pub fn complete(&self, plan: &mut Plan) {
        plan.display.voice = self.voice.speaks();
        plan.display.picture = self.pictures.of(&plan.lobby).map(|it| it.version);
    }
}

/// Addresses of the files; the test of access walks them.
pub const FILES: [&str; 2] = [
    "/voice/{language}/{ticket}/{counter}",
    "/display/{lobby}/picture",
];

/// What is said of a ticket and a counter never changes, and the address of a picture has its
/// version; both are small enough to be loaded once a day all the same.
const KEPT_A_DAY: &str = "public, max-age=86400";

pub fn routes() -> Router<AppState> {
    Router::new()
        .route(FILES[0], get(clip))
        .route(FILES[1], get(picture))
}

/// `/voice/cs/A012/3.wav`: only what a display of this town may have to say.
async fn clip(
    State(state): State<AppState>,
    Path((language, ticket, counter)): Path<(String, String, String)>,
) -> Result<Response, Refused> {
    let town = state.services.town();
    let spoken = spoken(&town, &language, &ticket, &counter).ok_or(ApiError::NotFound)?;
    let clip = state
        .media
        .voice
        .clip(spoken)
        .await
        .map_err(|why| match why {
            Unspoken::NoVoice => ApiError::NotFound,
            Unspoken::Busy => ApiError::Interrupted,
            Unspoken::Failed => ApiError::Broken,
        })?;
    Ok(file("audio/wav", clip))
}

fn spoken(town: &Town, language: &str, ticket: &str, counter: &str) -> Option<Spoken> {
    let language: Language = language.parse().ok()?;
    let (series, number) = TicketId::parts(ticket).ok()?;
    let counter = counter.strip_suffix(".wav")?;
    let counter: CounterNumber = counter
        .parse()
        .ok()
        .filter(|number: &CounterNumber| number.to_string() == counter)?;
    let lobby = town.lobby(&town.counter(counter)?.lobby)?;
    let mut workplaces = town.workplaces_of(&lobby.id);
    let is_said = lobby.announce.contains(&language) && workplaces.any(|it| it.series == series);
    is_said.then_some(Spoken {
        language,
        series,
        number,
        counter,
    })
}

async fn picture(
    State(state): State<AppState>,
    Path(lobby): Path<String>,
) -> Result<Response, Refused> {
    let lobby: LobbyId = lobby.parse().map_err(|_| ApiError::NotFound)?;
    let picture = state.media.pictures.of(&lobby).ok_or(ApiError::NotFound)?;
    Ok(file(picture.kind, picture.bytes))
}

fn file(kind: &'static str, bytes: Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, KEPT_A_DAY),
    ];
    (headers, bytes).into_response()
}
