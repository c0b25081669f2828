//! What a reload of the page must not lose: what is typed into the open sheet, and the number that is
//! to be said to a client. The browser keeps it for this window, until the sheet is closed.

use domain::ids::TicketId;
use leptos::prelude::*;

use super::{message::Message, post::Post, sheet::Sheet};

/// Which sheet is open, and after it what is typed there.
const SHEET: &str = "sheet";

/// The sentence with the number.
const ADDED: &str = "added";

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Where nothing can be kept, it is lost as before.
fn keep(name: &str, text: Option<&str>) {
    let _ = storage().map(|storage| match text {
        Some(text) => storage.set_item(name, text),
        None => storage.remove_item(name),
    });
}

/// None: nothing is typed into it.
fn name(sheet: Sheet) -> Option<String> {
    let of_ticket = |kind, ticket: TicketId| Some(format!("{kind} {} {ticket}", ticket.date));
    match sheet {
        Sheet::HandOver(ticket) => of_ticket("hand-over", ticket),
        Sheet::Also(ticket) => of_ticket("also", ticket),
        Sheet::Note(ticket) => of_ticket("note", ticket),
        Sheet::AddClient => Some("add-client".to_owned()),
        Sheet::Park(_) | Sheet::Keys | Sheet::Close => None,
    }
}

/// What was typed into that sheet before the page was loaded anew.
pub(super) fn typed(sheet: Sheet) -> Option<String> {
    let kept = kept(SHEET)?;
    let (open, typed) = kept.split_once('\n')?;
    (name(sheet)? == open).then(|| typed.to_owned())
}

/// From now on the sheet is open with that in it; it is forgotten when the sheet is closed, and not
/// when the page goes.
pub(super) fn remember(sheet: Sheet, typed: &str) {
    if let Some(name) = name(sheet) {
        keep(SHEET, Some(&format!("{name}\n{typed}")));
    }
}

/// Called in a sheet.
pub(super) fn until_closed(sheet: Sheet, typed: &str) {
    remember(sheet, typed);
    on_cleanup(|| keep(SHEET, None));
}

/// The sentence stays over a reload, until another one is said.
pub(super) fn said(sentence: &str) {
    keep(ADDED, Some(sentence));
}

/// Brings back what was there before the page was loaded anew.
pub(super) fn bring_back(post: Post) {
    Effect::new(move |again: Option<()>| {
        let message = post.asking.message.get();
        let Some(sentence) = kept(ADDED) else { return };
        if again.is_none() && message.is_none() {
            post.asking.message.set(Some(Message::Said(sentence)));
        } else if message != Some(Message::Said(sentence)) {
            keep(ADDED, None);
        }
    });
    Effect::new(move || {
        if post.sheet.is_open() {
            return;
        }
        let in_front = post.in_front();
        let about = in_front.map(|id| [Sheet::HandOver(id), Sheet::Also(id), Sheet::Note(id)]);
        let mut sheets = about.into_iter().flatten().chain([Sheet::AddClient]);
        if let Some(sheet) = sheets.find(|sheet| typed(*sheet).is_some()) {
            post.sheet.open(sheet);
        }
    });
}
