//! `/admin/privacy`: what is stored about a person, as a file for them, and its erasure; and how long
//! everything is kept.

mod look;

use domain::{contact::EmailError, staff::Role};
use leptos::prelude::*;

pub use self::look::{ADDRESS, Answered, Done, submit};
use self::look::{PersonContent, Report, Section, Shown, Start, person_view};
use super::{form_page::form_page, plan, texts::PersonTexts};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage},
};

pub fn person_page() -> AnyView {
    form_page(person_view, shown)
}

fn of(texts: &Texts) -> &PersonTexts {
    &texts.admin.person
}

fn say(which: fn(&PersonTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: PersonContent) -> AnyView {
    let texts = use_texts();
    let PersonContent {
        town_name,
        clerk_name,
        shown,
    } = content;
    let main = match shown {
        Shown::Start(it) => start(*it),
        Shown::Report(it) => report(*it),
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role=Role::Admin current=StaffPage::Person />
        <main class="page-main person-page">{main}</main>
    }
    .into_any()
}

fn start(start: Start) -> AnyView {
    let Start {
        typed,
        wrong,
        erased,
        hold_minutes,
        last,
        next,
        is_late,
    } = start;
    let erased = erased.then(|| {
        view! {
            <p class="message good" role="status">
                {say(|it| &it.erased)}
            </p>
        }
    });
    view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        <p class="quiet">{say(|it| &it.lead)}</p>
        {erased}
        {whom(typed, wrong)}
        {kept(hold_minutes)}
        <section class="panel" aria-labelledby="job">
            <h2 id="job">{say(|it| &it.job)}</h2>
            {is_late
                .then(|| {
                    view! {
                        <p class="message bad" role="alert">
                            {say(|it| &it.overdue)}
                        </p>
                    }
                })}
            <p>{last.unwrap_or_else(|| say(|it| &it.never))}</p>
            <p>{next}</p>
        </section>
    }
    .into_any()
}

/// It is sent, and no part of an address that stays in the browser.
fn whom(typed: String, wrong: Option<EmailError>) -> AnyView {
    let error = wrong.map(|error| {
        let sentence = say(match error {
            EmailError::Empty => |it| &it.no_email,
            EmailError::TooLong | EmailError::Invalid => |it| &it.wrong_email,
        });
        view! {
            <p class="field-error" id="email-error" role="alert">
                {sentence}
            </p>
        }
    });
    let described = if wrong.is_some() {
        "email-hint email-error"
    } else {
        "email-hint"
    };
    view! {
        <section class="panel" id="whom">
            <form class="form" method="post" action=ADDRESS novalidate>
                <input type="hidden" name="action" value="look" />
                <div class="field">
                    <label for="email">{say(|it| &it.email)}</label>
                    <input
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="off"
                        value=typed
                        aria-invalid=wrong.map(|_| "true")
                        aria-describedby=described
                    />
                    <p class="field-hint" id="email-hint">
                        {say(|it| &it.email_hint)}
                    </p>
                    {error}
                </div>
                <button class="button main">{say(|it| &it.look)}</button>
            </form>
            <p class="quiet">
                {say(|it| &it.without_email)} " " <a href=plan::ADDRESS>{say(|it| &it.plan)}</a>
            </p>
        </section>
    }
    .into_any()
}

fn kept(hold_minutes: u16) -> AnyView {
    let minutes = use_texts().with(|texts| {
        let held = &of(texts).held_kept;
        held.of(texts.language, hold_minutes)
    });
    let rows = [
        (say(|it| &it.booking), say(|it| &it.booking_kept)),
        (say(|it| &it.held), minutes),
        (say(|it| &it.cancelled), say(|it| &it.cancelled_kept)),
        (say(|it| &it.mail), say(|it| &it.mail_kept)),
        (say(|it| &it.message), say(|it| &it.message_kept)),
        (say(|it| &it.note), say(|it| &it.note_kept)),
        (say(|it| &it.numbers), say(|it| &it.numbers_kept)),
        (say(|it| &it.accounts), say(|it| &it.accounts_kept)),
        (say(|it| &it.backups), say(|it| &it.backups_kept)),
    ];
    let rows = rows.into_iter().map(|(what, how_long)| {
        view! {
            <tr>
                <td>{what}</td>
                <td>{how_long}</td>
            </tr>
        }
    });
    view! {
        <section class="panel" aria-labelledby="kept">
            <h2 id="kept">{say(|it| &it.kept)}</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.what)}</th>
                        <th scope="col">{say(|it| &it.how_long)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn report(report: Report) -> AnyView {
    let Report {
        email,
        sections,
        seen,
        changed,
    } = report;
    let heading = fill(&say(|it| &it.stored), &[("email", &email)]);
    let changed = changed.then(|| {
        view! {
            <p class="message bad" role="alert">
                {say(|it| &it.changed)}
            </p>
        }
    });
    let anything = !sections.is_empty();
    let nothing = (!anything).then(|| view! { <p class="message">{say(|it| &it.nothing)}</p> });
    let sections = sections.into_iter().enumerate();
    let sections = sections.map(|(n, it)| section(n, it)).collect_view();
    let actions = anything.then(|| actions(&email, &seen));
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
        <h1 class="page-title">{heading}</h1>
        {changed}
        {nothing}
        {sections}
        {actions}
    }
    .into_any()
}

fn section(n: usize, section: Section) -> AnyView {
    let id = format!("section-{n}");
    let things = section.things.into_iter().map(|thing| {
        let facts = thing.into_iter().map(|(name, value)| {
            view! {
                <dt>{name}</dt>
                <dd>{value}</dd>
            }
        });
        view! { <dl class="summary">{facts.collect_view()}</dl> }
    });
    view! {
        <section class="panel" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{section.title}</h2>
            {things.collect_view()}
        </section>
    }
    .into_any()
}

fn actions(email: &str, seen: &str) -> AnyView {
    view! {
        <form class="panel" method="post" action=ADDRESS>
            <input type="hidden" name="action" value="export" />
            <input type="hidden" name="email" value=email.to_owned() />
            <p class="field-hint">{say(|it| &it.export_hint)}</p>
            <button class="button">{say(|it| &it.export)}</button>
        </form>
        <details class="revoke panel">
            <summary class="button bad">{say(|it| &it.erase)}</summary>
            <form method="post" action=ADDRESS>
                <input type="hidden" name="action" value="erase" />
                <input type="hidden" name="email" value=email.to_owned() />
                <input type="hidden" name="seen" value=seen.to_owned() />
                <ul class="erase-what">
                    <li>{say(|it| &it.erase_open)}</li>
                    <li>{say(|it| &it.erase_rest)}</li>
                    <li>{say(|it| &it.erase_silent)}</li>
                    <li>{say(|it| &it.erase_numbers)}</li>
                </ul>
                <button class="button bad">{say(|it| &it.erase_for_good)}</button>
            </form>
        </details>
    }
    .into_any()
}
