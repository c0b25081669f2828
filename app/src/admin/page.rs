//! `/admin/devices`

use domain::{staff::Role, text::Localized};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    content::{DevicesContent, devices_view},
    device_table::device_table,
};
use crate::{
    t,
    texts::{Texts, named, use_texts},
    ui::{Loaded, PageTitle, StaffHeader, StaffPage, staff_main},
    wire::{always, load},
};

/// A refused enrolment: what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceForm {
    pub code: String,
    pub name: String,
    pub problem: DeviceProblem,
}

/// A printer that was refused: what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterForm {
    /// Of its kiosk.
    pub id: String,
    pub address: String,
    pub width: u16,
    pub problem: DeviceProblem,
}

/// A name or a lobby that was refused: what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceForm {
    pub id: String,
    pub name: String,
    pub lobby: String,
    pub problem: DeviceProblem,
}

/// What was refused of the forms in the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refused {
    pub printer: Option<PrinterForm>,
    pub place: Option<PlaceForm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceProblem {
    NoName,
    LongName,
    UnknownCode,
    /// Of a printer.
    BadAddress,
    /// Somebody else has called or placed it otherwise, or given it another printer, meanwhile.
    Stale,
}

impl DeviceProblem {
    pub(super) fn sentence(self, texts: &Texts) -> String {
        let texts = &texts.admin;
        match self {
            Self::NoName => &texts.no_name,
            Self::LongName => &texts.long_name,
            Self::UnknownCode => &texts.unknown_code,
            Self::BadAddress => &texts.bad_address,
            Self::Stale => &texts.place_changed,
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
        let in_table = Refused {
            printer: use_context(),
            place: use_context(),
        };
        Ok((devices_view().await?, refused, in_table))
    });
    view! {
        <Loaded
            resource=page
            page=|(view, refused, in_table)| {
                view! { <Devices view refused in_table /> }.into_any()
            }
        />
    }
}

#[component]
fn Devices(view: DevicesContent, refused: Option<DeviceForm>, in_table: Refused) -> impl IntoView {
    let texts = use_texts();
    let DevicesContent {
        town_name,
        clerk_name,
        role,
        lobbies,
        devices,
    } = view;
    let list = if devices.is_empty() {
        view! { <p class="quiet">{t!(texts, admin.no_devices)}</p> }.into_any()
    } else {
        device_table(devices, &lobbies, &in_table)
    };
    let main = view! {
        <h1 class="page-title">{t!(texts, admin.title)}</h1>
        <p class="quiet">{t!(texts, admin.lead)}</p>
        <section class="panel" aria-labelledby="enrol">
            <h2 id="enrol">{t!(texts, admin.enrol_title)}</h2>
            {how_to(lobbies)}
            <EnrolForm refused />
        </section>
        <section class="panel" aria-labelledby="devices">
            <h2 id="devices">{t!(texts, admin.devices_title)}</h2>
            {list}
        </section>
    };
    view! {
        <PageTitle text=t!(texts, admin.title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Devices />
        {staff_main(role, Role::Admin, "page-main", main.into_any())}
    }
}

/// Where a device shows its code.
fn how_to(lobbies: Vec<(String, Localized)>) -> AnyView {
    let texts = use_texts();
    let rows = lobbies.into_iter().map(|(id, name)| {
        view! {
            <tr>
                <th scope="row">{named(texts, name)}</th>
                <td>
                    <code>{format!("/kiosk/{id}")}</code>
                </td>
                <td>
                    <code>{format!("/display/{id}/enrol")}</code>
                </td>
            </tr>
        }
    });
    view! {
        <p>{t!(texts, admin.enrol_how)}</p>
        <div class="table-scroll" role="group" tabindex="0" aria-labelledby="enrol">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t!(texts, admin.lobby)}</th>
                        <th scope="col">{t!(texts, admin.on_kiosk)}</th>
                        <th scope="col">{t!(texts, admin.on_display)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
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
