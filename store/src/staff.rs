//! Who works here: logins, passwords, sessions.

use chrono::{DateTime, Utc};
use domain::{
    moment::Moment,
    staff::{Clerk, Role},
    town::Rules,
};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    Store, StoreError,
    guesses::Guesses,
    keys, passwords,
    rows::{self, SessionRow, StaffRow, TownRow},
    secrets,
    transact::{Decision, Script, Tx, UseCase},
};

/// A login made at first start: shown once, stored nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLogin {
    pub login: String,
    pub password: String,
    pub role: Role,
}

/// A session that has just begun; only the browser holds the token.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    pub token: String,
    pub expires_at: DateTime<Utc>,
}

/// Why nobody is logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginRefusal {
    /// No such login, or another password; which of the two is not said.
    Wrong,
    /// There were so many wrong passwords that the next one is looked at only from this time on.
    Slow { until: DateTime<Utc> },
}

/// Whose session it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub clerk: Clerk,
    pub role: Role,
}

/// The logins of a new office: who calls, and who sets it up.
const FIRST: [(&str, &str, Role); 2] = [
    ("urednik", "Úředník", Role::Clerk),
    ("spravce", "Správce", Role::Admin),
];

impl Store {
    /// Makes the first logins, if there is no staff at all: else none. Of two instances that
    /// start at once only one makes them.
    ///
    /// # Errors
    /// Those of the database, of hashing and of the operating system's random numbers.
    pub async fn first_staff(&self) -> Result<Vec<NewLogin>, StoreError> {
        let any: bool = self.read(Script::new(ANY_STAFF)).await?;
        if any {
            return Ok(Vec::new());
        }
        let mut logins = Vec::new();
        let mut rows = Vec::new();
        for (login, name, role) in FIRST {
            let password = secrets::password()?;
            rows.push((login, staff_row(name, role, &password).await?));
            logins.push(NewLogin {
                login: login.to_owned(),
                password,
                role,
            });
        }
        let made = self.transact(FirstStaff { rows }).await?;
        Ok(if made { logins } else { Vec::new() })
    }

    /// Adds a member of staff, or gives one a new name, role and password.
    ///
    /// # Errors
    /// Those of the database and of hashing.
    pub async fn add_staff(
        &self,
        login: &str,
        name: &str,
        role: Role,
        password: &str,
    ) -> Result<(), StoreError> {
        let row = staff_row(name, role, password).await?;
        let mut script = Script::default();
        script.put(staff_key(login), row);
        self.write(script).await
    }

    /// Begins a session, if the password is right and there were not too many wrong ones. Both
    /// take as long for a login that does not exist. `address` is the client's IP address.
    ///
    /// # Errors
    /// Those of the database and of hashing; a refusal is a value.
    pub async fn log_in(
        &self,
        login: &str,
        password: &str,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<NewSession, LoginRefusal>, StoreError> {
        let guesses = Guesses::new(login, address);
        // The try counts as a wrong one before the password is looked at, so that many at the
        // same time are no way around the pause.
        let staff = self
            .transact(Try {
                login: login.to_owned(),
                guesses: guesses.clone(),
                now,
            })
            .await?;
        let staff = match staff {
            Ok(staff) => staff,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let hash = staff.map(|row| row.password);
        if !passwords::verify(password, hash).await? {
            return Ok(Err(LoginRefusal::Wrong));
        }
        let token = secrets::token()?;
        let begin = BeginSession {
            login: login.to_owned(),
            token: token.clone(),
            guesses,
            now,
        };
        let expires_at = self.transact(begin).await?;
        Ok(Ok(NewSession { token, expires_at }))
    }

    /// Whose session it is, if it lasts. It does not end while the clerk's counter has a client.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn session(&self, token: &str, now: Moment) -> Result<Option<Session>, StoreError> {
        let script = Script::new(SESSION).bind("key", session_key(token));
        let Some(found) = self.read::<Option<FoundSession>>(script).await? else {
            return Ok(None);
        };
        let Some(staff) = found.staff else {
            return Ok(None);
        };
        if found.expires_at <= now.instant && !self.has_client(&found.login, now).await? {
            return Ok(None);
        }
        Ok(Some(Session {
            clerk: Clerk {
                login: found.login,
                name: staff.name,
            },
            role: rows::role(&staff.role)?,
        }))
    }

    /// Ends a session, if there is one.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn log_out(&self, token: &str) -> Result<(), StoreError> {
        let mut script = Script::default();
        script.delete(session_key(token));
        self.write(script).await
    }

    async fn has_client(&self, login: &str, now: Moment) -> Result<bool, StoreError> {
        let script = Script::new("RETURN (SELECT VALUE desk.client FROM ONLY $seat) != NONE")
            .bind("seat", keys::seat(now.date, login));
        self.read(script).await
    }
}

const ANY_STAFF: &str = "RETURN array::len(SELECT VALUE id FROM staff LIMIT 1) > 0";

const SESSION: &str = "RETURN SELECT *, staff.* AS staff FROM ONLY $key";

#[derive(SurrealValue)]
struct FoundSession {
    login: String,
    staff: Option<StaffRow>,
    expires_at: DateTime<Utc>,
}

fn staff_key(login: &str) -> RecordId {
    RecordId::new("staff", login)
}

fn session_key(token: &str) -> RecordId {
    RecordId::new("session", secrets::hash(token))
}

async fn staff_row(name: &str, role: Role, password: &str) -> Result<StaffRow, StoreError> {
    Ok(StaffRow {
        name: name.to_owned(),
        role: role.word().to_owned(),
        password: passwords::hash(password).await?,
    })
}

struct FirstStaff {
    rows: Vec<(&'static str, StaffRow)>,
}

impl UseCase for FirstStaff {
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        if tx.read(Script::new(ANY_STAFF)).await? {
            return Ok(Decision::Nothing(false));
        }
        let mut script = Script::default();
        for (login, row) in &self.rows {
            script.put(staff_key(login), row.clone());
        }
        Ok(Decision::Write(script, true))
    }
}

struct Try {
    login: String,
    guesses: Guesses,
    now: DateTime<Utc>,
}

impl UseCase for Try {
    type Answer = Result<Option<StaffRow>, LoginRefusal>;

    fn crowded_row(&self) -> Option<RecordId> {
        Some(self.guesses.of_address())
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let mut script = Script::default();
        let counted = self.guesses.count(tx, &mut script, self.now).await?;
        if let Err(until) = counted {
            return Ok(Decision::Nothing(Err(LoginRefusal::Slow { until })));
        }
        let staff = Script::new("RETURN SELECT * FROM ONLY $key");
        let staff = tx.read(staff.bind("key", staff_key(&self.login))).await?;
        Ok(Decision::Write(script, Ok(staff)))
    }
}

struct BeginSession {
    login: String,
    token: String,
    guesses: Guesses,
    now: DateTime<Utc>,
}

impl UseCase for BeginSession {
    type Answer = DateTime<Utc>;

    fn crowded_row(&self) -> Option<RecordId> {
        Some(self.guesses.of_address())
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<DateTime<Utc>>, StoreError> {
        let town: Option<TownRow> = tx
            .read(Script::new("RETURN SELECT * FROM ONLY town:current"))
            .await?;
        let rules = town.map_or_else(Rules::default, |row| row.rules.into());
        let expires_at = self.now + rules.session();
        let mut script = Script::default();
        self.guesses.forgive(tx, &mut script).await?;
        let row = SessionRow {
            login: self.login.clone(),
            staff: staff_key(&self.login),
            expires_at,
        };
        script.put(session_key(&self.token), row);
        Ok(Decision::Write(script, expires_at))
    }
}

impl std::fmt::Debug for NewLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewLogin")
            .field("login", &self.login)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
