use domain::lobby::PublicSnapshot;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{api::ApiError, live::View, wire::Postcard};

/// What the public screens of all lobbies show now, in the town's order.
///
/// # Errors
/// [`ApiError::Interrupted`] while the database is not heard.
#[server(endpoint = "public_lobbies", input = GetUrl, output = Postcard)]
pub async fn public_lobbies() -> Result<Vec<View<PublicSnapshot>>, ApiError> {
    let services = crate::services::use_services()?;
    let town = services.town();
    town.lobbies
        .iter()
        .map(|lobby| services.public_view(&lobby.id))
        .collect()
}
