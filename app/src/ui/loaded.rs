//! A page that needs something from the server first.

use std::{sync::Arc, time::Duration};

use domain::ids::LobbyId;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::{
    address::use_address,
    api::ApiError,
    ui::{ErrorPage, LogInFirst},
    wire::{Brought, Loading},
};

/// How often a page that the interrupted service could not bring is asked for again.
const AGAIN: Duration = Duration::from_secs(5);

/// Shows `page` with what `resource` brings, or the error page. Addresses are rendered whole, so
/// that there is never an empty frame.
#[component]
pub fn Loaded<T>(resource: Loading, page: fn(T) -> AnyView) -> impl IntoView
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    whole(resource, Arc::new(move |brought| brought.open().map(page)))
}

type Page = Arc<dyn Fn(Brought) -> Result<AnyView, ApiError> + Send + Sync>;

/// [`Loaded`] for any page; it is code that all of them share.
fn whole(resource: Loading, page: Page) -> AnyView {
    // Effects run in the browser only: the page is alive.
    Effect::new(|| {
        if let Some(page) = document().document_element() {
            // It fails only for a name that is none.
            let _ = page.set_attribute("data-live", "");
        }
    });
    view! {
        <Transition>
            {move || {
                let page = Arc::clone(&page);
                Suspend::new(async move {
                    match resource.await.and_then(|brought| page(brought)) {
                        Ok(page) => page,
                        Err(ApiError::NotLoggedIn) => view! { <LogInFirst /> }.into_any(),
                        Err(error) => {
                            if matches!(error, ApiError::Interrupted | ApiError::Unreachable) {
                                look_again(resource);
                            }
                            view! { <ErrorPage error /> }.into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// Nobody presses anything at a kiosk or a TV, so the page comes back by itself.
fn look_again(resource: Loading) {
    // Effects run in the browser only.
    Effect::new(move || {
        if let Ok(timer) = set_timeout_with_handle(move || resource.refetch(), AGAIN) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// The lobby in the address; for [`load`](crate::wire::load).
pub fn lobby_param() -> impl Fn() -> String + Send + Sync + 'static {
    let address = use_address();
    move || address.part(1)
}

/// # Errors
/// [`ApiError::NotFound`] if no lobby can be called that.
pub fn lobby_of(param: &str) -> Result<LobbyId, ApiError> {
    param.parse().map_err(|_| ApiError::NotFound)
}
