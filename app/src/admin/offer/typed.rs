//! What a form is about, the form as it is now, and the piece as it would be by what was typed.
//!
//! The fields are `part` ([`Part`]), `seen`, `place`, and those of the piece: `name-cs` and so on; of the
//! office itself those of [`OF_OFFICE`] and [`Rules::NUMBERS`];
//! of a lobby `announce-cs` and `message-cs`; of a workplace `department`, `lobby`, `series`, and of a new
//! one `like`; of a service `minutes`, `papers-cs`, `offered`, `bookable`; of a counter `number`, and
//! `serves.workplace` or `serves.workplace.service` for each thing that it serves.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    ids::{CounterNumber, DepartmentId, LobbyId, ServiceId, WorkplaceId},
    set_up::{Itself, Piece, PieceId},
    text::{Language, Localized},
    town::{
        Counter, Department, LONGEST_ADDRESS, LONGEST_MESSAGE, LONGEST_NAME, LONGEST_PAPERS,
        LONGEST_SERVICE, Lobby, OfferedTo, Office, Processor, Rules, Serves, Service, Town,
        Workplace, is_website,
    },
};
use serde::{Deserialize, Serialize};

use super::slug::unused;
use crate::{
    admin::{Fields, fields::field},
    api::ApiError,
};

/// What a form is about; a piece without a name is a new one. In the address: `service op-zadost`,
/// `service`; a new service says its workplace in `of`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    Itself,
    Department(Option<DepartmentId>),
    Lobby(Option<LobbyId>),
    Workplace(Option<WorkplaceId>),
    Service(WorkplaceId, Option<ServiceId>),
    Counter(Option<CounterNumber>),
}

impl Part {
    /// # Errors
    /// [`ApiError::NotFound`] if nothing is called that.
    pub fn of(fields: &Fields, town: &Town) -> Result<Self, ApiError> {
        Self::parse(fields, town).ok_or(ApiError::NotFound)
    }

    fn parse(fields: &Fields, town: &Town) -> Option<Self> {
        let text = field(fields, "part");
        let (kind, name) = match text.split_once(' ') {
            Some((kind, name)) => (kind, Some(name)),
            None => (text, None),
        };
        let part = match kind {
            "itself" => Self::Itself,
            "department" => Self::Department(name.map(str::parse).transpose().ok()?),
            "lobby" => Self::Lobby(name.map(str::parse).transpose().ok()?),
            "workplace" => Self::Workplace(name.map(str::parse).transpose().ok()?),
            "counter" => Self::Counter(name.map(str::parse).transpose().ok()?),
            "service" => {
                let id: Option<ServiceId> = name.map(str::parse).transpose().ok()?;
                let workplace = match &id {
                    Some(id) => town.service(id)?.workplace.clone(),
                    None => field(fields, "of").parse().ok()?,
                };
                town.workplace(&workplace)?;
                Self::Service(workplace, id)
            }
            _ => return None,
        };
        let is_there = part.id().is_none_or(|id| town.piece(&id).is_some());
        is_there.then_some(part)
    }

    /// None: it is new.
    #[must_use]
    pub fn id(&self) -> Option<PieceId> {
        match self.clone() {
            Self::Itself => Some(PieceId::Itself),
            Self::Department(id) => id.map(PieceId::Department),
            Self::Lobby(id) => id.map(PieceId::Lobby),
            Self::Workplace(id) => id.map(PieceId::Workplace),
            Self::Service(_, id) => id.map(PieceId::Service),
            Self::Counter(number) => number.map(PieceId::Counter),
        }
    }

    /// As [`Part::of`] reads it.
    #[must_use]
    pub fn word(&self) -> String {
        let word = |kind: &str, name: Option<String>| match name {
            Some(name) => format!("{kind} {name}"),
            None => kind.to_owned(),
        };
        match self {
            Self::Itself => word("itself", None),
            Self::Department(id) => word("department", id.as_ref().map(ToString::to_string)),
            Self::Lobby(id) => word("lobby", id.as_ref().map(ToString::to_string)),
            Self::Workplace(id) => word("workplace", id.as_ref().map(ToString::to_string)),
            Self::Service(_, id) => word("service", id.as_ref().map(ToString::to_string)),
            Self::Counter(number) => word("counter", number.map(|it| it.to_string())),
        }
    }
}

/// The fields of [`Office`].
pub const OF_OFFICE: [&str; 8] = [
    "address",
    "email",
    "phone",
    "website",
    "company_number",
    "data_protection_email",
    "processor_name",
    "processor_number",
];

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    NoName,
    TooLong(usize),
    Series,
    Minutes,
    Number,
    NumberKnown,
    ServesNothing,
    Unknown,
    Empty,
    Email,
    Phone,
    Website,
    CompanyNumber,
    /// From one number to another.
    Between(u16, u16),
}

pub type Problems = BTreeMap<String, Problem>;

/// The form of a part, filled in as it is now; that of a new one as it will mostly be.
#[must_use]
pub fn fields_of(town: &Town, part: &Part) -> Fields {
    let mut fields = match part.id().and_then(|id| town.piece(&id)) {
        Some(piece) => of_piece(town, &piece),
        None => of_new(town, part),
    };
    fields.insert("part".to_owned(), part.word());
    if let Part::Service(workplace, None) = part {
        fields.insert("of".to_owned(), workplace.to_string());
    }
    fields
}

fn of_piece(town: &Town, piece: &Piece) -> Fields {
    let mut fields = Fields::new();
    let mut set = |name: &str, value: String| drop(fields.insert(name.to_owned(), value));
    if !matches!(piece, Piece::Itself(_) | Piece::Counter(_)) {
        set("place", town.place_of(piece).to_string());
    }
    match piece {
        Piece::Itself(itself) => {
            set_texts(&mut set, town, "name", &itself.name);
            set_office(&mut set, itself.office.as_ref());
            for number in Rules::NUMBERS {
                set(number.name, (number.of)(&itself.rules).to_string());
            }
        }
        Piece::Department(department) => set_texts(&mut set, town, "name", &department.name),
        Piece::Lobby(lobby) => {
            set_texts(&mut set, town, "name", &lobby.name);
            set_texts(&mut set, town, "message", &lobby.message);
            for language in &lobby.announce {
                set(&format!("announce-{language}"), "on".to_owned());
            }
        }
        Piece::Workplace(workplace) => {
            set_texts(&mut set, town, "name", &workplace.name);
            set("department", workplace.department.to_string());
            set("lobby", workplace.lobby.to_string());
            set("series", workplace.series.to_string());
        }
        Piece::Service(service) => {
            set_texts(&mut set, town, "name", &service.name);
            set_texts(&mut set, town, "papers", &service.papers);
            set("minutes", service.minutes.to_string());
            set("offered", service.offered.word().to_owned());
            if service.bookable {
                set("bookable", "on".to_owned());
            }
        }
        Piece::Counter(counter) => {
            set("number", counter.number.to_string());
            for serves in &counter.serves {
                set(&serves_field(serves), "on".to_owned());
            }
        }
    }
    fields
}

fn of_new(town: &Town, part: &Part) -> Fields {
    let mut fields = Fields::new();
    let mut set = |name: &str, value: String| drop(fields.insert(name.to_owned(), value));
    match part {
        // It is never new.
        Part::Itself => {}
        Part::Department(_) => set("place", town.departments.len().to_string()),
        Part::Lobby(_) => {
            set("place", town.lobbies.len().to_string());
            let own = town.languages.first().copied().unwrap_or_default();
            set(&format!("announce-{own}"), "on".to_owned());
        }
        Part::Workplace(_) => {
            set("place", town.workplaces.len().to_string());
            let is_free = |letter: &char| {
                let mut workplaces = town.workplaces.iter();
                !workplaces.any(|it| it.series.to_string() == letter.to_string())
            };
            let letter = ('A'..='Z').find(is_free);
            set("series", letter.map(String::from).unwrap_or_default());
        }
        Part::Service(workplace, _) => {
            set("place", town.services_of(workplace).count().to_string());
            set("minutes", "15".to_owned());
            set("offered", OfferedTo::Everyone.word().to_owned());
            set("bookable", "on".to_owned());
        }
        Part::Counter(_) => {
            let last = town.counters.last().map_or(0, |it| it.number.get());
            set("number", (last + 1).to_string());
        }
    }
    fields
}

fn set_office(set: &mut impl FnMut(&str, String), office: Option<&Office>) {
    let Some(office) = office else {
        return;
    };
    set("address", office.address.clone());
    set("email", office.email.as_str().to_owned());
    set("phone", office.phone.as_str().to_owned());
    set("website", office.website.clone());
    set("company_number", office.company_number.to_string());
    if let Some(email) = &office.data_protection_email {
        set("data_protection_email", email.as_str().to_owned());
    }
    if let Some(processor) = &office.processor {
        set("processor_name", processor.name.clone());
        set("processor_number", processor.company_number.to_string());
    }
}

fn set_texts(set: &mut impl FnMut(&str, String), town: &Town, name: &str, texts: &Localized) {
    for language in &town.languages {
        let own = texts.all().find(|(of, _)| of == language);
        let text = own.map_or("", |(_, text)| text);
        set(&format!("{name}-{language}"), text.to_owned());
    }
}

#[must_use]
pub fn serves_field(serves: &Serves) -> String {
    match serves {
        Serves::Workplace(workplace) => format!("serves.{workplace}"),
        Serves::Service(workplace, service) => format!("serves.{workplace}.{service}"),
    }
}

/// The piece as it would be by what was typed, and where among its like.
///
/// # Errors
/// What is wrong, by field.
pub fn typed(town: &Town, part: &Part, fields: &Fields) -> Result<(Piece, usize), Problems> {
    let mut typed = Typed {
        town,
        fields,
        problems: Problems::new(),
    };
    let before = part.id().and_then(|id| town.piece(&id));
    let piece = typed.piece(part, before);
    let place = field(fields, "place").parse().unwrap_or(usize::MAX);
    if typed.problems.is_empty() {
        piece.map(|piece| (piece, place)).ok_or_else(Problems::new)
    } else {
        Err(typed.problems)
    }
}

struct Typed<'t> {
    town: &'t Town,
    fields: &'t Fields,
    problems: Problems,
}

impl Typed<'_> {
    /// None: something is wrong.
    fn piece(&mut self, part: &Part, before: Option<Piece>) -> Option<Piece> {
        Some(match part {
            Part::Itself => self.itself()?,
            Part::Department(_) => {
                let name = self.name();
                let with = |id| {
                    Piece::Department(Department {
                        id,
                        name: name.clone(),
                    })
                };
                match before {
                    Some(Piece::Department(before)) => with(before.id),
                    _ => unused(self.town, &name, |id| id.parse().ok().map(with))?,
                }
            }
            Part::Lobby(_) => {
                let name = self.name();
                let message = self.texts("message", LONGEST_MESSAGE);
                let announce = self.town.languages.iter().copied();
                let said = |it: &Language| !self.field(&format!("announce-{it}")).is_empty();
                let announce: Vec<_> = announce.filter(said).collect();
                let with = |id| {
                    Piece::Lobby(Lobby {
                        id,
                        name: name.clone(),
                        announce: announce.clone(),
                        message: message.clone(),
                    })
                };
                match before {
                    Some(Piece::Lobby(before)) => with(before.id),
                    _ => unused(self.town, &name, |id| id.parse().ok().map(with))?,
                }
            }
            Part::Workplace(_) => self.workplace(before)?,
            Part::Service(workplace, _) => self.service(workplace, before)?,
            Part::Counter(number) => self.counter(*number)?,
        })
    }

    /// How the office is reached is left empty, or all that everybody must be told is there.
    fn itself(&mut self) -> Option<Piece> {
        let name = self.name();
        let mut rules = Rules::default();
        for number in Rules::NUMBERS {
            let (least, most) = (number.least, number.most);
            let typed = self.field(number.name).parse().ok();
            match typed.filter(|typed| (least..=most).contains(typed)) {
                Some(typed) => (number.set)(&mut rules, typed),
                None => self.wrong(number.name, Problem::Between(least, most)),
            }
        }
        let is_empty = OF_OFFICE.iter().all(|name| self.field(name).is_empty());
        let office = if is_empty { None } else { Some(self.office()?) };
        Some(Piece::Itself(Box::new(Itself {
            name,
            office,
            rules,
        })))
    }

    fn office(&mut self) -> Option<Office> {
        let address = self.line("address", LONGEST_ADDRESS);
        let email = self.parsed("email", Problem::Email);
        let phone = self.parsed("phone", Problem::Phone);
        let website = self.line("website", LONGEST_ADDRESS);
        let website = website.filter(|text| is_website(text)).or_else(|| {
            self.wrong("website", Problem::Website);
            None
        });
        let company_number = self.parsed("company_number", Problem::CompanyNumber);
        let data_protection_email = match self.field("data_protection_email") {
            "" => Some(None),
            _ => self
                .parsed("data_protection_email", Problem::Email)
                .map(Some),
        };
        let of_processor = ["processor_name", "processor_number"];
        let processor = if of_processor.iter().all(|name| self.field(name).is_empty()) {
            Some(None)
        } else {
            let name = self.line("processor_name", LONGEST_NAME);
            let company_number = self.parsed("processor_number", Problem::CompanyNumber);
            name.zip(company_number).map(|(name, company_number)| {
                Some(Processor {
                    name,
                    company_number,
                })
            })
        };
        Some(Office {
            address: address?,
            email: email?,
            phone: phone?,
            website: website?,
            company_number: company_number?,
            processor: processor?,
            data_protection_email: data_protection_email?,
        })
    }

    /// A text on one line that must be there.
    fn line(&mut self, name: &str, longest: usize) -> Option<String> {
        let words: Vec<_> = self.field(name).split_whitespace().collect();
        let text = words.join(" ").replace(char::is_control, "");
        if text.is_empty() {
            self.wrong(name, Problem::Empty);
            return None;
        }
        if text.chars().count() > longest {
            self.wrong(name, Problem::TooLong(longest));
            return None;
        }
        Some(text)
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str, problem: Problem) -> Option<T> {
        let typed = self.field(name);
        let (is_empty, parsed) = (typed.is_empty(), typed.parse().ok());
        if parsed.is_none() {
            self.wrong(name, if is_empty { Problem::Empty } else { problem });
        }
        parsed
    }

    fn workplace(&mut self, before: Option<Piece>) -> Option<Piece> {
        let name = self.name();
        let department = self.chosen("department", |id| {
            Some(self.town.department(id)?.id.clone())
        });
        let lobby = self.chosen("lobby", |id| Some(self.town.lobby(id)?.id.clone()));
        let series = self.field("series").to_uppercase().parse().ok();
        if series.is_none() {
            self.wrong("series", Problem::Series);
        }
        let (department, lobby, series) = (department?, lobby?, series?);
        let changed = |like: Workplace| Workplace {
            name: name.clone(),
            department: department.clone(),
            lobby: lobby.clone(),
            series,
            ..like
        };
        if let Some(Piece::Workplace(before)) = before {
            return Some(Piece::Workplace(changed(before)));
        }
        // Its hours, places and capacity are changed elsewhere.
        let like = self.chosen("like", |id| self.town.workplace(id).cloned())?;
        unused(self.town, &name, |id| {
            let id = id.parse().ok()?;
            Some(Piece::Workplace(changed(Workplace { id, ..like.clone() })))
        })
    }

    fn service(&mut self, workplace: &WorkplaceId, before: Option<Piece>) -> Option<Piece> {
        let name = self.name();
        let papers = self.texts("papers", LONGEST_PAPERS);
        let minutes = self.field("minutes").parse().ok();
        let minutes = minutes.filter(|it| (1..=LONGEST_SERVICE).contains(it));
        if minutes.is_none() {
            self.wrong("minutes", Problem::Minutes);
        }
        let offered = self.field("offered").parse().ok();
        if offered.is_none() {
            self.wrong("offered", Problem::Unknown);
        }
        let bookable = !self.field("bookable").is_empty();
        let (minutes, offered) = (minutes?, offered?);
        let with = |id| {
            Piece::Service(Service {
                id,
                workplace: workplace.clone(),
                name: name.clone(),
                minutes,
                papers: papers.clone(),
                bookable,
                offered,
            })
        };
        match before {
            Some(Piece::Service(before)) => Some(with(before.id)),
            _ => unused(self.town, &name, |id| id.parse().ok().map(with)),
        }
    }

    fn counter(&mut self, known: Option<CounterNumber>) -> Option<Piece> {
        let number = known.or_else(|| self.field("number").parse().ok());
        match number {
            None => self.wrong("number", Problem::Number),
            Some(number) if known.is_none() => {
                // The same form once more is answered as the first time.
                let other = self
                    .town
                    .counter(number)
                    .is_some_and(|it| it.serves != self.serves());
                if other {
                    self.wrong("number", Problem::NumberKnown);
                }
            }
            Some(_) => {}
        }
        let serves = self.serves();
        if serves.is_empty() {
            self.wrong("serves", Problem::ServesNothing);
        }
        let in_lobby = |it: &Serves| {
            let (Serves::Workplace(id) | Serves::Service(id, _)) = it;
            self.town.workplace(id).map(|it| it.lobby.clone())
        };
        // If they are in several, the town says so.
        let lobby = serves.iter().find_map(in_lobby)?;
        let number = number?;
        Some(Piece::Counter(Counter {
            number,
            lobby,
            serves,
        }))
    }

    fn serves(&self) -> BTreeSet<Serves> {
        let all = everything(self.town);
        let ticked = all.filter(|it| !self.field(&serves_field(it)).is_empty());
        let ticked: BTreeSet<_> = ticked.collect();
        let whole =
            |workplace: &WorkplaceId| ticked.contains(&Serves::Workplace(workplace.clone()));
        let needed = |it: &&Serves| match it {
            Serves::Workplace(_) => true,
            Serves::Service(workplace, _) => !whole(workplace),
        };
        ticked.iter().filter(needed).cloned().collect()
    }

    fn field(&self, name: &str) -> &str {
        field(self.fields, name).trim()
    }

    fn wrong(&mut self, name: &str, problem: Problem) {
        self.problems.entry(name.to_owned()).or_insert(problem);
    }

    /// The name of something that there is.
    fn chosen<I: std::str::FromStr, T>(
        &mut self,
        name: &str,
        find: impl Fn(&I) -> Option<T>,
    ) -> Option<T> {
        let found = self.field(name).parse().ok().and_then(|id| find(&id));
        if found.is_none() {
            self.wrong(name, Problem::Unknown);
        }
        found
    }

    fn name(&mut self) -> Localized {
        let own = self.town.languages.first().copied().unwrap_or_default();
        let field = format!("name-{own}");
        if self.field(&field).is_empty() {
            self.wrong(&field, Problem::NoName);
        }
        self.texts("name", LONGEST_NAME)
    }

    /// In the languages that have something. In one line each, as a ticket or a button shows it.
    fn texts(&mut self, name: &str, longest: usize) -> Localized {
        let mut texts = BTreeMap::new();
        for language in &self.town.languages {
            let field = format!("{name}-{language}");
            let words: Vec<_> = self.field(&field).split_whitespace().collect();
            let text = words.join(" ").replace(char::is_control, "");
            if text.chars().count() > longest {
                self.wrong(&field, Problem::TooLong(longest));
            }
            if !text.is_empty() {
                texts.insert(*language, text);
            }
        }
        texts.into()
    }
}

/// Everything that a counter can serve.
pub fn everything(town: &Town) -> impl Iterator<Item = Serves> {
    town.workplaces.iter().flat_map(|workplace| {
        let services = town.services_of(&workplace.id);
        let services = services.map(|it| Serves::Service(workplace.id.clone(), it.id.clone()));
        [Serves::Workplace(workplace.id.clone())]
            .into_iter()
            .chain(services)
    })
}
