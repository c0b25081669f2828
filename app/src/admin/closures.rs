//! `/admin/closures`

use domain::{
    closure::{Closed, LONGEST_REASON},
    staff::Role,
    text::Language,
};
use http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::{
    closing::{
        ADDRESS, Choice, CloseForm, ClosuresContent, Group, Line, Problem, Shown, closures_view,
    },
    concerned::{Columns, Concerned, table, to_be_phoned},
    form_page::form_page,
    texts::ClosuresTexts,
};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, staff_main},
};

pub fn closures_page() -> AnyView {
    form_page(closures_view, shown)
}

fn of(texts: &Texts) -> &ClosuresTexts {
    &texts.admin.closures
}

fn say(which: fn(&ClosuresTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: ClosuresContent) -> AnyView {
    let texts = use_texts();
    let ClosuresContent {
        town_name,
        clerk_name,
        role,
        shown,
    } = content;
    let main = match shown {
        Shown::All {
            closures,
            choices,
            form,
            problem,
        } => {
            let list = list(closures, role.may_do(Role::Supervisor));
            all(list, choices, &form, problem)
        }
        Shown::Planned {
            heading,
            concerned,
            counter,
            languages,
            form,
            problem,
        } => {
            let concerned = match counter {
                Some(left) => left_waiting(left),
                None => table(concerned, Columns::Bare),
            };
            planned(heading, concerned, languages, &form, problem)
        }
        Shown::One {
            line,
            reason,
            is_counter,
            concerned,
            waits,
        } => {
            let told = (!is_counter).then(|| told(concerned, waits));
            one(line, reason, told)
        }
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Closures />
        {staff_main(role, Role::Supervisor, "page-main", main)}
    }
    .into_any()
}

/// What is closed; with the way to the clients, for whoever sees to them.
fn list(closures: Vec<Line>, with_clients: bool) -> AnyView {
    if closures.is_empty() {
        return view! { <p class="quiet">{say(|it| &it.none)}</p> }.into_any();
    }
    let closures = closures.into_iter().map(|Line { id, heading }| {
        let address = with_clients.then(|| format!("{ADDRESS}?closed={id}"));
        view! {
            <li>
                <a href=address>{heading}</a>
            </li>
        }
    });
    view! { <ul class="task-list">{closures.collect_view()}</ul> }.into_any()
}

fn all(
    list: AnyView,
    choices: Vec<(Group, Vec<Choice>)>,
    form: &CloseForm,
    problem: Option<Problem>,
) -> AnyView {
    let is = |those: &[Problem]| problem.filter(|problem| those.contains(problem));
    let groups = choices.into_iter().map(|(group, choices)| {
        let label = say(match group {
            Group::Lobbies => |it| &it.lobbies,
            Group::Workplaces => |it| &it.workplaces,
            Group::Services => |it| &it.services,
            Group::Counters => |it| &it.counters,
        });
        let options = choices.into_iter().map(|Choice { of, name }| {
            let chosen = of == form.of;
            view! {
                <option value=of selected=chosen>
                    {name}
                </option>
            }
        });
        view! { <optgroup label=label>{options.collect_view()}</optgroup> }
    });
    let at_what = is(&[Problem::Nothing]);
    view! {
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        <p class="quiet">{say(|it| &it.lead)}</p>
        <section class="panel" aria-labelledby="new">
            <h2 id="new">{say(|it| &it.new_title)}</h2>
            <form class="form" method="get" action=ADDRESS>
                <div class="field">
                    <label for="of">{say(|it| &it.what)}</label>
                    <select
                        id="of"
                        name="of"
                        required
                        aria-invalid=at_what.map(|_| "true")
                        aria-describedby=at_what.map(|_| "of-error")
                    >
                        <option value="">{say(|it| &it.choose)}</option>
                        {groups.collect_view()}
                    </select>
                    {error("of", at_what)}
                </div>
                {time("from", say(|it| &it.from), &form.from, is(&[Problem::NoFrom]))}
                {time(
                    "to",
                    say(|it| &it.to),
                    &form.to,
                    is(&[Problem::NoTo, Problem::Backwards, Problem::Over]),
                )}
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

fn time(id: &'static str, label: String, value: &str, problem: Option<Problem>) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=id
                type="datetime-local"
                required
                value=value.to_owned()
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| format!("{id}-error"))
            />
            {error(id, problem)}
        </div>
    }
    .into_any()
}

fn error(id: &str, problem: Option<Problem>) -> AnyView {
    let Some(problem) = problem else {
        return ().into_any();
    };
    let sentence = say(match problem {
        Problem::Nothing => |it| &it.nothing,
        Problem::NoFrom | Problem::NoTo => |it| &it.bad_time,
        Problem::Backwards => |it| &it.backwards,
        Problem::Over => |it| &it.over,
        Problem::NoReason => |it| &it.no_reason,
        Problem::LongReason => |it| &it.long_reason,
    });
    view! {
        <p class="field-error" id=format!("{id}-error") role="alert">
            {sentence}
        </p>
    }
    .into_any()
}

/// Whom the closure of a counter concerns: nobody who has booked, and perhaps some who wait.
fn left_waiting(left: Vec<(String, u16)>) -> AnyView {
    let nobody_booked = view! { <p>{say(|it| &it.counter_takes_nothing)}</p> };
    if left.is_empty() {
        return nobody_booked.into_any();
    }
    let left = left.into_iter().map(|(name, n)| {
        let n = n.to_string();
        view! { <li>{format!("{name}: {n}")}</li> }
    });
    view! {
        {nobody_booked}
        <div class="message bad" role="status">
            <p>{say(|it| &it.only_here)}</p>
            <ul>{left.collect_view()}</ul>
        </div>
    }
    .into_any()
}

fn planned(
    heading: String,
    concerned: AnyView,
    languages: Vec<Language>,
    form: &CloseForm,
    problem: Option<Problem>,
) -> AnyView {
    let is_counter = matches!(form.of.parse(), Ok(Closed::Counter(_)));
    let by_kind = |counter: fn(&ClosuresTexts) -> &String, other| {
        say(if is_counter { counter } else { other })
    };
    let hint = fill(
        &by_kind(|it| &it.counter_reason_hint, |it| &it.reason_hint),
        &[("n", &LONGEST_REASON.to_string())],
    );
    let consequence = by_kind(|it| &it.counter_consequence, |it| &it.consequence);
    let close = by_kind(|it| &it.close_counter, |it| &it.close);
    let reasons = languages.into_iter().map(|language| {
        let value = match language {
            Language::Cs => &form.cs,
            Language::En => &form.en,
            Language::De => &form.de,
            Language::Uk => &form.uk,
        };
        let problem = problem.filter(|problem| match problem {
            Problem::LongReason => value.trim().chars().count() > LONGEST_REASON,
            _ => language == Language::default(),
        });
        let id = format!("reason-{language}");
        view! {
            <div class="field">
                <label for=id.clone()>{language.own_name()}</label>
                <input
                    id=id.clone()
                    name=language.tag()
                    lang=language.tag()
                    autocomplete="off"
                    value=value.clone()
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=if problem.is_some() {
                        format!("reason-hint {id}-error")
                    } else {
                        "reason-hint".to_owned()
                    }
                />
                {error(&id, problem)}
            </div>
        }
    });
    let hidden = [
        ("action", "close"),
        ("of", &form.of),
        ("from", &form.from),
        ("to", &form.to),
        ("key", &form.key),
    ];
    let hidden = hidden.map(|(name, value)| {
        view! { <input type="hidden" name=name value=value.to_owned() /> }
    });
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
        <h1 class="page-title">{heading}</h1>
        <section class="panel" aria-labelledby="concerned">
            <h2 id="concerned">{say(|it| &it.concerned)}</h2>
            {concerned}
        </section>
        <section class="panel" aria-labelledby="reason">
            <h2 id="reason">{say(|it| &it.reason)}</h2>
            <form class="form wide" method="post" action=ADDRESS>
                {hidden.collect_view()}
                <p class="field-hint" id="reason-hint">
                    {hint}
                </p>
                {reasons.collect_view()}
                <p>{consequence}</p>
                <button class="button main">{close}</button>
            </form>
        </section>
    }
    .into_any()
}

/// Who is still agreed, and who has to be phoned.
fn told(concerned: Vec<Concerned>, waits: bool) -> AnyView {
    let phoned = to_be_phoned(&concerned);
    if let Some(response) = use_context::<ResponseOptions>().filter(|_| waits) {
        // Until the last mail has left, the page looks again by itself.
        response.insert_header(header::REFRESH, HeaderValue::from_static("3"));
    }
    view! {
        {phoned}
        <section class="panel" aria-labelledby="concerned">
            <h2 id="concerned">{say(|it| &it.told)}</h2>
            {table(concerned, Columns::WithMails)}
        </section>
    }
    .into_any()
}

/// `told` is about the clients, of what takes places from any.
fn one(line: Line, reason: String, told: Option<AnyView>) -> AnyView {
    let Line { id, heading } = line;
    let consequence = say(match told {
        Some(_) => |it| &it.reopen_consequence,
        None => |it| &it.reopen_counter_consequence,
    });
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
        <h1 class="page-title">{heading}</h1>
        <p>{reason}</p>
        {told}
        <details class="revoke panel">
            <summary class="button bad">{say(|it| &it.reopen)}</summary>
            <form method="post" action=ADDRESS>
                <input type="hidden" name="action" value="reopen" />
                <input type="hidden" name="closure" value=id />
                <p>{consequence}</p>
                <button class="button bad">{say(|it| &it.reopen_for_good)}</button>
            </form>
        </details>
    }
    .into_any()
}
