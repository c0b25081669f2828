//! What holds at one workplace, and what results from it.

use leptos::prelude::*;

use super::{
    ADDRESS,
    look::{Month, MonthDay, Overview},
    of, or_closed, say, told,
    typed::Piece,
};
use crate::{
    admin::contacting,
    texts::{fill, use_texts},
};

pub(super) fn one(overview: Overview) -> AnyView {
    let Overview {
        id,
        name,
        capacity,
        bookable,
        week,
        periods,
        days,
        month,
        outside,
        saved,
    } = overview;
    let saved = saved.then(|| {
        view! {
            <p class="message good" role="status">
                {say(|it| &it.saved)}
            </p>
        }
    });
    let capacity = fill(&say(|it| &it.capacity_is), &[("n", &capacity.to_string())]);
    let week = week.into_iter().map(|(weekday, hours, places)| {
        view! {
            <tr>
                <th scope="row">{weekday}</th>
                <td>{or_closed(hours)}</td>
                {bookable.then(|| view! { <td>{places}</td> })}
            </tr>
        }
    });
    let left_outside = (!outside.is_empty()).then(|| {
        let write = (!outside.clients.is_empty()).then(|| {
            let address = format!("{}?workplace={id}&outside", contacting::ADDRESS);
            view! {
                <p class="panel-action">
                    <a class="button" href=address>
                        {say(|it| &it.write_to_them)}
                    </a>
                </p>
            }
        });
        view! {
            <section class="panel" aria-labelledby="outside">
                <h2 id="outside">{say(|it| &it.outside)}</h2>
                <p>{say(|it| &it.outside_lead)}</p>
                {told(outside)}
                {write}
            </section>
        }
    });
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back_to_all)}</a>
        </p>
        <h1 class="page-title">{name}</h1>
        {saved}
        {left_outside}
        <section class="panel" aria-labelledby="week">
            <h2 id="week">{say(|it| &it.week)}</h2>
            <table>
                {head(say(|it| &it.weekday), bookable)}
                <tbody>{week.collect_view()}</tbody>
            </table>
            <p>{capacity}</p>
            {(!bookable).then(|| view! { <p class="quiet">{say(|it| &it.no_places)}</p> })}
            {button(&id, Piece::Week, say(|it| &it.change_week))}
        </section>
        <section class="panel" aria-labelledby="days">
            <h2 id="days">{say(|it| &it.days)}</h2>
            {days_of(&id, days, bookable)}
            {button(&id, Piece::Day(None), say(|it| &it.new_day))}
        </section>
        <section class="panel" aria-labelledby="periods">
            <h2 id="periods">{say(|it| &it.periods)}</h2>
            {periods_of(&id, periods)}
            {button(&id, Piece::Period(None), say(|it| &it.new_period))}
        </section>
        {month_of(&id, month, bookable)}
    }
    .into_any()
}

fn head(first: String, bookable: bool) -> AnyView {
    view! {
        <thead>
            <tr>
                <th scope="col">{first}</th>
                <th scope="col">{say(|it| &it.hours)}</th>
                {bookable.then(|| view! { <th scope="col">{say(|it| &it.places)}</th> })}
            </tr>
        </thead>
    }
    .into_any()
}

fn periods_of(id: &str, periods: Vec<(Piece, String)>) -> AnyView {
    if periods.is_empty() {
        view! { <p class="quiet">{say(|it| &it.no_periods)}</p> }.into_any()
    } else {
        let periods = periods.into_iter().map(|(piece, heading)| {
            let heading = match heading.split_once(" – ") {
                Some(_) => heading,
                None => fill(&say(|it| &it.from_on), &[("from", &heading)]),
            };
            view! { <li>{link(id, piece, heading)}</li> }
        });
        view! { <ul class="task-list">{periods.collect_view()}</ul> }.into_any()
    }
}

fn days_of(id: &str, days: Vec<(Piece, String, String, String)>, bookable: bool) -> AnyView {
    if days.is_empty() {
        view! { <p class="quiet">{say(|it| &it.no_days)}</p> }.into_any()
    } else {
        let days = days.into_iter().map(|(piece, heading, hours, places)| {
            view! {
                <tr>
                    <td>{link(id, piece, heading)}</td>
                    <td>{or_closed(hours)}</td>
                    {bookable.then(|| view! { <td>{places}</td> })}
                </tr>
            }
        });
        view! {
            <table>
                {head(say(|it| &it.date), bookable)}
                <tbody>{days.collect_view()}</tbody>
            </table>
        }
        .into_any()
    }
}

fn address(id: &str, piece: Piece) -> String {
    let piece = piece.word().replace(' ', "+");
    format!("{ADDRESS}?workplace={id}&piece={piece}")
}

fn link(id: &str, piece: Piece, text: String) -> AnyView {
    let address = address(id, piece);
    view! { <a href=address>{text}</a> }.into_any()
}

fn button(id: &str, piece: Piece, text: String) -> AnyView {
    let address = address(id, piece);
    view! {
        <p class="panel-action">
            <a class="button" href=address>
                {text}
            </a>
        </p>
    }
    .into_any()
}

fn month_of(id: &str, month: Month, bookable: bool) -> AnyView {
    let Month {
        title,
        before,
        after,
        weeks,
    } = month;
    let texts = use_texts();
    let turn = |month: Option<String>, text: String| {
        month.map(|month| {
            let address = format!("{ADDRESS}?workplace={id}&month={month}#month");
            view! { <a href=address>{text}</a> }
        })
    };
    let days = texts.with(|texts| texts.common.weekdays.clone());
    let days = days
        .into_iter()
        .map(|day| view! { <th scope="col">{day}</th> });
    let cell = |day: Option<MonthDay>| {
        let Some(day) = day else {
            return view! { <td></td> }.into_any();
        };
        let hours = if day.hours.is_empty() {
            let text = say(if day.is_holiday {
                |it| &it.holiday
            } else {
                |it| &it.closed
            });
            view! { <span class="quiet">{text}</span> }.into_any()
        } else {
            let hours = day.hours.into_iter().map(|it| view! { <span>{it}</span> });
            hours.collect_view().into_any()
        };
        let places = (bookable && day.places > 0).then(|| {
            let text = texts.with(|texts| of(texts).places_of_day.of(texts.language, day.places));
            view! { <span class="month-places">{text}</span> }
        });
        view! {
            <td aria-current=day.is_today.then_some("date")>
                <b>{day.day}</b>
                {hours}
                {places}
            </td>
        }
        .into_any()
    };
    let weeks = weeks.into_iter().map(|week| {
        let days = week.into_iter().map(cell);
        view! { <tr>{days.collect_view()}</tr> }
    });
    view! {
        <section class="panel" aria-labelledby="month">
            <h2 id="month">{say(|it| &it.results)}</h2>
            <p class="quiet">{say(|it| &it.month_hint)}</p>
            <div class="month-turn">
                {turn(before, say(|it| &it.month_before))} <b>{title}</b>
                {turn(after, say(|it| &it.month_after))}
            </div>
            // It can be scrolled, so it can be reached by keyboard.
            <div class="table-scroll" role="group" tabindex="0" aria-labelledby="month">
                <table class="month">
                    <thead>
                        <tr>{days.collect_view()}</tr>
                    </thead>
                    <tbody>{weeks.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
