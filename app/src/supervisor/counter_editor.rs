//! What a counter serves from now on.

use std::collections::BTreeSet;

use domain::{
    assignment::{AssignRefusal, Assignment},
    ids::CounterNumber,
    lobby::{PlanWorkplace, StaffSnapshot},
    town::Serves,
};
use leptos::prelude::*;

use super::{
    api,
    frame::EditorFrame,
    message::{self, numbered},
    panel::Panel,
};
use crate::{
    live::Live,
    t,
    texts::{named, use_texts},
    ui::shows,
};

#[component]
pub fn CounterEditor(
    number: CounterNumber,
    live: Live<StaffSnapshot>,
    panel: Panel,
) -> impl IntoView {
    let texts = use_texts();
    let seen = live.snapshot.with_untracked(|snapshot| {
        let mut counters = snapshot.counters.iter();
        let counter = counters.find(|counter| counter.number == number);
        counter.map(|it| it.serves.clone()).unwrap_or_default()
    });
    let chosen = RwSignal::new(seen.clone());
    let seen = StoredValue::new(seen);
    // The supervisor has been told who would be left waiting.
    let warned = RwSignal::new(false);
    let title = move || texts.with(|it| numbered(&it.supervisor.counter_serves, number));
    let save = move |despite_waiting| {
        let assignment = Assignment {
            counter: number,
            seen: seen.get_value(),
            serves: chosen.get_untracked(),
            despite_waiting,
        };
        panel.ask(api::assign(assignment), move |answer| {
            let sentence = texts.with(|texts| match &answer {
                Ok(_) => numbered(&texts.supervisor.was_assigned, number),
                Err(refusal) => {
                    let plan = live.plan.read_untracked();
                    message::assign(texts, &plan, number, refusal)
                }
            });
            match answer {
                Ok(_) => panel.close(),
                Err(AssignRefusal::LeavesWaiting(_)) => warned.set(true),
                Err(_) => {}
            }
            panel.say(sentence);
        });
    };
    let button = shows(move || {
        if warned.get() {
            view! {
                <button type="button" class="button bad" on:click=move |_| save(true)>
                    {t!(texts, supervisor.save_anyway)}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="button main" on:click=move |_| save(false)>
                    {t!(texts, supervisor.save)}
                </button>
            }
            .into_any()
        }
    });
    let choices = shows(move || {
        let mut workplaces = live.plan.with(|plan| plan.workplaces.clone());
        workplaces.retain(|it| panel.has(&it.id));
        let each = workplaces.into_iter();
        let each = each.map(|workplace| view! { <Choice workplace chosen warned /> });
        each.collect_view().into_any()
    });
    view! {
        <EditorFrame id="counter-serves" title action=button.into_any() panel>
            <div class="supervisor-choices">{choices}</div>
        </EditorFrame>
    }
}

/// A workplace as a whole, or some of its services.
#[component]
fn Choice(
    workplace: PlanWorkplace,
    chosen: RwSignal<BTreeSet<Serves>>,
    warned: RwSignal<bool>,
) -> impl IntoView {
    let texts = use_texts();
    let PlanWorkplace {
        id,
        series,
        name,
        services,
        ..
    } = workplace;
    let whole = Serves::Workplace(id.clone());
    let all = {
        let whole = whole.clone();
        Memo::new(move |_| chosen.with(|chosen| chosen.contains(&whole)))
    };
    // Where there is but one it is the whole.
    let services = if services.len() > 1 {
        services
    } else {
        Vec::new()
    };
    let services = services.into_iter().map(|service| {
        let part = Serves::Service(id.clone(), service.id);
        let is_chosen = {
            let part = part.clone();
            move || all.get() || chosen.with(|chosen| chosen.contains(&part))
        };
        view! {
            <label>
                <input
                    type="checkbox"
                    prop:checked=is_chosen
                    disabled=all
                    on:change=move |_| turn(chosen, warned, &part)
                />
                <span class="name">{named(texts, service.name)}</span>
            </label>
        }
        .into_any()
    });
    view! {
        <fieldset>
            <label>
                <input
                    type="checkbox"
                    prop:checked=all
                    on:change=move |_| turn(chosen, warned, &whole)
                />
                <span class="series-mark" aria-hidden="true">
                    {series.to_string()}
                </span>
                <strong class="name">{named(texts, name)}</strong>
            </label>
            {services.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// What was told about who is left waiting was about another choice.
fn turn(chosen: RwSignal<BTreeSet<Serves>>, warned: RwSignal<bool>, what: &Serves) {
    warned.set(false);
    chosen.update(|chosen| {
        if !chosen.remove(what) {
            chosen.insert(what.clone());
        }
    });
}
