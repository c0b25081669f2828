//! The form that changes one piece of it.

use leptos::prelude::*;

use super::{
    ADDRESS,
    look::Form,
    say, told,
    typed::{Piece, Problem, WEEKDAYS},
};
use crate::{
    admin::{
        fields::field,
        inputs::{Inputs, say_of_forms},
    },
    texts::{fill, use_texts},
};

pub(super) fn filled_in(form: Form) -> AnyView {
    let Form {
        id,
        name,
        bookable,
        piece,
        fields,
        problems,
        outside,
        changed,
    } = form;
    let back = fill(&say(|it| &it.back_to), &[("name", &name)]);
    let heading = say(match piece {
        Piece::Week => |it| &it.change_week,
        Piece::Period(None) => |it| &it.new_period,
        Piece::Period(Some(_)) => |it| &it.change_period,
        Piece::Day(None) => |it| &it.new_day,
        Piece::Day(Some(_)) => |it| &it.change_day,
    });
    let problems = problems.into_iter();
    let problems = problems.map(|(name, problem)| (name, sentence_of(problem)));
    let inputs = Inputs {
        fields: &fields,
        problems: &problems.collect(),
        changed: changed.as_ref(),
    };
    let removing = field(&fields, "action") == "remove";
    let agreed = outside.as_ref().map(|outside| outside.digest.clone());
    let outside = outside.map(|outside| {
        view! {
            <section class="panel" role="alert" aria-labelledby="outside">
                <h2 id="outside">{say(|it| &it.would_be_outside)}</h2>
                {told(outside)}
                <p>{say(|it| &it.would_be_outside_lead)}</p>
            </section>
        }
    });
    let asked = outside.is_some();
    let changed = changed.is_some().then(|| {
        view! {
            <p class="message bad" role="alert">
                {say_of_forms(|it| &it.changed)}
            </p>
        }
    });
    let hidden = || {
        let hidden = [
            ("workplace", id.clone()),
            ("piece", piece.word()),
            ("seen", field(&fields, "seen").to_owned()),
            ("agreed", agreed.clone().unwrap_or_default()),
        ];
        hidden
            .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
            .collect_view()
    };
    let save = if asked && !removing {
        say(|it| &it.save_all_the_same)
    } else {
        say_of_forms(|it| &it.save)
    };
    let can_be_removed = !matches!(piece, Piece::Week | Piece::Period(None) | Piece::Day(None));
    let remove = can_be_removed.then(|| {
        let for_good = if asked && removing {
            say(|it| &it.remove_all_the_same)
        } else {
            say_of_forms(|it| &it.remove_for_good)
        };
        view! {
            <details class="revoke panel" open=removing>
                <summary class="button bad">{say_of_forms(|it| &it.remove)}</summary>
                <form method="post" action=ADDRESS>
                    {hidden()} <input type="hidden" name="action" value="remove" />
                    <p>{say(|it| &it.remove_consequence)}</p>
                    <button class="button bad">{for_good}</button>
                </form>
            </details>
        }
    });
    let address = format!("{ADDRESS}?workplace={id}");
    view! {
        <p>
            <a href=address>{back}</a>
        </p>
        <h1 class="page-title">{heading}</h1>
        {changed}
        {outside}
        <section class="panel">
            <form class="form wide" method="post" action=ADDRESS>
                {hidden()}
                {inputs_of(&inputs, piece, bookable)}
                <button class="button main">{save}</button>
            </form>
        </section>
        {remove}
    }
    .into_any()
}

fn inputs_of(inputs: &Inputs, piece: Piece, bookable: bool) -> AnyView {
    match piece {
            Piece::Week => view! {
                {week(inputs, true)}
                {inputs.line("slot", "text", say(|it| &it.slot), Some(say(|it| &it.slot_hint)))}
                {inputs.line("capacity", "text", say(|it| &it.capacity), Some(say(|it| &it.capacity_hint)))}
            }
            .into_any(),
            Piece::Period(_) => view! {
                {inputs.line("from", "date", say(|it| &it.from), None)}
                {inputs.line("to", "date", say(|it| &it.to), Some(say(|it| &it.to_hint)))}
                {week(inputs, bookable)}
            }
            .into_any(),
            Piece::Day(_) => {
                let places = bookable.then(|| {
                    inputs.line(
                        "places",
                        "text",
                        say(|it| &it.places),
                        Some(say(|it| &it.places_hint)),
                    )
                });
                view! {
                    {inputs.line("date", "date", say(|it| &it.date), None)}
                    {inputs.line("hours", "text", say(|it| &it.hours), Some(say(|it| &it.day_hint)))}
                    {places}
                }
                .into_any()
            }
        }
}

/// Hours, and places, of each weekday.
fn week(inputs: &Inputs, bookable: bool) -> AnyView {
    let weekdays = use_texts().with(|texts| texts.common.weekdays.clone());
    let rows = WEEKDAYS.iter().zip(weekdays).map(|((_, word), weekday)| {
        let label = |of: String| format!("{weekday}: {of}");
        let hours = inputs.input(word, "text", Some(label(say(|it| &it.hours))), "hours-hint");
        let places = bookable.then(|| {
            let name = format!("{word}-places");
            let label = Some(label(say(|it| &it.places)));
            let places = inputs.input(&name, "text", label, "places-hint");
            view! {
                <td>
                    <div class="field">{places}</div>
                </td>
            }
        });
        view! {
            <tr>
                <th scope="row">{weekday.clone()}</th>
                <td>
                    <div class="field">{hours}</div>
                </td>
                {places}
            </tr>
        }
    });
    let about_places = bookable.then(|| {
        view! {
            <p class="field-hint" id="places-hint">
                {say(|it| &it.places_hint)}
            </p>
        }
    });
    view! {
        <p class="field-hint" id="hours-hint">
            {say(|it| &it.hours_hint)}
        </p>
        {about_places}
        <table class="week-form">
            <thead>
                <tr>
                    <th scope="col">{say(|it| &it.weekday)}</th>
                    <th scope="col">{say(|it| &it.hours)}</th>
                    {bookable.then(|| view! { <th scope="col">{say(|it| &it.places)}</th> })}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn sentence_of(problem: Problem) -> String {
    say(match problem {
        Problem::Capacity => |it| &it.bad_capacity,
        Problem::NoHours => |it| &it.bad_hours,
        Problem::NoPlaces => |it| &it.bad_places,
        Problem::Empty => |it| &it.empty,
        Problem::Backwards => |it| &it.backwards,
        Problem::Overlap => |it| &it.overlap,
        Problem::PlacesOverlap => |it| &it.places_overlap,
        Problem::OutsideHours => |it| &it.outside_hours,
        Problem::PlacesNumber => |it| &it.places_number,
        Problem::NeverOpen => |it| &it.never_open,
        Problem::NoDate => |it| &it.no_date,
        Problem::Past => |it| &it.past,
        Problem::PeriodBackwards => |it| &it.period_backwards,
        Problem::Known => |it| &it.known,
        Problem::Slot => |it| &it.bad_slot,
    })
}
