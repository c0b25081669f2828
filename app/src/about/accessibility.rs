//! `/accessibility`: the statement that Act 99/2019 Sb., § 8, asks for.

use domain::town::Town;

use super::{
    document::{Document, Part},
    texts::{document, mail, office_lines, paragraphs, plain, site},
};
use crate::texts::Texts;

pub(super) fn accessibility(texts: &Texts, town: &Town) -> Document {
    let language = texts.language;
    let (contact, statement) = (&texts.about.contact, &texts.about.accessibility);
    let office = town.name.get(language);
    let chapters = vec![
        statement.status.chapter(),
        statement.missing.chapter(),
        statement.prepared.chapter(),
        statement
            .feedback
            .chapter()
            .and(Part::Contact(office_lines(contact, town, language))),
        // § 10 and § 11 of the Act; until March 2023 it was the Ministry of the Interior.
        statement.enforcement.chapter().and(Part::Contact(vec![
            plain(&contact.office, &statement.authority),
            plain(&contact.address, "Na Vápence 915/14, 130 00 Praha 3"),
            mail(&contact.email, "posta@dia.gov.cz"),
            plain(&contact.data_box, "yukd8p7"),
            site(&contact.website, "https://www.dia.gov.cz"),
        ])),
    ];
    let lead = paragraphs(&statement.scope, &[("office", office)]);
    document(&statement.title, lead, chapters)
}
