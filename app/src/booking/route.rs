//! The booking pages are loaded together: whoever books comes through most of them.

use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_location, lazy_route};

use super::{
    book::book_page,
    cancel::cancel_page,
    held::held_page,
    reservation::{move_page, reservation_page},
};

/// Of `/book…`, `/held…`, `/confirm…`, `/reservation…` and `/cancel`.
pub struct BookingRoute;

#[lazy_route]
impl LazyRoute for BookingRoute {
    // What `data` names is in the code that every page loads, so it names nothing.
    fn data() -> Self {
        Self
    }

    fn view(this: Self) -> AnyView {
        let BookingRoute = this;
        let address = use_location().pathname.get_untracked();
        let mut parts = address.split('/').skip(1);
        match (parts.next(), parts.nth(1)) {
            (Some("book"), _) => book_page(),
            (Some("held"), _) => held_page(),
            (Some("reservation"), Some("move")) => move_page(),
            (Some("confirm" | "reservation"), _) => reservation_page(),
            _ => cancel_page(),
        }
    }
}
