//! `/admin/offer`: the office itself, departments, lobbies, workplaces, services and counters.

mod differences;
mod form;
pub mod import;
mod look;
mod slug;
mod typed;
mod wrong;

use domain::{staff::Role, town::OfferedTo};
use leptos::prelude::*;

pub use self::look::{ADDRESS, NotSaved, file, save};
#[cfg(test)]
pub(super) use self::typed::OF_OFFICE;
use self::{
    form::filled_in,
    look::{OfferContent, Overview, ServiceLine, Shown, WorkplaceLine, offer_view},
};
use super::{form_page::form_page, hours, texts::OfferTexts};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, staff_main},
};

/// Where the set-up is had as a file.
pub const FILE: &str = "/admin/offer/town.toml";

pub fn offer_page() -> AnyView {
    form_page(offer_view, shown)
}

fn of(texts: &Texts) -> &OfferTexts {
    &texts.admin.offer
}

fn say(which: fn(&OfferTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: OfferContent) -> AnyView {
    let texts = use_texts();
    let OfferContent {
        town_name,
        clerk_name,
        role,
        shown,
    } = content;
    let main = match shown {
        Shown::All(overview) => all(*overview),
        Shown::Form(form) => filled_in(&form),
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Offer />
        {staff_main(role, Role::Admin, "page-main offer-page", main)}
    }
    .into_any()
}

fn address(part: &str) -> String {
    format!("{ADDRESS}?part={}", part.replace(' ', "+"))
}

fn button(part: &str, text: String) -> AnyView {
    view! {
        <p class="panel-action">
            <a class="button" href=address(part)>
                {text}
            </a>
        </p>
    }
    .into_any()
}

fn all(overview: Overview) -> AnyView {
    let Overview {
        itself: (name, office_address),
        workplaces,
        counters,
        departments,
        lobbies,
        unserved,
        saved,
    } = overview;
    let saved = saved.then(|| {
        view! {
            <p class="message good" role="status">
                {say(|it| &it.saved)}
            </p>
        }
    });
    let unserved = (!unserved.is_empty()).then(|| {
        let sentence = fill(
            &say(|it| &it.unserved_now),
            &[("names", &unserved.join(", "))],
        );
        view! { <p class="message bad">{sentence}</p> }
    });
    let workplaces = workplaces.into_iter().map(workplace).collect_view();
    let counters = counters.into_iter().map(|(number, lobby, serves)| {
        let text = fill(&say(|it| &it.counter_n), &[("n", &number)]);
        view! {
            <tr>
                <td class="nowrap">
                    <a href=address(&format!("counter {number}"))>{text}</a>
                </td>
                <td>{serves}</td>
                <td>{lobby}</td>
            </tr>
        }
    });
    view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        <p class="quiet">{say(|it| &it.lead)}</p>
        {saved}
        {unserved}
        {workplaces}
        {button("workplace", say(|it| &it.new_workplace))}
        <section class="panel" aria-labelledby="counters">
            <h2 id="counters">{say(|it| &it.counters)}</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.counter)}</th>
                        <th scope="col">{say(|it| &it.serves)}</th>
                        <th scope="col">{say(|it| &it.lobby)}</th>
                    </tr>
                </thead>
                <tbody>{counters.collect_view()}</tbody>
            </table>
            {button("counter", say(|it| &it.new_counter))}
        </section>
        {group("departments", say(|it| &it.departments), departments)}
        {button("department", say(|it| &it.new_department))}
        {group("lobbies", say(|it| &it.lobbies), lobbies)}
        {button("lobby", say(|it| &it.new_lobby))}
        <section class="panel" aria-labelledby="itself">
            <h2 id="itself">{say(|it| &it.itself)}</h2>
            <p>{name}</p>
            <p class="quiet">{office_address}</p>
            {button("itself", say(|it| &it.change_itself))}
        </section>
        <section class="panel" aria-labelledby="file">
            <h2 id="file">{say(|it| &it.file)}</h2>
            <p>{say(|it| &it.file_lead)}</p>
            <p class="panel-action">
                <a class="button" href=FILE download>
                    {say(|it| &it.file_download)}
                </a>
                " "
                <a class="button" href=import::ADDRESS>
                    {say(|it| &it.file_upload)}
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// Departments or lobbies, and the workplaces that belong there.
fn group(id: &'static str, title: String, lines: Vec<(String, String, String)>) -> AnyView {
    let lines = lines.into_iter().map(|(part, name, workplaces)| {
        let workplaces = if workplaces.is_empty() {
            say(|it| &it.no_workplaces)
        } else {
            workplaces
        };
        view! {
            <tr>
                <td>
                    <a href=address(&part)>{name}</a>
                </td>
                <td>{workplaces}</td>
            </tr>
        }
    });
    view! {
        <section class="panel" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.name)}</th>
                        <th scope="col">{say(|it| &it.workplaces)}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn workplace(line: WorkplaceLine) -> AnyView {
    let WorkplaceLine {
        id,
        series,
        name,
        lobby,
        department,
        counters,
        services,
    } = line;
    let counters = if counters.is_empty() {
        say(|it| &it.no_counter)
    } else {
        fill(&say(|it| &it.counters_n), &[("numbers", &counters)])
    };
    let of_hours = format!("{}?workplace={id}", hours::ADDRESS);
    let services = if services.is_empty() {
        view! { <p class="quiet">{say(|it| &it.no_services)}</p> }.into_any()
    } else {
        let services = services.into_iter().map(service).collect_view();
        view! {
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.service)}</th>
                        <th scope="col">{say(|it| &it.minutes)}</th>
                        <th scope="col">{say(|it| &it.offered)}</th>
                    </tr>
                </thead>
                <tbody>{services}</tbody>
            </table>
        }
        .into_any()
    };
    let heading = format!("workplace-{id}");
    view! {
        <section class="panel" aria-labelledby=heading.clone()>
            <h2 id=heading.clone()>
                <span class="series-mark">{series}</span>
                " "
                {name}
            </h2>
            <p class="quiet">{department} " · " {lobby} " · " {counters}</p>
            {services}
            <p class="panel-action">
                <a class="button" href=format!("{ADDRESS}?part=service&of={id}")>
                    {say(|it| &it.new_service)}
                </a>
                " "
                <a class="button" href=address(&format!("workplace {id}"))>
                    {say(|it| &it.change_workplace)}
                </a>
                " "
                <a class="button" href=of_hours>
                    {say(|it| &it.hours)}
                </a>
            </p>
        </section>
    }
    .into_any()
}

fn service(line: ServiceLine) -> AnyView {
    let ServiceLine {
        id,
        name,
        minutes,
        offered,
        bookable,
    } = line;
    let offered = match offered {
        OfferedTo::Everyone if bookable => say(|it| &it.at_kiosk_and_internet),
        OfferedTo::Everyone => say(|it| &it.at_kiosk),
        OfferedTo::Staff => say(|it| &it.to_staff_short),
        OfferedTo::Nobody => say(|it| &it.to_nobody_short),
    };
    view! {
        <tr>
            <td>
                <a href=address(&format!("service {id}"))>{name}</a>
            </td>
            <td>{minutes}</td>
            <td>{offered}</td>
        </tr>
    }
    .into_any()
}
