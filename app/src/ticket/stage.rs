//! How a ticket stands, in words.

use domain::{estimate::Wait, follow::Stage};

use crate::{
    texts::{Texts, fill},
    ui::{self, time_of_day},
};

/// What stands large, and below it what to do.
pub(super) struct Told {
    pub headline: String,
    pub text: String,
}

/// What the client is told.
pub(super) fn told(texts: &Texts, stage: Stage) -> Told {
    let ticket = &texts.ticket;
    let (headline, text) = match stage {
        Stage::Waiting { ahead: 0, wait } => {
            let expected = expected(texts, wait);
            let text = match wait {
                Wait::NoCounter => expected,
                Wait::Minutes { .. } => format!("{} {expected}", ticket.first_text),
            };
            (ticket.first.clone(), text)
        }
        Stage::Waiting { ahead, wait } => (
            ticket.ahead.of(texts.language, ahead),
            expected(texts, wait),
        ),
        Stage::Called { .. } => (ticket.called.clone(), ticket.called_text.clone()),
        Stage::Serving { counter } => {
            let counter = counter.to_string();
            (fill(&ticket.serving, &[("n", &counter)]), String::new())
        }
        Stage::SetAside { until } => {
            let time = time_of_day(until);
            let text = fill(&ticket.set_aside_text, &[("time", &time)]);
            (ticket.set_aside.clone(), text)
        }
        Stage::Postponed { until } => {
            let time = time_of_day(until);
            let headline = fill(&ticket.postponed, &[("time", &time)]);
            (headline, ticket.postponed_text.clone())
        }
        Stage::Parked { counter } => {
            let counter = counter.to_string();
            let text = fill(&ticket.parked_text, &[("n", &counter)]);
            (ticket.parked.clone(), text)
        }
        Stage::NoShow => (ticket.no_show.clone(), ticket.no_show_text.clone()),
        Stage::Served => (ticket.served.clone(), ticket.served_text.clone()),
        Stage::Left => (ticket.left.clone(), ticket.left_text.clone()),
    };
    Told { headline, text }
}

fn expected(texts: &Texts, wait: Wait) -> String {
    fill(&texts.ticket.wait, &[("wait", &ui::wait(texts, wait))])
}

/// The title of the page, which is all that one sees of it in another tab.
pub(super) fn title(texts: &Texts, number: &str, stage: Stage) -> String {
    let said = match stage {
        Stage::Called { counter, .. } => {
            fill(&texts.ticket.called_title, &[("n", &counter.to_string())])
        }
        stage => told(texts, stage).headline,
    };
    format!("{said} – {number}")
}

/// For the style.
pub(super) fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting { .. } => "waiting",
        Stage::Called { .. } => "called",
        Stage::Serving { .. } => "serving",
        Stage::SetAside { .. } | Stage::NoShow => "missed",
        Stage::Postponed { .. } | Stage::Parked { .. } => "away",
        Stage::Served | Stage::Left => "over",
    }
}

#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests {
    use domain::text::Language;

    use super::*;
    use crate::texts;

    #[test]
    fn the_first_in_line_is_told_how_long_it_takes_as_well() {
        let texts = texts::of(Language::Cs);
        let first = |wait| told(&texts, Stage::Waiting { ahead: 0, wait }).text;
        assert_eq!(
            first(Wait::Minutes { from: 0, to: 10 }),
            "Zavoláme vás, jakmile se uvolní přepážka. Odhad čekání: do 10 minut."
        );
        // No counter becomes free where none is open.
        assert_eq!(
            first(Wait::NoCounter),
            "Odhad čekání: teď není otevřená žádná přepážka."
        );
    }
}
