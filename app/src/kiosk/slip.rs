//! What a ticket says: on the screen, as the browser prints it, and on the paper of a printer that
//! the server drives.

use domain::{estimate::Wait, lobby::Plan};

use super::api::Printed;
use crate::{
    texts::{Texts, fill},
    ui::{date_with_weekday, time_of_day, wait},
};

/// A ticket for a printer.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub office: String,
    pub number: String,
    /// What it is for.
    pub service: String,
    /// How many are ahead, or the agreed time.
    pub ahead: String,
    /// Empty where none is told.
    pub wait: String,
    /// Where to wait.
    pub place: String,
    pub advice: String,
    /// When it was issued.
    pub issued: String,
    /// Where it can be followed; none: nobody has said where clients reach the office.
    pub link: Option<String>,
    /// What the link is for.
    pub follow: String,
}

#[cfg(feature = "ssr")]
impl Slip {
    #[must_use]
    pub fn of(plan: &Plan, texts: &Texts, printed: &Printed, link: Option<String>) -> Self {
        Self {
            office: office(plan, texts, printed),
            number: number(texts, printed),
            service: workplace_and_service(plan, texts, printed),
            ahead: ahead(texts, printed),
            wait: expected(texts, printed),
            place: place(plan, texts, printed),
            advice: what_next(texts, printed),
            issued: issued(texts, printed),
            link,
            follow: texts.kiosk.follow.clone(),
        }
    }
}

pub(super) fn office(plan: &Plan, texts: &Texts, _: &Printed) -> String {
    plan.town_name.get(texts.language).to_owned()
}

/// Where to wait.
pub(super) fn place(plan: &Plan, texts: &Texts, _: &Printed) -> String {
    let lobby = plan.lobby_name.get(texts.language);
    fill(&texts.kiosk.place, &[("lobby", lobby)])
}

pub(super) fn number(_: &Texts, printed: &Printed) -> String {
    printed.issued.ticket.id.to_string()
}

pub(super) fn issued(texts: &Texts, printed: &Printed) -> String {
    let date = date_with_weekday(texts, printed.issued.ticket.id.date);
    let time = time_of_day(printed.time);
    fill(&texts.kiosk.issued, &[("date", &date), ("time", &time)])
}

/// How many are ahead, or the agreed time, which counts instead.
pub(super) fn ahead(texts: &Texts, printed: &Printed) -> String {
    match (printed.agreed, printed.issued.ahead) {
        (Some(agreed), _) => fill(&texts.kiosk.agreed, &[("time", &time_of_day(agreed))]),
        (None, 0) => texts.kiosk.nobody_ahead.clone(),
        (None, n) => texts.kiosk.ahead.of(texts.language, n),
    }
}

/// On the screen, below how many are ahead.
pub(super) fn below_ahead(texts: &Texts, printed: &Printed) -> String {
    match printed.agreed {
        Some(_) => String::new(),
        None => wait(texts, printed.issued.wait),
    }
}

pub(super) fn what_next(texts: &Texts, printed: &Printed) -> String {
    match printed.agreed {
        Some(_) => texts.kiosk.what_next_agreed.clone(),
        None => texts.kiosk.what_next.clone(),
    }
}

/// On paper the wait stands alone, so it says what it is.
pub(super) fn expected(texts: &Texts, printed: &Printed) -> String {
    let told = wait(texts, printed.issued.wait);
    match (printed.agreed, printed.issued.wait) {
        (Some(_), _) => String::new(),
        (None, Wait::NoCounter) => told,
        (None, Wait::Minutes { .. }) => fill(&texts.kiosk.slip_wait, &[("wait", &told)]),
    }
}

pub(super) fn service(plan: &Plan, texts: &Texts, printed: &Printed) -> String {
    let service = plan.service(&printed.issued.ticket.service);
    let name = service.map(|service| service.name.get(texts.language));
    name.unwrap_or_default().to_owned()
}

pub(super) fn workplace_and_service(plan: &Plan, texts: &Texts, printed: &Printed) -> String {
    let service = service(plan, texts, printed);
    match plan.workplace(&printed.issued.ticket.workplace) {
        Some(workplace) => format!("{} – {service}", workplace.name.get(texts.language)),
        None => service,
    }
}
