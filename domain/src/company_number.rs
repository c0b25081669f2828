//! The number by which the Czech registers know an office or a company (IČO).

use std::{fmt, str::FromStr};

/// Eight digits, the last of which proves the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyNumber(String);

impl CompanyNumber {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompanyNumberError {
    #[error("a company number has {DIGITS} digits, such as \"00274968\"")]
    NotDigits,
    #[error("the last digit does not fit the others: look for a misprint")]
    Misprint,
}

const DIGITS: usize = 8;

impl FromStr for CompanyNumber {
    type Err = CompanyNumberError;

    fn from_str(text: &str) -> Result<Self, CompanyNumberError> {
        let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
        let digits = digits.filter(|digits| digits.len() == DIGITS);
        let Some((last, others)) = digits.as_deref().and_then(<[u32]>::split_last) else {
            return Err(CompanyNumberError::NotDigits);
        };
        if *last == proof(others) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CompanyNumberError::Misprint)
        }
    }
}

/// Weights 8 to 2, what is left to eleven, and of that the last digit.
fn proof(others: &[u32]) -> u32 {
    let weighed = (2..=8)
        .rev()
        .zip(others)
        .map(|(weight, digit)| weight * digit);
    (11 - weighed.sum::<u32>() % 11) % 10
}

impl fmt::Display for CompanyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_the_registers_are_taken() {
        // Kostelec nad Orlicí; the ministries of the interior and of finance; what is left is 1 and 0.
        for number in ["00274968", "00007064", "00006947", "00000060", "00000141"] {
            let parsed: CompanyNumber = number.parse().unwrap();
            assert_eq!(parsed.as_str(), number);
        }
    }

    #[test]
    fn a_misprint_is_found() {
        for misprint in ["00274967", "00247968", "10274968", "00000000"] {
            let parsed = misprint.parse::<CompanyNumber>();
            assert_eq!(parsed, Err(CompanyNumberError::Misprint), "{misprint}");
        }
        for other in [
            "",
            "274968",
            "002749680",
            "CZ002749",
            "0027 4968",
            "٠٠٢٧٤٩٦٨",
        ] {
            let parsed = other.parse::<CompanyNumber>();
            assert_eq!(parsed, Err(CompanyNumberError::NotDigits), "{other}");
        }
    }
}
