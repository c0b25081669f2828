//! The third step: for whom.

use domain::{contact::ContactErrors, slots::AgreedTime};
use leptos::prelude::*;

use super::{
    choose_time::time_in_address,
    form::{Field, button, form, other, problem},
    read::{ContactStep, Gone},
    sentences,
    summary::{day_and_time, summary},
};
use crate::{
    booking::cases::{Again, NotHeld, UNSEEN},
    texts::{Texts, fill},
};

/// `gone` says why the time cannot be had, before anything was typed.
pub(super) fn contact_form(
    texts: &Texts,
    step: &ContactStep,
    gone: Option<&Gone>,
    again: Option<&Again>,
) -> AnyView {
    let ContactStep {
        service,
        lobby,
        agreed,
        key,
        ..
    } = step;
    let book = format!("/book/{}", service.id);
    let summary = view! {
        {summary(texts, &service.name, *agreed, lobby)}
        {other(format!("{book}/{}", agreed.date), &texts.booking.other_time)}
    };
    let (typed, wrong) = match again {
        Some(Again::Contact {
            name,
            email,
            phone,
            key,
            problem,
        }) => ([name, email, phone, key], Some(problem)),
        _ => ([&String::new(), &String::new(), &String::new(), key], None),
    };
    let form = match (gone, wrong) {
        (Some(gone), None) => instead(texts, &book, gone),
        (_, wrong) => view! {
            {wrong.map(|wrong| not_held(texts, &book, wrong))}
            {form(address(&book, *agreed), fields(texts, step, typed, wrong))}
        }
        .into_any(),
    };
    view! {
        {summary}
        {form}
    }
    .into_any()
}

fn address(book: &str, agreed: AgreedTime) -> String {
    format!("{book}/{}/{}", agreed.date, time_in_address(agreed.time))
}

fn not_held(texts: &Texts, book: &str, wrong: &NotHeld) -> AnyView {
    match wrong {
        NotHeld::Gone(gone) => instead(texts, book, gone),
        wrong => problem(sentences::not_held(texts, wrong)),
    }
}

/// Why the time cannot be had, and the nearest that can.
fn instead(texts: &Texts, book: &str, gone: &Gone) -> AnyView {
    let nearest = gone.nearest.iter().map(|agreed| {
        view! {
            <li>
                <a class="time" href=address(book, *agreed)>
                    {day_and_time(texts, *agreed)}
                </a>
            </li>
        }
    });
    let nearest = (!gone.nearest.is_empty()).then(|| {
        view! {
            <p>{texts.booking.nearest.clone()}</p>
            <ul class="times long">{nearest.collect_view()}</ul>
        }
    });
    view! {
        <div class="message bad" role="alert" tabindex="-1">
            <p>{sentences::no_place(texts, gone.reason)}</p>
            {nearest}
            {other(book.to_owned(), &texts.booking.all_times)}
        </div>
    }
    .into_any()
}

fn fields(
    texts: &Texts,
    step: &ContactStep,
    [name, email, phone, key]: [&String; 4],
    wrong: Option<&NotHeld>,
) -> AnyView {
    let errors = match wrong {
        Some(NotHeld::Fields(errors)) => *errors,
        _ => ContactErrors::default(),
    };
    let booking = &texts.booking;
    let minutes = step.hold_minutes.to_string();
    let name = Field {
        id: "name",
        kind: "text",
        autocomplete: "name",
        label: booking.name.clone(),
        hint: None,
        value: name.clone(),
        error: errors.name.map(|error| sentences::name(texts, error)),
    };
    let email = Field {
        id: "email",
        kind: "email",
        autocomplete: "email",
        label: booking.email.clone(),
        hint: Some(fill(&booking.email_hint, &[("n", &minutes)])),
        value: email.clone(),
        error: errors.email.map(|error| sentences::email(texts, error)),
    };
    let phone = Field {
        id: "phone",
        kind: "tel",
        autocomplete: "tel",
        label: booking.phone.clone(),
        hint: Some(booking.phone_hint.clone()),
        value: phone.clone(),
        error: errors.phone.map(|error| sentences::phone(texts, error)),
    };
    view! {
        {name.shown()}
        {email.shown()}
        {phone.shown()}
        <input type="hidden" name="key" value=key.clone() />
        // Only programs see it.
        <div class="unseen" aria-hidden="true">
            <label for=UNSEEN>{booking.leave_empty.clone()}</label>
            <input id=UNSEEN name=UNSEEN tabindex="-1" autocomplete="off" />
        </div>
        <p class="field-hint">
            {booking.personal_data.clone()} " "
            <a href="/privacy" rel="external">
                {booking.more_on_personal_data.clone()}
            </a>
        </p>
        {button("button main wide", &booking.book_it)}
    }
    .into_any()
}
