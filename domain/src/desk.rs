//! What a clerk does at a counter: one command, decided on what the day looks like now.
//!
//! Every command names the ticket that the clerk saw. If the truth has moved on, nothing changes
//! and the refusal says so; that is also why a double click or a held key does nothing.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    closure::Shut,
    ids::{CallSeq, CounterNumber, ServiceId, TicketId},
    line::Line,
    queue,
    staff::Clerk,
    ticket::{ParkReason, Ticket, TicketState, WrongState},
    town::{Counter, Rules, Service},
};

/// One counter on one day: who sits there and whom they have in front of them or on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    pub counter: CounterNumber,
    pub clerk: Option<Clerk>,
    /// Since when the clerk pauses, if they do; nobody is in front of them then.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub paused_since: Option<DateTime<Utc>>,
    /// When the clerk sat down.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub since: Option<DateTime<Utc>>,
    pub client: Option<Ticket>,
}

/// What clerks tell each other about a client; it is gone with the day.
pub type Note = Line<200>;

/// One announcement of one ticket to one counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub seq: CallSeq,
    pub ticket: TicketId,
    pub counter: CounterNumber,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// "Předat" to whoever does a service, or to one counter that does.
    HandOver(TicketId, ServiceId, Option<CounterNumber>),
    /// "Další činnost"
    Also(TicketId, ServiceId),
    /// "Odložit"
    Park(TicketId, ParkReason),
    /// "Vzít zpět"
    TakeBack(TicketId),
    /// "Do fronty"
    Rejoin(TicketId),
    /// "Přednost", given or taken away.
    Prioritise(TicketId, bool),
    /// A note for colleagues; none: it is wiped away.
    Note(TicketId, Option<Note>),
    /// "Přestávka"
    Pause,
    /// "Pokračovat"
    Resume,
}

impl Command {
    /// The ticket that the clerk saw, where the command is about one.
    #[must_use]
    pub fn names(&self) -> Option<TicketId> {
        match self {
            Self::CallNext | Self::Pause | Self::Resume => None,
            Self::Call(id)
            | Self::Arrived(id)
            | Self::CallAgain(id)
            | Self::DidNotCome(id)
            | Self::PutBack(id)
            | Self::Done(id)
            | Self::DoneAndCallNext(id)
            | Self::HandOver(id, ..)
            | Self::Also(id, _)
            | Self::Park(id, _)
            | Self::TakeBack(id)
            | Self::Rejoin(id)
            | Self::Prioritise(id, _)
            | Self::Note(id, _) => Some(*id),
        }
    }

    /// Whether the ticket that it names may be another than the one in front, so that it has to be
    /// looked up.
    #[must_use]
    pub fn names_any(&self) -> bool {
        matches!(
            self,
            Self::Call(_)
                | Self::TakeBack(_)
                | Self::Rejoin(_)
                | Self::Prioritise(..)
                | Self::Note(..)
        )
    }

    /// The service and the counter that it sends the client to.
    #[must_use]
    pub fn errand(&self) -> Option<(&ServiceId, Option<CounterNumber>)> {
        match self {
            Self::HandOver(_, service, counter) => Some((service, *counter)),
            Self::Also(_, service) => Some((service, None)),
            _ => None,
        }
    }

    /// Whether it may announce someone, so that the queue and the lobby's last call matter.
    #[must_use]
    pub fn announces(&self) -> bool {
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
    /// Nor does the counter to which it was to be handed over.
    NotServedThere {
        counter: CounterNumber,
    },
    /// The office does not do that (any more).
    NoSuchService,
    /// The counter, or the one to which it was to be handed over, is closed: its client is served to
    /// the end, and nobody else comes.
    Shut(Shut),
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
    /// The ticket that the command names, wherever it is, if it may be
    /// [any one](Command::names_any).
    pub named: Option<&'a Ticket>,
    /// What the [errand](Command::errand) leads to, if there is such a service and such a counter.
    pub errand: Option<Errand<'a>>,
    /// Whether the counter is closed now, and why.
    pub shut: Option<&'a Shut>,
    /// The number that the lobby's next call would have.
    pub seq: CallSeq,
    pub rules: &'a Rules,
    pub now: DateTime<Utc>,
}

/// Where a client is sent.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'a> {
    pub service: &'a Service,
    /// The one counter that is meant, if one is.
    pub counter: Option<&'a Counter>,
    /// Whether that one is closed now, and why.
    pub shut: Option<&'a Shut>,
}

/// What a command changes: written as a whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub desk: Desk,
    /// The tickets in their new states.
    pub tickets: Vec<Ticket>,
    /// A ticket whose service has ended here although the visit goes on, as it was served.
    pub ended: Option<Ticket>,
    pub call: Option<Call>,
    pub note: Option<(TicketId, Option<Note>)>,
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
            scene.empty()?;
            scene.not_shut()?;
            let next = scene.next().ok_or(Refusal::NobodyWaits)?;
            scene.call(next.clone(), Vec::new())
        }
        Command::Call(id) => {
            let named = scene.named(id)?;
            scene.empty()?;
            scene.not_shut()?;
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
            match scene.next().filter(|_| scene.shut.is_none()) {
                Some(next) => scene.call(next.clone(), vec![served]),
                None => Ok(scene.freeing(served)),
            }
        }
        Command::HandOver(id, ..) => {
            let client = scene.client(id)?;
            let Errand {
                service,
                counter,
                shut,
            } = scene.errand.ok_or(Refusal::NoSuchService)?;
            if let Some(shut) = shut {
                return Err(Refusal::Shut(shut.clone()));
            }
            if let Some(counter) = counter
                && !counter.does(&service.workplace, &service.id)
            {
                let counter = counter.number;
                return Err(Refusal::NotServedThere { counter });
            }
            let only_at = counter.map(|counter| counter.number);
            let handed = client.clone().hand_over(service, only_at)?;
            Ok(Change {
                ended: Some(client.done(now)?),
                ..scene.freeing(handed)
            })
        }
        Command::Also(id, _) => {
            let client = scene.client(id)?;
            let Errand { service, .. } = scene.errand.ok_or(Refusal::NoSuchService)?;
            if !scene.counter.does(&service.workplace, &service.id) {
                return Err(Refusal::NotServedHere);
            }
            let goes_on = client.clone().also(service, now)?;
            Ok(Change {
                ended: Some(client.done(now)?),
                ..scene.keeping(goes_on, None)
            })
        }
        Command::Park(id, reason) => Ok(scene.freeing(scene.client(id)?.park(reason, now)?)),
        Command::TakeBack(id) => {
            let named = scene.named(id)?.clone();
            scene.empty()?;
            scene.not_shut()?;
            Ok(scene.keeping(named.take_back(desk.counter, now)?, None))
        }
        Command::Rejoin(id) => Ok(scene.listing(scene.named(id)?.clone().rejoin()?)),
        Command::Prioritise(id, given) => {
            let named = scene.named(id)?.clone();
            Ok(scene.listing(named.prioritised(given.then_some(now))?))
        }
        Command::Note(id, note) => {
            if scene.client(id).is_err() {
                scene.named(id)?;
            }
            Ok(Change {
                note: Some((id, note)),
                ..scene.nothing()
            })
        }
        Command::Pause => {
            scene.empty()?;
            Ok(scene.pausing(Some(desk.paused_since.unwrap_or(now))))
        }
        Command::Resume => Ok(scene.pausing(None)),
    }
}

impl<'a> Scene<'a> {
    fn empty(&self) -> Result<(), Refusal> {
        match self.desk.client {
            None => Ok(()),
            Some(_) => Err(Refusal::HasClient),
        }
    }

    /// Nobody new comes to a counter that is closed.
    fn not_shut(&self) -> Result<(), Refusal> {
        match self.shut {
            None => Ok(()),
            Some(shut) => Err(Refusal::Shut(shut.clone())),
        }
    }

    /// The ticket that the command names, if this counter may do something about it.
    fn named(&self, id: TicketId) -> Result<&'a Ticket, Refusal> {
        let named = self.named.filter(|t| t.id == id).ok_or(Refusal::Stale)?;
        match named.state {
            TicketState::Called { counter, .. } | TicketState::Serving { counter, .. }
                if counter != self.desk.counter =>
            {
                Err(Refusal::AtCounter { counter })
            }
            TicketState::Served { .. } | TicketState::Left { .. } => Err(Refusal::Over),
            _ if !self.counter.serves(named) => Err(Refusal::NotServedHere),
            _ => Ok(named),
        }
    }

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
            ..self.nothing()
        })
    }

    fn keeping(&self, client: Ticket, call: Option<Call>) -> Change {
        Change {
            desk: self.desk_with(Some(client.clone())),
            tickets: vec![client],
            call,
            ..self.nothing()
        }
    }

    fn freeing(&self, client: Ticket) -> Change {
        Change {
            desk: self.desk_with(None),
            tickets: vec![client],
            ..self.nothing()
        }
    }

    /// Another one on the list has changed.
    fn listing(&self, ticket: Ticket) -> Change {
        Change {
            tickets: vec![ticket],
            ..self.nothing()
        }
    }

    fn pausing(&self, since: Option<DateTime<Utc>>) -> Change {
        let mut change = self.nothing();
        change.desk.paused_since = since;
        change
    }

    fn nothing(&self) -> Change {
        Change {
            desk: self.desk.clone(),
            tickets: Vec::new(),
            ended: None,
            call: None,
            note: None,
        }
    }

    /// Whoever has a client works.
    fn desk_with(&self, client: Option<Ticket>) -> Desk {
        Desk {
            paused_since: self.desk.paused_since.filter(|_| client.is_none()),
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
    /// The counter is closed.
    Shut(Shut),
}

impl Desk {
    #[must_use]
    pub fn free(counter: CounterNumber) -> Self {
        Self {
            counter,
            clerk: None,
            paused_since: None,
            since: None,
            client: None,
        }
    }

    /// Sits `clerk` down. Taking over also takes over the client in front.
    ///
    /// # Errors
    /// [`SeatRefusal::Taken`] if somebody else sits there and is not to be taken over,
    /// [`SeatRefusal::Shut`] if the counter is closed and the clerk does not sit there already.
    pub fn sit(
        self,
        clerk: Clerk,
        take_over: bool,
        shut: Option<Shut>,
        now: DateTime<Utc>,
    ) -> Result<Self, SeatRefusal> {
        if let Some(shut) = shut
            && !self.is_of(&clerk.login)
        {
            return Err(SeatRefusal::Shut(shut));
        }
        match &self.clerk {
            Some(other) if other.login != clerk.login && !take_over => Err(SeatRefusal::Taken {
                by: other.name.clone(),
            }),
            _ => Ok(Self {
                // Whoever sits there already has sat there since then.
                since: self
                    .since
                    .filter(|_| self.is_of(&clerk.login))
                    .or(Some(now)),
                clerk: Some(clerk),
                paused_since: None,
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

    /// Whether clients are called to it: a clerk sits there and does not pause.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.clerk.is_some() && self.paused_since.is_none()
    }

    #[must_use]
    pub fn is_of(&self, login: &str) -> bool {
        self.clerk
            .as_ref()
            .is_some_and(|clerk| clerk.login == login)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        text::Language,
        ticket::tests::{counter, noon, service, serving, ticket},
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

    /// What the office does: one service of each workplace.
    fn offer() -> [Service; 3] {
        ["a-1", "c-1", "p-1"].map(service)
    }

    fn at(desk: &Desk, queue: &[Ticket], command: Command) -> Result<Change, Refusal> {
        at_counter(desk, queue, command, None)
    }

    fn at_counter(
        desk: &Desk,
        queue: &[Ticket],
        command: Command,
        shut: Option<&Shut>,
    ) -> Result<Change, Refusal> {
        let named = command
            .names()
            .and_then(|id| queue.iter().find(|t| t.id == id));
        let offer = offer();
        let other = other_counter();
        let errand = command.errand().and_then(|(id, number)| {
            Some(Errand {
                service: offer.iter().find(|service| service.id == *id)?,
                counter: number.map(|_| &other),
                shut: None,
            })
        });
        let scene = Scene {
            desk,
            counter: &counter_of(3),
            queue,
            named,
            errand,
            shut,
            seq: CallSeq(5),
            rules: &Rules::default(),
            now: noon(),
        };
        decide(command, "jana", scene)
    }

    /// Counter 5, which serves `p`.
    fn other_counter() -> Counter {
        Counter {
            serves: BTreeSet::from([Serves::Workplace("p".parse().unwrap())]),
            ..counter_of(5)
        }
    }

    fn with_client(client: Ticket) -> Desk {
        Desk {
            client: Some(client),
            ..desk()
        }
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
        let a = "a-1".parse::<ServiceId>().unwrap();
        for command in [
            Command::HandOver(other, a.clone(), None),
            Command::Also(other, a),
            Command::Park(other, ParkReason::Papers),
            Command::TakeBack(other),
            Command::Rejoin(other),
            Command::Prioritise(other, true),
            Command::Note(other, None),
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

    fn shut() -> Shut {
        let text = |text: &str| BTreeMap::from([(Language::Cs, text.to_owned())]).into();
        Shut {
            counter: counter(3),
            during: text("23. 11."),
            because: text("Malování"),
        }
    }

    #[test]
    fn to_a_counter_that_is_closed_nobody_comes_and_its_client_is_served_to_the_end() {
        let refused = Err(Refusal::Shut(shut()));
        let shut_at = |desk: &Desk, queue: &[Ticket], command| {
            let shut = shut();
            at_counter(desk, queue, command, Some(&shut))
        };
        let served = at(
            &with_called_client(),
            &[],
            Command::Arrived(ticket("A", 1).id),
        );
        let served = served.unwrap().desk;
        let park = Command::Park(ticket("A", 1).id, ParkReason::Papers);
        let parked = at(&served, &[], park).unwrap().tickets.remove(0);
        let queue = [ticket("A", 2), parked];
        for command in [
            Command::CallNext,
            Command::Call(queue[0].id),
            Command::TakeBack(queue[1].id),
        ] {
            assert_eq!(shut_at(&desk(), &queue, command), refused);
        }
        let called = with_called_client();
        let client = called.client.as_ref().unwrap().id;
        assert!(shut_at(&called, &queue, Command::CallAgain(client)).is_ok());
        let there = shut_at(&called, &queue, Command::Arrived(client)).unwrap();
        assert!(shut_at(&there.desk, &queue, Command::Done(client)).is_ok());
        let done = shut_at(&there.desk, &queue, Command::DoneAndCallNext(client));
        let done = done.unwrap();
        assert_eq!((done.desk.client, done.call), (None, None));
    }

    #[test]
    fn at_a_counter_that_is_closed_sits_only_who_sat_there_before() {
        let sit = |desk: Desk, login: &str, take_over| {
            desk.sit(clerk(login), take_over, Some(shut()), noon())
        };
        let refused = Err(SeatRefusal::Shut(shut()));
        assert_eq!(sit(Desk::free(counter(3)), "petr", false), refused);
        assert_eq!(sit(desk(), "petr", true), refused);
        assert!(sit(desk(), "jana", false).is_ok());
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
            desk.clone().sit(clerk("petr"), false, None, noon()),
            Err(SeatRefusal::Taken { by })
        );
        let taken_over = desk.sit(clerk("petr"), true, None, noon()).unwrap();
        assert!(taken_over.is_of("petr") && taken_over.client.is_some());
        assert!(matches!(
            taken_over.leave(),
            Err(SeatRefusal::ClientInFront { .. })
        ));
    }

    #[test]
    fn handed_over_a_client_waits_elsewhere_and_what_was_done_here_counts() {
        let client = serving(ticket("A", 1));
        let desk = with_client(client.clone());
        let to_p = Command::HandOver(client.id, "p-1".parse().unwrap(), None);
        let change = at(&desk, &[], to_p).unwrap();
        assert_eq!(change.desk.client, None);
        let [handed] = &change.tickets[..] else {
            panic!("one ticket");
        };
        assert_eq!(handed.state, TicketState::Waiting);
        assert_eq!(handed.workplace.as_str(), "p");
        assert!(!counter_of(3).serves(handed) && other_counter().serves(handed));
        let ended = change.ended.unwrap();
        assert_eq!(ended.service, client.service);
        assert!(matches!(ended.state, TicketState::Served { .. }));
    }

    #[test]
    fn a_client_is_handed_over_only_to_who_serves_it() {
        let client = serving(ticket("A", 1));
        let desk = with_client(client.clone());
        let hand_over = |service: &str, counter| {
            let service = service.parse().unwrap();
            at(&desk, &[], Command::HandOver(client.id, service, counter))
        };
        let five = counter(5);
        let only_there = hand_over("p-1", Some(five)).unwrap();
        assert_eq!(only_there.tickets[0].only_at, Some(five));
        let not_there = Refusal::NotServedThere { counter: five };
        assert_eq!(hand_over("c-1", Some(five)), Err(not_there));
        assert_eq!(hand_over("x-1", None), Err(Refusal::NoSuchService));
    }

    #[test]
    fn a_ticket_for_one_counter_is_called_by_no_other() {
        let mut handed = ticket("A", 1);
        handed.only_at = Some(counter(7));
        let queue = [handed.clone()];
        assert_eq!(
            at(&desk(), &queue, Command::CallNext),
            Err(Refusal::NobodyWaits)
        );
        handed.only_at = Some(counter(3));
        assert!(at(&desk(), &[handed], Command::CallNext).is_ok());
    }

    #[test]
    fn two_services_in_one_visit_are_both_counted_on_one_ticket() {
        let client = serving(ticket("A", 1));
        let desk = with_client(client.clone());
        let also = |service: &str| {
            let service = service.parse().unwrap();
            at(&desk, &[], Command::Also(client.id, service))
        };
        let change = also("c-1").unwrap();
        let goes_on = change.desk.client.unwrap();
        assert_eq!((goes_on.id, goes_on.service.as_str()), (client.id, "c-1"));
        assert_eq!(change.ended.unwrap().service, client.service);
        assert_eq!(also("p-1"), Err(Refusal::NotServedHere));
    }

    #[test]
    fn the_parked_are_never_called_next_and_come_back_where_they_were() {
        let client = serving(ticket("A", 1));
        let park = Command::Park(client.id, ParkReason::Papers);
        let parked = at(&with_client(client.clone()), &[], park).unwrap();
        assert_eq!(parked.desk.client, None);
        let queue = parked.tickets;
        assert_eq!(
            at(&desk(), &queue, Command::CallNext),
            Err(Refusal::NobodyWaits)
        );
        let back = at(&desk(), &queue, Command::TakeBack(client.id)).unwrap();
        assert_eq!(back.desk.client, Some(client.clone()));
        let waits = at(&desk(), &queue, Command::Rejoin(client.id)).unwrap();
        assert_eq!(waits.tickets, [ticket("A", 1)]);
        let occupied = with_client(serving(ticket("A", 2)));
        assert_eq!(
            at(&occupied, &queue, Command::TakeBack(client.id)),
            Err(Refusal::HasClient)
        );
    }

    #[test]
    fn who_has_priority_is_called_before_who_came_earlier() {
        let queue = [ticket("A", 1), ticket("A", 2)];
        let given = at(&desk(), &queue, Command::Prioritise(queue[1].id, true)).unwrap();
        assert_eq!((given.desk.client, given.call), (None, None));
        let queue = [queue[0].clone(), given.tickets[0].clone()];
        let next = at(&desk(), &queue, Command::CallNext).unwrap();
        assert_eq!(next.call.unwrap().ticket.number, 2);
    }

    #[test]
    fn a_note_is_about_one_in_front_or_one_on_the_list() {
        let note = Some("Vrátí se v 10:30".parse::<Note>().unwrap());
        let client = serving(ticket("A", 1));
        for (desk, queue) in [
            (with_client(client), vec![]),
            (desk(), vec![ticket("A", 1)]),
        ] {
            let id = ticket("A", 1).id;
            let change = at(&desk, &queue, Command::Note(id, note.clone())).unwrap();
            assert_eq!(change.note, Some((id, note.clone())));
            assert_eq!((change.desk, change.tickets), (desk, vec![]));
        }
    }

    #[test]
    fn a_pause_begins_without_a_client_and_ends_with_one() {
        let occupied = with_called_client();
        assert_eq!(at(&occupied, &[], Command::Pause), Err(Refusal::HasClient));
        let paused = at(&desk(), &[], Command::Pause).unwrap().desk;
        assert_eq!(paused.paused_since, Some(noon()));
        assert!(!paused.is_open());
        let resumed = at(&paused, &[], Command::Resume).unwrap().desk;
        assert!(resumed.is_open());
        let called = at(&paused, &[ticket("A", 1)], Command::CallNext).unwrap();
        assert!(called.desk.is_open());
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
            8 => (0..3_usize, 0..16_u8, 0..40_usize)
                .prop_map(|(desk, command, pick)| Step::At { desk, command, pick }),
            1 => (1..400_i64).prop_map(Step::Wait),
        ]
    }

    struct Office {
        offer: [Service; 3],
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
                offer: offer(),
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
                7 => Command::HandOver(id, self.offer[pick % 3].id.clone(), None),
                8 => {
                    let to = self.counters[pick % 3].number;
                    Command::HandOver(id, self.offer[pick % 3].id.clone(), Some(to))
                }
                9 => Command::Also(id, self.offer[pick % 3].id.clone()),
                10 => Command::Park(id, ParkReason::Form),
                11 => Command::TakeBack(id),
                12 => Command::Rejoin(id),
                13 => Command::Prioritise(id, pick.is_multiple_of(3)),
                14 if pick.is_multiple_of(2) => Command::Pause,
                14 => Command::Resume,
                _ => Command::DoneAndCallNext(id),
            };
            let errand = command.errand().and_then(|(id, number)| {
                let mut counters = self.counters.iter();
                Some(Errand {
                    service: self.offer.iter().find(|service| service.id == *id)?,
                    shut: None,
                    counter: number.and_then(|n| counters.find(|counter| counter.number == n)),
                })
            });
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
                errand,
                shut: None,
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
                assert_eq!(old.issued_at, changed.issued_at, "waiting time is kept");
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
