//! A client follows a ticket by phone, puts it back or gives it up. The key of the tap by which it
//! was given leads to it, for as long as its day lasts: 128 random bits, minted by the server.

use domain::{
    ids::TicketId,
    moment::Moment,
    ticket::{NotGranted, Ticket, Wish},
    town::Town,
};

use crate::{
    NotDone, Store, StoreError, keys,
    rows::{TapRow, TicketRow},
    secrets, tickets,
    transact::{Decision, Script, Tx, UseCase},
};

impl Store {
    /// The ticket that was given today by the tap with that key, as it is now.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn followed(&self, key: &str, now: Moment) -> Result<Option<Ticket>, StoreError> {
        let tap: Option<TapRow> = self.read(tap(key, now)).await?;
        let Some(id) = tap.map(given).transpose()? else {
            return Ok(None);
        };
        let row: Option<TicketRow> = self.read(ticket(id)).await?;
        row.map(Ticket::try_from).transpose()
    }

    /// What the client asks for who has that ticket. Asked for twice it changes nothing more.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn grant(
        &self,
        town: &Town,
        key: &str,
        wish: Wish,
        now: Moment,
    ) -> Result<Result<Ticket, NotDone<NotGranted>>, StoreError> {
        let (town, key) = (town.clone(), key.to_owned());
        self.transact(Grant {
            town,
            key,
            wish,
            now,
        })
        .await
    }
}

fn tap(key: &str, now: Moment) -> Script {
    Script::new("RETURN SELECT * FROM ONLY $tap")
        .bind("tap", keys::tap(now.date, &secrets::hash(key)))
}

/// What the tap was answered says which ticket it is, and not how it stands now.
fn given(tap: TapRow) -> Result<TicketId, StoreError> {
    domain::series::IssuedTicket::try_from(tap).map(|issued| issued.ticket.id)
}

fn ticket(id: TicketId) -> Script {
    Script::new("RETURN SELECT * FROM ONLY $ticket").bind("ticket", keys::ticket(id))
}

struct Grant {
    town: Town,
    key: String,
    wish: Wish,
    now: Moment,
}

impl UseCase for Grant {
    type Answer = Result<Ticket, NotDone<NotGranted>>;

    /// Whoever calls the ticket writes its row as well: of the two at one moment one is first, and
    /// the other decides anew.
    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self {
            town, wish, now, ..
        } = self;
        let unknown = Ok(Decision::Nothing(Err(NotDone::Unknown)));
        let tap: Option<TapRow> = tx.read(tap(&self.key, *now)).await?;
        let Some(id) = tap.map(given).transpose()? else {
            return unknown;
        };
        let row: Option<TicketRow> = tx.read(ticket(id)).await?;
        let Some(ticket) = row.map(Ticket::try_from).transpose()? else {
            return unknown;
        };
        if ticket.is_granted(*wish, now.instant) {
            return Ok(Decision::Nothing(Ok(ticket)));
        }
        let Some(workplace) = town.workplace(&ticket.workplace) else {
            return unknown;
        };
        let closes = workplace
            .work_on(now.date, &town.closures)
            .and_then(|hours| hours.closes())
            .map(|closes| now.instant_of(now.date, closes));
        let ticket = match ticket.granted(*wish, closes, now.instant) {
            Ok(ticket) => ticket,
            Err(refusal) => return Ok(Decision::Nothing(Err(NotDone::Refused(refusal)))),
        };
        let mut script = Script::default();
        tickets::write(&mut script, &ticket, workplace.lobby.as_str());
        Ok(Decision::Write(script, Ok(ticket)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{desk::Command, ids::CounterNumber, staff::Clerk, ticket::Postponement};

    use super::*;
    use crate::{
        TicketRequest, town_file,
        transact::tests::{commit_after, on_both_embedded},
    };

    const LATER: Wish = Wish::Postpone(Postponement::Short);

    /// Somebody has taken a ticket on a Monday at nine; a clerk sits at a counter that serves it.
    async fn waiting(store: &Store, wish: Wish) -> Grant {
        let file = include_str!("../../town.toml");
        let town = town_file::read("town.toml", file).unwrap();
        store.import_town(&town).await.unwrap();
        let instant = DateTime::parse_from_rfc3339("2026-11-23T09:00:00+01:00").unwrap();
        let now = Moment::new(instant.to_utc(), town.zone);
        let request = TicketRequest {
            lobby: "hall".parse().unwrap(),
            workplace: "obcanske-prukazy".parse().unwrap(),
            service: "op-zadost".parse().unwrap(),
            by: domain::slots::Booker::Client,
            priority: false,
            key: "tap".to_owned(),
        };
        let counter = counter(&town);
        let clerk = Clerk {
            login: "jana".to_owned(),
            name: "Jana".to_owned(),
        };
        let sat = store.sit(&town, counter, clerk, false, now).await;
        sat.unwrap().unwrap();
        store
            .issue_ticket(&town, request, now)
            .await
            .unwrap()
            .unwrap();
        Grant {
            town,
            key: "tap".to_owned(),
            wish,
            now,
        }
    }

    fn counter(town: &Town) -> CounterNumber {
        let workplace = "obcanske-prukazy".parse().unwrap();
        let mut counters = town.counters.iter();
        let serving = counters.find(|counter| counter.calls_from(&workplace));
        serving.unwrap().number
    }

    async fn call(store: &Store, case: &Grant) {
        let Grant { town, now, .. } = case;
        let called = store.command(town, counter(town), "jana", Command::CallNext, *now);
        called.await.unwrap().unwrap();
    }

    async fn is_refused_when_called_meanwhile(store: Store, wish: Wish) {
        let case = waiting(&store, wish).await;
        let granted = commit_after(&store, &case, call(&store, &case)).await;
        assert!(matches!(granted, Err(StoreError::Conflict(_))));
        let refused = store.transact(case).await.unwrap();
        assert_eq!(refused, Err(NotDone::Refused(NotGranted::NotWaiting)));
    }

    #[test]
    fn a_client_who_is_called_at_that_moment_is_not_put_back() {
        on_both_embedded(|store| is_refused_when_called_meanwhile(store, LATER));
    }

    #[test]
    fn a_client_who_is_called_at_that_moment_does_not_give_up() {
        on_both_embedded(|store| is_refused_when_called_meanwhile(store, Wish::GiveUp));
    }

    #[test]
    fn of_two_wishes_at_once_the_first_is_granted() {
        on_both_embedded(|store| async move {
            let case = waiting(&store, LATER).await;
            let meanwhile = async {
                let given_up = store.grant(&case.town, "tap", Wish::GiveUp, case.now).await;
                given_up.unwrap().unwrap();
            };
            let put_back = commit_after(&store, &case, meanwhile).await;
            assert!(matches!(put_back, Err(StoreError::Conflict(_))));
            let refused = store.transact(case).await.unwrap();
            assert_eq!(refused, Err(NotDone::Refused(NotGranted::NotWaiting)));
        });
    }
}
