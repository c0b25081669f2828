//! The client in front, and what can be done.

use domain::{
    desk::Command,
    ticket::{Ticket, TicketState},
};
use leptos::{html::Button, prelude::*};

use super::{
    aim::{by_key, keep_focus},
    message,
    offers::{Offer, Situation, label, offers},
    post::{BookedToday, Post},
    seating::Seating,
    spans::{minutes, minutes_and_seconds},
};
use crate::{
    t,
    texts::{fill, use_texts},
    ui::{says, shows},
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
    view! {
        <section class="client-panel" aria-labelledby="client">
            <div class="client">{who}</div>
            <p class="counter-message" role="status">
                {message}
            </p>
            // A list of one, so that other buttons are other elements: style and focus know by it
            // that what stands under a finger has changed its meaning.
            <For each=move || [post.situation.get()] key=|situation| *situation let:situation>
                <Actions situation post seating />
            </For>
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
            {missed} " " {agreed}
        </h2>
        <p class="client-ticket">{ticket.id.to_string()}</p>
        <p class="client-service name">{service}</p>
        <p class="quiet">{waited}</p>
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
    let text =
        says(move || texts.with(|texts| label(&texts.counter.console, offer.command).to_owned()));
    let press = move |event: web_sys::MouseEvent| {
        post.aim.remember_focus(by_key(&event));
        post.give(offer.command);
    };
    if !offer.is_big() {
        return view! {
            <button type="button" class=offer.class on:mousedown=keep_focus on:click=press>
                {text}
                " "
                <kbd>{offer.key.to_ascii_uppercase()}</kbd>
            </button>
        }
        .into_any();
    }
    let calls_next = matches!(
        offer.command,
        Command::CallNext | Command::DoneAndCallNext(_)
    );
    view! {
        <button
            type="button"
            class=offer.class
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
