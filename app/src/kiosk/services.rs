//! The second screen, where a workplace has several services.

use chrono::NaiveDate;
use domain::{
    ids::{ServiceId, WorkplaceId},
    lobby::PlanWorkplace,
    series::NoTicket,
};
use leptos::prelude::*;

use super::{
    footer::ReturnFooter,
    start::long,
    state::{SERVICES_SECONDS, Tap, use_kiosk},
};
use crate::{
    t,
    texts::{Texts, fill, sentence, use_texts},
    ui::{listed, no_ticket, says, shows, time_of_day},
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
    // Why it is off, and whether nobody is there to do it.
    let stands = Memo::new(move |_| {
        let workplace = workplace.with(|it| it.as_ref().map(|it| it.id.clone()));
        kiosk.live.snapshot.with(|snapshot| {
            let mut statuses = snapshot.workplaces.iter();
            let status = statuses.find(|status| Some(&status.id) == workplace.as_ref())?;
            let mut closed = status.closed_services.iter();
            id.with_value(|id| {
                let closed = closed.find(|it| it.id == *id).cloned();
                Some((closed, status.is_unmanned(id)))
            })
        })
    });
    let is_off = move || stands.with(|it| matches!(it, Some((Some(_), _))));
    let detail = shows(move || match stands.get() {
        Some((None, true)) => sentence(texts, |texts| &texts.common.wait_no_counter).into_any(),
        None | Some((None, false)) => says(minutes).into_any(),
        Some((Some(closed), _)) => {
            let today = kiosk.live.snapshot.with(|snapshot| snapshot.date);
            let reason = closed.because;
            let language = texts.language();
            let tag = reason.language_of(language).tag();
            view! {
                {texts.with(|texts| service_closed(texts, closed.no_ticket, today))}
                " "
                <span lang=tag>{reason.get(language).to_owned()}</span>
            }
            .into_any()
        }
    });
    view! {
        <button
            type="button"
            class="service-button"
            disabled=is_off
            data-service=id.with_value(ServiceId::to_string)
            data-long=move || name().and_then(|name| long(&name))
            aria-busy=move || pressed().then_some("true")
            on:click=choose
        >
            <span class="name">{name}</span>
            " "
            <small>{detail}</small>
        </button>
    }
}

/// Until when a service is closed whose workplace is not.
fn service_closed(texts: &Texts, why: NoTicket, today: NaiveDate) -> String {
    match why {
        NoTicket::NotYet { from } => {
            let time = time_of_day(from);
            fill(&texts.kiosk.service_closed_until, &[("time", &time)])
        }
        _ => no_ticket(texts, why, today),
    }
}
