//! What screens show of one lobby: the plan (names, which seldom change) and two snapshots, one
//! for everybody and one for staff. Each is whole, so that a screen that was away is right again
//! after one message. No client's name is in any of them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    desk::{Call, Desk},
    estimate::{Load, Wait},
    ids::{CallSeq, CounterNumber, LobbyId, Series, ServiceId, TicketId, WorkplaceId},
    moment::Moment,
    opening_hours::Interval,
    queue,
    series::{DaySeries, NoTicket},
    text::{Language, Localized},
    ticket::{Standing, Ticket, TicketState},
    town::{Counter, Town, Workplace},
};

/// The names of a lobby, made anew when the office changes its set-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub lobby: LobbyId,
    pub town_name: Localized,
    pub lobby_name: Localized,
    pub languages: Vec<Language>,
    pub workplaces: Vec<PlanWorkplace>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanWorkplace {
    pub id: WorkplaceId,
    pub series: Series,
    pub name: Localized,
    pub department: Localized,
    pub services: Vec<PlanService>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanService {
    pub id: ServiceId,
    pub name: Localized,
    pub minutes: u16,
    pub papers: Localized,
}

impl Plan {
    /// `None` if the town has no such lobby.
    #[must_use]
    pub fn of(town: &Town, lobby: &LobbyId) -> Option<Self> {
        let department = |workplace: &Workplace| {
            town.departments
                .iter()
                .find(|department| department.id == workplace.department)
                .map(|department| department.name.clone())
                .unwrap_or_default()
        };
        let workplaces = town.workplaces_of(lobby).map(|workplace| PlanWorkplace {
            id: workplace.id.clone(),
            series: workplace.series,
            name: workplace.name.clone(),
            department: department(workplace),
            services: town
                .services_of(&workplace.id)
                .map(|service| PlanService {
                    id: service.id.clone(),
                    name: service.name.clone(),
                    minutes: service.minutes,
                    papers: service.papers.clone(),
                })
                .collect(),
        });
        Some(Self {
            lobby: lobby.clone(),
            town_name: town.name.clone(),
            lobby_name: town.lobby(lobby)?.name.clone(),
            languages: town.languages.clone(),
            workplaces: workplaces.collect(),
        })
    }

    /// As a page needs it that speaks one language: all of them weigh as much as the rest of it.
    #[must_use]
    pub fn only(mut self, language: Language) -> Self {
        let names = [&mut self.town_name, &mut self.lobby_name].into_iter();
        let workplaces = self.workplaces.iter_mut().flat_map(|workplace| {
            let services = workplace.services.iter_mut();
            let services = services.flat_map(|service| [&mut service.name, &mut service.papers]);
            [&mut workplace.name, &mut workplace.department]
                .into_iter()
                .chain(services)
        });
        for name in names.chain(workplaces) {
            *name = name.only(language);
        }
        self
    }

    #[must_use]
    pub fn workplace(&self, id: &WorkplaceId) -> Option<&PlanWorkplace> {
        self.workplaces.iter().find(|workplace| workplace.id == *id)
    }

    #[must_use]
    pub fn service(&self, id: &ServiceId) -> Option<&PlanService> {
        self.workplaces
            .iter()
            .flat_map(|workplace| &workplace.services)
            .find(|service| service.id == *id)
    }
}

/// What everybody may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicSnapshot {
    /// Grows with every snapshot of the lobby; an older one never replaces a newer one.
    pub version: u64,
    #[serde(with = "crate::wire::date")]
    pub date: NaiveDate,
    /// Calls to be shown, the newest first: every open one, and each for its shortest time.
    pub calls: Vec<ShownCall>,
    pub workplaces: Vec<WorkplaceStatus>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCall {
    /// A display announces each number once, in order.
    pub seq: CallSeq,
    pub ticket: TicketId,
    pub counter: CounterNumber,
    /// Whether the client is still awaited.
    pub open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkplaceStatus {
    pub id: WorkplaceId,
    pub waiting: u16,
    pub wait: Wait,
    /// Today's hours, from opening to closing, if it opens today at all.
    pub today: Option<Interval>,
    /// Whether it is between opening and closing now.
    pub open_now: bool,
    /// Why no ticket is given now; none: it is.
    pub no_ticket: Option<NoTicket>,
}

/// What staff see: the public part's numbers by ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSnapshot {
    pub version: u64,
    #[serde(with = "crate::wire::date")]
    pub date: NaiveDate,
    /// All that can be called: waiting, set aside, and no-shows.
    pub callable: Vec<Ticket>,
    /// What can be sat at, and what it serves.
    pub counters: Vec<Counter>,
    pub desks: Vec<Desk>,
    /// How many walk-in tickets are left today, by workplace.
    pub capacity_left: Vec<(WorkplaceId, u16)>,
    /// For when those have agreed to come who have checked in and can be called or are at a counter.
    pub agreed: Vec<AgreedTicket>,
    /// Another number: today's reservations are not what they were. They have names, so that
    /// whoever may see them asks for them.
    pub reservations: u64,
}

/// What a ticket's client has agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedTicket {
    pub ticket: TicketId,
    /// By the town's clocks.
    #[serde(with = "crate::wire::time")]
    pub time: NaiveTime,
}

impl StaffSnapshot {
    /// The counter as it stands; free if nobody has sat there today.
    #[must_use]
    pub fn desk(&self, counter: CounterNumber) -> Desk {
        self.desks
            .iter()
            .find(|desk| desk.counter == counter)
            .cloned()
            .unwrap_or_else(|| Desk::free(counter))
    }

    /// The agreed time of that ticket's client, by the town's clocks.
    #[must_use]
    pub fn agreed(&self, ticket: TicketId) -> Option<NaiveTime> {
        let mut agreed = self.agreed.iter();
        agreed.find(|it| it.ticket == ticket).map(|it| it.time)
    }
}

/// What one lobby's day looks like in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LobbyDay {
    pub callable: Vec<Ticket>,
    pub desks: Vec<Desk>,
    /// The last calls, at least all younger than the shortest time a call is shown.
    pub calls: Vec<Call>,
    pub series: Vec<(WorkplaceId, DaySeries)>,
}

impl LobbyDay {
    #[must_use]
    pub fn series_of(&self, workplace: &WorkplaceId) -> DaySeries {
        self.series
            .iter()
            .find(|(id, _)| id == workplace)
            .map(|(_, series)| *series)
            .unwrap_or_default()
    }

    /// What stands before someone who comes to `workplace` now. Until a clerk sits down the
    /// counters that could serve it are counted.
    #[must_use]
    pub fn load(&self, town: &Town, workplace: &WorkplaceId, now: DateTime<Utc>) -> Load {
        let minutes_ahead = self
            .waiting_for(workplace, now)
            .filter_map(|ticket| town.service(&ticket.service))
            .map(|service| u32::from(service.minutes))
            .sum();
        let serves = |counter: &&Counter| counter.calls_from(workplace);
        let manned = |counter: &&Counter| {
            self.desks
                .iter()
                .any(|desk| desk.counter == counter.number && desk.clerk.is_some())
        };
        let able = town.counters.iter().filter(serves).count();
        let manned = town.counters.iter().filter(serves).filter(manned).count();
        let counters = if manned == 0 { able } else { manned };
        Load {
            minutes_ahead,
            counters: u32::try_from(counters).unwrap_or(u32::MAX),
        }
    }

    /// How many stand in the queue of `workplace` now.
    #[must_use]
    pub fn waiting(&self, workplace: &WorkplaceId, now: DateTime<Utc>) -> u16 {
        u16::try_from(self.waiting_for(workplace, now).count()).unwrap_or(u16::MAX)
    }

    fn waiting_for<'a>(
        &'a self,
        workplace: &'a WorkplaceId,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = &'a Ticket> {
        self.callable
            .iter()
            .filter(move |t| t.workplace == *workplace && queue::is_waiting(t, now))
    }

    /// Calls that the display shows now, the newest first; of one ticket only its last.
    fn shown_calls(&self, town: &Town, now: DateTime<Utc>) -> Vec<ShownCall> {
        let mut calls = self.calls.clone();
        calls.sort_by_key(|call| std::cmp::Reverse(call.seq));
        let mut shown: Vec<ShownCall> = Vec::new();
        for call in calls {
            let open = self.is_open(&call);
            let fresh = now < call.at + town.rules.call_shown();
            let repeated = shown.iter().any(|newer| newer.ticket == call.ticket);
            if (open || fresh) && !repeated {
                shown.push(ShownCall {
                    seq: call.seq,
                    ticket: call.ticket,
                    counter: call.counter,
                    open,
                });
            }
        }
        shown
    }

    fn is_open(&self, call: &Call) -> bool {
        self.desks.iter().any(|desk| {
            desk.client.as_ref().is_some_and(|client| {
                matches!(client.state, TicketState::Called { seq, .. } if seq == call.seq)
                    && client.id == call.ticket
            })
        })
    }
}

/// Both snapshots, and when they change by time alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshots {
    pub public: PublicSnapshot,
    pub staff: StaffSnapshot,
    pub changes_at: DateTime<Utc>,
}

/// What the screens of `lobby` show of `day` at `now`. Whoever hears of changes numbers them:
/// the snapshots themselves, and the day's reservations.
#[must_use]
pub fn snapshots(
    town: &Town,
    lobby: &LobbyId,
    day: &LobbyDay,
    version: u64,
    now: Moment,
) -> Snapshots {
    let status = |workplace: &Workplace| {
        let load = day.load(town, &workplace.id, now.instant);
        let closures = &town.closures;
        let today = workplace.work_on(now.date, closures);
        let today = today.and_then(|hours| hours.opens().zip(hours.closes()));
        let today = today.map(|(from, to)| Interval { from, to });
        // The shortest service decides whether the button is on; a longer one may still be refused.
        let minutes = town.services_of(&workplace.id).map(|s| s.minutes).min();
        let series = day.series_of(&workplace.id);
        WorkplaceStatus {
            id: workplace.id.clone(),
            waiting: day.waiting(&workplace.id, now.instant),
            wait: load.told(),
            today,
            open_now: today.is_some_and(|hours| hours.contains(now.time))
                && !workplace.is_closed_at(now, closures),
            no_ticket: workplace
                .hands_out(
                    series,
                    load,
                    minutes.unwrap_or(0),
                    closures,
                    &town.rules,
                    now,
                )
                .err(),
        }
    };
    let capacity_left = |workplace: &Workplace| {
        let used = day.series_of(&workplace.id).walk_ins;
        (
            workplace.id.clone(),
            workplace.daily_capacity.saturating_sub(used),
        )
    };
    let at_counters = day.desks.iter().filter_map(|desk| desk.client.as_ref());
    let agreed = day.callable.iter().chain(at_counters).filter_map(|ticket| {
        let Standing::Reserved { agreed_at } = ticket.standing else {
            return None;
        };
        Some(AgreedTicket {
            ticket: ticket.id,
            time: now.at(agreed_at).time,
        })
    });
    Snapshots {
        public: PublicSnapshot {
            version,
            date: now.date,
            calls: day.shown_calls(town, now.instant),
            workplaces: town.workplaces_of(lobby).map(status).collect(),
        },
        staff: StaffSnapshot {
            version,
            date: now.date,
            callable: day.callable.clone(),
            counters: town.counters_of(lobby).cloned().collect(),
            desks: day.desks.clone(),
            capacity_left: town.workplaces_of(lobby).map(capacity_left).collect(),
            agreed: agreed.collect(),
            reservations: 0,
        },
        changes_at: changes_at(town, lobby, day, now),
    }
}

/// How often the estimate is looked at while it could run past closing.
const ESTIMATE_STEP: chrono::TimeDelta = chrono::TimeDelta::seconds(30);

fn changes_at(town: &Town, lobby: &LobbyId, day: &LobbyDay, now: Moment) -> DateTime<Utc> {
    let hours = town
        .workplaces_of(lobby)
        .map(|workplace| workplace.next_change(&town.rules, now))
        .map(|change| now.instant_of(change.date, change.time));
    let closures = town.closures.iter();
    let closures = closures
        .flat_map(|closure| [closure.from, closure.to])
        .map(|at| now.instant_of(at.date(), at.time()));
    let calls = day
        .calls
        .iter()
        .map(|call| call.at + town.rules.call_shown());
    let set_aside = day.callable.iter().filter_map(|ticket| match ticket.state {
        TicketState::SetAside { until } => Some(until),
        _ => None,
    });
    hours
        .chain(closures)
        .chain(calls)
        .chain(set_aside)
        .filter(|at| *at > now.instant)
        .min()
        .unwrap_or(now.instant + ESTIMATE_STEP)
        .min(now.instant + ESTIMATE_STEP)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::TimeDelta;

    use super::*;
    use crate::{
        opening_hours::{Day, Interval, OpeningHours, WeekdayKey},
        staff::Clerk,
        ticket::tests::{counter, noon, ticket},
        town::{Department, Lobby, Rules, Serves, Service, Workplace},
    };

    fn name(text: &str) -> Localized {
        BTreeMap::from([(Language::Cs, text.to_owned())]).into()
    }

    /// Workplace `a` with a service of ten minutes, counters 1 to `counters` that serve it, open
    /// on Mondays 8:00–17:00, in the lobby `hall`; the lobby `corridor` is empty.
    fn town(counters: u16) -> Town {
        let day = Day::new(vec![Interval {
            from: "08:00:00".parse().unwrap(),
            to: "17:00:00".parse().unwrap(),
        }]);
        let hall: LobbyId = "hall".parse().unwrap();
        let workplace: WorkplaceId = "a".parse().unwrap();
        Town {
            name: name("Úřad"),
            office: None,
            zone: chrono_tz::Europe::Prague,
            languages: vec![Language::Cs],
            rules: Rules::default(),
            lobbies: ["hall", "corridor"]
                .map(|id| Lobby {
                    id: id.parse().unwrap(),
                    name: name(id),
                })
                .to_vec(),
            departments: vec![Department {
                id: "d".parse().unwrap(),
                name: name("Odbor"),
            }],
            workplaces: vec![Workplace {
                id: workplace.clone(),
                department: "d".parse().unwrap(),
                lobby: hall.clone(),
                series: "A".parse().unwrap(),
                name: name("občanské průkazy"),
                daily_capacity: 100,
                hours: OpeningHours(BTreeMap::from([(WeekdayKey::Mon, day.unwrap())])),
                internet: None,
            }],
            services: vec![Service {
                id: "a-1".parse().unwrap(),
                workplace: workplace.clone(),
                name: name("žádost"),
                minutes: 10,
                papers: Localized::default(),
                bookable: false,
            }],
            counters: (1..=counters)
                .map(|number| Counter {
                    number: counter(number),
                    lobby: hall.clone(),
                    serves: BTreeSet::from([Serves::Workplace(workplace.clone())]),
                })
                .collect(),
            closures: Vec::new(),
        }
    }

    fn called(number: u16, at_counter: u16, seq: u64) -> (Desk, Call) {
        let called = ticket("A", number)
            .call(counter(at_counter), CallSeq(seq), noon())
            .unwrap();
        let call = Call {
            seq: CallSeq(seq),
            ticket: called.id,
            counter: counter(at_counter),
            at: noon(),
        };
        let desk = Desk {
            clerk: Some(Clerk {
                login: "jana".to_owned(),
                name: "Jana".to_owned(),
            }),
            client: Some(called),
            ..Desk::free(counter(at_counter))
        };
        (desk, call)
    }

    fn at(seconds: i64) -> Moment {
        Moment::new(
            noon() + TimeDelta::seconds(seconds),
            chrono_tz::Europe::Prague,
        )
    }

    fn hall(town: &Town, day: &LobbyDay, now: Moment) -> Snapshots {
        snapshots(town, &"hall".parse().unwrap(), day, 1, now)
    }

    #[test]
    fn who_has_checked_in_is_listed_with_the_time_on_the_towns_clocks() {
        let reserved = |number| {
            let standing = Standing::Reserved {
                agreed_at: at(15 * 60).instant,
            };
            let ticket = ticket("A", number);
            Ticket { standing, ..ticket }
        };
        let (mut desk, _) = called(3, 1, 1);
        desk.client = Some(reserved(3));
        let day = LobbyDay {
            callable: vec![ticket("A", 1), reserved(2)],
            desks: vec![desk],
            ..LobbyDay::default()
        };
        let staff = hall(&town(1), &day, at(0)).staff;
        let agreed = |number| staff.agreed(ticket("A", number).id);
        let time = Some(at(15 * 60).time);
        assert_eq!([agreed(1), agreed(2), agreed(3)], [None, time, time]);
    }

    fn shown(snapshots: &Snapshots) -> Vec<(String, bool)> {
        let calls = snapshots.public.calls.iter();
        calls
            .map(|call| (call.ticket.to_string(), call.open))
            .collect()
    }

    #[test]
    fn every_open_call_is_shown_the_newest_first() {
        let (desks, calls) = (1..=12).map(|n| called(n, n, n.into())).unzip();
        let day = LobbyDay {
            desks,
            calls,
            ..LobbyDay::default()
        };
        // Long after the shortest time: they are shown because they are open.
        let shown = shown(&hall(&town(12), &day, at(3_600)));
        assert_eq!(shown.len(), 12);
        assert_eq!(shown.first(), Some(&("A012".to_owned(), true)));
        assert_eq!(shown.last(), Some(&("A001".to_owned(), true)));
    }

    #[test]
    fn an_answered_call_is_shown_for_a_minute() {
        let (_, call) = called(1, 1, 1);
        let day = LobbyDay {
            calls: vec![call],
            ..LobbyDay::default()
        };
        assert_eq!(
            shown(&hall(&town(1), &day, at(59))),
            [("A001".to_owned(), false)]
        );
        assert_eq!(shown(&hall(&town(1), &day, at(60))), []);
        assert!(hall(&town(1), &day, at(59)).changes_at <= at(60).instant);
    }

    #[test]
    fn two_calls_of_one_instant_are_both_shown() {
        let (first, call_1) = called(1, 1, 8);
        let (second, call_2) = called(2, 2, 9);
        let day = LobbyDay {
            desks: vec![first, second],
            calls: vec![call_1, call_2],
            ..LobbyDay::default()
        };
        let seqs: Vec<_> = hall(&town(2), &day, at(0))
            .public
            .calls
            .iter()
            .map(|c| c.seq.0)
            .collect();
        assert_eq!(seqs, [9, 8]);
    }

    #[test]
    fn a_call_repeated_is_shown_once_with_its_last_number() {
        let (mut desk, call) = called(1, 1, 1);
        desk.client = desk
            .client
            .map(|client| client.call_again(CallSeq(2)).unwrap());
        let again = Call {
            seq: CallSeq(2),
            ..call
        };
        let day = LobbyDay {
            desks: vec![desk],
            calls: vec![call, again],
            ..LobbyDay::default()
        };
        let shown = hall(&town(1), &day, at(0)).public.calls;
        assert_eq!(shown.len(), 1);
        assert_eq!((shown[0].seq, shown[0].open), (CallSeq(2), true));
    }

    #[test]
    fn one_set_aside_does_not_wait_until_the_time_is_over() {
        let mut aside = ticket("A", 1);
        aside.state = TicketState::SetAside {
            until: at(300).instant,
        };
        let day = LobbyDay {
            callable: vec![aside],
            ..LobbyDay::default()
        };
        let waiting = |seconds| hall(&town(1), &day, at(seconds)).public.workplaces[0].waiting;
        assert_eq!([waiting(299), waiting(300)], [0, 1]);
    }

    #[test]
    fn work_ahead_is_shared_by_the_counters_that_are_manned_or_else_could_be() {
        let callable = (1..=6).map(|n| ticket("A", n)).collect();
        let mut day = LobbyDay {
            callable,
            ..LobbyDay::default()
        };
        let workplace: WorkplaceId = "a".parse().unwrap();
        let load = |day: &LobbyDay| day.load(&town(3), &workplace, noon());
        assert_eq!(
            load(&day),
            Load {
                minutes_ahead: 60,
                counters: 3
            }
        );
        day.desks = vec![called(9, 2, 1).0];
        assert_eq!(
            load(&day),
            Load {
                minutes_ahead: 60,
                counters: 1
            }
        );
    }

    #[test]
    fn a_lobby_shows_its_own_workplaces_only() {
        let corridor: LobbyId = "corridor".parse().unwrap();
        let shown = snapshots(&town(1), &corridor, &LobbyDay::default(), 1, at(0));
        assert!(shown.public.workplaces.is_empty());
        assert!(Plan::of(&town(1), &corridor).unwrap().workplaces.is_empty());
        assert!(Plan::of(&town(1), &"attic".parse().unwrap()).is_none());
    }
}
