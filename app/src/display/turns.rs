//! What the office has to say, on the TV: several notices take turns.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    lobby::{PublicSnapshot, ShownCall},
    notice::Screen,
};
use leptos::prelude::*;

use crate::{
    live::Live,
    t,
    texts::use_texts,
    ui::{
        notices::{in_language, said},
        shows,
    },
};

/// Seconds for which a notice stands: two lines are read twice.
const EACH: i64 = 12;

/// For so long after a call nothing else changes: people look for their number.
const AFTER_A_CALL: TimeDelta = TimeDelta::seconds(15);

/// All of them lie on each other, so that the board keeps its size when they change.
#[component]
pub fn Turns(live: Live<PublicSnapshot>) -> impl IntoView {
    let texts = use_texts();
    let notices = said(vec![live], Screen::Display);
    let turn = Memo::new(move |before| {
        let now = live.now.get();
        live.snapshot
            .with(|snapshot| turn(before.copied(), &snapshot.calls, now))
    });
    let list = shows(move || {
        let (language, notices) = (texts.language(), notices.get());
        let of = notices.len();
        let notices = notices.into_iter().enumerate();
        let notices = notices.map(|(at, notice)| {
            let (lang, text) = in_language(&notice, language);
            let is_its = move || (turn.get() % of == at).then_some("");
            view! {
                <p lang=lang data-turn=is_its>
                    {text}
                </p>
            }
        });
        notices.collect_view().into_any()
    });
    view! {
        <div class="notices" role="status" aria-label=t!(texts, common.notices)>
            {list}
        </div>
    }
}

/// By the server's clock, so that all TVs of a lobby say the same.
fn turn(before: Option<usize>, calls: &[ShownCall], now: DateTime<Utc>) -> usize {
    let called = calls.iter().any(|call| now < call.at + AFTER_A_CALL);
    let next = usize::try_from(now.timestamp() / EACH).unwrap_or(0);
    before.filter(|_| called).unwrap_or(next)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn call(seconds: i64) -> ShownCall {
        ShownCall {
            seq: domain::ids::CallSeq(1),
            ticket: domain::ids::TicketId {
                date: chrono::NaiveDate::default(),
                series: "A".parse().unwrap(),
                number: 1,
            },
            counter: 1.try_into().unwrap(),
            at: at(seconds),
            open: true,
        }
    }

    #[test]
    fn each_notice_stands_for_its_time_and_then_comes_the_next() {
        let turns = [0, 11, 12, 24].map(|seconds| turn(None, &[], at(seconds)));
        assert_eq!(turns, [0, 0, 1, 2]);
    }

    #[test]
    fn nothing_changes_while_people_look_for_their_number() {
        let calls = [call(10)];
        assert_eq!(turn(Some(0), &calls, at(24)), 0);
        assert_eq!(turn(Some(0), &calls, at(25)), 2);
        // A page that has just been opened begins somewhere.
        assert_eq!(turn(None, &calls, at(24)), 2);
    }
}
