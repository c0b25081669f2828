//! What a mail leads to. Opening it changes nothing, for programs that look through mails open
//! links too.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::{
    Content,
    choose_time::{days_and_times, time_in_address},
    form::{book_again, button, form, other, problem},
    read::{Moving, Shown, Standing, Times},
    sentences,
    summary::{day_and_time, summary},
};
use crate::{
    booking::cases::Again,
    texts::{Texts, fill},
    ui::time_of_day,
};

pub(super) fn reservation(texts: &Texts, shown: &Shown, token: &str) -> Content {
    let (title, body) = match &shown.standing {
        Standing::Held { .. } | Standing::Confirmed { .. } if shown.closed.is_some() => {
            (&texts.booking.falls_away, closed(texts, shown, token))
        }
        Standing::Held { until } => {
            let body = confirm(texts, shown, &time_of_day(*until), token);
            (&texts.booking.confirm_title, body)
        }
        Standing::Confirmed { code } => {
            let body = confirmed(texts, shown, &code.to_string(), token);
            (&texts.booking.is_booked, body)
        }
        _ => {
            let (title, body) = over(texts, shown);
            let body = view! {
                {body}
                {summary_of(texts, shown)}
            };
            (title, body.into_any())
        }
    };
    Content {
        title: title.clone(),
        step: None,
        body,
    }
}

/// To whoever comes by the link of a mail that leads nowhere: a newer one has taken its place, or
/// the day is over. One that never led anywhere is told the same.
pub(super) fn link_is_void(texts: &Texts) -> Content {
    let booking = &texts.booking;
    let body = view! {
        <p>{booking.link_is_void.clone()}</p>
        {book_again(texts, "/book".to_owned())}
        {other("/cancel".to_owned(), &booking.send_links)}
    };
    Content {
        title: booking.link_is_void_title.clone(),
        step: None,
        body: body.into_any(),
    }
}

pub(super) fn summary_of(texts: &Texts, shown: &Shown) -> AnyView {
    summary(texts, &shown.service_name, shown.agreed, &shown.lobby)
}

/// The button by which the client confirms.
fn confirm(texts: &Texts, shown: &Shown, until: &str, token: &str) -> AnyView {
    let button = button("button main wide", &texts.booking.confirm);
    view! {
        {summary_of(texts, shown)}
        <p>{fill(&texts.booking.confirm_by, &[("time", until)])}</p>
        {form(format!("/confirm/{token}"), button)}
        {cancelling(texts, token)}
    }
    .into_any()
}

/// Nobody is served then: there is nothing to come with, and another time to choose.
fn closed(texts: &Texts, shown: &Shown, token: &str) -> AnyView {
    let booking = &texts.booking;
    view! {
        {closed_then(texts, shown)}
        {summary_of(texts, shown)}
        <p>{booking.take_another.clone()}</p>
        <p class="actions">
            <a class="button main" href=format!("/reservation/{token}/move")>
                {booking.take_another_button.clone()}
            </a>
        </p>
        {cancelling(texts, token)}
    }
    .into_any()
}

pub(super) fn closed_then(texts: &Texts, shown: &Shown) -> Option<AnyView> {
    let reason = shown.closed.as_ref()?.get(texts.language);
    let said = fill(&texts.booking.closed_then, &[("reason", reason)]);
    Some(view! { <p class="message bad">{said}</p> }.into_any())
}

/// The code, and all that one needs to know to come with it.
fn confirmed(texts: &Texts, shown: &Shown, code: &str, token: &str) -> AnyView {
    let booking = &texts.booking;
    view! {
        {visit(texts, shown, &booking.your_code, code)}
        <p class="actions">
            <a
                class="button"
                href=format!("/calendar/{token}")
                rel="external"
                download
            >
                {booking.into_calendar.clone()}
            </a>
            {print(texts)}
            <a class="button" href=format!("/reservation/{token}/move")>
                {booking.move_it.clone()}
            </a>
        </p>
        {cancelling(texts, token)}
    }
    .into_any()
}

/// The code, for what, when and where it is, and what to do with it.
pub(super) fn visit(texts: &Texts, shown: &Shown, label: &str, code: &str) -> AnyView {
    let booking = &texts.booking;
    let (from, to) = (time_of_day(shown.from), time_of_day(shown.to));
    let when = fill(&booking.come, &[("from", &from), ("to", &to)]);
    let papers = shown.papers.get(texts.language).to_owned();
    let papers =
        (!papers.is_empty()).then(|| view! { <p>{booking.papers.clone()} " " {papers}</p> });
    let address = (!shown.address.is_empty()).then(|| {
        view! { <p class="quiet">{shown.address.clone()}</p> }
    });
    // In two parts: a number is easier to read so.
    let (first, second) = code.split_at(code.len() / 2);
    view! {
        <div class="code">
            <p>{label.to_owned()}</p>
            <p class="digits">{format!("{first}\u{a0}{second}")}</p>
        </div>
        {summary_of(texts, shown)}
        {address}
        {papers}
        <ol class="steps">
            <li>{when}</li>
            <li>{booking.type_the_code.clone()}</li>
            <li>{booking.wait_to_be_called.clone()}</li>
        </ol>
    }
    .into_any()
}

/// It works by the page's program.
pub(super) fn print(texts: &Texts) -> AnyView {
    view! {
        <button class="button" type="button" data-print>
            {texts.booking.print.clone()}
        </button>
    }
    .into_any()
}

/// Asks once more before it cancels.
fn cancelling(texts: &Texts, token: &str) -> AnyView {
    let button = button("button bad", &texts.booking.yes_cancel);
    view! {
        <details class="more">
            <summary>{texts.booking.cancel.clone()}</summary>
            <p>{texts.booking.cancel_what.clone()}</p>
            {form(format!("/reservation/{token}"), button)}
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
        {book_again(texts, format!("/book/{}", shown.service))}
    };
    (title, body.into_any())
}

// ---- Moving ----

pub(super) fn moving(
    texts: &Texts,
    moving: &Moving,
    again: Option<&Again>,
    token: &str,
) -> Content {
    let Moving { shown, times } = moving;
    let body = match shown.standing {
        Standing::Held { .. } | Standing::Confirmed { .. } => {
            let now = day_and_time(texts, shown.agreed);
            let now = match &shown.closed {
                Some(reason) => {
                    let values = [
                        ("when", now.as_str()),
                        ("reason", reason.get(texts.language)),
                    ];
                    fill(&texts.booking.moved_from_closed, &values)
                }
                None => fill(&texts.booking.moved_from, &[("when", &now)]),
            };
            let base = format!("/reservation/{token}/move");
            let address = |day: NaiveDate| format!("{base}/{day}");
            let fields = other_times(texts, times, &address, again);
            let service = shown.service_name.get(texts.language).to_owned();
            view! {
                <p class="quiet name">{service}</p>
                <p>{now}</p>
                {form(address(times.day), fields)}
            }
            .into_any()
        }
        _ => over(texts, shown).1,
    };
    let body = view! {
        {body}
        {other(format!("/reservation/{token}"), &texts.booking.leave_as_is)}
    };
    Content {
        title: texts.booking.move_title.clone(),
        step: None,
        body: body.into_any(),
    }
}

/// The fields of the form in which another time is chosen.
pub(super) fn other_times(
    texts: &Texts,
    times: &Times,
    address: &impl Fn(NaiveDate) -> String,
    again: Option<&Again>,
) -> AnyView {
    let wrong = match again {
        Some(Again::NotMoved(None)) => Some(texts.booking.choose_a_time.clone()),
        Some(Again::NotMoved(Some(reason))) => Some(sentences::no_place(texts, *reason)),
        _ => None,
    };
    let choose = |time| choice(&time_in_address(time), time_of_day(time));
    let button =
        (!times.starts.is_empty()).then(|| button("button main wide", &texts.booking.move_here));
    view! {
        {wrong.map(problem)}
        {days_and_times(texts, times, address, choose)}
        {button}
    }
    .into_any()
}

/// One of the times.
fn choice(value: &str, label: String) -> AnyView {
    let id = format!("at-{value}");
    view! {
        <input type="radio" name="time" id=id.clone() value=value.to_owned() />
        <label class="time" for=id>
            {label}
        </label>
    }
    .into_any()
}
