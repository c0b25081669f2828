//! The names of new things for the program and for addresses, made of what the office calls them.

use domain::{
    ids::{DepartmentId, LobbyId, ServiceId, WorkplaceId},
    set_up::{Piece, PieceId},
    text::Localized,
    town::Town,
};

/// Longer ones are cut, so that a number still fits behind.
const LONGEST: usize = 34;

/// "Žádost o cestovní pas" → "zadost-o-cestovni-pas"; "x" if nothing is left of it.
fn slug(name: &str) -> String {
    let letters = deunicode::deunicode(name).to_ascii_lowercase();
    let words = letters.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    let slug = words.join("-");
    let slug = slug.trim_start_matches(|letter: char| !letter.is_ascii_lowercase());
    let slug: String = slug.chars().take(LONGEST).collect();
    match slug.trim_end_matches('-') {
        "" => "x".to_owned(),
        slug => slug.to_owned(),
    }
}

/// The new piece by the first name that nothing else has. If it is there already just as it would be made,
/// the same form was sent twice, and it is that one.
pub(super) fn unused(
    town: &Town,
    name: &Localized,
    make: impl Fn(&str) -> Option<Piece>,
) -> Option<Piece> {
    let own = town.languages.first().copied().unwrap_or_default();
    let slug = slug(name.get(own));
    let numbered = (2..100).map(|n| format!("{slug}-{n}"));
    let mut names = [slug.clone()].into_iter().chain(numbered);
    names.find_map(|name| {
        let piece = make(&name)?;
        let known = town.piece(&piece.id());
        let is_free = !is_used(town, &name, &piece.id()) || known.as_ref() == Some(&piece);
        is_free.then_some(piece)
    })
}

/// Counters name workplaces and services, so these two never share a name.
fn is_used(town: &Town, name: &str, id: &PieceId) -> bool {
    let served = || {
        let workplace = name.parse::<WorkplaceId>().ok();
        let service = name.parse::<ServiceId>().ok();
        workplace.is_some_and(|id| town.workplace(&id).is_some())
            || service.is_some_and(|id| town.service(&id).is_some())
    };
    match id {
        PieceId::Workplace(_) | PieceId::Service(_) => served(),
        PieceId::Department(_) => name
            .parse::<DepartmentId>()
            .is_ok_and(|id| town.department(&id).is_some()),
        PieceId::Lobby(_) => name
            .parse::<LobbyId>()
            .is_ok_and(|id| town.lobby(&id).is_some()),
        PieceId::Itself | PieceId::Counter(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_what_can_stand_in_an_address() {
        for (name, expected) in [
            ("Žádost o cestovní pas", "zadost-o-cestovni-pas"),
            ("  Ověření (podpisu) „listiny“ ", "overeni-podpisu-listiny"),
            ("2. hala", "hala"),
            ("Паспорт", "pasport"),
            ("!?", "x"),
            ("", "x"),
        ] {
            assert_eq!(slug(name), expected, "{name}");
            assert!(slug(name).parse::<ServiceId>().is_ok());
        }
        let long = slug("Registrace nového nebo dovezeného vozidla do provozu");
        assert_eq!(long, "registrace-noveho-nebo-dovezeneho");
        assert!(format!("{long}-99").parse::<ServiceId>().is_ok());
    }
}
