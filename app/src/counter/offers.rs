//! What a clerk can do, and which key does it.

use domain::{
    desk::{Command, Desk},
    ids::TicketId,
    ticket::TicketState,
};

use super::{sheet::Sheet, texts::ConsoleTexts};

/// What the counter looks like, as far as it decides which buttons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Situation {
    /// Somebody else sits here, or nobody.
    NotMine,
    Free,
    Paused,
    Called(TicketId),
    Serving(TicketId),
}

impl Situation {
    #[must_use]
    pub fn of(desk: &Desk, login: &str) -> Self {
        if !desk.is_of(login) {
            return Self::NotMine;
        }
        match &desk.client {
            None if desk.is_open() => Self::Free,
            None => Self::Paused,
            Some(client) => match client.state {
                TicketState::Called { .. } => Self::Called(client.id),
                _ => Self::Serving(client.id),
            },
        }
    }
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    Give(Command),
    /// Asks first for what the command needs.
    Open(Sheet),
}

/// One button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub press: Press,
    /// What the key writes, in lower case.
    pub key: &'static str,
    pub class: &'static str,
}

/// The key of the big button, of which there is one in every situation.
pub const BIG: &str = " ";

impl Offer {
    const fn give(command: Command, key: &'static str, class: &'static str) -> Self {
        let press = Press::Give(command);
        Self { press, key, class }
    }

    const fn open(sheet: Sheet, key: &'static str) -> Self {
        Self {
            press: Press::Open(sheet),
            key,
            class: BUTTON,
        }
    }

    #[must_use]
    pub fn is_big(&self) -> bool {
        self.key == BIG
    }
}

const BUTTON: &str = "button";
const WIDE: &str = "button wide";
const PRESS: &str = "button main press";
const ARRIVED: &str = "button main good press";

/// The buttons in their order on the screen, the big one last.
#[must_use]
pub fn offers(situation: Situation) -> Vec<Offer> {
    let add_client = Offer::open(Sheet::AddClient, "k");
    match situation {
        Situation::NotMine => Vec::new(),
        Situation::Paused => vec![add_client, Offer::give(Command::Resume, BIG, PRESS)],
        Situation::Free => vec![
            add_client,
            Offer::give(Command::Pause, "t", BUTTON),
            Offer::give(Command::CallNext, BIG, PRESS),
        ],
        Situation::Called(id) => vec![
            Offer::give(Command::CallAgain(id), "r", BUTTON),
            Offer::give(Command::DidNotCome(id), "n", BUTTON),
            Offer::give(Command::PutBack(id), "v", BUTTON),
            Offer::give(Command::Done(id), "h", BUTTON),
            Offer::give(Command::DoneAndCallNext(id), "d", WIDE),
            Offer::give(Command::Arrived(id), BIG, ARRIVED),
        ],
        Situation::Serving(id) => vec![
            Offer::open(Sheet::HandOver(id), "p"),
            Offer::open(Sheet::Also(id), "c"),
            Offer::open(Sheet::Park(id), "o"),
            Offer::open(Sheet::Note(id), "m"),
            add_client,
            Offer::give(Command::Done(id), "h", BUTTON),
            Offer::give(Command::DoneAndCallNext(id), BIG, PRESS),
        ],
    }
}

/// What stands on a button.
#[must_use]
pub fn label<'a>(texts: &'a ConsoleTexts, press: &Press) -> &'a str {
    match press {
        Press::Open(sheet) => sheet.label(texts),
        Press::Give(command) => match command {
            Command::CallNext => &texts.call_next,
            Command::Arrived(_) => &texts.arrived,
            Command::CallAgain(_) => &texts.call_again,
            Command::DidNotCome(_) => &texts.did_not_come,
            Command::PutBack(_) => &texts.put_back,
            Command::Done(_) => &texts.done,
            Command::DoneAndCallNext(_) => &texts.done_and_call_next,
            Command::Pause => &texts.pause,
            Command::Resume => &texts.resume,
            // The others are given from lists and sheets.
            _ => "",
        },
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use std::collections::BTreeSet;

    use domain::text::Language;

    use super::*;

    #[test]
    fn every_button_has_its_own_key_and_one_is_big() {
        let id = TicketId {
            date: "2026-11-23".parse().unwrap(),
            series: "A".parse().unwrap(),
            number: 12,
        };
        for situation in [
            Situation::Free,
            Situation::Paused,
            Situation::Called(id),
            Situation::Serving(id),
        ] {
            let offers = offers(situation);
            let keys: BTreeSet<_> = offers.iter().map(|offer| offer.key).collect();
            assert_eq!(keys.len(), offers.len(), "{situation:?}");
            assert!(offers.last().unwrap().is_big(), "{situation:?}");
            // A command about another ticket than the one in front would always be refused.
            assert!(offers.iter().all(|offer| match (&offer.press, situation) {
                (Press::Give(command), Situation::Called(id) | Situation::Serving(id)) => {
                    command.names() == Some(id)
                }
                (Press::Give(command), _) => command.names().is_none(),
                (Press::Open(_), _) => true,
            }));
            let texts = crate::texts::of(Language::Cs);
            let labels = offers.iter();
            let labels = labels.map(|offer| label(&texts.counter.console, &offer.press));
            assert!(labels.into_iter().all(|label| !label.is_empty()));
        }
    }
}
