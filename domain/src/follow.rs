//! Where a ticket is, as anybody may know: numbers alone, nothing of whose they are. It is in the
//! public snapshot of a lobby, so that a phone follows its ticket over the lobby's one stream.

use std::fmt;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::{
    estimate::{Estimate, Wait},
    ids::{CallSeq, CounterNumber, LobbyId, Series, TicketId},
    lobby::{LobbyDay, PublicSnapshot},
    moment::Moment,
    queue,
    ticket::{Ticket, TicketState},
    town::Town,
};

/// A ticket of the day that is told elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TicketNumber {
    pub series: Series,
    pub number: u16,
}

impl From<TicketId> for TicketNumber {
    fn from(id: TicketId) -> Self {
        Self {
            series: id.series,
            number: id.number,
        }
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.series, self.number)
    }
}

/// What a client who follows a ticket is told. Times are by the town's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Waiting {
        /// So many of its workplace would be called before it.
        ahead: u16,
        wait: Wait,
    },
    Called {
        counter: CounterNumber,
        /// Another number: it has been announced again.
        seq: CallSeq,
    },
    Serving {
        counter: CounterNumber,
    },
    /// Nobody came to the call.
    SetAside {
        #[serde(with = "crate::wire::time")]
        until: NaiveTime,
    },
    /// The client wants to come later.
    Postponed {
        #[serde(with = "crate::wire::time")]
        until: NaiveTime,
    },
    /// Comes back by itself to the counter where it was.
    Parked {
        counter: CounterNumber,
    },
    NoShow,
    /// In no snapshot, like the next.
    Served,
    Left,
}

impl Stage {
    /// Whether nothing more will happen to the ticket.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Served | Self::Left)
    }

    /// Where a ticket is that does not stand in the queue now.
    fn out_of_queue(ticket: &Ticket, now: Moment) -> Option<Self> {
        if queue::is_waiting(ticket, now.instant) {
            return None;
        }
        let time = |instant| now.at(instant).time;
        Some(match ticket.state {
            TicketState::Waiting => return None,
            TicketState::SetAside { until } if ticket.is_postponed() => {
                let until = time(until);
                Self::Postponed { until }
            }
            TicketState::SetAside { until } => {
                let until = time(until);
                Self::SetAside { until }
            }
            TicketState::Called { counter, seq, .. } => Self::Called { counter, seq },
            TicketState::Serving { counter, .. } => Self::Serving { counter },
            TicketState::Parked { counter, .. } => Self::Parked { counter },
            TicketState::NoShow { .. } => Self::NoShow,
            TicketState::Served { .. } => Self::Served,
            TicketState::Left { .. } => Self::Left,
        })
    }
}

/// All tickets of a lobby that wait, are at a counter or can be called again.
pub(crate) fn stages(
    town: &Town,
    lobby: &LobbyId,
    day: &LobbyDay,
    estimate: &Estimate,
    now: Moment,
) -> Vec<(TicketNumber, Stage)> {
    let waiting = town.workplaces_of(lobby).flat_map(|workplace| {
        let queue = day.waiting_for(&workplace.id, now.instant);
        let queue = queue::in_order(queue, now.instant);
        let places = (0..).zip(queue);
        let stages = places.map(|(ahead, ticket)| {
            let wait = estimate.tickets.get(&ticket.id);
            let wait = wait.copied().unwrap_or_default();
            (ticket.id.into(), Stage::Waiting { ahead, wait })
        });
        stages.collect::<Vec<_>>()
    });
    let at_counters = day.desks.iter().filter_map(|desk| desk.client.as_ref());
    let elsewhere = day.callable.iter().chain(at_counters);
    let elsewhere =
        elsewhere.filter_map(|ticket| Some((ticket.id.into(), Stage::out_of_queue(ticket, now)?)));
    waiting.chain(elsewhere).collect()
}

/// Where that ticket is by a lobby's snapshot; none: it is over, or somewhere else.
#[must_use]
pub fn stage_in(snapshot: &PublicSnapshot, ticket: TicketId) -> Option<Stage> {
    let number = TicketNumber::from(ticket);
    let mut tickets = snapshot.tickets.iter();
    let found = tickets.find(|(it, _)| *it == number && snapshot.date == ticket.date);
    found.map(|(_, stage)| *stage)
}

/// Where a ticket is that has just been read. The snapshot of its lobby may be some milliseconds
/// older; it only says how many are ahead.
#[must_use]
pub fn stage_of(ticket: &Ticket, snapshot: &PublicSnapshot, now: Moment) -> Stage {
    if let Some(stage) = Stage::out_of_queue(ticket, now) {
        return stage;
    }
    if let Some(stage @ Stage::Waiting { .. }) = stage_in(snapshot, ticket.id) {
        return stage;
    }
    // It is so new that it is behind all others.
    let mut workplaces = snapshot.workplaces.iter();
    let status = workplaces.find(|status| status.id == ticket.workplace);
    Stage::Waiting {
        ahead: status.map_or(0, |status| status.waiting),
        wait: status.map(|status| status.wait).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::{
        desk::Desk,
        lobby::{
            snapshots,
            tests::{called, town},
        },
        ticket::{
            ParkReason, Postponement,
            tests::{counter, noon, serving, ticket},
        },
    };

    fn at(minutes: i64) -> Moment {
        let instant = noon() + TimeDelta::minutes(minutes);
        Moment::new(instant, chrono_tz::Europe::Prague)
    }

    fn shown(day: &LobbyDay, minutes: i64) -> PublicSnapshot {
        let hall = "hall".parse().unwrap();
        snapshots(&town(1), &hall, day, 1, at(minutes)).public
    }

    /// How many are ahead, of whoever waits.
    fn ahead(stage: Option<Stage>) -> Option<u16> {
        match stage {
            Some(Stage::Waiting { ahead, .. }) => Some(ahead),
            _ => None,
        }
    }

    #[test]
    fn each_who_waits_knows_how_many_are_ahead_and_how_long_it_takes() {
        let mut day = LobbyDay {
            callable: (1..=4).rev().map(|n| ticket("A", n)).collect(),
            ..LobbyDay::default()
        };
        let stage = |day: &LobbyDay, n| stage_in(&shown(day, 0), ticket("A", n).id);
        assert_eq!(ahead(stage(&day, 1)), Some(0));
        assert_eq!(ahead(stage(&day, 4)), Some(3));
        // Whoever is given priority is before all others.
        day.callable[0].priority_since = Some(noon());
        assert_eq!(ahead(stage(&day, 4)), Some(0));
        assert_eq!(ahead(stage(&day, 1)), Some(1));
        assert_eq!(stage(&day, 9), None);
        // Nobody sits at a counter.
        let wait = Wait::NoCounter;
        assert_eq!(stage(&day, 4), Some(Stage::Waiting { ahead: 0, wait }));
        day.desks = vec![called(9, 1, 1).0];
        assert!(matches!(
            stage(&day, 4),
            Some(Stage::Waiting {
                wait: Wait::Minutes { to: 5.., .. },
                ..
            })
        ));
    }

    #[test]
    fn who_has_postponed_lets_others_go_first_and_is_back_where_they_were() {
        let first = ticket("A", 1).postponed(Postponement::Short, None, noon());
        let day = LobbyDay {
            callable: vec![first.unwrap(), ticket("A", 2)],
            ..LobbyDay::default()
        };
        let stages = |minutes| {
            let shown = shown(&day, minutes);
            [1, 2].map(|n| stage_in(&shown, ticket("A", n).id))
        };
        let until = at(20).time;
        assert_eq!(stages(19)[0], Some(Stage::Postponed { until }));
        assert_eq!(ahead(stages(19)[1]), Some(0));
        assert_eq!(stages(20).map(ahead), [Some(0), Some(1)]);
    }

    #[test]
    fn everybody_who_may_still_be_served_is_found() {
        let (desk, call) = called(1, 3, 7);
        let desk_of = |number, client| Desk {
            client: Some(client),
            ..Desk::free(counter(number))
        };
        let parked = serving(ticket("A", 3)).park(ParkReason::Form, noon());
        let aside = Ticket {
            state: TicketState::SetAside {
                until: at(5).instant,
            },
            ..ticket("A", 4)
        };
        let no_show = Ticket {
            state: TicketState::NoShow { at: noon() },
            ..ticket("A", 5)
        };
        let day = LobbyDay {
            callable: vec![parked.unwrap(), aside, no_show],
            desks: vec![desk, desk_of(4, serving(ticket("A", 2)))],
            calls: vec![call],
            ..LobbyDay::default()
        };
        let shown = shown(&day, 0);
        let stages = [1, 2, 3, 4, 5, 6].map(|n| stage_in(&shown, ticket("A", n).id));
        let (seq, until) = (CallSeq(7), at(5).time);
        let three = counter(3);
        let expected = [
            Stage::Called {
                counter: three,
                seq,
            },
            Stage::Serving { counter: three },
            Stage::Parked { counter: three },
            Stage::SetAside { until },
            Stage::NoShow,
        ];
        assert_eq!(stages[..5], expected.map(Some));
        assert_eq!(stages[5], None);
        // What has just been read is newer than the snapshot.
        let done = serving(ticket("A", 2)).done(noon()).unwrap();
        assert_eq!(stage_of(&done, &shown, at(0)), Stage::Served);
        // Not in the snapshot yet.
        let new = stage_of(&ticket("A", 6), &shown, at(0));
        assert_eq!(ahead(Some(new)), Some(0));
    }

    #[test]
    fn a_snapshot_of_another_day_knows_no_ticket_of_this_one() {
        let day = LobbyDay {
            callable: vec![ticket("A", 1)],
            ..LobbyDay::default()
        };
        let tomorrow = shown(&day, 24 * 60);
        assert_eq!(stage_in(&tomorrow, ticket("A", 1).id), None);
    }

    #[test]
    fn two_hundred_who_wait_are_two_kilobytes() {
        let day = LobbyDay {
            callable: (1..=200).map(|n| ticket("A", n)).collect(),
            ..LobbyDay::default()
        };
        let tickets = shown(&day, 0).tickets;
        assert_eq!(tickets.len(), 200);
        assert!(postcard::to_allocvec(&tickets).unwrap().len() < 2_048);
    }
}
