//! The browser takes over what the server rendered: it loads the part of the program that the page
//! is of, and makes it alive.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a part may fail to load, which is the error"
)]

use gloo_timers::future::TimeoutFuture;
use leptos::{mount::hydrate_body, prelude::*, wasm_split::wasm_split};
use wasm_bindgen_futures::spawn_local;

use crate::{
    address::{PageAddress, Surface, follow_links, here},
    api::ApiError,
    booking, counter, display, kiosk, status, supervisor,
    texts::provide_texts,
    ticket,
};

/// Makes the content of a page.
type Page = fn() -> AnyView;

/// How long after a part could not be loaded it is asked for once more, in milliseconds.
const AGAIN: u32 = 5_000;

/// So many times; then the page is perhaps of a build that is no more, and says so to its own script,
/// which loads it anew (`shell.rs`).
const TRIES: u32 = 3;

/// Takes over the page at hand. Until its part is there, it stays as the server rendered it.
pub fn take_over() {
    let here = here();
    let surface = Surface::of(here.split('?').next().unwrap_or_default());
    spawn_local(async move {
        let mut tries = 0;
        let page = loop {
            match part(surface).await {
                Ok(page) => break page,
                Err(_) => TimeoutFuture::new(AGAIN).await,
            }
            tries += 1;
            if let Some(root) = document().document_element().filter(|_| tries == TRIES) {
                let _ = root.set_attribute("data-lost", "");
            }
        };
        hydrate_body(move || {
            provide_texts();
            follow_links(PageAddress::provide(here));
            page()
        });
    });
}

async fn part(surface: Surface) -> Result<Page, ApiError> {
    match surface {
        Surface::Citizens => Ok(booking::page),
        Surface::Status => status_part().await,
        Surface::Ticket => ticket_part().await,
        Surface::Kiosk => kiosk_part().await,
        Surface::Display => display_part().await,
        Surface::Counter => counter_part().await,
        Surface::Supervisor => supervisor_part().await,
    }
}

// Each is a chunk of its own, by the name that is the first argument; each chunk more splits what
// the others share, so the ticket's page is in that of the status.

#[wasm_split(status, wasm_split_path = leptos::wasm_split, fallible)]
fn status_part() -> Result<Page, ApiError> {
    Ok(status::page)
}

#[wasm_split(status, wasm_split_path = leptos::wasm_split, fallible)]
fn ticket_part() -> Result<Page, ApiError> {
    Ok(ticket::page)
}

#[wasm_split(kiosk, wasm_split_path = leptos::wasm_split, fallible)]
fn kiosk_part() -> Result<Page, ApiError> {
    Ok(kiosk::page)
}

#[wasm_split(display, wasm_split_path = leptos::wasm_split, fallible)]
fn display_part() -> Result<Page, ApiError> {
    Ok(display::page)
}

#[wasm_split(counter, wasm_split_path = leptos::wasm_split, fallible)]
fn counter_part() -> Result<Page, ApiError> {
    Ok(counter::page)
}

#[wasm_split(supervisor, wasm_split_path = leptos::wasm_split, fallible)]
fn supervisor_part() -> Result<Page, ApiError> {
    Ok(supervisor::page)
}
