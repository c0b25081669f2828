//! What is otherwise at a workplace: `[[workplace.period]]` and `[[workplace.day]]`.

use chrono::NaiveDate;
use domain::{
    internet::DayPlaces,
    opening_hours::OpeningHours,
    timetable::{Period, Timetable, Week},
    town::Workplace,
};

use super::{
    NoValue, Wrong, day, places,
    tree::{Entry, Keys, Reader},
    week_of_hours, week_of_places,
};
use crate::hours;

/// What is otherwise at a workplace for a time or on single days.
#[derive(Default)]
pub(super) struct Exceptions {
    // Both without a usual week.
    hours: OpeningHours,
    places: Timetable<DayPlaces>,
}

impl Exceptions {
    pub(super) fn read<'t>(r: &mut Reader<'t>, keys: &Keys<'t>) -> Option<Self> {
        let mut exceptions = Self::default();
        let mut complete = true;
        let listed = |r: &mut Reader<'t>, name| {
            let entry = keys.get(name);
            entry
                .and_then(|entry| r.any_array(&entry))
                .unwrap_or_default()
        };
        for entry in listed(r, "period") {
            complete &= exceptions.period(r, &entry).is_some();
        }
        for entry in listed(r, "day") {
            complete &= exceptions.day(r, &entry).is_some();
        }
        complete.then_some(exceptions)
    }

    fn period<'t>(&mut self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<()> {
        let keys = r.table(entry, &["from", "to", "hours", "places"])?;
        let first = r.required(&keys, "from");
        let from = first.as_ref().and_then(|entry| date(r, entry));
        let to = match keys.get("to") {
            Some(entry) => date(r, &entry).map(Some),
            None => Some(None),
        };
        let hours = r.required(&keys, "hours");
        let hours = hours.and_then(|entry| {
            let keys = r.table(&entry, &hours::WEEKDAYS)?;
            week_of_hours(r, &keys)
        });
        let places = match keys.get("places") {
            Some(entry) => r
                .table(&entry, &hours::WEEKDAYS)
                .and_then(|keys| week_of_places(r, &keys, hours.as_ref())),
            None => Some(Week::new()),
        };
        let (first, from, to) = (first?, from?, to?);
        if to.is_some_and(|to| to < from) {
            r.wrong(&first, Wrong::PeriodBackwards);
        }
        let (week, places) = (hours?, places?);
        let known = self.hours.periods.insert(from, Period { to, week });
        let week = places;
        self.places.periods.insert(from, Period { to, week });
        only_one(r, &first, known.is_some())
    }

    fn day<'t>(&mut self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<()> {
        let keys = r.table(entry, &["date", "hours", "places"])?;
        let first = r.required(&keys, "date");
        let on = first.as_ref().and_then(|entry| date(r, entry));
        let hours = r.required(&keys, "hours");
        let hours = hours.and_then(|entry| day(r, &entry));
        let places = match keys.get("places") {
            Some(entry) => places(r, &entry, hours.as_ref().map(Some)),
            None => Some(DayPlaces::default()),
        };
        let (on, first) = (on?, first?);
        let known = self.hours.days.insert(on, hours?);
        self.places.days.insert(on, places?);
        only_one(r, &first, known.is_some())
    }

    /// The workplace with them.
    pub(super) fn of(self, mut workplace: Workplace) -> Workplace {
        workplace.hours.periods = self.hours.periods;
        workplace.hours.days = self.hours.days;
        if let Some(internet) = &mut workplace.internet {
            internet.places.periods = self.places.periods;
            internet.places.days = self.places.days;
        }
        workplace
    }
}

fn only_one<'t>(r: &mut Reader<'t>, entry: &Entry<'t>, is_known: bool) -> Option<()> {
    if is_known {
        r.wrong(entry, Wrong::SameDate);
    }
    (!is_known).then_some(())
}

fn date<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<NaiveDate> {
    r.parsed_or(entry, NoValue::Date)
}
