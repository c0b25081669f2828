//! `/admin/contact`

use domain::{
    message::LONGEST_MESSAGE,
    staff::Role,
    text::{Language, Localized},
};
use http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::{
    Fields,
    concerned::{Columns, Concerned, table, to_be_phoned},
    contacting::{ADDRESS, Changed, ContactContent, Problem, Shown, contact_view},
    fields::field,
    form_page::form_page,
    hours,
    texts::{ContactTexts, HoursTexts},
};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, staff_main},
};

pub fn contact_page() -> AnyView {
    form_page(contact_view, shown)
}

fn of(texts: &Texts) -> &ContactTexts {
    &texts.admin.contact
}

fn say(which: fn(&ContactTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn say_of_hours(which: fn(&HoursTexts) -> &String) -> String {
    use_texts().with(|texts| which(&texts.admin.hours).clone())
}

fn shown(content: ContactContent) -> AnyView {
    let texts = use_texts();
    let ContactContent {
        town_name,
        clerk_name,
        role,
        shown,
    } = content;
    let main = match shown {
        Shown::All {
            contacts,
            workplaces,
            fields,
            problem,
        } => {
            let list = list(contacts, role.may_do(Role::Supervisor));
            all(list, workplaces, &fields, problem)
        }
        Shown::Clients {
            heading,
            clients,
            all,
            languages,
            fields,
            problem,
        } => clients_of(heading, clients, all, languages, &fields, problem),
        Shown::One {
            words,
            cancels,
            clients,
            waits,
            hours,
        } => one(words, cancels, clients, waits, hours),
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Contact />
        {staff_main(role, Role::Supervisor, "page-main", main)}
    }
    .into_any()
}

/// What was written; with the way to the clients, for whoever sees to them.
fn list(contacts: Vec<(String, String)>, with_clients: bool) -> AnyView {
    if contacts.is_empty() {
        return view! { <p class="quiet">{say(|it| &it.none)}</p> }.into_any();
    }
    let contacts = contacts.into_iter().map(|(id, words)| {
        let address = with_clients.then(|| format!("{ADDRESS}?sent={id}"));
        view! {
            <li>
                <a href=address>{words}</a>
            </li>
        }
    });
    view! { <ul class="task-list">{contacts.collect_view()}</ul> }.into_any()
}

fn all(
    list: AnyView,
    workplaces: Vec<(String, Localized)>,
    fields: &Fields,
    problem: Option<Problem>,
) -> AnyView {
    let language = use_texts().language();
    let options = workplaces.into_iter().map(|(id, name)| {
        let chosen = id == field(fields, "workplace");
        let name = name.get(language).to_owned();
        view! {
            <option value=id selected=chosen>
                {name}
            </option>
        }
    });
    let at_workplace = problem.filter(|it| *it == Problem::NoWorkplace);
    let at_date = problem.filter(|it| *it == Problem::NoDate);
    view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        <p class="quiet">{say(|it| &it.lead)}</p>
        <section class="panel" aria-labelledby="new">
            <h2 id="new">{say(|it| &it.whom)}</h2>
            <form class="form" method="get" action=ADDRESS>
                <div class="field">
                    <label for="workplace">{say(|it| &it.workplace)}</label>
                    <select
                        id="workplace"
                        name="workplace"
                        required
                        aria-invalid=at_workplace.map(|_| "true")
                        aria-describedby=at_workplace.map(|_| "workplace-error")
                    >
                        <option value="">{say(|it| &it.choose)}</option>
                        {options.collect_view()}
                    </select>
                    {error("workplace", at_workplace)}
                </div>
                <div class="field">
                    <label for="date">{say(|it| &it.date)}</label>
                    <input
                        id="date"
                        name="date"
                        type="date"
                        required
                        value=field(fields, "date").to_owned()
                        aria-invalid=at_date.map(|_| "true")
                        aria-describedby=at_date.map(|_| "date-error")
                    />
                    {error("date", at_date)}
                </div>
                <button class="button main">{say(|it| &it.show)}</button>
            </form>
        </section>
        <section class="panel" aria-labelledby="list">
            <h2 id="list">{say(|it| &it.list)}</h2>
            {list}
        </section>
    }
    .into_any()
}

fn error(id: &str, problem: Option<Problem>) -> AnyView {
    let Some(problem) = problem else {
        return ().into_any();
    };
    let sentence = say(match problem {
        Problem::NoWorkplace => |it| &it.choose_one,
        Problem::NoDate => |it| &it.no_date,
        Problem::Nobody => |it| &it.nobody_chosen,
        Problem::NoMessage => |it| &it.no_message,
        Problem::LongMessage => |it| &it.long_message,
    });
    view! {
        <p class="field-error" id=format!("{id}-error") role="alert">
            {sentence}
        </p>
    }
    .into_any()
}

fn clients_of(
    heading: String,
    clients: Vec<Concerned>,
    all: bool,
    languages: Vec<Language>,
    fields: &Fields,
    problem: Option<Problem>,
) -> AnyView {
    let is_chosen = |client: &Concerned| fields.contains_key(&format!("client-{}", client.id));
    // What was ticked stays so.
    let ticked: Vec<_> = clients.iter().map(|it| all || is_chosen(it)).collect();
    let anybody = !clients.is_empty();
    let form = anybody.then(|| message_form(languages, fields, problem));
    let hidden = ["workplace", "date", "outside", "key"]
        .into_iter()
        .filter_map(|name| Some((name, fields.get(name)?.clone())));
    let hidden = hidden.map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    let at_clients = problem.filter(|it| *it == Problem::Nobody);
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
        <h1 class="page-title">{heading}</h1>
        <form method="post" action=ADDRESS>
            {hidden.collect_view()}
            <section class="panel" aria-labelledby="concerned">
                <h2 id="concerned">{say(|it| &it.whom)}</h2>
                {table(clients, Columns::WithBoxes(ticked))}
                {error("clients", at_clients)}
            </section>
            {form}
        </form>
    }
    .into_any()
}

/// Where the message is typed, in each of these languages. Those of a form in which they do not stand
/// name it.
pub(super) fn message_areas(
    languages: Vec<Language>,
    fields: &Fields,
    problem: Option<Problem>,
    of_form: Option<&'static str>,
) -> AnyView {
    let hint = say(|it| &it.message_hint);
    let hint = fill(&hint, &[("n", &LONGEST_MESSAGE.to_string())]);
    let messages = languages.into_iter().map(|language| {
        let value = field(fields, language.tag()).to_owned();
        let problem = problem.filter(|problem| match problem {
            Problem::LongMessage => value.trim().chars().count() > LONGEST_MESSAGE,
            Problem::NoMessage => language == Language::default(),
            _ => false,
        });
        let id = format!("message-{language}");
        let described = match problem {
            Some(_) => format!("message-hint {id}-error"),
            None => "message-hint".to_owned(),
        };
        view! {
            <div class="field">
                <label for=id.clone()>{language.own_name()}</label>
                <textarea
                    id=id.clone()
                    name=language.tag()
                    form=of_form
                    lang=language.tag()
                    rows="3"
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=described
                >
                    {value}
                </textarea>
                {error(&id, problem)}
            </div>
        }
    });
    view! {
        <p class="field-hint" id="message-hint">
            {hint}
        </p>
        {messages.collect_view()}
    }
    .into_any()
}

fn message_form(languages: Vec<Language>, fields: &Fields, problem: Option<Problem>) -> AnyView {
    view! {
        <section class="panel" aria-labelledby="message">
            <h2 id="message">{say(|it| &it.message)}</h2>
            <div class="form wide">
                {message_areas(languages, fields, problem, None)}
                <label class="tick-line">
                    <input
                        type="checkbox"
                        class="tick"
                        name="cancel"
                        value="on"
                        checked=fields.contains_key("cancel")
                        aria-describedby="cancel-hint"
                    />
                    {say(|it| &it.cancel)}
                </label>
                <p class="field-hint" id="cancel-hint">
                    {say(|it| &it.cancel_hint)}
                </p>
                <p>{say(|it| &it.consequence)}</p>
                <button class="button main">{say(|it| &it.write)}</button>
            </div>
        </section>
    }
    .into_any()
}

fn one(
    words: String,
    cancels: bool,
    clients: Vec<Concerned>,
    waits: bool,
    hours: Option<Changed>,
) -> AnyView {
    let phoned = to_be_phoned(&clients);
    let list = if clients.is_empty() {
        view! { <p class="quiet">{say(|it| &it.nobody_left)}</p> }.into_any()
    } else {
        table(clients, Columns::WithMails)
    };
    if let Some(response) = use_context::<ResponseOptions>().filter(|_| waits) {
        // Until the last mail has left, the page looks again by itself.
        response.insert_header(header::REFRESH, HeaderValue::from_static("3"));
    }
    let (address, back) = match &hours {
        None => (ADDRESS.to_owned(), say(|it| &it.back)),
        Some(Changed { id, name, .. }) => {
            let back = fill(&say_of_hours(|it| &it.back_to), &[("name", name)]);
            (format!("{}?workplace={id}", hours::ADDRESS), back)
        }
    };
    let saved = hours.map(|changed| {
        let others = changed
            .others
            .then(|| say_of_hours(|it| &it.others_outside));
        view! {
            <p class="message good" role="status">
                {say_of_hours(|it| &it.saved_and_written)}
                " "
                {others}
            </p>
        }
    });
    view! {
        <p>
            <a href=address>{back}</a>
        </p>
        <h1 class="page-title">{say(|it| &it.sent)}</h1>
        {saved}
        <p>{words}</p>
        {cancels.then(|| view! { <p>{say(|it| &it.cancelled)}</p> })}
        {phoned}
        <section class="panel" aria-labelledby="concerned">
            <h2 id="concerned">{say(|it| &it.to_whom)}</h2>
            {list}
        </section>
    }
    .into_any()
}
