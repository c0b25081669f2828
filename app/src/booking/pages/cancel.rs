//! For those who have the code but not the mail.

use leptos::prelude::*;

use super::{
    Content,
    form::{Field, action, book_again, button, done, form, other, problem},
    read::{Shown, Standing},
    reservation::over,
    sentences,
    summary::summary,
};
use crate::{booking::cases::Again, texts::Texts};

const ADDRESS: &str = "/cancel";

/// `query`: what was done just now.
pub(super) fn cancel(texts: &Texts, again: Option<&Again>, query: &str) -> Content {
    let booking = &texts.booking;
    if query == "done" {
        let body = view! {
            <p>{booking.cancelled.clone()}</p>
            {book_again(texts, "/book".to_owned())}
        };
        return Content {
            title: booking.is_cancelled.clone(),
            step: None,
            body: body.into_any(),
        };
    }
    let found = matches!(again, Some(Again::Found { .. }));
    let first = match again {
        Some(Again::Found { code, email, shown }) => really(texts, shown, code, email),
        _ => find(texts, again),
    };
    let body = view! {
        {(query == "sent").then(|| done(booking.links_sent.clone()))}
        {first}
        {(!found).then(|| links(texts, again))}
    };
    Content {
        title: booking.cancel.clone(),
        step: None,
        body: body.into_any(),
    }
}

/// By code and address.
fn find(texts: &Texts, again: Option<&Again>) -> AnyView {
    let booking = &texts.booking;
    let (typed, wrong) = match again {
        Some(Again::Cancel {
            code,
            email,
            problem,
        }) => ([code.clone(), email.clone()], Some(*problem)),
        _ => Default::default(),
    };
    let [code, email] = typed;
    let code = Field {
        id: "code",
        kind: "text",
        autocomplete: "off",
        label: booking.code.clone(),
        hint: Some(booking.code_hint.clone()),
        value: code,
        error: None,
    };
    let email = Field {
        id: "email",
        kind: "email",
        autocomplete: "email",
        label: booking.email.clone(),
        value: email,
        ..Field::default()
    };
    let fields = view! {
        {action("find")}
        {wrong.map(|wrong| problem(sentences::not_found(texts, wrong)))}
        {code.shown()}
        {email.shown()}
        {button("button main", &booking.find)}
    };
    view! {
        <p>{booking.cancel_how.clone()}</p>
        {form(ADDRESS.to_owned(), fields.into_any())}
    }
    .into_any()
}

/// One press before it is gone; or that nothing of it is left to be cancelled.
fn really(texts: &Texts, shown: &Shown, code: &str, email: &str) -> AnyView {
    let summary = summary(texts, &shown.service_name, shown.agreed, &shown.lobby);
    let (Standing::Held { .. } | Standing::Confirmed { .. }) = shown.standing else {
        let (title, body) = over(texts, shown);
        return view! {
            <h2>{title.clone()}</h2>
            {body}
            {summary}
        }
        .into_any();
    };
    let fields = view! {
        {action("cancel")}
        <input type="hidden" name="code" value=code.to_owned() />
        <input type="hidden" name="email" value=email.to_owned() />
        {button("button bad", &texts.booking.yes_cancel)}
    };
    view! {
        {summary}
        <p>{texts.booking.cancel_what.clone()}</p>
        {form(ADDRESS.to_owned(), fields.into_any())}
        {other("/".to_owned(), &texts.booking.leave_as_is)}
    }
    .into_any()
}

/// For those who have not even the code.
fn links(texts: &Texts, again: Option<&Again>) -> AnyView {
    let booking = &texts.booking;
    let (typed, wrong) = match again {
        Some(Again::Links { email, problem }) => (email.clone(), Some(*problem)),
        _ => Default::default(),
    };
    let open = wrong.is_some();
    let email = Field {
        id: "email-links",
        kind: "email",
        autocomplete: "email",
        label: booking.email.clone(),
        hint: None,
        value: typed,
        error: wrong.map(|error| sentences::email(texts, error)),
    };
    let fields = view! {
        {action("links")}
        {email.shown()}
        {button("button", &booking.send_links)}
    };
    view! {
        <details class="more" open=open>
            <summary>{booking.lost_code.clone()}</summary>
            <p>{booking.links_what.clone()}</p>
            {form(ADDRESS.to_owned(), fields.into_any())}
        </details>
    }
    .into_any()
}
