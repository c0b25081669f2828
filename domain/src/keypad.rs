//! The kiosk's keypad for codes: it rests after wrong ones, so that nobody tries them through.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::town::Rules;

/// One kiosk's keypad. A new one has seen no wrong code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keypad {
    /// Takes a code; so many wrong ones came in a row.
    Ready { wrong: u8 },
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
        Self::Ready { wrong: 0 }
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
        let wrong = match self {
            Self::Resting { until } if now < until => return self,
            Self::Resting { .. } => 1,
            Self::Ready { wrong } => wrong.saturating_add(1),
        };
        if wrong >= rules.wrong_codes_until_rest {
            Self::Resting {
                until: now + rules.keypad_rest(),
            }
        } else {
            Self::Ready { wrong }
        }
    }

    /// After a right code, or when the kiosk returns to its start. A rest goes on: whoever tries
    /// codes could else end it with one press.
    #[must_use]
    pub fn reset(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::Resting { until } if now < until => self,
            Self::Ready { .. } | Self::Resting { .. } => Self::default(),
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
        let keypad = after_wrong(4)
            .reset(noon())
            .wrong(&Rules::default(), noon());
        assert_eq!(keypad, after_wrong(1));
    }

    #[test]
    fn a_rest_is_neither_ended_by_the_start_nor_made_longer_by_more_codes() {
        let resting = after_wrong(5);
        assert_eq!(resting.reset(at(29)), resting);
        assert_eq!(resting.wrong(&Rules::default(), at(29)), resting);
        assert_eq!(resting.reset(at(30)), Keypad::default());
    }

    #[test]
    fn after_a_rest_the_count_begins_anew() {
        let keypad = after_wrong(5).wrong(&Rules::default(), at(30));
        assert_eq!(keypad, after_wrong(1));
    }
}
