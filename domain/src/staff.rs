//! Who works here, and what they may do.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    assignment::Assignment,
    closure::Closed,
    ids::{DepartmentId, LobbyId, ServiceId, WorkplaceId},
    line::Line,
    town::{Serves, Town, Workplace},
};

/// What a member of staff may do. In this order each may do what the ones before it may; an auditor
/// may do nothing, and is shown what an administrator has set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Auditor,
    Clerk,
    Supervisor,
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Auditor, Self::Clerk, Self::Supervisor, Self::Admin];

    /// The word stored in the database and printed on the terminal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
            Self::Clerk => "clerk",
            Self::Supervisor => "supervisor",
            Self::Admin => "admin",
        }
    }

    /// Whether somebody may do, and is shown, what is for that role.
    #[must_use]
    pub fn may_do(self, least: Self) -> bool {
        self >= least
    }

    /// Whether somebody is shown what is for that role and names no client. The counters are no
    /// place to look on.
    #[must_use]
    pub fn is_shown(self, least: Self) -> bool {
        self.may_do(least) || (self == Self::Auditor && least > Self::Clerk)
    }
}

/// Whose clients a clerk serves, and whose workplaces a supervisor sees to: those of the chosen
/// departments, or all of them if none is chosen. It says nothing about other roles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Departments(BTreeSet<DepartmentId>);

impl Departments {
    #[must_use]
    pub fn new(chosen: BTreeSet<DepartmentId>) -> Self {
        Self(chosen)
    }

    /// Those that are chosen.
    pub fn chosen(&self) -> impl Iterator<Item = &DepartmentId> {
        self.0.iter()
    }

    #[must_use]
    pub fn are_all(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn have(&self, workplace: &Workplace) -> bool {
        self.are_all() || self.0.contains(&workplace.department)
    }

    /// Whether the workplace of that name is theirs. One that there is not is nobody's, except where
    /// all are.
    #[must_use]
    pub fn have_named(&self, town: &Town, workplace: &WorkplaceId) -> bool {
        self.are_all() || town.workplace(workplace).is_some_and(|it| self.have(it))
    }

    /// Whether what is done there is theirs. A service that there is not is nobody's, except where
    /// all are.
    #[must_use]
    pub fn have_service(&self, town: &Town, service: &ServiceId) -> bool {
        let workplace = town.service(service).map(|it| &it.workplace);
        self.are_all() || workplace.is_some_and(|it| self.have_named(town, it))
    }

    /// Whether all that is closed with it is theirs: all workplaces of a lobby, all that a counter
    /// serves. What there is not is nobody's, except where all are.
    #[must_use]
    pub fn have_all_of(&self, town: &Town, closed: &Closed) -> bool {
        let under = town.workplaces_under(closed);
        self.are_all() || (!under.is_empty() && under.into_iter().all(|it| self.have(it)))
    }

    /// Whether something of theirs is done in a lobby; that in all lobbies (none) is for whoever sees
    /// to all departments.
    #[must_use]
    pub fn reach(&self, town: &Town, lobby: Option<&LobbyId>) -> bool {
        let theirs = |lobby| town.workplaces_of(lobby).any(|it| self.have(it));
        self.are_all() || lobby.is_some_and(theirs)
    }

    /// Whether all that a counter would do more or less than before is theirs.
    #[must_use]
    pub fn allow(&self, town: &Town, assignment: &Assignment) -> bool {
        let Assignment { seen, serves, .. } = assignment;
        seen.symmetric_difference(serves).all(|serves| {
            let (Serves::Workplace(id) | Serves::Service(id, _)) = serves;
            self.have_named(town, id)
        })
    }
}

/// A person of the office, as colleagues see them. Never a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clerk {
    /// The name typed in at login, unique.
    pub login: String,
    /// The name that colleagues read.
    pub name: String,
}

/// The longest name of a member of staff, in characters.
pub const LONGEST_NAME: usize = 60;

/// The name that colleagues read.
pub type StaffName = Line<LONGEST_NAME>;

/// The longest login, in characters.
pub const LONGEST_LOGIN: usize = 40;

/// A login for somebody new: letters without accents, digits, dots, hyphens and underscores; letters
/// become small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login(String);

/// The text is no login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a login is 1 to {LONGEST_LOGIN} letters without accents, digits, '.', '-' and '_'")]
pub struct NotALogin;

impl Login {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = NotALogin;

    fn from_str(text: &str) -> Result<Self, NotALogin> {
        let text = text.trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if text.is_empty() || text.len() > LONGEST_LOGIN || !text.chars().all(fits) {
            return Err(NotALogin);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

/// The shortest password, in characters. Nothing else is asked of one: rules about kinds of
/// characters make passwords that are easier to guess.
pub const SHORTEST_PASSWORD: usize = 12;

/// The longest password, in bytes, for each is hashed at some cost.
pub const LONGEST_PASSWORD: usize = 200;

/// A password that somebody has chosen.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    TooShort,
    #[error("a password has at most {LONGEST_PASSWORD} bytes")]
    TooLong,
}

impl Password {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Password {
    type Err = PasswordError;

    fn from_str(text: &str) -> Result<Self, PasswordError> {
        if text.chars().count() < SHORTEST_PASSWORD {
            Err(PasswordError::TooShort)
        } else if text.len() > LONGEST_PASSWORD {
            Err(PasswordError::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_is_shown_what_is_set_up_and_does_nothing() {
        let auditor = Role::Auditor;
        for least in [Role::Clerk, Role::Supervisor, Role::Admin] {
            assert!(!auditor.may_do(least), "{least:?}");
        }
        assert!(auditor.is_shown(Role::Admin));
        assert!(auditor.is_shown(Role::Supervisor));
        assert!(!auditor.is_shown(Role::Clerk));
        assert!(!Role::Clerk.is_shown(Role::Supervisor));
        assert!(!Role::Supervisor.is_shown(Role::Admin));
        assert!(Role::Supervisor.may_do(Role::Clerk));
        assert!(Role::Admin.may_do(Role::Admin));
    }

    #[test]
    fn what_is_of_several_departments_is_nobodys_who_has_not_all_of_them() {
        let mut town = crate::lobby::tests::town(2);
        let other = Workplace {
            id: "b".parse().unwrap(),
            department: "e".parse().unwrap(),
            ..town.workplaces[0].clone()
        };
        town.counters[1]
            .serves
            .insert(Serves::Workplace(other.id.clone()));
        town.workplaces.push(other);
        let of =
            |ids: &[&str]| Departments::new(ids.iter().map(|id| id.parse().unwrap()).collect());
        for (closed, [d, both]) in [
            ("a", [true, true]),
            ("b", [false, true]),
            ("service:a-1", [true, true]),
            ("counter:1", [true, true]),
            ("counter:2", [false, true]),
            ("lobby:hall", [false, true]),
            ("lobby:corridor", [false, false]),
            ("none", [false, false]),
        ] {
            let closed = closed.parse().unwrap();
            assert_eq!(of(&["d"]).have_all_of(&town, &closed), d, "{closed}");
            assert_eq!(
                of(&["d", "e"]).have_all_of(&town, &closed),
                both,
                "{closed}"
            );
            assert!(of(&[]).have_all_of(&town, &closed), "{closed}");
        }
        for (service, expected) in [("a-1", [true, false]), ("none", [false, false])] {
            let service = service.parse().unwrap();
            let theirs = [&["d"], &["e"]].map(|ids| of(ids).have_service(&town, &service));
            assert_eq!(theirs, expected, "{service}");
            assert!(of(&[]).have_service(&town, &service), "{service}");
        }
    }

    #[test]
    fn a_login_can_be_typed_on_any_keyboard() {
        assert_eq!(" Jana.Nova-2 ".parse(), Ok(Login("jana.nova-2".to_owned())));
        for text in ["", " ", "jana nová", "nová", "jana@urad.cz", "a/b"] {
            assert_eq!(text.parse::<Login>(), Err(NotALogin), "{text}");
        }
        assert!("a".repeat(40).parse::<Login>().is_ok());
        assert_eq!("a".repeat(41).parse::<Login>(), Err(NotALogin));
    }

    #[test]
    fn a_password_is_long_and_nothing_else_is_asked_of_it() {
        assert_eq!(
            "žžžžžžžžžžž".parse::<Password>(),
            Err(PasswordError::TooShort)
        );
        assert!("žžžžžžžžžžžž".parse::<Password>().is_ok());
        assert!("            ".parse::<Password>().is_ok());
        assert!("a".repeat(200).parse::<Password>().is_ok());
        let too_long = "a".repeat(201).parse::<Password>();
        assert_eq!(too_long, Err(PasswordError::TooLong));
        let password: Password = "tajné a dlouhé".parse().unwrap();
        assert_eq!(format!("{password:?}"), "Password");
    }
}
