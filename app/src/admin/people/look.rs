//! What the page shows, and what becomes of its forms.
//!
//! The fields of an account's form are `name`, `role` (its word), `department-` and the name of each
//! department that is ticked, `seen` (the version that the form is about), and `login` where it is new.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    ids::DepartmentId,
    line::LineError,
    moment::Moment,
    staff::{Departments, Login, Role, StaffName},
    text::{Language, Localized},
    town::Town,
};
use http::{header, request::Parts};
use serde::{Deserialize, Serialize};
use store::{Account, AccountRefusal, LoginTaken, Profile, Session};

use crate::{
    account::{KnownLogin, logins},
    admin::{Fields, fields::field},
    api::ApiError,
    services::{Services, onlooker},
    texts,
    ui::moment,
};

pub const ADDRESS: &str = "/admin/people";

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    BadLogin,
    TakenLogin,
    NoName,
    LongName,
    LastAdmin,
}

/// By the name of the field.
pub type Problems = BTreeMap<String, Problem>;

/// A form that is not carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotSaved {
    pub fields: Fields,
    pub problems: Problems,
}

/// What has become of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    Went(String),
    Link(ShownLink),
}

/// A link by which a password is set, shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownLink {
    login: String,
    pub address: String,
    until: DateTime<Utc>,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    All(Vec<Person>),
    New(Form),
    One(Box<One>),
}

/// An account in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Those of a supervisor; empty: all of them.
    pub departments: Vec<String>,
    pub seen: Option<String>,
    pub is_off: bool,
    pub has_password: bool,
}

/// The form about an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub fields: Fields,
    pub problems: Problems,
    /// Name and words of each.
    pub departments: Vec<(String, String)>,
    /// What the account is now, where somebody else has changed it meanwhile.
    pub changed: Option<Fields>,
}

/// An account, and what can be done with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct One {
    pub person: Person,
    pub form: Form,
    /// Where it is logged in.
    pub logins: Vec<KnownLogin>,
    /// The address, and until when it is good.
    pub link: Option<(String, String)>,
    pub told: Option<Told>,
}

/// What has just been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    Added,
    Saved,
}

/// What the page shows at an address, for administrators and auditors.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::NotFound`] if there is no such
/// account; or the database does not answer.
pub async fn people_view(
    query: &Fields,
    (refused, link): (Option<NotSaved>, Option<ShownLink>),
    language: Language,
) -> Result<PeopleContent, ApiError> {
    let (services, session) = onlooker(Role::Admin).await?;
    let town = services.town();
    let look = Look {
        services: &services,
        town: &town,
        language,
    };
    let login = match (&refused, &link) {
        (Some(it), _) if field(&it.fields, "action") == "add" => None,
        (Some(it), _) => it.fields.get("account"),
        (None, Some(link)) => Some(&link.login),
        (None, None) => query.get("account"),
    }
    .cloned();
    let shown = match login {
        Some(login) => look.one(&login, refused, link, query).await?,
        None if refused.is_some() || query.contains_key("new") => {
            Shown::New(look.blank(refused.unwrap_or_default()))
        }
        None => look.all().await?,
    };
    Ok(PeopleContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        shown,
    })
}

struct Look<'a> {
    services: &'a Services,
    town: &'a Town,
    language: Language,
}

impl Look<'_> {
    async fn all(&self) -> Result<Shown, ApiError> {
        let accounts = self.services.store.accounts().await?;
        let people = accounts.iter().map(|account| self.person(account));
        Ok(Shown::All(people.collect()))
    }

    /// Of an account that there is not yet.
    fn blank(&self, refused: NotSaved) -> Form {
        let NotSaved { fields, problems } = refused;
        Form {
            fields,
            problems,
            departments: self.departments(&Departments::default()),
            changed: None,
        }
    }

    async fn one(
        &self,
        login: &str,
        refused: Option<NotSaved>,
        link: Option<ShownLink>,
        query: &Fields,
    ) -> Result<Shown, ApiError> {
        let account = self.services.store.account(login).await?;
        let account = account.ok_or(ApiError::NotFound)?;
        let known = fields_of(&account);
        let NotSaved { fields, problems } = refused.unwrap_or_default();
        // Other forms have no fields of their own.
        let (fields, seen) = if field(&fields, "action") == "change" {
            let mut fields = fields;
            let seen = fields.insert("seen".to_owned(), account.version.to_string());
            (fields, seen)
        } else {
            (known.clone(), None)
        };
        // Whoever reads now what is different may write over it.
        let changed = seen.is_some_and(|seen| seen != account.version.to_string());
        let told = [("added", Told::Added), ("saved", Told::Saved)];
        let mut told = told
            .into_iter()
            .filter(|(name, _)| query.contains_key(*name));
        Ok(Shown::One(Box::new(One {
            person: self.person(&account),
            form: Form {
                fields,
                problems,
                departments: self.departments(&account.departments),
                changed: changed.then_some(known),
            },
            logins: logins(self.services, login, None, self.language).await?,
            link: link.map(|link| (link.address, self.when(link.until))),
            told: told.next().map(|(_, told)| told),
        })))
    }

    fn person(&self, account: &Account) -> Person {
        let chosen = account.departments.chosen();
        Person {
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role,
            departments: chosen.map(|id| self.department(id)).collect(),
            seen: account.seen_at.map(|at| self.when(at)),
            is_off: account.is_off,
            has_password: account.has_password,
        }
    }

    /// Those of the office, and those of the account that the office has no more: else saving its form
    /// would take them away, and none is all.
    fn departments(&self, of_account: &Departments) -> Vec<(String, String)> {
        let known = self.town.departments.iter().map(|it| &it.id);
        let gone = of_account.chosen();
        let gone = gone.filter(|id| self.town.departments.iter().all(|it| it.id != **id));
        let all = known.chain(gone);
        all.map(|id| (id.to_string(), self.department(id)))
            .collect()
    }

    fn department(&self, id: &DepartmentId) -> String {
        let mut departments = self.town.departments.iter();
        let known = departments.find(|it| it.id == *id);
        known.map_or_else(
            || id.to_string(),
            |it| it.name.get(self.language).to_owned(),
        )
    }

    fn when(&self, at: DateTime<Utc>) -> String {
        moment(&texts::of(self.language), Moment::new(at, self.town.zone))
    }
}

fn fields_of(account: &Account) -> Fields {
    let departments = account.departments.chosen();
    let departments = departments.map(|id| (format!("department-{id}"), "on".to_owned()));
    let fields = [
        ("name", account.name.clone()),
        ("role", account.role.word().to_owned()),
        ("seen", account.version.to_string()),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value));
    fields.into_iter().chain(departments).collect()
}

/// Carries a form out.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such account, role or department; [`ApiError::Malformed`] if the
/// page has no such form; or the database does not answer.
pub async fn save(
    services: &Services,
    session: &Session,
    request: &Parts,
    fields: Fields,
) -> Result<Result<Saved, NotSaved>, ApiError> {
    let desk = Desk { services, session };
    let account = field(&fields, "account").to_owned();
    let went = || Ok(Ok(Saved::Went(address(&account))));
    match field(&fields, "action") {
        "add" => desk.add(fields).await,
        "change" => desk.change(&account, fields).await,
        "on" => desk.switch(&account, true, fields).await,
        "off" => desk.switch(&account, false, fields).await,
        "link" => Ok(Ok(Saved::Link(desk.link(&account, request).await?))),
        "end" => {
            let id = field(&fields, "session");
            desk.known(&account).await?;
            if !services.store.end_session(&account, id).await? {
                return Err(desk.unknown("session of that account"));
            }
            went()
        }
        "end-all" => {
            desk.known(&account).await?;
            services.store.end_sessions(&account, None).await?;
            went()
        }
        _ => Err(ApiError::Malformed),
    }
}

fn address(login: &str) -> String {
    format!("{ADDRESS}?account={login}")
}

/// Where an administrator carries forms out.
struct Desk<'a> {
    services: &'a Services,
    session: &'a Session,
}

impl Desk<'_> {
    async fn add(&self, fields: Fields) -> Result<Result<Saved, NotSaved>, ApiError> {
        let login: Result<Login, _> = field(&fields, "login").parse();
        let (profile, mut problems) = self.profile(&fields, None)?;
        let (Ok(login), Some(profile)) = (&login, profile) else {
            if login.is_err() {
                problems.insert("login".to_owned(), Problem::BadLogin);
            }
            return Ok(Err(NotSaved { fields, problems }));
        };
        let added = self.services.store.add_account(login, profile).await?;
        if let Err(LoginTaken) = added {
            problems.insert("login".to_owned(), Problem::TakenLogin);
            return Ok(Err(NotSaved { fields, problems }));
        }
        self.log(login.as_str(), "an account was added");
        let address = format!("{}&added", address(login.as_str()));
        Ok(Ok(Saved::Went(address)))
    }

    async fn change(
        &self,
        login: &str,
        fields: Fields,
    ) -> Result<Result<Saved, NotSaved>, ApiError> {
        let account = self.known(login).await?;
        let seen: u32 = field(&fields, "seen")
            .parse()
            .map_err(|_| ApiError::Malformed)?;
        let (profile, problems) = self.profile(&fields, Some(&account))?;
        let Some(profile) = profile else {
            return Ok(Err(NotSaved { fields, problems }));
        };
        let (store, now) = (&self.services.store, self.services.now());
        let changed = store.change_account(login, seen, profile, now);
        match changed.await? {
            Ok(()) => {
                self.log(login, "an account was changed");
                Ok(Ok(Saved::Went(format!("{}&saved", address(login)))))
            }
            Err(refusal) => self.refused(fields, refusal),
        }
    }

    async fn switch(
        &self,
        login: &str,
        on: bool,
        fields: Fields,
    ) -> Result<Result<Saved, NotSaved>, ApiError> {
        let (store, now) = (&self.services.store, self.services.now());
        self.known(login).await?;
        match store.switch_account(login, on, now).await? {
            Ok(()) => {
                let what = if on { "on" } else { "off" };
                self.log(login, format_args!("an account was switched {what}"));
                Ok(Ok(Saved::Went(address(login))))
            }
            Err(refusal) => self.refused(fields, refusal),
        }
    }

    fn refused(
        &self,
        fields: Fields,
        refusal: AccountRefusal,
    ) -> Result<Result<Saved, NotSaved>, ApiError> {
        let mut problems = Problems::new();
        match refusal {
            AccountRefusal::Unknown => return Err(self.unknown("account")),
            AccountRefusal::Stale => {}
            AccountRefusal::LastAdmin => {
                let at = match field(&fields, "action") {
                    "off" => "off",
                    _ => "role",
                };
                problems.insert(at.to_owned(), Problem::LastAdmin);
            }
        }
        Ok(Err(NotSaved { fields, problems }))
    }

    async fn link(&self, login: &str, request: &Parts) -> Result<ShownLink, ApiError> {
        let now = self.services.now().instant;
        let link = self.services.store.password_link(login, now).await?;
        let link = link.ok_or_else(|| self.unknown("account that is on"))?;
        self.log(login, "a link to set a password was made");
        // Where the administrator is; the browser says so with each form.
        let origin = request.headers.get(header::ORIGIN);
        let origin = origin.and_then(|it| it.to_str().ok()).unwrap_or_default();
        Ok(ShownLink {
            login: login.to_owned(),
            address: format!("{origin}/password/{}", link.token),
            until: link.until,
        })
    }

    async fn known(&self, login: &str) -> Result<Account, ApiError> {
        let account = self.services.store.account(login).await?;
        account.ok_or_else(|| self.unknown("account"))
    }

    /// What was typed; none, if there is a problem with it. Roles and departments are not typed.
    fn profile(
        &self,
        fields: &Fields,
        before: Option<&Account>,
    ) -> Result<(Option<Profile>, Problems), ApiError> {
        let word = field(fields, "role");
        let mut roles = Role::ALL.into_iter();
        let role = roles.find(|role| role.word() == word);
        let role = role.ok_or_else(|| self.unknown("role"))?;
        let town = self.services.town();
        let known = town.departments.iter().map(|it| &it.id);
        let kept = before.into_iter().flat_map(|it| it.departments.chosen());
        let known: BTreeSet<&DepartmentId> = known.chain(kept).collect();
        let ticked = fields.keys();
        let ticked = ticked.filter_map(|name| name.strip_prefix("department-"));
        let departments = ticked.map(|id| {
            let id: Option<DepartmentId> = id.parse().ok();
            let id = id.filter(|id| known.contains(id));
            id.ok_or_else(|| self.unknown("department"))
        });
        let departments = Departments::new(departments.collect::<Result<_, _>>()?);
        let mut problems = Problems::new();
        let name: Option<StaffName> = match field(fields, "name").parse() {
            Ok(name) => Some(name),
            Err(error) => {
                let problem = match error {
                    LineError::Empty => Problem::NoName,
                    LineError::TooLong { .. } => Problem::LongName,
                };
                problems.insert("name".to_owned(), problem);
                None
            }
        };
        let profile = name.map(|name| Profile {
            name,
            role,
            departments,
        });
        Ok((profile, problems))
    }

    fn log(&self, account: &str, what: impl std::fmt::Display) {
        let by = &self.session.clerk.login;
        tracing::info!(account, by, "{what}");
    }

    /// No form of the page says that.
    fn unknown(&self, what: &str) -> ApiError {
        let by = &self.session.clerk.login;
        tracing::warn!(by, what, "there is no such thing");
        ApiError::NotFound
    }
}
