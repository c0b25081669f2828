//! `/account`

use domain::staff::Role;
use leptos::prelude::*;

use super::{
    ADDRESS, Problem, choice, logins_table, of,
    own::{AccountContent, NotChanged, account_view},
    password_field, role_name, say,
};
use crate::{
    texts::{fill, sentence, use_texts},
    ui::{Loaded, PageTitle, StaffHeader, StaffPage},
    wire::{always, load},
};

pub fn account_page() -> AnyView {
    let language = use_texts().language();
    let page = load(always, move |_| async move {
        // By the handler of the form.
        let refused: Option<NotChanged> = use_context();
        account_view(refused, language).await
    });
    view! { <Loaded resource=page page=shown /> }.into_any()
}

fn shown(content: AccountContent) -> AnyView {
    let texts = use_texts();
    let AccountContent {
        town_name,
        name,
        login,
        role,
        departments,
        logins,
        problem,
        changed,
    } = content;
    let mut what = role_name(role);
    if role == Role::Supervisor && !departments.is_empty() {
        let departments = departments.join(", ");
        let of = fill(
            &say(|it| &it.of_departments),
            &[("departments", &departments)],
        );
        what = format!("{what} {of}");
    }
    let who = fill(&say(|it| &it.who), &[("login", &login), ("role", &what)]);
    let changed = changed.then(|| {
        view! {
            <p class="message good" role="status">
                {say(|it| &it.changed)}
            </p>
        }
    });
    let at_old = problem.filter(|it| matches!(it, Problem::WrongOld | Problem::Slow { .. }));
    let others = (logins.len() > 1).then(|| {
        view! {
            <form class="panel-action" method="post" action=ADDRESS>
                <input type="hidden" name="action" value="end-others" />
                <button class="button">{say(|it| &it.end_others)}</button>
            </form>
        }
    });
    view! {
        <PageTitle text=sentence(texts, |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name=name.clone() role current=StaffPage::Account />
        <main class="page-main">
            <h1 class="page-title">{name}</h1>
            <p class="quiet">{who}</p>
            {changed}
            <section class="panel" aria-labelledby="change">
                <h2 id="change">{say(|it| &it.change)}</h2>
                <form class="form" method="post" action=ADDRESS>
                    <input type="hidden" name="action" value="password" />
                    {password_field(
                        "old",
                        "current-password",
                        say(|it| &it.old),
                        false,
                        at_old,
                    )}
                    {choice(problem)}
                    <button class="button main">{say(|it| &it.change)}</button>
                </form>
            </section>
            <section class="panel" aria-labelledby="logins">
                <h2 id="logins">{say(|it| &it.logins)}</h2>
                <p class="quiet">{say(|it| &it.logins_lead)}</p>
                {logins_table(logins, ADDRESS, None)}
                {others}
            </section>
        </main>
    }
    .into_any()
}
