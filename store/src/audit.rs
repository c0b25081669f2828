//! Who did what: written in the same transaction as what was done, and never changed.

use chrono::{DateTime, Utc};
use domain::audit::{Deed, Entry, Kind};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    Store, StoreError, keys,
    rows::{self, parse},
    transact::{Decision, Script, Tx, UseCase, Write},
};

/// Somebody of the staff at work.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    /// A login; none: a command on the server.
    by: Option<String>,
    at: DateTime<Utc>,
}

/// Which entries are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    pub from: DateTime<Utc>,
    /// Not included.
    pub to: DateTime<Utc>,
    /// A login; none: anybody's.
    pub by: Option<String>,
    /// None: of any kind.
    pub kind: Option<Kind>,
}

impl Store {
    /// The same store for somebody who is about to do something. Whatever they change for others is
    /// noted with it; what nobody stands for, as a client's own doing or a job's, is not.
    #[must_use]
    pub fn acting(&self, by: Option<&str>, at: DateTime<Utc>) -> Self {
        let by = by.map(str::to_owned);
        self.with_actor(Actor { by, at })
    }

    /// Notes what was done outside of the database.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn note(&self, deed: Deed) -> Result<(), StoreError> {
        self.does(Write(Script::default()), move |()| deed.clone())
            .await
    }

    /// Entries, the newest first; without so many, and at most so many if it is said.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        without: usize,
        most: Option<usize>,
    ) -> Result<Vec<Entry>, StoreError> {
        let most = most.map_or(String::new(), |most| format!(" LIMIT {most}"));
        let script = Script::new(format!("{FIND}{most} START {without})"))
            .bind("entries", keys::audit_between(filter.from, filter.to))
            .bind("by", filter.by.clone())
            .bind("kind", filter.kind.map(|kind| kind.word().to_owned()));
        rows::all(self.read::<Vec<EntryRow>>(script).await?)
    }

    /// Runs a use case, and notes what it has changed, if somebody stands for it.
    pub(crate) async fn does<U: UseCase>(
        &self,
        case: U,
        deed: impl Fn(&U::Answer) -> Deed + Send + Sync + 'static,
    ) -> Result<U::Answer, StoreError> {
        let noted = self.noted(case, deed)?;
        self.transact(noted).await
    }

    /// A use case with what is to be noted of it.
    pub(crate) fn noted<U, D>(&self, case: U, deed: D) -> Result<Noted<U, D>, StoreError> {
        let number = getrandom::u32()?;
        Ok(Noted {
            case,
            deed,
            by: self.actor().map(|actor| (actor.clone(), number)),
        })
    }
}

const FIND: &str = "RETURN (SELECT * FROM $entries
    WHERE ($by = NONE OR by = $by) AND ($kind = NONE OR kind = $kind) ORDER BY id DESC";

#[derive(Clone, SurrealValue)]
struct EntryRow {
    id: RecordId,
    by: Option<String>,
    kind: String,
    thing: Option<String>,
    day: Option<String>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        let at = keys::instant_of_audit(&row.id);
        Ok(Self {
            at: at.ok_or_else(|| rows::impossible::<EntryRow>("its key begins with its time"))?,
            by: row.by,
            deed: Deed {
                kind: parse(&row.kind)?,
                thing: row.thing,
                day: row.day.map(|day| parse(&day)).transpose()?,
            },
        })
    }
}

/// A use case, and what it is when it changes something.
#[derive(Clone)]
pub(crate) struct Noted<U, D> {
    case: U,
    deed: D,
    by: Option<(Actor, u32)>,
}

impl<U, D> UseCase for Noted<U, D>
where
    U: UseCase,
    D: Fn(&U::Answer) -> Deed + Send + Sync + 'static,
{
    type Answer = U::Answer;

    fn crowded_row(&self) -> Option<RecordId> {
        self.case.crowded_row()
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<U::Answer>, StoreError> {
        let (mut script, answer) = match self.case.decide(tx).await? {
            Decision::Write(script, answer) => (script, answer),
            nothing @ Decision::Nothing(_) => return Ok(nothing),
        };
        let Some((actor, number)) = &self.by else {
            return Ok(Decision::Write(script, answer));
        };
        let deed = (self.deed)(&answer);
        let id = keys::audit(actor.at, *number);
        let row = EntryRow {
            id: id.clone(),
            by: actor.by.clone(),
            kind: deed.kind.word().to_owned(),
            thing: deed.thing,
            day: deed.day.map(|day| day.to_string()),
        };
        script.put(id, row);
        Ok(Decision::Write(script, answer))
    }
}
