//! Printers of the lobby's kiosks that somebody should look after.

use domain::{
    lobby::StaffSnapshot,
    printer::{PrinterState, PrinterTrouble},
};
use leptos::prelude::*;

use crate::{
    live::Live,
    texts::{Texts, fill, use_texts},
    ui::shows,
};

/// Always in the page, so that a screen reader hears it when it fills; empty while all is well.
#[component]
pub fn PrinterWarnings(live: Live<StaffSnapshot>) -> impl IntoView {
    let texts = use_texts();
    let printers = Memo::new(move |_| live.snapshot.with(|snapshot| snapshot.printers.clone()));
    let sentences = shows(move || {
        let sentences = printers.with(|printers| {
            let printers = printers.iter();
            let sentences = printers.map(|it| texts.with(|texts| sentence(texts, it)));
            sentences.collect::<Vec<_>>().join(" ")
        });
        // Not even a space while all is well: the style hides only what is empty.
        if sentences.is_empty() {
            return ().into_any();
        }
        sentences.into_any()
    });
    view! {
        <div class="printer-warnings" role="status">
            {sentences}
        </div>
    }
}

fn sentence(texts: &Texts, PrinterTrouble { kiosk, state }: &PrinterTrouble) -> String {
    let texts = &texts.counter.printer;
    let sentence = match state {
        // Told of by nobody.
        PrinterState::Ready => return String::new(),
        PrinterState::PaperLow => &texts.paper_low,
        PrinterState::NoPaper => &texts.no_paper,
        PrinterState::Stopped => &texts.stopped,
        PrinterState::Silent => &texts.silent,
    };
    fill(sentence, &[("kiosk", kiosk)])
}
