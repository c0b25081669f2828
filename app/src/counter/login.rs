//! `/login`

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    address::use_address,
    api::ApiError,
    t,
    texts::{Texts, fill, use_texts},
    ui::{Loaded, Masthead, PageFooter, PageTitle, answer_with_status_of, page_head},
    wire::{always, load},
};

/// A refused login: what was typed, without the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginForm {
    pub login: String,
    pub problem: LoginProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoginProblem {
    NoLogin,
    NoPassword,
    Wrong,
    /// Too many wrong passwords; the next try counts after so many seconds.
    Slow {
        seconds: u16,
    },
    /// It is switched off.
    Off,
}

impl LoginProblem {
    fn sentence(self, texts: &Texts) -> String {
        let texts = &texts.login;
        match self {
            Self::NoLogin => texts.no_login.clone(),
            Self::NoPassword => texts.no_password.clone(),
            Self::Wrong => texts.wrong.clone(),
            Self::Off => texts.off.clone(),
            Self::Slow { seconds } => fill(&texts.slow, &[("n", &seconds.to_string())]),
        }
    }

    fn is_of_login(self) -> bool {
        matches!(self, Self::NoLogin)
    }
}

#[component]
pub fn LoginPage() -> impl IntoView {
    let page = load(always, |_| async {
        let services = crate::services::use_services()?;
        // By the handler of the form.
        let refused: Option<LoginForm> = use_context();
        Ok((Masthead::of(&services.town()), refused))
    });
    view! { <Loaded resource=page page=|(office, refused)| login(office, refused) /> }
}

fn login(office: Masthead, refused: Option<LoginForm>) -> AnyView {
    // From the page where a password was set.
    let set = refused.is_none() && use_address().get().ends_with("?set");
    let set = set.then(|| {
        view! {
            <p class="message good" role="status">
                {t!(use_texts(), login.password_set)}
            </p>
        }
    });
    let texts = use_texts();
    let title = texts.with(|texts| texts.login.title.clone());
    view! {
        {page_head(office, &title)}
        <main class="login">
            <h1>{title}</h1>
            {set}
            <LogIn refused />
        </main>
        <PageFooter />
    }
    .into_any()
}

#[component]
fn LogIn(refused: Option<LoginForm>) -> impl IntoView {
    let texts = use_texts();
    let typed = refused.as_ref().map(|form| form.login.clone());
    let problem = refused.map(|form| form.problem);
    let at_login = problem.filter(|problem| problem.is_of_login());
    // Which of the two is wrong nobody is told.
    let at_password = problem.filter(|problem| !problem.is_of_login());
    let error = move |problem: Option<LoginProblem>, id: &'static str| {
        problem.map(|problem| {
            view! {
                <p class="field-error" id=id role="alert">
                    {move || texts.with(|texts| problem.sentence(texts))}
                </p>
            }
        })
    };
    view! {
        <form class="form" method="post" action="/login">
            <div class="field">
                <label for="login">{t!(texts, login.login)}</label>
                <input
                    id="login"
                    name="login"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    value=typed
                    aria-invalid=at_login.map(|_| "true")
                    aria-describedby=at_login.map(|_| "login-error")
                />
                {error(at_login, "login-error")}
            </div>
            <div class="field">
                <label for="password">{t!(texts, login.password)}</label>
                <input
                    id="password"
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                    aria-invalid=at_password.map(|_| "true")
                    aria-describedby=at_password.map(|_| "password-error")
                />
                {error(at_password, "password-error")}
            </div>
            <button class="button main">{t!(texts, login.log_in)}</button>
        </form>
    }
}

/// In place of an answer to a form of somebody whose session has ended. Loaded anew, the page sends the
/// form once more.
#[component]
pub fn LoggedOutMeanwhile() -> impl IntoView {
    answer_with_status_of(&ApiError::NotLoggedIn);
    let texts = use_texts();
    let title = texts.with(|texts| texts.login.over.clone());
    view! {
        <PageTitle text=t!(texts, login.over) />
        <main class="error-page">
            <h1>{title}</h1>
            <p>{t!(texts, login.over_how)}</p>
            <p>
                <a class="button main" href="/login" target="_blank">
                    {t!(texts, login.over_log_in)}
                </a>
            </p>
        </main>
    }
}
