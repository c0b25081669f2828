//! The office's own pictures: its crest, and one beside the calls of each lobby.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::ids::LobbyId;

/// The largest file that is taken as a picture, in bytes: a photo of a phone is as large.
pub const LARGEST_PICTURE: usize = 5_000_000;

/// A picture of more pixels is not decoded, for a small file can claim any number of them. A photo of
/// a phone has 12 million.
pub const MOST_PIXELS: u64 = 40_000_000;

/// Where a picture is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PicturePlace {
    /// Beside the office's name, on all public screens.
    Crest,
    /// Beside the calls, on the TVs of the lobby.
    Display(LobbyId),
}

/// The text names no place of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no place of a picture")]
pub struct NoSuchPlace;

/// What a picture shows, as a number: another one has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PictureHash(u64);

/// The text is no picture's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no number of a picture")]
pub struct NoHash;

/// In which form a picture is kept and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    Png,
    Jpeg,
}

/// A picture of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    pub hash: PictureHash,
    /// In pixels, as is the height.
    pub width: u16,
    pub height: u16,
}

impl fmt::Display for PicturePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crest => f.write_str("crest"),
            Self::Display(lobby) => write!(f, "display {lobby}"),
        }
    }
}

impl FromStr for PicturePlace {
    type Err = NoSuchPlace;

    fn from_str(text: &str) -> Result<Self, NoSuchPlace> {
        match text.split_once(' ') {
            None if text == "crest" => Ok(Self::Crest),
            Some(("display", lobby)) => lobby.parse().map(Self::Display).map_err(|_| NoSuchPlace),
            _ => Err(NoSuchPlace),
        }
    }
}

impl PictureHash {
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Where browsers load it, for ever: what is there never changes.
    #[must_use]
    pub fn address(self) -> String {
        format!("/pictures/{self}")
    }
}

impl fmt::Display for PictureHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for PictureHash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        let hash = u64::from_str_radix(text, 16).map(Self).or(Err(NoHash))?;
        // Of all ways to write a number one.
        (hash.to_string() == text).then_some(hash).ok_or(NoHash)
    }
}

impl PictureKind {
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl FromStr for PictureKind {
    type Err = NoSuchKind;

    fn from_str(text: &str) -> Result<Self, NoSuchKind> {
        let mut kinds = [Self::Png, Self::Jpeg].into_iter();
        let kind = kinds.find(|kind| kind.media_type() == text);
        kind.ok_or(NoSuchKind)
    }
}

/// The text names no form of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no form of a picture")]
pub struct NoSuchKind;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_numbers_and_forms_are_read_as_they_are_written() {
        let hall = PicturePlace::Display("hall".parse().unwrap());
        for place in [PicturePlace::Crest, hall] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for hash in [0, 7, u64::MAX].map(PictureHash::new) {
            assert_eq!(hash.to_string().parse(), Ok(hash));
        }
        for kind in [PictureKind::Png, PictureKind::Jpeg] {
            assert_eq!(kind.media_type().parse(), Ok(kind));
        }
    }

    #[test]
    fn what_is_written_otherwise_is_none_of_them() {
        for place in ["", "display", "display ", "display Hall", "crest hall"] {
            assert_eq!(place.parse::<PicturePlace>(), Err(NoSuchPlace), "{place}");
        }
        for hash in ["", "7", "+000000000000007", "00000000000000AF", "x"] {
            assert_eq!(hash.parse::<PictureHash>(), Err(NoHash), "{hash}");
        }
        assert_eq!("image/svg+xml".parse::<PictureKind>(), Err(NoSuchKind));
    }
}
