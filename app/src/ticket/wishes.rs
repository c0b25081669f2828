//! What a client can ask for. Forms, so that it works before and without the browser's program; with
//! it nothing is loaded anew.

use domain::{
    follow::Stage,
    ticket::{NotGranted, Postponement, Wish},
};
use leptos::prelude::*;

use super::following::Following;
use crate::{
    t,
    texts::{Texts, sentence, use_texts},
    ui::shows,
};

const SHORT: Wish = Wish::Postpone(Postponement::Short);
const LONG: Wish = Wish::Postpone(Postponement::Long);

/// Only what can be asked for now.
pub(super) fn wishes(following: Following, stage: RwSignal<Stage>, may_postpone: bool) -> AnyView {
    let texts = use_texts();
    // Where the ticket stands in the queue changes often; what is open must not close for it.
    let waits = Memo::new(move |_| matches!(stage.get(), Stage::Waiting { .. }));
    let may_give_up = Memo::new(move |_| {
        let away = matches!(
            stage.get(),
            Stage::SetAside { .. } | Stage::Postponed { .. }
        );
        waits.get() || away
    });
    let later = shows(move || {
        if !(may_postpone && waits.get()) {
            return ().into_any();
        }
        view! {
            <details class="more">
                <summary>{t!(texts, ticket.more_time)}</summary>
                <p>{t!(texts, ticket.more_time_text)}</p>
                <form method="post" class="actions">
                    {button(following, SHORT, "button", |texts| &texts.ticket.by_20)}
                    {button(following, LONG, "button", |texts| &texts.ticket.by_40)}
                </form>
            </details>
        }
        .into_any()
    });
    let give_up = shows(move || {
        if !may_give_up.get() {
            return ().into_any();
        }
        view! {
            <details class="more">
                <summary>{t!(texts, ticket.give_up)}</summary>
                <p>{t!(texts, ticket.give_up_text)}</p>
                <form method="post" class="actions">
                    {button(
                        following,
                        Wish::GiveUp,
                        "button bad",
                        |texts| &texts.ticket.really_give_up,
                    )}
                </form>
            </details>
        }
        .into_any()
    });
    view! {
        {later}
        {give_up}
    }
    .into_any()
}

fn button(
    following: Following,
    wish: Wish,
    class: &'static str,
    text: fn(&Texts) -> &String,
) -> AnyView {
    view! {
        <button
            class=class
            name="wish"
            value=wish.word()
            on:click=move |event| {
                event.prevent_default();
                following.wish(wish);
            }
        >
            {sentence(use_texts(), text)}
        </button>
    }
    .into_any()
}

/// Why the last wish came to nothing; `before` is what a form without the program was answered.
pub(super) fn refusal(following: Following, before: Option<NotGranted>) -> AnyView {
    let texts = use_texts();
    let message = shows(move || {
        let unreached = following.unreached.get();
        let sentence = texts.with(|texts| {
            let ticket = &texts.ticket;
            let refused = following.refused.get().or(before);
            let refused = refused.map(|refused| match refused {
                NotGranted::NotWaiting => &ticket.not_waiting,
                NotGranted::Twice => &ticket.twice,
                NotGranted::AfterClosing => &ticket.after_closing,
            });
            let sentence = unreached.then_some(&ticket.not_reached).or(refused);
            sentence.cloned()
        });
        match sentence {
            Some(sentence) => view! { <p class="message bad">{sentence}</p> }.into_any(),
            None => ().into_any(),
        }
    });
    view! { <div role="alert">{message}</div> }.into_any()
}
