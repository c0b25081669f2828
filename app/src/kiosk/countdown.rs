//! The time that is left until the kiosk returns to its start.

use leptos::prelude::*;

use super::state::use_kiosk;

/// A band that runs out. Made anew whenever the screen is touched, because the time begins again.
#[component]
pub(super) fn Countdown(seconds: u16) -> impl IntoView {
    let kiosk = use_kiosk();
    view! {
        <For each=move || [kiosk.touches.get()] key=|touch| *touch let:_touch>
            <div class="countdown" data-seconds=seconds.to_string()></div>
        </For>
    }
}
