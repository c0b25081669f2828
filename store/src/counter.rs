//! A clerk's place and what they do there.

use chrono::NaiveDate;
use domain::{
    closure::Shut,
    desk::{self, Call, Command, Desk, Errand, Refusal, Scene, SeatRefusal},
    ids::{CallSeq, CounterNumber, LobbyId},
    moment::Moment,
    pace::CounterPace,
    slots::Booker,
    staff::Clerk,
    ticket::Ticket,
    town::{Counter, Rules, Service, Town},
};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    Store, StoreError,
    closures::ClosureRow,
    keys,
    paces::PaceRow,
    rows::{
        self, CallRow, CounterRow, DeskRow, DeskWithClientRow, LastCallRow, LastCalledRow, NoteRow,
        SeatRow, ServiceRow, TicketRow, WorkplaceRow,
    },
    tickets,
    transact::{self, Decision, Script, Tx, UseCase},
};

impl Store {
    /// Does what the clerk said, if what the clerk saw is still so, and answers what the counter
    /// looks like then.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn command(
        &self,
        town: &Town,
        counter: CounterNumber,
        login: &str,
        command: Command,
        now: Moment,
    ) -> Result<Result<Desk, Refusal>, StoreError> {
        let case = Obey {
            number: counter,
            last_known: town.counter(counter).cloned(),
            rules: town.rules,
            login: login.to_owned(),
            command,
            now,
        };
        self.transact(case).await
    }

    /// Sits a clerk down at a counter for today. They leave the one where they sat; whoever sat
    /// here loses the place, if `take_over`, and the client in front stays.
    ///
    /// # Errors
    /// Those of the database, and [`StoreError::UnknownCounter`] if the town has no such counter
    /// (any more).
    pub async fn sit(
        &self,
        town: &Town,
        counter: CounterNumber,
        clerk: Clerk,
        take_over: bool,
        now: Moment,
    ) -> Result<Result<Desk, SeatRefusal>, StoreError> {
        if town.counter(counter).is_none() {
            return Err(StoreError::UnknownCounter(counter));
        }
        self.transact(Sit {
            counter,
            clerk,
            take_over,
            now,
        })
        .await
    }

    /// Frees the counter where the clerk sits today, if at any.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn leave(
        &self,
        login: &str,
        now: Moment,
    ) -> Result<Result<(), SeatRefusal>, StoreError> {
        let (login, date) = (login.to_owned(), now.date);
        self.transact(Leave { login, date }).await
    }

    /// Where the clerk sits on `date`.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn seat(
        &self,
        login: &str,
        date: NaiveDate,
    ) -> Result<Option<CounterNumber>, StoreError> {
        let script = Script::new("RETURN SELECT VALUE counter FROM ONLY $seat")
            .bind("seat", keys::seat(date, login));
        let counter: Option<u16> = self.read(script).await?;
        counter.map(rows::number).transpose()
    }
}

// ---- A command ----

struct Obey {
    number: CounterNumber,
    /// The counter as this instance knows it: only a guess at what to read.
    last_known: Option<Counter>,
    rules: Rules,
    login: String,
    command: Command,
    now: Moment,
}

#[derive(SurrealValue)]
struct Sight {
    desk: Option<DeskWithClientRow>,
    counter: Option<CounterRow>,
    closures: Vec<ClosureRow>,
    /// Of the counter that is meant.
    there: Vec<ClosureRow>,
    last_call: Option<LastCallRow>,
    named: Option<TicketRow>,
    queue: Vec<TicketRow>,
    pace: Option<PaceRow>,
    service: Option<ServiceRow>,
    workplace: Option<WorkplaceRow>,
    meant: Option<CounterRow>,
}

/// Where a command sends a client, as the rows of the set-up have it.
struct Sent {
    service: Service,
    lobby: LobbyId,
    counter: Option<Counter>,
}

impl UseCase for Obey {
    type Answer = Result<Desk, Refusal>;

    fn crowded_row(&self) -> Option<RecordId> {
        let counter = self.last_known.as_ref()?;
        let announces = self.command.announces();
        announces.then(|| keys::last_call(&counter.lobby))
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let (sight, counter) = self.look(tx).await?;
        let sent = self.sent(&sight)?;
        let Some(desk) = sight.desk else {
            let nobody = Refusal::NotYours { taken_by: None };
            return Ok(Decision::Nothing(Err(nobody)));
        };
        let desk = Desk::try_from(desk)?;
        let named = sight.named.map(Ticket::try_from).transpose()?;
        let last_call = sight.last_call.map_or(0, |row| row.seq);
        let shut = Shut::of(self.number, &rows::all(sight.closures)?, self.now);
        let meant = sent.as_ref().and_then(|sent| sent.counter.as_ref());
        let closures = rows::all(sight.there)?;
        let shut_there = meant.and_then(|it| Shut::of(it.number, &closures, self.now));
        let scene = Scene {
            desk: &desk,
            counter: &counter,
            queue: &rows::all(sight.queue)?,
            named: named.as_ref(),
            errand: sent.as_ref().map(|sent| Errand {
                service: &sent.service,
                counter: sent.counter.as_ref(),
                shut: shut_there.as_ref(),
            }),
            shut: shut.as_ref(),
            seq: CallSeq(last_call).next(),
            rules: &self.rules,
            now: self.now.instant,
        };
        let change = match desk::decide(self.command.clone(), &self.login, scene) {
            Ok(change) => change,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let lobby = &counter.lobby;
        let mut script = Script::default();
        // Also where nothing on it changes: two commands at one counter must not pass each other.
        let row = DeskRow::new(&change.desk, lobby.as_str());
        script.put(keys::desk(self.now.date, self.number), row);
        let pace = sight.pace.map(CounterPace::try_from).transpose()?;
        let pace = pace.unwrap_or_default();
        if let Some(pace) = pace.after(&desk, &change, self.now.instant) {
            let row = PaceRow::new(&pace, self.now.date, lobby.as_str());
            script.put(keys::pace(self.now.date, self.number), row);
        }
        for ticket in &change.tickets {
            let elsewhere = sent.as_ref().filter(|sent| {
                // Of another lobby, if it waits for something that is done there.
                sent.service.workplace == ticket.workplace
            });
            let lobby = elsewhere.map_or(lobby, |sent| &sent.lobby);
            tickets::write(&mut script, ticket, lobby.as_str());
        }
        if let Some(ended) = &change.ended {
            tickets::write_earlier(&mut script, ended);
        }
        if let Some((id, note)) = &change.note {
            match note {
                Some(note) => script.put(
                    keys::note(*id),
                    NoteRow {
                        text: note.to_string(),
                    },
                ),
                None => script.delete(keys::note(*id)),
            }
        }
        if let Some(Call { seq, at, .. }) = change.call {
            script.put(keys::last_call(lobby), LastCallRow { seq: seq.0 });
            let row = change.call.as_ref().map(CallRow::from);
            script.put(keys::call(lobby, at, seq), row);
        }
        let mut called = change.tickets.iter();
        if let Some(call) = &change.call
            && let Some(ticket) = called.find(|ticket| ticket.id == call.ticket)
        {
            let row = LastCalledRow {
                workplace: ticket.workplace.to_string(),
                call: call.into(),
            };
            script.put(keys::last_called(self.now.date, &ticket.workplace), row);
        }
        Ok(Decision::Write(script, Ok(change.desk)))
    }
}

impl Obey {
    /// Reads what the decision needs. Which queues those are, the counter's own row says; when
    /// this instance knew it wrong, it reads once more.
    async fn look(&self, tx: &Tx) -> Result<(Sight, Counter), StoreError> {
        let mut guess = self.last_known.clone();
        loop {
            let sight: Sight = tx.read(self.script(guess.as_ref())).await?;
            let row = sight.counter.clone();
            let number = self.number.to_string();
            let found = row.map(|row| rows::counter(&number, row)).transpose()?;
            if found == guess {
                let counter = match found {
                    Some(counter) => counter,
                    None => self.abolished(sight.desk.as_ref())?,
                };
                return Ok((sight, counter));
            }
            guess = found;
        }
    }

    /// A counter that the office has abolished during the day calls nobody, but its client must
    /// come to an end.
    fn abolished(&self, desk: Option<&DeskWithClientRow>) -> Result<Counter, StoreError> {
        Ok(Counter {
            number: self.number,
            lobby: rows::parse(desk.map_or("none", |desk| desk.lobby.as_str()))?,
            serves: std::collections::BTreeSet::new(),
        })
    }

    fn sent(&self, sight: &Sight) -> Result<Option<Sent>, StoreError> {
        let Some((id, number)) = self.command.errand() else {
            return Ok(None);
        };
        let (Some(service), Some(workplace)) = (&sight.service, &sight.workplace) else {
            return Ok(None);
        };
        let service = rows::service(id.as_str(), service.clone())?;
        // Whoever has begun with it goes on with it elsewhere.
        let client = sight.desk.as_ref().and_then(|desk| desk.client.as_ref());
        let has_begun = client.is_some_and(|client| client.service == id.as_str());
        if !has_begun && !service.offered.includes(Booker::Clerk) {
            return Ok(None);
        }
        let counter = match (number, &sight.meant) {
            (None, _) => None,
            (Some(number), Some(row)) => Some(rows::counter(&number.to_string(), row.clone())?),
            (Some(_), None) => return Ok(None),
        };
        Ok(Some(Sent {
            service,
            lobby: rows::parse(&workplace.lobby)?,
            counter,
        }))
    }

    fn script(&self, counter: Option<&Counter>) -> Script {
        let date = self.now.date;
        let calls = matches!(
            self.command,
            Command::CallNext | Command::DoneAndCallNext(_)
        );
        let mut queues = Vec::new();
        if let Some(counter) = counter.filter(|_| calls) {
            let workplaces = counter.workplaces();
            queues.extend(workplaces.into_iter().map(|w| keys::waiting_for(date, w)));
        }
        let announces = counter.filter(|_| self.command.announces());
        let last_call = announces.map(|counter| keys::last_call(&counter.lobby));
        // Only today's tickets can be called; one of yesterday is no longer there.
        let named = self.command.names().filter(|_| self.command.names_any());
        let named = named.filter(|id| id.date == date).map(keys::ticket);
        let errand = self.command.errand();
        let service = errand.map(|(service, _)| RecordId::new("service", service.as_str()));
        let meant = errand.and_then(|(_, counter)| counter);
        let there = keys::closures_of_counter(meant.unwrap_or(self.number));
        let meant = meant.map(counter_key);
        Script::new(format!(
            "LET $done = IF $service {{ (SELECT * FROM ONLY $service FOR UPDATE) }};
            RETURN {{
                desk: (SELECT *, client.* AS client FROM ONLY $desk),
                counter: (SELECT * FROM ONLY $counter FOR UPDATE),
                closures: (SELECT * FROM $closures),
                there: (SELECT * FROM $there),
                last_call: IF $last_call {{ (SELECT * FROM ONLY $last_call) }},
                named: IF $named {{ (SELECT * FROM ONLY $named) }},
                queue: (SELECT * FROM {}),
                service: $done,
                workplace: IF $done {{
                    (SELECT * FROM ONLY type::record('workplace', $done.workplace) FOR UPDATE)
                }},
                meant: IF $meant {{ (SELECT * FROM ONLY $meant FOR UPDATE) }},
                pace: (SELECT * FROM ONLY $pace),
            }}",
            transact::targets("queue", queues.len())
        ))
        .bind("desk", keys::desk(date, self.number))
        .bind("counter", counter_key(self.number))
        .bind("closures", keys::closures_of_counter(self.number))
        .bind("there", there)
        .bind("last_call", last_call)
        .bind("named", named)
        .bind("service", service)
        .bind("meant", meant)
        .bind("pace", keys::pace(date, self.number))
        .bind_each("queue", queues)
    }
}

pub(crate) fn counter_key(number: CounterNumber) -> RecordId {
    RecordId::new("counter", i64::from(number.get()))
}

// ---- Sitting down and getting up ----

struct Sit {
    counter: CounterNumber,
    clerk: Clerk,
    take_over: bool,
    now: Moment,
}

#[derive(SurrealValue)]
struct Places {
    counter: Option<CounterRow>,
    closures: Vec<ClosureRow>,
    here: Option<DeskWithClientRow>,
    seat: Option<SeatRow>,
    there: Option<DeskWithClientRow>,
}

const PLACES: &str = "
    LET $seat = (SELECT * FROM ONLY $of_clerk);
    RETURN {
        counter: (SELECT * FROM ONLY $counter FOR UPDATE),
        closures: (SELECT * FROM $closures),
        here: (SELECT *, client.* AS client FROM ONLY $here),
        seat: $seat,
        there: IF $seat { (SELECT *, client.* AS client FROM ONLY $seat.desk) },
    }";

impl UseCase for Sit {
    type Answer = Result<Desk, SeatRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let date = self.now.date;
        let here = keys::desk(date, self.counter);
        let places: Places = tx
            .read(
                Script::new(PLACES)
                    .bind("of_clerk", keys::seat(date, &self.clerk.login))
                    .bind("counter", counter_key(self.counter))
                    .bind("closures", keys::closures_of_counter(self.counter))
                    .bind("here", here.clone()),
            )
            .await?;
        let Some(counter) = places.counter else {
            return Err(StoreError::UnknownCounter(self.counter));
        };
        let desk = match places.here {
            Some(row) => Desk::try_from(row)?,
            None => Desk::free(self.counter),
        };
        let previous = desk.clerk.clone();
        let shut = Shut::of(self.counter, &rows::all(places.closures)?, self.now);
        let now = self.now.instant;
        let desk = match desk.sit(self.clerk.clone(), self.take_over, shut, now) {
            Ok(desk) => desk,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let mut script = Script::default();
        let elsewhere = places
            .seat
            .filter(|seat| seat.counter != self.counter.get());
        if let Some(seat) = elsewhere {
            let place = (seat, places.there);
            match leave(tx, &mut script, &self.clerk.login, place, date).await? {
                Ok(()) => {}
                Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
            }
        }
        if let Some(previous) = previous.filter(|previous| previous.login != self.clerk.login) {
            script.delete(keys::seat(date, &previous.login));
        }
        let seat = SeatRow {
            counter: self.counter.get(),
            desk: here.clone(),
        };
        script.put(here, DeskRow::new(&desk, &counter.lobby));
        script.put(keys::seat(date, &self.clerk.login), seat);
        Ok(Decision::Write(script, Ok(desk)))
    }
}

struct Leave {
    login: String,
    date: NaiveDate,
}

#[derive(SurrealValue)]
struct Place {
    seat: Option<SeatRow>,
    there: Option<DeskWithClientRow>,
}

const PLACE: &str = "
    LET $seat = (SELECT * FROM ONLY $of_clerk);
    RETURN {
        seat: $seat,
        there: IF $seat { (SELECT *, client.* AS client FROM ONLY $seat.desk) },
    }";

impl UseCase for Leave {
    type Answer = Result<(), SeatRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let of_clerk = keys::seat(self.date, &self.login);
        let script = Script::new(PLACE).bind("of_clerk", of_clerk.clone());
        let place: Place = tx.read(script).await?;
        let Some(seat) = place.seat else {
            return Ok(Decision::Nothing(Ok(())));
        };
        let mut script = Script::default();
        script.delete(of_clerk);
        let place = (seat, place.there);
        let left = leave(tx, &mut script, &self.login, place, self.date).await?;
        Ok(match left {
            Ok(()) => Decision::Write(script, Ok(())),
            Err(refusal) => Decision::Nothing(Err(refusal)),
        })
    }
}

/// Frees the desk that a seat points to, unless somebody else has taken it over. Whoever was sent to
/// this counter alone can be called by all that serve them.
async fn leave(
    tx: &Tx,
    script: &mut Script,
    login: &str,
    (seat, desk): (SeatRow, Option<DeskWithClientRow>),
    date: NaiveDate,
) -> Result<Result<(), SeatRefusal>, StoreError> {
    let Some(row) = desk else {
        return Ok(Ok(()));
    };
    let lobby = row.lobby.clone();
    let desk = Desk::try_from(row)?;
    if desk.is_of(login) {
        let number = desk.counter;
        match desk.leave() {
            Ok(freed) => script.put(seat.desk, DeskRow::new(&freed, &lobby)),
            Err(refusal) => return Ok(Err(refusal)),
        }
        for mut ticket in sent_only_to(tx, number, date).await? {
            ticket.only_at = None;
            tickets::write(script, &ticket, &lobby);
        }
    }
    Ok(Ok(()))
}

/// Who waits for that counter alone.
async fn sent_only_to(
    tx: &Tx,
    number: CounterNumber,
    date: NaiveDate,
) -> Result<Vec<Ticket>, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $counter FOR UPDATE")
        .bind("counter", counter_key(number));
    let Some(row) = tx.read::<Option<CounterRow>>(script).await? else {
        return Ok(Vec::new());
    };
    let counter = rows::counter(&number.to_string(), row)?;
    let queues = counter.workplaces();
    let script = Script::new(format!(
        "RETURN (SELECT * FROM {})",
        transact::targets("queue", queues.len())
    ))
    .bind_each(
        "queue",
        queues.into_iter().map(|w| keys::waiting_for(date, w)),
    );
    let mut waiting: Vec<Ticket> = rows::all(tx.read::<Vec<TicketRow>>(script).await?)?;
    waiting.retain(|ticket| ticket.only_at == Some(number));
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{
        CloseRequest, TicketRequest, town_file,
        transact::tests::{commit_after, on_both_embedded},
    };

    /// Kostelec on a Monday at nine, with two who wait for an identity card and a clerk at each of
    /// the counters 2 and 3.
    async fn two_wait(store: &Store) -> (Town, Moment) {
        let town = town_file::read("town.toml", include_str!("../../town.toml")).unwrap();
        store.import_town(&town).await.unwrap();
        let instant = DateTime::parse_from_rfc3339("2026-11-23T09:00:00+01:00").unwrap();
        let now = Moment::new(instant.to_utc(), town.zone);
        for key in ["one", "other"] {
            let request = TicketRequest {
                lobby: "hall".parse().unwrap(),
                workplace: "obcanske-prukazy".parse().unwrap(),
                service: "op-zadost".parse().unwrap(),
                by: domain::slots::Booker::Client,
                priority: false,
                key: key.to_owned(),
            };
            store
                .issue_ticket(&town, request, now)
                .await
                .unwrap()
                .unwrap();
        }
        for (number, login) in [(2, "jana"), (3, "petr")] {
            let clerk = Clerk {
                login: login.to_owned(),
                name: login.to_owned(),
            };
            let number = number.try_into().unwrap();
            store
                .sit(&town, number, clerk, false, now)
                .await
                .unwrap()
                .unwrap();
        }
        (town, now)
    }

    fn call_next(town: &Town, number: u16, login: &str, now: Moment) -> Obey {
        let number = number.try_into().unwrap();
        Obey {
            number,
            last_known: town.counter(number).cloned(),
            rules: town.rules,
            login: login.to_owned(),
            command: Command::CallNext,
            now,
        }
    }

    #[test]
    fn two_counters_that_decide_at_once_do_not_call_the_same_ticket() {
        on_both_embedded(|store| async move {
            let (town, now) = two_wait(&store).await;
            let jana = call_next(&town, 2, "jana", now);
            let meanwhile = async {
                let petr = call_next(&town, 3, "petr", now);
                store.transact(petr).await.unwrap().unwrap();
            };
            let called = commit_after(&store, &jana, meanwhile).await;
            assert!(matches!(called, Err(StoreError::Conflict(_))));
            let desk = store.transact(jana).await.unwrap().unwrap();
            assert_eq!(desk.client.unwrap().id.number, 2);
        });
    }

    #[test]
    fn who_lost_the_counter_in_the_meantime_calls_nobody() {
        on_both_embedded(|store| async move {
            let (town, now) = two_wait(&store).await;
            let jana = call_next(&town, 2, "jana", now);
            let meanwhile = async {
                store.leave("jana", now).await.unwrap().unwrap();
            };
            let called = commit_after(&store, &jana, meanwhile).await;
            assert!(matches!(called, Err(StoreError::Conflict(_))));
        });
    }

    #[test]
    fn nobody_is_called_on_what_the_counter_served_before() {
        on_both_embedded(|store| async move {
            let (mut town, now) = two_wait(&store).await;
            let jana = call_next(&town, 2, "jana", now);
            let pay_desk = town.counters[0].serves.clone();
            town.counters[1].serves = pay_desk;
            let meanwhile = async { store.import_town(&town).await.unwrap() };
            let called = commit_after(&store, &jana, meanwhile).await;
            assert!(matches!(called, Err(StoreError::Conflict(_))));
            let refusal = store.transact(jana).await.unwrap();
            assert_eq!(refusal, Err(Refusal::NobodyWaits));
        });
    }

    async fn close_counter(store: &Store, number: u16, now: Moment) {
        let request = CloseRequest {
            of: format!("counter:{number}").parse().unwrap(),
            from: "2026-11-23T08:00:00".parse().unwrap(),
            to: "2026-11-23T12:00:00".parse().unwrap(),
            reason: "Malování".parse().unwrap(),
            key: "closure".to_owned(),
        };
        store.close(request, now).await.unwrap().unwrap();
    }

    #[test]
    fn nobody_is_called_to_a_counter_that_has_just_been_closed() {
        on_both_embedded(|store| async move {
            let (town, now) = two_wait(&store).await;
            let jana = call_next(&town, 2, "jana", now);
            let called = commit_after(&store, &jana, close_counter(&store, 2, now)).await;
            assert!(matches!(called, Err(StoreError::Conflict(_))));
            let refused = store.transact(jana).await.unwrap();
            assert!(matches!(refused, Err(Refusal::Shut(_))), "{refused:?}");
            let petr = call_next(&town, 3, "petr", now);
            store.transact(petr).await.unwrap().unwrap();
        });
    }

    #[test]
    fn nobody_sits_down_at_a_counter_that_has_just_been_closed() {
        on_both_embedded(|store| async move {
            let (_, now) = two_wait(&store).await;
            let sit = || Sit {
                counter: 4.try_into().unwrap(),
                clerk: Clerk {
                    login: "eva".to_owned(),
                    name: "Eva".to_owned(),
                },
                take_over: false,
                now,
            };
            let sat = commit_after(&store, &sit(), close_counter(&store, 4, now)).await;
            assert!(matches!(sat, Err(StoreError::Conflict(_))));
            let refused = store.transact(sit()).await.unwrap();
            assert!(matches!(refused, Err(SeatRefusal::Shut(_))), "{refused:?}");
        });
    }

    #[test]
    fn nobody_sits_down_at_a_counter_that_has_just_been_abolished() {
        on_both_embedded(|store| async move {
            let (mut town, now) = two_wait(&store).await;
            let sit = Sit {
                counter: 4.try_into().unwrap(),
                clerk: Clerk {
                    login: "eva".to_owned(),
                    name: "Eva".to_owned(),
                },
                take_over: false,
                now,
            };
            town.counters.remove(3);
            let meanwhile = async { store.import_town(&town).await.unwrap() };
            let sat = commit_after(&store, &sit, meanwhile).await;
            assert!(matches!(sat, Err(StoreError::Conflict(_))));
            let sat = store.transact(sit).await;
            assert!(matches!(sat, Err(StoreError::UnknownCounter(_))));
        });
    }
}
