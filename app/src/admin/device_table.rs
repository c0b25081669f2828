//! The enrolled devices: where each is and what it shows, and what is done to it.

use domain::{device::DeviceKind, text::Localized};
use leptos::prelude::*;

use super::{
    content::{EnrolledDevice, Seen, When},
    page::{DeviceProblem, PlaceForm, Refused},
    printer::PrinterCell,
    texts::AdminTexts,
};
use crate::{
    t,
    texts::{T, Texts, fill, use_texts},
    ui::{date, time_of_day},
};

pub(super) fn device_table(
    devices: Vec<EnrolledDevice>,
    lobbies: &[(String, Localized)],
    refused: &Refused,
) -> AnyView {
    let texts = use_texts();
    let rows = devices
        .into_iter()
        .map(|device| row(texts, device, lobbies, refused));
    view! {
        // It can be scrolled, so it can be reached by keyboard.
        <div class="table-scroll" role="group" tabindex="0" aria-labelledby="devices">
            <table class="device-table">
                <thead>
                    <tr>
                        <th scope="col">{t!(texts, admin.device)}</th>
                        <th scope="col">{t!(texts, admin.lobby)}</th>
                        <th scope="col">{t!(texts, admin.shows)}</th>
                        <th scope="col">{t!(texts, admin.printer)}</th>
                        <th scope="col">
                            <span class="visually-hidden">{t!(texts, admin.change)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn say(texts: T, which: fn(&AdminTexts) -> &String) -> String {
    texts.with(|texts| which(&texts.admin).clone())
}

fn labelled(texts: T, which: fn(&AdminTexts) -> &String, name: &str) -> String {
    fill(&say(texts, which), &[("name", name)])
}

fn row(
    texts: T,
    device: EnrolledDevice,
    lobbies: &[(String, Localized)],
    refused: &Refused,
) -> AnyView {
    let place = refused.place.clone().filter(|form| form.id == device.id);
    let change = change(texts, &device, lobbies, place);
    let EnrolledDevice {
        id,
        kind,
        name,
        lobby_name,
        since,
        seen,
        printer,
        ..
    } = device;
    let (kind_name, consequence) = match kind {
        DeviceKind::Kiosk => (
            say(texts, |it| &it.kiosk),
            say(texts, |it| &it.revoke_consequence),
        ),
        DeviceKind::Display => (
            say(texts, |it| &it.display),
            say(texts, |it| &it.revoke_display),
        ),
    };
    let since = texts.with(|texts| date(texts, since));
    let since = fill(&say(texts, |it| &it.since), &[("date", &since)]);
    let printer = match kind {
        DeviceKind::Kiosk => {
            let refused = refused.printer.clone().filter(|form| form.id == id);
            let (id, name) = (id.clone(), name.clone());
            view! { <PrinterCell id name printer refused /> }.into_any()
        }
        DeviceKind::Display => "–".into_any(),
    };
    let revoke = labelled(texts, |it| &it.revoke_named, &name);
    let revoke_for_good = labelled(texts, |it| &it.revoke_for_good_named, &name);
    view! {
        <tr>
            <td>
                <strong class="name">{name}</strong>
                <p class="quiet">{format!("{kind_name} · {since}")}</p>
            </td>
            <td class="name">{lobby_name.get(texts.language()).to_owned()}</td>
            {shows(texts, seen)}
            <td>{printer}</td>
            <td>
                {change}
                // A kiosk that is shut out by mistake stands still until someone comes by.
                <details class="revoke">
                    <summary class="button small bad" aria-label=revoke>
                        {t!(texts, admin.revoke)}
                    </summary>
                    <form method="post" action="/admin/devices">
                        <input type="hidden" name="action" value="revoke" />
                        <input type="hidden" name="id" value=id />
                        <p>{consequence}</p>
                        <button class="button small bad" aria-label=revoke_for_good>
                            {t!(texts, admin.revoke_for_good)}
                        </button>
                    </form>
                </details>
            </td>
        </tr>
    }
    .into_any()
}

/// When it was last there, and what it showed then.
fn shows(texts: T, seen: Option<Seen>) -> AnyView {
    let Some(seen) = seen else {
        let never = say(texts, |it| &it.never_seen);
        return view! {
            <td>
                <strong>{never}</strong>
            </td>
        }
        .into_any();
    };
    let Seen {
        when,
        page,
        language,
        is_newest,
    } = seen;
    let told = texts.with(|texts| told(texts, when));
    let told = match when {
        When::Now | When::MinutesAgo(_) => view! { <p>{told}</p> }.into_any(),
        When::LongAgo { .. } => view! {
            <p>
                <strong>{told}</strong>
            </p>
        }
        .into_any(),
    };
    let old = (when == When::Now && !is_newest).then(|| say(texts, |it| &it.old_page));
    view! {
        <td>
            {told}
            <p class="quiet">
                <code>{page}</code>
                " "
                {language.own_name()}
            </p>
            {old.map(|old| view! { <p>{old}</p> })}
        </td>
    }
    .into_any()
}

fn told(texts: &Texts, when: When) -> String {
    let said = &texts.admin;
    match when {
        When::Now => said.seen_now.clone(),
        When::MinutesAgo(n) => said.seen_minutes_ago.of(texts.language, n),
        When::LongAgo { date: day, time } => fill(
            &said.seen_long_ago,
            &[("date", &date(texts, day)), ("time", &time_of_day(time))],
        ),
    }
}

/// The form by which it is called and placed otherwise.
fn change(
    texts: T,
    device: &EnrolledDevice,
    lobbies: &[(String, Localized)],
    refused: Option<PlaceForm>,
) -> AnyView {
    let EnrolledDevice {
        id, name, lobby, ..
    } = device;
    let label = labelled(texts, |it| &it.change_named, name);
    let problem = refused.as_ref().map(|form| form.problem);
    let (typed, chosen) = match refused {
        Some(form) => (form.name, form.lobby),
        None => (name.clone(), lobby.clone()),
    };
    let options = lobbies.iter().map(|(id, name)| {
        let name = name.get(texts.language()).to_owned();
        view! {
            <option value=id.clone() selected=*id == chosen>
                {name}
            </option>
        }
    });
    let at_name = problem.filter(|it| *it != DeviceProblem::Stale);
    let stale = problem.filter(|it| *it == DeviceProblem::Stale);
    let error = |problem: Option<DeviceProblem>, id: String| {
        problem.map(|problem| {
            view! {
                <p class="field-error" id=id role="alert">
                    {texts.with(|texts| problem.sentence(texts))}
                </p>
            }
        })
    };
    let named = |part: &str| format!("{part}-{id}");
    let (name_id, lobby_id, error_id) = (named("name"), named("lobby"), named("name-error"));
    view! {
        <details class="revoke" open=problem.is_some()>
            <summary class="button small" aria-label=label>
                {t!(texts, admin.change)}
            </summary>
            <form method="post" action="/admin/devices">
                <input type="hidden" name="action" value="place" />
                <input type="hidden" name="id" value=id.clone() />
                <input type="hidden" name="seen_name" value=name.clone() />
                <input type="hidden" name="seen_lobby" value=lobby.clone() />
                {error(stale, named("stale"))}
                <div class="field">
                    <label for=name_id.clone()>{t!(texts, admin.name)}</label>
                    <input
                        id=name_id
                        name="name"
                        autocomplete="off"
                        maxlength="60"
                        value=typed
                        aria-invalid=at_name.map(|_| "true")
                        aria-describedby=at_name.map(|_| error_id.clone())
                    />
                    {error(at_name, error_id)}
                </div>
                <div class="field">
                    <label for=lobby_id.clone()>{t!(texts, admin.lobby)}</label>
                    <select id=lobby_id name="lobby">
                        {options.collect_view()}
                    </select>
                </div>
                <p>{t!(texts, admin.change_consequence)}</p>
                <button class="button small">{t!(texts, admin.change_save)}</button>
            </form>
        </details>
    }
    .into_any()
}
