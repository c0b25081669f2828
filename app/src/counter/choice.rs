//! The screen of a clerk who sits nowhere yet.

use domain::{
    closure::Shut,
    desk::Desk,
    ids::CounterNumber,
    lobby::{Plan, StaffSnapshot},
    text::{Language, Localized},
    town::{Counter, Serves},
};
use leptos::{ev, html::Button, prelude::*};

use super::{
    api::{Me, Place},
    message,
    seating::Seating,
};
use crate::{
    live::View,
    t,
    texts::{Texts, fill, named, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, says, shows},
};

#[component]
pub fn Choice(me: Me, town_name: Localized, seating: Seating) -> impl IntoView {
    let texts = use_texts();
    // The counter that is about to be taken over.
    let asked = RwSignal::new(None);
    refresh_on_return(seating, asked);
    let title = {
        let town_name = town_name.clone();
        move || {
            texts.with(|texts| {
                let office = town_name.get(texts.language);
                format!("{} – {office}", texts.counter.choice.title)
            })
        }
    };
    let message = shows(move || {
        let message = seating.asking.message.get();
        let has_none = seating
            .place
            .with(|place| matches!(place, Place::Nowhere(lobbies) if lobbies.is_empty()));
        if message.is_none() && !has_none {
            return ().into_any();
        }
        let sentence = says(move || {
            texts.with(|texts| match &message {
                Some(message) => message.sentence(texts),
                None => texts.counter.choice.none.clone(),
            })
        });
        view! { <p class="message bad" role="alert">{sentence}</p> }.into_any()
    });
    let login = me.clerk.login.clone();
    let lobbies = shows(move || match seating.place.get() {
        Place::At(_) => ().into_any(),
        Place::Nowhere(lobbies) => {
            let lobbies = lobbies.into_iter();
            let lobby = |view| view! { <Lobby view login=login.clone() asked seating /> };
            lobbies.map(lobby).collect_view().into_any()
        }
    });
    view! {
        <PageTitle text=title />
        <StaffHeader
            town_name
            clerk_name=me.clerk.name
            role=me.role
            current=StaffPage::Counters
        />
        <main class="page-main">
            <h1 class="page-title">{t!(texts, counter.choice.heading)}</h1>
            {message}
            {lobbies}
        </main>
    }
}

/// The choice follows no stream: a browser has only a few connections for one server, and a town
/// may have many lobbies. It is made anew when one comes back to it, and when it proves wrong.
fn refresh_on_return(seating: Seating, asked: RwSignal<Option<CounterNumber>>) {
    Effect::new(move || {
        let listener = window_event_listener(ev::visibilitychange, move |_| {
            if !document().hidden() && asked.get_untracked().is_none() {
                seating.refresh();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

#[component]
fn Lobby(
    view: View<StaffSnapshot>,
    login: String,
    asked: RwSignal<Option<CounterNumber>>,
    seating: Seating,
) -> impl IntoView {
    let texts = use_texts();
    let View { plan, snapshot, .. } = view;
    let heading = format!("lobby-{}", plan.lobby);
    let cards = snapshot
        .counters
        .iter()
        .map(|counter| {
            let desk = snapshot.desk(counter.number);
            let serves = served(&plan, counter, texts.language());
            let shut = snapshot.shut(counter.number).cloned();
            view! {
                <li>
                    <Card desk serves shut login=login.clone() asked seating />
                </li>
            }
        })
        .collect_view();
    let name = plan.lobby_name;
    view! {
        <section class="lobby-status" aria-labelledby=heading.clone()>
            <h2 class="name" id=heading.clone()>
                {named(texts, name)}
            </h2>
            <ul class="counter-choice">{cards}</ul>
        </section>
    }
}

#[component]
fn Card(
    desk: Desk,
    serves: String,
    shut: Option<Shut>,
    login: String,
    asked: RwSignal<Option<CounterNumber>>,
    seating: Seating,
) -> impl IntoView {
    let texts = use_texts();
    let number = desk.counter;
    let title = says(move || texts.with(|texts| numbered(&texts.counter.counter, number)));
    // Who has just got up may still be seen sitting.
    let own = desk.is_of(&login);
    let choice = if let Some(shut) = shut.filter(|_| !own) {
        let sentence = says(move || texts.with(|texts| message::shut(texts, &shut)));
        view! { <p class="quiet">{sentence}</p> }.into_any()
    } else if own || desk.clerk.is_none() {
        view! { <FreeCounter number seating /> }.into_any()
    } else {
        view! { <TakenCounter desk asked seating /> }.into_any()
    };
    view! {
        <div class="counter-card">
            <h3>{title}</h3>
            <p>{serves}</p>
            {choice}
        </div>
    }
}

#[component]
fn FreeCounter(number: CounterNumber, seating: Seating) -> impl IntoView {
    let texts = use_texts();
    let label = says(move || texts.with(|texts| numbered(&texts.counter.choice.sit_label, number)));
    view! {
        <p class="quiet">{t!(texts, counter.choice.free)}</p>
        <button
            type="button"
            class="button main"
            aria-label=label
            on:click=move |_| seating.sit(number, false)
        >
            {t!(texts, counter.choice.sit)}
        </button>
    }
}

#[component]
fn TakenCounter(
    desk: Desk,
    asked: RwSignal<Option<CounterNumber>>,
    seating: Seating,
) -> impl IntoView {
    let texts = use_texts();
    let number = desk.counter;
    let name = desk
        .clerk
        .as_ref()
        .map_or("", |clerk| &clerk.name)
        .to_owned();
    let label =
        says(move || texts.with(|texts| numbered(&texts.counter.choice.take_over_label, number)));
    let by = says(move || texts.with(|texts| taken_by(texts, &desk)));
    shows(move || {
        let (name, by) = (name.clone(), by.clone());
        if asked.get() == Some(number) {
            view! { <TakeOver number name asked seating /> }.into_any()
        } else {
            view! {
                <p>{by}</p>
                <button
                    type="button"
                    class="button"
                    aria-label=label.clone()
                    on:click=move |_| asked.set(Some(number))
                >
                    {t!(texts, counter.choice.take_over)}
                </button>
            }
            .into_any()
        }
    })
}

/// Whether one is sure. The way back stands where the button was, so that a double click takes
/// nothing from anybody.
#[component]
fn TakeOver(
    number: CounterNumber,
    name: String,
    asked: RwSignal<Option<CounterNumber>>,
    seating: Seating,
) -> impl IntoView {
    let texts = use_texts();
    let back = NodeRef::<Button>::new();
    Effect::new(move || {
        if let Some(back) = back.get() {
            // The focused button is gone; it can fail only where there is no focus at all.
            let _ = back.focus();
        }
    });
    let question_id = format!("take-over-{number}");
    let question = says(move || {
        let question = texts.with(|texts| texts.counter.choice.take_over_question.clone());
        fill(&question, &[("name", &name)])
    });
    view! {
        <p id=question_id.clone()>{question}</p>
        <button
            type="button"
            class="button"
            node_ref=back
            aria-describedby=question_id.clone()
            on:click=move |_| asked.set(None)
        >
            {t!(texts, counter.choice.not_take_over)}
        </button>
        <button
            type="button"
            class="button main"
            aria-describedby=question_id
            on:click=move |_| seating.sit(number, true)
        >
            {t!(texts, counter.choice.take_over_confirmed)}
        </button>
    }
}

fn taken_by(texts: &Texts, desk: &Desk) -> String {
    let choice = &texts.counter.choice;
    let name = desk.clerk.as_ref().map_or("", |clerk| &clerk.name);
    match &desk.client {
        None => fill(&choice.taken, &[("name", name)]),
        Some(client) => {
            let ticket = client.id.to_string();
            let values = [("name", name), ("ticket", &ticket)];
            fill(&choice.taken_with_client, &values)
        }
    }
}

fn numbered(sentence: &str, counter: CounterNumber) -> String {
    fill(sentence, &[("counter", &counter.to_string())])
}

/// "občanské průkazy · cestovní doklady"
#[must_use]
pub fn served(plan: &Plan, counter: &Counter, language: Language) -> String {
    let names = counter.serves.iter().filter_map(|serves| match serves {
        Serves::Workplace(id) => Some(&plan.workplace(id)?.name),
        Serves::Service(_, id) => Some(&plan.service(id)?.name),
    });
    let names: Vec<_> = names.map(|name| name.get(language)).collect();
    names.join(" · ")
}
