//! `/login`

use leptos::{prelude::*, server_fn::codec::GetUrl};
use leptos_router::{LazyRoute, lazy_route};
use serde::{Deserialize, Serialize};

use crate::{
    api::ApiError,
    t,
    texts::{Texts, fill, use_texts},
    ui::{LanguageSwitch, Loaded, Masthead, PageFooter, PageTitle, form::refused},
    wire::{Postcard, always, load},
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
}

impl LoginProblem {
    fn sentence(self, texts: &Texts) -> String {
        let texts = &texts.counter;
        match self {
            Self::NoLogin => texts.no_login.clone(),
            Self::NoPassword => texts.no_password.clone(),
            Self::Wrong => texts.wrong_login.clone(),
            Self::Slow { seconds } => fill(&texts.slow_login, &[("n", &seconds.to_string())]),
        }
    }

    fn is_of_login(self) -> bool {
        matches!(self, Self::NoLogin)
    }
}

/// # Errors
/// None that a visitor could cause.
#[server(endpoint = "login_view", input = GetUrl, output = Postcard)]
pub async fn login_view() -> Result<Masthead, ApiError> {
    let services = crate::services::use_services()?;
    Ok(Masthead::of(&services.town()))
}

pub struct LoginRoute;

#[lazy_route]
impl LazyRoute for LoginRoute {
    // What `data` names is in the code that every page loads, so it names nothing.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let LoginRoute = this;
        let page = load(always, |_| async {
            let refused: Option<LoginForm> = refused();
            Ok((login_view().await?, refused))
        });
        view! {
            <Loaded resource=page page=|(office, refused)| view! { <Login office refused /> }.into_any() />
        }
        .into_any()
    }
}

#[component]
fn Login(office: Masthead, refused: Option<LoginForm>) -> impl IntoView {
    let texts = use_texts();
    let town_name = StoredValue::new(office.town_name);
    let languages = StoredValue::new(office.languages);
    let town = move || town_name.with_value(|name| name.get(texts.language()).to_owned());
    let title = move || {
        let page = texts.with(|texts| texts.counter.login_title.clone());
        format!("{page} – {}", town())
    };
    view! {
        <PageTitle text=title />
        <header class="page-header">
            // Another surface: a page of its own.
            <a class="office-name" href="/" rel="external">
                {town}
            </a>
            <LanguageSwitch languages=move || languages.get_value() />
        </header>
        <main class="login">
            <h1>{t!(texts, counter.login_title)}</h1>
            <LogIn refused />
        </main>
        <PageFooter />
    }
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
                <label for="login">{t!(texts, counter.login)}</label>
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
                <label for="password">{t!(texts, counter.password)}</label>
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
            <button class="button main">{t!(texts, counter.log_in)}</button>
        </form>
    }
}
