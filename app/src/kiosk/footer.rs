//! The foot of every screen of the kiosk: the languages, and what suits the client's eyes and hands.

use domain::text::Language;
use leptos::prelude::*;

use super::{
    countdown::Countdown,
    state::{Kiosk, use_kiosk},
};
use crate::{
    t,
    texts::{Texts, sentence, use_texts},
    ui::listed,
};

#[component]
pub(super) fn LanguageButtons() -> impl IntoView {
    let texts = use_texts();
    let Kiosk { languages, .. } = use_kiosk();
    let key = |language: &Language| language.tag().to_owned();
    let buttons = listed(
        move || languages.offered(),
        key,
        move |language| {
            view! {
                <button
                    type="button"
                    lang=language.tag()
                    aria-pressed=move || languages.is_shown(language).to_string()
                    on:click=move |_| languages.choose(language)
                >
                    {language.own_name()}
                </button>
            }
            .into_any()
        },
    );
    view! {
        <div class="kiosk-languages" role="group" aria-label=t!(texts, kiosk.languages)>
            {buttons}
        </div>
    }
}

#[component]
pub(super) fn ModeButtons() -> impl IntoView {
    let texts = use_texts();
    let Kiosk {
        low,
        contrast,
        large,
        ..
    } = use_kiosk();
    let mode = move |name: fn(&Texts) -> &String, mode: RwSignal<bool>| {
        view! {
            <button
                type="button"
                aria-pressed=move || mode.get().to_string()
                on:click=move |_| mode.update(|on| *on = !*on)
            >
                {sentence(texts, name)}
            </button>
        }
    };
    view! {
        <div class="kiosk-modes" role="group" aria-label=t!(texts, kiosk.modes)>
            {mode(|texts| &texts.kiosk.low, low)}
            {mode(|texts| &texts.kiosk.contrast, contrast)}
            {mode(|texts| &texts.kiosk.large, large)}
        </div>
    }
}

/// Of screens between the start and a ticket: the way back, and when it is taken by itself.
#[component]
pub(super) fn ReturnFooter(seconds: Option<u16>) -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let returns = seconds.map(|seconds| {
        view! {
            <p>{t!(texts, kiosk.returns)}</p>
            <Countdown seconds />
        }
    });
    view! {
        <footer class="kiosk-footer">
            <button type="button" class="kiosk-button" on:click=move |_| kiosk.back()>
                {t!(texts, kiosk.back)}
            </button>
            <div class="kiosk-return">{returns}</div>
            <LanguageButtons />
        </footer>
    }
}

/// Of screens on which there is nothing to do but to read.
#[component]
pub(super) fn PlainFooter() -> impl IntoView {
    view! {
        <footer class="kiosk-footer">
            <LanguageButtons />
        </footer>
    }
}
