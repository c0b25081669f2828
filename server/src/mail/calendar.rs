//! The entry for the client's calendar.
//!
//! Its times are in UTC, which every calendar shows in the clients' own time, so that both nights
//! of the clock change come out right without a description of the zone.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};

/// An agreed time as a calendar knows it.
pub struct Entry {
    /// The same for all entries of a reservation, so that a later one replaces an earlier one.
    pub uid: String,
    /// Grows with each change.
    pub sequence: u16,
    /// When this was written.
    pub stamp: DateTime<Utc>,
    pub begin: DateTime<Utc>,
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
            .starts(self.begin)
            .ends(self.begin + self.length)
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
        calendar.to_string()
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Prague;
    use domain::moment::Moment;
    use icalendar::{CalendarDateTime, DatePerhapsTime};

    use super::*;

    fn entry(date: &str, time: &str) -> Entry {
        let stamp = "2026-10-01T08:00:00Z".parse().unwrap();
        let moment = Moment::new(stamp, Prague);
        Entry {
            uid: "abc@urad.example.cz".to_owned(),
            sequence: 3,
            stamp,
            begin: moment.instant_of(date.parse().unwrap(), time.parse().unwrap()),
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
            let calendar = read_back(&entry(date, "10:00:00"));
            let event = calendar.events().next().unwrap();
            let time = |at: Option<DatePerhapsTime>| match at {
                Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(at))) => at,
                other => panic!("{other:?}"),
            };
            let begin = time(event.get_start());
            assert_eq!(begin.to_rfc3339(), format!("{date}T{utc:02}:00:00+00:00"));
            let local = begin.with_timezone(&Prague).naive_local();
            assert_eq!(local.to_string(), format!("{date} 10:00:00"));
            let end = time(event.get_end());
            assert_eq!(end - begin, TimeDelta::minutes(15));
        }
    }
}
