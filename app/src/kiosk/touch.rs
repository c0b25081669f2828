//! What counts as a tap. A browser takes a finger that moves a little for a swipe, and one that stays
//! for a long press, and makes no click of either: whoever wears gloves or has shaky hands would
//! press in vain. Here a tap is a finger that is set down on a button and lifted from it or close by,
//! however long that takes and whatever it does in between. A second finger makes it none.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, MouseEvent, PointerEvent};

/// How far beside the button the finger may be lifted, as a part of the screen's shorter side: 15 to
/// 20 mm on the screens of kiosks.
const BESIDE: f64 = 0.05;

/// Marks the button under the finger, with the finger. The page remembers it: what belongs to a
/// browser cannot be kept in what the server renders.
const DOWN: &str = "data-finger";

pub(super) fn down(event: &PointerEvent) {
    if !is_finger(event) {
        return;
    }
    lifted();
    // The second finger is not the primary one.
    if event.is_primary()
        && let Some(button) = button_under(event)
    {
        // It fails only for names that no attribute can have.
        let _ = button.set_attribute(DOWN, &event.pointer_id().to_string());
    }
}

pub(super) fn up(event: &PointerEvent) {
    if let Some((finger, button)) = lifted()
        && finger == event.pointer_id().to_string()
        && is_at(&button, event)
    {
        button.click();
    }
}

pub(super) fn cancel() {
    lifted();
}

/// The finger that was down and its button; it is down no more.
fn lifted() -> Option<(String, HtmlElement)> {
    let button = document().query_selector(&format!("[{DOWN}]")).ok()??;
    let finger = button.get_attribute(DOWN)?;
    // It fails only for names that no attribute can have.
    let _ = button.remove_attribute(DOWN);
    Some((finger, button.dyn_into().ok()?))
}

/// The click that the browser itself makes of a tap would be a second one.
pub(super) fn only_ours(event: &MouseEvent) {
    if event.is_trusted() && event.dyn_ref().is_some_and(is_finger) {
        event.prevent_default();
        event.stop_propagation();
    }
}

fn is_finger(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}

fn button_under(event: &PointerEvent) -> Option<HtmlElement> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("button").ok()??;
    button.dyn_into().ok()
}

/// Whether the finger is on the button, which may have gone meanwhile, or close by.
fn is_at(button: &HtmlElement, event: &PointerEvent) -> bool {
    let side = |length: Result<wasm_bindgen::JsValue, _>| {
        let length = length.ok().and_then(|length| length.as_f64());
        length.unwrap_or_default()
    };
    let window = window();
    let (width, height) = (side(window.inner_width()), side(window.inner_height()));
    let beside = width.min(height) * BESIDE;
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let place = button.get_bounding_client_rect();
    button.is_connected()
        && (place.left() - beside..=place.right() + beside).contains(&x)
        && (place.top() - beside..=place.bottom() + beside).contains(&y)
}
