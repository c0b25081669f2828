//! What is stored about an address, as a page and as a file, its erasure, and how long everything is kept.
//!
//! The fields of its forms are `action` (`look`, `export` or `erase`), `email`, and `seen`, which says what
//! whoever erases has looked at.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::TimeDelta;
use domain::{
    audit::Kind,
    contact::{Email, EmailError},
    moment::Moment,
    reservation::ReservationState,
    staff::Role,
    text::{Language, Localized},
    town::Town,
};
use serde::{Deserialize, Serialize, Serializer};
use store::{Booking, Erasure, KnownContact, Mail, MailKind, Session, Stored};

use crate::{
    admin::{
        Fields,
        fields::field,
        plan::{self, Line},
        texts::PersonTexts,
    },
    api::ApiError,
    services::{Services, staff},
    texts::{self, Texts, fill},
    ui::{date, date_with_weekday, time_of_day},
};

pub const ADDRESS: &str = "/admin/privacy";

/// The job runs every minute, and whoever takes it over needs some of them.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// What a form is answered with that changes nothing.
#[derive(Clone)]
pub struct Answered {
    typed: String,
    answer: Answer,
}

#[derive(Clone)]
enum Answer {
    Wrong(EmailError),
    Stored(Email),
    /// It is not what was looked at any more.
    Changed(Email),
}

/// What became of a form.
pub enum Done {
    /// It is what was asked for.
    Stored(Answered),
    /// The file.
    Export(String),
    /// Nothing is left; the address says so.
    Erased(Email, String),
    Refused(Answered),
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    Start(Box<Start>),
    Report(Box<Report>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    pub typed: String,
    pub wrong: Option<EmailError>,
    /// Something has just been erased.
    pub erased: bool,
    pub hold_minutes: u16,
    /// What the job said last, and when it runs next.
    pub last: Option<String>,
    pub next: String,
    /// It should have run.
    pub is_late: bool,
}

/// All that is stored about an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub email: String,
    pub sections: Vec<Section>,
    /// Whoever erases erases just this.
    pub seen: String,
    pub changed: bool,
}

/// Things of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub things: Vec<Thing>,
}

/// Each with what is known of it, by name.
pub type Thing = Vec<(String, String)>;

/// What the page shows at an address, for administrators.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`], or the database does not answer.
pub async fn person_view(
    query: Fields,
    answered: Option<Answered>,
    language: Language,
) -> Result<PersonContent, ApiError> {
    let query = &query;
    let (services, session) = staff(Role::Admin).await?;
    let town = services.town();
    let look = Look {
        services: &services,
        town: &town,
        texts: &texts::of(language),
        now: services.now(),
    };
    let shown = match answered {
        None => {
            let erased = query.contains_key("erased");
            look.start(String::new(), None, erased).await?
        }
        Some(Answered { typed, answer }) => match answer {
            Answer::Wrong(error) => look.start(typed, Some(error), false).await?,
            Answer::Stored(email) => look.report(&email, false).await?,
            Answer::Changed(email) => look.report(&email, true).await?,
        },
    };
    Ok(PersonContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        shown,
    })
}

/// Does what a form of the page asks for. The log says who did it, and not about whom.
///
/// # Errors
/// [`ApiError::Malformed`] if it is none of the page's forms; or the database does not answer.
pub async fn submit(
    services: &Services,
    session: &Session,
    fields: &Fields,
    language: Language,
) -> Result<Done, ApiError> {
    let typed = field(fields, "email").to_owned();
    let email: Email = match typed.parse() {
        Ok(email) => email,
        Err(error) => {
            let answer = Answer::Wrong(error);
            return Ok(Done::Refused(Answered { typed, answer }));
        }
    };
    let (town, login) = (services.town(), &session.clerk.login);
    let look = Look {
        services,
        town: &town,
        texts: &texts::of(language),
        now: services.now(),
    };
    match field(fields, "action") {
        "look" => {
            services.store.note(Kind::PersonRead.alone()).await?;
            tracing::info!(login, "personal data were looked at");
            let answer = Answer::Stored(email);
            Ok(Done::Stored(Answered { typed, answer }))
        }
        "export" => {
            services.store.note(Kind::PersonRead.alone()).await?;
            tracing::info!(login, "personal data were exported");
            Ok(Done::Export(look.file(&email).await?))
        }
        "erase" => {
            let store = &services.store;
            let stored = store.stored_of(&town, &email, look.now).await?;
            if !stored.is_empty() && digest(&stored) != field(fields, "seen") {
                let answer = Answer::Changed(email);
                return Ok(Done::Refused(Answered { typed, answer }));
            }
            // First, so that nothing is erased by nobody.
            store.note(Kind::PersonErased.alone()).await?;
            let reservations = store.erase_person(&town, &email, look.now).await?;
            tracing::info!(login, reservations, "personal data were erased by hand");
            Ok(Done::Erased(email, format!("{ADDRESS}?erased")))
        }
        _ => Err(ApiError::Malformed),
    }
}

/// Says which reservations somebody has seen, so that sending the form again later does not erase what
/// the person has booked since.
fn digest(stored: &Stored) -> String {
    let mut hasher = DefaultHasher::new();
    for booking in &stored.reservations {
        booking.id.hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

struct Look<'a> {
    services: &'a Services,
    town: &'a Town,
    texts: &'a Texts,
    now: Moment,
}

impl Look<'_> {
    fn said(&self) -> &PersonTexts {
        &self.texts.admin.person
    }

    async fn start(
        &self,
        typed: String,
        wrong: Option<EmailError>,
        erased: bool,
    ) -> Result<Shown, ApiError> {
        let last = self.services.store.last_erasure().await?;
        let is_done = last.is_some_and(|last| self.now.at(last.at).date >= self.now.date);
        let midnight = self.now.instant_of(self.now.date, chrono::NaiveTime::MIN);
        let next = match self.now.date.succ_opt().filter(|_| is_done) {
            Some(tomorrow) => {
                let day = date(self.texts, tomorrow);
                fill(&self.said().next, &[("date", &day)])
            }
            None => self.said().next_now.clone(),
        };
        Ok(Shown::Start(Box::new(Start {
            typed,
            wrong,
            erased,
            hold_minutes: self.town.rules.hold_minutes,
            last: last.map(|last| self.last(last)),
            next,
            is_late: last.is_some() && !is_done && self.now.instant - midnight > LATE,
        })))
    }

    fn last(&self, Erasure { at, reservations }: Erasure) -> String {
        let at = self.now.at(at);
        let (day, time) = (date(self.texts, at.date), time_of_day(at.time));
        let said = self.said();
        let done = fill(&said.last, &[("date", &day), ("time", &time)]);
        let erased = said.last_erased.of(self.texts.language, reservations);
        format!("{done} {erased}")
    }

    async fn report(&self, email: &Email, changed: bool) -> Result<Shown, ApiError> {
        let stored = self.services.store.stored_of(self.town, email, self.now);
        let stored = stored.await?;
        Ok(Shown::Report(Box::new(Report {
            email: email.as_str().to_owned(),
            sections: self.sections(&stored).await?,
            seen: digest(&stored),
            changed,
        })))
    }

    /// The report as a file, in the language of the page, in which whoever asks is spoken to.
    async fn file(&self, email: &Email) -> Result<String, ApiError> {
        let stored = self.services.store.stored_of(self.town, email, self.now);
        let said = self.said();
        let (day, time) = (date(self.texts, self.now.date), time_of_day(self.now.time));
        let mut sections = vec![Section {
            title: said.about.clone(),
            things: vec![vec![
                (self.plan().email.clone(), email.as_str().to_owned()),
                (said.office.clone(), self.in_words(&self.town.name)),
                (said.as_of.clone(), format!("{day}, {time}")),
            ]],
        }];
        sections.extend(self.sections(&stored.await?).await?);
        let titled = sections.iter().map(|it| (&it.title, Things(&it.things)));
        let file = serde_json::to_string_pretty(&InOrder(titled.collect()));
        file.map_err(|error| {
            tracing::error!(%error, "no file could be made");
            ApiError::Broken
        })
    }

    /// Those kinds of which there is something.
    async fn sections(&self, stored: &Stored) -> Result<Vec<Section>, ApiError> {
        let bookings = &stored.reservations;
        let lines = plan::lines(self.services, self.town, self.texts, bookings).await?;
        let bookings = bookings.iter().zip(lines);
        let said = self.said();
        let notes = stored.notes.iter().map(|(ticket, note)| {
            vec![
                (said.ticket.clone(), ticket.to_string()),
                (said.words.clone(), note.clone()),
            ]
        });
        let sections = [
            (
                &said.reservations,
                bookings.map(|(it, line)| self.booking(it, line)).collect(),
            ),
            (
                &said.mails,
                stored.mails.iter().map(|it| self.mail(it)).collect(),
            ),
            (
                &said.messages,
                stored.contacts.iter().map(|it| self.message(it)).collect(),
            ),
            (&said.notes, notes.collect::<Vec<_>>()),
        ];
        let sections = sections.into_iter().map(|(title, things)| Section {
            title: title.clone(),
            things,
        });
        Ok(sections.filter(|it| !it.things.is_empty()).collect())
    }

    fn plan(&self) -> &crate::admin::texts::PlanTexts {
        &self.texts.admin.plan
    }

    fn in_words(&self, text: &Localized) -> String {
        text.get(self.texts.language).to_owned()
    }

    fn booking(&self, booking: &Booking, line: Line) -> Thing {
        let (plan, said) = (self.plan(), self.said());
        let language = booking.reservation.language.own_name().to_owned();
        let code = match booking.reservation.state {
            ReservationState::Confirmed { code, .. } => Some(code.to_string()),
            _ => None,
        };
        // Which clerk it was is about the clerk.
        let by = match line.booked_by {
            Some(_) => &said.by_clerk,
            None => &plan.by_client,
        };
        known([
            (&plan.when, Some(line.when)),
            (&plan.workplace, Some(line.workplace)),
            (&plan.service, Some(line.service)),
            (&plan.name, Some(line.name)),
            (&plan.email, line.email),
            (&plan.phone, line.phone),
            (&said.language, Some(language)),
            (&said.code, code),
            (&plan.state, Some(line.state)),
            (&plan.booked_by, Some(by.clone())),
        ])
    }

    fn mail(&self, mail: &Mail) -> Thing {
        let (plan, said) = (self.plan(), self.said());
        let kind = match mail.kind {
            MailKind::Confirm => &said.kind_confirm,
            MailKind::Code => &said.kind_code,
            MailKind::Reminder => &said.kind_reminder,
            MailKind::Moved => &said.kind_moved,
            MailKind::Cancelled => &said.kind_cancelled,
            MailKind::Closed => &said.kind_closed,
            MailKind::Message => &said.kind_message,
        };
        let day = date_with_weekday(self.texts, mail.agreed.date);
        let concerns = format!("{day}, {}", time_of_day(mail.agreed.time));
        known([
            (&said.kind, Some(kind.clone())),
            (&plan.email, Some(mail.to.email.as_str().to_owned())),
            (&plan.name, Some(mail.to.name.as_str().to_owned())),
            (&said.concerns, Some(concerns)),
            (&said.words, mail.reason.clone()),
        ])
    }

    fn message(&self, contact: &KnownContact) -> Thing {
        let words = self.in_words(contact.message.text());
        known([(&self.said().words, Some(words))])
    }
}

fn known<const N: usize>(facts: [(&String, Option<String>); N]) -> Thing {
    let facts = facts.into_iter();
    let known = facts.filter_map(|(name, value)| Some((name.clone(), value?)));
    known.collect()
}

/// What is named, in its order.
struct InOrder<'a, T>(Vec<(&'a String, T)>);

impl<T: Serialize> Serialize for InOrder<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

struct Things<'a>(&'a [Thing]);

impl Serialize for Things<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let things = self.0.iter();
        serializer.collect_seq(things.map(|thing| {
            let facts = thing.iter().map(|(name, value)| (name, value));
            InOrder(facts.collect())
        }))
    }
}
