//! `/admin/devices`

use leptos::{either::Either, prelude::*};
use serde::{Deserialize, Serialize};

use super::content::{DevicesContent, EnrolledDevice, devices_view};
use crate::{
    t,
    texts::{Texts, fill, named, use_texts},
    ui::{Loaded, PageTitle, StaffHeader, StaffPage, date},
    wire::{always, load},
};

/// A refused enrolment: what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceForm {
    pub code: String,
    pub name: String,
    pub problem: DeviceProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceProblem {
    NoName,
    LongName,
    UnknownCode,
}

impl DeviceProblem {
    fn sentence(self, texts: &Texts) -> String {
        let texts = &texts.admin;
        match self {
            Self::NoName => &texts.no_name,
            Self::LongName => &texts.long_name,
            Self::UnknownCode => &texts.unknown_code,
        }
        .clone()
    }

    fn is_of_code(self) -> bool {
        matches!(self, Self::UnknownCode)
    }
}

#[component]
pub fn DevicesPage() -> impl IntoView {
    let page = load(always, |_| async {
        // By the handler of the form.
        let refused: Option<DeviceForm> = use_context();
        Ok((devices_view().await?, refused))
    });
    view! {
        <Loaded
            resource=page
            page=|(view, refused)| view! { <Devices view refused /> }.into_any()
        />
    }
}

#[component]
fn Devices(view: DevicesContent, refused: Option<DeviceForm>) -> impl IntoView {
    let texts = use_texts();
    let DevicesContent {
        town_name,
        clerk_name,
        devices,
    } = view;
    let list = if devices.is_empty() {
        Either::Left(view! { <p class="quiet">{t!(texts, admin.no_devices)}</p> })
    } else {
        Either::Right(view! { <DeviceTable devices /> })
    };
    view! {
        <PageTitle text=t!(texts, admin.title) />
        <StaffHeader town_name clerk_name devices=true current=StaffPage::Devices />
        <main class="page-main">
            <h1 class="page-title">{t!(texts, admin.title)}</h1>
            <p class="quiet">{t!(texts, admin.lead)}</p>
            <section class="panel" aria-labelledby="enrol">
                <h2 id="enrol">{t!(texts, admin.enrol_title)}</h2>
                <EnrolForm refused />
            </section>
            <section class="panel" aria-labelledby="devices">
                <h2 id="devices">{t!(texts, admin.devices_title)}</h2>
                {list}
            </section>
        </main>
    }
}

#[component]
fn EnrolForm(refused: Option<DeviceForm>) -> impl IntoView {
    let texts = use_texts();
    let (code, name, problem) = match refused {
        Some(form) => (Some(form.code), Some(form.name), Some(form.problem)),
        None => (None, None, None),
    };
    let at_code = problem.filter(|problem| problem.is_of_code());
    let at_name = problem.filter(|problem| !problem.is_of_code());
    let error = move |problem: Option<DeviceProblem>, id: &'static str| {
        problem.map(|problem| {
            view! {
                <p class="field-error" id=id role="alert">
                    {move || texts.with(|texts| problem.sentence(texts))}
                </p>
            }
        })
    };
    view! {
        <form class="form" method="post" action="/admin/devices">
            <input type="hidden" name="action" value="enrol" />
            <div class="field">
                <label for="code">{t!(texts, admin.code)}</label>
                <p class="field-hint" id="code-hint">
                    {t!(texts, admin.code_hint)}
                </p>
                <input
                    id="code"
                    name="code"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="12"
                    required
                    value=code
                    aria-invalid=at_code.map(|_| "true")
                    aria-describedby=if at_code.is_some() {
                        "code-hint code-error"
                    } else {
                        "code-hint"
                    }
                />
                {error(at_code, "code-error")}
            </div>
            <div class="field">
                <label for="name">{t!(texts, admin.name)}</label>
                <p class="field-hint" id="name-hint">
                    {t!(texts, admin.name_hint)}
                </p>
                <input
                    id="name"
                    name="name"
                    autocomplete="off"
                    maxlength="60"
                    required
                    value=name
                    aria-invalid=at_name.map(|_| "true")
                    aria-describedby=if at_name.is_some() {
                        "name-hint name-error"
                    } else {
                        "name-hint"
                    }
                />
                {error(at_name, "name-error")}
            </div>
            <button class="button main">{t!(texts, admin.enrol)}</button>
        </form>
    }
}

#[component]
fn DeviceTable(devices: Vec<EnrolledDevice>) -> impl IntoView {
    let texts = use_texts();
    let rows = devices
        .into_iter()
        .map(|device| view! { <DeviceRow device /> })
        .collect_view();
    view! {
        // It can be scrolled, so it can be reached by keyboard.
        <div class="table-scroll" role="group" tabindex="0" aria-labelledby="devices">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t!(texts, admin.name)}</th>
                        <th scope="col">{t!(texts, admin.lobby)}</th>
                        <th scope="col">{t!(texts, admin.since)}</th>
                        <th scope="col">
                            <span class="visually-hidden">{t!(texts, admin.revoke)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn DeviceRow(device: EnrolledDevice) -> impl IntoView {
    let texts = use_texts();
    let EnrolledDevice {
        id,
        name,
        lobby_name,
        since,
    } = device;
    let lobby = named(texts, lobby_name);
    let labelled = |sentence: fn(&Texts) -> &str| {
        let name = name.clone();
        move || texts.with(|texts| fill(sentence(texts), &[("name", &name)]))
    };
    let revoke = labelled(|texts| &texts.admin.revoke_named);
    let revoke_for_good = labelled(|texts| &texts.admin.revoke_for_good_named);
    view! {
        <tr>
            <td>{name}</td>
            <td>{lobby}</td>
            <td>{move || texts.with(|texts| date(texts, since))}</td>
            <td>
                // A kiosk that is shut out by mistake stands still until someone comes by.
                <details class="revoke">
                    <summary class="button small bad" aria-label=revoke>
                        {t!(texts, admin.revoke)}
                    </summary>
                    <form method="post" action="/admin/devices">
                        <input type="hidden" name="action" value="revoke" />
                        <input type="hidden" name="id" value=id />
                        <p>{t!(texts, admin.revoke_consequence)}</p>
                        <button class="button small bad" aria-label=revoke_for_good>
                            {t!(texts, admin.revoke_for_good)}
                        </button>
                    </form>
                </details>
            </td>
        </tr>
    }
}
