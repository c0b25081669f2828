//! `/`, and every page by which one books: a page is there until the next one is.

use domain::lobby::PublicSnapshot;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    api::{Rendered, booking_page},
    portal,
    start::Start,
};
use crate::{
    address::use_address, live::View, status::api::public_lobbies, ui::Loaded, wire::load,
};

#[derive(Clone, Serialize, Deserialize)]
enum Content {
    Start(Vec<View<PublicSnapshot>>),
    Rendered(Rendered),
}

pub fn page() -> AnyView {
    let address = use_address();
    let page = load(
        move || address.get(),
        async |address| match address.split('?').next() {
            Some("/") => public_lobbies().await.map(Content::Start),
            _ => booking_page(address)
                .await
                .map(Rendered)
                .map(Content::Rendered),
        },
    );
    provide_context(page);
    view! { <Loaded resource=page page=shown /> }.into_any()
}

fn shown(content: Content) -> AnyView {
    match content {
        Content::Start(lobbies) => view! { <Start lobbies /> }.into_any(),
        Content::Rendered(page) => portal::shown(page),
    }
}
