//! Writes a town as `town.toml`, for whoever takes the set-up to another installation or keeps it.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    internet::DayPlaces,
    opening_hours::{Day, Interval, WeekdayKey},
    text::{Language, Localized},
    timetable::Week,
    town::{Counter, Lobby, OfferedTo, Office, Rules, Serves, Service, Town, Workplace},
};

use crate::hours;

/// The town as a file from which [`read`](super::read) makes the same town. Closures and notices are no
/// part of it.
#[must_use]
pub fn write(town: &Town) -> String {
    let mut file = File::default();
    file.texts("", "name", &town.name);
    file.line("", "zone", &quoted(town.zone.name()));
    file.line("", "languages", &tags(&town.languages));
    if let Some(office) = &town.office {
        file.office(office);
    }
    file.rules(&town.rules);
    for lobby in &town.lobbies {
        file.lobby(lobby);
    }
    for department in &town.departments {
        file.table("", "[[department]]");
        file.line("", "id", &quoted(department.id.as_str()));
        file.texts("", "name", &department.name);
    }
    for workplace in &town.workplaces {
        file.workplace(workplace);
        for service in town.services_of(&workplace.id) {
            file.service(service, workplace.internet.is_some());
        }
    }
    for counter in &town.counters {
        file.counter(counter);
    }
    file.0
}

#[derive(Default)]
struct File(String);

/// What belongs to a workplace stands further to the right.
const WITHIN: &str = "    ";

impl File {
    fn line(&mut self, indent: &str, key: &str, value: &str) {
        let _never_fails = writeln!(self.0, "{indent}{key} = {value}");
    }

    fn table(&mut self, indent: &str, head: &str) {
        let _never_fails = writeln!(self.0, "\n{indent}{head}");
    }

    fn texts(&mut self, indent: &str, key: &str, texts: &Localized) {
        for (language, text) in texts.all() {
            self.line(indent, &format!("{key}.{language}"), &quoted(text));
        }
    }

    fn office(&mut self, office: &Office) {
        self.table("", "[office]");
        self.line("", "address", &quoted(&office.address));
        self.line("", "email", &quoted(office.email.as_str()));
        self.line("", "phone", &quoted(office.phone.as_str()));
        self.line("", "website", &quoted(&office.website));
        let number = office.company_number.to_string();
        self.line("", "company_number", &quoted(&number));
        if let Some(email) = &office.data_protection_email {
            self.line("", "data_protection_email", &quoted(email.as_str()));
        }
        if let Some(processor) = &office.processor {
            self.table("", "[office.processor]");
            self.line("", "name", &quoted(&processor.name));
            let number = processor.company_number.to_string();
            self.line("", "company_number", &quoted(&number));
        }
    }

    fn rules(&mut self, rules: &Rules) {
        self.table("", "[rules]");
        // So that none is forgotten.
        let Rules {
            tickets_before_opening_minutes,
            set_aside_minutes,
            calls_until_no_show,
            call_shown_seconds,
            session_hours,
            horizon_days,
            notice_minutes,
            hold_minutes,
            open_reservations_per_email,
            unconfirmed_percent,
            check_in_before_minutes,
            check_in_after_minutes,
            reminder_hours,
            wrong_codes_until_rest,
            keypad_rest_seconds,
        } = *rules;
        let numbers = [
            (
                "tickets_before_opening_minutes",
                tickets_before_opening_minutes,
            ),
            ("set_aside_minutes", set_aside_minutes),
            ("calls_until_no_show", calls_until_no_show),
            ("call_shown_seconds", call_shown_seconds),
            ("session_hours", session_hours),
            ("horizon_days", horizon_days),
            ("notice_minutes", notice_minutes),
            ("hold_minutes", hold_minutes),
            ("open_reservations_per_email", open_reservations_per_email),
            ("unconfirmed_percent", unconfirmed_percent),
            ("check_in_before_minutes", check_in_before_minutes),
            ("check_in_after_minutes", check_in_after_minutes),
            ("reminder_hours", reminder_hours),
            ("wrong_codes_until_rest", wrong_codes_until_rest),
            ("keypad_rest_seconds", keypad_rest_seconds),
        ];
        for (name, number) in numbers {
            self.line("", name, &u16::to_string(&number));
        }
    }

    fn lobby(&mut self, lobby: &Lobby) {
        self.table("", "[[lobby]]");
        self.line("", "id", &quoted(lobby.id.as_str()));
        self.texts("", "name", &lobby.name);
        self.line("", "announce", &tags(&lobby.announce));
        self.texts("", "message", &lobby.message);
    }

    fn workplace(&mut self, workplace: &Workplace) {
        self.table("", "[[workplace]]");
        self.line("", "id", &quoted(workplace.id.as_str()));
        self.line("", "department", &quoted(workplace.department.as_str()));
        self.line("", "lobby", &quoted(workplace.lobby.as_str()));
        self.line("", "series", &quoted(&workplace.series.to_string()));
        self.texts("", "name", &workplace.name);
        let capacity = workplace.daily_capacity.to_string();
        self.line("", "daily_capacity", &capacity);
        self.table(WITHIN, "[workplace.hours]");
        self.week(&workplace.hours.week, stretches);
        if let Some(internet) = &workplace.internet {
            self.table(WITHIN, "[workplace.internet]");
            self.line(WITHIN, "slot_minutes", &internet.slot_minutes.to_string());
            self.week(&internet.places.week, pieces);
        }
        self.exceptions(workplace);
    }

    /// Periods and single days.
    fn exceptions(&mut self, workplace: &Workplace) {
        let of = |date: &NaiveDate| quoted(&date.to_string());
        let given = workplace.internet.as_ref().map(|it| &it.places);
        for (from, period) in &workplace.hours.periods {
            self.table(WITHIN, "[[workplace.period]]");
            self.line(WITHIN, "from", &of(from));
            if let Some(to) = &period.to {
                self.line(WITHIN, "to", &of(to));
            }
            self.table(WITHIN, "[workplace.period.hours]");
            self.week(&period.week, stretches);
            if let Some(places) = given.and_then(|given| given.periods.get(from)) {
                self.table(WITHIN, "[workplace.period.places]");
                self.week(&places.week, pieces);
            }
        }
        for (date, day) in &workplace.hours.days {
            self.table(WITHIN, "[[workplace.day]]");
            self.line(WITHIN, "date", &of(date));
            self.line(WITHIN, "hours", &list(stretches(day)));
            if let Some(places) = given.and_then(|given| given.days.get(date)) {
                self.line(WITHIN, "places", &list(pieces(places)));
            }
        }
    }

    fn week<D>(&mut self, week: &Week<D>, day: fn(&D) -> Vec<String>) {
        for weekday in WeekdayKey::ALL {
            if let Some(of_day) = week.get(&weekday) {
                self.line(WITHIN, hours::word(weekday), &list(day(of_day)));
            }
        }
    }

    fn service(&mut self, service: &Service, can_be_booked: bool) {
        self.table(WITHIN, "[[workplace.service]]");
        self.line(WITHIN, "id", &quoted(service.id.as_str()));
        self.texts(WITHIN, "name", &service.name);
        self.line(WITHIN, "minutes", &service.minutes.to_string());
        self.texts(WITHIN, "papers", &service.papers);
        // What cannot be booked anyway need not say so.
        if can_be_booked && !service.bookable {
            self.line(WITHIN, "bookable", "false");
        }
        if service.offered != OfferedTo::Everyone {
            self.line(WITHIN, "offered", &quoted(service.offered.word()));
        }
    }

    fn counter(&mut self, counter: &Counter) {
        self.table("", "[[counter]]");
        self.line("", "number", &counter.number.to_string());
        let serves = counter.serves.iter().map(|serves| match serves {
            Serves::Workplace(workplace) => workplace.to_string(),
            Serves::Service(_, service) => service.to_string(),
        });
        self.line("", "serves", &list(serves.collect()));
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn list(texts: Vec<String>) -> String {
    let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn tags(languages: &[Language]) -> String {
    list(languages.iter().map(ToString::to_string).collect())
}

fn span(during: &Interval) -> String {
    let at = |time: NaiveTime| time.format("%-H:%M").to_string();
    format!("{}-{}", at(during.from), at(during.to))
}

fn stretches(day: &Day) -> Vec<String> {
    day.stretches().iter().map(span).collect()
}

fn pieces(day: &DayPlaces) -> Vec<String> {
    let pieces = day.pieces().iter();
    pieces
        .map(|piece| format!("{} x{}", span(&piece.during), piece.places))
        .collect()
}
