//! `/admin/people`: who logs in here, and what they may do.

mod form;
mod look;

use domain::staff::Role;
use leptos::prelude::*;

pub use self::look::{ADDRESS, NotSaved, Saved, ShownLink, save};
use self::{
    form::{filled_in, last_admin},
    look::{One, PeopleContent, Person, Problem, Shown, Told, people_view},
};
use super::{inputs::say_of_forms, texts::PeopleTexts};
use crate::{
    account::{logins_table, role_name},
    address::use_address,
    texts::{Texts, fill, sentence, use_texts},
    ui::{Loaded, PageTitle, StaffHeader, StaffPage, staff_main},
    wire::load,
};

pub fn people_page() -> AnyView {
    let address = use_address();
    let language = use_texts().language();
    let page = load(
        move || address.get(),
        move |address| async move {
            // By the handler of the form.
            let answer = (use_context::<NotSaved>(), use_context::<ShownLink>());
            let (_, query) = address.split_once('?').unwrap_or_default();
            let query = serde_urlencoded::from_str(query).unwrap_or_default();
            people_view(&query, answer, language).await
        },
    );
    view! { <Loaded resource=page page=shown /> }.into_any()
}

fn of(texts: &Texts) -> &PeopleTexts {
    &texts.admin.people
}

fn say(which: fn(&PeopleTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: PeopleContent) -> AnyView {
    let texts = use_texts();
    let PeopleContent {
        town_name,
        clerk_name,
        role,
        shown,
    } = content;
    let main = match shown {
        Shown::All(people) => all(people),
        Shown::New(form) => new(form),
        Shown::One(account) => one(*account),
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::People />
        {staff_main(role, Role::Admin, "page-main people-page", main)}
    }
    .into_any()
}

fn all(people: Vec<Person>) -> AnyView {
    let rows = people.into_iter().map(|person| {
        let what = what(&person);
        let state = state(&person);
        let Person {
            login, name, seen, ..
        } = person;
        let address = format!("{ADDRESS}?account={login}");
        view! {
            <tr>
                <td>
                    <a href=address>{name}</a>
                </td>
                <td>{login}</td>
                <td>{what}</td>
                <td>{seen.unwrap_or_else(|| say(|it| &it.never_seen))}</td>
                <td>{state}</td>
            </tr>
        }
    });
    let new = format!("{ADDRESS}?new");
    view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        <p class="quiet">{say(|it| &it.lead)}</p>
        <section class="panel" aria-labelledby="accounts">
            <h2 id="accounts">{say(|it| &it.accounts)}</h2>
            // It can be scrolled, so it can be reached by keyboard.
            <div class="table-scroll" role="group" tabindex="0" aria-labelledby="accounts">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say(|it| &it.name)}</th>
                            <th scope="col">{say(|it| &it.login)}</th>
                            <th scope="col">{say(|it| &it.role)}</th>
                            <th scope="col">{say(|it| &it.seen)}</th>
                            <th scope="col">{say(|it| &it.state)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            <p class="panel-action">
                <a class="button" href=new>
                    {say(|it| &it.new)}
                </a>
            </p>
        </section>
    }
    .into_any()
}

/// "vedoucí: Odbor dopravy"
fn what(person: &Person) -> String {
    let role = role_name(person.role);
    match (person.role, person.departments.as_slice()) {
        (Role::Supervisor, []) => format!("{role}: {}", say(|it| &it.all_departments)),
        (_, []) => role,
        (_, chosen) => format!("{role}: {}", chosen.join(", ")),
    }
}

fn state(person: &Person) -> String {
    say(match person {
        Person { is_off: true, .. } => |it| &it.is_off,
        Person {
            has_password: false,
            ..
        } => |it| &it.waits,
        _ => |it| &it.is_on,
    })
}

fn back() -> AnyView {
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
    }
    .into_any()
}

fn new(form: look::Form) -> AnyView {
    view! {
        {back()}
        <h1 class="page-title">{say(|it| &it.new)}</h1>
        <section class="panel">{filled_in(form, None)}</section>
    }
    .into_any()
}

fn one(account: One) -> AnyView {
    let One {
        person,
        form,
        logins,
        link,
        told,
    } = account;
    let login = person.login.clone();
    let told = told.map(|told| {
        let sentence = match told {
            Told::Added => say(|it| &it.added),
            Told::Saved => say(|it| &it.saved),
        };
        view! {
            <p class="message good" role="status">
                {sentence}
            </p>
        }
    });
    let changed = form.changed.is_some().then(|| {
        view! {
            <p class="message bad" role="alert">
                {say_of_forms(|it| &it.changed)}
            </p>
        }
    });
    let cannot_go = form.problems.get("off") == Some(&Problem::LastAdmin);
    let others = (!logins.is_empty()).then(|| {
        view! {
            <form class="panel-action" method="post" action=ADDRESS>
                {hidden("end-all", &login)}
                <button class="button">{say(|it| &it.end_all)}</button>
            </form>
        }
    });
    let switch = switch(&person, cannot_go);
    let password = (!person.is_off).then(|| password(&person, link));
    view! {
        {back()}
        <h1 class="page-title">{person.name.clone()}</h1>
        <p class="quiet">{format!("{login} · {} · {}", what(&person), state(&person))}</p>
        {told}
        {changed}
        {password}
        <section class="panel" aria-labelledby="account">
            <h2 id="account">{say(|it| &it.account)}</h2>
            {filled_in(form, Some(&login))}
        </section>
        <section class="panel" aria-labelledby="logins">
            <h2 id="logins">{say(|it| &it.logins)}</h2>
            {logins_table(logins, ADDRESS, Some(&login))}
            {others}
        </section>
        {switch}
    }
    .into_any()
}

/// What each form about an account begins with.
fn hidden(action: &'static str, login: &str) -> AnyView {
    view! {
        <input type="hidden" name="action" value=action />
        <input type="hidden" name="account" value=login.to_owned() />
    }
    .into_any()
}

fn password(person: &Person, link: Option<(String, String)>) -> AnyView {
    let link = link.map(|(address, until)| {
        let values = [("name", person.name.as_str()), ("until", until.as_str())];
        let hand_over = fill(&say(|it| &it.hand_over), &values);
        view! {
            <div class="message good" role="status">
                <p>{hand_over}</p>
                <p class="password-link">{address}</p>
            </div>
        }
    });
    let has = say(if person.has_password {
        |it| &it.has_password
    } else {
        |it| &it.no_password
    });
    view! {
        <section class="panel" aria-labelledby="password">
            <h2 id="password">{say(|it| &it.password)}</h2>
            {link}
            <p>{has}</p>
            <p class="quiet">{say(|it| &it.link_hint)}</p>
            <form class="panel-action" method="post" action=ADDRESS>
                {hidden("link", &person.login)}
                <button class="button">{say(|it| &it.make_link)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn switch(person: &Person, cannot_go: bool) -> AnyView {
    if person.is_off {
        return view! {
            <form class="panel" method="post" action=ADDRESS>
                {hidden("on", &person.login)}
                <p>{say(|it| &it.off_consequence)}</p>
                <p class="panel-action">
                    <button class="button">{say(|it| &it.switch_on)}</button>
                </p>
            </form>
        }
        .into_any();
    }
    view! {
        <details class="revoke panel" open=cannot_go>
            <summary class="button bad">{say(|it| &it.switch_off)}</summary>
            <form method="post" action=ADDRESS>
                {hidden("off", &person.login)}
                <p>{say(|it| &it.off_consequence)}</p>
                {cannot_go.then(|| last_admin("off"))}
                <button
                    class="button bad"
                    aria-describedby=cannot_go.then_some("off-error")
                >
                    {say(|it| &it.switch_off_for_good)}
                </button>
            </form>
        </details>
    }
    .into_any()
}
