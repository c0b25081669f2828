//! Where somebody is logged in, and how that is ended.

use chrono::{DateTime, Utc};
use domain::audit::Kind;
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value};

use crate::{
    Store, StoreError,
    rows::{self, SessionRow, impossible},
    staff::session_key,
    transact::{Decision, Script, Tx, UseCase},
};

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSession {
    /// Names it; it does not open anything.
    pub id: String,
    pub began_at: DateTime<Utc>,
    /// To some minutes.
    pub seen_at: DateTime<Utc>,
}

impl KnownSession {
    /// Whether that token is its own.
    #[must_use]
    pub fn is_of(&self, token: &str) -> bool {
        session_key(token).key == RecordIdKey::String(self.id.clone())
    }
}

impl Store {
    /// The sessions of a login that last, the newest first.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn sessions_of(
        &self,
        login: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<KnownSession>, StoreError> {
        let script = Script::new(
            "RETURN (SELECT * FROM session WHERE login = $login AND expires_at > $now
                ORDER BY began_at DESC)",
        );
        let script = script.bind("login", login.to_owned()).bind("now", now);
        rows::all(self.read::<Vec<FoundSession>>(script).await?)
    }

    /// Ends a session of that login. Answers whether it may: another's is not ended, and one that has
    /// ended already is no less so.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn end_session(&self, login: &str, id: &str) -> Result<bool, StoreError> {
        let case = EndOne {
            login: login.to_owned(),
            key: RecordId::new("session", id),
        };
        let deed = Kind::SessionsEnded.of(login);
        self.does(case, move |_| deed.clone()).await
    }

    /// Ends the sessions of a login, all but that with the token if there is one.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn end_sessions(&self, login: &str, but: Option<&str>) -> Result<(), StoreError> {
        let case = EndAll {
            login: login.to_owned(),
            but: but.map(session_key),
        };
        let deed = Kind::SessionsEnded.of(login);
        self.does(case, move |()| deed.clone()).await
    }
}

#[derive(Clone, SurrealValue)]
struct FoundSession {
    id: RecordId,
    #[surreal(flatten)]
    session: SessionRow,
}

impl TryFrom<FoundSession> for KnownSession {
    type Error = StoreError;

    fn try_from(found: FoundSession) -> Result<Self, StoreError> {
        let RecordIdKey::String(id) = found.id.key else {
            return Err(impossible::<SessionRow>("its key is a hash"));
        };
        Ok(Self {
            id,
            began_at: found.session.began_at,
            seen_at: found.session.seen_at,
        })
    }
}

struct EndOne {
    login: String,
    key: RecordId,
}

impl UseCase for EndOne {
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let script = Script::new("RETURN SELECT VALUE login FROM ONLY $key");
        let login: Option<String> = tx.read(script.bind("key", self.key.clone())).await?;
        let Some(login) = login else {
            return Ok(Decision::Nothing(true));
        };
        if login != self.login {
            return Ok(Decision::Nothing(false));
        }
        let mut script = Script::default();
        script.delete(self.key.clone());
        Ok(Decision::Write(script, true))
    }
}

struct EndAll {
    login: String,
    but: Option<RecordId>,
}

impl UseCase for EndAll {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let mut script = Script::default();
        end_all(&mut script, tx, &self.login, self.but.as_ref()).await?;
        Ok(if script.is_empty() {
            Decision::Nothing(())
        } else {
            Decision::Write(script, ())
        })
    }
}

/// Ends the sessions of a login but one. Each row is deleted by its own key, so that whoever looks at
/// it hears of it.
pub(crate) async fn end_all(
    script: &mut Script,
    tx: &Tx,
    login: &str,
    but: Option<&RecordId>,
) -> Result<(), StoreError> {
    // The table holds only what is alive, so to look through it is no work that grows.
    let all = Script::new("RETURN (SELECT VALUE id FROM session WHERE login = $login)");
    let all: Vec<RecordId> = tx.read(all.bind("login", login.to_owned())).await?;
    for key in all {
        if Some(&key) != but {
            script.delete(key);
        }
    }
    Ok(())
}
