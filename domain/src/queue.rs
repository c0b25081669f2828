//! Whom to call next: the one function that decides it, and the order it gives.

use chrono::{DateTime, Utc};

use crate::{
    ids::TicketId,
    ticket::{Standing, Ticket, TicketState},
};

/// A place in the order; the least is called first. The ticket's name settles ties, so that the
/// order is the same wherever it is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// Given priority by a clerk, the oldest first.
    Priority(DateTime<Utc>, TicketId),
    /// Checked in and its time has come, by agreed time.
    TimeHasCome(DateTime<Utc>, TicketId),
    /// By arrival.
    WalkIn(DateTime<Utc>, TicketId),
    /// Checked in before its time: only when nobody else waits.
    Early(DateTime<Utc>, TicketId),
}

fn rank(ticket: &Ticket, now: DateTime<Utc>) -> Option<Rank> {
    if !is_waiting(ticket, now) {
        return None;
    }
    let id = ticket.id;
    Some(match (ticket.priority_since, ticket.standing) {
        (Some(since), _) => Rank::Priority(since, id),
        (None, Standing::WalkIn) => Rank::WalkIn(ticket.issued_at, id),
        (None, Standing::Reserved { agreed_at }) if agreed_at <= now => {
            Rank::TimeHasCome(agreed_at, id)
        }
        (None, Standing::Reserved { agreed_at }) => Rank::Early(agreed_at, id),
    })
}

/// Whether the client stands in the queue now: one set aside does again once the time is over.
#[must_use]
pub fn is_waiting(ticket: &Ticket, now: DateTime<Utc>) -> bool {
    match ticket.state {
        TicketState::Waiting => true,
        TicketState::SetAside { until } => until <= now,
        _ => false,
    }
}

/// The ranks that time alone will give `ticket`, each from when on, in order; before the first it
/// does not wait. So the estimate asks the rule that calls people, and has none of its own.
pub(crate) fn ranks_to_come(ticket: &Ticket, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, Rank)> {
    let back = match ticket.state {
        TicketState::SetAside { until } => Some(until),
        _ => None,
    };
    let agreed = match ticket.standing {
        Standing::Reserved { agreed_at } => Some(agreed_at),
        Standing::WalkIn => None,
    };
    let later = [back, agreed].into_iter().flatten().filter(|at| *at > now);
    let mut instants: Vec<_> = later.chain([now]).collect();
    instants.sort();
    let ranks = instants.into_iter();
    let mut ranks: Vec<_> = ranks
        .filter_map(|at| Some((at, rank(ticket, at)?)))
        .collect();
    ranks.dedup_by_key(|(_, rank)| *rank);
    ranks
}

/// Whom to call next among `tickets`, which the caller has limited to what its counter serves.
pub fn next<'a>(
    tickets: impl IntoIterator<Item = &'a Ticket>,
    now: DateTime<Utc>,
) -> Option<&'a Ticket> {
    tickets
        .into_iter()
        .filter_map(|ticket| Some((rank(ticket, now)?, ticket)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, ticket)| ticket)
}

/// All who wait among `tickets`, in the order in which they would be called.
pub fn in_order<'a>(
    tickets: impl IntoIterator<Item = &'a Ticket>,
    now: DateTime<Utc>,
) -> Vec<&'a Ticket> {
    let mut ranked: Vec<_> = tickets
        .into_iter()
        .filter_map(|ticket| Some((rank(ticket, now)?, ticket)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, ticket)| ticket).collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::ticket::tests::{noon, ticket};

    fn reserved(number: u16, minutes_after_noon: i64) -> Ticket {
        Ticket {
            standing: Standing::Reserved {
                agreed_at: noon() + TimeDelta::minutes(minutes_after_noon),
            },
            ..ticket("A", number)
        }
    }

    fn order(tickets: &[Ticket]) -> Vec<String> {
        in_order(tickets, noon())
            .iter()
            .map(|t| t.id.to_string())
            .collect()
    }

    #[test]
    fn walk_ins_go_by_arrival_not_by_workplace() {
        let mut late = ticket("A", 1);
        late.issued_at = noon();
        let tickets = [late, ticket("C", 9), ticket("C", 2), ticket("C", 3)];
        assert_eq!(order(&tickets), ["C002", "C003", "C009", "A001"]);
    }

    #[test]
    fn priority_then_due_reservations_then_walk_ins_then_early_ones() {
        let mut first = ticket("A", 8);
        first.priority_since = Some(noon());
        let mut second = ticket("A", 1);
        second.priority_since = Some(noon() + TimeDelta::seconds(1));
        let tickets = [
            reserved(5, 10),
            ticket("A", 6),
            reserved(4, -10),
            reserved(3, 0),
            second,
            first,
        ];
        assert_eq!(
            order(&tickets),
            ["A008", "A001", "A004", "A003", "A006", "A005"]
        );
        assert_eq!(next(&tickets, noon()).unwrap().id.number, 8);
    }

    #[test]
    fn one_set_aside_is_back_in_its_old_place_when_the_time_is_over() {
        let mut aside = ticket("A", 1);
        aside.state = TicketState::SetAside {
            until: noon() + TimeDelta::seconds(1),
        };
        let tickets = [ticket("A", 2), aside];
        assert_eq!(order(&tickets), ["A002"]);
        let later = noon() + TimeDelta::seconds(1);
        assert_eq!(next(&tickets, later).unwrap().id.number, 1);
    }

    #[test]
    fn what_time_alone_will_make_of_a_rank_is_what_it_makes_of_it() {
        let mut both = reserved(1, 30);
        both.state = TicketState::SetAside {
            until: noon() + TimeDelta::minutes(5),
        };
        let mut gone = ticket("A", 2);
        gone.state = TicketState::NoShow { at: noon() };
        for (ticket, changes) in [
            (both, 2),
            (gone, 0),
            (reserved(3, -5), 1),
            (ticket("A", 4), 1),
        ] {
            let ranks = ranks_to_come(&ticket, noon());
            assert_eq!(ranks.len(), changes, "{ticket:?}");
            for minutes in 0..60 {
                let at = noon() + TimeDelta::minutes(minutes);
                let passed = ranks.iter().filter(|(from, _)| *from <= at);
                assert_eq!(passed.map(|(_, rank)| *rank).next_back(), rank(&ticket, at));
            }
        }
    }

    #[test]
    fn nobody_is_next_where_nobody_waits() {
        let mut gone = ticket("A", 1);
        gone.state = TicketState::NoShow { at: noon() };
        assert_eq!(next(&[gone], noon()), None);
    }
}
