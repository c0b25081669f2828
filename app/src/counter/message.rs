//! What the message line says: why nothing happened, or that something did that is not to be seen.

use domain::{
    closure::Shut,
    desk::{Refusal, SeatRefusal},
    ids::{CounterNumber, TicketId},
};

use crate::{
    api::ApiError,
    texts::{Texts, fill},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A command changed nothing.
    Command {
        refusal: Refusal,
        counter: CounterNumber,
        /// The ticket that the command named.
        named: Option<TicketId>,
        /// Whom the counter has in front.
        in_front: Option<TicketId>,
    },
    /// Sitting down or getting up changed nothing.
    Seat {
        refusal: SeatRefusal,
        /// Where the clerk wanted to sit.
        counter: CounterNumber,
    },
    Failed(ApiError),
    /// The one command after which the screen looks as before.
    CalledAgain(TicketId),
    /// A sentence of a part that is loaded later.
    Said(String),
}

impl Message {
    #[must_use]
    pub fn says_nobody_waits(&self) -> bool {
        matches!(
            self,
            Self::Command {
                refusal: Refusal::NobodyWaits,
                ..
            }
        )
    }

    #[must_use]
    pub fn sentence(&self, texts: &Texts) -> String {
        let counter_texts = &texts.counter;
        let console = &counter_texts.console;
        match self {
            Self::Failed(ApiError::Unreachable) => counter_texts.unreachable.clone(),
            Self::Failed(ApiError::Interrupted) => counter_texts.interrupted.clone(),
            Self::Failed(_) => counter_texts.failed.clone(),
            Self::Said(sentence) => sentence.clone(),
            Self::CalledAgain(ticket) => {
                fill(&console.called_again, &[("ticket", &ticket.to_string())])
            }
            Self::Seat { refusal, counter } => match refusal {
                SeatRefusal::Taken { by } => taken(texts, *counter, by),
                SeatRefusal::Shut(why) => shut(texts, why),
                SeatRefusal::ClientInFront { counter } => fill(
                    &counter_texts.client_in_front,
                    &[("counter", &counter.to_string())],
                ),
            },
            Self::Command {
                refusal,
                counter,
                named,
                in_front,
            } => {
                let about = |sentence: &str, ticket: &Option<TicketId>| {
                    let ticket = ticket.map(|ticket| ticket.to_string());
                    fill(sentence, &[("ticket", ticket.as_deref().unwrap_or(""))])
                };
                match refusal {
                    Refusal::NotYours { taken_by: Some(by) } => taken(texts, *counter, by),
                    Refusal::NotYours { taken_by: None } => console.not_here.clone(),
                    Refusal::NobodyWaits => console.nobody_waits.clone(),
                    Refusal::HasClient => about(&console.has_client, in_front),
                    Refusal::Stale => console.stale.clone(),
                    Refusal::AtCounter { counter } => fill(
                        &about(&console.ticket_at_counter, named),
                        &[("counter", &counter.to_string())],
                    ),
                    Refusal::Over => about(&console.over, named),
                    Refusal::NotServedHere => about(&console.not_served_here, named),
                    Refusal::NotServedThere { counter } => fill(
                        &console.not_served_there,
                        &[("counter", &counter.to_string())],
                    ),
                    Refusal::NoSuchService => console.no_such_service.clone(),
                    Refusal::Shut(why) => shut(texts, why),
                }
            }
        }
    }
}

/// "U přepážky 3 teď sedí Petr Dvořák."
#[must_use]
pub fn taken(texts: &Texts, counter: CounterNumber, by: &str) -> String {
    fill(
        &texts.counter.taken,
        &[("counter", &counter.to_string()), ("name", by)],
    )
}

/// "Přepážka 3 je zavřená (24. 11. 8:00–12:00). Důvod: Malování."
#[must_use]
pub fn shut(texts: &Texts, why: &Shut) -> String {
    let language = texts.language;
    fill(
        &texts.counter.shut,
        &[
            ("counter", &why.counter.to_string()),
            ("during", why.during.get(language)),
            ("reason", why.because.get(language)),
        ],
    )
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use std::collections::BTreeMap;

    use domain::text::Language;

    use super::*;
    use crate::texts;

    #[test]
    fn every_message_is_a_whole_sentence_in_every_language() {
        let counter = 3_u16.try_into().unwrap();
        let ticket = TicketId {
            date: "2026-11-23".parse().unwrap(),
            series: "A".parse().unwrap(),
            number: 12,
        };
        let by = "Petr Dvořák".to_owned();
        let text = |text: &str| BTreeMap::from([(Language::Cs, text.to_owned())]).into();
        let why = Shut {
            counter,
            during: text("24. 11. 8:00–12:00"),
            because: text("Malování"),
        };
        let refusals = [
            Refusal::NotYours { taken_by: None },
            Refusal::NotYours {
                taken_by: Some(by.clone()),
            },
            Refusal::NobodyWaits,
            Refusal::HasClient,
            Refusal::Stale,
            Refusal::AtCounter { counter },
            Refusal::Over,
            Refusal::NotServedHere,
            Refusal::NotServedThere { counter },
            Refusal::NoSuchService,
            Refusal::Shut(why.clone()),
        ];
        let commands = refusals.map(|refusal| Message::Command {
            refusal,
            counter,
            named: Some(ticket),
            in_front: Some(ticket),
        });
        let seats = [
            SeatRefusal::Taken { by },
            SeatRefusal::ClientInFront { counter },
            SeatRefusal::Shut(why),
        ]
        .map(|refusal| Message::Seat { refusal, counter });
        let others = [
            Message::Failed(ApiError::Unreachable),
            Message::Failed(ApiError::Interrupted),
            Message::Failed(ApiError::Broken),
            Message::CalledAgain(ticket),
        ];
        for language in Language::ALL {
            let texts = texts::of(language);
            for message in commands.iter().chain(&seats).chain(&others) {
                let sentence = message.sentence(&texts);
                assert!(
                    !sentence.is_empty() && !sentence.contains('{'),
                    "{sentence}"
                );
            }
        }
        let refused = Message::Command {
            refusal: Refusal::AtCounter {
                counter: 5_u16.try_into().unwrap(),
            },
            counter,
            named: Some(ticket),
            in_front: None,
        };
        assert_eq!(
            refused.sentence(&texts::of(Language::Cs)),
            "Lístek A012 už má přepážka 5."
        );
    }
}
