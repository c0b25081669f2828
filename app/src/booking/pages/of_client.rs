//! A client's reservation, as clerks see it: the code to be said or printed, and what to tell.

use domain::{
    contact::{Contact, Phone},
    slots::Booker,
};
use leptos::prelude::*;

use super::{
    Content,
    form::{Field, button, form},
    read::{OfClient, Standing},
    reservation::{closed_then, print, summary_of, visit},
};
use crate::{
    booking::cases::{Again, WrongCode, entrance},
    texts::{Texts, fill},
};

pub(super) fn of_client(texts: &Texts, of_client: &OfClient, id: &str) -> Content {
    let (booking, by_clerk) = (&texts.booking, &texts.booking.by_clerk);
    let OfClient { shown, .. } = of_client;
    let over = |said: Option<String>| {
        view! {
            {said.map(|said| view! { <p>{said}</p> })}
            {summary_of(texts, shown)}
            {whose(texts, of_client)}
            <p class="actions">{book_another(texts)}</p>
        }
        .into_any()
    };
    let (title, body) = match &shown.standing {
        Standing::Confirmed { code } => {
            let body = booked(texts, of_client, &code.to_string(), id);
            (&by_clerk.is_booked, body)
        }
        Standing::CheckedIn { ticket } => {
            let said = fill(&by_clerk.has_ticket, &[("ticket", &ticket.to_string())]);
            (&by_clerk.is_checked_in, over(Some(said)))
        }
        Standing::Lapsed => (&booking.is_lapsed, over(None)),
        Standing::Cancelled => (
            &booking.is_cancelled,
            over(Some(by_clerk.cancelled.clone())),
        ),
        // Of the internet, and without a code by which a clerk could have come here.
        Standing::Held { .. } => (&booking.confirm_title, over(None)),
        Standing::Expired => (&booking.is_expired, over(None)),
    };
    Content {
        title: title.clone(),
        step: None,
        body,
    }
}

/// Only what the client takes home is printed.
fn booked(texts: &Texts, of_client: &OfClient, code: &str, id: &str) -> AnyView {
    let (booking, by_clerk) = (&texts.booking, &texts.booking.by_clerk);
    let OfClient {
        shown,
        contact,
        office_phone,
        ..
    } = of_client;
    let email = contact.as_ref().and_then(|contact| contact.email.as_ref());
    let say = match email {
        Some(email) => fill(&by_clerk.mail_goes, &[("email", email.as_str())]),
        None => by_clerk.say_code.clone(),
    };
    // The others change it by the link in their mail.
    let call = office_phone.as_ref().filter(|_| email.is_none());
    let call = call.map(|phone| {
        let call = fill(&by_clerk.call_to_change, &[("phone", phone)]);
        view! { <p>{call}</p> }
    });
    let cancel = button("button bad", &booking.yes_cancel);
    view! {
        <p class="message good screen-only">{say}</p>
        {closed_then(texts, shown)}
        <div class="slip">{visit(texts, shown, &booking.code, code)} {call}</div>
        {whose(texts, of_client)}
        <p class="actions">{print(texts)} {book_another(texts)}</p>
        <details class="more">
            <summary>{booking.cancel.clone()}</summary>
            <p>{by_clerk.cancel_what.clone()}</p>
            {form(format!("/counter/booked/{id}"), cancel)}
        </details>
    }
    .into_any()
}

/// To be read back to the client.
fn whose(texts: &Texts, of_client: &OfClient) -> AnyView {
    let (booking, by_clerk) = (&texts.booking, &texts.booking.by_clerk);
    let OfClient {
        contact, booked_by, ..
    } = of_client;
    let line = |label: &String, value: String| {
        view! {
            <dt>{label.clone()}</dt>
            <dd class="name">{value}</dd>
        }
        .into_any()
    };
    let contact = contact.as_ref().map(|contact| {
        let Contact { name, email, phone } = contact;
        let email = email.as_ref().map(|email| email.as_str().to_owned());
        let phone = phone.as_ref().map(Phone::grouped);
        view! {
            {line(&booking.name, name.as_str().to_owned())}
            {email.map(|email| line(&by_clerk.email_short, email))}
            {phone.map(|phone| line(&by_clerk.phone_short, phone))}
        }
    });
    let by = booked_by.clone();
    if contact.is_none() && by.is_none() {
        return ().into_any();
    }
    view! {
        <dl class="summary screen-only">
            {contact} {by.map(|login| line(&by_clerk.booked_by, login))}
        </dl>
    }
    .into_any()
}

/// With the page loaded anew, so that nothing of this client stays in the next one's form.
fn book_another(texts: &Texts) -> AnyView {
    view! {
        <a class="button main" href=entrance(Booker::Clerk) rel="external">
            {texts.booking.by_clerk.book_another.clone()}
        </a>
    }
    .into_any()
}

/// For whoever has called to cancel or to come at another time: the code is all that is asked.
pub(super) fn find(texts: &Texts, again: Option<&Again>) -> AnyView {
    let (booking, by_clerk) = (&texts.booking, &texts.booking.by_clerk);
    let (typed, error) = match again {
        Some(Again::Code { typed, problem }) => {
            let error = match problem {
                WrongCode::Unknown => &by_clerk.no_such_code,
                WrongCode::OfOtherDepartment => &by_clerk.of_other_department,
            };
            (typed.clone(), Some(error.clone()))
        }
        _ => (String::new(), None),
    };
    let open = error.is_some();
    let code = Field {
        id: "code",
        kind: "text",
        autocomplete: "off",
        label: booking.code.clone(),
        hint: Some(booking.code_hint.clone()),
        value: typed,
        error,
    };
    let fields = view! {
        {code.shown()}
        {button("button", &booking.find)}
    };
    view! {
        <details class="more" open=open>
            <summary>{by_clerk.find.clone()}</summary>
            <p>{by_clerk.find_what.clone()}</p>
            {form(entrance(Booker::Clerk).to_owned(), fields.into_any())}
        </details>
    }
    .into_any()
}
