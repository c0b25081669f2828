//! The first step: what one comes for.

use domain::slots::Booker;
use leptos::prelude::*;

use super::{
    of_client::find,
    read::{Offer, OfferedService},
};
use crate::{
    booking::cases::{Again, entrance},
    texts::{Texts, fill},
};

pub(super) fn choose_service(
    texts: &Texts,
    booker: Booker,
    offers: Vec<Offer>,
    again: Option<&Again>,
) -> AnyView {
    let offers = offers_or_none(texts, booker, offers);
    let find = (booker == Booker::Clerk).then(|| find(texts, again));
    view! {
        {offers}
        {find}
    }
    .into_any()
}

fn offers_or_none(texts: &Texts, booker: Booker, offers: Vec<Offer>) -> AnyView {
    if offers.is_empty() {
        if booker == Booker::Clerk {
            let none = texts.booking.by_clerk.no_bookings.clone();
            return view! { <p class="message">{none}</p> }.into_any();
        }
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
                {services.map(|service| choice(texts, booker, &service)).collect_view()}
            </ul>
        }
    });
    offers.collect_view().into_any()
}

fn choice(texts: &Texts, booker: Booker, service: &OfferedService) -> AnyView {
    let papers = Some(service.papers.get(texts.language)).filter(|papers| !papers.is_empty());
    let papers = papers.map(|papers| {
        // Beside the link, whose name would become long to listen to.
        view! { <p class="papers">{texts.booking.papers.clone()} " " {papers.to_owned()}</p> }
    });
    view! {
        <li>
            <a href=format!("{}/{}", entrance(booker), service.id)>
                <span class="name">{service.name.get(texts.language).to_owned()}</span>
                <small>{about_minutes(texts, service.minutes)}</small>
            </a>
            {papers}
        </li>
    }
    .into_any()
}

/// "asi 15 minut"
pub(super) fn about_minutes(texts: &Texts, minutes: u16) -> String {
    fill(&texts.booking.about_minutes, &[("n", &minutes.to_string())])
}
