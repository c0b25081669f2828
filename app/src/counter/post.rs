//! What the parts of the console share: the counter as it is, the queue, and a way to give
//! commands.

use domain::{
    desk::{Command, Desk},
    ids::{CounterNumber, TicketId},
    lobby::StaffSnapshot,
    queue,
    ticket::{Standing, Ticket, TicketState},
    town::Counter,
};
use leptos::prelude::*;

use super::{
    aim::Aim,
    api::{self, Arrival, Booked, CommandAnswer, DeskNow, Me, Seat},
    asking::Asking,
    message::Message,
    offers::{Press, Situation},
    sheet::OpenSheet,
};
use crate::{
    live::{Live, follow},
    texts::{Texts, fill},
    ui::time_of_day,
};

/// Who has a time today; empty until the list of them is there. Provided by the console.
#[derive(Clone, Copy)]
pub struct BookedToday(pub RwSignal<Vec<Booked>>);

impl BookedToday {
    /// Whose a ticket is, if it came from a reservation.
    #[must_use]
    pub fn name_of(self, ticket: TicketId) -> Option<String> {
        self.0.with(|booked| {
            let mut booked = booked.iter();
            let whose = booked.find(|it| it.arrival == Arrival::Here(ticket))?;
            Some(whose.name.clone())
        })
    }
}

#[derive(Clone, Copy)]
pub struct Post {
    pub number: CounterNumber,
    pub live: Live<StaffSnapshot>,
    /// `None` if the office has abolished it.
    pub counter: Memo<Option<Counter>>,
    pub desk: Memo<Desk>,
    pub situation: Memo<Situation>,
    /// Who waits for this counter, in the order in which they would be called.
    pub queue: Memo<Vec<Ticket>>,
    pub asking: Asking,
    pub aim: Aim,
    pub sheet: OpenSheet,
    answered: RwSignal<Option<DeskNow>>,
}

impl Post {
    #[must_use]
    pub fn new(me: &Me, seat: Seat, asking: Asking) -> Self {
        let number = seat.counter;
        let answered = RwSignal::new(seat.answered);
        let live = follow(&seat.view.plan.lobby.clone(), seat.view);
        let counter = Memo::new(move |_| {
            live.snapshot.with(|snapshot| {
                let mut counters = snapshot.counters.iter();
                counters.find(|counter| counter.number == number).cloned()
            })
        });
        let desk = desk(number, live, answered);
        let login = me.clerk.login.clone();
        let situation = Memo::new(move |_| desk.with(|desk| Situation::of(desk, &login)));
        let queue = Memo::new(move |_| {
            let callable = callable(counter.read().as_ref(), &desk.read(), live);
            let now = live.now.get();
            let waiting = queue::in_order(callable.iter(), now);
            waiting.into_iter().cloned().collect::<Vec<_>>()
        });
        Self {
            number,
            live,
            counter,
            desk,
            situation,
            queue,
            asking,
            aim: Aim::new(),
            sheet: OpenSheet::new(),
            answered,
        }
    }

    /// Who can be called and stands in no queue, by when they left it.
    #[must_use]
    pub fn aside(self) -> Vec<Ticket> {
        let callable = callable(self.counter.read().as_ref(), &self.desk.read(), self.live);
        let now = self.live.now.get();
        let mut aside: Vec<Ticket> = Vec::new();
        // They are few; the library's sorting would be as much to load as the page itself.
        for ticket in callable.iter().filter(|it| !queue::is_waiting(it, now)) {
            let place = |ticket: &Ticket| (left_at(ticket), ticket.id);
            let at = aside.partition_point(|other| place(other) < place(ticket));
            aside.insert(at, ticket.clone());
        }
        aside
    }

    /// The agreed time of a ticket's client, if it has one: it is called when that has come, and
    /// before it only if nobody else waits.
    #[must_use]
    pub fn agreed(self, texts: &Texts, ticket: &Ticket) -> Option<String> {
        let Standing::Reserved { agreed_at } = ticket.standing else {
            return None;
        };
        let console = &texts.counter.console;
        let sentence = if self.live.now.get() < agreed_at {
            &console.reserved_later
        } else {
            &console.reserved
        };
        let time = self
            .live
            .snapshot
            .with(|snapshot| snapshot.agreed(ticket.id))?;
        Some(fill(sentence, &[("time", &time_of_day(time))]))
    }

    /// The client in front, if this clerk has one. Does not follow.
    #[must_use]
    pub fn in_front(self) -> Option<TicketId> {
        match self.situation.get_untracked() {
            Situation::Called(id) | Situation::Serving(id) => Some(id),
            Situation::NotMine | Situation::Free | Situation::Paused => None,
        }
    }

    /// What a button or its key does.
    pub fn press(self, press: Press) {
        match press {
            Press::Give(command) => self.give(command),
            Press::Open(sheet) if self.aim.is_steady() => {
                self.asking.message.set(None);
                self.sheet.open(sheet);
            }
            Press::Open(_) => {}
        }
    }

    /// Gives a command, unless one is under way or the buttons have only just changed.
    pub fn give(self, command: Command) {
        if !self.aim.is_steady() {
            return;
        }
        let Self {
            number,
            asking,
            aim,
            sheet,
            answered,
            ..
        } = self;
        asking.ask(
            api::give(number, command.clone()),
            move |CommandAnswer { now, refusal }| {
                let message = match (refusal, &command) {
                    (Some(refusal), _) => Some(Message::Command {
                        refusal,
                        counter: number,
                        named: command.names(),
                        in_front: now.desk.client.as_ref().map(|client| client.id),
                    }),
                    (None, Command::CallAgain(ticket)) => {
                        // The buttons stay the same, but a double click calls once.
                        aim.disturb();
                        Some(Message::CalledAgain(*ticket))
                    }
                    (None, _) => None,
                };
                // Until it is known that it has arrived, what was typed stays.
                if !matches!(message, Some(Message::Command { .. })) {
                    sheet.close();
                }
                asking.message.set(message);
                answered.set(Some(now));
            },
        );
    }
}

/// The counter as the last answer had it, until a snapshot knows better.
fn desk(
    number: CounterNumber,
    live: Live<StaffSnapshot>,
    answered: RwSignal<Option<DeskNow>>,
) -> Memo<Desk> {
    let desk = Memo::new(move |_| {
        let (answered, snapshot) = (answered.read(), live.snapshot.read());
        match &*answered {
            Some(answer) if snapshot.version < answer.as_of => answer.desk.clone(),
            _ => snapshot.desk(number),
        }
    });
    // Once a snapshot has shown the same it has caught up, whatever its version says: of several
    // servers the clocks differ.
    Effect::new(move || {
        let caught_up = {
            let (answered, snapshot) = (answered.read(), live.snapshot.read());
            answered.as_ref().is_some_and(|answer| {
                snapshot.version >= answer.as_of || snapshot.desk(number) == answer.desk
            })
        };
        if caught_up {
            answered.set(None);
        }
    });
    desk
}

/// What this counter can call. Whoever is in front is not, even while the snapshot is behind.
fn callable(counter: Option<&Counter>, desk: &Desk, live: Live<StaffSnapshot>) -> Vec<Ticket> {
    let Some(counter) = counter else {
        return Vec::new();
    };
    let in_front = desk.client.as_ref().map(|client| client.id);
    live.snapshot.with(|snapshot| {
        snapshot
            .callable
            .iter()
            .filter(|ticket| counter.serves(ticket) && Some(ticket.id) != in_front)
            .cloned()
            .collect()
    })
}

/// So that a newcomer to the list is its last: first those who have been at a counter, then those who
/// come back by themselves.
fn left_at(ticket: &Ticket) -> (u8, Option<chrono::DateTime<chrono::Utc>>) {
    match ticket.state {
        TicketState::Parked { parked_at, .. } => (0, Some(parked_at)),
        TicketState::SetAside { until } => (1, Some(until)),
        TicketState::NoShow { at } => (2, Some(at)),
        _ => (2, None),
    }
}
