//! `/`: what the office offers, until when, and how many wait.

use domain::{lobby::PublicSnapshot, notice::Screen};
use leptos::prelude::*;

use super::portal::begin;
use crate::{
    live::{Live, View, follow},
    status::WorkplaceList,
    t,
    texts::{fill, use_texts},
    ui::{Notices, PageFooter, PageHeader, PageTitle, StaleBanner, planned, says},
};

/// The page with what each lobby shows.
#[component]
pub(super) fn Start(lobbies: Vec<View<PublicSnapshot>>) -> impl IntoView {
    let texts = use_texts();
    // Whoever goes on from here has moved.
    begin();
    let lobbies: Vec<_> = lobbies
        .into_iter()
        .map(|view| follow(&view.plan.lobby.clone(), view))
        .collect();
    let first = lobbies.first().copied();
    let head = first.map(|live| {
        view! {
            <PageHeader plan=live.plan />
            <StaleBanner fresh=live.fresh />
        }
    });
    let title = move || {
        let title = texts.with(|texts| texts.start.title.clone());
        match first {
            Some(live) => live
                .plan
                .with(|plan| format!("{title} – {}", plan.town_name.get(texts.language()))),
            None => title,
        }
    };
    let as_of = first.map(|live| {
        says(move || {
            let time = live.clock.get();
            texts.with(|texts| fill(&texts.status.as_of, &[("time", &time)]))
        })
    });
    let tasks = lobbies
        .iter()
        .copied()
        .map(|live| {
            let lobby = live.plan.with_untracked(|plan| plan.lobby.clone());
            view! {
                <li>
                    <a href=format!("/status/{lobby}")>
                        <span>
                            {t!(texts, start.who_is_called)} " "
                            <small>{lobby_name(live)}</small>
                        </span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <PageTitle text=title />
        {head}
        <main class="page-main">
            <h1 class="page-title">{t!(texts, start.title)}</h1>
            <p class="quiet">{as_of}</p>
            <Notices lobbies=lobbies.clone() on=Screen::Start />
            <ul class="task-list">
                <li>
                    <a class="main" href="/book">
                        <span>
                            {t!(texts, start.book)} <small>{t!(texts, start.book_what)}</small>
                        </span>
                    </a>
                </li>
                <li>
                    <a href="/cancel">
                        <span>{t!(texts, start.cancel)}</span>
                    </a>
                </li>
                <li>
                    <a href="/services">
                        <span>{t!(texts, start.services)}</span>
                    </a>
                </li>
                {tasks}
            </ul>
            {lobbies.into_iter().map(|live| view! { <Lobby live /> }).collect_view()}
        </main>
        <PageFooter />
    }
}

fn lobby_name(live: Live<PublicSnapshot>) -> impl Fn() -> String + Copy + Send + Sync {
    planned(live.plan, |plan| &plan.lobby_name)
}

#[component]
fn Lobby(live: Live<PublicSnapshot>) -> impl IntoView {
    let id = live.plan.with_untracked(|plan| plan.lobby.to_string());
    view! {
        <section class="lobby-status" aria-labelledby=id.clone()>
            <h2 class="name" id=id.clone()>
                {lobby_name(live)}
            </h2>
            <WorkplaceList live />
        </section>
    }
}
