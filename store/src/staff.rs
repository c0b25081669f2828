//! Who works here: logins, passwords, sessions.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::Kind,
    moment::Moment,
    staff::{Clerk, Departments, Role},
    town::Rules,
};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    Store, StoreError,
    guesses::Guesses,
    keys, passwords,
    rows::{self, SessionRow, StaffRow, TownRow},
    secrets,
    transact::{Decision, Script, Tx, UseCase, Write},
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
    pub role: Role,
}

/// Why nobody is logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginRefusal {
    /// No such login, or another password; which of the two is not said.
    Wrong,
    /// There were so many wrong passwords that the next one is looked at only from this time on.
    Slow { until: DateTime<Utc> },
    /// It is the right password of an account that is switched off.
    Off,
}

/// Whose session it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub clerk: Clerk,
    pub role: Role,
    pub departments: Departments,
}

/// How exactly it is known when somebody was last seen: each time is written to the database.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// The logins of a new office: who calls, and who sets it up; the latter makes all others.
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

    /// Adds a member of staff with a password, or gives one a new name, role and password; whose
    /// account it is otherwise sets the password ([`Store::password_link`]).
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
        // As logins are written.
        let login = login.to_lowercase();
        let login = login.as_str();
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
            Err(until) => return Ok(Err(LoginRefusal::Slow { until })),
        };
        let hash = staff.and_then(|row| row.password);
        let is_known = hash.is_some();
        let them = self.acting(Some(login), now);
        if !passwords::verify(password, hash.clone()).await? {
            // Whatever else was typed may be anything, a password too.
            if is_known {
                them.note(Kind::LoginFailed.alone()).await?;
            }
            return Ok(Err(LoginRefusal::Wrong));
        }
        let token = secrets::token()?;
        let begin = BeginSession {
            login: login.to_owned(),
            password: hash,
            token,
            guesses,
            now,
        };
        them.does(begin, |_| Kind::LoggedIn.alone()).await
    }

    /// Whose session it is, if it lasts. It does not end while the clerk's counter has a client,
    /// unless the account is switched off.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn session(&self, token: &str, now: Moment) -> Result<Option<Session>, StoreError> {
        let Some((found, staff)) = self.lasting(token, now).await? else {
            return Ok(None);
        };
        if found.seen_at + SEEN_EVERY <= now.instant {
            let mut script = Script::default();
            script.set(session_key(token), "seen_at", now.instant);
            script.set(staff_key(&found.login), "seen_at", now.instant);
            self.write(script).await?;
        }
        Ok(Some(Session {
            clerk: Clerk {
                login: found.login,
                name: staff.name,
            },
            role: rows::role(&staff.role)?,
            departments: rows::departments(&staff.departments)?,
        }))
    }

    /// Whether a session lasts. Nobody is seen by it: a page that is merely open asks.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn session_lasts(&self, token: &str, now: Moment) -> Result<bool, StoreError> {
        Ok(self.lasting(token, now).await?.is_some())
    }

    async fn lasting(
        &self,
        token: &str,
        now: Moment,
    ) -> Result<Option<(FoundSession, StaffRow)>, StoreError> {
        let script = Script::new(SESSION).bind("key", session_key(token));
        let Some(mut found) = self.read::<Option<FoundSession>>(script).await? else {
            return Ok(None);
        };
        let Some(staff) = found.staff.take().filter(|row| row.off_since.is_none()) else {
            return Ok(None);
        };
        if found.expires_at <= now.instant && !self.has_client(&found.login, now).await? {
            return Ok(None);
        }
        Ok(Some((found, staff)))
    }

    /// Ends a session, if there is one.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn log_out(&self, token: &str) -> Result<(), StoreError> {
        let mut script = Script::default();
        script.delete(session_key(token));
        self.does(Write(script), |()| Kind::LoggedOut.alone()).await
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
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

pub(crate) fn staff_key(login: &str) -> RecordId {
    RecordId::new("staff", login)
}

pub(crate) fn session_key(token: &str) -> RecordId {
    RecordId::new("session", secrets::hash(token))
}

/// Somebody's row as it is at that moment. A change of it meets whoever else writes it.
pub(crate) async fn seen(tx: &Tx, login: &str) -> Result<Option<StaffRow>, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $key").bind("key", staff_key(login));
    tx.read(script).await
}

async fn staff_row(name: &str, role: Role, password: &str) -> Result<StaffRow, StoreError> {
    Ok(StaffRow {
        name: name.to_owned(),
        role: role.word().to_owned(),
        departments: Vec::new(),
        password: Some(passwords::hash(password).await?),
        off_since: None,
        seen_at: None,
        version: 0,
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

/// Counts a password as wrong before it is looked at; answers whose it may be.
pub(crate) struct Try {
    pub login: String,
    pub guesses: Guesses,
    pub now: DateTime<Utc>,
}

impl UseCase for Try {
    /// Else until when no password is looked at.
    type Answer = Result<Option<StaffRow>, DateTime<Utc>>;

    fn crowded_row(&self) -> Option<RecordId> {
        Some(self.guesses.of_address())
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let mut script = Script::default();
        let counted = self.guesses.count(tx, &mut script, self.now).await?;
        if let Err(until) = counted {
            return Ok(if script.is_empty() {
                Decision::Nothing(Err(until))
            } else {
                Decision::Write(script, Err(until))
            });
        }
        let staff = seen(tx, &self.login).await?;
        Ok(Decision::Write(script, Ok(staff)))
    }
}

/// Writes the account's row, as whatever ends its sessions does: of the two at once one begins anew.
struct BeginSession {
    login: String,
    /// The hash that the password fits.
    password: Option<String>,
    token: String,
    guesses: Guesses,
    now: DateTime<Utc>,
}

impl UseCase for BeginSession {
    type Answer = Result<NewSession, LoginRefusal>;

    fn crowded_row(&self) -> Option<RecordId> {
        Some(self.guesses.of_address())
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let staff = seen(tx, &self.login).await?;
        let Some(staff) = staff.filter(|row| row.password == self.password) else {
            return Ok(Decision::Nothing(Err(LoginRefusal::Wrong)));
        };
        if staff.off_since.is_some() {
            return Ok(Decision::Nothing(Err(LoginRefusal::Off)));
        }
        let town: Option<TownRow> = tx
            .read(Script::new("RETURN SELECT * FROM ONLY town:current"))
            .await?;
        let rules = town.map_or_else(Rules::default, |row| row.rules.into());
        let expires_at = self.now + rules.session();
        let mut script = Script::default();
        self.guesses.forgive(tx, &mut script, self.now).await?;
        let row = SessionRow {
            login: self.login.clone(),
            staff: staff_key(&self.login),
            began_at: self.now,
            seen_at: self.now,
            expires_at,
        };
        script.put(session_key(&self.token), row);
        script.set(staff_key(&self.login), "seen_at", self.now);
        let session = NewSession {
            token: self.token.clone(),
            expires_at,
            role: rows::role(&staff.role)?,
        };
        Ok(Decision::Write(script, Ok(session)))
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
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}
