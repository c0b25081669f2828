//! The button behind the link in the mail.

use domain::{
    moment::Moment,
    reservation::{Over, ReservationState},
    town::{Rules, Town},
};
use surrealdb::types::RecordId;

use super::{
    Booking, NotDone,
    codes::{self, Draw},
    find,
    mails::MailKind,
};
use crate::{
    Store, StoreError, keys, secrets,
    transact::{Decision, Script, Tx, UseCase},
};

impl Store {
    /// Confirms the reservation to which a token leads, and sends the mail with its code. One
    /// that is confirmed already stays as it is, and no mail is sent.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers; a refusal is a value.
    pub async fn confirm(
        &self,
        town: &Town,
        token: &str,
        now: Moment,
    ) -> Result<Result<Booking, NotDone<Over>>, StoreError> {
        let case = Confirm {
            link: keys::link(&secrets::hash(token)),
            rules: town.rules,
            now,
            draw: codes::at_random,
        };
        self.transact(case).await
    }
}

struct Confirm {
    link: RecordId,
    rules: Rules,
    now: Moment,
    draw: Draw,
}

impl UseCase for Confirm {
    type Answer = Result<Booking, NotDone<Over>>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self {
            link, rules, now, ..
        } = self;
        let Some(seen) = find::led_to(tx, link).await? else {
            return Ok(Decision::Nothing(Err(NotDone::Unknown)));
        };
        let was_held = matches!(seen.record.reservation.state, ReservationState::Held { .. });
        let code = match seen.record.code {
            Some(code) => code,
            None => codes::free(tx, self.draw).await?,
        };
        let confirmed = match seen.record.reservation.clone().confirm(code, rules, *now) {
            Ok(confirmed) => confirmed,
            Err(over) => return Ok(Decision::Nothing(Err(NotDone::Refused(over)))),
        };
        let mut after = seen.record.with(confirmed);
        if !was_held {
            return Ok(Decision::Nothing(Ok(after.booking(rules, *now))));
        }
        after.code = Some(code);
        let mail = after.mail(MailKind::Code, now.instant)?;
        let booking = after.clone().booking(rules, *now);
        let mut script = Script::default();
        seen.write(&mut script, after, mail, rules, *now);
        Ok(Decision::Write(script, Ok(booking)))
    }
}

#[cfg(test)]
mod tests {
    use domain::code::Code;

    use super::*;
    use crate::{
        booking::tests::{assert_conflict, at, form, held, kostelec},
        transact::tests::{commit_after, on_both_embedded},
    };

    /// Tries 000007 first and 000008 then.
    fn confirm(town: &Town, token: &str, now: Moment) -> Confirm {
        Confirm {
            link: keys::link(&secrets::hash(token)),
            rules: town.rules,
            now,
            draw: |tried| Ok(Code::from_random(7 + tried)),
        }
    }

    fn code(booking: &Booking) -> String {
        match booking.reservation.state {
            ReservationState::Confirmed { code, .. } => code.to_string(),
            _ => String::new(),
        }
    }

    #[test]
    fn a_code_that_somebody_has_is_not_given_again() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let mut codes = Vec::new();
            for (key, time) in [("one", "10:15"), ("other", "10:30"), ("third", "10:45")] {
                let form = form(key, time, "one@example.cz");
                let (_, token) = held(&store, &town, form, now).await;
                let confirmed = store.transact(confirm(&town, &token, now)).await;
                codes.push(code(&confirmed.unwrap().unwrap()));
            }
            assert_eq!(codes, ["000007", "000008", "000009"]);
        });
    }

    #[test]
    fn the_code_of_one_who_has_cancelled_is_not_given_to_another_on_the_same_day() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "10:15", "one@example.cz");
            let (id, token) = held(&store, &town, one, now).await;
            let confirmed = store.transact(confirm(&town, &token, now)).await;
            assert_eq!(code(&confirmed.unwrap().unwrap()), "000007");
            store.cancel(&town, &id, now).await.unwrap().unwrap();
            let other = form("other", "10:15", "one@example.cz");
            let (_, token) = held(&store, &town, other, now).await;
            let confirmed = store.transact(confirm(&town, &token, now)).await;
            assert_eq!(code(&confirmed.unwrap().unwrap()), "000008");
        });
    }

    #[test]
    fn two_who_draw_the_same_code_at_once_do_not_both_get_it() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "10:15", "one@example.cz");
            let (_, one) = held(&store, &town, one, now).await;
            let other = form("other", "10:30", "other@example.cz");
            let (_, other) = held(&store, &town, other, now).await;
            let one = confirm(&town, &one, now);
            let meanwhile = async {
                let other = confirm(&town, &other, now);
                store.transact(other).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &one, meanwhile).await);
            let confirmed = store.transact(one).await.unwrap().unwrap();
            assert_eq!(code(&confirmed), "000008");
        });
    }

    #[test]
    fn a_reservation_that_expires_meanwhile_is_not_confirmed_as_well() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "10:15", "one@example.cz");
            let (_, token) = held(&store, &town, one, now).await;
            let last = at(&town, "2026-11-23T09:29:59+01:00");
            let case = confirm(&town, &token, last);
            let meanwhile = async {
                let after = at(&town, "2026-11-23T09:30:00+01:00");
                assert_eq!(store.expire_due(&town, after).await.unwrap(), 1);
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
        });
    }

    #[test]
    fn a_link_that_is_void_meanwhile_confirms_nothing() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "10:15", "one@example.cz");
            let (id, token) = held(&store, &town, one, now).await;
            let case = confirm(&town, &token, now);
            let meanwhile = async {
                let email = "other@example.cz".parse().unwrap();
                let corrected = store.correct_email(&town, &id, email, now).await;
                corrected.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
            assert_eq!(store.transact(case).await.unwrap(), Err(NotDone::Unknown));
        });
    }
}
