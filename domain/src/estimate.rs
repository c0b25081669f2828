//! How long one will wait: the rest of the day, played forward in several ways.
//!
//! In plain words: from now on every counter that has a clerk calls whom the rule of the queue names
//! ([`crate::queue`]), keeps each client about as long as such clients were kept before
//! ([`crate::pace`]), and calls the next. The client who is in front now stays for the rest of a time
//! that has already lasted so long. Clients who have booked come at their time, or do not come; who
//! was set aside is back when the time is over; nobody is called before the opening or in a break.
//!
//! How long each client takes nobody knows, so the day is played forty times. In each, every
//! ticket has a length of its own, drawn from what is usual for its service; over all scenarios each
//! ticket is short and long as often as clients are. A day may also be slow as a whole. The draws are
//! made of the ticket's name, so that the same queue always gives the same answer, and one more or
//! one counter more changes nothing about the others.
//!
//! What is told is the span in which three quarters of the scenarios lie, rounded outwards to steps of
//! five minutes. Nearly all of the others are later: a wait may grow by more than it can shrink, so
//! the middle of such a span is nearest to what comes, and whoever goes for a walk until it begins
//! seldom misses their call. It is never "0": who has not been called waits.
//!
//! Not foreseen: clients who will be given priority, counters that will open or close while the
//! office is open. Before the opening nobody knows how many clerks will come: one counter of each
//! workplace is certain, of the others some scenarios have more and some fewer.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    forecast,
    ids::{LobbyId, ServiceId, TicketId, WorkplaceId},
    lobby::LobbyDay,
    moment::Moment,
    town::Town,
};

/// An expected wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// No counter is open that could call.
    #[default]
    NoCounter,
    /// In steps of five minutes. The end is never 0, and may be the same as the beginning.
    Minutes { from: u16, to: u16 },
}

/// What awaits a walk-in who takes a ticket now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prospect {
    pub wait: Wait,
    /// When they will have been served, as likely sooner as later. Where no counter is open: if all
    /// that could serve them opened now. None: nothing is known.
    pub done_at: Option<DateTime<Utc>>,
}

/// A reservation whose client is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    pub workplace: WorkplaceId,
    pub service: ServiceId,
    pub agreed_at: DateTime<Utc>,
}

/// What is expected in one lobby at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// Of those who wait or are set aside.
    pub tickets: BTreeMap<TicketId, Wait>,
    /// Of who would come now, by service.
    pub walk_ins: BTreeMap<ServiceId, Prospect>,
}

/// The step in which a wait is told, in minutes: nobody can know it better.
const STEP: f64 = 5.0;

impl Wait {
    /// From a shortest to a longest time, in minutes; none: nobody will call.
    pub(crate) fn between(span: Option<(f64, f64)>) -> Self {
        let Some((from, to)) = span else {
            return Self::NoCounter;
        };
        Self::Minutes {
            from: whole((from / STEP).floor() * STEP),
            to: whole(((to / STEP).ceil() * STEP).max(STEP)),
        }
    }

    /// The span in which both lie.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::NoCounter, wait) | (wait, Self::NoCounter) => wait,
            (Self::Minutes { from, to }, Self::Minutes { from: f, to: t }) => Self::Minutes {
                from: from.min(f),
                to: to.max(t),
            },
        }
    }
}

/// The queues that a ticket of `workplace` has to do with: its own, and those that its counters call
/// from too, and so on.
#[must_use]
pub fn queues_beside(town: &Town, workplace: &WorkplaceId) -> Vec<WorkplaceId> {
    let mut queues = vec![workplace.clone()];
    let mut looked_at = 0;
    while let Some(queue) = queues.get(looked_at).cloned() {
        looked_at += 1;
        for counter in town.counters.iter().filter(|it| it.calls_from(&queue)) {
            for other in counter.workplaces() {
                if !queues.contains(other) {
                    queues.push(other.clone());
                }
            }
        }
    }
    queues
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is made to fit first"
)]
fn whole(minutes: f64) -> u16 {
    minutes.clamp(0.0, f64::from(u16::MAX)) as u16
}

impl Estimate {
    /// What is to be expected of `day` in that lobby. Of a part of its queues it says what holds if
    /// the others are empty.
    #[must_use]
    pub fn of(town: &Town, lobby: &LobbyId, day: &LobbyDay, now: Moment) -> Self {
        forecast::play(town, lobby, day, now)
    }

    /// What awaits a walk-in for that service.
    #[must_use]
    pub fn walk_in(&self, service: &ServiceId) -> Prospect {
        self.walk_ins.get(service).copied().unwrap_or_default()
    }

    /// What awaits a walk-in at that workplace: a wait that holds for whatever of its services they
    /// come for, and the end of what ends first.
    #[must_use]
    pub fn at_workplace(&self, town: &Town, workplace: &WorkplaceId) -> Prospect {
        let mut services = town.services_of(workplace).map(|it| self.walk_in(&it.id));
        let first = services.next().unwrap_or_default();
        services.fold(first, |all, one| Prospect {
            wait: all.wait.or(one.wait),
            done_at: [all.done_at, one.done_at].into_iter().flatten().min(),
        })
    }
}
