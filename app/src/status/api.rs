use domain::lobby::PublicSnapshot;
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{api::ApiError, live::View, wire::Postcard};

/// What the public screens of all lobbies show now, in the town's order; the names in the language
/// of the page, which changes only with the page.
///
/// # Errors
/// [`ApiError::Interrupted`] while the database is not heard.
#[server(endpoint = "public_lobbies", input = GetUrl, output = Postcard)]
pub async fn public_lobbies() -> Result<Vec<View<PublicSnapshot>>, ApiError> {
    let services = crate::services::use_services()?;
    let town = services.town();
    let language = use_context().unwrap_or_default();
    town.lobbies
        .iter()
        .map(|lobby| {
            let view = services.public_view(&lobby.id)?;
            let plan = view.plan.only(language);
            Ok(View { plan, ..view })
        })
        .collect()
}
