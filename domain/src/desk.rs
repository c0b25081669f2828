//! What a clerk does at a counter: one command, decided on what the day looks like now.
//!
//! Every command names the ticket that the clerk saw. If the truth has moved on, nothing changes
//! and the refusal says so; that is also why a double click or a held key does nothing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CallSeq, CounterNumber, TicketId, WorkplaceId},
    queue,
    staff::Clerk,
    ticket::{Ticket, TicketState, WrongState},
    town::{Counter, Rules},
};

/// One counter on one day: who sits there and whom they have in front of them or on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    pub counter: CounterNumber,
    pub clerk: Option<Clerk>,
    pub client: Option<Ticket>,
}

/// One announcement of one ticket to one counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub seq: CallSeq,
    pub ticket: TicketId,
    pub counter: CounterNumber,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// "Zavolat dalšího"
    CallNext,
    /// "Zavolat" beside one in the list
    Call(TicketId),
    /// "Přišel"
    Arrived(TicketId),
    /// "Znovu zavolat"
    CallAgain(TicketId),
    /// "Nepřišel"
    DidNotCome(TicketId),
    /// "Vrátit"
    PutBack(TicketId),
    /// "Hotovo"
    Done(TicketId),
    /// "Hotovo a zavolat dalšího"
    DoneAndCallNext(TicketId),
}

impl Command {
    /// The ticket that the clerk saw, where the command is about one.
    #[must_use]
    pub fn names(self) -> Option<TicketId> {
        match self {
            Self::CallNext => None,
            Self::Call(id)
            | Self::Arrived(id)
            | Self::CallAgain(id)
            | Self::DidNotCome(id)
            | Self::PutBack(id)
            | Self::Done(id)
            | Self::DoneAndCallNext(id) => Some(id),
        }
    }

    /// Whether it may announce someone, so that the queue and the lobby's last call matter.
    #[must_use]
    pub fn announces(self) -> bool {
        matches!(
            self,
            Self::CallNext | Self::Call(_) | Self::CallAgain(_) | Self::DoneAndCallNext(_)
        )
    }
}

/// Why a command changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The counter is somebody else's, or nobody's.
    NotYours {
        taken_by: Option<String>,
    },
    NobodyWaits,
    /// The counter has a client already.
    HasClient,
    /// The ticket that the clerk saw is no longer so.
    Stale,
    /// Another counter has it.
    AtCounter {
        counter: CounterNumber,
    },
    /// Its visit is over.
    Over,
    /// This counter does not serve that.
    NotServedHere,
}

impl From<WrongState> for Refusal {
    fn from(_: WrongState) -> Self {
        Self::Stale
    }
}

/// What a decision is made on; all of it read in the same transaction.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub desk: &'a Desk,
    pub counter: &'a Counter,
    /// Those who can be called from the queues of this counter. Empty where the command
    /// announces nobody.
    pub queue: &'a [Ticket],
    /// The ticket named by [`Command::Call`], wherever it is.
    pub named: Option<&'a Ticket>,
    /// The number that the lobby's next call would have.
    pub seq: CallSeq,
    pub rules: &'a Rules,
    pub now: DateTime<Utc>,
}

/// What a command changes: written as a whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub desk: Desk,
    /// The tickets in their new states.
    pub tickets: Vec<Ticket>,
    pub call: Option<Call>,
}

/// # Errors
/// Why nothing changes.
pub fn decide(command: Command, login: &str, scene: Scene<'_>) -> Result<Change, Refusal> {
    let Scene {
        desk, rules, now, ..
    } = scene;
    if desk.clerk.as_ref().is_none_or(|clerk| clerk.login != login) {
        return Err(Refusal::NotYours {
            taken_by: desk.clerk.as_ref().map(|clerk| clerk.name.clone()),
        });
    }
    match command {
        Command::CallNext => {
            empty(desk)?;
            let next = scene.next().ok_or(Refusal::NobodyWaits)?;
            scene.call(next.clone(), Vec::new())
        }
        Command::Call(id) => {
            let named = scene.named.filter(|t| t.id == id).ok_or(Refusal::Stale)?;
            if !scene.counter.serves(named) {
                return Err(Refusal::NotServedHere);
            }
            match named.state {
                TicketState::Called { counter, .. } | TicketState::Serving { counter, .. }
                    if counter != desk.counter =>
                {
                    return Err(Refusal::AtCounter { counter });
                }
                TicketState::Served { .. } | TicketState::Left { .. } => return Err(Refusal::Over),
                _ => empty(desk)?,
            }
            scene.call(named.clone(), Vec::new())
        }
        Command::CallAgain(id) => {
            let client = scene.client(id)?.call_again(scene.seq)?;
            let call = scene.announce(id);
            Ok(scene.keeping(client, Some(call)))
        }
        Command::Arrived(id) => Ok(scene.keeping(scene.client(id)?.arrived(now)?, None)),
        Command::DidNotCome(id) => Ok(scene.freeing(scene.client(id)?.did_not_come(rules, now)?)),
        Command::PutBack(id) => Ok(scene.freeing(scene.client(id)?.put_back()?)),
        Command::Done(id) => Ok(scene.freeing(scene.client(id)?.done(now)?)),
        Command::DoneAndCallNext(id) => {
            let served = scene.client(id)?.done(now)?;
            match scene.next() {
                Some(next) => scene.call(next.clone(), vec![served]),
                None => Ok(scene.freeing(served)),
            }
        }
    }
}

fn empty(desk: &Desk) -> Result<(), Refusal> {
    match desk.client {
        None => Ok(()),
        Some(_) => Err(Refusal::HasClient),
    }
}

impl<'a> Scene<'a> {
    fn next(&self) -> Option<&'a Ticket> {
        let served_here = self.queue.iter().filter(|t| self.counter.serves(t));
        queue::next(served_here, self.now)
    }

    /// The client in front, if it is the one that the clerk saw.
    fn client(&self, id: TicketId) -> Result<Ticket, Refusal> {
        self.desk
            .client
            .clone()
            .filter(|client| client.id == id)
            .ok_or(Refusal::Stale)
    }

    fn announce(&self, ticket: TicketId) -> Call {
        Call {
            seq: self.seq,
            ticket,
            counter: self.desk.counter,
            at: self.now,
        }
    }

    fn call(&self, ticket: Ticket, mut tickets: Vec<Ticket>) -> Result<Change, Refusal> {
        let called = ticket.call(self.desk.counter, self.seq, self.now)?;
        let call = self.announce(called.id);
        tickets.push(called.clone());
        Ok(Change {
            desk: self.desk_with(Some(called)),
            tickets,
            call: Some(call),
        })
    }

    fn keeping(&self, client: Ticket, call: Option<Call>) -> Change {
        Change {
            desk: self.desk_with(Some(client.clone())),
            tickets: vec![client],
            call,
        }
    }

    fn freeing(&self, client: Ticket) -> Change {
        Change {
            desk: self.desk_with(None),
            tickets: vec![client],
            call: None,
        }
    }

    fn desk_with(&self, client: Option<Ticket>) -> Desk {
        Desk {
            client,
            ..self.desk.clone()
        }
    }
}

/// Why a clerk cannot sit down at a counter or get up from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatRefusal {
    /// Somebody sits there; may be taken over.
    Taken { by: String },
    /// The clerk still has a client at the counter they would leave.
    ClientInFront { counter: CounterNumber },
}

impl Desk {
    #[must_use]
    pub fn free(counter: CounterNumber) -> Self {
        Self {
            counter,
            clerk: None,
            client: None,
        }
    }

    /// Sits `clerk` down. Taking over also takes over the client in front.
    ///
    /// # Errors
    /// [`SeatRefusal::Taken`] if somebody else sits there and is not to be taken over.
    pub fn sit(self, clerk: Clerk, take_over: bool) -> Result<Self, SeatRefusal> {
        match &self.clerk {
            Some(other) if other.login != clerk.login && !take_over => Err(SeatRefusal::Taken {
                by: other.name.clone(),
            }),
            _ => Ok(Self {
                clerk: Some(clerk),
                ..self
            }),
        }
    }

    /// Frees the counter.
    ///
    /// # Errors
    /// [`SeatRefusal::ClientInFront`].
    pub fn leave(self) -> Result<Self, SeatRefusal> {
        match self.client {
            Some(_) => Err(SeatRefusal::ClientInFront {
                counter: self.counter,
            }),
            None => Ok(Self::free(self.counter)),
        }
    }

    #[must_use]
    pub fn is_of(&self, login: &str) -> bool {
        self.clerk
            .as_ref()
            .is_some_and(|clerk| clerk.login == login)
    }
}

/// The workplaces whose lists a change touches.
impl Change {
    pub fn workplaces(&self) -> impl Iterator<Item = &WorkplaceId> {
        self.tickets.iter().map(|ticket| &ticket.workplace)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        ticket::tests::{counter, noon, ticket},
        town::Serves,
    };

    fn clerk(login: &str) -> Clerk {
        Clerk {
            login: login.to_owned(),
            name: login.to_uppercase(),
        }
    }

    /// Counter `number` serving workplaces `a` and `c`, with Jana at it.
    fn counter_of(number: u16) -> Counter {
        Counter {
            number: counter(number),
            lobby: "hall".parse().unwrap(),
            serves: BTreeSet::from([
                Serves::Workplace("a".parse().unwrap()),
                Serves::Workplace("c".parse().unwrap()),
            ]),
        }
    }

    fn desk() -> Desk {
        Desk {
            clerk: Some(clerk("jana")),
            ..Desk::free(counter(3))
        }
    }

    fn at(desk: &Desk, queue: &[Ticket], command: Command) -> Result<Change, Refusal> {
        let named = command
            .names()
            .and_then(|id| queue.iter().find(|t| t.id == id));
        let scene = Scene {
            desk,
            counter: &counter_of(3),
            queue,
            named,
            seq: CallSeq(5),
            rules: &Rules::default(),
            now: noon(),
        };
        decide(command, "jana", scene)
    }

    fn with_called_client() -> Desk {
        at(&desk(), &[ticket("A", 1)], Command::CallNext)
            .unwrap()
            .desk
    }

    #[test]
    fn an_empty_queue_is_said_and_changes_nothing() {
        assert_eq!(
            at(&desk(), &[], Command::CallNext),
            Err(Refusal::NobodyWaits)
        );
    }

    #[test]
    fn calling_next_announces_the_first_of_what_the_counter_serves() {
        let queue = [ticket("P", 1), ticket("A", 3), ticket("C", 2)];
        let change = at(&desk(), &queue, Command::CallNext).unwrap();
        let call = change.call.unwrap();
        assert_eq!(call.ticket.to_string(), "C002");
        assert_eq!((call.counter, call.seq), (counter(3), CallSeq(5)));
        assert_eq!(change.desk.client.as_ref(), change.tickets.first());
    }

    #[test]
    fn a_counter_that_has_a_client_calls_nobody_else() {
        let queue = [ticket("A", 2)];
        let id = queue[0].id;
        for command in [Command::CallNext, Command::Call(id)] {
            assert_eq!(
                at(&with_called_client(), &queue, command),
                Err(Refusal::HasClient)
            );
        }
    }

    #[test]
    fn a_command_on_a_ticket_that_is_no_longer_there_is_stale() {
        let other = ticket("A", 2).id;
        for command in [
            Command::Arrived(other),
            Command::CallAgain(other),
            Command::DidNotCome(other),
            Command::PutBack(other),
            Command::Done(other),
            Command::DoneAndCallNext(other),
            Command::Call(other),
        ] {
            assert_eq!(at(&with_called_client(), &[], command), Err(Refusal::Stale));
        }
    }

    #[test]
    fn only_the_clerk_of_the_counter_commands_it() {
        let mut desk = desk();
        desk.clerk = Some(clerk("petr"));
        let refusal = Refusal::NotYours {
            taken_by: Some("PETR".to_owned()),
        };
        assert_eq!(
            at(&desk, &[ticket("A", 1)], Command::CallNext),
            Err(refusal)
        );
        desk.clerk = None;
        assert_eq!(
            at(&desk, &[ticket("A", 1)], Command::CallNext),
            Err(Refusal::NotYours { taken_by: None })
        );
    }

    #[test]
    fn calling_one_from_the_list_says_who_has_it() {
        let mut taken = ticket("A", 1);
        taken = taken.call(counter(7), CallSeq(1), noon()).unwrap();
        let id = taken.id;
        assert_eq!(
            at(&desk(), &[taken], Command::Call(id)),
            Err(Refusal::AtCounter {
                counter: counter(7)
            })
        );
        let foreign = ticket("P", 1);
        let id = foreign.id;
        assert_eq!(
            at(&desk(), &[foreign], Command::Call(id)),
            Err(Refusal::NotServedHere)
        );
    }

    #[test]
    fn a_no_show_can_be_called_from_the_list() {
        let mut gone = ticket("A", 1);
        gone.state = TicketState::NoShow { at: noon() };
        let id = gone.id;
        assert!(at(&desk(), &[gone.clone()], Command::Call(id)).is_ok());
        assert_eq!(
            at(&desk(), &[gone], Command::CallNext),
            Err(Refusal::NobodyWaits)
        );
    }

    #[test]
    fn done_and_call_next_does_both_or_only_the_first_when_nobody_waits() {
        let desk = with_called_client();
        let client = desk.client.as_ref().unwrap().id;
        let both = at(&desk, &[ticket("A", 2)], Command::DoneAndCallNext(client)).unwrap();
        assert_eq!(both.tickets.len(), 2);
        assert_eq!(both.desk.client.unwrap().id.number, 2);
        let one = at(&desk, &[], Command::DoneAndCallNext(client)).unwrap();
        assert_eq!((one.desk.client, one.call), (None, None));
    }

    #[test]
    fn calling_again_makes_a_new_call_and_nothing_else() {
        let desk = with_called_client();
        let before = desk.client.clone().unwrap();
        let change = at(&desk, &[], Command::CallAgain(before.id)).unwrap();
        assert_eq!(change.call.unwrap().ticket, before.id);
        assert_eq!(change.desk.client.unwrap().issued_at, before.issued_at);
    }

    #[test]
    fn a_taken_counter_says_by_whom_and_can_be_taken_over_with_its_client() {
        let desk = with_called_client();
        let by = "JANA".to_owned();
        assert_eq!(
            desk.clone().sit(clerk("petr"), false),
            Err(SeatRefusal::Taken { by })
        );
        let taken_over = desk.sit(clerk("petr"), true).unwrap();
        assert!(taken_over.is_of("petr") && taken_over.client.is_some());
        assert!(matches!(
            taken_over.leave(),
            Err(SeatRefusal::ClientInFront { .. })
        ));
    }

    // ---- Any sequence of operations in one lobby ----

    #[derive(Clone, Debug)]
    enum Step {
        Arrive(u8),
        At {
            desk: usize,
            command: u8,
            pick: usize,
        },
        Wait(i64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            3 => (0..3_u8).prop_map(Step::Arrive),
            8 => (0..3_usize, 0..8_u8, 0..40_usize)
                .prop_map(|(desk, command, pick)| Step::At { desk, command, pick }),
            1 => (1..400_i64).prop_map(Step::Wait),
        ]
    }

    struct Office {
        desks: Vec<Desk>,
        counters: Vec<Counter>,
        tickets: Vec<Ticket>,
        seq: CallSeq,
        now: DateTime<Utc>,
    }

    impl Office {
        /// Three counters: one serves A and C, one C and P, one only A.
        fn new() -> Self {
            let serves: [&[&str]; 3] = [&["a", "c"], &["c", "p"], &["a"]];
            let counters: Vec<_> = (1..)
                .zip(serves)
                .map(|(number, workplaces)| Counter {
                    number: counter(number),
                    lobby: "hall".parse().unwrap(),
                    serves: workplaces
                        .iter()
                        .map(|w| Serves::Workplace(w.parse().unwrap()))
                        .collect(),
                })
                .collect();
            Self {
                desks: counters
                    .iter()
                    .map(|c| Desk {
                        clerk: Some(clerk("jana")),
                        ..Desk::free(c.number)
                    })
                    .collect(),
                counters,
                tickets: Vec::new(),
                seq: CallSeq::default(),
                now: noon(),
            }
        }

        fn arrive(&mut self, series: u8) {
            let series = ["A", "C", "P"][usize::from(series)];
            let of_series = |t: &&Ticket| t.id.series.to_string() == series;
            let last = self.tickets.iter().filter(of_series).count();
            let mut arrived = ticket(series, u16::try_from(last + 1).unwrap());
            arrived.issued_at = self.now;
            self.tickets.push(arrived);
        }

        fn command(&mut self, desk: usize, command: u8, pick: usize) {
            // Half of the named tickets are the client in front, half any ticket at all.
            let client = self.desks[desk].client.as_ref().map(|t| t.id);
            let any = self
                .tickets
                .get(pick % self.tickets.len().max(1))
                .map(|t| t.id);
            let Some(id) = (if pick.is_multiple_of(2) {
                client.or(any)
            } else {
                any
            }) else {
                return;
            };
            let command = match command {
                0 => Command::CallNext,
                1 => Command::Call(id),
                2 => Command::Arrived(id),
                3 => Command::CallAgain(id),
                4 => Command::DidNotCome(id),
                5 => Command::PutBack(id),
                6 => Command::Done(id),
                _ => Command::DoneAndCallNext(id),
            };
            let queue: Vec<_> = self
                .tickets
                .iter()
                .filter(|t| t.can_be_called())
                .cloned()
                .collect();
            let scene = Scene {
                desk: &self.desks[desk],
                counter: &self.counters[desk],
                queue: &queue,
                named: self.tickets.iter().find(|t| t.id == id),
                seq: self.seq.next(),
                rules: &Rules::default(),
                now: self.now,
            };
            match decide(command, "jana", scene) {
                Ok(change) => self.apply(desk, change),
                Err(Refusal::NobodyWaits) => {
                    let waits = self
                        .tickets
                        .iter()
                        .any(|t| self.counters[desk].serves(t) && queue::is_waiting(t, self.now));
                    assert!(!waits, "told nobody waits while somebody does");
                }
                Err(_) => {}
            }
        }

        fn apply(&mut self, desk: usize, change: Change) {
            if let Some(call) = change.call {
                assert_eq!(call.seq, self.seq.next());
                self.seq = call.seq;
            }
            for changed in change.tickets {
                let old = self
                    .tickets
                    .iter_mut()
                    .find(|t| t.id == changed.id)
                    .unwrap();
                assert_eq!(
                    (old.issued_at, &old.workplace),
                    (changed.issued_at, &changed.workplace)
                );
                *old = changed;
            }
            self.desks[desk] = change.desk;
        }

        fn check(&self) {
            for (desk, counter) in self.desks.iter().zip(&self.counters) {
                let with_it: Vec<_> = self
                    .tickets
                    .iter()
                    .filter(|t| t.counter() == Some(desk.counter))
                    .collect();
                assert_eq!(
                    with_it,
                    desk.client.iter().collect::<Vec<_>>(),
                    "a desk and its tickets"
                );
                assert!(with_it.iter().all(|t| counter.serves(t)));
            }
            let mut ids: Vec<_> = self.tickets.iter().map(|t| t.id).collect();
            ids.sort();
            for pair in ids.windows(2) {
                let same_series = pair[0].series == pair[1].series;
                let expected = if same_series { pair[0].number + 1 } else { 1 };
                assert_eq!(
                    pair[1].number, expected,
                    "numbers are unique and without gaps"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn no_sequence_of_operations_breaks_the_queue(steps in proptest::collection::vec(step(), 1..120)) {
            let mut office = Office::new();
            for step in steps {
                match step {
                    Step::Arrive(series) => office.arrive(series),
                    Step::At { desk, command, pick } => office.command(desk, command, pick),
                    Step::Wait(seconds) => office.now += TimeDelta::seconds(seconds),
                }
                office.check();
            }
        }
    }
}
