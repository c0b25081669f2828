//! A device that is not a kiosk yet. The forms work without the browser's program.

use std::time::Duration;

use chrono::NaiveTime;
use leptos::prelude::*;

use super::{api::DeviceStanding, footer::PlainFooter, state::use_kiosk};
use crate::{
    t,
    texts::{fill, use_texts},
    ui::time_of_day,
};

/// How often a waiting device looks whether it has been enrolled.
const LOOK: Duration = Duration::from_millis(2_500);

#[component]
pub(super) fn Enrolment(standing: DeviceStanding) -> impl IntoView {
    let body = match standing {
        DeviceStanding::Awaiting { code, until } => view! { <Code code until /> }.into_any(),
        // An enrolled device is not shown this screen.
        DeviceStanding::NotEnrolled | DeviceStanding::Enrolled { .. } => {
            view! { <Ask /> }.into_any()
        }
    };
    view! {
        <main class="kiosk-notice">{body}</main>
        <PlainFooter />
    }
}

#[component]
fn Ask() -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let address = move || {
        kiosk
            .live
            .plan
            .with(|plan| format!("/kiosk/{}", plan.lobby))
    };
    view! {
        <h1>{t!(texts, kiosk.enrol_title)}</h1>
        <p>{t!(texts, kiosk.enrol)}</p>
        <form method="post" action=address>
            <button class="kiosk-button main">{t!(texts, kiosk.enrol_button)}</button>
        </form>
    }
}

/// Once the code is no longer good the server says so, and the screen asks anew.
#[component]
fn Code(code: String, until: NaiveTime) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    Effect::new(move || {
        if let Ok(looking) = set_interval_with_handle(move || kiosk.look_at_device(), LOOK) {
            on_cleanup(move || looking.clear());
        }
    });
    let good_until = move || {
        let time = time_of_day(until);
        texts.with(|texts| fill(&texts.kiosk.code_until, &[("time", &time)]))
    };
    view! {
        <h1>{t!(texts, kiosk.code_title)}</h1>
        <p class="enrolment-code">{in_halves(&code)}</p>
        <p>{t!(texts, kiosk.code_how)}</p>
        <p class="small-print">{good_until}</p>
    }
}

/// `K7P 4MX`: two short words are easier to carry across the office than a long one.
pub(crate) fn in_halves(code: &str) -> String {
    match code.split_at_checked(code.len() / 2) {
        Some((left, right)) => format!("{left} {right}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_shown_in_two_halves() {
        assert_eq!(in_halves("K7P4MX"), "K7P 4MX");
    }
}
