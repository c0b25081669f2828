//! What the office does to a client's reservation of its own accord. It names the reservation as it was
//! seen: whoever acts on what is no longer so changes nothing.

use domain::{
    audit::{Deed, Kind},
    contact::Contact,
    line::Line,
    message::LONGEST_MESSAGE,
    moment::Moment,
    reservation::{MoveRefusal, Over},
    slots::{AgreedTime, Booker, NoPlace},
    town::{Rules, Town},
};

use super::{
    Booking, NotDone, ReservationId,
    change::{Move, cancelled},
    mails::{Mail, MailKind},
    record,
};
use crate::{
    Store, StoreError,
    transact::{Decision, Script, Tx, UseCase},
};

/// Why the office does not move or cancel a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfficeRefusal {
    /// There is none by that name (any more).
    Unknown,
    /// Meanwhile somebody has moved it.
    Changed,
    Over(Over),
    NoPlace(NoPlace),
}

impl From<NotDone<MoveRefusal>> for OfficeRefusal {
    fn from(refusal: NotDone<MoveRefusal>) -> Self {
        match refusal {
            NotDone::Unknown => Self::Unknown,
            NotDone::Refused(MoveRefusal::Over(over)) => Self::Over(over),
            NotDone::Refused(MoveRefusal::NoPlace(reason)) => Self::NoPlace(reason),
        }
    }
}

type Answer = Result<Booking, OfficeRefusal>;

impl Store {
    /// Cancels a reservation that was seen at its `revision`. Its client, confirmed or not, gets a mail
    /// with the `reason`, in the client's language; whoever has no address must be phoned before.
    ///
    /// # Errors
    /// Those of [`Store::cancel`].
    pub async fn cancel_by_office(
        &self,
        town: &Town,
        id: &ReservationId,
        revision: u16,
        reason: Option<Line<LONGEST_MESSAGE>>,
        now: Moment,
    ) -> Result<Answer, StoreError> {
        let case = CancelByOffice {
            id: id.clone(),
            revision,
            reason,
            rules: town.rules,
            now,
        };
        let deed = Kind::Cancelled.of(id);
        self.does(case, move |answer| about(&deed, answer)).await
    }

    /// Moves a reservation that was seen at its `revision`, as [`Store::move_reservation`] does; but as
    /// when it books, the office needs no notice.
    ///
    /// # Errors
    /// Those of [`Store::cancel`].
    pub async fn move_by_office(
        &self,
        town: &Town,
        id: &ReservationId,
        revision: u16,
        to: AgreedTime,
        now: Moment,
    ) -> Result<Answer, StoreError> {
        let moving = Move {
            id: id.clone(),
            to,
            booker: Booker::Clerk,
            rules: town.rules,
            now,
        };
        let deed = Kind::Moved.of(id);
        let case = MoveByOffice { moving, revision };
        let case = self.noted(case, move |answer: &Answer| about(&deed, answer))?;
        let taken = OfficeRefusal::NoPlace(NoPlace::Taken);
        self.with_free_places(town, now, case, |answer| *answer == Err(taken))
            .await
    }
}

/// The deed, and the day that it was about.
fn about(deed: &Deed, answer: &Answer) -> Deed {
    let deed = deed.clone();
    match answer {
        Ok(booking) => deed.on(booking.reservation.agreed.date),
        Err(_) => deed,
    }
}

struct CancelByOffice {
    id: ReservationId,
    revision: u16,
    reason: Option<Line<LONGEST_MESSAGE>>,
    rules: Rules,
    now: Moment,
}

impl UseCase for CancelByOffice {
    type Answer = Answer;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Answer>, StoreError> {
        let Self { rules, now, .. } = self;
        let Some(seen) = record::look(tx, &self.id).await? else {
            return Ok(Decision::Nothing(Err(OfficeRefusal::Unknown)));
        };
        let after = match cancelled(&seen, rules, *now) {
            Ok(after) => after,
            Err(over) => return Ok(Decision::Nothing(Err(OfficeRefusal::Over(over)))),
        };
        if seen.record.revision != self.revision {
            return Ok(Decision::Nothing(Err(OfficeRefusal::Changed)));
        }
        let contact = seen.record.reservation.contact();
        let mail = contact.and_then(Contact::addressee).map(|to| {
            let mut mail = Mail::new(MailKind::Cancelled, &after, to, None, now.instant)?;
            mail.reason = self.reason.as_ref().map(ToString::to_string);
            Ok::<_, StoreError>(mail)
        });
        let mail = mail.transpose()?;
        let booking = after.clone().booking(rules, *now);
        let mut script = Script::default();
        seen.write(&mut script, after, mail, rules, *now);
        Ok(Decision::Write(script, Ok(booking)))
    }
}

#[derive(Clone)]
struct MoveByOffice {
    moving: Move,
    revision: u16,
}

impl UseCase for MoveByOffice {
    type Answer = Answer;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Answer>, StoreError> {
        let seen = record::look(tx, &self.moving.id).await?;
        // A repeat finds it where it is to be.
        let elsewhere = seen.is_some_and(|seen| {
            let record = seen.record;
            record.revision != self.revision && record.reservation.agreed != self.moving.to
        });
        if elsewhere {
            return Ok(Decision::Nothing(Err(OfficeRefusal::Changed)));
        }
        Ok(match self.moving.decide(tx).await? {
            Decision::Write(script, answer) => Decision::Write(script, answer.map_err(Into::into)),
            Decision::Nothing(answer) => Decision::Nothing(answer.map_err(Into::into)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::{assert_conflict, confirmed, form, kostelec, today},
        transact::tests::{commit_after, on_both_embedded},
    };

    #[test]
    fn what_the_client_moves_meanwhile_the_office_neither_moves_nor_cancels() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            for (key, time) in [("one", "10:15"), ("other", "10:30")] {
                let form = form(key, time, "one@example.cz");
                let (id, _) = confirmed(&store, &town, form, now).await;
                let meanwhile = async {
                    let to = today("13:00");
                    let moved = store.move_reservation(&town, &id, to, now).await;
                    moved.unwrap().unwrap();
                };
                let moving = Move {
                    id: id.clone(),
                    to: today("11:00"),
                    booker: Booker::Clerk,
                    rules: town.rules,
                    now,
                };
                let cancel = CancelByOffice {
                    id: id.clone(),
                    revision: 0,
                    reason: None,
                    rules: town.rules,
                    now,
                };
                let moving = MoveByOffice {
                    moving,
                    revision: 0,
                };
                let changed = Err(OfficeRefusal::Changed);
                if key == "one" {
                    assert_conflict(commit_after(&store, &cancel, meanwhile).await);
                    assert_eq!(store.transact(cancel).await.unwrap(), changed);
                } else {
                    assert_conflict(commit_after(&store, &moving, meanwhile).await);
                    assert_eq!(store.transact(moving).await.unwrap(), changed);
                }
            }
        });
    }
}
