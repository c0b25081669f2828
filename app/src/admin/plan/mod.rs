//! `/admin/plan`: who is booked on which day, to be printed for the day on which nothing works; a client
//! is found, and the reservation moved or cancelled.

mod look;

use domain::{message::LONGEST_MESSAGE, text::Localized};
use leptos::prelude::*;

pub use self::look::{ADDRESS, Answered, Done, submit};
use self::look::{
    Found, Moving, One, Plan, PlanContent, Problem, Shown, Span, one as address_of, plan_view,
};
pub(super) use self::look::{Line, lines};
use super::{form_page::form_page, texts::PlanTexts};
use crate::{
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage},
};

pub fn plan_page() -> AnyView {
    form_page(plan_view, shown)
}

fn of(texts: &Texts) -> &PlanTexts {
    &texts.admin.plan
}

fn say(which: fn(&PlanTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: PlanContent) -> AnyView {
    let texts = use_texts();
    let PlanContent {
        town_name,
        clerk_name,
        role,
        shown,
    } = content;
    let main = match shown {
        Shown::Days(span) => days(*span),
        Shown::Found(found) => list(*found),
        Shown::One(it) => one(*it),
        Shown::Moving(it) => moving(*it),
    };
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Plan />
        <main class="page-main plan-page">{main}</main>
    }
    .into_any()
}

// ---- Days ----

fn days(span: Span) -> AnyView {
    let find = find(span.too_little.clone(), span.too_little.is_some());
    let choice = choice(&span);
    let turn = |address: Option<String>, text: String| {
        address.map(|address| view! { <a href=address>{text}</a> })
    };
    let (before, after) = if span.is_week {
        (say(|it| &it.week_before), say(|it| &it.week_after))
    } else {
        (say(|it| &it.day_before), say(|it| &it.day_after))
    };
    let past = span.has_past.then(|| {
        let sentence = say(if span.is_week {
            |it| &it.past_days
        } else {
            |it| &it.past_day
        });
        view! { <p class="message screen-only">{sentence}</p> }
    });
    let nobody = span.plans.is_empty() && !span.idle.is_empty();
    let idle = if nobody {
        let book = say(|it| &it.book);
        view! {
            <p class="message screen-only">
                {say(|it| &it.nobody)} " " <a href="/counter/book">{book}</a>
            </p>
        }
        .into_any()
    } else if span.idle.is_empty() {
        ().into_any()
    } else {
        let names = [("names", &*span.idle.join(", "))];
        let sentence = fill(&say(|it| &it.idle), &names);
        view! { <p class="quiet screen-only">{sentence}</p> }.into_any()
    };
    let print = (!span.plans.is_empty())
        .then(|| view! { <p class="quiet screen-only">{say(|it| &it.print_hint)}</p> });
    let (heading, as_of) = (span.heading.clone(), span.as_of);
    let plans = span.plans.into_iter().enumerate();
    let plans = plans.map(|(n, it)| plan(n, it, &heading, &as_of));
    let plans = plans.collect_view();
    view! {
        <h1 class="page-title screen-only">{say(|it| &it.title)}</h1>
        <p class="quiet screen-only">{say(|it| &it.lead)}</p>
        {find}
        {choice}
        <div class="month-turn screen-only">
            {turn(span.before, before)} <h2 class="name" id="days">{span.heading}</h2>
            {turn(Some(span.after), after)}
        </div>
        {past}
        {print}
        {plans}
        {idle}
    }
    .into_any()
}

/// By which a client is found on any day. It is sent, and no part of an address that stays in the
/// browser: it names a person.
fn find(typed: Option<String>, too_little: bool) -> AnyView {
    let error = too_little.then(|| {
        view! {
            <p class="field-error" id="find-error" role="alert">
                {say(|it| &it.too_little)}
            </p>
        }
    });
    let described = if too_little {
        "find-hint find-error"
    } else {
        "find-hint"
    };
    view! {
        <form class="panel plan-find screen-only" method="post" action=ADDRESS role="search">
            <input type="hidden" name="action" value="find" />
            <div class="field">
                <label for="find">{say(|it| &it.find)}</label>
                <input
                    id="find"
                    name="find"
                    type="search"
                    autocomplete="off"
                    maxlength="254"
                    value=typed
                    aria-invalid=too_little.then_some("true")
                    aria-describedby=described
                />
                <p class="field-hint" id="find-hint">
                    {say(|it| &it.find_hint)}
                </p>
                {error}
            </div>
            <button class="button">{say(|it| &it.find_button)}</button>
        </form>
    }
    .into_any()
}

/// Which days and where.
fn choice(span: &Span) -> AnyView {
    let language = use_texts().language();
    let option = |(id, name): &(String, Localized)| {
        let chosen = *id == span.workplace;
        let name = name.get(language).to_owned();
        view! {
            <option value=id.clone() selected=chosen>
                {name}
            </option>
        }
    };
    let options = span.workplaces.iter().map(option).collect_view();
    view! {
        <form class="panel plan-choice screen-only" method="get" action=ADDRESS>
            <div class="field">
                <label for="date">{say(|it| &it.date)}</label>
                <input
                    id="date"
                    name="date"
                    type="date"
                    required
                    min=span.today.clone()
                    value=span.date.clone()
                />
            </div>
            <div class="field">
                <label for="workplace">{say(|it| &it.workplace)}</label>
                <select id="workplace" name="workplace">
                    <option value="">{say(|it| &it.all)}</option>
                    {options}
                </select>
            </div>
            <label class="tick-line">
                <input type="checkbox" class="tick" name="week" value="on" checked=span.is_week />
                {say(|it| &it.week)}
            </label>
            <button class="button">{say(|it| &it.show)}</button>
        </form>
    }
    .into_any()
}

fn plan(n: usize, plan: Plan, days: &str, as_of: &str) -> AnyView {
    let texts = use_texts();
    let booked = u64::try_from(plan.lines.len()).unwrap_or(u64::MAX);
    let about = texts.with(|texts| {
        let of = of(texts);
        let booked = of.booked.of(texts.language, booked);
        let as_of = fill(&of.as_of, &[("time", as_of)]);
        format!("{days} · {booked} · {as_of}")
    });
    let id = format!("plan-{n}");
    let labelled = id.clone();
    view! {
        <section class="panel plan" aria-labelledby=labelled>
            <h2 class="name" id=id.clone()>
                {plan.workplace}
            </h2>
            <p class="quiet name">{about}</p>
            {table(plan.lines, &id, false)}
        </section>
    }
    .into_any()
}

/// Under a heading with that id; with the workplaces, where they are not all of one.
fn table(lines: Vec<Line>, labelled: &str, with_workplaces: bool) -> AnyView {
    let workplace =
        with_workplaces.then(|| view! { <th scope="col">{say(|it| &it.workplace)}</th> });
    let rows = lines.into_iter().map(|line| {
        let workplace = with_workplaces.then(|| view! { <td class="name">{line.workplace}</td> });
        // Of what is cancelled nobody is known.
        let name = if line.name.is_empty() {
            say(|it| &it.unknown)
        } else {
            line.name
        };
        let unreached = line.unreached.then(unreached);
        view! {
            <tr>
                <td>{line.when}</td>
                {workplace}
                <td class="name">{line.service}</td>
                <td>
                    <a href=address_of(&line.id)>{name}</a>
                </td>
                <td class="plan-email">{line.email}</td>
                <td class="plan-phone">{line.phone}</td>
                <td>{line.state} " " {unreached}</td>
                <td>{line.booked_by.unwrap_or_else(|| say(|it| &it.by_client))}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        // It can be scrolled, so it can be reached by keyboard.
        <div class="table-scroll" role="group" tabindex="0" aria-labelledby=labelled.to_owned()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.when)}</th>
                        {workplace}
                        <th scope="col">{say(|it| &it.service)}</th>
                        <th scope="col">{say(|it| &it.name)}</th>
                        <th scope="col">{say(|it| &it.email)}</th>
                        <th scope="col">{say(|it| &it.phone)}</th>
                        <th scope="col">{say(|it| &it.state)}</th>
                        <th scope="col">{say(|it| &it.booked_by)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn unreached() -> AnyView {
    view! { <span class="mark">{say(|it| &it.unreached)}</span> }.into_any()
}

fn list(found: Found) -> AnyView {
    let Found {
        typed,
        lines,
        may_be_more,
    } = found;
    let more = may_be_more.then(|| view! { <p class="message">{say(|it| &it.more)}</p> });
    let lines = if lines.is_empty() {
        view! { <p class="message">{say(|it| &it.nobody_found)}</p> }.into_any()
    } else {
        view! {
            <section class="panel" aria-labelledby="found">
                <h2 id="found">{say(|it| &it.found)}</h2>
                {table(lines, "found", true)}
            </section>
        }
        .into_any()
    };
    view! {
        {back()}
        <h1 class="page-title">{say(|it| &it.find)}</h1>
        {find(Some(typed), false)}
        {more}
        {lines}
    }
    .into_any()
}

fn back() -> AnyView {
    view! {
        <p>
            <a href=ADDRESS>{say(|it| &it.back)}</a>
        </p>
    }
    .into_any()
}

// ---- One ----

fn one(one: One) -> AnyView {
    let message = match (one.problem, one.moved, one.cancelled) {
        (Some(Problem::Changed), ..) => Some(("message bad", "alert", say(|it| &it.changed))),
        (None, true, _) if one.line.email.is_some() => {
            Some(("message good", "status", say(|it| &it.moved)))
        }
        (None, true, _) => Some(("message", "status", say(|it| &it.moved_without_mail))),
        (None, _, Some(true)) => Some(("message good", "status", say(|it| &it.cancelled))),
        (None, _, Some(false)) => Some(("message", "status", say(|it| &it.cancelled_without_mail))),
        _ => None,
    };
    let message = message.map(|(class, role, sentence)| {
        view! {
            <p class=class role=role>
                {sentence}
            </p>
        }
    });
    let heading = if one.line.name.is_empty() {
        say(|it| &it.unknown)
    } else {
        one.line.name.clone()
    };
    let actions = one.is_open.then(|| {
        let address = format!("{}&move", address_of(&one.line.id));
        view! {
            <p class="actions">
                <a class="button main" href=address>
                    {say(|it| &it.move_it)}
                </a>
            </p>
            {cancelling(&one)}
        }
    });
    let day = format!("{ADDRESS}?date={}", one.date);
    view! {
        <p>
            <a href=day>{say(|it| &it.back_to_day)}</a>
        </p>
        <h1 class="page-title name">{heading}</h1>
        {message}
        {facts(one.line)}
        {actions}
    }
    .into_any()
}

fn facts(line: Line) -> AnyView {
    let fact = |label: String, value: String| {
        view! {
            <dt>{label}</dt>
            <dd class="name">{value}</dd>
        }
        .into_any()
    };
    let plain = |label: String, value: String| {
        view! {
            <dt>{label}</dt>
            <dd>{value}</dd>
        }
        .into_any()
    };
    let email = line.email.map(|email| plain(say(|it| &it.email), email));
    let phone = line.phone.map(|phone| plain(say(|it| &it.phone), phone));
    let unreached = line.unreached.then(unreached);
    let booked_by = line.booked_by.unwrap_or_else(|| say(|it| &it.by_client));
    view! {
        <dl class="summary">
            {fact(say(|it| &it.when), line.when)} {fact(say(|it| &it.workplace), line.workplace)}
            {fact(say(|it| &it.service), line.service)} {email} {phone}
            <dt>{say(|it| &it.state)}</dt> <dd>{line.state} " " {unreached}</dd>
            {plain(say(|it| &it.booked_by), booked_by)}
        </dl>
    }
    .into_any()
}

/// Asks first; whoever has an address is told why.
fn cancelling(one: &One) -> AnyView {
    let problem = one.problem.filter(|it| *it != Problem::Changed);
    let error = problem.map(|problem| {
        let sentence = say(match problem {
            Problem::LongReason => |it| &it.long_reason,
            _ => |it| &it.no_reason,
        });
        view! {
            <p class="field-error" id="reason-error" role="alert">
                {sentence}
            </p>
        }
    });
    let described = match problem {
        Some(_) => "reason-hint reason-error",
        None => "reason-hint",
    };
    let why = if one.line.email.is_some() {
        let values = [
            ("n", &*LONGEST_MESSAGE.to_string()),
            ("language", one.language.own_name()),
        ];
        let hint = fill(&say(|it| &it.reason_hint), &values);
        view! {
            <div class="field">
                <label for="reason">{say(|it| &it.reason)}</label>
                <textarea
                    id="reason"
                    name="reason"
                    lang=one.language.tag()
                    rows="3"
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=described
                >
                    {one.reason.clone()}
                </textarea>
                <p class="field-hint" id="reason-hint">
                    {hint}
                </p>
                {error}
            </div>
        }
        .into_any()
    } else {
        let sentence = match &one.line.phone {
            Some(phone) => fill(&say(|it| &it.phone_first), &[("phone", phone)]),
            None => say(|it| &it.no_contact),
        };
        view! { <p class="message">{sentence}</p> }.into_any()
    };
    view! {
        <details class="revoke panel" open=problem.is_some()>
            <summary class="button bad">{say(|it| &it.cancel)}</summary>
            <form method="post" action=ADDRESS>
                <input type="hidden" name="action" value="cancel" />
                <input type="hidden" name="reservation" value=one.line.id.clone() />
                <input type="hidden" name="revision" value=one.revision.to_string() />
                {why}
                <p>{say(|it| &it.cancel_consequence)}</p>
                <button class="button bad">{say(|it| &it.cancel_for_good)}</button>
            </form>
        </details>
    }
    .into_any()
}

fn moving(moving: Moving) -> AnyView {
    let Moving {
        line,
        revision,
        times,
    } = moving;
    let consequence = match (&line.email, &line.phone) {
        (Some(_), _) => say(|it| &it.move_consequence),
        (None, Some(phone)) => fill(&say(|it| &it.move_phone), &[("phone", phone)]),
        (None, None) => say(|it| &it.move_no_contact),
    };
    let form = match times {
        Some((date, fields)) => view! {
            <form class="form plan-times" method="post" action=ADDRESS>
                <input type="hidden" name="action" value="move" />
                <input type="hidden" name="reservation" value=line.id.clone() />
                <input type="hidden" name="revision" value=revision.to_string() />
                <input type="hidden" name="date" value=date />
                <div class="booking" inner_html=fields></div>
            </form>
        }
        .into_any(),
        None => view! { <p class="message">{say(|it| &it.not_offered)}</p> }.into_any(),
    };
    let back = address_of(&line.id);
    view! {
        <p>
            <a href=back>{say(|it| &it.leave_as_is)}</a>
        </p>
        <h1 class="page-title">{say(|it| &it.move_title)}</h1>
        {facts(line)}
        <p>{consequence}</p>
        {form}
    }
    .into_any()
}
