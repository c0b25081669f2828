//! Without a mail server mails stay in a folder, so that a newcomer can walk the whole way. Only
//! in development: they are personal data, and nobody gets them.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use domain::contact::Email;
use lettre::Message;
use store::{Mail, ReservationId};

use super::{Outcome, compose::mailbox};

/// The folder. Each file's name begins with the day that was agreed when it was written, and has the
/// reservation's name, so that it can be erased with all else when the day is over.
#[derive(Clone, Debug)]
pub struct KeptMails {
    folder: PathBuf,
}

const ENDING: &str = ".eml";

impl KeptMails {
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    pub(super) fn keep(&self, mail: &Mail, message: &Message) -> Outcome {
        let time = mail.agreed.time.format("%H%M");
        let (date, kind) = (mail.agreed.date, mail.kind.word());
        // A second attempt is the same file.
        let unique: String = mail.message.chars().take(8).collect();
        let reservation = &mail.reservation;
        let name = format!("{date}-{time}-{kind}-{unique}-{reservation}{ENDING}");
        match self.write(&name, &message.formatted()) {
            Ok(()) => Outcome::Delivered,
            Err(error) => {
                tracing::error!(%error, folder = %self.folder.display(), "a mail could not be kept");
                Outcome::FailedForNow
            }
        }
    }

    fn write(&self, name: &str, message: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // Whoever reads the folder sees no half mails.
        let half = self.folder.join(format!(".{name}"));
        fs::write(&half, message)?;
        fs::rename(half, self.folder.join(name))
    }

    /// The names of all of them, the newest first.
    ///
    /// # Errors
    /// The folder cannot be read; one that is not there yet is empty.
    pub fn all(&self) -> io::Result<Vec<String>> {
        let mut all = Vec::new();
        let files = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        for file in files {
            let file = file?;
            let name = file.file_name().to_string_lossy().into_owned();
            if is_name(&name) {
                all.push((file.metadata()?.modified()?, name));
            }
        }
        all.sort();
        Ok(all.into_iter().rev().map(|(_, name)| name).collect())
    }

    /// One of them; none by that name is none.
    #[must_use]
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        is_name(name)
            .then(|| fs::read(self.folder.join(name)).ok())
            .flatten()
    }

    /// Erases those of the days before `date`. Answers how many.
    ///
    /// # Errors
    /// Those of the folder.
    pub fn erase_days_before(&self, date: NaiveDate) -> io::Result<usize> {
        let mut erased = 0;
        for name in self.all()? {
            if day_of(&name).is_some_and(|day| day < date) {
                fs::remove_file(self.folder.join(name))?;
                erased += 1;
            }
        }
        Ok(erased)
    }

    /// The reservations that they are about.
    ///
    /// # Errors
    /// Those of the folder.
    pub fn reservations(&self) -> io::Result<BTreeSet<ReservationId>> {
        let all = self.all()?;
        Ok(all.iter().filter_map(|name| reservation_of(name)).collect())
    }

    /// Erases those about a reservation. Answers how many.
    ///
    /// # Errors
    /// Those of the folder.
    pub fn erase_of(&self, reservation: &ReservationId) -> io::Result<usize> {
        let mut erased = 0;
        for name in self.all()? {
            if reservation_of(&name).as_ref() == Some(reservation) {
                fs::remove_file(self.folder.join(name))?;
                erased += 1;
            }
        }
        Ok(erased)
    }

    /// Erases those to that address. Answers how many.
    ///
    /// # Errors
    /// Those of the folder.
    pub fn erase_to(&self, email: &Email) -> io::Result<usize> {
        let Some(address) = mailbox(email) else {
            return Ok(0);
        };
        let to = format!("To: {address}").to_lowercase();
        let mut erased = 0;
        for name in self.all()? {
            let file = self.folder.join(name);
            let mail = fs::read(&file)?;
            let mail = String::from_utf8_lossy(&mail).to_lowercase();
            let (head, _) = mail.split_once("\r\n\r\n").unwrap_or((&mail, ""));
            if head.lines().any(|line| line == to) {
                fs::remove_file(file)?;
                erased += 1;
            }
        }
        Ok(erased)
    }
}

/// One of ours, and nothing that leads out of the folder.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    name.strip_suffix(ENDING)
        .is_some_and(|stem| stem.chars().all(plain))
        && day_of(name).is_some()
}

fn reservation_of(name: &str) -> Option<ReservationId> {
    let (_, reservation) = name.strip_suffix(ENDING)?.rsplit_once('-')?;
    reservation.parse().ok()
}

fn day_of(name: &str) -> Option<NaiveDate> {
    name.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_mails_to_one_address_go_when_it_is_erased() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptMails::new(folder.path());
        for (n, head) in [
            "To: Jana@example.cz\r\n\r\nA",
            "Subject: B\r\nTo: jana@example.cz\r\n\r\nB",
            "To: other@example.cz\r\n\r\nTo: jana@example.cz\r\n",
        ]
        .into_iter()
        .enumerate()
        {
            let name = format!("2026-11-24-1015-code-{n}{ENDING}");
            kept.write(&name, head.as_bytes()).unwrap();
        }
        let email = "JANA@example.cz".parse().unwrap();
        assert_eq!(kept.erase_to(&email).unwrap(), 2);
        assert_eq!(kept.erase_to(&email).unwrap(), 0);
        assert_eq!(kept.all().unwrap(), ["2026-11-24-1015-code-2.eml"]);
    }

    #[test]
    fn kept_mails_go_when_their_day_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptMails::new(&folder.path().join("mail"));
        assert!(kept.all().unwrap().is_empty());
        for day in ["2026-11-22", "2026-11-23", "2026-11-24"] {
            let name = format!("{day}-1015-code-0a{ENDING}");
            kept.write(&name, b"mail").unwrap();
        }
        let today = "2026-11-24".parse().unwrap();
        assert_eq!(kept.erase_days_before(today).unwrap(), 2);
        assert_eq!(kept.erase_days_before(today).unwrap(), 0);
        assert_eq!(kept.all().unwrap(), ["2026-11-24-1015-code-0a.eml"]);
        assert!(kept.read("2026-11-24-1015-code-0a.eml").is_some());
        assert!(kept.read("../mail/2026-11-24-1015-code-0a.eml").is_none());
        assert!(kept.read("2026-11-23-1015-code-0a.eml").is_none());
    }
}
