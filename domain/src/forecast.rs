//! The rest of a lobby's day, played forward; what for and how is in [`crate::estimate`].

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::{
    closure::{Closed, Closure},
    desk::Desk,
    estimate::{Awaited, Estimate, Prospect, Wait},
    ids::{LobbyId, ServiceId, TicketId, WorkplaceId},
    lobby::LobbyDay,
    moment::Moment,
    pace::{self, InFront, Pace},
    queue,
    ticket::{Standing, Ticket, TicketState},
    town::{Counter, Service, Town, Workplace},
};

/// How often the day is played.
const SCENARIOS: usize = 40;

/// In so many scenarios it goes sooner than is told, and in so many later.
const SOONER: usize = 1;
const LATER: usize = 9;

/// Of those who have booked, so many come.
const COME: f64 = 0.85;

/// Of the counters at which nobody sits before the opening, so many are open when it comes.
const OPEN_IN_TIME: f64 = 0.6;
/// The others open so many minutes later.
const OPEN_LATE: f64 = 60.0;

/// Longer than the rest of any day, in minutes.
const NEVER: f64 = 24.0 * 60.0;

/// By scenario.
type Each<T> = [T; SCENARIOS];

pub(crate) fn play(town: &Town, lobby: &LobbyId, day: &LobbyDay, now: Moment) -> Estimate {
    let stage = Stage::set(town, lobby, day, now);
    let mut calls: Vec<Each<f64>> = vec![[NEVER; SCENARIOS]; stage.people.len()];
    for scenario in 0..SCENARIOS {
        stage.play(scenario, &mut calls);
    }
    let mut estimate = stage.told(calls, now);
    for ticket in &day.callable {
        if matches!(
            ticket.state,
            TicketState::Waiting | TicketState::SetAside { .. }
        ) {
            estimate.tickets.entry(ticket.id).or_default();
        }
    }
    for service in town
        .workplaces_of(lobby)
        .flat_map(|it| town.services_of(&it.id))
    {
        let prospect = estimate.walk_ins.entry(service.id.clone()).or_default();
        if prospect.wait == Wait::NoCounter {
            prospect.done_at = Some(if_all_opened(town, service, day, now));
        }
    }
    estimate
}

/// When a walk-in would have been served if all counters that could call them opened now: what was
/// set up for those ahead, shared among the counters. Only to know when it is too late for them.
fn if_all_opened(town: &Town, service: &Service, day: &LobbyDay, now: Moment) -> DateTime<Utc> {
    let ahead = day.callable.iter();
    let ahead = ahead
        .filter(|it| it.workplace == service.workplace && queue::is_waiting(it, now.instant))
        .filter_map(|ticket| town.service(&ticket.service));
    let minutes: i32 = ahead.map(|service| i32::from(service.minutes)).sum();
    let able = town.counters.iter();
    let shut = |counter: &Counter| closed_times(counter, &town.closures, now);
    let able = able
        .filter(|it| it.does(&service.workplace, &service.id))
        .filter(|it| opens_again(&shut(it), 0.0) <= 0.0);
    let able = i32::try_from(able.count().max(1)).unwrap_or(i32::MAX);
    let minutes = minutes / able + i32::from(service.minutes);
    now.instant + TimeDelta::minutes(minutes.into())
}

/// A bit for each counter; of a lobby with more than 64 the first 64 are played.
type Counters = u64;

/// What all scenarios have in common. All times are minutes from now.
struct Stage {
    posts: Vec<Post>,
    lines: Vec<Line>,
    people: Vec<Person>,
    /// Whose the places in the order are: it is that of all ranks which anybody has or will have.
    order: Vec<usize>,
    /// Changes of ranks, by time.
    changes: Vec<Change>,
    /// When something opens.
    openings: Vec<f64>,
}

/// A counter that calls now or will.
struct Post {
    bit: Counters,
    /// When it calls the next one.
    free_at: Each<f64>,
    /// From when to when it is closed, and calls nobody.
    closed: Vec<(f64, f64)>,
}

/// Those whom the same counters call in the same hours.
struct Line {
    workplace: WorkplaceId,
    counters: Counters,
    /// From when to when anybody is called.
    hours: Vec<(f64, f64)>,
}

struct Person {
    who: Who,
    line: usize,
    /// How long a counter is kept.
    length: Each<f64>,
}

enum Who {
    Ticket(TicketId),
    /// Has booked. In some scenarios nobody comes.
    Awaited(Each<bool>),
    /// Would come now for that service. Is called, but keeps no counter, so that none of them waits
    /// for another.
    WalkIn(ServiceId),
}

struct Change {
    at: f64,
    person: usize,
    /// Places in the order.
    from: Option<usize>,
    to: usize,
}

impl Stage {
    fn set(town: &Town, lobby: &LobbyId, day: &LobbyDay, now: Moment) -> Self {
        let hours: Vec<_> = town
            .workplaces_of(lobby)
            .map(|workplace| Hours::of(workplace, town, now))
            .collect();
        let counters: Vec<&Counter> = town.counters_of(lobby).take(64).collect();
        let mut times = BTreeMap::new();
        for workplace in pace::paces(town, lobby, &day.seen, &in_front(&day.desks, now)) {
            // A slow day is slow at the whole workplace.
            let draws = draws(seed(workplace.id.as_str()));
            let factor = workplace.today.quantiles(draws.map(at));
            for (service, pace) in workplace.services {
                times.insert(service.id.clone(), Times::new(pace, factor));
            }
        }
        let posts = posts(&counters, &hours, day, &times, town, now);
        let mut people = Gathering {
            counters: &counters,
            called: posts.iter().fold(0, |all, post| all | post.bit),
            hours: &hours,
            times: &times,
            now,
            lines: Vec::new(),
            people: Vec::new(),
            ranks: Vec::new(),
        };
        for ticket in &day.callable {
            let key = seed(&ticket.id.to_string());
            people.add(ticket, Who::Ticket(ticket.id), key, now.instant);
        }
        for (nth, awaited) in day.awaited.iter().enumerate() {
            people.expect(town, awaited, nth);
        }
        for workplace in town.workplaces_of(lobby) {
            for service in town.services_of(&workplace.id) {
                let ticket = imagined(workplace, &service.id, Standing::WalkIn, 0, now);
                let key = seed(service.id.as_str());
                people.add(&ticket, Who::WalkIn(service.id.clone()), key, now.instant);
            }
        }
        let Gathering {
            lines,
            people,
            mut ranks,
            ..
        } = people;
        ranks.sort_unstable();
        let mut changes: Vec<Change> = Vec::new();
        let mut by_person: Vec<_> = ranks.iter().enumerate().collect();
        by_person.sort_unstable_by_key(|(_, (_, person, at))| (*person, *at));
        for (place, (_, person, at)) in by_person {
            let before = changes.last().filter(|before| before.person == *person);
            let from = before.map(|before| before.to);
            changes.push(Change {
                at: minutes(*at - now.instant),
                person: *person,
                from,
                to: place,
            });
        }
        changes.sort_by(|one, other| one.at.total_cmp(&other.at));
        let mut openings: Vec<_> = hours.iter().filter_map(|hours| hours.opens_in).collect();
        openings.extend(hours.iter().flat_map(|it| it.called.iter().map(|it| it.0)));
        openings.retain(|at| *at > 0.0);
        Self {
            posts,
            lines,
            people,
            order: ranks.into_iter().map(|(_, person, _)| person).collect(),
            changes,
            openings,
        }
    }

    /// Plays one scenario to the end, and notes when each is called.
    fn play(&self, scenario: usize, calls: &mut [Each<f64>]) {
        let mut free_at: Vec<f64> = self.posts.iter().map(|it| it.free_at[scenario]).collect();
        // Places in the order, the first to be called at the end.
        let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); self.lines.len()];
        let mut changes = self.changes.iter().peekable();
        let mut now: f64 = 0.0;
        loop {
            while let Some(change) = changes.next_if(|change| change.at <= now) {
                self.make(change, scenario, &mut waiting);
            }
            for (post, free_at) in self.posts.iter().zip(&mut free_at) {
                *free_at = free_at.max(opens_again(&post.closed, now));
                while *free_at <= now {
                    let Some(line) = self.first(post.bit, now, &waiting) else {
                        break;
                    };
                    let Some(place) = waiting[line].pop() else {
                        break;
                    };
                    let person = self.order[place];
                    calls[person][scenario] = now;
                    if !matches!(self.people[person].who, Who::WalkIn(_)) {
                        *free_at = now + self.people[person].length[scenario];
                    }
                }
            }
            let nobody_waits = waiting.iter().all(Vec::is_empty);
            let freed = free_at.iter().copied().filter(|_| !nobody_waits);
            let next = freed
                .chain(self.openings.iter().copied().filter(|_| !nobody_waits))
                .chain(changes.peek().map(|change| change.at))
                .filter(|at| *at > now)
                .min_by(f64::total_cmp);
            match next {
                Some(at) if at < NEVER => now = at,
                _ => return,
            }
        }
    }

    /// The line in which the next for that counter stands.
    fn first(&self, bit: Counters, now: f64, waiting: &[Vec<usize>]) -> Option<usize> {
        let lines = self.lines.iter().zip(waiting).enumerate();
        lines
            .filter(|(_, (line, _))| line.counters & bit != 0 && line.is_called(now))
            .filter_map(|(nth, (_, waiting))| Some((*waiting.last()?, nth)))
            .min()
            .map(|(_, nth)| nth)
    }

    fn make(&self, change: &Change, scenario: usize, waiting: &mut [Vec<usize>]) {
        let person = &self.people[change.person];
        if matches!(&person.who, Who::Awaited(comes) if !comes[scenario]) {
            return;
        }
        let line = &mut waiting[person.line];
        let place = |line: &[usize], at: usize| line.binary_search_by(|it| at.cmp(it));
        if let Some(from) = change.from {
            match place(line, from) {
                Ok(at) => drop(line.remove(at)),
                // Called already.
                Err(_) => return,
            }
        }
        if let Err(at) = place(line, change.to) {
            line.insert(at, change.to);
        }
    }

    fn told(&self, calls: Vec<Each<f64>>, now: Moment) -> Estimate {
        let mut estimate = Estimate::default();
        for (person, calls) in self.people.iter().zip(calls) {
            let span = |mut calls: Each<f64>| {
                calls.sort_by(f64::total_cmp);
                let (from, to) = (calls[SOONER], calls[SCENARIOS - 1 - LATER]);
                Wait::between((to < NEVER).then_some((from, to)))
            };
            match &person.who {
                Who::Ticket(id) => drop(estimate.tickets.insert(*id, span(calls))),
                Who::Awaited(_) => {}
                Who::WalkIn(service) => {
                    let mut done = calls;
                    for (done, length) in done.iter_mut().zip(person.length) {
                        *done += length;
                    }
                    done.sort_by(f64::total_cmp);
                    let middle = done[SCENARIOS / 2];
                    let done_at = (middle < NEVER).then(|| now.instant + span_of(middle));
                    let wait = span(calls);
                    let prospect = Prospect { wait, done_at };
                    estimate.walk_ins.insert(service.clone(), prospect);
                }
            }
        }
        estimate
    }
}

impl Line {
    fn is_called(&self, now: f64) -> bool {
        let mut hours = self.hours.iter();
        hours.any(|(from, to)| *from <= now && now < *to)
    }
}

// ---- Who waits, and who will ----

struct Gathering<'a> {
    counters: &'a [&'a Counter],
    /// The counters that call now or will.
    called: Counters,
    hours: &'a [Hours],
    times: &'a BTreeMap<ServiceId, Times>,
    now: Moment,
    lines: Vec<Line>,
    people: Vec<Person>,
    ranks: Vec<(queue::Rank, usize, DateTime<Utc>)>,
}

impl Gathering<'_> {
    /// One who is there at `from`, and not before. `key` is what their length is drawn by. Whom no
    /// counter will call is left out.
    fn add(&mut self, ticket: &Ticket, who: Who, key: u64, from: DateTime<Utc>) {
        let Some(times) = self.times.get(&ticket.service) else {
            return;
        };
        let ranks = queue::ranks_to_come(ticket, from);
        let Some(line) = self.line(ticket).filter(|_| !ranks.is_empty()) else {
            return;
        };
        let person = self.people.len();
        let ranks = ranks.into_iter().map(|(at, rank)| (rank, person, at));
        self.ranks.extend(ranks);
        self.people.push(Person {
            who,
            line,
            length: times.lengths(key),
        });
    }

    fn line(&mut self, ticket: &Ticket) -> Option<usize> {
        let serve = self.counters.iter().enumerate();
        let serve = serve.filter(|(_, counter)| counter.serves(ticket));
        let counters = serve.fold(0, |all: Counters, (nth, _)| all | 1 << nth) & self.called;
        if counters == 0 {
            return None;
        }
        let mut lines = self.lines.iter();
        let known =
            lines.position(|it| it.counters == counters && it.workplace == ticket.workplace);
        if known.is_some() {
            return known;
        }
        let hours = self.hours.iter().find(|it| it.of == ticket.workplace)?;
        self.lines.push(Line {
            workplace: ticket.workplace.clone(),
            counters,
            hours: hours.called.clone(),
        });
        Some(self.lines.len() - 1)
    }

    /// One who has booked. Whoever is late already comes the less likely the later it is.
    fn expect(&mut self, town: &Town, awaited: &Awaited, nth: usize) {
        let Some(workplace) = town.workplace(&awaited.workplace) else {
            return;
        };
        let Awaited {
            service, agreed_at, ..
        } = awaited;
        let now = self.now.instant;
        let after = town.rules.check_in_after();
        let left = (*agreed_at + after - now).clamp(TimeDelta::zero(), after);
        let part = minutes(left) / minutes(after).max(f64::EPSILON);
        let standing = Standing::Reserved {
            agreed_at: *agreed_at,
        };
        let ticket = imagined(workplace, service, standing, nth, self.now);
        let key = seed(service.as_str()) ^ seed(&agreed_at.timestamp().to_string());
        // Two of the same time and service are two people.
        let key = key.wrapping_add(u64::try_from(nth % 8).unwrap_or(0));
        let comes = draws(key ^ 1).map(|draw| at(draw) < COME * part.min(1.0));
        let from = (*agreed_at).max(now + left / 2);
        self.add(&ticket, Who::Awaited(comes), key, from);
    }
}

/// A ticket that nobody has, behind all of its rank.
fn imagined(
    workplace: &Workplace,
    service: &ServiceId,
    standing: Standing,
    nth: usize,
    now: Moment,
) -> Ticket {
    let nth = u16::try_from(nth).unwrap_or(u16::MAX);
    Ticket {
        id: TicketId {
            date: now.date,
            series: workplace.series,
            number: u16::MAX - nth,
        },
        workplace: workplace.id.clone(),
        service: service.clone(),
        issued_at: now.instant,
        standing,
        priority_since: None,
        missed: 0,
        came_from: None,
        only_at: None,
        postponed_until: None,
        state: TicketState::Waiting,
    }
}

// ---- When it is open, and who calls ----

/// A workplace's day.
struct Hours {
    of: WorkplaceId,
    open_now: bool,
    /// Whether it has been open today.
    has_begun: bool,
    /// The next opening of today.
    opens_in: Option<f64>,
    /// From when to when anybody is called. Whoever still waits at closing is served after it.
    called: Vec<(f64, f64)>,
}

impl Hours {
    fn of(workplace: &Workplace, town: &Town, now: Moment) -> Self {
        let work = workplace.work_on(now.date, &town.closures);
        let until = |time| minutes(now.instant_of(now.date, time) - now.instant);
        let stretches = work.iter().flat_map(|day| day.stretches());
        let mut called: Vec<_> = stretches
            .map(|stretch| (until(stretch.from), until(stretch.to)))
            .collect();
        let open_now = called.iter().any(|(from, to)| *from <= 0.0 && 0.0 < *to);
        let has_begun = called.first().is_some_and(|(from, _)| *from <= 0.0);
        let opens_in = called.iter().map(|it| it.0).find(|from| *from > 0.0);
        match called.last_mut() {
            Some((from, to)) => {
                *from = if *to <= 0.0 { 0.0 } else { *from };
                *to = NEVER;
            }
            None => called.push((0.0, NEVER)),
        }
        Self {
            of: workplace.id.clone(),
            open_now,
            has_begun,
            opens_in,
            called,
        }
    }
}

/// The counters that call now, and those that may be expected to when what they serve opens: where
/// somebody sits, one for each workplace that has none, and before the first opening perhaps all.
fn posts(
    counters: &[&Counter],
    hours: &[Hours],
    day: &LobbyDay,
    times: &BTreeMap<ServiceId, Times>,
    town: &Town,
    now: Moment,
) -> Vec<Post> {
    let desk = |counter: &Counter| {
        let mut desks = day.desks.iter();
        desks.find(|it: &&Desk| it.counter == counter.number)
    };
    let closed = |counter: &Counter| closed_times(counter, &town.closures, now);
    let is_manned = |counter: &Counter| {
        let is_open = opens_again(&closed(counter), 0.0) <= 0.0;
        is_open && desk(counter).is_some_and(|it| it.clerk.is_some())
    };
    // Workplaces for which a counter is certain.
    let mut cared_for: Vec<WorkplaceId> = Vec::new();
    for counter in counters.iter().filter(|it| is_manned(it)) {
        cared_for.extend(counter.workplaces().into_iter().cloned());
    }
    let mut posts = Vec::new();
    for (nth, counter) in counters.iter().enumerate() {
        let serves = || hours.iter().filter(|it| counter.calls_from(&it.of));
        let seed = seed(&counter.number.to_string());
        let bit = 1 << nth;
        let closed = closed(counter);
        if let Some(desk) = desk(counter).filter(|it| it.is_open()) {
            let client = client_of(desk, now)
                .and_then(|client| Some((times.get(&client.service)?, client.minutes)));
            let free_at = match client {
                Some((times, elapsed)) => times.rests(elapsed, seed),
                None => [0.0; SCENARIOS],
            };
            posts.push(Post {
                bit,
                free_at,
                closed,
            });
            continue;
        }
        let opens = serves().filter_map(|it| it.opens_in).min_by(f64::total_cmp);
        let Some(from) = opens.filter(|_| serves().all(|it| !it.open_now)) else {
            continue;
        };
        if opens_again(&closed, from) > from {
            continue;
        }
        let is_needed = serves().any(|it| !cared_for.contains(&it.of));
        let is_certain = is_needed || is_manned(counter);
        if is_certain {
            cared_for.extend(serves().map(|it| it.of.clone()));
        } else if serves().any(|it| it.has_begun) {
            continue;
        }
        let in_time = draws(seed).map(|draw| is_certain || at(draw) < OPEN_IN_TIME);
        let free_at = in_time.map(|in_time| from + if in_time { 0.0 } else { OPEN_LATE });
        posts.push(Post {
            bit,
            free_at,
            closed,
        });
    }
    posts
}

fn in_front(desks: &[Desk], now: Moment) -> Vec<InFront> {
    let clients = desks.iter().filter(|it| it.is_open());
    clients.filter_map(|it| client_of(it, now)).collect()
}

fn client_of(desk: &Desk, now: Moment) -> Option<InFront> {
    let client = desk.client.as_ref()?;
    let since = pace::at_counter_since(client)?;
    Some(InFront {
        service: client.service.clone(),
        minutes: minutes(now.instant - since),
    })
}

/// From when to when a counter is closed, in minutes from now.
fn closed_times(counter: &Counter, closures: &[Closure], now: Moment) -> Vec<(f64, f64)> {
    let of = Closed::Counter(counter.number);
    let until = |at: NaiveDateTime| minutes(now.instant_of(at.date(), at.time()) - now.instant);
    let closures = closures.iter().filter(|it| it.of == of);
    closures.map(|it| (until(it.from), until(it.to))).collect()
}

/// When a counter with such times calls again; at that time itself if it is not closed then.
fn opens_again(closed: &[(f64, f64)], at: f64) -> f64 {
    let mut at = at;
    // One period may follow another.
    while let Some((_, to)) = closed.iter().find(|(from, to)| *from <= at && at < *to) {
        at = *to;
    }
    at
}

// ---- How long it takes ----

/// The lengths of one service.
struct Times {
    pace: Pace,
    /// Minutes by draw, on a day as usual.
    usual: Each<f64>,
    /// How many times as long it takes.
    factor: Each<f64>,
}

impl Times {
    fn new(pace: Pace, factor: Each<f64>) -> Self {
        let usual = std::array::from_fn(|draw| pace.at(at(draw)));
        Self {
            pace,
            usual,
            factor,
        }
    }

    fn lengths(&self, key: u64) -> Each<f64> {
        let mut lengths = self.factor;
        for (length, draw) in lengths.iter_mut().zip(draws(key)) {
            *length *= self.usual[draw];
        }
        lengths
    }

    /// How long somebody will still be there who has been for so many minutes.
    fn rests(&self, elapsed: f64, key: u64) -> Each<f64> {
        let mut rests = self.factor;
        for (rest, draw) in rests.iter_mut().zip(draws(key)) {
            *rest = self.pace.rest(elapsed, at(draw), *rest);
        }
        rests
    }
}

/// One draw for each scenario, each once, in an order that `key` decides.
fn draws(key: u64) -> Each<usize> {
    let mut draws: Each<usize> = std::array::from_fn(|nth| nth);
    let mut state = key;
    for last in (1..SCENARIOS).rev() {
        // SplitMix64.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let among = u64::try_from(last + 1).unwrap_or(1);
        draws.swap(last, usize::try_from(mixed % among).unwrap_or(0));
    }
    draws
}

/// The quantile that a draw stands for.
fn at(draw: usize) -> f64 {
    let share = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    (share(draw) + 0.5) / share(SCENARIOS)
}

/// What is drawn by a name (FNV-1a).
fn seed(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

fn minutes(span: TimeDelta) -> f64 {
    span.as_seconds_f64() / 60.0
}

#[expect(clippy::cast_possible_truncation, reason = "it is less than a day")]
fn span_of(minutes: f64) -> TimeDelta {
    TimeDelta::seconds((minutes * 60.0) as i64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        closure::{Closed, Closure},
        opening_hours::{self, Interval, OpeningHours, WeekdayKey},
        pace::{Seen, Tally},
        staff::Clerk,
        text::Localized,
        ticket::tests::{counter, noon, ticket},
        town::{Lobby, Rules, Serves},
    };

    /// Workplaces `a` and `c`, each with a service of ten minutes, open on Mondays 8:00–11:30 and
    /// 12:00–17:00; counter by counter what it serves.
    fn town(counters: &[&[&str]]) -> Town {
        let stretch = |from: &str, to: &str| Interval {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        };
        let day = opening_hours::Day::new(vec![
            stretch("08:00:00", "11:30:00"),
            stretch("12:00:00", "17:00:00"),
        ]);
        let lobby: LobbyId = "hall".parse().unwrap();
        let hours = OpeningHours::weekly(BTreeMap::from([(WeekdayKey::Mon, day.unwrap())]));
        Town {
            name: Localized::default(),
            office: None,
            zone: chrono_tz::Europe::Prague,
            languages: Vec::new(),
            rules: Rules::default(),
            lobbies: vec![Lobby {
                id: lobby.clone(),
                name: Localized::default(),
                announce: Vec::new(),
                message: Localized::default(),
            }],
            departments: Vec::new(),
            workplaces: ["a", "c"]
                .map(|id| Workplace {
                    id: id.parse().unwrap(),
                    department: "d".parse().unwrap(),
                    lobby: lobby.clone(),
                    series: id.to_uppercase().parse().unwrap(),
                    name: Localized::default(),
                    daily_capacity: 100,
                    hours: hours.clone(),
                    internet: None,
                })
                .to_vec(),
            services: ["a", "c"]
                .map(|id| Service {
                    id: format!("{id}-1").parse().unwrap(),
                    workplace: id.parse().unwrap(),
                    name: Localized::default(),
                    minutes: 10,
                    papers: Localized::default(),
                    bookable: true,
                    offered: crate::town::OfferedTo::Everyone,
                })
                .to_vec(),
            counters: (1..)
                .zip(counters)
                .map(|(number, serves)| Counter {
                    number: counter(number),
                    lobby: lobby.clone(),
                    serves: serves
                        .iter()
                        .map(|id| Serves::Workplace(id.parse().unwrap()))
                        .collect::<BTreeSet<_>>(),
                })
                .collect(),
            closures: Vec::new(),
            notices: Vec::new(),
            pictures: BTreeMap::new(),
        }
    }

    fn manned(numbers: impl IntoIterator<Item = u16>) -> Vec<Desk> {
        let clerk = || Clerk {
            login: "jana".to_owned(),
            name: "Jana".to_owned(),
        };
        let desk = |number| Desk {
            clerk: Some(clerk()),
            ..Desk::free(counter(number))
        };
        numbers.into_iter().map(desk).collect()
    }

    fn waiting(series: &str, n: u16) -> Vec<Ticket> {
        (1..=n).map(|number| ticket(series, number)).collect()
    }

    fn moment(local: &str) -> Moment {
        let instant: DateTime<Utc> = format!("2026-11-23T{local}:00+01:00").parse().unwrap();
        Moment::new(instant, chrono_tz::Europe::Prague)
    }

    fn of(town: &Town, day: &LobbyDay, now: Moment) -> Estimate {
        play(town, &"hall".parse().unwrap(), day, now)
    }

    /// What a walk-in for `a` is told at noon, when the office opens again.
    fn told(town: &Town, day: &LobbyDay) -> (u16, u16) {
        minutes_of(
            of(town, day, moment("12:00"))
                .walk_in(&"a-1".parse().unwrap())
                .wait,
        )
    }

    fn minutes_of(wait: Wait) -> (u16, u16) {
        match wait {
            Wait::Minutes { from, to } => (from, to),
            Wait::NoCounter => panic!("no counter"),
        }
    }

    fn with_queue(n: u16) -> LobbyDay {
        LobbyDay {
            callable: waiting("A", n),
            desks: manned([1]),
            ..LobbyDay::default()
        }
    }

    #[test]
    fn the_span_holds_the_work_ahead_and_is_never_nothing() {
        let town = town(&[&["a"]]);
        assert_eq!(told(&town, &with_queue(0)), (0, 5));
        let (from, to) = told(&town, &with_queue(6));
        assert!(
            (30..60).contains(&from) && (60..=90).contains(&to),
            "{from}–{to}"
        );
    }

    #[test]
    fn with_no_open_counter_it_says_so() {
        let town = town(&[&["a"], &["c"]]);
        let mut day = with_queue(3);
        day.desks = manned([2]);
        let estimate = of(&town, &day, moment("13:00"));
        let prospect = estimate.walk_in(&"a-1".parse().unwrap());
        assert_eq!(prospect.wait, Wait::NoCounter);
        // It is not too late for them for that.
        assert_eq!(prospect.done_at, Some(moment("13:40").instant));
        assert_eq!(estimate.tickets.len(), 3);
        assert!(
            estimate
                .tickets
                .values()
                .all(|wait| *wait == Wait::NoCounter)
        );
        let other = estimate.walk_in(&"c-1".parse().unwrap()).wait;
        assert_eq!(minutes_of(other), (0, 5));
    }

    #[test]
    fn who_waits_is_told_by_their_place() {
        let town = town(&[&["a"]]);
        let estimate = of(&town, &with_queue(8), moment("12:00"));
        let told: Vec<_> = estimate.tickets.values().copied().map(minutes_of).collect();
        assert_eq!(told[0], (0, 5));
        assert!(told.is_sorted() && told[7].0 >= 40, "{told:?}");
    }

    #[test]
    fn a_reservation_that_is_due_soon_goes_before_a_walk_in() {
        let town = town(&[&["a"]]);
        let mut day = with_queue(2);
        let without = told(&town, &day);
        let awaited = |after| Awaited {
            workplace: "a".parse().unwrap(),
            service: "a-1".parse().unwrap(),
            agreed_at: noon() + TimeDelta::minutes(after),
        };
        day.awaited = (5..10).map(awaited).collect();
        let with = told(&town, &day);
        assert!(
            with.0 >= without.0 && with.1 >= without.1 + 20,
            "{without:?} {with:?}"
        );
        // Who has come is certain.
        let standing = Standing::Reserved {
            agreed_at: noon() + TimeDelta::minutes(5),
        };
        day.awaited.clear();
        day.callable.extend((11..16).map(|n| Ticket {
            standing,
            ..ticket("A", n)
        }));
        assert!(told(&town, &day).0 >= with.0);
        // In the evening they are behind whoever comes now.
        day.callable.truncate(2);
        day.awaited = (240..250).map(awaited).collect();
        assert_eq!(told(&town, &day), without);
    }

    #[test]
    fn who_is_set_aside_counts_when_they_are_back_and_a_no_show_never() {
        let town = town(&[&["a"]]);
        let mut day = with_queue(3);
        let all = told(&town, &day);
        for ticket in &mut day.callable[..2] {
            ticket.state = TicketState::SetAside {
                until: noon() + TimeDelta::minutes(1),
            };
        }
        assert_eq!(told(&town, &day), all, "they come before who comes now");
        for ticket in &mut day.callable[..2] {
            ticket.state = TicketState::NoShow { at: noon() };
        }
        assert!(told(&town, &day) < all);
    }

    #[test]
    fn priority_goes_before_all() {
        let town = town(&[&["a"]]);
        let mut day = with_queue(6);
        day.callable[5].priority_since = Some(noon());
        let estimate = of(&town, &day, moment("12:00"));
        let told = |n: usize| minutes_of(estimate.tickets[&day.callable[n].id]);
        assert_eq!(told(5), (0, 5));
        assert!(told(0).1 > 5);
    }

    #[test]
    fn before_the_opening_and_in_the_break_nobody_is_called() {
        let town = town(&[&["a"], &["a"]]);
        let day = LobbyDay::default();
        let at = |day: &LobbyDay, time| {
            minutes_of(
                of(&town, day, moment(time))
                    .walk_in(&"a-1".parse().unwrap())
                    .wait,
            )
        };
        // Nobody sits there yet, but somebody will.
        assert_eq!(at(&day, "07:40"), (20, 20));
        assert_eq!(at(&day, "11:40"), (20, 20));
        let mut queue = LobbyDay {
            desks: manned([1, 2]),
            ..with_queue(6)
        };
        for ticket in &mut queue.callable {
            ticket.issued_at = moment("07:35").instant;
        }
        let (from, to) = at(&queue, "07:40");
        assert!(from >= 30 && to <= 70, "{from}–{to}");
        let mut closed = town.clone();
        closed.closures.push(Closure {
            of: Closed::Workplace("a".parse().unwrap()),
            from: "2026-11-23T13:00:00".parse().unwrap(),
            to: "2026-11-23T14:00:00".parse().unwrap(),
            reason: "Porucha".parse().unwrap(),
        });
        let wait = of(&closed, &queue, moment("13:00")).walk_in(&"a-1".parse().unwrap());
        assert!(minutes_of(wait.wait).0 >= 60);
    }

    #[test]
    fn a_counter_that_is_closed_is_not_counted_on() {
        let two = town(&[&["a"], &["a"]]);
        let closed = |town: &Town, number: u16, from: &str, to: &str| {
            let mut town = town.clone();
            town.closures.push(Closure {
                of: Closed::Counter(counter(number)),
                from: format!("2026-11-23T{from}:00").parse().unwrap(),
                to: format!("2026-11-23T{to}:00").parse().unwrap(),
                reason: "Malování".parse().unwrap(),
            });
            town
        };
        let day = LobbyDay {
            desks: manned([1, 2]),
            ..with_queue(8)
        };
        let both = told(&two, &day);
        let one = told(&closed(&two, 2, "12:00", "17:00"), &day);
        let single = town(&[&["a"]]);
        assert_eq!(one, told(&single, &with_queue(8)));
        assert!(one > both, "{both:?} {one:?}");
        // It is counted on again when it opens, and until it closes.
        let soon_back = told(&closed(&two, 2, "11:00", "12:10"), &day);
        assert!(
            soon_back < one && soon_back > both,
            "{both:?} {soon_back:?} {one:?}"
        );
        assert_eq!(told(&closed(&two, 2, "16:00", "17:00"), &day), both);
        let alone = LobbyDay {
            desks: manned([1]),
            ..with_queue(1)
        };
        let (from, _) = told(&closed(&single, 1, "12:00", "12:30"), &alone);
        assert!(from >= 30, "{from}");
    }

    #[test]
    fn who_has_been_there_long_will_soon_be_done_and_one_forgotten_is_not_absurd() {
        let town = town(&[&["a"]]);
        let told_after = |elapsed| {
            let mut day = with_queue(1);
            let called_at = noon() - TimeDelta::minutes(elapsed);
            day.desks[0].client = Some(Ticket {
                state: TicketState::Serving {
                    counter: counter(1),
                    called_at,
                    started_at: called_at,
                },
                ..ticket("A", 50)
            });
            told(&town, &day)
        };
        let fresh = told_after(0);
        assert!(fresh.0 >= 5 && fresh.1 <= 45, "{fresh:?}");
        for elapsed in [8, 25, 180, 600] {
            assert!(told_after(elapsed).1 <= 60, "{:?}", told_after(elapsed));
        }
    }

    #[test]
    fn what_was_seen_is_learned_and_a_forgotten_end_is_not() {
        let town = town(&[&["a"]]);
        let service: ServiceId = "a-1".parse().unwrap();
        let mut tally = Tally::default();
        for _ in 0..40 {
            tally.count(TimeDelta::minutes(4));
        }
        let mut day = with_queue(6);
        let believed = told(&town, &day);
        let seen = |tally| BTreeMap::from([(service.clone(), tally)]);
        day.seen.past = seen(tally);
        let learned = told(&town, &day);
        let middle = |(from, to): (u16, u16)| f64::midpoint(from.into(), to.into());
        let of_believed = middle(learned) / middle(believed);
        assert!(
            (0.3..0.7).contains(&of_believed),
            "{believed:?} {learned:?}"
        );
        for _ in 0..3 {
            tally.count(TimeDelta::hours(3));
        }
        day.seen.past = seen(tally);
        assert_eq!(told(&town, &day), learned);
        tally.count(TimeDelta::minutes(100));
        day.seen.past = seen(tally);
        let (from, to) = told(&town, &day);
        assert!(from.abs_diff(learned.0) <= 5 && to.abs_diff(learned.1) <= 5);
        // A slow day is noticed before it is over.
        day.seen.past = Seen::default().past;
        let mut slow = Tally::default();
        for _ in 0..12 {
            slow.count(TimeDelta::minutes(20));
        }
        day.seen.today = seen(slow);
        assert!(told(&town, &day).0 >= believed.0 + 10);
    }

    #[test]
    fn a_slow_day_is_noticed_while_its_first_clients_are_still_there() {
        let town = town(&[&["a"], &["c"], &["c"]]);
        let told_after = |elapsed| {
            let mut day = with_queue(6);
            day.desks = manned([1, 2, 3]);
            let called_at = noon() - TimeDelta::minutes(elapsed);
            for (desk, number) in day.desks[1..].iter_mut().zip(90..) {
                desk.client = Some(Ticket {
                    state: TicketState::Serving {
                        counter: desk.counter,
                        called_at,
                        started_at: called_at,
                    },
                    ..ticket("C", number)
                });
            }
            told(&town, &day)
        };
        assert!(told_after(30).1 > told_after(0).1);
        assert_eq!(told_after(300), told_after(0), "a forgotten end");
    }

    #[test]
    fn counters_share_the_work_and_only_theirs() {
        let town = town(&[&["a"], &["c"], &["a", "c"]]);
        let mut day = with_queue(8);
        let alone = told(&town, &day);
        day.desks = manned([1, 2]);
        assert_eq!(told(&town, &day), alone, "counter 2 does not serve them");
        day.desks = manned([1, 2, 3]);
        assert!(told(&town, &day).1 < alone.1);
        day.callable.extend(waiting("C", 30));
        let busy = told(&town, &day);
        assert!(busy.1 <= alone.1 && busy.0 > 0, "{busy:?} {alone:?}");
    }

    proptest! {
        /// Whatever the counters are doing: one more who waits makes nobody's wait shorter, and one
        /// more open counter makes no walk-in's longer. The latter holds where all counters serve the
        /// same and nobody has booked; else one counter more may have begun with a long case when
        /// somebody comes who goes before all.
        #[test]
        fn a_longer_queue_is_no_shorter_wait_and_one_counter_more_no_longer_one(
            queue in 0_u16..40,
            counters in 1_u16..5,
            elapsed in proptest::collection::vec(0_i64..60, 5),
            reserved in proptest::collection::vec(-20_i64..90, 0..6),
        ) {
            let town = town(&[&["a"], &["a"], &["a"], &["a"], &["a"]]);
            let mut day = LobbyDay {
                callable: waiting("A", queue),
                desks: manned(1..=counters),
                ..LobbyDay::default()
            };
            for (n, (desk, elapsed)) in (200..).zip(day.desks.iter_mut().zip(elapsed)) {
                let called_at = noon() - TimeDelta::minutes(elapsed);
                let state = TicketState::Called {
                    counter: desk.counter,
                    seq: crate::ids::CallSeq(1),
                    called_at,
                };
                desk.client = Some(Ticket { state, ..ticket("A", n) });
            }
            day.awaited = reserved.into_iter().map(|after| Awaited {
                workplace: "a".parse().unwrap(),
                service: "a-1".parse().unwrap(),
                agreed_at: noon() + TimeDelta::minutes(after),
            }).collect();
            let now = told(&town, &day);
            prop_assert!(now.1 >= 5 && now.0 <= now.1);

            let mut longer = day.clone();
            longer.callable.push(ticket("A", 55));
            let after = told(&town, &longer);
            prop_assert!(after.0 >= now.0 && after.1 >= now.1, "{:?} {:?}", now, after);

            day.awaited.clear();
            let before = of(&town, &day, moment("12:00"));
            day.desks.extend(manned([counters + 1]));
            let more = of(&town, &day, moment("12:00"));
            for (id, wait) in &before.tickets {
                let (before, after) = (minutes_of(*wait), minutes_of(more.tickets[id]));
                prop_assert!(after.0 <= before.0 && after.1 <= before.1);
            }
        }
    }
}
