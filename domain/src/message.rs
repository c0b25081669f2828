//! What the office writes to clients whom something unexpected concerns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    line::{self, LineError},
    text::{Language, Localized},
};

/// In the office's words: a paragraph in Czech, and in whichever other languages it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Message(Localized);

/// In characters.
pub const LONGEST_MESSAGE: usize = 600;

impl Message {
    /// # Errors
    /// Those of [`line::in_languages`].
    pub fn new(typed: &BTreeMap<Language, String>) -> Result<Self, LineError> {
        line::in_languages::<LONGEST_MESSAGE>(typed).map(Self)
    }

    #[must_use]
    pub fn text(&self) -> &Localized {
        &self.0
    }
}
