//! A text of the office's staff that is shown on one line.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize, de};

use crate::text::{Language, Localized};

/// 1 to `LONGEST` characters; what was typed on several lines or with wide gaps is put on one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Line<const LONGEST: usize>(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error("it says nothing")]
    Empty,
    #[error("it has more than {longest} characters")]
    TooLong { longest: usize },
}

impl<const LONGEST: usize> Line<LONGEST> {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The same said in several languages. Czech is required; what is empty in another language is not
/// said in it.
///
/// # Errors
/// [`LineError::Empty`] if it says nothing in Czech, [`LineError::TooLong`] of any language.
pub fn in_languages<const LONGEST: usize>(
    typed: &BTreeMap<Language, String>,
) -> Result<Localized, LineError> {
    let mut lines = BTreeMap::new();
    for (language, text) in typed {
        match text.parse::<Line<LONGEST>>() {
            Ok(line) => {
                lines.insert(*language, line.0);
            }
            Err(LineError::Empty) => {}
            Err(too_long) => return Err(too_long),
        }
    }
    if lines.contains_key(&Language::default()) {
        Ok(lines.into())
    } else {
        Err(LineError::Empty)
    }
}

impl<const LONGEST: usize> FromStr for Line<LONGEST> {
    type Err = LineError;

    fn from_str(text: &str) -> Result<Self, LineError> {
        let words = text.split(|c: char| c.is_whitespace() || c.is_control());
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let line = words.join(" ");
        match line.chars().count() {
            0 => Err(LineError::Empty),
            n if n > LONGEST => Err(LineError::TooLong { longest: LONGEST }),
            _ => Ok(Self(line)),
        }
    }
}

impl<const LONGEST: usize> fmt::Display for Line<LONGEST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de, const LONGEST: usize> Deserialize<'de> for Line<LONGEST> {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_words_and_not_too_many() {
        let line: Line<20> = "  porucha\nproudu ".parse().unwrap();
        assert_eq!(line.as_str(), "porucha proudu");
        assert_eq!(" \t".parse::<Line<20>>(), Err(LineError::Empty));
        assert!("ž".repeat(20).parse::<Line<20>>().is_ok());
        let too_long = LineError::TooLong { longest: 20 };
        assert_eq!("ž".repeat(21).parse::<Line<20>>(), Err(too_long));
    }
}
