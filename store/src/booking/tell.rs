//! Clients are told that what they have agreed to falls away, each once for each closure, and what else
//! the office has to say to those whom it chooses.
//!
//! A closure is made first, alone; nobody gets a place in it any more. Then everybody who has one is
//! told, one transaction each: the mail and the mark that the client was told are written together.
//! Whatever breaks off in between goes on later where it was, and a second press finds all done. A
//! client who corrects the address is told there once more.

use std::num::NonZeroU16;

use domain::{
    closure::Closure,
    contact::Contact,
    moment::Moment,
    reservation::Reservation,
    text::Localized,
    town::{Rules, Town, Workplace},
};

use super::{
    Booking, KnownContact, ReservationId, change,
    mails::{self, Mail, MailKind},
    record::{self, Record, Seen},
};
use crate::{
    Store, StoreError,
    closures::{self, ClosureId},
    keys,
    transact::{self, Decision, Script, Tx, UseCase},
};

impl Store {
    /// Writes to whoever would come in vain because of a closure and has not been told. Answers how
    /// many were told.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers.
    pub async fn tell_closed(&self, town: &Town, now: Moment) -> Result<usize, StoreError> {
        let mut told = 0;
        for known in self.closures(now.date).await? {
            let name = known.id.to_string();
            for booking in self.affected_by(town, &known.closure, now).await? {
                if booking.told.contains(&name) {
                    continue;
                }
                let service = town.service(&booking.reservation.service);
                let workplace = service.and_then(|it| town.workplace(&it.workplace));
                let slot = workplace.map(Workplace::slot_minutes);
                let what = What::Closure {
                    id: known.id.clone(),
                    slot: slot.unwrap_or(NonZeroU16::MIN),
                };
                told += usize::from(self.tell(booking.id, what, town, now).await?);
            }
        }
        Ok(told)
    }

    /// Writes what the office has to say to those of its contacts who have not been told. Answers how
    /// many were told.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers.
    pub async fn tell_contacts(&self, town: &Town, now: Moment) -> Result<usize, StoreError> {
        let mut told = 0;
        for known in self.contacts(now).await? {
            let name = known.name();
            for booking in self.of_contact(town, &known, now).await? {
                if !booking.told.contains(&name) {
                    let what = What::Contact(known.clone());
                    told += usize::from(self.tell(booking.id, what, town, now).await?);
                }
            }
        }
        Ok(told)
    }

    async fn tell(
        &self,
        id: ReservationId,
        what: What,
        town: &Town,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let rules = town.rules;
        let case = Tell {
            id,
            what,
            rules,
            now,
        };
        self.transact(case).await
    }

    /// Which of these clients a mail of that kind has not left for yet.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn not_written_to_yet(
        &self,
        bookings: &[Booking],
        kind: MailKind,
    ) -> Result<Vec<ReservationId>, StoreError> {
        let mails = bookings.iter().map(|booking| keys::mails_of(&booking.id));
        let mails: Vec<_> = mails.collect();
        let script = Script::new(format!(
            "RETURN (SELECT VALUE reservation FROM {} WHERE kind = $kind)",
            transact::targets("mails", mails.len())
        ));
        let script = script.bind_each("mails", mails).bind("kind", kind.word());
        let waiting: Vec<String> = self.read(script).await?;
        waiting.iter().map(|id| crate::rows::parse(id)).collect()
    }
}

/// What a client is told.
enum What {
    Closure {
        id: ClosureId,
        /// The length of the slots of the client's workplace.
        slot: NonZeroU16,
    },
    Contact(KnownContact),
}

struct Tell {
    id: ReservationId,
    what: What,
    rules: Rules,
    now: Moment,
}

impl Tell {
    /// The name of what is told, the kind of its mail and its words; none if it is no longer so: a
    /// closure taken back, a client gone elsewhere.
    async fn said_to(
        &self,
        tx: &Tx,
        client: &Reservation,
    ) -> Result<Option<(String, MailKind, Localized)>, StoreError> {
        match &self.what {
            What::Closure { id, slot } => {
                let row = closures::seen(tx, id).await?;
                let known = row.map(Closure::try_from).transpose()?;
                let known = known.filter(|known| known.affects(client, *slot));
                Ok(known.map(|known| {
                    let reason = known.reason.text().clone();
                    (id.to_string(), MailKind::Closed, reason)
                }))
            }
            What::Contact(known) => Ok(known.concerns(&self.id, client).then(|| {
                let message = known.message.text().clone();
                (known.name(), MailKind::Message, message)
            })),
        }
    }
}

impl Tell {
    /// What the reservation becomes, and its mail. Without an address nobody would learn that it is
    /// cancelled: it stays, and somebody phones.
    fn becomes(&self, seen: &Seen, kind: MailKind) -> Result<(Record, Option<Mail>), StoreError> {
        let now = self.now.instant;
        let cancels = matches!(&self.what, What::Contact(known) if known.cancels);
        let contact = seen.record.reservation.contact();
        let to = contact.and_then(Contact::addressee).filter(|_| cancels);
        if let Some(to) = to
            && let Ok(after) = change::cancelled(seen, &self.rules, self.now)
        {
            let mail = Mail::new(MailKind::Cancelled, &after, to, None, now)?;
            return Ok((after, Some(mail)));
        }
        let mut after = seen.record.clone();
        let mail = after.mail(kind, now)?;
        Ok((after, mail))
    }
}

impl UseCase for Tell {
    /// Whether there was somebody to tell.
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let Some(seen) = record::look(tx, &self.id).await? else {
            return Ok(Decision::Nothing(false));
        };
        let before = &seen.record;
        let still = before.reservation.clone().as_of(&self.rules, self.now);
        let Some((name, kind, words)) = self.said_to(tx, &still).await? else {
            return Ok(Decision::Nothing(false));
        };
        if before.told.contains(&name) {
            return Ok(Decision::Nothing(false));
        }
        let (mut after, mut mail) = self.becomes(&seen, kind)?;
        after.told.push(name);
        if let Some(mail) = &mut mail {
            mail.reason = Some(words.get(mail.language).to_owned());
        }
        let mut script = Script::default();
        // Of closures only the last is told, if the mail about an earlier one has not left.
        let closed = |old: &&Mail| old.kind == MailKind::Closed && kind == MailKind::Closed;
        if let Some(old) = seen.mails.iter().find(closed) {
            mails::forget(&mut script, old);
        }
        seen.write(&mut script, after, mail, &self.rules, self.now);
        Ok(Decision::Write(script, true))
    }
}

/// Whether a closure takes away what the client has agreed to, and the client was told.
pub(super) async fn falls_away(
    tx: &Tx,
    record: &Record,
    rules: &Rules,
    now: Moment,
) -> Result<bool, StoreError> {
    let still = record.reservation.clone().as_of(rules, now);
    for name in &record.told {
        let Ok(id) = name.parse::<ClosureId>() else {
            continue;
        };
        let row = closures::seen(tx, &id).await?;
        let known = row.map(Closure::try_from).transpose()?;
        // Asked of the first minute of each of its slots: which town it is in is not known here.
        if known.is_some_and(|known| known.affects(&still, NonZeroU16::MIN)) {
            return Ok(true);
        }
    }
    Ok(false)
}
