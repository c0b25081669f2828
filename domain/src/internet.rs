//! How many clients of the internet a workplace takes at once, by weekday and hour.

use std::{num::NonZeroU16, str::FromStr};

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::{
    opening_hours::{Interval, NoInterval},
    timetable::Timetable,
};

/// More clients at once than any workplace has counters.
pub const MOST_PLACES: u16 = 99;

/// What a workplace gives to the internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternetPlaces {
    /// The step in which clients can begin.
    pub slot_minutes: NonZeroU16,
    pub places: Timetable<DayPlaces>,
}

/// The places of one weekday in order; between the pieces there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DayPlaces(Vec<PlacesPiece>);

/// A part of the day with the same number of places in every slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesPiece {
    pub during: Interval,
    pub places: u16,
}

/// As people write it: `8:00-11:30 x2`.
impl FromStr for PlacesPiece {
    type Err = NoInterval;

    fn from_str(text: &str) -> Result<Self, NoInterval> {
        let (during, places) = text.rsplit_once(['x', '×']).ok_or(NoInterval)?;
        let places = places.trim();
        if !places.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoInterval);
        }
        Ok(Self {
            during: during.trim().parse()?,
            places: places.parse().map_err(|_| NoInterval)?,
        })
    }
}

/// Why pieces do not make a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayPlacesError {
    #[error("{from}–{to} ends before it begins")]
    Backwards { from: NaiveTime, to: NaiveTime },
    #[error("the piece that begins at {from} overlaps the one before it")]
    Overlap { from: NaiveTime },
}

impl DayPlaces {
    /// Unlike stretches of work, pieces may touch: two places until ten, one from ten on.
    ///
    /// # Errors
    /// A piece that ends before it begins, or that begins before the one before it ends.
    pub fn new(pieces: Vec<PlacesPiece>) -> Result<Self, DayPlacesError> {
        let mut end = None;
        for piece in &pieces {
            let Interval { from, to } = piece.during;
            if to <= from {
                return Err(DayPlacesError::Backwards { from, to });
            }
            if end.is_some_and(|end| from < end) {
                return Err(DayPlacesError::Overlap { from });
            }
            end = Some(to);
        }
        Ok(Self(pieces))
    }

    #[must_use]
    pub fn pieces(&self) -> &[PlacesPiece] {
        &self.0
    }

    /// The places that are there during the whole of `slot`.
    fn throughout(&self, slot: Interval) -> u16 {
        let mut reached = slot.from;
        let mut least = u16::MAX;
        for piece in self.0.iter().filter(|piece| piece.during.to > slot.from) {
            if piece.during.from > reached {
                return 0;
            }
            least = least.min(piece.places);
            reached = piece.during.to;
            if reached >= slot.to {
                return least;
            }
        }
        0
    }
}

impl InternetPlaces {
    /// The places of a slot of that day: as many as there are during the whole of it.
    #[must_use]
    pub fn of(&self, date: NaiveDate, slot: Interval) -> u16 {
        self.places.of(date).map_or(0, |day| day.throughout(slot))
    }

    /// How many slots a service of `minutes` takes; at least one.
    #[must_use]
    pub fn slots_for(&self, minutes: u16) -> usize {
        usize::from(minutes.div_ceil(self.slot_minutes.get()).max(1))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::opening_hours::WeekdayKey;

    fn piece(from: &str, to: &str, places: u16) -> PlacesPiece {
        PlacesPiece {
            during: slot(from, to),
            places,
        }
    }

    fn slot(from: &str, to: &str) -> Interval {
        Interval {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        }
    }

    /// Mondays 8:00–10:00 two places, 10:00–11:30 one, 12:00–17:00 three,
    /// 17:00–17:30 four.
    fn internet() -> InternetPlaces {
        let monday = DayPlaces::new(vec![
            piece("08:00:00", "10:00:00", 2),
            piece("10:00:00", "11:30:00", 1),
            piece("12:00:00", "17:00:00", 3),
            piece("17:00:00", "17:30:00", 4),
        ]);
        InternetPlaces {
            slot_minutes: NonZeroU16::new(15).unwrap(),
            places: Timetable::weekly(BTreeMap::from([(WeekdayKey::Mon, monday.unwrap())])),
        }
    }

    #[test]
    fn pieces_may_touch_but_not_overlap_or_run_backwards() {
        let touching = vec![
            piece("08:00:00", "10:00:00", 2),
            piece("10:00:00", "11:00:00", 1),
        ];
        assert!(DayPlaces::new(touching).is_ok());
        let overlapping = vec![
            piece("08:00:00", "10:00:00", 2),
            piece("09:59:00", "11:00:00", 1),
        ];
        assert!(matches!(
            DayPlaces::new(overlapping),
            Err(DayPlacesError::Overlap { .. })
        ));
        for to in ["08:00:00", "07:00:00"] {
            assert!(matches!(
                DayPlaces::new(vec![piece("08:00:00", to, 2)]),
                Err(DayPlacesError::Backwards { .. })
            ));
        }
    }

    #[test]
    fn places_are_read_as_people_write_them() {
        for text in ["8:00-11:30 x2", "08:00 – 11:30 × 2", "8:00-11:30x02"] {
            assert_eq!(text.parse(), Ok(piece("08:00:00", "11:30:00", 2)), "{text}");
        }
        for text in [
            "8:00-11:30",
            "8:00-11:30 x",
            "8:00 x2",
            "8:00-11:30 x+2",
            "x",
        ] {
            assert_eq!(text.parse::<PlacesPiece>(), Err(NoInterval), "{text}");
        }
    }

    #[test]
    fn a_slot_has_the_places_that_last_through_it() {
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let of = |from, to| internet().of(monday, slot(from, to));
        assert_eq!(of("08:00:00", "08:15:00"), 2);
        assert_eq!(of("09:45:00", "10:00:00"), 2);
        assert_eq!(of("09:50:00", "10:05:00"), 1);
        assert_eq!(of("11:20:00", "11:35:00"), 0);
        assert_eq!(of("11:20:00", "12:10:00"), 0);
        assert_eq!(of("07:55:00", "08:10:00"), 0);
        assert_eq!(of("16:45:00", "17:00:00"), 3);
        assert_eq!(of("16:50:00", "17:05:00"), 3);
        assert_eq!(of("17:30:00", "17:45:00"), 0);
        let tuesday = monday.succ_opt().unwrap();
        assert_eq!(internet().of(tuesday, slot("08:00:00", "08:15:00")), 0);
    }

    #[test]
    fn a_service_takes_as_many_slots_as_its_minutes_begin() {
        let slots = |minutes| internet().slots_for(minutes);
        assert_eq!(
            [slots(0), slots(1), slots(15), slots(16), slots(45)],
            [1, 1, 1, 2, 3]
        );
    }
}
