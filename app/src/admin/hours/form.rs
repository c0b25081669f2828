//! The form that changes one piece of it.

use leptos::prelude::*;

use super::{
    ADDRESS,
    look::{FATE, Fate, Form, Outside},
    say, told,
    typed::{Piece, Problem, WEEKDAYS},
};
use crate::{
    admin::{
        contact::message_areas,
        fields::field,
        inputs::{Inputs, say_of_forms},
    },
    texts::{fill, use_texts},
};

/// The forms, by their ids.
const CHANGE: &str = "change";
const REMOVE: &str = "remove";

pub(super) fn filled_in(form: Form) -> AnyView {
    let Form {
        id,
        name,
        bookable,
        piece,
        fields,
        problems,
        outside,
        fate,
        languages,
        message,
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
    let asked = outside.is_some();
    let of_form = if removing { REMOVE } else { CHANGE };
    let outside = outside.map(|outside| {
        let message = message_areas(languages, &fields, message, Some(of_form));
        concerned(outside, fate, of_form, message)
    });
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
            ("key", field(&fields, "key").to_owned()),
        ];
        hidden
            .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
            .collect_view()
    };
    let can_be_removed = !matches!(piece, Piece::Week | Piece::Period(None) | Piece::Day(None));
    let remove = can_be_removed.then(|| {
        // Asked whether it shall be, one answers there.
        let for_good = (!(asked && removing)).then(|| {
            view! { <button class="button bad">{say_of_forms(|it| &it.remove_for_good)}</button> }
        });
        view! {
            <details class="revoke panel" open=removing>
                <summary class="button bad">{say_of_forms(|it| &it.remove)}</summary>
                <form method="post" action=ADDRESS id=REMOVE>
                    {hidden()} <input type="hidden" name="action" value="remove" />
                    <p>{say(|it| &it.remove_consequence)}</p>
                    {for_good}
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
            <form class="form wide" method="post" action=ADDRESS id=CHANGE>
                {hidden()}
                {inputs_of(&inputs, piece, bookable)}
                <button class="button" class:main=!asked>
                    {say_of_forms(|it| &it.save)}
                </button>
            </form>
        </section>
        {remove}
    }
    .into_any()
}

/// Whom the change concerns, above the form that says what it is; which goes on here.
fn concerned(outside: Outside, fate: Fate, of_form: &'static str, message: AnyView) -> AnyView {
    let what_of_them = if outside.clients.is_empty() {
        view! { <p>{say(|it| &it.would_be_outside_lead)}</p> }.into_any()
    } else {
        what_of_them(fate, of_form, message)
    };
    let go_on = say(if of_form == REMOVE {
        |it| &it.remove_all_the_same
    } else {
        |it| &it.save_all_the_same
    });
    view! {
        <section class="panel outside" aria-labelledby="outside">
            <div role="alert">
                <h2 id="outside">{say(|it| &it.would_be_outside)}</h2>
            </div>
            {told(outside)}
            {what_of_them}
            <button class="button main" form=of_form>
                {go_on}
            </button>
        </section>
    }
    .into_any()
}

/// What shall become of the clients, and what they are told.
fn what_of_them(fate: Fate, of_form: &'static str, message: AnyView) -> AnyView {
    let fates = Fate::ALL.map(|it| {
        let word = it.word();
        let id = format!("clients-{word}");
        let (label, hint) = match it {
            Fate::Keep => (say(|it| &it.keep), say(|it| &it.keep_hint)),
            Fate::Write => (say(|it| &it.write), say(|it| &it.write_hint)),
            Fate::Cancel => (say(|it| &it.cancel), say(|it| &it.cancel_hint)),
        };
        view! {
            <li>
                <label class="tick-line">
                    <input
                        type="radio"
                        class="tick"
                        name=FATE
                        value=word
                        form=of_form
                        checked=it == fate
                        aria-describedby=id.clone()
                    />
                    {label}
                </label>
                <p class="field-hint" id=id>
                    {hint}
                </p>
            </li>
        }
    });
    view! {
        <div class="form wide">
            <fieldset class="choices">
                <legend>{say(|it| &it.what_of_them)}</legend>
                <ul>{fates.collect_view()}</ul>
            </fieldset>
            <fieldset class="fields told">
                <legend>{say(|it| &it.told)}</legend>
                {message}
            </fieldset>
        </div>
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
