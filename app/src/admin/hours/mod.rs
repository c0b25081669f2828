//! `/admin/hours`: when the workplaces work, and how many places they give to the internet.

mod form;
mod look;
mod overview;
mod typed;

use domain::staff::Role;
use leptos::prelude::*;

pub use self::look::{ADDRESS, NotSaved, left_outside, save};
use self::{
    form::filled_in,
    look::{HoursContent, Outside, Shown, hours_view},
    overview::one,
};
use super::{form_page::form_page, texts::HoursTexts};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, staff_main},
};

pub fn hours_page() -> AnyView {
    form_page(hours_view, shown)
}

fn of(texts: &Texts) -> &HoursTexts {
    &texts.admin.hours
}

fn say(which: fn(&HoursTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: HoursContent) -> AnyView {
    let texts = use_texts();
    let HoursContent {
        town_name,
        clerk_name,
        role,
        shown,
    } = content;
    let main = match shown {
        Shown::All(workplaces) => all(workplaces),
        Shown::One(overview) => one(*overview),
        Shown::Form(form) => filled_in(*form),
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Hours />
        {staff_main(role, Role::Admin, "page-main hours-page", main)}
    }
    .into_any()
}

fn or_closed(hours: String) -> String {
    if hours.is_empty() {
        say(|it| &it.closed)
    } else {
        hours
    }
}

fn all(workplaces: Vec<(String, String, String)>) -> AnyView {
    let rows = workplaces.into_iter().map(|(id, name, today)| {
        let address = format!("{ADDRESS}?workplace={id}");
        view! {
            <tr>
                <td>
                    <a href=address>{name}</a>
                </td>
                <td>{or_closed(today)}</td>
            </tr>
        }
    });
    view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        <p class="quiet">{say(|it| &it.lead)}</p>
        <section class="panel" id="workplaces">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.workplace)}</th>
                        <th scope="col">{say(|it| &it.today)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// Who is agreed on a time outside, and which slots have too many.
fn told(outside: Outside) -> AnyView {
    let over = outside.overbooked.into_iter().map(|it| {
        let values = [("when", it.when.as_str()), ("n", &it.by.to_string())];
        let sentence = fill(&say(|it| &it.overbooked), &values);
        view! { <li>{sentence}</li> }
    });
    let over = over.collect::<Vec<_>>();
    let over = (!over.is_empty()).then(|| view! { <ul class="overbooked">{over}</ul> });
    let clients = (!outside.clients.is_empty()).then(|| {
        let rows = outside.clients.into_iter().map(|client| {
            view! {
                <tr>
                    <td>{client.when}</td>
                    <td>{client.service}</td>
                    <td>{client.name}</td>
                    <td>{client.phone}</td>
                    <td>{client.email}</td>
                </tr>
            }
        });
        view! {
            <div class="table-scroll" role="group" tabindex="0" aria-labelledby="outside">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say(|it| &it.when)}</th>
                            <th scope="col">{say(|it| &it.service)}</th>
                            <th scope="col">{say(|it| &it.name)}</th>
                            <th scope="col">{say(|it| &it.phone)}</th>
                            <th scope="col">{say(|it| &it.email)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
    });
    view! {
        {over}
        {clients}
    }
    .into_any()
}
