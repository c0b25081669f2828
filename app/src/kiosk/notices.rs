//! When there is no ticket: refused by the rules, without an answer, or no server at all.

use domain::{
    ids::WorkplaceId,
    series::{NoTicket, TicketRefusal},
};
use leptos::prelude::*;

use super::{
    countdown::Countdown,
    footer::PlainFooter,
    state::{FAILED_SECONDS, REFUSED_SECONDS, Tap, use_kiosk},
};
use crate::{
    t,
    texts::{fill, use_texts},
    ui::no_ticket,
};

#[component]
pub(super) fn Refused(id: WorkplaceId, refusal: TicketRefusal) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let title = move || {
        let language = texts.language();
        let workplace = kiosk.live.plan.with(|plan| {
            let name = plan.workplace(&id).map(|it| it.name.get(language));
            name.unwrap_or_default().to_owned()
        });
        texts.with(|texts| match refusal {
            TicketRefusal::NoTicket(_) => {
                fill(&texts.kiosk.refused_title, &[("workplace", &workplace)])
            }
            _ => texts.kiosk.changed_title.clone(),
        })
    };
    let reason = move || {
        let today = kiosk.live.snapshot.with(|snapshot| snapshot.date);
        texts.with(|texts| match refusal {
            TicketRefusal::NoTicket(reason) => no_ticket(texts, reason, today),
            _ => texts.kiosk.changed.clone(),
        })
    };
    let just_full = matches!(refusal, TicketRefusal::NoTicket(NoTicket::Full { .. }));
    view! {
        <main class="kiosk-notice" aria-live="assertive">
            <h1 class="name">{title}</h1>
            <p>{reason}</p>
            {just_full.then(|| view! { <p>{t!(texts, kiosk.last_taken)}</p> })}
            <ToStart />
            <Countdown seconds=REFUSED_SECONDS />
        </main>
        <PlainFooter />
    }
}

#[component]
pub(super) fn Failed(tap: Tap) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let pressed = move || kiosk.under_way.with(Option::is_some).then_some("true");
    view! {
        <main class="kiosk-notice" aria-live="assertive">
            <h1>{t!(texts, kiosk.failed_title)}</h1>
            <p>{t!(texts, kiosk.failed)}</p>
            <button
                type="button"
                class="kiosk-button main"
                aria-busy=pressed
                on:click=move |_| kiosk.choose(tap.clone())
            >
                {t!(texts, kiosk.try_again)}
            </button>
            <ToStart />
            <Countdown seconds=FAILED_SECONDS />
        </main>
        <PlainFooter />
    }
}

#[component]
pub(super) fn Unreachable() -> impl IntoView {
    let texts = use_texts();
    view! {
        <main class="kiosk-notice" aria-live="assertive">
            <h1>{t!(texts, kiosk.unreachable_title)}</h1>
            <p>{t!(texts, kiosk.unreachable)}</p>
            <p>{t!(texts, kiosk.unreachable_help)}</p>
        </main>
        <footer class="kiosk-footer"></footer>
    }
}

#[component]
fn ToStart() -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    view! {
        <button type="button" class="kiosk-button" on:click=move |_| kiosk.finish()>
            {t!(texts, kiosk.to_start)}
        </button>
    }
}
