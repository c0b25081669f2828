use domain::lobby::Plan;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

use super::{
    api::{KioskContent, kiosk_view},
    enrolment::Enrolment,
    footer::ReturnFooter,
    notices::{Failed, Refused, Unreachable},
    services::Services,
    start::Start,
    state::{Kiosk, Screen},
    ticket::Ticket,
};
use crate::{
    texts::use_texts,
    ui::{Loaded, PageTitle, StaleBanner, lobby_of, lobby_param},
    wire::load,
};

/// `/kiosk/{lobby}`
pub struct KioskRoute;

#[lazy_route]
impl LazyRoute for KioskRoute {
    // What `data` names is in the code that every page loads, so it names nothing.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let KioskRoute = this;
        let page = load(lobby_param(), |lobby| async move {
            kiosk_view(lobby_of(&lobby)?).await
        });
        view! { <Loaded resource=page page=|page| view! { <KioskPage page /> }.into_any() /> }
            .into_any()
    }
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
        Screen::Ticket(printed) => view! { <Ticket printed /> }.into_any(),
        Screen::Refused(id, refusal) => view! { <Refused id refusal /> }.into_any(),
        Screen::Failed(tap) => view! { <Failed tap /> }.into_any(),
    };
    let touched = move || kiosk.touches.update(|touches| *touches += 1);
    view! {
        <PageTitle text=title />
        <div
            class="kiosk"
            data-reach=move || kiosk.low.get().then_some("low")
            data-contrast=move || kiosk.contrast.get().then_some("high")
            data-ignores-taps=move || (!kiosk.listens()).then_some("")
            on:pointerdown=move |_| touched()
            on:keydown=move |_| touched()
        >
            <header class="kiosk-header">
                <div>
                    <p class="office">{town}</p>
                    <p>{name(|plan| &plan.lobby_name)}</p>
                </div>
                <p class="clock">{kiosk.live.clock}</p>
            </header>
            <StaleBanner fresh />
            {screen}
        </div>
    }
}
