//! Kiosks and displays of the office.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::text::Language;

/// What it was enrolled as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// It hands out tickets.
    Kiosk,
    /// A TV, or the small one above a counter. It only shows what everybody may see.
    Display,
}

impl DeviceKind {
    pub const ALL: [Self; 2] = [Self::Kiosk, Self::Display];

    /// As the database and its addresses call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Display => "display",
        }
    }
}

/// What a page says of itself when it begins to follow its lobby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// Its address on this site.
    pub page: String,
    pub language: Language,
    /// Which build of the frontend it is of.
    pub build: String,
}

/// When a device was last there, and what it showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    pub at: DateTime<Utc>,
    pub showing: Showing,
}
