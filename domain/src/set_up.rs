//! What the office offers and where, changed piece by piece: what is said of it as a whole, departments,
//! lobbies, workplaces, services and counters.
//!
//! Whatever is changed, the whole stays one that works: [`Town::with`] and [`Town::without`] refuse
//! what would not. Whether somebody waits or is agreed is not known here.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CounterNumber, DepartmentId, LobbyId, ServiceId, WorkplaceId},
    picture::PicturePlace,
    slots::Booker,
    text::Localized,
    town::{Counter, Department, Lobby, Office, Rules, Serves, Service, Town, Workplace},
};

/// Names a piece of the set-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceId {
    Itself,
    Department(DepartmentId),
    Lobby(LobbyId),
    Workplace(WorkplaceId),
    Service(ServiceId),
    Counter(CounterNumber),
}

/// `service op-zadost`
impl fmt::Display for PieceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Itself => write!(f, "itself"),
            Self::Department(id) => write!(f, "department {id}"),
            Self::Lobby(id) => write!(f, "lobby {id}"),
            Self::Workplace(id) => write!(f, "workplace {id}"),
            Self::Service(id) => write!(f, "service {id}"),
            Self::Counter(number) => write!(f, "counter {number}"),
        }
    }
}

/// What is said of the office as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Itself {
    pub name: Localized,
    pub office: Option<Office>,
    pub rules: Rules,
}

/// A piece of the set-up as it is or shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Itself(Box<Itself>),
    Department(Department),
    Lobby(Lobby),
    Workplace(Workplace),
    Service(Service),
    Counter(Counter),
}

/// Why the set-up stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flaw {
    /// It belongs to something that is not there.
    Unknown,
    /// Another workplace has that letter.
    SeriesTaken(WorkplaceId),
    /// A counter serves something.
    ServesNothing,
    /// What the counter serves would be in two lobbies, and its calls on the wrong displays.
    TwoLobbies(CounterNumber),
    /// Clients or clerks may ask for these, and no counter would do them.
    Unserved(Vec<ServiceId>),
    /// These workplaces belong to it.
    HasWorkplaces(Vec<WorkplaceId>),
    /// These services belong to it.
    HasServices(Vec<ServiceId>),
    /// These counters name it among what they serve.
    ServedBy(Vec<CounterNumber>),
    /// An office without any would be none.
    LastOne,
}

impl Piece {
    #[must_use]
    pub fn id(&self) -> PieceId {
        match self {
            Self::Itself(_) => PieceId::Itself,
            Self::Department(it) => PieceId::Department(it.id.clone()),
            Self::Lobby(it) => PieceId::Lobby(it.id.clone()),
            Self::Workplace(it) => PieceId::Workplace(it.id.clone()),
            Self::Service(it) => PieceId::Service(it.id.clone()),
            Self::Counter(it) => PieceId::Counter(it.number),
        }
    }
}

impl Town {
    #[must_use]
    pub fn department(&self, id: &DepartmentId) -> Option<&Department> {
        self.departments.iter().find(|it| it.id == *id)
    }

    #[must_use]
    pub fn piece(&self, id: &PieceId) -> Option<Piece> {
        match id {
            PieceId::Itself => Some(Piece::Itself(Box::new(Itself {
                name: self.name.clone(),
                office: self.office.clone(),
                rules: self.rules,
            }))),
            PieceId::Department(id) => self.department(id).cloned().map(Piece::Department),
            PieceId::Lobby(id) => self.lobby(id).cloned().map(Piece::Lobby),
            PieceId::Workplace(id) => self.workplace(id).cloned().map(Piece::Workplace),
            PieceId::Service(id) => self.service(id).cloned().map(Piece::Service),
            PieceId::Counter(number) => self.counter(*number).cloned().map(Piece::Counter),
        }
    }

    /// Where among its like a piece is shown, counted from 0; for a new one, where the last is.
    /// Services are shown with those of their workplace, counters by their numbers.
    #[must_use]
    pub fn place_of(&self, piece: &Piece) -> usize {
        fn at<'a, T: 'a>(mut all: impl Iterator<Item = &'a T>, is: impl Fn(&T) -> bool) -> usize {
            all.position(is).unwrap_or(usize::MAX)
        }
        match piece {
            Piece::Itself(_) => 0,
            Piece::Department(piece) => at(self.departments.iter(), |it| it.id == piece.id),
            Piece::Lobby(piece) => at(self.lobbies.iter(), |it| it.id == piece.id),
            Piece::Workplace(piece) => at(self.workplaces.iter(), |it| it.id == piece.id),
            Piece::Service(piece) => at(self.services_of(&piece.workplace), |it| it.id == piece.id),
            Piece::Counter(piece) => at(self.counters.iter(), |it| it.number == piece.number),
        }
    }

    /// The set-up with this piece in that place among its like, instead of the one of the same name
    /// if there is one.
    ///
    /// # Errors
    /// What would not work.
    pub fn with(&self, piece: Piece, place: usize) -> Result<Self, Flaw> {
        let mut town = self.clone();
        match piece {
            Piece::Itself(itself) => {
                let Itself {
                    name,
                    office,
                    rules,
                } = *itself;
                town = Self {
                    name,
                    office,
                    rules,
                    ..town
                };
            }
            Piece::Department(piece) => {
                let is = |it: &Department| it.id == piece.id;
                put(&mut town.departments, piece.clone(), place, is, |_| true);
            }
            Piece::Lobby(piece) => {
                let is = |it: &Lobby| it.id == piece.id;
                put(&mut town.lobbies, piece.clone(), place, is, |_| true);
            }
            Piece::Workplace(piece) => {
                if self.department(&piece.department).is_none()
                    || self.lobby(&piece.lobby).is_none()
                {
                    return Err(Flaw::Unknown);
                }
                let mut others = self.workplaces.iter().filter(|it| it.id != piece.id);
                if let Some(other) = others.find(|it| it.series == piece.series) {
                    return Err(Flaw::SeriesTaken(other.id.clone()));
                }
                let is = |it: &Workplace| it.id == piece.id;
                put(&mut town.workplaces, piece.clone(), place, is, |_| true);
            }
            Piece::Service(piece) => {
                let known = self.service(&piece.id);
                let moves = known.is_some_and(|known| known.workplace != piece.workplace);
                if moves || self.workplace(&piece.workplace).is_none() {
                    return Err(Flaw::Unknown);
                }
                let is = |it: &Service| it.id == piece.id;
                let like = |it: &Service| it.workplace == piece.workplace;
                put(&mut town.services, piece.clone(), place, is, like);
            }
            Piece::Counter(mut piece) => {
                piece.serves = crate::assignment::without_repetition(&piece.serves);
                if piece.serves.is_empty() {
                    return Err(Flaw::ServesNothing);
                }
                if !piece.serves.iter().all(|it| self.has(it)) {
                    return Err(Flaw::Unknown);
                }
                town.counters.retain(|it| it.number != piece.number);
                town.counters.push(piece);
                town.counters.sort_by_key(|it| it.number);
            }
        }
        town.put_counters_into_lobbies()?;
        self.allows(town)
    }

    /// The set-up without that piece.
    ///
    /// # Errors
    /// What would not work.
    pub fn without(&self, id: &PieceId) -> Result<Self, Flaw> {
        let mut town = self.clone();
        match id {
            PieceId::Itself => return Err(Flaw::LastOne),
            PieceId::Department(id) => {
                no_workplaces(self.workplaces.iter().filter(|it| it.department == *id))?;
                remove(&mut town.departments, |it| it.id == *id)?;
            }
            PieceId::Lobby(id) => {
                no_workplaces(self.workplaces_of(id))?;
                remove(&mut town.lobbies, |it| it.id == *id)?;
                town.pictures.remove(&PicturePlace::Display(id.clone()));
            }
            PieceId::Workplace(id) => {
                let services = self.services_of(id).map(|it| it.id.clone());
                let services: Vec<_> = services.collect();
                if !services.is_empty() {
                    return Err(Flaw::HasServices(services));
                }
                self.nobody_serves(&Serves::Workplace(id.clone()))?;
                remove(&mut town.workplaces, |it| it.id == *id)?;
            }
            PieceId::Service(id) => {
                let service = self.service(id).ok_or(Flaw::Unknown)?;
                let workplace = service.workplace.clone();
                self.nobody_serves(&Serves::Service(workplace, id.clone()))?;
                town.services.retain(|it| it.id != *id);
            }
            PieceId::Counter(number) => remove(&mut town.counters, |it| it.number == *number)?,
        }
        self.allows(town)
    }

    /// Periods and single days of the workplaces that say nothing of any: most files do not.
    pub fn keep_exceptions_of(&mut self, before: &Self) {
        for workplace in &mut self.workplaces {
            let Some(before) = before.workplace(&workplace.id) else {
                continue;
            };
            let hours = &mut workplace.hours;
            if !hours.periods.is_empty() || !hours.days.is_empty() {
                continue;
            }
            hours.periods.clone_from(&before.hours.periods);
            hours.days.clone_from(&before.hours.days);
            if let (Some(internet), Some(before)) = (&mut workplace.internet, &before.internet) {
                internet.places.periods.clone_from(&before.places.periods);
                internet.places.days.clone_from(&before.places.days);
            }
        }
    }

    /// What becomes of this town when a file brings in `all` of it: whatever no file says stays.
    #[must_use]
    pub fn imported(&self, all: &Self) -> Self {
        let mut all = all.clone();
        all.keep_exceptions_of(self);
        all.keep_pictures_of(self);
        all.closures.clone_from(&self.closures);
        all.notices.clone_from(&self.notices);
        all
    }

    /// The pictures of what is still there.
    pub fn keep_pictures_of(&mut self, before: &Self) {
        let mut pictures = before.pictures.clone();
        pictures.retain(|place, _| self.shows(place));
        self.pictures = pictures;
    }

    fn has(&self, what: &Serves) -> bool {
        match what {
            Serves::Workplace(id) => self.workplace(id).is_some(),
            Serves::Service(workplace, id) => self
                .service(id)
                .is_some_and(|service| service.workplace == *workplace),
        }
    }

    fn nobody_serves(&self, what: &Serves) -> Result<(), Flaw> {
        let counters = self.counters.iter().filter(|it| it.serves.contains(what));
        let counters: Vec<_> = counters.map(|it| it.number).collect();
        if counters.is_empty() {
            Ok(())
        } else {
            Err(Flaw::ServedBy(counters))
        }
    }

    /// A counter is in the lobby of what it serves.
    fn put_counters_into_lobbies(&mut self) -> Result<(), Flaw> {
        let workplaces = &self.workplaces;
        for counter in &mut self.counters {
            let of = |id: &WorkplaceId| {
                let workplace = workplaces.iter().find(|it| it.id == *id);
                workplace.map(|it| it.lobby.clone())
            };
            let lobbies: BTreeSet<_> = counter.workplaces().into_iter().filter_map(of).collect();
            let mut lobbies = lobbies.into_iter();
            match (lobbies.next(), lobbies.next()) {
                (Some(lobby), None) => counter.lobby = lobby,
                (None, _) => return Err(Flaw::Unknown),
                (Some(_), Some(_)) => return Err(Flaw::TwoLobbies(counter.number)),
            }
        }
        Ok(())
    }

    /// `after`, if everything is served that is served now or new.
    fn allows(&self, after: Self) -> Result<Self, Flaw> {
        let before: BTreeSet<_> = self.unserved_services().collect();
        let unserved = after.unserved_services();
        let unserved: Vec<_> = unserved
            .filter(|it| !before.contains(it))
            .cloned()
            .collect();
        if unserved.is_empty() {
            Ok(after)
        } else {
            Err(Flaw::Unserved(unserved))
        }
    }

    /// What clients or clerks may ask for and no counter does.
    pub fn unserved_services(&self) -> impl Iterator<Item = &ServiceId> {
        let asked_for = self.services.iter();
        let asked_for = asked_for.filter(|it| it.offered.includes(Booker::Clerk));
        let unserved = asked_for.filter(|it| {
            let mut counters = self.counters.iter();
            !counters.any(|counter| counter.does(&it.workplace, &it.id))
        });
        unserved.map(|it| &it.id)
    }
}

fn no_workplaces<'a>(found: impl Iterator<Item = &'a Workplace>) -> Result<(), Flaw> {
    let found: Vec<_> = found.map(|it| it.id.clone()).collect();
    if found.is_empty() {
        Ok(())
    } else {
        Err(Flaw::HasWorkplaces(found))
    }
}

/// Puts an item into the place among its like, and takes away the one that it replaces.
fn put<T>(
    all: &mut Vec<T>,
    item: T,
    place: usize,
    is: impl Fn(&T) -> bool,
    like: impl Fn(&T) -> bool,
) {
    all.retain(|it| !is(it));
    let likes = all.iter().enumerate().filter(|(_, it)| like(it));
    let likes: Vec<_> = likes.map(|(at, _)| at).collect();
    let after_last = likes.last().map_or(all.len(), |last| last + 1);
    let at = likes.get(place).copied().unwrap_or(after_last);
    all.insert(at, item);
}

fn remove<T>(all: &mut Vec<T>, is: impl Fn(&T) -> bool) -> Result<(), Flaw> {
    let before = all.len();
    all.retain(|it| !is(it));
    if all.len() == before {
        Err(Flaw::Unknown)
    } else if all.is_empty() {
        Err(Flaw::LastOne)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{assignment::tests::town_of_two, text::Localized, town::OfferedTo};

    /// Workplace `a` with its services `a-1` and `a-2` is served by counters 1 and 2, and nobody
    /// serves `c` yet.
    fn town() -> Town {
        let mut town = town_of_two(2);
        town.services.retain(|it| it.workplace.as_str() == "a");
        let other = service(&town, "a", "a-2");
        town.services.push(other);
        town
    }

    fn service(town: &Town, workplace: &str, id: &str) -> Service {
        let mut service = town.services[0].clone();
        service.id = id.parse().unwrap();
        service.workplace = workplace.parse().unwrap();
        service
    }

    fn counter(number: u16, serves: &[Serves]) -> Piece {
        Piece::Counter(Counter {
            number: number.try_into().unwrap(),
            // Wherever it was: what it serves decides.
            lobby: "nowhere".parse().unwrap(),
            serves: serves.iter().cloned().collect(),
        })
    }

    fn whole(workplace: &str) -> Serves {
        Serves::Workplace(workplace.parse().unwrap())
    }

    fn ids(town: &Town) -> Vec<&str> {
        town.services.iter().map(|it| it.id.as_str()).collect()
    }

    #[test]
    fn an_office_grows_by_a_workplace_a_counter_and_a_service() {
        let before = town();
        let mut workplace = before.workplaces[1].clone();
        workplace.id = "d".parse().unwrap();
        workplace.series = "D".parse().unwrap();
        let town = before
            .with(Piece::Workplace(workplace), usize::MAX)
            .unwrap();
        let town = town.with(counter(7, &[whole("d")]), 0).unwrap();
        let seven = town.counter(7.try_into().unwrap()).unwrap();
        assert_eq!(seven.lobby, before.workplaces[0].lobby);
        let new = Piece::Service(service(&town, "d", "d-1"));
        let town = town.with(new.clone(), usize::MAX).unwrap();
        assert_eq!(town.piece(&new.id()), Some(new));
    }

    #[test]
    fn what_nobody_serves_is_not_offered() {
        let before = town();
        let lonely = service(&before, "c", "c-1");
        let refused = before.with(Piece::Service(lonely.clone()), 0);
        assert_eq!(refused, Err(Flaw::Unserved(vec![lonely.id.clone()])));
        let retired = Service {
            offered: OfferedTo::Nobody,
            ..lonely.clone()
        };
        let town = before.with(Piece::Service(retired), 0).unwrap();
        assert_eq!(
            town.with(Piece::Service(lonely.clone()), 0),
            Err(Flaw::Unserved(vec![lonely.id.clone()]))
        );
        let town = town.with(counter(3, &[whole("c")]), 0).unwrap();
        let town = town.with(Piece::Service(lonely.clone()), 0).unwrap();
        assert_eq!(
            town.without(&PieceId::Counter(3.try_into().unwrap())),
            Err(Flaw::Unserved(vec![lonely.id.clone()]))
        );
        // What is wrong already does not hinder what makes it no worse.
        let mut wrong = town;
        wrong.counters.retain(|it| it.number.get() != 3);
        assert!(
            wrong
                .without(&PieceId::Counter(2.try_into().unwrap()))
                .is_ok()
        );
    }

    #[test]
    fn a_counter_calls_into_one_lobby() {
        let mut town = town();
        let mut lobby = town.lobbies[0].clone();
        lobby.id = "corridor".parse().unwrap();
        town.lobbies.push(lobby);
        town.workplaces[1].lobby = "corridor".parse().unwrap();
        let number = 3.try_into().unwrap();
        let refused = town.with(counter(3, &[whole("a"), whole("c")]), 0);
        assert_eq!(refused, Err(Flaw::TwoLobbies(number)));
        assert_eq!(town.with(counter(3, &[]), 0), Err(Flaw::ServesNothing));
        let refused = town.with(counter(3, &[whole("z")]), 0);
        assert_eq!(refused, Err(Flaw::Unknown));
        let town = town.with(counter(3, &[whole("c")]), 0).unwrap();
        assert_eq!(town.counter(number).unwrap().lobby.as_str(), "corridor");
        // A workplace that moves takes its counters along, unless they serve others.
        let mut moved = town.workplaces[1].clone();
        moved.lobby = town.lobbies[0].id.clone();
        let moved = town.with(Piece::Workplace(moved), 1).unwrap();
        assert_eq!(moved.counter(number).unwrap().lobby, town.lobbies[0].id);
    }

    #[test]
    fn a_letter_belongs_to_one_workplace() {
        let town = town();
        let mut other = town.workplaces[1].clone();
        other.series = town.workplaces[0].series;
        let refused = town.with(Piece::Workplace(other), 1);
        assert_eq!(refused, Err(Flaw::SeriesTaken("a".parse().unwrap())));
    }

    #[test]
    fn pieces_are_shown_where_they_are_put() {
        let town = town();
        assert_eq!(ids(&town), ["a-1", "a-2"]);
        let new = service(&town, "a", "a-3");
        for (place, order) in [
            (0, ["a-3", "a-1", "a-2"]),
            (1, ["a-1", "a-3", "a-2"]),
            (2, ["a-1", "a-2", "a-3"]),
            (usize::MAX, ["a-1", "a-2", "a-3"]),
        ] {
            let town = town.with(Piece::Service(new.clone()), place).unwrap();
            assert_eq!(ids(&town), order);
            assert_eq!(town.place_of(&Piece::Service(new.clone())), place.min(2));
            let again = town.with(Piece::Service(new.clone()), place).unwrap();
            assert_eq!(again, town);
        }
        let moved = town.with(
            town.piece(&PieceId::Service("a-2".parse().unwrap()))
                .unwrap(),
            0,
        );
        assert_eq!(ids(&moved.unwrap()), ["a-2", "a-1"]);
    }

    #[test]
    fn only_what_nothing_belongs_to_can_go() {
        let town = town();
        let refused = |id: PieceId| town.without(&id).unwrap_err();
        let (a, c): (WorkplaceId, WorkplaceId) = ("a".parse().unwrap(), "c".parse().unwrap());
        assert_eq!(
            refused(PieceId::Department(town.departments[0].id.clone())),
            Flaw::HasWorkplaces(vec![a.clone(), c.clone()])
        );
        assert_eq!(
            refused(PieceId::Lobby(town.lobbies[0].id.clone())),
            Flaw::HasWorkplaces(vec![a.clone(), c.clone()])
        );
        let services = town.services.iter().map(|it| it.id.clone()).collect();
        assert_eq!(refused(PieceId::Workplace(a)), Flaw::HasServices(services));
        assert_eq!(
            refused(PieceId::Workplace("z".parse().unwrap())),
            Flaw::Unknown
        );
        let without = town.without(&PieceId::Workplace(c)).unwrap();
        assert_eq!(without.workplaces.len(), 1);
        let id: ServiceId = "a-2".parse().unwrap();
        let only = [
            whole("c"),
            Serves::Service("a".parse().unwrap(), id.clone()),
        ];
        let town = town.with(counter(3, &only), 0).unwrap();
        assert_eq!(
            town.without(&PieceId::Service(id)),
            Err(Flaw::ServedBy(vec![3.try_into().unwrap()]))
        );
    }

    #[test]
    fn the_last_of_its_like_stays() {
        let mut town = town();
        let empty = Department {
            id: "empty".parse().unwrap(),
            name: Localized::default(),
        };
        town = town.with(Piece::Department(empty.clone()), 0).unwrap();
        town = town
            .without(&Piece::Department(empty.clone()).id())
            .unwrap();
        town.services.clear();
        for number in [1, 2] {
            let left = town.without(&PieceId::Counter(number.try_into().unwrap()));
            match number {
                1 => town = left.unwrap(),
                _ => assert_eq!(left, Err(Flaw::LastOne)),
            }
        }
    }
}
