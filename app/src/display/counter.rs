//! The small display above a counter: its number, whom it calls or serves, whether it works.

use domain::{
    ids::CounterNumber,
    lobby::{CounterWork, PublicSnapshot},
};
use leptos::prelude::*;

use crate::{
    display::{awake::keep_awake, page::counter_of},
    live::{View, follow},
    t,
    texts::{T, use_texts},
    ui::{PageTitle, StaleBanner, shows},
};

#[component]
pub(super) fn AboveCounter(view: View<PublicSnapshot>, number: CounterNumber) -> impl IntoView {
    let texts = use_texts();
    let live = follow(&view.plan.lobby.clone(), view);
    keep_awake();
    // A counter that is no more is closed.
    let work = Memo::new(move |_| {
        let status = live.snapshot.with(|snapshot| counter_of(snapshot, number));
        status.map_or(CounterWork::Closed, |status| status.work)
    });
    let title = move || texts.with(|texts| format!("{} {number}", texts.display.counter));
    let state = move || match work.get() {
        CounterWork::Closed => "closed",
        CounterWork::Paused => "paused",
        CounterWork::Free => "free",
        CounterWork::Calls { .. } => "calls",
        CounterWork::Serves { .. } => "serves",
    };
    view! {
        <PageTitle text=title />
        <div class="above-counter" data-work=state>
            <StaleBanner fresh=live.fresh />
            <h1>
                <span>{t!(texts, display.counter)}</span>
                " "
                <strong>{number.get()}</strong>
            </h1>
            // Made anew with each call, so that it greets each one.
            <main role="status">{shows(move || shown(texts, work.get()))}</main>
        </div>
    }
}

fn shown(texts: T, work: CounterWork) -> AnyView {
    match work {
        CounterWork::Calls { ticket, .. } => view! {
            <p class="what">{t!(texts, display.come)}</p>
            <p class="call-ticket">
                {ticket.to_string()}
            </p>
            <Down />
        }
        .into_any(),
        CounterWork::Serves { ticket } => view! {
            <p class="what">{t!(texts, display.serving)}</p>
            <p class="call-ticket">{ticket.to_string()}</p>
        }
        .into_any(),
        CounterWork::Paused => view! {
            <p class="word">{t!(texts, display.paused)}</p>
            <p class="what">{t!(texts, display.paused_hint)}</p>
        }
        .into_any(),
        CounterWork::Free => view! { <p class="what">{t!(texts, display.free)}</p> }.into_any(),
        CounterWork::Closed => view! { <p class="word">{t!(texts, display.closed)}</p> }.into_any(),
    }
}

/// To the desk, which is below.
#[component]
fn Down() -> impl IntoView {
    view! {
        <svg class="down" viewBox="0 0 16 22" aria-hidden="true">
            <path
                fill="none"
                stroke="currentColor"
                stroke-width="3"
                d="M8 0v20M1 13l7 7 7-7"
            ></path>
        </svg>
    }
}
