//! Reads and writes `town.toml`, the one file that another town edits.
//!
//! All that is wrong is said at once, each with its line, its key and what would be right, so that
//! nobody has to mend a file error by error, and a broken file never starts half an office.

mod exceptions;
mod tree;
mod write;
mod wrong;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    num::NonZeroU16,
};

use domain::{
    ids::{CounterNumber, LobbyId, ServiceId, WorkplaceId},
    internet::{DayPlaces, InternetPlaces, MOST_PLACES, PlacesPiece},
    opening_hours::{Day, OpeningHours},
    text::{Language, Localized},
    timetable::{Timetable, Week},
    town::{
        Counter, Department, LARGEST_CAPACITY, LONGEST_ADDRESS, LONGEST_MESSAGE, LONGEST_NAME,
        LONGEST_PAPERS, LONGEST_SERVICE, Lobby, OfferedTo, Office, Processor, Rules, SHORTEST_SLOT,
        Serves, Service, Town, Workplace, is_website,
    },
};

use self::{
    exceptions::Exceptions,
    tree::{Entry, Keys, Reader},
};
pub use self::{
    write::write,
    wrong::{Instead, Kind, Named, NoValue, Wanted, Wrong},
};
use crate::hours;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TownFileError {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// The way to the key, such as `workplace[2].hours.mon`; entries of lists are counted from 1.
    pub key: String,
    pub wrong: Wrong,
}

/// All that is wrong, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TownFileErrors(pub Vec<TownFileError>);

impl fmt::Display for TownFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            key,
            wrong,
        } = self;
        match key.as_str() {
            "" => write!(f, "{file}:{line}: {wrong}"),
            key => write!(f, "{file}:{line}: {key}: {wrong}"),
        }
    }
}

impl fmt::Display for TownFileErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for TownFileErrors {}

/// Reads a town from `text`; `file_name` is only named in the errors.
///
/// # Errors
/// All that is wrong with it.
pub fn read(file_name: &str, text: &str) -> Result<Town, TownFileErrors> {
    let (root, mut reader) = Reader::new(file_name, text);
    let town = Draft::default().read(&mut reader, root.get_ref());
    match town {
        Some(town) if reader.errors.is_empty() => Ok(town),
        _ => {
            let of = |error: &TownFileError| (error.line, error.key.clone());
            reader.errors.sort_by_key(of);
            Err(TownFileErrors(reader.errors))
        }
    }
}

/// What tells one set-up from another: two that are written alike have the same.
#[must_use]
pub fn mark(town: &Town) -> String {
    blake3::hash(write(town).as_bytes()).to_string()
}

/// What has been read so far, as far as the rest of the file refers to it.
#[derive(Default)]
struct Draft<'t> {
    languages: Vec<Language>,
    /// Where each id was first used, by what it names.
    lobbies: BTreeMap<String, Entry<'t>>,
    departments: BTreeMap<String, Entry<'t>>,
    /// Workplaces and services together, because counters name both.
    served: BTreeMap<String, (Entry<'t>, Serves)>,
    /// The services that are not retired.
    offered: BTreeSet<String>,
    series: BTreeMap<String, Entry<'t>>,
    counters: BTreeMap<CounterNumber, Entry<'t>>,
    /// In which lobby each workplace is.
    places: BTreeMap<WorkplaceId, LobbyId>,
}

impl<'t> Draft<'t> {
    fn read(mut self, r: &mut Reader<'t>, root: &'t tree::Table<'t>) -> Option<Town> {
        let keys = r.root(
            root,
            &[
                "name",
                "zone",
                "languages",
                "office",
                "rules",
                "lobby",
                "department",
                "workplace",
                "counter",
            ],
        );
        let languages = self.languages(r, &keys);
        let name = r.required(&keys, "name");
        let name = name.and_then(|entry| self.name(r, &entry));
        let zone = r
            .required(&keys, "zone")
            .and_then(|entry| r.parsed_or(&entry, NoValue::Zone));
        let office = r.required(&keys, "office");
        let office = office.and_then(|entry| office_itself(r, &entry));
        let rules = match keys.get("rules") {
            Some(entry) => rules(r, &entry),
            None => Some(Rules::default()),
        };
        let lobbies = r.list(&keys, "lobby");
        let lobbies = lobbies
            .iter()
            .map(|entry| self.lobby(r, entry))
            .collect::<Vec<_>>();
        let departments = r.list(&keys, "department");
        let departments: Vec<_> = departments
            .iter()
            .map(|entry| self.department(r, entry))
            .collect();
        let mut services = Vec::new();
        let workplaces = r.list(&keys, "workplace");
        let workplaces: Vec<_> = workplaces
            .iter()
            .map(|entry| self.workplace(r, entry, &mut services))
            .collect();
        let counters = r.list(&keys, "counter");
        let counters: Vec<_> = counters
            .iter()
            .map(|entry| self.counter(r, entry))
            .collect();
        let counters = whole(counters);
        if let Some(counters) = &counters {
            self.all_are_served(r, counters);
        }
        Some(Town {
            name: name?,
            office: Some(office?),
            zone: zone?,
            languages: languages?,
            rules: rules?,
            lobbies: whole(lobbies)?,
            departments: whole(departments)?,
            workplaces: whole(workplaces)?,
            services: whole(services)?,
            counters: counters?,
            closures: Vec::new(),
            notices: Vec::new(),
            pictures: BTreeMap::new(),
        })
    }

    fn languages(&mut self, r: &mut Reader<'t>, keys: &Keys<'t>) -> Option<Vec<Language>> {
        let entries = r
            .required(keys, "languages")
            .and_then(|entry| r.array(&entry));
        let languages = entries.and_then(|entries| {
            let mut seen = BTreeSet::new();
            let languages = entries.iter().map(|entry| {
                let language: Language = r.parsed(entry)?;
                if !seen.insert(language) {
                    r.wrong(entry, Wrong::Twice(language.to_string()));
                }
                Some(language)
            });
            whole(languages.collect::<Vec<_>>())
        });
        // Without the list no name can be checked; then any language is as good.
        self.languages = languages.clone().unwrap_or_else(|| Language::ALL.to_vec());
        languages
    }

    /// A text in the town's languages; its own one is a must.
    fn localized(
        &self,
        r: &mut Reader<'t>,
        entry: &Entry<'t>,
        longest: usize,
    ) -> Option<Localized> {
        let tags: Vec<_> = Language::ALL
            .iter()
            .map(|language| language.tag())
            .collect();
        let keys = r.table(entry, &tags)?;
        let own = self.languages.first().copied().unwrap_or_default();
        let mut texts = BTreeMap::new();
        let mut complete = true;
        for language in Language::ALL {
            let text = match keys.get(language.tag()) {
                None if language == own => r.required(&keys, language.tag()),
                text => text,
            };
            match text {
                Some(text) if !self.languages.contains(&language) => {
                    r.wrong(&text, Wrong::NotOffered(language));
                }
                Some(text) => match r.text(&text, longest) {
                    Some(text) => drop(texts.insert(language, text)),
                    None => complete = false,
                },
                None => complete &= language != own,
            }
        }
        complete.then(|| texts.into())
    }

    fn name(&self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Localized> {
        self.localized(r, entry, LONGEST_NAME)
    }

    fn required_name(&self, r: &mut Reader<'t>, keys: &Keys<'t>) -> Option<Localized> {
        r.required(keys, "name")
            .and_then(|entry| self.name(r, &entry))
    }

    fn lobby(&mut self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Lobby> {
        let keys = r.table(entry, &["id", "name", "announce", "message"])?;
        let name = self.required_name(r, &keys);
        let announce = match keys.get("announce") {
            Some(entry) => self.announced(r, &entry),
            None => Some(self.languages.first().copied().into_iter().collect()),
        };
        let message = match keys.get("message") {
            Some(entry) => self.localized(r, &entry, LONGEST_MESSAGE),
            None => Some(Localized::default()),
        };
        let id = r.required(&keys, "id")?;
        let lobby: LobbyId = r.parsed(&id)?;
        r.unique(&mut self.lobbies, lobby.to_string(), id);
        Some(Lobby {
            id: lobby,
            name: name?,
            announce: announce?,
            message: message?,
        })
    }

    /// The languages in which calls are said; an empty list is a chime alone.
    fn announced(&self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Vec<Language>> {
        let entries = r.any_array(entry)?;
        let mut seen = BTreeSet::new();
        let languages = entries.iter().map(|entry| {
            let language: Language = r.parsed(entry)?;
            if !self.languages.contains(&language) {
                r.wrong(entry, Wrong::NotOffered(language));
            }
            if !seen.insert(language) {
                r.wrong(entry, Wrong::Twice(language.to_string()));
            }
            Some(language)
        });
        whole(languages.collect::<Vec<_>>())
    }

    fn department(&mut self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Department> {
        let keys = r.table(entry, &["id", "name"])?;
        let name = self.required_name(r, &keys);
        let id = r.required(&keys, "id")?;
        let department: domain::ids::DepartmentId = r.parsed(&id)?;
        r.unique(&mut self.departments, department.to_string(), id);
        Some(Department {
            id: department,
            name: name?,
        })
    }

    fn workplace(
        &mut self,
        r: &mut Reader<'t>,
        entry: &Entry<'t>,
        services: &mut Vec<Option<Service>>,
    ) -> Option<Workplace> {
        let keys = r.table(
            entry,
            &[
                "id",
                "department",
                "lobby",
                "series",
                "name",
                "daily_capacity",
                "hours",
                "internet",
                "period",
                "day",
                "service",
            ],
        )?;
        let name = self.required_name(r, &keys);
        let department = r.required(&keys, "department");
        let department = department.and_then(|entry| {
            r.known(&entry, &self.departments, Named::Department)?;
            r.parsed(&entry)
        });
        let lobby = r.required(&keys, "lobby");
        let lobby = lobby.and_then(|entry| {
            r.known(&entry, &self.lobbies, Named::Lobby)?;
            r.parsed::<LobbyId>(&entry)
        });
        let series = r.required(&keys, "series").and_then(|entry| {
            let series: domain::ids::Series = r.parsed(&entry)?;
            r.unique(&mut self.series, series.to_string(), entry);
            Some(series)
        });
        let daily_capacity = r.required(&keys, "daily_capacity");
        let daily_capacity =
            daily_capacity.and_then(|entry| r.whole_number(&entry, 1, LARGEST_CAPACITY));
        let hours = r
            .required(&keys, "hours")
            .and_then(|entry| opening_hours(r, &entry));
        let internet = match keys.get("internet") {
            Some(entry) => internet(r, &entry, hours.as_ref()).map(Some),
            None => Some(None),
        };
        let exceptions = Exceptions::read(r, &keys);
        // Of one that is wrong its services may be bookable.
        let can_be_booked = internet.as_ref().is_none_or(Option::is_some);
        let id = r.required(&keys, "id").and_then(|entry| {
            let id: WorkplaceId = r.parsed(&entry)?;
            let serves = Serves::Workplace(id.clone());
            self.named_by_counters(r, id.to_string(), entry, serves);
            Some(id)
        });
        let listed = keys.get("service");
        for entry in listed
            .and_then(|entry| r.any_array(&entry))
            .unwrap_or_default()
        {
            services.push(self.service(r, &entry, id.as_ref(), can_be_booked));
        }
        if let (Some(id), Some(lobby)) = (&id, &lobby) {
            self.places.insert(id.clone(), lobby.clone());
        }
        Some(Workplace {
            id: id?,
            department: department?,
            lobby: lobby?,
            series: series?,
            name: name?,
            daily_capacity: daily_capacity?,
            hours: hours?,
            internet: internet?,
        })
        .zip(exceptions)
        .map(|(workplace, exceptions)| exceptions.of(workplace))
    }

    fn service(
        &mut self,
        r: &mut Reader<'t>,
        entry: &Entry<'t>,
        workplace: Option<&WorkplaceId>,
        can_be_booked: bool,
    ) -> Option<Service> {
        let keys = r.table(
            entry,
            &["id", "name", "minutes", "papers", "bookable", "offered"],
        )?;
        let name = self.required_name(r, &keys);
        let minutes = r.required(&keys, "minutes");
        let minutes = minutes.and_then(|entry| r.whole_number(&entry, 1, LONGEST_SERVICE));
        let papers = match keys.get("papers") {
            Some(entry) => self.localized(r, &entry, LONGEST_PAPERS),
            None => Some(Localized::default()),
        };
        let bookable = match keys.get("bookable") {
            Some(entry) => {
                let bookable = r.yes_or_no(&entry);
                if bookable == Some(true) && !can_be_booked {
                    r.missing(&entry, Wrong::NoInternet);
                }
                bookable
            }
            None => Some(can_be_booked),
        };
        let offered = match keys.get("offered") {
            Some(entry) => r.parsed(&entry),
            None => Some(OfferedTo::Everyone),
        };
        let id = r.required(&keys, "id")?;
        let service: ServiceId = r.parsed(&id)?;
        let workplace = workplace?.clone();
        if offered.is_some_and(|it| it != OfferedTo::Nobody) {
            self.offered.insert(service.to_string());
        }
        let serves = Serves::Service(workplace.clone(), service.clone());
        self.named_by_counters(r, service.to_string(), id, serves);
        Some(Service {
            id: service,
            workplace,
            name: name?,
            minutes: minutes?,
            papers: papers?,
            bookable: bookable?,
            offered: offered?,
        })
    }

    /// An id of a workplace or a service: counters name both, so no two are the same.
    fn named_by_counters(&mut self, r: &mut Reader<'t>, id: String, at: Entry<'t>, what: Serves) {
        match self.served.get(&id) {
            Some((first, _)) => r.used_before(&at, &id, first),
            None => drop(self.served.insert(id, (at, what))),
        }
    }

    fn counter(&mut self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Counter> {
        let keys = r.table(entry, &["number", "serves"])?;
        let number = r.required(&keys, "number").and_then(|entry| {
            let number = r.whole_number(&entry, 1, 99)?;
            let number = CounterNumber::try_from(number).ok()?;
            r.unique(&mut self.counters, number, entry);
            Some(number)
        });
        let entry = r.required(&keys, "serves")?;
        let entries = r.array(&entry)?;
        let mut serves = BTreeSet::new();
        let mut lobby: Option<(&LobbyId, Entry<'t>)> = None;
        let mut complete = true;
        for entry in entries {
            let Some(what) = self.one_served(r, &entry) else {
                complete = false;
                continue;
            };
            let workplace = match what {
                Serves::Workplace(workplace) | Serves::Service(workplace, _) => workplace,
            };
            let named = || entry.text().unwrap_or_default().to_owned();
            if !serves.insert(what.clone()) {
                r.wrong(&entry, Wrong::Twice(named()));
            }
            match (&lobby, self.places.get(workplace)) {
                (None, Some(place)) => lobby = Some((place, entry)),
                (Some((first, because)), Some(place)) if *first != place => {
                    let wrong = Wrong::OtherLobby {
                        workplace: workplace.to_string(),
                        lobby: place.to_string(),
                        first: because.text().unwrap_or_default().to_owned(),
                        first_lobby: first.to_string(),
                    };
                    r.wrong(&entry, wrong);
                }
                _ => {}
            }
        }
        Some(Counter {
            number: number?,
            lobby: lobby?.0.clone(),
            serves: complete.then_some(serves)?,
        })
    }

    fn one_served(&self, r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<&Serves> {
        let name = r.text(entry, usize::MAX)?;
        let found = self.served.get(&name);
        if found.is_none() {
            let known = self.served.keys().map(String::as_str);
            r.unknown(entry, &name, known, Named::Served);
        }
        found.map(|(_, what)| what)
    }

    /// Except what nobody may ask for.
    fn all_are_served(&self, r: &mut Reader<'t>, counters: &[Counter]) {
        for (id, (entry, what)) in &self.served {
            let Serves::Service(workplace, _) = what else {
                continue;
            };
            let whole = Serves::Workplace(workplace.clone());
            let by =
                |counter: &Counter| [what, &whole].iter().any(|it| counter.serves.contains(it));
            if self.offered.contains(id) && !counters.iter().any(by) {
                r.missing(entry, Wrong::NobodyServes(id.clone()));
            }
        }
    }
}

fn office_itself<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Office> {
    let keys = r.table(
        entry,
        &[
            "address",
            "email",
            "phone",
            "website",
            "company_number",
            "processor",
            "data_protection_email",
        ],
    )?;
    let address = r.required(&keys, "address");
    let address = address.and_then(|entry| r.text(&entry, LONGEST_ADDRESS));
    let email = r.required(&keys, "email");
    let email = email.and_then(|entry| r.parsed(&entry));
    let phone = r.required(&keys, "phone");
    let phone = phone.and_then(|entry| r.parsed(&entry));
    let website = r.required(&keys, "website");
    let website = website.and_then(|entry| website_address(r, &entry));
    let company_number = r.required(&keys, "company_number");
    let company_number = company_number.and_then(|entry| r.parsed(&entry));
    let processor = match keys.get("processor") {
        Some(entry) => processor(r, &entry).map(Some),
        None => Some(None),
    };
    let data_protection_email = match keys.get("data_protection_email") {
        Some(entry) => r.parsed(&entry).map(Some),
        None => Some(None),
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

fn website_address<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<String> {
    let text = r.text(entry, LONGEST_ADDRESS)?;
    if !is_website(&text) {
        r.wrong(entry, NoValue::Website(text).into());
        return None;
    }
    Some(text)
}

fn processor<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Processor> {
    let keys = r.table(entry, &["name", "company_number"])?;
    let name = r.required(&keys, "name");
    let name = name.and_then(|entry| r.text(&entry, LONGEST_NAME));
    let company_number = r.required(&keys, "company_number");
    let company_number = company_number.and_then(|entry| r.parsed(&entry));
    Some(Processor {
        name: name?,
        company_number: company_number?,
    })
}

fn rules<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Rules> {
    let keys = r.table(entry, &Rules::NUMBERS.each_ref().map(|it| it.name))?;
    let mut rules = Rules::default();
    let mut complete = true;
    for number in Rules::NUMBERS {
        if let Some(entry) = keys.get(number.name) {
            match r.whole_number(&entry, number.least, number.most) {
                Some(found) => (number.set)(&mut rules, found),
                None => complete = false,
            }
        }
    }
    complete.then_some(rules)
}

fn opening_hours<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<OpeningHours> {
    let keys = r.table(entry, &hours::WEEKDAYS)?;
    let days = week_of_hours(r, &keys)?;
    // A day by an unknown name is wrong already.
    let all_read = keys.len() == days.len();
    if all_read && days.values().all(|day| day.stretches().is_empty()) {
        r.missing(entry, Wrong::NeverOpens);
    }
    Some(OpeningHours::weekly(days))
}

fn week_of_hours<'t>(r: &mut Reader<'t>, keys: &Keys<'t>) -> Option<Week<Day>> {
    let mut week = Week::new();
    let mut complete = true;
    for word in hours::WEEKDAYS {
        let Some(entry) = keys.get(word) else {
            continue;
        };
        match day(r, &entry) {
            Some(day) => drop(hours::weekday(word).map(|weekday| week.insert(weekday, day))),
            None => complete = false,
        }
    }
    complete.then_some(week)
}

fn day<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<Day> {
    let stretches = r.any_array(entry)?;
    let stretches = stretches.iter().map(|entry| {
        let text = r.text(entry, usize::MAX)?;
        let interval = text.parse().ok();
        if interval.is_none() {
            r.wrong(entry, NoValue::Span(text).into());
        }
        interval
    });
    let stretches = whole(stretches.collect::<Vec<_>>())?;
    Day::new(stretches)
        .inspect_err(|error| r.wrong(entry, NoValue::from(*error).into()))
        .ok()
}

/// The places for the internet, which lie within the opening hours, if these could be read.
fn internet<'t>(
    r: &mut Reader<'t>,
    entry: &Entry<'t>,
    hours: Option<&OpeningHours>,
) -> Option<InternetPlaces> {
    let mut known = vec!["slot_minutes"];
    known.extend(hours::WEEKDAYS);
    let keys = r.table(entry, &known)?;
    let slot_minutes = r
        .required(&keys, "slot_minutes")
        .and_then(|entry| r.whole_number(&entry, SHORTEST_SLOT, LONGEST_SERVICE))
        .and_then(NonZeroU16::new);
    let week = week_of_places(r, &keys, hours.map(|hours| &hours.week));
    Some(InternetPlaces {
        slot_minutes: slot_minutes?,
        places: Timetable::weekly(week?),
    })
}

/// The places of each weekday, which lie within its hours, if these could be read.
fn week_of_places<'t>(
    r: &mut Reader<'t>,
    keys: &Keys<'t>,
    hours: Option<&Week<Day>>,
) -> Option<Week<DayPlaces>> {
    let mut week = Week::new();
    let mut complete = true;
    for word in hours::WEEKDAYS {
        let Some((entry, weekday)) = keys.get(word).zip(hours::weekday(word)) else {
            continue;
        };
        match places(r, &entry, hours.map(|hours| hours.get(&weekday))) {
            Some(places) => drop(week.insert(weekday, places)),
            None => complete = false,
        }
    }
    complete.then_some(week)
}

fn places<'t>(
    r: &mut Reader<'t>,
    entry: &Entry<'t>,
    hours: Option<Option<&Day>>,
) -> Option<DayPlaces> {
    let pieces = r.any_array(entry)?;
    let pieces = pieces.iter().map(|entry| {
        let piece = piece(r, entry)?;
        let during = piece.during;
        let open = hours.is_none_or(|day| day.is_some_and(|day| day.covers(during)));
        if !open {
            r.wrong(entry, Wrong::OutsideHours);
        }
        Some(piece)
    });
    let pieces = whole(pieces.collect::<Vec<_>>())?;
    DayPlaces::new(pieces)
        .inspect_err(|error| r.wrong(entry, NoValue::from(*error).into()))
        .ok()
}

fn piece<'t>(r: &mut Reader<'t>, entry: &Entry<'t>) -> Option<PlacesPiece> {
    let text = r.text(entry, usize::MAX)?;
    let Ok(piece) = text.parse::<PlacesPiece>() else {
        r.wrong(entry, NoValue::Places(text).into());
        return None;
    };
    if !(1..=MOST_PLACES).contains(&piece.places) {
        r.wrong(entry, Wrong::TooManyPlaces { most: MOST_PLACES });
        return None;
    }
    Some(piece)
}

/// All of them, if none is missing.
fn whole<T>(parts: Vec<Option<T>>) -> Option<Vec<T>> {
    parts.into_iter().collect()
}
