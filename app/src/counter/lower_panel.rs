//! Below the queue: who has booked for today, and who can be called again. One of the two at a time,
//! so that each has room.

use leptos::{prelude::*, task::spawn_local};

use super::{
    aim::keep_focus,
    api::{self, Booked},
    booked_list::BookedList,
    draft, list_keys,
    post::{BookedToday, Post},
    queue_list::AsideList,
};
use crate::{
    api::ApiError,
    t,
    texts::{Texts, fill, use_texts},
    ui::{says, shows, to_login},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Booked,
    Aside,
}

#[component]
pub fn LowerPanel(post: Post) -> impl IntoView {
    let texts = use_texts();
    let shown = RwSignal::new(List::Booked);
    let BookedToday(booked) = expect_context();
    keep_booked(post, booked);
    draft::bring_back(post);
    list_keys::listen(post);
    let aside = Memo::new(move |_| post.aside());
    let list = shows(move || match shown.get() {
        List::Booked => view! { <BookedList post /> }.into_any(),
        List::Aside => view! { <AsideList tickets=aside post /> }.into_any(),
    });
    view! {
        <Tab
            list=List::Booked
            key="1"
            shown
            name=|texts| &texts.counter.console.booked
            count=move |texts| {
                booked
                    .with(|booked| {
                        let came = booked.iter().filter(|it| it.has_come()).count();
                        let values = [
                            ("came", &*came.to_string()),
                            ("all", &*booked.len().to_string()),
                        ];
                        (!booked.is_empty())
                            .then(|| fill(&texts.counter.console.booked_came, &values))
                    })
            }
        />
        <Tab
            list=List::Aside
            key="2"
            shown
            name=|texts| &texts.counter.console.aside
            count=move |_| {
                let aside = aside.with(Vec::len);
                (aside > 0).then(|| aside.to_string())
            }
        />
        // A page of its own, beside this one.
        <a
            class="button small"
            href="/counter/book"
            target="_blank"
            rel="external"
            data-key="b"
            on:mousedown=keep_focus
        >
            {t!(texts, counter.console.book_client)}
        </a>
        {list}
    }
}

/// A button that shows its list, with how many are on it.
#[component]
fn Tab(
    list: List,
    key: &'static str,
    shown: RwSignal<List>,
    name: fn(&Texts) -> &String,
    count: impl Fn(&Texts) -> Option<String> + Send + 'static,
) -> impl IntoView {
    let texts = use_texts();
    let text = says(move || {
        texts.with(|texts| match count(texts) {
            Some(count) => format!("{} · {count}", name(texts)),
            None => name(texts).clone(),
        })
    });
    view! {
        <button
            type="button"
            class="lower-tab"
            data-key=key
            aria-pressed=move || (shown.get() == list).to_string()
            on:mousedown=keep_focus
            on:click=move |_| shown.set(list)
        >
            {text}
        </button>
    }
}

/// Asks for the list whenever it has become another one.
fn keep_booked(post: Post, booked: RwSignal<Vec<Booked>>) {
    let version = Memo::new(move |_| {
        let snapshot = post.live.snapshot.read();
        (snapshot.date, snapshot.reservations)
    });
    // What was asked for last: an earlier answer may come later.
    let last = StoredValue::new(0_u32);
    Effect::new(move || {
        // Read, not only tracked: what was never read is not followed.
        version.get();
        // After an interruption it may be another one without our having heard of it.
        if !post.live.fresh.get() {
            return;
        }
        last.update_value(|last| *last += 1);
        let asked = last.get_value();
        spawn_local(async move {
            match api::who_booked().await {
                Ok(answer) if last.try_get_value() == Some(asked) => booked.set(answer),
                Err(ApiError::NotLoggedIn) => to_login(),
                // The page says itself when the server is away; then this is asked again.
                _ => {}
            }
        });
    });
}
