//! The entry for the client's calendar.
//!
//! Its times are the town's, so that whoever is in another zone still reads what was agreed; the zone
//! comes along as it is around that day ([`zone_around`]).

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::{OffsetComponents as _, OffsetName as _, Tz};
use icalendar::{
    Calendar, CalendarDateTime, Component as _, Event, EventLike as _, EventStatus, Property,
};

/// An agreed time as a calendar knows it.
pub struct Entry {
    /// The same for all entries of a reservation, so that a later one replaces an earlier one.
    pub uid: String,
    /// Grows with each change.
    pub sequence: u16,
    /// When this was written.
    pub stamp: DateTime<Utc>,
    pub begin: DateTime<Utc>,
    /// The town's.
    pub zone: Tz,
    pub length: TimeDelta,
    pub summary: String,
    pub location: String,
    pub description: String,
    /// The office's name and its address for answers.
    pub organizer: (String, String),
    /// The page of the reservation.
    pub url: Option<String>,
    pub is_cancelled: bool,
}

impl Entry {
    /// What the calendar is to do with it.
    #[must_use]
    pub fn method(&self) -> &'static str {
        if self.is_cancelled {
            "CANCEL"
        } else {
            "PUBLISH"
        }
    }

    /// The file, in the lines of RFC 5545.
    #[must_use]
    pub fn file(&self) -> String {
        let (status, sequence) = if self.is_cancelled {
            (EventStatus::Cancelled, self.sequence.max(1))
        } else {
            (EventStatus::Confirmed, self.sequence)
        };
        let (name, email) = &self.organizer;
        let mut organizer = Property::new("ORGANIZER", format!("mailto:{email}"));
        // Within a parameter quotes cannot be escaped.
        organizer.add_parameter("CN", &format!("\"{}\"", name.replace(['"', '\\'], "'")));
        let mut event = Event::new();
        event
            .uid(&self.uid)
            .sequence(sequence.into())
            .timestamp(self.stamp)
            .starts(self.local(self.begin))
            .ends(self.local(self.begin + self.length))
            .summary(&self.summary)
            .location(&self.location)
            .description(&self.description)
            .status(status)
            .append_property(organizer);
        if let Some(url) = &self.url {
            event.url(url);
        }
        let mut calendar = Calendar::empty();
        calendar
            .append_property(("VERSION", "2.0"))
            .append_property(("PRODID", "-//Prepazka//CS"))
            .append_property(("CALSCALE", "GREGORIAN"))
            .append_property(("METHOD", self.method()))
            .push(event.done());
        // The library has no component for a zone.
        let zone = zone_around(self.zone, self.begin);
        let before = "BEGIN:VEVENT";
        calendar
            .to_string()
            .replacen(before, &format!("{zone}{before}"), 1)
    }

    fn local(&self, at: DateTime<Utc>) -> CalendarDateTime {
        CalendarDateTime::WithTimezone {
            date_time: at.with_timezone(&self.zone).naive_local(),
            tzid: self.zone.name().to_owned(),
        }
    }
}

/// So many days are longer than any zone goes without changing its clocks, if it changes them every
/// year.
const LONG: i32 = 400;

/// What the zone's clocks show around `at`, as RFC 5545 says it: since the last change before, and from
/// the next one on. A law may end the changes, so none is said of later years.
fn zone_around(zone: Tz, at: DateTime<Utc>) -> String {
    let day = TimeDelta::days(1);
    let (last, next) = (change(zone, at, -day), change(zone, at, day));
    let mut lines = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone.name());
    match last {
        Some(last) => observance(&mut lines, zone, last),
        None => observance(&mut lines, zone, at - day * LONG),
    }
    if let Some(next) = next {
        observance(&mut lines, zone, next);
    }
    lines + "END:VTIMEZONE\r\n"
}

/// The nearest instant at which the clocks are changed, in steps of `step` from `from`.
fn change(zone: Tz, from: DateTime<Utc>, step: TimeDelta) -> Option<DateTime<Utc>> {
    let mut steps = (0..LONG).map(|n| (from + step * n, from + step * (n + 1)));
    let (one, other) = steps.find(|(one, other)| offset(zone, *one) != offset(zone, *other))?;
    // The last second known to be before it, and the first known not to be.
    let (mut before, mut after) = (one.min(other), one.max(other));
    let old = offset(zone, before);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
        if offset(zone, middle) == old {
            before = middle;
        } else {
            after = middle;
        }
    }
    Some(after)
}

/// Ahead of UTC.
fn offset(zone: Tz, at: DateTime<Utc>) -> TimeDelta {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    TimeDelta::seconds(offset.local_minus_utc().into())
}

/// What the clocks show from `from` on.
fn observance(lines: &mut String, zone: Tz, from: DateTime<Utc>) {
    let before = offset(zone, from - TimeDelta::seconds(1));
    let at = zone.offset_from_utc_datetime(&from.naive_utc());
    let kind = if at.dst_offset().is_zero() {
        "STANDARD"
    } else {
        "DAYLIGHT"
    };
    // As the clocks showed it that were not changed yet.
    let begin: NaiveDateTime = from.naive_utc() + before;
    let name = at.abbreviation().unwrap_or(kind);
    // Nothing fails that writes into memory.
    let _ = write!(
        lines,
        "BEGIN:{kind}\r\nDTSTART:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{name}\r\n\
         END:{kind}\r\n",
        begin.format("%Y%m%dT%H%M%S"),
        written(before),
        written(offset(zone, from)),
    );
}

/// `+0100`
fn written(offset: TimeDelta) -> String {
    let sign = if offset < TimeDelta::zero() { '-' } else { '+' };
    let minutes = offset.num_minutes().abs();
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Prague;
    use domain::moment::Moment;

    use super::*;

    fn entry(date: &str, time: &str) -> Entry {
        let stamp = "2026-10-01T08:00:00Z".parse().unwrap();
        let moment = Moment::new(stamp, Prague);
        Entry {
            uid: "abc@urad.example.cz".to_owned(),
            sequence: 3,
            stamp,
            begin: moment.instant_of(date.parse().unwrap(), time.parse().unwrap()),
            zone: Prague,
            length: TimeDelta::minutes(15),
            summary: "Žádost; občanský průkaz, \\ a další".to_owned(),
            location: "Hala, Náměstí 1".to_owned(),
            description: "Kód 012345\nkiosk; lístek, ".repeat(10),
            organizer: (
                "Úřad \"U nás\", Lhota".to_owned(),
                "urad@example.cz".to_owned(),
            ),
            url: Some("https://urad.example.cz/reservation/0".to_owned()),
            is_cancelled: false,
        }
    }

    fn read_back(entry: &Entry) -> Calendar {
        let file = entry.file();
        for line in file.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
            assert!(!line.contains('\n'), "{line:?}");
        }
        file.parse().unwrap()
    }

    #[test]
    fn it_is_read_back_as_it_was_written() {
        let entry = entry("2026-11-23", "10:15:00");
        let calendar = read_back(&entry);
        assert_eq!(calendar.property_value("METHOD"), Some("PUBLISH"));
        let event = calendar.events().next().unwrap();
        assert_eq!(event.get_uid(), Some("abc@urad.example.cz"));
        assert_eq!(event.get_sequence(), Some(3));
        assert_eq!(event.get_summary(), Some(&*entry.summary));
        assert_eq!(event.get_description(), Some(&*entry.description));
        assert_eq!(event.get_location(), Some("Hala, Náměstí 1"));
        assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
    }

    #[test]
    fn a_cancelled_one_takes_the_entry_away() {
        let mut entry = entry("2026-11-23", "10:15:00");
        entry.is_cancelled = true;
        entry.url = None;
        let calendar = read_back(&entry);
        assert_eq!(calendar.property_value("METHOD"), Some("CANCEL"));
        let event = calendar.events().next().unwrap();
        assert_eq!(event.get_uid(), Some("abc@urad.example.cz"));
        assert_eq!(event.get_status(), Some(EventStatus::Cancelled));
    }

    /// What a program knows that reads the file and has no zones of its own: the local time that is
    /// written at `key`, and the instant that the zone in the file makes of it.
    fn read_by_the_zone_within(file: &str, key: &str) -> (String, DateTime<Utc>) {
        let read = |text: &str| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap();
        let value = |part: &str, key: &str| {
            let line = part.lines().find_map(|line| line.strip_prefix(key));
            line.unwrap().to_owned()
        };
        let (zone, event) = file.split_once("BEGIN:VEVENT").unwrap();
        let name = value(zone, "TZID:");
        let local = read(&value(event, &format!("{key};TZID={name}:")));
        let observances = zone.split("TZNAME:").filter(|it| it.contains("DTSTART"));
        let known = observances.map(|it| (read(&value(it, "DTSTART:")), value(it, "TZOFFSETTO:")));
        let (_, offset) = known.filter(|(from, _)| *from <= local).max().unwrap();
        let fixed = format!("{}{offset}", local.format("%Y-%m-%dT%H:%M:%S"));
        let instant = DateTime::parse_from_str(&fixed, "%Y-%m-%dT%H:%M:%S%z");
        (local.to_string(), instant.unwrap().to_utc())
    }

    #[test]
    fn the_local_time_is_the_agreed_one_on_both_sides_of_both_clock_changes() {
        for (date, utc) in [
            ("2026-03-28", 9),
            ("2026-03-29", 8),
            ("2026-03-30", 8),
            ("2026-10-24", 8),
            ("2026-10-25", 9),
            ("2026-10-26", 9),
        ] {
            for is_cancelled in [false, true] {
                let entry = Entry {
                    is_cancelled,
                    ..entry(date, "10:00:00")
                };
                read_back(&entry);
                let file = entry.file();
                assert!(file.contains("TZID:Europe/Prague\r\n"), "{file}");
                let (local, begin) = read_by_the_zone_within(&file, "DTSTART");
                assert_eq!(local, format!("{date} 10:00:00"));
                assert_eq!(begin.to_rfc3339(), format!("{date}T{utc:02}:00:00+00:00"));
                let (local, end) = read_by_the_zone_within(&file, "DTEND");
                assert_eq!(local, format!("{date} 10:15:00"));
                assert_eq!(end - begin, TimeDelta::minutes(15));
            }
        }
    }

    #[test]
    fn the_zone_is_described_as_the_law_changes_it_around_that_day() {
        let file = entry("2026-10-26", "10:00:00").file();
        let zone = file.split("BEGIN:VTIMEZONE\r\n").nth(1).unwrap();
        let zone = zone.split("END:VTIMEZONE").next().unwrap();
        assert_eq!(
            zone.replace("\r\n", "\n"),
            "TZID:Europe/Prague\n\
             BEGIN:STANDARD\nDTSTART:20261025T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
             TZNAME:CET\nEND:STANDARD\n\
             BEGIN:DAYLIGHT\nDTSTART:20270328T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
             TZNAME:CEST\nEND:DAYLIGHT\n"
        );
    }

    #[test]
    fn a_zone_that_never_changes_its_clocks_is_described_as_well() {
        for (zone, written) in [
            (chrono_tz::Asia::Kolkata, "+0530"),
            (chrono_tz::America::Bogota, "-0500"),
        ] {
            let entry = Entry {
                zone,
                ..entry("2026-10-26", "10:00:00")
            };
            let file = entry.file();
            assert!(
                file.contains(&format!("TZOFFSETTO:{written}\r\n")),
                "{file}"
            );
            let (_, begin) = read_by_the_zone_within(&file, "DTSTART");
            assert_eq!(begin, entry.begin);
        }
    }
}
