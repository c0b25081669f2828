//! A client with an agreed time gets a ticket: by the code at the kiosk, or from a clerk.

use chrono::NaiveDate;
use domain::{
    audit::Kind,
    code::Code,
    ids::{LobbyId, TicketId, WorkplaceId},
    keypad::{Keypad, Rests},
    moment::Moment,
    reservation::{CheckInRefusal, Entrance, NotCheckedIn},
    series::{DaySeries, IssuedTicket},
    ticket::Ticket,
    town::{Rules, Town, Workplace},
};
use surrealdb::types::{RecordId, SurrealValue};

use super::{NotDone, ReservationId, find, record, rows::ClerkCheckInRow};
use crate::{
    Store, StoreError, keypads, keys,
    rows::{self, KeypadRow, SeriesRow, TapRow, WorkplaceRow, impossible},
    secrets, tickets,
    transact::{Decision, Script, Tx, UseCase},
};

/// A code typed in at a kiosk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskCheckIn {
    /// The kiosk's name among devices.
    pub device: String,
    /// Where it stands.
    pub lobby: LobbyId,
    pub code: Code,
    /// Minted by the server for one tap; the same key again is answered with the same ticket.
    pub key: String,
}

/// Why a code brings no ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeRefusal {
    /// Too many wrong ones: this kiosk takes none now.
    Rests(Rests),
    /// No reservation waits for it. One that was cancelled looks the same, so that nobody learns
    /// by trying which codes there were.
    Unknown,
    Refused(CheckInRefusal),
}

impl Store {
    /// Gives the client with that code a ticket, whatever the capacity, the break or the hour. A
    /// wrong code counts on the kiosk's keypad, be it sent once or again.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn check_in(
        &self,
        town: &Town,
        request: KioskCheckIn,
        now: Moment,
    ) -> Result<Result<Ticket, CodeRefusal>, StoreError> {
        let rules = town.rules;
        let keypad = keys::keypad(&request.device);
        let by = By::Code(request);
        let check_in = CheckIn { by, rules, now };
        self.transact(AtKiosk { check_in, keypad }).await
    }

    /// The same for a client who has no code and was found by name. It is logged who did it.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn check_in_by_clerk(
        &self,
        town: &Town,
        id: &ReservationId,
        login: &str,
        now: Moment,
    ) -> Result<Result<Ticket, NotDone<CheckInRefusal>>, StoreError> {
        let rules = town.rules;
        let by = By::Clerk {
            id: id.clone(),
            login: login.to_owned(),
        };
        let deed = Kind::CheckedIn.of(id).on(now.date);
        self.does(CheckIn { by, rules, now }, move |_| deed.clone())
            .await
    }

    /// Who gave that ticket to a client without a code; none if nobody did.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn checked_in_by(&self, ticket: TicketId) -> Result<Option<String>, StoreError> {
        let script = Script::new("RETURN SELECT VALUE login FROM ONLY $log")
            .bind("log", keys::clerk_check_in(ticket));
        self.read(script).await
    }
}

/// A check-in by code, as far as the kiosk's keypad lets it.
struct AtKiosk {
    check_in: CheckIn,
    keypad: RecordId,
}

impl UseCase for AtKiosk {
    type Answer = Result<Ticket, CodeRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let CheckIn { rules, now, .. } = &self.check_in;
        // A ticket that was given is shown again, whatever was typed meanwhile.
        if let Some(known) = self.check_in.answered(tx).await? {
            return Ok(Decision::Nothing(Ok(known)));
        }
        let keypad = keypads::seen(tx, &self.keypad).await?;
        if let Err(rests) = keypad.take(now.instant) {
            return Ok(Decision::Nothing(Err(CodeRefusal::Rests(rests))));
        }
        let (mut script, answer) = match self.check_in.decide(tx).await? {
            Decision::Write(script, answer) => (script, answer),
            Decision::Nothing(answer) => (Script::default(), answer),
        };
        let (keypad, answer) = match answer {
            Ok(ticket) => (keypad.right(now.instant), Ok(ticket)),
            // It neither counts nor forgives: it can be typed in again and again.
            Err(NotDone::Refused(refusal)) if is_told(refusal.reason) => {
                (keypad, Err(CodeRefusal::Refused(refusal)))
            }
            Err(_) => {
                let keypad = keypad.wrong(rules, now.instant);
                let refusal = match keypad {
                    Keypad::Resting { until } => CodeRefusal::Rests(Rests { until }),
                    Keypad::Ready { .. } => CodeRefusal::Unknown,
                };
                (keypad, Err(refusal))
            }
        };
        script.put(self.keypad.clone(), KeypadRow::from(keypad));
        Ok(Decision::Write(script, answer))
    }
}

/// Whether whoever types in the code learns that there is such a reservation.
fn is_told(reason: NotCheckedIn) -> bool {
    match reason {
        NotCheckedIn::TooEarly { .. }
        | NotCheckedIn::AnotherDay
        | NotCheckedIn::OtherLobby
        | NotCheckedIn::TooLate
        | NotCheckedIn::Used { .. } => true,
        NotCheckedIn::NotConfirmed | NotCheckedIn::Cancelled | NotCheckedIn::Expired => false,
    }
}

enum By {
    Code(KioskCheckIn),
    Clerk { id: ReservationId, login: String },
}

struct CheckIn {
    by: By,
    rules: Rules,
    now: Moment,
}

/// The workplace and its numbers of the day.
#[derive(SurrealValue)]
struct Place {
    workplace: Option<WorkplaceRow>,
    series: Option<SeriesRow>,
}

const PLACE: &str = "RETURN {
    workplace: (SELECT * FROM ONLY $workplace FOR UPDATE),
    series: (SELECT * FROM ONLY $series),
}";

impl UseCase for CheckIn {
    type Answer = Result<Ticket, NotDone<CheckInRefusal>>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { by, rules, now } = self;
        let found = match by {
            By::Code(request) => find::led_to(tx, &keys::code(request.code)).await?,
            By::Clerk { id, .. } => record::look(tx, id).await?,
        };
        let unknown = Ok(Decision::Nothing(Err(NotDone::Unknown)));
        let Some(seen) = found else {
            return unknown;
        };
        let id = &seen.record.reservation.workplace;
        let Some((workplace, series)) = place(tx, now.date, id).await? else {
            return unknown;
        };
        let used = series
            .with_reservation()
            .ok_or_else(|| impossible::<SeriesRow>("no number is left today"))?;
        let ticket = TicketId {
            date: now.date,
            series: workplace.series,
            number: used.last,
        };
        let entrance = Entrance {
            right: &workplace.lobby,
            kiosk: match by {
                By::Code(request) => Some(&request.lobby),
                By::Clerk { .. } => None,
            },
        };
        let reservation = seen.record.reservation.clone();
        let (reservation, ticket) = match reservation.check_in(ticket, entrance, rules, *now) {
            Ok(checked_in) => checked_in,
            Err(refusal) => return Ok(Decision::Nothing(Err(NotDone::Refused(refusal)))),
        };
        let mut script = Script::default();
        self.issue(&mut script, &workplace, used, &ticket);
        let after = seen.record.with(reservation);
        seen.write(&mut script, after, None, rules, *now);
        Ok(Decision::Write(script, Ok(ticket)))
    }
}

impl CheckIn {
    /// Where the answer to a tap is kept.
    fn tap(&self) -> Option<RecordId> {
        match &self.by {
            By::Code(request) => Some(keys::tap(self.now.date, &secrets::hash(&request.key))),
            By::Clerk { .. } => None,
        }
    }

    async fn answered(&self, tx: &Tx) -> Result<Option<Ticket>, StoreError> {
        let Some(tap) = self.tap() else {
            return Ok(None);
        };
        let script = Script::new("RETURN SELECT * FROM ONLY $tap").bind("tap", tap);
        let known: Option<TapRow> = tx.read(script).await?;
        let known = known.map(IssuedTicket::try_from).transpose()?;
        Ok(known.map(|issued| issued.ticket))
    }

    fn issue(&self, script: &mut Script, workplace: &Workplace, used: DaySeries, ticket: &Ticket) {
        let row = SeriesRow::new(&workplace.id, used);
        script.put(keys::series(self.now.date, &workplace.id), row);
        tickets::write(script, ticket, workplace.lobby.as_str());
        if let Some(tap) = self.tap() {
            script.put(tap, TapRow::reserved(ticket));
        }
        if let By::Clerk { login, .. } = &self.by {
            let row = ClerkCheckInRow {
                login: login.clone(),
                at: self.now.instant,
            };
            script.put(keys::clerk_check_in(ticket.id), row);
        }
    }
}

/// None where the office no longer has the workplace.
async fn place(
    tx: &Tx,
    date: NaiveDate,
    id: &WorkplaceId,
) -> Result<Option<(Workplace, DaySeries)>, StoreError> {
    let script = Script::new(PLACE)
        .bind("workplace", RecordId::new("workplace", id.as_str()))
        .bind("series", keys::series(date, id));
    let place: Place = tx.read(script).await?;
    let Some(row) = place.workplace else {
        return Ok(None);
    };
    let series = place
        .series
        .map_or_else(DaySeries::default, |row| row.series());
    Ok(Some((rows::workplace(id.as_str(), row)?, series)))
}

#[cfg(test)]
mod tests {
    use domain::reservation::ReservationState;

    use super::*;
    use crate::{
        TicketRequest,
        booking::tests::{assert_conflict, at, confirmed, form, kostelec},
        transact::tests::{commit_after, on_both_embedded},
    };

    /// A confirmed client who types in the code at its time.
    async fn client(store: &Store) -> (Town, AtKiosk, ReservationId) {
        let (town, now) = kostelec(store).await;
        let one = form("one", "10:15", "one@example.cz");
        let (id, reservation) = confirmed(store, &town, one, now).await;
        let ReservationState::Confirmed { code, .. } = reservation.state else {
            panic!("{reservation:?}");
        };
        let check_in = CheckIn {
            by: By::Code(KioskCheckIn {
                device: "kiosk".to_owned(),
                lobby: "hall".parse().unwrap(),
                code,
                key: "tap".to_owned(),
            }),
            rules: town.rules,
            now: at(&town, "2026-11-23T10:15:00+01:00"),
        };
        let keypad = keys::keypad("kiosk");
        (town, AtKiosk { check_in, keypad }, id)
    }

    #[test]
    fn a_clerk_and_the_kiosk_at_once_give_one_ticket() {
        on_both_embedded(|store| async move {
            let (town, case, id) = client(&store).await;
            let meanwhile = async {
                let given = store
                    .check_in_by_clerk(&town, &id, "jana", case.check_in.now)
                    .await;
                given.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
            let refused = store.transact(case).await.unwrap();
            assert!(
                matches!(refused, Err(CodeRefusal::Refused(_))),
                "{refused:?}"
            );
        });
    }

    #[test]
    fn a_walk_in_at_the_same_moment_does_not_get_the_same_number() {
        on_both_embedded(|store| async move {
            let (town, case, _) = client(&store).await;
            let meanwhile = async {
                let request = TicketRequest {
                    lobby: "hall".parse().unwrap(),
                    workplace: "obcanske-prukazy".parse().unwrap(),
                    service: "op-zadost".parse().unwrap(),
                    by: domain::slots::Booker::Client,
                    priority: false,
                    key: "walk-in".to_owned(),
                };
                let issued = store.issue_ticket(&town, request, case.check_in.now).await;
                issued.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
            assert_eq!(store.transact(case).await.unwrap().unwrap().id.number, 2);
        });
    }

    #[test]
    fn a_reservation_cancelled_meanwhile_gets_no_ticket() {
        on_both_embedded(|store| async move {
            let (town, case, id) = client(&store).await;
            let meanwhile = async {
                store
                    .cancel(&town, &id, case.check_in.now)
                    .await
                    .unwrap()
                    .unwrap();
            };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
        });
    }
}
