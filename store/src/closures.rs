//! A lobby, a workplace, a service or a counter is closed for a period, and opened again.
//!
//! Whoever holds a place, moves to one or hands out a ticket reads the workplace and the service
//! `FOR UPDATE` and the closures of both with them; whoever sits down or calls reads the counter so. A
//! closure counts up the version of what it closes: of a lobby that of each of its workplaces. Of two
//! that are under way at once one therefore begins anew; and as a closure counts up the town's version
//! too, no workplace comes into a lobby unseen while that is being closed. Whose reservations lie in
//! the period is asked after it is closed ([`Store::affected_by`]): who got a place before that is
//! among them, and nobody gets one after it.

use std::{fmt, str::FromStr};

use chrono::{NaiveDate, NaiveDateTime};
use domain::{
    audit::Kind,
    closure::{CloseRefusal, Closed, Closure, Reason},
    moment::Moment,
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value};

use crate::{
    Store, StoreError,
    counter::counter_key,
    keys,
    rows::{TextRow, all, impossible, localized, parse, text_row, written},
    secrets, town,
    transact::{Decision, Script, Tx, UseCase},
};

/// What a supervisor wants closed. Times are civil, in the town's zone; `from` is closed, `to` is
/// not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseRequest {
    pub of: Closed,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
    pub reason: Reason,
    /// Minted by the server for one form; the same key again is answered with the same closure, and so
    /// is another for the same time.
    pub key: String,
}

/// A closure as it is known until its last day is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownClosure {
    pub id: ClosureId,
    pub closure: Closure,
}

/// A closure's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosureId {
    of: Closed,
    hash: String,
}

impl ClosureId {
    /// The closure that was made with the key of a form, if any was.
    #[must_use]
    pub fn of_key(of: &Closed, key: &str) -> Self {
        Self {
            of: of.clone(),
            hash: secrets::hash(key),
        }
    }

    /// What is closed by it.
    #[must_use]
    pub fn closed(&self) -> &Closed {
        &self.of
    }

    pub(crate) fn key(&self) -> RecordId {
        keys::closure(&self.of, &self.hash)
    }
}

/// As it stands in addresses: `workplace.name`, `lobby:hall.name`.
impl fmt::Display for ClosureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.of, self.hash)
    }
}

/// The text names no closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a closure's name is what it closes and 64 hexadecimal digits")]
pub struct NotAClosure;

impl FromStr for ClosureId {
    type Err = NotAClosure;

    fn from_str(text: &str) -> Result<Self, NotAClosure> {
        let (of, hash) = text.rsplit_once('.').ok_or(NotAClosure)?;
        let hexadecimal = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
        if hash.is_empty() || hash.len() > 64 || !hash.chars().all(hexadecimal) {
            return Err(NotAClosure);
        }
        Ok(Self {
            of: of.parse().map_err(|_| NotAClosure)?,
            hash: hash.to_owned(),
        })
    }
}

impl Store {
    /// Closes something for a period. Nothing else is done to what was agreed for it: see
    /// [`Store::affected_by`].
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn close(
        &self,
        request: CloseRequest,
        now: Moment,
    ) -> Result<Result<KnownClosure, CloseRefusal>, StoreError> {
        let deed = Kind::Closed.of(&request.of).on(request.from.date());
        self.does(Close { request, now }, move |_| deed.clone())
            .await
    }

    /// Takes a closure back. Answers whether there was one.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reopen(&self, id: &ClosureId) -> Result<bool, StoreError> {
        let deed = Kind::Reopened.of(&id.of);
        self.does(Reopen { id: id.clone() }, move |_| deed.clone())
            .await
    }

    /// What is closed on the day `from` or later, in order of time.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn closures(&self, from: NaiveDate) -> Result<Vec<KnownClosure>, StoreError> {
        let rows: Vec<ClosureRow> = self
            .read(Script::new("RETURN (SELECT * FROM closure)"))
            .await?;
        let mut closures: Vec<KnownClosure> = all(rows)?;
        closures.retain(|known| from.and_time(chrono::NaiveTime::MIN) < known.closure.to);
        closures.sort_by_key(|known| (known.closure.from, known.closure.to));
        Ok(closures)
    }
}

/// The row; whose it is also says its key.
#[derive(Clone, SurrealValue)]
pub(crate) struct ClosureRow {
    id: RecordId,
    closed: String,
    from: String,
    to: String,
    reason: TextRow,
}

impl TryFrom<ClosureRow> for KnownClosure {
    type Error = StoreError;

    fn try_from(row: ClosureRow) -> Result<Self, StoreError> {
        let of: Closed = parse(&row.closed)?;
        let hash = match &row.id.key {
            RecordIdKey::Array(parts) => match parts.as_slice() {
                [_, Value::String(hash)] => Some(hash.clone()),
                _ => None,
            },
            _ => None,
        };
        let hash = hash.ok_or_else(|| impossible::<ClosureRow>("its key ends with its name"))?;
        let reason = localized(row.reason)?;
        let lines = reason
            .all()
            .map(|(language, text)| (language, text.to_owned()));
        let reason = Reason::new(&lines.collect()).map_err(impossible::<ClosureRow>)?;
        Ok(Self {
            id: ClosureId {
                of: of.clone(),
                hash,
            },
            closure: Closure {
                of,
                from: parse(&row.from)?,
                to: parse(&row.to)?,
                reason,
            },
        })
    }
}

impl TryFrom<ClosureRow> for Closure {
    type Error = StoreError;

    fn try_from(row: ClosureRow) -> Result<Self, StoreError> {
        KnownClosure::try_from(row).map(|known| known.closure)
    }
}

struct Close {
    request: CloseRequest,
    now: Moment,
}

#[derive(SurrealValue)]
struct Scene {
    there_is_one: bool,
    workplaces: Vec<RecordId>,
    known: Option<ClosureRow>,
}

const SCENE: &str = "RETURN {
    there_is_one: (SELECT VALUE id FROM ONLY $closed) != NONE,
    workplaces: (SELECT VALUE id FROM workplace WHERE lobby = $lobby),
    known: (SELECT * FROM ONLY $closure),
}";

impl Scene {
    async fn look(tx: &Tx, id: &ClosureId) -> Result<Self, StoreError> {
        let lobby = match &id.of {
            Closed::Lobby(lobby) => Some(lobby.as_str()),
            _ => None,
        };
        let script = Script::new(SCENE)
            .bind("closed", row_of(&id.of))
            .bind("lobby", lobby)
            .bind("closure", id.key());
        tx.read(script).await
    }

    /// What is closed is not what it was, for whoever decides on it, and so the town is not, for
    /// whoever shows it. What is no more stays so.
    fn count_up(&self, script: &mut Script, of: &Closed) {
        if let Closed::Lobby(_) = of {
            for workplace in &self.workplaces {
                script.count_up(workplace.clone(), "version");
            }
        } else {
            script.count_up(row_of(of), "version");
        }
        town::count_up(script);
    }
}

/// The row of the set-up.
fn row_of(closed: &Closed) -> RecordId {
    match closed {
        Closed::Lobby(id) => RecordId::new("lobby", id.as_str()),
        Closed::Workplace(id) => RecordId::new("workplace", id.as_str()),
        Closed::Service(id) => RecordId::new("service", id.as_str()),
        Closed::Counter(number) => counter_key(*number),
    }
}

impl UseCase for Close {
    type Answer = Result<KnownClosure, CloseRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { request, now } = self;
        let id = ClosureId::of_key(&request.of, &request.key);
        let mut scene = Scene::look(tx, &id).await?;
        if let Some(known) = scene.known.take() {
            return Ok(Decision::Nothing(Ok(known.try_into()?)));
        }
        if !scene.there_is_one {
            return Ok(Decision::Nothing(Err(CloseRefusal::Unknown)));
        }
        let (from, to) = (request.from, request.to);
        if let Some(same) = same(tx, &request.of, from, to).await? {
            return Ok(Decision::Nothing(Ok(same)));
        }
        let reason = request.reason.clone();
        let closure = match Closure::new(request.of.clone(), from, to, reason, *now) {
            Ok(closure) => closure,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let row = ClosureRow {
            id: id.key(),
            closed: request.of.to_string(),
            from: written(from),
            to: written(to),
            reason: text_row(request.reason.text()),
        };
        let mut script = Script::default();
        script.put(id.key(), row);
        scene.count_up(&mut script, &request.of);
        let known = KnownClosure { id, closure };
        Ok(Decision::Write(script, Ok(known)))
    }
}

/// The same, closed for the same time by another form: of somebody who did not know, or who filled it
/// in once more because the answer did not come. Twice it would be said twice.
async fn same(
    tx: &Tx,
    of: &Closed,
    from: NaiveDateTime,
    to: NaiveDateTime,
) -> Result<Option<KnownClosure>, StoreError> {
    let script = Script::new("RETURN (SELECT * FROM $closures WHERE from = $from AND to = $to)")
        .bind("closures", keys::closures_of(of))
        .bind("from", written(from))
        .bind("to", written(to));
    let mut rows: Vec<ClosureRow> = tx.read(script).await?;
    rows.pop().map(TryInto::try_into).transpose()
}

/// The closure as it is until the commit.
pub(crate) async fn seen(tx: &Tx, id: &ClosureId) -> Result<Option<ClosureRow>, StoreError> {
    let script =
        Script::new("RETURN SELECT * FROM ONLY $closure FOR UPDATE").bind("closure", id.key());
    tx.read(script).await
}

struct Reopen {
    id: ClosureId,
}

impl UseCase for Reopen {
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let scene = Scene::look(tx, &self.id).await?;
        if scene.known.is_none() {
            return Ok(Decision::Nothing(false));
        }
        let mut script = Script::default();
        script.delete(self.id.key());
        scene.count_up(&mut script, &self.id.of);
        Ok(Decision::Write(script, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::{
            CLOSED, assert_conflict, at, close, close_what, form, kostelec, reopen_all,
        },
        transact::tests::{commit_after, on_both_embedded},
    };

    /// What is to be closed, for the same time as `known`.
    fn once_more(known: &KnownClosure, now: Moment) -> Close {
        let request = CloseRequest {
            of: known.id.of.clone(),
            from: known.closure.from,
            to: known.closure.to,
            reason: known.closure.reason.clone(),
            key: "again".to_owned(),
        };
        Close { request, now }
    }

    #[test]
    fn who_gets_a_place_while_it_is_being_closed_is_among_those_affected() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            for (n, of) in CLOSED.into_iter().enumerate() {
                let time = ["10:00", "10:30", "11:00"][n];
                let known = close_what(&store, of, now).await;
                assert!(store.reopen(&known.id).await.unwrap());
                let case = once_more(&known, now);
                let meanwhile = async {
                    let form = form(of, time, &format!("client{n}@example.cz"));
                    store.hold_place(&town, form, now).await.unwrap().unwrap();
                };
                commit_after(&store, &case, meanwhile).await.unwrap();
                let affected = store.affected_by(&town, &known.closure, now).await.unwrap();
                assert_eq!(affected.len(), n + 1, "{of}");
                // Each time those of before are told anew.
                assert_eq!(store.tell_closed(&town, now).await.unwrap(), n + 1, "{of}");
                reopen_all(&store, now).await;
            }
        });
    }

    #[test]
    fn a_workplace_that_comes_into_a_lobby_while_that_is_being_closed_is_closed_too() {
        on_both_embedded(|store| async move {
            let (mut town, now) = kostelec(&store).await;
            let known = close_what(&store, "lobby:corridor", now).await;
            assert!(store.reopen(&known.id).await.unwrap());
            let case = once_more(&known, now);
            town.workplaces[0].lobby = "corridor".parse().unwrap();
            let meanwhile = async { store.import_town(&town).await.unwrap() };
            assert_conflict(commit_after(&store, &case, meanwhile).await);
            store.transact(case).await.unwrap().unwrap();
            let town = store.town().await.unwrap().unwrap();
            let workplace = &town.workplaces[0];
            assert!(town.closures.iter().any(|it| it.closes(workplace)));
        });
    }

    #[test]
    fn two_who_take_a_closure_back_at_once_do_it_once() {
        on_both_embedded(|store| async move {
            let (_, now) = kostelec(&store).await;
            let known = close(&store, now).await;
            let reopen = Reopen {
                id: known.id.clone(),
            };
            let meanwhile = async { assert!(store.reopen(&known.id).await.unwrap()) };
            let committed = commit_after(&store, &reopen, meanwhile).await;
            assert!(matches!(committed, Err(StoreError::Conflict(_))));
            assert!(!store.transact(reopen).await.unwrap());
        });
    }

    #[test]
    fn what_is_closed_is_known_until_the_night_after_it() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            close(&store, now).await;
            let known = async |midnight: &str| {
                let now = at(&town, midnight);
                store.end_days_before(now.date, now.instant).await.unwrap();
                store.town().await.unwrap().unwrap().closures.len()
            };
            assert_eq!(known("2026-11-23T00:00:00+01:00").await, 1);
            assert_eq!(known("2026-11-24T00:00:00+01:00").await, 0);
        });
    }
}
