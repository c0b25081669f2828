//! A clerk books for a client at the desk or on the phone.

use domain::{
    audit::Kind,
    contact::Contact,
    ids::ServiceId,
    moment::Moment,
    reservation::{BookRefusal, Reservation},
    slots::{AgreedTime, Booker, NoPlace},
    text::Language,
    town::{Rules, Town},
};
use surrealdb::types::RecordId;

use super::{
    Booking,
    codes::{self, Draw},
    hold::{OfAddress, Sought, Wanted, slot_guess},
    mails::{self, MailKind},
    record::Record,
};
use crate::{
    Store, StoreError,
    transact::{Decision, Script, Tx, UseCase},
};

/// A clerk's form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookRequest {
    pub service: ServiceId,
    pub agreed: AgreedTime,
    pub contact: Contact,
    /// The language in which the client is written to.
    pub language: Language,
    /// Minted by the server for one form; the same key again is answered with the same
    /// reservation.
    pub key: String,
    /// The clerk, who is written down in the reservation.
    pub login: String,
}

impl Store {
    /// Books a place that is confirmed at once, and sends the mail with its code to whoever has an
    /// address. Whoever has none is never written to.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers; a refusal is a value.
    pub async fn book_by_clerk(
        &self,
        town: &Town,
        request: BookRequest,
        now: Moment,
    ) -> Result<Result<Booking, BookRefusal>, StoreError> {
        let case = Book {
            crowded: slot_guess(town, &request.service, request.agreed),
            rules: town.rules,
            request,
            now,
            draw: codes::at_random,
        };
        let id = super::ReservationId::of_key(&case.request.key);
        let deed = Kind::Booked.of(id).on(case.request.agreed.date);
        let case = self.noted(case, move |_: &_| deed.clone())?;
        self.with_free_places(town, now, case, |answer| {
            *answer == Err(BookRefusal::NoPlace(NoPlace::Taken))
        })
        .await
    }
}

#[derive(Clone)]
struct Book {
    rules: Rules,
    request: BookRequest,
    now: Moment,
    draw: Draw,
    crowded: Option<RecordId>,
}

impl UseCase for Book {
    type Answer = Result<Booking, BookRefusal>;

    fn crowded_row(&self) -> Option<RecordId> {
        self.crowded.clone()
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self {
            rules,
            request,
            now,
            ..
        } = self;
        let sought = Sought::look(tx, &request.key, &request.service, request.agreed);
        let wanted = match sought.await? {
            Sought::Known(record) => return Ok(Decision::Nothing(Ok(record.booking(rules, *now)))),
            Sought::NotOffered => {
                let no_place = BookRefusal::NoPlace(NoPlace::NotBookable);
                return Ok(Decision::Nothing(Err(no_place)));
            }
            Sought::Wanted(wanted) => *wanted,
        };
        let Wanted {
            id,
            offered,
            booked,
        } = wanted;
        let open = OfAddress::look(tx, request.contact.email.as_ref()).await?;
        let code = codes::free(tx, self.draw).await?;
        let reservation = Reservation::book(
            &offered.offer(rules, Booker::Clerk, *now),
            request.agreed,
            &booked,
            request.contact.clone(),
            request.language,
            open.beside(&id, *now),
            code,
        );
        let reservation = match reservation {
            Ok(reservation) => reservation,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let mut script = Script::default();
        open.write(&mut script, &id, &reservation, rules, *now);
        let mut booked = Record::new(id, reservation);
        booked.code = Some(code);
        booked.booked_by = Some(request.login.clone());
        if let Some(mail) = booked.mail(MailKind::Code, now.instant)? {
            mails::put(&mut script, &mail);
        }
        booked.write(&mut script, None, rules, *now);
        Ok(Decision::Write(script, Ok(booked.booking(rules, *now))))
    }
}

#[cfg(test)]
mod tests {
    use domain::{code::Code, reservation::ReservationState};

    use super::*;
    use crate::{
        booking::tests::{CLOSED, assert_conflict, close_what, form, kostelec, reopen_all, today},
        transact::tests::{commit_after, on_both_embedded},
    };

    /// For an identity card; tries 000007 first and 000008 then.
    fn book(town: &Town, key: &str, time: &str, email: &str, now: Moment) -> Book {
        Book {
            rules: town.rules,
            request: BookRequest {
                service: "op-zadost".parse().unwrap(),
                agreed: today(time),
                contact: Contact::parse_by_clerk("Jana Nováková", email, "").unwrap(),
                language: Language::Cs,
                key: key.to_owned(),
                login: "petra".to_owned(),
            },
            now,
            draw: |tried| Ok(Code::from_random(7 + tried)),
            crowded: None,
        }
    }

    #[test]
    fn a_clerk_and_the_internet_do_not_both_take_one_slot() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let case = book(&town, "one", "10:15", "", now);
            let meanwhile = async {
                let other = form("other", "10:15", "other@example.cz");
                store.hold_place(&town, other, now).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
        });
    }

    #[test]
    fn two_clerks_who_draw_the_same_code_at_once_do_not_both_give_it() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = book(&town, "one", "10:15", "", now);
            let meanwhile = async {
                let other = book(&town, "other", "10:30", "", now);
                store.transact(other).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &one, meanwhile).await);
            let booked = store.transact(one).await.unwrap().unwrap();
            let ReservationState::Confirmed { code, .. } = booked.reservation.state else {
                panic!("{booked:?}");
            };
            assert_eq!(code.to_string(), "000008");
        });
    }

    #[test]
    fn one_address_does_not_pass_its_limit_by_a_clerk_and_the_internet_at_once() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let case = book(&town, "one", "10:15", "one@example.cz", now);
            let meanwhile = async {
                let other = form("other", "10:30", "ONE@example.cz");
                store.hold_place(&town, other, now).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
        });
    }

    #[test]
    fn nothing_is_booked_where_it_has_just_been_closed() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            for of in CLOSED {
                let case = book(&town, "one", "10:15", "", now);
                let meanwhile = async { drop(close_what(&store, of, now).await) };
                assert_conflict(commit_after(&store, &case, meanwhile).await);
                let refused = store.transact(case).await.unwrap();
                assert_eq!(refused, Err(BookRefusal::NoPlace(NoPlace::NotOffered)));
                reopen_all(&store, now).await;
            }
        });
    }
}
