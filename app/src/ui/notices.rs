//! What the office has to say.

use domain::{
    lobby::PublicSnapshot,
    notice::Screen,
    text::{Language, Localized},
};
use leptos::prelude::*;

use crate::{live::Live, t, texts::use_texts, ui::shows};

/// Always in the page, so that a screen reader hears it when it fills.
#[component]
pub fn Notices(lobbies: Vec<Live<PublicSnapshot>>, on: Screen) -> impl IntoView {
    let texts = use_texts();
    let notices = said(lobbies, on);
    let list = shows(move || {
        let language = texts.language();
        let notices = notices.get().into_iter();
        let notices = notices.map(|notice| {
            let (lang, text) = in_language(&notice, language);
            view! { <p lang=lang>{text}</p> }
        });
        notices.collect_view().into_any()
    });
    view! {
        <div class="notices" role="status" aria-label=t!(texts, common.notices)>
            {list}
        </div>
    }
}

/// What is said on that kind of screen; each once, also where several lobbies say the same.
pub fn said(lobbies: Vec<Live<PublicSnapshot>>, on: Screen) -> Memo<Vec<Localized>> {
    Memo::new(move |_| {
        let mut all: Vec<Localized> = Vec::new();
        for live in &lobbies {
            for (screens, notice) in &live.snapshot.read().notices {
                if screens.has(on) && !all.contains(notice) {
                    all.push(notice.clone());
                }
            }
        }
        all
    })
}

/// The words, and their language where it is not the page's.
pub fn in_language(notice: &Localized, language: Language) -> (Option<&'static str>, String) {
    let own = notice.language_of(language);
    let lang = (own != language).then(|| own.tag());
    (lang, notice.get(language).to_owned())
}
