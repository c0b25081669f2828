//! A tap on the kiosk becomes a ticket.

use domain::{
    closure::Closure,
    estimate::{self, Estimate},
    ids::{LobbyId, ServiceId, TicketId, WorkplaceId},
    lobby::LobbyDay,
    moment::Moment,
    series::{DaySeries, IssuedTicket, NoTicket, TicketRefusal},
    slots::Booker,
    ticket::{Standing, Ticket, TicketState},
    town::Town,
};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    Store, StoreError,
    closures::ClosureRow,
    keys,
    paces::{self, ARE_AWAITED, AWAITED, AwaitedRow, PaceRow, UsualRow},
    rows::{self, DeskWithClientRow, SeriesRow, ServiceRow, TapRow, TicketRow, WorkplaceRow},
    secrets, tickets,
    transact::{self, Decision, Script, Tx, UseCase},
};

/// One tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRequest {
    pub lobby: LobbyId,
    pub workplace: WorkplaceId,
    pub service: ServiceId,
    pub by: Booker,
    /// Given by a clerk: is called before the others.
    pub priority: bool,
    /// Minted by the server for one tap; the same key again is answered with the same ticket.
    pub key: String,
}

impl Store {
    /// Hands out the next number of a workplace to a walk-in.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn issue_ticket(
        &self,
        town: &Town,
        request: TicketRequest,
        now: Moment,
    ) -> Result<Result<IssuedTicket, TicketRefusal>, StoreError> {
        let town = town.clone();
        self.transact(IssueTicket { town, request, now }).await
    }
}

struct IssueTicket {
    town: Town,
    request: TicketRequest,
    now: Moment,
}

#[derive(SurrealValue)]
struct Scene {
    tap: Option<TapRow>,
    workplace: Option<WorkplaceRow>,
    closures: Vec<ClosureRow>,
    service: Option<ServiceRow>,
    series: Option<SeriesRow>,
    callable: Vec<TicketRow>,
    desks: Vec<DeskWithClientRow>,
    paces: Vec<PaceRow>,
    usual: Option<UsualRow>,
    awaited: Vec<AwaitedRow>,
}

/// The workplace and the service are only read, so they are locked: whoever changes them at the
/// same moment makes one of the two transactions begin anew.
///
/// The wait is estimated on the queues of all counters that serve this one, as it is for screens.
const SCENE: &str = "RETURN {
    tap: (SELECT * FROM ONLY $tap),
    workplace: (SELECT * FROM ONLY $workplace FOR UPDATE),
    service: (SELECT * FROM ONLY $service FOR UPDATE),
    series: (SELECT * FROM ONLY $series),
    desks: (SELECT *, client.* AS client FROM $desks WHERE lobby = $lobby),
    paces: (SELECT * FROM $paces WHERE lobby = $lobby),
    usual: (SELECT * FROM ONLY $usual),";

impl UseCase for IssueTicket {
    type Answer = Result<IssuedTicket, TicketRefusal>;

    fn crowded_row(&self) -> Option<RecordId> {
        Some(keys::series(self.now.date, &self.request.workplace))
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { request, now, .. } = self;
        let (workplace, service) = (&request.workplace, &request.service);
        let tap = keys::tap(now.date, &secrets::hash(&request.key));
        let series = keys::series(now.date, workplace);
        let queues = estimate::queues_beside(&self.town, workplace);
        let sql = format!(
            "{SCENE} closures: (SELECT * FROM {}), callable: (SELECT * FROM {}),
            awaited: ({AWAITED} {} {ARE_AWAITED}) }}",
            transact::targets("closures", 3),
            transact::targets("callable", queues.len()),
            transact::targets("agenda", queues.len()),
        );
        let scene: Scene = tx
            .read(
                Script::new(sql)
                    .bind("tap", tap.clone())
                    .bind("workplace", RecordId::new("workplace", workplace.as_str()))
                    .bind_each("closures", keys::closures_touching(workplace, service))
                    .bind("service", RecordId::new("service", service.as_str()))
                    .bind("series", series.clone())
                    .bind("desks", keys::desks(now.date))
                    .bind("lobby", request.lobby.as_str())
                    .bind("paces", keys::paces(now.date))
                    .bind("usual", keys::usual(request.lobby.as_str()))
                    .bind_each(
                        "callable",
                        queues.iter().map(|id| keys::waiting_for(now.date, id)),
                    )
                    .bind_each(
                        "agenda",
                        queues.iter().map(|id| keys::agenda_of(now.date, id)),
                    ),
            )
            .await?;
        if let Some(tap) = scene.tap.clone() {
            return Ok(Decision::Nothing(Ok(tap.try_into()?)));
        }
        let (issued, used) = match self.issue(scene)? {
            Ok(issued) => issued,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let mut script = Script::default();
        script.put(series, SeriesRow::new(workplace, used));
        tickets::write(&mut script, &issued.ticket, request.lobby.as_str());
        script.put(tap, TapRow::from(&issued));
        Ok(Decision::Write(script, Ok(issued)))
    }
}

impl IssueTicket {
    fn issue(
        &self,
        scene: Scene,
    ) -> Result<Result<(IssuedTicket, DaySeries), TicketRefusal>, StoreError> {
        let Self { town, request, now } = self;
        let Some(workplace) = scene.workplace else {
            return Ok(Err(TicketRefusal::UnknownWorkplace));
        };
        let workplace = rows::workplace(request.workplace.as_str(), workplace)?;
        if workplace.lobby != request.lobby {
            return Ok(Err(TicketRefusal::NotInThisLobby));
        }
        let service = match scene.service {
            Some(row) if row.workplace == workplace.id.as_str() => {
                rows::service(request.service.as_str(), row)?
            }
            _ => return Ok(Err(TicketRefusal::UnknownService)),
        };
        if !service.offered.includes(request.by) {
            return Ok(Err(TicketRefusal::UnknownService));
        }
        let series = scene
            .series
            .map_or_else(DaySeries::default, |row| row.series());
        let awaited = scene.awaited.iter().map(|row| row.awaited(*now));
        let day = LobbyDay {
            callable: rows::all(scene.callable)?,
            desks: rows::all(scene.desks)?,
            seen: paces::seen(scene.paces, scene.usual.as_ref())?,
            awaited: awaited.collect::<Result<_, _>>()?,
            ..LobbyDay::default()
        };
        let estimate = Estimate::of(town, &request.lobby, &day, *now);
        let prospect = estimate.walk_in(&service.id);
        let closures: Vec<Closure> = rows::all(scene.closures)?;
        let closures = workplace.closures_for(&service, &closures);
        let minutes = service.minutes;
        let used =
            match workplace.hands_out(series, prospect, minutes, &closures, &town.rules, *now) {
                Ok(()) => series.with_walk_in().ok_or(NoTicket::Full {
                    opens: workplace.next_opening_after(now.date, &closures),
                }),
                Err(no_ticket) => Err(no_ticket),
            };
        let used = match used {
            Ok(used) => used,
            Err(no_ticket) => return Ok(Err(TicketRefusal::NoTicket(no_ticket))),
        };
        let ahead = day.waiting(&workplace.id, now.instant);
        let ticket = Ticket {
            id: TicketId {
                date: now.date,
                series: workplace.series,
                number: used.last,
            },
            workplace: workplace.id,
            service: service.id,
            issued_at: now.instant,
            standing: Standing::WalkIn,
            priority_since: request.priority.then_some(now.instant),
            missed: 0,
            came_from: None,
            only_at: None,
            postponed_until: None,
            state: TicketState::Waiting,
        };
        let wait = prospect.wait;
        let issued = IssuedTicket {
            ticket,
            ahead,
            wait,
        };
        Ok(Ok((issued, used)))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{
        booking::tests::{CLOSED, reopen_all},
        closures::CloseRequest,
        town_file,
        transact::tests::{commit_after, on_both_embedded},
    };

    fn kostelec() -> Town {
        town_file::read("town.toml", include_str!("../../town.toml")).unwrap()
    }

    /// A tap for an identity card on a Monday at nine.
    fn tap(town: &Town, key: &str) -> IssueTicket {
        let instant = DateTime::parse_from_rfc3339("2026-11-23T09:00:00+01:00").unwrap();
        IssueTicket {
            town: town.clone(),
            request: TicketRequest {
                lobby: "hall".parse().unwrap(),
                workplace: "obcanske-prukazy".parse().unwrap(),
                service: "op-zadost".parse().unwrap(),
                by: Booker::Client,
                priority: false,
                key: key.to_owned(),
            },
            now: Moment::new(instant.to_utc(), town.zone),
        }
    }

    /// Whether a ticket is given that was decided on before `change` was made to the set-up.
    async fn is_given_despite(store: &Store, change: fn(&mut Town)) -> bool {
        let mut town = kostelec();
        store.import_town(&town).await.unwrap();
        let case = tap(&town, "tap");
        change(&mut town);
        let given = commit_after(store, &case, async {
            store.import_town(&town).await.unwrap();
        })
        .await;
        match given {
            Ok(()) => true,
            Err(StoreError::Conflict(_)) => false,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn a_ticket_is_not_given_on_what_the_workplace_was_before() {
        on_both_embedded(|store| async move {
            let full = |town: &mut Town| town.workplaces[0].daily_capacity = 1;
            assert!(!is_given_despite(&store, full).await);
        });
    }

    #[test]
    fn a_ticket_is_not_given_for_a_service_that_has_just_been_abolished() {
        on_both_embedded(|store| async move {
            let abolish = |town: &mut Town| drop(town.services.remove(0));
            assert!(!is_given_despite(&store, abolish).await);
        });
    }

    #[test]
    fn a_ticket_is_not_given_where_it_has_just_been_closed() {
        on_both_embedded(|store| async move {
            let town = kostelec();
            store.import_town(&town).await.unwrap();
            for of in CLOSED {
                let case = tap(&town, "tap");
                let now = case.now;
                let meanwhile = async {
                    let request = CloseRequest {
                        of: of.parse().unwrap(),
                        from: "2026-11-23T09:00:00".parse().unwrap(),
                        to: "2026-11-23T23:00:00".parse().unwrap(),
                        reason: "Porucha".parse().unwrap(),
                        key: "closure".to_owned(),
                    };
                    let closed = store.close(request, now).await;
                    closed.unwrap().unwrap();
                };
                let given = commit_after(&store, &case, meanwhile).await;
                assert!(matches!(given, Err(StoreError::Conflict(_))));
                let refused = store.transact(case).await.unwrap();
                let closed = |it| matches!(it, TicketRefusal::NoTicket(NoTicket::Closed { .. }));
                assert!(refused.is_err_and(closed));
                reopen_all(&store, now).await;
            }
        });
    }

    #[test]
    fn a_change_elsewhere_does_not_hinder_a_ticket() {
        on_both_embedded(|store| async move {
            let elsewhere = |town: &mut Town| town.workplaces[1].daily_capacity = 1;
            assert!(is_given_despite(&store, elsewhere).await);
        });
    }

    #[test]
    fn two_tickets_decided_at_once_do_not_get_one_number() {
        on_both_embedded(|store| async move {
            let town = kostelec();
            store.import_town(&town).await.unwrap();
            let one = tap(&town, "one");
            let meanwhile = async {
                let other = tap(&town, "other");
                store.transact(other).await.unwrap().unwrap();
            };
            let given = commit_after(&store, &one, meanwhile).await;
            assert!(matches!(given, Err(StoreError::Conflict(_))));
            assert_eq!(
                store.transact(one).await.unwrap().unwrap().ticket.id.number,
                2
            );
        });
    }
}
