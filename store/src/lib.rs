//! The office's memory: `SurrealDB`, in this process or shared by several, with every use case as
//! one transaction.
//!
//! The rules are in `domain`; here is what a decision reads, what it guards and what it writes.
//! `now` is always an argument. A refusal is a value, an error is a [`StoreError`].

mod accounts;
mod assignment;
mod audit;
mod backup;
mod booking;
mod closures;
mod connect;
mod counter;
mod devices;
mod error;
mod follow;
mod guesses;
mod hours;
mod keypads;
mod keys;
mod kiosk;
mod migrate;
mod night;
mod notices;
mod paces;
mod password_links;
mod passwords;
mod pictures;
mod printing;
mod rows;
mod screens;
mod secrets;
mod sessions;
mod set_up;
mod staff;
mod supply;
mod tickets;
mod town;
pub mod town_file;
mod transact;

pub use domain::series::{IssuedTicket, TicketRefusal};

pub use crate::{
    accounts::{Account, AccountRefusal, LoginTaken, Profile},
    audit::AuditFilter,
    backup::{BackupError, BackupFolder, BackupName, Header, KeptBackup, NewFile},
    booking::{
        BookRequest, Booking, CodeRefusal, ContactRequest, DayCount, Erasure, HoldRequest,
        KioskCheckIn, KnownContact, Mail, MailKind, NotDone, OfficeRefusal, ReservationId, Stored,
        contact_name,
    },
    closures::{CloseRequest, ClosureId, KnownClosure},
    connect::{Credentials, Store},
    devices::{Device, DeviceNotChanged, DeviceState, EnrolRefusal, NewDevice, Place},
    error::StoreError,
    kiosk::TicketRequest,
    notices::NoticeNotChanged,
    password_links::{LinkRefusal, NewLink, PasswordRefusal},
    pictures::{PictureFile, PictureNotChanged},
    screens::Changed,
    sessions::KnownSession,
    set_up::{Change, Hanging, HoursChange, NotSetUp},
    staff::{LoginRefusal, NewLogin, NewSession, Session},
};

/// The database's parser and executor need more than the usual 2 MiB of stack when they run in
/// this process.
const STACK: usize = 10 * 1024 * 1024;

/// A runtime on whose workers the store can run. A future that uses the store must be spawned on
/// it: `block_on` alone runs on the stack of the calling thread.
///
/// # Errors
/// The threads could not be started.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
}
