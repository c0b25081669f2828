//! What screens show of one lobby: the plan (names, which seldom change) and two snapshots, one
//! for everybody and one for staff. Each is whole, so that a screen that was away is right again
//! after one message. No client's name is in any of them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    assignment::{self, Unserved},
    closure::{Closed, Closure, Reason, Shut},
    desk::{Call, Desk, Note},
    estimate::{Awaited, Estimate, Wait},
    follow::{self, Stage, TicketNumber},
    ids::{CallSeq, CounterNumber, LobbyId, Series, ServiceId, TicketId, WorkplaceId},
    moment::Moment,
    notice::{Notice, Screens},
    opening_hours::Interval,
    pace::Seen,
    picture::{PictureHash, PicturePlace},
    printer::PrinterTrouble,
    queue,
    series::{DaySeries, NoTicket},
    slots::Booker,
    staff::Departments,
    text::{Language, Localized},
    ticket::{Standing, Ticket, TicketState},
    town::{Counter, Service, Town, Workplace},
};

/// The names of a lobby, made anew when the office changes its set-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub lobby: LobbyId,
    pub town_name: Localized,
    /// The town's crest, beside its name, if the office has put it there.
    pub crest: Option<PictureHash>,
    pub lobby_name: Localized,
    pub languages: Vec<Language>,
    pub workplaces: Vec<PlanWorkplace>,
    pub display: DisplaySetup,
}

/// What displays show and say beside the calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplaySetup {
    /// The languages in which a call is said, in order.
    pub announce: Vec<Language>,
    /// The office's own message; may be empty.
    pub message: Localized,
    /// Whether the server has a voice of its own. The set-up does not know, whoever publishes does.
    pub voice: bool,
    /// Which picture the office put there, if any.
    pub picture: Option<PictureHash>,
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
    /// No client may ask for it, but some may still have a ticket for it.
    pub hidden: bool,
}

impl PlanWorkplace {
    /// What clients may ask for.
    pub fn offered(&self) -> impl Iterator<Item = &PlanService> {
        self.services.iter().filter(|service| !service.hidden)
    }

    /// Whether clients may ask for anything.
    #[must_use]
    pub fn is_offered(&self) -> bool {
        self.offered().next().is_some()
    }
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
                    hidden: !service.offered.includes(Booker::Client),
                })
                .collect(),
        });
        let of_lobby = town.lobby(lobby)?;
        Some(Self {
            lobby: lobby.clone(),
            town_name: town.name.clone(),
            crest: town.picture(&PicturePlace::Crest),
            lobby_name: of_lobby.name.clone(),
            languages: town.languages.clone(),
            workplaces: workplaces.collect(),
            display: DisplaySetup {
                announce: of_lobby.announce.clone(),
                message: of_lobby.message.clone(),
                picture: town.picture(&PicturePlace::Display(lobby.clone())),
                ..DisplaySetup::default()
            },
        })
    }

    /// As a page needs it that speaks one language: all of them weigh as much as the rest of it.
    #[must_use]
    pub fn only(mut self, language: Language) -> Self {
        let names = [
            &mut self.town_name,
            &mut self.lobby_name,
            &mut self.display.message,
        ];
        let names = names.into_iter();
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
    /// All of the lobby, for the small displays above them.
    pub counters: Vec<CounterStatus>,
    /// What the office has to say, and where, the newest first.
    pub notices: Vec<(Screens, Localized)>,
    /// Where each ticket is, for the phones that follow one.
    pub tickets: Vec<(TicketNumber, Stage)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterStatus {
    pub counter: CounterNumber,
    pub work: CounterWork,
}

/// What a counter does, as everybody may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CounterWork {
    /// Nobody sits there, or it is closed for a time.
    Closed,
    /// Whoever sits there is back in a moment.
    Paused,
    /// Nobody is in front.
    Free,
    /// Its client is on the way. Another number: called once more.
    Calls { ticket: TicketId, seq: CallSeq },
    /// Its client is there.
    Serves { ticket: TicketId },
}

impl CounterWork {
    fn of(desk: &Desk) -> Self {
        let client = desk.client.as_ref();
        match client.map(|client| (client.id, client.state)) {
            Some((ticket, TicketState::Called { seq, .. })) => Self::Calls { ticket, seq },
            Some((ticket, _)) => Self::Serves { ticket },
            None if desk.clerk.is_none() => Self::Closed,
            None if desk.paused_since.is_some() => Self::Paused,
            None => Self::Free,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCall {
    /// A display announces each number once, in order.
    pub seq: CallSeq,
    pub ticket: TicketId,
    pub counter: CounterNumber,
    /// Old ones are shown to whoever was away, and not said any more.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
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
    /// Why it is closed now out of its usual time.
    pub closed_because: Option<Localized>,
    /// Services that are closed while the others are not.
    pub closed_services: Vec<ClosedService>,
    /// Services that no open counter does while one does others of the workplace.
    pub unmanned: Vec<ServiceId>,
    /// Today's last call of its clients, however long ago.
    pub last_called: Option<LastCalled>,
}

impl WorkplaceStatus {
    /// Whether no open counter would call who comes for that service.
    #[must_use]
    pub fn is_unmanned(&self, service: &ServiceId) -> bool {
        self.wait == Wait::NoCounter || self.unmanned.contains(service)
    }
}

/// A service that is closed though its workplace works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedService {
    pub id: ServiceId,
    /// Why no ticket for it is given now, and from when on there is one.
    pub no_ticket: NoTicket,
    pub because: Localized,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCalled {
    pub ticket: TicketNumber,
    pub counter: CounterNumber,
    /// By the town's clocks.
    #[serde(with = "crate::wire::time")]
    pub time: NaiveTime,
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
    /// Counters that are closed now, and why.
    pub shut: Vec<Shut>,
    pub workplaces: Vec<WorkplaceDay>,
    /// What the office says in this lobby, the newest first.
    pub notices: Vec<Localized>,
    /// Since when clerks sit where they sit.
    pub seated: Vec<Seated>,
    /// For when those have agreed to come who have checked in and can be called or are at a counter.
    pub agreed: Vec<AgreedTicket>,
    /// When those are back who have put themselves back.
    pub postponed: Vec<AgreedTicket>,
    /// What clerks have noted about those who can be called or are at a counter.
    pub notes: Vec<(TicketId, Note)>,
    /// Another number: today's reservations are not what they were. They have names, so that
    /// whoever may see them asks for them.
    pub reservations: u64,
    /// Printers of the lobby's kiosks that somebody should look after.
    pub printers: Vec<PrinterTrouble>,
}

/// Since when a counter has its clerk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seated {
    pub counter: CounterNumber,
    /// By the town's clocks.
    #[serde(with = "crate::wire::time")]
    pub since: NaiveTime,
}

/// How a workplace's day stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkplaceDay {
    pub id: WorkplaceId,
    /// How many walk-ins get a ticket today.
    pub capacity: u16,
    pub series: DaySeries,
    /// Today's hours, from opening to closing, if it opens today at all.
    pub today: Option<Interval>,
    /// Why no ticket is given now; none: it is.
    pub no_ticket: Option<NoTicket>,
}

impl WorkplaceDay {
    /// How many walk-in tickets are left today.
    #[must_use]
    pub fn left(&self) -> u16 {
        self.capacity.saturating_sub(self.series.walk_ins)
    }
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

    #[must_use]
    pub fn note(&self, ticket: TicketId) -> Option<&Note> {
        let mut notes = self.notes.iter();
        notes.find(|(id, _)| *id == ticket).map(|(_, note)| note)
    }

    /// Without the notes about clients of other departments.
    #[must_use]
    pub fn seen_by(mut self, departments: &Departments, town: &Town) -> Self {
        if departments.are_all() {
            return self;
        }
        let in_front = self.desks.iter().filter_map(|desk| desk.client.as_ref());
        let theirs: BTreeSet<_> = (self.callable.iter())
            .chain(in_front)
            .filter(|ticket| departments.have_named(town, &ticket.workplace))
            .map(|ticket| ticket.id)
            .collect();
        self.notes.retain(|(id, _)| theirs.contains(id));
        self
    }

    /// Since when that counter has its clerk, by the town's clocks.
    #[must_use]
    pub fn seated_since(&self, counter: CounterNumber) -> Option<NaiveTime> {
        let mut seated = self.seated.iter();
        seated.find(|it| it.counter == counter).map(|it| it.since)
    }

    /// Why that counter is closed now, if it is.
    #[must_use]
    pub fn shut(&self, counter: CounterNumber) -> Option<&Shut> {
        self.shut.iter().find(|shut| shut.counter == counter)
    }

    /// The counters where clients can be called now.
    pub fn open_counters(&self) -> impl Iterator<Item = &Counter> {
        let is_open = |counter: &&Counter| {
            is_open(counter, &self.desks) && self.shut(counter.number).is_none()
        };
        self.counters.iter().filter(is_open)
    }

    /// Who waits at `now` for what no open counter serves.
    #[must_use]
    pub fn unserved(&self, now: DateTime<Utc>) -> Vec<Unserved> {
        let waiting = self.callable.iter().filter(|it| queue::is_waiting(it, now));
        let open: Vec<_> = self.open_counters().collect();
        assignment::unserved(waiting, &open)
    }

    /// How many wait at `now` for what that counter serves and no other open one does.
    #[must_use]
    pub fn left_without(&self, counter: CounterNumber, now: DateTime<Utc>) -> usize {
        let mut counters = self.counters.iter();
        let Some(own) = counters.find(|it| it.number == counter) else {
            return 0;
        };
        let others: Vec<_> = self.open_counters().collect();
        let others = others.iter().filter(|it| it.number != counter);
        let left = |ticket: &&Ticket| {
            queue::is_waiting(ticket, now)
                && own.serves(ticket)
                && !others.clone().any(|it| it.serves(ticket))
        };
        self.callable.iter().filter(left).count()
    }

    /// The agreed time of that ticket's client, by the town's clocks.
    #[must_use]
    pub fn agreed(&self, ticket: TicketId) -> Option<NaiveTime> {
        let mut agreed = self.agreed.iter();
        agreed.find(|it| it.ticket == ticket).map(|it| it.time)
    }

    /// When that ticket's client is back, by the town's clocks, if they have put themselves back.
    #[must_use]
    pub fn back_at(&self, ticket: TicketId) -> Option<NaiveTime> {
        let mut postponed = self.postponed.iter();
        postponed.find(|it| it.ticket == ticket).map(|it| it.time)
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
    /// Of all lobbies.
    pub notes: Vec<(TicketId, Note)>,
    /// How long clients were at the counters.
    pub seen: Seen,
    /// Who has booked for today and is still to come.
    pub awaited: Vec<Awaited>,
    /// The last call of each workplace's clients, of all lobbies.
    pub last_called: Vec<(WorkplaceId, Call)>,
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

    /// How many stand in the queue of `workplace` now.
    #[must_use]
    pub fn waiting(&self, workplace: &WorkplaceId, now: DateTime<Utc>) -> u16 {
        u16::try_from(self.waiting_for(workplace, now).count()).unwrap_or(u16::MAX)
    }

    pub(crate) fn waiting_for<'a>(
        &'a self,
        workplace: &'a WorkplaceId,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = &'a Ticket> {
        self.callable
            .iter()
            .filter(move |t| t.workplace == *workplace && queue::is_waiting(t, now))
    }

    fn last_called(&self, workplace: &WorkplaceId, now: Moment) -> Option<LastCalled> {
        let mut calls = self.last_called.iter();
        let (_, call) = calls.find(|(id, _)| id == workplace)?;
        Some(LastCalled {
            ticket: call.ticket.into(),
            counter: call.counter,
            time: now.at(call.at).time,
        })
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
                    at: call.at,
                    open,
                });
            }
        }
        shown
    }

    /// The counter as it stands; free if nobody has sat there today. Of one that is closed nothing is
    /// seen but its last client.
    fn work_of(&self, counter: &Counter, is_shut: bool) -> CounterStatus {
        let mut desks = self.desks.iter();
        let desk = desks.find(|desk| desk.counter == counter.number);
        let desk = desk.filter(|desk| !is_shut || desk.client.is_some());
        CounterStatus {
            counter: counter.number,
            work: desk.map_or(CounterWork::Closed, CounterWork::of),
        }
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

/// Whether clients can be called at `counter` now.
fn is_open(counter: &Counter, desks: &[Desk]) -> bool {
    let mut desks = desks.iter();
    desks.any(|desk| desk.counter == counter.number && desk.is_open())
}

/// Both snapshots, and when they change by time alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshots {
    pub public: PublicSnapshot,
    pub staff: StaffSnapshot,
    pub changes_at: DateTime<Utc>,
}

/// What the screens of `lobby` show of `day` at `now`. Whoever hears of changes numbers them, the
/// snapshots themselves and the day's reservations, and knows how the printers stand.
#[must_use]
pub fn snapshots(
    town: &Town,
    lobby: &LobbyId,
    day: &LobbyDay,
    version: u64,
    now: Moment,
) -> Snapshots {
    let estimate = Estimate::of(town, lobby, day, now);
    let workplaces: Vec<_> = town
        .workplaces_of(lobby)
        .map(|workplace| status(town, workplace, day, &estimate, now))
        .collect();
    let stands = |(workplace, status): (&Workplace, &WorkplaceStatus)| {
        let series = day.series_of(&workplace.id);
        WorkplaceDay {
            id: workplace.id.clone(),
            capacity: workplace.capacity(series),
            series,
            today: status.today,
            no_ticket: status.no_ticket,
        }
    };
    let stand = town.workplaces_of(lobby).zip(&workplaces).map(stands);
    let notices = town.notices.iter();
    let notices: Vec<&Notice> = notices
        .filter(|notice| notice.is_for(lobby) && notice.is_shown(now))
        .collect();
    let seated = day.desks.iter().filter_map(|desk| {
        Some(Seated {
            counter: desk.counter,
            since: now.at(desk.since?).time,
        })
    });
    let at_counters = day.desks.iter().filter_map(|desk| desk.client.as_ref());
    let present: Vec<_> = day.callable.iter().chain(at_counters).collect();
    let notes = day.notes.iter();
    let notes = notes.filter(|(id, _)| present.iter().any(|ticket| ticket.id == *id));
    let agreed = present.iter().filter_map(|ticket| {
        let Standing::Reserved { agreed_at } = ticket.standing else {
            return None;
        };
        Some(AgreedTicket {
            ticket: ticket.id,
            time: now.at(agreed_at).time,
        })
    });
    let postponed = day.callable.iter().filter_map(|ticket| {
        let until = ticket.postponed_until.filter(|_| ticket.is_postponed())?;
        Some(AgreedTicket {
            ticket: ticket.id,
            time: now.at(until).time,
        })
    });
    let shut: Vec<_> = town
        .counters_of(lobby)
        .filter_map(|it| Shut::of(it.number, &town.closures, now))
        .collect();
    let is_shut = |it: &Counter| shut.iter().any(|shut| shut.counter == it.number);
    let counters = town.counters_of(lobby);
    let counters = counters.map(|it| day.work_of(it, is_shut(it))).collect();
    Snapshots {
        staff: StaffSnapshot {
            version,
            date: now.date,
            callable: day.callable.clone(),
            counters: town.counters_of(lobby).cloned().collect(),
            shut,
            desks: day.desks.clone(),
            workplaces: stand.collect(),
            notices: notices.iter().map(|notice| notice.text.clone()).collect(),
            seated: seated.collect(),
            agreed: agreed.collect(),
            postponed: postponed.collect(),
            notes: notes.cloned().collect(),
            reservations: 0,
            printers: Vec::new(),
        },
        public: PublicSnapshot {
            version,
            date: now.date,
            calls: day.shown_calls(town, now.instant),
            workplaces,
            counters,
            notices: notices
                .into_iter()
                .map(|notice| (notice.screens, notice.text.clone()))
                .chain(closures_told(town, lobby, now))
                .collect(),
            tickets: follow::stages(town, lobby, day, &estimate, now),
        },
        changes_at: changes_at(town, lobby, day, now),
    }
}

/// So many closures are told of at once: the soonest.
const MOST_CLOSURES: usize = 3;

/// What public screens say of what is closed, or will be soon.
fn closures_told(town: &Town, lobby: &LobbyId, now: Moment) -> Vec<(Screens, Localized)> {
    let concerns = |closure: &&Closure| match &closure.of {
        // Clients are called to another one; its own display says it.
        Closed::Counter(_) => false,
        Closed::Lobby(_) | Closed::Workplace(_) | Closed::Service(_) => {
            let mut workplaces = town.workplaces_under(&closure.of).into_iter();
            workplaces.any(|workplace| workplace.lobby == *lobby)
        }
    };
    let told = town.closures.iter().filter(|it| it.is_told(now));
    let mut told: Vec<_> = told.filter(concerns).collect();
    told.sort_by_key(|closure| (closure.from, closure.to));
    let told = told.into_iter().take(MOST_CLOSURES);
    told.filter_map(|closure| Some(closure.told_of(&town.name_of(&closure.of)?)))
        .map(|sentence| (Screens::ALL, sentence))
        .collect()
}

/// The services of a workplace that are closed while it works itself, with why no ticket for them is
/// given now. `hands_out` says it for a service by its closures.
fn closed_services(
    town: &Town,
    workplace: &Workplace,
    now: Moment,
    hands_out: impl Fn(&Service, &[Closure]) -> Option<NoTicket>,
) -> Vec<ClosedService> {
    let closed = town.services_of(&workplace.id).filter_map(|service| {
        let own = |it: &&Closure| it.of == Closed::Service(service.id.clone());
        let mut own = town.closures.iter().filter(own);
        let lasts = |it: &Closure| it.from.date() <= now.date && now.date <= it.to.date();
        let closure = own.find(|it| lasts(it))?;
        let closures = workplace.closures_for(service, &town.closures);
        let no_ticket = hands_out(service, &closures)?;
        let reason = workplace.closed_because(now, &closures);
        hands_out(service, &town.closures)
            .is_none()
            .then(|| ClosedService {
                id: service.id.clone(),
                no_ticket,
                because: reason.unwrap_or(&closure.reason).text().clone(),
            })
    });
    closed.collect()
}

fn status(
    town: &Town,
    workplace: &Workplace,
    day: &LobbyDay,
    estimate: &Estimate,
    now: Moment,
) -> WorkplaceStatus {
    let prospect = estimate.at_workplace(town, &workplace.id);
    let closures = &town.closures;
    let today = workplace.work_on(now.date, closures);
    let today = today.and_then(|hours| hours.opens().zip(hours.closes()));
    let today = today.map(|(from, to)| Interval { from, to });
    let series = day.series_of(&workplace.id);
    let hands_out = |minutes: u16, prospect, closures: &[Closure]| {
        let rules = &town.rules;
        let given = workplace.hands_out(series, prospect, minutes, closures, rules, now);
        given.err()
    };
    let closed_services = closed_services(town, workplace, now, |service, closures| {
        hands_out(service.minutes, estimate.walk_in(&service.id), closures)
    });
    let closed = |service: &Service| closed_services.iter().find(|it| it.id == service.id);
    let offered: Vec<_> = town
        .offered_at(&workplace.id, Booker::Client)
        .map(|service| (service, closed(service)))
        .collect();
    // The shortest service decides whether the button is on; a longer one may still be refused.
    let open = offered.iter().filter(|(_, closed)| closed.is_none());
    let minutes = open.map(|(service, _)| service.minutes).min();
    // Where all of them are closed one by one, so is the workplace.
    let all_closed = minutes.is_none().then(|| {
        let closed = offered.iter().filter_map(|(_, closed)| *closed);
        closed.min_by_key(|it| match it.no_ticket {
            NoTicket::NotYet { from } => (false, from),
            _ => (true, NaiveTime::MIN),
        })
    });
    let all_closed = all_closed.flatten();
    let no_ticket = hands_out(minutes.unwrap_or(0), prospect, closures);
    // Of a workplace without any counter that is said of the whole.
    let unmanned = offered.iter().filter(|(service, closed)| {
        let own = estimate.walk_in(&service.id).wait;
        closed.is_none() && own == Wait::NoCounter && prospect.wait != Wait::NoCounter
    });
    let unmanned = unmanned.map(|(service, _)| service.id.clone()).collect();
    let because = workplace.closed_because(now, closures).map(Reason::text);
    WorkplaceStatus {
        id: workplace.id.clone(),
        waiting: day.waiting(&workplace.id, now.instant),
        wait: prospect.wait,
        today,
        open_now: today.is_some_and(|hours| hours.contains(now.time))
            && !workplace.is_closed_at(now, closures),
        no_ticket: no_ticket.or(all_closed.map(|it| it.no_ticket)),
        last_called: day.last_called(&workplace.id, now),
        closed_because: because.or(all_closed.map(|it| &it.because)).cloned(),
        closed_services,
        unmanned,
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
    let closures = closures.flat_map(|closure| [closure.from, closure.to]);
    let notices = town.notices.iter();
    let notices = notices.flat_map(|notice| notice.from.into_iter().chain(notice.until));
    let told = closures
        .chain(notices)
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
        .chain(told)
        .chain(calls)
        .chain(set_aside)
        .filter(|at| *at > now.instant)
        .min()
        .unwrap_or(now.instant + ESTIMATE_STEP)
        .min(now.instant + ESTIMATE_STEP)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::TimeDelta;

    use super::*;
    use crate::{
        notice::Screen,
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
    pub(crate) fn town(counters: u16) -> Town {
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
                    announce: vec![Language::Cs],
                    message: name("Vítejte"),
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
                hours: OpeningHours::weekly(BTreeMap::from([(WeekdayKey::Mon, day.unwrap())])),
                internet: None,
            }],
            services: vec![Service {
                id: "a-1".parse().unwrap(),
                workplace: workplace.clone(),
                name: name("žádost"),
                minutes: 10,
                papers: Localized::default(),
                bookable: false,
                offered: crate::town::OfferedTo::Everyone,
            }],
            counters: (1..=counters)
                .map(|number| Counter {
                    number: counter(number),
                    lobby: hall.clone(),
                    serves: BTreeSet::from([Serves::Workplace(workplace.clone())]),
                })
                .collect(),
            closures: Vec::new(),
            notices: Vec::new(),
            pictures: BTreeMap::new(),
        }
    }

    pub(crate) fn called(number: u16, at_counter: u16, seq: u64) -> (Desk, Call) {
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

    /// So many seconds after noon.
    pub(crate) fn at(seconds: i64) -> Moment {
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
    fn everybody_sees_what_each_counter_does_and_nobody_sees_who_sits_there() {
        let (calling, _) = called(7, 1, 4);
        let (mut serving, _) = called(8, 2, 5);
        serving.client = serving.client.map(|client| client.arrived(noon()).unwrap());
        let free = Desk {
            client: None,
            ..called(9, 3, 6).0
        };
        let left = Desk::free(counter(4));
        let paused = Desk {
            paused_since: Some(noon()),
            client: None,
            ..called(9, 5, 7).0
        };
        let day = LobbyDay {
            desks: vec![calling, serving, free, left, paused],
            ..LobbyDay::default()
        };
        let public = hall(&town(6), &day, at(0)).public;
        let work: Vec<_> = public.counters.iter().map(|it| it.work).collect();
        assert_eq!(
            work,
            [
                CounterWork::Calls {
                    ticket: ticket("A", 7).id,
                    seq: CallSeq(4)
                },
                CounterWork::Serves {
                    ticket: ticket("A", 8).id
                },
                CounterWork::Free,
                CounterWork::Closed,
                CounterWork::Paused,
                CounterWork::Closed,
            ]
        );
        let written = serde_json::to_string(&public).unwrap();
        assert!(!written.contains("jana") && !written.contains("Jana"));
    }

    #[test]
    fn a_call_says_since_when_it_is() {
        let (desk, call) = called(1, 1, 1);
        let day = LobbyDay {
            desks: vec![desk],
            calls: vec![call],
            ..LobbyDay::default()
        };
        let shown = hall(&town(1), &day, at(90)).public.calls;
        assert_eq!(shown[0].at, noon());
    }

    #[test]
    fn who_waits_where_no_counter_is_open_is_told_to_staff_and_clients() {
        let mut day = LobbyDay {
            callable: vec![ticket("A", 1)],
            ..LobbyDay::default()
        };
        let told = |day: &LobbyDay| {
            let Snapshots { public, staff, .. } = hall(&town(1), day, at(0));
            (
                public.workplaces[0].wait == Wait::NoCounter,
                staff.unserved(noon()).len(),
            )
        };
        assert_eq!(told(&day), (true, 1));
        day.desks = vec![called(9, 1, 1).0];
        assert_eq!(told(&day), (false, 0));
        day.desks[0].paused_since = Some(noon());
        assert_eq!(told(&day), (true, 1));
        day.desks[0] = called(9, 1, 1).0;
        day.desks[0].clerk = None;
        assert_eq!(told(&day), (true, 1));
    }

    #[test]
    fn who_comes_while_it_is_closed_is_told_why() {
        let mut town = town(1);
        let date = at(0).date;
        town.closures = vec![Closure {
            of: Closed::Workplace("a".parse().unwrap()),
            from: date.and_time(at(0).time),
            to: date.and_time(at(60).time),
            reason: "Porucha proudu".parse().unwrap(),
        }];
        let because = |seconds| {
            let mut public = hall(&town, &LobbyDay::default(), at(seconds)).public;
            public.workplaces.remove(0).closed_because
        };
        assert_eq!(because(-1), None);
        let reason = because(59).unwrap();
        assert_eq!(reason.get(Language::Uk), "Porucha proudu");
        assert_eq!(because(60), None);
        // Screens say so before, too.
        let notices = |seconds| {
            hall(&town, &LobbyDay::default(), at(seconds))
                .public
                .notices
        };
        assert_eq!(notices(-1).len(), 1);
        let (screens, told) = &notices(-1)[0];
        assert!(told.get(Language::Cs).ends_with("Porucha proudu"));
        assert_eq!(*screens, Screens::ALL);
        assert_eq!(notices(60), []);
    }

    #[test]
    fn staff_see_by_the_towns_clocks_since_when_a_counter_has_its_clerk() {
        let (mut desk, _) = called(1, 3, 1);
        desk.since = Some(noon());
        let day = LobbyDay {
            desks: vec![desk],
            ..LobbyDay::default()
        };
        let staff = hall(&town(3), &day, at(60)).staff;
        let since = |number| staff.seated_since(counter(number));
        assert_eq!([since(3), since(1)], [Some(at(0).time), None]);
    }

    /// Closed from noon to one.
    fn closed(of: &str) -> Closure {
        let date = at(0).date;
        Closure {
            of: of.parse().unwrap(),
            from: date.and_time(at(0).time),
            to: date.and_time(at(3600).time),
            reason: "Porucha proudu".parse().unwrap(),
        }
    }

    #[test]
    fn a_service_that_is_closed_says_until_when_and_the_others_are_given() {
        let mut town = town(1);
        let other = Service {
            id: "a-2".parse().unwrap(),
            ..town.services[0].clone()
        };
        town.services.push(other);
        town.closures = vec![closed("service:a-1")];
        let status = |town: &Town, seconds| {
            let mut public = hall(town, &LobbyDay::default(), at(seconds)).public;
            public.workplaces.remove(0)
        };
        assert!(status(&town, -1).closed_services.is_empty());
        let shown = status(&town, 0);
        assert_eq!((shown.no_ticket, &shown.closed_because), (None, &None));
        let [one] = shown.closed_services.as_slice() else {
            panic!("{shown:?}");
        };
        assert_eq!(one.id.as_str(), "a-1");
        let from = at(3600).time;
        assert_eq!(one.no_ticket, NoTicket::NotYet { from });
        assert_eq!(one.because.get(Language::Cs), "Porucha proudu");
        assert!(status(&town, 3600).closed_services.is_empty());
        // Where nothing is left to be asked for, there is no ticket.
        town.closures.push(closed("service:a-2"));
        let shown = status(&town, 0);
        assert_eq!(shown.no_ticket, Some(NoTicket::NotYet { from }));
        assert!(shown.closed_because.is_some());
        // What closes the workplace is said of the workplace.
        town.closures = vec![closed("service:a-1"), closed("a")];
        let shown = status(&town, 0);
        assert_eq!(shown.no_ticket, Some(NoTicket::NotYet { from }));
        assert!(shown.closed_services.is_empty());
    }

    #[test]
    fn a_service_that_no_open_counter_does_is_told_beside_those_that_one_does() {
        let mut town = town(2);
        let second = Service {
            id: "a-2".parse().unwrap(),
            ..town.services[0].clone()
        };
        town.services.push(second);
        let only_first = Serves::Service("a".parse().unwrap(), "a-1".parse().unwrap());
        town.counters[0].serves = BTreeSet::from([only_first]);
        let seated = |numbers: &[u16]| LobbyDay {
            desks: numbers.iter().map(|n| called(*n, *n, 1).0).collect(),
            ..LobbyDay::default()
        };
        let status = |numbers: &[u16]| {
            let shown = hall(&town, &seated(numbers), at(0)).public;
            let status = shown.workplaces.into_iter().next().unwrap();
            let services = ["a-1", "a-2"].map(|id| status.is_unmanned(&id.parse().unwrap()));
            (status.wait == Wait::NoCounter, services)
        };
        assert_eq!(status(&[1, 2]), (false, [false, false]));
        assert_eq!(status(&[1]), (false, [false, true]));
        assert_eq!(status(&[2]), (false, [false, false]));
        assert_eq!(status(&[]), (true, [true, true]));
        // As a rule it is nothing more to send.
        assert_eq!(
            hall(&town, &seated(&[]), at(0)).public.workplaces[0].unmanned,
            []
        );
    }

    #[test]
    fn whoever_closes_a_counter_leaves_those_whom_no_other_open_one_serves() {
        let mut town = town(3);
        let other = Serves::Workplace("b".parse().unwrap());
        town.counters[2].serves = BTreeSet::from([other]);
        let left = |open: &[u16], number| {
            let day = LobbyDay {
                callable: vec![ticket("A", 1), ticket("A", 2)],
                desks: open.iter().map(|n| called(n + 10, *n, 1).0).collect(),
                ..LobbyDay::default()
            };
            let hall = "hall".parse().unwrap();
            let staff = snapshots(&town, &hall, &day, 1, at(0)).staff;
            staff.left_without(counter(number), at(0).instant)
        };
        assert_eq!(left(&[1], 1), 2);
        assert_eq!(left(&[1, 2], 1), 0);
        // Open, but for something else.
        assert_eq!(left(&[1, 3], 1), 2);
        assert_eq!(left(&[1, 3], 3), 0);
        assert_eq!(left(&[1], 9), 0);
    }

    #[test]
    fn a_counter_that_is_closed_shows_its_last_client_and_then_that() {
        let mut town = town(2);
        let mut day = LobbyDay {
            callable: vec![ticket("A", 1)],
            desks: vec![called(9, 1, 1).0],
            ..LobbyDay::default()
        };
        town.closures = vec![closed("counter:1")];
        let shown = |day: &LobbyDay, seconds| {
            let Snapshots { public, staff, .. } = hall(&town, day, at(seconds));
            let shut = staff
                .shut(counter(1))
                .map(|it| it.during.get(Language::Cs).to_owned());
            let unserved = staff.unserved(noon()).len();
            (public.counters[0].work, shut, unserved)
        };
        let ticket = ticket("A", 9).id;
        let seq = CallSeq(1);
        let during = Some("23. 11. 12:00–13:00".to_owned());
        let calls = CounterWork::Calls { ticket, seq };
        assert_eq!(shown(&day, -1), (calls, None, 0));
        assert_eq!(shown(&day, 0), (calls, during.clone(), 1));
        day.desks[0].client = None;
        assert_eq!(shown(&day, 0), (CounterWork::Closed, during, 1));
        assert_eq!(shown(&day, 3600), (CounterWork::Free, None, 0));
    }

    #[test]
    fn each_closure_is_one_line_and_only_where_it_is() {
        let mut town = town(1);
        let other = Workplace {
            id: "b".parse().unwrap(),
            ..town.workplaces[0].clone()
        };
        town.workplaces.push(other);
        let told = |town: &Town, lobby: &str| {
            let lobby = lobby.parse().unwrap();
            let made = snapshots(town, &lobby, &LobbyDay::default(), 1, at(0));
            let told = made.public.notices.into_iter();
            told.map(|(_, it)| it.get(Language::Cs).to_owned())
                .collect::<Vec<_>>()
        };
        for (of, name) in [
            ("lobby:hall", "hall"),
            ("a", "občanské průkazy"),
            ("service:a-1", "občanské průkazy – žádost"),
        ] {
            town.closures = vec![closed(of)];
            let line = format!("{name}, 23. 11. 12:00–13:00 zavřeno: Porucha proudu");
            assert_eq!(told(&town, "hall"), [line], "{of}");
            assert!(told(&town, "corridor").is_empty(), "{of}");
        }
        town.closures = vec![closed("counter:1")];
        assert!(told(&town, "hall").is_empty());
    }

    #[test]
    fn a_notice_is_on_the_screens_of_its_lobby_in_its_time() {
        let civil = |seconds| Some(at(seconds).date.and_time(at(seconds).time));
        let screens = Screens::from_iter([Screen::Kiosk]);
        let mut town = town(1);
        town.notices = vec![Notice {
            id: "n".parse().unwrap(),
            text: name("Výtah nejede."),
            screens,
            lobby: Some("hall".parse().unwrap()),
            from: civil(3),
            until: civil(7),
        }];
        let day = LobbyDay::default();
        let shown = |lobby: &str, seconds| {
            let lobby = lobby.parse().unwrap();
            let made = snapshots(&town, &lobby, &day, 1, at(seconds));
            assert_eq!(made.public.notices.len(), made.staff.notices.len());
            made.public
                .notices
                .into_iter()
                .map(|(on, _)| on)
                .collect::<Vec<_>>()
        };
        let of_hall = [2, 3, 6, 7].map(|seconds| shown("hall", seconds));
        assert_eq!(of_hall, [vec![], vec![screens], vec![screens], vec![]]);
        assert_eq!(shown("corridor", 6), []);
        let changes = |seconds| hall(&town, &day, at(seconds)).changes_at;
        assert_eq!(
            [0, 3].map(changes),
            [3, 7].map(|seconds| at(seconds).instant)
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
