//! Public holidays of the Czech Republic, by Act 245/2000 Sb.: its state holidays (§ 1) and other
//! holidays (§ 2). Good Friday is among them since Act 359/2015 Sb. Its significant days (§ 4) are
//! working days, and no holiday moves when it falls on a weekend.

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

    fn holidays_of(year: i32) -> Vec<String> {
        day(year, 1, 1)
            .iter_days()
            .take_while(|date| date.year() == year)
            .filter(|date| is_public_holiday(*date))
            .map(|date| date.format("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn the_holidays_of_a_year_are_those_of_the_act_and_no_other() {
        for (year, good_friday, easter_monday) in [
            (2016, "03-25", "03-28"),
            (2024, "03-29", "04-01"),
            (2025, "04-18", "04-21"),
            (2026, "04-03", "04-06"),
            (2027, "03-26", "03-29"),
            (2038, "04-23", "04-26"),
        ] {
            let expected = [
                "01-01",
                good_friday,
                easter_monday,
                "05-01",
                "05-08",
                "07-05",
                "07-06",
                "09-28",
                "10-28",
                "11-17",
                "12-24",
                "12-25",
                "12-26",
            ];
            assert_eq!(holidays_of(year), expected, "{year}");
        }
    }

    #[test]
    fn no_easter_is_a_holiday_twice_or_off_its_weekdays() {
        for year in 2020..2120 {
            assert_eq!(easter_sunday(year).weekday(), chrono::Weekday::Sun);
            assert_eq!(holidays_of(year).len(), 13, "{year}");
        }
    }
}
