//! The keys beside those of the big buttons: arrows walk through lists, and what bears a key is pressed
//! by it. Enter and the space bar press what one has walked to, as everywhere.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement, KeyboardEvent, NodeList};

use super::{
    post::Post,
    shortcuts::{FIELDS, Shortcuts},
};

/// Rows of lists, and choices of a sheet, which lies over them.
const ROWS: &str = ".queue-scroll tbody tr";
const CHOICES: &str = ".sheet .sheet-choice";

/// Listens as long as the lists are there.
pub(super) fn listen(post: Post) {
    let shortcuts: Shortcuts = expect_context();
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event| {
            if untrack(|| shortcuts.are_on()) {
                heard(post, &event);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn heard(post: Post, event: &KeyboardEvent) {
    let with_another = event.ctrl_key() || event.alt_key() || event.meta_key();
    if event.default_prevented() || with_another {
        return;
    }
    let target = event.target().and_then(|at| at.dyn_into::<Element>().ok());
    let in_field = target.is_some_and(|it| matches!(it.closest(FIELDS), Ok(Some(_))));
    let in_sheet = post.sheet.is_open();
    let key = event.key();
    let to = match &*key {
        "ArrowDown" => walk(if in_sheet { CHOICES } else { ROWS }, 1),
        "ArrowUp" => walk(if in_sheet { CHOICES } else { ROWS }, -1),
        // In a field they move within what is typed.
        "ArrowLeft" | "ArrowRight" if in_field => None,
        "ArrowRight" => beside(1),
        "ArrowLeft" => beside(-1),
        _ if in_field || in_sheet || event.repeat() => None,
        _ => return press(event, &key.to_ascii_lowercase()),
    };
    if let Some(to) = to {
        event.prevent_default();
        // It can fail only where there is no focus at all.
        let _ = to.focus();
    }
}

/// What bears that key.
fn press(event: &KeyboardEvent, key: &str) {
    let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric());
    let found = is_plain.then(|| all(&format!(".counter [data-key='{key}']")));
    if let Some(button) = found.and_then(|found| found.into_iter().next()) {
        event.prevent_default();
        button.click();
    }
}

fn all(selector: &str) -> Vec<HtmlElement> {
    listed(document().query_selector_all(selector))
}

/// What in it can be pressed.
fn buttons(row: &Element) -> Vec<HtmlElement> {
    listed(row.query_selector_all("button:not(:disabled)"))
}

fn listed(found: Result<NodeList, JsValue>) -> Vec<HtmlElement> {
    // It fails only for a selector that is none.
    let Ok(found) = found else { return Vec::new() };
    let found = (0..found.length()).filter_map(|n| found.get(n)?.dyn_into().ok());
    found.collect()
}

/// The row with the focus among `rows`, and which of its buttons has it.
fn place(rows: &[Vec<HtmlElement>]) -> Option<(usize, usize)> {
    let focused = document().active_element()?;
    rows.iter().enumerate().find_map(|(row, buttons)| {
        let at = buttons.iter().position(|it| **it == focused)?;
        Some((row, at))
    })
}

/// The button in the next or the last row; whoever is in none begins with the first.
fn walk(rows: &str, by: isize) -> Option<HtmlElement> {
    let rows = all(rows).into_iter().map(|row| buttons(&row));
    let rows: Vec<_> = rows.filter(|it| !it.is_empty()).collect();
    let (to, at) = match place(&rows) {
        Some((row, at)) => (row.checked_add_signed(by)?, Some(at)),
        None => (0, None),
    };
    let buttons = rows.get(to)?;
    // In a list the last one calls; in a sheet the first one chooses.
    let first = usize::from(rows_call(buttons)) * (buttons.len() - 1);
    let at = at.unwrap_or(first).min(buttons.len() - 1);
    buttons.get(at).cloned()
}

fn rows_call(buttons: &[HtmlElement]) -> bool {
    let row = buttons.first().and_then(|it| it.closest("tr").ok());
    row.flatten().is_some()
}

/// The button beside, in the same row.
fn beside(by: isize) -> Option<HtmlElement> {
    let focused = document().active_element()?;
    let row = focused.closest("tr, .sheet-choice").ok()??;
    let buttons = buttons(&row);
    let at = buttons.iter().position(|it| **it == focused)?;
    buttons.get(at.checked_add_signed(by)?).cloned()
}
