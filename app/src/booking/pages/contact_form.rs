//! The third step: for whom.

use domain::{
    contact::{ContactErrors, NameError},
    slots::{AgreedTime, Booker},
};
use leptos::prelude::*;

use super::{
    choose_time::time_in_address,
    form::{Field, button, form, other, problem},
    read::{ContactStep, Gone},
    sentences,
    summary::{day_and_time, summary},
};
use crate::{
    booking::cases::{Again, NotHeld, OTHER_TIME, UNSEEN, entrance, waiting_page},
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
    let book = format!("{}/{}", entrance(step.booker), service.id);
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
        (Some(gone), None) => instead(texts, &book, gone, false),
        (_, wrong) => {
            let fields = match step.booker {
                Booker::Client => fields(texts, step, typed, wrong),
                Booker::Clerk => fields_of_clerk(texts, step, typed, wrong),
            };
            // In the form, so that its buttons take along what was typed.
            let wrong = wrong.map(|wrong| not_held(texts, step.booker, &book, wrong));
            let fields = view! {
                {wrong}
                {fields}
            };
            view! {
                {step.is_held.then(|| other(waiting_page(&step.key), &texts.booking.look_into_mail))}
                {form(address(&book, *agreed), fields.into_any())}
            }
            .into_any()
        }
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

fn not_held(texts: &Texts, booker: Booker, book: &str, wrong: &NotHeld) -> AnyView {
    match wrong {
        NotHeld::TooManyOpen { most } if booker == Booker::Clerk => {
            let said = &texts.booking.by_clerk.too_many_open;
            problem(fill(said, &[("n", &most.to_string())]))
        }
        NotHeld::OtherTime => ().into_any(),
        NotHeld::Gone(gone) => instead(texts, book, gone, true),
        wrong => problem(sentences::not_held(texts, wrong)),
    }
}

/// Why the time cannot be had, and the nearest that can: `in_form` with what was typed there.
fn instead(texts: &Texts, book: &str, gone: &Gone, in_form: bool) -> AnyView {
    let nearest = gone.nearest.iter().map(|agreed| {
        let (to, when) = (address(book, *agreed), day_and_time(texts, *agreed));
        let choice = if in_form {
            view! {
                <button class="time" name=OTHER_TIME value="1" formaction=to>
                    {when}
                </button>
            }
            .into_any()
        } else {
            view! {
                <a class="time" href=to>
                    {when}
                </a>
            }
            .into_any()
        };
        view! { <li>{choice}</li> }
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
    let errors = errors_of(wrong);
    let booking = &texts.booking;
    let minutes = step.hold_minutes.to_string();
    let [name_field, email_field, phone_field] = of_client(texts, [name, email, phone], errors);
    let email_field = Field {
        hint: Some(fill(&booking.email_hint, &[("n", &minutes)])),
        ..email_field
    };
    view! {
        {name_field.shown()}
        {email_field.shown()}
        {phone_field.shown()}
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

/// A clerk types what the client says. Browsers neither keep it nor offer what was typed of others.
fn fields_of_clerk(
    texts: &Texts,
    step: &ContactStep,
    [name, email, phone, key]: [&String; 4],
    wrong: Option<&NotHeld>,
) -> AnyView {
    let errors = errors_of(wrong);
    let (booking, by_clerk) = (&texts.booking, &texts.booking.by_clerk);
    let fields = of_client(texts, [name, email, phone], errors).map(|field| Field {
        autocomplete: "off",
        ..field
    });
    let [mut name_field, mut email_field, mut phone_field] = fields;
    if errors.name == Some(NameError::Empty) {
        name_field.error = Some(by_clerk.name_empty.clone());
    }
    email_field.label.clone_from(&by_clerk.email);
    email_field.hint = Some(by_clerk.email_hint.clone());
    phone_field.hint = Some(by_clerk.phone_hint.clone());
    let email_field = if step.mails_leave {
        email_field.shown()
    } else {
        view! { <p class="message">{by_clerk.no_mails.clone()}</p> }.into_any()
    };
    view! {
        {name_field.shown()}
        {email_field}
        {phone_field.shown()}
        <input type="hidden" name="key" value=key.clone() />
        <p class="field-hint">{by_clerk.personal_data.clone()}</p>
        {button("button main wide", &booking.book_it)}
    }
    .into_any()
}

/// The client's data as the client types them.
fn of_client(
    texts: &Texts,
    [name, email, phone]: [&String; 3],
    errors: ContactErrors,
) -> [Field; 3] {
    let booking = &texts.booking;
    let field = |id, kind, autocomplete, label: &String, value: &String| Field {
        id,
        kind,
        autocomplete,
        label: label.clone(),
        value: value.clone(),
        ..Field::default()
    };
    [
        Field {
            error: errors.name.map(|error| sentences::name(texts, error)),
            ..field("name", "text", "name", &booking.name, name)
        },
        Field {
            error: errors.email.map(|error| sentences::email(texts, error)),
            ..field("email", "email", "email", &booking.email, email)
        },
        Field {
            hint: Some(booking.phone_hint.clone()),
            error: errors.phone.map(|error| sentences::phone(texts, error)),
            ..field("phone", "tel", "tel", &booking.phone, phone)
        },
    ]
}

fn errors_of(wrong: Option<&NotHeld>) -> ContactErrors {
    match wrong {
        Some(NotHeld::Fields(errors)) => *errors,
        _ => ContactErrors::default(),
    }
}
