//! The lines of a backup: written, and read again with every doubt.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use surrealdb::types::{Object, RecordId, RecordIdKey, Value};

use super::{BackupError, FORM, Header, value};

/// The last line.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    rows: u64,
    /// BLAKE3 of all lines before, in hexadecimal.
    checksum: String,
}

/// Writes a backup. What it writes into may make it wait, so this is done beside the tasks.
pub(super) struct Writer<W> {
    into: W,
    checksum: blake3::Hasher,
    rows: u64,
}

impl<W: Write + Send + 'static> Writer<W> {
    pub(super) async fn begin(into: W, header: &Header) -> Result<Self, BackupError> {
        let mut lines = Vec::new();
        add_line(&mut lines, header)?;
        let writer = Self {
            into,
            checksum: blake3::Hasher::new(),
            rows: 0,
        };
        Ok(writer.lines(lines).await?)
    }

    pub(super) async fn rows(
        mut self,
        table: &str,
        rows: Vec<(RecordIdKey, Object)>,
    ) -> Result<Self, BackupError> {
        let mut lines = Vec::new();
        for (key, row) in rows {
            let key = value::of_key(key).map_err(|it| it.of(table))?;
            let row = value::of_object(row).map_err(|it| it.of(table))?;
            add_line(&mut lines, &(table, key, row))?;
            self.rows += 1;
        }
        Ok(self.lines(lines).await?)
    }

    pub(super) async fn end(self) -> io::Result<W> {
        let mut lines = Vec::new();
        let end = End {
            rows: self.rows,
            checksum: self.checksum.finalize().to_string(),
        };
        add_line(&mut lines, &end)?;
        Ok(self.lines(lines).await?.into)
    }

    async fn lines(mut self, lines: Vec<u8>) -> io::Result<Self> {
        let written = tokio::task::spawn_blocking(move || {
            self.checksum.update(&lines);
            self.into.write_all(&lines)?;
            Ok(self)
        });
        written.await.map_err(io::Error::other)?
    }
}

fn add_line(lines: &mut Vec<u8>, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *lines, line)?;
    lines.push(b'\n');
    Ok(())
}

/// A row of a table, to be written as it was.
#[derive(Debug)]
pub(super) struct Row {
    pub table: String,
    /// With its key.
    pub row: Object,
}

/// Reads a backup. Only after the last row is it known whether it is whole.
pub(super) struct Reader<R> {
    from: R,
    checksum: blake3::Hasher,
    rows: u64,
    pub(super) header: Header,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn begin(mut from: R) -> Result<Self, BackupError> {
        let mut line = String::new();
        // A file of another kind need not have lines, nor letters.
        let first = io::Read::take(&mut from, LONGEST_HEADER).read_line(&mut line);
        let header = first.ok().and_then(|_| serde_json::from_str(&line).ok());
        let header: Header = header.ok_or(BackupError::NotABackup)?;
        if header.prepazka_backup != FORM {
            return Err(BackupError::NotABackup);
        }
        let mut checksum = blake3::Hasher::new();
        checksum.update(line.as_bytes());
        Ok(Self {
            from,
            checksum,
            rows: 0,
            header,
        })
    }

    /// The next row; none after the last one of a whole backup.
    pub(super) fn next(&mut self) -> Result<Option<Row>, BackupError> {
        let mut line = Vec::new();
        self.from.read_until(b'\n', &mut line)?;
        if line.pop() != Some(b'\n') {
            return Err(BackupError::Damaged);
        }
        if line.first() == Some(&b'{') {
            return self.end(&line).map(|()| None);
        }
        self.checksum.update(&line);
        self.checksum.update(b"\n");
        self.rows += 1;
        let row = row_of(&line).ok_or(BackupError::Malformed(self.rows + 1))?;
        Ok(Some(row))
    }

    fn end(&mut self, line: &[u8]) -> Result<(), BackupError> {
        let said: Option<End> = serde_json::from_slice(line).ok();
        let found = End {
            rows: self.rows,
            checksum: self.checksum.finalize().to_string(),
        };
        let nothing_follows = self.from.fill_buf()?.is_empty();
        if said == Some(found) && nothing_follows {
            Ok(())
        } else {
            Err(BackupError::Damaged)
        }
    }
}

/// More than any header has.
const LONGEST_HEADER: u64 = 4096;

fn row_of(line: &[u8]) -> Option<Row> {
    let (table, key, row): (String, Json, Map<String, Json>) = serde_json::from_slice(line).ok()?;
    let mut row = value::to_object(row)?;
    let id = RecordId::new(table.as_str(), value::to_key(key)?);
    row.insert("id", Value::RecordId(id));
    Some(Row { table, row })
}
