//! The form about an account.

use domain::staff::{LONGEST_LOGIN, LONGEST_NAME, Role};
use leptos::prelude::*;

use super::{
    ADDRESS, hidden,
    look::{Form, Problem, Problems},
    say,
};
use crate::{
    account::role_name,
    admin::{Fields, fields::field, inputs::say_of_forms},
    texts::fill,
};

/// Of the account of that login, or of a new one.
pub(super) fn filled_in(form: Form, login: Option<&str>) -> AnyView {
    let Form {
        fields,
        problems,
        departments,
        changed,
    } = form;
    let inputs = Inputs {
        fields: &fields,
        problems: &problems,
        changed: changed.as_ref(),
    };
    let first = if let Some(login) = login {
        let seen = field(&fields, "seen").to_owned();
        view! {
            {hidden("change", login)}
            <input type="hidden" name="seen" value=seen />
        }
        .into_any()
    } else {
        let hint = say(|it| &it.login_hint);
        view! {
            <input type="hidden" name="action" value="add" />
            {inputs.line("login", say(|it| &it.login), &hint, LONGEST_LOGIN)}
        }
        .into_any()
    };
    let relogin = login.map(|_| view! { <p class="quiet">{say(|it| &it.relogin)}</p> });
    view! {
        <form class="form wide" method="post" action=ADDRESS>
            {first}
            {inputs.line("name", say(|it| &it.name), &say(|it| &it.name_hint), LONGEST_NAME)}
            {inputs.roles()}
            {inputs.departments(&departments)}
            {relogin}
            <button class="button main">{say_of_forms(|it| &it.save)}</button>
        </form>
    }
    .into_any()
}

/// That nobody would be left to set anything up.
pub(super) fn last_admin(field: &str) -> AnyView {
    error(field, Problem::LastAdmin)
}

fn error(field: &str, problem: Problem) -> AnyView {
    let sentence = say(match problem {
        Problem::BadLogin => |it| &it.bad_login,
        Problem::TakenLogin => |it| &it.taken_login,
        Problem::NoName => |it| &it.no_name,
        Problem::LongName => |it| &it.long_name,
        Problem::LastAdmin => |it| &it.last_admin,
    });
    view! {
        <p class="field-error" id=format!("{field}-error") role="alert">
            {sentence}
        </p>
    }
    .into_any()
}

/// The fields, with what is wrong with each, and what somebody else has made of it.
struct Inputs<'f> {
    fields: &'f Fields,
    problems: &'f Problems,
    changed: Option<&'f Fields>,
}

impl Inputs<'_> {
    fn line(&self, name: &'static str, label: String, hint: &str, longest: usize) -> AnyView {
        let problem = self.problems.get(name).copied();
        let value = field(self.fields, name).to_owned();
        let described = match problem {
            Some(_) => format!("{name}-error {name}-hint"),
            None => format!("{name}-hint"),
        };
        let now = self.changed.map(|changed| field(changed, name));
        let now = now.filter(|now| *now != value).map(now_is);
        view! {
            <div class="field">
                <label for=name>{label}</label>
                <p class="field-hint" id=format!("{name}-hint")>
                    {hint.to_owned()}
                </p>
                <input
                    id=name
                    name=name
                    value=value
                    maxlength=longest.to_string()
                    autocomplete="off"
                    autocapitalize=(name == "login").then_some("none")
                    spellcheck="false"
                    required
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=described
                />
                {problem.map(|problem| error(name, problem))}
                {now}
            </div>
        }
        .into_any()
    }

    fn roles(&self) -> AnyView {
        let problem = self.problems.get("role").copied();
        let chosen = match field(self.fields, "role") {
            "" => Role::Clerk.word(),
            chosen => chosen,
        };
        let roles = Role::ALL.map(|role| {
            let word = role.word();
            let id = format!("role-{word}");
            let hint = say(match role {
                Role::Auditor => |it| &it.auditor_hint,
                Role::Clerk => |it| &it.clerk_hint,
                Role::Supervisor => |it| &it.supervisor_hint,
                Role::Admin => |it| &it.admin_hint,
            });
            view! {
                <li>
                    <label class="tick-line">
                        <input
                            type="radio"
                            class="tick"
                            name="role"
                            value=word
                            checked=word == chosen
                            aria-describedby=id.clone()
                        />
                        {role_name(role)}
                    </label>
                    <p class="field-hint" id=id>
                        {hint}
                    </p>
                </li>
            }
        });
        let now = self.changed.map(|changed| field(changed, "role"));
        let now = now.filter(|now| *now != chosen);
        let now = now.and_then(|now| Role::ALL.into_iter().find(|role| role.word() == now));
        view! {
            <fieldset class="choices" aria-describedby=problem.map(|_| "role-error")>
                <legend>{say(|it| &it.role)}</legend>
                <ul>{roles.collect_view()}</ul>
                {problem.map(|problem| error("role", problem))}
                {now.map(|now| now_is(&role_name(now)))}
            </fieldset>
        }
        .into_any()
    }

    fn departments(&self, departments: &[(String, String)]) -> AnyView {
        let field_of = |id: &str| format!("department-{id}");
        let chosen = |fields: &Fields| {
            let chosen = departments.iter();
            let chosen = chosen.filter(|(id, _)| fields.contains_key(&field_of(id)));
            let names: Vec<_> = chosen.map(|(_, name)| name.clone()).collect();
            match names.as_slice() {
                [] => say(|it| &it.all_departments),
                names => names.join(", "),
            }
        };
        let before = chosen(self.fields);
        let now = self.changed.map(chosen);
        let now = now.filter(|now| *now != before);
        let boxes = departments.iter().map(|(id, name)| {
            let field = field_of(id);
            let checked = self.fields.contains_key(&field);
            view! {
                <li>
                    <label class="tick-line">
                        <input
                            type="checkbox"
                            class="tick"
                            name=field
                            value="on"
                            checked=checked
                        />
                        {name.clone()}
                    </label>
                </li>
            }
        });
        view! {
            <fieldset class="choices" aria-describedby="departments-hint">
                <legend>{say(|it| &it.departments)}</legend>
                <p class="field-hint" id="departments-hint">
                    {say(|it| &it.departments_hint)}
                </p>
                <ul>{boxes.collect_view()}</ul>
                {now.map(|now| now_is(&now))}
            </fieldset>
        }
        .into_any()
    }
}

fn now_is(what: &str) -> AnyView {
    let sentence = fill(&say_of_forms(|it| &it.now), &[("what", what)]);
    view! { <p class="field-hint">{sentence}</p> }.into_any()
}
