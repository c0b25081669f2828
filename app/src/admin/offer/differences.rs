//! What another set-up would change, in the office's words.

use domain::{
    set_up::{Piece, PieceId},
    text::Language,
    town::Town,
};
use serde::{Deserialize, Serialize};

use super::look::Look;
use crate::texts;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Differences {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
}

impl Differences {
    pub fn between(before: &Town, after: &Town, language: Language) -> Self {
        let mut it = Self {
            changed: of_the_whole(before, after, language),
            ..Self::default()
        };
        for id in pieces(before) {
            match (before.piece(&id), after.piece(&id)) {
                (Some(old), None) => it.removed.push(called(&old, before, language)),
                (old, Some(new)) if old.as_ref() != Some(&new) => {
                    it.changed.push(called(&new, after, language));
                }
                _ => {}
            }
        }
        let added = pieces(after).into_iter();
        let added = added.filter_map(|id| match before.piece(&id) {
            None => after.piece(&id),
            Some(_) => None,
        });
        it.added = added.map(|new| called(&new, after, language)).collect();
        it
    }
}

/// In the order in which the page of the offer tells of them.
fn pieces(town: &Town) -> Vec<PieceId> {
    let departments = town.departments.iter();
    let departments = departments.map(|it| PieceId::Department(it.id.clone()));
    let lobbies = town.lobbies.iter();
    let lobbies = lobbies.map(|it| PieceId::Lobby(it.id.clone()));
    let workplaces = town.workplaces.iter();
    let workplaces = workplaces.map(|it| PieceId::Workplace(it.id.clone()));
    let services = town.services.iter();
    let services = services.map(|it| PieceId::Service(it.id.clone()));
    let counters = town.counters.iter();
    let counters = counters.map(|it| PieceId::Counter(it.number));
    let groups = departments.chain(lobbies).chain(workplaces);
    groups.chain(services).chain(counters).collect()
}

/// "Činnost: Výdej občanského průkazu"
fn called(piece: &Piece, town: &Town, language: Language) -> String {
    let texts = texts::of(language);
    let name = Look::new(town, language).name_of(piece);
    let kind = match piece {
        // Its name says what it is.
        Piece::Itself(_) | Piece::Counter(_) => return name,
        Piece::Department(_) => &texts.admin.offer.department,
        Piece::Lobby(_) => &texts.admin.offer.lobby,
        Piece::Workplace(_) => &texts.admin.hours.workplace,
        Piece::Service(_) => &texts.admin.offer.service,
    };
    format!("{kind}: {name}")
}

/// What is no piece.
fn of_the_whole(before: &Town, after: &Town, language: Language) -> Vec<String> {
    let texts = texts::of(language);
    let texts = &texts.admin.import;
    let kept = |from: &Town, of: &Town| {
        let of = pieces(of);
        let both = pieces(from).into_iter().filter(|id| of.contains(id));
        both.collect::<Vec<_>>()
    };
    let all = [
        (before.name != after.name, &texts.office_name),
        (before.office != after.office, &texts.contacts),
        (before.zone != after.zone, &texts.zone),
        (before.languages != after.languages, &texts.languages),
        (before.rules != after.rules, &texts.rules),
        (kept(before, after) != kept(after, before), &texts.order),
    ];
    let changed = all.into_iter().filter(|(is_other, _)| *is_other);
    changed.map(|(_, what)| what.clone()).collect()
}
