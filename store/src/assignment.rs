//! A counter serves something else from now on.
//!
//! Whoever calls at the counter or sits down at it reads its row `FOR UPDATE`, and it is written
//! here. Who waits for what it gives up is read as well: so the day's numbers of those workplaces
//! are written too, as they are, for every ticket writes them.

use domain::{
    assignment::{AssignRefusal, Assignment},
    audit::Kind,
    ids::WorkplaceId,
    moment::Moment,
    town::{Counter, Town},
};
use surrealdb::types::SurrealValue;

use crate::{
    Store, StoreError,
    counter::counter_key,
    keys,
    rows::{self, SeriesRow, TicketRow, serves_row},
    town,
    transact::{self, Decision, Script, Tx, UseCase},
};

impl Store {
    /// Gives a counter other work. An import brings back what the file says.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn assign(
        &self,
        assignment: Assignment,
        now: Moment,
    ) -> Result<Result<Counter, AssignRefusal>, StoreError> {
        let deed = Kind::CounterAssigned.of(assignment.counter);
        self.does(Assign { assignment, now }, move |_| deed.clone())
            .await
    }
}

struct Assign {
    assignment: Assignment,
    now: Moment,
}

impl UseCase for Assign {
    type Answer = Result<Counter, AssignRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { assignment, now } = self;
        let unknown = || Ok(Decision::Nothing(Err(AssignRefusal::UnknownCounter)));
        let Some(town) = town::seen(tx).await? else {
            return unknown();
        };
        let Some(counter) = town.counter(assignment.counter) else {
            return unknown();
        };
        let given_up = given_up(counter, assignment, &town);
        let queues = queues(tx, &given_up, *now).await?;
        let callable = rows::all(queues.callable)?;
        let changed = match town.assign(assignment, &callable) {
            Ok(changed) if changed != *counter => changed,
            unchanged => return Ok(Decision::Nothing(unchanged)),
        };
        let mut script = Script::default();
        let row = counter_key(counter.number);
        script.set(row.clone(), "serves", serves_row(&changed));
        script.count_up(row, "version");
        for workplace in given_up {
            let mut series = queues.series.iter();
            let series = series.find(|row| row.workplace == workplace.as_str());
            let series = series.map(SeriesRow::series).unwrap_or_default();
            let row = SeriesRow::new(workplace, series);
            script.put(keys::series(now.date, workplace), row);
        }
        town::count_up(&mut script);
        Ok(Decision::Write(script, Ok(changed)))
    }
}

/// The workplaces of which the counter would not do everything that it does now.
fn given_up<'a>(
    counter: &'a Counter,
    assignment: &Assignment,
    town: &'a Town,
) -> Vec<&'a WorkplaceId> {
    let after = Counter {
        serves: assignment.serves.clone(),
        ..counter.clone()
    };
    let mut workplaces = counter.workplaces();
    workplaces.retain(|workplace| {
        let mut services = town.services_of(workplace);
        services.any(|it| counter.does(workplace, &it.id) && !after.does(workplace, &it.id))
    });
    workplaces
}

#[derive(SurrealValue)]
struct Queues {
    callable: Vec<TicketRow>,
    series: Vec<SeriesRow>,
}

async fn queues(tx: &Tx, workplaces: &[&WorkplaceId], now: Moment) -> Result<Queues, StoreError> {
    let n = workplaces.len();
    let (queue, series) = (
        transact::targets("queue", n),
        transact::targets("series", n),
    );
    let script = Script::new(format!(
        "RETURN {{ callable: (SELECT * FROM {queue}), series: (SELECT * FROM {series}) }}"
    ));
    let queues = workplaces.iter().map(|it| keys::waiting_for(now.date, it));
    let series = workplaces.iter().map(|it| keys::series(now.date, it));
    let script = script.bind_each("queue", queues);
    tx.read(script.bind_each("series", series)).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        assignment::Unserved,
        desk::{Command, Refusal},
        staff::Clerk,
        town::Serves,
    };

    use super::*;
    use crate::{
        TicketRequest,
        booking::tests::kostelec,
        transact::tests::{commit_after, on_both_embedded},
    };

    fn whole(workplace: &str) -> BTreeSet<Serves> {
        BTreeSet::from([Serves::Workplace(workplace.parse().unwrap())])
    }

    /// The only counter for residence is to serve passports.
    fn away(now: Moment) -> Assign {
        let assignment = Assignment {
            counter: 5.try_into().unwrap(),
            seen: whole("evidence-obyvatel"),
            serves: whole("cestovni-doklady"),
            despite_waiting: false,
        };
        Assign { assignment, now }
    }

    async fn tap(store: &Store, town: &Town, now: Moment) {
        let workplace: WorkplaceId = "evidence-obyvatel".parse().unwrap();
        let service = town.services_of(&workplace).next().unwrap().id.clone();
        let request = TicketRequest {
            lobby: "hall".parse().unwrap(),
            workplace,
            service,
            key: "tap".to_owned(),
            by: domain::slots::Booker::Client,
            priority: false,
        };
        let issued = store.issue_ticket(town, request, now).await.unwrap();
        issued.unwrap();
    }

    #[test]
    fn who_takes_a_ticket_while_the_last_counter_is_taken_away_is_counted() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let meanwhile = async { tap(&store, &town, now).await };
            let done = commit_after(&store, &away(now), meanwhile).await;
            assert!(matches!(done, Err(StoreError::Conflict(_))));
            let left = Unserved {
                workplace: "evidence-obyvatel".parse().unwrap(),
                service: None,
                waiting: 1,
            };
            let refusal = store.transact(away(now)).await.unwrap();
            assert_eq!(refusal, Err(AssignRefusal::LeavesWaiting(vec![left])));
        });
    }

    #[test]
    fn who_is_called_while_the_counter_is_given_other_work_stays_its_client() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            tap(&store, &town, now).await;
            let five = 5.try_into().unwrap();
            let clerk = Clerk {
                login: "jana".to_owned(),
                name: "Jana".to_owned(),
            };
            let sat = store.sit(&town, five, clerk, false, now).await;
            sat.unwrap().unwrap();
            let mut despite = away(now);
            despite.assignment.despite_waiting = true;
            let meanwhile = async {
                let called = store.command(&town, five, "jana", Command::CallNext, now);
                called.await.unwrap().unwrap();
            };
            // The call came first, and the client whom the counter has in front stays there.
            commit_after(&store, &despite, meanwhile).await.unwrap();
            let town = store.town().await.unwrap().unwrap();
            let lobby = "hall".parse().unwrap();
            let day = store.lobby_day(&town, &lobby, now).await.unwrap();
            let client = day.desks[0].client.clone().unwrap();
            let done = Command::DoneAndCallNext(client.id);
            let arrived = Command::Arrived(client.id);
            for command in [arrived, done] {
                let obeyed = store.command(&town, five, "jana", command, now).await;
                obeyed.unwrap().unwrap();
            }
            let next = store.command(&town, five, "jana", Command::CallNext, now);
            assert_eq!(next.await.unwrap(), Err(Refusal::NobodyWaits));
        });
    }
}
