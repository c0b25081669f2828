//! What holds on which day: by weekday as a rule, in some periods otherwise, and on single days
//! otherwise again.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};

use crate::opening_hours::WeekdayKey;

/// Something for each day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable<D> {
    /// As a rule. Days that are absent have nothing.
    pub week: Week<D>,
    /// Instead of that, by their first day. Of those that a day lies in, the last to begin holds.
    pub periods: BTreeMap<NaiveDate, Period<D>>,
    /// Instead of all that, and on a public holiday too.
    pub days: BTreeMap<NaiveDate, D>,
}

pub type Week<D> = BTreeMap<WeekdayKey, D>;

/// Another week for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period<D> {
    /// The last day; none: for good.
    pub to: Option<NaiveDate>,
    pub week: Week<D>,
}

impl<D> Default for Timetable<D> {
    fn default() -> Self {
        Self::weekly(Week::new())
    }
}

impl<D> Timetable<D> {
    /// The same every week.
    #[must_use]
    pub const fn weekly(week: Week<D>) -> Self {
        Self {
            week,
            periods: BTreeMap::new(),
            days: BTreeMap::new(),
        }
    }

    /// Forgets the periods and days that are over before that day.
    pub fn forget_before(&mut self, date: NaiveDate) {
        self.periods
            .retain(|_, period| period.to.is_none_or(|to| date <= to));
        self.days.retain(|on, _| date <= *on);
    }

    /// What is set for that day, whether it is a public holiday or not.
    #[must_use]
    pub fn of(&self, date: NaiveDate) -> Option<&D> {
        self.days.get(&date).or_else(|| {
            let begun = self.periods.range(..=date).rev();
            let holds = |period: &Period<D>| period.to.is_none_or(|to| date <= to);
            let week = begun
                .map(|(_, period)| period)
                .find(|period| holds(period))
                .map_or(&self.week, |period| &period.week);
            week.get(&date.weekday().into())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(date: &str) -> NaiveDate {
        date.parse().unwrap()
    }

    fn week(of: &'static str) -> Week<&'static str> {
        Week::from([(WeekdayKey::Mon, of)])
    }

    #[test]
    fn the_day_goes_before_the_period_and_the_period_before_the_week() {
        let mut table = Timetable::weekly(week("as a rule"));
        let mut period = |from, to: Option<&str>, of| {
            let to = to.map(date);
            let week = week(of);
            table.periods.insert(date(from), Period { to, week });
        };
        period("2026-07-01", Some("2026-08-31"), "summer");
        period("2026-06-15", None, "new");
        table.days.insert(date("2026-07-13"), "another");
        for (day, expected) in [
            ("2026-06-08", Some("as a rule")),
            ("2026-06-15", Some("new")),
            ("2026-07-06", Some("summer")),
            ("2026-07-13", Some("another")),
            ("2026-08-31", Some("summer")),
            ("2026-09-07", Some("new")),
            ("2026-07-07", None),
        ] {
            assert_eq!(table.of(date(day)).copied(), expected, "{day}");
        }
        table.forget_before(date("2026-09-01"));
        assert_eq!(table.periods.len(), 1);
        assert!(table.days.is_empty());
    }
}
