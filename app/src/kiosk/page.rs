use domain::{lobby::Plan, printer::PrinterState};
use leptos::prelude::*;

use super::{
    api::{KioskContent, kiosk_view},
    enrolment::Enrolment,
    footer::ReturnFooter,
    notices::{Failed, Refused, Unreachable},
    services::Services,
    start::Start,
    state::{Kiosk, Screen},
    ticket::Ticket,
    touch,
};
use crate::{
    texts::{Texts, sentence, use_texts},
    ui::{Loaded, PageTitle, StaleBanner, crest_of, lobby_of, lobby_param, shows},
    wire::load,
};

/// `/kiosk/{lobby}`
pub fn page() -> AnyView {
    let page = load(lobby_param(), |lobby| async move {
        kiosk_view(lobby_of(&lobby)?).await
    });
    view! { <Loaded resource=page page=|page| view! { <KioskPage page /> }.into_any() /> }
        .into_any()
}

#[component]
fn KioskPage(page: KioskContent) -> impl IntoView {
    let texts = use_texts();
    let kiosk = Kiosk::new(page);
    provide_context(kiosk);
    let name = move |name: fn(&Plan) -> &domain::text::Localized| {
        move || {
            kiosk
                .live
                .plan
                .with(|plan| name(plan).get(texts.language()).to_owned())
        }
    };
    let town = name(|plan| &plan.town_name);
    let title = move || {
        format!(
            "{} – {}",
            texts.with(|texts| texts.kiosk.title.clone()),
            town()
        )
    };
    let unreachable = move || kiosk.screen.with(|screen| *screen == Screen::Unreachable);
    // The notice says the same in more words.
    let fresh = Signal::derive(move || kiosk.live.fresh.get() || unreachable());
    let screen = move || match kiosk.screen.get() {
        Screen::Enrolment(standing) => view! { <Enrolment standing /> }.into_any(),
        Screen::Unreachable => view! { <Unreachable /> }.into_any(),
        Screen::Start => view! { <Start /> }.into_any(),
        Screen::Services(id) => view! { <Services id /> }.into_any(),
        Screen::Later(later) => view! {
            {(later.make)()}
            <ReturnFooter seconds=later.seconds />
        }
        .into_any(),
        Screen::Ticket(printed) => view! { <Ticket printed=*printed /> }.into_any(),
        Screen::Refused(id, refusal) => view! { <Refused id refusal /> }.into_any(),
        Screen::Failed(tap) => view! { <Failed tap /> }.into_any(),
    };
    // A clock that has stopped would tell a wrong time.
    let clock = shows(move || {
        if unreachable() {
            return ().into_any();
        }
        view! { <p class="clock">{kiosk.live.clock}</p> }.into_any()
    });
    let printer = shows(move || {
        let note = kiosk.printer().and_then(printer_note);
        note.map_or_else(
            || ().into_any(),
            |note| view! { <p class="printer-note">{sentence(texts, note)}</p> }.into_any(),
        )
    });
    let touched = move || kiosk.touches.update(|touches| *touches += 1);
    view! {
        <PageTitle text=title />
        <div
            class="kiosk"
            data-reach=move || kiosk.low.get().then_some("low")
            data-text=move || kiosk.large.get().then_some("large")
            data-contrast=move || kiosk.contrast.get().then_some("high")
            data-ignores-taps=move || (!kiosk.listens()).then_some("")
            on:pointerdown=move |event| {
                touched();
                touch::down(&event);
            }
            on:pointerup=move |event| touch::up(&event)
            on:pointercancel=move |_| touch::cancel()
            on:click:capture=move |event| touch::only_ours(&event)
            on:contextmenu=move |event| event.prevent_default()
            on:keydown=move |_| touched()
        >
            <header class="kiosk-header">
                {crest_of(kiosk.live.plan)}
                <div>
                    <p class="office">{town}</p>
                    <p>{name(|plan| &plan.lobby_name)}</p>
                    {printer}
                </div>
                {clock}
            </header>
            <StaleBanner fresh />
            {screen}
        </div>
    }
}

/// What whoever looks after the kiosk should know of its printer.
fn printer_note(state: PrinterState) -> Option<fn(&Texts) -> &String> {
    match state {
        PrinterState::Ready => None,
        PrinterState::PaperLow => Some(|texts| &texts.kiosk.printer_paper_low),
        PrinterState::NoPaper => Some(|texts| &texts.kiosk.printer_no_paper),
        PrinterState::Stopped => Some(|texts| &texts.kiosk.printer_stopped),
        PrinterState::Silent => Some(|texts| &texts.kiosk.printer_silent),
    }
}
