//! How long clients are at a counter: what the office has seen of it, and what it makes of that.
//!
//! What counts is how long one client keeps a counter from calling the next: from the call to the
//! end, and, if somebody was waiting then, on to the next call, for clerks finish their papers. Whoever
//! came to no call at all counts with the last of them: such tickets are in every queue.
//!
//! It is kept as counts by length and service ([`Tally`]), about nobody: of today by counter, so
//! that no two counters write the same row, and of past days by workplace, where an older day counts
//! for less. What is longer than any service was a forgotten "Hotovo" and is not counted.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    desk::{Change, Desk},
    ids::{LobbyId, ServiceId, WorkplaceId},
    ticket::{Ticket, TicketState},
    town::{Service, Town, Workplace},
};

/// How many lengths are told apart.
const BUCKETS: usize = 24;
/// The end of the first one, in minutes.
const FIRST: f64 = 0.625;
/// By how much each one's end is later than the one's before it. The last one ends at 106 minutes.
const GROWTH: f64 = 1.25;

/// One client, in a tally: older ones count for less than a whole.
const WHOLE: u32 = 100;

/// What is left of past days after one more, in hundredths: a day of three weeks ago counts half.
const KEPT_PER_DAY: u32 = 97;

/// What a part of all is measured by.
const MILLION: u32 = 1_000_000;

/// No more clients of past days are remembered of one service, so that what changes is noticed.
const REMEMBERED: u32 = 300 * WHOLE;

/// A clerk who calls nobody for longer, though somebody waits, does something else.
const LONGEST_GAP: TimeDelta = TimeDelta::minutes(10);

/// Nobody takes longer from their chair to the counter.
const LONGEST_WALK: TimeDelta = TimeDelta::minutes(3);

/// How many clients were at a counter for how long, in hundredths of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally([u32; BUCKETS]);

impl Tally {
    /// One more client. One who was there longer than any service lasts changes nothing.
    pub fn count(&mut self, time: TimeDelta) {
        let minutes = time.as_seconds_f64() / 60.0;
        if let Some(bucket) = (0..BUCKETS).find(|bucket| minutes < end_of(*bucket)) {
            self.0[bucket] = self.0[bucket].saturating_add(WHOLE);
        }
    }

    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_add(more);
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// What is remembered of it `days` later.
    #[must_use]
    pub fn after_days(mut self, days: u16) -> Self {
        let kept = (0..days.min(365)).fold(MILLION, |kept, _| kept / 100 * KEPT_PER_DAY);
        self.scale(kept, MILLION);
        let total = self.total();
        if total > REMEMBERED {
            self.scale(REMEMBERED, total);
        }
        self
    }

    fn total(&self) -> u32 {
        let counts = self.0.iter();
        counts.fold(0, |sum: u32, count| sum.saturating_add(*count))
    }

    fn scale(&mut self, part: u32, of: u32) {
        for count in &mut self.0 {
            let scaled = u64::from(*count) * u64::from(part) / u64::from(of.max(1));
            *count = u32::try_from(scaled).unwrap_or(u32::MAX);
        }
    }

    /// In whole clients.
    fn weights(&self) -> Weights {
        Weights(self.0.map(|count| f64::from(count) / f64::from(WHOLE)))
    }
}

/// `bucket:hundredths` of each that is not empty.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.0.iter().enumerate().filter(|(_, count)| **count > 0);
        for (nth, (bucket, count)) in counts.enumerate() {
            let gap = if nth == 0 { "" } else { " " };
            write!(f, "{gap}{bucket}:{count}")?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no list of `bucket:hundredths`")]
pub struct NoTally;

impl FromStr for Tally {
    type Err = NoTally;

    fn from_str(text: &str) -> Result<Self, NoTally> {
        let mut tally = Self::default();
        for part in text.split_whitespace() {
            let (bucket, count) = part.split_once(':').ok_or(NoTally)?;
            let bucket: usize = bucket.parse().map_err(|_| NoTally)?;
            let place = tally.0.get_mut(bucket).ok_or(NoTally)?;
            *place = count.parse().map_err(|_| NoTally)?;
        }
        Ok(tally)
    }
}

/// Tallies by service.
pub type Tallies = BTreeMap<ServiceId, Tally>;

/// What one counter has seen today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CounterPace {
    pub seen: Tallies,
    /// The last client, who is counted once the next one is called.
    pub last: Option<LastClient>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastClient {
    pub service: ServiceId,
    pub since: DateTime<Utc>,
    pub ended_at: DateTime<Utc>,
}

impl CounterPace {
    /// What is known once `change` has been made at `desk`; none if it taught nothing.
    #[must_use]
    pub fn after(&self, desk: &Desk, change: &Change, now: DateTime<Utc>) -> Option<Self> {
        let mut pace = self.clone();
        if let Some(ended) = desk.client.as_ref().and_then(|it| ended(it, change, now)) {
            pace.settle(None);
            pace.last = Some(ended);
        }
        let called = change.call.and(change.desk.client.as_ref());
        if let Some(called) = called
            && desk.client.as_ref().is_none_or(|it| it.id != called.id)
        {
            pace.settle(Some((called, now)));
        }
        (pace != *self).then_some(pace)
    }

    /// All that is known, the last client too.
    #[must_use]
    pub fn tallies(mut self) -> Tallies {
        self.settle(None);
        self.seen
    }

    /// Counts the last client; until the next one was called, if that one had been waiting.
    fn settle(&mut self, next: Option<(&Ticket, DateTime<Utc>)>) {
        let Some(last) = self.last.take() else {
            return;
        };
        let until = match next {
            Some((next, at))
                if next.issued_at <= last.ended_at && at - last.ended_at <= LONGEST_GAP =>
            {
                at
            }
            _ => last.ended_at,
        };
        let tally = self.seen.entry(last.service).or_default();
        tally.count(until - last.since);
    }
}

/// The client in front, if the change has ended what they came for. One who was called by mistake and goes
/// back to the queue has taught nothing, nor has one who is set aside and will be called again.
fn ended(client: &Ticket, change: &Change, now: DateTime<Utc>) -> Option<LastClient> {
    let since = at_counter_since(client)?;
    let tickets = change.ended.iter().chain(&change.tickets);
    let after = tickets.into_iter().find(|it| it.id == client.id)?;
    let over = matches!(
        after.state,
        TicketState::Served { .. } | TicketState::NoShow { .. }
    );
    over.then(|| LastClient {
        service: client.service.clone(),
        since,
        ended_at: now,
    })
}

/// Since when the client in front keeps the counter: since the call, unless what is done now began
/// much later, after another service or a time away.
pub(crate) fn at_counter_since(client: &Ticket) -> Option<DateTime<Utc>> {
    match client.state {
        TicketState::Called { called_at, .. } => Some(called_at),
        TicketState::Serving {
            called_at,
            started_at,
            ..
        } if started_at - called_at <= LONGEST_WALK => Some(called_at),
        TicketState::Serving { started_at, .. } => Some(started_at),
        _ => None,
    }
}

/// What the office has seen: of past days, and of today at all counters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub past: Tallies,
    pub today: Tallies,
}

impl Seen {
    pub fn add_today(&mut self, pace: CounterPace) {
        for (service, tally) in pace.tallies() {
            self.today.entry(service).or_default().add(&tally);
        }
    }
}

// ---- What the estimate makes of it ----

/// What is believed of a service before anybody has been seen counts as so many clients.
const PRIOR_CLIENTS: f64 = 6.0;
/// The spread of that belief, of the logarithm of the length.
const PRIOR_SPREAD: f64 = 0.6;
/// A workplace that has seen so many clients is half believed about a service it has not seen.
const WORKPLACE_CLIENTS: f64 = 15.0;
/// Nothing counts as longer than so many times what is usual: a client who takes a whole morning
/// says nothing about the next one.
const LONGEST_OF_USUAL: f64 = 4.0;
/// How much days differ from each other, of the logarithm, before anything was seen of today.
const DAYS_DIFFER: f64 = 0.2;
/// How far the set-up's durations may be off, of the logarithm.
const SETUP_DIFFERS: f64 = 0.3;
/// Lengths of one service differ at least so much, of the logarithm, however few were seen.
const LEAST_SPREAD: f64 = 0.3;
/// What is seen today at one workplace counts for so much at the others of its lobby: what makes a
/// day slow is often the same for all.
const OTHERS_COUNT: f64 = 0.5;

/// Steps of [`Pace`]'s curve.
const CURVE: usize = 64;

/// How long the clients of one service are at a counter as a rule.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pace {
    /// Minutes by quantile, from 0 to 1.
    curve: [f64; CURVE + 1],
    /// Of the logarithm.
    mean: f64,
    spread: f64,
}

impl Pace {
    fn new(usual: &Weights) -> Self {
        let (mean, spread) = usual.logarithms();
        Self {
            curve: usual.curve(),
            mean,
            spread: spread.max(LEAST_SPREAD),
        }
    }

    /// Minutes, by quantile.
    pub fn at(&self, quantile: f64) -> f64 {
        let mut place = quantile.clamp(0.0, 1.0) * steps();
        let mut pairs = self.curve.windows(2);
        while let Some(&[from, to]) = pairs.next() {
            if place <= 1.0 {
                return from + (to - from) * place;
            }
            place -= 1.0;
        }
        self.curve[CURVE]
    }

    /// The quantile of so many minutes.
    fn quantile(&self, minutes: f64) -> f64 {
        let mut below = 0.0;
        for pair in self.curve.windows(2) {
            if minutes < pair[1] {
                let part = (minutes - pair[0]) / (pair[1] - pair[0]).max(f64::EPSILON);
                return (below + part.max(0.0)) / steps();
            }
            below += 1.0;
        }
        1.0
    }

    /// How long somebody will still be there who has been there for `elapsed` minutes, by quantile;
    /// all times are so many times as long as usual today. Of one who has been there longer than
    /// anybody, only so much is known: it cannot last for ever.
    pub fn rest(&self, elapsed: f64, quantile: f64, factor: f64) -> f64 {
        let begun = self.quantile(elapsed / factor);
        if begun < 1.0 {
            let whole = self.at(begun + quantile * (1.0 - begun));
            return (whole * factor - elapsed).max(0.1);
        }
        self.at(0.5) * factor * 2.0 * quantile
    }
}

fn steps() -> f64 {
    f64::from(u32::try_from(CURVE).unwrap_or(u32::MAX))
}

/// One who is at a counter now, and for how many minutes. They teach that it takes at least so long:
/// without them a slow day would only be seen when its first long clients have gone.
pub(crate) struct InFront {
    pub service: ServiceId,
    pub minutes: f64,
}

/// What is believed of one workplace.
pub(crate) struct AtWorkplace<'a> {
    pub id: &'a WorkplaceId,
    pub services: Vec<(&'a Service, Pace)>,
    pub today: Today,
}

/// The paces of a lobby's workplaces.
pub(crate) fn paces<'a>(
    town: &'a Town,
    lobby: &'a LobbyId,
    seen: &Seen,
    in_front: &[InFront],
) -> Vec<AtWorkplace<'a>> {
    let of = |workplace: &'a Workplace| {
        let (services, known) = usual(town, &workplace.id, &seen.past);
        let unknown = DAYS_DIFFER.powi(2) + SETUP_DIFFERS.powi(2) * (1.0 - known);
        AtWorkplace {
            id: &workplace.id,
            services,
            today: Today::with_spread(unknown.sqrt()),
        }
    };
    let mut all: Vec<_> = town.workplaces_of(lobby).map(of).collect();
    let clues: Vec<Steps> = all.iter().map(|it| it.clues(seen, in_front)).collect();
    for (nth, workplace) in all.iter_mut().enumerate() {
        for (of, clues) in clues.iter().enumerate() {
            let count = if of == nth { 1.0 } else { OTHERS_COUNT };
            workplace.today.learn(clues, count);
        }
    }
    all
}

/// How long the workplace's services take as a rule, and how much of that is known: from 0, the
/// set-up alone, to 1.
fn usual<'a>(
    town: &'a Town,
    workplace: &'a WorkplaceId,
    past: &Tallies,
) -> (Vec<(&'a Service, Pace)>, f64) {
    let services = || town.services_of(workplace);
    // What the workplace's other services say of one that has not been seen.
    let (mut clients, mut minutes, mut set_up) = (0.0, 0.0, 0.0);
    for service in services() {
        let past = weights(past, service);
        let past = past.up_to(past.middle() * LONGEST_OF_USUAL);
        clients += past.total();
        minutes += past.total() * past.mean();
        set_up += past.total() * f64::from(service.minutes);
    }
    let ratio = if set_up > 0.0 { minutes / set_up } else { 1.0 };
    let ratio = (WORKPLACE_CLIENTS + clients * ratio) / (WORKPLACE_CLIENTS + clients);
    let paces = services().map(|service| {
        let believed = Weights::around(f64::from(service.minutes.max(1)) * ratio, PRIOR_CLIENTS);
        let usual = believed.with(&weights(past, service));
        let usual = usual.up_to(usual.middle() * LONGEST_OF_USUAL);
        (service, Pace::new(&usual))
    });
    (paces.collect(), clients / (clients + WORKPLACE_CLIENTS))
}

fn weights(tallies: &Tallies, service: &Service) -> Weights {
    let tally = tallies.get(&service.id);
    tally.map_or_else(Weights::default, Tally::weights)
}

impl AtWorkplace<'_> {
    /// What today's clients say about how fast it goes today.
    fn clues(&self, seen: &Seen, in_front: &[InFront]) -> Steps {
        let mut clues = [0.0; STEPS];
        for (service, pace) in &self.services {
            let ended = weights(&seen.today, service);
            let ended = ended.0.iter().enumerate().filter(|(_, n)| **n > 0.0);
            for (bucket, n) in ended {
                pace.clue(middle_of(bucket), |it| n * gone(it), &mut clues);
            }
            let longest = pace.at(0.5) * LONGEST_OF_USUAL;
            let there = in_front.iter().filter(|it| it.service == service.id);
            for it in there.filter(|it| it.minutes <= longest) {
                pace.clue(it.minutes, still_there, &mut clues);
            }
        }
        clues
    }
}

impl Pace {
    /// Adds to each step how likely it makes one client. `likely` gives the logarithm of that, by how
    /// many deviations their minutes are from what is usual.
    fn clue(&self, minutes: f64, likely: impl Fn(f64) -> f64, clues: &mut Steps) {
        let above = minutes.max(FIRST).ln() - self.mean;
        for (clue, step) in clues.iter_mut().zip(logarithms()) {
            *clue += likely((above - step) / self.spread);
        }
    }
}

/// How likely it is to end after so many deviations, as a logarithm.
fn gone(deviations: f64) -> f64 {
    (cumulative(deviations) * cumulative(-deviations)).ln()
}

/// How likely it is to take longer.
fn still_there(deviations: f64) -> f64 {
    cumulative(-deviations).ln()
}

/// What is believed of how many times as long as usual everything takes today: how likely each step
/// is, as a logarithm.
pub(crate) struct Today(Steps);

/// By the logarithm of how many times as long it takes.
type Steps = [f64; STEPS];
const STEPS: usize = 49;
const STEP: f64 = 0.05;

/// What the steps stand for: from 0.3 to 3.3 times as long.
fn logarithms() -> Steps {
    let mut next = -1.2;
    [(); STEPS].map(|()| {
        let step = next;
        next += STEP;
        step
    })
}

impl Today {
    /// Before anything was seen of it.
    fn with_spread(spread: f64) -> Self {
        Self(logarithms().map(|it| -(it / spread).powi(2) / 2.0))
    }

    fn learn(&mut self, clues: &Steps, count: f64) {
        for (likely, clue) in self.0.iter_mut().zip(clues) {
            *likely += count * clue;
        }
    }

    /// How many times as long it takes, by quantile.
    pub fn quantiles<const N: usize>(&self, quantiles: [f64; N]) -> [f64; N] {
        let most = self.0.iter().copied().fold(f64::MIN, f64::max);
        let weights = self.0.map(|it| (it - most).exp());
        let total: f64 = weights.iter().sum();
        quantiles.map(|quantile| {
            let mut left = quantile * total;
            for (weight, step) in weights.iter().zip(logarithms()) {
                if left <= *weight {
                    return (step + STEP * (left / weight - 0.5)).exp();
                }
                left -= weight;
            }
            1.0
        })
    }
}

/// Numbers of clients by length.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Weights([f64; BUCKETS]);

/// The end of a bucket in minutes.
fn end_of(bucket: usize) -> f64 {
    FIRST * GROWTH.powi(i32::try_from(bucket).unwrap_or(i32::MAX))
}

/// What stands for all lengths in a bucket.
fn middle_of(bucket: usize) -> f64 {
    end_of(bucket) / GROWTH.sqrt()
}

impl Weights {
    /// What is believed of a service that takes `minutes` as a rule.
    fn around(minutes: f64, clients: f64) -> Self {
        let middle = minutes / (PRIOR_SPREAD.powi(2) / 2.0).exp();
        let below = |minutes: f64| cumulative((minutes / middle).ln() / PRIOR_SPREAD);
        let mut weights = Self::default();
        let mut so_far = 0.0;
        for (bucket, weight) in weights.0.iter_mut().enumerate() {
            let end = below(end_of(bucket));
            *weight = (end - so_far) * clients;
            so_far = end;
        }
        weights
    }

    fn with(mut self, other: &Self) -> Self {
        for (weight, more) in self.0.iter_mut().zip(other.0) {
            *weight += more;
        }
        self
    }

    fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    fn mean(&self) -> f64 {
        let minutes = self.0.iter().enumerate();
        let minutes: f64 = minutes.map(|(bucket, n)| middle_of(bucket) * n).sum();
        minutes / self.total().max(f64::EPSILON)
    }

    /// The mean of the logarithms, and their spread.
    fn logarithms(&self) -> (f64, f64) {
        let mean = |of: &dyn Fn(f64) -> f64| {
            let all = self.0.iter().enumerate();
            let all: f64 = all.map(|(bucket, n)| of(middle_of(bucket).ln()) * n).sum();
            all / self.total().max(f64::EPSILON)
        };
        let middle = mean(&|it| it);
        (middle, mean(&|it| (it - middle).powi(2)).sqrt())
    }

    /// The median in minutes.
    fn middle(&self) -> f64 {
        self.quantile(0.5)
    }

    fn quantile(&self, quantile: f64) -> f64 {
        let mut left = quantile * self.total();
        for (bucket, weight) in self.0.iter().enumerate() {
            if left <= *weight && *weight > 0.0 {
                return end_of(bucket) / GROWTH * GROWTH.powf(left / weight);
            }
            left -= weight;
        }
        let last = self.0.iter().rposition(|weight| *weight > 0.0);
        last.map_or(0.0, end_of)
    }

    /// What was longer counts as `longest`.
    fn up_to(mut self, longest: f64) -> Self {
        let last = (0..BUCKETS).find(|bucket| longest < end_of(*bucket));
        let last = last.unwrap_or(BUCKETS - 1);
        let longer: f64 = self.0[last + 1..].iter().sum();
        self.0[last + 1..].fill(0.0);
        self.0[last] += longer;
        self
    }

    fn curve(&self) -> [f64; CURVE + 1] {
        let mut quantile = 0.0;
        [(); CURVE + 1].map(|()| {
            let minutes = self.quantile(quantile);
            quantile += 1.0 / steps();
            minutes
        })
    }
}

/// The logistic curve, which is near enough to the normal one.
fn cumulative(deviations: f64) -> f64 {
    1.0 / (1.0 + (-1.702 * deviations).exp())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        desk::{Command, Scene, decide},
        ids::CallSeq,
        staff::Clerk,
        ticket::tests::{counter, noon, ticket},
        town::{Counter, Rules, Serves},
    };

    /// A counter at work, with four who wait.
    struct Work {
        desk: Desk,
        pace: CounterPace,
        queue: Vec<Ticket>,
        now: DateTime<Utc>,
    }

    impl Work {
        fn new() -> Self {
            let clerk = Clerk {
                login: "jana".to_owned(),
                name: "Jana".to_owned(),
            };
            Self {
                desk: Desk {
                    clerk: Some(clerk),
                    ..Desk::free(counter(1))
                },
                pace: CounterPace::default(),
                queue: (1..=4).map(|number| ticket("A", number)).collect(),
                now: noon(),
            }
        }

        fn after(&mut self, minutes: i64, command: fn(Option<&Ticket>) -> Command) {
            self.now += TimeDelta::minutes(minutes);
            let counter = Counter {
                number: counter(1),
                lobby: "hall".parse().unwrap(),
                serves: BTreeSet::from([Serves::Workplace("a".parse().unwrap())]),
            };
            let scene = Scene {
                desk: &self.desk,
                counter: &counter,
                queue: &self.queue,
                named: None,
                errand: None,
                shut: None,
                seq: CallSeq(1),
                rules: &Rules::default(),
                now: self.now,
            };
            let change = decide(command(self.desk.client.as_ref()), "jana", scene).unwrap();
            if let Some(pace) = self.pace.after(&self.desk, &change, self.now) {
                self.pace = pace;
            }
            for changed in change.tickets {
                self.queue.retain(|ticket| ticket.id != changed.id);
                if changed.can_be_called() {
                    self.queue.push(changed);
                }
            }
            self.desk = change.desk;
        }

        /// The lengths that were counted, as a tally.
        fn seen(&self) -> Tally {
            let mut tallies = self.pace.clone().tallies();
            tallies.remove(&"a-1".parse().unwrap()).unwrap_or_default()
        }
    }

    fn tally(minutes: &[i64]) -> Tally {
        let mut tally = Tally::default();
        for minutes in minutes {
            tally.count(TimeDelta::minutes(*minutes));
        }
        tally
    }

    const NEXT: fn(Option<&Ticket>) -> Command = |_| Command::CallNext;
    const DONE: fn(Option<&Ticket>) -> Command = |client| Command::Done(client.unwrap().id);
    const ARRIVED: fn(Option<&Ticket>) -> Command = |client| Command::Arrived(client.unwrap().id);

    #[test]
    fn a_client_counts_from_the_call_until_the_counter_calls_the_next() {
        let mut work = Work::new();
        work.after(0, NEXT);
        work.after(1, ARRIVED);
        work.after(9, DONE);
        assert_eq!(work.seen(), tally(&[10]));
        work.after(5, NEXT);
        assert_eq!(work.seen(), tally(&[15]), "papers");
        work.after(20, DONE);
        work.after(30, NEXT);
        assert_eq!(work.seen(), tally(&[15, 20]), "a break");
        // Nobody was waiting when this one ended.
        work.after(20, DONE);
        work.queue = vec![Ticket {
            issued_at: work.now + TimeDelta::minutes(4),
            ..ticket("A", 9)
        }];
        work.after(5, NEXT);
        assert_eq!(work.seen(), tally(&[15, 20, 20]));
    }

    #[test]
    fn a_mistake_and_one_who_may_still_come_teach_nothing_and_a_no_show_does() {
        let mut work = Work::new();
        work.after(0, NEXT);
        work.after(2, |client| Command::PutBack(client.unwrap().id));
        assert!(work.seen().is_empty());
        for seen in [tally(&[]), tally(&[]), tally(&[2])] {
            work.queue.truncate(1);
            work.after(10, NEXT);
            work.after(2, |client| Command::DidNotCome(client.unwrap().id));
            assert_eq!(work.seen(), seen);
        }
    }

    #[test]
    fn a_forgotten_end_is_not_counted() {
        let mut work = Work::new();
        work.after(0, NEXT);
        work.after(180, DONE);
        assert!(work.seen().is_empty());
    }

    #[test]
    fn a_tally_is_read_as_it_was_written_and_fades() {
        let seen = tally(&[0, 3, 3, 90]);
        assert_eq!(seen.to_string().parse(), Ok(seen));
        assert_eq!("".parse(), Ok(Tally::default()));
        for text in ["x", "1", "1:x", "99:1", "-1:1"] {
            assert_eq!(text.parse::<Tally>(), Err(NoTally), "{text}");
        }
        assert_eq!(seen.after_days(0), seen);
        let half = seen.after_days(23).total();
        assert!((180..=200).contains(&half), "{half}");
        assert!(seen.after_days(400).is_empty());
        let many = tally(&[10; 1_000]).after_days(0).total();
        assert!(many <= REMEMBERED && many > REMEMBERED - WHOLE);
    }

    #[test]
    fn the_rest_of_a_time_is_never_nothing_and_never_for_ever() {
        let pace = Pace::new(&Weights::around(10.0, 1.0));
        for elapsed in [0.0, 5.0, 20.0, 60.0, 600.0] {
            for quantile in [0.01, 0.5, 0.99] {
                let rest = pace.rest(elapsed, quantile, 1.0);
                assert!(rest > 0.0 && rest < 110.0, "{elapsed} {quantile}: {rest}");
            }
        }
        assert!(pace.rest(5.0, 0.5, 1.0) < pace.rest(0.0, 0.5, 1.0));
        assert!(pace.rest(0.0, 0.5, 2.0) > pace.rest(0.0, 0.5, 1.0));
    }

    #[test]
    fn what_is_believed_of_today_follows_what_is_seen() {
        let usual = Pace::new(&Weights::around(10.0, 1.0));
        let middle = |today: &Today| today.quantiles([0.5])[0];
        let width = |today: &Today| {
            let [from, to] = today.quantiles([0.1, 0.9]);
            to / from
        };
        let before = Today::with_spread(0.2);
        assert!((middle(&before) - 1.0).abs() < 0.02);
        let mut clues = [0.0; STEPS];
        for _ in 0..30 {
            usual.clue(16.0, gone, &mut clues);
        }
        let mut slow = Today::with_spread(0.2);
        slow.learn(&clues, 1.0);
        assert!((1.4..2.0).contains(&middle(&slow)), "{}", middle(&slow));
        assert!(width(&slow) < width(&before));
        let mut half = Today::with_spread(0.2);
        half.learn(&clues, 0.5);
        assert!(middle(&half) > 1.2 && middle(&half) < middle(&slow));
    }
}
