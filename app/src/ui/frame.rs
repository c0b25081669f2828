//! The frame of the pages for citizens: whose office it is, the languages, the ways out.

use domain::{
    lobby::Plan,
    picture::PictureHash,
    text::{Language, Localized},
};
use leptos::prelude::*;

use serde::{Deserialize, Serialize};

use crate::{
    address::use_address,
    t,
    texts::use_texts,
    ui::{PageTitle, planned, says, shows},
};

/// Whose pages these are, and in which languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Masthead {
    pub town_name: Localized,
    pub crest: Option<PictureHash>,
    pub languages: Vec<Language>,
}

impl Masthead {
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn of(town: &domain::town::Town) -> Self {
        Self {
            town_name: town.name.clone(),
            crest: town.picture(&domain::picture::PicturePlace::Crest),
            languages: town.languages.clone(),
        }
    }
}

/// The head of a page that shows nothing live, and its title.
#[must_use]
pub fn page_head(masthead: Masthead, title: &str) -> AnyView {
    let Masthead {
        town_name,
        crest: picture,
        languages,
    } = masthead;
    let office = town_name.get(use_texts().language()).to_owned();
    let title = format!("{title} – {office}");
    let languages = StoredValue::new(languages);
    view! {
        <PageTitle text=move || title.clone() />
        <header class="page-header">
            <a class="office-name" href="/">
                {crest(picture)}
                {office}
            </a>
            <LanguageSwitch languages=move || languages.get_value() />
        </header>
    }
    .into_any()
}

/// The town's crest; the name beside it says whose it is.
fn crest(picture: Option<PictureHash>) -> AnyView {
    match picture {
        None => ().into_any(),
        Some(picture) => view! { <img class="crest" src=picture.address() alt="" /> }.into_any(),
    }
}

/// The crest in the plan of a lobby.
pub fn crest_of(plan: RwSignal<Plan>) -> impl IntoView {
    let picture = Memo::new(move |_| plan.with(|plan| plan.crest));
    shows(move || crest(picture.get()))
}

#[component]
pub fn PageHeader(plan: RwSignal<Plan>) -> impl IntoView {
    let office = planned(plan, |plan| &plan.town_name);
    let languages = move || plan.with(|plan| plan.languages.clone());
    view! {
        <header class="page-header">
            <a class="office-name" href="/">
                {crest_of(plan)}
                {office}
            </a>
            <LanguageSwitch languages />
        </header>
    }
}

/// A form, so that it works before and without the browser's program.
#[component]
pub fn LanguageSwitch(
    languages: impl Fn() -> Vec<Language> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let texts = use_texts();
    let address = use_address();
    let buttons = move || {
        languages()
            .into_iter()
            .map(|language| {
                let pressed = says(move || (texts.language() == language).to_string());
                view! {
                    <button
                        name="language"
                        value=language.tag()
                        lang=language.tag()
                        aria-pressed=pressed
                    >
                        {language.own_name()}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <form
            class="language-switch"
            method="post"
            action="/language"
            aria-label=t!(texts, common.language)
        >
            <input type="hidden" name="back" value=move || address.path() />
            {buttons}
        </form>
    }
}

#[component]
pub fn PageFooter() -> impl IntoView {
    let texts = use_texts();
    view! {
        <footer class="page-footer">
            // Other surfaces: pages of their own.
            <ul>
                <li>
                    <a href="/privacy" rel="external">
                        {t!(texts, common.privacy)}
                    </a>
                </li>
                <li>
                    <a href="/accessibility" rel="external">
                        {t!(texts, common.accessibility)}
                    </a>
                </li>
                <li>
                    <a href="/login" rel="external">
                        {t!(texts, common.for_staff)}
                    </a>
                </li>
            </ul>
        </footer>
    }
}
