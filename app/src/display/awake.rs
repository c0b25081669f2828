//! Keeps the screen from going dark, where the browser can: over HTTPS, or on the server's own
//! machine.

use js_sys::{Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// As long as the page is there. The browser gives the lock up whenever the page is out of sight.
pub fn keep_awake() {
    // Effects run in the browser only.
    Effect::new(|| {
        lock();
        let back = window_event_listener_untyped("visibilitychange", |_| lock());
        on_cleanup(move || back.remove());
    });
}

fn lock() {
    let Some(asked) = ask() else { return };
    spawn_local(async move {
        // Refused while the page is out of sight or the battery is low: then it is asked again.
        let _ = JsFuture::from(asked).await;
    });
}

/// By name, because not every browser has it.
fn ask() -> Option<Promise> {
    let navigator = Reflect::get(&window(), &"navigator".into()).ok()?;
    let locks: JsValue = Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?;
    let request: Function = request.dyn_into().ok()?;
    request
        .call1(&locks, &"screen".into())
        .ok()?
        .dyn_into()
        .ok()
}
