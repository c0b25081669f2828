//! The clients whom something unexpected concerns: who they are, and whether they were reached.

use domain::{contact::Phone, text::Language, town::Town};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use store::{Booking, MailKind, ReservationId};

use super::texts::ClosuresTexts;
use crate::{
    api::ApiError,
    services::Services,
    texts::{self, T, use_texts},
    ui::{date_with_weekday, time_of_day},
};

/// A client whom something unexpected concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    pub id: String,
    pub when: String,
    pub service: String,
    pub name: String,
    pub phone: Option<String>,
    pub reached: Reached,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reached {
    NotToldYet,
    /// The mail has not left.
    Waits,
    Written,
    /// The mail was refused.
    Refused,
    NoEmail,
}

impl Reached {
    /// Whether somebody has to phone.
    #[must_use]
    pub fn is_to_be_phoned(self) -> bool {
        matches!(self, Self::Refused | Self::NoEmail)
    }
}

/// How clients are named on the page.
pub(super) struct Named<'a> {
    pub services: &'a Services,
    pub town: &'a Town,
    pub language: Language,
}

impl Named<'_> {
    /// All of them, by whether they were told what has that name, with a mail of that kind; and whether
    /// some mail has not left.
    pub(super) async fn all(
        &self,
        bookings: &[Booking],
        name: Option<&str>,
        kind: MailKind,
    ) -> Result<(Vec<Concerned>, bool), ApiError> {
        let store = &self.services.store;
        let waiting = store.not_written_to_yet(bookings, kind).await?;
        let told = |booking: &Booking| {
            name.is_some_and(|name| booking.told.iter().any(|told| told == name))
        };
        let concerned: Vec<_> = bookings
            .iter()
            .map(|booking| self.one(booking, told(booking), &waiting))
            .collect();
        let waits = concerned
            .iter()
            .any(|it| matches!(it.reached, Reached::NotToldYet | Reached::Waits));
        Ok((concerned, waits))
    }

    fn one(&self, booking: &Booking, told: bool, waiting: &[ReservationId]) -> Concerned {
        let reservation = &booking.reservation;
        let contact = reservation.contact();
        let reached = match contact.and_then(|contact| contact.email.as_ref()) {
            None => Reached::NoEmail,
            Some(_) if booking.unreached => Reached::Refused,
            Some(_) if !told => Reached::NotToldYet,
            Some(_) if waiting.contains(&booking.id) => Reached::Waits,
            Some(_) => Reached::Written,
        };
        let texts = texts::of(self.language);
        let date = date_with_weekday(&texts, reservation.agreed.date);
        let service = self.town.service(&reservation.service);
        Concerned {
            id: booking.id.to_string(),
            when: format!("{date}, {}", time_of_day(reservation.agreed.time)),
            service: service.map_or_else(String::new, |it| it.name.get(self.language).to_owned()),
            name: contact.map_or_else(String::new, |contact| contact.name.as_str().to_owned()),
            phone: contact
                .and_then(|contact| contact.phone.as_ref())
                .map(Phone::grouped),
            reached,
        }
    }
}

/// What a table of them has beside who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Bare,
    WithMails,
    /// A box for each, and whether it is ticked already.
    WithBoxes(Vec<bool>),
}

fn say(which: fn(&ClosuresTexts) -> &String) -> String {
    use_texts().with(|texts| which(&texts.admin.closures).clone())
}

/// How many of them somebody has to phone, if any.
pub(super) fn to_be_phoned(concerned: &[Concerned]) -> AnyView {
    let phoned = concerned.iter().filter(|it| it.reached.is_to_be_phoned());
    let phoned = u64::try_from(phoned.count()).unwrap_or(u64::MAX);
    if phoned == 0 {
        return ().into_any();
    }
    let sentence = use_texts().with(|texts| {
        let closures = &texts.admin.closures;
        closures.to_be_phoned.of(texts.language, phoned)
    });
    view! {
        <p class="message bad" role="status">
            {sentence}
        </p>
    }
    .into_any()
}

/// Under a heading with the id `concerned`.
pub(super) fn table(concerned: Vec<Concerned>, columns: Columns) -> AnyView {
    if concerned.is_empty() {
        return view! { <p class="quiet">{say(|it| &it.nobody)}</p> }.into_any();
    }
    let texts = use_texts();
    let mails = (columns == Columns::WithMails)
        .then(|| view! { <th scope="col">{say(|it| &it.mail)}</th> });
    let boxes = matches!(columns, Columns::WithBoxes(_))
        .then(|| view! { <th scope="col">{say(|it| &it.write_to)}</th> });
    let with_mails = columns == Columns::WithMails;
    let mut ticked = match columns {
        Columns::WithBoxes(ticked) => ticked,
        Columns::Bare | Columns::WithMails => Vec::new(),
    }
    .into_iter();
    let rows = concerned
        .into_iter()
        .map(move |client| row(texts, client, with_mails, ticked.next()));
    view! {
        // It can be scrolled, so it can be reached by keyboard.
        <div class="table-scroll" role="group" tabindex="0" aria-labelledby="concerned">
            <table>
                <thead>
                    <tr>
                        {boxes} <th scope="col">{say(|it| &it.when)}</th>
                        <th scope="col">{say(|it| &it.service)}</th>
                        <th scope="col">{say(|it| &it.name)}</th>
                        <th scope="col">{say(|it| &it.phone)}</th>
                        {mails}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(texts: T, client: Concerned, with_mails: bool, ticked: Option<bool>) -> AnyView {
    let Concerned {
        id,
        when,
        service,
        name,
        phone,
        reached,
    } = client;
    let mail = with_mails.then(|| {
        let sentence = texts.with(|texts| {
            let texts = &texts.admin.closures;
            match reached {
                Reached::NotToldYet => &texts.not_told,
                Reached::Waits => &texts.waits,
                Reached::Written => &texts.written,
                Reached::Refused => &texts.refused,
                Reached::NoEmail => &texts.no_email,
            }
            .clone()
        });
        view! { <td>{sentence}</td> }
    });
    let boxed = ticked.map(|ticked| {
        let label = format!("{name}, {when}");
        view! {
            <td>
                <input
                    type="checkbox"
                    class="tick"
                    name=format!("client-{id}")
                    value="on"
                    checked=ticked
                    aria-label=label
                />
            </td>
        }
    });
    view! {
        <tr>
            {boxed} <td>{when}</td>
            <td>{service}</td>
            <td>{name}</td>
            <td>{phone}</td>
            {mail}
        </tr>
    }
    .into_any()
}
