//! Who waits for this counter, and who can be called again.

use domain::{
    desk::Command,
    ids::TicketId,
    ticket::{Ticket, TicketState},
};
use leptos::prelude::*;

use super::{
    aim::{by_key, keep_focus},
    offers::Situation,
    post::Post,
    spans::{minutes, minutes_left},
};
use crate::{
    t,
    texts::{Texts, fill, sentence, use_texts},
    ui::{says, shows},
};

#[component]
pub fn QueuePanel(post: Post) -> impl IntoView {
    let texts = use_texts();
    let first = Memo::new(move |_| post.queue.with(|queue| queue.first().map(|next| next.id)));
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
                <tbody>
                    <For
                        each=move || post.queue.get()
                        key=|ticket| (ticket.id, ticket.missed, ticket.priority_since)
                        let:ticket
                    >
                        <Waiting ticket first post />
                    </For>
                </tbody>
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
                .capacity_left
                .iter()
                .filter(|(workplace, _)| counter.calls_from(workplace))
                .map(|(_, left)| u64::from(*left))
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
    view! {
        <tr class:next=move || first.get() == Some(id)>
            <td class="ticket-id">{id.to_string()}</td>
            <ServiceCell ticket post />
            <td>{waits}</td>
            <td>{marks}</td>
            <CallCell id post />
        </tr>
    }
}

/// Why the ticket stands where it does.
fn marks(texts: &Texts, ticket: &Ticket, post: Post) -> Vec<String> {
    let console = &texts.counter.console;
    let marks = [
        ticket.priority_since.map(|_| console.priority.clone()),
        post.agreed(texts, ticket),
        (ticket.missed > 0).then(|| console.missed.of(texts.language, ticket.missed)),
    ];
    marks.into_iter().flatten().collect()
}

#[component]
pub fn AsideList(post: Post) -> impl IntoView {
    let texts = use_texts();
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
                <tbody>
                    <For
                        each=move || post.aside.get()
                        key=|ticket| (ticket.id, ticket.missed)
                        let:ticket
                    >
                        <Aside ticket post />
                    </For>
                </tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <List
            title=|texts| &texts.counter.console.aside
            empty=|texts| &texts.counter.console.aside_empty
            tickets=post.aside
            table
        />
    }
}

#[component]
fn Aside(ticket: Ticket, post: Post) -> impl IntoView {
    let texts = use_texts();
    let Ticket { id, state, .. } = ticket;
    let state = says(move || {
        let now = post.live.now.get();
        texts.with(|texts| {
            let console = &texts.counter.console;
            match state {
                TicketState::SetAside { until } => {
                    let left = minutes_left(until - now).to_string();
                    fill(&console.set_aside, &[("n", &left)])
                }
                _ => console.no_show.clone(),
            }
        })
    });
    view! {
        <tr>
            <td class="ticket-id">{id.to_string()}</td>
            <ServiceCell ticket post />
            <td>{state}</td>
            <CallCell id post />
        </tr>
    }
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

/// Calls the ticket of its row, while there is nobody in front.
#[component]
fn CallCell(id: TicketId, post: Post) -> impl IntoView {
    let texts = use_texts();
    let label = says(move || {
        let ticket = id.to_string();
        texts.with(|texts| fill(&texts.counter.console.call_label, &[("ticket", &ticket)]))
    });
    view! {
        <td>
            <button
                type="button"
                class="button small"
                aria-label=label
                disabled=move || post.situation.get() != Situation::Free
                on:mousedown=keep_focus
                on:click=move |event| {
                    post.aim.remember_focus(by_key(&event));
                    post.give(Command::Call(id));
                }
            >
                {t!(texts, counter.console.call)}
            </button>
        </td>
    }
}
