//! The lobby's TV, and the small display above each counter.

use domain::{
    ids::CounterNumber,
    lobby::{CounterStatus, PublicSnapshot},
};
use leptos::prelude::*;

use crate::{
    address::use_address,
    api::ApiError,
    display::{board::Board, counter::AboveCounter},
    live::public_lobby,
    ui::{Loaded, lobby_of, lobby_param},
    wire::load,
};

/// `/display/{lobby}` and `/display/{lobby}/counter/{number}`
pub fn page() -> AnyView {
    let address = use_address();
    let number = address.part(3);
    // Nobody goes from one to the other.
    if number.is_empty() {
        let view = load(lobby_param(), |lobby| async move {
            public_lobby(lobby_of(&lobby)?).await
        });
        return view! { <Loaded resource=view page=|view| view! { <Board view /> }.into_any() /> }
            .into_any();
    }
    let lobby = lobby_param();
    let address = move || format!("{}/{number}", lobby());
    let view = load(address, |address| async move {
        let (lobby, number) = address.split_once('/').unwrap_or_default();
        let number: CounterNumber = number.parse().map_err(|_| ApiError::NotFound)?;
        let view = public_lobby(lobby_of(lobby)?).await?;
        match counter_of(&view.snapshot, number) {
            Some(_) => Ok((view, number)),
            None => Err(ApiError::NotFound),
        }
    });
    view! {
        <Loaded
            resource=view
            page=|(view, number)| view! { <AboveCounter view number /> }.into_any()
        />
    }
    .into_any()
}

/// None: the lobby has no such counter.
pub(super) fn counter_of(
    snapshot: &PublicSnapshot,
    number: CounterNumber,
) -> Option<CounterStatus> {
    let mut counters = snapshot.counters.iter();
    counters.find(|status| status.counter == number).copied()
}
