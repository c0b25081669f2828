//! Lists that follow, row by row.

use std::sync::Arc;

use leptos::prelude::*;

/// The rows of a list. A row is made when its key comes and stays, with its elements, until the
/// key goes; two rows never have the same.
///
/// One type for all lists ([`super::shows`]): Leptos' own component would be as many functions for
/// each as a small page.
pub fn listed<I: Send + 'static>(
    items: impl Fn() -> Vec<I> + Send + Sync + 'static,
    key: fn(&I) -> String,
    row: impl Fn(I) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let row = Arc::new(row);
    let rows = move || {
        let rows = items().into_iter().map(|item| {
            let row = Arc::clone(&row);
            (key(&item), Box::new(move || row(item)) as MakeRow)
        });
        rows.collect::<Vec<_>>()
    };
    all(Box::new(rows))
}

/// A list of one, so that another key is another element: style, focus and screen readers know by
/// it that it is something else.
pub fn renewed<I: Send + 'static>(
    item: impl Fn() -> I + Send + Sync + 'static,
    key: fn(&I) -> String,
    made: impl Fn(I) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    listed(move || vec![item()], key, made)
}

type MakeRow = Box<dyn FnOnce() -> AnyView + Send>;

/// [`listed`] for any list; it is code that all of them share.
fn all(rows: Box<dyn Fn() -> Vec<(String, MakeRow)> + Send + Sync>) -> AnyView {
    view! { <For each=rows key=|(key, _)| key.clone() children=|(_, make)| make() /> }.into_any()
}
