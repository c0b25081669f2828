//! The last step: the place is held, the mail is on its way.

use leptos::prelude::*;

use super::{
    Content,
    form::{Field, action, button, done, form, problem},
    read::{Awaited, Standing},
    reservation::over,
    sentences,
    summary::summary,
};
use crate::{
    booking::cases::{Again, WrongEmail},
    texts::{Texts, fill},
    ui::time_of_day,
};

/// `sent`: the mail has just left once more.
pub(super) fn held(
    texts: &Texts,
    awaited: &Awaited,
    again: Option<&Again>,
    key: &str,
    sent: bool,
) -> Content {
    let booking = &texts.booking;
    let shown = &awaited.shown;
    let (title, body) = match &shown.standing {
        Standing::Held { until } => {
            let until = time_of_day(*until);
            let body = open(texts, &awaited.email, &until, again, key, sent);
            (&booking.look_into_mail, body)
        }
        // The code itself is for whoever reads the mail.
        Standing::Confirmed { .. } => {
            let said = booking.code_is_in_mail.clone();
            (&booking.is_confirmed, view! { <p>{said}</p> }.into_any())
        }
        _ => over(texts, shown),
    };
    let body = view! {
        {body}
        {summary(texts, &shown.service_name, shown.agreed, &shown.lobby)}
    };
    Content {
        title: title.clone(),
        step: Some(4),
        body: body.into_any(),
    }
}

fn open(
    texts: &Texts,
    email: &str,
    until: &str,
    again: Option<&Again>,
    key: &str,
    sent: bool,
) -> AnyView {
    let booking = &texts.booking;
    let address = format!("/held/{key}");
    let words = [("email", email), ("time", until)];
    let wrong = match again {
        Some(Again::Email { problem, .. }) => Some(sentences::wrong_email(texts, *problem)),
        _ => None,
    };
    let open = wrong.is_some();
    let (typed, crowded, wrong) = match again {
        // Nothing is wrong with the address then.
        Some(Again::Email {
            problem: WrongEmail::Crowded,
            ..
        }) => (email, wrong, None),
        Some(Again::Email { typed, .. }) => (typed.as_str(), None, wrong),
        _ => (email, None, None),
    };
    let field = Field {
        id: "email",
        kind: "email",
        autocomplete: "email",
        label: booking.right_email.clone(),
        hint: None,
        value: typed.to_owned(),
        error: wrong,
    };
    let resend = view! {
        {action("resend")}
        {button("button", &booking.send_again)}
    };
    let correct = view! {
        {action("correct")}
        {field.shown()}
        {button("button", &booking.correct_email)}
    };
    view! {
        {sent.then(|| done(booking.sent_again.clone()))}
        <p>{fill(&booking.mail_went, &words)}</p>
        <p>
            <strong>{fill(&booking.confirm_until, &words)}</strong>
        </p>
        <details class="more" open=open>
            <summary>{booking.nothing_came.clone()}</summary>
            {crowded.map(problem)}
            <p>{booking.look_into_spam.clone()}</p>
            {form(address.clone(), resend.into_any())}
            {form(address, correct.into_any())}
        </details>
    }
    .into_any()
}
