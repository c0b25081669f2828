//! The head of the pages for staff: where to go, who is logged in, and the way out.

use domain::text::Localized;
use leptos::prelude::*;

use crate::{
    t,
    texts::{named, use_texts},
};

/// A page that the head leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffPage {
    Counters,
    Devices,
}

/// `devices`: whether the one logged in may see to devices.
#[component]
pub fn StaffHeader(
    town_name: Localized,
    clerk_name: String,
    devices: bool,
    current: StaffPage,
) -> impl IntoView {
    let texts = use_texts();
    let office = named(texts, town_name);
    let here = move |page| (page == current).then_some("page");
    view! {
        <header class="page-header">
            // Other surfaces: pages of their own.
            <a class="office-name" href="/" rel="external">
                {office}
            </a>
            <nav class="page-nav" aria-label=t!(texts, common.for_staff)>
                <a href="/counter" rel="external" aria-current=here(StaffPage::Counters)>
                    {t!(texts, common.counters)}
                </a>
                {devices
                    .then(|| {
                        view! {
                            <a
                                href="/admin/devices"
                                rel="external"
                                aria-current=here(StaffPage::Devices)
                            >
                                {t!(texts, common.devices)}
                            </a>
                        }
                    })}
                <span>{clerk_name}</span>
                <form method="post" action="/logout">
                    <button class="link-button">{t!(texts, common.log_out)}</button>
                </form>
            </nav>
        </header>
    }
}
