//! All that the office does, with the papers to bring.

use leptos::prelude::*;

use super::{
    choose_service::about_minutes,
    read::{Offer, OfferedService},
};
use crate::texts::Texts;

pub(super) fn offer(texts: &Texts, offers: Vec<Offer>) -> AnyView {
    let offers = offers.into_iter().map(|offer| {
        let services = offer.services.into_iter();
        view! {
            <h2 class="name">{offer.workplace.get(texts.language).to_owned()}</h2>
            {services.map(|service| about(texts, &service)).collect_view()}
        }
    });
    offers.collect_view().into_any()
}

fn about(texts: &Texts, service: &OfferedService) -> AnyView {
    let papers = service.papers.get(texts.language).to_owned();
    let papers = (!papers.is_empty()).then(|| {
        view! { <p>{texts.booking.papers.clone()} " " {papers}</p> }
    });
    let book = service.bookable.then(|| {
        view! {
            <p class="other">
                <a href=format!("/book/{}", service.id)>{texts.start.book.clone()}</a>
            </p>
        }
    });
    view! {
        <section class="offered">
            <h3 class="name">{service.name.get(texts.language).to_owned()}</h3>
            <p class="quiet">{about_minutes(texts, service.minutes)}</p>
            {papers}
            {book}
        </section>
    }
    .into_any()
}
