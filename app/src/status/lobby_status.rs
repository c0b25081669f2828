//! One lobby in words: its workplaces with hours and waits, and who is called.

use domain::{
    ids::WorkplaceId,
    lobby::{LastCalled, PlanWorkplace, PublicSnapshot, WorkplaceStatus},
    opening_hours::Interval,
};
use leptos::prelude::*;

use crate::{
    live::Live,
    t,
    texts::{Texts, fill, named, use_texts},
    ui::{ClosedBecause, no_ticket, says, shows, time_of_day, wait},
};

/// The workplaces of a lobby, each with its hours, and how many wait or why there is no ticket.
#[component]
pub fn WorkplaceList(live: Live<PublicSnapshot>) -> impl IntoView {
    let texts = use_texts();
    // The plan seldom changes; then the list is made anew.
    shows(move || {
        let mut workplaces = live.plan.with(|plan| plan.workplaces.clone());
        workplaces.retain(PlanWorkplace::is_offered);
        if workplaces.is_empty() {
            return view! { <p class="quiet">{t!(texts, status.closed_today)}</p> }.into_any();
        }
        let workplaces = workplaces.into_iter();
        let workplaces = workplaces.map(|workplace| view! { <Workplace live workplace /> });
        view! { <ul class="workplace-status-list">{workplaces.collect_view()}</ul> }.into_any()
    })
}

#[component]
fn Workplace(live: Live<PublicSnapshot>, workplace: PlanWorkplace) -> impl IntoView {
    let texts = use_texts();
    let PlanWorkplace {
        id, series, name, ..
    } = workplace;
    let status = Memo::new(move |_| live.snapshot.with(|snapshot| status_of(snapshot, &id)));
    let say = move |sentence: fn(&Texts, &WorkplaceStatus) -> String| {
        says(move || {
            status.with(|status| {
                texts.with(|texts| status.as_ref().map(|status| sentence(texts, status)))
            })
        })
    };
    let off = Memo::new(move |_| {
        status.with(|status| {
            status
                .as_ref()
                .is_some_and(|status| status.no_ticket.is_some())
        })
    });
    let reason = says(move || {
        let today = live.snapshot.with(|snapshot| snapshot.date);
        let refusal = status.with(|status| status.as_ref().and_then(|status| status.no_ticket));
        refusal.map(|refusal| texts.with(|texts| no_ticket(texts, refusal, today)))
    });
    let waiting = shows(move || {
        if off.get() {
            let reason = reason.clone();
            return view! { {reason} <ClosedBecause status /> }.into_any();
        }
        view! {
            <strong>{say(people)}</strong>
            ", "
            {say(|texts, status| wait(texts, status.wait))}
        }
        .into_any()
    });
    let last_called = says(move || {
        let last = status.with(|status| status.as_ref().and_then(|status| status.last_called));
        last.map(|last| texts.with(|texts| said_last(texts, last)))
    });
    view! {
        <li class="workplace-status" data-off=move || off.get().then_some("")>
            <span class="series-mark" aria-hidden="true">
                {series.to_string()}
            </span>
            <h3 class="name">{named(texts, name)}</h3>
            <p class="hours">{say(hours)}</p>
            <p class="waiting">{waiting}</p>
            <p class="last-called">{last_called}</p>
        </li>
    }
}

fn status_of(snapshot: &PublicSnapshot, id: &WorkplaceId) -> Option<WorkplaceStatus> {
    let mut statuses = snapshot.workplaces.iter();
    statuses.find(|status| status.id == *id).cloned()
}

fn people(texts: &Texts, status: &WorkplaceStatus) -> String {
    match status.waiting {
        0 => texts.status.nobody_waits.clone(),
        n => texts.status.people_waiting.of(texts.language, n),
    }
}

fn said_last(texts: &Texts, last: LastCalled) -> String {
    let LastCalled {
        ticket,
        counter,
        time,
    } = last;
    let (ticket, counter) = (ticket.to_string(), counter.to_string());
    fill(
        &texts.status.last_called,
        &[
            ("ticket", &ticket),
            ("n", &counter),
            ("time", &time_of_day(time)),
        ],
    )
}

fn hours(texts: &Texts, status: &WorkplaceStatus) -> String {
    let Some(Interval { from, to }) = status.today else {
        return texts.status.closed_today.clone();
    };
    let (from, to) = (time_of_day(from), time_of_day(to));
    let sentence = match (status.open_now, status.no_ticket) {
        (true, _) => &texts.status.open_until,
        (false, Some(domain::series::NoTicket::Closed { .. })) => &texts.status.was_open_until,
        (false, _) => &texts.status.open_from,
    };
    fill(sentence, &[("from", &from), ("to", &to)])
}
