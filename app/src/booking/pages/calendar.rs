//! The days to the horizon, a week in each row; those with a free time are links.

use chrono::{Datelike as _, NaiveDate};
use domain::slots::CalendarDay;
use leptos::prelude::*;

use crate::{
    texts::{Texts, fill},
    ui::day_and_month,
};

/// `address` is where a free day leads.
pub(super) fn calendar(
    texts: &Texts,
    days: &[CalendarDay],
    shown: NaiveDate,
    address: impl Fn(NaiveDate) -> String,
) -> AnyView {
    // Offices seldom work at the weekend: where nothing is free then, the days are wider without.
    let is_weekend = |day: &CalendarDay| day.date.weekday().num_days_from_monday() >= 5;
    let columns = if days.iter().any(|day| day.free && is_weekend(day)) {
        7
    } else {
        5
    };
    let weekdays = texts
        .common
        .weekdays
        .iter()
        .zip(&texts.booking.weekdays_short);
    let head = weekdays.take(columns).map(|(weekday, short)| {
        view! {
            <th scope="col" abbr=weekday.clone()>
                {short.clone()}
            </th>
        }
    });
    let weeks = days.chunk_by(|a, b| a.date.iso_week() == b.date.iso_week());
    let weeks = weeks.filter_map(|week| {
        let first = week.first()?;
        let missing = first.date.weekday().num_days_from_monday() as usize;
        let week: Vec<_> = week
            .iter()
            .filter(|day| columns == 7 || !is_weekend(day))
            .collect();
        if week.is_empty() {
            return None;
        }
        let blank = (0..missing).map(|_| view! { <td></td> });
        let rest = columns.saturating_sub(missing + week.len());
        let rest = (0..rest).map(|_| view! { <td></td> });
        let week = week
            .into_iter()
            .map(|day| cell(texts, *day, shown, &address));
        Some(view! {
            <tr>{blank.collect_view()} {week.collect_view()} {rest.collect_view()}</tr>
        })
    });
    view! {
        <table class="calendar">
            <caption class="visually-hidden">{texts.booking.choose_day.clone()}</caption>
            <thead>
                <tr>{head.collect_view()}</tr>
            </thead>
            <tbody>{weeks.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn cell(
    texts: &Texts,
    day: CalendarDay,
    shown: NaiveDate,
    address: &impl Fn(NaiveDate) -> String,
) -> AnyView {
    let CalendarDay { date, free } = day;
    let (number, month) = (date.day().to_string(), date.month().to_string());
    let short = [("day", number.as_str()), ("month", month.as_str())];
    let short = fill(&texts.booking.short_date, &short);
    let label = day_and_month(texts, date);
    if !free {
        let label = fill(&texts.booking.day_full, &[("day", &label)]);
        return view! {
            <td>
                <span class="day">
                    <span aria-hidden="true">{short}</span>
                    <span class="visually-hidden">{label}</span>
                </span>
            </td>
        }
        .into_any();
    }
    let label = fill(&texts.booking.day_free, &[("day", &label)]);
    view! {
        <td>
            <a
                class="day"
                // Beside the days are its times: the page stays where it is.
                data-noscroll
                href=address(date)
                aria-current=(date == shown).then_some("date")
                aria-label=label
            >
                {short}
            </a>
        </td>
    }
    .into_any()
}
