//! A backup on the disk: for nobody else to read, and under its name only when it is whole.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use super::BackupError;
use crate::Store;

/// A file that is being written beside the name it will have. Dropped before it is
/// [kept](Self::keep), it is gone.
#[derive(Debug)]
pub struct NewFile {
    target: PathBuf,
    part: PathBuf,
    is_kept: bool,
}

/// What the name of a file ends with that is not whole yet.
pub(super) const PART: &str = "part";

impl NewFile {
    /// # Errors
    /// There is such a file, or none can be made.
    pub fn begin(target: &Path) -> io::Result<(Self, File)> {
        if target.try_exists()? {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let mut part = OsString::from(target);
        part.push(".");
        part.push(PART);
        let part = PathBuf::from(part);
        // Of one that was killed.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        let file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&part)?;
        let new = Self {
            target: target.to_owned(),
            part,
            is_kept: false,
        };
        Ok((new, file))
    }

    /// Looks through what was written, and gives it its name, so that it is there after a power cut.
    ///
    /// # Errors
    /// It is no whole backup, or the disk does not take it.
    pub fn keep(mut self, file: &File) -> Result<(), BackupError> {
        file.sync_all()?;
        Store::look_through(&self.part)?;
        fs::rename(&self.part, &self.target)?;
        self.is_kept = true;
        let folder = self.target.parent().filter(|it| !it.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_kept {
            // Nothing is lost if it stays: it is no backup by its name.
            let _ = fs::remove_file(&self.part);
        }
    }
}
