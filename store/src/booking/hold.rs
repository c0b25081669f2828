//! A place is held for a client who has filled in the form, and the address is corrected.

use chrono::NaiveDate;
use domain::{
    closure::Closure,
    contact::{Contact, Email},
    ids::{ServiceId, WorkplaceId},
    moment::Moment,
    opening_hours::Interval,
    reservation::{CorrectRefusal, Counted, HoldRefusal, Over, Reservation, ReservationState},
    slots::{AgreedTime, Booked, Booker, NoPlace, Offer},
    text::Language,
    town::{Rules, Service, Town, Workplace},
};
use surrealdb::types::{RecordId, SurrealValue};

use super::{
    Booking, NotDone, ReservationId,
    mails::{self, MailKind},
    record::{self, DueKind, Record},
    rows::{self, HeldRow, OpenRow, SlotRow},
};
use crate::{
    Store, StoreError,
    closures::ClosureRow,
    keys,
    rows::{ServiceRow, WorkplaceRow},
    transact::{Decision, Script, Tx, UseCase},
};

/// One form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldRequest {
    pub service: ServiceId,
    pub agreed: AgreedTime,
    pub contact: Contact,
    /// The language in which the client is written to.
    pub language: Language,
    /// Minted by the server for one form; the same key again is answered with the same
    /// reservation.
    pub key: String,
    /// A name for the network that the form comes from, which says nothing about it. None: what is
    /// held has no limit but the places.
    pub network: Option<String>,
}

impl Store {
    /// Holds a place, and sends the mail by which it is confirmed.
    ///
    /// # Errors
    /// Only those of the database and of the operating system's random numbers; a refusal is a
    /// value.
    pub async fn hold_place(
        &self,
        town: &Town,
        request: HoldRequest,
        now: Moment,
    ) -> Result<Result<Booking, HoldRefusal>, StoreError> {
        let crowded = slot_guess(town, &request.service, request.agreed);
        let case = Hold {
            rules: town.rules,
            request,
            now,
            crowded,
        };
        self.with_free_places(town, now, case, |answer| {
            *answer == Err(HoldRefusal::NoPlace(NoPlace::Taken))
        })
        .await
    }

    /// What is booked on a day in the slots that begin `during` some time, for whoever wants a place
    /// that seems to be taken: read without beginning anything that others would have to wait for. None
    /// if only [`Store::hold_place`] can say what becomes of the form, because it has held a place
    /// before or a hold has run out.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn booked_before(
        &self,
        workplace: &WorkplaceId,
        (date, during): (NaiveDate, Interval),
        key: &str,
        now: Moment,
    ) -> Result<Option<Booked>, StoreError> {
        let script = Script::new(BEFORE)
            .bind(
                "reservation",
                keys::reservation(&ReservationId::of_key(key)),
            )
            .bind("due", keys::due_by(DueKind::Expire.word(), now.instant))
            .bind("slots", keys::slots_during(date, workplace, during));
        let Before { undecided, slots } = self.read(script).await?;
        if undecided {
            return Ok(None);
        }
        let mut workplaces = rows::booked(slots)?;
        let mut days = workplaces.remove(workplace).unwrap_or_default();
        Ok(Some(days.remove(&date).unwrap_or_default()))
    }

    /// Runs a use case that wants a place, and once more if all were taken, but some of them only
    /// by holds whose time is over.
    pub(super) async fn with_free_places<U: UseCase + Clone>(
        &self,
        town: &Town,
        now: Moment,
        case: U,
        none_was_free: impl Fn(&U::Answer) -> bool,
    ) -> Result<U::Answer, StoreError> {
        let answer = self.transact(case.clone()).await?;
        if none_was_free(&answer) && self.expire_due(town, now).await? > 0 {
            return self.transact(case).await;
        }
        Ok(answer)
    }

    /// "Opravit e-mail": the mail goes to another address, and the links in those that went to
    /// the old one lead nowhere.
    ///
    /// # Errors
    /// Those of [`Store::hold_place`].
    pub async fn correct_email(
        &self,
        town: &Town,
        id: &ReservationId,
        email: Email,
        now: Moment,
    ) -> Result<Result<Booking, NotDone<CorrectRefusal>>, StoreError> {
        let id = id.clone();
        let rules = town.rules;
        self.transact(CorrectEmail {
            id,
            email,
            rules,
            now,
        })
        .await
    }

    /// "Poslat znovu": the mail by which a held place is confirmed, or the one with the code.
    ///
    /// # Errors
    /// Those of [`Store::hold_place`].
    pub async fn resend(
        &self,
        town: &Town,
        id: &ReservationId,
        now: Moment,
    ) -> Result<Result<Booking, NotDone<Over>>, StoreError> {
        let id = id.clone();
        let rules = town.rules;
        self.transact(Resend { id, rules, now }).await
    }

    /// "Poslat mi odkaz znovu": the same for every open reservation of an address, if it has any.
    ///
    /// # Errors
    /// Those of [`Store::hold_place`].
    pub async fn resend_to(
        &self,
        town: &Town,
        email: &Email,
        now: Moment,
    ) -> Result<(), StoreError> {
        let script =
            Script::new("RETURN SELECT * FROM ONLY $open").bind("open", record::email_key(email));
        let open: Option<OpenRow> = self.read(script).await?;
        for id in open.unwrap_or_default().open.keys() {
            // One that has ended meanwhile needs no link.
            let _ended = self.resend(town, &crate::rows::parse(id)?, now).await?;
        }
        Ok(())
    }
}

/// The slot that a request meets others at, as far as this instance knows the set-up.
pub(super) fn slot_guess(town: &Town, service: &ServiceId, agreed: AgreedTime) -> Option<RecordId> {
    let service = town.service(service)?;
    Some(keys::slot(agreed.date, &service.workplace, agreed.time))
}

const BEFORE: &str = "RETURN {
    undecided: record::exists($reservation) OR count((SELECT id FROM $due)) > 0,
    slots: (SELECT * FROM $slots),
}";

#[derive(SurrealValue)]
struct Before {
    undecided: bool,
    slots: Vec<SlotRow>,
}

// ---- What is offered ----

/// A service and its workplace as they are set up and closed now. They are only read, so the two
/// are locked: whoever changes or closes them at the same moment makes one of the two transactions
/// begin anew.
pub(super) struct Offered {
    pub workplace: Workplace,
    pub service: Service,
    closures: Vec<Closure>,
}

#[derive(SurrealValue)]
struct WorkplaceSeen {
    found: Option<WorkplaceRow>,
    closures: Vec<ClosureRow>,
}

const WORKPLACE: &str = "RETURN {
    found: (SELECT * FROM ONLY $workplace FOR UPDATE),
    closures: (SELECT * FROM $closures0, $closures1, $closures2),
}";

impl Offered {
    pub(super) async fn look(tx: &Tx, id: &ServiceId) -> Result<Option<Self>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $service FOR UPDATE")
            .bind("service", RecordId::new("service", id.as_str()));
        let Some(service) = tx.read::<Option<ServiceRow>>(script).await? else {
            return Ok(None);
        };
        let service = crate::rows::service(id.as_str(), service)?;
        let workplace = service.workplace.as_str();
        let script = Script::new(WORKPLACE)
            .bind("workplace", RecordId::new("workplace", workplace))
            .bind_each("closures", keys::closures_touching(&service.workplace, id));
        let seen: WorkplaceSeen = tx.read(script).await?;
        let Some(row) = seen.found else {
            return Ok(None);
        };
        Ok(Some(Self {
            workplace: crate::rows::workplace(workplace, row)?,
            service,
            closures: crate::rows::all(seen.closures)?,
        }))
    }

    pub(super) fn offer<'a>(&'a self, rules: &'a Rules, booker: Booker, now: Moment) -> Offer<'a> {
        Offer {
            workplace: &self.workplace,
            service: &self.service,
            closures: &self.closures,
            rules,
            booker,
            now,
        }
    }

    /// What is booked on the day. The slots of the place that is taken are also written, so that
    /// no two decide on the same numbers; the others do not decide anything.
    pub(super) async fn booked(&self, tx: &Tx, agreed: AgreedTime) -> Result<Booked, StoreError> {
        let script = Script::new("RETURN (SELECT * FROM $slots)")
            .bind("slots", keys::slots(agreed.date, &self.workplace.id));
        let slots: Vec<SlotRow> = tx.read(script).await?;
        let mut workplaces = rows::booked(slots)?;
        let mut days = workplaces.remove(&self.workplace.id).unwrap_or_default();
        Ok(days.remove(&agreed.date).unwrap_or_default())
    }
}

// ---- Holding ----

#[derive(Clone)]
struct Hold {
    rules: Rules,
    request: HoldRequest,
    now: Moment,
    crowded: Option<RecordId>,
}

impl UseCase for Hold {
    type Answer = Result<Booking, HoldRefusal>;

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
                let no_place = HoldRefusal::NoPlace(NoPlace::NotBookable);
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
        let network = request.network.as_deref().map(keys::held_from);
        let mut from_network = match &network {
            Some(network) => read_held(tx, network).await?,
            None => HeldRow::default(),
        };
        let counted = Counted {
            open_of_email: open.beside(&id, *now),
            unconfirmed_of_network: from_network.places(
                &offered.workplace.id,
                request.agreed.date,
                now.instant,
            ),
        };
        let held = Reservation::hold(
            &offered.offer(rules, Booker::Client, *now),
            request.agreed,
            &booked,
            request.contact.clone(),
            request.language,
            counted,
        );
        let reservation = match held {
            Ok(reservation) => reservation,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let mut script = Script::default();
        open.write(&mut script, &id, &reservation, rules, *now);
        let mut held = Record::new(id, reservation);
        if let Some((network, hold)) = network.zip(record::hold_row(&held.reservation)) {
            from_network.holds.insert(held.id.to_string(), hold);
            record::write_held(&mut script, network.clone(), from_network);
            held.held_from = Some(network);
        }
        if let Some(mail) = held.mail(MailKind::Confirm, now.instant)? {
            mails::put(&mut script, &mail);
        }
        held.write(&mut script, None, rules, *now);
        Ok(Decision::Write(script, Ok(held.booking(rules, *now))))
    }
}

/// What a form asks for, as a transaction finds it.
pub(super) enum Sought {
    /// The same form has been sent before.
    Known(Box<Record>),
    NotOffered,
    Wanted(Box<Wanted>),
}

/// What whoever takes a place decides on.
pub(super) struct Wanted {
    pub id: ReservationId,
    pub offered: Offered,
    pub booked: Booked,
}

impl Sought {
    pub(super) async fn look(
        tx: &Tx,
        key: &str,
        service: &ServiceId,
        agreed: AgreedTime,
    ) -> Result<Self, StoreError> {
        let id = ReservationId::of_key(key);
        if let Some(known) = record::look(tx, &id).await? {
            return Ok(Self::Known(Box::new(known.record)));
        }
        let Some(offered) = Offered::look(tx, service).await? else {
            return Ok(Self::NotOffered);
        };
        let booked = offered.booked(tx, agreed).await?;
        Ok(Self::Wanted(Box::new(Wanted {
            id,
            offered,
            booked,
        })))
    }
}

/// The open reservations of an address; of none, if there is no address.
pub(super) struct OfAddress(Option<(RecordId, OpenRow)>);

impl OfAddress {
    pub(super) async fn look(tx: &Tx, email: Option<&Email>) -> Result<Self, StoreError> {
        let Some(email) = email else {
            return Ok(Self(None));
        };
        let key = record::email_key(email);
        let row = read_open(tx, &key).await?;
        Ok(Self(Some((key, row))))
    }

    /// How many beside that one.
    pub(super) fn beside(&self, id: &ReservationId, now: Moment) -> u16 {
        let open = self.0.as_ref();
        open.map_or(0, |(_, open)| open.beside(id, now.instant))
    }

    /// Counts one more.
    pub(super) fn write(
        self,
        script: &mut Script,
        id: &ReservationId,
        reservation: &Reservation,
        rules: &Rules,
        now: Moment,
    ) {
        if let Some((key, mut open)) = self.0 {
            if let Some(until) = record::open_until(reservation, rules, now) {
                open.open.insert(id.to_string(), until);
            }
            record::write_open(script, key, open);
        }
    }
}

async fn read_open(tx: &Tx, email: &RecordId) -> Result<OpenRow, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $open").bind("open", email.clone());
    let open: Option<OpenRow> = tx.read(script).await?;
    Ok(open.unwrap_or_default())
}

async fn read_held(tx: &Tx, network: &RecordId) -> Result<HeldRow, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $network").bind("network", network.clone());
    let held: Option<HeldRow> = tx.read(script).await?;
    Ok(held.unwrap_or_default())
}

// ---- Another address, and the same mail again ----

struct CorrectEmail {
    id: ReservationId,
    email: Email,
    rules: Rules,
    now: Moment,
}

impl UseCase for CorrectEmail {
    type Answer = Result<Booking, NotDone<CorrectRefusal>>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self {
            id,
            email,
            rules,
            now,
        } = self;
        let Some(seen) = record::look(tx, id).await? else {
            return Ok(Decision::Nothing(Err(NotDone::Unknown)));
        };
        let before = &seen.record;
        let key = record::email_key(email);
        let is_other = record::of_email(&before.reservation).as_ref() != Some(&key);
        let mut open = read_open(tx, &key).await?;
        let corrected = before.reservation.clone().correct_email(
            email.clone(),
            open.beside(id, now.instant),
            rules,
            *now,
        );
        let reservation = match corrected {
            Ok(reservation) => reservation,
            Err(refusal) => return Ok(Decision::Nothing(Err(NotDone::Refused(refusal)))),
        };
        let mut script = Script::default();
        if let Some(old) = record::of_email(&before.reservation).filter(|old| *old != key) {
            let mut left = seen.open.clone();
            left.open.remove(id.as_str());
            record::write_open(&mut script, old, left);
        }
        if let Some(until) = record::open_until(&reservation, rules, *now) {
            open.open.insert(id.to_string(), until);
        }
        record::write_open(&mut script, key, open);
        for mail in &seen.mails {
            mails::forget(&mut script, mail);
        }
        let mut after = before.with(reservation);
        after.links.clear();
        after.unreached = false;
        if is_other {
            // What was told went to somebody else.
            after.told.clear();
        }
        if let Some(mail) = after.mail(MailKind::Confirm, now.instant)? {
            mails::put(&mut script, &mail);
        }
        after.write(&mut script, Some(before), rules, *now);
        Ok(Decision::Write(script, Ok(after.booking(rules, *now))))
    }
}

struct Resend {
    id: ReservationId,
    rules: Rules,
    now: Moment,
}

impl UseCase for Resend {
    type Answer = Result<Booking, NotDone<Over>>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { id, rules, now } = self;
        let Some(seen) = record::look(tx, id).await? else {
            return Ok(Decision::Nothing(Err(NotDone::Unknown)));
        };
        let reservation = seen.record.reservation.clone();
        let kind = match reservation.still_open(rules, *now) {
            Ok(open) if matches!(open.state, ReservationState::Held { .. }) => MailKind::Confirm,
            Ok(_) => MailKind::Code,
            Err(over) => return Ok(Decision::Nothing(Err(NotDone::Refused(over)))),
        };
        let mut script = Script::default();
        let mut after = seen.record.clone();
        let mail = after.mail(kind, now.instant)?;
        let booking = after.clone().booking(rules, *now);
        seen.write(&mut script, after, mail, rules, *now);
        Ok(Decision::Write(script, Ok(booking)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::{
            CLOSED, assert_conflict, close_what, form, held, kostelec, reopen_all, today,
        },
        transact::tests::{commit_after, on_both_embedded},
    };

    fn hold(town: &Town, key: &str, time: &str, email: &str, now: Moment) -> Hold {
        Hold {
            rules: town.rules,
            request: form(key, time, email),
            now,
            crowded: None,
        }
    }

    #[test]
    fn one_network_does_not_pass_its_limit_at_two_times_at_once() {
        on_both_embedded(|store| async move {
            let (mut town, now) = kostelec(&store).await;
            town.rules.unconfirmed_percent = 1;
            let from_one_network = |key, time, email| {
                let mut case = hold(&town, key, time, email, now);
                case.request.network = Some("network".to_owned());
                case
            };
            let one = from_one_network("one", "10:15", "one@example.cz");
            let meanwhile = async {
                let other = from_one_network("other", "10:30", "other@example.cz");
                store.transact(other).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &one, meanwhile).await);
            let refused = store.transact(one).await.unwrap();
            assert_eq!(refused, Err(HoldRefusal::TooManyUnconfirmed));
        });
    }

    #[test]
    fn two_who_decide_on_one_slot_at_once_do_not_both_take_it() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = hold(&town, "one", "10:15", "one@example.cz", now);
            let meanwhile = async {
                let other = hold(&town, "other", "10:15", "other@example.cz", now);
                store.transact(other).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &one, meanwhile).await);
        });
    }

    #[test]
    fn two_who_take_different_slots_do_not_meet() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = hold(&town, "one", "10:15", "one@example.cz", now);
            let meanwhile = async {
                let other = hold(&town, "other", "10:30", "other@example.cz", now);
                store.transact(other).await.unwrap().unwrap();
            };
            commit_after(&store, &one, meanwhile).await.unwrap();
        });
    }

    #[test]
    fn one_address_does_not_pass_its_limit_at_two_times_at_once() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = hold(&town, "one", "10:15", "one@example.cz", now);
            let meanwhile = async {
                let other = hold(&town, "other", "10:30", "ONE@example.cz", now);
                store.transact(other).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &one, meanwhile).await);
        });
    }

    #[test]
    fn a_place_is_not_held_on_what_the_set_up_was_before() {
        on_both_embedded(|store| async move {
            let changes: [fn(&mut Town); 2] = [
                |town| town.workplaces[0].internet = None,
                |town| town.services[0].bookable = false,
            ];
            for change in changes {
                let (mut town, now) = kostelec(&store).await;
                let case = hold(&town, "one", "10:15", "one@example.cz", now);
                change(&mut town);
                let meanwhile = async { store.import_town(&town).await.unwrap() };
                assert_conflict(commit_after(&store, &case, meanwhile).await);
            }
        });
    }

    #[test]
    fn a_place_is_not_held_where_it_has_just_been_closed() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            for of in CLOSED {
                let case = hold(&town, "one", "10:15", "one@example.cz", now);
                let meanwhile = async { drop(close_what(&store, of, now).await) };
                assert_conflict(commit_after(&store, &case, meanwhile).await);
                let refused = store.transact(case).await.unwrap();
                assert_eq!(refused, Err(HoldRefusal::NoPlace(NoPlace::NotOffered)));
                reopen_all(&store, now).await;
            }
        });
    }

    #[test]
    fn a_place_is_not_held_at_a_workplace_that_has_just_come_into_a_closed_lobby() {
        on_both_embedded(|store| async move {
            let (mut town, now) = kostelec(&store).await;
            close_what(&store, "lobby:corridor", now).await;
            let case = hold(&town, "one", "10:15", "one@example.cz", now);
            town.workplaces[0].lobby = "corridor".parse().unwrap();
            let meanwhile = async { store.import_town(&town).await.unwrap() };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
            let refused = store.transact(case).await.unwrap();
            assert_eq!(refused, Err(HoldRefusal::NoPlace(NoPlace::NotOffered)));
        });
    }

    #[test]
    fn what_is_closed_of_the_same_workplace_does_not_hinder_a_place() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let case = hold(&town, "one", "10:15", "one@example.cz", now);
            let others = async {
                close_what(&store, "service:op-ztrata", now).await;
                close_what(&store, "lobby:corridor", now).await;
            };
            commit_after(&store, &case, others).await.unwrap();
        });
    }

    #[test]
    fn the_address_is_not_corrected_once_it_is_confirmed() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let one = form("one", "10:15", "one@example.cz");
            let (id, token) = held(&store, &town, one, now).await;
            let correct = CorrectEmail {
                id,
                email: "other@example.cz".parse().unwrap(),
                rules: town.rules,
                now,
            };
            let meanwhile = async {
                store.confirm(&town, &token, now).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &correct, meanwhile).await);
            assert_eq!(
                store.transact(correct).await.unwrap(),
                Err(NotDone::Refused(CorrectRefusal::Confirmed))
            );
        });
    }

    #[test]
    fn a_slot_that_was_guessed_is_the_one_that_is_taken() {
        on_both_embedded(|store| async move {
            let (town, _) = kostelec(&store).await;
            let guess = slot_guess(&town, &"op-zadost".parse().unwrap(), today("10:15"));
            let workplace = "obcanske-prukazy".parse().unwrap();
            let at = today("10:15");
            assert_eq!(guess, Some(keys::slot(at.date, &workplace, at.time)));
        });
    }
}
