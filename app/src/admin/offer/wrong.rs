//! What is wrong in a file, in the words of the page.

use domain::{
    company_number::CompanyNumberError,
    contact::{EmailError, PhoneError},
    ids::{IdError, MAX_SLUG},
    internet::DayPlacesError,
    opening_hours::DayError,
    text::UnknownLanguage,
    town::UnknownOffer,
};
use store::town_file::{Instead, Kind, Named, NoValue, Wanted, Wrong};

use crate::{admin::texts::FileErrorTexts, texts::fill, ui::time_of_day};

/// Says what to do, to whoever sees line and key beside it.
pub(super) fn sentence(texts: &FileErrorTexts, wrong: Wrong) -> String {
    match wrong {
        Wrong::NotToml(message) => fill(&texts.not_toml, &[("message", &message)]),
        Wrong::UnknownKey { name, instead } => {
            let instead = right(texts, instead);
            fill(
                &texts.unknown_key,
                &[("name", &name), ("instead", &instead)],
            )
        }
        Wrong::Missing => texts.missing.clone(),
        Wrong::OfOtherKind { found, wanted } => {
            let (found, wanted) = (said_of(texts, found), asked_for(texts, wanted));
            fill(&texts.other_kind, &[("found", found), ("wanted", &wanted)])
        }
        Wrong::EmptyList => texts.empty_list.clone(),
        Wrong::EmptyText => texts.empty_text.clone(),
        Wrong::LongText { length, longest } => {
            let (length, longest) = (length.to_string(), longest.to_string());
            fill(&texts.long_text, &[("n", &length), ("longest", &longest)])
        }
        Wrong::SeveralLines => texts.several_lines.clone(),
        Wrong::NoNumber { least, most } => {
            let (least, most) = (least.to_string(), most.to_string());
            fill(&texts.no_number, &[("least", &least), ("most", &most)])
        }
        Wrong::UsedBefore { name, line } => {
            let line = line.to_string();
            fill(&texts.used_before, &[("name", &name), ("line", &line)])
        }
        Wrong::NoSuch {
            what,
            name,
            instead,
        } => {
            let sentence = match what {
                Named::Department => &texts.no_department,
                Named::Lobby => &texts.no_lobby,
                Named::Served => &texts.no_served,
            };
            let instead = right(texts, instead);
            fill(sentence, &[("name", &name), ("instead", &instead)])
        }
        Wrong::Twice(name) => fill(&texts.twice, &[("name", &name)]),
        Wrong::NotOffered(language) => fill(&texts.not_offered, &[("language", language.tag())]),
        Wrong::NoInternet => texts.no_internet.clone(),
        Wrong::OtherLobby {
            workplace,
            lobby,
            first,
            first_lobby,
        } => {
            let values = [
                ("workplace", workplace.as_str()),
                ("lobby", &lobby),
                ("first", &first),
                ("first_lobby", &first_lobby),
            ];
            fill(&texts.other_lobby, &values)
        }
        Wrong::NobodyServes(id) => fill(&texts.nobody_serves, &[("id", &id)]),
        Wrong::NeverOpens => texts.never_opens.clone(),
        Wrong::TooManyPlaces { most } => {
            fill(&texts.too_many_places, &[("most", &most.to_string())])
        }
        Wrong::OutsideHours => texts.outside_hours.clone(),
        Wrong::PeriodBackwards => texts.period_backwards.clone(),
        Wrong::SameDate => texts.same_date.clone(),
        Wrong::Value(error) => of_value(texts, error),
    }
}

fn of_value(texts: &FileErrorTexts, error: NoValue) -> String {
    let with = |sentence: &str, text: &str| fill(sentence, &[("text", text)]);
    match error {
        NoValue::Website(text) => with(&texts.no_website, &text),
        NoValue::Span(text) => with(&texts.no_span, &text),
        NoValue::Places(text) => with(&texts.no_places, &text),
        NoValue::Zone(text) => with(&texts.no_zone, &text),
        NoValue::Date(text) => with(&texts.no_date, &text),
        NoValue::Id(IdError::Series(text)) => with(&texts.no_series, &text),
        NoValue::Id(IdError::Slug(text) | IdError::Counter(text) | IdError::Ticket(text)) => {
            let most = MAX_SLUG.to_string();
            fill(&texts.no_id, &[("text", &text), ("n", &most)])
        }
        NoValue::Language(UnknownLanguage) => texts.no_language.clone(),
        NoValue::Offer(UnknownOffer) => texts.no_offer.clone(),
        NoValue::Email(EmailError::Empty) => texts.empty_text.clone(),
        NoValue::Email(EmailError::TooLong) => texts.long_email.clone(),
        NoValue::Email(EmailError::Invalid) => texts.no_email.clone(),
        NoValue::Phone(PhoneError::Invalid) => texts.no_phone.clone(),
        NoValue::CompanyNumber(CompanyNumberError::NotDigits) => texts.no_company_number.clone(),
        NoValue::CompanyNumber(CompanyNumberError::Misprint) => texts.misprint.clone(),
        NoValue::Day(DayError::Backwards { from, to })
        | NoValue::DayPlaces(DayPlacesError::Backwards { from, to }) => {
            let (from, to) = (time_of_day(from), time_of_day(to));
            fill(&texts.backwards, &[("from", &from), ("to", &to)])
        }
        NoValue::Day(DayError::Overlap { from }) => {
            fill(&texts.hours_overlap, &[("from", &time_of_day(from))])
        }
        NoValue::DayPlaces(DayPlacesError::Overlap { from }) => {
            fill(&texts.places_overlap, &[("from", &time_of_day(from))])
        }
    }
}

fn right(texts: &FileErrorTexts, instead: Instead) -> String {
    match instead {
        Instead::Nearest(name) => fill(&texts.nearest, &[("name", &name)]),
        Instead::OneOf(names) => fill(&texts.one_of, &[("names", &names.join(", "))]),
    }
}

fn said_of(texts: &FileErrorTexts, found: Kind) -> &str {
    match found {
        Kind::Text => &texts.a_text,
        Kind::Number => &texts.a_number,
        Kind::YesOrNo => &texts.yes_or_no,
        Kind::DateOrTime => &texts.a_date,
        Kind::List => &texts.a_list,
        Kind::Table => &texts.a_table,
    }
}

fn asked_for(texts: &FileErrorTexts, wanted: Wanted) -> String {
    match wanted {
        Wanted::Text => texts.text_in_quotes.clone(),
        Wanted::YesOrNo => texts.yes_or_no.clone(),
        Wanted::List => texts.list_in_brackets.clone(),
        Wanted::Table(keys) => fill(&texts.table_with, &[("keys", &keys.join(", "))]),
    }
}
