//! Stops the tickets of a workplace, has them given again, or adds some for today.

use domain::{
    ids::WorkplaceId,
    lobby::{StaffSnapshot, WorkplaceDay},
    series::{DaySeries, MOST_EXTRA, SupplyRefusal},
};
use leptos::prelude::*;

use super::{api, frame::EditorFrame, message, panel::Panel};
use crate::{
    live::Live,
    t,
    texts::{T, Texts, fill, use_texts},
    ui::says,
};

/// What is added by one press.
const USUAL: [u16; 2] = [5, 10];

#[component]
pub fn TicketsEditor(
    workplace: WorkplaceId,
    live: Live<StaffSnapshot>,
    panel: Panel,
) -> impl IntoView {
    let texts = use_texts();
    let supply = Supply::new(workplace, texts, live, panel);
    let title = move || {
        let name = supply.name();
        texts.with(|texts| fill(&texts.supervisor.tickets_of, &[("workplace", &name)]))
    };
    let day = supply.day;
    let account = says(move || day.with(|day| texts.with(|it| Some(account(it, day.as_ref()?)))));
    view! {
        <EditorFrame id="tickets-of" title action=().into_any() panel>
            <p>{account}</p>
            <Switch supply />
            <More supply />
        </EditorFrame>
    }
}

/// The tickets of one workplace.
#[derive(Clone, Copy)]
struct Supply {
    workplace: StoredValue<WorkplaceId>,
    texts: T,
    live: Live<StaffSnapshot>,
    panel: Panel,
    day: Memo<Option<WorkplaceDay>>,
}

impl Supply {
    fn new(workplace: WorkplaceId, texts: T, live: Live<StaffSnapshot>, panel: Panel) -> Self {
        let workplace = StoredValue::new(workplace);
        let day = Memo::new(move |_| {
            let snapshot = live.snapshot.read();
            let mut days = snapshot.workplaces.iter();
            workplace.with_value(|id| days.find(|day| day.id == *id).cloned())
        });
        Self {
            workplace,
            texts,
            live,
            panel,
            day,
        }
    }

    fn name(self) -> String {
        let plan = self.live.plan.read();
        let workplace = self.workplace.with_value(|id| plan.workplace(id));
        let name = workplace.map(|it| it.name.get(self.texts.language()));
        name.unwrap_or_default().to_owned()
    }

    fn stop(self, stopped: bool) {
        let done: fn(&Texts) -> &String = if stopped {
            |texts| &texts.supervisor.was_stopped
        } else {
            |texts| &texts.supervisor.was_resumed
        };
        let asked = api::stop(self.workplace.get_value(), stopped);
        self.panel.ask(asked, move |answer| self.tell(answer, done));
    }

    fn add(self, more: u16) {
        let day = self.day;
        let seen = day.with_untracked(|day| day.as_ref().map_or(0, |day| day.series.extra));
        let asked = api::add(self.workplace.get_value(), seen, more);
        self.panel
            .ask(asked, move |answer| self.tell(answer, was_added));
    }

    fn tell(self, answer: Result<DaySeries, SupplyRefusal>, done: fn(&Texts) -> &String) {
        let sentence = self.texts.with(|texts| match answer {
            Err(refusal) => message::supply(texts, refusal),
            Ok(series) => {
                let (name, extra) = (self.name(), series.extra.to_string());
                fill(done(texts), &[("workplace", &name), ("extra", &extra)])
            }
        });
        self.panel.say(sentence);
    }
}

fn was_added(texts: &Texts) -> &String {
    &texts.supervisor.was_added
}

#[component]
fn Switch(supply: Supply) -> impl IntoView {
    let texts = use_texts();
    let stopped = Memo::new(move |_| {
        let day = supply.day.read();
        day.as_ref().is_some_and(|day| day.series.stopped)
    });
    // One button, so that it keeps the keyboard when it changes its meaning.
    let word = says(move || {
        texts.with(|texts| {
            let texts = &texts.supervisor;
            if stopped.get() {
                texts.resume.clone()
            } else {
                texts.stop.clone()
            }
        })
    });
    let class = says(move || {
        let kind = if stopped.get() { "good" } else { "bad" };
        format!("button {kind}")
    });
    view! {
        <div class="supervisor-actions">
            <button
                type="button"
                class=class
                on:click=move |_| supply.stop(!stopped.get_untracked())
            >
                {word}
            </button>
            <p class="quiet">{t!(texts, supervisor.stop_hint)}</p>
        </div>
    }
}

#[component]
fn More(supply: Supply) -> impl IntoView {
    let texts = use_texts();
    let usual = USUAL.map(|n| {
        view! {
            <button type="button" class="button" on:click=move |_| supply.add(n)>
                {format!("+{n}")}
            </button>
        }
    });
    let other = RwSignal::new(String::new());
    let add_other = move |_| match other.get_untracked().trim().parse() {
        Ok(more) => supply.add(more),
        Err(_) => supply.tell(Err(SupplyRefusal::OutOfRange), was_added),
    };
    view! {
        <div class="supervisor-actions" role="group" aria-labelledby="more-tickets">
            <span id="more-tickets">{t!(texts, supervisor.more)}</span>
            {usual.collect_view()}
            <label for="other-number">{t!(texts, supervisor.other_number)}</label>
            <input
                id="other-number"
                type="number"
                inputmode="numeric"
                min="1"
                max=MOST_EXTRA.to_string()
                autocomplete="off"
                prop:value=other
                on:input=move |event| other.set(event_target_value(&event))
            />
            <button type="button" class="button" on:click=add_other>
                {t!(texts, supervisor.add)}
            </button>
        </div>
    }
}

fn account(texts: &Texts, day: &WorkplaceDay) -> String {
    let daily = day.capacity.saturating_sub(day.series.extra);
    let numbers = [
        ("given", day.series.walk_ins),
        ("left", day.left()),
        ("daily", daily),
        ("extra", day.series.extra),
    ];
    let values = numbers.map(|(name, n)| (name, n.to_string()));
    let values = values.each_ref().map(|(name, n)| (*name, n.as_str()));
    fill(&texts.supervisor.account, &values)
}
