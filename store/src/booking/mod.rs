//! Reservations: from the form on the internet to the ticket at the kiosk.
//!
//! A reservation is one row, and beside it are the rows by which it is found: `agenda` by day,
//! `link` by what a mail says, `code` by what the client types in, `due` by what time will do to
//! it. All of them are written together in [`record`].
//!
//! Secrets. The key of the form names the reservation and lets its waiting page correct the
//! address. Every mail carries a token of its own: that the address is right is proved by it, so
//! whoever fills in the form never sees one. Both are stored only as hashes, except that a mail
//! holds its token until it has left. A clerk sees who is there or hears who calls, so what a clerk
//! books is confirmed at once and its form answers the code.

mod by_clerk;
mod by_office;
mod change;
mod check_in;
mod codes;
mod confirm;
pub(crate) mod contacts;
mod due;
mod erase;
mod find;
mod hold;
mod mails;
mod person;
mod plan;
mod record;
mod rows;
mod tell;

use std::{fmt, str::FromStr};

use domain::reservation::Reservation;

pub use self::{
    by_clerk::BookRequest,
    by_office::OfficeRefusal,
    check_in::{CodeRefusal, KioskCheckIn},
    contacts::{ContactRequest, KnownContact, contact_name},
    erase::{DayCount, Erasure},
    hold::HoldRequest,
    mails::{Mail, MailKind},
    person::Stored,
};
use crate::secrets;

/// A reservation's name, for as long as there is one. It is no secret: it opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReservationId(String);

/// A reservation as it is at the moment it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    pub id: ReservationId,
    pub reservation: Reservation,
    /// How often it was moved or cancelled: the `SEQUENCE` of the client's calendar.
    pub revision: u16,
    /// A mail was refused for good: the client may not know what it said.
    pub unreached: bool,
    /// The login of the clerk who booked it; none if the client did.
    pub booked_by: Option<String>,
    /// The closures and contacts that the client was told of, by mail if that reaches anybody.
    pub told: Vec<String>,
}

impl Booking {
    /// Whether a mail reaches the client. Whoever it does not must be phoned if something happens.
    #[must_use]
    pub fn is_reached_by_mail(&self) -> bool {
        let contact = self.reservation.contact();
        !self.unreached && contact.is_some_and(|contact| contact.email.is_some())
    }
}

/// Why something was not done to a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone<R> {
    /// There is none by that token, code or name (any more).
    Unknown,
    Refused(R),
}

/// How many hexadecimal digits a name has: 128 bits.
const ID_LENGTH: usize = 32;

impl ReservationId {
    /// The reservation that was made with the key of a form, if any was.
    #[must_use]
    pub fn of_key(key: &str) -> Self {
        Self(secrets::hash(key).chars().take(ID_LENGTH).collect())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text names no reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reservation's name is {ID_LENGTH} hexadecimal digits")]
pub struct NotAReservation;

impl FromStr for ReservationId {
    type Err = NotAReservation;

    fn from_str(text: &str) -> Result<Self, NotAReservation> {
        let hexadecimal = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
        if text.len() == ID_LENGTH && text.chars().all(hexadecimal) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAReservation)
        }
    }
}

impl fmt::Display for ReservationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::DateTime;
    use domain::{
        contact::Contact, moment::Moment, reservation::Reservation, slots::AgreedTime,
        text::Language, town::Town,
    };

    use super::*;
    use crate::{CloseRequest, KnownClosure, Store, StoreError, town_file};

    /// Kostelec on Monday 23 November 2026 at nine, with its set-up in the store.
    pub(crate) async fn kostelec(store: &Store) -> (Town, Moment) {
        let town = town_file::read("town.toml", include_str!("../../../town.toml")).unwrap();
        store.import_town(&town).await.unwrap();
        let now = at(&town, "2026-11-23T09:00:00+01:00");
        (town, now)
    }

    pub(crate) fn at(town: &Town, instant: &str) -> Moment {
        let instant = DateTime::parse_from_rfc3339(instant).unwrap();
        Moment::new(instant.to_utc(), town.zone)
    }

    /// Today at that time.
    pub(crate) fn today(time: &str) -> AgreedTime {
        AgreedTime {
            date: "2026-11-23".parse().unwrap(),
            time: format!("{time}:00").parse().unwrap(),
        }
    }

    /// A form for an identity card.
    pub(crate) fn form(key: &str, time: &str, email: &str) -> HoldRequest {
        HoldRequest {
            service: "op-zadost".parse().unwrap(),
            agreed: today(time),
            contact: Contact::parse("Jana Nováková", email, "").unwrap(),
            language: Language::Cs,
            key: key.to_owned(),
            network: None,
        }
    }

    /// Holds a place, and answers the token in the mail.
    pub(crate) async fn held(
        store: &Store,
        town: &Town,
        form: HoldRequest,
        now: Moment,
    ) -> (ReservationId, String) {
        let booking = store.hold_place(town, form, now).await.unwrap().unwrap();
        let mails = store.due_mails(now.instant, 100).await.unwrap();
        let mut mails = mails.into_iter();
        let mail = mails.find(|mail| mail.reservation == booking.id).unwrap();
        (booking.id, mail.token.unwrap())
    }

    /// The same, confirmed.
    pub(crate) async fn confirmed(
        store: &Store,
        town: &Town,
        form: HoldRequest,
        now: Moment,
    ) -> (ReservationId, Reservation) {
        let (id, token) = held(store, town, form, now).await;
        let booking = store.confirm(town, &token, now).await.unwrap().unwrap();
        (id, booking.reservation)
    }

    /// Whatever of these is closed, nobody has an identity card made.
    pub(crate) const CLOSED: [&str; 3] = ["obcanske-prukazy", "lobby:hall", "service:op-zadost"];

    /// Closes the identity cards today from ten to twelve.
    pub(crate) async fn close(store: &Store, now: Moment) -> KnownClosure {
        close_what(store, CLOSED[0], now).await
    }

    /// Closes it today from ten to twelve.
    pub(crate) async fn close_what(store: &Store, of: &str, now: Moment) -> KnownClosure {
        let request = CloseRequest {
            of: of.parse().unwrap(),
            from: "2026-11-23T10:00:00".parse().unwrap(),
            to: "2026-11-23T12:00:00".parse().unwrap(),
            reason: "Porucha".parse().unwrap(),
            key: "closure".to_owned(),
        };
        store.close(request, now).await.unwrap().unwrap()
    }

    pub(crate) async fn reopen_all(store: &Store, now: Moment) {
        for known in store.closures(now.date).await.unwrap() {
            assert!(store.reopen(&known.id).await.unwrap());
        }
    }

    #[track_caller]
    pub(crate) fn assert_conflict(committed: Result<(), StoreError>) {
        assert!(
            matches!(committed, Err(StoreError::Conflict(_))),
            "{committed:?}"
        );
    }

    #[test]
    fn a_key_names_its_reservation_and_does_not_show_in_it() {
        let id = ReservationId::of_key("key");
        assert_eq!(id, ReservationId::of_key("key"));
        assert_ne!(id, ReservationId::of_key("other"));
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!("key".parse::<ReservationId>(), Err(NotAReservation));
        assert!(id.as_str().to_uppercase().parse::<ReservationId>().is_err());
    }
}
