//! A ticket: on the screen, and as it is printed.

use std::time::Duration;

use domain::lobby::Plan;
use leptos::prelude::*;

use super::{
    api::Printed,
    countdown::Countdown,
    footer::PlainFooter,
    state::{TICKET_SECONDS, after, use_kiosk},
};
use crate::{
    t,
    texts::{Texts, fill, use_texts},
    ui::{date_with_weekday, time_of_day, wait},
};

/// So long after the ticket is in the page it is printed: by then it is seen. Printing may hold up
/// the browser, and nobody should look at an empty screen meanwhile.
const UNTIL_PRINTING: Duration = Duration::from_millis(100);

#[component]
pub(super) fn Ticket(printed: Printed) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let printed = StoredValue::new(printed);
    // Whether printing was started; none: not yet.
    let printing = RwSignal::new(None);
    Effect::new(move || {
        after(UNTIL_PRINTING, move || {
            printing.set(Some(window().print().is_ok()));
        });
    });
    let say = move |sentence: fn(&Texts, &Printed) -> String| {
        move || printed.with_value(|printed| texts.with(|texts| sentence(texts, printed)))
    };
    let of_plan = move |name: fn(&Plan, &Texts, &Printed) -> String| {
        move || {
            kiosk.live.plan.with(|plan| {
                printed.with_value(|printed| texts.with(|texts| name(plan, texts, printed)))
            })
        }
    };
    let printing_told = move || {
        let started = printing.get()?;
        Some(texts.with(|texts| {
            let texts = &texts.kiosk;
            if started {
                &texts.printing
            } else {
                &texts.not_printed
            }
            .clone()
        }))
    };
    view! {
        <main class="kiosk-notice kiosk-ticket">
            <section class="issued-ticket" role="status">
                <h1>{t!(texts, kiosk.ticket_title)}</h1>
                <p class="ticket-number">{say(number)}</p>
                <p class="ticket-service name">{of_plan(service)}</p>
                <p class="ticket-issued">{say(issued)}</p>
            </section>
            <p class="ticket-ahead">
                <strong>{say(ahead)}</strong>
                " "
                {say(wait_told)}
            </p>
            <p>{say(what_next)}</p>
            <p class="small-print">{printing_told}</p>
            <button type="button" class="kiosk-button main" on:click=move |_| kiosk.finish()>
                {t!(texts, kiosk.done)}
            </button>
            <Countdown seconds=TICKET_SECONDS />
        </main>
        <PlainFooter />
        <section class="ticket-slip" aria-hidden="true">
            <p>{of_plan(|plan, texts, _| plan.town_name.get(texts.language).to_owned())}</p>
            <p>{of_plan(|plan, texts, _| plan.lobby_name.get(texts.language).to_owned())}</p>
            <p class="slip-number">{say(number)}</p>
            <p class="slip-service name">{of_plan(workplace_and_service)}</p>
            <p class="slip-wait">{say(ahead)} <br /> {say(expected)}</p>
            <p class="slip-advice">{say(what_next)}</p>
            <p class="slip-issued">{say(issued)}</p>
        </section>
    }
}

fn number(_: &Texts, printed: &Printed) -> String {
    printed.issued.ticket.id.to_string()
}

fn issued(texts: &Texts, printed: &Printed) -> String {
    let date = date_with_weekday(texts, printed.issued.ticket.id.date);
    let time = time_of_day(printed.time);
    fill(&texts.kiosk.issued, &[("date", &date), ("time", &time)])
}

/// How many are ahead, or the agreed time, which counts instead.
fn ahead(texts: &Texts, printed: &Printed) -> String {
    match (printed.agreed, printed.issued.ahead) {
        (Some(agreed), _) => fill(&texts.kiosk.agreed, &[("time", &time_of_day(agreed))]),
        (None, 0) => texts.kiosk.nobody_ahead.clone(),
        (None, n) => texts.kiosk.ahead.of(texts.language, n),
    }
}

fn wait_told(texts: &Texts, printed: &Printed) -> String {
    match printed.agreed {
        Some(_) => String::new(),
        None => wait(texts, printed.issued.wait),
    }
}

fn what_next(texts: &Texts, printed: &Printed) -> String {
    match printed.agreed {
        Some(_) => texts.kiosk.what_next_agreed.clone(),
        None => texts.kiosk.what_next.clone(),
    }
}

/// On paper the wait stands alone, so it says what it is.
fn expected(texts: &Texts, printed: &Printed) -> String {
    if printed.issued.wait.to_minutes == 0 {
        return String::new();
    }
    let wait = wait(texts, printed.issued.wait);
    fill(&texts.kiosk.slip_wait, &[("wait", &wait)])
}

fn service(plan: &Plan, texts: &Texts, printed: &Printed) -> String {
    let service = plan.service(&printed.issued.ticket.service);
    let name = service.map(|service| service.name.get(texts.language));
    name.unwrap_or_default().to_owned()
}

fn workplace_and_service(plan: &Plan, texts: &Texts, printed: &Printed) -> String {
    let service = service(plan, texts, printed);
    match plan.workplace(&printed.issued.ticket.workplace) {
        Some(workplace) => format!("{} – {service}", workplace.name.get(texts.language)),
        None => service,
    }
}
