//! The sentences of the screens.
//!
//! A language is one file in `app/locales`, a sentence one field of [`Texts`]: a missing or
//! superfluous one does not pass the tests, a misspelt one does not compile. The server puts the
//! page's language into the page as data, as far as the page's [`Surface`] needs it; the browser
//! reads it from there, so that nothing else is loaded and the first render agrees on both sides.

use std::sync::Arc;

use domain::text::{Language, Localized};
use leptos::{prelude::*, server_fn::codec::GetUrl};

#[cfg(feature = "ssr")]
use crate::{
    about::texts::AboutTexts, account::texts::AccountTexts, address::Surface,
    admin::texts::AdminTexts, booking::texts::BookingTexts, counter::texts::LoginTexts,
};
use crate::{
    api::ApiError, booking::texts::StartTexts, counter::texts::CounterTexts,
    display::texts::DisplayTexts, kiosk::texts::KioskTexts, status::texts::StatusTexts,
    supervisor::texts::SupervisorTexts, ticket::texts::TicketTexts, ui::texts::CommonTexts,
    wire::Postcard,
};

/// Something that sentences make up. To the browser sentences go as a list, in the order of the
/// fields: a reader of the language files for every structure would weigh more than all the
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
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// All sentences in one language. In the browser those of other surfaces are empty.
#[cfg_attr(
    feature = "ssr",
    derive(Clone, Debug, PartialEq, Eq, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Texts {
    pub language: Language,
    pub common: CommonTexts,
    pub start: StartTexts,
    pub status: StatusTexts,
    /// Of pages that the server writes as a whole: they never travel as sentences.
    #[cfg(feature = "ssr")]
    pub booking: BookingTexts,
    #[cfg(feature = "ssr")]
    pub about: AboutTexts,
    #[cfg(feature = "ssr")]
    pub login: LoginTexts,
    #[cfg(feature = "ssr")]
    pub admin: AdminTexts,
    #[cfg(feature = "ssr")]
    pub account: AccountTexts,
    pub kiosk: OfSurface<KioskTexts>,
    pub display: OfSurface<DisplayTexts>,
    pub counter: OfSurface<CounterTexts>,
    pub supervisor: OfSurface<SupervisorTexts>,
    pub ticket: OfSurface<TicketTexts>,
}

#[cfg(feature = "ssr")]
type OfSurface<S> = S;

/// The sentences of a surface, made of their list when the first of them is wanted: so their reader
/// is in the surface's own chunk, and not in what every phone loads.
#[cfg(not(feature = "ssr"))]
pub struct OfSurface<S> {
    list: Vec<String>,
    /// No `S`, because whoever holds it would have to know how it is dropped.
    read: std::sync::OnceLock<Box<dyn std::any::Any + Send + Sync>>,
    kind: std::marker::PhantomData<S>,
}

#[cfg(not(feature = "ssr"))]
impl<S: Sentences + Send + Sync + 'static> std::ops::Deref for OfSurface<S> {
    type Target = S;

    fn deref(&self) -> &S {
        let read = || -> Box<dyn std::any::Any + Send + Sync> {
            Box::new(S::read(&mut self.list.clone().into_iter()))
        };
        match self.read.get_or_init(read).downcast_ref() {
            Some(texts) => texts,
            None => unreachable!("nothing else is put there"),
        }
    }
}

#[cfg(not(feature = "ssr"))]
impl<S> Sentences for OfSurface<S> {
    fn read(all: &mut std::vec::IntoIter<String>) -> Self {
        Self {
            list: all.collect(),
            read: std::sync::OnceLock::new(),
            kind: std::marker::PhantomData,
        }
    }
}

impl Texts {
    /// A list for each field; those of other surfaces are empty.
    #[cfg(feature = "ssr")]
    fn lists(&self, surface: Surface) -> Vec<Vec<String>> {
        fn list(part: &impl Sentences, wanted: bool) -> Vec<String> {
            let mut all = Vec::new();
            if wanted {
                part.write(&mut all);
            }
            all
        }
        vec![
            list(&self.language, true),
            list(&self.common, true),
            list(&self.start, surface == Surface::Citizens),
            list(
                &self.status,
                matches!(surface, Surface::Citizens | Surface::Status),
            ),
            list(&self.kiosk, surface == Surface::Kiosk),
            list(&self.display, surface == Surface::Display),
            // The overview says as the counters do that the server is away.
            list(
                &self.counter,
                matches!(surface, Surface::Counter | Surface::Supervisor),
            ),
            list(&self.supervisor, surface == Surface::Supervisor),
            list(&self.ticket, surface == Surface::Ticket),
        ]
    }

    fn read(lists: Vec<Vec<String>>) -> Self {
        let mut lists = lists.into_iter();
        let mut next = || lists.next().unwrap_or_default().into_iter();
        Self {
            language: Sentences::read(&mut next()),
            common: Sentences::read(&mut next()),
            start: Sentences::read(&mut next()),
            status: Sentences::read(&mut next()),
            #[cfg(feature = "ssr")]
            booking: BookingTexts::default(),
            #[cfg(feature = "ssr")]
            about: AboutTexts::default(),
            #[cfg(feature = "ssr")]
            login: LoginTexts::default(),
            #[cfg(feature = "ssr")]
            admin: AdminTexts::default(),
            #[cfg(feature = "ssr")]
            account: AccountTexts::default(),
            kiosk: Sentences::read(&mut next()),
            display: Sentences::read(&mut next()),
            counter: Sentences::read(&mut next()),
            supervisor: Sentences::read(&mut next()),
            ticket: Sentences::read(&mut next()),
        }
    }
}

sentences! {
    /// A sentence with a number in it, in the forms that its language has. `{n}` is the number.
    pub struct Plural {
        /// 1; in Ukrainian 21, 31, … too.
        pub one: String,
        /// Czech 2 to 4, Ukrainian 22 to 24 and so on too; where a language has no such form, the
        /// same as `many`.
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
        self.with(language, n.into())
    }

    fn with(&self, language: Language, n: u64) -> String {
        let form = match language {
            Language::Cs => match n {
                1 => &self.one,
                2..=4 => &self.few,
                _ => &self.many,
            },
            Language::En | Language::De if n == 1 => &self.one,
            Language::En | Language::De => &self.many,
            Language::Uk => match (n % 10, n % 100) {
                (_, 11..=14) => &self.many,
                (1, _) => &self.one,
                (2..=4, _) => &self.few,
                _ => &self.many,
            },
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

/// What the office named, in the page's language. One type for all, like [`sentence`].
pub fn named(texts: T, name: Localized) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    move || name.get(texts.language()).to_owned()
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

    #[must_use]
    pub fn all(self) -> Arc<Texts> {
        self.0.get()
    }

    pub fn set(self, texts: Arc<Texts>) {
        self.0.set(texts);
    }
}

/// `t!(texts, kiosk.title)` is the sentence as a view that follows the language.
#[macro_export]
macro_rules! t {
    ($texts:expr, $($path:tt)+) => {
        $crate::texts::sentence($texts, |texts| &texts.$($path)+)
    };
}

/// What [`t!`] makes. One type for all sentences: what Leptos makes of each type that is shown is
/// several functions, and a phone loads them all.
pub fn sentence(
    texts: T,
    which: fn(&Texts) -> &String,
) -> impl Fn() -> String + Copy + Send + Sync + 'static {
    move || texts.with(|texts| which(texts).clone())
}

/// Of the page. Provided by its frame.
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
        .and_then(|json| js_sys::JSON::parse(&json).ok())
        .map(|lists| {
            let lists = js_sys::Array::from(&lists);
            let lists = lists.iter().map(|list| {
                let list = js_sys::Array::from(&list);
                list.iter().filter_map(|text| text.as_string()).collect()
            });
            Arc::new(Texts::read(lists.collect()))
        })
        .expect("the page holds its sentences")
}

#[cfg(feature = "ssr")]
fn file(language: Language) -> &'static str {
    match language {
        Language::Cs => include_str!("../locales/cs.json"),
        Language::En => include_str!("../locales/en.json"),
        Language::De => include_str!("../locales/de.json"),
        Language::Uk => include_str!("../locales/uk.json"),
    }
}

/// A language's sentences, and the same as they stand in the pages.
#[cfg(feature = "ssr")]
struct Read {
    texts: Arc<Texts>,
    page_data: std::collections::BTreeMap<Surface, String>,
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
                let page_data = Surface::ALL.into_iter().map(|surface| {
                    let lists = texts.lists(surface);
                    let json = serde_json::to_string(&lists).expect("texts can be written");
                    // It stands inside a script element, which ends at the first `</`.
                    (surface, json.replace('<', "\\u003c"))
                });
                let page_data = page_data.collect();
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

/// The sentences of a language as data in the pages of a surface.
#[cfg(feature = "ssr")]
#[must_use]
pub fn page_data(language: Language, surface: Surface) -> &'static str {
    &read(language).page_data[&surface]
}

/// The kiosk's sentences in another language, which it changes without leaving the page.
///
/// # Errors
/// Only if the server is not reached.
pub async fn load(language: Language) -> Result<Arc<Texts>, ApiError> {
    Ok(Arc::new(Texts::read(kiosk_sentences(language).await?)))
}

/// As lists, for [`load`].
///
/// # Errors
/// Only if the server is not reached.
#[server(endpoint = "texts", input = GetUrl, output = Postcard)]
pub async fn kiosk_sentences(language: Language) -> Result<Vec<Vec<String>>, ApiError> {
    Ok(of(language).lists(Surface::Kiosk))
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
            let in_page = |surface| {
                let lists = serde_json::from_str(page_data(language, surface)).unwrap();
                Texts::read(lists)
            };
            assert_eq!(in_page(Surface::Status).status, texts.status);
            let citizens = in_page(Surface::Citizens);
            assert_eq!(
                (citizens.common, citizens.start, citizens.status),
                (texts.common, texts.start, texts.status),
                "in the page as in the file"
            );
            assert_eq!(in_page(Surface::Kiosk).kiosk, texts.kiosk);
            assert_eq!(in_page(Surface::Display).display, texts.display);
            assert_eq!(in_page(Surface::Counter).counter, texts.counter);
            let overview = in_page(Surface::Supervisor);
            assert_eq!(overview.supervisor, texts.supervisor);
            assert_eq!(overview.counter, texts.counter);
            assert_eq!(in_page(Surface::Ticket).ticket, texts.ticket);
        }
    }

    #[test]
    fn each_language_has_its_own_forms_of_a_number() {
        let forms = Plural {
            one: "one {n}".to_owned(),
            few: "few {n}".to_owned(),
            many: "many {n}".to_owned(),
        };
        let all = |language, numbers: &[u16]| {
            let said = numbers.iter().map(|n| forms.of(language, *n));
            said.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(
            all(Language::Cs, &[0, 1, 2, 4, 5, 21, 22]),
            "many 0, one 1, few 2, few 4, many 5, many 21, many 22"
        );
        for language in [Language::En, Language::De] {
            assert_eq!(
                all(language, &[0, 1, 2, 21]),
                "many 0, one 1, many 2, many 21"
            );
        }
        assert_eq!(
            all(
                Language::Uk,
                &[0, 1, 2, 4, 5, 11, 12, 14, 20, 21, 22, 24, 25]
            ),
            "many 0, one 1, few 2, few 4, many 5, many 11, many 12, many 14, many 20, one 21, \
             few 22, few 24, many 25"
        );
        assert_eq!(
            all(Language::Uk, &[101, 102, 111, 112, 121]),
            "one 101, few 102, many 111, many 112, one 121"
        );
    }
}
