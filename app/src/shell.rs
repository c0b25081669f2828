//! The frame around every page, and which address shows which.

use leptos::prelude::*;
use leptos_router::{
    Lazy, SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

#[cfg(feature = "ssr")]
use crate::texts::Surface;
use crate::{
    booking::{BookingPage, StartPage},
    counter::CounterRoute,
    display::DisplayRoute,
    kiosk::KioskRoute,
    status::StatusRoute,
    texts::provide_texts,
};

/// The document. The browser never runs this: it takes over `App` alone.
#[cfg(feature = "ssr")]
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    use domain::text::Language;
    use leptos::nonce::use_nonce;
    use leptos_meta::{HashedStylesheet, MetaTags};

    use crate::{services::use_services, texts};

    let language: Language = use_context().unwrap_or_default();
    let surface = surface();
    let build = use_services().map_or_else(|_| String::new(), |it| it.build.to_string());
    view! {
        <!DOCTYPE html>
        <html lang=language.tag() data-build=build>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <HashedStylesheet options=options.clone() id="styles" />
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
                {unattended(surface).then(|| view! { <script nonce=use_nonce()>{WATCH}</script> })}
                <MetaTags />
            </head>
            <body>
                {match surface {
                    Some(_) => view! { <App /> }.into_any(),
                    None => view! { <Plain /> }.into_any(),
                }}
            </body>
        </html>
    }
}

/// Of the page that is asked for.
#[cfg(feature = "ssr")]
fn surface() -> Option<Surface> {
    Surface::of(use_context::<http::request::Parts>()?.uri.path())
}

/// Whether the page hangs or stands somewhere with nobody to reload it.
#[cfg(feature = "ssr")]
fn unattended(surface: Option<Surface>) -> bool {
    matches!(surface, Some(Surface::Kiosk | Surface::Display))
}

/// A page whose program could not be loaded, in whole or in part, is loaded anew once the server is
/// there: a browser's own page of error would stay for ever. [`crate::ui::Loaded`] sets the mark.
#[cfg(feature = "ssr")]
const WATCH: &str = "const look = () => document.documentElement.hasAttribute('data-live') \
    || fetch('/healthz').then(answer => answer.ok && location.reload()).catch(() => {})\
    .finally(() => setTimeout(look, 15000)); setTimeout(look, 15000);";

/// Citizens load the start page and the booking pages; every other surface is a chunk of its own,
/// loaded where it is shown.
#[component]
pub fn App() -> impl IntoView {
    #[cfg(feature = "ssr")]
    leptos_meta::provide_meta_context();
    provide_texts();
    view! {
        <Router>
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/") view=StartPage ssr=SsrMode::Async />
                <Route
                    path=path!("/status/:lobby?")
                    view={Lazy::<StatusRoute>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/kiosk/:lobby")
                    view={Lazy::<KioskRoute>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/display/:lobby")
                    view={Lazy::<DisplayRoute>::new()}
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/counter")
                    view={Lazy::<CounterRoute>::new()}
                    ssr=SsrMode::Async
                />
                // Last: what is no page of theirs is none at all.
                <Route path=path!("/*rest") view=BookingPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}

/// The addresses of [`Plain`].
#[cfg(feature = "ssr")]
pub const PLAIN: [&str; 4] = ["/privacy", "/accessibility", "/login", "/admin/devices"];

/// Pages to read, and forms that the browser sends as they are: they need no program, and so none
/// is loaded.
#[cfg(feature = "ssr")]
#[component]
pub fn Plain() -> impl IntoView {
    use crate::{about::AboutPage, admin::DevicesPage, counter::LoginPage};

    leptos_meta::provide_meta_context();
    provide_texts();
    view! {
        <Router>
            <FlatRoutes fallback=|| ()>
                <Route path=path!("/privacy") view=AboutPage ssr=SsrMode::Async />
                <Route path=path!("/accessibility") view=AboutPage ssr=SsrMode::Async />
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/admin/devices") view=DevicesPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}
