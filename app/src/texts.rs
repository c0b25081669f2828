//! The sentences of the screens.
//!
//! A language is one file in `app/locales`, a sentence one field of [`Texts`]: a missing or
//! superfluous one does not pass the tests, a misspelt one does not compile. The server puts the
//! page's language into the page as data; the browser reads it from there, so that no other
//! language is loaded and the first render agrees on both sides.

use std::sync::Arc;

use domain::text::Language;
use leptos::prelude::*;

use crate::{
    admin::texts::AdminTexts, api::ApiError, booking::texts::BookingTexts,
    counter::texts::CounterTexts, display::texts::DisplayTexts, kiosk::texts::KioskTexts,
    status::texts::StatusTexts, ui::texts::CommonTexts,
};

/// Something that sentences make up. To the browser all sentences go as one list, in the order of
/// the fields: a reader of the language files for every structure would weigh more than all the
/// pages' own code.
pub trait Sentences: Sized {
    /// Puts its sentences behind `all`.
    #[cfg(feature = "ssr")]
    fn write(&self, all: &mut Vec<String>);

    /// Takes its sentences from the front of `all`.
    fn read(all: &mut std::vec::IntoIter<String>) -> Self;
}

/// Defines a structure of sentences.
#[macro_export]
macro_rules! sentences {
    ($(#[$about:meta])* pub struct $name:ident {
        $($(#[$about_field:meta])* pub $field:ident: $kind:ty,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "ssr", derive(serde::Deserialize), serde(deny_unknown_fields))]
        pub struct $name {
            $($(#[$about_field])* pub $field: $kind,)*
        }

        impl $crate::texts::Sentences for $name {
            #[cfg(feature = "ssr")]
            fn write(&self, all: &mut Vec<String>) {
                $($crate::texts::Sentences::write(&self.$field, all);)*
            }

            fn read(all: &mut std::vec::IntoIter<String>) -> Self {
                Self {
                    $($field: $crate::texts::Sentences::read(all),)*
                }
            }
        }
    };
}

sentences! {
    /// All sentences in one language.
    pub struct Texts {
        pub language: Language,
        pub common: CommonTexts,
        pub booking: BookingTexts,
        pub status: StatusTexts,
        pub kiosk: KioskTexts,
        pub display: DisplayTexts,
        pub counter: CounterTexts,
        pub admin: AdminTexts,
    }
}

sentences! {
    /// A sentence with a number in it, in the forms that its language has. `{n}` is the number.
    pub struct Plural {
        pub one: String,
        /// Czech 2 to 4; where a language has no such form, the same as `many`.
        pub few: String,
        pub many: String,
    }
}

impl Sentences for String {
    #[cfg(feature = "ssr")]
    fn write(&self, all: &mut Vec<String>) {
        all.push(self.clone());
    }

    fn read(all: &mut std::vec::IntoIter<String>) -> Self {
        all.next().unwrap_or_default()
    }
}

/// A list, by its length and then its sentences.
impl Sentences for Vec<String> {
    #[cfg(feature = "ssr")]
    fn write(&self, all: &mut Vec<String>) {
        all.push(self.len().to_string());
        all.extend(self.iter().cloned());
    }

    fn read(all: &mut std::vec::IntoIter<String>) -> Self {
        let length = String::read(all).parse().unwrap_or(0);
        all.by_ref().take(length).collect()
    }
}

impl Sentences for Language {
    #[cfg(feature = "ssr")]
    fn write(&self, all: &mut Vec<String>) {
        all.push(self.tag().to_owned());
    }

    fn read(all: &mut std::vec::IntoIter<String>) -> Self {
        String::read(all).parse().unwrap_or_default()
    }
}

impl Plural {
    #[must_use]
    pub fn of(&self, language: Language, n: impl Into<u64>) -> String {
        let n = n.into();
        let form = match (language, n) {
            (_, 1) => &self.one,
            (Language::Cs, 2..=4) => &self.few,
            _ => &self.many,
        };
        fill(form, &[("n", &n.to_string())])
    }
}

/// Puts values in the places of a sentence: `{name}` becomes the value of `name`.
#[must_use]
pub fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(sentence.to_owned(), |sentence, (name, value)| {
            sentence.replace(&format!("{{{name}}}"), value)
        })
}

/// The page's sentences; changes when the language does.
#[derive(Clone, Copy)]
pub struct T(RwSignal<Arc<Texts>>);

impl T {
    /// Reads a sentence, or several, and follows the language.
    pub fn with<R>(self, read: impl FnOnce(&Texts) -> R) -> R {
        self.0.with(|texts| read(texts))
    }

    #[must_use]
    pub fn language(self) -> Language {
        self.with(|texts| texts.language)
    }

    pub fn set(self, texts: Texts) {
        self.0.set(Arc::new(texts));
    }
}

/// `t!(texts, kiosk.title)` is the sentence as a view that follows the language.
#[macro_export]
macro_rules! t {
    ($texts:expr, $($path:tt)+) => {{
        let texts = $texts;
        move || texts.with(|texts| texts.$($path)+.clone())
    }};
}

/// Of the page. Provided by `App`.
#[must_use]
pub fn use_texts() -> T {
    expect_context()
}

/// Provides the page's sentences to all below: by the server from the request's language, in the
/// browser from the data in the page.
pub fn provide_texts() {
    provide_context(T(RwSignal::new(page_texts())));
}

/// The id of the page's element that holds the sentences.
pub const ELEMENT_ID: &str = "texts";

#[cfg(feature = "ssr")]
fn page_texts() -> Arc<Texts> {
    of(use_context().unwrap_or_default())
}

#[cfg(not(feature = "ssr"))]
#[expect(
    clippy::expect_used,
    reason = "the server writes the sentences into every page; without them there is no page"
)]
fn page_texts() -> Arc<Texts> {
    document()
        .get_element_by_id(ELEMENT_ID)
        .and_then(|element| element.text_content())
        .and_then(|json| serde_json::from_str::<Vec<String>>(&json).ok())
        .map(|all| Arc::new(Texts::read(&mut all.into_iter())))
        .expect("the page holds its sentences")
}

#[cfg(feature = "ssr")]
fn file(language: Language) -> &'static str {
    match language {
        Language::Cs => include_str!("../locales/cs.json"),
        Language::En => include_str!("../locales/en.json"),
    }
}

/// A language's sentences, and the same as they stand in the page.
#[cfg(feature = "ssr")]
struct Read {
    texts: Arc<Texts>,
    page_data: String,
}

#[cfg(feature = "ssr")]
#[expect(clippy::expect_used, reason = "a test reads every file")]
fn read(language: Language) -> &'static Read {
    use std::{collections::BTreeMap, sync::LazyLock};

    static ALL: LazyLock<BTreeMap<Language, Read>> = LazyLock::new(|| {
        Language::ALL
            .into_iter()
            .map(|language| {
                let texts: Texts =
                    serde_json::from_str(file(language)).expect("the file is complete");
                let mut all = Vec::new();
                texts.write(&mut all);
                let json = serde_json::to_string(&all).expect("texts can be written");
                // It stands inside a script element, which ends at the first `</`.
                let page_data = json.replace('<', "\\u003c");
                let texts = Arc::new(texts);
                (language, Read { texts, page_data })
            })
            .collect()
    });
    &ALL[&language]
}

/// The sentences of a language.
#[cfg(feature = "ssr")]
#[must_use]
pub fn of(language: Language) -> Arc<Texts> {
    Arc::clone(&read(language).texts)
}

/// The sentences of a language as data in the page.
#[cfg(feature = "ssr")]
#[must_use]
pub fn page_data(language: Language) -> &'static str {
    &read(language).page_data
}

/// The sentences of another language, for a screen that changes it without leaving the page.
///
/// # Errors
/// Only if the server is not reached.
pub async fn load(language: Language) -> Result<Texts, ApiError> {
    let all = all_sentences(language).await?;
    Ok(Texts::read(&mut all.into_iter()))
}

/// All of a language in one list, for [`load`].
///
/// # Errors
/// Only if the server is not reached.
#[server(endpoint = "texts", input = leptos::server_fn::codec::GetUrl)]
pub async fn all_sentences(language: Language) -> Result<Vec<String>, ApiError> {
    let mut all = Vec::new();
    of(language).write(&mut all);
    Ok(all)
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_sentence() {
        for language in Language::ALL {
            let texts: Texts = serde_json::from_str(file(language)).unwrap();
            assert_eq!(texts.language, language);
            let all: Vec<String> = serde_json::from_str(page_data(language)).unwrap();
            assert_eq!(
                Texts::read(&mut all.into_iter()),
                texts,
                "in the page as in the file"
            );
        }
    }

    #[test]
    fn czech_has_three_forms_of_a_number() {
        let people = Plural {
            one: "{n} člověk".to_owned(),
            few: "{n} lidé".to_owned(),
            many: "{n} lidí".to_owned(),
        };
        let cs = |n: u16| people.of(Language::Cs, n);
        assert_eq!(
            [cs(0), cs(1), cs(4), cs(5)],
            ["0 lidí", "1 člověk", "4 lidé", "5 lidí"]
        );
        assert_eq!(people.of(Language::En, 2_u16), "2 lidí");
    }
}
