//! The outbox: what is to be said to clients, until it is said.
//!
//! A mail is written in the transaction of the change that it tells of, and holds all that it
//! says: after a cancellation nothing else knows the client. One that has left is deleted.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    code::Code,
    contact::Addressee,
    ids::{ServiceId, WorkplaceId},
    reservation::ReservationState,
    slots::AgreedTime,
    text::Language,
};
use surrealdb::types::RecordId;

use super::{
    ReservationId,
    record::{self, Record},
    rows::{MailRow, SendingRow},
};
use crate::{
    Store, StoreError, keys, rows, secrets,
    transact::{Decision, Script, Tx, UseCase},
};

/// A mail that is to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Also the stable part of the client's calendar entry.
    pub reservation: ReservationId,
    pub kind: MailKind,
    /// What makes its `Message-ID`: the same however often it is tried.
    pub message: String,
    /// How often it was tried in vain.
    pub attempts: u16,
    pub to: Addressee,
    pub language: Language,
    pub workplace: WorkplaceId,
    pub service: ServiceId,
    pub agreed: AgreedTime,
    /// The `SEQUENCE` of the client's calendar.
    pub revision: u16,
    pub code: Option<Code>,
    /// What its link carries; none where there is nothing left to be done.
    pub token: Option<String>,
    /// Until when it is of any use.
    pub held_until: Option<DateTime<Utc>>,
    /// Why what was agreed falls away, or what else the office says, in the language of the mail.
    pub reason: Option<String>,
    pub(super) due_at: DateTime<Utc>,
}

/// What a mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// The link by which a held place is confirmed.
    Confirm,
    /// The code and the instructions.
    Code,
    Reminder,
    Moved,
    Cancelled,
    /// What was agreed falls away, because something is closed.
    Closed,
    /// What else the office has to say about it.
    Message,
}

impl MailKind {
    pub const ALL: [Self; 7] = [
        Self::Confirm,
        Self::Code,
        Self::Reminder,
        Self::Moved,
        Self::Cancelled,
        Self::Closed,
        Self::Message,
    ];

    /// Whether it stays true whatever the client does with the agreed time, except going elsewhere.
    pub(super) fn is_of_the_office(self) -> bool {
        matches!(self, Self::Closed | Self::Message)
    }

    /// The word for it in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Code => "code",
            Self::Reminder => "reminder",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Closed => "closed",
            Self::Message => "message",
        }
    }
}

/// What a mail says is for its client alone.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("reservation", &self.reservation)
            .field("kind", &self.kind)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// The first pause after a mail could not be sent; each further one doubles it.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(30);

const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

impl Store {
    /// The mails to be sent by now, those that have waited longest first. Whoever sends them
    /// holds the lease of that job.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn due_mails(
        &self,
        now: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<Mail>, StoreError> {
        let script = Script::new(FIRST_DUE)
            .bind("due", keys::sending_by(now))
            .bind("limit", i64::try_from(limit).unwrap_or(i64::MAX));
        let mails: Vec<Mail> = rows::all(self.read::<Vec<MailRow>>(script).await?)?;
        // The job that ends a hold deletes its mail, but perhaps only in a moment.
        let of_use = |mail: &Mail| {
            mail.kind.is_of_the_office() || mail.held_until.is_none_or(|until| now < until)
        };
        Ok(mails.into_iter().filter(of_use).collect())
    }

    /// The server has taken it.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn mail_delivered(&self, mail: &Mail) -> Result<(), StoreError> {
        self.transact(Sent::new(mail, Outcome::Delivered)).await
    }

    /// It could not be sent now, and is tried again after a pause that grows.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn mail_failed_for_now(
        &self,
        mail: &Mail,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.transact(Sent::new(mail, Outcome::FailedForNow(now)))
            .await
    }

    /// The server refuses it for good. The staff see that the client was not reached.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn mail_refused(&self, mail: &Mail) -> Result<(), StoreError> {
        self.transact(Sent::new(mail, Outcome::Refused)).await
    }
}

/// Cut by hand: of a range of keys the database reads all, and each mail is long.
const FIRST_DUE: &str =
    "RETURN (SELECT * FROM array::slice((SELECT VALUE mail FROM $due), 0, $limit))";

/// What became of an attempt.
#[derive(Clone, Copy)]
enum Outcome {
    Delivered,
    FailedForNow(DateTime<Utc>),
    Refused,
}

struct Sent {
    mail: Mail,
    outcome: Outcome,
}

impl Sent {
    fn new(mail: &Mail, outcome: Outcome) -> Self {
        let mail = mail.clone();
        Self { mail, outcome }
    }
}

impl UseCase for Sent {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let Some(seen) = record::look(tx, &self.mail.reservation).await? else {
            return Ok(Decision::Nothing(()));
        };
        // Meanwhile another mail may have taken its place.
        let same = |mail: &&Mail| mail.message == self.mail.message;
        let Some(mail) = seen.mails.iter().find(same) else {
            return Ok(Decision::Nothing(()));
        };
        let mut script = Script::default();
        forget(&mut script, mail);
        match self.outcome {
            Outcome::Delivered => {}
            Outcome::FailedForNow(now) => {
                let mut mail = mail.clone();
                mail.due_at = now + pause(mail.attempts);
                mail.attempts = mail.attempts.saturating_add(1);
                put(&mut script, &mail);
            }
            Outcome::Refused => {
                let mut after = seen.record.clone();
                after.unreached = true;
                after.mark(&mut script);
            }
        }
        Ok(Decision::Write(script, ()))
    }
}

fn pause(attempts: u16) -> TimeDelta {
    (FIRST_PAUSE * (1 << attempts.min(16))).min(LONGEST_PAUSE)
}

impl Mail {
    pub(super) fn new(
        kind: MailKind,
        record: &Record,
        to: Addressee,
        token: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let reservation = &record.reservation;
        let held_until = match reservation.state {
            ReservationState::Held { until, .. } => Some(until),
            _ => None,
        };
        Ok(Self {
            reservation: record.id.clone(),
            kind,
            message: secrets::token()?,
            attempts: 0,
            to,
            language: reservation.language,
            workplace: reservation.workplace.clone(),
            service: reservation.service.clone(),
            agreed: reservation.agreed,
            revision: record.revision,
            code: record.code,
            token,
            held_until,
            reason: None,
            due_at: now,
        })
    }

    /// Its row, and the row by which it is found when it is due.
    fn keys(&self) -> [RecordId; 2] {
        let mut name = self.kind.word().to_owned();
        if self.kind == MailKind::Message {
            // There may be several.
            name = format!("{name}.{}", self.message);
        }
        [
            keys::mail(&self.reservation, &name),
            keys::sending(self.due_at, &self.reservation, &name),
        ]
    }
}

pub(super) fn put(script: &mut Script, mail: &Mail) {
    let [row, sending] = mail.keys();
    let due = SendingRow { mail: row.clone() };
    script.put(row, MailRow::from(mail));
    script.put(sending, due);
}

pub(super) fn forget(script: &mut Script, mail: &Mail) {
    for row in mail.keys() {
        script.delete(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::{assert_conflict, confirmed, form, kostelec},
        transact::tests::{commit_after, on_both_embedded},
    };

    #[test]
    fn a_mail_that_is_dropped_while_it_fails_is_not_tried_again() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let form = form("one", "10:15", "one@example.cz");
            let (id, _) = confirmed(&store, &town, form, now).await;
            let mails = store.due_mails(now.instant, 10).await.unwrap();
            let failed = Sent::new(&mails[0], Outcome::FailedForNow(now.instant));
            let meanwhile = async {
                store.cancel(&town, &id, now).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &failed, meanwhile).await);
            store.transact(failed).await.unwrap();
            let mails = store.due_mails(now.instant, 10).await.unwrap();
            let kinds: Vec<_> = mails.iter().map(|mail| mail.kind).collect();
            assert_eq!(kinds, [MailKind::Cancelled]);
        });
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        let seconds = [0, 1, 2, 6, 7, u16::MAX].map(|attempts| pause(attempts).num_seconds());
        assert_eq!(seconds, [30, 60, 120, 1920, 3600, 3600]);
    }
}
