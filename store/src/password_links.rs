//! How somebody comes to a password: by a link that an administrator hands over, once; or by the one
//! that they have.
//!
//! The database knows a link by its hash. Whoever uses one writes it and the account's row, so that of
//! two at once one is told that it is used; a new link takes the earlier one of the account away.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::Kind,
    staff::{Clerk, Password},
};
use surrealdb::types::{RecordId, SurrealValue, Value};

use crate::{
    Store, StoreError,
    guesses::Guesses,
    passwords,
    rows::{PasswordLinkRow, StaffRow},
    secrets, sessions,
    staff::{Try, seen, session_key, staff_key},
    transact::{Decision, Script, Tx, UseCase},
};

/// How long a link is good: until the next day, for it is handed over by hand.
const LINK_LASTS: TimeDelta = TimeDelta::hours(24);

/// How long it is known afterwards, so that whoever comes too late is told so.
pub(crate) const LINK_KNOWN: TimeDelta = TimeDelta::days(7);

/// A link that was just made; only whoever asked for it has the token.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLink {
    pub token: String,
    pub until: DateTime<Utc>,
}

/// Why a link sets no password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkRefusal {
    /// There is none, or a later one has taken its place, or the account is switched off.
    Unknown,
    Used,
    Expired,
}

/// Why a password stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefusal {
    /// It is not the one that there is.
    Wrong,
    /// There were so many wrong ones that the next one is looked at only from this time on.
    Slow { until: DateTime<Utc> },
}

impl Store {
    /// Makes a link by which the owner of an account sets a password; none if there is no such account
    /// or it is switched off.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers.
    pub async fn password_link(
        &self,
        login: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<NewLink>, StoreError> {
        let token = secrets::token()?;
        let until = now + LINK_LASTS;
        let case = MakeLink {
            login: login.to_owned(),
            key: link_key(&token),
            until,
        };
        let deed = Kind::PasswordLinked.of(login);
        let made = self.does(case, move |_| deed.clone()).await?;
        Ok(made.then_some(NewLink { token, until }))
    }

    /// Whose password a link sets.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn owner_of_link(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Clerk, LinkRefusal>, StoreError> {
        let script = Script::new(LINK).bind("key", link_key(token));
        let found: Option<FoundLink> = self.read(script).await?;
        Ok(owner(found, now).map(|(clerk, _)| clerk))
    }

    /// Sets the password of the account that a link is for, which uses it up, and ends the account's
    /// sessions: whoever may have known the old password is out.
    ///
    /// # Errors
    /// Those of the database and of hashing; a refusal is a value.
    pub async fn set_password(
        &self,
        token: &str,
        password: &Password,
        now: DateTime<Utc>,
    ) -> Result<Result<(), LinkRefusal>, StoreError> {
        // Whoever tries links is not worth a hash.
        let owner = match self.owner_of_link(token, now).await? {
            Ok(owner) => owner,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let case = UseLink {
            key: link_key(token),
            hash: passwords::hash(password.as_str()).await?,
            now,
        };
        self.sets_own(&owner.login, case, now).await
    }

    /// Gives whoever knows it another password in place of `old`, and ends their other sessions. Wrong
    /// ones count as at the login. `address` is the client's IP address.
    ///
    /// # Errors
    /// Those of the database and of hashing; a refusal is a value.
    pub async fn change_password(
        &self,
        (login, session): (&str, &str),
        old: &str,
        new: &Password,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<(), PasswordRefusal>, StoreError> {
        let guesses = Guesses::new(login, address);
        let counted = Try {
            login: login.to_owned(),
            guesses: guesses.clone(),
            now,
        };
        let staff = match self.transact(counted).await? {
            Ok(staff) => staff,
            Err(until) => return Ok(Err(PasswordRefusal::Slow { until })),
        };
        let known = staff.and_then(|row| row.password);
        if !passwords::verify(old, known.clone()).await? {
            return Ok(Err(PasswordRefusal::Wrong));
        }
        let case = ChangePassword {
            login: login.to_owned(),
            session: session_key(session),
            known,
            hash: passwords::hash(new.as_str()).await?,
            guesses,
            now,
        };
        self.sets_own(login, case, now).await
    }

    /// Notes that somebody has set their own password.
    async fn sets_own<U: UseCase>(
        &self,
        login: &str,
        case: U,
        now: DateTime<Utc>,
    ) -> Result<U::Answer, StoreError> {
        let deed = Kind::PasswordSet.of(login);
        let owner = self.acting(Some(login), now);
        owner.does(case, move |_| deed.clone()).await
    }
}

fn link_key(token: &str) -> RecordId {
    RecordId::new("password_link", secrets::hash(token))
}

const LINK: &str = "
    RETURN SELECT *, type::record('staff', login).* AS staff FROM ONLY $key";

#[derive(SurrealValue)]
struct FoundLink {
    #[surreal(flatten)]
    link: PasswordLinkRow,
    staff: Option<StaffRow>,
}

fn owner(
    found: Option<FoundLink>,
    now: DateTime<Utc>,
) -> Result<(Clerk, (PasswordLinkRow, StaffRow)), LinkRefusal> {
    let FoundLink { link, staff } = found.ok_or(LinkRefusal::Unknown)?;
    if link.used_at.is_some() {
        return Err(LinkRefusal::Used);
    }
    if link.until <= now {
        return Err(LinkRefusal::Expired);
    }
    let staff = staff.filter(|row| row.off_since.is_none());
    let staff = staff.ok_or(LinkRefusal::Unknown)?;
    let clerk = Clerk {
        login: link.login.clone(),
        name: staff.name.clone(),
    };
    Ok((clerk, (link, staff)))
}

struct MakeLink {
    login: String,
    key: RecordId,
    until: DateTime<Utc>,
}

impl UseCase for MakeLink {
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let staff = seen(tx, &self.login).await?;
        let Some(staff) = staff.filter(|row| row.off_since.is_none()) else {
            return Ok(Decision::Nothing(false));
        };
        let earlier =
            Script::new("RETURN (SELECT VALUE id FROM password_link WHERE login = $login)");
        let earlier: Vec<RecordId> = tx.read(earlier.bind("login", self.login.clone())).await?;
        let mut script = Script::default();
        for key in earlier {
            script.delete(key);
        }
        let row = PasswordLinkRow {
            login: self.login.clone(),
            until: self.until,
            used_at: None,
        };
        script.put(self.key.clone(), row);
        // As it is: of two links that are made at once the second takes the first one away.
        script.put(staff_key(&self.login), staff);
        Ok(Decision::Write(script, true))
    }
}

struct UseLink {
    key: RecordId,
    hash: String,
    now: DateTime<Utc>,
}

impl UseCase for UseLink {
    type Answer = Result<(), LinkRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let found = tx.read(Script::new(LINK).bind("key", self.key.clone()));
        let (clerk, (link, staff)) = match owner(found.await?, self.now) {
            Ok(found) => found,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let mut script = Script::default();
        let used_at = Some(self.now);
        script.put(self.key.clone(), PasswordLinkRow { used_at, ..link });
        let password = Some(self.hash.clone());
        script.put(staff_key(&clerk.login), StaffRow { password, ..staff });
        sessions::end_all(&mut script, tx, &clerk.login, None).await?;
        Ok(Decision::Write(script, Ok(())))
    }
}

struct ChangePassword {
    login: String,
    /// Where it is changed.
    session: RecordId,
    /// The hash that the old one fits.
    known: Option<String>,
    hash: String,
    guesses: Guesses,
    now: DateTime<Utc>,
}

impl UseCase for ChangePassword {
    type Answer = Result<(), PasswordRefusal>;

    fn crowded_row(&self) -> Option<RecordId> {
        Some(self.guesses.of_address())
    }

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let staff = seen(tx, &self.login).await?;
        let still = |row: &StaffRow| row.password == self.known && row.off_since.is_none();
        let Some(staff) = staff.filter(still) else {
            return Ok(Decision::Nothing(Err(PasswordRefusal::Wrong)));
        };
        let mut script = Script::default();
        self.guesses.forgive(tx, &mut script, self.now).await?;
        let password = Some(self.hash.clone());
        script.put(staff_key(&self.login), StaffRow { password, ..staff });
        sessions::end_all(&mut script, tx, &self.login, Some(&self.session)).await?;
        Ok(Decision::Write(script, Ok(())))
    }
}

impl std::fmt::Debug for NewLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewLink")
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::tests::kostelec,
        transact::tests::{commit_after, on_both_embedded},
    };

    #[test]
    fn of_two_who_use_a_link_at_once_one_is_told_that_it_is_used() {
        on_both_embedded(|store| async move {
            let (_, now) = kostelec(&store).await;
            let now = now.instant;
            store.first_staff().await.unwrap();
            let link = store.password_link("urednik", now).await.unwrap().unwrap();
            let other: Password = "a ještě jiné heslo".parse().unwrap();
            let case = || UseLink {
                key: link_key(&link.token),
                hash: "a hash".to_owned(),
                now,
            };
            let meanwhile = async {
                let set = store.set_password(&link.token, &other, now).await;
                set.unwrap().unwrap();
            };
            let done = commit_after(&store, &case(), meanwhile).await;
            assert!(matches!(done, Err(StoreError::Conflict(_))));
            let done = store.transact(case()).await.unwrap();
            assert_eq!(done, Err(LinkRefusal::Used));
        });
    }
}
