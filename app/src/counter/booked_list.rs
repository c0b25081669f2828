//! Who has booked for today, found by name, and checked in if the code is lost.

use domain::reservation::NotCheckedIn;
use leptos::{html::Div, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::{
    aim::keep_focus,
    api::{self, Arrival, Booked, CheckedIn},
    message::Message,
    post::{BookedToday, Post},
    search::folded,
};
use crate::{
    t,
    texts::{T, Texts, fill, use_texts},
    ui::{listed, says, shows, time_of_day},
};

#[component]
pub fn BookedList(post: Post) -> impl IntoView {
    let texts = use_texts();
    let BookedToday(booked) = expect_context();
    let sought = RwSignal::new(String::new());
    // The reservation about which is asked whether it is meant.
    let asked = RwSignal::new(None);
    let found = Memo::new(move |_| {
        let sought = folded(&sought.read());
        let booked = booked.read();
        let found = booked
            .iter()
            .filter(|it| folded(&it.name).contains(&sought));
        found.cloned().collect::<Vec<_>>()
    });
    let rows = move || {
        listed(
            move || found.get(),
            |Booked {
                 id,
                 time,
                 arrival,
                 unreached,
                 ..
             }| { format!("{id} {} {arrival:?} {unreached}", time_of_day(*time)) },
            move |booked| view! { <Row booked asked post /> }.into_any(),
        )
    };
    let table = move || {
        view! {
            <table>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">{t!(texts, counter.console.time)}</th>
                        <th scope="col">{t!(texts, counter.console.name)}</th>
                        <th scope="col">{t!(texts, counter.console.service)}</th>
                        <th scope="col">{t!(texts, counter.console.state)}</th>
                        <th scope="col">{t!(texts, counter.console.check_in)}</th>
                    </tr>
                </thead>
                <tbody>{rows()}</tbody>
            </table>
        }
        .into_any()
    };
    let nobody = Memo::new(move |_| (booked.with(Vec::is_empty), found.with(Vec::is_empty)));
    let list = shows(move || match nobody.get() {
        (true, _) => view! { <p class="queue-empty">{t!(texts, counter.console.booked_empty)}</p> }
            .into_any(),
        (_, true) => view! { <p class="queue-empty">{t!(texts, counter.console.nobody_found)}</p> }
            .into_any(),
        _ => table(),
    });
    // Once it is there it begins with whom is awaited, not with the morning.
    let scroll = NodeRef::<Div>::new();
    let has_begun = StoredValue::new(false);
    Effect::new(move || {
        let Some(scroll) = scroll.get() else { return };
        if found.with(Vec::is_empty) || has_begun.get_value() {
            return;
        }
        has_begun.set_value(true);
        request_animation_frame(move || {
            let first = scroll.query_selector(".awaited").ok().flatten();
            if let Some(first) = first.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
                scroll.set_scroll_top(first.offset_top());
            }
        });
    });
    view! {
        <input
            type="search"
            class="lower-search"
            aria-label=t!(texts, counter.console.find)
            placeholder=t!(texts, counter.console.find)
            autocomplete="off"
            prop:value=sought
            on:input=move |event| sought.set(event_target_value(&event))
        />
        <div
            class="queue-scroll"
            node_ref=scroll
            role="region"
            tabindex="0"
            aria-label=t!(texts, counter.console.booked)
        >
            {list}
        </div>
    }
}

#[component]
fn Row(booked: Booked, asked: RwSignal<Option<String>>, post: Post) -> impl IntoView {
    let texts = use_texts();
    let Booked {
        id,
        time,
        service,
        name,
        arrival,
        unreached,
    } = booked;
    let service = says(move || {
        post.live.plan.with(|plan| {
            let service = plan.service(&service)?;
            Some(service.name.get(texts.language()).to_owned())
        })
    });
    let state = says(move || texts.with(|texts| arrival_told(texts, arrival)));
    let unreached = unreached.then(|| {
        view! { <span class="mark">{t!(texts, counter.console.unreached)}</span> }
    });
    let action = (arrival == Arrival::Awaited).then(|| {
        let name = name.clone();
        view! { <CheckIn id name asked post /> }
    });
    let class = match arrival {
        Arrival::Awaited => "awaited",
        Arrival::Here(_) => "came",
        Arrival::DidNotCome => "quiet",
    };
    view! {
        <tr class=class>
            <td class="ticket-id">{time_of_day(time)}</td>
            <td>{name}</td>
            <td class="name">{service}</td>
            <td>{state} " " {unreached}</td>
            <td>{action}</td>
        </tr>
    }
}

fn arrival_told(texts: &Texts, arrival: Arrival) -> String {
    let console = &texts.counter.console;
    match arrival {
        Arrival::Awaited => console.awaited.clone(),
        Arrival::Here(ticket) => fill(&console.came, &[("ticket", &ticket.to_string())]),
        Arrival::DidNotCome => console.lapsed.clone(),
    }
}

/// Asks once whether it is meant: it is written down who did it.
#[component]
fn CheckIn(id: String, name: String, asked: RwSignal<Option<String>>, post: Post) -> impl IntoView {
    let texts = use_texts();
    let label = {
        let name = name.clone();
        says(move || {
            texts.with(|texts| fill(&texts.counter.console.check_in_label, &[("name", &name)]))
        })
    };
    shows(move || {
        let (id, name) = (id.clone(), name.clone());
        if asked.with(|asked| asked.as_ref() == Some(&id)) {
            view! {
                <button
                    type="button"
                    class="button small main"
                    on:mousedown=keep_focus
                    on:click=move |_| {
                        asked.set(None);
                        check_in(post, texts, id.clone(), name.clone());
                    }
                >
                    {t!(texts, counter.console.check_in_confirmed)}
                </button>
                " "
                <button
                    type="button"
                    class="button small"
                    on:mousedown=keep_focus
                    on:click=move |_| asked.set(None)
                >
                    {t!(texts, counter.console.not_check_in)}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="button small"
                    aria-label=label.clone()
                    on:mousedown=keep_focus
                    on:click=move |_| asked.set(Some(id.clone()))
                >
                    {t!(texts, counter.console.check_in)}
                </button>
            }
            .into_any()
        }
    })
}

fn check_in(post: Post, texts: T, id: String, name: String) {
    let asking = post.asking;
    asking.ask(api::check_in(id), move |answer| {
        let sentence = texts.with(|texts| answered(texts, &name, answer));
        asking.message.set(Some(Message::Said(sentence)));
    });
}

fn answered(texts: &Texts, name: &str, answer: CheckedIn) -> String {
    let console = &texts.counter.console;
    let with_ticket = |sentence: &str, ticket: domain::ids::TicketId| {
        let values = [("name", name), ("ticket", &*ticket.to_string())];
        fill(sentence, &values)
    };
    match answer {
        CheckedIn::Ticket(ticket) => with_ticket(&console.checked_in, ticket),
        CheckedIn::Refused(reason) => match reason {
            NotCheckedIn::TooEarly { from } => {
                let from = time_of_day(from);
                fill(&console.too_early, &[("time", &from)])
            }
            NotCheckedIn::TooLate => console.too_late.clone(),
            NotCheckedIn::Used { ticket } => with_ticket(&console.used, ticket),
            // Since the list was drawn it has been moved, cancelled or ended.
            NotCheckedIn::AnotherDay
            | NotCheckedIn::OtherLobby
            | NotCheckedIn::NotConfirmed
            | NotCheckedIn::Cancelled
            | NotCheckedIn::Expired => console.stale.clone(),
        },
        CheckedIn::Gone => console.stale.clone(),
    }
}
