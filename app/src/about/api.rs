use leptos::{prelude::*, server_fn::codec::GetUrl};

use super::document::Document;
use crate::{api::ApiError, wire::Postcard};

/// # Errors
/// None that a visitor could cause.
#[server(endpoint = "privacy", input = GetUrl, output = Postcard)]
pub async fn privacy() -> Result<Document, ApiError> {
    let town = crate::services::use_services()?.town();
    Ok(super::privacy::privacy(&asked_in(), &town))
}

/// # Errors
/// None that a visitor could cause.
#[server(endpoint = "accessibility", input = GetUrl, output = Postcard)]
pub async fn accessibility() -> Result<Document, ApiError> {
    let town = crate::services::use_services()?.town();
    Ok(super::accessibility::accessibility(&asked_in(), &town))
}

#[cfg(feature = "ssr")]
fn asked_in() -> std::sync::Arc<crate::texts::Texts> {
    crate::texts::of(use_context().unwrap_or_default())
}
