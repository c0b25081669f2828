//! What only those need who come with a code: a part of the program of its own, which is loaded
//! once the start screen is there.
//!
//! Not by `#[lazy]`: there a part that cannot be loaded ends the whole page. Here it is an answer
//! that did not come, and can be asked for again.

#![expect(
    clippy::unnecessary_wraps,
    reason = "in the browser the part may fail to load, which is the error"
)]

use std::pin::Pin;

use domain::ids::LobbyId;
use leptos::{prelude::*, wasm_split::wasm_split};

use super::{
    api::{self, CheckInAnswer},
    keypad::Keypad,
    not_by_code::Refusal,
    state::{Heard, Kiosk, Screen},
};
use crate::api::ApiError;

/// An answer that is waited for.
type Asked<T> = Pin<Box<dyn Future<Output = T>>>;

/// The screens of [`Screen::Keypad`] and [`Screen::NotByCode`].
#[wasm_split(
    kiosk_by_code,
    wasm_split_path = leptos::wasm_split,
    preload(preload),
    fallible
)]
pub(super) fn screen(kiosk: Kiosk) -> Result<AnyView, ApiError> {
    Ok(match kiosk.screen.get_untracked() {
        Screen::NotByCode(refused) => view! { <Refusal refused /> }.into_any(),
        _ => view! { <Keypad /> }.into_any(),
    })
}

#[wasm_split(kiosk_by_code, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn check_in(
    lobby: LobbyId,
    code: String,
    key: String,
) -> Result<Asked<Result<Heard, ApiError>>, ApiError> {
    Ok(Box::pin(async move {
        let code = code.parse().map_err(|_| ApiError::Malformed)?;
        let CheckInAnswer { outcome, next_key } = api::check_in(lobby, code, key).await?;
        Ok(Heard {
            screen: match outcome {
                Ok(printed) => Screen::Ticket(printed),
                Err(refused) => Screen::NotByCode(refused),
            },
            next_key: Some(next_key),
        })
    }))
}

/// Tells the server that the next client begins.
#[wasm_split(kiosk_by_code, wasm_split_path = leptos::wasm_split, fallible)]
pub(super) fn start(lobby: LobbyId) -> Result<Asked<()>, ApiError> {
    Ok(Box::pin(async move {
        // Without it the next client has fewer tries.
        let _ = api::start(lobby).await;
    }))
}
