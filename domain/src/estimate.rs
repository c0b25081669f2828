//! How long the wait will be: the work that is ahead, shared among the counters that do it.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// What stands before someone who comes to a workplace now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Usual durations of all services ahead, added up.
    pub minutes_ahead: u32,
    /// How many counters share that work; 0 counts as one.
    pub counters: u32,
}

/// An expected wait, in steps of five minutes. Both zero: next at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    pub from_minutes: u16,
    pub to_minutes: u16,
}

/// The step in which a wait is told: nobody can know it better.
const STEP: u32 = 5;

impl Load {
    /// The expected wait as one span.
    #[must_use]
    pub fn wait(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.minutes_ahead / self.counters.max(1)))
    }

    /// The expected wait as it is told to people: a fifth less to a fifth more, rounded outwards.
    #[must_use]
    pub fn told(self) -> Wait {
        let minutes = self.minutes_ahead / self.counters.max(1);
        let from = minutes * 4 / 5 / STEP * STEP;
        let to = (minutes * 6).div_ceil(5).next_multiple_of(STEP);
        let short = |n: u32| u16::try_from(n).unwrap_or(u16::MAX);
        Wait {
            from_minutes: short(from),
            to_minutes: short(to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(minutes_ahead: u32, counters: u32) -> (u16, u16) {
        let load = Load {
            minutes_ahead,
            counters,
        };
        (load.told().from_minutes, load.told().to_minutes)
    }

    #[test]
    fn the_wait_is_told_in_steps_of_five_minutes() {
        assert_eq!(told(0, 1), (0, 0));
        assert_eq!(told(4, 1), (0, 5));
        assert_eq!(told(30, 1), (20, 40));
        assert_eq!(told(30, 2), (10, 20));
    }

    #[test]
    fn without_an_open_counter_one_is_assumed() {
        assert_eq!(told(30, 0), told(30, 1));
    }
}
