//! The sentences of the mails, one file per language in `server/locales`. They are not among the
//! sentences of the pages, because phones load those.

use std::sync::LazyLock;

use domain::text::Language;
use serde::Deserialize;

/// All sentences of the mails in one language. What is in braces is filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTexts {
    /// `{date}`, `{time}`
    pub moment: String,
    pub greeting: String,
    pub service: String,
    pub when: String,
    pub r#where: String,
    pub name: String,
    pub bring: String,
    /// `{code}`
    pub code_is: String,
    /// `{email}`
    pub footer: String,
    /// Where it is said, in words: a mail has one link.
    pub privacy: String,
    pub confirm: ConfirmTexts,
    pub code: OpeningTexts,
    pub reminder: OpeningTexts,
    pub moved: OpeningTexts,
    pub cancelled: CancelledTexts,
    pub closed: ClosedTexts,
    pub message: MessageTexts,
    pub visit: VisitTexts,
    /// What the calendar entry of a cancelled reservation does.
    pub removal: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTexts {
    /// `{when}`
    pub subject: String,
    /// `{until}`
    pub intro: String,
    pub button: String,
    pub after: String,
    /// `{until}`
    pub otherwise: String,
    pub stranger: String,
}

/// How a mail with the code begins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpeningTexts {
    /// `{when}`
    pub subject: String,
    pub intro: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelledTexts {
    /// `{when}`
    pub subject: String,
    pub intro: String,
    pub again: String,
    pub button: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedTexts {
    /// `{when}`
    pub subject: String,
    pub intro: String,
    /// `{reason}`
    pub reason: String,
    pub again: String,
    pub button: String,
    /// To whoever has confirmed.
    pub otherwise: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageTexts {
    /// `{when}`
    pub subject: String,
    pub intro: String,
    /// To whoever has confirmed, above the link by which the time is changed.
    pub holds: String,
}

/// What every mail with the code says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitTexts {
    pub title: String,
    pub kiosk: String,
    /// `{from}`, `{to}`
    pub window: String,
    pub ticket: String,
    pub change: String,
    pub button: String,
    pub calendar: String,
}

/// By the languages' tags.
const FILES: [(&str, &str); 4] = [
    ("cs", include_str!("../../locales/mail.cs.json")),
    ("en", include_str!("../../locales/mail.en.json")),
    ("de", include_str!("../../locales/mail.de.json")),
    ("uk", include_str!("../../locales/mail.uk.json")),
];

static TEXTS: LazyLock<Vec<(&str, MailTexts)>> = LazyLock::new(|| {
    let texts = FILES.map(|(tag, file)| (tag, read(file)));
    texts.into()
});

#[expect(
    clippy::expect_used,
    reason = "a broken file of sentences does not pass the tests"
)]
fn read(file: &str) -> MailTexts {
    serde_json::from_str(file).expect("a file of sentences fits its structure")
}

/// The sentences in `language`.
#[must_use]
pub fn of(language: Language) -> &'static MailTexts {
    let all = &*TEXTS;
    let own = all.iter().find(|(tag, _)| *tag == language.tag());
    &own.unwrap_or(&all[0]).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_sentence() {
        let tags: Vec<_> = TEXTS.iter().map(|(tag, _)| *tag).collect();
        for language in Language::ALL {
            assert!(tags.contains(&language.tag()), "{language}");
        }
        for (tag, file) in FILES {
            assert!(!file.contains("\"\""), "{tag} has an empty sentence");
            let places = |file: &str| file.matches('{').count();
            assert_eq!(places(file), places(FILES[0].1), "{tag}");
        }
    }
}
