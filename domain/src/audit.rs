//! What the staff have done, for whoever has to find out later. Never about a client by name: things
//! are named by their ids, and days.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    pub kind: Kind,
    /// What it was done to, by its id; none: there is only one.
    pub thing: Option<String>,
    /// The town's day that it is about, if it is about one.
    pub day: Option<NaiveDate>,
}

/// A deed, when and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: DateTime<Utc>,
    /// A login; none: a command on the server.
    pub by: Option<String>,
    pub deed: Deed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    LoggedIn,
    /// With a login that there is, and a wrong password.
    LoginFailed,
    LoggedOut,
    Closed,
    Reopened,
    HoursChanged,
    ClientsWrittenTo,
    NoticePosted,
    NoticeWithdrawn,
    TicketsStopped,
    /// After they had been stopped.
    TicketsAllowed,
    TicketsAdded,
    CounterAssigned,
    /// For a client who called or came.
    Booked,
    /// A client without a code, found by name.
    CheckedIn,
    /// For a client who called or came.
    Cancelled,
    DeviceEnrolled,
    DeviceRevoked,
    PrinterSet,
    SetUpImported,
    BackedUp,
    BackupDownloaded,
    /// By the command, which knows no login.
    Restored,
    /// A department, lobby, workplace, service or counter.
    OfferChanged,
    OfferRemoved,
    NoticeChanged,
    /// Named or put into a lobby.
    DevicePlaced,
    AccountAdded,
    /// Its name, its rights, or whether it is switched on.
    AccountChanged,
    /// A link was made by which its owner sets a password.
    PasswordLinked,
    ClientsSought,
    /// To another time, by the office.
    Moved,
    /// What is stored about somebody was looked at or taken away as a file.
    PersonRead,
    PersonErased,
    /// Of somebody else.
    SessionsEnded,
    /// The town's crest, or one beside the calls.
    PictureSet,
    PictureRemoved,
    /// One's own.
    PasswordSet,
}

/// The text is no kind of deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no kind of deed")]
pub struct NoSuchKind;

impl Kind {
    pub const ALL: [Self; 38] = [
        Self::LoggedIn,
        Self::LoginFailed,
        Self::LoggedOut,
        Self::Closed,
        Self::Reopened,
        Self::HoursChanged,
        Self::ClientsWrittenTo,
        Self::NoticePosted,
        Self::NoticeWithdrawn,
        Self::TicketsStopped,
        Self::TicketsAllowed,
        Self::TicketsAdded,
        Self::CounterAssigned,
        Self::Booked,
        Self::CheckedIn,
        Self::Cancelled,
        Self::DeviceEnrolled,
        Self::DeviceRevoked,
        Self::PrinterSet,
        Self::SetUpImported,
        Self::BackedUp,
        Self::BackupDownloaded,
        Self::Restored,
        Self::OfferChanged,
        Self::OfferRemoved,
        Self::NoticeChanged,
        Self::DevicePlaced,
        Self::AccountAdded,
        Self::AccountChanged,
        Self::PasswordLinked,
        Self::ClientsSought,
        Self::Moved,
        Self::PersonRead,
        Self::PersonErased,
        Self::SessionsEnded,
        Self::PictureSet,
        Self::PictureRemoved,
        Self::PasswordSet,
    ];

    /// The word in the database, which never changes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged_in",
            Self::LoginFailed => "login_failed",
            Self::LoggedOut => "logged_out",
            Self::Closed => "workplace_closed",
            Self::Reopened => "workplace_reopened",
            Self::HoursChanged => "hours_changed",
            Self::ClientsWrittenTo => "clients_written_to",
            Self::NoticePosted => "notice_posted",
            Self::NoticeWithdrawn => "notice_withdrawn",
            Self::TicketsStopped => "tickets_stopped",
            Self::TicketsAllowed => "tickets_allowed",
            Self::TicketsAdded => "tickets_added",
            Self::CounterAssigned => "counter_assigned",
            Self::Booked => "booked",
            Self::CheckedIn => "checked_in",
            Self::Cancelled => "cancelled",
            Self::DeviceEnrolled => "device_enrolled",
            Self::DeviceRevoked => "device_revoked",
            Self::PrinterSet => "printer_set",
            Self::SetUpImported => "set_up_imported",
            Self::BackedUp => "backed_up",
            Self::BackupDownloaded => "backup_downloaded",
            Self::Restored => "restored",
            Self::OfferChanged => "offer_changed",
            Self::OfferRemoved => "offer_removed",
            Self::NoticeChanged => "notice_changed",
            Self::DevicePlaced => "device_placed",
            Self::AccountAdded => "account_added",
            Self::AccountChanged => "account_changed",
            Self::PasswordLinked => "password_linked",
            Self::ClientsSought => "clients_sought",
            Self::Moved => "moved",
            Self::PersonRead => "person_read",
            Self::PersonErased => "person_erased",
            Self::SessionsEnded => "sessions_ended",
            Self::PictureSet => "picture_set",
            Self::PictureRemoved => "picture_removed",
            Self::PasswordSet => "password_set",
        }
    }

    #[must_use]
    pub fn of(self, thing: impl ToString) -> Deed {
        Deed {
            kind: self,
            thing: Some(thing.to_string()),
            day: None,
        }
    }

    #[must_use]
    pub fn alone(self) -> Deed {
        Deed {
            kind: self,
            thing: None,
            day: None,
        }
    }
}

impl Deed {
    #[must_use]
    pub fn on(self, day: NaiveDate) -> Self {
        Self {
            day: Some(day),
            ..self
        }
    }
}

impl FromStr for Kind {
    type Err = NoSuchKind;

    fn from_str(word: &str) -> Result<Self, NoSuchKind> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.word() == word).ok_or(NoSuchKind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_known_by_its_word() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        assert_eq!("".parse::<Kind>(), Err(NoSuchKind));
    }
}
