//! Which counter serves what, changed during the day; and whom nobody serves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CounterNumber, ServiceId, WorkplaceId},
    ticket::{Ticket, TicketState},
    town::{Counter, Serves, Town},
};

/// What a supervisor wants a counter to serve from now on. A client whom it has in front stays
/// there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub counter: CounterNumber,
    /// What it served when the supervisor decided.
    pub seen: BTreeSet<Serves>,
    pub serves: BTreeSet<Serves>,
    /// The supervisor has been told who will be left waiting.
    pub despite_waiting: bool,
}

/// Why a counter goes on serving what it serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignRefusal {
    UnknownCounter,
    /// Somebody else has changed it since.
    Stale,
    /// A counter serves something; one that shall not is closed.
    Nothing,
    /// Something is unknown, or its clients wait in another lobby.
    NotInItsLobby,
    /// People wait for what no counter would serve any more. It is done when said once more.
    LeavesWaiting(Vec<Unserved>),
}

/// People who wait for what nobody serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unserved {
    pub workplace: WorkplaceId,
    /// None: nothing of the workplace is served.
    pub service: Option<ServiceId>,
    pub waiting: u16,
}

/// Of those who wait, for whom none of `counters` is there: by workplace where nothing of it is
/// served, else by service.
pub fn unserved<'a>(
    waiting: impl IntoIterator<Item = &'a Ticket>,
    counters: &[&Counter],
) -> Vec<Unserved> {
    let mut found: Vec<Unserved> = Vec::new();
    for ticket in waiting {
        if counters.iter().any(|counter| counter.serves(ticket)) {
            continue;
        }
        let Ticket {
            workplace, service, ..
        } = ticket;
        let in_part = counters.iter().any(|it| it.calls_from(workplace));
        let service = in_part.then_some(service);
        let same =
            |it: &&mut Unserved| it.workplace == *workplace && it.service.as_ref() == service;
        match found.iter_mut().find(same) {
            Some(known) => known.waiting = known.waiting.saturating_add(1),
            None => found.push(Unserved {
                workplace: workplace.clone(),
                service: service.cloned(),
                waiting: 1,
            }),
        }
    }
    found
}

impl Town {
    /// The counter as `assignment` wants it. `callable` are the tickets of the workplaces of which
    /// it gives something up.
    ///
    /// # Errors
    /// Why it stays as it is.
    pub fn assign(
        &self,
        assignment: &Assignment,
        callable: &[Ticket],
    ) -> Result<Counter, AssignRefusal> {
        let counter = self
            .counter(assignment.counter)
            .ok_or(AssignRefusal::UnknownCounter)?;
        let changed = Counter {
            serves: without_repetition(&assignment.serves),
            ..counter.clone()
        };
        // Also who says it twice is told that it is so.
        if changed == *counter {
            return Ok(changed);
        }
        if counter.serves != assignment.seen {
            return Err(AssignRefusal::Stale);
        }
        if changed.serves.is_empty() {
            return Err(AssignRefusal::Nothing);
        }
        if !changed.serves.iter().all(|it| self.can_do(counter, it)) {
            return Err(AssignRefusal::NotInItsLobby);
        }
        let others = self
            .counters
            .iter()
            .filter(|it| it.number != counter.number);
        let counters: Vec<_> = others.chain([&changed]).collect();
        // Whom nobody served before is not left by this.
        let left = callable.iter().filter(|ticket| {
            counter.serves(ticket)
                && matches!(
                    ticket.state,
                    TicketState::Waiting | TicketState::SetAside { .. }
                )
        });
        let left = unserved(left, &counters);
        if !left.is_empty() && !assignment.despite_waiting {
            return Err(AssignRefusal::LeavesWaiting(left));
        }
        Ok(changed)
    }

    fn can_do(&self, counter: &Counter, what: &Serves) -> bool {
        let (Serves::Workplace(workplace) | Serves::Service(workplace, _)) = what;
        let here = self
            .workplace(workplace)
            .is_some_and(|it| it.lobby == counter.lobby);
        here && match what {
            Serves::Workplace(_) => true,
            Serves::Service(_, id) => self
                .service(id)
                .is_some_and(|service| service.workplace == *workplace),
        }
    }
}

/// Without the services of workplaces that are served as a whole.
pub(crate) fn without_repetition(serves: &BTreeSet<Serves>) -> BTreeSet<Serves> {
    let said = |it: &&Serves| match it {
        Serves::Workplace(_) => true,
        Serves::Service(workplace, _) => !serves.contains(&Serves::Workplace(workplace.clone())),
    };
    serves.iter().filter(said).cloned().collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        lobby::tests::town,
        ticket::tests::{counter, noon, ticket},
    };

    fn whole(workplace: &str) -> Serves {
        Serves::Workplace(workplace.parse().unwrap())
    }

    fn one(workplace: &str, service: &str) -> Serves {
        Serves::Service(workplace.parse().unwrap(), service.parse().unwrap())
    }

    /// The town of the lobby's tests with a second workplace `c` and its services `c-1` and `c-2`.
    pub(crate) fn town_of_two(counters: u16) -> Town {
        let mut town = town(counters);
        let mut workplace = town.workplaces[0].clone();
        workplace.id = "c".parse().unwrap();
        workplace.series = "C".parse().unwrap();
        for id in ["c-1", "c-2"] {
            let mut service = town.services[0].clone();
            service.id = id.parse().unwrap();
            service.workplace = workplace.id.clone();
            town.services.push(service);
        }
        town.workplaces.push(workplace);
        town
    }

    /// Counter 1, which serves `a`, is to serve something else.
    fn to(serves: &[Serves]) -> Assignment {
        Assignment {
            counter: counter(1),
            seen: BTreeSet::from([whole("a")]),
            serves: serves.iter().cloned().collect(),
            despite_waiting: false,
        }
    }

    #[test]
    fn a_counter_is_given_other_work() {
        let changed = town_of_two(2).assign(&to(&[whole("a"), whole("c")]), &[]);
        assert_eq!(
            changed.unwrap().serves,
            to(&[whole("a"), whole("c")]).serves
        );
        let changed = town_of_two(2).assign(&to(&[one("c", "c-1"), whole("c")]), &[]);
        assert_eq!(changed.unwrap().serves, BTreeSet::from([whole("c")]));
    }

    #[test]
    fn saying_it_again_is_no_refusal_and_something_else_meanwhile_is() {
        let mut town = town_of_two(2);
        town.counters[0].serves = BTreeSet::from([whole("c")]);
        assert!(town.assign(&to(&[whole("c")]), &[]).is_ok());
        let both = to(&[whole("a"), whole("c")]);
        assert_eq!(town.assign(&both, &[]), Err(AssignRefusal::Stale));
    }

    #[test]
    fn only_what_waits_in_its_lobby_is_given_to_a_counter() {
        let mut town = town_of_two(2);
        let assign = |town: &Town, serves: &[Serves]| town.assign(&to(serves), &[]).map(drop);
        assert_eq!(assign(&town, &[]), Err(AssignRefusal::Nothing));
        let elsewhere = Err(AssignRefusal::NotInItsLobby);
        assert_eq!(assign(&town, &[whole("x")]), elsewhere);
        assert_eq!(assign(&town, &[one("c", "a-1")]), elsewhere);
        town.workplaces[1].lobby = "corridor".parse().unwrap();
        assert_eq!(assign(&town, &[whole("c")]), elsewhere);
        let unknown = Assignment {
            counter: counter(9),
            ..to(&[whole("a")])
        };
        let refusal = town.assign(&unknown, &[]);
        assert_eq!(refusal, Err(AssignRefusal::UnknownCounter));
    }

    #[test]
    fn who_would_be_left_waiting_is_told_first() {
        let waiting = [ticket("A", 1), ticket("A", 2)];
        let mut away = to(&[whole("c")]);
        assert!(town_of_two(2).assign(&away, &waiting).is_ok());
        let left = Unserved {
            workplace: "a".parse().unwrap(),
            service: None,
            waiting: 2,
        };
        let alone = town_of_two(1);
        let refusal = alone.assign(&away, &waiting);
        assert_eq!(refusal, Err(AssignRefusal::LeavesWaiting(vec![left])));
        away.despite_waiting = true;
        assert!(alone.assign(&away, &waiting).is_ok());
    }

    #[test]
    fn nobody_is_left_who_does_not_wait() {
        let mut gone = ticket("A", 1);
        gone.state = TicketState::NoShow { at: noon() };
        let away = to(&[whole("c")]);
        assert!(town_of_two(1).assign(&away, &[gone]).is_ok());
        // Nobody served it before either.
        let never_served = [ticket("C", 1)];
        let other = to(&[one("a", "a-1")]);
        assert!(town_of_two(1).assign(&other, &never_served).is_ok());
    }

    #[test]
    fn where_a_part_is_served_the_rest_is_named_by_service() {
        let town = town_of_two(1);
        let mut counter = town.counters[0].clone();
        let waiting = [ticket("A", 1), ticket("A", 2)];
        let found = |counter: &Counter| unserved(&waiting, &[counter]);
        assert_eq!(found(&counter), []);
        counter.serves = BTreeSet::from([one("a", "other")]);
        let service = Some(waiting[0].service.clone());
        assert_eq!(found(&counter)[0].service, service);
        assert_eq!(found(&counter)[0].waiting, 2);
        counter.serves = BTreeSet::from([whole("c")]);
        assert_eq!(found(&counter)[0].service, None);
    }
}
