//! The kiosk's keypad for codes: it rests after wrong ones, so that nobody tries them through.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::town::Rules;

/// One kiosk's keypad. A new one has seen no wrong code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keypad {
    /// Takes a code; so many wrong ones came in a row.
    Ready {
        wrong: u8,
        /// When the kiosk's return to its start last forgave them.
        forgiven_at: Option<DateTime<Utc>>,
    },
    /// Takes none before that instant.
    Resting { until: DateTime<Utc> },
}

/// The keypad takes no code now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rests {
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub until: DateTime<Utc>,
}

impl Default for Keypad {
    fn default() -> Self {
        Self::Ready {
            wrong: 0,
            forgiven_at: None,
        }
    }
}

impl Keypad {
    /// Before a code is looked up.
    ///
    /// # Errors
    /// [`Rests`]: the code is not to be looked at, be it right or wrong.
    pub fn take(self, now: DateTime<Utc>) -> Result<(), Rests> {
        match self {
            Self::Resting { until } if now < until => Err(Rests { until }),
            Self::Ready { .. } | Self::Resting { .. } => Ok(()),
        }
    }

    /// After a wrong code: one that is unknown or is no code.
    #[must_use]
    pub fn wrong(self, rules: &Rules, now: DateTime<Utc>) -> Self {
        let (wrong, forgiven_at) = match self {
            Self::Resting { until } if now < until => return self,
            Self::Resting { .. } => (1, None),
            Self::Ready { wrong, forgiven_at } => (wrong.saturating_add(1), forgiven_at),
        };
        if u16::from(wrong) >= rules.wrong_codes_until_rest {
            Self::Resting {
                until: now + rules.keypad_rest(),
            }
        } else {
            Self::Ready { wrong, forgiven_at }
        }
    }

    /// After a right code: it is used up, so that nobody can forgive himself with it twice.
    #[must_use]
    pub fn right(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::Resting { until } if now < until => self,
            Self::Ready { .. } | Self::Resting { .. } => Self::default(),
        }
    }

    /// When the kiosk returns to its start. A rest goes on: whoever tries codes could else end it
    /// with one press. For the same reason the start forgives once in the time of a rest: four
    /// codes and a return, again and again, are no faster a way to try them.
    #[must_use]
    pub fn start(self, rules: &Rules, now: DateTime<Utc>) -> Self {
        match self {
            Self::Resting { until } if now < until => self,
            Self::Resting { .. } => Self::default(),
            Self::Ready { forgiven_at, .. }
                if forgiven_at.is_some_and(|at| now < at + rules.keypad_rest()) =>
            {
                self
            }
            Self::Ready { wrong: 0, .. } => self,
            Self::Ready { .. } => Self::Ready {
                wrong: 0,
                forgiven_at: Some(now),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::ticket::tests::noon;

    fn after_wrong(codes: u8) -> Keypad {
        (0..codes).fold(Keypad::default(), |keypad, _| {
            keypad.wrong(&Rules::default(), noon())
        })
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        noon() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_fifth_wrong_code_in_a_row_rests_the_keypad_for_half_a_minute() {
        assert_eq!(after_wrong(4).take(noon()), Ok(()));
        let resting = after_wrong(5);
        let rests = Err(Rests { until: at(30) });
        assert_eq!(resting.take(at(0)), rests);
        assert_eq!(resting.take(at(29)), rests);
        assert_eq!(resting.take(at(30)), Ok(()));
    }

    #[test]
    fn a_right_code_or_the_start_resets_the_count() {
        let rules = Rules::default();
        let keypad = after_wrong(4).right(noon()).wrong(&rules, noon());
        assert_eq!(keypad, after_wrong(1));
        let mut keypad = after_wrong(4).start(&rules, noon());
        for _ in 0..4 {
            keypad = keypad.wrong(&rules, noon());
        }
        assert_eq!(keypad.take(noon()), Ok(()));
        assert!(keypad.wrong(&rules, noon()).take(noon()).is_err());
    }

    #[test]
    fn the_start_forgives_once_in_the_time_of_a_rest() {
        let rules = Rules::default();
        let forgiven = after_wrong(4).start(&rules, at(0)).wrong(&rules, at(0));
        assert_eq!(forgiven.start(&rules, at(29)), forgiven);
        assert_ne!(forgiven.start(&rules, at(30)), forgiven);
        // Whoever has done nothing wrong does not use it up.
        let fresh = Keypad::default();
        assert_eq!(fresh.start(&rules, at(0)), fresh);
    }

    #[test]
    fn a_rest_is_neither_ended_by_the_start_nor_made_longer_by_more_codes() {
        let rules = Rules::default();
        let resting = after_wrong(5);
        assert_eq!(resting.start(&rules, at(29)), resting);
        assert_eq!(resting.right(at(29)), resting);
        assert_eq!(resting.wrong(&rules, at(29)), resting);
        assert_eq!(resting.start(&rules, at(30)), Keypad::default());
    }

    #[test]
    fn after_a_rest_the_count_begins_anew() {
        let keypad = after_wrong(5).wrong(&Rules::default(), at(30));
        assert_eq!(keypad, after_wrong(1));
    }
}
