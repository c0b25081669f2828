//! What came of something, in a sentence.

use domain::{
    assignment::{AssignRefusal, Unserved},
    ids::CounterNumber,
    lobby::Plan,
    series::{MOST_EXTRA, SupplyRefusal},
};

use crate::texts::{Texts, fill};

#[must_use]
pub fn supply(texts: &Texts, refusal: SupplyRefusal) -> String {
    let texts = &texts.supervisor;
    match refusal {
        SupplyRefusal::UnknownWorkplace => texts.gone.clone(),
        SupplyRefusal::Stale { extra } => {
            fill(&texts.others_added, &[("extra", &extra.to_string())])
        }
        SupplyRefusal::OutOfRange => {
            fill(&texts.out_of_range, &[("most", &MOST_EXTRA.to_string())])
        }
    }
}

#[must_use]
pub fn assign(
    texts: &Texts,
    plan: &Plan,
    counter: CounterNumber,
    refusal: &AssignRefusal,
) -> String {
    let said = &texts.supervisor;
    match refusal {
        AssignRefusal::UnknownCounter => said.gone.clone(),
        AssignRefusal::Stale => numbered(&said.others_assigned, counter),
        AssignRefusal::Nothing => said.nothing_to_serve.clone(),
        AssignRefusal::NotInItsLobby => said.not_in_its_lobby.clone(),
        AssignRefusal::LeavesWaiting(left) => {
            let what = unserved(texts, plan, left);
            fill(&said.leaves_waiting, &[("what", &what)])
        }
    }
}

/// "cestovní doklady (4), převzetí průkazu (1)"
#[must_use]
pub fn unserved(texts: &Texts, plan: &Plan, unserved: &[Unserved]) -> String {
    let each = unserved.iter().map(|it| {
        let workplace = || plan.workplace(&it.workplace).map(|it| &it.name);
        let service = |id| plan.service(id).map(|it| &it.name);
        let name = match &it.service {
            Some(id) => service(id),
            None => workplace(),
        };
        let what = name.map_or("", |name| name.get(texts.language));
        let waiting = it.waiting.to_string();
        let values = [("what", what), ("n", waiting.as_str())];
        fill(&texts.supervisor.unserved_of, &values)
    });
    each.collect::<Vec<_>>().join(", ")
}

#[must_use]
pub fn numbered(sentence: &str, counter: CounterNumber) -> String {
    fill(sentence, &[("counter", &counter.to_string())])
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use domain::text::Language;

    use super::*;
    use crate::texts;

    #[test]
    fn every_refusal_is_a_whole_sentence_in_every_language() {
        let counter = 3_u16.try_into().unwrap();
        let plan = Plan {
            lobby: "hall".parse().unwrap(),
            town_name: domain::text::Localized::default(),
            crest: None,
            lobby_name: domain::text::Localized::default(),
            languages: Vec::new(),
            display: domain::lobby::DisplaySetup::default(),
            workplaces: Vec::new(),
        };
        let left = Unserved {
            workplace: "a".parse().unwrap(),
            service: None,
            waiting: 4,
        };
        for language in Language::ALL {
            let texts = texts::of(language);
            let supplies = [
                SupplyRefusal::UnknownWorkplace,
                SupplyRefusal::Stale { extra: 5 },
                SupplyRefusal::OutOfRange,
            ]
            .map(|refusal| supply(&texts, refusal));
            let assignments = [
                AssignRefusal::UnknownCounter,
                AssignRefusal::Stale,
                AssignRefusal::Nothing,
                AssignRefusal::NotInItsLobby,
                AssignRefusal::LeavesWaiting(vec![left.clone()]),
            ]
            .map(|refusal| assign(&texts, &plan, counter, &refusal));
            for sentence in supplies.iter().chain(&assignments) {
                assert!(
                    !sentence.is_empty() && !sentence.contains('{'),
                    "{sentence}"
                );
            }
        }
    }
}
