//! Where the page is, and what is shown there. Within a surface one moves without loading anew;
//! from one to another the browser goes by itself.
//!
//! Not by Leptos' router, which would be a sixth of the program that every phone loads
//! (docs/ARCHITECTURE.md says more).

use leptos::prelude::*;

/// Pages with one program and one set of sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surface {
    /// The start page and all pages by which one books; also a page that there is not.
    Citizens,
    Status,
    Ticket,
    Kiosk,
    Display,
    Counter,
    Supervisor,
}

impl Surface {
    #[cfg(feature = "ssr")]
    pub(crate) const ALL: [Self; 7] = [
        Self::Citizens,
        Self::Status,
        Self::Ticket,
        Self::Kiosk,
        Self::Display,
        Self::Counter,
        Self::Supervisor,
    ];

    /// What is shown at a path that has a program.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut parts = path.split('/').skip(1);
        match [
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        ] {
            [Some("status"), _, None, ..] => Self::Status,
            [Some("ticket"), Some(_), None, ..] => Self::Ticket,
            [Some("kiosk"), Some(_), None, ..] => Self::Kiosk,
            [Some("display"), Some(_), None, ..]
            | [Some("display"), Some(_), Some("counter"), Some(_), None] => Self::Display,
            [Some("counter"), None, ..] => Self::Counter,
            [Some("admin"), None, ..] => Self::Supervisor,
            // Clerks book by the pages that citizens book by.
            _ => Self::Citizens,
        }
    }
}

/// Of the page: its path and its query. A handle: copies are the same.
#[derive(Clone, Copy)]
pub struct PageAddress(RwSignal<String>);

/// Of the page at hand. Provided by the frame of every page.
#[must_use]
pub fn use_address() -> PageAddress {
    expect_context()
}

impl PageAddress {
    /// Provides it to all below.
    pub fn provide(address: String) -> Self {
        let address = Self(RwSignal::new(address));
        provide_context(address);
        address
    }

    /// With the query.
    #[must_use]
    pub fn get(self) -> String {
        self.0.get()
    }

    #[must_use]
    pub fn path(self) -> String {
        self.0.with(|address| path_of(address).to_owned())
    }

    /// A part of the path, the first is 0: of `/display/hall/counter/3` part 1 is `hall`. Empty if
    /// there is none.
    #[must_use]
    pub fn part(self, n: usize) -> String {
        self.0.with(|address| {
            let mut parts = path_of(address).split('/').skip(1);
            parts.nth(n).unwrap_or_default().to_owned()
        })
    }
}

fn path_of(address: &str) -> &str {
    address.split('?').next().unwrap_or_default()
}

#[cfg(not(feature = "ssr"))]
pub use moving::{follow_links, here};

/// Moving within a surface.
#[cfg(not(feature = "ssr"))]
mod moving {
    use leptos::{ev, prelude::*, wasm_bindgen::JsCast as _};
    use wasm_bindgen::JsValue;
    use web_sys::{Element, HtmlAnchorElement, MouseEvent};

    use super::{PageAddress, Surface, path_of};

    /// The address in the browser's own line.
    pub fn here() -> String {
        let location = window().location();
        let path = location.pathname().unwrap_or_default();
        path + &location.search().unwrap_or_default()
    }

    impl PageAddress {
        /// To another page of the same surface; one can go back.
        pub fn go(self, to: &str) {
            let history = window().history();
            let went = history.and_then(|it| it.push_state_with_url(&JsValue::NULL, "", Some(to)));
            if went.is_err() {
                // The browser allows only so many in a while.
                let _ = window().location().set_href(to);
                return;
            }
            self.0.set(here());
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }

    /// A link to a page of the same surface loads nothing anew, unless it is one of another kind
    /// (`rel="external"`); neither do back and forward.
    pub fn follow_links(address: PageAddress) {
        let clicks = window_event_listener(ev::click, move |event| {
            if let Some(to) = within_the_surface(&event) {
                event.prevent_default();
                address.go(&to);
            }
        });
        let moves = window_event_listener(ev::popstate, move |_| {
            let here = here();
            // Within a page: to what is behind a `#`.
            if address.0.with_untracked(|address| *address != here) {
                address.0.set(here);
            }
        });
        on_cleanup(move || {
            clicks.remove();
            moves.remove();
        });
    }

    /// Where the link that was clicked leads to.
    fn within_the_surface(event: &MouseEvent) -> Option<String> {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || elsewhere {
            return None;
        }
        let element = event.target()?.dyn_into::<Element>().ok()?;
        let link = element.closest("a[href]").ok()??;
        let link = link.dyn_into::<HtmlAnchorElement>().ok()?;
        let external = link.rel().split(' ').any(|it| it == "external");
        let other_window = !link.target().is_empty() || link.has_attribute("download");
        let other_site = window().location().origin().ok()? != link.origin();
        if external || other_window || other_site {
            return None;
        }
        let to = link.pathname() + &link.search();
        let here = here();
        let same_page = to == here && !link.hash().is_empty();
        if same_page || Surface::of(path_of(&to)) != Surface::of(path_of(&here)) {
            return None;
        }
        Some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_one_surface() {
        for (path, surface) in [
            ("/", Surface::Citizens),
            ("/book", Surface::Citizens),
            ("/book/op-zadost/2026-11-23/9:20", Surface::Citizens),
            ("/status", Surface::Status),
            ("/status/", Surface::Status),
            ("/status/hall", Surface::Status),
            ("/ticket/0123", Surface::Ticket),
            ("/kiosk/hall", Surface::Kiosk),
            ("/kiosk/hall/", Surface::Kiosk),
            ("/display/hall", Surface::Display),
            ("/display/hall/counter/3", Surface::Display),
            ("/counter", Surface::Counter),
            ("/counter/book", Surface::Citizens),
            ("/admin", Surface::Supervisor),
            // No such page.
            ("/kiosk", Surface::Citizens),
            ("/kiosk/hall/more", Surface::Citizens),
            ("/ticket", Surface::Citizens),
            ("/status/hall/more", Surface::Citizens),
            ("/display/hall/counter", Surface::Citizens),
            ("/display/hall/counter/3/more", Surface::Citizens),
            ("", Surface::Citizens),
        ] {
            assert_eq!(Surface::of(path), surface, "{path}");
        }
    }

    #[test]
    fn the_parts_of_an_address_are_told_apart() {
        let owner = Owner::new();
        owner.set();
        let address = PageAddress::provide("/display/hall/counter/3?big=1".to_owned());
        assert_eq!(address.path(), "/display/hall/counter/3");
        assert_eq!(address.part(1), "hall");
        assert_eq!(address.part(3), "3");
        assert_eq!(address.part(4), "");
        assert_eq!(use_address().get(), "/display/hall/counter/3?big=1");
    }
}
