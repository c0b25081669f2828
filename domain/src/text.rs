//! Languages, and the office's own names in them.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A language of the screens. Czech is first: it is what anything untranslated falls back to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    Cs,
    En,
    De,
    Uk,
}

impl Language {
    pub const ALL: [Self; 4] = [Self::Cs, Self::En, Self::De, Self::Uk];

    /// The language's tag of BCP 47, as it stands in `<html lang>`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Cs => "cs",
            Self::En => "en",
            Self::De => "de",
            Self::Uk => "uk",
        }
    }

    /// The language's name in itself, as it stands on the switch.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Cs => "Česky",
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Uk => "Українська",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The text names no language that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language of this program: use one of cs, en, de, uk")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == tag)
            .ok_or(UnknownLanguage)
    }
}

/// A name or sentence that the office wrote, in the languages it has it in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(Vec<(Language, String)>);

impl Localized {
    /// The text in `language`, else in Czech, else in any, else nothing.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        let in_language = |wanted| self.all().find(|(language, _)| *language == wanted);
        in_language(language)
            .or_else(|| in_language(Language::default()))
            .or_else(|| self.all().next())
            .map_or("", |(_, text)| text)
    }

    /// The language of what [`get`](Self::get) gives.
    #[must_use]
    pub fn language_of(&self, wanted: Language) -> Language {
        let has = |language| self.all().any(|(other, _)| other == language);
        if has(wanted) {
            return wanted;
        }
        match self.all().next() {
            Some((first, _)) if !has(Language::default()) => first,
            _ => Language::default(),
        }
    }

    /// What [`get`](Self::get) gives, and nothing else.
    #[must_use]
    pub fn only(&self, language: Language) -> Self {
        let text = self.get(language);
        let has_text = !text.is_empty();
        Self(
            has_text
                .then(|| (language, text.to_owned()))
                .into_iter()
                .collect(),
        )
    }

    /// In the order of the languages.
    pub fn all(&self) -> impl Iterator<Item = (Language, &str)> {
        self.0.iter().map(|(language, text)| (*language, &**text))
    }
}

impl From<BTreeMap<Language, String>> for Localized {
    fn from(texts: BTreeMap<Language, String>) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_translated_is_shown_in_czech() {
        let name = Localized::from(BTreeMap::from([(Language::Cs, "hala".to_owned())]));
        assert_eq!(name.get(Language::En), "hala");
        assert_eq!(name.language_of(Language::En), Language::Cs);
        assert_eq!(Localized::default().get(Language::Cs), "");
        let only = name.only(Language::En);
        assert_eq!(only.all().collect::<Vec<_>>(), [(Language::En, "hala")]);
        assert_eq!(
            Localized::default().only(Language::Cs),
            Localized::default()
        );
    }
}
