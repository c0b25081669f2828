//! Cancelling, and moving to another time.

use domain::{
    audit::Kind,
    moment::Moment,
    reservation::{MoveRefusal, Over, ReservationState},
    slots::{AgreedTime, Booker, NoPlace},
    town::{Rules, Town},
};

use super::{
    Booking, NotDone, ReservationId,
    hold::Offered,
    mails::{Mail, MailKind},
    record::{self, Record, Seen},
};
use crate::{
    Store, StoreError,
    transact::{Decision, Script, Tx, UseCase},
};

impl Store {
    /// Cancels a reservation: the client is forgotten, the place is free, and a last mail says so
    /// to whoever had confirmed. What is left says only that it is cancelled.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers; a refusal is a value.
    pub async fn cancel(
        &self,
        town: &Town,
        id: &ReservationId,
        now: Moment,
    ) -> Result<Result<Booking, NotDone<Over>>, StoreError> {
        let id = id.clone();
        let rules = town.rules;
        self.does(Cancel { id, rules, now }, |done| match done {
            Ok(booking) => Kind::Cancelled
                .of(&booking.id)
                .on(booking.reservation.agreed.date),
            Err(_) => Kind::Cancelled.alone(),
        })
        .await
    }

    /// The client moves a reservation to another time of the same service. The old place is given up
    /// only if the new one is won.
    ///
    /// # Errors
    /// Those of [`Store::cancel`].
    pub async fn move_reservation(
        &self,
        town: &Town,
        id: &ReservationId,
        to: AgreedTime,
        now: Moment,
    ) -> Result<Result<Booking, NotDone<MoveRefusal>>, StoreError> {
        let case = Move {
            id: id.clone(),
            to,
            booker: Booker::Client,
            rules: town.rules,
            now,
        };
        let taken = MoveRefusal::NoPlace(NoPlace::Taken);
        self.with_free_places(town, now, case, |answer| {
            *answer == Err(NotDone::Refused(taken))
        })
        .await
    }
}

struct Cancel {
    id: ReservationId,
    rules: Rules,
    now: Moment,
}

impl UseCase for Cancel {
    type Answer = Result<Booking, NotDone<Over>>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { id, rules, now } = self;
        let Some(seen) = record::look(tx, id).await? else {
            return Ok(Decision::Nothing(Err(NotDone::Unknown)));
        };
        let after = match cancelled(&seen, rules, *now) {
            Ok(after) => after,
            Err(over) => return Ok(Decision::Nothing(Err(NotDone::Refused(over)))),
        };
        // An address that was not confirmed may be a stranger's.
        let to = match &seen.record.reservation.state {
            ReservationState::Confirmed { contact, .. } => contact.addressee(),
            _ => None,
        };
        let mail = |to| Mail::new(MailKind::Cancelled, &after, to, None, now.instant);
        let mail = to.map(mail).transpose()?;
        let booking = after.clone().booking(rules, *now);
        let mut script = Script::default();
        seen.write(&mut script, after, mail, rules, *now);
        Ok(Decision::Write(script, Ok(booking)))
    }
}

/// What it becomes.
pub(super) fn cancelled(seen: &Seen, rules: &Rules, now: Moment) -> Result<Record, Over> {
    let cancelled = seen.record.reservation.clone().cancel(rules, now)?;
    let mut after = seen.record.with(cancelled);
    after.revision = after.revision.saturating_add(1);
    Ok(after)
}

#[derive(Clone)]
pub(super) struct Move {
    pub id: ReservationId,
    pub to: AgreedTime,
    pub booker: Booker,
    pub rules: Rules,
    pub now: Moment,
}

impl UseCase for Move {
    type Answer = Result<Booking, NotDone<MoveRefusal>>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self {
            id,
            to,
            booker,
            rules,
            now,
        } = self;
        let Some(seen) = record::look(tx, id).await? else {
            return Ok(Decision::Nothing(Err(NotDone::Unknown)));
        };
        let before = seen.record.reservation.clone();
        let moved = match Offered::look(tx, &before.service).await? {
            Some(offered) => {
                let booked = offered.booked(tx, *to).await?;
                before
                    .clone()
                    .move_to(*to, &offered.offer(rules, *booker, *now), &booked)
            }
            // The office no longer has the service.
            None => before
                .clone()
                .still_open(rules, *now)
                .map_err(MoveRefusal::Over)
                .and(Err(MoveRefusal::NoPlace(NoPlace::NotBookable))),
        };
        let moved = match moved {
            Ok(moved) => moved,
            Err(refusal) => return Ok(Decision::Nothing(Err(NotDone::Refused(refusal)))),
        };
        let mut after = seen.record.with(moved);
        if before.agreed == *to {
            return Ok(Decision::Nothing(Ok(after.booking(rules, *now))));
        }
        after.revision = after.revision.saturating_add(1);
        let kind = match after.reservation.state {
            ReservationState::Held { .. } => MailKind::Confirm,
            _ => MailKind::Moved,
        };
        let mail = after.mail(kind, now.instant)?;
        let booking = after.clone().booking(rules, *now);
        let mut script = Script::default();
        seen.write(&mut script, after, mail, rules, *now);
        Ok(Decision::Write(script, Ok(booking)))
    }
}

#[cfg(test)]
mod tests {
    use domain::{opening_hours::Day, set_up::Piece};

    use super::*;
    use crate::{
        Change,
        booking::tests::{
            CLOSED, assert_conflict, close_what, confirmed, form, kostelec, reopen_all, today,
        },
        transact::tests::{commit_after, on_both_embedded},
    };

    #[test]
    fn a_place_that_another_takes_meanwhile_is_not_moved_to() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "10:15", "one@example.cz");
            let (id, _) = confirmed(&store, &town, one, now).await;
            let case = Move {
                id,
                to: today("11:00"),
                booker: Booker::Client,
                rules: town.rules,
                now,
            };
            let meanwhile = async {
                let other = form("other", "11:00", "other@example.cz");
                store.hold_place(&town, other, now).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
        });
    }

    #[test]
    fn nobody_moves_to_where_it_has_just_been_closed() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "13:15", "one@example.cz");
            let (id, _) = confirmed(&store, &town, one, now).await;
            for of in CLOSED {
                let case = Move {
                    id: id.clone(),
                    to: today("11:00"),
                    booker: Booker::Client,
                    rules: town.rules,
                    now,
                };
                let meanwhile = async { drop(close_what(&store, of, now).await) };
                assert_conflict(commit_after(&store, &case, meanwhile).await);
                let refused = Err(NotDone::Refused(MoveRefusal::NoPlace(NoPlace::NotOffered)));
                assert_eq!(store.transact(case).await.unwrap(), refused);
                reopen_all(&store, now).await;
            }
        });
    }

    #[test]
    fn nobody_moves_to_where_the_hours_have_just_been_shortened() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "13:15", "one@example.cz");
            let (id, _) = confirmed(&store, &town, one, now).await;
            let case = Move {
                id,
                to: today("11:00"),
                booker: Booker::Client,
                rules: town.rules,
                now,
            };
            let before = town.workplace(&"obcanske-prukazy".parse().unwrap());
            let before = before.unwrap().clone();
            let mut after = before.clone();
            after.hours.days.insert(now.date, Day::default());
            let meanwhile = async {
                let [before, after] = [before, after].map(Piece::Workplace);
                let set = store.set_up(Change::put(Some(before), after, 0), now);
                set.await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
            let refused = Err(NotDone::Refused(MoveRefusal::NoPlace(NoPlace::NotOffered)));
            assert_eq!(store.transact(case).await.unwrap(), refused);
        });
    }

    #[test]
    fn what_is_cancelled_meanwhile_is_neither_moved_nor_cancelled_again() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let rules = town.rules;
            for (key, time) in [("one", "10:15"), ("other", "10:30")] {
                let form = form(key, time, "one@example.cz");
                let (id, _) = confirmed(&store, &town, form, now).await;
                let meanwhile = async {
                    store.cancel(&town, &id, now).await.unwrap().unwrap();
                };
                let id = id.clone();
                let to = today("11:00");
                let committed = if key == "one" {
                    let booker = Booker::Client;
                    let case = Move {
                        id,
                        to,
                        booker,
                        rules,
                        now,
                    };
                    commit_after(&store, &case, meanwhile).await
                } else {
                    commit_after(&store, &Cancel { id, rules, now }, meanwhile).await
                };
                assert_conflict(committed);
            }
            let workplace = "obcanske-prukazy".parse().unwrap();
            let date = today("00:00").date;
            let booked = store.booked(&workplace, date).await.unwrap();
            assert!(booked.0.values().all(|booked| *booked == 0));
        });
    }
}
