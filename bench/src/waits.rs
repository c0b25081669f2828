//! How true the expected wait is that people are told: whole days played through the rules of the
//! office, each ticket's wait told when it was taken and compared with the one that came.
//!
//! The days are made up. Of each office the durations in its set-up are wrong by some part, which
//! the estimate learns from the days before; lengths are log-normal, days differ, clients walk and do
//! not come, clerks take their time between two clients. The seeds here were not used while the
//! estimate was made.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
    time::Instant,
};

use bench::Failure;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    desk::{Change, Command, Desk, Scene, decide},
    estimate::{Awaited, Estimate, Wait},
    ids::{CallSeq, LobbyId, ServiceId, TicketId},
    lobby::LobbyDay,
    moment::Moment,
    opening_hours::{Day, Interval, OpeningHours, WeekdayKey},
    pace::{CounterPace, Seen},
    queue,
    staff::Clerk,
    text::{Language, Localized},
    ticket::{Standing, Ticket, TicketState},
    town::{Counter, Department, Lobby, Rules, Serves, Service, Town, Workplace},
};

use crate::report::Report;

/// Offices of each kind, each played for its first day and for one after many.
const OFFICES: u64 = 30;
/// Where the seeds begin.
const SEEDS: u64 = 7_000;
/// Days before the one that is measured, for an office that has learned.
const DAYS_BEFORE: u64 = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Quiet,
    MorningRush,
    ManyReservations,
    CounterClosesAtNoon,
    SlowDay,
    ShortAndLong,
    ForgottenDone,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Quiet,
        Self::MorningRush,
        Self::ManyReservations,
        Self::CounterClosesAtNoon,
        Self::SlowDay,
        Self::ShortAndLong,
        Self::ForgottenDone,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Quiet => "a quiet day",
            Self::MorningRush => "a rush in the morning",
            Self::ManyReservations => "many reservations, some do not come",
            Self::CounterClosesAtNoon => "a counter closes at noon",
            Self::SlowDay => "a slow day",
            Self::ShortAndLong => "a short and a long service",
            Self::ForgottenDone => "a forgotten end of a service",
        }
    }

    /// How busy the counters are, of all they could do, by hour from eight.
    fn load(self) -> [f64; 9] {
        match self {
            Self::Quiet => [0.5, 0.6, 0.6, 0.5, 0.4, 0.5, 0.5, 0.4, 0.2],
            Self::MorningRush => [1.8, 1.3, 0.9, 0.6, 0.4, 0.5, 0.6, 0.5, 0.2],
            Self::ManyReservations => [0.9, 0.7, 0.7, 0.5, 0.4, 0.5, 0.6, 0.5, 0.2],
            Self::CounterClosesAtNoon => [1.1, 1.1, 1.0, 0.8, 0.5, 0.5, 0.5, 0.4, 0.2],
            Self::SlowDay => [1.0, 0.9, 0.8, 0.7, 0.5, 0.6, 0.6, 0.5, 0.2],
            Self::ShortAndLong | Self::ForgottenDone => {
                [1.3, 1.1, 1.0, 0.8, 0.6, 0.8, 0.8, 0.6, 0.3]
            }
        }
    }
}

/// What was told of one ticket, and what came.
struct Told {
    from: f64,
    to: f64,
    /// "People ahead × mean", shared by the open counters.
    simple: f64,
    came: f64,
}

impl Told {
    fn middle(&self) -> f64 {
        f64::midpoint(self.from, self.to)
    }

    fn error(&self) -> f64 {
        (self.middle() - self.came).abs()
    }
}

pub fn measure(report: &mut Report) -> Result<(), Failure> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        for (days_before, learned) in [(0, "first day"), (DAYS_BEFORE, "learned")] {
            let mut told = Vec::new();
            for office in 0..OFFICES {
                told.append(&mut replay(kind, SEEDS + office, days_before)?);
            }
            let what = format!("waits, {}, {learned}", kind.name());
            report.add(&what, summary(&told), "-");
            all.append(&mut told);
        }
    }
    let inside = share(&all, |it| it.from <= it.came && it.came <= it.to);
    let row = format!("{:.0} %", inside * 100.0);
    report.add("waits inside the span told", row, "≥ 80 %");
    let error = middle(all.iter().map(Told::error));
    report.add("their median error", format!("{error:.1} min"), "≤ 5 min");
    let simple = || all.iter().map(|it| (it.simple - it.came).abs());
    report.add(
        "median error of people ahead × mean",
        format!("{:.1} min", middle(simple())),
        "more",
    );
    report.add(
        "mean errors, of the estimate and of people ahead × mean",
        format!(
            "{:.1} and {:.1} min",
            mean(all.iter().map(Told::error)),
            mean(simple())
        ),
        "less and more",
    );
    let width = middle(all.iter().map(|it| it.to - it.from));
    report.add("median width of the span", format!("{width:.0} min"), "-");
    for waiting in [30, 200] {
        let micros = cost(waiting)?;
        let row = format!("{micros:.0} µs");
        let target = if waiting == 30 { "< 1 ms" } else { "few ms" };
        let what = format!("an estimate with {waiting} waiting and 8 counters");
        report.add(&what, row, target);
    }
    Ok(())
}

fn summary(told: &[Told]) -> String {
    let inside = share(told, |it| it.from <= it.came && it.came <= it.to);
    let early = share(told, |it| it.came < it.from);
    format!(
        "{} tickets, {:.0} % inside ({:.0} % sooner), median error {:.1} min (simple {:.1}), width {:.0}, wait {:.0}",
        told.len(),
        inside * 100.0,
        early * 100.0,
        middle(told.iter().map(Told::error)),
        middle(told.iter().map(|it| (it.simple - it.came).abs())),
        middle(told.iter().map(|it| it.to - it.from)),
        middle(told.iter().map(|it| it.came)),
    )
}

fn share(told: &[Told], is: impl Fn(&Told) -> bool) -> f64 {
    mean(told.iter().map(|it| if is(it) { 1.0 } else { 0.0 }))
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = numbers.fold((0.0, 0.0), |(sum, n), it| (sum + it, n + 1.0));
    sum / f64::max(n, 1.0)
}

fn middle(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

/// One office's day, after so many others.
fn replay(kind: Kind, seed: u64, days_before: u64) -> Result<Vec<Told>, Failure> {
    let mut chance = Chance(seed);
    let office = Truth::of(kind, &mut chance)?;
    let mut known = Seen::default();
    for _ in 0..days_before {
        let mut day = Played::new(&office, Kind::Quiet, Seen::default(), &mut chance)?;
        day.play(false)?;
        for pace in day.paces.into_values() {
            known.add_today(pace);
        }
        for (service, today) in std::mem::take(&mut known.today) {
            let past = known.past.entry(service).or_default();
            *past = past.after_days(1);
            past.add(&today);
        }
    }
    let mut day = Played::new(&office, kind, known, &mut chance)?;
    day.play(true)?;
    Ok(day.told)
}

// ---- Chance ----

/// `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to 1, both excluded.
    fn part(&mut self) -> f64 {
        let bits = u32::try_from(self.next() >> 32).unwrap_or(0);
        (f64::from(bits) + 0.5) / 4_294_967_296.0
    }

    fn between(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.part()
    }

    fn happens(&mut self, share: f64) -> bool {
        self.part() < share
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.part().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.part()).cos()
    }

    /// Log-normal, with that mean.
    fn around(&mut self, mean: f64, spread: f64) -> f64 {
        mean * (spread * self.normal() - spread * spread / 2.0).exp()
    }
}

// ---- The office ----

/// What the estimate does not know of an office.
struct Truth {
    town: Town,
    lobby: LobbyId,
    /// The mean minutes of each service and the spread of their logarithm.
    lengths: BTreeMap<ServiceId, (f64, f64)>,
    /// How long a clerk takes between two clients, in seconds.
    between: f64,
    comes: f64,
}

const DATE: (i32, u32, u32) = (2026, 11, 23);

fn text(text: &str) -> Localized {
    BTreeMap::from([(Language::Cs, text.to_owned())]).into()
}

fn town(services: &[(&str, &str, u16)], counters: &[&[&str]]) -> Result<Town, Failure> {
    let day = Day::new(vec![Interval {
        from: at(8, 0)?,
        to: at(17, 0)?,
    }])?;
    let lobby: LobbyId = "hall".parse()?;
    let ids: BTreeSet<&str> = services.iter().map(|(workplace, ..)| *workplace).collect();
    let workplaces = ids.into_iter().map(|id| {
        Ok(Workplace {
            id: id.parse()?,
            department: "d".parse()?,
            lobby: lobby.clone(),
            series: id.to_uppercase().parse()?,
            name: text(id),
            daily_capacity: 999,
            hours: OpeningHours::weekly(BTreeMap::from([(WeekdayKey::Mon, day.clone())])),
            internet: None,
        })
    });
    let services = services.iter().map(|(workplace, id, minutes)| {
        Ok(Service {
            id: id.parse()?,
            workplace: workplace.parse()?,
            name: text(id),
            minutes: *minutes,
            papers: Localized::default(),
            bookable: true,
            offered: domain::town::OfferedTo::Everyone,
        })
    });
    let counters = counters.iter().zip(1_u16..).map(|(serves, number)| {
        let serves = serves
            .iter()
            .map(|workplace| Ok(Serves::Workplace(workplace.parse()?)));
        Ok(Counter {
            number: number.try_into()?,
            lobby: lobby.clone(),
            serves: serves.collect::<Result<_, Failure>>()?,
        })
    });
    Ok(Town {
        name: text("Úřad"),
        office: None,
        zone: chrono_tz::Europe::Prague,
        languages: vec![Language::Cs],
        rules: Rules::default(),
        lobbies: vec![Lobby {
            id: lobby.clone(),
            name: text("hala"),
            announce: Vec::new(),
            message: text(""),
        }],
        departments: vec![Department {
            id: "d".parse()?,
            name: text("odbor"),
        }],
        workplaces: workplaces.collect::<Result<_, Failure>>()?,
        services: services.collect::<Result<_, Failure>>()?,
        counters: counters.collect::<Result<_, Failure>>()?,
        closures: Vec::new(),
        notices: Vec::new(),
        pictures: BTreeMap::new(),
    })
}

fn at(hour: u32, minute: u32) -> Result<NaiveTime, Failure> {
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(|| "no such time".into())
}

impl Truth {
    fn of(kind: Kind, chance: &mut Chance) -> Result<Self, Failure> {
        let town = match kind {
            Kind::ShortAndLong => town(
                &[("a", "a-short", 5), ("a", "a-long", 25), ("c", "c-1", 15)],
                &[&["a"], &["a", "c"], &["c"]],
            )?,
            Kind::Quiet => town(
                &[("a", "a-1", 15), ("c", "c-1", 10)],
                &[&["a", "c"], &["a"]],
            )?,
            _ => town(
                &[("a", "a-1", 15), ("a", "a-2", 8), ("c", "c-1", 12)],
                &[&["a"], &["a"], &["a", "c"]],
            )?,
        };
        let off = chance.around(1.0, 0.2);
        let lengths = town.services.iter().map(|service| {
            let mean = f64::from(service.minutes) * off * chance.around(1.0, 0.15);
            (service.id.clone(), (mean, chance.between(0.4, 0.7)))
        });
        let lengths = lengths.collect();
        Ok(Self {
            lobby: "hall".parse()?,
            town,
            lengths,
            between: chance.between(5.0, 90.0),
            comes: chance.between(0.75, 0.92),
        })
    }
}

// ---- A day ----

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// Somebody comes for that service.
    Comes(ServiceId),
    /// Who has booked is there.
    ChecksIn(usize),
    /// No ticket: it lapses.
    Lapses(usize),
    Sits(usize),
    /// The clerk looks whether anybody waits.
    Looks(usize),
    Arrives(usize, TicketId),
    Ends(usize, TicketId),
    Leaves(usize),
}

struct Played<'a> {
    truth: &'a Truth,
    kind: Kind,
    chance: &'a mut Chance,
    now: DateTime<Utc>,
    coming: BinaryHeap<Reverse<(DateTime<Utc>, Event)>>,
    desks: Vec<Desk>,
    leaving: BTreeSet<usize>,
    tickets: BTreeMap<TicketId, Ticket>,
    numbers: BTreeMap<String, u16>,
    awaited: Vec<Option<Awaited>>,
    past: Seen,
    paces: BTreeMap<usize, CounterPace>,
    seq: CallSeq,
    /// How many times as long everything takes today.
    slow: f64,
    /// What was said when a ticket was taken: the span, and "people ahead × mean".
    said: BTreeMap<TicketId, (f64, f64, f64)>,
    told: Vec<Told>,
}

impl<'a> Played<'a> {
    fn new(
        truth: &'a Truth,
        kind: Kind,
        past: Seen,
        chance: &'a mut Chance,
    ) -> Result<Self, Failure> {
        let slow = chance.around(1.0, 0.12) * if kind == Kind::SlowDay { 1.4 } else { 1.0 };
        let mut day = Self {
            truth,
            kind,
            now: instant(8, 0)?,
            coming: BinaryHeap::new(),
            desks: truth
                .town
                .counters
                .iter()
                .map(|it| Desk::free(it.number))
                .collect(),
            leaving: BTreeSet::new(),
            tickets: BTreeMap::new(),
            numbers: BTreeMap::new(),
            awaited: Vec::new(),
            past,
            paces: BTreeMap::new(),
            seq: CallSeq::default(),
            slow,
            said: BTreeMap::new(),
            told: Vec::new(),
            chance,
        };
        day.invite()?;
        Ok(day)
    }

    fn plan(&mut self, at: DateTime<Utc>, event: Event) {
        self.coming.push(Reverse((at, event)));
    }

    fn after(&mut self, seconds: f64, event: Event) {
        let at = self.now + seconds_of(seconds);
        self.plan(at, event);
    }

    /// Who will come, and when the clerks do.
    fn invite(&mut self) -> Result<(), Failure> {
        let town = &self.truth.town;
        for desk in 0..self.desks.len() {
            let late = self.chance.between(-600.0, 120.0);
            self.plan(instant(8, 0)? + seconds_of(late), Event::Sits(desk));
        }
        if self.kind == Kind::CounterClosesAtNoon {
            self.plan(instant(12, 0)?, Event::Leaves(0));
        }
        let services: Vec<_> = town.services.iter().map(|it| it.id.clone()).collect();
        // What comes by itself, in minutes of work of each service in an hour.
        let count = f64::from(u32::try_from(services.len())?);
        let all = f64::from(u32::try_from(self.desks.len())?) * 60.0;
        for (hour, load) in self.kind.load().into_iter().enumerate() {
            let begin = instant(8, 0)? + TimeDelta::hours(i64::try_from(hour)?);
            for service in &services {
                let length = f64::from(town.service(service).ok_or("no service")?.minutes);
                let every = 60.0 / (load * all / count / length);
                let mut minute = -every * self.chance.part().ln();
                while minute < 60.0 {
                    // The rush stands at the door before it opens.
                    let early = hour == 0 && self.chance.happens(0.2);
                    let at = if early { -20.0 + minute / 3.0 } else { minute };
                    self.plan(begin + seconds_of(at * 60.0), Event::Comes(service.clone()));
                    minute -= every * self.chance.part().ln();
                }
            }
        }
        let every = match self.kind {
            Kind::ManyReservations => 15,
            Kind::Quiet => 60,
            _ => 45,
        };
        let mut minute = 0;
        while minute < 8 * 60 {
            let agreed_at = instant(8, 0)? + TimeDelta::minutes(minute);
            minute += every;
            let service =
                services[usize::try_from(self.chance.next() % 3)? % services.len()].clone();
            let workplace = town
                .service(&service)
                .ok_or("no service")?
                .workplace
                .clone();
            let nth = self.awaited.len();
            self.awaited.push(Some(Awaited {
                workplace,
                service,
                agreed_at,
            }));
            let late = self.chance.between(-15.0, 8.0);
            if self.chance.happens(self.truth.comes) {
                self.plan(agreed_at + seconds_of(late * 60.0), Event::ChecksIn(nth));
            } else {
                self.plan(agreed_at + TimeDelta::minutes(15), Event::Lapses(nth));
            }
        }
        Ok(())
    }

    /// To the end. `tells`: whether anybody is told anything.
    fn play(&mut self, tells: bool) -> Result<(), Failure> {
        while let Some(Reverse((at, event))) = self.coming.pop() {
            self.now = self.now.max(at);
            match event {
                Event::Comes(service) => self.comes(&service, tells)?,
                Event::ChecksIn(nth) => {
                    if let Some(awaited) = self.awaited[nth].take() {
                        let standing = Standing::Reserved {
                            agreed_at: awaited.agreed_at,
                        };
                        self.ticket(&awaited.service, standing)?;
                    }
                }
                Event::Lapses(nth) => self.awaited[nth] = None,
                Event::Sits(desk) => {
                    self.desks[desk].clerk = Some(Clerk {
                        login: "jana".to_owned(),
                        name: "Jana".to_owned(),
                    });
                    let opens = instant(8, 0)?.max(self.now);
                    self.plan(opens, Event::Looks(desk));
                }
                Event::Leaves(desk) => drop(self.leaving.insert(desk)),
                Event::Looks(desk) => self.looks(desk),
                Event::Arrives(desk, ticket) => self.arrives(desk, ticket)?,
                Event::Ends(desk, ticket) => self.ends(desk, ticket),
            }
        }
        Ok(())
    }

    fn ticket(&mut self, service: &ServiceId, standing: Standing) -> Result<TicketId, Failure> {
        let service = self.truth.town.service(service).ok_or("no service")?;
        let series = service.workplace.as_str().to_uppercase();
        let number = self.numbers.entry(series.clone()).or_default();
        *number += 1;
        let id = TicketId {
            date: date()?,
            series: series.parse()?,
            number: *number,
        };
        let ticket = Ticket {
            id,
            workplace: service.workplace.clone(),
            service: service.id.clone(),
            issued_at: self.now,
            standing,
            priority_since: None,
            missed: 0,
            came_from: None,
            only_at: None,
            postponed_until: None,
            state: TicketState::Waiting,
        };
        self.tickets.insert(id, ticket);
        Ok(id)
    }

    fn day(&self) -> LobbyDay {
        let mut seen = self.past.clone();
        for pace in self.paces.values() {
            seen.add_today(pace.clone());
        }
        let callable = self.tickets.values().filter(|it| it.can_be_called());
        LobbyDay {
            callable: callable.cloned().collect(),
            desks: self.desks.clone(),
            seen,
            awaited: self.awaited.iter().flatten().cloned().collect(),
            ..LobbyDay::default()
        }
    }

    fn comes(&mut self, service: &ServiceId, tells: bool) -> Result<(), Failure> {
        let said = if tells {
            let town = &self.truth.town;
            let (day, now) = (self.day(), Moment::new(self.now, town.zone));
            let prospect = Estimate::of(town, &self.truth.lobby, &day, now).walk_in(service);
            if prospect.done_at.is_some_and(|at| at > closing()) {
                return Ok(());
            }
            match prospect.wait {
                Wait::Minutes { from, to } => {
                    let simple = self.simple(service, &day)?;
                    Some((f64::from(from), f64::from(to), simple))
                }
                Wait::NoCounter => None,
            }
        } else {
            None
        };
        if self.now > closing() {
            return Ok(());
        }
        let ticket = self.ticket(service, Standing::WalkIn)?;
        if let Some(said) = said {
            self.said.insert(ticket, said);
        }
        Ok(())
    }

    /// "People ahead × mean": the minutes of the set-up of all who wait, shared by the open counters,
    /// and what is left until it opens.
    fn simple(&self, service: &ServiceId, day: &LobbyDay) -> Result<f64, Failure> {
        let town = &self.truth.town;
        let workplace = &town.service(service).ok_or("no service")?.workplace;
        let ahead = day.callable.iter();
        let ahead =
            ahead.filter(|it| it.workplace == *workplace && queue::is_waiting(it, self.now));
        let minutes = ahead.filter_map(|it| town.service(&it.service));
        let minutes: f64 = minutes.map(|it| f64::from(it.minutes)).sum();
        let able = || {
            let desks = town.counters.iter().zip(&self.desks);
            desks.filter(|(counter, _)| counter.calls_from(workplace))
        };
        let open = able().filter(|(_, desk)| desk.clerk.is_some()).count();
        let counters = if open == 0 { able().count() } else { open };
        let shared = minutes / f64::from(u32::try_from(counters.max(1))?);
        let opens = (instant(8, 0)? - self.now).as_seconds_f64() / 60.0;
        Ok(shared + opens.max(0.0))
    }

    fn command(&mut self, desk: usize, command: Command) -> Option<Change> {
        let queue: Vec<_> = self
            .tickets
            .values()
            .filter(|it| it.can_be_called())
            .cloned()
            .collect();
        let scene = Scene {
            desk: &self.desks[desk],
            counter: &self.truth.town.counters[desk],
            queue: &queue,
            named: None,
            errand: None,
            shut: None,
            seq: self.seq.next(),
            rules: &self.truth.town.rules,
            now: self.now,
        };
        let change = decide(command, "jana", scene).ok()?;
        let pace = self.paces.entry(desk).or_default();
        if let Some(learned) = pace.after(&self.desks[desk], &change, self.now) {
            *pace = learned;
        }
        if let Some(call) = change.call {
            self.seq = call.seq;
        }
        for ticket in &change.tickets {
            self.tickets.insert(ticket.id, ticket.clone());
        }
        self.desks[desk] = change.desk.clone();
        if let Some(called) = change.call.map(|call| call.ticket) {
            self.called(desk, called);
        }
        Some(change)
    }

    fn called(&mut self, desk: usize, ticket: TicketId) {
        if let Some((from, to, simple)) = self.said.remove(&ticket) {
            let issued_at = self.tickets[&ticket].issued_at;
            let came = (self.now - issued_at).as_seconds_f64() / 60.0;
            self.told.push(Told {
                from,
                to,
                simple,
                came,
            });
        }
        let walk = self.chance.between(8.0, 45.0);
        self.after(walk, Event::Arrives(desk, ticket));
    }

    fn looks(&mut self, desk: usize) {
        if self.leaving.contains(&desk) {
            self.desks[desk].clerk = None;
            return;
        }
        if self.command(desk, Command::CallNext).is_none()
            && self.now < closing() + TimeDelta::hours(1)
        {
            // Sees soon enough that somebody waits.
            let again = self.chance.between(5.0, 20.0);
            self.after(again, Event::Looks(desk));
        }
    }

    fn arrives(&mut self, desk: usize, ticket: TicketId) -> Result<(), Failure> {
        if self.chance.happens(0.04) {
            self.now += TimeDelta::seconds(60);
            self.command(desk, Command::DidNotCome(ticket));
            self.after(10.0, Event::Looks(desk));
            return Ok(());
        }
        self.command(desk, Command::Arrived(ticket));
        let service = &self.tickets[&ticket].service;
        let (mean, spread) = *self.truth.lengths.get(service).ok_or("no length")?;
        let minutes = self.chance.around(mean, spread).clamp(0.7, 90.0) * self.slow;
        let forgotten = self.kind == Kind::ForgottenDone && self.chance.happens(0.01);
        let minutes = if forgotten { 180.0 } else { minutes };
        self.after(minutes * 60.0, Event::Ends(desk, ticket));
        Ok(())
    }

    fn ends(&mut self, desk: usize, ticket: TicketId) {
        if self.chance.happens(0.5) && !self.leaving.contains(&desk) {
            let change = self.command(desk, Command::DoneAndCallNext(ticket));
            if change.is_some_and(|it| it.call.is_some()) {
                return;
            }
        } else {
            self.command(desk, Command::Done(ticket));
        }
        let between = self.chance.around(self.truth.between, 0.8);
        self.after(between, Event::Looks(desk));
    }
}

fn seconds_of(seconds: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "spans of a day")]
    TimeDelta::milliseconds((seconds * 1_000.0) as i64)
}

fn date() -> Result<NaiveDate, Failure> {
    let (year, month, day) = DATE;
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| "no such day".into())
}

/// In Prague in winter.
fn instant(hour: u32, minute: u32) -> Result<DateTime<Utc>, Failure> {
    Ok(date()?.and_time(at(hour - 1, minute)?).and_utc())
}

/// Five in the afternoon.
fn closing() -> DateTime<Utc> {
    instant(17, 0).unwrap_or_default()
}

// ---- What it costs ----

/// Microseconds of one estimate.
fn cost(waiting: u16) -> Result<f64, Failure> {
    const ROUNDS: u32 = 50;
    let services = [
        ("a", "a-1", 15),
        ("a", "a-2", 8),
        ("c", "c-1", 12),
        ("p", "p-1", 5),
    ];
    let counters: [&[&str]; 8] = [
        &["a"],
        &["a"],
        &["a", "c"],
        &["a", "c"],
        &["c"],
        &["c"],
        &["p"],
        &["p", "a"],
    ];
    let truth = Truth {
        town: town(&services, &counters)?,
        lobby: "hall".parse()?,
        lengths: BTreeMap::new(),
        between: 0.0,
        comes: 0.0,
    };
    let mut chance = Chance(1);
    let mut day = Played::new(&truth, Kind::ManyReservations, Seen::default(), &mut chance)?;
    for n in 0..waiting {
        let service = &truth.town.services[usize::from(n) % services.len()].id;
        day.ticket(service, Standing::WalkIn)?;
        day.now += TimeDelta::seconds(10);
    }
    for desk in &mut day.desks {
        desk.clerk = Some(Clerk {
            login: "jana".to_owned(),
            name: "Jana".to_owned(),
        });
    }
    let (day, now) = (day.day(), Moment::new(day.now, truth.town.zone));
    let begin = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(Estimate::of(&truth.town, &truth.lobby, &day, now));
    }
    Ok(begin.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS))
}
