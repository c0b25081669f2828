//! Forms that work without the browser's program: each POSTs to the address of its page. A
//! success redirects (303), a refusal renders the page again with what was typed (422).

use app::{
    admin::{DeviceForm, DeviceProblem},
    api::ApiError,
    booking::cases::{self, Again, Done},
    counter::{LoginForm, LoginProblem},
    services::{Client, DEVICE_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, cookie, page_language},
};
use axum::{
    Extension, Form, Router,
    body::Body,
    extract::{FromRequest as _, Path, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
    routing::post,
};
use domain::{staff::Role, text::Language};
use leptos::prelude::provide_context;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, de::DeserializeOwned};
use store::LoginRefusal;

use crate::{
    router::{AppState, page},
    security::Refused,
};

/// Addresses that take a form, beside [`cases::FORMS`]; the test of access walks them all.
pub const FORMS: [&str; 5] = [
    "/login",
    "/logout",
    "/language",
    "/kiosk/{lobby}",
    "/admin/devices",
];

pub fn routes() -> Router<AppState> {
    Router::new()
        .route(cases::FORMS, post(book))
        .route(FORMS[0], post(log_in))
        .route(FORMS[1], post(log_out))
        .route(FORMS[2], post(choose_language))
        .route(FORMS[3], post(begin_enrolment))
        .route(FORMS[4], post(devices))
}

/// Longest text that a field of these forms takes, in bytes.
const MOST_TEXT: usize = 200;

#[derive(Deserialize)]
struct LogIn {
    login: String,
    password: String,
}

async fn log_in(
    State(state): State<AppState>,
    Extension(Client(client)): Extension<Client>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, form) = read::<LogIn>(request).await?;
    let now = state.services.now().instant;
    let login = form.login.trim();
    let problem = if login.is_empty() {
        LoginProblem::NoLogin
    } else if form.password.is_empty() {
        LoginProblem::NoPassword
    } else if login.len() > MOST_TEXT || form.password.len() > MOST_TEXT {
        LoginProblem::Wrong
    } else {
        let store = &state.services.store;
        let address = client.to_string();
        let answer = store.log_in(login, &form.password, &address, now).await;
        match answer.map_err(ApiError::from)? {
            Ok(session) => {
                let cookie = cookie_line(&state, SESSION_COOKIE, &session.token, None);
                return Ok(see_other("/counter", Some(cookie)));
            }
            Err(LoginRefusal::Wrong) => LoginProblem::Wrong,
            Err(LoginRefusal::Slow { until }) => LoginProblem::Slow {
                seconds: u16::try_from((until - now).num_seconds() + 1).unwrap_or(u16::MAX),
            },
        }
    };
    let login = if login.len() > MOST_TEXT { "" } else { login };
    let refused = LoginForm {
        login: login.to_owned(),
        problem,
    };
    Ok(again(&state, head, refused).await)
}

async fn log_out(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, _) = request.into_parts();
    if let Some(token) = cookie(&head, SESSION_COOKIE) {
        let ended = state.services.store.log_out(token).await;
        ended.map_err(ApiError::from)?;
    }
    let gone = cookie_line(&state, SESSION_COOKIE, "", Some(0));
    Ok(see_other("/login", Some(gone)))
}

/// Any form of the booking pages.
async fn book(
    State(state): State<AppState>,
    Extension(Client(client)): Extension<Client>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, fields) = read::<Vec<(String, String)>>(request).await?;
    let services = &state.services;
    let language = page_language(&head, &services.town());
    let address = head.uri.path();
    let done = cases::submit(services, client, language, address, &fields).await;
    match done {
        Ok(Done::Went(to)) => Ok(see_other(&to, None)),
        // The next question, and no refusal.
        Ok(Done::Again(found @ Again::Found { .. })) => {
            Ok(answer(&state, head, found, StatusCode::OK).await)
        }
        Ok(Done::Again(refused)) => Ok(again(&state, head, refused).await),
        // The page itself says best why there is nothing.
        Err(ApiError::NotFound) => Ok(shown(&state, head).await),
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct ChooseLanguage {
    language: Language,
    /// The page to go back to.
    back: String,
}

async fn choose_language(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    /// One year.
    const KEPT_SECONDS: u32 = 31_536_000;

    let (_, form) = read::<ChooseLanguage>(request).await?;
    // Only an address of this site: one slash, not two, and nothing that ends a header.
    let local = form.back.starts_with('/')
        && !form.back.starts_with("//")
        && form.back.len() <= MOST_TEXT
        && form
            .back
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let back = if local { form.back.as_str() } else { "/" };
    let chosen = cookie_line(
        &state,
        LANGUAGE_COOKIE,
        form.language.tag(),
        Some(KEPT_SECONDS),
    );
    Ok(see_other(back, Some(chosen)))
}

/// A kiosk asks to be enrolled: it gets a token of its own and a code that an admin types in.
async fn begin_enrolment(
    State(state): State<AppState>,
    Path(lobby): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    /// Ten years: a kiosk stays enrolled until it is revoked.
    const KEPT_SECONDS: u32 = 315_360_000;

    let lobby = lobby.parse().map_err(|_| ApiError::NotFound)?;
    if state.services.town().lobby(&lobby).is_none() {
        return Err(ApiError::NotFound.into());
    }
    let (head, _) = request.into_parts();
    let page = format!("/kiosk/{lobby}");
    if let Some(device) = state.services.device(&head).await?
        && device.lobby == lobby
    {
        // Sent twice: the code that it has stays.
        return Ok(see_other(&page, None));
    }
    let now = state.services.now().instant;
    let device = state.services.store.begin_enrolment(&lobby, now).await;
    let device = device.map_err(ApiError::from)?;
    let cookie = cookie_line(&state, DEVICE_COOKIE, &device.token, Some(KEPT_SECONDS));
    Ok(see_other(&page, Some(cookie)))
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Devices {
    Enrol { code: String, name: String },
    Revoke { id: String },
}

async fn devices(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, form) = read::<Devices>(request).await?;
    let services = &state.services;
    let session = services.session(&head).await?;
    let session = session.ok_or(ApiError::NotLoggedIn)?;
    if session.role < Role::Admin {
        return Err(ApiError::NotAllowed.into());
    }
    match form {
        Devices::Revoke { id } => {
            if id.len() > MOST_TEXT {
                return Err(ApiError::Malformed.into());
            }
            services.store.revoke(&id).await.map_err(ApiError::from)?;
        }
        Devices::Enrol { code, name } => {
            let (typed_code, typed_name) = (code.trim(), name.trim());
            let problem = if typed_name.is_empty() {
                Some(DeviceProblem::NoName)
            } else if typed_name.len() > MOST_TEXT {
                Some(DeviceProblem::LongName)
            } else {
                let now = services.now().instant;
                let by = &session.clerk.login;
                let answer = services.store.enrol(typed_code, typed_name, by, now).await;
                answer
                    .map_err(ApiError::from)?
                    .err()
                    .map(|_| DeviceProblem::UnknownCode)
            };
            if let Some(problem) = problem {
                let refused = DeviceForm {
                    code,
                    name,
                    problem,
                };
                return Ok(again(&state, head, refused).await);
            }
        }
    }
    Ok(see_other("/admin/devices", None))
}

/// The fields of a form.
async fn read<F: DeserializeOwned>(request: Request) -> Result<(Parts, F), ApiError> {
    let (head, body) = request.into_parts();
    let request = Request::from_parts(head.clone(), body);
    let Form(form) = Form::<F>::from_request(request, &())
        .await
        .map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
            _ => ApiError::Malformed,
        })?;
    Ok((head, form))
}

/// The page of the form once more, with what was typed and why it was refused.
async fn again<F: Clone + Send + Sync + 'static>(
    state: &AppState,
    head: Parts,
    form: F,
) -> Response {
    answer(state, head, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The page of the form, as an answer to it.
async fn answer<F: Clone + Send + Sync + 'static>(
    state: &AppState,
    head: Parts,
    form: F,
    status: StatusCode,
) -> Response {
    let request = Request::from_parts(head, Body::empty());
    page(state, request, move || {
        provide_context(form.clone());
        if let Some(response) = leptos::prelude::use_context::<ResponseOptions>() {
            response.set_status(status);
        }
    })
    .await
}

/// The page of an address, as it is.
async fn shown(state: &AppState, head: Parts) -> Response {
    page(state, Request::from_parts(head, Body::empty()), || {}).await
}

/// The line that sets a cookie. Without `seconds` it lasts as long as the browser is open.
fn cookie_line(state: &AppState, name: &str, value: &str, seconds: Option<u32>) -> String {
    let lasting = seconds.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
    let secure = if state.secure_cookies { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{lasting}{secure}")
}

fn see_other(address: &str, cookie: Option<String>) -> Response {
    let mut response = Redirect::to(address).into_response();
    if let Some(cookie) = cookie.and_then(|line| HeaderValue::from_str(&line).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
