//! A ticket: on the screen, and as the browser prints it.

use domain::{lobby::Plan, printer::PrinterState};
use leptos::prelude::*;

use super::{
    api::Printed,
    countdown::Countdown,
    footer::PlainFooter,
    slip,
    start::long,
    state::{Printing, use_kiosk},
};
use crate::{
    t,
    texts::{Texts, use_texts},
    ui::{says, shows},
};

#[component]
pub(super) fn Ticket(printed: Printed) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let printed = StoredValue::new(printed);
    Effect::new(move || {
        let language = untrack(|| texts.language());
        printed.with_value(|printed| kiosk.print(printed, language));
    });
    let say = move |sentence: fn(&Texts, &Printed) -> String| {
        says(move || printed.with_value(|printed| texts.with(|texts| sentence(texts, printed))))
    };
    let of_plan = move |name: fn(&Plan, &Texts, &Printed) -> String| {
        says(move || {
            kiosk.live.plan.with(|plan| {
                printed.with_value(|printed| texts.with(|texts| name(plan, texts, printed)))
            })
        })
    };
    let is_long = move |name: fn(&Plan, &Texts, &Printed) -> String| {
        move || {
            let name = kiosk.live.plan.with(|plan| {
                printed.with_value(|printed| texts.with(|texts| name(plan, texts, printed)))
            });
            long(&name)
        }
    };
    let printing = says(move || texts.with(|texts| printing_told(texts, kiosk.printing.get())));
    let is_lost = move || {
        let lost = matches!(kiosk.printing.get(), Printing::Failed(_));
        lost.then_some("")
    };
    let follow = move || {
        let qr = printed.with_value(|printed| printed.qr.clone())?;
        Some(view! {
            <div class="ticket-follow">
                <div class="ticket-qr" aria-hidden="true" inner_html=qr></div>
                <p>{t!(texts, kiosk.follow)}</p>
            </div>
        })
    };
    let countdown = shows(move || {
        let seconds = kiosk.ticket_seconds();
        view! { <Countdown seconds /> }.into_any()
    });
    view! {
        <main class="kiosk-notice kiosk-ticket">
            <section class="issued-ticket" role="status">
                <h1>{t!(texts, kiosk.ticket_title)}</h1>
                <p class="ticket-number">{say(slip::number)}</p>
                <p class="ticket-service name" data-long=is_long(slip::service)>
                    {of_plan(slip::service)}
                </p>
                <p class="ticket-issued">{say(slip::issued)}</p>
            </section>
            <p class="ticket-printing" role="status" data-lost=is_lost>
                {printing}
            </p>
            <div class="ticket-next">
                <div>
                    <p class="ticket-ahead">
                        <strong>{say(slip::ahead)}</strong>
                        {say(slip::below_ahead)}
                    </p>
                    <p>{say(slip::what_next)}</p>
                    <p class="ticket-place" data-long=is_long(slip::place)>
                        {of_plan(slip::place)}
                    </p>
                </div>
                {follow()}
            </div>
            <button type="button" class="kiosk-button main" on:click=move |_| kiosk.finish()>
                {t!(texts, kiosk.done)}
            </button>
            {countdown}
        </main>
        <PlainFooter />
        <section class="ticket-slip" aria-hidden="true">
            <p>{of_plan(slip::office)}</p>
            <p class="slip-number">{say(slip::number)}</p>
            <p class="slip-service name">{of_plan(slip::workplace_and_service)}</p>
            <p class="slip-wait">{say(slip::ahead)} <br /> {say(slip::expected)}</p>
            <p class="slip-advice">{of_plan(slip::place)}</p>
            <p>{say(slip::what_next)}</p>
            {follow()}
            <p class="slip-issued">{say(slip::issued)}</p>
        </section>
    }
}

fn printing_told(texts: &Texts, printing: Printing) -> String {
    let texts = &texts.kiosk;
    match printing {
        Printing::NotYet => String::new(),
        Printing::ByBrowser { begun: true } => texts.printing.clone(),
        Printing::ByBrowser { begun: false } => texts.not_printed.clone(),
        Printing::UnderWay => texts.printing_now.clone(),
        Printing::Done => texts.printed.clone(),
        Printing::Failed(state) => {
            let why = match state {
                PrinterState::NoPaper => &texts.copy_no_paper,
                _ => &texts.copy_silent,
            };
            format!("{why} {}", texts.copy_how)
        }
    }
}
