//! An administrator changes what the office offers and where, while it runs.
//!
//! Nothing vanishes under a client or a clerk. Whoever issues a ticket, sends a client on or holds a
//! place reads the service and the workplace `FOR UPDATE`, whoever calls or sits down reads the counter
//! so, and here those rows are written: what they have decided on before is not committed after.
//!
//! The other way round a row that both write is needed, for what is committed between our look and our
//! commit was not there to be read. Of a workplace it is the day's numbers, which every ticket writes; of
//! a counter the day's desk, which everybody writes who sits down. A place of the internet has none that
//! could be named before, so a service that goes is offered to nobody first, by a transaction of its
//! own: after that one nobody can ask for it any more, and all who have are found. Two changes at once
//! both write the row of the town.

use std::collections::BTreeSet;

use domain::{
    assignment::{Unserved, unserved},
    audit::{Deed, Kind},
    closure::Closed,
    desk::Desk,
    ids::{CounterNumber, LobbyId, ServiceId, WorkplaceId},
    moment::Moment,
    set_up::{Flaw, Piece, PieceId},
    ticket::{Ticket, TicketState},
    town::{Counter, OfferedTo, Service, Town, Workplace},
};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    Store, StoreError,
    booking::{
        ContactRequest, KnownContact,
        contacts::{self, contact_name},
    },
    keys, pictures,
    rows::{self, DeskRow, SeriesRow, TicketRow},
    town::{Setup, difference},
    town_file,
    transact::{self, Decision, Script, Tx, UseCase},
};

/// What an administrator wants.
#[derive(Clone, Debug)]
pub enum Change {
    Put {
        /// As the administrator has seen it; none: it is new.
        before: Option<Box<Piece>>,
        after: Box<Piece>,
        /// Among its like, counted from 0.
        place: usize,
    },
    Remove {
        /// As the administrator has seen it.
        before: Box<Piece>,
    },
    /// All of it, as a file says.
    Import {
        all: Box<Town>,
        /// The mark of the set-up that it was compared with, if it was.
        seen: Option<String>,
    },
}

impl Change {
    #[must_use]
    pub fn put(before: Option<Piece>, after: Piece, place: usize) -> Self {
        Self::Put {
            before: before.map(Box::new),
            after: Box::new(after),
            place,
        }
    }

    #[must_use]
    pub fn import(all: Town, seen: Option<String>) -> Self {
        Self::Import {
            all: Box::new(all),
            seen,
        }
    }
}

/// Why the office stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSetUp {
    /// Somebody else has changed it meanwhile, or taken a new one's name.
    #[error("somebody else has changed it")]
    Stale,
    #[error("the office would not work: {0:?}")]
    Flaw(Flaw),
    #[error("{0}")]
    Hanging(Hanging),
}

/// Who or what would be left without what is taken away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Hanging {
    /// Clients have tickets of today for the service.
    #[error("clients have tickets for `{0}` today")]
    Tickets(ServiceId),
    /// Clients are agreed on a time for the service.
    #[error("clients are agreed on a time for `{0}`")]
    Reservations(ServiceId),
    /// People wait for what no counter would serve any more.
    #[error("people wait for what no counter would serve any more")]
    Waiting(Vec<Unserved>),
    /// Somebody sits at the counter.
    #[error("somebody sits at counter {0}")]
    Occupied(CounterNumber),
    /// The workplace has given tickets today, and they would not be found under another letter or in
    /// another lobby.
    #[error("`{0}` has given tickets today: change its letter or lobby, or take it away, tomorrow")]
    Numbered(WorkplaceId),
    /// The letter was on tickets of another workplace today.
    #[error("the letter of `{0}` is on tickets of another workplace today: use it tomorrow")]
    SeriesUsed(WorkplaceId),
    /// Closures of what goes are planned.
    #[error("closures of `{0}` are planned: take them back first")]
    Closures(Closed),
    /// The office says something there.
    #[error("notices are for `{0}`: take them away first")]
    Notices(LobbyId),
    /// It is that of these accounts, by their logins.
    #[error("the department is that of accounts: {0:?}")]
    Accounts(Vec<String>),
    /// Kiosks or displays are enrolled there.
    #[error("devices are enrolled in `{0}`: revoke them first")]
    Devices(LobbyId),
}

impl Store {
    /// Changes the set-up, if it still is what the administrator saw, stays one that works and nobody
    /// is left hanging. Who sends the same change again is told that it is so.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn set_up(
        &self,
        change: Change,
        now: Moment,
    ) -> Result<Result<(), NotSetUp>, StoreError> {
        let deed = deed(&change);
        let withdraw = Withdraw {
            change: change.clone(),
            now,
        };
        let withdrawn = self.transact(withdraw).await?;
        let set_up = SetUp {
            change: change.after_withdrawal(&withdrawn),
            withdrawn: withdrawn.clone(),
            now,
        };
        let done = self.does(set_up, move |_| deed.clone()).await;
        if !withdrawn.is_empty() && !matches!(done, Ok(Ok(()))) {
            self.transact(OfferAgain(withdrawn)).await?;
        }
        done
    }

    /// Changes when a workplace works, as [`Store::set_up`] does, and has clients written to whom it
    /// leaves outside: both, or neither.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn change_hours(
        &self,
        change: HoursChange,
        contact: ContactRequest,
        now: Moment,
    ) -> Result<Result<KnownContact, NotSetUp>, StoreError> {
        let HoursChange {
            before,
            after,
            place,
        } = change;
        let [before, after] = [before, after].map(Piece::Workplace);
        let change = Change::put(Some(before), after, place);
        let (changed, written) = (
            deed(&change),
            Kind::ClientsWrittenTo.of(contact_name(&contact.key)),
        );
        let case = ChangeHours {
            set_up: SetUp::of(change, now),
            contact,
        };
        let case = self.noted(case, move |_: &_| changed.clone())?;
        self.does(case, move |_| written.clone()).await
    }
}

/// Another week, period or day of a workplace, or another number of tickets. Takes no service away.
#[derive(Clone, Debug)]
pub struct HoursChange {
    /// As the administrator has seen it.
    pub before: Workplace,
    pub after: Workplace,
    /// Among the workplaces, counted from 0.
    pub place: usize,
}

impl Change {
    /// The same, to whoever finds those services withdrawn.
    fn after_withdrawal(mut self, withdrawn: &[Service]) -> Self {
        if let Self::Put {
            before: Some(before),
            ..
        }
        | Self::Remove { before } = &mut self
            && let Piece::Service(seen) = before.as_mut()
            && withdrawn.contains(seen)
        {
            seen.offered = OfferedTo::Nobody;
        }
        self
    }
}

/// As it is noted.
fn deed(change: &Change) -> Deed {
    match change {
        Change::Put { before, after, .. } => match (before.as_deref(), after.as_ref()) {
            (Some(Piece::Workplace(before)), Piece::Workplace(after))
                if before != after && same_place(before, after) =>
            {
                Kind::HoursChanged.of(&after.id)
            }
            (_, after) => Kind::OfferChanged.of(after.id()),
        },
        Change::Remove { before } => Kind::OfferRemoved.of(before.id()),
        Change::Import { .. } => Kind::SetUpImported.alone(),
    }
}

/// Whether a workplace is the same but for when it works.
fn same_place(one: &Workplace, other: &Workplace) -> bool {
    let of = |it: &Workplace| {
        (
            it.department.clone(),
            it.lobby.clone(),
            it.series,
            it.name.clone(),
        )
    };
    of(one) == of(other)
}

struct SetUp {
    change: Change,
    /// As they were before.
    withdrawn: Vec<Service>,
    now: Moment,
}

impl SetUp {
    fn of(change: Change, now: Moment) -> Self {
        Self {
            change,
            withdrawn: Vec::new(),
            now,
        }
    }
}

impl UseCase for SetUp {
    type Answer = Result<(), NotSetUp>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let nothing = |answer| Ok(Decision::Nothing(answer));
        let setup = Setup::look(tx).await?;
        let rows = setup.rows();
        let Some(before) = setup.town()? else {
            return nothing(Err(NotSetUp::Stale));
        };
        let after = match changed(&self.change, &self.withdrawn, &before) {
            Ok(after) if after == before => return nothing(Ok(())),
            Ok(after) => after,
            Err(refusal) => return nothing(Err(refusal)),
        };
        let today = Today::look(tx, &before, &after, self.now).await?;
        if let Some(hanging) = today.hanging(&before, &after) {
            return nothing(Err(NotSetUp::Hanging(hanging)));
        }
        let mut script = difference(rows, &after)?;
        pictures::remove_those_gone(&mut script, &before.pictures, &after.pictures);
        for (workplace, series) in today.counted {
            script.put(keys::series(self.now.date, &workplace), series);
        }
        for counter in moved(&before, &after) {
            // Nobody sits there.
            let desk = DeskRow::new(&Desk::free(counter.number), counter.lobby.as_str());
            script.put(keys::desk(self.now.date, counter.number), desk);
        }
        Ok(Decision::Write(script, Ok(())))
    }
}

struct ChangeHours {
    set_up: SetUp,
    contact: ContactRequest,
}

impl UseCase for ChangeHours {
    type Answer = Result<KnownContact, NotSetUp>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let (mut script, done) = match self.set_up.decide(tx).await? {
            Decision::Write(script, done) => (script, done),
            Decision::Nothing(done) => (Script::default(), done),
        };
        if let Err(refusal) = done {
            return Ok(Decision::Nothing(Err(refusal)));
        }
        let changes = !script.is_empty();
        let now = self.set_up.now;
        let (known, is_new) = contacts::make(tx, &mut script, &self.contact, now).await?;
        Ok(match (changes, is_new) {
            (_, true) => Decision::Write(script, Ok(known)),
            (false, false) => Decision::Nothing(Ok(known)),
            // The same form has written already, with another change.
            (true, false) => Decision::Nothing(Err(NotSetUp::Stale)),
        })
    }
}

/// Offers the services that a change takes away to nobody, unless it would be refused anyway. Answers
/// them as they were.
struct Withdraw {
    change: Change,
    now: Moment,
}

impl UseCase for Withdraw {
    type Answer = Vec<Service>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let setup = Setup::look(tx).await?;
        let rows = setup.rows();
        let Some(before) = setup.town()? else {
            return Ok(Decision::Nothing(Vec::new()));
        };
        let Ok(after) = changed(&self.change, &[], &before) else {
            return Ok(Decision::Nothing(Vec::new()));
        };
        let offered = taken_away(&before, &after).filter(|it| it.offered != OfferedTo::Nobody);
        let offered: Vec<_> = offered.cloned().collect();
        if offered.is_empty() {
            return Ok(Decision::Nothing(offered));
        }
        let today = Today::look(tx, &before, &after, self.now).await?;
        if today.hanging(&before, &after).is_some() {
            return Ok(Decision::Nothing(Vec::new()));
        }
        let mut town = before;
        for service in &mut town.services {
            if offered.contains(service) {
                service.offered = OfferedTo::Nobody;
            }
        }
        Ok(Decision::Write(difference(rows, &town)?, offered))
    }
}

/// Puts services that were withdrawn back to whom they were offered.
struct OfferAgain(Vec<Service>);

impl UseCase for OfferAgain {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let setup = Setup::look(tx).await?;
        let rows = setup.rows();
        let Some(mut town) = setup.town()? else {
            return Ok(Decision::Nothing(()));
        };
        offer_again(&mut town, &self.0);
        Ok(Decision::Write(difference(rows, &town)?, ()))
    }
}

fn offer_again(town: &mut Town, withdrawn: &[Service]) {
    for service in &mut town.services {
        let mut withdrawn = withdrawn.iter();
        if let Some(before) = withdrawn.find(|it| it.id == service.id) {
            service.offered = before.offered;
        }
    }
}

/// The services that are not there any more, or at another workplace.
fn taken_away<'a>(before: &'a Town, after: &'a Town) -> impl Iterator<Item = &'a Service> {
    before.services.iter().filter(|it| {
        let kept = after.service(&it.id);
        kept.is_none_or(|kept| kept.workplace != it.workplace)
    })
}

/// The counters that are not there any more, or in another lobby.
fn moved<'a>(before: &'a Town, after: &'a Town) -> impl Iterator<Item = &'a Counter> {
    before.counters.iter().filter(|it| {
        let kept = after.counter(it.number);
        kept.is_none_or(|kept| kept.lobby != it.lobby)
    })
}

/// Whether a ticket of the workplace would not be found any more, or its number be given again.
fn is_renumbered(workplace: &Workplace, after: &Town) -> bool {
    let of = |it: &Workplace| (it.series, it.lobby.clone());
    let kept = after.workplace(&workplace.id);
    kept.is_none_or(|kept| of(kept) != of(workplace))
}

/// The office as it shall be, to whoever finds those services withdrawn.
fn changed(change: &Change, withdrawn: &[Service], town: &Town) -> Result<Town, NotSetUp> {
    match change {
        Change::Put {
            before,
            after,
            place,
        } => {
            let done = town.with(Piece::clone(after), *place);
            checked(town, &after.id(), before.as_deref(), done)
        }
        // Somebody was faster, or it was pressed twice.
        Change::Remove { before } if town.piece(&before.id()).is_none() => Ok(town.clone()),
        Change::Remove { before } => {
            let id = before.id();
            checked(town, &id, Some(before), town.without(&id))
        }
        Change::Import { all, seen } => {
            let after = town.imported(all);
            let mut before = town.clone();
            offer_again(&mut before, withdrawn);
            // What is so already needs no comparison.
            let compared = |seen: &String| after == *town || town_file::mark(&before) == *seen;
            if seen.as_ref().is_none_or(compared) {
                Ok(after)
            } else {
                Err(NotSetUp::Stale)
            }
        }
    }
}

/// What is done, if the piece still is what was seen, or all is so already.
fn checked(
    town: &Town,
    id: &PieceId,
    seen: Option<&Piece>,
    done: Result<Town, Flaw>,
) -> Result<Town, NotSetUp> {
    let is_so = done.as_ref().is_ok_and(|done| done == town);
    if town.piece(id).as_ref() != seen && !is_so {
        return Err(NotSetUp::Stale);
    }
    done.map_err(NotSetUp::Flaw)
}

// ---- Whom it would leave ----

/// What hangs on that which changes.
struct Today {
    callable: Vec<Ticket>,
    /// Those whose clients are called to a counter, or served.
    in_front: Vec<Ticket>,
    /// For what clients are agreed from today on, of the services that go.
    agreed: Vec<ServiceId>,
    /// Workplaces that have given tickets, or whose new letters were given.
    numbered: BTreeSet<WorkplaceId>,
    used: BTreeSet<WorkplaceId>,
    occupied: Vec<CounterNumber>,
    inhabited: Vec<LobbyId>,
    now: Moment,
    accounts: Vec<OfDepartments>,
    /// The day's numbers of the workplaces of which counters give something up, or that change their
    /// letter or lobby.
    counted: Vec<(WorkplaceId, SeriesRow)>,
}

#[derive(SurrealValue)]
struct Found {
    callable: Vec<TicketRow>,
    in_front: Vec<TicketRow>,
    series: Vec<SeriesRow>,
    agreed: Vec<String>,
    occupied: Vec<u16>,
    devices: Vec<String>,
    accounts: Vec<OfDepartments>,
}

#[derive(SurrealValue)]
struct OfDepartments {
    id: RecordId,
    departments: Vec<String>,
}

/// Of what is cancelled or expired nothing is left to be done.
const AGREED: &str = "SELECT VALUE reservation.service FROM $agenda
    WHERE reservation.state NOT IN ['cancelled', 'expired']";

impl Today {
    async fn look(tx: &Tx, before: &Town, after: &Town, now: Moment) -> Result<Self, StoreError> {
        let workplaces: Vec<_> = before.workplaces.iter().map(|it| &it.id).collect();
        let n = workplaces.len();
        let sql = format!(
            "RETURN {{
                callable: (SELECT * FROM {}),
                in_front: (SELECT VALUE client.* FROM $desks WHERE client != NONE),
                series: (SELECT * FROM {}),
                agreed: ({AGREED}),
                occupied: (SELECT VALUE counter FROM $desks
                    WHERE login != NONE OR client != NONE),
                devices: (SELECT VALUE lobby FROM device
                    WHERE enrolled_at != NONE OR until > $now),
                accounts: (SELECT id, departments FROM staff WHERE departments != NONE),
            }}",
            transact::targets("queue", n),
            transact::targets("series", n),
        );
        let queues = workplaces.iter().map(|it| keys::waiting_for(now.date, it));
        let series = workplaces.iter().map(|it| keys::series(now.date, it));
        let script = Script::new(sql)
            .bind("agenda", keys::agenda_from(now.date))
            .bind("desks", keys::desks(now.date))
            .bind("now", now.instant)
            .bind_each("queue", queues)
            .bind_each("series", series);
        let found: Found = tx.read(script).await?;
        let given = |id: &WorkplaceId| {
            let mut rows = found.series.iter();
            rows.find(|row| row.workplace == id.as_str())
                .map(SeriesRow::series)
        };
        let numbered = workplaces
            .iter()
            .filter(|id| given(id).is_some_and(|it| it.last > 0));
        let changed = before.workplaces.iter();
        let changed =
            changed.filter(|it| gives_up(before, after, &it.id) || is_renumbered(it, after));
        let counted = changed.map(|it| {
            let row = SeriesRow::new(&it.id, given(&it.id).unwrap_or_default());
            (it.id.clone(), row)
        });
        let mut used = BTreeSet::new();
        for workplace in &after.workplaces {
            let known = before.workplace(&workplace.id);
            if known.is_none_or(|known| known.series != workplace.series)
                && was_given(tx, workplace, now).await?
            {
                used.insert(workplace.id.clone());
            }
        }
        let agreed = found.agreed.iter().map(|id| rows::parse(id));
        let occupied = found.occupied.iter().map(|number| rows::number(*number));
        let inhabited = found.devices.iter().map(|id| rows::parse(id));
        Ok(Self {
            numbered: numbered.map(|id| (*id).clone()).collect(),
            used,
            counted: counted.collect(),
            agreed: agreed.collect::<Result<_, _>>()?,
            occupied: occupied.collect::<Result<_, _>>()?,
            inhabited: inhabited.collect::<Result<_, _>>()?,
            now,
            accounts: found.accounts,
            callable: rows::all(found.callable)?,
            in_front: rows::all(found.in_front)?,
        })
    }

    fn hanging(&self, before: &Town, after: &Town) -> Option<Hanging> {
        let of_workplaces = before.workplaces.iter().find_map(|it| {
            let is_numbered = is_renumbered(it, after) && self.numbered.contains(&it.id);
            is_numbered.then(|| Hanging::Numbered(it.id.clone()))
        });
        let mut closures = before.closures.iter().map(|closure| &closure.of);
        let goes = |it: &&Closed| before.name_of(it).is_some() && after.name_of(it).is_none();
        let closed = closures.find(goes).cloned().map(Hanging::Closures);
        let used = self.used.first().cloned().map(Hanging::SeriesUsed);
        let of_services = taken_away(before, after).map(|it| &it.id).find_map(|id| {
            let mut tickets = self.callable.iter().chain(&self.in_front);
            if tickets.any(|ticket| ticket.service == *id) {
                Some(Hanging::Tickets(id.clone()))
            } else {
                let agreed = self.agreed.contains(id);
                agreed.then(|| Hanging::Reservations(id.clone()))
            }
        });
        let mut moved = moved(before, after).map(|it| it.number);
        let of_counters = moved.find(|number| self.occupied.contains(number));
        let mut emptied = before
            .lobbies
            .iter()
            .filter(|it| after.lobby(&it.id).is_none());
        let of_lobbies = emptied.find(|it| self.inhabited.contains(&it.id));
        of_workplaces
            .or(closed)
            .or(used)
            .or(of_services)
            .or_else(|| self.left_waiting(before, after))
            .or_else(|| of_counters.map(Hanging::Occupied))
            .or_else(|| of_lobbies.map(|it| Hanging::Devices(it.id.clone())))
            .or_else(|| self.of_groups(before, after))
    }

    /// What is said in lobbies, and whose departments are, that go.
    fn of_groups(&self, before: &Town, after: &Town) -> Option<Hanging> {
        let mut notices = before.notices.iter().filter(|it| !it.is_over(self.now));
        let of_notices = notices.find_map(|notice| {
            let lobby = notice.lobby.as_ref()?;
            let goes = before.lobby(lobby).is_some() && after.lobby(lobby).is_none();
            goes.then(|| Hanging::Notices(lobby.clone()))
        });
        let gone = before.departments.iter();
        let gone = gone.filter(|it| after.department(&it.id).is_none());
        let gone: Vec<_> = gone.map(|it| it.id.as_str()).collect();
        let theirs = self.accounts.iter().filter(|it| {
            let mut departments = it.departments.iter();
            departments.any(|id| gone.contains(&id.as_str()))
        });
        let logins: Vec<_> = theirs
            .filter_map(|it| keys::name_of(&it.id).map(str::to_owned))
            .collect();
        let of_accounts = (!logins.is_empty()).then_some(Hanging::Accounts(logins));
        of_notices.or(of_accounts)
    }

    /// Whom nobody served before is not left by this.
    fn left_waiting(&self, before: &Town, after: &Town) -> Option<Hanging> {
        let left = self.callable.iter().filter(|ticket| {
            let waits = matches!(
                ticket.state,
                TicketState::Waiting | TicketState::SetAside { .. } | TicketState::Parked { .. }
            );
            waits && before.counters.iter().any(|it| it.serves(ticket))
        });
        let counters: Vec<_> = after.counters.iter().collect();
        let left = unserved(left, &counters);
        (!left.is_empty()).then_some(Hanging::Waiting(left))
    }
}

/// Whether a counter does something of the workplace that it would not do any more.
fn gives_up(before: &Town, after: &Town, workplace: &WorkplaceId) -> bool {
    before.counters.iter().any(|counter| {
        let kept = after.counter(counter.number);
        let mut services = before.services_of(workplace);
        let gone = |kept: Option<&Counter>, service| {
            counter.does(workplace, service) && !kept.is_some_and(|it| it.does(workplace, service))
        };
        services.any(|it| gone(kept, &it.id))
    })
}

/// Whether the letter of a workplace is on a ticket of today.
async fn was_given(tx: &Tx, workplace: &Workplace, now: Moment) -> Result<bool, StoreError> {
    let script = Script::new("RETURN SELECT VALUE number FROM $tickets LIMIT 1")
        .bind("tickets", keys::tickets_of(now.date, workplace.series));
    let found: Vec<u16> = tx.read(script).await?;
    Ok(!found.is_empty())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use domain::{
        device::DeviceKind, ids::ServiceId, set_up::PieceId, slots::Booker, staff::Clerk,
    };

    use super::*;
    use crate::{
        TicketRequest,
        booking::tests::{assert_conflict, form, kostelec},
        transact::tests::{commit_after, on_both_embedded},
    };

    /// Takes a piece of the office away.
    fn removal(town: &Town, id: &PieceId, now: Moment) -> SetUp {
        let before = Box::new(town.piece(id).unwrap());
        let change = Change::Remove { before };
        SetUp::of(change, now)
    }

    fn cards() -> ServiceId {
        "op-zadost".parse().unwrap()
    }

    async fn tap(store: &Store, town: &Town, now: Moment) {
        let request = TicketRequest {
            lobby: "hall".parse().unwrap(),
            workplace: "obcanske-prukazy".parse().unwrap(),
            service: cards(),
            by: Booker::Client,
            priority: false,
            key: "tap".to_owned(),
        };
        let issued = store.issue_ticket(town, request, now).await.unwrap();
        issued.unwrap();
    }

    fn withdrawal(of: &SetUp) -> Withdraw {
        let SetUp { change, now, .. } = of;
        Withdraw {
            change: change.clone(),
            now: *now,
        }
    }

    #[test]
    fn a_service_for_which_somebody_takes_a_ticket_meanwhile_stays() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let gone = removal(&town, &PieceId::Service(cards()), now);
            // Before it is withdrawn; nobody can after that.
            let meanwhile = async { tap(&store, &town, now).await };
            drop(commit_after(&store, &withdrawal(&gone), meanwhile).await);
            let change = gone
                .change
                .after_withdrawal(&[town.service(&cards()).unwrap().clone()]);
            let refused = store.transact(SetUp::of(change, now)).await.unwrap();
            let tickets = Hanging::Tickets(cards());
            assert_eq!(refused, Err(NotSetUp::Hanging(tickets)));
        });
    }

    #[test]
    fn a_service_for_which_somebody_books_meanwhile_stays() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let gone = removal(&town, &PieceId::Service(cards()), now);
            let meanwhile = async {
                let one = form("one", "10:15", "one@example.cz");
                store.hold_place(&town, one, now).await.unwrap().unwrap();
            };
            drop(commit_after(&store, &withdrawal(&gone), meanwhile).await);
            let change = gone
                .change
                .after_withdrawal(&[town.service(&cards()).unwrap().clone()]);
            let refused = store.transact(SetUp::of(change, now)).await.unwrap();
            let reservations = Hanging::Reservations(cards());
            assert_eq!(refused, Err(NotSetUp::Hanging(reservations)));
        });
    }

    #[test]
    fn nobody_asks_for_a_service_that_is_about_to_go() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let gone = removal(&town, &PieceId::Service(cards()), now);
            let withdrawn = store.transact(withdrawal(&gone)).await.unwrap();
            assert_eq!(withdrawn, [town.service(&cards()).unwrap().clone()]);
            let one = form("one", "10:15", "one@example.cz");
            let held = store.hold_place(&town, one, now).await.unwrap();
            assert!(held.is_err());
            store.transact(OfferAgain(withdrawn)).await.unwrap();
            let after = store.town().await.unwrap().unwrap();
            assert_eq!(after, town);
            let removed = store.set_up(gone.change, now).await.unwrap();
            assert_eq!(removed, Ok(()));
        });
    }

    #[test]
    fn of_who_removes_a_service_and_who_books_it_at_once_one_is_refused() {
        on_both_embedded(|store| async move {
            for round in 0..30 {
                let (town, now) = kostelec(&store).await;
                let SetUp { change, .. } = removal(&town, &PieceId::Service(cards()), now);
                let one = form(&format!("{round}"), "10:15", &format!("{round}@example.cz"));
                let (removed, held) =
                    futures::join!(store.set_up(change, now), store.hold_place(&town, one, now));
                let (removed, held) = (removed.unwrap(), held.unwrap());
                assert!(removed.is_err() || held.is_err(), "{round}: both");
                if let Ok(held) = held {
                    store.cancel(&town, &held.id, now).await.unwrap().unwrap();
                }
            }
        });
    }

    #[test]
    fn a_counter_at_which_somebody_sits_down_meanwhile_stays() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let three = 3.try_into().unwrap();
            let gone = removal(&town, &PieceId::Counter(three), now);
            let meanwhile = async {
                let clerk = Clerk {
                    login: "jana".to_owned(),
                    name: "Jana".to_owned(),
                };
                let sat = store.sit(&town, three, clerk, false, now).await;
                sat.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &gone, meanwhile).await);
            let refused = store.transact(gone).await.unwrap();
            let occupied = Hanging::Occupied(three);
            assert_eq!(refused, Err(NotSetUp::Hanging(occupied)));
        });
    }

    #[test]
    fn a_lobby_in_which_a_device_is_let_meanwhile_stays() {
        on_both_embedded(|store| async move {
            let (mut town, now) = kostelec(&store).await;
            let mut attic = town.lobbies[0].clone();
            attic.id = "attic".parse().unwrap();
            town.lobbies.push(attic.clone());
            store.import_town(&town).await.unwrap();
            let kiosk = store.begin_enrolment(DeviceKind::Kiosk, &attic.id, now.instant);
            let code = kiosk.await.unwrap().code;
            // The kiosk that only asks stands in the way too, until nobody has let it in.
            let later = now.at(now.instant + TimeDelta::minutes(11));
            let gone = removal(&town, &PieceId::Lobby(attic.id.clone()), later);
            let meanwhile = async {
                let enrolled = store.enrol(&code, "kiosek", "spravce", now.instant).await;
                enrolled.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &gone, meanwhile).await);
            let refused = store.transact(gone).await.unwrap();
            assert_eq!(refused, Err(NotSetUp::Hanging(Hanging::Devices(attic.id))));
        });
    }

    #[test]
    fn of_two_letters_changed_to_the_same_one_only_the_first_is() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let to_z = |at: usize| {
                let before = town.workplaces[at].clone();
                let mut after = before.clone();
                after.series = "Z".parse().unwrap();
                let [before, after] = [before, after].map(Piece::Workplace);
                let change = Change::put(Some(before), after, at);
                SetUp::of(change, now)
            };
            let other = to_z(1);
            let meanwhile = async {
                store.transact(to_z(0)).await.unwrap().unwrap();
            };
            assert_conflict(commit_after(&store, &other, meanwhile).await);
            let taken = Flaw::SeriesTaken(town.workplaces[0].id.clone());
            let refused = store.transact(other).await.unwrap();
            assert_eq!(refused, Err(NotSetUp::Flaw(taken)));
        });
    }

    #[test]
    fn a_file_is_compared_with_what_is_so_when_it_comes_in() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let mut file = town.clone();
            file.services.retain(|it| it.id != cards());
            let seen = Some(town_file::mark(&town));
            let import = SetUp::of(Change::import(file, seen), now);
            let meanwhile = async {
                let before = town.lobbies[0].clone();
                let mut after = before.clone();
                after.name = town.lobbies[1].name.clone();
                let [before, after] = [before, after].map(Piece::Lobby);
                let change = Change::put(Some(before), after, 0);
                store
                    .transact(SetUp::of(change, now))
                    .await
                    .unwrap()
                    .unwrap();
            };
            assert_conflict(commit_after(&store, &import, meanwhile).await);
            let before = store.town().await.unwrap().unwrap();
            let refused = store.set_up(import.change, now).await.unwrap();
            assert_eq!(refused, Err(NotSetUp::Stale));
            assert_eq!(store.town().await.unwrap().unwrap(), before);
        });
    }
}
