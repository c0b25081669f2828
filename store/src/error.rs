//! What can go wrong in the store. None of it is a refusal: those are values of the use cases.

use domain::ids::CounterNumber;

/// The database did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No connection, or no answer in time. Whatever was asked may or may not have happened.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The database knows the program's login not, or gives it too few rights.
    #[error("the database refuses the program's login: {0}")]
    Denied(#[source] Box<surrealdb::Error>),
    /// Every attempt met a change that somebody else made at the same moment.
    #[error("too many changes of the same rows at the same time: {0}")]
    Conflict(#[source] Box<surrealdb::Error>),
    /// A statement failed: a bug in this crate, or a fault of the disk.
    #[error("the database failed: {0}")]
    Database(#[source] Box<surrealdb::Error>),
    /// Rows that no version of this program writes.
    #[error("{row} in the database makes no sense: {why}")]
    ImpossibleRow { row: &'static str, why: String },
    #[error(
        "the database has schema {found}, but this program knows only schemas up to {known}: \
         start a newer version of the program"
    )]
    NewerSchema { found: u32, known: u32 },
    /// Some of a backup's rows are there, and some are not.
    #[error(
        "a backup was being restored into this database and is there only in part: \
         empty it and restore once more"
    )]
    HalfRestored,
    /// A clerk sits down at a counter that the office has just abolished.
    #[error("there is no counter {0}")]
    UnknownCounter(CounterNumber),
    /// As many reservations as there are codes.
    #[error("no code of six digits is free")]
    NoCode,
    #[error("the operating system gave no random numbers: {0}")]
    Random(#[from] getrandom::Error),
    #[error("a password could not be hashed: {0}")]
    Password(String),
}

impl StoreError {
    /// Whether the service is merely interrupted, rather than broken.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<surrealdb::Error> for StoreError {
    fn from(error: surrealdb::Error) -> Self {
        let lost = error.is_connection()
            // The connection came back without what was open on it.
            || error.not_found_details().is_some_and(|what| {
                use surrealdb::types::NotFoundError::{Session, Transaction};
                matches!(what, Transaction | Session { .. })
            });
        if is_conflict(&error) {
            Self::Conflict(Box::new(error))
        } else if lost {
            Self::Unavailable(error.message().to_owned())
        } else if error.is_not_allowed() {
            Self::Denied(Box::new(error))
        } else {
            Self::Database(Box::new(error))
        }
    }
}

/// A statement reports a conflict by its kind. A commit of the embedded engine reports it as an
/// internal error, and only its text says what it is.
fn is_conflict(error: &surrealdb::Error) -> bool {
    use surrealdb::types::QueryError::TransactionConflict;
    matches!(error.query_details(), Some(TransactionConflict))
        || error.message().starts_with("Transaction conflict:")
}
