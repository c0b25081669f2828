//! How each workplace of a lobby stands.

use chrono::{DateTime, Utc};
use domain::{
    ids::CounterNumber,
    lobby::{PlanWorkplace, StaffSnapshot, WorkplaceDay},
    queue,
    series::NoTicket,
    ticket::{Standing, Ticket},
};
use leptos::prelude::*;

use super::{
    api::Awaited,
    panel::{Editor, Panel},
    table::table,
};
use crate::{
    counter::spans::minutes,
    live::Live,
    t,
    texts::{Texts, fill, named, use_texts},
    ui::{says, time_of_day},
};

/// What one row says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Standings {
    waiting: u16,
    /// Minutes of who waits longest.
    longest: Option<i64>,
    /// Checked in, not called, and their time has come.
    late: u16,
    /// Not checked in, and their time has come.
    missing: u16,
    open_counters: Vec<CounterNumber>,
    /// None if the office has abolished it.
    day: Option<WorkplaceDay>,
}

#[component]
pub fn WorkplaceTable(at: usize, live: Live<StaffSnapshot>, panel: Panel) -> impl IntoView {
    let workplaces = Memo::new(move |_| {
        let mut workplaces = live.plan.with(|plan| plan.workplaces.clone());
        workplaces.retain(|it| panel.has(&it.id));
        workplaces
    });
    table(
        |texts| &texts.supervisor.workplaces,
        |texts| &texts.supervisor.no_workplaces,
        move || workplaces.with(Vec::is_empty),
        head,
        move || {
            let workplaces = workplaces.get().into_iter();
            let rows = workplaces.map(|workplace| view! { <Row at workplace live panel /> });
            rows.collect_view().into_any()
        },
    )
}

fn head() -> AnyView {
    let texts = use_texts();
    view! {
        <th scope="col">{t!(texts, supervisor.workplace)}</th>
        <th scope="col">{t!(texts, supervisor.waiting)}</th>
        <th scope="col">{t!(texts, supervisor.longest)}</th>
        <th scope="col">{t!(texts, supervisor.late)}</th>
        <th scope="col">{t!(texts, supervisor.open_counters)}</th>
        <th scope="col">{t!(texts, supervisor.hours)}</th>
        <th scope="col">{t!(texts, supervisor.left)}</th>
        <th scope="col">{t!(texts, supervisor.tickets)}</th>
        <th scope="col">
            <span class="visually-hidden">{t!(texts, supervisor.change_tickets)}</span>
        </th>
    }
    .into_any()
}

#[component]
fn Row(
    at: usize,
    workplace: PlanWorkplace,
    live: Live<StaffSnapshot>,
    panel: Panel,
) -> impl IntoView {
    let texts = use_texts();
    let PlanWorkplace {
        id, series, name, ..
    } = workplace;
    let standings = {
        let id = id.clone();
        Memo::new(move |_| {
            let snapshot = live.snapshot.read();
            let tickets = snapshot.callable.iter().filter(|it| it.workplace == id);
            let open = snapshot.open_counters().filter(|it| it.calls_from(&id));
            let mut days = snapshot.workplaces.iter();
            let now = live.now.get();
            let awaited = panel.awaited.read();
            let awaited = awaited.iter().filter(|it| it.workplace == id);
            Standings {
                open_counters: open.map(|counter| counter.number).collect(),
                day: days.find(|day| day.id == id).cloned(),
                ..Standings::of(tickets, awaited, now)
            }
        })
    };
    let say = move |sentence: fn(&Texts, &Standings) -> String| {
        says(move || standings.with(|it| texts.with(|texts| sentence(texts, it))))
    };
    let is = move |which: fn(&Standings) -> bool| move || standings.with(which).then_some("bad");
    let label = {
        let name = name.clone();
        says(move || {
            let workplace = name.get(texts.language());
            let sentence = texts.with(|texts| texts.supervisor.change_tickets_of.clone());
            fill(&sentence, &[("workplace", workplace)])
        })
    };
    let editor = Editor::Tickets(at, id);
    let (opener, opened) = (editor.opener(), editor.clone());
    let expanded = says(move || (panel.editor.get().as_ref() == Some(&opened)).to_string());
    view! {
        <tr>
            <th scope="row">
                <span class="series-mark" aria-hidden="true">
                    {series.to_string()}
                </span>
                " "
                <span class="name">{named(texts, name)}</span>
            </th>
            <td data-state=is(Standings::waits_for_nobody)>
                <strong>{say(Standings::waiting)}</strong>
            </td>
            <td>{say(Standings::longest)}</td>
            <td data-state=is(|it| it.late > 0)>{say(Standings::late)}</td>
            <td data-state=is(Standings::waits_for_nobody)>{say(Standings::counters)}</td>
            <td>{say(Standings::hours)}</td>
            <td>{say(Standings::left)}</td>
            <td data-state=is(Standings::is_stopped)>{say(Standings::tickets)}</td>
            <td>
                <button
                    type="button"
                    class="button small"
                    id=opener
                    aria-label=label
                    aria-expanded=expanded
                    on:click=move |_| panel.open(editor.clone())
                >
                    {t!(texts, supervisor.change_tickets)}
                </button>
            </td>
        </tr>
    }
    .into_any()
}

impl Standings {
    fn of<'a>(
        tickets: impl Iterator<Item = &'a Ticket>,
        awaited: impl Iterator<Item = &'a Awaited>,
        now: DateTime<Utc>,
    ) -> Self {
        let waiting: Vec<_> = tickets.filter(|it| queue::is_waiting(it, now)).collect();
        let longest = waiting.iter().map(|ticket| ticket.issued_at).min();
        let is_late = |ticket: &&&Ticket| match ticket.standing {
            Standing::WalkIn => false,
            Standing::Reserved { agreed_at } => agreed_at <= now,
        };
        let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        Self {
            waiting: short(waiting.len()),
            longest: longest.map(|since| minutes(now - since)),
            late: short(waiting.iter().filter(is_late).count()),
            missing: short(awaited.filter(|it| it.at <= now).count()),
            open_counters: Vec::new(),
            day: None,
        }
    }

    fn waits_for_nobody(&self) -> bool {
        self.waiting > 0 && self.open_counters.is_empty()
    }

    fn is_stopped(&self) -> bool {
        self.day.as_ref().is_some_and(|day| day.series.stopped)
    }

    fn waiting(texts: &Texts, it: &Self) -> String {
        match it.waiting {
            0 => texts.supervisor.nobody.clone(),
            n => n.to_string(),
        }
    }

    fn longest(texts: &Texts, it: &Self) -> String {
        let told = |n: i64| fill(&texts.supervisor.minutes, &[("n", &n.to_string())]);
        it.longest.map_or_else(none, told)
    }

    /// "2 čekají, 1 nepřišel"
    fn late(texts: &Texts, it: &Self) -> String {
        let said = &texts.supervisor;
        let parts = [
            (&said.late_waiting, it.late),
            (&said.late_awaited, it.missing),
        ];
        let parts = parts.into_iter().filter(|(_, n)| *n > 0);
        let parts: Vec<_> = parts.map(|(said, n)| said.of(texts.language, n)).collect();
        match parts.as_slice() {
            [] => said.nobody.clone(),
            parts => parts.join(", "),
        }
    }

    fn counters(texts: &Texts, it: &Self) -> String {
        let numbers: Vec<_> = it.open_counters.iter().map(ToString::to_string).collect();
        match numbers.as_slice() {
            [] => texts.supervisor.no_counter.clone(),
            numbers => numbers.join(", "),
        }
    }

    fn hours(texts: &Texts, it: &Self) -> String {
        let said = &texts.supervisor;
        match it.day.as_ref().and_then(|day| day.today) {
            None => said.closed_today.clone(),
            Some(hours) => {
                let (from, to) = (time_of_day(hours.from), time_of_day(hours.to));
                fill(&said.from_to, &[("from", &from), ("to", &to)])
            }
        }
    }

    /// "42 z 60 (+10)"
    fn left(texts: &Texts, it: &Self) -> String {
        let Some(day) = &it.day else { return none() };
        let said = &texts.supervisor;
        let (left, capacity) = (day.left().to_string(), day.capacity.to_string());
        let told = fill(&said.left_of, &[("left", &left), ("capacity", &capacity)]);
        match day.series.extra {
            0 => told,
            n => format!("{told} {}", fill(&said.extra, &[("n", &n.to_string())])),
        }
    }

    fn tickets(texts: &Texts, it: &Self) -> String {
        let said = &texts.supervisor;
        let Some(day) = &it.day else { return none() };
        // That it is stopped is to be seen also while it is closed.
        if day.series.stopped {
            return said.stopped.clone();
        }
        match day.no_ticket {
            None => said.given.clone(),
            Some(NoTicket::NotYet { from }) => {
                fill(&said.given_from, &[("time", &time_of_day(from))])
            }
            Some(NoTicket::Closed { .. }) => said.closed.clone(),
            Some(NoTicket::Stopped { .. }) => said.stopped.clone(),
            Some(NoTicket::Full { .. }) => said.full.clone(),
            Some(NoTicket::TooLate { .. }) => said.too_late.clone(),
        }
    }
}

/// Where there is nothing to tell.
fn none() -> String {
    "–".to_owned()
}
