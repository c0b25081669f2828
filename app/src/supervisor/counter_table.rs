//! Who sits at each counter of a lobby, whom it has in front, and what it serves.

use chrono::{DateTime, Utc};
use domain::{
    desk::Desk,
    ids::{CounterNumber, TicketId},
    lobby::{Plan, StaffSnapshot},
    text::Language,
    ticket::TicketState,
    town::{Counter, Serves},
};
use leptos::prelude::*;

use super::{
    message::numbered,
    panel::{Editor, Panel},
    table::table,
};
use crate::{
    counter::spans::minutes,
    live::Live,
    t,
    texts::{fill, use_texts},
    ui::{says, shows, time_of_day},
};

#[component]
pub fn CounterTable(at: usize, live: Live<StaffSnapshot>, panel: Panel) -> impl IntoView {
    let counters = Memo::new(move |_| {
        let snapshot = live.snapshot.read();
        let theirs = |it: &&Counter| it.workplaces().into_iter().any(|id| panel.has(id));
        let counters = snapshot.counters.iter().filter(theirs);
        counters.map(|it| it.number).collect::<Vec<_>>()
    });
    table(
        |texts| &texts.supervisor.counters,
        |texts| &texts.supervisor.no_counters,
        move || counters.with(Vec::is_empty),
        head,
        move || {
            let counters = counters.get().into_iter();
            let rows = counters.map(|number| view! { <Row at number live panel /> });
            rows.collect_view().into_any()
        },
    )
}

fn head() -> AnyView {
    let texts = use_texts();
    view! {
        <th scope="col">{t!(texts, supervisor.counter)}</th>
        <th scope="col">{t!(texts, supervisor.clerk)}</th>
        <th scope="col">{t!(texts, supervisor.client)}</th>
        <th scope="col">{t!(texts, supervisor.serves)}</th>
        <th scope="col">
            <span class="visually-hidden">{t!(texts, supervisor.change)}</span>
        </th>
    }
    .into_any()
}

#[component]
fn Row(at: usize, number: CounterNumber, live: Live<StaffSnapshot>, panel: Panel) -> impl IntoView {
    let texts = use_texts();
    let desk = Memo::new(move |_| live.snapshot.read().desk(number));
    let counter = Memo::new(move |_| {
        let snapshot = live.snapshot.read();
        let mut counters = snapshot.counters.iter();
        counters.find(|counter| counter.number == number).cloned()
    });
    let clerk = says(move || {
        let name = desk.with(|desk| desk.clerk.as_ref().map(|clerk| clerk.name.clone()));
        name.unwrap_or_else(|| texts.with(|texts| texts.supervisor.free.clone()))
    });
    let since = says(move || {
        let since = live.snapshot.read().seated_since(number)?;
        let since = time_of_day(since);
        texts.with(|texts| Some(fill(&texts.supervisor.since, &[("time", &since)])))
    });
    let shut = says(move || {
        let snapshot = live.snapshot.read();
        let shut = snapshot.shut(number)?;
        let during = shut.during.get(texts.language());
        texts.with(|texts| Some(fill(&texts.supervisor.shut, &[("during", during)])))
    });
    let client = says(move || {
        let (occupation, since) = desk.with(occupation)?;
        let n = minutes(live.now.get() - since).to_string();
        texts.with(|texts| {
            let said = &texts.supervisor;
            let what = match occupation {
                Occupation::Calls(ticket) => {
                    fill(&said.calling, &[("ticket", &ticket.to_string())])
                }
                Occupation::Serves(ticket) => ticket.to_string(),
                Occupation::Pauses => said.paused.clone(),
            };
            Some(format!("{what} · {}", fill(&said.minutes, &[("n", &n)])))
        })
    });
    let serves = shows(move || {
        let (plan, counter) = (live.plan.read(), counter.read());
        let parts = counter
            .as_ref()
            .map(|it| parts(&plan, it, texts.language()));
        let parts = parts.into_iter().flatten().map(|(series, name, whole)| {
            let class = if whole { "visually-hidden" } else { "service" };
            view! {
                <li>
                    <span class="series-mark" aria-hidden="true">
                        {series}
                    </span>
                    " "
                    <span class=class>{name}</span>
                </li>
            }
        });
        view! { <ul class="supervisor-serves">{parts.collect_view()}</ul> }.into_any()
    });
    let label = says(move || texts.with(|it| numbered(&it.supervisor.change_counter, number)));
    let editor = Editor::Counter(at, number);
    let (opener, opened) = (editor.opener(), editor.clone());
    let expanded = says(move || (panel.editor.get().as_ref() == Some(&opened)).to_string());
    let is_free = move || desk.with(|desk| desk.clerk.is_none()).then_some("quiet");
    view! {
        <tr>
            <th scope="row">{number.to_string()}</th>
            <td class="supervisor-clerk" data-state=is_free>{clerk} " " <small>{since}</small> " " <small>{shut}</small></td>
            <td>{client}</td>
            <td>{serves}</td>
            <td>
                <button
                    type="button"
                    class="button small"
                    id=opener
                    aria-label=label
                    aria-expanded=expanded
                    on:click=move |_| panel.open(editor.clone())
                >
                    {t!(texts, supervisor.change)}
                </button>
            </td>
        </tr>
    }
    .into_any()
}

/// What a clerk is busy with.
enum Occupation {
    Calls(TicketId),
    Serves(TicketId),
    Pauses,
}

/// And since when.
fn occupation(desk: &Desk) -> Option<(Occupation, DateTime<Utc>)> {
    let Some(client) = &desk.client else {
        return Some((Occupation::Pauses, desk.paused_since?));
    };
    match client.state {
        TicketState::Called { called_at, .. } => Some((Occupation::Calls(client.id), called_at)),
        TicketState::Serving { started_at, .. } => {
            Some((Occupation::Serves(client.id), started_at))
        }
        _ => None,
    }
}

/// The series, the name, and whether it is all of the workplace, of each thing that is served.
fn parts(plan: &Plan, counter: &Counter, language: Language) -> Vec<(String, String, bool)> {
    let part = |serves: &Serves| {
        let (Serves::Workplace(id) | Serves::Service(id, _)) = serves;
        let workplace = plan.workplace(id)?;
        let (name, whole) = match serves {
            Serves::Workplace(_) => (&workplace.name, true),
            Serves::Service(_, id) => (&plan.service(id)?.name, false),
        };
        let name = name.get(language).to_owned();
        Some((workplace.series.to_string(), name, whole))
    };
    counter.serves.iter().filter_map(part).collect()
}
