//! Civil times and spans as people read them. Only values that the server sent are formatted:
//! no zone, no clock.

use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use domain::{estimate::Wait, moment::Moment, opening_hours::Opening, series::NoTicket};

use crate::texts::{Texts, fill};

/// `8:00`, as Czech and the other languages here write it.
#[must_use]
pub fn time_of_day(time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// "23. listopadu 2026, 8:05"
#[must_use]
pub fn moment(texts: &Texts, moment: Moment) -> String {
    format!("{}, {}", date(texts, moment.date), time_of_day(moment.time))
}

/// "asi 25–35 min", "do 5 minut", "asi 10 min", or that no counter is open.
#[must_use]
pub fn wait(texts: &Texts, wait: Wait) -> String {
    let common = &texts.common;
    let Wait::Minutes { from, to } = wait else {
        return common.wait_no_counter.clone();
    };
    let sentence = match from {
        0 => &common.wait_up_to,
        from if from == to => &common.wait_about,
        _ => &common.wait_range,
    };
    let (from, to) = (from.to_string(), to.to_string());
    fill(sentence, &[("from", &from), ("to", &to)])
}

/// "Dnes už plno. Otevřeno bude ve středu od 8:00."
#[must_use]
pub fn no_ticket(texts: &Texts, refusal: NoTicket, today: NaiveDate) -> String {
    let common = &texts.common;
    let (reason, opens) = match refusal {
        NoTicket::NotYet { from } => {
            return fill(&common.tickets_from, &[("time", &time_of_day(from))]);
        }
        NoTicket::Closed { opens } => (&common.closed, opens),
        NoTicket::Stopped { opens } => (&common.stopped, opens),
        NoTicket::Full { opens } => (&common.full, opens),
        NoTicket::TooLate { opens } => (&common.too_late, opens),
    };
    match opens {
        Some(opening) => format!("{reason} {}", opens_at(texts, opening, today)),
        None => reason.clone(),
    }
}

/// "Otevřeno bude zítra od 8:00.", within a week by weekday, later with the date.
fn opens_at(texts: &Texts, opening: Opening, today: NaiveDate) -> String {
    let common = &texts.common;
    let time = time_of_day(opening.time);
    let on_weekday = common
        .on_weekday
        .get(opening.date.weekday().num_days_from_monday() as usize)
        .map_or("", String::as_str);
    let days = (opening.date - today).num_days();
    let (sentence, date) = match days {
        1 => (&common.opens_tomorrow, String::new()),
        2..=6 => (&common.opens_on_weekday, String::new()),
        _ => (&common.opens_on_date, day_and_month(texts, opening.date)),
    };
    fill(
        sentence,
        &[("time", &time), ("day", on_weekday), ("date", &date)],
    )
}

/// "7. prosince"
#[must_use]
pub fn day_and_month(texts: &Texts, date: NaiveDate) -> String {
    let common = &texts.common;
    let month = common
        .months
        .get(date.month0() as usize)
        .map_or("", String::as_str);
    let day = date.day().to_string();
    fill(&common.day_and_month, &[("day", &day), ("month", month)])
}

/// "7. prosince 2026"
#[must_use]
pub fn date(texts: &Texts, date: NaiveDate) -> String {
    let (day_and_month, year) = (day_and_month(texts, date), date.year().to_string());
    fill(
        &texts.common.date,
        &[("day_and_month", &day_and_month), ("year", &year)],
    )
}

/// "pondělí 7. prosince 2026"
#[must_use]
pub fn date_with_weekday(texts: &Texts, day: NaiveDate) -> String {
    let common = &texts.common;
    let weekday = common
        .weekdays
        .get(day.weekday().num_days_from_monday() as usize)
        .map_or("", String::as_str);
    fill(
        &common.date_with_weekday,
        &[("weekday", weekday), ("date", &date(texts, day))],
    )
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use domain::text::Language;

    use super::*;
    use crate::texts;

    fn opens(language: Language, date: &str) -> String {
        let monday: NaiveDate = "2026-11-23".parse().unwrap();
        let opens = Some(Opening {
            date: date.parse().unwrap(),
            time: "08:00:00".parse().unwrap(),
        });
        no_ticket(&texts::of(language), NoTicket::Full { opens }, monday)
    }

    #[test]
    fn the_next_opening_is_said_as_one_would_say_it() {
        let said =
            |language| ["2026-11-24", "2026-11-25", "2026-11-30"].map(|date| opens(language, date));
        assert_eq!(
            said(Language::Cs),
            [
                "Dnes už plno. Otevřeno bude zítra od 8:00.",
                "Dnes už plno. Otevřeno bude ve středu od 8:00.",
                "Dnes už plno. Otevřeno bude v pondělí 30. listopadu od 8:00.",
            ]
        );
        assert_eq!(
            said(Language::En),
            [
                "Full for today. Opens tomorrow at 8:00.",
                "Full for today. Opens on Wednesday at 8:00.",
                "Full for today. Opens on Monday, 30 November, at 8:00.",
            ]
        );
        assert_eq!(
            said(Language::De),
            [
                "Heute ist alles vergeben. Wir öffnen morgen um 8:00 Uhr.",
                "Heute ist alles vergeben. Wir öffnen am Mittwoch um 8:00 Uhr.",
                "Heute ist alles vergeben. Wir öffnen am Montag, dem 30. November, um 8:00 Uhr.",
            ]
        );
        assert_eq!(
            said(Language::Uk),
            [
                "На сьогодні місць більше немає. Наступний прийом — завтра з 8:00.",
                "На сьогодні місць більше немає. Наступний прийом — у середу з 8:00.",
                "На сьогодні місць більше немає. Наступний прийом — у понеділок, 30 листопада, з 8:00.",
            ]
        );
    }

    #[test]
    fn tickets_that_begin_later_today_say_from_when() {
        let from = "07:30:00".parse().unwrap();
        let cs = texts::of(Language::Cs);
        let today = NaiveDate::default();
        assert_eq!(
            no_ticket(&cs, NoTicket::NotYet { from }, today),
            "Lístky vydáváme od 7:30."
        );
    }

    #[test]
    fn a_date_in_full_is_written_as_each_language_does() {
        let monday: NaiveDate = "2026-11-23".parse().unwrap();
        let written = |language| date_with_weekday(&texts::of(language), monday);
        assert_eq!(written(Language::Cs), "pondělí 23. listopadu 2026");
        assert_eq!(written(Language::En), "Monday 23 November 2026");
        assert_eq!(written(Language::De), "Montag, 23. November 2026");
        assert_eq!(written(Language::Uk), "понеділок, 23 листопада 2026 року");
    }

    #[test]
    fn a_wait_is_a_span_a_limit_or_that_nobody_calls() {
        let said = |language| {
            let texts = texts::of(language);
            let minutes = [(25, 35), (0, 5), (10, 10)].map(|(from, to)| Wait::Minutes { from, to });
            let waits = minutes.into_iter().chain([Wait::NoCounter]);
            waits.map(|it| wait(&texts, it)).collect::<Vec<_>>()
        };
        assert_eq!(
            said(Language::Cs),
            [
                "asi 25–35 min",
                "do 5 minut",
                "asi 10 min",
                "teď není otevřená žádná přepážka"
            ]
        );
        assert_eq!(
            said(Language::En),
            [
                "about 25–35 min",
                "up to 5 minutes",
                "about 10 min",
                "no counter is open now"
            ]
        );
        assert_eq!(
            said(Language::De),
            [
                "etwa 25–35 Min.",
                "bis zu 5 Minuten",
                "etwa 10 Min.",
                "zurzeit ist kein Schalter geöffnet"
            ]
        );
        assert_eq!(
            said(Language::Uk),
            [
                "близько 25–35 хв",
                "до 5 хвилин",
                "близько 10 хв",
                "зараз жодне віконце не працює"
            ]
        );
    }
}
