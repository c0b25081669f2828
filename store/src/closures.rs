//! A workplace is closed for a period, and opened again.
//!
//! Whoever holds a place, moves to one or hands out a ticket reads the workplace `FOR UPDATE` and
//! its closures with it; a closure counts the workplace's version up. Of two that are under way at
//! once one therefore begins anew. Whose reservations lie in the period is asked after it is
//! closed ([`Store::affected_by`]): who got a place before that is among them, and nobody gets one
//! after it.

use std::{fmt, str::FromStr};

use chrono::{NaiveDate, NaiveDateTime};
use domain::{
    audit::Kind,
    closure::{CloseRefusal, Closed, Closure, Reason},
    ids::WorkplaceId,
    moment::Moment,
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value};

use crate::{
    Store, StoreError, keys,
    rows::{TextRow, all, impossible, localized, parse, text_row, written},
    secrets, town,
    transact::{Decision, Script, Tx, UseCase},
};

/// What a supervisor wants closed. Times are civil, in the town's zone; `from` is closed, `to` is
/// not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseRequest {
    pub workplace: WorkplaceId,
    pub from: NaiveDateTime,
    pub to: NaiveDateTime,
    pub reason: Reason,
    /// Minted by the server for one form; the same key again is answered with the same closure.
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
    workplace: WorkplaceId,
    hash: String,
}

impl ClosureId {
    /// The closure of a workplace that was made with the key of a form, if any was.
    #[must_use]
    pub fn of_key(workplace: &WorkplaceId, key: &str) -> Self {
        Self {
            workplace: workplace.clone(),
            hash: secrets::hash(key),
        }
    }

    #[must_use]
    pub fn workplace(&self) -> &WorkplaceId {
        &self.workplace
    }

    pub(crate) fn key(&self) -> RecordId {
        keys::closure(&self.workplace, &self.hash)
    }
}

/// As it stands in addresses: `workplace.name`.
impl fmt::Display for ClosureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.workplace, self.hash)
    }
}

/// The text names no closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a closure's name is a workplace and 64 hexadecimal digits")]
pub struct NotAClosure;

impl FromStr for ClosureId {
    type Err = NotAClosure;

    fn from_str(text: &str) -> Result<Self, NotAClosure> {
        let (workplace, hash) = text.rsplit_once('.').ok_or(NotAClosure)?;
        let hexadecimal = |c: char| c.is_ascii_digit() || matches!(c, 'a'..='f');
        if hash.is_empty() || hash.len() > 64 || !hash.chars().all(hexadecimal) {
            return Err(NotAClosure);
        }
        Ok(Self {
            workplace: workplace.parse().map_err(|_| NotAClosure)?,
            hash: hash.to_owned(),
        })
    }
}

impl Store {
    /// Closes a workplace for a period. Nothing else is done to what was agreed for it: see
    /// [`Store::affected_by`].
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn close_workplace(
        &self,
        request: CloseRequest,
        now: Moment,
    ) -> Result<Result<KnownClosure, CloseRefusal>, StoreError> {
        let deed = Kind::Closed.of(&request.workplace).on(request.from.date());
        self.does(Close { request, now }, move |_| deed.clone())
            .await
    }

    /// Takes a closure back. Answers whether there was one.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reopen(&self, id: &ClosureId) -> Result<bool, StoreError> {
        let deed = Kind::Reopened.of(&id.workplace);
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
    workplace: String,
    from: String,
    to: String,
    reason: TextRow,
}

impl TryFrom<ClosureRow> for KnownClosure {
    type Error = StoreError;

    fn try_from(row: ClosureRow) -> Result<Self, StoreError> {
        let workplace: WorkplaceId = parse(&row.workplace)?;
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
                workplace: workplace.clone(),
                hash,
            },
            closure: Closure {
                of: Closed::Workplace(workplace),
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
    known: Option<ClosureRow>,
}

const SCENE: &str = "RETURN {
    there_is_one: (SELECT VALUE id FROM ONLY $workplace) != NONE,
    known: (SELECT * FROM ONLY $closure),
}";

impl UseCase for Close {
    type Answer = Result<KnownClosure, CloseRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { request, now } = self;
        let workplace = &request.workplace;
        let id = ClosureId::of_key(workplace, &request.key);
        let script = Script::new(SCENE)
            .bind("workplace", RecordId::new("workplace", workplace.as_str()))
            .bind("closure", id.key());
        let scene: Scene = tx.read(script).await?;
        if let Some(known) = scene.known {
            return Ok(Decision::Nothing(Ok(known.try_into()?)));
        }
        if !scene.there_is_one {
            return Ok(Decision::Nothing(Err(CloseRefusal::UnknownWorkplace)));
        }
        let (from, to) = (request.from, request.to);
        let reason = request.reason.clone();
        let closure = match Closure::of_workplace(workplace.clone(), from, to, reason, *now) {
            Ok(closure) => closure,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let row = ClosureRow {
            id: id.key(),
            workplace: workplace.to_string(),
            from: written(from),
            to: written(to),
            reason: text_row(request.reason.text()),
        };
        let mut script = Script::default();
        script.put(id.key(), row);
        count_up(&mut script, workplace);
        let known = KnownClosure { id, closure };
        Ok(Decision::Write(script, Ok(known)))
    }
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
        let script = Script::new("RETURN (SELECT VALUE id FROM ONLY $closure) != NONE")
            .bind("closure", self.id.key());
        if !tx.read::<bool>(script).await? {
            return Ok(Decision::Nothing(false));
        }
        let mut script = Script::default();
        script.delete(self.id.key());
        count_up(&mut script, &self.id.workplace);
        Ok(Decision::Write(script, true))
    }
}

/// The workplace is not what it was, for whoever decides on it, and so the town is not, for
/// whoever shows it. A workplace that is no more stays so.
fn count_up(script: &mut Script, workplace: &WorkplaceId) {
    script.count_up(RecordId::new("workplace", workplace.as_str()), "version");
    town::count_up(script);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::{at, close, form, kostelec},
        transact::tests::{commit_after, on_both_embedded},
    };

    #[test]
    fn who_gets_a_place_while_it_is_being_closed_is_among_those_affected() {
        on_both_embedded(|store| async move {
            let (town, now) = kostelec(&store).await;
            let known = close(&store, now).await;
            assert!(store.reopen(&known.id).await.unwrap());
            let case = Close {
                request: CloseRequest {
                    workplace: known.id.workplace.clone(),
                    from: known.closure.from,
                    to: known.closure.to,
                    reason: known.closure.reason.clone(),
                    key: "again".to_owned(),
                },
                now,
            };
            let meanwhile = async {
                let form = form("one", "10:15", "one@example.cz");
                store.hold_place(&town, form, now).await.unwrap().unwrap();
            };
            commit_after(&store, &case, meanwhile).await.unwrap();
            let affected = store.affected_by(&town, &known.closure, now).await.unwrap();
            assert_eq!(affected.len(), 1);
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
