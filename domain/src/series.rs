//! A workplace's numbers of one day, and whether the kiosk hands out another one.

use chrono::{Days, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::{
    closure::Closure,
    estimate::{Prospect, Wait},
    moment::Moment,
    opening_hours::{Interval, Opening},
    ticket::Ticket,
    town::{Rules, Workplace},
};

/// What a workplace has handed out today. A new day begins with the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySeries {
    /// The last number given, 0 before the first.
    pub last: u16,
    /// How many of them were walk-ins: only these count towards the capacity.
    pub walk_ins: u16,
    /// How many more than the daily capacity a supervisor lets in today.
    pub extra: u16,
    /// A supervisor has stopped the tickets, for the rest of the day or until they are given again.
    pub stopped: bool,
}

/// Why the kiosk gives no ticket, and when it will.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoTicket {
    /// It opens later today; tickets from this time on.
    NotYet {
        #[serde(with = "crate::wire::time")]
        from: NaiveTime,
    },
    /// Not today, or no more today.
    Closed { opens: Option<Opening> },
    /// A supervisor has stopped them for today.
    Stopped { opens: Option<Opening> },
    /// Today's capacity is used up.
    Full { opens: Option<Opening> },
    /// Whoever came now could not be served before closing.
    TooLate { opens: Option<Opening> },
}

/// A ticket as the kiosk hands it out, with what is said of it at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedTicket {
    pub ticket: Ticket,
    /// How many wait at the workplace before this one.
    pub ahead: u16,
    pub wait: Wait,
}

/// Why nothing changes about how a workplace hands out its tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplyRefusal {
    UnknownWorkplace,
    /// Others have been added since; so many are extra now.
    Stale {
        extra: u16,
    },
    /// Nothing is to be added, or more than [`MOST_EXTRA`] in all.
    OutOfRange,
}

/// So many tickets beyond the daily capacity at most: more is a slip of the finger.
pub const MOST_EXTRA: u16 = 500;

/// Why the kiosk gives no ticket for what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketRefusal {
    UnknownWorkplace,
    NotInThisLobby,
    UnknownService,
    NoTicket(NoTicket),
}

impl Workplace {
    /// Whether a walk-in may have a ticket now for a service of `minutes`.
    ///
    /// It is too late when they would sooner not than have been served at closing: the middle of
    /// the estimate counts, for with its cautious end the kiosk would stop long before the counters
    /// have nothing more to do, and with the hopeful one it would promise what cannot be.
    ///
    /// # Errors
    /// The reason why not, with the time when tickets are given again.
    pub fn hands_out(
        &self,
        series: DaySeries,
        prospect: Prospect,
        minutes: u16,
        closures: &[Closure],
        rules: &Rules,
        now: Moment,
    ) -> Result<(), NoTicket> {
        let opens = || self.next_opening_after(now.date, closures);
        let Some((day, (opening, closing))) = self
            .work_on(now.date, closures)
            .and_then(|day| Some((day.clone(), day.opens().zip(day.closes())?)))
        else {
            return Err(NoTicket::Closed { opens: opens() });
        };
        if now.time >= closing {
            return Err(NoTicket::Closed { opens: opens() });
        }
        if series.stopped {
            return Err(NoTicket::Stopped { opens: opens() });
        }
        let from = match tickets_from(opening, rules) {
            from if self.is_closed(now.date, Interval { from, to: opening }, closures) => opening,
            from => from,
        };
        if self.is_closed_at(now, closures) {
            let mut stretches = day.stretches().iter().map(|stretch| stretch.from);
            let from = stretches.find(|from| *from > now.time).unwrap_or(closing);
            return Err(NoTicket::NotYet { from });
        }
        if series.walk_ins >= self.capacity(series) {
            return Err(NoTicket::Full { opens: opens() });
        }
        if now.time < from {
            return Err(NoTicket::NotYet { from });
        }
        let usual = || now.instant + TimeDelta::minutes(minutes.into());
        let closes_at = now.instant_of(now.date, closing);
        if prospect.done_at.unwrap_or_else(usual) > closes_at {
            return Err(NoTicket::TooLate { opens: opens() });
        }
        Ok(())
    }

    /// How many walk-ins get a ticket today.
    #[must_use]
    pub fn capacity(&self, series: DaySeries) -> u16 {
        self.daily_capacity.saturating_add(series.extra)
    }

    /// When next something about opening changes by time alone, in civil time of the day or of
    /// the day after: screens are made anew then.
    #[must_use]
    pub fn next_change(&self, rules: &Rules, now: Moment) -> Opening {
        let today = self.hours.on(now.date);
        let change = today
            .and_then(|day| {
                Some([
                    tickets_from(day.opens()?, rules),
                    day.opens()?,
                    day.closes()?,
                ])
            })
            .and_then(|times| times.into_iter().find(|time| *time > now.time));
        match change {
            Some(time) => Opening {
                date: now.date,
                time,
            },
            None => Opening {
                date: now.date.checked_add_days(Days::new(1)).unwrap_or(now.date),
                time: NaiveTime::MIN,
            },
        }
    }
}

/// From when on tickets are handed out for an office that opens at `opening`; never yesterday.
fn tickets_from(opening: NaiveTime, rules: &Rules) -> NaiveTime {
    let before = TimeDelta::minutes(rules.tickets_before_opening_minutes.into());
    match opening.overflowing_sub_signed(before) {
        (time, 0) => time,
        _ => NaiveTime::MIN,
    }
}

impl DaySeries {
    /// The series after a walk-in took the next number; its number is then [`last`](Self::last).
    /// `None` when the numbers of the day are exhausted.
    #[must_use]
    pub fn with_walk_in(self) -> Option<Self> {
        Some(Self {
            last: self.last.checked_add(1)?,
            walk_ins: self.walk_ins.checked_add(1)?,
            ..self
        })
    }

    /// The series after a supervisor who saw `seen` extra tickets added `more`. Naming what was
    /// seen keeps a repeat from adding twice.
    ///
    /// # Errors
    /// [`SupplyRefusal::Stale`] or [`SupplyRefusal::OutOfRange`].
    pub fn with_more(self, seen: u16, more: u16) -> Result<Self, SupplyRefusal> {
        let extra = self.extra;
        if seen != extra {
            return Err(SupplyRefusal::Stale { extra });
        }
        match extra.checked_add(more) {
            Some(extra) if more > 0 && extra <= MOST_EXTRA => Ok(Self { extra, ..self }),
            _ => Err(SupplyRefusal::OutOfRange),
        }
    }

    /// The series after a client who checked in took the next number. It does not count towards
    /// the capacity.
    #[must_use]
    pub fn with_reservation(self) -> Option<Self> {
        Some(Self {
            last: self.last.checked_add(1)?,
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{NaiveDate, NaiveTime};

    use super::*;
    use crate::{
        closure::Closed,
        opening_hours::{Day, Interval, OpeningHours, WeekdayKey},
        text::Localized,
    };

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    /// Monday 8:00–11:30 and 12:00–17:00, Wednesday 9:00–12:00; three tickets a day.
    fn workplace() -> Workplace {
        let stretch = |from, to| Interval {
            from: time(from),
            to: time(to),
        };
        let monday = Day::new(vec![
            stretch("08:00:00", "11:30:00"),
            stretch("12:00:00", "17:00:00"),
        ]);
        let wednesday = Day::new(vec![stretch("09:00:00", "12:00:00")]);
        Workplace {
            id: "a".parse().unwrap(),
            department: "d".parse().unwrap(),
            lobby: "hall".parse().unwrap(),
            series: "A".parse().unwrap(),
            name: Localized::default(),
            daily_capacity: 3,
            hours: OpeningHours::weekly(BTreeMap::from([
                (WeekdayKey::Mon, monday.unwrap()),
                (WeekdayKey::Wed, wednesday.unwrap()),
            ])),
            internet: None,
        }
    }

    /// Monday 23 November 2026, Prague.
    fn monday(at: &str) -> Moment {
        let zone = chrono_tz::Europe::Prague;
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let local = date.and_time(time(at)).and_local_timezone(zone).unwrap();
        Moment::new(local.to_utc(), zone)
    }

    fn offer(series: DaySeries, prospect: Prospect, at: &str) -> Result<(), NoTicket> {
        workplace().hands_out(series, prospect, 15, &[], &Rules::default(), monday(at))
    }

    fn wednesday() -> Option<Opening> {
        Some(Opening {
            date: NaiveDate::from_ymd_opt(2026, 11, 25).unwrap(),
            time: time("09:00:00"),
        })
    }

    #[test]
    fn tickets_are_given_from_half_an_hour_before_opening_and_through_breaks() {
        let free = |at| offer(DaySeries::default(), Prospect::default(), at);
        let not_yet = Err(NoTicket::NotYet {
            from: time("07:30:00"),
        });
        assert_eq!(free("07:29:59"), not_yet);
        assert_eq!(free("07:30:00"), Ok(()));
        assert_eq!(free("11:45:00"), Ok(()));
        assert_eq!(free("16:45:00"), Ok(()));
        let closed = Err(NoTicket::Closed { opens: wednesday() });
        assert_eq!(free("17:00:00"), closed);
    }

    #[test]
    fn no_ticket_is_given_that_could_not_be_served_before_closing() {
        let too_late = Err(NoTicket::TooLate { opens: wednesday() });
        assert_eq!(
            offer(DaySeries::default(), Prospect::default(), "16:46:00"),
            too_late
        );
        let done = |at| Prospect {
            done_at: Some(monday(at).instant),
            ..Prospect::default()
        };
        let offer = |done_at| offer(DaySeries::default(), done(done_at), "14:00:00");
        assert_eq!(offer("17:00:00"), Ok(()));
        assert_eq!(offer("17:00:01"), too_late);
    }

    #[test]
    fn the_fourth_of_three_is_refused_and_the_next_day_begins_anew() {
        let mut series = DaySeries::default();
        for number in 1..=3 {
            assert_eq!(offer(series, Prospect::default(), "09:00:00"), Ok(()));
            series = series.with_walk_in().unwrap();
            assert_eq!(series.last, number);
        }
        let full = Err(NoTicket::Full { opens: wednesday() });
        assert_eq!(offer(series, Prospect::default(), "09:00:00"), full);
    }

    /// What becomes of a tap on Monday at `at`, when that time of it is closed.
    fn closed(from: &str, to: &str, at: &str) -> Result<(), NoTicket> {
        let date = monday("00:00:00").date;
        let closures = [Closure {
            of: Closed::Lobby("hall".parse().unwrap()),
            from: date.and_time(time(from)),
            to: date.and_time(time(to)),
            reason: "Porucha proudu".parse().unwrap(),
        }];
        let (series, rules) = (DaySeries::default(), Rules::default());
        workplace().hands_out(
            series,
            Prospect::default(),
            15,
            &closures,
            &rules,
            monday(at),
        )
    }

    #[test]
    fn no_ticket_is_given_while_it_is_closed() {
        let not_yet = |from| {
            let from = time(from);
            Err(NoTicket::NotYet { from })
        };
        let noon = |at| closed("09:00:00", "13:00:00", at);
        assert_eq!(noon("08:45:00"), Ok(()));
        assert_eq!(noon("09:00:00"), not_yet("13:00:00"));
        assert_eq!(noon("12:59:59"), not_yet("13:00:00"));
        assert_eq!(noon("13:00:00"), Ok(()));
        let morning = |at| closed("00:00:00", "10:00:00", at);
        assert_eq!(morning("07:30:00"), not_yet("10:00:00"));
        assert_eq!(morning("09:45:00"), not_yet("10:00:00"));
        assert_eq!(morning("10:00:00"), Ok(()));
        // Nobody is let wait who could not be served before it closes for the day.
        let evening = |at| closed("12:30:00", "23:00:00", at);
        assert_eq!(evening("12:15:00"), Ok(()));
        let too_late = Err(NoTicket::TooLate { opens: wednesday() });
        assert_eq!(evening("12:16:00"), too_late);
        let over = Err(NoTicket::Closed { opens: wednesday() });
        assert_eq!(evening("12:30:00"), over);
        assert_eq!(closed("00:00:00", "23:00:00", "09:00:00"), over);
    }

    #[test]
    fn a_reservation_takes_a_number_but_no_capacity() {
        let series = DaySeries::default().with_reservation().unwrap();
        assert_eq!((series.last, series.walk_ins), (1, 0));
        let exhausted = DaySeries {
            last: u16::MAX,
            ..DaySeries::default()
        };
        assert_eq!(exhausted.with_reservation(), None);
    }

    #[test]
    fn stopped_tickets_are_not_given_on_any_way_but_a_reservations() {
        let stopped = DaySeries {
            stopped: true,
            ..DaySeries::default()
        };
        let refused = Err(NoTicket::Stopped { opens: wednesday() });
        for at in ["07:00:00", "07:30:00", "11:45:00", "16:59:59"] {
            assert_eq!(offer(stopped, Prospect::default(), at), refused, "{at}");
        }
        let closed = Err(NoTicket::Closed { opens: wednesday() });
        assert_eq!(offer(stopped, Prospect::default(), "17:00:00"), closed);
        assert!(stopped.with_reservation().is_some_and(|it| it.stopped));
    }

    #[test]
    fn more_tickets_are_added_once_to_what_was_seen() {
        let full = DaySeries {
            last: 3,
            walk_ins: 3,
            ..DaySeries::default()
        };
        let more = full.with_more(0, 2).unwrap();
        assert_eq!(offer(more, Prospect::default(), "09:00:00"), Ok(()));
        let used = more.with_walk_in().and_then(DaySeries::with_walk_in);
        let refused = Err(NoTicket::Full { opens: wednesday() });
        assert_eq!(
            offer(used.unwrap(), Prospect::default(), "09:00:00"),
            refused
        );
        let stale = Err(SupplyRefusal::Stale { extra: 2 });
        assert_eq!(more.with_more(0, 2), stale);
        assert_eq!(more.with_more(2, 5).map(|it| it.extra), Ok(7));
    }

    #[test]
    fn not_nothing_and_not_too_many_are_added() {
        let none = DaySeries::default();
        let refused = Err(SupplyRefusal::OutOfRange);
        assert_eq!(none.with_more(0, 0), refused);
        assert_eq!(none.with_more(0, MOST_EXTRA + 1), refused);
        let most = none.with_more(0, MOST_EXTRA).unwrap();
        assert_eq!(most.with_more(MOST_EXTRA, 1), refused);
        assert_eq!(most.with_more(MOST_EXTRA, u16::MAX), refused);
    }

    #[test]
    fn screens_change_when_tickets_begin_at_opening_at_closing_and_at_midnight() {
        let change = |at| workplace().next_change(&Rules::default(), monday(at));
        assert_eq!(change("06:00:00").time, time("07:30:00"));
        assert_eq!(change("07:30:00").time, time("08:00:00"));
        assert_eq!(change("08:00:00").time, time("17:00:00"));
        let midnight = change("17:00:00");
        assert_eq!(midnight.time, NaiveTime::MIN);
        assert_eq!(midnight.date.to_string(), "2026-11-24");
    }
}
