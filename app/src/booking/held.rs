//! `/held/{key}`: the last step. The place is held, the mail is on its way.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{Again, Awaited, Page, Standing, held_reservation},
    book::progress,
    reservation::over,
    sentences,
    submit::Submitting,
    summary::summary,
};
use crate::{
    texts::{Texts, fill, use_texts},
    ui::{
        Loaded, PageFooter,
        form::{Field, refused},
        heading, page_head, time_of_day,
    },
    wire::load,
};

pub(super) fn held_page() -> AnyView {
    let key = use_params_map();
    let query = use_query_map();
    let page = load(
        move || {
            let key = key.with(|params| params.get("key").unwrap_or_default());
            (key, query.with(|query| query.get("sent").is_some()))
        },
        |(key, sent)| async move {
            let again: Option<Again> = refused();
            let page = held_reservation(key.clone()).await?;
            Ok((page, again, key, sent))
        },
    );
    provide_context(page);
    view! {
        <Loaded resource=page page=held />
    }
    .into_any()
}

/// The page, what it answers, the key, and whether the mail was sent once more.
type Held = (Page<Awaited>, Option<Again>, String, bool);

fn held((page, again, key, sent): Held) -> AnyView {
    let texts = use_texts().now();
    let Page { masthead, content } = page;
    let booking = &texts.booking;
    let (title, body) = match &content.shown.standing {
        Standing::Held { until } => {
            let until = time_of_day(*until);
            (
                &booking.look_into_mail,
                awaited(&texts, &content, &until, again, &key, sent),
            )
        }
        Standing::Confirmed { .. } => (
            &booking.is_confirmed,
            view! { <p>{booking.code_is_in_mail.clone()}</p> }.into_any(),
        ),
        _ => over(&texts, &content.shown),
    };
    let shown = &content.shown;
    view! {
        {page_head(masthead, title)}
        <main class="page-main booking">
            {progress(&texts, 4)}
            {heading(title.clone())}
            {body}
            {summary(&texts, &shown.service_name, shown.agreed, &shown.lobby)}
        </main>
        <PageFooter />
    }
    .into_any()
}

fn awaited(
    texts: &Texts,
    content: &Awaited,
    until: &str,
    again: Option<Again>,
    key: &str,
    sent: bool,
) -> AnyView {
    let booking = &texts.booking;
    let submitting = Submitting::new(again);
    let address = format!("/held/{key}");
    let words = [("email", content.email.as_str()), ("time", until)];
    let went = fill(&booking.mail_went, &words);
    let by = fill(&booking.confirm_until, &words);
    let sent = sent.then(|| view! { <p class="message good">{booking.sent_again.clone()}</p> });
    let resend = view! {
        <input type="hidden" name="action" value="resend" />
        {submitting.button("button", booking.send_again.clone())}
    };
    let sentences = use_texts();
    let email = Field {
        id: "email",
        kind: "email",
        autocomplete: "email",
        label: booking.right_email.clone(),
        hint: String::new(),
        value: submitting.again.with_untracked(|again| match again {
            Some(Again::Email { typed, .. }) if !typed.is_empty() => typed.clone(),
            _ => content.email.clone(),
        }),
        error: Arc::new(move || match submitting.again.get() {
            Some(Again::Email { problem, .. }) => {
                Some(sentences.with(|texts| sentences::wrong_email(texts, problem)))
            }
            _ => None,
        }),
    };
    let correct = view! {
        <input type="hidden" name="action" value="correct" />
        {email.shown()}
        {submitting.button("button", booking.correct_email.clone())}
    };
    let open = submitting.again.with_untracked(Option::is_some);
    view! {
        <div role="status">{sent}</div>
        <p>{went}</p>
        <p>
            <strong>{by}</strong>
        </p>
        {submitting.failure()}
        <details class="more" open=open>
            <summary>{booking.nothing_came.clone()}</summary>
            <p>{booking.look_into_spam.clone()}</p>
            {submitting.form(address.clone(), resend.into_any())}
            {submitting.form(address, correct.into_any())}
        </details>
    }
    .into_any()
}
