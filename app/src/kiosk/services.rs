//! The second screen, where a workplace has several services.

use domain::{
    ids::{ServiceId, WorkplaceId},
    lobby::PlanWorkplace,
};
use leptos::prelude::*;

use super::{
    footer::ReturnFooter,
    start::long,
    state::{SERVICES_SECONDS, Tap, use_kiosk},
};
use crate::{
    t,
    texts::{fill, use_texts},
    ui::listed,
};

#[component]
pub(super) fn Services(id: WorkplaceId) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let id = StoredValue::new(id);
    let workplace = Memo::new(move |_| {
        id.with_value(|id| kiosk.live.plan.with(|plan| plan.workplace(id).cloned()))
    });
    let name = move || {
        workplace.with(|workplace| {
            let workplace = workplace.as_ref()?;
            Some(workplace.name.get(texts.language()).to_owned())
        })
    };
    let services = move || {
        workplace.with(|workplace| {
            let services = workplace.iter().flat_map(PlanWorkplace::offered);
            services
                .map(|service| service.id.clone())
                .collect::<Vec<_>>()
        })
    };
    view! {
        <main class="kiosk-main">
            <div>
                <h1 class="name">{name}</h1>
                <p class="lead">{t!(texts, kiosk.services_lead)}</p>
            </div>
            <div class="choice-form">
                <ul class="choice-list">
                    {listed(services, ServiceId::to_string, move |service| {
                        view! {
                            <li>
                                <ServiceButton workplace service />
                            </li>
                        }
                        .into_any()
                    })}
                </ul>
            </div>
        </main>
        <ReturnFooter seconds=Some(SERVICES_SECONDS) />
    }
}

#[component]
fn ServiceButton(workplace: Memo<Option<PlanWorkplace>>, service: ServiceId) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let id = StoredValue::new(service);
    let service = Memo::new(move |_| {
        workplace.with(|workplace| {
            let mut services = workplace.iter().flat_map(|workplace| &workplace.services);
            id.with_value(|id| services.find(|service| service.id == *id).cloned())
        })
    });
    let name = move || {
        service.with(|service| Some(service.as_ref()?.name.get(texts.language()).to_owned()))
    };
    let minutes = move || {
        let minutes = service.with(|service| Some(service.as_ref()?.minutes.to_string()));
        minutes.map(|n| texts.with(|texts| fill(&texts.kiosk.service_minutes, &[("n", &n)])))
    };
    let pressed = move || {
        let under_way = kiosk.under_way.get();
        id.with_value(
            |id| matches!(under_way, Some(Tap::Service { service, .. }) if service == *id),
        )
    };
    let choose = move |_| {
        let workplace = workplace.with_untracked(|it| it.as_ref().map(|it| it.id.clone()));
        if let Some(workplace) = workplace {
            let service = id.get_value();
            kiosk.choose(Tap::Service { workplace, service });
        }
    };
    view! {
        <button
            type="button"
            class="service-button"
            data-service=id.with_value(ServiceId::to_string)
            data-long=move || name().and_then(|name| long(&name))
            aria-busy=move || pressed().then_some("true")
            on:click=choose
        >
            <span class="name">{name}</span>
            " "
            <small>{minutes}</small>
        </button>
    }
}
