//! What is stored about one person, found by the e-mail address, and its erasure by hand.
//!
//! Names, addresses and phone numbers are in `reservation` and, until it has left, in `mail`. Beside them
//! are words that may be about the client: what the office has written (`contact`), and what clerks tell
//! each other about whoever has come (`note`).

use std::collections::BTreeSet;

use domain::{
    contact::Email,
    ids::TicketId,
    moment::Moment,
    reservation::ReservationState,
    town::{Rules, Town},
};

use super::{
    Booking, KnownContact, Mail, ReservationId, change, contacts, erase, mails,
    record::{self, Seen},
    rows::MailRow,
};
use crate::{
    Store, StoreError, keys,
    rows::{NoteRow, all},
    transact::{Decision, Script, Tx, UseCase},
};

/// All that is stored about the person with an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// By time.
    pub reservations: Vec<Booking>,
    /// Those that have not left.
    pub mails: Vec<Mail>,
    /// What the office has written to the client.
    pub contacts: Vec<KnownContact>,
    /// What clerks have noted about the client's ticket.
    pub notes: Vec<(TicketId, String)>,
}

impl Stored {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // The others are found by these.
        self.reservations.is_empty() && self.mails.is_empty()
    }

    /// The reservations that are about the client, also those that know no more of it than a mail.
    fn ids(&self) -> BTreeSet<ReservationId> {
        let known = self.reservations.iter().map(|booking| &booking.id);
        let written = self.mails.iter().map(|mail| &mail.reservation);
        known.chain(written).cloned().collect()
    }
}

impl Store {
    /// # Errors
    /// Only those of the database.
    pub async fn stored_of(
        &self,
        town: &Town,
        email: &Email,
        now: Moment,
    ) -> Result<Stored, StoreError> {
        let reservations = self.reservations_of_email(town, email, now).await?;
        // What has left is deleted, so to look through the rest is no work that grows.
        let script =
            Script::new("RETURN (SELECT * FROM mail WHERE string::lowercase(email) = $email)")
                .bind("email", email.folded());
        let mails = all(self.read::<Vec<MailRow>>(script).await?)?;
        let mut stored = Stored {
            reservations,
            mails,
            ..Stored::default()
        };
        let ids = stored.ids();
        stored.contacts = self.contacts(now).await?;
        stored
            .contacts
            .retain(|contact| ids.iter().any(|id| contact.clients.contains_key(id)));
        let states = stored.reservations.iter().map(|it| &it.reservation.state);
        let tickets: Vec<_> = states.filter_map(ticket_of).collect();
        for ticket in tickets {
            let script =
                Script::new("RETURN SELECT * FROM ONLY $note").bind("note", keys::note(ticket));
            if let Some(NoteRow { text }) = self.read(script).await? {
                stored.notes.push((ticket, text));
            }
        }
        Ok(stored)
    }

    /// Erases all of it: what is open is cancelled and its place is free, and nobody is written to, for
    /// that would store the address again. The statistics count what they would have counted. Answers
    /// how many reservations there were; a second time it is none.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn erase_person(
        &self,
        town: &Town,
        email: &Email,
        now: Moment,
    ) -> Result<usize, StoreError> {
        let mut erased = 0;
        loop {
            let before = erased;
            for id in self.stored_of(town, email, now).await?.ids() {
                let case = Forget {
                    id,
                    email: email.clone(),
                    rules: town.rules,
                    now,
                };
                erased += usize::from(self.transact(case).await?);
            }
            // Once more, for whatever came to it meanwhile.
            if erased == before {
                return Ok(erased);
            }
        }
    }
}

fn ticket_of(state: &ReservationState) -> Option<TicketId> {
    match state {
        ReservationState::CheckedIn { ticket, .. } => Some(*ticket),
        _ => None,
    }
}

struct Forget {
    id: ReservationId,
    email: Email,
    rules: Rules,
    now: Moment,
}

impl Forget {
    fn is_theirs(&self, email: &Email) -> bool {
        email.folded() == self.email.folded()
    }

    fn knows(&self, seen: &Seen) -> bool {
        let contact = seen.record.reservation.contact();
        let email = contact.and_then(|contact| contact.email.as_ref());
        email.is_some_and(|email| self.is_theirs(email))
    }
}

impl UseCase for Forget {
    /// Whether anything was there.
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let Self { id, rules, now, .. } = self;
        let Some(seen) = record::look(tx, id).await? else {
            return Ok(Decision::Nothing(false));
        };
        let knows = self.knows(&seen);
        let mails = seen.mails.iter();
        let mails: Vec<_> = mails.filter(|it| self.is_theirs(&it.to.email)).collect();
        if !knows && mails.is_empty() {
            return Ok(Decision::Nothing(false));
        }
        let mut script = Script::default();
        for mail in mails {
            mails::forget(&mut script, mail);
        }
        contacts::forget(tx, &mut script, id).await?;
        // It may be cancelled, and only a last mail tells of it.
        if !knows {
            return Ok(Decision::Write(script, true));
        }
        let reservation = seen.record.reservation.clone().as_of(rules, *now);
        match change::cancelled(&seen, rules, *now) {
            Ok(after) => seen.write(&mut script, after, None, rules, *now),
            // Ended, but no job has written it.
            Err(_) if reservation.contact().is_none() => {
                let after = seen.record.with(reservation);
                seen.write(&mut script, after, None, rules, *now);
            }
            Err(_) => {
                if let Some(ticket) = ticket_of(&reservation.state) {
                    script.delete(keys::note(ticket));
                }
                erase::erase(&mut script, seen);
            }
        }
        Ok(Decision::Write(script, true))
    }
}
