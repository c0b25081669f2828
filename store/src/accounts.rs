//! Whose accounts there are. An administrator adds them, changes what they may do, and switches them
//! off and on again; none is ever deleted, for what was done by it stays.
//!
//! Whatever somebody may do no longer ends at once: the same transaction deletes their sessions, and
//! whoever begins one at that moment writes the same row. That an administrator is left is known from
//! the row of another one, read until the commit, which whoever takes that one away writes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    audit::Kind,
    moment::Moment,
    staff::{Departments, Login, Role, StaffName},
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value};

use crate::{
    Store, StoreError,
    rows::{self, StaffRow, impossible},
    sessions,
    staff::{seen, staff_key},
    transact::{Decision, Script, Tx, UseCase},
};

/// An account, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub departments: Departments,
    pub is_off: bool,
    /// Without one nobody can log in.
    pub has_password: bool,
    /// To some minutes.
    pub seen_at: Option<DateTime<Utc>>,
    /// Of what an administrator changes; a form about another one is stale.
    pub version: u32,
}

/// What an administrator says about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: StaffName,
    pub role: Role,
    /// Only clerks and supervisors have some.
    pub departments: Departments,
}

/// There is an account of that login, and it is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginTaken;

/// Why an account stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRefusal {
    Unknown,
    /// Somebody else has changed it meanwhile.
    Stale,
    /// Nobody would be left who can log in and set anything up.
    LastAdmin,
}

impl Store {
    /// All accounts, by name.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let rows: Vec<FoundStaff> = self.read(Script::new(ALL)).await?;
        let mut accounts = rows::all::<_, Account>(rows)?;
        accounts.sort_by(|a, b| (&a.name, &a.login).cmp(&(&b.name, &b.login)));
        Ok(accounts)
    }

    /// The account of a login.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $key").bind("key", staff_key(login));
        let row: Option<FoundStaff> = self.read(script).await?;
        row.map(Account::try_from).transpose()
    }

    /// Adds an account without a password. The same once more changes nothing.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn add_account(
        &self,
        login: &Login,
        profile: Profile,
    ) -> Result<Result<(), LoginTaken>, StoreError> {
        let login = login.as_str().to_owned();
        let deed = Kind::AccountAdded.of(&login);
        self.does(Add { login, profile }, move |_| deed.clone())
            .await
    }

    /// Changes what is said about an account, if it is still as of version `seen`. Whose role or
    /// departments become other ones must log in anew; whoever serves nobody any more, or others than
    /// before, leaves the counter.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn change_account(
        &self,
        login: &str,
        seen: u32,
        profile: Profile,
        now: Moment,
    ) -> Result<Result<(), AccountRefusal>, StoreError> {
        let before = self.account(login).await?;
        let sits_on = before.is_some_and(|it| it.departments == profile.departments)
            && profile.role.may_do(Role::Clerk);
        let change = Change::Profile { seen, profile };
        let changed = self.alter(login, change).await?;
        if changed.is_ok() && !sits_on {
            // As when it is switched off.
            let _ = self.leave(login, now).await?;
        }
        Ok(changed)
    }

    /// Switches an account off, which ends its sessions and frees its counter if no client is there,
    /// or on again.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn switch_account(
        &self,
        login: &str,
        on: bool,
        now: Moment,
    ) -> Result<Result<(), AccountRefusal>, StoreError> {
        let off_since = (!on).then_some(now.instant);
        let switched = self.alter(login, Change::Switch { off_since }).await?;
        if switched.is_ok() && !on {
            // Refused while a client is in front: the counter stays as it is then, for whoever takes
            // it over.
            let _ = self.leave(login, now).await?;
        }
        Ok(switched)
    }

    async fn alter(
        &self,
        login: &str,
        change: Change,
    ) -> Result<Result<(), AccountRefusal>, StoreError> {
        let login = login.to_owned();
        let deed = Kind::AccountChanged.of(&login);
        self.does(Alter { login, change }, move |_| deed.clone())
            .await
    }
}

const ALL: &str = "RETURN (SELECT * FROM staff)";

#[derive(Clone, SurrealValue)]
struct FoundStaff {
    id: RecordId,
    #[surreal(flatten)]
    staff: StaffRow,
}

impl FoundStaff {
    fn login(&self) -> Result<String, StoreError> {
        match &self.id.key {
            RecordIdKey::String(login) => Ok(login.clone()),
            _ => Err(impossible::<StaffRow>("its key is the login")),
        }
    }
}

impl TryFrom<FoundStaff> for Account {
    type Error = StoreError;

    fn try_from(found: FoundStaff) -> Result<Self, StoreError> {
        let login = found.login()?;
        let row = found.staff;
        Ok(Self {
            login,
            name: row.name,
            role: rows::role(&row.role)?,
            departments: rows::departments(&row.departments)?,
            is_off: row.off_since.is_some(),
            has_password: row.password.is_some(),
            seen_at: row.seen_at,
            version: row.version,
        })
    }
}

impl Profile {
    /// The row with what is said here.
    fn put_into(&self, row: StaffRow) -> StaffRow {
        let departments = match self.role {
            Role::Clerk | Role::Supervisor => self.departments.clone(),
            Role::Auditor | Role::Admin => Departments::default(),
        };
        StaffRow {
            name: self.name.to_string(),
            role: self.role.word().to_owned(),
            departments: departments.chosen().map(ToString::to_string).collect(),
            ..row
        }
    }
}

struct Add {
    login: String,
    profile: Profile,
}

impl UseCase for Add {
    type Answer = Result<(), LoginTaken>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let row = self.profile.put_into(StaffRow {
            name: String::new(),
            role: String::new(),
            departments: Vec::new(),
            password: None,
            off_since: None,
            seen_at: None,
            version: 0,
        });
        if let Some(known) = seen(tx, &self.login).await? {
            let same = known.password.is_none() && known.says_the_same_as(&row);
            return Ok(Decision::Nothing(if same {
                Ok(())
            } else {
                Err(LoginTaken)
            }));
        }
        let mut script = Script::default();
        script.put(staff_key(&self.login), row);
        Ok(Decision::Write(script, Ok(())))
    }
}

impl StaffRow {
    fn says_the_same_as(&self, other: &Self) -> bool {
        self.name == other.name && self.allows_the_same_as(other)
    }

    fn allows_the_same_as(&self, other: &Self) -> bool {
        self.role == other.role
            && self.departments == other.departments
            && self.off_since.is_some() == other.off_since.is_some()
    }

    /// Whether it is somebody who can set up everything.
    fn is_of_admin(&self) -> bool {
        self.role == Role::Admin.word() && self.off_since.is_none() && self.password.is_some()
    }
}

struct Alter {
    login: String,
    change: Change,
}

enum Change {
    Profile { seen: u32, profile: Profile },
    Switch { off_since: Option<DateTime<Utc>> },
}

impl UseCase for Alter {
    type Answer = Result<(), AccountRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let refused = |refusal| Ok(Decision::Nothing(Err(refusal)));
        let Some(before) = seen(tx, &self.login).await? else {
            return refused(AccountRefusal::Unknown);
        };
        let after = match &self.change {
            Change::Profile { profile, .. } => profile.put_into(before.clone()),
            Change::Switch { off_since } => StaffRow {
                off_since: *off_since,
                ..before.clone()
            },
        };
        // Also who says it twice is told that it is so.
        if after.says_the_same_as(&before) {
            return Ok(Decision::Nothing(Ok(())));
        }
        if let Change::Profile { seen, .. } = self.change
            && seen != before.version
        {
            return refused(AccountRefusal::Stale);
        }
        if before.is_of_admin() && !after.is_of_admin() && !another_admin(tx, &self.login).await? {
            return refused(AccountRefusal::LastAdmin);
        }
        let mut script = Script::default();
        if !after.allows_the_same_as(&before) {
            sessions::end_all(&mut script, tx, &self.login, None).await?;
        }
        let version = before.version + 1;
        script.put(staff_key(&self.login), StaffRow { version, ..after });
        Ok(Decision::Write(script, Ok(())))
    }
}

/// Whether there is an administrator beside that one, and there will be until the commit.
async fn another_admin(tx: &Tx, login: &str) -> Result<bool, StoreError> {
    let rows: Vec<FoundStaff> = tx.read(Script::new(ALL)).await?;
    let staff = rows.into_iter().map(|row| Ok((row.login()?, row.staff)));
    let staff = staff.collect::<Result<BTreeMap<_, _>, StoreError>>()?;
    let mut others = staff.iter().filter(|(other, _)| *other != login);
    let Some((other, _)) = others.find(|(_, row)| row.is_of_admin()) else {
        return Ok(false);
    };
    let script = Script::new("RETURN SELECT * FROM ONLY $key FOR UPDATE");
    let row: Option<StaffRow> = tx.read(script.bind("key", staff_key(other))).await?;
    Ok(row.is_some_and(|row| row.is_of_admin()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::kostelec,
        transact::tests::{commit_after, on_both_embedded},
    };

    async fn two_admins(store: &Store) {
        for login in ["eva", "petr"] {
            let added = store.add_staff(login, login, Role::Admin, "tajné a dlouhé");
            added.await.unwrap();
        }
    }

    fn off(login: &str) -> Alter {
        Alter {
            login: login.to_owned(),
            change: Change::Switch {
                off_since: Some(DateTime::UNIX_EPOCH),
            },
        }
    }

    #[test]
    fn of_two_admins_who_switch_each_other_off_one_stays() {
        on_both_embedded(|store| async move {
            two_admins(&store).await;
            let meanwhile = async {
                store.transact(off("petr")).await.unwrap().unwrap();
            };
            let done = commit_after(&store, &off("eva"), meanwhile).await;
            assert!(matches!(done, Err(StoreError::Conflict(_))));
            let done = store.transact(off("eva")).await.unwrap();
            assert_eq!(done, Err(AccountRefusal::LastAdmin));
        });
    }

    #[test]
    fn of_two_who_add_the_same_login_at_once_one_is_told_that_it_is_taken() {
        on_both_embedded(|store| async move {
            let add = |name: &str| Add {
                login: "jana".to_owned(),
                profile: Profile {
                    name: name.parse().unwrap(),
                    role: Role::Clerk,
                    departments: Departments::default(),
                },
            };
            let meanwhile = async { store.transact(add("Jana")).await.unwrap().unwrap() };
            let done = commit_after(&store, &add("Jana Nová"), meanwhile).await;
            assert!(matches!(done, Err(StoreError::Conflict(_))));
            let done = store.transact(add("Jana Nová")).await.unwrap();
            assert_eq!(done, Err(LoginTaken));
            assert_eq!(store.transact(add("Jana")).await.unwrap(), Ok(()));
        });
    }

    #[test]
    fn who_logs_in_while_the_account_is_switched_off_has_no_session() {
        on_both_embedded(|store| async move {
            two_admins(&store).await;
            let (_, now) = kostelec(&store).await;
            let here = "192.0.2.7";
            let log_in = || store.log_in("eva", "tajné a dlouhé", here, now.instant);
            let token = std::sync::Mutex::new(String::new());
            let meanwhile = async {
                let session = log_in().await.unwrap().unwrap();
                *token.lock().unwrap() = session.token;
            };
            let done = commit_after(&store, &off("eva"), meanwhile).await;
            assert!(matches!(done, Err(StoreError::Conflict(_))));
            store.transact(off("eva")).await.unwrap().unwrap();
            let token = token.lock().unwrap().clone();
            assert!(!store.session_lasts(&token, now).await.unwrap());
            store
                .switch_account("eva", true, now)
                .await
                .unwrap()
                .unwrap();
            // Switched on again, it begins anew.
            assert!(!store.session_lasts(&token, now).await.unwrap());
            assert!(log_in().await.unwrap().is_ok());
        });
    }
}
