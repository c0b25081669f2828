//! Who works here.

use serde::{Deserialize, Serialize};

/// What a member of staff may do; each role may do what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Clerk,
    Supervisor,
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Clerk, Self::Supervisor, Self::Admin];

    /// The word stored in the database and printed on the terminal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }
}

/// A person of the office, as colleagues see them. Never a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clerk {
    /// The name typed in at login, unique.
    pub login: String,
    /// The name that colleagues read.
    pub name: String,
}
