//! What displays load beside their page: spoken calls.

mod voice;

use app::api::ApiError;
use axum::{
    Router,
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use domain::{
    ids::{CounterNumber, TicketId},
    lobby::Plan,
    text::Language,
    town::Town,
};

pub use self::voice::Voice;
use self::voice::{Spoken, Unspoken};
use crate::{pictures::Pictures, router::AppState, security::Refused};

/// What is sent to displays beside their page; by default nothing is said.
#[derive(Clone, Default)]
pub struct Media {
    pub voice: Voice,
    pub pictures: Pictures,
}

impl Media {
    /// Tells the displays of a lobby whether the server speaks.
    pub fn complete(&self, plan: &mut Plan) {
        plan.display.voice = self.voice.speaks();
    }
}

/// Address of a clip; the test of access walks it.
pub const FILE: &str = "/voice/{language}/{ticket}/{counter}";

/// What is said of a ticket and a counter never changes, and is small enough to be loaded once a day
/// all the same.
const KEPT_A_DAY: &str = "public, max-age=86400";

pub fn routes() -> Router<AppState> {
    Router::new().route(FILE, get(clip))
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
    let headers = [
        (header::CONTENT_TYPE, "audio/wav"),
        (header::CACHE_CONTROL, KEPT_A_DAY),
    ];
    Ok((headers, clip).into_response())
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
