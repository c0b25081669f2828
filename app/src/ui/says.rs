//! Texts and parts of pages that follow what they read, each as one type. Leptos makes a dozen
//! functions of every type that is shown, and a closure is a type of its own; a phone loads them
//! all. What is written a single time on a page that few open may stay a plain closure.

use std::sync::{Arc, Mutex};

use domain::{lobby::Plan, text::Localized};
use leptos::prelude::*;

use crate::texts::use_texts;

type Follows<T> = Arc<Mutex<dyn FnMut() -> T + Send>>;

/// A text that follows; none is an empty one, for which a space stands in the page.
pub fn says<T: Into<Option<String>>>(
    mut text: impl FnMut() -> T + Send + 'static,
) -> Follows<String> {
    Arc::new(Mutex::new(move || text().into().unwrap_or_default()))
}

/// A name in the plan of a lobby.
pub fn planned(
    plan: RwSignal<Plan>,
    which: fn(&Plan) -> &Localized,
) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let texts = use_texts();
    move || plan.with(|plan| which(plan).get(texts.language()).to_owned())
}

/// A part of a page that follows.
pub fn shows(part: impl FnMut() -> AnyView + Send + 'static) -> Follows<AnyView> {
    Arc::new(Mutex::new(part))
}
