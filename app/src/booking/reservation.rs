//! `/confirm/{token}`, `/reservation/{token}`: what a mail leads to. Opening it changes nothing,
//! for programs that look through mails open links too.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::{Again, Moving, Page, Shown, Standing, reservation_times, shown_reservation},
    choose_time::{days_and_times, time_in_address},
    sentences,
    submit::Submitting,
    summary::{day_and_time, summary},
};
use crate::{
    api::ApiError,
    texts::{Texts, fill, use_texts},
    ui::{Loaded, PageFooter, form::refused, heading, page_head, shows, time_of_day},
    wire::{Loading, load},
};

pub(super) fn reservation_page() -> AnyView {
    let params = use_params_map();
    let page: Loading = load(
        move || params.with(|params| params.get("token").unwrap_or_default()),
        |token| async move { Ok((shown_reservation(token.clone()).await?, token)) },
    );
    provide_context(page);
    view! { <Loaded resource=page page=reservation /> }.into_any()
}

/// With the token of the mail.
fn reservation((page, token): (Page<Shown>, String)) -> AnyView {
    let texts = use_texts().now();
    let Page {
        masthead,
        content: shown,
    } = page;
    let summary = summary(&texts, &shown.service_name, shown.agreed, &shown.lobby);
    let (title, body) = match &shown.standing {
        Standing::Held { until } => {
            let confirm = confirm(&texts, &time_of_day(*until), &token, summary);
            (&texts.booking.confirm_title, confirm)
        }
        Standing::Confirmed { code } => {
            let code = code.map(|code| code.to_string()).unwrap_or_default();
            (
                &texts.booking.is_booked,
                confirmed(&texts, &shown, &code, &token, summary),
            )
        }
        _ => {
            let (title, body) = over(&texts, &shown);
            (title, view! { {body} {summary} }.into_any())
        }
    };
    view! {
        {page_head(masthead, title)}
        <main class="page-main booking">{heading(title.clone())} {body}</main>
        <PageFooter />
    }
    .into_any()
}

/// The button by which the client confirms.
fn confirm(texts: &Texts, until: &str, token: &str, summary: AnyView) -> AnyView {
    let submitting = Submitting::new(None);
    let by = fill(&texts.booking.confirm_by, &[("time", until)]);
    let button = submitting.button("button main wide", texts.booking.confirm.clone());
    view! {
        {summary}
        <p>{by}</p>
        {submitting.failure()}
        {submitting.form(format!("/confirm/{token}"), button)}
        {cancelling(texts, submitting, token)}
    }
    .into_any()
}

/// The code, and all that one needs to know to come with it.
fn confirmed(texts: &Texts, shown: &Shown, code: &str, token: &str, summary: AnyView) -> AnyView {
    let booking = &texts.booking;
    let submitting = Submitting::new(None);
    let (from, to) = (time_of_day(shown.from), time_of_day(shown.to));
    let when = fill(&booking.come, &[("from", &from), ("to", &to)]);
    let papers = shown.papers.get(texts.language).to_owned();
    let papers = (!papers.is_empty()).then(|| {
        view! { <li>{booking.papers.clone()} " " {papers}</li> }
    });
    let address = (!shown.address.is_empty()).then(|| {
        view! { <p class="quiet">{shown.address.clone()}</p> }
    });
    // In two parts: a number is easier to read so.
    let (first, second) = code.split_at(code.len() / 2);
    let spaced = format!("{first}\u{a0}{second}");
    view! {
        <div class="code">
            <p>{booking.your_code.clone()}</p>
            <p class="digits">{spaced}</p>
        </div>
        {summary}
        {address}
        <ol class="steps">
            <li>{when}</li>
            <li>{booking.type_the_code.clone()}</li>
            <li>{booking.wait_to_be_called.clone()}</li>
            {papers}
        </ol>
        <p class="actions">
            <a class="button" href=format!("/reservation/{token}/calendar.ics") rel="external" download>
                {booking.into_calendar.clone()}
            </a>
            <button class="button print" type="button" on:click=|_| print()>
                {booking.print.clone()}
            </button>
            <a class="button" href=format!("/reservation/{token}/move")>
                {booking.move_it.clone()}
            </a>
        </p>
        {submitting.failure()}
        {cancelling(texts, submitting, token)}
    }
    .into_any()
}

fn print() {
    // It fails only where nothing can be printed.
    let _ = window().print();
}

/// Asks once more before it cancels.
fn cancelling(texts: &Texts, submitting: Submitting, token: &str) -> AnyView {
    let button = submitting.button("button bad", texts.booking.yes_cancel.clone());
    view! {
        <details class="more">
            <summary>{texts.booking.cancel.clone()}</summary>
            <p>{texts.booking.cancel_what.clone()}</p>
            {submitting.form(format!("/reservation/{token}"), button)}
        </details>
    }
    .into_any()
}

/// A reservation about which nothing can be done any more: what it is called, and what one can do.
pub(super) fn over<'a>(texts: &'a Texts, shown: &Shown) -> (&'a String, AnyView) {
    let booking = &texts.booking;
    let (title, sentence) = match &shown.standing {
        Standing::CheckedIn { ticket } => {
            let said = fill(&booking.has_ticket, &[("ticket", &ticket.to_string())]);
            return (&booking.is_checked_in, view! { <p>{said}</p> }.into_any());
        }
        Standing::Lapsed => (&booking.is_lapsed, &booking.lapsed),
        Standing::Cancelled => (&booking.is_cancelled, &booking.cancelled),
        _ => (&booking.is_expired, &booking.expired),
    };
    let body = view! {
        <p>{sentence.clone()}</p>
        <p>
            <a class="button main" href=format!("/book/{}", shown.service)>
                {booking.book_again.clone()}
            </a>
        </p>
    };
    (title, body.into_any())
}

// ---- Moving ----

pub(super) fn move_page() -> AnyView {
    let params = use_params_map();
    let page: Loading = load(
        move || params.with(|params| (params.get("token").unwrap_or_default(), params.get("date"))),
        |(token, date)| async move {
            let again: Option<Again> = refused();
            let page = reservation_times(token.clone(), date).await?;
            Ok::<_, ApiError>((page, again, token))
        },
    );
    provide_context(page);
    view! { <Loaded resource=page page=moving /> }.into_any()
}

/// The page, what it answers, and the token of the mail.
type MovingPage = (Page<Moving>, Option<Again>, String);

fn moving((page, again, token): MovingPage) -> AnyView {
    let texts = use_texts().now();
    let Page { masthead, content } = page;
    let Moving { shown, times } = content;
    let title = &texts.booking.move_title;
    let body = match shown.standing {
        Standing::Held { .. } | Standing::Confirmed { .. } => {
            let submitting = Submitting::new(again);
            let now = day_and_time(&texts, shown.agreed);
            let now = fill(&texts.booking.moved_from, &[("when", &now)]);
            let base = format!("/reservation/{token}/move");
            let address = move |day: chrono::NaiveDate| format!("{base}/{day}");
            let here = address(times.day);
            let days = days_and_times(&texts, &times, &address, |time| {
                let value = time_in_address(time);
                let id = format!("at-{value}");
                view! {
                    <input type="radio" name="time" id=id.clone() value=value />
                    <label class="time" for=id>
                        {time_of_day(time)}
                    </label>
                }
                .into_any()
            });
            let button = (!times.starts.is_empty())
                .then(|| submitting.button("button main wide", texts.booking.move_here.clone()));
            let fields = view! {
                {days}
                {not_moved(submitting)}
                {submitting.failure()}
                {button}
            };
            view! {
                <p>{now}</p>
                {submitting.form(here, fields.into_any())}
            }
            .into_any()
        }
        _ => over(&texts, &shown).1,
    };
    view! {
        {page_head(masthead, title)}
        <main class="page-main booking">
            {heading(title.clone())} {body} <p class="other">
                <a href=format!("/reservation/{token}")>{texts.booking.leave_as_is.clone()}</a>
            </p>
        </main>
        <PageFooter />
    }
    .into_any()
}

fn not_moved(submitting: Submitting) -> AnyView {
    let texts = use_texts();
    let problem = shows(move || match submitting.again.get() {
        Some(Again::Moved(reason)) => {
            let said = texts.with(|texts| match reason {
                domain::slots::NoPlace::NotOffered => texts.booking.choose_a_time.clone(),
                reason => sentences::no_place(texts, reason),
            });
            view! { <p class="message bad">{said}</p> }.into_any()
        }
        _ => ().into_any(),
    });
    view! { <div role="alert">{problem}</div> }.into_any()
}
