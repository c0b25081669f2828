//! The frame of pages whose forms need no program.

use std::future::Future;

use domain::text::Language;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

use super::Fields;
use crate::{address::use_address, api::ApiError, texts::use_texts, ui::Loaded, wire::load};

/// Shows what `look` finds by the query of the address, or by what the handler of the page's form
/// says of a form that it was sent.
pub(super) fn form_page<Told, Content, Answer>(
    look: impl Fn(Fields, Option<Told>, Language) -> Answer + Copy + Send + Sync + 'static,
    page: fn(Content) -> AnyView,
) -> AnyView
where
    Told: Clone + Send + Sync + 'static,
    Content: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    Answer: Future<Output = Result<Content, ApiError>> + Send + 'static,
{
    let address = use_address();
    let language = use_texts().language();
    let content = load(
        move || address.get(),
        move |address| async move {
            let told: Option<Told> = use_context();
            let (_, query) = address.split_once('?').unwrap_or_default();
            let query = serde_urlencoded::from_str(query).unwrap_or_default();
            look(query, told, language).await
        },
    );
    view! { <Loaded resource=content page /> }.into_any()
}
