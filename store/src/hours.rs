//! The words for weekdays in `town.toml`, `mon = ["8:00-11:30"]`, and in the database.

use domain::opening_hours::WeekdayKey;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_has_its_word() {
        for day in WeekdayKey::ALL {
            assert_eq!(weekday(word(day)), Some(day));
        }
    }
}
