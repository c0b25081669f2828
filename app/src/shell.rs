//! The frame around every page, and which address shows which. The browser never runs this: it
//! takes over what is in the body ([`crate::takeover`]).

use domain::text::Language;
use http::{Uri, request};
use leptos::{nonce::use_nonce, prefetch_lazy_fn_on_server, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};

use crate::{
    about, account,
    address::{PageAddress, Surface},
    admin::{
        DevicesPage, audit_page, auditing, backing_up, backup_page, closing, closures_page,
        contact_page, contacting, hours, notices, offer, people, person, pictures, plan,
    },
    api::ApiError,
    booking,
    counter::{self, LoggedOutMeanwhile, LoginPage, leaving},
    display, kiosk,
    services::use_services,
    status, supervisor,
    texts::{self, provide_texts},
    ticket,
    ui::ErrorPage,
};

/// The document.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let language: Language = use_context().unwrap_or_default();
    let address = use_context::<request::Parts>().map(|request| request.uri);
    let address = address.unwrap_or_default();
    let plain = plain(&address);
    let surface = plain.is_none().then(|| Surface::of(address.path()));
    let build = use_services().map_or_else(|_| String::new(), |it| it.build.to_string());
    let styles = format!("/pkg/{}.{build}.css", sheet(address.path()));
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() data-build=build>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="stylesheet" href=styles />
                <AutoReload options=options.clone() />
                {surface
                    .map(|surface| {
                        view! {
                            <script
                                type="application/json"
                                id=texts::ELEMENT_ID
                                inner_html=texts::page_data(language, surface)
                            ></script>
                            <HydrationScripts options />
                        }
                    })}
                {surface
                    .filter(|surface| chunk(*surface).is_some())
                    .map(|surface| {
                        view! { <script nonce=use_nonce()>{watch(surface)}</script> }
                    })}
                {is_embedded(&address).then(|| view! { <script nonce=use_nonce()>{RENEW}</script> })}
                <MetaTags />
            </head>
            <body>
                {content(&address, plain, surface)}
            </body>
        </html>
    }
}

/// The sheet of styles of the page's users, by its name in `style/sheets`.
fn sheet(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("kiosk" | "display") => "devices",
        Some("counter" | "admin" | "login" | "account" | "password") => "staff",
        _ => "citizens",
    }
}

/// Whether a page of ours is asked for as a part of somebody else's: `/status?embed`.
#[must_use]
pub fn is_embedded(address: &Uri) -> bool {
    let is_status = address.path().split('/').nth(1) == Some("status");
    let mut query = address.query().unwrap_or_default().split('&');
    is_status && query.any(|field| field == "embed" || field.starts_with("embed="))
}

/// Loads a page anew that is dead, once the server is there: a browser's own page of error would stay
/// for ever. Where nobody is who could reload it, that is any page that [`crate::ui::Loaded`] has not
/// marked in time; elsewhere, where a slow line may still bring the rest, one whose parts were asked for
/// in vain ([`crate::takeover`]).
fn watch(surface: Surface) -> String {
    let is_dead = match surface {
        Surface::Kiosk | Surface::Display => "true",
        _ => "root.hasAttribute('data-lost')",
    };
    WATCH.replace("IS_DEAD", is_dead)
}

const WATCH: &str = "const root = document.documentElement; const look = () => { \
    if (root.hasAttribute('data-live')) return; \
    const asked = IS_DEAD ? fetch('/healthz') : Promise.reject(); \
    asked.then(answer => answer.ok && location.reload()).catch(() => {}) \
    .finally(() => setTimeout(look, 15000)); }; setTimeout(look, 15000);";

/// A part of somebody else's page is brought anew every half a minute while it is seen; nothing
/// moves, and no program is loaded for it.
const RENEW: &str = "setInterval(() => document.hidden || fetch(location.href)\
    .then(answer => answer.ok ? answer.text() : Promise.reject())\
    .then(text => new DOMParser().parseFromString(text, 'text/html').querySelector('main'))\
    .then(main => main && document.querySelector('main').replaceWith(main)).catch(() => {}), 30000);";

/// What is in the body.
fn content(address: &Uri, plain: Option<Page>, surface: Option<Surface>) -> AnyView {
    provide_meta_context();
    provide_texts();
    let path_and_query = address.path_and_query().map_or("/", |it| it.as_str());
    PageAddress::provide(path_and_query.to_owned());
    if let Some(chunk) = surface.and_then(chunk) {
        // So that the browser asks for it before the program does.
        prefetch_lazy_fn_on_server(chunk);
    }
    match surface {
        None => plain.map_or_else(|| ().into_any(), |page| page()),
        Some(Surface::Citizens) => booking::page(),
        Some(Surface::Status) => status::page(),
        Some(Surface::Ticket) => ticket::page(),
        Some(Surface::Kiosk) => kiosk::page(),
        Some(Surface::Display) => display::page(),
        Some(Surface::Counter) => counter::page(),
        Some(Surface::Supervisor) => supervisor::page(),
    }
}

/// The part of the program that the surface needs beside what all load, by its name in
/// [`crate::takeover`].
fn chunk(surface: Surface) -> Option<&'static str> {
    match surface {
        Surface::Citizens => None,
        Surface::Status | Surface::Ticket => Some("status"),
        Surface::Kiosk => Some("kiosk"),
        Surface::Display => Some("display"),
        Surface::Counter => Some("counter"),
        Surface::Supervisor => Some("supervisor"),
    }
}

type Page = fn() -> AnyView;

fn refused_page() -> AnyView {
    match use_context().unwrap_or(ApiError::Broken) {
        ApiError::NotLoggedIn => view! { <LoggedOutMeanwhile /> }.into_any(),
        error => view! { <ErrorPage error /> }.into_any(),
    }
}

/// Pages to read, and forms that the browser sends as they are: they need no program, and so none
/// is loaded.
pub(crate) fn plain(address: &Uri) -> Option<Page> {
    // A form was refused as a whole.
    if use_context::<ApiError>().is_some() {
        return Some(refused_page);
    }
    let path = address.path();
    match path.strip_suffix('/').unwrap_or(path) {
        "/privacy" | "/accessibility" => Some(about::page),
        "/login" => Some(|| view! { <LoginPage /> }.into_any()),
        leaving::ADDRESS => Some(leaving::log_out_page),
        "/admin/devices" => Some(|| view! { <DevicesPage /> }.into_any()),
        closing::ADDRESS => Some(closures_page),
        contacting::ADDRESS => Some(contact_page),
        hours::ADDRESS => Some(hours::hours_page),
        offer::ADDRESS => Some(offer::offer_page),
        offer::import::ADDRESS => Some(offer::import::import_page),
        people::ADDRESS => Some(people::people_page),
        account::ADDRESS => Some(account::account_page),
        path if path.starts_with("/password/") => Some(account::link_page),
        plan::ADDRESS => Some(plan::plan_page),
        person::ADDRESS => Some(person::person_page),
        notices::ADDRESS => Some(notices::notices_page),
        pictures::ADDRESS => Some(pictures::pictures_page),
        path if is_enrolment(path) => Some(display::enrol_page),
        backing_up::ADDRESS => Some(backup_page),
        auditing::ADDRESS => Some(audit_page),
        _ => is_embedded(address).then_some(status::embedded_page as Page),
    }
}

/// `/display/{lobby}/enrol`
fn is_enrolment(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').skip(1).collect();
    matches!(parts.as_slice(), ["display", _, "enrol"])
}
