//! `/book`, `/book/{service}`, `/book/{service}/{date}`, `/book/{service}/{date}/{time}`: the steps
//! of booking.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::{Again, Page, Step, book_step},
    choose_service::choose_service,
    choose_time::choose_time,
    contact_form::contact_form,
};
use crate::{
    texts::{Texts, fill, use_texts},
    ui::{Loaded, PageFooter, form::refused, heading, page_head},
    wire::load,
};

pub(super) fn book_page() -> AnyView {
    let params = use_params_map();
    let page = load(
        move || {
            params.with(|params| {
                let part = |name| params.get(name);
                (part("service"), part("date"), part("time"))
            })
        },
        |(service, date, time)| async move {
            let again: Option<Again> = refused();
            Ok((book_step(service, date, time).await?, again))
        },
    );
    provide_context(page);
    view! { <Loaded resource=page page=|(page, again)| book(page, again) /> }.into_any()
}

fn book(page: Page<Step>, again: Option<Again>) -> AnyView {
    let texts = use_texts().now();
    let Page { masthead, content } = page;
    let (number, title, step) = match content {
        Step::Services(offers) => (
            1,
            &texts.booking.choose_service,
            choose_service(&texts, offers),
        ),
        Step::Times(times) => (2, &texts.booking.choose_time, choose_time(&texts, &times)),
        Step::Contact(step) => (3, &texts.booking.contact, contact_form(&texts, step, again)),
    };
    view! {
        {page_head(masthead, &texts.booking.book)}
        <main class="page-main booking">
            {progress(&texts, number)}
            {heading(title.clone())}
            {step}
        </main>
        <PageFooter />
    }
    .into_any()
}

/// The last step is the mail.
const STEPS: u8 = 4;

/// How far one has come.
pub(super) fn progress(texts: &Texts, step: u8) -> AnyView {
    let (n, of) = (step.to_string(), STEPS.to_string());
    let said = fill(&texts.booking.step, &[("n", &n), ("of", &of)]);
    view! {
        <p class="step">
            {said} <progress max=of value=n aria-hidden="true"></progress>
        </p>
    }
    .into_any()
}
