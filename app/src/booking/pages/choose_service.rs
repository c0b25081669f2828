//! The first step: what one comes for.

use leptos::prelude::*;

use super::read::{Offer, OfferedService};
use crate::texts::{Texts, fill};

pub(super) fn choose_service(texts: &Texts, offers: Vec<Offer>) -> AnyView {
    if offers.is_empty() {
        return view! {
            <p class="message">{texts.booking.no_bookings.clone()}</p>
            <p>
                <a class="button" href="/">
                    {texts.common.back_to_start.clone()}
                </a>
            </p>
        }
        .into_any();
    }
    let offers = offers.into_iter().map(|offer| {
        let services = offer.services.into_iter();
        view! {
            <h2 class="name">{offer.workplace.get(texts.language).to_owned()}</h2>
            <ul class="service-list">
                {services.map(|service| choice(texts, &service)).collect_view()}
            </ul>
        }
    });
    offers.collect_view().into_any()
}

fn choice(texts: &Texts, service: &OfferedService) -> AnyView {
    view! {
        <li>
            <a href=format!("/book/{}", service.id)>
                <span class="name">{service.name.get(texts.language).to_owned()}</span>
                <small>{about_minutes(texts, service.minutes)}</small>
            </a>
        </li>
    }
    .into_any()
}

/// "asi 15 minut"
pub(super) fn about_minutes(texts: &Texts, minutes: u16) -> String {
    fill(&texts.booking.about_minutes, &[("n", &minutes.to_string())])
}
