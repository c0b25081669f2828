//! The time that is left until the kiosk returns to its start.

use leptos::prelude::*;

use super::state::use_kiosk;
use crate::ui::renewed;

/// A band that runs out. Made anew whenever the screen is touched, because the time begins again.
#[component]
pub(super) fn Countdown(seconds: u16) -> impl IntoView {
    let touches = use_kiosk().touches;
    renewed(
        move || touches.get(),
        ToString::to_string,
        move |_| {
            view! { <div class="countdown" data-seconds=seconds.to_string()></div> }.into_any()
        },
    )
}
