//! The folder of the backups that the program itself makes.

use std::{
    fmt,
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use chrono::{DateTime, NaiveDateTime, SubsecRound as _, TimeDelta, Utc};
use tokio::sync::Mutex;

use super::{
    BackupError,
    file::{NewFile, PART},
};
use crate::Store;

/// Clones make one backup after another.
#[derive(Clone, Debug)]
pub struct BackupFolder {
    path: PathBuf,
    /// How many days a backup is kept.
    pub days: u16,
    one_at_a_time: Arc<Mutex<()>>,
}

/// The name of a file in it: the moment at which it was made, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BackupName {
    pub made_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptBackup {
    pub name: BackupName,
    pub bytes: u64,
}

impl BackupFolder {
    #[must_use]
    pub fn new(path: &Path, days: u16) -> Self {
        Self {
            path: path.to_owned(),
            days,
            one_at_a_time: Arc::default(),
        }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file of that name, whether there is one or not.
    #[must_use]
    pub fn file(&self, name: BackupName) -> PathBuf {
        self.path.join(name.to_string())
    }

    /// Makes a backup, looked through and safe on the disk. Of two in one second there is one.
    ///
    /// # Errors
    /// As [`Store::back_up`].
    pub async fn make(&self, store: &Store, now: DateTime<Utc>) -> Result<BackupName, BackupError> {
        let _turn = self.one_at_a_time.lock().await;
        let name = BackupName {
            made_at: now.trunc_subsecs(0),
        };
        let target = self.file(name);
        if target.try_exists()? {
            return Ok(name);
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.path)?;
        let (new, file) = NewFile::begin(&target)?;
        let file = store.back_up(file, now).await?;
        let kept = tokio::task::spawn_blocking(move || new.keep(&file));
        kept.await.map_err(io::Error::other)??;
        Ok(name)
    }

    /// What is kept, the newest first.
    ///
    /// # Errors
    /// The folder cannot be read; one that does not exist yet is empty.
    pub fn kept(&self) -> io::Result<Vec<KeptBackup>> {
        let mut kept = Vec::new();
        for name in self.names()? {
            if let Ok(name) = name.parse::<BackupName>() {
                let bytes = fs::metadata(self.file(name))?.len();
                kept.push(KeptBackup { name, bytes });
            }
        }
        kept.sort_by_key(|backup| std::cmp::Reverse(backup.name));
        Ok(kept)
    }

    /// Deletes what is kept no longer, and what was never finished. Answers how many.
    ///
    /// # Errors
    /// The folder cannot be read, or a file not be deleted.
    pub async fn tidy(&self, now: DateTime<Utc>) -> io::Result<usize> {
        let _turn = self.one_at_a_time.lock().await;
        let kept_from = now - TimeDelta::days(self.days.into());
        let mut forgotten = 0;
        for name in self.names()? {
            let part = name.strip_suffix(PART).and_then(|it| it.strip_suffix('.'));
            let backup: Result<BackupName, _> = part.unwrap_or(&name).parse();
            if backup.is_ok_and(|it| part.is_some() || it.made_at < kept_from) {
                fs::remove_file(self.path.join(name))?;
                forgotten += 1;
            }
        }
        Ok(forgotten)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        match fs::read_dir(&self.path) {
            Ok(files) => files
                .map(|file| Ok(file?.file_name().to_string_lossy().into_owned()))
                .collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// Such a name sorts by time and says that it is UTC.
const FORMAT: &str = "prepazka-%Y%m%dT%H%M%SZ.backup";

impl fmt::Display for BackupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.made_at.format(FORMAT).fmt(f)
    }
}

/// The text names no backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no name of a backup")]
pub struct NoBackupName;

impl FromStr for BackupName {
    type Err = NoBackupName;

    fn from_str(text: &str) -> Result<Self, NoBackupName> {
        let made_at = NaiveDateTime::parse_from_str(text, FORMAT).map_err(|_| NoBackupName)?;
        let name = Self {
            made_at: made_at.and_utc(),
        };
        // Whatever else the parser lets pass.
        (name.to_string() == text)
            .then_some(name)
            .ok_or(NoBackupName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_nothing_else_is_one() {
        let text = "prepazka-20261123T080000Z.backup";
        let name: BackupName = text.parse().unwrap();
        assert_eq!(name.to_string(), text);
        assert_eq!(name.made_at.to_rfc3339(), "2026-11-23T08:00:00+00:00");
        for other in [
            "",
            "../prepazka-20261123T080000Z.backup",
            "prepazka-20261123T080000Z.backup.part",
            "prepazka-20261323T080000Z.backup",
            "prepazka-2026112T3080000Z.backup",
            "prepazka-20261123T080000Z.backup/..",
            " prepazka-20261123T080000Z.backup",
        ] {
            assert_eq!(other.parse::<BackupName>(), Err(NoBackupName), "{other}");
        }
    }
}
