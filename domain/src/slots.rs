//! When a service can begin: the slots of a day, what is booked in them, and what is left.
//!
//! Slots are the steps of `slot_minutes` from the beginning of each stretch of opening hours. A
//! service takes as many consecutive ones as its duration needs, all in one stretch.

use std::{cmp::Ordering, collections::BTreeMap, num::NonZeroU16, ops::Bound};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    closure::{Closure, Reason},
    internet::InternetPlaces,
    moment::Moment,
    opening_hours::Interval,
    town::{Rules, Service, Workplace},
};

/// What an offer is made of: a service, and everything but the bookings that decides its times.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    pub workplace: &'a Workplace,
    pub service: &'a Service,
    /// Those of the whole office will do: what does not touch the service changes nothing.
    pub closures: &'a [Closure],
    pub rules: &'a Rules,
    pub booker: Booker,
    pub now: Moment,
}

/// Who books or takes a ticket. Horizon, places and closures are the same for both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booker {
    /// The client, on the internet: the office must have the time to know of it.
    Client,
    /// A clerk, for a client at the desk or on the phone. The office knows of it, so any time that
    /// has not begun will do.
    Clerk,
}

/// The time for which a client is awaited; civil time in the town's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AgreedTime {
    #[serde(with = "crate::wire::date")]
    pub date: NaiveDate,
    #[serde(with = "crate::wire::time")]
    pub time: NaiveTime,
}

impl AgreedTime {
    /// The instant at which the town's clocks show it.
    #[must_use]
    pub fn instant(self, now: Moment) -> DateTime<Utc> {
        now.instant_of(self.date, self.time)
    }
}

/// An agreed time and the slots that it takes, named by their beginnings: exactly these are given
/// back, whatever the office has changed about durations and slots meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub agreed: AgreedTime,
    pub slots: Vec<NaiveTime>,
}

/// How many places are taken in a workplace's slots of one day; a slot that is absent has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Booked(pub BTreeMap<NaiveTime, u16>);

/// By day; one that is absent has no bookings.
pub type BookedDays = BTreeMap<NaiveDate, Booked>;

impl Booked {
    /// One more in each of `slots`.
    pub fn add(&mut self, slots: &[NaiveTime]) {
        for slot in slots {
            let taken = self.0.entry(*slot).or_default();
            *taken = taken.saturating_add(1);
        }
    }

    /// One less in each of `slots`.
    pub fn remove(&mut self, slots: &[NaiveTime]) {
        for slot in slots {
            if let Some(taken) = self.0.get_mut(slot) {
                *taken = taken.saturating_sub(1);
            }
        }
    }

    /// What is taken of `slot`. After a change of the hours or of `slot_minutes` some bookings begin
    /// between the new slots, and count in both, as long as one of them: how long they last is not
    /// known any more. None is forgotten until their days are over.
    fn within(&self, slot: Interval) -> u16 {
        let length = slot.to - slot.from;
        let begin = if slot.from - NaiveTime::MIN < length {
            Bound::Unbounded
        } else {
            Bound::Excluded(slot.from - length)
        };
        self.0
            .range((begin, Bound::Excluded(slot.to)))
            .fold(0, |sum, (_, taken)| sum.saturating_add(*taken))
    }
}

/// One slot of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    pub during: Interval,
    /// None while it is closed.
    pub places: u16,
    /// May be more than there are places, where the office took some away.
    pub booked: u16,
}

impl Slot {
    #[must_use]
    pub fn free(&self) -> u16 {
        self.places.saturating_sub(self.booked)
    }
}

/// A time at which a service can begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    #[serde(with = "crate::wire::time")]
    pub time: NaiveTime,
    /// At least one; the least of its slots.
    pub free: u16,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    #[serde(with = "crate::wire::date")]
    pub date: NaiveDate,
    /// Whether the service can begin at any time of it.
    pub free: bool,
}

/// Why a time cannot be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoPlace {
    /// The service is not booked on the internet.
    NotBookable,
    /// It has begun, or is nearer than the notice allows.
    TooSoon,
    /// It is beyond the horizon.
    TooFar {
        #[serde(with = "crate::wire::date")]
        last: NaiveDate,
    },
    /// The service does not begin then: no slot does, or it is closed.
    NotOffered,
    /// Somebody else has it.
    Taken,
}

impl Offer<'_> {
    /// When the service can begin on that day, in order.
    #[must_use]
    pub fn starts(&self, date: NaiveDate, booked: &Booked) -> Vec<Start> {
        self.bookable_starts(date, booked).collect()
    }

    /// The days from today to the horizon.
    pub fn days(&self, booked: &BookedDays) -> impl Iterator<Item = CalendarDay> {
        let none = Booked::default();
        self.now
            .date
            .iter_days()
            .take(usize::from(self.rules.horizon_days) + 1)
            .map(move |date| {
                let booked = booked.get(&date).unwrap_or(&none);
                let free = self.bookable_starts(date, booked).next().is_some();
                CalendarDay { date, free }
            })
    }

    #[must_use]
    pub fn first_free_day(&self, booked: &BookedDays) -> Option<NaiveDate> {
        self.days(booked).find(|day| day.free).map(|day| day.date)
    }

    /// The place of whoever books anew and begins at `agreed`.
    ///
    /// # Errors
    /// Why there is none.
    pub fn place_anew(&self, agreed: AgreedTime, booked: &Booked) -> Result<Place, NoPlace> {
        if !self.service.is_booked_by(self.booker) {
            return Err(NoPlace::NotBookable);
        }
        self.place(agreed, booked)
    }

    /// The place that a client who begins at `agreed` takes, also of a service that nobody books
    /// any more: what was agreed on before is moved all the same.
    ///
    /// # Errors
    /// Why there is none.
    pub fn place(&self, agreed: AgreedTime, booked: &Booked) -> Result<Place, NoPlace> {
        let internet = self.internet().ok_or(NoPlace::NotBookable)?;
        if !self.in_time(agreed, self.earliest()) {
            return Err(NoPlace::TooSoon);
        }
        let last = self.last_day();
        if agreed.date > last {
            return Err(NoPlace::TooFar { last });
        }
        let stretches = self.slots(agreed.date, booked);
        let run = runs(&stretches, internet.slots_for(self.service.minutes))
            .find(|run| {
                run.first()
                    .is_some_and(|slot| slot.during.from == agreed.time)
            })
            .filter(|run| run.iter().all(|slot| slot.places > 0))
            .ok_or(NoPlace::NotOffered)?;
        if least_free(run) == 0 {
            return Err(NoPlace::Taken);
        }
        let slots = run.iter().map(|slot| slot.during.from).collect();
        Ok(Place { agreed, slots })
    }

    /// Why the service does not begin on that day, if something is closed and it would otherwise.
    #[must_use]
    pub fn closed_on(&self, date: NaiveDate) -> Option<&Reason> {
        let none = Booked::default();
        let begins = |offer: &Self| offer.bookable_starts(date, &none).next().is_some();
        let open = Self {
            closures: &[],
            ..*self
        };
        if begins(self) || !begins(&open) {
            return None;
        }
        let slots = open.slots(date, &none);
        let mut slots = slots.iter().flatten();
        slots.find_map(|slot| {
            let mut closures = self.closures.iter();
            let stops = closures.find(|it| {
                it.stops(self.workplace, self.service) && it.overlaps(date, slot.during)
            });
            stops.map(|closure| &closure.reason)
        })
    }

    /// When that begins on the day of `agreed` which [`Offer::place`] asks about: what begins at
    /// another time need not be known.
    #[must_use]
    pub fn concerned(&self, agreed: AgreedTime) -> Interval {
        let Some(internet) = self.internet() else {
            return Interval {
                from: agreed.time,
                to: agreed.time,
            };
        };
        let slot = TimeDelta::minutes(internet.slot_minutes.get().into());
        let slots = internet.slots_for(self.service.minutes);
        let length = slot * i32::try_from(slots).unwrap_or(i32::MAX);
        // Of one day.
        let from = match agreed.time.overflowing_sub_signed(slot) {
            (from, 0) => from,
            _ => NaiveTime::MIN,
        };
        let to = match agreed.time.overflowing_add_signed(length) {
            (to, 0) => to,
            _ => NaiveTime::MIN - TimeDelta::seconds(1),
        };
        Interval { from, to }
    }

    /// The slots of that day, by stretch, for this service: in a slot that is closed to it, or
    /// that begins when the clocks skip an hour, there is no place.
    #[must_use]
    pub fn slots(&self, date: NaiveDate, booked: &Booked) -> Vec<Vec<Slot>> {
        let Some(internet) = self.internet() else {
            return Vec::new();
        };
        // Asked once a day: the zone's clocks are the slowest part of an offer.
        let clocks_change = self.clocks_change_on(date);
        let slot = |during: Interval| {
            let skipped = clocks_change && self.is_skipped(date, during.from);
            let closed = skipped || self.is_closed(date, during);
            Slot {
                during,
                places: if closed { 0 } else { internet.of(date, during) },
                booked: booked.within(during),
            }
        };
        let stretches = self.workplace.slots_on(date).into_iter();
        stretches
            .map(|stretch| stretch.into_iter().map(slot).collect())
            .collect()
    }

    /// How many places of that day one network may hold while they are not confirmed. A cap for
    /// all networks together would serve whoever holds places for nobody: with fewer of them
    /// nobody else could get any, for every client is unconfirmed at first.
    #[must_use]
    pub fn most_unconfirmed(&self, date: NaiveDate) -> usize {
        let slots = self.slots(date, &Booked::default());
        let places = slots.iter().flatten().map(|slot| usize::from(slot.places));
        let percent = usize::from(self.rules.unconfirmed_percent);
        (places.sum::<usize>() * percent).div_ceil(100)
    }

    /// The last day that can be booked.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        let days = Days::new(self.rules.horizon_days.into());
        self.now
            .date
            .checked_add_days(days)
            .unwrap_or(self.now.date)
    }

    fn bookable_starts(&self, date: NaiveDate, booked: &Booked) -> impl Iterator<Item = Start> {
        let stretches = if date <= self.last_day() {
            self.slots(date, booked)
        } else {
            Vec::new()
        };
        let length = self
            .internet()
            .map_or(1, |internet| internet.slots_for(self.service.minutes));
        let starts: Vec<_> = runs(&stretches, length)
            .filter_map(|run| {
                let time = run.first()?.during.from;
                let free = least_free(run);
                (free > 0).then_some(Start { time, free })
            })
            .collect();
        let earliest = self.earliest();
        starts.into_iter().filter(move |start| {
            let time = start.time;
            self.in_time(AgreedTime { date, time }, earliest)
        })
    }

    fn internet(&self) -> Option<&InternetPlaces> {
        let internet = self.workplace.internet.as_ref();
        internet.filter(|_| self.service.workplace == self.workplace.id)
    }

    /// The first moment that can be booked.
    fn earliest(&self) -> Moment {
        let notice = match self.booker {
            Booker::Client => self.rules.notice(),
            Booker::Clerk => TimeDelta::zero(),
        };
        self.now.at(self.now.instant + notice)
    }

    fn in_time(&self, agreed: AgreedTime, earliest: Moment) -> bool {
        match agreed.date.cmp(&earliest.date) {
            Ordering::Less => false,
            Ordering::Equal => agreed.instant(self.now) >= earliest.instant,
            Ordering::Greater => true,
        }
    }

    fn is_closed(&self, date: NaiveDate, slot: Interval) -> bool {
        let stops = |closure: &Closure| {
            closure.stops(self.workplace, self.service) && closure.overlaps(date, slot)
        };
        self.closures.iter().any(stops)
    }

    fn clocks_change_on(&self, date: NaiveDate) -> bool {
        let midnight = |date| self.now.instant_of(date, NaiveTime::MIN);
        date.succ_opt()
            .is_none_or(|next| midnight(next) - midnight(date) != TimeDelta::days(1))
    }

    /// Whether the town's clocks never show that time of that day.
    fn is_skipped(&self, date: NaiveDate, time: NaiveTime) -> bool {
        let shown = self.now.at(self.now.instant_of(date, time));
        (shown.date, shown.time) != (date, time)
    }
}

impl Workplace {
    /// The slots of that day, by stretch, whether they have places or not. What is left of a
    /// stretch after its last whole slot is none.
    #[must_use]
    pub fn slots_on(&self, date: NaiveDate) -> Vec<Vec<Interval>> {
        match (&self.internet, self.hours.on(date)) {
            (Some(internet), Some(day)) => day
                .stretches()
                .iter()
                .map(|stretch| steps(*stretch, internet.slot_minutes))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// The `count` starts nearest to `wanted`, in order of time; of two as near the earlier one.
#[must_use]
pub fn nearest(starts: &[Start], wanted: NaiveTime, count: usize) -> Vec<Start> {
    let mut nearest = starts.to_vec();
    nearest.sort_by_key(|start| ((start.time - wanted).abs(), start.time));
    nearest.truncate(count);
    nearest.sort_by_key(|start| start.time);
    nearest
}

fn steps(stretch: Interval, slot_minutes: NonZeroU16) -> Vec<Interval> {
    let step = i64::from(slot_minutes.get());
    let whole = (stretch.to - stretch.from).num_minutes() / step;
    // Within the stretch, so that no addition passes midnight.
    let nth = |n: i64| stretch.from + TimeDelta::minutes(n * step);
    (0..whole)
        .map(|n| Interval {
            from: nth(n),
            to: nth(n + 1),
        })
        .collect()
}

/// Every `length` consecutive slots of one stretch.
fn runs(stretches: &[Vec<Slot>], length: usize) -> impl Iterator<Item = &[Slot]> {
    stretches
        .iter()
        .flat_map(move |stretch| stretch.windows(length))
}

fn least_free(run: &[Slot]) -> u16 {
    run.iter().map(Slot::free).min().unwrap_or(0)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::LazyLock;

    use chrono::{Datelike as _, TimeZone as _};
    use proptest::prelude::*;

    use super::*;
    use crate::{
        closure::Closed,
        holidays::is_public_holiday,
        internet::{DayPlaces, PlacesPiece},
        opening_hours::{Day, OpeningHours, WeekdayKey},
        text::Localized,
        timetable::Timetable,
    };

    pub(crate) fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Prague's clocks show `text`, such as `2026-11-23T09:10:00`.
    pub(crate) fn prague(text: &str) -> Moment {
        let zone = chrono_tz::Europe::Prague;
        let local = zone.from_local_datetime(&text.parse().unwrap());
        Moment::new(local.earliest().unwrap().to_utc(), zone)
    }

    fn interval(text: &str) -> Interval {
        let (from, to) = text.split_once('-').unwrap();
        let full = |text| time(&format!("{text}:00"));
        Interval {
            from: full(from),
            to: full(to),
        }
    }

    /// Open every day of the week in `stretches` (as `08:00-11:30`), with `places` throughout.
    pub(crate) fn workplace(stretches: &[&str], slot_minutes: u16, places: u16) -> Workplace {
        let stretches: Vec<_> = stretches.iter().map(|text| interval(text)).collect();
        let pieces = stretches
            .iter()
            .map(|during| PlacesPiece {
                during: *during,
                places,
            })
            .collect();
        let pieces = DayPlaces::new(pieces).unwrap();
        let hours = Day::new(stretches).unwrap();
        Workplace {
            id: "a".parse().unwrap(),
            department: "d".parse().unwrap(),
            lobby: "hall".parse().unwrap(),
            series: "A".parse().unwrap(),
            name: Localized::default(),
            daily_capacity: 0,
            hours: OpeningHours::weekly(WeekdayKey::ALL.map(|day| (day, hours.clone())).into()),
            internet: Some(InternetPlaces {
                slot_minutes: slot_minutes.try_into().unwrap(),
                places: Timetable::weekly(WeekdayKey::ALL.map(|day| (day, pieces.clone())).into()),
            }),
        }
    }

    pub(crate) fn service(minutes: u16) -> Service {
        Service {
            id: "a-1".parse().unwrap(),
            workplace: "a".parse().unwrap(),
            name: Localized::default(),
            minutes,
            papers: Localized::default(),
            bookable: true,
            offered: crate::town::OfferedTo::Everyone,
        }
    }

    static DEFAULT: LazyLock<Rules> = LazyLock::new(Rules::default);

    /// On Sunday 22 November 2026 at noon.
    pub(crate) fn offer<'a>(workplace: &'a Workplace, service: &'a Service) -> Offer<'a> {
        Offer {
            workplace,
            service,
            closures: &[],
            rules: &DEFAULT,
            booker: Booker::Client,
            now: prague("2026-11-22T12:00:00"),
        }
    }

    fn shown(starts: &[Start]) -> Vec<String> {
        let starts = starts.iter();
        starts
            .map(|start| start.time.format("%H:%M").to_string())
            .collect()
    }

    /// On Monday 23 November 2026.
    fn starts(offer: &Offer<'_>) -> Vec<String> {
        shown(&offer.starts(day("2026-11-23"), &Booked::default()))
    }

    fn closed(of: &str, from: &str, to: &str) -> Closure {
        let id = "a".parse();
        Closure {
            of: match of {
                "lobby" => Closed::Lobby("hall".parse().unwrap()),
                "other lobby" => Closed::Lobby("corridor".parse().unwrap()),
                "workplace" => Closed::Workplace(id.unwrap()),
                "service" => Closed::Service("a-1".parse().unwrap()),
                _ => Closed::Counter(3.try_into().unwrap()),
            },
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            reason: "Porucha proudu".parse().unwrap(),
        }
    }

    #[test]
    fn a_service_begins_at_each_slot_and_nothing_begins_at_closing() {
        let workplace = workplace(&["12:00-18:00"], 90, 1);
        let expected = ["12:00", "13:30", "15:00", "16:30"];
        assert_eq!(starts(&offer(&workplace, &service(30))), expected);
        assert_eq!(starts(&offer(&workplace, &service(90))), expected);
        assert_eq!(
            starts(&offer(&workplace, &service(91))),
            ["12:00", "13:30", "15:00"]
        );
    }

    #[test]
    fn a_service_does_not_reach_over_a_break() {
        let workplace = workplace(&["09:00-09:30", "09:45-10:00"], 15, 1);
        assert_eq!(starts(&offer(&workplace, &service(30))), ["09:00"]);
    }

    #[test]
    fn slots_begin_anew_after_a_break_and_a_rest_of_a_stretch_is_none() {
        let workplace = workplace(&["08:00-08:50", "09:05-09:50"], 20, 1);
        assert_eq!(
            starts(&offer(&workplace, &service(20))),
            ["08:00", "08:20", "09:05", "09:25"]
        );
    }

    #[test]
    fn slots_up_to_the_end_of_the_day_do_not_pass_midnight() {
        let workplace = workplace(&["22:00-23:59"], 45, 1);
        assert_eq!(starts(&offer(&workplace, &service(45))), ["22:00", "22:45"]);
        let longer_than_a_day = service(u16::MAX);
        let offer = offer(&workplace, &longer_than_a_day);
        assert!(starts(&offer).is_empty());
    }

    #[test]
    fn an_hours_notice_on_quarters_of_an_hour_means_the_next_quarter() {
        let (workplace, service) = (workplace(&["08:00-12:00"], 15, 1), service(15));
        let first = |now| {
            let offer = Offer {
                now: prague(now),
                ..offer(&workplace, &service)
            };
            starts(&offer).first().cloned().unwrap()
        };
        assert_eq!(first("2026-11-23T09:10:00"), "10:15");
        assert_eq!(first("2026-11-23T09:15:00"), "10:15");
        assert_eq!(first("2026-11-23T09:15:01"), "10:30");
    }

    #[test]
    fn a_clerk_books_any_time_that_has_not_begun() {
        let (workplace, service) = (workplace(&["08:00-12:00"], 15, 1), service(15));
        let first = |now| {
            let offer = Offer {
                booker: Booker::Clerk,
                now: prague(now),
                ..offer(&workplace, &service)
            };
            starts(&offer).first().cloned()
        };
        assert_eq!(first("2026-11-23T09:14:59").as_deref(), Some("09:15"));
        assert_eq!(first("2026-11-23T09:15:00").as_deref(), Some("09:15"));
        assert_eq!(first("2026-11-23T09:15:01").as_deref(), Some("09:30"));
        assert_eq!(first("2026-11-23T11:45:01"), None);
    }

    #[test]
    fn horizon_places_and_closures_bind_a_clerk_as_well() {
        let (workplace, service) = (workplace(&["08:00-12:00"], 15, 1), service(15));
        let closures = [closed(
            "workplace",
            "2026-11-23T08:00:00",
            "2026-11-23T09:00:00",
        )];
        let offer = Offer {
            closures: &closures,
            booker: Booker::Clerk,
            ..offer(&workplace, &service)
        };
        let place = |date, at, taken| {
            let time = time(at);
            let booked = Booked([(time, taken)].into());
            let date = day(date);
            let place = offer.place(AgreedTime { date, time }, &booked);
            place.map(|place| place.slots)
        };
        let last = day("2026-12-22");
        assert!(place("2026-12-22", "08:00:00", 0).is_ok());
        assert_eq!(
            place("2026-12-23", "08:00:00", 0),
            Err(NoPlace::TooFar { last })
        );
        assert_eq!(place("2026-11-24", "08:00:00", 1), Err(NoPlace::Taken));
        assert_eq!(place("2026-11-23", "08:45:00", 0), Err(NoPlace::NotOffered));
        let unbookable = Service {
            bookable: false,
            ..offer.service.clone()
        };
        let offer = Offer {
            service: &unbookable,
            ..offer
        };
        let agreed = AgreedTime {
            date: day("2026-11-24"),
            time: time("08:00:00"),
        };
        let refused = offer.place_anew(agreed, &Booked::default());
        assert_eq!(refused, Err(NoPlace::NotBookable));
    }

    #[test]
    fn day_thirty_is_offered_and_day_thirty_one_and_yesterday_are_not() {
        let (workplace, service) = (workplace(&["08:00-12:00"], 15, 1), service(15));
        let offer = offer(&workplace, &service);
        let none = Booked::default();
        let at = |date| AgreedTime {
            date,
            time: time("08:00:00"),
        };
        let (last, after) = (day("2026-12-22"), day("2026-12-23"));
        assert!(!offer.starts(last, &none).is_empty());
        assert!(offer.place(at(last), &none).is_ok());
        assert!(offer.starts(after, &none).is_empty());
        assert_eq!(offer.place(at(after), &none), Err(NoPlace::TooFar { last }));
        let yesterday = day("2026-11-21");
        assert!(offer.starts(yesterday, &none).is_empty());
        assert_eq!(offer.place(at(yesterday), &none), Err(NoPlace::TooSoon));
        let days: Vec<_> = offer.days(&BTreeMap::new()).collect();
        assert_eq!(days.len(), 31);
        assert_eq!(
            days.last(),
            Some(&CalendarDay {
                date: last,
                free: true
            })
        );
    }

    #[test]
    fn a_holiday_offers_nothing_and_the_calendar_says_so() {
        let (workplace, service) = (workplace(&["08:00-12:00"], 15, 1), service(15));
        let offer = Offer {
            now: prague("2026-12-20T12:00:00"),
            ..offer(&workplace, &service)
        };
        let shut: Vec<_> = offer
            .days(&BTreeMap::new())
            .filter(|day| !day.free)
            .map(|day| day.date.to_string())
            .collect();
        assert_eq!(
            shut,
            [
                "2026-12-20",
                "2026-12-24",
                "2026-12-25",
                "2026-12-26",
                "2027-01-01"
            ]
        );
        assert_eq!(
            offer.first_free_day(&BTreeMap::new()),
            Some(day("2026-12-21"))
        );
    }

    #[test]
    fn the_first_free_day_is_the_first_with_a_place_left() {
        let (workplace, service) = (workplace(&["08:00-09:00"], 60, 1), service(60));
        let full = Booked([(time("08:00:00"), 1)].into());
        let booked = |days: &[&str]| days.iter().map(|date| (day(date), full.clone())).collect();
        let first = |days| offer(&workplace, &service).first_free_day(&booked(days));
        assert_eq!(
            first(&["2026-11-23", "2026-11-24"]),
            Some(day("2026-11-25"))
        );
        assert_eq!(first(&["2026-11-24"]), Some(day("2026-11-23")));
    }

    #[test]
    fn two_closures_leave_the_hours_between_them_open() {
        let (workplace, service) = (workplace(&["08:00-16:00"], 60, 1), service(60));
        for of in ["lobby", "workplace", "service"] {
            let closures = [
                closed(of, "2026-11-23T08:00:00", "2026-11-23T09:00:00"),
                closed(of, "2026-11-23T15:00:00", "2026-11-23T16:00:00"),
            ];
            let offer = Offer {
                closures: &closures,
                ..offer(&workplace, &service)
            };
            assert_eq!(
                starts(&offer),
                ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00"],
                "{of}"
            );
            let at_eight = AgreedTime {
                date: day("2026-11-23"),
                time: time("08:00:00"),
            };
            let refused = offer.place(at_eight, &Booked::default());
            assert_eq!(refused, Err(NoPlace::NotOffered));
        }
    }

    #[test]
    fn a_closure_of_days_closes_them_and_one_of_something_else_closes_nothing() {
        let (workplace, service) = (workplace(&["08:00-10:00"], 60, 1), service(60));
        let days_off = [closed(
            "workplace",
            "2026-11-23T09:30:00",
            "2026-11-26T09:00:00",
        )];
        let offer = Offer {
            closures: &days_off,
            ..offer(&workplace, &service)
        };
        let none = Booked::default();
        let on = |date| shown(&offer.starts(day(date), &none));
        assert_eq!(on("2026-11-23"), ["08:00"]);
        assert!(on("2026-11-24").is_empty() && on("2026-11-25").is_empty());
        assert_eq!(on("2026-11-26"), ["09:00"]);
        for of in ["other lobby", "counter"] {
            let closures = [closed(of, "2026-11-01T00:00:00", "2026-12-31T00:00:00")];
            let offer = Offer {
                closures: &closures,
                ..offer
            };
            assert_eq!(starts(&offer).len(), 2, "{of}");
        }
    }

    #[test]
    fn a_service_of_three_slots_takes_exactly_three_or_none() {
        let (workplace, service) = (workplace(&["08:00-09:30"], 15, 1), service(40));
        let offer = offer(&workplace, &service);
        let at = |text| AgreedTime {
            date: day("2026-11-23"),
            time: time(text),
        };
        let mut booked = Booked::default();
        let place = offer.place(at("08:15:00"), &booked).unwrap();
        let taken = ["08:15:00", "08:30:00", "08:45:00"].map(time);
        assert_eq!(place.slots, taken);
        booked.add(&place.slots);
        assert_eq!(booked.0, taken.map(|slot| (slot, 1)).into());
        // 8:00 needs 8:15, and 8:45 is taken; from 9:00 there are only two left.
        assert_eq!(offer.place(at("08:00:00"), &booked), Err(NoPlace::Taken));
        assert_eq!(offer.place(at("08:45:00"), &booked), Err(NoPlace::Taken));
        assert_eq!(
            offer.place(at("09:00:00"), &booked),
            Err(NoPlace::NotOffered)
        );
        assert_eq!(
            offer.place(at("08:20:00"), &booked),
            Err(NoPlace::NotOffered)
        );
        assert!(offer.starts(day("2026-11-23"), &booked).is_empty());
        booked.remove(&place.slots);
        assert_eq!(offer.starts(day("2026-11-23"), &booked).len(), 4);
    }

    #[test]
    fn free_places_are_the_least_of_the_slots_taken() {
        let (workplace, service) = (workplace(&["08:00-08:45"], 15, 3), service(30));
        let booked = Booked([(time("08:00:00"), 1), (time("08:30:00"), 2)].into());
        let starts = offer(&workplace, &service).starts(day("2026-11-23"), &booked);
        assert_eq!(
            starts.iter().map(|start| start.free).collect::<Vec<_>>(),
            [2, 1]
        );
    }

    #[test]
    fn where_places_were_taken_away_there_are_none_free_and_never_fewer() {
        let (workplace, service) = (workplace(&["08:00-09:00"], 30, 1), service(30));
        let booked = Booked([(time("08:00:00"), 3)].into());
        let offer = offer(&workplace, &service);
        assert_eq!(offer.slots(day("2026-11-23"), &booked)[0][0].free(), 0);
        assert_eq!(shown(&offer.starts(day("2026-11-23"), &booked)), ["08:30"]);
    }

    #[test]
    fn what_was_booked_in_shorter_slots_counts_in_longer_ones() {
        let (workplace, service) = (workplace(&["08:00-10:00"], 60, 1), service(60));
        let booked = Booked([(time("08:20:00"), 1)].into());
        let offer = offer(&workplace, &service);
        // How long it lasts is not known any more: perhaps an hour, as now.
        let starts = offer.starts(day("2026-11-23"), &booked);
        assert_eq!(shown(&starts), Vec::<&str>::new());
    }

    #[test]
    fn what_was_booked_before_the_hours_were_shifted_takes_of_both_slots() {
        let (workplace, service) = (workplace(&["08:10-08:55"], 15, 1), service(15));
        let booked = Booked([(time("08:15:00"), 1)].into());
        let offer = offer(&workplace, &service);
        assert_eq!(shown(&offer.starts(day("2026-11-23"), &booked)), ["08:40"]);
        // At the very edge of one it takes of that alone.
        let booked = Booked([(time("08:25:00"), 1)].into());
        let starts = offer.starts(day("2026-11-23"), &booked);
        assert_eq!(shown(&starts), ["08:10", "08:40"]);
    }

    #[test]
    fn only_what_is_meant_for_the_internet_is_offered_there() {
        let with_places = workplace(&["08:00-09:00"], 60, 1);
        let not_bookable = Service {
            bookable: false,
            ..service(60)
        };
        let hidden = Service {
            offered: crate::town::OfferedTo::Staff,
            ..service(60)
        };
        let foreign = Service {
            workplace: "c".parse().unwrap(),
            ..service(60)
        };
        let without_places = Workplace {
            internet: None,
            ..with_places.clone()
        };
        let bookable = service(60);
        let at = AgreedTime {
            date: day("2026-11-23"),
            time: time("08:00:00"),
        };
        let none = Booked::default();
        for (workplace, service) in [(&with_places, &foreign), (&without_places, &bookable)] {
            let offer = offer(workplace, service);
            assert!(starts(&offer).is_empty());
            assert_eq!(offer.place(at, &none), Err(NoPlace::NotBookable));
        }
        // Nobody books it anew, and whoever has booked it before can have another time.
        for service in [&not_bookable, &hidden] {
            let offer = offer(&with_places, service);
            assert_eq!(offer.place_anew(at, &none), Err(NoPlace::NotBookable));
            assert_eq!(starts(&offer), ["08:00"]);
            assert!(offer.place(at, &none).is_ok());
        }
        let no_places = workplace(&["08:00-09:00"], 60, 0);
        let refused = offer(&no_places, &bookable).place(at, &Booked::default());
        assert_eq!(refused, Err(NoPlace::NotOffered));
    }

    #[test]
    fn no_time_that_the_clocks_skip_is_offered_and_a_doubled_one_once() {
        let (workplace, service) = (workplace(&["01:00-04:00"], 30, 1), service(30));
        let on = |date, now| {
            let offer = Offer {
                now: prague(now),
                ..offer(&workplace, &service)
            };
            shown(&offer.starts(day(date), &Booked::default()))
        };
        assert_eq!(
            on("2026-03-29", "2026-03-28T12:00:00"),
            ["01:00", "01:30", "03:00", "03:30"]
        );
        assert_eq!(on("2026-10-25", "2026-10-24T12:00:00").len(), 6);
        // The notice is an hour of life, not of the clock.
        assert_eq!(on("2026-03-29", "2026-03-29T01:00:00"), ["03:00", "03:30"]);
    }

    #[test]
    fn the_nearest_free_times_are_named_in_order() {
        let starts = ["08:00:00", "08:30:00", "09:30:00", "10:00:00"].map(|text| Start {
            time: time(text),
            free: 1,
        });
        let three = nearest(&starts, time("09:00:00"), 3);
        assert_eq!(shown(&three), ["08:00", "08:30", "09:30"]);
        assert_eq!(nearest(&starts, time("09:00:00"), 9).len(), 4);
    }

    #[test]
    fn every_working_day_of_ten_years_offers_the_same_and_every_holiday_nothing() {
        let (workplace, service) = (
            workplace(&["08:00-11:30", "12:00-17:00"], 30, 1),
            service(30),
        );
        let none = Booked::default();
        for date in day("2026-01-01").iter_days().take(3_653) {
            let offer = Offer {
                now: prague(&format!("{}T12:00:00", date - Days::new(2))),
                ..offer(&workplace, &service)
            };
            let expected = if is_public_holiday(date) { 0 } else { 7 + 10 };
            assert_eq!(offer.starts(date, &none).len(), expected, "{date}");
        }
    }

    // ---- Any bookings on any day of ten years ----

    #[derive(Clone, Debug)]
    struct Scenario {
        workplace: Workplace,
        services: Vec<Service>,
        closures: Vec<Closure>,
        booker: Booker,
        now: Moment,
        /// Days ahead; some are beyond the horizon.
        ahead: u64,
    }

    impl Scenario {
        fn date(&self) -> NaiveDate {
            self.now.date + Days::new(self.ahead)
        }

        fn offer<'a>(&'a self, service: &'a Service) -> Offer<'a> {
            Offer {
                workplace: &self.workplace,
                service,
                closures: &self.closures,
                rules: &DEFAULT,
                booker: self.booker,
                now: self.now,
            }
        }
    }

    fn minute(of_day: u32) -> NaiveTime {
        NaiveTime::from_num_seconds_from_midnight_opt(of_day * 60, 0).unwrap()
    }

    /// Two stretches with a break and places that are not those of the hours, day and night, so
    /// that the clock changes fall into them.
    fn a_workplace() -> impl Strategy<Value = Workplace> {
        let bounds = proptest::collection::btree_set(0_u32..288, 4);
        // As a rule the places are there while it is open; otherwise at any hours.
        let other = proptest::collection::btree_set(0_u32..288, 4);
        let pieces = proptest::option::weighted(0.3, other);
        (bounds, pieces, 5_u16..=60, 0_u16..4, 1_u16..4).prop_map(
            |(bounds, pieces, slot_minutes, first, second)| {
                let halves = |bounds: std::collections::BTreeSet<u32>| {
                    let bounds: Vec<_> = bounds.into_iter().map(|n| minute(n * 5)).collect();
                    [(bounds[0], bounds[1]), (bounds[2], bounds[3])]
                        .map(|(from, to)| Interval { from, to })
                };
                let [morning, afternoon] = halves(pieces.unwrap_or_else(|| bounds.clone()));
                let places = vec![
                    PlacesPiece {
                        during: morning,
                        places: first,
                    },
                    PlacesPiece {
                        during: afternoon,
                        places: second,
                    },
                ];
                let places = DayPlaces::new(places).unwrap();
                let hours = Day::new(halves(bounds).to_vec()).unwrap();
                let mut workplace = workplace(&[], slot_minutes, 0);
                workplace.hours =
                    OpeningHours::weekly(WeekdayKey::ALL.map(|day| (day, hours.clone())).into());
                if let Some(internet) = &mut workplace.internet {
                    internet.places.week = WeekdayKey::ALL.map(|day| (day, places.clone())).into();
                }
                workplace
            },
        )
    }

    /// One day in eight is a night of the clock change.
    fn an_instant() -> impl Strategy<Value = DateTime<Utc>> {
        let from = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
        let any = (0_i64..10 * 366 * 86_400).prop_map(move |s| from + TimeDelta::seconds(s));
        let change = (
            2026..2036,
            prop_oneof![Just(3), Just(10)],
            0_i64..30 * 86_400,
        )
            .prop_map(|(year, month, before)| {
                let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
                let sunday = last - Days::new(last.weekday().num_days_from_sunday().into());
                sunday.and_time(minute(60)).and_utc() - TimeDelta::seconds(before)
            });
        prop_oneof![7 => any, 1 => change]
    }

    fn scenario() -> impl Strategy<Value = Scenario> {
        (
            a_workplace(),
            proptest::collection::vec(1_u16..180, 1..4),
            an_instant(),
            prop_oneof![0_u64..3, 0_u64..33],
            proptest::option::of((0_u32..288, 1_i64..600)),
            prop_oneof![Just(Booker::Client), Just(Booker::Clerk)],
        )
            .prop_map(|(workplace, minutes, now, ahead, closure, booker)| {
                let now = Moment::new(now, chrono_tz::Europe::Prague);
                let closures = closure.into_iter().map(|(from, minutes)| {
                    let from = (now.date + Days::new(ahead)).and_time(minute(from * 5));
                    Closure {
                        of: Closed::Workplace(workplace.id.clone()),
                        from,
                        to: from + TimeDelta::minutes(minutes),
                        reason: "Porucha proudu".parse().unwrap(),
                    }
                });
                Scenario {
                    closures: closures.collect(),
                    services: minutes.into_iter().map(service).collect(),
                    workplace,
                    booker,
                    now,
                    ahead,
                }
            })
    }

    /// Books as the town would: half of what is offered, half of what anybody types into the
    /// address.
    fn book(scenario: &Scenario, wishes: &[(usize, u32)]) -> (Booked, Vec<(Place, u16)>) {
        let (mut booked, mut places) = (Booked::default(), Vec::new());
        for (pick, of_day) in wishes {
            let service = &scenario.services[pick % scenario.services.len()];
            let offer = scenario.offer(service);
            let starts = offer.starts(scenario.date(), &booked);
            let slots = offer.slots(scenario.date(), &booked);
            let of_any_slot = slots.iter().flatten().map(|slot| slot.during.from);
            let time = match pick % 4 {
                0 => Some(minute(*of_day)),
                1 => of_any_slot.cycle().nth(pick / 4),
                _ => starts.get(pick % starts.len().max(1)).map(|s| s.time),
            };
            let Some(time) = time else {
                continue;
            };
            let date = scenario.date();
            let won = offer.place(AgreedTime { date, time }, &booked);
            let was_offered = starts.iter().any(|start| start.time == time);
            assert_eq!(
                won.is_ok(),
                was_offered,
                "{won:?} at {time}, offered: {starts:?}"
            );
            if let Ok(place) = won {
                booked.add(&place.slots);
                places.push((place, service.minutes));
            }
        }
        (booked, places)
    }

    proptest! {
        #[test]
        fn nothing_begins_outside_opening_hours_or_reaches_across_a_break(scenario in scenario()) {
            let (date, now) = (scenario.date(), scenario.now);
            for service in &scenario.services {
                for start in scenario.offer(service).starts(date, &Booked::default()) {
                    let from = start.time;
                    let to = from + TimeDelta::minutes(service.minutes.into());
                    let stretches = scenario.workplace.hours.on(date).unwrap().stretches();
                    prop_assert!(stretches.iter().any(|s| s.from <= from && from < to && to <= s.to));
                    prop_assert!(!is_public_holiday(date));
                    prop_assert!(scenario.ahead <= 30);
                    let begins = now.instant_of(date, from);
                    prop_assert_eq!((now.at(begins).date, now.at(begins).time), (date, from));
                    let notice = match scenario.booker {
                        Booker::Client => TimeDelta::minutes(60),
                        Booker::Clerk => TimeDelta::zero(),
                    };
                    prop_assert!(begins - now.instant >= notice);
                    let during = Interval { from, to };
                    prop_assert!(!scenario.closures.iter().any(|c| c.overlaps(date, during)));
                }
            }
        }

        #[test]
        fn bookings_never_exceed_places_and_free_and_booked_are_all_of_them(
            scenario in scenario(),
            wishes in proptest::collection::vec((0_usize..200, 0_u32..1440), 0..80),
        ) {
            let (booked, places) = book(&scenario, &wishes);
            let slots = scenario.offer(&scenario.services[0]).slots(scenario.date(), &booked);
            for slot in slots.iter().flatten() {
                prop_assert!(slot.booked <= slot.places);
                prop_assert_eq!(slot.free() + slot.booked, slot.places);
                // The sums of the slots are those of the bookings, counted by their durations.
                let there = places.iter().filter(|(place, minutes)| {
                    let ends = place.agreed.time + TimeDelta::minutes((*minutes).into());
                    place.agreed.time < slot.during.to && slot.during.from < ends
                });
                prop_assert_eq!(there.count(), usize::from(slot.booked));
            }
            let in_slots: u32 = slots.iter().flatten().map(|slot| u32::from(slot.booked)).sum();
            let total: u32 = booked.0.values().map(|taken| u32::from(*taken)).sum();
            prop_assert_eq!(in_slots, total);
        }

        #[test]
        fn a_place_depends_on_nothing_but_what_concerns_it(
            scenario in scenario(),
            booked in proptest::collection::btree_map(0_u32..1440, 1_u16..3, 0..60),
        ) {
            let date = scenario.date();
            let booked = Booked(booked.into_iter().map(|(at, taken)| (minute(at), taken)).collect());
            for service in &scenario.services {
                let offer = scenario.offer(service);
                let slots = offer.slots(date, &booked);
                for time in slots.iter().flatten().map(|slot| slot.during.from) {
                    let agreed = AgreedTime { date, time };
                    let concerned = offer.concerned(agreed);
                    let mut known = booked.clone();
                    known.0.retain(|at, _| concerned.contains(*at));
                    prop_assert_eq!(offer.place(agreed, &known), offer.place(agreed, &booked));
                }
            }
        }

        #[test]
        fn giving_every_place_back_leaves_the_day_as_it_was(
            scenario in scenario(),
            wishes in proptest::collection::vec((0_usize..200, 0_u32..1440), 0..30),
        ) {
            let (mut booked, places) = book(&scenario, &wishes);
            for (place, _) in &places {
                booked.remove(&place.slots);
            }
            for service in &scenario.services {
                let offer = scenario.offer(service);
                prop_assert_eq!(
                    offer.starts(scenario.date(), &booked),
                    offer.starts(scenario.date(), &Booked::default())
                );
            }
        }

        #[test]
        fn the_calendar_marks_the_days_that_have_a_start(scenario in scenario()) {
            let offer = scenario.offer(&scenario.services[0]);
            for day in offer.days(&BTreeMap::new()) {
                let any = !offer.starts(day.date, &Booked::default()).is_empty();
                prop_assert_eq!(day.free, any);
            }
        }
    }
}
