//! When a workplace works: by a timetable, less public holidays.

use std::str::FromStr;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, Weekday};
use serde::{Deserialize, Serialize};

use crate::{holidays::is_public_holiday, timetable::Timetable};

/// How far ahead the next opening is looked for. Longer than any holiday; a workplace that does
/// not open within it says that it is closed, and no more.
const SEARCH_DAYS: u64 = 60;

/// A stretch of work within one day, civil time; `from` is in it, `to` is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    #[serde(with = "crate::wire::time")]
    pub from: NaiveTime,
    #[serde(with = "crate::wire::time")]
    pub to: NaiveTime,
}

impl Interval {
    #[must_use]
    pub fn contains(&self, time: NaiveTime) -> bool {
        self.from <= time && time < self.to
    }
}

/// As people write it: `8:00-11:30`, `8.00–11.30` or `8-11`, and spaces where they put them.
impl FromStr for Interval {
    type Err = NoInterval;

    fn from_str(text: &str) -> Result<Self, NoInterval> {
        let (from, to) = text.split_once(['-', '–']).ok_or(NoInterval)?;
        Ok(Self {
            from: time(from.trim()).ok_or(NoInterval)?,
            to: time(to.trim()).ok_or(NoInterval)?,
        })
    }
}

/// The text is no span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no span of time such as 8:00-11:30")]
pub struct NoInterval;

fn time(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "00"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// The stretches of one day in order; the gaps between them are the breaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(Vec<Interval>);

/// Why stretches do not make a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    #[error("{from}–{to} ends before it begins")]
    Backwards { from: NaiveTime, to: NaiveTime },
    #[error("the stretch that begins at {from} overlaps or touches the one before it")]
    Overlap { from: NaiveTime },
}

impl Day {
    /// # Errors
    /// A stretch that ends before it begins, or that is not wholly after the one before it.
    pub fn new(stretches: Vec<Interval>) -> Result<Self, DayError> {
        let mut end = None;
        for Interval { from, to } in &stretches {
            let (from, to) = (*from, *to);
            if to <= from {
                return Err(DayError::Backwards { from, to });
            }
            if end.is_some_and(|end| from <= end) {
                return Err(DayError::Overlap { from });
            }
            end = Some(to);
        }
        Ok(Self(stretches))
    }

    #[must_use]
    pub fn stretches(&self) -> &[Interval] {
        &self.0
    }

    /// When the day's work begins; none if there is none.
    #[must_use]
    pub fn opens(&self) -> Option<NaiveTime> {
        self.0.first().map(|stretch| stretch.from)
    }

    /// When the day's work ends.
    #[must_use]
    pub fn closes(&self) -> Option<NaiveTime> {
        self.0.last().map(|stretch| stretch.to)
    }

    /// Whether all of `during` is worked, without a break.
    #[must_use]
    pub fn covers(&self, during: Interval) -> bool {
        let mut stretches = self.0.iter();
        stretches.any(|stretch| stretch.from <= during.from && during.to <= stretch.to)
    }

    /// How long is still worked after `time`, breaks not counted.
    #[must_use]
    pub fn work_left(&self, time: NaiveTime) -> TimeDelta {
        self.0
            .iter()
            .map(|stretch| (stretch.to - stretch.from.max(time)).max(TimeDelta::zero()))
            .sum()
    }
}

/// When a door opens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Opening {
    #[serde(with = "crate::wire::date")]
    pub date: NaiveDate,
    #[serde(with = "crate::wire::time")]
    pub time: NaiveTime,
}

/// The work of a workplace. A single day without stretches is closed.
pub type OpeningHours = Timetable<Day>;

/// A weekday as a key that sorts from Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeekdayKey {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl WeekdayKey {
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];
}

impl From<Weekday> for WeekdayKey {
    fn from(weekday: Weekday) -> Self {
        match weekday {
            Weekday::Mon => Self::Mon,
            Weekday::Tue => Self::Tue,
            Weekday::Wed => Self::Wed,
            Weekday::Thu => Self::Thu,
            Weekday::Fri => Self::Fri,
            Weekday::Sat => Self::Sat,
            Weekday::Sun => Self::Sun,
        }
    }
}

impl OpeningHours {
    /// The work of one day; none on a public holiday, unless that very day is set.
    #[must_use]
    pub fn on(&self, date: NaiveDate) -> Option<&Day> {
        if is_public_holiday(date) && !self.days.contains_key(&date) {
            return None;
        }
        self.of(date).filter(|day| !day.0.is_empty())
    }
}

/// The first opening on a day after `date`, of what works on each day as `work` says.
#[must_use]
pub fn next_opening_after(
    date: NaiveDate,
    work: impl Fn(NaiveDate) -> Option<Day>,
) -> Option<Opening> {
    (1..=SEARCH_DAYS).find_map(|ahead| {
        let date = date.checked_add_days(Days::new(ahead))?;
        let time = work(date)?.opens()?;
        Some(Opening { date, time })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    fn stretch(from: &str, to: &str) -> Interval {
        Interval {
            from: time(from),
            to: time(to),
        }
    }

    #[test]
    fn stretches_must_be_in_order_and_apart() {
        assert!(
            Day::new(vec![
                stretch("08:00:00", "11:30:00"),
                stretch("12:00:00", "17:00:00")
            ])
            .is_ok()
        );
        assert!(matches!(
            Day::new(vec![stretch("12:00:00", "08:00:00")]),
            Err(DayError::Backwards { .. })
        ));
        assert!(matches!(
            Day::new(vec![stretch("08:00:00", "08:00:00")]),
            Err(DayError::Backwards { .. })
        ));
        for second in ["11:00:00", "12:00:00"] {
            assert!(matches!(
                Day::new(vec![
                    stretch("08:00:00", "12:00:00"),
                    stretch(second, "17:00:00")
                ]),
                Err(DayError::Overlap { .. })
            ));
        }
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for text in [
            "8:00-11:30",
            "08:00-11:30",
            "8:00 – 11:30",
            "8-11.30",
            "8.00–11:30",
        ] {
            assert_eq!(text.parse(), Ok(stretch("08:00:00", "11:30:00")), "{text}");
        }
        for text in [
            "8:00",
            "-",
            "8h-11h",
            "8:00-24:00",
            "8:0-9:00",
            "8.0-9.00",
            "+8:00-9:00",
            "",
        ] {
            assert_eq!(text.parse::<Interval>(), Err(NoInterval), "{text}");
        }
    }

    #[test]
    fn a_day_that_is_set_is_worked_though_it_is_a_holiday() {
        let day = Day::new(vec![stretch("08:00:00", "10:00:00")]).unwrap();
        let mut hours = OpeningHours::weekly(BTreeMap::from([(WeekdayKey::Thu, day.clone())]));
        let christmas_eve = "2026-12-24".parse().unwrap();
        assert_eq!(hours.on(christmas_eve), None);
        hours.days.insert(christmas_eve, day.clone());
        assert_eq!(hours.on(christmas_eve), Some(&day));
        let other = "2026-12-10".parse().unwrap();
        assert_eq!(hours.on(other), Some(&day));
        hours.days.insert(other, Day::default());
        assert_eq!(hours.on(other), None);
    }

    #[test]
    fn breaks_are_not_work() {
        let day = Day::new(vec![
            stretch("08:00:00", "11:30:00"),
            stretch("12:00:00", "17:00:00"),
        ])
        .unwrap();
        let left = |at| day.work_left(time(at)).num_minutes();
        assert_eq!(left("07:00:00"), 510);
        assert_eq!(left("11:00:00"), 330);
        assert_eq!(left("11:45:00"), 300);
        assert_eq!(left("16:50:00"), 10);
        assert_eq!(left("18:00:00"), 0);
    }

    #[test]
    fn the_next_opening_skips_the_weekend_and_holidays() {
        let day = Day::new(vec![stretch("08:00:00", "17:00:00")]).unwrap();
        let hours = OpeningHours::weekly(BTreeMap::from([
            (WeekdayKey::Mon, day.clone()),
            (WeekdayKey::Tue, day),
        ]));
        let after = |y, m, d| {
            let date = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            next_opening_after(date, |date| hours.on(date).cloned())
                .unwrap()
                .date
                .to_string()
        };
        assert_eq!(after(2026, 11, 24), "2026-11-30");
        // Easter Monday 2026 is 6 April.
        assert_eq!(after(2026, 3, 31), "2026-04-07");
        // 17 November 2026, a Tuesday, is a public holiday.
        assert_eq!(after(2026, 11, 16), "2026-11-23");
        assert_eq!(next_opening_after(NaiveDate::default(), |_| None), None);
    }
}
