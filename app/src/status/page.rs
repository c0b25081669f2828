//! `/status`, `/status/{lobby}`

use domain::{lobby::PublicSnapshot, notice::Screen};
use leptos::prelude::*;

use crate::{
    api::ApiError,
    live::{Live, View, follow},
    status::{api::public_lobbies, lobby_status::WorkplaceList},
    t,
    texts::{fill, named, use_texts},
    ui::{
        Loaded, Notices, PageFooter, PageHeader, PageTitle, StaleBanner, listed, lobby_of,
        lobby_param, says,
    },
    wire::{Loading, load},
};

/// The lobby in the address, or all of them; and the ways to the others.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct StatusView {
    shown: Vec<View<PublicSnapshot>>,
    others: Vec<View<PublicSnapshot>>,
}

pub fn page() -> AnyView {
    view! { <Loaded resource=asked_for() page=|view| view! { <Status view /> }.into_any() /> }
        .into_any()
}

/// `/status?embed`, `/status/{lobby}?embed`: for a frame in a page of the town's own.
#[cfg(feature = "ssr")]
pub fn embedded_page() -> AnyView {
    view! { <Loaded resource=asked_for() page=embedded /> }.into_any()
}

#[cfg(feature = "ssr")]
fn embedded(view: StatusView) -> AnyView {
    let texts = use_texts();
    let whole = match view.others.as_slice() {
        [] => "/status".to_owned(),
        _ => view
            .shown
            .first()
            .map_or_else(String::new, |view| format!("/status/{}", view.plan.lobby)),
    };
    let lobbies: Vec<_> = view
        .shown
        .into_iter()
        .map(|view| follow(&view.plan.lobby.clone(), view))
        .collect();
    let as_of = lobbies.first().map(|live| {
        let time = live.clock.get_untracked();
        texts.with(|texts| fill(&texts.status.as_of, &[("time", &time)]))
    });
    let named = lobbies.len() > 1;
    let title = texts.with(|texts| texts.status.title.clone());
    view! {
        <PageTitle text=move || title.clone() />
        <main class="embedded">
            <h1 class="visually-hidden">{t!(texts, status.title)}</h1>
            {lobbies
                .into_iter()
                .map(|live| view! { <Lobby live named /> })
                .collect_view()}
            <p class="quiet">
                {as_of} " "
                <a href=whole target="_blank" rel="noopener">
                    {t!(texts, status.in_detail)}
                </a>
            </p>
        </main>
    }
    .into_any()
}

/// The lobby in the address, or all of them.
fn asked_for() -> Loading {
    load(lobby_param(), |lobby| async move {
        let lobby = (!lobby.is_empty()).then(|| lobby_of(&lobby)).transpose()?;
        let all = public_lobbies().await?;
        let (shown, others): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|view| lobby.as_ref().is_none_or(|lobby| view.plan.lobby == *lobby));
        if shown.is_empty() {
            return Err(ApiError::NotFound);
        }
        Ok(StatusView { shown, others })
    })
}

#[component]
fn Status(view: StatusView) -> impl IntoView {
    let texts = use_texts();
    let one = view.shown.len() == 1;
    let lobbies: Vec<_> = view
        .shown
        .into_iter()
        .map(|view| follow(&view.plan.lobby.clone(), view))
        .collect();
    // There is at least one: without any the page is the error page.
    let first = lobbies.first().copied();
    let title = move || match first.filter(|_| one) {
        Some(live) => live
            .plan
            .with(|plan| plan.lobby_name.get(texts.language()).to_owned()),
        None => texts.with(|texts| texts.status.title.clone()),
    };
    let others = view.others.into_iter().map(|view| {
        let name = view.plan.lobby_name;
        view! {
            <li>
                <a href=format!("/status/{}", view.plan.lobby)>
                    <span>
                        {t!(texts, status.other_lobby)} " "
                        <small>{named(texts, name)}</small>
                    </span>
                </a>
            </li>
        }
    });
    let head = first.map(|live| {
        view! {
            <PageHeader plan=live.plan />
            <StaleBanner fresh=live.fresh />
        }
    });
    let as_of = first.map(|live| {
        says(move || {
            let time = live.clock.get();
            texts.with(|texts| fill(&texts.status.as_of, &[("time", &time)]))
        })
    });
    view! {
        <PageTitle text=title />
        {head}
        <main class="page-main">
            <h1 class="page-title name">{title}</h1>
            <p class="quiet">{as_of}</p>
            <Notices lobbies=lobbies.clone() on=Screen::Status />
            {lobbies
                .into_iter()
                .map(|live| view! { <Lobby live named=!one /> })
                .collect_view()}
            <ul class="task-list">
                {others.collect_view()} <li>
                    <a href="/">
                        <span>{t!(texts, status.whole_office)}</span>
                    </a>
                </li>
            </ul>
        </main>
        <PageFooter />
    }
}

#[component]
fn Lobby(live: Live<PublicSnapshot>, named: bool) -> impl IntoView {
    let texts = use_texts();
    let id = live.plan.with_untracked(|plan| plan.lobby.to_string());
    let (calls_id, waiting_id) = (format!("{id}-calls"), format!("{id}-waiting"));
    let name = says(move || {
        named.then(|| {
            live.plan
                .with(|plan| format!("{}: ", plan.lobby_name.get(texts.language())))
        })
    });
    let calls = move || live.snapshot.with(|snapshot| snapshot.calls.clone());
    let nobody = move || live.snapshot.with(|snapshot| snapshot.calls.is_empty());
    view! {
        <section class="lobby-status" aria-labelledby=calls_id.clone()>
            <h2 class="name" id=calls_id.clone()>
                {name.clone()}
                {t!(texts, status.called_now)}
            </h2>
            <Show when=move || !nobody() fallback=Nobody>
                <ol class="last-calls" aria-live="polite">
                    {listed(
                        calls,
                        |call| call.seq.0.to_string(),
                        move |call| {
                            let counter = says(move || {
                                let counter = call.counter.to_string();
                                texts.with(|texts| fill(&texts.status.counter, &[("n", &counter)]))
                            });
                            view! {
                                <li>
                                    <strong>{call.ticket.to_string()}</strong>
                                    " "
                                    {counter}
                                </li>
                            }
                            .into_any()
                        },
                    )}
                </ol>
            </Show>
        </section>
        <section class="lobby-status" aria-labelledby=waiting_id.clone()>
            <h2 class="name" id=waiting_id.clone()>
                {name}
                {t!(texts, status.waiting_title)}
            </h2>
            <WorkplaceList live />
        </section>
    }
}

#[component]
fn Nobody() -> impl IntoView {
    view! { <p class="quiet">{t!(use_texts(), status.nobody_called)}</p> }
}
