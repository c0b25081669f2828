//! Six digits: by touch, on a keyboard, and with a screen reader.

use leptos::{ev, html::H1, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};

use super::state::{Kiosk, Tap, use_kiosk};
use crate::{
    t,
    texts::{fill, use_texts},
    ui::says,
};

/// As many as a code has.
const DIGITS: usize = 6;

/// What has been typed in.
#[derive(Clone, Copy)]
struct Typed {
    kiosk: Kiosk,
    digits: RwSignal<String>,
}

impl Typed {
    fn add(self, digit: char) {
        if self.is_heard() {
            self.digits.update(|digits| {
                if digits.len() < DIGITS {
                    digits.push(digit);
                }
            });
        }
    }

    fn delete(self) {
        if self.is_heard() {
            self.digits.update(|digits| {
                digits.pop();
            });
        }
    }

    /// It is sent when the client says so, not by the last digit: whoever mistyped it can still
    /// delete it, and nothing happens by surprise.
    fn send(self) {
        let digits = self.digits.get_untracked();
        if digits.len() == DIGITS {
            (self.kiosk.wish)(self.kiosk, Tap::Code(digits));
        }
    }

    fn is_whole(self) -> bool {
        self.digits.with(|digits| digits.len() == DIGITS)
    }

    fn is_heard(self) -> bool {
        self.kiosk.under_way.with_untracked(Option::is_none)
    }

    fn key(self, event: &KeyboardEvent) {
        let key = event.key();
        let mut chars = key.chars();
        match (chars.next(), chars.next()) {
            (Some(digit), None) if digit.is_ascii_digit() => self.add(digit),
            _ if key == "Backspace" || key == "Delete" => self.delete(),
            // On a button it presses that one.
            _ if key == "Enter" && !is_on_button(event) => self.send(),
            _ => return,
        }
        event.prevent_default();
    }
}

fn is_on_button(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|at| at.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.closest("button"), Ok(Some(_))))
}

#[component]
pub(super) fn Keypad() -> impl IntoView {
    let kiosk = use_kiosk();
    let texts = use_texts();
    let typed = Typed {
        kiosk,
        digits: RwSignal::new(String::new()),
    };
    let heading = NodeRef::<H1>::new();
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event| typed.key(&event));
        on_cleanup(move || listener.remove());
        if let Some(heading) = heading.get() {
            // A screen reader begins here. It can fail only where there is no focus at all.
            let _ = heading.focus();
        }
    });
    let places = (0..DIGITS).map(|place| {
        let digit = says(move || {
            typed
                .digits
                .with(|digits| digits.get(place..=place).map(str::to_owned))
        });
        view! { <span>{digit}</span> }
    });
    let read_out = says(move || {
        let digits = typed.digits.get();
        let spaced: Vec<_> = digits.chars().map(String::from).collect();
        let values = [
            ("n", &*digits.len().to_string()),
            ("digits", &*spaced.join(" ")),
        ];
        texts.with(|texts| fill(&texts.kiosk.typed, &values))
    });
    let digit_button = move |digit: char| {
        view! {
            <button type="button" class="kiosk-button keypad-key" on:click=move |_| typed.add(digit)>
                {digit.to_string()}
            </button>
        }
    };
    view! {
        <main class="kiosk-main kiosk-keypad">
            <div class="keypad-typed">
                <h1 tabindex="-1" node_ref=heading>
                    {t!(texts, kiosk.keypad_title)}
                </h1>
                <p class="lead">{t!(texts, kiosk.keypad_lead)}</p>
                <p class="keypad-places" aria-hidden="true">
                    {places.collect_view()}
                </p>
                <p class="visually-hidden" role="status">
                    {read_out}
                </p>
            </div>
            <div class="keypad-keys" role="group" aria-label=t!(texts, kiosk.digits)>
                {('1'..='9').map(digit_button).collect_view()}
                <button type="button" class="kiosk-button keypad-key word" on:click=move |_| typed.delete()>
                    {t!(texts, kiosk.delete)}
                </button>
                {digit_button('0')}
                <button
                    type="button"
                    class="kiosk-button keypad-key word send"
                    disabled=move || !typed.is_whole()
                    aria-busy=move || kiosk.under_way.with(Option::is_some).then_some("true")
                    on:click=move |_| typed.send()
                >
                    {t!(texts, kiosk.send)}
                </button>
            </div>
        </main>
    }
}
