//! `/admin/offer/import`: a file with the whole set-up is looked through, and then put in its place.

use std::sync::Arc;

use domain::{
    staff::Role,
    text::{Language, Localized},
    town::Town,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::{
    Change, NotSetUp,
    town_file::{self, TownFileErrors},
};

use super::{ADDRESS as OFFER, differences::Differences, look::Look, wrong};
use crate::{
    admin::{Fields, form_page::form_page, hours, texts::ImportTexts},
    api::ApiError,
    services::{Services, onlooker},
    texts::{Texts, fill, sentence, use_texts},
    ui::{PageTitle, StaffHeader, StaffPage, staff_main},
};

pub const ADDRESS: &str = "/admin/offer/import";

/// The largest file that is taken, in bytes; that of an office with six workplaces has thirty thousand.
pub const LARGEST_FILE: usize = 500_000;

/// What has come of a form.
#[derive(Clone, Debug)]
pub enum Told {
    NoFile,
    TooLarge,
    /// It is no text.
    NoText,
    Wrong(TownFileErrors),
    /// It says what is so already.
    Same,
    /// It can be put in place.
    Good(Box<Good>),
}

/// A file without errors.
#[derive(Clone, Debug)]
pub struct Good {
    text: String,
    town: Town,
    /// Why it was not put in place, if it should have been.
    refusal: Option<NotSetUp>,
}

/// What a form comes to.
#[derive(Clone, Debug)]
pub enum Done {
    /// It is in place; the address of what has become of it.
    Went(String),
    /// The next question, or the answer, and no refusal.
    Shown(Told),
    Refused(Told),
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ImportContent {
    town_name: Localized,
    clerk_name: String,
    role: Role,
    /// What is wrong with what was chosen.
    problem: Option<String>,
    shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Shown {
    Nothing,
    /// Line, key, and what is wrong there.
    Wrong(Vec<(usize, String, String)>),
    Same,
    Would(Box<Would>),
}

/// What a file would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Would {
    differences: Differences,
    /// "Občanské průkazy: 3", how many are agreed on times that would not be there any more.
    outside: Vec<String>,
    text: String,
    /// Of the set-up that it was compared with.
    seen: String,
    problem: Option<String>,
}

/// Looks through a file.
///
/// # Errors
/// The database does not answer.
pub async fn check(services: &Services, text: &str) -> Result<Done, ApiError> {
    let town = match town_file::read("town.toml", text) {
        Ok(town) => town,
        Err(errors) => return Ok(Done::Refused(Told::Wrong(errors))),
    };
    let before = services.town_now().await?;
    if before.imported(&town) == before {
        return Ok(Done::Shown(Told::Same));
    }
    Ok(Done::Shown(good(text, town, None)))
}

/// Puts a file in its place that was looked through, if the office still is what it was compared with.
///
/// # Errors
/// The database does not answer.
pub async fn apply(services: &Services, text: &str, seen: &str) -> Result<Done, ApiError> {
    let town = match town_file::read("town.toml", text) {
        Ok(town) => town,
        Err(errors) => return Ok(Done::Refused(Told::Wrong(errors))),
    };
    let change = Change::import(town.clone(), Some(seen.to_owned()));
    let set_up = services.store.set_up(change, services.now()).await?;
    Ok(match set_up {
        Ok(()) => Done::Went(format!("{OFFER}?saved")),
        Err(refusal) => Done::Refused(good(text, town, Some(refusal))),
    })
}

fn good(text: &str, town: Town, refusal: Option<NotSetUp>) -> Told {
    let text = text.to_owned();
    Told::Good(Box::new(Good {
        text,
        town,
        refusal,
    }))
}

/// For administrators and auditors.
async fn import_view(
    _: Fields,
    told: Option<Told>,
    language: Language,
) -> Result<ImportContent, ApiError> {
    let (services, session) = onlooker(Role::Admin).await?;
    let town = services.town_now().await?;
    let texts = crate::texts::of(language);
    let problem = match &told {
        Some(Told::NoFile) => Some(of(&texts).no_file.clone()),
        Some(Told::TooLarge) => {
            let kilobytes = (LARGEST_FILE / 1_000).to_string();
            Some(fill(&of(&texts).too_large, &[("n", &kilobytes)]))
        }
        Some(Told::NoText) => Some(of(&texts).no_text.clone()),
        Some(Told::Wrong(_)) => Some(of(&texts).wrong.clone()),
        _ => None,
    };
    let shown = match told {
        Some(Told::Wrong(TownFileErrors(errors))) => {
            let errors = errors.into_iter();
            let errors = errors.map(|it| {
                let sentence = wrong::sentence(&of(&texts).file_errors, it.wrong);
                (it.line, it.key, sentence)
            });
            Shown::Wrong(errors.collect())
        }
        Some(Told::Same) => Shown::Same,
        Some(Told::Good(good)) => {
            let outside = outside(&services, &town, &good.town, language).await?;
            let would = would(*good, outside, &town, &texts, language);
            Shown::Would(Box::new(would))
        }
        _ => Shown::Nothing,
    };
    Ok(ImportContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        problem,
        shown,
    })
}

/// Whom the file would leave outside of hours and places, by workplace.
async fn outside(
    services: &Services,
    town: &Town,
    file: &Town,
    language: Language,
) -> Result<Vec<String>, ApiError> {
    let after = town.imported(file);
    let mut outside = Vec::new();
    for workplace in &after.workplaces {
        let Some(before) = town.workplace(&workplace.id) else {
            continue;
        };
        let (clients, over) = hours::left_outside(services, town, before, workplace).await?;
        let over: usize = over.iter().map(|it| usize::from(it.by)).sum();
        let left = clients.len() + over;
        if left > 0 {
            outside.push(format!("{}: {left}", workplace.name.get(language)));
        }
    }
    Ok(outside)
}

fn would(
    good: Good,
    outside: Vec<String>,
    town: &Town,
    texts: &Arc<Texts>,
    language: Language,
) -> Would {
    let look = Look::new(town, language);
    let problem = good.refusal.map(|refusal| match refusal {
        NotSetUp::Stale => of(texts).stale.clone(),
        NotSetUp::Flaw(_) => of(texts).flaw.clone(),
        NotSetUp::Hanging(hanging) => look.hanging_by_name(&hanging),
    });
    let after = town.imported(&good.town);
    Would {
        differences: Differences::between(town, &after, language),
        outside,
        text: good.text,
        seen: town_file::mark(town),
        problem,
    }
}

pub fn import_page() -> AnyView {
    form_page(import_view, shown)
}

fn of(texts: &Texts) -> &ImportTexts {
    &texts.admin.import
}

fn say(which: fn(&ImportTexts) -> &String) -> String {
    use_texts().with(|texts| which(of(texts)).clone())
}

fn shown(content: ImportContent) -> AnyView {
    let ImportContent {
        town_name,
        clerk_name,
        role,
        problem,
        shown,
    } = content;
    let found = match shown {
        Shown::Nothing => ().into_any(),
        Shown::Same => view! {
            <p class="message" role="status">
                {say(|it| &it.same)}
            </p>
        }
        .into_any(),
        Shown::Wrong(errors) => table_of(errors),
        Shown::Would(would) => differences(*would),
    };
    let main = view! {
        <p>
            <a href=OFFER>{use_texts().with(|texts| texts.admin.offer.back.clone())}</a>
        </p>
        <h1 class="page-title">{say(|it| &it.title)}</h1>
        <p class="quiet">{say(|it| &it.lead)}</p>
        {found}
        {choose(problem)}
    };
    view! {
        <PageTitle text=sentence(use_texts(), |texts| &of(texts).title) />
        <StaffHeader town_name clerk_name role current=StaffPage::Offer />
        {staff_main(role, Role::Admin, "page-main import-page", main.into_any())}
    }
    .into_any()
}

fn choose(problem: Option<String>) -> AnyView {
    let is_wrong = problem.is_some();
    let error = problem.map(|sentence| {
        view! {
            <p class="field-error" id="file-error" role="alert">
                {sentence}
            </p>
        }
    });
    view! {
        <section class="panel" aria-labelledby="choose">
            <h2 id="choose">{say(|it| &it.choose)}</h2>
            <form class="form" method="post" action=ADDRESS enctype="multipart/form-data">
                <div class="field">
                    <label for="file">{say(|it| &it.file)}</label>
                    <p class="field-hint" id="file-hint">
                        {say(|it| &it.file_hint)}
                    </p>
                    <input
                        id="file"
                        name="file"
                        type="file"
                        accept=".toml,application/toml,text/plain"
                        required
                        aria-invalid=is_wrong.then_some("true")
                        aria-describedby=if is_wrong { "file-error file-hint" } else { "file-hint" }
                    />
                    {error}
                </div>
                <button class="button main">{say(|it| &it.check)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn table_of(errors: Vec<(usize, String, String)>) -> AnyView {
    let rows = errors.into_iter().map(|(line, key, message)| {
        view! {
            <tr>
                <td>{line}</td>
                <td>
                    <code>{key}</code>
                </td>
                <td>{message}</td>
            </tr>
        }
    });
    view! {
        <section class="panel" aria-labelledby="errors">
            <h2 id="errors">{say(|it| &it.errors)}</h2>
            <p>{say(|it| &it.errors_lead)}</p>
            // It can be scrolled, so it can be reached by keyboard.
            <div class="table-scroll" role="group" tabindex="0" aria-labelledby="errors">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say(|it| &it.line)}</th>
                            <th scope="col">{say(|it| &it.key)}</th>
                            <th scope="col">{say(|it| &it.what)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn differences(would: Would) -> AnyView {
    let Would {
        differences,
        outside,
        text,
        seen,
        problem,
    } = would;
    let Differences {
        added,
        changed,
        removed,
    } = differences;
    let problem = problem.map(|sentence| {
        view! {
            <p class="message bad" role="alert">
                {sentence}
            </p>
        }
    });
    let outside = (!outside.is_empty()).then(|| {
        view! {
            {list("outside", say(|it| &it.outside), outside)}
            <p class="field-hint">{say(|it| &it.outside_hint)}</p>
        }
    });
    view! {
        <section class="panel" aria-labelledby="differences">
            <h2 id="differences">{say(|it| &it.differences)}</h2>
            {problem}
            {list("added", say(|it| &it.added), added)}
            {list("changed", say(|it| &it.changed), changed)}
            {list("removed", say(|it| &it.removed), removed)}
            {outside}
            <p>{say(|it| &it.stays)}</p>
            <form class="form wide" method="post" action=ADDRESS enctype="multipart/form-data">
                <input type="hidden" name="action" value="apply" />
                <input type="hidden" name="seen" value=seen />
                <input type="hidden" name="text" value=text />
                <button class="button main">{say(|it| &it.apply)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn list(id: &'static str, heading: String, names: Vec<String>) -> AnyView {
    if names.is_empty() {
        return ().into_any();
    }
    let names = names.into_iter().map(|name| view! { <li>{name}</li> });
    view! {
        <h3 id=id>{heading}</h3>
        <ul aria-labelledby=id>
            {names.collect_view()}
        </ul>
    }
    .into_any()
}
