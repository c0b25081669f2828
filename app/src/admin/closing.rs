//! Something is closed for a time: who is concerned, what they are told, who has to be phoned.

use std::collections::BTreeMap;

use domain::{
    assignment,
    closure::{CloseRefusal, Closed, Closure, Reason, Shut},
    line::LineError,
    moment::Moment,
    staff::Role,
    text::{Language, Localized},
    ticket::TicketState,
    town::Town,
};
use serde::{Deserialize, Serialize};
use store::{CloseRequest, ClosureId, KnownClosure, MailKind, Session};

use super::{
    concerned::{Concerned, Named},
    fields::civil,
};
use crate::{
    api::ApiError,
    services::{Services, allow, is_key, new_key, onlooker},
    texts,
};

pub const ADDRESS: &str = "/admin/closures";

/// The form by which a closure is made, as it was typed. Times are those of the town's clocks, as
/// browsers write them: `2026-11-24T08:00`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseForm {
    /// What is closed, as [`Closed`] is written.
    pub of: String,
    pub from: String,
    pub to: String,
    pub key: String,
    /// The reason in each language.
    pub cs: String,
    #[serde(default)]
    pub en: String,
    #[serde(default)]
    pub de: String,
    #[serde(default)]
    pub uk: String,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Nothing,
    NoFrom,
    NoTo,
    Backwards,
    Over,
    NoReason,
    LongReason,
}

/// A refused form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotClosed {
    pub form: CloseForm,
    pub problem: Problem,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosuresContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// What is closed, and the first half of the form.
    All {
        closures: Vec<Line>,
        choices: Vec<(Group, Vec<Choice>)>,
        form: CloseForm,
        problem: Option<Problem>,
    },
    /// Who is concerned, and the second half of the form.
    Planned {
        heading: String,
        concerned: Vec<Concerned>,
        languages: Vec<Language>,
        /// Of a counter: who waits that only this one could serve, by what they wait for. No place is
        /// taken from anybody who has booked.
        counter: Option<Vec<(String, u16)>>,
        form: CloseForm,
        problem: Option<Problem>,
    },
    /// What has become of one.
    One {
        line: Line,
        reason: String,
        is_counter: bool,
        concerned: Vec<Concerned>,
        /// Whether some mail has not left.
        waits: bool,
    },
}

/// What can be closed is chosen by what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Group {
    Lobbies,
    Workplaces,
    Services,
    Counters,
}

/// One thing that can be closed, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub of: String,
    pub name: String,
}

/// A closure in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: String,
    /// "Občanské průkazy, 24. 11. 8:00–12:00"
    pub heading: String,
}

/// What the page shows at an address, for supervisors; to auditors, what is closed.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::NotFound`] if there is no such
/// closure; or the database does not answer.
pub async fn closures_view(
    query: super::Fields,
    refused: Option<NotClosed>,
    language: Language,
) -> Result<ClosuresContent, ApiError> {
    let query = &query;
    let (services, session) = onlooker(Role::Supervisor).await?;
    let town = services.town();
    let look = Look {
        services: &services,
        session: &session,
        town: &town,
        language,
        now: services.now(),
    };
    let shown = match (query.get("closed"), refused) {
        (_, Some(NotClosed { form, problem })) => look.planned(form, Some(problem)).await?,
        (Some(id), None) => look.one(id).await?,
        (None, None) if query.contains_key("of") => {
            let field = |name: &str| query.get(name).cloned().unwrap_or_default();
            let form = CloseForm {
                of: field("of"),
                from: field("from"),
                to: field("to"),
                key: new_key()?,
                ..CloseForm::default()
            };
            look.planned(look.prepared(form), None).await?
        }
        (None, None) => look.all(CloseForm::default(), None).await?,
    };
    Ok(ClosuresContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        shown,
    })
}

struct Look<'a> {
    services: &'a Services,
    session: &'a Session,
    town: &'a Town,
    language: Language,
    now: Moment,
}

impl Look<'_> {
    async fn all(&self, form: CloseForm, problem: Option<Problem>) -> Result<Shown, ApiError> {
        let closures = self.services.store.closures(self.now.date).await?;
        let theirs = &self.session.departments;
        let closures = closures
            .iter()
            .filter(|known| theirs.have_all_of(self.town, known.id.closed()));
        Ok(Shown::All {
            closures: closures.map(|known| self.line(known)).collect(),
            choices: self.choices(),
            form,
            problem,
        })
    }

    /// What they may close.
    fn choices(&self) -> Vec<(Group, Vec<Choice>)> {
        let town = self.town;
        let lobbies = town.lobbies.iter();
        let workplaces = town.workplaces.iter();
        let services = town
            .workplaces
            .iter()
            .flat_map(|it| town.services_of(&it.id));
        let counters = town.counters.iter();
        let all: [(Group, Vec<Closed>); 4] = [
            (
                Group::Lobbies,
                lobbies.map(|it| Closed::Lobby(it.id.clone())).collect(),
            ),
            (
                Group::Workplaces,
                workplaces
                    .map(|it| Closed::Workplace(it.id.clone()))
                    .collect(),
            ),
            (
                Group::Services,
                services.map(|it| Closed::Service(it.id.clone())).collect(),
            ),
            (
                Group::Counters,
                counters.map(|it| Closed::Counter(it.number)).collect(),
            ),
        ];
        let theirs = |of: &Closed| self.session.departments.have_all_of(town, of);
        let choice = |of: Closed| Choice {
            name: self.name(&of),
            of: of.to_string(),
        };
        all.into_iter()
            .map(|(group, of)| (group, of.into_iter().filter(theirs).map(choice).collect()))
            .filter(|(_, choices): &(_, Vec<_>)| !choices.is_empty())
            .collect()
    }

    /// The second half of the form; the first, if something in it is wrong.
    async fn planned(&self, form: CloseForm, problem: Option<Problem>) -> Result<Shown, ApiError> {
        // Who is concerned does not depend on the reason.
        let reason = "–".parse().map_err(|_| ApiError::Broken)?;
        let closure = match self.closure(&form, reason) {
            Ok(closure) => closure,
            Err(wrong) => return self.all(form, Some(wrong)).await,
        };
        self.may_see_to(&closure.of)?;
        let problem = problem.filter(|it| matches!(it, Problem::NoReason | Problem::LongReason));
        Ok(Shown::Planned {
            heading: self.heading(&closure),
            concerned: self.concerned(&closure, None).await?.0,
            counter: self.left_waiting(&closure).await?,
            languages: self.town.languages.clone(),
            form,
            problem,
        })
    }

    async fn one(&self, id: &str) -> Result<Shown, ApiError> {
        let id: ClosureId = id.parse().map_err(|_| ApiError::NotFound)?;
        self.may_see_to(id.closed())?;
        let known = self.services.store.closures(self.now.date).await?;
        let known = known.into_iter().find(|known| known.id == id);
        let known = known.ok_or(ApiError::NotFound)?;
        let (concerned, waits) = self.concerned(&known.closure, Some(&known.id)).await?;
        Ok(Shown::One {
            line: self.line(&known),
            reason: known.closure.reason.text().get(self.language).to_owned(),
            is_counter: matches!(known.closure.of, Closed::Counter(_)),
            concerned,
            waits,
        })
    }

    /// # Errors
    /// [`ApiError::NotAllowed`] if somebody else sees to it, or to a part of it.
    fn may_see_to(&self, of: &Closed) -> Result<(), ApiError> {
        let theirs = self.session.departments.have_all_of(self.town, of);
        let may = theirs && self.session.role.may_do(Role::Supervisor);
        allow(self.session, may, of)
    }

    /// Who would come in vain, by time; and whether some mail has not left.
    async fn concerned(
        &self,
        closure: &Closure,
        id: Option<&ClosureId>,
    ) -> Result<(Vec<Concerned>, bool), ApiError> {
        let store = &self.services.store;
        let bookings = store.affected_by(self.town, closure, self.now).await?;
        let named = Named {
            services: self.services,
            town: self.town,
            language: self.language,
        };
        let id = id.map(ToString::to_string);
        named.all(&bookings, id.as_deref(), MailKind::Closed).await
    }

    /// Who waits today for what no other counter would serve while this one is closed; none if it
    /// closes no counter.
    async fn left_waiting(
        &self,
        closure: &Closure,
    ) -> Result<Option<Vec<(String, u16)>>, ApiError> {
        let Closed::Counter(number) = closure.of else {
            return Ok(None);
        };
        let counter = self.town.counter(number).ok_or(ApiError::NotFound)?;
        if closure.from.date() > self.now.date {
            return Ok(Some(Vec::new()));
        }
        let store = &self.services.store;
        let day = store.lobby_day(self.town, &counter.lobby, self.now).await?;
        let others = self.town.counters.iter().filter(|it| {
            it.number != number && Shut::of(it.number, &self.town.closures, self.now).is_none()
        });
        let others: Vec<_> = others.collect();
        let waiting = day.callable.iter().filter(|ticket| {
            let waits = matches!(
                ticket.state,
                TicketState::Waiting | TicketState::SetAside { .. } | TicketState::Parked { .. }
            );
            waits && counter.serves(ticket)
        });
        let left = assignment::unserved(waiting, &others).into_iter();
        let named = left.map(|left| {
            let of = match left.service {
                Some(service) => Closed::Service(service),
                None => Closed::Workplace(left.workplace),
            };
            (self.name(&of), left.waiting)
        });
        Ok(Some(named.collect()))
    }

    fn line(&self, known: &KnownClosure) -> Line {
        Line {
            id: known.id.to_string(),
            heading: self.heading(&known.closure),
        }
    }

    fn heading(&self, closure: &Closure) -> String {
        let name = self.name(&closure.of);
        format!("{name}, {}", closure.period(self.language))
    }

    fn name(&self, of: &Closed) -> String {
        let name = self.town.name_of(of).unwrap_or_default();
        name.get(self.language).to_owned()
    }

    /// What shall be closed, if there is such a thing.
    fn chosen(&self, form: &CloseForm) -> Option<Closed> {
        let of: Option<Closed> = form.of.parse().ok();
        of.filter(|of| self.town.name_of(of).is_some())
    }

    fn closure(&self, form: &CloseForm, reason: Reason) -> Result<Closure, Problem> {
        let of = self.chosen(form).ok_or(Problem::Nothing)?;
        let from = civil(&form.from).ok_or(Problem::NoFrom)?;
        let to = civil(&form.to).ok_or(Problem::NoTo)?;
        Closure::new(of, from, to, reason, self.now).map_err(problem)
    }

    /// With a reason to begin with, in each language of the town.
    fn prepared(&self, form: CloseForm) -> CloseForm {
        let text = |language| {
            if self.town.languages.contains(&language) {
                texts::of(language).admin.closures.prepared.clone()
            } else {
                String::new()
            }
        };
        CloseForm {
            cs: text(Language::Cs),
            en: text(Language::En),
            de: text(Language::De),
            uk: text(Language::Uk),
            ..form
        }
    }
}

fn problem(refusal: CloseRefusal) -> Problem {
    match refusal {
        CloseRefusal::Unknown => Problem::Nothing,
        CloseRefusal::Backwards => Problem::Backwards,
        CloseRefusal::Over => Problem::Over,
    }
}

/// Closes what the form says, and writes to everybody concerned. Answers the address of what has
/// become of it.
///
/// # Errors
/// [`ApiError::Malformed`] if no server minted the key, [`ApiError::NotAllowed`] if somebody else sees
/// to it or to a part of it; or the database does not answer.
pub async fn close(
    services: &Services,
    session: &Session,
    form: CloseForm,
) -> Result<Result<String, NotClosed>, ApiError> {
    if !is_key(&form.key) {
        return Err(ApiError::Malformed);
    }
    let (town, now) = (services.town(), services.now());
    let language = Language::default();
    let look = Look {
        services,
        session,
        town: &town,
        language,
        now,
    };
    if let Some(of) = look.chosen(&form) {
        look.may_see_to(&of)?;
    }
    let reason = [
        (Language::Cs, &form.cs),
        (Language::En, &form.en),
        (Language::De, &form.de),
        (Language::Uk, &form.uk),
    ];
    let reason = reason.map(|(language, text)| (language, text.clone()));
    let reason = Reason::new(&BTreeMap::from(reason)).map_err(|error| match error {
        LineError::Empty => Problem::NoReason,
        LineError::TooLong { .. } => Problem::LongReason,
    });
    let closure = reason.and_then(|reason| look.closure(&form, reason));
    let closure = match closure {
        Ok(closure) => closure,
        Err(problem) => return Ok(Err(NotClosed { form, problem })),
    };
    let request = CloseRequest {
        of: closure.of,
        from: closure.from,
        to: closure.to,
        reason: closure.reason,
        key: form.key.clone(),
    };
    match services.store.close(request, now).await? {
        Ok(known) => {
            services.store.tell_closed(&town, now).await?;
            Ok(Ok(format!("{ADDRESS}?closed={}", known.id)))
        }
        Err(refusal) => {
            let problem = problem(refusal);
            Ok(Err(NotClosed { form, problem }))
        }
    }
}

/// Takes a closure back, if there is one.
///
/// # Errors
/// [`ApiError::NotFound`] if none can be called that, [`ApiError::NotAllowed`] if somebody else sees to
/// what it closes; or the database does not answer.
pub async fn reopen(services: &Services, session: &Session, closure: &str) -> Result<(), ApiError> {
    let id: ClosureId = closure.parse().map_err(|_| ApiError::NotFound)?;
    let town = services.town();
    let theirs = session.departments.have_all_of(&town, id.closed());
    allow(session, theirs, &id)?;
    services.store.reopen(&id).await?;
    Ok(())
}
