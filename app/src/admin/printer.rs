//! The printer of a kiosk, in its row.

use domain::printer::{Paper, PrinterState};
use leptos::prelude::*;

use super::{
    PrinterForm,
    content::{KnownPrinter, USUAL_WIDTH},
};
use crate::{
    t,
    texts::{Texts, fill, sentence, use_texts},
};

#[component]
pub(super) fn PrinterCell(
    /// Of the kiosk.
    id: String,
    name: String,
    printer: Option<KnownPrinter>,
    refused: Option<PrinterForm>,
) -> impl IntoView {
    let texts = use_texts();
    let label = move || texts.with(|texts| fill(&texts.admin.printer_of, &[("name", &name)]));
    let shown = match &printer {
        None => view! { <p>{t!(texts, admin.printer_none)}</p> }.into_any(),
        Some(KnownPrinter { address, state, .. }) => {
            let address = address.clone();
            let state = state.map(|state| view! { <p>{sentence(texts, state_of(state))}</p> });
            view! {
                <p>{address}</p>
                {state}
            }
            .into_any()
        }
    };
    let problem = refused.as_ref().map(|form| form.problem);
    let is_refused = problem.is_some();
    let seen = printer.as_ref();
    let seen_address = seen.map_or(String::new(), |seen| seen.address.clone());
    let seen_width = seen.map_or(USUAL_WIDTH, |seen| seen.width).to_string();
    let (address, width) = match (refused, printer) {
        (Some(form), _) => (form.address, form.width),
        (None, Some(printer)) => (printer.address, printer.width),
        (None, None) => (String::new(), USUAL_WIDTH),
    };
    let named = |part: &str| format!("{part}-{id}");
    let (address_id, hint_id, width_id) = (named("address"), named("hint"), named("width"));
    let widths = Paper::ALL.map(|paper| {
        let millimetres = paper.millimetres();
        view! {
            <option value=millimetres.to_string() selected=millimetres == width>
                {format!("{millimetres} mm")}
            </option>
        }
    });
    let problem = problem.map(|problem| {
        view! {
            <p class="field-error" role="alert">
                {texts.with(|texts| problem.sentence(texts))}
            </p>
        }
    });
    view! {
        {shown}
        <details class="revoke" open=is_refused>
            <summary class="button small" aria-label=label>
                {t!(texts, admin.printer_set)}
            </summary>
            <form method="post" action="/admin/devices">
                <input type="hidden" name="action" value="printer" />
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="seen_address" value=seen_address />
                <input type="hidden" name="seen_width" value=seen_width />
                <div class="field">
                    <label for=address_id.clone()>{t!(texts, admin.printer_address)}</label>
                    <p class="field-hint" id=hint_id.clone()>
                        {t!(texts, admin.printer_hint)}
                    </p>
                    <input
                        id=address_id
                        name="address"
                        autocomplete="off"
                        spellcheck="false"
                        maxlength="200"
                        placeholder="192.168.1.50:9100"
                        value=address
                        aria-invalid=is_refused.then_some("true")
                        aria-describedby=hint_id
                    />
                    {problem}
                </div>
                <div class="field">
                    <label for=width_id.clone()>{t!(texts, admin.printer_width)}</label>
                    <select id=width_id name="width">
                        {widths.into_iter().collect_view()}
                    </select>
                </div>
                <button class="button small">{t!(texts, admin.printer_save)}</button>
            </form>
        </details>
    }
}

fn state_of(state: PrinterState) -> fn(&Texts) -> &String {
    match state {
        PrinterState::Ready => |texts| &texts.admin.printer_ready,
        PrinterState::PaperLow => |texts| &texts.admin.printer_paper_low,
        PrinterState::NoPaper => |texts| &texts.admin.printer_no_paper,
        PrinterState::Stopped => |texts| &texts.admin.printer_stopped,
        PrinterState::Silent => |texts| &texts.admin.printer_silent,
    }
}
