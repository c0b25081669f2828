//! What only those need who come with a code, and what asks the server to print: a part of the
//! program of its own, which is loaded once the start screen is there.
//!
//! Not by `#[lazy]`: there a part that cannot be loaded ends the whole page. Here it is an answer
//! that did not come, and can be asked for again.

#![expect(
    clippy::unnecessary_wraps,
    reason = "in the browser the part may fail to load, which is the error"
)]

use std::{pin::Pin, sync::Arc};

use chrono::{DateTime, Utc};
use domain::{ids::LobbyId, printer::PrinterState, text::Language};
use leptos::{prelude::*, wasm_split::wasm_split};

use super::{
    api::{self, CheckInAnswer, NotByCode, PrintOutcome, print_ticket},
    keypad::Keypad,
    not_by_code::Refusal,
    state::{Heard, LaterScreen, Screen},
};
use crate::api::ApiError;

/// An answer that is waited for.
type Asked<T> = Pin<Box<dyn Future<Output = T>>>;

/// Whoever looks for the e-mail in a phone needs a while.
const KEYPAD_SECONDS: u16 = 60;
const REFUSED_SECONDS: u16 = 30;

/// What the part does.
pub(super) struct Part {
    /// The keypad, or how long it still rests.
    pub keypad: fn(Option<DateTime<Utc>>) -> Screen,
    /// Sends a code, with the key of the tap.
    pub check_in: fn(LobbyId, String, String) -> Asked<Result<Heard, ApiError>>,
    /// Tells the server that the next client begins.
    pub start: fn(LobbyId) -> Asked<()>,
    /// Has the server print the ticket that the tap with that key brought. Answers how the printer
    /// stands if it did not print.
    pub print: fn(LobbyId, String, Language) -> Asked<Result<(), PrinterState>>,
}

/// Loads the part, if it is not there yet.
#[wasm_split(kiosk_by_code, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn load() -> Result<Part, ApiError> {
    Ok(Part {
        keypad,
        check_in,
        start,
        print,
    })
}

fn keypad(rests_until: Option<DateTime<Utc>>) -> Screen {
    if let Some(until) = rests_until {
        return refused(NotByCode::Rests { until });
    }
    Screen::Later(LaterScreen {
        make: Arc::new(|| view! { <Keypad /> }.into_any()),
        seconds: Some(KEYPAD_SECONDS),
        is_keypad: true,
    })
}

fn refused(refused: NotByCode) -> Screen {
    let ends_by_itself = matches!(refused, NotByCode::Rests { .. });
    Screen::Later(LaterScreen {
        make: Arc::new(move || {
            let refused = refused.clone();
            view! { <Refusal refused /> }.into_any()
        }),
        seconds: (!ends_by_itself).then_some(REFUSED_SECONDS),
        is_keypad: false,
    })
}

fn check_in(lobby: LobbyId, code: String, key: String) -> Asked<Result<Heard, ApiError>> {
    Box::pin(async move {
        let code = code.parse().map_err(|_| ApiError::Malformed)?;
        let CheckInAnswer { outcome, next_key } = api::check_in(lobby, code, key).await?;
        let (wrong_code, rests_until) = match &outcome {
            Err(NotByCode::Unknown) => (true, None),
            Err(NotByCode::Rests { until }) => (false, Some(*until)),
            _ => (false, None),
        };
        Ok(Heard {
            screen: match outcome {
                Ok(printed) => Screen::Ticket(Box::new(printed)),
                Err(reason) => refused(reason),
            },
            next_key: Some(next_key),
            wrong_code,
            rests_until,
        })
    })
}

fn start(lobby: LobbyId) -> Asked<()> {
    Box::pin(async move {
        // Without it the next client has fewer tries.
        let _ = api::start(lobby).await;
    })
}

fn print(lobby: LobbyId, key: String, language: Language) -> Asked<Result<(), PrinterState>> {
    Box::pin(async move {
        match print_ticket(lobby, key, language).await {
            Ok(PrintOutcome::Printed) => Ok(()),
            Ok(PrintOutcome::NotPrinted(state)) => Err(state),
            Err(_) => Err(PrinterState::Silent),
        }
    })
}
