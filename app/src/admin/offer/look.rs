//! What the page shows, and how a change is saved.

use std::sync::Arc;

use domain::{
    ids::{CounterNumber, ServiceId, WorkplaceId},
    set_up::{Flaw, Piece},
    staff::Role,
    text::{Language, Localized},
    town::{Counter, OfferedTo, Serves, Service, Town, Workplace},
};
use serde::{Deserialize, Serialize};
use store::{Change, Hanging, NotSetUp};

use super::typed::{Part, Problem, everything, fields_of, serves_field, typed};
use crate::{
    admin::{
        Fields,
        fields::{field, written},
        inputs::Sentences,
        texts::{FormTexts, OfferTexts},
    },
    api::ApiError,
    services::{Services, onlooker},
    texts::{self, Texts, fill},
};

pub const ADDRESS: &str = "/admin/offer";

/// A form that is not carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotSaved {
    pub fields: Fields,
    pub problems: Sentences,
    /// What stands in the way as a whole.
    pub problem: Option<String>,
    /// Somebody else has changed it meanwhile.
    pub is_stale: bool,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    All(Box<Overview>),
    Form(Box<Form>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// The office's name and address, if it has one.
    pub itself: (String, String),
    pub workplaces: Vec<WorkplaceLine>,
    /// Number, lobby, what it serves.
    pub counters: Vec<(String, String, String)>,
    /// The words of the parts, names, and the workplaces that belong there.
    pub departments: Vec<(String, String, String)>,
    pub lobbies: Vec<(String, String, String)>,
    /// Services that can be asked for, and no counter does them.
    pub unserved: Vec<String>,
    /// Something has just been saved.
    pub saved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkplaceLine {
    pub id: String,
    pub series: String,
    pub name: String,
    pub lobby: String,
    pub department: String,
    /// "2, 3"; empty: none.
    pub counters: String,
    pub services: Vec<ServiceLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLine {
    pub id: String,
    pub name: String,
    pub minutes: u16,
    pub offered: OfferedTo,
    /// On the internet.
    pub bookable: bool,
}

/// A form to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub part: Part,
    /// What it is called now; of a new service, its workplace.
    pub name: String,
    pub fields: Fields,
    pub problems: Sentences,
    pub problem: Option<String>,
    /// What is so now, if somebody else has changed it.
    pub changed: Option<Fields>,
    pub languages: Vec<Language>,
    /// Values and names of what can be chosen, by field.
    pub departments: Vec<(String, String)>,
    pub lobbies: Vec<(String, String)>,
    pub workplaces: Vec<(String, String)>,
    pub places: Vec<(String, String)>,
    /// Fields and names of what a counter can serve; services of the workplace before them.
    pub servable: Vec<(String, String)>,
}

/// What the page shows at an address, for administrators.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::NotFound`] if nothing is called that;
/// or the database does not answer.
pub async fn offer_view(
    query: Fields,
    refused: Option<NotSaved>,
    language: Language,
) -> Result<OfferContent, ApiError> {
    let query = &query;
    let (services, session) = onlooker(Role::Admin).await?;
    let town = services.town_now().await?;
    let look = Look::new(&town, language);
    let shown = match refused {
        Some(refused) => look.form(refused)?,
        None if query.contains_key("part") => look.form(NotSaved {
            fields: fields_of(&town, &Part::of(query, &town)?),
            ..NotSaved::default()
        })?,
        None => look.all(query.contains_key("saved")),
    };
    Ok(OfferContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        shown,
    })
}

/// Carries a form out: saves what was typed, or takes the piece away. Answers the address of what has
/// become of it.
///
/// # Errors
/// [`ApiError::NotFound`] if nothing is called that; or the database does not answer.
pub async fn save(
    services: &Services,
    fields: Fields,
    language: Language,
) -> Result<Result<String, NotSaved>, ApiError> {
    let town = services.town_now().await?;
    let look = Look::new(&town, language);
    let removed = field(&fields, "action") == "remove";
    let done = format!("{ADDRESS}?saved");
    let part = match Part::of(&fields, &town) {
        Ok(part) => part,
        // Pressed twice.
        Err(_) if removed => return Ok(Ok(done)),
        Err(error) => return Err(error),
    };
    let refused = |fields| NotSaved {
        fields,
        ..NotSaved::default()
    };
    let stale = |fields| NotSaved {
        is_stale: true,
        ..refused(fields)
    };
    let before = part.id().and_then(|id| town.piece(&id));
    let was_seen = before.is_none() || field(&fields, "seen") == written(&fields_of(&town, &part));
    let change = match (before, removed) {
        (None, true) => return Err(ApiError::NotFound),
        (Some(_), true) if !was_seen => return Ok(Err(stale(fields))),
        (Some(before), true) => Change::Remove {
            before: Box::new(before),
        },
        (before, false) => match typed(&town, &part, &fields) {
            // The same form once more finds what it has made.
            Ok((after, place)) if is_so(&town, &after, place) => {
                Change::put(Some(after.clone()), after, place)
            }
            Ok((after, place)) if was_seen => Change::put(before, after, place),
            Ok(_) => return Ok(Err(stale(fields))),
            Err(problems) => {
                let problems = problems.into_iter();
                let problems = problems.map(|(name, problem)| (name, look.problem(problem)));
                return Ok(Err(NotSaved {
                    problems: problems.collect(),
                    is_stale: !was_seen,
                    ..refused(fields)
                }));
            }
        },
    };
    match services.store.set_up(change, services.now()).await? {
        Ok(()) => Ok(Ok(done)),
        Err(NotSetUp::Stale) => Ok(Err(stale(fields))),
        Err(NotSetUp::Flaw(flaw)) => Ok(Err(look.flaw(&flaw, refused(fields)))),
        Err(NotSetUp::Hanging(hanging)) => Ok(Err(NotSaved {
            problem: Some(look.hanging(&hanging)),
            ..refused(fields)
        })),
    }
}

/// Whether the piece is there already, and in that place.
fn is_so(town: &Town, piece: &Piece, place: usize) -> bool {
    let with = town.with(piece.clone(), place);
    with.is_ok_and(|with| with == *town)
}

/// The set-up as a file.
///
/// # Errors
/// [`ApiError::NotFound`] before there is one; or the database does not answer.
pub async fn file(services: &Services) -> Result<String, ApiError> {
    Ok(store::town_file::write(&services.town_now().await?))
}

pub(super) struct Look<'t> {
    town: &'t Town,
    language: Language,
    texts: Arc<Texts>,
}

impl<'t> Look<'t> {
    pub fn new(town: &'t Town, language: Language) -> Self {
        let texts = texts::of(language);
        Self {
            town,
            language,
            texts,
        }
    }

    fn texts(&self) -> &OfferTexts {
        &self.texts.admin.offer
    }

    fn of_forms(&self) -> &FormTexts {
        &self.texts.admin.form
    }

    fn name(&self, name: &Localized) -> String {
        name.get(self.language).to_owned()
    }

    // ---- What there is ----

    fn all(&self, saved: bool) -> Shown {
        let town = self.town;
        let belong = |is: &dyn Fn(&&Workplace) -> bool| {
            let workplaces = town.workplaces.iter().filter(is);
            let names: Vec<_> = workplaces.map(|it| self.name(&it.name)).collect();
            names.join(", ")
        };
        let departments = town.departments.iter().map(|it| {
            let part = Part::Department(Some(it.id.clone()));
            let workplaces = belong(&|workplace| workplace.department == it.id);
            (part.word(), self.name(&it.name), workplaces)
        });
        let lobbies = town.lobbies.iter().map(|it| {
            let part = Part::Lobby(Some(it.id.clone()));
            let workplaces = belong(&|workplace| workplace.lobby == it.id);
            (part.word(), self.name(&it.name), workplaces)
        });
        let counters = town.counters.iter().map(|it| {
            let lobby = town.lobby(&it.lobby).map(|it| self.name(&it.name));
            let number = it.number.to_string();
            (number, lobby.unwrap_or_default(), self.served_by(it))
        });
        let unserved = town.unserved_services();
        let address = town.office.as_ref().map(|it| it.address.clone());
        Shown::All(Box::new(Overview {
            itself: (self.name(&town.name), address.unwrap_or_default()),
            workplaces: town
                .workplaces
                .iter()
                .map(|it| self.workplace(it))
                .collect(),
            counters: counters.collect(),
            departments: departments.collect(),
            lobbies: lobbies.collect(),
            unserved: unserved.map(|id| self.service_name(id)).collect(),
            saved,
        }))
    }

    fn workplace(&self, workplace: &Workplace) -> WorkplaceLine {
        let town = self.town;
        let lobby = town.lobby(&workplace.lobby);
        let department = town.department(&workplace.department);
        let counters = town.counters.iter();
        let counters = counters.filter(|it| it.calls_from(&workplace.id));
        let counters: Vec<_> = counters.map(|it| it.number.to_string()).collect();
        let line = |it: &Service| ServiceLine {
            id: it.id.to_string(),
            name: self.name(&it.name),
            minutes: it.minutes,
            offered: it.offered,
            bookable: it.bookable && workplace.internet.is_some(),
        };
        WorkplaceLine {
            id: workplace.id.to_string(),
            series: workplace.series.to_string(),
            name: self.name(&workplace.name),
            lobby: lobby.map(|it| self.name(&it.name)).unwrap_or_default(),
            department: department.map(|it| self.name(&it.name)).unwrap_or_default(),
            counters: counters.join(", "),
            services: town.services_of(&workplace.id).map(line).collect(),
        }
    }

    fn served_by(&self, counter: &Counter) -> String {
        let names = counter.serves.iter().map(|serves| match serves {
            Serves::Workplace(id) => self.workplace_name(id),
            Serves::Service(_, id) => self.service_name(id),
        });
        names.collect::<Vec<_>>().join(", ")
    }

    fn workplace_name(&self, id: &WorkplaceId) -> String {
        let workplace = self.town.workplace(id);
        workplace.map(|it| self.name(&it.name)).unwrap_or_default()
    }

    fn service_name(&self, id: &ServiceId) -> String {
        let service = self.town.service(id);
        service.map(|it| self.name(&it.name)).unwrap_or_default()
    }

    // ---- A form ----

    fn form(&self, refused: NotSaved) -> Result<Shown, ApiError> {
        let NotSaved {
            mut fields,
            problems,
            problem,
            is_stale,
        } = refused;
        let town = self.town;
        let part = Part::of(&fields, town)?;
        let known = fields_of(town, &part);
        if field(&fields, "action") == "remove" {
            // That form has no fields of its own.
            fields.extend(known.clone());
        }
        // Whoever reads now what is different may write over it.
        fields.insert("seen".to_owned(), written(&known));
        let piece = part.id().and_then(|id| town.piece(&id));
        let name = match (&piece, &part) {
            (Some(piece), _) => self.name_of(piece),
            (None, Part::Service(workplace, _)) => self.workplace_name(workplace),
            (None, _) => String::new(),
        };
        let departments = town.departments.iter();
        let departments = departments.map(|it| (it.id.to_string(), self.name(&it.name)));
        let lobbies = town.lobbies.iter();
        let lobbies = lobbies.map(|it| (it.id.to_string(), self.name(&it.name)));
        let workplaces = town.workplaces.iter();
        let workplaces = workplaces.map(|it| (it.id.to_string(), self.name(&it.name)));
        let servable = everything(town).map(|serves| {
            let name = match &serves {
                Serves::Workplace(id) => self.workplace_name(id),
                Serves::Service(_, id) => self.service_name(id),
            };
            (serves_field(&serves), name)
        });
        Ok(Shown::Form(Box::new(Form {
            name,
            problems,
            problem,
            changed: is_stale.then_some(known),
            languages: town.languages.clone(),
            departments: departments.collect(),
            lobbies: lobbies.collect(),
            workplaces: workplaces.collect(),
            places: self.places(&part),
            servable: servable.collect(),
            part,
            fields,
        })))
    }

    pub fn name_of(&self, piece: &Piece) -> String {
        match piece {
            Piece::Itself(it) => self.name(&it.name),
            Piece::Department(it) => self.name(&it.name),
            Piece::Lobby(it) => self.name(&it.name),
            Piece::Workplace(it) => self.name(&it.name),
            Piece::Service(it) => self.name(&it.name),
            Piece::Counter(it) => self.counter(it.number),
        }
    }

    fn counter(&self, number: CounterNumber) -> String {
        fill(&self.texts().counter_n, &[("n", &number.to_string())])
    }

    /// The places among its like, each by what stands before it.
    fn places(&self, part: &Part) -> Vec<(String, String)> {
        let town = self.town;
        let own = part.id();
        let likes: Vec<_> = match part {
            Part::Department(_) => {
                let all = town.departments.iter();
                all.map(|it| Piece::Department(it.clone())).collect()
            }
            Part::Lobby(_) => town
                .lobbies
                .iter()
                .map(|it| Piece::Lobby(it.clone()))
                .collect(),
            Part::Workplace(_) => {
                let all = town.workplaces.iter();
                all.map(|it| Piece::Workplace(it.clone())).collect()
            }
            Part::Service(of, _) => {
                let all = town.services_of(of);
                all.map(|it| Piece::Service(it.clone())).collect()
            }
            // Counters are shown by their numbers.
            Part::Itself | Part::Counter(_) => return Vec::new(),
        };
        let others = likes.iter().filter(|it| Some(it.id()) != own);
        let behind = others.map(|it| {
            let name = self.name_of(it);
            fill(&self.texts().behind, &[("name", &name)])
        });
        let places = [self.texts().first.clone()].into_iter().chain(behind);
        let places = places.enumerate();
        places.map(|(at, text)| (at.to_string(), text)).collect()
    }

    // ---- What is wrong ----

    fn problem(&self, problem: Problem) -> String {
        let texts = self.texts();
        match problem {
            Problem::NoName => texts.no_name.clone(),
            Problem::TooLong(n) => fill(&texts.too_long, &[("n", &n.to_string())]),
            Problem::Series => texts.bad_series.clone(),
            Problem::Minutes => texts.bad_minutes.clone(),
            Problem::Number => texts.bad_number.clone(),
            Problem::NumberKnown => texts.number_known.clone(),
            Problem::ServesNothing => texts.serves_nothing.clone(),
            Problem::Unknown => texts.choose_one.clone(),
            Problem::Empty => texts.empty.clone(),
            Problem::Email => texts.bad_email.clone(),
            Problem::Phone => texts.bad_phone.clone(),
            Problem::Website => texts.bad_website.clone(),
            Problem::CompanyNumber => texts.bad_company_number.clone(),
            Problem::Between(from, to) => {
                let numbers = [("from", from.to_string()), ("to", to.to_string())];
                let numbers = numbers.each_ref().map(|(name, n)| (*name, n.as_str()));
                fill(&texts.between, &numbers)
            }
        }
    }

    /// At the field that can mend it, or as a whole.
    fn flaw(&self, flaw: &Flaw, refused: NotSaved) -> NotSaved {
        let texts = self.texts();
        let workplaces = |ids: &[WorkplaceId]| {
            let names: Vec<_> = ids.iter().map(|id| self.workplace_name(id)).collect();
            names.join(", ")
        };
        let services = |ids: &[ServiceId]| {
            let names: Vec<_> = ids.iter().map(|id| self.service_name(id)).collect();
            names.join(", ")
        };
        let (at, sentence) = match flaw {
            Flaw::SeriesTaken(other) => {
                let other = self.workplace_name(other);
                ("series", fill(&texts.series_taken, &[("name", &other)]))
            }
            Flaw::ServesNothing => ("serves", texts.serves_nothing.clone()),
            Flaw::TwoLobbies(number) => {
                let is_it = field(&refused.fields, "part").starts_with("counter");
                let at = if is_it { "serves" } else { "lobby" };
                (at, fill(&texts.two_lobbies, &[("n", &number.to_string())]))
            }
            Flaw::Unserved(ids) => {
                let is_service = field(&refused.fields, "part").starts_with("service");
                if is_service {
                    ("offered", texts.not_served.clone())
                } else {
                    (
                        "serves",
                        fill(&texts.unserved_then, &[("names", &services(ids))]),
                    )
                }
            }
            Flaw::HasWorkplaces(ids) => {
                let names = workplaces(ids);
                ("", fill(&texts.has_workplaces, &[("names", &names)]))
            }
            Flaw::HasServices(ids) => {
                let names = services(ids);
                ("", fill(&texts.has_services, &[("names", &names)]))
            }
            Flaw::ServedBy(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
                let numbers = numbers.join(", ");
                ("", fill(&texts.served_by, &[("numbers", &numbers)]))
            }
            Flaw::LastOne => ("", texts.last_one.clone()),
            Flaw::Unknown => ("", self.of_forms().changed.clone()),
        };
        let removes = field(&refused.fields, "action") == "remove";
        if at.is_empty() || removes {
            NotSaved {
                problem: Some(sentence),
                ..refused
            }
        } else {
            NotSaved {
                problems: Sentences::from([(at.to_owned(), sentence)]),
                ..refused
            }
        }
    }

    /// With the name of what it is about, where nothing else tells it.
    pub fn hanging_by_name(&self, hanging: &Hanging) -> String {
        let sentence = self.hanging(hanging);
        let name = match hanging {
            Hanging::Numbered(id) | Hanging::SeriesUsed(id) => self.workplace_name(id),
            Hanging::Closures(closed) => {
                let name = self.town.name_of(closed);
                name.map(|name| self.name(&name)).unwrap_or_default()
            }
            Hanging::Notices(id) | Hanging::Devices(id) => {
                let lobby = self.town.lobby(id);
                lobby.map(|it| self.name(&it.name)).unwrap_or_default()
            }
            _ => String::new(),
        };
        if name.is_empty() {
            return sentence;
        }
        format!("{name}: {sentence}")
    }

    fn hanging(&self, hanging: &Hanging) -> String {
        let texts = self.texts();
        match hanging {
            Hanging::Tickets(id) => {
                let name = self.service_name(id);
                fill(&texts.has_tickets, &[("name", &name)])
            }
            Hanging::Reservations(id) => {
                let name = self.service_name(id);
                fill(&texts.has_reservations, &[("name", &name)])
            }
            Hanging::Waiting(left) => {
                let names = left.iter().map(|left| match &left.service {
                    Some(id) => self.service_name(id),
                    None => self.workplace_name(&left.workplace),
                });
                let names = names.collect::<Vec<_>>().join(", ");
                fill(&texts.people_wait, &[("names", &names)])
            }
            Hanging::Occupied(number) => fill(&texts.is_occupied, &[("n", &number.to_string())]),
            Hanging::Numbered(_) => texts.has_numbers.clone(),
            Hanging::SeriesUsed(_) => texts.series_used.clone(),
            Hanging::Closures(_) => texts.has_closures.clone(),
            Hanging::Devices(_) => texts.has_devices.clone(),
            Hanging::Notices(_) => texts.has_notices.clone(),
            Hanging::Accounts(logins) => {
                fill(&texts.has_accounts, &[("names", &logins.join(", "))])
            }
        }
    }
}
