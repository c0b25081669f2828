//! The office writes to clients whom it chooses, without anything being closed.
//!
//! The form's fields are `workplace`, `date` (as browsers write it) or `outside` (whoever is agreed on a
//! time outside the hours), `key`, the message in each language by its tag, `cancel`, and `client-` and the name
//! of each reservation that is chosen.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    ids::WorkplaceId,
    line::LineError,
    message::Message,
    moment::Moment,
    staff::Role,
    text::{Language, Localized},
    town::{Town, Workplace},
};
use serde::{Deserialize, Serialize};
use store::{Booking, ContactRequest, KnownContact, MailKind, Session};

use super::{
    Fields,
    concerned::{Concerned, Named},
    fields::field,
};
use crate::{
    api::ApiError,
    services::{Services, allow, is_key, new_key, onlooker},
    texts,
    ui::date_with_weekday,
};

pub const ADDRESS: &str = "/admin/contact";

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    NoWorkplace,
    NoDate,
    Nobody,
    NoMessage,
    LongMessage,
}

/// A refused form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotWritten {
    pub fields: Fields,
    pub problem: Problem,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// What has been written, and the first half of the form.
    All {
        /// Name and words.
        contacts: Vec<(String, String)>,
        workplaces: Vec<(String, Localized)>,
        fields: Fields,
        problem: Option<Problem>,
    },
    /// Who is agreed then, and the second half of the form.
    Clients {
        heading: String,
        clients: Vec<Concerned>,
        /// All of them are chosen to begin with.
        all: bool,
        languages: Vec<Language>,
        fields: Fields,
        problem: Option<Problem>,
    },
    /// What has become of one.
    One {
        words: String,
        cancels: bool,
        clients: Vec<Concerned>,
        /// Whether some mail has not left.
        waits: bool,
        /// The workplace whose hours were changed with it.
        hours: Option<Changed>,
    },
}

/// A workplace whose hours were just changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub id: String,
    pub name: String,
    /// Whether others, too, are agreed on a time that it does not offer.
    pub others: bool,
}

/// What the page shows at an address, for supervisors; to auditors, what was written.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::NotFound`] if nothing was written
/// that is called so; or the database does not answer.
pub async fn contact_view(
    query: Fields,
    refused: Option<NotWritten>,
    language: Language,
) -> Result<ContactContent, ApiError> {
    let query = &query;
    let (services, session) = onlooker(Role::Supervisor).await?;
    let town = services.town();
    let look = Look {
        services: &services,
        session: &session,
        town: &town,
        language,
        now: services.now(),
    };
    let shown = match (query.get("sent"), refused) {
        (_, Some(NotWritten { fields, problem })) => look.clients(fields, Some(problem)).await?,
        (Some(id), None) => look.one(id, query).await?,
        (None, None) if query.contains_key("workplace") => {
            let mut fields = query.clone();
            fields.insert("key".to_owned(), new_key()?);
            look.clients(fields, None).await?
        }
        (None, None) => {
            let today = look.now.date.to_string();
            let fields = Fields::from([("date".to_owned(), today)]);
            look.all(fields, None).await?
        }
    };
    Ok(ContactContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        shown,
    })
}

/// Writes to the clients who are chosen. Answers the address of what has become of it.
///
/// # Errors
/// [`ApiError::Malformed`] if no server minted the key, [`ApiError::NotAllowed`] if somebody else sees
/// to that workplace; or the database does not answer.
pub async fn write(
    services: &Services,
    session: &Session,
    fields: Fields,
) -> Result<Result<String, NotWritten>, ApiError> {
    let key = field(&fields, "key").to_owned();
    if !is_key(&key) {
        return Err(ApiError::Malformed);
    }
    let (town, now) = (services.town(), services.now());
    let look = Look {
        services,
        session,
        town: &town,
        language: Language::default(),
        now,
    };
    let refused = |fields, problem| Ok(Err(NotWritten { fields, problem }));
    let Agreed {
        workplace,
        bookings,
        ..
    } = match look.agreed(&fields).await? {
        Ok(agreed) => agreed,
        Err(problem) => return refused(fields, problem),
    };
    let is_chosen = |booking: &Booking| fields.contains_key(&format!("client-{}", booking.id));
    let chosen: Vec<_> = bookings.iter().filter(|it| is_chosen(it)).collect();
    if chosen.is_empty() {
        return refused(fields, Problem::Nobody);
    }
    let message = match typed_message(&fields) {
        Ok(message) => message,
        Err(problem) => return refused(fields, problem),
    };
    let request = ContactRequest {
        workplace,
        clients: chosen
            .iter()
            .map(|booking| (booking.id.clone(), booking.reservation.agreed))
            .collect(),
        message,
        cancels: fields.contains_key("cancel"),
        key,
    };
    let known = services.store.contact(request, now).await?;
    services.store.tell_contacts(&town, now).await?;
    Ok(Ok(format!("{ADDRESS}?sent={}", known.id)))
}

/// What shall be written, in each language by its tag.
pub(super) fn typed_message(fields: &Fields) -> Result<Message, Problem> {
    let typed = Language::ALL.map(|it| (it, field(fields, it.tag()).to_owned()));
    Message::new(&BTreeMap::from(typed)).map_err(|error| match error {
        LineError::Empty => Problem::NoMessage,
        LineError::TooLong { .. } => Problem::LongMessage,
    })
}

/// Who is agreed on what the form asks for.
struct Agreed {
    workplace: WorkplaceId,
    /// What it asks for, in words.
    heading: String,
    bookings: Vec<Booking>,
}

struct Look<'a> {
    services: &'a Services,
    session: &'a Session,
    town: &'a Town,
    language: Language,
    now: Moment,
}

impl Look<'_> {
    async fn all(&self, fields: Fields, problem: Option<Problem>) -> Result<Shown, ApiError> {
        let contacts = self.services.store.contacts(self.now).await?;
        let theirs = &self.session.departments;
        let workplaces = self.town.workplaces.iter().filter(|it| theirs.have(it));
        Ok(Shown::All {
            contacts: contacts
                .iter()
                .filter(|known| self.is_theirs(known))
                .map(|known| (known.id.clone(), self.words(known)))
                .collect(),
            workplaces: workplaces
                .map(|it| (it.id.to_string(), it.name.clone()))
                .collect(),
            fields,
            problem,
        })
    }

    /// The second half of the form; the first, if something in it is wrong.
    async fn clients(&self, fields: Fields, problem: Option<Problem>) -> Result<Shown, ApiError> {
        let Agreed {
            heading, bookings, ..
        } = match self.agreed(&fields).await? {
            Ok(agreed) => agreed,
            Err(wrong) => return self.all(fields, Some(wrong)).await,
        };
        let (clients, _) = self.named().all(&bookings, None, MailKind::Message).await?;
        Ok(Shown::Clients {
            heading,
            clients,
            all: fields.contains_key("outside"),
            languages: self.town.languages.clone(),
            fields,
            problem,
        })
    }

    async fn one(&self, id: &str, query: &Fields) -> Result<Shown, ApiError> {
        let known = self.services.store.contacts(self.now).await?;
        let known = known.into_iter().find(|known| known.id == id);
        let known = known.ok_or(ApiError::NotFound)?;
        self.may_see_to(self.is_theirs(&known), &known.id)?;
        let store = &self.services.store;
        let bookings = store.of_contact(self.town, &known, self.now).await?;
        let name = known.name();
        let named = self.named();
        let (clients, waits) = named.all(&bookings, Some(&name), MailKind::Message).await?;
        Ok(Shown::One {
            words: self.words(&known),
            cancels: known.cancels,
            clients,
            waits,
            hours: self.changed(query, &known).await?,
        })
    }

    async fn changed(
        &self,
        query: &Fields,
        known: &KnownContact,
    ) -> Result<Option<Changed>, ApiError> {
        let id = known.workplace.as_ref();
        let id = id.filter(|_| query.contains_key("hours"));
        let town = self.services.town_now().await?;
        let Some(workplace) = id.and_then(|id| town.workplace(id)) else {
            return Ok(None);
        };
        let store = &self.services.store;
        let (outside, over) = store.outside(&town, workplace, self.now).await?;
        let other = |it: &Booking| !known.clients.contains_key(&it.id);
        Ok(Some(Changed {
            id: workplace.id.to_string(),
            name: workplace.name.get(self.language).to_owned(),
            others: !over.is_empty() || outside.iter().any(other),
        }))
    }

    fn named(&self) -> Named<'_> {
        Named {
            services: self.services,
            town: self.town,
            language: self.language,
        }
    }

    fn words(&self, known: &KnownContact) -> String {
        known.message.text().get(self.language).to_owned()
    }

    fn is_theirs(&self, known: &KnownContact) -> bool {
        let theirs = &self.session.departments;
        let workplace = known.workplace.as_ref();
        theirs.are_all() || workplace.is_some_and(|id| theirs.have_named(self.town, id))
    }

    /// # Errors
    /// [`ApiError::NotAllowed`] if somebody else sees to it.
    fn may_see_to(&self, theirs: bool, what: &str) -> Result<(), ApiError> {
        let may = theirs && self.session.role.may_do(Role::Supervisor);
        allow(self.session, may, what)
    }

    async fn agreed(&self, fields: &Fields) -> Result<Result<Agreed, Problem>, ApiError> {
        let store = &self.services.store;
        let id = field(fields, "workplace").parse().ok();
        let workplace: Option<&Workplace> = id.and_then(|id| self.town.workplace(&id));
        let Some(workplace) = workplace else {
            return Ok(Err(Problem::NoWorkplace));
        };
        let theirs = self.session.departments.have(workplace);
        self.may_see_to(theirs, workplace.id.as_str())?;
        let agreed = |heading, bookings| Agreed {
            workplace: workplace.id.clone(),
            heading,
            bookings,
        };
        let name = workplace.name.get(self.language);
        let texts = texts::of(self.language);
        if fields.contains_key("outside") {
            let (bookings, _) = store.outside(self.town, workplace, self.now).await?;
            let heading = format!("{name}: {}", texts.admin.hours.outside);
            return Ok(Ok(agreed(heading, bookings)));
        }
        let date: Option<NaiveDate> = field(fields, "date").parse().ok();
        let Some(date) = date.filter(|date| *date >= self.now.date) else {
            return Ok(Err(Problem::NoDate));
        };
        let of = [workplace.id.clone()];
        let mut bookings = store
            .day_reservations(self.town, date, &of, self.now)
            .await?;
        bookings.retain(|booking| booking.reservation.is_open());
        let heading = format!("{name}, {}", date_with_weekday(&texts, date));
        Ok(Ok(agreed(heading, bookings)))
    }
}
