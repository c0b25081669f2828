//! One instant, seen as the town sees it.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

/// An instant together with the town's civil date and time at it. Whatever depends on the day
/// or the hour takes a `Moment`; whatever only measures spans takes the instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub instant: DateTime<Utc>,
    pub date: NaiveDate,
    /// Local time of day. It jumps by an hour in the two nights of the clock change.
    pub time: NaiveTime,
    zone: Tz,
}

impl Moment {
    #[must_use]
    pub fn new(instant: DateTime<Utc>, zone: Tz) -> Self {
        let local = instant.with_timezone(&zone).naive_local();
        Self {
            instant,
            date: local.date(),
            time: local.time(),
            zone,
        }
    }

    /// Another instant, seen in the same zone.
    #[must_use]
    pub fn at(&self, instant: DateTime<Utc>) -> Self {
        Self::new(instant, self.zone)
    }

    /// The first instant at or after the town's clocks show `date` and `time`. Where the clocks
    /// skip that time, it is the instant of the skip; where they show it twice, the first.
    #[must_use]
    pub fn instant_of(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        // The skipped hour ends within three hours in every zone known; a quarter of an hour is
        // the finest step by which any zone has ever moved.
        (0..=12)
            .find_map(|quarters| {
                date.and_time(time)
                    .checked_add_signed(chrono::TimeDelta::minutes(15 * quarters))?
                    .and_local_timezone(self.zone)
                    .earliest()
            })
            .map_or(self.instant, |local| local.with_timezone(&Utc))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn prague(y: i32, mo: u32, d: u32, h: u32, mi: u32, s: u32) -> Moment {
        let utc = Utc.with_ymd_and_hms(y, mo, d, h, mi, s).unwrap();
        Moment::new(utc, chrono_tz::Europe::Prague)
    }

    #[test]
    fn midnight_is_the_towns_not_the_worlds() {
        assert_eq!(
            prague(2026, 11, 22, 22, 59, 59).date.to_string(),
            "2026-11-22"
        );
        assert_eq!(
            prague(2026, 11, 22, 23, 0, 0).date.to_string(),
            "2026-11-23"
        );
        // In summer midnight comes an hour earlier by UTC.
        assert_eq!(
            prague(2026, 7, 1, 21, 59, 59).date.to_string(),
            "2026-07-01"
        );
        assert_eq!(prague(2026, 7, 1, 22, 0, 0).date.to_string(), "2026-07-02");
    }

    #[test]
    fn the_nights_of_the_clock_change_have_one_midnight_each() {
        // 2026-03-29 the clocks go from 2:00 to 3:00, 2026-10-25 from 3:00 to 2:00.
        assert_eq!(
            prague(2026, 3, 28, 22, 59, 59).date.to_string(),
            "2026-03-28"
        );
        assert_eq!(prague(2026, 3, 28, 23, 0, 0).date.to_string(), "2026-03-29");
        assert_eq!(
            prague(2026, 3, 29, 21, 59, 59).date.to_string(),
            "2026-03-29"
        );
        assert_eq!(prague(2026, 3, 29, 22, 0, 0).date.to_string(), "2026-03-30");
        assert_eq!(
            prague(2026, 10, 24, 22, 0, 0).date.to_string(),
            "2026-10-25"
        );
        assert_eq!(
            prague(2026, 10, 25, 22, 59, 59).date.to_string(),
            "2026-10-25"
        );
        assert_eq!(
            prague(2026, 10, 25, 23, 0, 0).date.to_string(),
            "2026-10-26"
        );
    }

    #[test]
    fn a_skipped_time_is_the_end_of_the_skip_and_a_doubled_one_the_first() {
        let moment = prague(2026, 1, 1, 0, 0, 0);
        let at = |y, mo, d, h, mi| {
            moment.instant_of(
                NaiveDate::from_ymd_opt(y, mo, d).unwrap(),
                NaiveTime::from_hms_opt(h, mi, 0).unwrap(),
            )
        };
        assert_eq!(
            at(2026, 3, 29, 2, 0).to_rfc3339(),
            "2026-03-29T01:00:00+00:00"
        );
        assert_eq!(
            at(2026, 10, 25, 2, 30).to_rfc3339(),
            "2026-10-25T00:30:00+00:00"
        );
        assert_eq!(
            at(2026, 11, 23, 8, 0).to_rfc3339(),
            "2026-11-23T07:00:00+00:00"
        );
    }
}
