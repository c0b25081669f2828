//! A copy of everything, taken while the office runs, and the way back from it.
//!
//! The database's own export is not used: it does not exist over the network, nobody can see that its
//! file is cut off, and its import is a script that may end in the middle.
//!
//! A backup is lines of JSON: a [`Header`], the rows of all tables as one transaction has seen them, and
//! how many they are with a checksum of all lines before. The checksum tells of faults, not of forgery.

mod file;
mod folder;
mod lines;
mod restore;
mod value;

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use surrealdb::types::{Object, RecordId, RecordIdKey, SurrealValue, Value};

pub use self::{
    file::NewFile,
    folder::{BackupFolder, BackupName, KeptBackup},
};
use self::{lines::Writer, value::NotKept};
use crate::{
    Store, StoreError, migrate,
    transact::{Script, Tx},
};

/// What of the database is in no backup: its schema, whose number is in the header, and who is logged
/// in and who has which job, which end with the database. A session that was ended after the backup
/// would be good again.
const NOT_KEPT: [&str; 3] = ["schema", "session", "lease"];

/// How many rows are read, and written, at a time.
const AT_A_TIME: usize = 1000;

/// The form of the lines. Another form has another number.
const FORM: u32 = 1;

/// What a backup says of itself, in its first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The form of the lines.
    prepazka_backup: u32,
    /// The last migration of the database.
    pub schema: u32,
    /// The version of the program that made it.
    pub program: String,
    pub made_at: DateTime<Utc>,
}

/// Why there is no backup, or nothing is restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    #[error("the database")]
    Store(#[from] StoreError),
    #[error("the file")]
    File(#[from] io::Error),
    #[error("table {table} holds what a backup cannot: {what}")]
    CannotBeKept { table: String, what: &'static str },
    #[error("it is no backup of this program")]
    NotABackup,
    #[error("line {0} of the backup makes no sense")]
    Malformed(u64),
    #[error("the backup is cut off or was changed")]
    Damaged,
    #[error(
        "the backup has schema {found}, but this program knows only schemas up to {known}: \
         restore it by a newer version of the program"
    )]
    NewerSchema { found: u32, known: u32 },
    #[error("the database is not empty: a backup is restored only into an empty one")]
    NotEmpty,
}

impl Store {
    /// Writes everything that the database holds at one moment, while others go on. Answers what it
    /// was written into.
    ///
    /// # Errors
    /// [`BackupError::Store`], [`BackupError::File`] and [`BackupError::CannotBeKept`]; what has been
    /// written by then is no backup.
    pub async fn back_up<W: Write + Send + 'static>(
        &self,
        into: W,
        now: DateTime<Utc>,
    ) -> Result<W, BackupError> {
        let tx = Tx::begin(&self.link()?).await?;
        let header = Header {
            prepazka_backup: FORM,
            schema: tx.read(migrate::applied()).await?,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            made_at: now,
        };
        let mut backup = Writer::begin(into, &header).await?;
        let tables: Tables = tx.read(Script::new("INFO FOR DB")).await?;
        for table in tables.kept() {
            let mut read = 0;
            loop {
                let page = rows_from(&tx, &table, read).await?;
                if page.is_empty() {
                    break;
                }
                read += page.len();
                backup = backup.rows(&table, page).await?;
            }
        }
        tx.cancel().await;
        Ok(backup.end().await?)
    }
}

/// What the database says of itself.
#[derive(SurrealValue)]
struct Tables {
    tables: BTreeMap<String, String>,
}

impl Tables {
    fn kept(self) -> impl Iterator<Item = String> {
        let names = self.tables.into_keys();
        names.filter(|name| !NOT_KEPT.contains(&name.as_str()))
    }
}

/// The next rows of a table, in the order of their keys. To skip many is cheap; a range of keys would
/// be read to its end at each page.
async fn rows_from(
    tx: &Tx,
    table: &str,
    start: usize,
) -> Result<Vec<(RecordIdKey, Object)>, BackupError> {
    let page = format!("SELECT * FROM {table} LIMIT {AT_A_TIME} START {start}");
    let rows: Vec<Object> = tx.read(Script::new(page)).await?;
    let rows = rows.into_iter().map(|mut row| match row.remove("id") {
        Some(Value::RecordId(RecordId { key, .. })) => Ok((key, row)),
        _ => Err(NotKept("a row without a key").of(table)),
    });
    rows.collect()
}
