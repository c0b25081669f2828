//! From a backup to a running office: whole, or not at all.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::BufReader,
    path::Path,
};

use surrealdb::types::{Object, SurrealValue as _};

use super::{AT_A_TIME, BackupError, Header, Tables, lines::Reader};
use crate::{
    Store, StoreError,
    connect::Credentials,
    migrate,
    rows::SchemaRow,
    transact::{Decision, Script, Tx, UseCase},
};

impl Store {
    /// Looks through a backup to its end. Answers what it says of itself.
    ///
    /// # Errors
    /// [`BackupError::NotABackup`], [`BackupError::Malformed`] or [`BackupError::Damaged`] if it is
    /// not whole, [`BackupError::File`] if it cannot be read.
    pub fn look_through(backup: &Path) -> Result<Header, BackupError> {
        let mut reader = Reader::begin(BufReader::new(File::open(backup)?))?;
        while reader.next()?.is_some() {}
        Ok(reader.header)
    }

    /// Fills an empty database with a backup and brings its schema up to date. Nothing is written
    /// before the file was looked through; until all of it is there, the database is marked, and no
    /// program begins to work on it.
    ///
    /// # Errors
    /// As [`Self::look_through`]; [`BackupError::NewerSchema`], [`BackupError::NotEmpty`], and
    /// [`BackupError::Store`].
    pub async fn restore(
        address: &str,
        credentials: Option<Credentials>,
        backup: &Path,
    ) -> Result<Self, BackupError> {
        let Header { schema, .. } = Self::look_through(backup)?;
        let known = migrate::known();
        if schema > known {
            return Err(BackupError::NewerSchema {
                found: schema,
                known,
            });
        }
        let store = Self::open(address, credentials).await?;
        let Some(tables) = store.transact(Begin { schema }).await? else {
            return Err(BackupError::NotEmpty);
        };
        let mut reader = Reader::begin(BufReader::new(File::open(backup)?))?;
        let mut batch = Batch::default();
        let mut line = 1;
        while let Some(row) = reader.next()? {
            line += 1;
            if !tables.contains(&row.table) {
                return Err(BackupError::Malformed(line));
            }
            batch.add(row.table, row.row);
            if batch.rows >= AT_A_TIME {
                store.write(std::mem::take(&mut batch).script()).await?;
            }
        }
        let mut last = batch.script();
        last.put(migrate::current(), SchemaRow { version: schema });
        last.delete(migrate::restoring());
        store.write(last).await?;
        migrate::migrate(&store.link()?).await?;
        Ok(store)
    }
}

/// Rows to be written together, by their tables.
#[derive(Default)]
struct Batch {
    rows: usize,
    of: BTreeMap<String, Vec<Object>>,
}

impl Batch {
    fn add(&mut self, table: String, row: Object) {
        self.of.entry(table).or_default().push(row);
        self.rows += 1;
    }

    /// The names of the tables are those of the schema, not only of the file.
    fn script(self) -> Script {
        let mut script = Script::default();
        for (table, rows) in self.of {
            script.append(&format!("INSERT INTO {table} ${table} RETURN NONE;\n"));
            script = script.bind(&table, rows.into_value());
        }
        script
    }
}

/// Makes the tables of an empty database, and marks it.
struct Begin {
    schema: u32,
}

impl UseCase for Begin {
    /// The tables that a backup fills; none: it is not empty.
    type Answer = Option<BTreeSet<String>>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let nothing = format!("{}INFO FOR DB", migrate::TABLE);
        let found: Tables = tx.read(Script::new(nothing)).await?;
        let schema_rows = Script::new("RETURN count(SELECT VALUE id FROM schema)");
        if found.tables.len() > 1 || tx.read::<usize>(schema_rows).await? > 0 {
            return Ok(Decision::Nothing(None));
        }
        let made = format!("{}INFO FOR DB", migrate::steps(0, self.schema));
        let made: Tables = tx.read(Script::new(made)).await?;
        let mut script = Script::default();
        let version = self.schema;
        script.put(migrate::restoring(), SchemaRow { version });
        Ok(Decision::Write(script, Some(made.kept().collect())))
    }
}
