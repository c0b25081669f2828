//! The second step: the day, and the time on it.

use chrono::{NaiveDate, NaiveTime, Timelike as _};
use leptos::prelude::*;

use super::{
    calendar::calendar,
    choose_service::about_minutes,
    form::other,
    read::{OfferedService, Times},
};
use crate::{
    booking::cases::entrance,
    texts::{Texts, fill},
    ui::{date_with_weekday, time_of_day},
};

pub(super) fn choose_time(texts: &Texts, times: &Times) -> AnyView {
    let service = times.service.id.clone();
    let book = entrance(times.booker);
    let address = move |day: NaiveDate| format!("{book}/{service}/{day}");
    let days = days_and_times(texts, times, &address, |time| {
        view! {
            <a class="time" href=format!("{}/{}", address(times.day), time_in_address(time))>
                {time_of_day(time)}
            </a>
        }
        .into_any()
    });
    view! {
        {about(texts, &times.service)}
        {days}
        {other(book.to_owned(), &texts.booking.other_service)}
    }
    .into_any()
}

/// What is to be booked.
fn about(texts: &Texts, service: &OfferedService) -> AnyView {
    let language = texts.language;
    let papers = service.papers.get(language).to_owned();
    let papers = (!papers.is_empty()).then(|| {
        view! { <p class="papers">{texts.booking.papers.clone()} " " {papers}</p> }
    });
    view! {
        <p class="quiet name">
            {service.name.get(language).to_owned()} " · " {about_minutes(texts, service.minutes)}
        </p>
        {papers}
    }
    .into_any()
}

/// The days, and the times of the one that is shown, each as `time` shows it.
pub(super) fn days_and_times(
    texts: &Texts,
    times: &Times,
    address: &impl Fn(NaiveDate) -> String,
    time: impl Fn(NaiveTime) -> AnyView,
) -> AnyView {
    if !times.days.iter().any(|day| day.free) {
        let ahead = times.days.len().saturating_sub(1).to_string();
        let said = fill(&texts.booking.booked_up, &[("n", &ahead)]);
        return view! { <p class="message">{said}</p> }.into_any();
    }
    let list = |title: &String, wanted: fn(NaiveTime) -> bool| {
        let starts = times.starts.iter().map(|start| start.time);
        let starts: Vec<_> = starts.filter(|time| wanted(*time)).collect();
        (!starts.is_empty()).then(|| {
            let items = starts
                .into_iter()
                .map(|start| view! { <li>{time(start)}</li> });
            view! {
                <h3>{title.clone()}</h3>
                <ul class="times">{items.collect_view()}</ul>
            }
        })
    };
    let none = times.starts.is_empty().then(|| {
        let free = times
            .days
            .iter()
            .find(|day| day.free && day.date > times.day);
        let free = free.or(times.days.iter().find(|day| day.free));
        free.map(|day| {
            view! {
                <p class="message">
                    {why_none(texts, times)} <br />
                    <a href=address(day.date)>
                        {fill(
                            &texts.booking.next_free_day,
                            &[("day", &date_with_weekday(texts, day.date))],
                        )}
                    </a>
                </p>
            }
        })
    });
    view! {
        {calendar(texts, &times.days, times.day, address)}
        <section aria-live="polite">
            <h2 class="name">{date_with_weekday(texts, times.day)}</h2>
            {none}
            {list(&texts.booking.morning, |time| time.hour() < 12)}
            {list(&texts.booking.afternoon, |time| time.hour() >= 12)}
        </section>
    }
    .into_any()
}

/// Why the day has no times.
fn why_none(texts: &Texts, times: &Times) -> String {
    let booking = &texts.booking;
    match &times.closed {
        Some(reason) => {
            let reason = reason.get(texts.language);
            fill(&booking.day_is_closed, &[("reason", reason)])
        }
        None => booking.day_is_full.clone(),
    }
}

/// `10:15`
pub(super) fn time_in_address(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}
