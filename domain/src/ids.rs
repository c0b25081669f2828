//! Names of things. Each is a type of its own, so that a lobby is never taken for a workplace.

use std::{fmt, num::NonZeroU16, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error(
        "`{0}` is not a valid id: use 1 to {MAX_SLUG} lower-case letters a–z, digits and hyphens, \
         beginning with a letter"
    )]
    Slug(String),
    #[error("`{0}` is not a series letter: use one capital letter A–Z")]
    Series(String),
    #[error("`{0}` is not a counter number: use a whole number from 1 to 99")]
    Counter(String),
    #[error("`{0}` is not a ticket's number: use a letter and three digits, such as A012")]
    Ticket(String),
}

/// Longest id in `town.toml`: it stands in addresses and record keys.
pub const MAX_SLUG: usize = 40;

fn check_slug(text: &str) -> Result<(), IdError> {
    let well_formed = text.len() <= MAX_SLUG
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if well_formed {
        Ok(())
    } else {
        Err(IdError::Slug(text.chars().take(MAX_SLUG + 1).collect()))
    }
}

macro_rules! slug_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                check_slug(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                check_slug(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug_id!(LobbyId);
slug_id!(DepartmentId);
slug_id!(WorkplaceId);
slug_id!(ServiceId);

/// The letter that begins a workplace's ticket numbers; no two workplaces share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Series(char);

impl Series {
    /// In the alphabet, counted from 0.
    #[must_use]
    pub fn position(self) -> usize {
        usize::from(u8::try_from(self.0).unwrap_or(b'A').saturating_sub(b'A'))
    }
}

impl FromStr for Series {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(letter), None) if letter.is_ascii_uppercase() => Ok(Self(letter)),
            _ => Err(IdError::Series(text.chars().take(MAX_SLUG).collect())),
        }
    }
}

impl TryFrom<String> for Series {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Series> for String {
    fn from(series: Series) -> Self {
        series.0.to_string()
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The number on the desk, 1 to 99, unique in the town.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct CounterNumber(NonZeroU16);

impl CounterNumber {
    #[must_use]
    pub fn get(self) -> u16 {
        self.0.get()
    }
}

impl TryFrom<u16> for CounterNumber {
    type Error = IdError;

    fn try_from(number: u16) -> Result<Self, IdError> {
        NonZeroU16::new(number)
            .filter(|n| n.get() <= 99)
            .map(Self)
            .ok_or_else(|| IdError::Counter(number.to_string()))
    }
}

impl From<CounterNumber> for u16 {
    fn from(number: CounterNumber) -> Self {
        number.get()
    }
}

impl FromStr for CounterNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        text.parse::<u16>()
            .map_err(|_| IdError::Counter(text.chars().take(MAX_SLUG).collect()))?
            .try_into()
    }
}

impl fmt::Display for CounterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A ticket's name: the day, the series and the number in it. Shown as `A012`; the day is part
/// of the identity, since numbers begin anew at midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TicketId {
    #[serde(with = "crate::wire::date")]
    pub date: NaiveDate,
    pub series: Series,
    pub number: u16,
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.series, self.number)
    }
}

impl TicketId {
    /// Series and number of a ticket as it is shown, which says nothing of the day.
    ///
    /// # Errors
    /// No ticket is shown like that.
    pub fn parts(shown: &str) -> Result<(Series, u16), IdError> {
        let wrong = || IdError::Ticket(shown.chars().take(MAX_SLUG).collect());
        let (series, number) = shown.split_at_checked(1).ok_or_else(wrong)?;
        let series: Series = series.parse()?;
        let number: u16 = number.parse().map_err(|_| wrong())?;
        if format!("{series}{number:03}") == shown {
            Ok((series, number))
        } else {
            Err(wrong())
        }
    }
}

/// The order of calls in one lobby, for ever: the next call has the next number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct CallSeq(pub u64);

impl CallSeq {
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_shown_as_letter_and_three_digits() {
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let series = "A".parse().unwrap();
        let shown = |number| {
            TicketId {
                date,
                series,
                number,
            }
            .to_string()
        };
        assert_eq!(shown(12), "A012");
        assert_eq!(shown(1000), "A1000");
    }

    #[test]
    fn what_is_shown_of_a_ticket_has_one_form() {
        for (shown, number) in [("A012", 12), ("A000", 0), ("A999", 999), ("A1000", 1_000)] {
            assert_eq!(
                TicketId::parts(shown).unwrap(),
                ("A".parse().unwrap(), number)
            );
        }
        for bad in [
            "", "A", "A12", "A0012", "a012", "012", "A+12", "A01 ", "Á012", "A70000", "A-01",
        ] {
            assert!(TicketId::parts(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_refuse_what_cannot_stand_in_an_address() {
        for bad in [
            "",
            "Hall",
            "hal la",
            "-hall",
            "1hall",
            "háj",
            &"a".repeat(41),
        ] {
            assert!(bad.parse::<LobbyId>().is_err(), "{bad}");
        }
        assert!("hall-2".parse::<LobbyId>().is_ok());
        for bad in ["", "a", "AB", "Á"] {
            assert!(bad.parse::<Series>().is_err(), "{bad}");
        }
        for bad in ["0", "100", "-1", "x"] {
            assert!(bad.parse::<CounterNumber>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_id_is_checked_when_it_comes_from_outside() {
        assert!(serde_json::from_str::<LobbyId>("\"../etc\"").is_err());
        assert!(serde_json::from_str::<Series>("\"AB\"").is_err());
        assert!(serde_json::from_str::<CounterNumber>("0").is_err());
    }
}
