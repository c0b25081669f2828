//! The six digits by which a reservation is checked in and cancelled.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// How many different codes there are.
const CODES: u32 = 1_000_000;

/// Six digits, leading zeros included. It opens a reservation, so its debug form hides it: what
/// is logged must not let anybody in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(u32);

/// The text is not six digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code is six digits")]
pub struct NotACode;

impl Code {
    /// The code that a random number stands for. Whether it is still free is for the caller to
    /// see. (2³² is no multiple of a million: some codes come 1.0002 times as often as others.)
    #[must_use]
    pub fn from_random(random: u32) -> Self {
        Self(random % CODES)
    }
}

impl FromStr for Code {
    type Err = NotACode;

    /// Reads what people type: "123456", "123 456", "123-456".
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let separates = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '.');
        let (mut number, mut digits) = (0, 0);
        for c in text.chars().filter(|c| !separates(*c)) {
            let digit = c.to_digit(10).ok_or(NotACode)?;
            digits += 1;
            if digits > 6 {
                return Err(NotACode);
            }
            number = number * 10 + digit;
        }
        if digits == 6 {
            Ok(Self(number))
        } else {
            Err(NotACode)
        }
    }
}

impl TryFrom<String> for Code {
    type Error = NotACode;

    fn try_from(text: String) -> Result<Self, NotACode> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["012345", " 012 345 ", "012-345", "01 23 45", "012\u{a0}345"] {
            assert_eq!(
                typed.parse::<Code>().unwrap().to_string(),
                "012345",
                "{typed}"
            );
        }
        for typed in [
            "",
            "12345",
            "1234567",
            "12345a",
            "-",
            "١٢٣٤٥٦",
            "+12345",
            "99999999999999",
        ] {
            assert_eq!(typed.parse::<Code>(), Err(NotACode), "{typed}");
        }
    }

    #[test]
    fn a_code_keeps_its_leading_zeros_and_stays_out_of_logs() {
        assert_eq!(Code::from_random(1_000_007).to_string(), "000007");
        assert_eq!(format!("{:?}", Code::from_random(1_000_007)), "Code(…)");
        let json = serde_json::to_string(&Code::from_random(7)).unwrap();
        assert_eq!(json, "\"000007\"");
        assert!(serde_json::from_str::<Code>("\"7\"").is_err());
    }

    proptest! {
        #[test]
        fn every_code_reads_back_as_itself(random: u32) {
            let code = Code::from_random(random);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
        }
    }
}
