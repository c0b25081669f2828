//! A period in which a part of the office does not work.

use std::{collections::BTreeMap, fmt, num::NonZeroU16, str::FromStr};

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CounterNumber, IdError, LobbyId, ServiceId, WorkplaceId},
    line::{self, LineError},
    moment::Moment,
    opening_hours::{self, Day, Interval, Opening},
    reservation::Reservation,
    text::{Language, Localized},
    town::{Service, Town, Workplace},
};

/// Civil time in the town's zone; `from` is in the period, `to` is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    pub of: Closed,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
    pub reason: Reason,
}

/// What does not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    Lobby(LobbyId),
    Workplace(WorkplaceId),
    Service(ServiceId),
    /// Takes no place from the internet: another counter may serve, and how many places one
    /// counter stands for is for the office to say.
    Counter(CounterNumber),
}

/// As it stands in addresses, forms and keys: a workplace is `obcanske-prukazy`, what else there is
/// `lobby:hall`, `service:op-zadost` and `counter:5`.
impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lobby(id) => write!(f, "lobby:{id}"),
            Self::Workplace(id) => write!(f, "{id}"),
            Self::Service(id) => write!(f, "service:{id}"),
            Self::Counter(number) => write!(f, "counter:{number}"),
        }
    }
}

impl FromStr for Closed {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.split_once(':') {
            Some(("lobby", id)) => id.parse().map(Self::Lobby),
            Some(("service", id)) => id.parse().map(Self::Service),
            Some(("counter", number)) => number.parse().map(Self::Counter),
            // No id has a colon.
            _ => text.parse().map(Self::Workplace),
        }
    }
}

/// Why something is closed, in the office's words to its clients: a line in Czech, and in whichever
/// other languages it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reason(Localized);

/// In characters.
pub const LONGEST_REASON: usize = 200;

impl Reason {
    /// # Errors
    /// Those of [`line::in_languages`].
    pub fn new(typed: &BTreeMap<Language, String>) -> Result<Self, LineError> {
        line::in_languages::<LONGEST_REASON>(typed).map(Self)
    }

    #[must_use]
    pub fn text(&self) -> &Localized {
        &self.0
    }
}

/// In Czech alone.
impl FromStr for Reason {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Self, LineError> {
        Self::new(&BTreeMap::from([(Language::default(), text.to_owned())]))
    }
}

/// How long before it begins a closure is told on public screens.
const TOLD_BEFORE: TimeDelta = TimeDelta::days(7);

/// Why nothing is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseRefusal {
    /// There is nothing of that name.
    Unknown,
    /// The period ends before it begins, or at once.
    Backwards,
    /// The period is past.
    Over,
}

impl Closure {
    /// Closes something from `from` until `to`.
    ///
    /// # Errors
    /// [`CloseRefusal`] if that is no time to come.
    pub fn new(
        of: Closed,
        from: NaiveDateTime,
        to: NaiveDateTime,
        reason: Reason,
        now: Moment,
    ) -> Result<Self, CloseRefusal> {
        if to <= from {
            return Err(CloseRefusal::Backwards);
        }
        if to <= now.date.and_time(now.time) {
            return Err(CloseRefusal::Over);
        }
        Ok(Self {
            of,
            from,
            to,
            reason,
        })
    }

    /// Whether public screens tell of it: a week before it begins, and until it ends.
    #[must_use]
    pub fn is_told(&self, now: Moment) -> bool {
        let now = now.date.and_time(now.time);
        self.from <= now + TOLD_BEFORE && now < self.to
    }

    /// What public screens say of what has that name, in the languages of its reason: "Občanské
    /// průkazy, 24. 11. 8:00–12:00 zavřeno: Porucha proudu".
    #[must_use]
    pub fn told_of(&self, name: &Localized) -> Localized {
        let told = self.reason.0.all().map(|(language, reason)| {
            let name = name.get(language);
            let period = self.period(language);
            let closed = match language {
                Language::Cs => "zavřeno",
                Language::En => "closed",
                Language::De => "geschlossen",
                Language::Uk => "зачинено",
            };
            (language, format!("{name}, {period} {closed}: {reason}"))
        });
        told.collect::<BTreeMap<_, _>>().into()
    }

    /// "24. 11. 8:00–12:00", "24. 11. 8:00 – 25. 11. 12:00"; whole days have no times: "24. 11.",
    /// "24. 11. – 26. 11.".
    #[must_use]
    pub fn period(&self, language: Language) -> String {
        let day = |date: NaiveDate| {
            let (day, month) = (date.day(), date.month());
            match language {
                Language::Cs => format!("{day}. {month}."),
                Language::En => format!("{day}/{month}"),
                Language::De | Language::Uk => format!("{day:02}.{month:02}."),
            }
        };
        let time = |time: NaiveTime| format!("{}:{:02}", time.hour(), time.minute());
        let (first, last) = (self.from.date(), self.to.date());
        let midnight = NaiveTime::MIN;
        if self.from.time() == midnight && self.to.time() == midnight {
            let last = last.pred_opt().unwrap_or(last);
            if first == last {
                return day(first);
            }
            return format!("{} – {}", day(first), day(last));
        }
        let (from, to) = (time(self.from.time()), time(self.to.time()));
        if first == last {
            format!("{} {from}–{to}", day(first))
        } else {
            format!("{} {from} – {} {to}", day(first), day(last))
        }
    }

    /// Whether nobody can have `service` of `workplace` because of it, while it lasts.
    #[must_use]
    pub fn stops(&self, workplace: &Workplace, service: &Service) -> bool {
        match &self.of {
            Closed::Service(id) => *id == service.id,
            _ => self.closes(workplace),
        }
    }

    /// Whether nothing is done at `workplace` while it lasts.
    #[must_use]
    pub fn closes(&self, workplace: &Workplace) -> bool {
        match &self.of {
            Closed::Lobby(lobby) => *lobby == workplace.lobby,
            Closed::Workplace(id) => *id == workplace.id,
            Closed::Service(_) | Closed::Counter(_) => false,
        }
    }

    /// Whether the client of an open reservation would come in vain: something of what it takes
    /// lies in the period. The reservation is of a workplace that it closes, or all services of
    /// which it may; `slot` is the length of that one's slots.
    #[must_use]
    pub fn affects(&self, reservation: &Reservation, slot: NonZeroU16) -> bool {
        match &self.of {
            Closed::Service(id) if *id != reservation.service => return false,
            Closed::Counter(_) => return false,
            Closed::Lobby(_) | Closed::Workplace(_) | Closed::Service(_) => {}
        }
        let date = reservation.agreed.date;
        let length = TimeDelta::minutes(slot.get().into());
        let taken = |from: &chrono::NaiveTime| {
            let from = date.and_time(*from);
            self.from < from + length && from < self.to
        };
        reservation.is_open() && reservation.slots().iter().any(taken)
    }

    /// Whether it lasts at that moment.
    #[must_use]
    pub fn lasts(&self, now: Moment) -> bool {
        let now = now.date.and_time(now.time);
        self.from <= now && now < self.to
    }

    /// Whether some of `slot` on that day lies in the period.
    #[must_use]
    pub fn overlaps(&self, date: NaiveDate, slot: Interval) -> bool {
        self.from < date.and_time(slot.to) && date.and_time(slot.from) < self.to
    }

    /// What it leaves of the work of a day.
    fn leaves(&self, date: NaiveDate, work: &[Interval]) -> Vec<Interval> {
        let mut left = Vec::new();
        for stretch in work {
            if !self.overlaps(date, *stretch) {
                left.push(*stretch);
                continue;
            }
            if date.and_time(stretch.from) < self.from {
                let to = self.from.time();
                left.push(Interval { to, ..*stretch });
            }
            if self.to < date.and_time(stretch.to) {
                let from = self.to.time();
                left.push(Interval { from, ..*stretch });
            }
        }
        left
    }
}

/// What is said of a counter while it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shut {
    pub counter: CounterNumber,
    /// The period, as [`Closure::period`] writes it.
    pub during: Localized,
    pub because: Localized,
}

impl Shut {
    /// None if the counter is not closed at that moment; of several closures what ends last.
    #[must_use]
    pub fn of(counter: CounterNumber, closures: &[Closure], now: Moment) -> Option<Self> {
        let shut = |it: &&Closure| it.of == Closed::Counter(counter) && it.lasts(now);
        let closure = closures.iter().filter(shut).max_by_key(|it| it.to)?;
        let during = Language::ALL.map(|language| (language, closure.period(language)));
        Some(Self {
            counter,
            during: BTreeMap::from(during).into(),
            because: closure.reason.text().clone(),
        })
    }
}

impl Workplace {
    /// The work of one day, less what is closed of it; none if nothing is left.
    #[must_use]
    pub fn work_on(&self, date: NaiveDate, closures: &[Closure]) -> Option<Day> {
        let mut work = self.hours.on(date)?.stretches().to_vec();
        for closure in closures.iter().filter(|closure| closure.closes(self)) {
            work = closure.leaves(date, &work);
        }
        Day::new(work)
            .ok()
            .filter(|day| !day.stretches().is_empty())
    }

    /// The first opening on a day after `date`.
    #[must_use]
    pub fn next_opening_after(&self, date: NaiveDate, closures: &[Closure]) -> Option<Opening> {
        opening_hours::next_opening_after(date, |date| self.work_on(date, closures))
    }

    /// Whether some of `time` on that day is closed.
    #[must_use]
    pub fn is_closed(&self, date: NaiveDate, time: Interval, closures: &[Closure]) -> bool {
        let mut closures = closures.iter();
        closures.any(|closure| closure.closes(self) && closure.overlaps(date, time))
    }

    /// Whether it is closed at that moment.
    #[must_use]
    pub fn is_closed_at(&self, now: Moment, closures: &[Closure]) -> bool {
        self.closed_because(now, closures).is_some()
    }

    /// Why it is closed at that moment, if it is.
    #[must_use]
    pub fn closed_because<'a>(&self, now: Moment, closures: &'a [Closure]) -> Option<&'a Reason> {
        let mut closures = closures.iter();
        let closes = |it: &&Closure| it.closes(self) && it.lasts(now);
        closures.find(closes).map(|closure| &closure.reason)
    }

    /// The closures as they are for whoever comes for `service`: what stops it alone closes all that
    /// they want of the workplace.
    #[must_use]
    pub fn closures_for(&self, service: &Service, closures: &[Closure]) -> Vec<Closure> {
        let stop = closures.iter().filter(|it| it.stops(self, service));
        let all_of_it = |closure: &Closure| Closure {
            of: Closed::Workplace(self.id.clone()),
            ..closure.clone()
        };
        stop.map(all_of_it).collect()
    }
}

impl Town {
    /// What it is called; none if there is no such thing. A service is named with its workplace, as
    /// screens name that.
    #[must_use]
    pub fn name_of(&self, closed: &Closed) -> Option<Localized> {
        match closed {
            Closed::Lobby(id) => Some(self.lobby(id)?.name.clone()),
            Closed::Workplace(id) => Some(self.workplace(id)?.name.clone()),
            Closed::Service(id) => {
                let service = self.service(id)?;
                let workplace = self.workplace(&service.workplace)?;
                let both = Language::ALL.map(|language| {
                    let of = workplace.name.get(language);
                    let name = service.name.get(language);
                    (language, format!("{of} – {name}"))
                });
                Some(BTreeMap::from(both).into())
            }
            Closed::Counter(number) => {
                self.counter(*number)?;
                let named = Language::ALL.map(|language| {
                    let counter = match language {
                        Language::Cs => "Přepážka",
                        Language::En => "Counter",
                        Language::De => "Schalter",
                        Language::Uk => "Віконце",
                    };
                    (language, format!("{counter} {number}"))
                });
                Some(BTreeMap::from(named).into())
            }
        }
    }

    /// Why whoever comes with an open reservation would come in vain, if something is closed then.
    #[must_use]
    pub fn closed_for(&self, reservation: &Reservation) -> Option<&Reason> {
        let workplace = self.workplace(&reservation.workplace)?;
        let service = self.service(&reservation.service)?;
        let slot = workplace.internet.as_ref()?.slot_minutes;
        let mut closures = self.closures.iter();
        let closure =
            closures.find(|it| it.stops(workplace, service) && it.affects(reservation, slot))?;
        Some(&closure.reason)
    }

    /// The workplaces of which something is closed with it: all of a lobby, that of a service, and
    /// those that a counter serves.
    #[must_use]
    pub fn workplaces_under(&self, closed: &Closed) -> Vec<&Workplace> {
        let workplaces = self.workplaces.iter();
        let under = |workplace: &&Workplace| match closed {
            Closed::Lobby(id) => workplace.lobby == *id,
            Closed::Workplace(id) => workplace.id == *id,
            Closed::Service(id) => {
                let service = self.service(id);
                service.is_some_and(|service| service.workplace == workplace.id)
            }
            Closed::Counter(number) => {
                let counter = self.counter(*number);
                counter.is_some_and(|counter| counter.calls_from(&workplace.id))
            }
        };
        workplaces.filter(under).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slots::tests::{day, prague, time, workplace};

    fn closed(from: &str, to: &str) -> Closure {
        Closure {
            of: Closed::Workplace("a".parse().unwrap()),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            reason: "Porucha proudu".parse().unwrap(),
        }
    }

    #[test]
    fn only_a_time_to_come_is_closed() {
        let close = |from: &str, to: &str| {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            let now = prague("2026-11-23T09:00:00");
            let reason = "Porucha proudu".parse().unwrap();
            Closure::new("a".parse().unwrap(), from, to, reason, now).map(drop)
        };
        assert_eq!(close("2026-11-23T08:00:00", "2026-11-23T09:00:01"), Ok(()));
        let over = Err(CloseRefusal::Over);
        assert_eq!(close("2026-11-23T08:00:00", "2026-11-23T09:00:00"), over);
        let backwards = Err(CloseRefusal::Backwards);
        assert_eq!(
            close("2026-11-24T08:00:00", "2026-11-24T08:00:00"),
            backwards
        );
    }

    #[test]
    fn what_is_closed_is_taken_out_of_the_days() {
        let workplace = workplace(&["08:00-11:30", "12:00-17:00"], 15, 1);
        let work = |closures: &[Closure]| {
            let work = workplace.work_on(day("2026-11-24"), closures);
            work.map(|day| {
                let shown = |it: &Interval| format!("{}-{}", it.from, it.to).replace(":00-", "-");
                day.stretches().iter().map(shown).collect::<Vec<_>>()
            })
        };
        let noon = closed("2026-11-24T11:00:00", "2026-11-24T13:00:00");
        let evening = closed("2026-11-24T16:00:00", "2026-11-25T08:00:00");
        assert_eq!(work(&[noon, evening]).unwrap().len(), 2);
        let across = closed("2026-11-24T10:00:00", "2026-11-24T10:30:00");
        let left = work(std::slice::from_ref(&across)).unwrap();
        assert_eq!(left.len(), 3, "{left:?}");
        assert_eq!(
            work(&[closed("2026-11-23T00:00:00", "2026-11-25T00:00:00")]),
            None
        );
        let other = Closure {
            of: Closed::Workplace("c".parse().unwrap()),
            ..across
        };
        assert_eq!(work(&[other]).unwrap().len(), 2);
    }

    #[test]
    fn it_is_told_in_every_language_a_week_before_and_until_it_ends() {
        let typed = BTreeMap::from([
            (Language::Cs, "Porucha proudu".to_owned()),
            (Language::De, " Stromausfall\n".to_owned()),
            (Language::En, " ".to_owned()),
        ]);
        let closure = Closure {
            reason: Reason::new(&typed).unwrap(),
            ..closed("2026-11-24T08:00:00", "2026-11-24T12:00:00")
        };
        let mut workplace = workplace(&["08:00-17:00"], 15, 1);
        workplace.name = BTreeMap::from([(Language::Cs, "Průkazy".to_owned())]).into();
        let told = closure.told_of(&workplace.name);
        let expected = [
            (
                Language::Cs,
                "Průkazy, 24. 11. 8:00–12:00 zavřeno: Porucha proudu",
            ),
            (
                Language::De,
                "Průkazy, 24.11. 8:00–12:00 geschlossen: Stromausfall",
            ),
        ];
        assert_eq!(told.all().collect::<Vec<_>>(), expected);
        let is_told = |at: &str| closure.is_told(prague(at));
        assert!(!is_told("2026-11-17T07:59:59"));
        assert!(is_told("2026-11-17T08:00:00"));
        assert!(is_told("2026-11-24T11:59:59"));
        assert!(!is_told("2026-11-24T12:00:00"));
        let period = |from: &str, to: &str| closed(from, to).period(Language::Cs);
        assert_eq!(
            period("2026-11-24T08:00:00", "2026-11-25T12:00:00"),
            "24. 11. 8:00 – 25. 11. 12:00"
        );
        assert_eq!(
            period("2026-11-24T00:00:00", "2026-11-25T00:00:00"),
            "24. 11."
        );
        assert_eq!(
            period("2026-11-24T00:00:00", "2026-12-01T00:00:00"),
            "24. 11. – 30. 11."
        );
        let missing = BTreeMap::from([(Language::En, "Fire".to_owned())]);
        assert_eq!(Reason::new(&missing), Err(LineError::Empty));
    }

    #[test]
    fn what_is_closed_is_read_as_it_is_written() {
        for written in ["lobby:hall", "a", "service:a-1", "counter:5"] {
            let closed: Closed = written.parse().unwrap();
            assert_eq!(closed.to_string(), written);
        }
        for wrong in [
            "",
            "lobby:",
            "attic:a",
            "counter:0",
            "counter:x",
            "a:b",
            "lobby:a:b",
        ] {
            assert!(wrong.parse::<Closed>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn it_opens_next_when_nothing_closes_it() {
        let workplace = workplace(&["08:00-17:00"], 15, 1);
        let closures = [closed("2026-11-24T00:00:00", "2026-11-26T09:30:00")];
        let opening = workplace.next_opening_after(day("2026-11-23"), &closures);
        let expected = Opening {
            date: day("2026-11-26"),
            time: time("09:30:00"),
        };
        assert_eq!(opening, Some(expected));
    }

    #[test]
    fn a_slot_is_closed_when_any_of_it_is() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let closure = Closure {
            of: Closed::Lobby("hall".parse().unwrap()),
            from: "2026-11-23T08:00:00".parse().unwrap(),
            to: "2026-11-24T09:00:00".parse().unwrap(),
            reason: "Porucha proudu".parse().unwrap(),
        };
        let overlaps = |date, from: &str, to: &str| {
            let slot = Interval {
                from: from.parse().unwrap(),
                to: to.parse().unwrap(),
            };
            closure.overlaps(date, slot)
        };
        assert!(!overlaps(date, "07:45:00", "08:00:00"));
        assert!(overlaps(date, "07:45:00", "08:01:00"));
        assert!(overlaps(date, "17:00:00", "17:15:00"));
        let tomorrow = date.succ_opt().unwrap();
        assert!(overlaps(tomorrow, "08:45:00", "09:00:00"));
        assert!(!overlaps(tomorrow, "09:00:00", "09:15:00"));
    }
}
