//! `/admin/audit`

use domain::audit::Kind;
use leptos::prelude::*;

use super::{
    auditing::{ADDRESS, AuditContent, Shown, audit_view},
    texts::AuditTexts,
};
use crate::{
    address::use_address,
    texts::{Texts, sentence, use_texts},
    ui::{Loaded, PageTitle, StaffHeader, StaffPage},
    wire::load,
};

pub fn audit_page() -> AnyView {
    let address = use_address();
    let language = use_texts().language();
    let page = load(
        move || address.get(),
        move |address| async move {
            let (_, query) = address.split_once('?').unwrap_or_default();
            let query = serde_urlencoded::from_str(query).unwrap_or_default();
            audit_view(&query, language).await
        },
    );
    view! { <Loaded resource=page page=shown /> }.into_any()
}

fn of(texts: &Texts) -> &AuditTexts {
    &texts.admin.audit
}

fn say(which: fn(&AuditTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: AuditContent) -> AnyView {
    let texts = use_texts();
    let form = asked(&content);
    let list = if content.entries.is_empty() {
        view! { <p class="quiet">{say(|it| &it.none)}</p> }.into_any()
    } else {
        table(content.entries)
    };
    let beside = |address: Option<String>, words: fn(&AuditTexts) -> &String| {
        address.map(|address| view! { <a href=address>{say(words)}</a> })
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader
            town_name=content.town_name
            clerk_name=content.clerk_name
            role=content.role
            current=StaffPage::Audit
        />
        <main class="page-main">
            <h1 class="page-title">{say(|it| &it.title)}</h1>
            <p class="quiet">{say(|it| &it.lead)}</p>
            <section class="panel" aria-labelledby="asked">
                <h2 id="asked">{say(|it| &it.asked)}</h2>
                {form}
            </section>
            <section class="panel" aria-labelledby="entries">
                <h2 id="entries">{say(|it| &it.entries)}</h2>
                {list}
                <p class="pages">
                    {beside(content.newer, |it| &it.newer)}
                    {beside(content.older, |it| &it.older)}
                    <a href=content.file download>
                        {say(|it| &it.export)}
                    </a>
                </p>
            </section>
        </main>
    }
    .into_any()
}

fn asked(content: &AuditContent) -> AnyView {
    let texts = use_texts();
    let kinds = Kind::ALL.map(|kind| {
        let chosen = kind.word() == content.kind;
        let words = texts.with(|texts| of(texts).of(kind));
        view! {
            <option value=kind.word() selected=chosen>
                {words}
            </option>
        }
    });
    let backwards = content.is_backwards;
    let error = backwards.then(|| {
        view! {
            <p class="field-error" id="to-error" role="alert">
                {say(|it| &it.backwards)}
            </p>
        }
    });
    view! {
        <form class="form in-a-row" method="get" action=ADDRESS>
            <div class="field">
                <label for="from">{say(|it| &it.from)}</label>
                <input id="from" name="from" type="date" value=content.from.to_string() />
            </div>
            <div class="field">
                <label for="to">{say(|it| &it.to)}</label>
                <input
                    id="to"
                    name="to"
                    type="date"
                    value=content.to.to_string()
                    aria-invalid=backwards.then_some("true")
                    aria-describedby=backwards.then_some("to-error")
                />
                {error}
            </div>
            <div class="field">
                <label for="by">{say(|it| &it.by)}</label>
                <p class="field-hint" id="by-hint">
                    {say(|it| &it.by_hint)}
                </p>
                <input
                    id="by"
                    name="by"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    value=content.by.clone()
                    aria-describedby="by-hint"
                />
            </div>
            <div class="field">
                <label for="kind">{say(|it| &it.kind)}</label>
                <select id="kind" name="kind">
                    <option value="">{say(|it| &it.any)}</option>
                    {kinds.collect_view()}
                </select>
            </div>
            <button class="button main">{say(|it| &it.show)}</button>
        </form>
    }
    .into_any()
}

fn table(entries: Vec<Shown>) -> AnyView {
    let rows = entries.into_iter().map(|entry| {
        view! {
            <tr>
                <td>{entry.when}</td>
                <td>{entry.by}</td>
                <td>{entry.what}</td>
                <td class="thing">{entry.thing}</td>
                <td>{entry.day}</td>
            </tr>
        }
    });
    view! {
        // It can be scrolled, so it can be reached by keyboard.
        <div class="table-scroll" role="group" tabindex="0" aria-labelledby="entries">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.when)}</th>
                        <th scope="col">{say(|it| &it.who)}</th>
                        <th scope="col">{say(|it| &it.what)}</th>
                        <th scope="col">{say(|it| &it.thing)}</th>
                        <th scope="col">{say(|it| &it.day)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
