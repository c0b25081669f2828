//! The server under load is killed, again and again. What it acknowledged is there afterwards;
//! numbers are unique and without gaps; no ticket is with two counters.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use app::{
    counter::api::{CounterView, Place as Seated},
    kiosk::api::{KioskContent, TakeTicketAnswer},
};
use bench::{
    Failure,
    browser::Browser,
    office::{Server, WORKPLACES, free_address},
};
use domain::{
    desk::Command,
    ids::{CounterNumber, TicketId},
    ticket::{ParkReason, Ticket},
};
use tokio::sync::{Mutex, watch};

const KILLS: u32 = 20;
const KIOSKS: u16 = 4;

/// Where an acknowledged ticket is, as far as answers told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Waiting,
    At(CounterNumber),
    Over,
}

/// What was acknowledged. Whatever a command under way at the kill may have changed is taken out
/// before the check and learnt anew.
#[derive(Default)]
struct Known {
    places: BTreeMap<TicketId, Place>,
    /// Counters whose last command got no answer.
    unanswered: BTreeSet<CounterNumber>,
}

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let runtime = store::runtime().unwrap();
    let task = runtime.spawn(kill_again_and_again());
    runtime.block_on(task).unwrap().unwrap();
}

async fn kill_again_and_again() -> Result<(), Failure> {
    let program = Path::new(env!("CARGO_BIN_EXE_server"));
    let folder = tempfile::tempdir()?;
    let address = free_address()?;
    let mut server = Server::start_at(program, folder.path(), address).await?;
    let admin = Browser::log_in(&server, "admin").await?;
    let clerk = Browser::log_in(&server, "clerk").await?;
    let mut kiosks = Vec::new();
    for n in 1..=KIOSKS {
        let browser = Browser::kiosk(&server, &admin, &format!("kiosk {n}")).await?;
        let view: KioskContent = browser.get("kiosk_view?lobby=hall").await?;
        let key = view.key;
        kiosks.push(Kiosk { browser, n, key });
    }
    // Both counters call from queues that fill.
    let counters = [(1.try_into()?, admin), (2.try_into()?, clerk)];
    for (counter, clerk) in &counters {
        clerk.sit(*counter).await?;
    }

    let known = Arc::new(Mutex::new(Known::default()));
    for round in 0..KILLS {
        let load = Load::default();
        let mut tasks = Vec::new();
        for kiosk in kiosks.drain(..) {
            tasks.push(tokio::spawn(kiosk.take(Arc::clone(&known), load.clone())));
        }
        let commands = counters.clone().map(|(counter, clerk)| {
            tokio::spawn(command_on(counter, clerk, Arc::clone(&known), load.clone()))
        });
        // Another number of answers each time, so that the kill falls elsewhere.
        load.answers_reach(20 + round * 2).await;
        server.kill().await?;
        load.end();
        for task in tasks {
            kiosks.push(task.await?);
        }
        for command in commands {
            command.await?;
        }
        server = Server::start_at(program, folder.path(), address).await?;
        let mut known = known.lock().await;
        let mut strangers = check(&counters[0].1, &mut known).await?;
        // A kiosk sends its last tap once more, as it would to a server that is back. What that
        // tap had brought without an answer is then known too.
        for kiosk in &mut kiosks {
            let taken = kiosk.tap().await?;
            let place = strangers.remove(&taken).unwrap_or(Place::Waiting);
            known.places.entry(taken).or_insert(place);
        }
        assert!(strangers.is_empty(), "{strangers:?} come from nowhere");
    }
    let known = known.lock().await;
    assert!(known.places.values().any(|place| *place == Place::Over));
    numbers_have_no_gap(known.places.keys());
    server.kill().await
}

/// How many answers have come, and whether it is over.
#[derive(Clone)]
pub struct Load {
    answers: Arc<AtomicU32>,
    changed: Arc<watch::Sender<u32>>,
    over: Arc<watch::Sender<bool>>,
}

impl Default for Load {
    fn default() -> Self {
        Self {
            answers: Arc::default(),
            changed: Arc::new(watch::Sender::new(0)),
            over: Arc::new(watch::Sender::new(false)),
        }
    }
}

impl Load {
    pub fn answered(&self) {
        let answers = self.answers.fetch_add(1, Ordering::Relaxed) + 1;
        self.changed.send_replace(answers);
    }

    pub async fn answers_reach(&self, enough: u32) {
        let mut changed = self.changed.subscribe();
        changed
            .wait_for(|answers| *answers >= enough)
            .await
            .unwrap();
    }

    pub fn end(&self) {
        self.over.send_replace(true);
    }

    pub fn is_over(&self) -> bool {
        *self.over.borrow()
    }

    /// What comes before the end.
    pub async fn unless_over<T>(&self, coming: impl Future<Output = T>) -> Option<T> {
        let mut over = self.over.subscribe();
        tokio::select! {
            come = coming => Some(come),
            _ = over.wait_for(|over| *over) => None,
        }
    }
}

struct Kiosk {
    browser: Browser,
    n: u16,
    /// Of the tap that is under way or comes next.
    key: String,
}

impl Kiosk {
    /// Takes tickets until the server is gone. Each is known once it is answered.
    async fn take(mut self, known: Arc<Mutex<Known>>, load: Load) -> Self {
        while !load.is_over() {
            let Ok(taken) = self.tap().await else { break };
            // Unless a counter's answer has overtaken this one.
            known
                .lock()
                .await
                .places
                .entry(taken)
                .or_insert(Place::Waiting);
            load.answered();
        }
        self
    }

    async fn tap(&mut self) -> Result<TicketId, Failure> {
        let n = self.n % WORKPLACES.min(2) + 1;
        let (workplace, service) = (format!("w{n}"), format!("s{n}"));
        let fields = [
            ("lobby", "hall"),
            ("workplace", &workplace),
            ("service", &service),
            ("key", &self.key),
        ];
        let answer: TakeTicketAnswer = self.browser.post("take_ticket", &fields).await?;
        self.key = answer.next_key;
        let printed = answer.outcome.map_err(|_| "no ticket was given")?;
        Ok(printed.issued.ticket.id)
    }
}

/// Calls and serves until the server is gone.
async fn command_on(counter: CounterNumber, clerk: Browser, known: Arc<Mutex<Known>>, load: Load) {
    let mut client: Option<TicketId> = None;
    let mut has_come = false;
    let mut turn = 0;
    while !load.is_over() {
        turn += 1;
        let command = match client {
            None => Command::CallNext,
            Some(client) if has_come && turn % 2 == 0 => Command::Park(client, ParkReason::Form),
            Some(client) if has_come => {
                let service = "s2".parse().unwrap();
                Command::HandOver(client, service, None)
            }
            Some(client) if turn % 5 == 0 => Command::PutBack(client),
            Some(client) if turn % 3 == 0 => Command::Arrived(client),
            Some(client) => Command::DoneAndCallNext(client),
        };
        known.lock().await.unanswered.insert(counter);
        let Ok(answer) = clerk.command(counter, command.clone()).await else {
            return;
        };
        let mut known = known.lock().await;
        known.unanswered.remove(&counter);
        let now = answer.now.desk.client.map(|ticket| ticket.id);
        if let Some(before) = client.filter(|before| Some(*before) != now) {
            let place = match command {
                Command::PutBack(_) | Command::Park(..) | Command::HandOver(..) => Place::Waiting,
                _ => Place::Over,
            };
            // Put back it may already be with the other counter, whose answer came first.
            if known.places.get(&before) == Some(&Place::At(counter)) {
                known.places.insert(before, place);
            }
        }
        if let Some(now) = now {
            known.places.insert(now, Place::At(counter));
        }
        has_come = now.is_some() && matches!(command, Command::Arrived(_));
        client = now;
        load.answered();
    }
}

/// Compares what was acknowledged with what is there, and goes on from what is there. Returns the
/// tickets of which nobody was told.
async fn check(clerk: &Browser, known: &mut Known) -> Result<BTreeMap<TicketId, Place>, Failure> {
    let view: CounterView = clerk.get("counter_view").await?;
    let Seated::At(seat) = view.place else {
        return Err("the clerk lost the counter".into());
    };
    let snapshot = seat.view.snapshot;
    let id = |ticket: Ticket| ticket.id;
    let callable: BTreeSet<TicketId> = snapshot.callable.into_iter().map(id).collect();
    let mut at_counters = BTreeMap::new();
    for desk in snapshot.desks {
        if let Some(client) = desk.client.map(id) {
            let other = at_counters.insert(client, desk.counter);
            assert_eq!(other, None, "{client} is with two counters");
            assert!(!callable.contains(&client), "{client} is in the queue too");
        }
    }
    for (ticket, place) in &mut known.places {
        let found = match at_counters.get(ticket) {
            Some(counter) => Place::At(*counter),
            None if callable.contains(ticket) => Place::Waiting,
            None => Place::Over,
        };
        let by_the_unanswered = |place: Place| match place {
            Place::At(counter) => known.unanswered.contains(&counter),
            Place::Waiting | Place::Over => false,
        };
        // A command without an answer may or may not have happened: called, finished, put back.
        let explained = by_the_unanswered(*place) || by_the_unanswered(found);
        assert!(
            found == *place || explained,
            "{ticket:?} was {place:?} and is {found:?}"
        );
        *place = found;
    }
    known.unanswered.clear();
    let waiting = callable.into_iter().map(|ticket| (ticket, Place::Waiting));
    let at_counters = at_counters
        .into_iter()
        .map(|(ticket, counter)| (ticket, Place::At(counter)));
    let strangers = waiting.chain(at_counters);
    Ok(strangers
        .filter(|(ticket, _)| !known.places.contains_key(ticket))
        .collect())
}

fn numbers_have_no_gap<'a>(tickets: impl Iterator<Item = &'a TicketId>) {
    let mut series: BTreeMap<_, Vec<u16>> = BTreeMap::new();
    for ticket in tickets {
        series.entry(ticket.series).or_default().push(ticket.number);
    }
    for (letter, numbers) in series {
        let consecutive = (1..).zip(&numbers).all(|(n, number)| n == *number);
        assert!(consecutive, "series {letter}: {numbers:?}");
    }
}
