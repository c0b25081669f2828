//! The words for opening hours in `town.toml`, `mon = ["8:00-11:30"]`, and for the places in them,
//! `mon = ["8:00-11:30 x2"]`.

use chrono::NaiveTime;
use domain::{
    internet::PlacesPiece,
    opening_hours::{Interval, WeekdayKey},
};

/// The words for the days, from Monday.
pub(crate) const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(crate) fn weekday(word: &str) -> Option<WeekdayKey> {
    WEEKDAYS
        .into_iter()
        .zip(WeekdayKey::ALL)
        .find_map(|(known, day)| (known == word).then_some(day))
}

pub(crate) fn word(day: WeekdayKey) -> &'static str {
    WEEKDAYS
        .into_iter()
        .zip(WeekdayKey::ALL)
        .find_map(|(word, known)| (known == day).then_some(word))
        .unwrap_or_default()
}

/// Reads `8:00-11:30`, with a hyphen or a dash, and spaces where people put them.
pub(crate) fn interval(text: &str) -> Option<Interval> {
    let (from, to) = text.split_once(['-', '–'])?;
    Some(Interval {
        from: time(from.trim())?,
        to: time(to.trim())?,
    })
}

/// Reads `8:00-11:30 x2`.
pub(crate) fn piece(text: &str) -> Option<PlacesPiece> {
    let (during, places) = text.rsplit_once(['x', '×'])?;
    let places = places.trim();
    if !places.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(PlacesPiece {
        during: interval(during.trim())?,
        places: places.parse().ok()?,
    })
}

fn time(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let (from, to) = ("08:00:00".parse().unwrap(), "11:30:00".parse().unwrap());
        for text in ["8:00-11:30", "08:00-11:30", "8:00 – 11:30"] {
            assert_eq!(interval(text), Some(Interval { from, to }), "{text}");
        }
        for text in [
            "8-11:30",
            "8:00",
            "8:00-24:00",
            "8:0-9:00",
            "8.00-9.00",
            "+8:00-9:00",
            "",
        ] {
            assert_eq!(interval(text), None, "{text}");
        }
    }

    #[test]
    fn places_are_read_as_people_write_them() {
        let (from, to) = ("08:00:00".parse().unwrap(), "11:30:00".parse().unwrap());
        let during = Interval { from, to };
        for text in ["8:00-11:30 x2", "08:00 – 11:30 × 2", "8:00-11:30x02"] {
            let expected = PlacesPiece { during, places: 2 };
            assert_eq!(piece(text), Some(expected), "{text}");
        }
        for text in [
            "8:00-11:30",
            "8:00-11:30 x",
            "8:00 x2",
            "8:00-11:30 x+2",
            "x",
        ] {
            assert_eq!(piece(text), None, "{text}");
        }
    }

    #[test]
    fn each_day_has_its_word() {
        for day in WeekdayKey::ALL {
            assert_eq!(weekday(word(day)), Some(day));
        }
    }
}
