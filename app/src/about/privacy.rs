//! `/privacy`: whose personal data are handled, why, how long, and what one may ask for (GDPR
//! art. 13).

use domain::{text::Language, town::Town};

use super::{
    document::{Document, Part},
    texts::{document, mail, office_lines, plain, site},
};
use crate::texts::{Plural, Texts, fill};

/// What is said of time and of the office comes from its set-up; backups are kept for so many days.
pub(super) fn privacy(texts: &Texts, town: &Town, backup_days: u16) -> Document {
    let language = texts.language;
    let about = &texts.about;
    let (contact, privacy) = (&about.contact, &about.privacy);
    let rules = &town.rules;
    let lasts = |plural: &Plural, n: u16| plural.of(language, n);
    let (hold, reminder, session) = (
        lasts(&about.minutes, rules.hold_minutes),
        lasts(&about.hours, rules.reminder_hours),
        lasts(&about.hours, rules.session_hours),
    );
    let backups = lasts(&about.days, backup_days);
    let chapters = vec![
        privacy
            .controller
            .chapter()
            .and(controller(texts, town, language))
            .and(Part::Text(processor(texts, town))),
        privacy.basis.chapter(),
        privacy.collected.chapter(),
        privacy
            .purposes
            .with(&[("hold", &hold), ("reminder", &reminder)]),
        privacy.erasure.with(&[("backups", &backups)]),
        privacy.nowhere.chapter(),
        privacy
            .cookies
            .with(&[("session", &session), ("hold", &hold)]),
        privacy.rights.chapter(),
        privacy.complaint.chapter().and(Part::Contact(vec![
            plain(&contact.office, &privacy.authority),
            plain(&contact.address, "Pplk. Sochora 27, 170 00 Praha 7"),
            mail(&contact.email, "posta@uoou.gov.cz"),
            plain(&contact.data_box, "qkbaa2n"),
            site(&contact.website, "https://uoou.gov.cz"),
        ])),
    ];
    let lead = vec![Part::Text(privacy.lead.clone())];
    document(&privacy.title, lead, chapters)
}

fn controller(texts: &Texts, town: &Town, language: Language) -> Part {
    let contact = &texts.about.contact;
    let mut lines = office_lines(contact, town, language);
    if let Some(office) = &town.office {
        let number = office.company_number.as_str();
        lines.insert(1, plain(&contact.company_number, number));
        let officer = office.data_protection_email.as_ref();
        lines.extend(officer.map(|email| mail(&contact.officer, email.as_str())));
    }
    Part::Contact(lines)
}

fn processor(texts: &Texts, town: &Town) -> String {
    let privacy = &texts.about.privacy;
    let office = town.office.as_ref();
    match office.and_then(|office| office.processor.as_ref()) {
        Some(processor) => fill(
            &privacy.processor,
            &[
                ("name", &processor.name),
                ("company_number", processor.company_number.as_str()),
            ],
        ),
        None => privacy.no_processor.clone(),
    }
}

#[cfg(test)]
mod tests {
    use domain::town::{Office, Processor, Rules};

    use super::*;
    use crate::{about::document::Chapter, texts};

    fn town() -> Town {
        let name = [(Language::Cs, "Městský úřad Lhota".to_owned())];
        Town {
            name: std::collections::BTreeMap::from(name).into(),
            office: Some(Office {
                address: "Náves 1, 100 00 Lhota".to_owned(),
                email: "urad@lhota.example".parse().unwrap(),
                phone: "494 337 111".parse().unwrap(),
                website: "https://lhota.example".to_owned(),
                company_number: "00274968".parse().unwrap(),
                processor: None,
                data_protection_email: None,
            }),
            zone: "Europe/Prague".parse().unwrap(),
            languages: Language::ALL.to_vec(),
            rules: Rules {
                hold_minutes: 21,
                reminder_hours: 48,
                ..Rules::default()
            },
            lobbies: Vec::new(),
            departments: Vec::new(),
            workplaces: Vec::new(),
            services: Vec::new(),
            counters: Vec::new(),
            closures: Vec::new(),
            notices: Vec::new(),
            pictures: std::collections::BTreeMap::new(),
        }
    }

    /// All that the page says, a line each.
    fn said(document: Document) -> String {
        let chapters = document.chapters.into_iter();
        let parts = chapters.flat_map(|Chapter { title, parts }| {
            let parts = parts.into_iter().flat_map(|part| match part {
                Part::Text(text) => vec![text],
                Part::List(items) => items,
                Part::Contact(lines) => lines
                    .into_iter()
                    .map(|line| format!("{}: {}", line.label, line.value))
                    .collect(),
            });
            std::iter::once(title).chain(parts).collect::<Vec<_>>()
        });
        parts.collect::<Vec<_>>().join("\n")
    }

    fn privacy_in(language: Language, town: &Town) -> String {
        said(privacy(&texts::of(language), town, 14))
    }

    #[test]
    fn every_value_has_its_place_in_every_language() {
        let town = town();
        for language in Language::ALL {
            let texts = texts::of(language);
            let statement = crate::about::accessibility::accessibility(&texts, &town);
            for text in [privacy_in(language, &town), said(statement)] {
                assert!(!text.contains(['{', '}']), "{text}");
                assert!(text.contains("+420\u{a0}494\u{a0}337\u{a0}111"), "{text}");
                assert!(text.contains("urad@lhota.example"), "{text}");
            }
        }
    }

    #[test]
    fn spans_are_those_of_the_towns_rules() {
        let town = town();
        let cs = privacy_in(Language::Cs, &town);
        assert!(cs.contains("držíme, a to 21 minut"), "{cs}");
        assert!(cs.contains("připomínku 48 hodin předem"), "{cs}");
        let uk = privacy_in(Language::Uk, &town);
        assert!(uk.contains("тримаємо для вас місце 21 хвилину"), "{uk}");
        assert!(cs.contains("údaje ještě 14 dní"), "{cs}");
    }

    #[test]
    fn the_processor_and_the_officer_are_named_where_there_are_any() {
        let mut town = town();
        let cs = privacy_in(Language::Cs, &town);
        assert!(cs.contains("Systém provozuje úřad sám"), "{cs}");
        assert!(!cs.contains("Pověřenec"), "{cs}");

        let office = town.office.as_mut().unwrap();
        office.data_protection_email = Some("poverenec@lhota.example".parse().unwrap());
        office.processor = Some(Processor {
            name: "Fronty s.r.o.".to_owned(),
            company_number: "00006947".parse().unwrap(),
        });
        let cs = privacy_in(Language::Cs, &town);
        assert!(
            cs.contains("zpracovatel Fronty s.r.o., IČO 00006947"),
            "{cs}"
        );
        assert!(!cs.contains("provozuje úřad sám"), "{cs}");
        assert!(cs.contains("poverenec@lhota.example"), "{cs}");
    }

    #[test]
    fn an_office_set_up_before_there_was_booking_is_named_at_least() {
        let town = Town {
            office: None,
            ..town()
        };
        let cs = privacy_in(Language::Cs, &town);
        assert!(cs.contains("Úřad: Městský úřad Lhota"), "{cs}");
    }
}
