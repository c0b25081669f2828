//! Everybody's own account: the password, and where one is logged in. Forms that need no program.

mod link;
mod own;
mod page;
pub mod texts;

use chrono::{DateTime, Utc};
use domain::{
    moment::Moment,
    staff::{Password, PasswordError, Role},
    text::Language,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use self::texts::AccountTexts;
pub use self::{
    link::{LINKS, NotSet, link_page, set},
    own::{ADDRESS, Done, NotChanged, save},
    page::account_page,
};
use crate::{
    admin::Fields,
    api::ApiError,
    services::Services,
    texts::{self as all_texts, Texts, fill, use_texts},
    ui::moment,
};

/// Somewhere that somebody is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownLogin {
    /// Of its session.
    pub id: String,
    pub began: String,
    pub seen: String,
    /// It is the one that looks.
    pub is_here: bool,
}

/// Where a login is logged in; `token` is of the session that looks, if it is one of them.
pub(crate) async fn logins(
    services: &Services,
    login: &str,
    token: Option<&str>,
    language: Language,
) -> Result<Vec<KnownLogin>, ApiError> {
    let (texts, now) = (all_texts::of(language), services.now());
    let zone = services.town().zone;
    let when = |at: DateTime<Utc>| moment(&texts, Moment::new(at, zone));
    let sessions = services.store.sessions_of(login, now.instant).await?;
    let known = sessions.into_iter().map(|session| KnownLogin {
        began: when(session.began_at),
        seen: when(session.seen_at),
        is_here: token.is_some_and(|token| session.is_of(token)),
        id: session.id,
    });
    Ok(known.collect())
}

/// What is wrong with the form of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// It is not the one that there is.
    WrongOld,
    /// Too many wrong ones; the next one counts after so many seconds.
    Slow {
        seconds: u16,
    },
    TooShort,
    TooLong,
    /// It was not typed the same twice.
    Differs,
}

/// A password that was chosen, typed as `password` and `again`.
fn chosen(fields: &Fields) -> Result<Password, Problem> {
    let typed = |name| fields.get(name).map_or("", String::as_str);
    let password: Password = typed("password").parse().map_err(|error| match error {
        PasswordError::TooShort => Problem::TooShort,
        PasswordError::TooLong => Problem::TooLong,
    })?;
    if typed("again") == password.as_str() {
        Ok(password)
    } else {
        Err(Problem::Differs)
    }
}

fn of(texts: &Texts) -> &AccountTexts {
    &texts.account
}

fn say(which: fn(&AccountTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

/// What a role is called.
pub(crate) fn role_name(role: Role) -> String {
    say(match role {
        Role::Auditor => |it| &it.auditor,
        Role::Clerk => |it| &it.clerk,
        Role::Supervisor => |it| &it.supervisor,
        Role::Admin => |it| &it.admin,
    })
}

/// The two fields of a password that is chosen, with what is wrong.
fn choice(problem: Option<Problem>) -> AnyView {
    let at_password = problem.filter(|it| matches!(it, Problem::TooShort | Problem::TooLong));
    let at_again = problem.filter(|it| *it == Problem::Differs);
    view! {
        {password_field("password", "new-password", say(|it| &it.new), true, at_password)}
        {password_field("again", "new-password", say(|it| &it.again), false, at_again)}
    }
    .into_any()
}

fn password_field(
    name: &'static str,
    autocomplete: &'static str,
    label: String,
    hinted: bool,
    problem: Option<Problem>,
) -> AnyView {
    let hint = hinted.then(|| {
        view! {
            <p class="field-hint" id=format!("{name}-hint")>
                {say(|it| &it.hint)}
            </p>
        }
    });
    let error = problem.map(|problem| {
        let sentence = match problem {
            Problem::WrongOld => say(|it| &it.wrong_old),
            Problem::Slow { seconds } => {
                let slow = use_texts().with(|texts| texts.login.slow.clone());
                fill(&slow, &[("n", &seconds.to_string())])
            }
            Problem::TooShort => say(|it| &it.too_short),
            Problem::TooLong => say(|it| &it.too_long),
            Problem::Differs => say(|it| &it.differs),
        };
        view! {
            <p class="field-error" id=format!("{name}-error") role="alert">
                {sentence}
            </p>
        }
    });
    let described = match (problem.is_some(), hinted) {
        (true, true) => Some(format!("{name}-error {name}-hint")),
        (true, false) => Some(format!("{name}-error")),
        (false, true) => Some(format!("{name}-hint")),
        (false, false) => None,
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {hint}
            <input
                id=name
                name=name
                type="password"
                autocomplete=autocomplete
                required
                aria-invalid=problem.map(|_| "true")
                aria-describedby=described
            />
            {error}
        </div>
    }
    .into_any()
}

/// A table of where somebody is logged in; each but the one that looks can be ended by a form of that
/// page, with these fields beside.
pub(crate) fn logins_table(
    logins: Vec<KnownLogin>,
    page: &'static str,
    account: Option<&str>,
) -> AnyView {
    if logins.is_empty() {
        return view! { <p class="quiet">{say(|it| &it.nowhere)}</p> }.into_any();
    }
    let account = account.map(ToOwned::to_owned);
    let rows = logins.into_iter().map(|login| {
        let KnownLogin {
            id,
            began,
            seen,
            is_here,
        } = login;
        let end = if is_here {
            view! { <span class="quiet">{say(|it| &it.here)}</span> }.into_any()
        } else {
            let label = fill(&say(|it| &it.end_named), &[("when", &began)]);
            let account = account.clone().map(|account| {
                view! { <input type="hidden" name="account" value=account /> }
            });
            view! {
                <form method="post" action=page>
                    <input type="hidden" name="action" value="end" />
                    <input type="hidden" name="session" value=id />
                    {account}
                    <button class="button small" aria-label=label>
                        {say(|it| &it.end)}
                    </button>
                </form>
            }
            .into_any()
        };
        view! {
            <tr>
                <td>{began}</td>
                <td>{seen}</td>
                <td>{end}</td>
            </tr>
        }
    });
    view! {
        // It can be scrolled, so it can be reached by keyboard.
        <div class="table-scroll" role="group" tabindex="0" aria-labelledby="logins">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{say(|it| &it.began)}</th>
                        <th scope="col">{say(|it| &it.seen)}</th>
                        <th scope="col">
                            <span class="visually-hidden">{say(|it| &it.end)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
