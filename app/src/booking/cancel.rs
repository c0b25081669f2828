//! `/cancel`: for those who have the code but not the mail.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{Again, Page, Shown, plain_page},
    sentences,
    submit::Submitting,
    summary::summary,
};
use crate::{
    texts::{Texts, use_texts},
    ui::{
        Loaded, PageFooter,
        form::{Field, refused},
        heading, page_head, shows,
    },
    wire::{Loading, load},
};

pub(super) fn cancel_page() -> AnyView {
    let query = use_query_map();
    let page: Loading = load(
        move || {
            query.with(|query| {
                let said = ["done", "sent"].map(|name| query.get(name).is_some());
                (said[0], said[1])
            })
        },
        |(done, sent)| async move {
            let again: Option<Again> = refused();
            Ok((plain_page().await?, again, done, sent))
        },
    );
    provide_context(page);
    view! {
        <Loaded resource=page page=|(page, again, done, sent)| cancel(page, again, done, sent) />
    }
    .into_any()
}

const ADDRESS: &str = "/cancel";

fn cancel(page: Page<()>, again: Option<Again>, done: bool, sent: bool) -> AnyView {
    let texts = use_texts().now();
    let title = if done {
        &texts.booking.is_cancelled
    } else {
        &texts.booking.cancel
    };
    let body = if done {
        view! {
            <p>{texts.booking.cancelled.clone()}</p>
            <p>
                <a class="button main" href="/book">
                    {texts.booking.book_again.clone()}
                </a>
            </p>
        }
        .into_any()
    } else {
        forms(&texts, again, sent)
    };
    view! {
        {page_head(page.masthead, title)}
        <main class="page-main booking">{heading(title.clone())} {body}</main>
        <PageFooter />
    }
    .into_any()
}

fn forms(texts: &Texts, again: Option<Again>, sent: bool) -> AnyView {
    let submitting = Submitting::new(again);
    // Which of the forms is shown changes when the reservation is found.
    let found = Memo::new(move |_| {
        submitting.again.with(|again| match again {
            Some(Again::Found { code, email, shown }) => {
                Some((code.clone(), email.clone(), shown.clone()))
            }
            _ => None,
        })
    });
    let sentences = use_texts();
    let first = shows(move || {
        let texts = sentences.now();
        match found.get() {
            Some((code, email, shown)) => really(&texts, submitting, &shown, code, email),
            None => find(&texts, submitting),
        }
    });
    let sent =
        sent.then(|| view! { <p class="message good">{texts.booking.links_sent.clone()}</p> });
    view! {
        <div role="status">{sent}</div>
        {submitting.failure()}
        {first}
        {links(texts, submitting)}
    }
    .into_any()
}

/// By code and address.
fn find(texts: &Texts, submitting: Submitting) -> AnyView {
    let booking = &texts.booking;
    let (code, email) = submitting.again.with_untracked(|again| match again {
        Some(Again::Cancel { code, email, .. }) => (code.clone(), email.clone()),
        _ => Default::default(),
    });
    let sentences = use_texts();
    let problem = shows(move || match submitting.again.get() {
        Some(Again::Cancel { problem, .. }) => {
            let said = sentences.with(|texts| sentences::not_found(texts, problem));
            view! { <p class="message bad">{said}</p> }.into_any()
        }
        _ => ().into_any(),
    });
    let code = Field {
        id: "code",
        kind: "text",
        autocomplete: "off",
        label: booking.code.clone(),
        hint: booking.code_hint.clone(),
        value: code,
        error: Arc::new(|| None),
    };
    let email = Field {
        id: "email",
        kind: "email",
        autocomplete: "email",
        label: booking.email.clone(),
        hint: String::new(),
        value: email,
        error: Arc::new(|| None),
    };
    let fields = view! {
        <input type="hidden" name="action" value="find" />
        <div role="alert">{problem}</div>
        {code.shown()}
        {email.shown()}
        {submitting.button("button main", booking.find.clone())}
    };
    view! {
        <p>{booking.cancel_how.clone()}</p>
        {submitting.form(ADDRESS.to_owned(), fields.into_any())}
    }
    .into_any()
}

/// One press before it is gone.
fn really(
    texts: &Texts,
    submitting: Submitting,
    shown: &Shown,
    code: String,
    email: String,
) -> AnyView {
    let fields = view! {
        <input type="hidden" name="action" value="cancel" />
        <input type="hidden" name="code" value=code />
        <input type="hidden" name="email" value=email />
        {submitting.button("button bad", texts.booking.yes_cancel.clone())}
    };
    view! {
        {summary(texts, &shown.service_name, shown.agreed, &shown.lobby)}
        <p>{texts.booking.cancel_what.clone()}</p>
        {submitting.form(ADDRESS.to_owned(), fields.into_any())}
        <p class="other">
            <a href="/" rel="external">
                {texts.booking.leave_as_is.clone()}
            </a>
        </p>
    }
    .into_any()
}

/// For those who have not even the code.
fn links(texts: &Texts, submitting: Submitting) -> AnyView {
    let booking = &texts.booking;
    let sentences = use_texts();
    let (typed, open) = submitting.again.with_untracked(|again| match again {
        Some(Again::Links { email, .. }) => (email.clone(), true),
        _ => Default::default(),
    });
    let email = Field {
        id: "email-links",
        kind: "email",
        autocomplete: "email",
        label: booking.email.clone(),
        hint: String::new(),
        value: typed,
        error: Arc::new(move || match submitting.again.get() {
            Some(Again::Links { problem, .. }) => {
                Some(sentences.with(|texts| sentences::email(texts, problem)))
            }
            _ => None,
        }),
    };
    let fields = view! {
        <input type="hidden" name="action" value="links" />
        {email.shown()}
        {submitting.button("button", booking.send_links.clone())}
    };
    view! {
        <details class="more" open=open>
            <summary>{booking.lost_code.clone()}</summary>
            <p>{booking.links_what.clone()}</p>
            {submitting.form(ADDRESS.to_owned(), fields.into_any())}
        </details>
    }
    .into_any()
}
