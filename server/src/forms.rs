//! Forms that work without the browser's program: each POSTs to the address of its page. A
//! success redirects (303), a refusal renders the page again with what was typed (422).

use app::{
    account,
    admin::{
        DeviceForm, DeviceProblem, Fields, PlaceForm, PrinterForm, backing_up,
        closing::{self, CloseForm},
        contacting, hours, notices,
        offer::{self, import},
        people, person,
        pictures::ADDRESS as PICTURES,
        plan,
    },
    api::ApiError,
    booking::cases::{self, Done},
    counter::{LoginForm, LoginProblem, leaving},
    services::{
        Client, DEVICE_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, Services, cookie, page_language,
    },
};
use axum::{
    Extension, Form, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest as _, Path, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use domain::{
    device::DeviceKind,
    ids::LobbyId,
    printer::{Paper, Printer},
    staff::Role,
    text::Language,
    ticket::Wish,
};
use leptos::prelude::provide_context;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, de::DeserializeOwned};
use store::{DeviceNotChanged, LoginRefusal, Place};

use crate::{
    pictures,
    router::{AppState, page},
    security::Refused,
    upload::{self, Chosen, Largest, Upload},
};

/// Pages that take their own form, beside [`cases::FORMS`], by their addresses, with what takes it. The
/// test of access walks them all.
#[must_use]
pub fn forms_of_pages() -> Vec<(&'static str, MethodRouter<AppState>)> {
    vec![
        ("/login", post(log_in)),
        ("/kiosk/{lobby}", post(enrol_kiosk)),
        ("/admin/devices", post(devices)),
        ("/ticket/{token}", post(wish)),
        (closing::ADDRESS, post(closures)),
        (hours::ADDRESS, post(change_hours)),
        (contacting::ADDRESS, post(write_to_clients)),
        (offer::ADDRESS, post(change_offer)),
        (people::ADDRESS, post(people)),
        (account::ADDRESS, post(own_account)),
        (account::LINKS, post(set_password)),
        (plan::ADDRESS, post(change_plan)),
        (person::ADDRESS, post(see_to_person)),
        (notices::ADDRESS, post(change_notices)),
        ("/display/{lobby}/enrol", post(enrol_display)),
        (backing_up::ADDRESS, post(back_up)),
        (PICTURES, post(pictures::change)),
        (import::ADDRESS, post(import_offer)),
    ]
}

/// Of these, the forms that bring a file.
const FORMS_WITH_FILES: [&str; 2] = [PICTURES, import::ADDRESS];

/// Addresses that take a form and have no page.
pub const FORMS: [&str; 2] = [leaving::ADDRESS, "/language"];

pub fn routes() -> Router<AppState> {
    let mut routes = Router::new()
        .route(cases::FORMS, post(book))
        .route(offer::FILE, get(offer_file))
        .route(FORMS[0], post(log_out))
        .route(FORMS[1], post(choose_language));
    for (address, form) in forms_of_pages() {
        if !FORMS_WITH_FILES.contains(&address) {
            routes = routes.route(address, form);
        }
    }
    routes
}

/// Those that take more than others. They ask who sends it before they read, and keep no more than
/// they say.
pub fn routes_with_files() -> Router<AppState> {
    let forms = forms_of_pages().into_iter();
    let forms = forms.filter(|(address, _)| FORMS_WITH_FILES.contains(address));
    let routes = forms.fold(Router::new(), |routes, (address, form)| {
        routes.route(address, form)
    });
    routes.layer(DefaultBodyLimit::disable())
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
                let cookie = state
                    .services
                    .cookie_line(SESSION_COOKIE, &session.token, None);
                // Where they may do something, or see it.
                let counters = session.role.may_do(Role::Clerk);
                let to = if counters {
                    "/counter"
                } else {
                    closing::ADDRESS
                };
                return Ok(see_other(to, Some(cookie)));
            }
            Err(LoginRefusal::Wrong) => LoginProblem::Wrong,
            Err(LoginRefusal::Off) => LoginProblem::Off,
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
    let (head, fields) = read::<Fields>(request).await?;
    if let Some(token) = cookie(&head, SESSION_COOKIE).map(ToOwned::to_owned) {
        let mut services = state.services.clone();
        let session = services.store.session(&token, services.now()).await;
        if let Some(session) = session.map_err(ApiError::from)? {
            services = services.acting(&session);
            let left = leaving::leave(&services, &session).await?;
            if let Some(question) = left.filter(|_| !fields.contains_key(leaving::ANYWAY)) {
                return Ok(answer(&state, head, question, StatusCode::OK).await);
            }
        }
        let ended = services.store.log_out(&token).await;
        ended.map_err(ApiError::from)?;
    }
    let gone = state.services.cookie_line(SESSION_COOKIE, "", Some(0));
    Ok(see_other("/login", Some(gone)))
}

/// Any form of the booking pages.
async fn book(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, fields) = read::<Vec<(String, String)>>(request).await?;
    let services = &state.services;
    let language = page_language(&head, &services.town());
    let address = head.uri.path();
    let done = cases::submit(services, &head, language, address, &fields).await;
    match done {
        Ok(Done::Went(to)) => Ok(see_other(&to, None)),
        Ok(Done::Held { key }) => {
            let cookie = cases::cookie_of_hold(services, &key);
            Ok(see_other(&cases::waiting_page(&key), Some(cookie)))
        }
        // The next question, and no refusal.
        Ok(Done::Again(shown)) if shown.is_no_refusal() => {
            Ok(answer(&state, head, shown, StatusCode::OK).await)
        }
        Ok(Done::Again(refused)) => Ok(again(&state, head, refused).await),
        // The page itself says best why there is nothing.
        Err(ApiError::NotFound) => Ok(shown(&state, head).await),
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct AskFor {
    wish: String,
}

/// The client of a ticket wants to come later, or not at all.
async fn wish(
    State(state): State<AppState>,
    Extension(Client(client)): Extension<Client>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, form) = read::<AskFor>(request).await?;
    let mut wishes = Wish::ALL.into_iter();
    let wish = wishes.find(|wish| wish.word() == form.wish);
    let wish = wish.ok_or(ApiError::Malformed)?;
    let granted = app::ticket::find::grant(&state.services, client, &token, wish).await;
    match granted {
        Ok(None) => Ok(see_other(head.uri.path(), None)),
        Ok(Some(refused)) => Ok(again(&state, head, refused).await),
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
    let chosen =
        state
            .services
            .cookie_line(LANGUAGE_COOKIE, form.language.tag(), Some(KEPT_SECONDS));
    Ok(see_other(back, Some(chosen)))
}

async fn enrol_kiosk(
    State(state): State<AppState>,
    Path(lobby): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    begin_enrolment(&state, DeviceKind::Kiosk, &lobby, request).await
}

async fn enrol_display(
    State(state): State<AppState>,
    Path(lobby): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    begin_enrolment(&state, DeviceKind::Display, &lobby, request).await
}

/// A device asks to be enrolled: it gets a token of its own and a code that an admin types in.
async fn begin_enrolment(
    state: &AppState,
    kind: DeviceKind,
    lobby: &str,
    request: Request,
) -> Result<Response, Refused> {
    /// Ten years: a device stays enrolled until it is revoked.
    const KEPT_SECONDS: u32 = 315_360_000;

    let lobby = lobby.parse().map_err(|_| ApiError::NotFound)?;
    if state.services.town().lobby(&lobby).is_none() {
        return Err(ApiError::NotFound.into());
    }
    let (head, _) = request.into_parts();
    let page = head.uri.path();
    if let Some(device) = state.services.device(&head).await?
        && device.kind == kind
        && device.lobby == lobby
    {
        // Sent twice: the code that it has stays.
        return Ok(see_other(page, None));
    }
    let (store, now) = (&state.services.store, state.services.now().instant);
    let device = store.begin_enrolment(kind, &lobby, now).await;
    let device = device.map_err(ApiError::from)?;
    let cookie = state
        .services
        .cookie_line(DEVICE_COOKIE, &device.token, Some(KEPT_SECONDS));
    Ok(see_other(page, Some(cookie)))
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Devices {
    Enrol {
        code: String,
        name: String,
    },
    Revoke {
        id: String,
    },
    /// What it is called, and where it stands.
    Place(Placing),
    /// An empty address: the browser prints.
    Printer(Printing),
}

#[derive(Deserialize)]
struct Printing {
    id: String,
    address: String,
    /// In millimetres. A number would not be read: a form's fields are texts, and the action
    /// decides only later what they are.
    width: String,
    /// What whoever fills it in has seen.
    seen_address: String,
    seen_width: String,
}

#[derive(Deserialize)]
struct Placing {
    id: String,
    name: String,
    lobby: String,
    /// What whoever fills it in has seen.
    seen_name: String,
    seen_lobby: String,
}

async fn devices(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, form) = read::<Devices>(request).await?;
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = &state.services.acting(&session);
    match form {
        Devices::Revoke { id } => {
            if id.len() > MOST_TEXT {
                return Err(ApiError::Malformed.into());
            }
            services.store.revoke(&id).await.map_err(ApiError::from)?;
        }
        Devices::Printer(form) => {
            if let Some(refused) = set_printer(services, form).await? {
                return Ok(again(&state, head, refused).await);
            }
            services.printing.ask_now();
        }
        Devices::Place(form) => {
            if let Some(refused) = place(services, form).await? {
                return Ok(again(&state, head, refused).await);
            }
        }
        Devices::Enrol { code, name } => {
            let (typed_code, typed_name) = (code.trim(), name.trim());
            let problem = if let Some(problem) = problem_of_name(typed_name) {
                Some(problem)
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

/// Answers why it is refused, if it is.
async fn set_printer(services: &Services, form: Printing) -> Result<Option<PrinterForm>, ApiError> {
    let millimetres = |text: &str| text.parse().map_err(|_| ApiError::Malformed);
    let width = millimetres(&form.width)?;
    let printer = |address: &str, width| {
        let paper = Paper::of_millimetres(width).ok_or(ApiError::Malformed)?;
        let address = (!address.is_empty()).then(|| address.parse()).transpose();
        let printer = address.map(|address| address.map(|address| Printer { address, paper }));
        Ok::<_, ApiError>(printer.map_err(|_| DeviceProblem::BadAddress))
    };
    if form.id.len() > MOST_TEXT {
        return Err(ApiError::Malformed);
    }
    let typed = form.address.trim();
    let before = printer(&form.seen_address, millimetres(&form.seen_width)?)?;
    let before = before.map_err(|_| ApiError::Malformed)?;
    let problem = match printer(typed, width)? {
        Err(problem) => Some(problem),
        Ok(after) => {
            let set = services.store.set_printer(&form.id, before, after).await?;
            // One that was shut out meanwhile needs no printer.
            let is_stale = set.is_err_and(|it| it == DeviceNotChanged::Stale);
            is_stale.then_some(DeviceProblem::Stale)
        }
    };
    let address = if typed.len() > MOST_TEXT { "" } else { typed };
    Ok(problem.map(|problem| PrinterForm {
        id: form.id,
        address: address.to_owned(),
        width,
        problem,
    }))
}

/// Answers why it is refused, if it is.
async fn place(services: &Services, form: Placing) -> Result<Option<PlaceForm>, ApiError> {
    let lobby = |id: &str| id.parse::<LobbyId>().map_err(|_| ApiError::NotFound);
    let before = Place {
        name: form.seen_name,
        lobby: lobby(&form.seen_lobby)?,
    };
    let after = Place {
        name: form.name.trim().to_owned(),
        lobby: lobby(&form.lobby)?,
    };
    if form.id.len() > MOST_TEXT || services.town().lobby(&after.lobby).is_none() {
        return Err(ApiError::NotFound);
    }
    let mut problem = problem_of_name(&after.name);
    if problem.is_none() {
        let placed = services.store.place_device(&form.id, before, after).await?;
        // One that was shut out meanwhile needs no name.
        let is_stale = placed.is_err_and(|it| it == DeviceNotChanged::Stale);
        problem = is_stale.then_some(DeviceProblem::Stale);
    }
    Ok(problem.map(|problem| PlaceForm {
        id: form.id,
        name: form.name,
        lobby: form.lobby,
        problem,
    }))
}

fn problem_of_name(name: &str) -> Option<DeviceProblem> {
    if name.is_empty() {
        Some(DeviceProblem::NoName)
    } else if name.len() > MOST_TEXT {
        Some(DeviceProblem::LongName)
    } else {
        None
    }
}

#[derive(Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Closures {
    Close(CloseForm),
    Reopen { closure: String },
}

async fn closures(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, form) = read::<Closures>(request).await?;
    let session = state.services.staff(&head, Role::Supervisor).await?;
    let services = &state.services.acting(&session);
    match form {
        Closures::Close(form) => match closing::close(services, &session, form).await? {
            Ok(page) => Ok(see_other(&page, None)),
            Err(refused) => Ok(again(&state, head, refused).await),
        },
        Closures::Reopen { closure } => {
            closing::reopen(services, &session, &closure).await?;
            Ok(see_other(closing::ADDRESS, None))
        }
    }
}

async fn change_hours(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = &state.services.acting(&session);
    let language = page_language(&head, &services.town());
    match hours::save(services, fields, language).await? {
        Ok(page) => Ok(see_other(&page, None)),
        Err(refused) => Ok(again(&state, head, refused).await),
    }
}

async fn change_offer(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = &state.services.acting(&session);
    let language = page_language(&head, &services.town());
    match offer::save(services, fields, language).await? {
        Ok(page) => Ok(see_other(&page, None)),
        Err(refused) => Ok(again(&state, head, refused).await),
    }
}

/// The set-up as a file to be kept.
async fn offer_file(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, _) = request.into_parts();
    let services = &state.services;
    services.onlooker(&head, Role::Admin).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/toml"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"town.toml\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, offer::file(services).await?).into_response())
}

/// A file of the whole set-up, to be looked through; or one that was, to be put in place.
async fn import_offer(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    /// Browsers send each end of a line as two bytes.
    const LARGEST: Largest = Largest {
        file: import::LARGEST_FILE,
        text: 2 * import::LARGEST_FILE,
    };

    let (head, body) = request.into_parts();
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = &state.services.acting(&session);
    let Upload { fields, file } = upload::read(head.clone(), body, LARGEST).await?;
    let field = |name| fields.get(name).ok_or(ApiError::Malformed);
    let lines = |text: &str| text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let done = if fields.contains_key("action") {
        import::apply(services, &lines(field("text")?), field("seen")?).await?
    } else {
        match file {
            Chosen::Nothing => import::Done::Refused(import::Told::NoFile),
            Chosen::TooLarge => import::Done::Refused(import::Told::TooLarge),
            Chosen::File(file) => match std::str::from_utf8(&file) {
                Ok(text) => import::check(services, &lines(text)).await?,
                Err(_) => import::Done::Refused(import::Told::NoText),
            },
        }
    };
    match done {
        import::Done::Went(page) => Ok(see_other(&page, None)),
        import::Done::Shown(told) => Ok(answer(&state, head, told, StatusCode::OK).await),
        import::Done::Refused(told) => Ok(again(&state, head, told).await),
    }
}

async fn write_to_clients(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let session = state.services.staff(&head, Role::Supervisor).await?;
    let services = &state.services.acting(&session);
    match contacting::write(services, &session, fields).await? {
        Ok(page) => Ok(see_other(&page, None)),
        Err(refused) => Ok(again(&state, head, refused).await),
    }
}

async fn people(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = &state.services.acting(&session);
    match people::save(services, &session, &head, fields).await? {
        Ok(people::Saved::Went(page)) => Ok(see_other(&page, None)),
        // Stored nowhere, so it is in the answer itself.
        Ok(people::Saved::Link(link)) => Ok(answer(&state, head, link, StatusCode::OK).await),
        Err(refused) => Ok(again(&state, head, refused).await),
    }
}

async fn own_account(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let services = &state.services;
    let session = services.session(&head).await?;
    let session = session.ok_or(ApiError::NotLoggedIn)?;
    match account::save(services, &session, &head, &fields).await? {
        Ok(account::Done::Ended) => Ok(see_other(account::ADDRESS, None)),
        Ok(account::Done::PasswordChanged) => Ok(see_other("/account?changed", None)),
        Err(refused) => Ok(again(&state, head, refused).await),
    }
}

/// By a link that somebody was handed.
async fn set_password(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    match account::set(&state.services, &token, &fields).await {
        Ok(Ok(())) => Ok(see_other("/login?set", None)),
        Ok(Err(refused)) => Ok(again(&state, head, refused).await),
        // The page itself says best why there is nothing.
        Err(ApiError::NotFound) => Ok(shown(&state, head).await),
        Err(error) => Err(error.into()),
    }
}

async fn change_plan(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let session = state.services.staff(&head, Role::Supervisor).await?;
    let services = &state.services.acting(&session);
    match plan::submit(services, &session, fields).await? {
        plan::Done::Went(page) => Ok(see_other(&page, None)),
        plan::Done::Found(found) => Ok(answer(&state, head, found, StatusCode::OK).await),
        plan::Done::Refused(refused) => Ok(again(&state, head, refused).await),
    }
}

async fn see_to_person(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = &state.services.acting(&session);
    let language = page_language(&head, &services.town());
    match person::submit(services, &session, &fields, language).await? {
        person::Done::Stored(stored) => Ok(answer(&state, head, stored, StatusCode::OK).await),
        person::Done::Export(file) => Ok(download("osobni-udaje.json", file)),
        person::Done::Erased(email, page) => {
            let kept = state.kept_mails.as_ref();
            if let Some(Err(error)) = kept.map(|kept| kept.erase_to(&email)) {
                tracing::error!(%error, "kept mails could not be erased");
                return Err(ApiError::Broken.into());
            }
            Ok(see_other(&page, None))
        }
        person::Done::Refused(refused) => Ok(again(&state, head, refused).await),
    }
}

/// A file of JSON that the browser saves.
fn download(name: &str, json: String) -> Response {
    let head = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (head, json).into_response()
}

/// What the office says on its screens.
async fn change_notices(
    State(state): State<AppState>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, fields) = read::<Fields>(request).await?;
    let session = state.services.staff(&head, Role::Supervisor).await?;
    let services = &state.services.acting(&session);
    match notices::save(services, &session, fields).await? {
        Ok(page) => Ok(see_other(&page, None)),
        Err(refused) => Ok(again(&state, head, refused).await),
    }
}

async fn back_up(State(state): State<AppState>, request: Request) -> Result<Response, Refused> {
    let (head, _) = request.into_parts();
    let session = state.services.staff(&head, Role::Admin).await?;
    let services = &state.services.acting(&session);
    match backing_up::make(services).await? {
        Ok(page) => Ok(see_other(&page, None)),
        Err(not_made) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Ok(answer(&state, head, not_made, status).await)
        }
    }
}

/// A refusal as a page, in the language of whoever has sent the form.
pub async fn refused_in_words(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let answer = next.run(Request::from_parts(head.clone(), body)).await;
    match answer.extensions().get::<ApiError>().cloned() {
        None => answer,
        Some(error) => self::answer(&state, head, error, answer.status()).await,
    }
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
pub(crate) async fn again<F: Clone + Send + Sync + 'static>(
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

pub(crate) fn see_other(address: &str, cookie: Option<String>) -> Response {
    let mut response = Redirect::to(address).into_response();
    if let Some(cookie) = cookie.and_then(|line| HeaderValue::from_str(&line).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
