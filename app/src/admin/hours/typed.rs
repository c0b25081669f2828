//! What of a workplace a form changes: the form as it is now, and the workplace as it would be by what
//! was typed.
//!
//! The fields are `workplace`, `piece` ([`Piece`]), `seen` and `agreed`; of the week `capacity` and `slot`; of a
//! period `from` and `to`; of both `mon` and `mon-places` to `sun-places`; of a single day `date`,
//! `hours` and `places`.

use std::{cmp::Ordering, collections::BTreeMap, num::NonZeroU16};

use chrono::{Datelike as _, NaiveDate};
use domain::{
    internet::{DayPlaces, DayPlacesError, InternetPlaces, MOST_PLACES, PlacesPiece},
    opening_hours::{Day, DayError, Interval, WeekdayKey},
    timetable::{Period, Timetable, Week},
    town::{LARGEST_CAPACITY, LONGEST_SERVICE, SHORTEST_SLOT, Workplace},
};
use serde::{Deserialize, Serialize};

use crate::{
    admin::{Fields, fields::field},
    api::ApiError,
    ui::time_of_day,
};

/// Weekdays as they are called in the fields, from Monday.
pub const WEEKDAYS: [(WeekdayKey, &str); 7] = [
    (WeekdayKey::Mon, "mon"),
    (WeekdayKey::Tue, "tue"),
    (WeekdayKey::Wed, "wed"),
    (WeekdayKey::Thu, "thu"),
    (WeekdayKey::Fri, "fri"),
    (WeekdayKey::Sat, "sat"),
    (WeekdayKey::Sun, "sun"),
];

/// What a form changes; a date that is none yet begins a new one. In the address: `week`, `period`,
/// `period 2026-07-01`, `day`, `day 2026-12-24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    Week,
    Period(Option<NaiveDate>),
    Day(Option<NaiveDate>),
}

impl Piece {
    fn parse(text: &str) -> Option<Self> {
        let (kind, key) = match text.split_once(' ') {
            Some((kind, key)) => (kind, Some(key.parse().ok()?)),
            None => (text, None),
        };
        match (kind, key) {
            ("week", None) => Some(Self::Week),
            ("period", from) => Some(Self::Period(from)),
            ("day", date) => Some(Self::Day(date)),
            _ => None,
        }
    }

    #[must_use]
    pub fn word(self) -> String {
        let with = |kind: &str, key: Option<NaiveDate>| {
            key.map_or_else(|| kind.to_owned(), |key| format!("{kind} {key}"))
        };
        match self {
            Self::Week => "week".to_owned(),
            Self::Period(from) => with("period", from),
            Self::Day(date) => with("day", date),
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Capacity,
    NoHours,
    NoPlaces,
    /// It begins when it ends.
    Empty,
    Backwards,
    Overlap,
    PlacesOverlap,
    /// Places where nobody works.
    OutsideHours,
    PlacesNumber,
    NeverOpen,
    NoDate,
    /// The day is over.
    Past,
    PeriodBackwards,
    /// There is one of that date already.
    Known,
    /// In how many minutes somebody can begin.
    Slot,
}

pub type Problems = BTreeMap<String, Problem>;

pub(super) fn piece(fields: &Fields) -> Result<Piece, ApiError> {
    Piece::parse(field(fields, "piece")).ok_or(ApiError::NotFound)
}

/// The form of a piece, filled in as it is now; none if there is none of that date.
pub(super) fn fields_of(workplace: &Workplace, piece: Piece) -> Option<Fields> {
    let (hours, internet) = (&workplace.hours, workplace.internet.as_ref());
    let given = internet.map(|internet| &internet.places);
    let of_week = |hours: &Week<Day>, places: Option<&Week<DayPlaces>>| {
        let mut fields = Fields::new();
        for (weekday, word) in WEEKDAYS {
            let day = hours.get(&weekday).map(hours_text);
            fields.insert(word.to_owned(), day.unwrap_or_default());
            if let Some(places) = places {
                let day = places.get(&weekday).map(places_text);
                fields.insert(format!("{word}-places"), day.unwrap_or_default());
            }
        }
        fields
    };
    let mut fields = match piece {
        Piece::Week => {
            let none = Week::new();
            let places = given.map_or(&none, |given| &given.week);
            let mut fields = of_week(&hours.week, Some(places));
            let capacity = workplace.daily_capacity.to_string();
            fields.insert("capacity".to_owned(), capacity);
            let slot = internet.map(|internet| internet.slot_minutes.to_string());
            fields.insert("slot".to_owned(), slot.unwrap_or_default());
            fields
        }
        // A new one begins as the week is.
        Piece::Period(None) => {
            let mut fields = of_week(&hours.week, given.map(|given| &given.week));
            fields.insert("from".to_owned(), String::new());
            fields.insert("to".to_owned(), String::new());
            fields
        }
        Piece::Period(Some(from)) => {
            let period = hours.periods.get(&from)?;
            let nothing = Week::new();
            let places = given.map(|given| {
                let period = given.periods.get(&from);
                period.map_or(&nothing, |period| &period.week)
            });
            let mut fields = of_week(&period.week, places);
            fields.insert("from".to_owned(), from.to_string());
            let to = period.to.map(|to| to.to_string());
            fields.insert("to".to_owned(), to.unwrap_or_default());
            fields
        }
        Piece::Day(date) => {
            let day = match date {
                Some(date) => hours_text(hours.days.get(&date)?),
                None => String::new(),
            };
            let mut fields = Fields::from([("hours".to_owned(), day)]);
            if let Some(given) = given {
                let places = date.and_then(|date| given.days.get(&date));
                let places = places.map(places_text).unwrap_or_default();
                fields.insert("places".to_owned(), places);
            }
            let date = date.map(|date| date.to_string());
            fields.insert("date".to_owned(), date.unwrap_or_default());
            fields
        }
    };
    fields.insert("workplace".to_owned(), workplace.id.to_string());
    fields.insert("piece".to_owned(), piece.word());
    Some(fields)
}

/// The workplace without that piece, and without what is over; its week cannot be taken away.
pub(super) fn without(workplace: &Workplace, piece: Piece, today: NaiveDate) -> Workplace {
    let mut after = workplace.clone();
    after.hours.forget_before(today);
    let mut places = after.internet.as_mut().map(|internet| &mut internet.places);
    if let Some(places) = &mut places {
        places.forget_before(today);
    }
    match piece {
        Piece::Period(Some(from)) => {
            after.hours.periods.remove(&from);
            places.map(|places| places.periods.remove(&from));
        }
        Piece::Day(Some(date)) => {
            after.hours.days.remove(&date);
            places.map(|places| places.days.remove(&date));
        }
        Piece::Week | Piece::Period(None) | Piece::Day(None) => {}
    }
    after
}

/// The workplace as it would be by what was typed.
pub(super) fn typed(
    workplace: &Workplace,
    piece: Piece,
    fields: &Fields,
    today: NaiveDate,
) -> Result<Workplace, Problems> {
    let mut problems = Problems::new();
    let mut wrong = |name: &str, problem| {
        problems.entry(name.to_owned()).or_insert(problem);
    };
    let bookable = piece == Piece::Week || workplace.internet.is_some();
    let mut after = without(workplace, piece, today);
    let places = after.internet.as_mut().map(|internet| &mut internet.places);
    match piece {
        Piece::Week | Piece::Period(_) => {
            let (week, week_of_places) = typed_week(fields, bookable, &mut wrong);
            // A holiday of the whole office is a period that ends.
            let for_good = piece == Piece::Week || field(fields, "to").trim().is_empty();
            if week.is_empty() && for_good {
                wrong("mon", Problem::NeverOpen);
            }
            if piece == Piece::Week {
                let capacity = field(fields, "capacity").trim().parse().ok();
                let capacity = capacity.filter(|it| (1..=LARGEST_CAPACITY).contains(it));
                match capacity {
                    Some(capacity) => after.daily_capacity = capacity,
                    None => wrong("capacity", Problem::Capacity),
                }
                after.hours.week = week;
                match typed_slot(fields, &week_of_places) {
                    Err(problem) => wrong("slot", problem),
                    Ok(None) => after.internet = None,
                    Ok(Some(slot_minutes)) => {
                        let none = || InternetPlaces {
                            slot_minutes,
                            places: Timetable::weekly(Week::new()),
                        };
                        let internet = after.internet.get_or_insert_with(none);
                        internet.slot_minutes = slot_minutes;
                        internet.places.week = week_of_places;
                    }
                }
            } else if let Some((from, to)) = typed_period(fields, today, &mut wrong) {
                let (period, of_places) = (week, week_of_places);
                let period = Period { to, week: period };
                let known = after.hours.periods.insert(from, period.clone());
                // The same form once more makes nothing else of it.
                if known.is_some_and(|known| known != period) {
                    wrong("from", Problem::Known);
                }
                if let Some(places) = places {
                    let week = of_places;
                    places.periods.insert(from, Period { to, week });
                }
            }
        }
        Piece::Day(_) => {
            let day = typed_hours(fields, "hours", &mut wrong);
            let of_places = typed_places(fields, "places", day.as_ref(), &mut wrong);
            match read_date(field(fields, "date")) {
                None => wrong("date", Problem::NoDate),
                Some(date) if date < today => wrong("date", Problem::Past),
                Some(date) => {
                    let day = day.unwrap_or_default();
                    let known = after.hours.days.insert(date, day.clone());
                    if known.is_some_and(|known| known != day) {
                        wrong("date", Problem::Known);
                    }
                    if let Some(places) = places {
                        places.days.insert(date, of_places);
                    }
                }
            }
        }
    }
    if problems.is_empty() {
        Ok(after)
    } else {
        Err(problems)
    }
}

/// None: it cannot be booked.
fn typed_slot(fields: &Fields, places: &Week<DayPlaces>) -> Result<Option<NonZeroU16>, Problem> {
    let typed = field(fields, "slot").trim();
    if typed.is_empty() && places.is_empty() {
        return Ok(None);
    }
    let slot = typed.parse::<NonZeroU16>().ok();
    let slot = slot.filter(|it| (SHORTEST_SLOT..=LONGEST_SERVICE).contains(&it.get()));
    slot.map(Some).ok_or(Problem::Slot)
}

type Wrong<'w> = &'w mut dyn FnMut(&str, Problem);

fn typed_week(fields: &Fields, bookable: bool, wrong: Wrong) -> (Week<Day>, Week<DayPlaces>) {
    let (mut week, mut places) = (Week::new(), Week::new());
    for (weekday, word) in WEEKDAYS {
        let day = typed_hours(fields, word, wrong);
        if bookable {
            let of_day = typed_places(fields, &format!("{word}-places"), day.as_ref(), wrong);
            if !of_day.pieces().is_empty() {
                places.insert(weekday, of_day);
            }
        }
        if let Some(day) = day.filter(|day| !day.stretches().is_empty()) {
            week.insert(weekday, day);
        }
    }
    (week, places)
}

fn typed_period(
    fields: &Fields,
    today: NaiveDate,
    wrong: Wrong,
) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let from = read_date(field(fields, "from"));
    if from.is_none() {
        wrong("from", Problem::NoDate);
    }
    let to = field(fields, "to").trim();
    let to = if to.is_empty() {
        None
    } else {
        let to = read_date(to);
        match (from, to) {
            (_, None) => wrong("to", Problem::NoDate),
            (_, Some(to)) if to < today => wrong("to", Problem::Past),
            (Some(from), Some(to)) if to < from => wrong("to", Problem::PeriodBackwards),
            _ => {}
        }
        to
    };
    Some((from?, to))
}

fn read_date(typed: &str) -> Option<NaiveDate> {
    let date: NaiveDate = typed.trim().parse().ok()?;
    // Others are slips of the keyboard.
    (2000..2100).contains(&date.year()).then_some(date)
}

/// None: they are wrong.
fn typed_hours(fields: &Fields, name: &str, wrong: Wrong) -> Option<Day> {
    let typed = pieces(field(fields, name)).map(str::parse::<Interval>);
    let Ok(mut stretches) = typed.collect::<Result<Vec<_>, _>>() else {
        wrong(name, Problem::NoHours);
        return None;
    };
    if let Some(problem) = stretches.iter().find_map(empty_or_backwards) {
        wrong(name, problem);
    }
    stretches.sort();
    let day = Day::new(stretches).inspect_err(|error| {
        let problem = match error {
            DayError::Backwards { .. } => Problem::Backwards,
            DayError::Overlap { .. } => Problem::Overlap,
        };
        wrong(name, problem);
    });
    day.ok()
}

fn typed_places(fields: &Fields, name: &str, day: Option<&Day>, wrong: Wrong) -> DayPlaces {
    let typed = pieces(field(fields, name)).map(str::parse::<PlacesPiece>);
    let Ok(mut places) = typed.collect::<Result<Vec<_>, _>>() else {
        wrong(name, Problem::NoPlaces);
        return DayPlaces::default();
    };
    let of = |it: &PlacesPiece| {
        if let Some(problem) = empty_or_backwards(&it.during) {
            return Some(problem);
        }
        if !(1..=MOST_PLACES).contains(&it.places) {
            return Some(Problem::PlacesNumber);
        }
        day.is_some_and(|day| !day.covers(it.during))
            .then_some(Problem::OutsideHours)
    };
    if let Some(problem) = places.iter().find_map(of) {
        wrong(name, problem);
    }
    places.sort_by_key(|it| it.during);
    DayPlaces::new(places).unwrap_or_else(|error| {
        let problem = match error {
            DayPlacesError::Backwards { .. } => Problem::Backwards,
            DayPlacesError::Overlap { .. } => Problem::PlacesOverlap,
        };
        wrong(name, problem);
        DayPlaces::default()
    })
}

fn empty_or_backwards(during: &Interval) -> Option<Problem> {
    match during.to.cmp(&during.from) {
        Ordering::Less => Some(Problem::Backwards),
        Ordering::Equal => Some(Problem::Empty),
        Ordering::Greater => None,
    }
}

/// What is separated by commas or semicolons.
fn pieces(typed: &str) -> impl Iterator<Item = &str> {
    let pieces = typed.split([',', ';']).map(str::trim);
    pieces.filter(|piece| !piece.is_empty())
}

pub(super) fn interval_text(Interval { from, to }: &Interval) -> String {
    format!("{}–{}", time_of_day(*from), time_of_day(*to))
}

/// "8:00–11:30, 12:00–17:00"
pub(super) fn hours_text(day: &Day) -> String {
    let stretches = day.stretches().iter().map(interval_text);
    stretches.collect::<Vec<_>>().join(", ")
}

/// "8:00–11:30 ×2, 12:00–17:00 ×1"
pub(super) fn places_text(day: &DayPlaces) -> String {
    let pieces = day.pieces().iter();
    let pieces = pieces.map(|it| format!("{} ×{}", interval_text(&it.during), it.places));
    pieces.collect::<Vec<_>>().join(", ")
}
