//! What a clerk can do, and which key does it.

use domain::{
    desk::{Command, Desk},
    ids::TicketId,
    ticket::TicketState,
};

use super::texts::ConsoleTexts;

/// What the counter looks like, as far as it decides which buttons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Situation {
    /// Somebody else sits here, or nobody.
    NotMine,
    Free,
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
            None => Self::Free,
            Some(client) => match client.state {
                TicketState::Called { .. } => Self::Called(client.id),
                _ => Self::Serving(client.id),
            },
        }
    }
}

/// One button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub command: Command,
    /// What the key writes, in lower case.
    pub key: &'static str,
    pub class: &'static str,
}

/// The key of the big button, of which there is one in every situation.
pub const BIG: &str = " ";

impl Offer {
    const fn new(command: Command, key: &'static str, class: &'static str) -> Self {
        Self {
            command,
            key,
            class,
        }
    }

    #[must_use]
    pub fn is_big(self) -> bool {
        self.key == BIG
    }
}

/// The buttons in their order on the screen, the big one last.
#[must_use]
pub fn offers(situation: Situation) -> Vec<Offer> {
    const BUTTON: &str = "button";
    const WIDE: &str = "button wide";
    const PRESS: &str = "button main press";
    const ARRIVED: &str = "button main good press";

    match situation {
        Situation::NotMine => Vec::new(),
        Situation::Free => vec![Offer::new(Command::CallNext, BIG, PRESS)],
        Situation::Called(id) => vec![
            Offer::new(Command::CallAgain(id), "r", BUTTON),
            Offer::new(Command::DidNotCome(id), "n", BUTTON),
            Offer::new(Command::PutBack(id), "v", BUTTON),
            Offer::new(Command::Done(id), "h", BUTTON),
            Offer::new(Command::DoneAndCallNext(id), "d", WIDE),
            Offer::new(Command::Arrived(id), BIG, ARRIVED),
        ],
        Situation::Serving(id) => vec![
            Offer::new(Command::Done(id), "h", WIDE),
            Offer::new(Command::DoneAndCallNext(id), BIG, PRESS),
        ],
    }
}

/// What stands on the button of a command.
#[must_use]
pub fn label(texts: &ConsoleTexts, command: Command) -> &str {
    match command {
        Command::CallNext => &texts.call_next,
        Command::Call(_) => &texts.call,
        Command::Arrived(_) => &texts.arrived,
        Command::CallAgain(_) => &texts.call_again,
        Command::DidNotCome(_) => &texts.did_not_come,
        Command::PutBack(_) => &texts.put_back,
        Command::Done(_) => &texts.done,
        Command::DoneAndCallNext(_) => &texts.done_and_call_next,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
            Situation::Called(id),
            Situation::Serving(id),
        ] {
            let offers = offers(situation);
            let keys: BTreeSet<_> = offers.iter().map(|offer| offer.key).collect();
            assert_eq!(keys.len(), offers.len(), "{situation:?}");
            assert!(offers.last().unwrap().is_big(), "{situation:?}");
            // A command about another ticket than the one in front would always be refused.
            assert!(offers.iter().all(|offer| match situation {
                Situation::Called(id) | Situation::Serving(id) => {
                    offer.command.names() == Some(id)
                }
                _ => offer.command.names().is_none(),
            }));
        }
    }
}
