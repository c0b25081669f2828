//! What is booked, and lies outside what a workplace offers once its hours or places have changed.

use std::num::NonZeroU16;

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use crate::{
    opening_hours::{Day, Interval},
    reservation::Reservation,
    slots::Booked,
    town::Workplace,
};

/// A slot with more bookings than places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overbooked {
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub by: u16,
}

impl Workplace {
    /// The length of its slots; one that takes nobody from the internet any more may still have
    /// some who booked.
    #[must_use]
    pub fn slot_minutes(&self) -> NonZeroU16 {
        let internet = self.internet.as_ref();
        internet.map_or(NonZeroU16::MIN, |internet| internet.slot_minutes)
    }

    /// Whether it does not work during all of the agreed time.
    #[must_use]
    pub fn is_away_during(&self, reservation: &Reservation) -> bool {
        let day = self.hours.on(reservation.agreed.date);
        let mut slots = reservation.slots().iter();
        slots.any(|time| !self.works(day, *time))
    }

    /// The slots of its hours that have more bookings than places, in order.
    #[must_use]
    pub fn overbooked(&self, date: NaiveDate, booked: &Booked) -> Vec<Overbooked> {
        let day = self.hours.on(date);
        let over = |(time, booked): (&NaiveTime, &u16)| {
            let places = self.internet.as_ref().map_or(0, |internet| {
                internet.of(date, slot(*time, internet.slot_minutes))
            });
            let (date, time) = (date, *time);
            let by = booked.saturating_sub(places);
            (by > 0 && self.works(day, time)).then_some(Overbooked { date, time, by })
        };
        booked.0.iter().filter_map(over).collect()
    }

    fn works(&self, day: Option<&Day>, time: NaiveTime) -> bool {
        let slot = slot(time, self.slot_minutes());
        day.is_some_and(|day| day.covers(slot))
    }
}

/// The slot that begins then; one that would pass midnight is in no hours.
fn slot(from: NaiveTime, minutes: NonZeroU16) -> Interval {
    let to = from + TimeDelta::minutes(minutes.get().into());
    Interval { from, to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        internet::DayPlaces,
        slots::tests::{day, time, workplace},
    };

    #[test]
    fn what_is_booked_beyond_the_places_is_said_slot_by_slot() {
        let mut workplace = workplace(&["08:00-17:00"], 15, 2);
        let monday = day("2026-11-23");
        let places = |text: &str| DayPlaces::new(vec![text.parse().unwrap()]).unwrap();
        let internet = workplace.internet.as_mut().unwrap();
        internet.places.days.insert(monday, places("8:00-10:00 x2"));
        let booked = [("08:00:00", 2), ("09:00:00", 3), ("10:00:00", 1)];
        let booked = Booked(booked.map(|(at, n)| (time(at), n)).into());
        let over = |at, by| Overbooked {
            date: monday,
            time: time(at),
            by,
        };
        let found = workplace.overbooked(monday, &booked);
        assert_eq!(found, [over("09:00:00", 1), over("10:00:00", 1)]);
        // Outside the hours it is no question of places.
        let hours = Day::new(vec!["8:00-9:00".parse().unwrap()]).unwrap();
        workplace.hours.days.insert(monday, hours);
        assert_eq!(workplace.overbooked(monday, &booked), []);
        // As many as there are places are not too many.
        let booked = Booked([(time("08:00:00"), 2)].into());
        assert_eq!(workplace.overbooked(day("2026-11-24"), &booked), []);
    }
}
