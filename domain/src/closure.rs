//! A period in which a part of the office does not work.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CounterNumber, LobbyId, ServiceId, WorkplaceId},
    opening_hours::Interval,
    town::{Service, Workplace},
};

/// Civil time in the town's zone; `from` is in the period, `to` is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    pub of: Closed,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
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

impl Closure {
    /// Whether nobody can have `service` of `workplace` because of it, while it lasts.
    #[must_use]
    pub fn stops(&self, workplace: &Workplace, service: &Service) -> bool {
        match &self.of {
            Closed::Lobby(lobby) => *lobby == workplace.lobby,
            Closed::Workplace(id) => *id == workplace.id,
            Closed::Service(id) => *id == service.id,
            Closed::Counter(_) => false,
        }
    }

    /// Whether some of `slot` on that day lies in the period.
    #[must_use]
    pub fn overlaps(&self, date: NaiveDate, slot: Interval) -> bool {
        self.from < date.and_time(slot.to) && date.and_time(slot.from) < self.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_is_closed_when_any_of_it_is() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let closure = Closure {
            of: Closed::Lobby("hall".parse().unwrap()),
            from: "2026-11-23T08:00:00".parse().unwrap(),
            to: "2026-11-24T09:00:00".parse().unwrap(),
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
