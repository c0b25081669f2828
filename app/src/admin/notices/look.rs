//! What the page shows, and how a notice is saved.
//!
//! The fields of the form are the words in each language by its tag, `on-` and the word of each
//! screen, `lobby` (empty: all), `from` and `until` (as browsers write them; empty: none); `notice` and
//! `seen` of one that is known, `key` of a new one; `action`.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use domain::{
    ids::LobbyId,
    moment::Moment,
    notice::{Draft, Notice, NoticeRefusal, Screen},
    staff::{Departments, Role},
    text::{Language, Localized},
    town::{Lobby, Town},
};
use serde::{Deserialize, Serialize};
use store::{NoticeNotChanged, Session};

use crate::{
    admin::{
        Fields,
        fields::{civil, field, written},
    },
    api::ApiError,
    services::{Services, allow, is_key, new_key, onlooker},
    texts,
    ui::{date, time_of_day},
};

pub const ADDRESS: &str = "/admin/notices";

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    BadFrom,
    BadUntil,
    Refused(NoticeRefusal),
}

/// A form that is not carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotSaved {
    pub fields: Fields,
    pub problem: Option<Problem>,
    /// Somebody else has taken it away meanwhile.
    pub is_gone: bool,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    All(Box<All>),
    Form(Box<Form>),
}

/// All notices, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct All {
    pub running: Vec<Line>,
    pub to_come: Vec<Line>,
    pub over: Vec<Line>,
    /// Something has just been saved.
    pub saved: bool,
}

/// A notice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: String,
    pub text: String,
    /// The language of the text, if it is not the page's.
    pub lang: Option<Language>,
    pub screens: Vec<Screen>,
    /// Of one lobby.
    pub lobby: Option<String>,
    pub from: Option<String>,
    pub until: Option<String>,
}

/// A form to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub languages: Vec<Language>,
    /// Whether it can be for all lobbies.
    pub everywhere: bool,
    /// Id and name.
    pub lobbies: Vec<(String, String)>,
    pub fields: Fields,
    pub problem: Option<Problem>,
    /// As it is now, if somebody else has changed it.
    pub changed: Option<Fields>,
    pub is_gone: bool,
}

/// What the page shows at an address, for supervisors.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::NotFound`] if there is no such
/// notice; or the database does not answer.
pub async fn notices_view(
    query: Fields,
    refused: Option<NotSaved>,
    language: Language,
) -> Result<NoticesContent, ApiError> {
    let query = &query;
    let (services, session) = onlooker(Role::Supervisor).await?;
    let town = services.town_now().await?;
    let look = Look {
        town: &town,
        departments: &session.departments,
        language,
        now: services.now(),
    };
    let shown = match (refused, query.get("notice")) {
        (Some(refused), _) => look.form(refused)?,
        (None, Some(id)) => {
            let notice = find(&town, id).ok_or(ApiError::NotFound)?;
            let reached = session.departments.reach(&town, notice.lobby.as_ref());
            allow(&session, reached, "the lobby of a notice")?;
            look.form(NotSaved {
                fields: fields_of(notice),
                ..NotSaved::default()
            })?
        }
        (None, None) if query.contains_key("new") => look.form(NotSaved {
            fields: Screen::ALL.into_iter().map(ticked).collect(),
            ..NotSaved::default()
        })?,
        (None, None) => look.all(query.contains_key("saved")),
    };
    Ok(NoticesContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        shown,
    })
}

/// Carries a form out: saves what was typed, or takes the notice away. Answers the address of what
/// has become of it.
///
/// # Errors
/// [`ApiError::Malformed`] if no server minted the key of a new one; [`ApiError::NotAllowed`] if nothing
/// of the supervisor's is done where it is shown; or the database does not answer.
pub async fn save(
    services: &Services,
    session: &Session,
    mut fields: Fields,
) -> Result<Result<String, NotSaved>, ApiError> {
    let (town, now, store) = (services.town_now().await?, services.now(), &services.store);
    let done = Ok(Ok(format!("{ADDRESS}?saved")));
    let refused = |fields, problem| {
        Ok(Err(NotSaved {
            fields,
            problem,
            is_gone: false,
        }))
    };
    let id = field(&fields, "notice").to_owned();
    let is_removal = field(&fields, "action") == "remove";
    let before = find(&town, &id);
    if before.is_none() && !id.is_empty() {
        // Taken away twice is taken away.
        if is_removal {
            return done;
        }
        fields.remove("notice");
        return Ok(Err(NotSaved {
            fields,
            problem: None,
            is_gone: true,
        }));
    }
    // What is shown everywhere concerns departments that may not be theirs.
    let theirs = |lobby: Option<&LobbyId>| {
        let reached = session.departments.reach(&town, lobby);
        allow(session, reached, "the lobby of a notice")
    };
    if let Some(before) = before {
        theirs(before.lobby.as_ref())?;
    }
    if !is_removal {
        theirs(field(&fields, "lobby").parse().ok().as_ref())?;
    }
    let seen = before.is_none_or(|it| written(&fields_of(it)) == field(&fields, "seen"));
    if let Some(before) = before.filter(|_| is_removal) {
        let withdrawn = seen && store.withdraw_notice(before.clone()).await?;
        return if withdrawn {
            done
        } else {
            refused(fields, None)
        };
    }
    let draft = match typed(&fields) {
        Ok(draft) => draft,
        Err(problem) => return refused(fields, Some(problem)),
    };
    let Some(before) = before else {
        let key = field(&fields, "key");
        if !is_key(key) {
            return Err(ApiError::Malformed);
        }
        return match store.post_notice(draft, key, now).await? {
            Ok(_) => done,
            Err(refusal) => refused(fields, Some(Problem::Refused(refusal))),
        };
    };
    // The same form once more changes nothing.
    let after = Notice::new(before.id.clone(), &draft, &town, now);
    if !seen && after.is_ok_and(|after| after != *before) {
        return refused(fields, None);
    }
    match store.change_notice(before.clone(), draft, now).await? {
        Ok(_) => done,
        Err(NoticeNotChanged::Stale) => refused(fields, None),
        Err(NoticeNotChanged::Refused(refusal)) => refused(fields, Some(Problem::Refused(refusal))),
    }
}

fn find<'t>(town: &'t Town, id: &str) -> Option<&'t Notice> {
    let mut notices = town.notices.iter();
    notices.find(|notice| notice.id.to_string() == id)
}

/// How the box of a screen is called.
pub(super) fn box_of(screen: Screen) -> String {
    format!("on-{}", screen.word())
}

fn ticked(screen: Screen) -> (String, String) {
    (box_of(screen), "on".to_owned())
}

/// The form of a notice, filled in as it is now.
fn fields_of(notice: &Notice) -> Fields {
    let time = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    let lobby = notice.lobby.as_ref();
    let mut fields: Fields = notice.screens.each().map(ticked).collect();
    for (language, text) in notice.text.all() {
        fields.insert(language.tag().to_owned(), text.to_owned());
    }
    let others = [
        ("notice", Some(notice.id.to_string())),
        ("lobby", lobby.map(ToString::to_string)),
        ("from", notice.from.map(time)),
        ("until", notice.until.map(time)),
    ];
    for (name, value) in others {
        fields.insert(name.to_owned(), value.unwrap_or_default());
    }
    fields
}

fn typed(fields: &Fields) -> Result<Draft, Problem> {
    let text = Language::ALL.map(|language| {
        let text = field(fields, language.tag());
        (language, text.to_owned())
    });
    let screens = Screen::ALL.into_iter();
    let screens = screens.filter(|screen| fields.contains_key(&box_of(*screen)));
    let lobby = match field(fields, "lobby") {
        "" => None,
        lobby => {
            let unknown = Problem::Refused(NoticeRefusal::UnknownLobby);
            Some(lobby.parse().map_err(|_| unknown)?)
        }
    };
    let time = |name, problem| match field(fields, name).trim() {
        "" => Ok(None),
        typed => civil(typed).map(Some).ok_or(problem),
    };
    Ok(Draft {
        text: BTreeMap::from(text),
        screens: screens.collect(),
        lobby,
        from: time("from", Problem::BadFrom)?,
        until: time("until", Problem::BadUntil)?,
    })
}

struct Look<'a> {
    town: &'a Town,
    departments: &'a Departments,
    language: Language,
    now: Moment,
}

impl Look<'_> {
    fn all(&self, saved: bool) -> Shown {
        let mut all = All {
            saved,
            ..All::default()
        };
        for notice in &self.town.notices {
            // The others are none of theirs.
            if !self.departments.reach(self.town, notice.lobby.as_ref()) {
                continue;
            }
            let list = if notice.is_to_come(self.now) {
                &mut all.to_come
            } else if notice.is_over(self.now) {
                &mut all.over
            } else {
                &mut all.running
            };
            list.push(self.line(notice));
        }
        Shown::All(Box::new(all))
    }

    fn line(&self, notice: &Notice) -> Line {
        let texts = texts::of(self.language);
        let time =
            |at: NaiveDateTime| format!("{}, {}", date(&texts, at.date()), time_of_day(at.time()));
        let own = notice.text.language_of(self.language);
        let lobby = notice.lobby.as_ref();
        Line {
            id: notice.id.to_string(),
            text: notice.text.get(self.language).to_owned(),
            lang: Some(own).filter(|own| *own != self.language),
            screens: notice.screens.each().collect(),
            lobby: lobby.map(|id| {
                let lobby = self.town.lobby(id);
                lobby.map_or_else(String::new, |it| it.name.get(self.language).to_owned())
            }),
            from: notice.from.map(time),
            until: notice.until.map(time),
        }
    }

    fn form(&self, refused: NotSaved) -> Result<Shown, ApiError> {
        let NotSaved {
            mut fields,
            problem,
            is_gone,
        } = refused;
        let known = find(self.town, field(&fields, "notice")).map(fields_of);
        let mut changed = None;
        if let Some(known) = known {
            if field(&fields, "action") == "remove" {
                // That form has no fields of its own.
                fields.extend(known.clone());
            }
            let seen = fields.insert("seen".to_owned(), written(&known));
            // Whoever reads now what is different may write over it.
            changed = seen
                .filter(|seen| *seen != field(&fields, "seen"))
                .map(|_| known);
        } else if !is_key(field(&fields, "key")) {
            fields.insert("key".to_owned(), new_key()?);
        }
        let lobbies = self.town.lobbies.iter();
        let reached = |it: &&Lobby| self.departments.reach(self.town, Some(&it.id));
        let lobbies = lobbies.filter(reached);
        Ok(Shown::Form(Box::new(Form {
            languages: self.town.languages.clone(),
            everywhere: self.departments.are_all(),
            lobbies: lobbies
                .map(|it| (it.id.to_string(), it.name.get(self.language).to_owned()))
                .collect(),
            fields,
            problem,
            changed,
            is_gone,
        })))
    }
}
