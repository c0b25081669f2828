//! The sentences of these pages. They stay on the server, which makes documents of them.

use domain::{contact::Phone, text::Language, town::Town};
use serde::Deserialize;

use super::document::{Chapter, Document, Line, Part};
use crate::texts::{Plural, fill};

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboutTexts {
    /// How long something lasts.
    pub hours: Plural,
    pub days: Plural,
    pub minutes: Plural,
    pub contact: ContactTexts,
    pub privacy: PrivacyTexts,
    pub accessibility: AccessibilityTexts,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactTexts {
    pub office: String,
    pub address: String,
    pub company_number: String,
    pub email: String,
    pub phone: String,
    pub website: String,
    /// The data protection officer.
    pub officer: String,
    /// For letters to offices, which only Czechs have.
    pub data_box: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrivacyTexts {
    pub title: String,
    pub lead: String,
    pub controller: ChapterTexts,
    /// `{name}`, `{company_number}`
    pub processor: String,
    pub no_processor: String,
    pub basis: ChapterTexts,
    pub collected: ChapterTexts,
    /// `{hold}`, `{reminder}`
    pub purposes: ChapterTexts,
    pub erasure: ChapterTexts,
    pub nowhere: ChapterTexts,
    /// `{session}`, `{hold}`
    pub cookies: ChapterTexts,
    pub rights: ChapterTexts,
    pub complaint: ChapterTexts,
    /// The supervisory authority's name.
    pub authority: String,
}

/// In the order of the model statement: Commission Implementing Decision (EU) 2018/1523.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessibilityTexts {
    pub title: String,
    /// `{office}`
    pub scope: Vec<String>,
    pub status: ChapterTexts,
    pub missing: ChapterTexts,
    /// Says the day of the assessment: whoever assesses anew writes it anew.
    pub prepared: ChapterTexts,
    pub feedback: ChapterTexts,
    pub enforcement: ChapterTexts,
    /// Its name.
    pub authority: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChapterTexts {
    title: String,
    text: Vec<String>,
    list: Vec<String>,
    /// What is said behind the list.
    after: Vec<String>,
}

impl ChapterTexts {
    pub(super) fn chapter(&self) -> Chapter {
        self.with(&[])
    }

    /// With values in the places of its sentences.
    pub(super) fn with(&self, values: &[(&str, &str)]) -> Chapter {
        let mut parts = paragraphs(&self.text, values);
        if !self.list.is_empty() {
            let list = self.list.iter().map(|item| fill(item, values));
            parts.push(Part::List(list.collect()));
        }
        parts.extend(paragraphs(&self.after, values));
        Chapter {
            title: self.title.clone(),
            parts,
        }
    }
}

impl Chapter {
    pub(super) fn and(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

pub(super) fn paragraphs(texts: &[String], values: &[(&str, &str)]) -> Vec<Part> {
    let texts = texts.iter().map(|text| Part::Text(fill(text, values)));
    texts.collect()
}

pub(super) fn document(title: &str, lead: Vec<Part>, chapters: Vec<Chapter>) -> Document {
    Document {
        title: title.to_owned(),
        lead,
        chapters,
    }
}

// ---- Whom to turn to ----

/// The office, as far as it is known.
pub(super) fn office_lines(texts: &ContactTexts, town: &Town, language: Language) -> Vec<Line> {
    let mut lines = vec![plain(&texts.office, town.name.get(language))];
    if let Some(office) = &town.office {
        lines.extend([
            plain(&texts.address, &office.address),
            mail(&texts.email, office.email.as_str()),
            phone(&texts.phone, &office.phone),
            site(&texts.website, &office.website),
        ]);
    }
    lines
}

pub(super) fn plain(label: &str, value: &str) -> Line {
    line(label, value, None)
}

pub(super) fn mail(label: &str, address: &str) -> Line {
    line(label, address, Some(format!("mailto:{address}")))
}

pub(super) fn site(label: &str, address: &str) -> Line {
    line(label, address, Some(address.to_owned()))
}

fn phone(label: &str, phone: &Phone) -> Line {
    let number = phone.as_str();
    line(label, &spaced(number), Some(format!("tel:{number}")))
}

fn line(label: &str, value: &str, link: Option<String>) -> Line {
    Line {
        label: label.to_owned(),
        value: value.to_owned(),
        link,
    }
}

/// A Czech number in groups of three, which is how people read it out.
fn spaced(number: &str) -> String {
    let Some(national) = number.strip_prefix("+420") else {
        return number.to_owned();
    };
    let mut spaced = "+420".to_owned();
    for (place, digit) in national.chars().enumerate() {
        if place % 3 == 0 {
            spaced.push('\u{a0}');
        }
        spaced.push(digit);
    }
    spaced
}
