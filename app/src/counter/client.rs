//! The client in front, and what can be done.

use domain::{
    desk::Command,
    ids::WorkplaceId,
    ticket::{ParkReason, Ticket, TicketState},
};
use leptos::{html::Button, prelude::*};

use super::{
    aim::{by_key, keep_focus},
    message,
    offers::{Offer, Press, Situation, label, offers},
    post::{BookedToday, Post},
    seating::Seating,
    sheet::SheetPanel,
    spans::{minutes, minutes_and_seconds},
    texts::ConsoleTexts,
};
use crate::{
    t,
    texts::{fill, use_texts},
    ui::{renewed, says, shows},
};

#[component]
pub fn ClientPanel(post: Post, seating: Seating) -> impl IntoView {
    let texts = use_texts();
    let who = shows(
        move || match (post.situation.get(), post.desk.get().client) {
            (Situation::NotMine, _) => view! {
                <Nobody>{t!(texts, counter.console.not_here)}</Nobody>
            }
            .into_any(),
            (Situation::Paused, _) => {
                view! { <Nobody>{t!(texts, counter.console.pause)}</Nobody> }.into_any()
            }
            (_, None) => {
                view! { <Nobody>{t!(texts, counter.console.nobody_here)}</Nobody> }.into_any()
            }
            (_, Some(ticket)) => view! { <Client ticket post /> }.into_any(),
        },
    );
    // Nothing at all without one: the style looks for it.
    let message = shows(move || {
        let clerk = post.desk.with(|desk| desk.clerk.clone());
        let message = texts.with(|texts| match (post.situation.get(), clerk) {
            (Situation::NotMine, Some(clerk)) => {
                Some(message::taken(texts, post.number, &clerk.name))
            }
            _ => post.asking.message.with(|message| {
                let message = message.as_ref()?;
                // Somebody may have come meanwhile.
                let outdated = message.says_nobody_waits() && !post.queue.with(Vec::is_empty);
                (!outdated).then(|| message.sentence(texts))
            }),
        });
        message.map_or_else(|| ().into_any(), IntoAny::into_any)
    });
    // What was asked is about what the counter looked like.
    Effect::new(move || {
        post.situation.track();
        post.sheet.close();
    });
    let sheet = shows(move || match post.sheet.get() {
        Some(sheet) => view! { <SheetPanel sheet post /> }.into_any(),
        None => ().into_any(),
    });
    // What stands under a finger has changed its meaning.
    let actions = renewed(
        move || post.situation.get(),
        |situation| format!("{situation:?}"),
        move |situation| view! { <Actions situation post seating /> }.into_any(),
    );
    view! {
        <section class="client-panel" aria-labelledby="client">
            <div class="client">{who}</div>
            <p class="counter-message" role="status">
                {message}
            </p>
            {sheet}
            <div class="client-buttons" class:covered=move || post.sheet.get().is_some()>
                {actions}
            </div>
        </section>
    }
}

#[component]
fn Nobody(children: Children) -> impl IntoView {
    let texts = use_texts();
    view! {
        <h2 id="client">{t!(texts, counter.console.at_counter)}</h2>
        <p class="idle">{children()}</p>
    }
}

#[component]
fn Client(ticket: Ticket, post: Post) -> impl IntoView {
    let texts = use_texts();
    let live = post.live;
    let booked: BookedToday = expect_context();
    let (called, called_at, since) = match ticket.state {
        TicketState::Called { called_at, .. } => (true, called_at, called_at),
        TicketState::Serving {
            called_at,
            started_at,
            ..
        } => (false, called_at, started_at),
        // Nobody at a counter is in any other state.
        _ => (false, ticket.issued_at, ticket.issued_at),
    };
    let heading = says(move || {
        texts.with(|texts| {
            let console = &texts.counter.console;
            let heading = if called {
                &console.calling
            } else {
                &console.at_counter
            };
            heading.clone()
        })
    });
    let missed = (ticket.missed > 0).then(|| {
        let n = ticket.missed;
        let times =
            says(move || texts.with(|texts| texts.counter.console.missed.of(texts.language, n)));
        view! { <span class="mark">{times}</span> }
    });
    let waited = {
        let n = minutes(called_at - ticket.issued_at).to_string();
        says(move || {
            let waited = texts.with(|texts| fill(&texts.counter.console.waited, &[("n", &n)]));
            match booked.name_of(ticket.id) {
                Some(name) => format!("{name} · {waited}"),
                None => waited,
            }
        })
    };
    let agreed = {
        let ticket = ticket.clone();
        shows(
            move || match texts.with(|texts| post.agreed(texts, &ticket)) {
                Some(agreed) => view! { <span class="mark">{agreed}</span> }.into_any(),
                None => ().into_any(),
            },
        )
    };
    let came_from = came_from(post, ticket.came_from.clone());
    let note = {
        let id = ticket.id;
        shows(move || {
            let note = live.snapshot.with(|snapshot| snapshot.note(id).cloned());
            match note {
                Some(note) => view! { <p class="client-note">{note.to_string()}</p> }.into_any(),
                None => ().into_any(),
            }
        })
    };
    let service = {
        let id = ticket.service;
        says(move || {
            live.plan.with(|plan| {
                let service = plan.service(&id)?;
                Some(service.name.get(texts.language()).to_owned())
            })
        })
    };
    view! {
        <h2 id="client">
            {heading} " " <strong>{says(move || minutes_and_seconds(live.now.get() - since))}</strong> " "
            {missed} " " {agreed} " " {came_from}
        </h2>
        <p class="client-ticket">{ticket.id.to_string()}</p>
        <p class="client-service name">{service}</p>
        <p class="quiet">{waited}</p>
        {note}
    }
}

/// By which workplace the client was handed over, if by one.
pub fn came_from(post: Post, workplace: Option<WorkplaceId>) -> Option<AnyView> {
    let texts = use_texts();
    let id = workplace?;
    let told = says(move || {
        let name = post.live.plan.with(|plan| {
            let workplace = plan.workplace(&id)?;
            Some(workplace.name.get(texts.language()).to_owned())
        });
        texts.with(|texts| {
            let console = &texts.counter.console;
            match name {
                Some(name) => fill(&console.came_from, &[("workplace", &name)]),
                None => console.came_from_elsewhere.clone(),
            }
        })
    });
    Some(view! { <span class="mark">{told}</span> }.into_any())
}

/// Why a client has left the counter for a while.
#[must_use]
pub fn park_reason(texts: &ConsoleTexts, reason: ParkReason) -> &str {
    match reason {
        ParkReason::Papers => &texts.park_papers,
        ParkReason::Form => &texts.park_form,
        ParkReason::Payment => &texts.park_payment,
        ParkReason::Other => &texts.park_other,
    }
}

#[component]
fn Actions(situation: Situation, post: Post, seating: Seating) -> impl IntoView {
    let texts = use_texts();
    let big = NodeRef::<Button>::new();
    Effect::new(move || {
        let Some(button) = big.get() else { return };
        post.aim.disturb();
        if post.aim.lead_on() {
            // It can fail only where there is no focus at all.
            let _ = button.focus();
        }
    });
    let buttons = if situation == Situation::NotMine {
        view! {
            <button
                type="button"
                class="button main press"
                node_ref=big
                on:mousedown=keep_focus
                on:click=move |_| seating.look_elsewhere()
            >
                {t!(texts, counter.console.choose_counter)}
            </button>
        }
        .into_any()
    } else {
        offers(situation)
            .into_iter()
            .map(|offer| view! { <Action offer post big /> })
            .collect_view()
            .into_any()
    };
    view! { <div class="client-actions">{buttons}</div> }
}

#[component]
fn Action(offer: Offer, post: Post, big: NodeRef<Button>) -> impl IntoView {
    let texts = use_texts();
    let told = offer.press.clone();
    let (is_big, key, class) = (offer.is_big(), offer.key, offer.class);
    let calls_next = matches!(
        offer.press,
        Press::Give(Command::CallNext | Command::DoneAndCallNext(_))
    );
    let text = says(move || texts.with(|texts| label(&texts.counter.console, &told).to_owned()));
    let press = move |event: web_sys::MouseEvent| {
        post.aim.remember_focus(by_key(&event));
        post.press(offer.press.clone());
    };
    if !is_big {
        return view! {
            <button type="button" class=class on:mousedown=keep_focus on:click=press>
                {text}
                " "
                <kbd>{key.to_ascii_uppercase()}</kbd>
            </button>
        }
        .into_any();
    }
    view! {
        <button
            type="button"
            class=class
            node_ref=big
            on:mousedown=keep_focus
            on:click=press
        >
            {text}
            " "
            <small>
                <kbd>{t!(texts, counter.console.space)}</kbd>
                " "
                {calls_next.then(|| view! { <WhoIsNext post /> })}
            </small>
        </button>
    }
    .into_any()
}

#[component]
fn WhoIsNext(post: Post) -> impl IntoView {
    let texts = use_texts();
    says(move || {
        let (queue, now) = (post.queue.read(), post.live.now.get());
        texts.with(|texts| {
            let console = &texts.counter.console;
            match queue.first() {
                Some(next) => {
                    let waits = minutes(now - next.issued_at).to_string();
                    let values = [("ticket", &*next.id.to_string()), ("n", &*waits)];
                    fill(&console.next_is, &values)
                }
                None => console.nobody_next.clone(),
            }
        })
    })
}
