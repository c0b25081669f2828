//! Public holidays of the Czech Republic, by Act 245/2000 Sb. as amended by Act 359/2015 Sb.

use chrono::{Datelike as _, NaiveDate, TimeDelta};

/// Month and day of the holidays that do not move.
const FIXED: [(u32, u32); 11] = [
    (1, 1),
    (5, 1),
    (5, 8),
    (7, 5),
    (7, 6),
    (9, 28),
    (10, 28),
    (11, 17),
    (12, 24),
    (12, 25),
    (12, 26),
];

/// Whether offices are closed on that day because it is a public holiday.
#[must_use]
pub fn is_public_holiday(date: NaiveDate) -> bool {
    if FIXED.contains(&(date.month(), date.day())) {
        return true;
    }
    let since_easter = date - easter_sunday(date.year());
    since_easter == TimeDelta::days(-2) || since_easter == TimeDelta::days(1)
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm printed in *Nature* in 1876.
fn easter_sunday(year: i32) -> NaiveDate {
    let golden = year % 19;
    let (century, in_century) = (year / 100, year % 100);
    let moon_shift = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_shift + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let since_march = epact + weekday - 7 * correction + 21;
    let march_first = NaiveDate::from_ymd_opt(year, 3, 1).unwrap_or_default();
    march_first + TimeDelta::days(i64::from(since_march))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn easter_falls_where_the_almanacs_have_it() {
        for (y, m, d) in [
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2030, 4, 21),
            (2038, 4, 25),
        ] {
            assert_eq!(easter_sunday(y), day(y, m, d));
        }
    }

    #[test]
    fn good_friday_and_easter_monday_are_holidays_and_the_saturday_is_not() {
        assert!(is_public_holiday(day(2026, 4, 3)));
        assert!(!is_public_holiday(day(2026, 4, 4)));
        assert!(is_public_holiday(day(2026, 4, 6)));
        assert!(is_public_holiday(day(2026, 11, 17)));
        assert!(!is_public_holiday(day(2026, 11, 18)));
    }
}
