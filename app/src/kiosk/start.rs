//! The first screen: the lobby's workplaces.

use domain::{
    ids::WorkplaceId,
    lobby::{PlanWorkplace, WorkplaceStatus},
    notice::Screen,
    text::Language,
};
use leptos::prelude::*;

use super::{
    countdown::Countdown,
    footer::{LanguageButtons, ModeButtons},
    state::{FORGETS_SECONDS, Tap, use_kiosk},
};
use crate::{
    t,
    texts::use_texts,
    ui::{ClosedBecause, Notices, listed, no_ticket, says, shows, wait},
};

#[component]
pub(super) fn Start() -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let workplaces = move || {
        kiosk.live.plan.with(|plan| {
            let offered = plan.workplaces.iter().filter(|it| it.is_offered());
            offered.map(|it| it.id.clone()).collect::<Vec<_>>()
        })
    };
    // What the client has set is for that client; the style shows it towards the end.
    let is_set = Memo::new(move |_| kiosk.is_set());
    let forgets = shows(move || {
        if !is_set.get() {
            return ().into_any();
        }
        view! {
            <div class="kiosk-forgets">
                <Countdown seconds=FORGETS_SECONDS />
            </div>
        }
        .into_any()
    });
    // Nobody is told to take what there is not.
    let lead = says(move || {
        let given = kiosk.live.snapshot.with(|snapshot| {
            let mut workplaces = snapshot.workplaces.iter();
            workplaces.any(|it| it.no_ticket.is_none())
        });
        if given {
            texts.with(|texts| texts.kiosk.start_lead.clone())
        } else {
            String::new()
        }
    });
    view! {
        <main class="kiosk-main">
            <div>
                <h1>{t!(texts, kiosk.start_title)}</h1>
                <p class="lead">{lead}</p>
            </div>
            <Notices lobbies=vec![kiosk.live] on=Screen::Kiosk />
            <div class="choice-form">
                <ul class="choice-list">
                    {listed(workplaces, WorkplaceId::to_string, |id| {
                        view! {
                            <li>
                                <WorkplaceButton id />
                            </li>
                        }
                        .into_any()
                    })}
                </ul>
            </div>
            <Booked />
        </main>
        <footer class="kiosk-footer">
            {forgets}
            <LanguageButtons />
            <ModeButtons />
        </footer>
    }
}

/// The way for those who have an agreed time, always at the same place.
#[component]
fn Booked() -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let pressed = move || {
        let pressed = kiosk.under_way.with(|tap| *tap == Some(Tap::Keypad));
        pressed.then_some("true")
    };
    view! {
        <button
            type="button"
            class="workplace-button booked-button"
            aria-busy=pressed
            on:click=move |_| kiosk.choose(Tap::Keypad)
        >
            <span class="series-mark" aria-hidden="true">
                "#"
            </span>
            <span class="workplace-name">{t!(texts, kiosk.booked)}</span>
            " "
            <span class="workplace-detail">{t!(texts, kiosk.booked_how)}</span>
            <span class="workplace-waiting" aria-hidden="true">
                "→"
            </span>
        </button>
    }
}

#[component]
fn WorkplaceButton(id: WorkplaceId) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let id = StoredValue::new(id);
    let workplace = Memo::new(move |_| {
        id.with_value(|id| kiosk.live.plan.with(|plan| plan.workplace(id).cloned()))
    });
    let status = Memo::new(move |_| {
        id.with_value(|id| {
            kiosk.live.snapshot.with(|snapshot| {
                let mut statuses = snapshot.workplaces.iter();
                statuses.find(|status| status.id == *id).cloned()
            })
        })
    });
    // A workplace of which nothing is known yet gives no ticket either.
    let gives_tickets = move || {
        status.with(|status| {
            status
                .as_ref()
                .is_some_and(|status| status.no_ticket.is_none())
        })
    };
    let named = move |name: fn(&PlanWorkplace, Language) -> String| {
        move || workplace.with(|it| it.as_ref().map(|it| name(it, texts.language())))
    };
    let pressed = move || {
        id.with_value(|id| {
            kiosk
                .under_way
                .with(|tap| matches!(tap, Some(Tap::Service { workplace, .. }) if workplace == id))
        })
    };
    let off = move || {
        let today = kiosk.live.snapshot.with(|snapshot| snapshot.date);
        let reason = status.with(|status| status.as_ref()?.no_ticket);
        reason.map(|reason| texts.with(|texts| no_ticket(texts, reason, today)))
    };
    view! {
        <button
            type="button"
            class="workplace-button"
            data-workplace=id.with_value(WorkplaceId::to_string)
            data-long=move || {
                let language = texts.language();
                workplace.with(|it| long(it.as_ref()?.name.get(language)))
            }
            disabled=move || !gives_tickets()
            aria-busy=move || pressed().then_some("true")
            on:click=move |_| id.with_value(|id| kiosk.choose_workplace(id))
        >
            <span class="series-mark" aria-hidden="true">
                {named(|workplace, _| workplace.series.to_string())}
            </span>
            <span class="workplace-name name">
                {named(|workplace, language| workplace.name.get(language).to_owned())}
            </span>
            <Show
                when=gives_tickets
                fallback=move || {
                    view! {
                        <span class="workplace-off">{off} <ClosedBecause status /></span>
                    }
                }
            >
                <span class="workplace-detail">{named(detail)}</span>
                <Waiting status />
            </Show>
        </button>
    }
}

/// Said of a name that takes several lines of its button.
pub(super) fn long(name: &str) -> Option<&'static str> {
    (name.chars().count() > 40).then_some("")
}

/// What it does: its services, where it has several.
fn detail(workplace: &PlanWorkplace, language: Language) -> String {
    let names: Vec<_> = workplace
        .offered()
        .map(|it| it.name.get(language))
        .collect();
    match names.as_slice() {
        [] | [_] => String::new(),
        names => names.join(", "),
    }
}

#[component]
fn Waiting(status: Memo<Option<WorkplaceStatus>>) -> impl IntoView {
    let texts = use_texts();
    let waiting = move || status.with(|status| status.as_ref().map_or(0, |it| it.waiting));
    let expected = move || {
        let told = |texts: &_| status.with(|status| Some(wait(texts, status.as_ref()?.wait)));
        texts.with(told)
    };
    view! {
        <span class="workplace-waiting">
            <strong>{waiting}</strong>
            " "
            {move || texts.with(|texts| texts.kiosk.waiting.of(texts.language, waiting()))}
            " "
            <span class="wait">{expected}</span>
        </span>
    }
}
