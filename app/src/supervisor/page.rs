//! `/admin`

use domain::{lobby::StaffSnapshot, staff::Role};
use leptos::prelude::*;

use super::{
    api::{SupervisorView, look},
    counter_table::CounterTable,
    deck::Deck,
    message,
    panel::Panel,
    workplace_table::WorkplaceTable,
};
use crate::{
    live::{Live, follow},
    t,
    texts::{named, use_texts},
    ui::{Loaded, PageTitle, StaleBanner, planned, says, shows},
    wire::{always, load},
};

pub fn page() -> AnyView {
    let view = load(always, |_| look());
    view! { <Loaded resource=view page=|view| view! { <Page view /> }.into_any() /> }.into_any()
}

#[component]
fn Page(view: SupervisorView) -> impl IntoView {
    let texts = use_texts();
    let SupervisorView {
        name,
        role,
        town_name,
        lobbies,
        theirs,
        warning,
    } = view;
    let lobbies: Vec<_> = lobbies
        .into_iter()
        .map(|view| follow(&view.plan.lobby.clone(), view))
        .collect();
    let clock = lobbies.first().map(|live| live.clock);
    let panel = Panel::new(lobbies.clone(), theirs);
    let fresh = Signal::derive(move || panel.fresh());
    let office = named(texts, town_name);
    let title = {
        let office = office.clone();
        move || texts.with(|texts| format!("{} – {}", texts.supervisor.heading, office()))
    };
    let counters = role.may_do(Role::Clerk).then(|| {
        view! {
            <a href="/counter" rel="external">
                {t!(texts, common.counters)}
            </a>
        }
    });
    let devices = role.is_shown(Role::Admin).then(|| {
        view! {
            <a href="/admin/devices" rel="external">
                {t!(texts, common.devices)}
            </a>
        }
    });
    let lobbies = lobbies.into_iter().enumerate();
    let lobbies = lobbies.map(|(at, live)| view! { <Lobby at live panel /> });
    view! {
        <PageTitle text=title />
        <div class="supervisor" data-settles=move || panel.aim.settles().then_some("")>
            <header class="counter-header">
                <h1>{t!(texts, supervisor.heading)}</h1>
                <p class="served">{office}</p>
                <a href="/account" rel="external">
                    {name}
                </a>
                {counters}
                <a href="/admin/closures" rel="external">
                    {t!(texts, common.closures)}
                </a>
                {devices}
                <form method="post" action="/logout">
                    <button class="link-button">{t!(texts, common.log_out)}</button>
                </form>
                <p class="clock">{clock}</p>
            </header>
            <StaleBanner fresh />
            <main class="supervisor-main">
                {warning.map(|warning| view! { <p class="supervisor-warning">{warning}</p> })}
                // Whoever may only look presses nothing.
                <fieldset disabled=!role.may_do(Role::Supervisor)>
                    <div class="supervisor-lobbies">{lobbies.collect_view()}</div>
                    <Deck panel />
                </fieldset>
            </main>
        </div>
    }
}

#[component]
fn Lobby(at: usize, live: Live<StaffSnapshot>, panel: Panel) -> impl IntoView {
    let heading = live.plan.with_untracked(|plan| plan.lobby.to_string());
    view! {
        <section class="supervisor-lobby" aria-labelledby=heading.clone()>
            <div class="supervisor-lobby-head">
                <h2 class="name" id=heading.clone()>
                    {planned(live.plan, |plan| &plan.lobby_name)}
                </h2>
                <Unserved live panel />
            </div>
            <WorkplaceTable at live panel />
            <CounterTable at live panel />
        </section>
    }
    .into_any()
}

/// Who waits where no counter is open. Always in the page, so that a screen reader hears it.
#[component]
fn Unserved(live: Live<StaffSnapshot>, panel: Panel) -> impl IntoView {
    let texts = use_texts();
    let unserved = Memo::new(move |_| {
        let mut unserved = live.snapshot.read().unserved(live.now.get());
        unserved.retain(|it| panel.has(&it.workplace));
        unserved
    });
    let warning = shows(move || {
        if unserved.with(Vec::is_empty) {
            return ().into_any();
        }
        let who = says(move || {
            let (plan, unserved) = (live.plan.read(), unserved.read());
            texts.with(|texts| message::unserved(texts, &plan, &unserved))
        });
        view! {
            <strong>{t!(texts, supervisor.unserved)}</strong>
            " "
            {who}
        }
        .into_any()
    });
    view! {
        <p class="supervisor-warning" role="status">
            {warning}
        </p>
    }
}
