//! `/password/{token}`: the page behind a link by which somebody sets a password. To open it changes
//! nothing; its form does, once.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::LinkRefusal;

use super::{Problem, choice, chosen, say};
use crate::{
    address::use_address,
    admin::Fields,
    api::ApiError,
    services::{Services, is_key, use_services},
    texts::fill,
    ui::{Loaded, Masthead, PageFooter, answer_with_status_of, page_head},
    wire::load,
};

/// Where such pages are.
pub const LINKS: &str = "/password/{token}";

/// A password that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSet {
    pub problem: Problem,
}

/// What is behind a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LinkContent {
    office: Masthead,
    behind: Behind,
    problem: Option<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Behind {
    AccountOf { name: String, login: String },
    Nothing,
    Used,
    Expired,
}

pub fn link_page() -> AnyView {
    let address = use_address();
    let page = load(
        move || address.part(1),
        |token| async move {
            // By the handler of the form.
            let refused: Option<NotSet> = use_context();
            let services = use_services()?;
            let now = services.now().instant;
            let owner = if is_key(&token) {
                services.store.owner_of_link(&token, now).await?
            } else {
                Err(LinkRefusal::Unknown)
            };
            let behind = match owner {
                Ok(clerk) => Behind::AccountOf {
                    name: clerk.name,
                    login: clerk.login,
                },
                Err(LinkRefusal::Unknown) => Behind::Nothing,
                Err(LinkRefusal::Used) => Behind::Used,
                Err(LinkRefusal::Expired) => Behind::Expired,
            };
            Ok(LinkContent {
                office: Masthead::of(&services.town()),
                behind,
                problem: refused.map(|refused| refused.problem),
            })
        },
    );
    view! { <Loaded resource=page page=shown /> }.into_any()
}

/// Sets the password that was chosen.
///
/// # Errors
/// [`ApiError::NotFound`] if the link sets none (any more): the page says why; or the database does not
/// answer.
pub async fn set(
    services: &Services,
    token: &str,
    fields: &Fields,
) -> Result<Result<(), NotSet>, ApiError> {
    if !is_key(token) {
        return Err(ApiError::NotFound);
    }
    let now = services.now().instant;
    // Before the password is looked at: whoever comes too late need not choose one.
    let owner = services.store.owner_of_link(token, now).await?;
    let owner = owner.map_err(not_found)?;
    let password = match chosen(fields) {
        Ok(password) => password,
        Err(problem) => return Ok(Err(NotSet { problem })),
    };
    let set = services.store.set_password(token, &password, now).await?;
    set.map_err(not_found)?;
    tracing::info!(login = owner.login, "a password was set by a link");
    Ok(Ok(()))
}

fn not_found(refusal: LinkRefusal) -> ApiError {
    tracing::warn!(?refusal, "a link sets no password");
    ApiError::NotFound
}

fn shown(content: LinkContent) -> AnyView {
    let LinkContent {
        office,
        behind,
        problem,
    } = content;
    let title = say(|it| &it.set_title);
    let main = match behind {
        Behind::AccountOf { name, login } => form(&name, &login, problem),
        Behind::Nothing => no_form(say(|it| &it.link_unknown)),
        Behind::Used => no_form(say(|it| &it.link_used)),
        Behind::Expired => no_form(say(|it| &it.link_expired)),
    };
    view! {
        {page_head(office, &title)}
        <main class="login">
            <h1>{title}</h1>
            {main}
        </main>
        <PageFooter />
    }
    .into_any()
}

fn no_form(why: String) -> AnyView {
    answer_with_status_of(&ApiError::NotFound);
    view! {
        <p class="message">{why}</p>
        <p class="panel-action">
            <a class="button" href="/login">
                {say(|it| &it.to_login)}
            </a>
        </p>
    }
    .into_any()
}

fn form(name: &str, login: &str, problem: Option<Problem>) -> AnyView {
    let whose = fill(&say(|it| &it.set_for), &[("name", name), ("login", login)]);
    let action = use_address().path();
    view! {
        <form class="form" method="post" action=action>
            <p>{whose}</p>
            // For whatever keeps passwords.
            <input type="hidden" autocomplete="username" value=login.to_owned() />
            {choice(problem)}
            <button class="button main">{say(|it| &it.set)}</button>
        </form>
    }
    .into_any()
}
