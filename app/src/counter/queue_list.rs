//! Who waits for this counter, and who can be called again.

use domain::{
    desk::Command,
    ids::TicketId,
    ticket::{Ticket, TicketState},
};
use leptos::prelude::*;

use super::{
    aim::{by_key, keep_focus},
    client::{came_from, park_reason},
    offers::Situation,
    post::Post,
    spans::{minutes, minutes_left},
};
use crate::{
    t,
    texts::{Texts, fill, sentence, use_texts},
    ui::{listed, says, shows, time_of_day},
};

#[component]
pub fn QueuePanel(post: Post) -> impl IntoView {
    let texts = use_texts();
    let first = Memo::new(move |_| post.queue.with(|queue| queue.first().map(|next| next.id)));
    let rows = move || {
        listed(
            move || post.queue.get(),
            |Ticket {
                 id,
                 missed,
                 priority_since,
                 service,
                 ..
             }| { format!("{id} {missed} {} {service}", priority_since.is_some()) },
            move |ticket| view! { <Waiting ticket first post /> }.into_any(),
        )
    };
    let table = move || {
        view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t!(texts, counter.console.ticket)}</th>
                        <th scope="col">{t!(texts, counter.console.service)}</th>
                        <th scope="col">{t!(texts, counter.console.waits)}</th>
                        <HiddenHead>{t!(texts, counter.console.note)}</HiddenHead>
                        <HiddenHead>{t!(texts, counter.console.call)}</HiddenHead>
                    </tr>
                </thead>
                <tbody>{rows()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section class="queue-panel" aria-labelledby="queue">
            <div class="queue-head">
                <h2 id="queue">{t!(texts, counter.console.queue)}</h2>
                <p class="quiet">{says(move || texts.with(|texts| heading(texts, post)))}</p>
            </div>
            <List
                title=|texts| &texts.counter.console.queue
                empty=|texts| &texts.counter.console.queue_empty
                tickets=post.queue
                table
            />
        </section>
    }
}

/// A list of tickets, or the sentence that it has none.
#[component]
fn List(
    title: fn(&Texts) -> &String,
    empty: fn(&Texts) -> &String,
    tickets: Memo<Vec<Ticket>>,
    table: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    let texts = use_texts();
    let nobody = Memo::new(move |_| tickets.with(Vec::is_empty));
    let list = shows(move || {
        if nobody.get() {
            view! { <p class="queue-empty">{sentence(texts, empty)}</p> }.into_any()
        } else {
            table()
        }
    });
    view! {
        <div class="queue-scroll" role="region" tabindex="0" aria-label=sentence(texts, title)>
            {list}
        </div>
    }
}

/// "6 lidí · nejdéle 24 min · dnes zbývá 19 lístků"
fn heading(texts: &Texts, post: Post) -> String {
    let console = &texts.counter.console;
    let queue = post.queue.read();
    let waiting = u64::try_from(queue.len()).unwrap_or(u64::MAX);
    let longest = queue.iter().map(|ticket| ticket.issued_at).min();
    let left = post.counter.with(|counter| {
        let counter = counter.as_ref()?;
        post.live.snapshot.with(|snapshot| {
            snapshot
                .workplaces
                .iter()
                .filter(|workplace| counter.calls_from(&workplace.id))
                .map(|workplace| u64::from(workplace.left()))
                .reduce(|sum, left| sum + left)
        })
    });
    let parts = [
        (waiting > 0).then(|| console.people.of(texts.language, waiting)),
        longest.map(|since| {
            let longest = minutes(post.live.now.get() - since).to_string();
            fill(&console.longest, &[("n", &longest)])
        }),
        left.map(|left| console.capacity_left.of(texts.language, left)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[component]
fn Waiting(ticket: Ticket, first: Memo<Option<TicketId>>, post: Post) -> impl IntoView {
    let texts = use_texts();
    let Ticket { id, issued_at, .. } = ticket;
    let waits = says(move || {
        let n = minutes(post.live.now.get() - issued_at).to_string();
        texts.with(|texts| fill(&texts.counter.console.minutes, &[("n", &n)]))
    });
    let marks = {
        let ticket = ticket.clone();
        shows(move || {
            texts
                .with(|texts| marks(texts, &ticket, post))
                .into_iter()
                .map(|mark| view! { <span class="mark">{mark}</span> " " })
                .collect_view()
                .into_any()
        })
    };
    let note = note(post, id);
    let came_from = came_from(post, ticket.came_from.clone());
    let has_priority = ticket.priority_since.is_some();
    view! {
        <tr class:next=move || first.get() == Some(id)>
            <td class="ticket-id">{id.to_string()}</td>
            <ServiceCell ticket post />
            <td>{waits}</td>
            <td>{marks} {came_from} {note}</td>
            <td>
                {priority_button(post, id, has_priority)}
                " "
                {call_button(post, id)}
            </td>
        </tr>
    }
}

/// Why the ticket stands where it does.
fn marks(texts: &Texts, ticket: &Ticket, post: Post) -> Vec<String> {
    let console = &texts.counter.console;
    let marks = [
        post.agreed(texts, ticket),
        (ticket.missed > 0).then(|| console.missed.of(texts.language, ticket.missed)),
    ];
    marks.into_iter().flatten().collect()
}

#[component]
pub fn AsideList(tickets: Memo<Vec<Ticket>>, post: Post) -> impl IntoView {
    let texts = use_texts();
    let rows = move || {
        listed(
            move || tickets.get(),
            |Ticket {
                 id, missed, state, ..
             }| {
                let is_parked = matches!(state, TicketState::Parked { .. });
                format!("{id} {missed} {is_parked}")
            },
            move |ticket| view! { <Aside ticket post /> }.into_any(),
        )
    };
    let table = move || {
        view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t!(texts, counter.console.ticket)}</th>
                        <th scope="col">{t!(texts, counter.console.service)}</th>
                        <th scope="col">{t!(texts, counter.console.state)}</th>
                        <HiddenHead>{t!(texts, counter.console.call)}</HiddenHead>
                    </tr>
                </thead>
                <tbody>{rows()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <List
            title=|texts| &texts.counter.console.aside
            empty=|texts| &texts.counter.console.aside_empty
            tickets
            table
        />
    }
}

#[component]
fn Aside(ticket: Ticket, post: Post) -> impl IntoView {
    let texts = use_texts();
    let Ticket { id, state, .. } = ticket;
    let told = says(move || {
        let now = post.live.now.get();
        texts.with(|texts| {
            let console = &texts.counter.console;
            match state {
                TicketState::SetAside { .. } if let Some(time) = back_at(post, id) => {
                    fill(&console.postponed, &[("time", &time)])
                }
                TicketState::SetAside { until } => {
                    let left = minutes_left(until - now).to_string();
                    fill(&console.set_aside, &[("n", &left)])
                }
                TicketState::Parked {
                    reason, parked_at, ..
                } => {
                    let gone = minutes(now - parked_at).to_string();
                    let reason = park_reason(console, reason);
                    fill(&console.parked, &[("reason", reason), ("n", &gone)])
                }
                _ => console.no_show.clone(),
            }
        })
    });
    let is_parked = matches!(state, TicketState::Parked { .. });
    let note = note(post, id);
    view! {
        <tr>
            <td class="ticket-id">{id.to_string()}</td>
            <ServiceCell ticket post />
            <td>{told} " " {note}</td>
            <td>
                {rejoin_button(post, id)}
                " "
                {if is_parked { take_back_button(post, id) } else { call_button(post, id) }}
            </td>
        </tr>
    }
}

/// When a client is back who wants to come later.
fn back_at(post: Post, id: TicketId) -> Option<String> {
    let snapshot = post.live.snapshot.read();
    snapshot.back_at(id).map(time_of_day)
}

#[component]
fn HiddenHead(children: Children) -> impl IntoView {
    view! {
        <th scope="col">
            <span class="visually-hidden">{children()}</span>
        </th>
    }
}

#[component]
fn ServiceCell(ticket: Ticket, post: Post) -> impl IntoView {
    let texts = use_texts();
    let name = says(move || {
        post.live.plan.with(|plan| {
            let service = plan.service(&ticket.service)?;
            Some(service.name.get(texts.language()).to_owned())
        })
    });
    view! { <td class="name">{name}</td> }
}

/// What colleagues have noted about a ticket.
fn note(post: Post, id: TicketId) -> impl IntoView + use<> {
    shows(move || {
        let note = post
            .live
            .snapshot
            .with(|snapshot| snapshot.note(id).cloned());
        match note {
            Some(note) => view! { <span class="note">{note.to_string()}</span> }.into_any(),
            None => ().into_any(),
        }
    })
}

/// What a button in a row does.
#[derive(Clone)]
enum RowPress {
    Give(Command),
    /// Whether that is meant.
    Ask(RwSignal<bool>),
}

/// Which sentence.
type Which = fn(&Texts) -> &String;

/// A button in a row, about its ticket; `{ticket}` in its label. Some work only while there is nobody
/// in front. Not a component: each would be code of its own.
fn row_button(
    post: Post,
    id: TicketId,
    text: Which,
    label: Which,
    when_free: bool,
    press: RowPress,
) -> AnyView {
    let texts = use_texts();
    let label = says(move || {
        let ticket = id.to_string();
        texts.with(|texts| fill(label(texts), &[("ticket", &ticket)]))
    });
    let off = move || match post.situation.get() {
        Situation::NotMine => true,
        Situation::Free | Situation::Paused => false,
        Situation::Called(_) | Situation::Serving(_) => when_free,
    };
    view! {
        <button
            type="button"
            class="button small"
            aria-label=label
            disabled=off
            on:mousedown=keep_focus
            on:click=move |event| {
                post.aim.remember_focus(by_key(&event));
                match press.clone() {
                    RowPress::Give(command) => post.give(command),
                    RowPress::Ask(asks) => asks.set(true),
                }
            }
        >
            {sentence(texts, text)}
        </button>
    }
    .into_any()
}

/// Calls the ticket of its row. One that is not the next is asked about: how many it passes over is
/// in sight.
fn call_button(post: Post, id: TicketId) -> AnyView {
    let texts = use_texts();
    let asks = RwSignal::new(false);
    let passes = Memo::new(move |_| {
        post.queue.with(|queue| {
            let place = queue.iter().position(|ticket| ticket.id == id);
            u64::try_from(place.unwrap_or(0)).unwrap_or(u64::MAX)
        })
    });
    let button = shows(move || {
        if !asks.get() {
            let press = if passes.get() > 0 {
                RowPress::Ask(asks)
            } else {
                RowPress::Give(Command::Call(id))
            };
            return row_button(
                post,
                id,
                |texts| &texts.counter.console.call,
                |texts| &texts.counter.console.call_label,
                true,
                press,
            );
        }
        let question = says(move || {
            let n = passes.get();
            texts.with(|texts| texts.counter.console.overtake.of(texts.language, n))
        });
        view! {
            <button
                type="button"
                class="button small main"
                disabled=move || {
                    !matches!(post.situation.get(), Situation::Free | Situation::Paused)
                }
                on:mousedown=keep_focus
                on:click=move |_| {
                    asks.set(false);
                    post.give(Command::Call(id));
                }
            >
                {question}
            </button>
            " "
            <button
                type="button"
                class="button small"
                on:mousedown=keep_focus
                on:click=move |_| asks.set(false)
            >
                {t!(texts, counter.console.not_overtake)}
            </button>
        }
        .into_any()
    });
    button.into_any()
}

fn priority_button(post: Post, id: TicketId, has_priority: bool) -> AnyView {
    let press = RowPress::Give(Command::Prioritise(id, !has_priority));
    let (text, label): (Which, Which) = if has_priority {
        (
            |texts| &texts.counter.console.priority,
            |texts| &texts.counter.console.unprioritise_label,
        )
    } else {
        (
            |texts| &texts.counter.console.prioritise,
            |texts| &texts.counter.console.prioritise_label,
        )
    };
    row_button(post, id, text, label, false, press)
}

fn rejoin_button(post: Post, id: TicketId) -> AnyView {
    row_button(
        post,
        id,
        |texts| &texts.counter.console.rejoin,
        |texts| &texts.counter.console.rejoin_label,
        false,
        RowPress::Give(Command::Rejoin(id)),
    )
}

fn take_back_button(post: Post, id: TicketId) -> AnyView {
    row_button(
        post,
        id,
        |texts| &texts.counter.console.take_back,
        |texts| &texts.counter.console.take_back_label,
        true,
        RowPress::Give(Command::TakeBack(id)),
    )
}
