//! The frame of the pages for citizens: whose office it is, the languages, the ways out.

use domain::{lobby::Plan, text::Language};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    t,
    texts::use_texts,
    ui::{planned, says},
};

#[component]
pub fn PageHeader(plan: RwSignal<Plan>) -> impl IntoView {
    let office = planned(plan, |plan| &plan.town_name);
    let languages = move || plan.with(|plan| plan.languages.clone());
    view! {
        <header class="page-header">
            <a class="office-name" href="/">
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
    let path = use_location().pathname;
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
            <input type="hidden" name="back" value=path />
            {buttons}
        </form>
    }
}

#[component]
pub fn PageFooter() -> impl IntoView {
    let texts = use_texts();
    view! {
        <footer class="page-footer">
            <ul>
                <li>
                    // Another surface: a page of its own.
                    <a href="/login" rel="external">
                        {t!(texts, common.for_staff)}
                    </a>
                </li>
            </ul>
        </footer>
    }
}
