//! The addresses of the booking pages, and what their forms do: read, decide by the store, and say
//! where to go.

use chrono::{NaiveDate, NaiveTime};
use domain::{
    code::Code,
    contact::{Contact, ContactErrors, Email, EmailError},
    reservation::{CorrectRefusal, HoldRefusal, MoveRefusal},
    slots::{AgreedTime, Booker, NoPlace},
    text::Language,
};
use http::request::Parts;
use store::{Booking, HoldRequest, NotDone, ReservationId};

use super::{
    by_clerk,
    limits::Limited,
    pages::read::{self, Gone, Shown},
};
use crate::{
    api::ApiError,
    services::{HELD_COOKIE, Services, client, is_key, network, new_key},
};

/// The address that takes these forms, as the server routes it: any that nothing else takes.
pub const FORMS: &str = "/{*rest}";

/// A booking page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address<'a> {
    /// All that the office does, whether it can be booked or not.
    Offer,
    Services {
        booker: Booker,
    },
    Times {
        booker: Booker,
        service: &'a str,
        date: Option<NaiveDate>,
    },
    Contact {
        booker: Booker,
        service: &'a str,
        agreed: AgreedTime,
    },
    /// A client's reservation, as clerks see it.
    Booked {
        id: &'a str,
    },
    Held {
        key: &'a str,
    },
    Confirm {
        token: &'a str,
    },
    Reservation {
        token: &'a str,
    },
    Move {
        token: &'a str,
        date: Option<NaiveDate>,
    },
    Cancel,
}

impl<'a> Address<'a> {
    /// # Errors
    /// [`ApiError::NotFound`] if there is no such page.
    pub fn read(path: &'a str) -> Result<Self, ApiError> {
        let parts: Vec<_> = path.split('/').skip(1).collect();
        Ok(match parts.as_slice() {
            ["services"] => Self::Offer,
            ["book", step @ ..] => Self::booking(Booker::Client, step)?,
            ["counter", "book", step @ ..] => Self::booking(Booker::Clerk, step)?,
            ["counter", "booked", id] => Self::Booked { id },
            ["held", key] if is_key(key) => Self::Held { key },
            ["confirm", token] => Self::Confirm { token },
            ["reservation", token] => Self::Reservation { token },
            ["reservation", token, "move"] => Self::Move { token, date: None },
            ["reservation", token, "move", date] => Self::Move {
                token,
                date: Some(read_date(date)?),
            },
            ["cancel"] => Self::Cancel,
            _ => return Err(ApiError::NotFound),
        })
    }

    /// What is behind the entrance of `booker`.
    fn booking(booker: Booker, step: &[&'a str]) -> Result<Self, ApiError> {
        Ok(match step {
            [] => Self::Services { booker },
            [service] => Self::Times {
                booker,
                service,
                date: None,
            },
            [service, date] => Self::Times {
                booker,
                service,
                date: Some(read_date(date)?),
            },
            [service, date, time] => Self::Contact {
                booker,
                service,
                agreed: AgreedTime {
                    date: read_date(date)?,
                    time: read_time(time)?,
                },
            },
            _ => return Err(ApiError::NotFound),
        })
    }

    /// Whether it is for those who are logged in, and nobody else.
    #[must_use]
    pub fn is_for_staff(self) -> bool {
        match self {
            Self::Services { booker }
            | Self::Times { booker, .. }
            | Self::Contact { booker, .. } => booker == Booker::Clerk,
            Self::Booked { .. } => true,
            Self::Offer
            | Self::Held { .. }
            | Self::Confirm { .. }
            | Self::Reservation { .. }
            | Self::Move { .. }
            | Self::Cancel => false,
        }
    }

    /// What is being booked.
    pub(super) fn service(self) -> Option<&'a str> {
        match self {
            Self::Times { service, .. } | Self::Contact { service, .. } => Some(service),
            _ => None,
        }
    }
}

/// Where booking begins.
pub(super) fn entrance(booker: Booker) -> &'static str {
    match booker {
        Booker::Client => "/book",
        Booker::Clerk => "/counter/book",
    }
}

fn read_date(text: &str) -> Result<NaiveDate, ApiError> {
    text.parse().map_err(|_| ApiError::NotFound)
}

/// `10:15`, as it stands in addresses.
fn read_time(text: &str) -> Result<NaiveTime, ApiError> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| ApiError::NotFound)
}

/// What became of a submission.
pub enum Done {
    /// It is done; the address says more.
    Went(String),
    /// A place is held by the form of that key.
    Held { key: String },
    /// The page once more.
    Again(Again),
}

/// What a page answers that is rendered once more.
#[derive(Clone)]
pub enum Again {
    Contact {
        name: String,
        email: String,
        phone: String,
        key: String,
        problem: NotHeld,
    },
    Email {
        typed: String,
        problem: WrongEmail,
    },
    /// None: nothing was chosen.
    NotMoved(Option<NoPlace>),
    Cancel {
        code: String,
        email: String,
        problem: NotFound,
    },
    /// The reservation with this code and address, to be cancelled by one more press.
    Found {
        code: String,
        email: String,
        shown: Box<Shown>,
    },
    Links {
        email: String,
        problem: EmailError,
    },
    Code {
        typed: String,
        problem: WrongCode,
    },
}

/// Why a clerk is not shown the reservation of a code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WrongCode {
    Unknown,
    /// Its client is another department's.
    OfOtherDepartment,
}

/// Why no place is held.
#[derive(Clone)]
pub enum NotHeld {
    Fields(ContactErrors),
    Gone(Gone),
    TooManyOpen {
        most: u16,
    },
    /// So much of the day waits to be confirmed from the same network.
    TooManyUnconfirmed,
    /// So many come from the same network that some may be no people.
    Crowded,
    /// Something has filled in the field that nobody sees.
    Unseen,
    /// Nothing is wrong: another time was chosen, and what was typed comes along.
    OtherTime,
}

impl Again {
    /// Whether it is the next question, and nothing was refused.
    #[must_use]
    pub fn is_no_refusal(&self) -> bool {
        match self {
            Self::Found { .. } => true,
            Self::Contact { problem, .. } => matches!(problem, NotHeld::OtherTime),
            _ => false,
        }
    }
}

/// Why the mail does not go to another address.
#[derive(Clone, Copy)]
pub enum WrongEmail {
    Email(EmailError),
    TooManyOpen {
        most: u16,
    },
    /// Too many mails were asked for.
    Crowded,
}

/// Why no reservation is shown to whoever has typed a code and an address. Which of the two is
/// wrong nobody is told.
#[derive(Clone, Copy)]
pub enum NotFound {
    Unknown,
    /// Too many wrong ones.
    Crowded,
}

/// Does what the form asks for that is sent to `address`.
///
/// # Errors
/// [`ApiError::Malformed`] if it is none of the page's submissions, [`ApiError::NotFound`] if
/// there is no such page, [`ApiError::NotLoggedIn`] if it is for staff; those of the database.
pub async fn submit(
    services: &Services,
    request: &Parts,
    language: Language,
    address: &str,
    fields: &[(String, String)],
) -> Result<Done, ApiError> {
    let form = Form {
        services,
        request,
        network: network(client(request)?),
        language,
        fields,
    };
    match Address::read(address)? {
        Address::Contact {
            booker: Booker::Client,
            service,
            agreed,
        } => form.hold(service, agreed).await,
        Address::Contact {
            booker: Booker::Clerk,
            service,
            agreed,
        } => by_clerk::book(&form, service, agreed).await,
        Address::Services {
            booker: Booker::Clerk,
        } => by_clerk::find(&form).await,
        Address::Booked { id } => by_clerk::cancel(&form, id).await,
        Address::Held { key } => form.held(key).await,
        Address::Confirm { token } => form.confirm(token).await,
        Address::Reservation { token } => form.cancel(token).await,
        Address::Move {
            token,
            date: Some(date),
        } => form.move_to(token, date).await,
        Address::Cancel => form.cancel_by_code().await,
        Address::Offer
        | Address::Services {
            booker: Booker::Client,
        }
        | Address::Times { .. }
        | Address::Move { date: None, .. } => Err(ApiError::NotFound),
    }
}

/// Where whoever holds a place waits for the mail.
#[must_use]
pub fn waiting_page(key: &str) -> String {
    format!("/held/{key}")
}

/// Lets the form be found again by whoever goes back to it, until its place is free again: sent once
/// more it is to hold no second place, and its own hold is not somebody else's.
#[must_use]
pub fn cookie_of_hold(services: &Services, key: &str) -> String {
    let seconds = 60 * u32::from(services.town().rules.hold_minutes);
    services.cookie_line(HELD_COOKIE, key, Some(seconds))
}

/// The button of a form by which its fields are taken along to another time.
pub(super) const OTHER_TIME: &str = "other";

/// The field that people do not see: who fills it in is none.
pub(super) const UNSEEN: &str = "website";

pub(super) struct Form<'a> {
    pub services: &'a Services,
    /// Of which the form is the body.
    pub request: &'a Parts,
    network: String,
    pub language: Language,
    fields: &'a [(String, String)],
}

impl Form<'_> {
    pub fn field(&self, name: &str) -> Result<&str, ApiError> {
        let mut fields = self.fields.iter();
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
            .ok_or(ApiError::Malformed)
    }

    /// Whether another time was chosen in the form.
    pub fn goes_elsewhere(&self) -> bool {
        self.field(OTHER_TIME).is_ok()
    }

    /// Whether one more is too many.
    fn crowded(&self, limited: Limited, who: &str) -> bool {
        let now = self.services.now().instant;
        !self.services.limits.allow(limited, who, now)
    }

    /// Whether one more mail about `one`, a reservation or an address, is too many. The network is
    /// counted first, so that it cannot fill the counts with inventions.
    fn too_many_mails(&self, one: &str) -> bool {
        self.crowded(Limited::Mails, &self.network) || self.crowded(Limited::MailsOfOne, one)
    }

    async fn hold(&self, service: &str, agreed: AgreedTime) -> Result<Done, ApiError> {
        let services = self.services;
        let town = services.town();
        let offered = read::offered(services, &town, Booker::Client, service)?;
        let typed = Typed::read(self, self.field("email")?)?;
        let Typed {
            name,
            email,
            phone,
            key,
        } = typed;
        let again = |problem| typed.again(problem);
        if self.goes_elsewhere() {
            return again(NotHeld::OtherTime);
        }
        let contact = match Contact::parse(name, email, phone) {
            Ok(contact) => contact,
            Err(errors) => return again(NotHeld::Fields(errors)),
        };
        if !self.field(UNSEEN)?.is_empty() {
            return again(NotHeld::Unseen);
        }
        if self.crowded(Limited::Holds, &self.network) {
            return again(NotHeld::Crowded);
        }
        let mut request = HoldRequest {
            service: service.parse().map_err(|_| ApiError::NotFound)?,
            agreed,
            contact,
            language: self.language,
            key: key.to_owned(),
            network: Some(services.limits.alias(&self.network)),
        };
        let mut held = self.hold_place(&offered, &request).await?;
        // Somebody went back to a form that has held a place already, and wants one for somebody else.
        // The same name is the same form again, however often it is sent.
        if held
            .as_ref()
            .is_ok_and(|booking| is_of_another(booking, &request.contact))
        {
            let name = request.contact.name.as_str();
            request.key = ReservationId::of_key(&format!("{key} {name}")).to_string();
            held = self.hold_place(&offered, &request).await?;
        }
        // Or its reservation has ended meanwhile.
        if held
            .as_ref()
            .is_ok_and(|booking| !booking.reservation.is_open())
        {
            request.key = new_key()?;
            held = self.hold_place(&offered, &request).await?;
        }
        match held {
            Ok(_) => Ok(Done::Held { key: request.key }),
            Err(HoldRefusal::NoPlace(reason)) => {
                again(NotHeld::Gone(offered.gone(services, agreed, reason)))
            }
            Err(HoldRefusal::TooManyOpen { most }) => again(NotHeld::TooManyOpen { most }),
            Err(HoldRefusal::TooManyUnconfirmed) => again(NotHeld::TooManyUnconfirmed),
        }
    }

    /// Of many who want the same place most only read that it is taken.
    async fn hold_place(
        &self,
        offered: &read::Offered<'_>,
        request: &HoldRequest,
    ) -> Result<Result<Booking, HoldRefusal>, ApiError> {
        let services = self.services;
        let HoldRequest { agreed, key, .. } = request;
        if offered.is_taken(services, *agreed, key).await? {
            return Ok(Err(HoldRefusal::NoPlace(NoPlace::Taken)));
        }
        let (town, now) = (services.town(), services.now());
        let held = services.store.hold_place(&town, request.clone(), now);
        Ok(held.await?)
    }

    /// The waiting page: the mail once more, or to another address.
    async fn held(&self, key: &str) -> Result<Done, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        let now = self.services.now();
        let id = ReservationId::of_key(key);
        let sent = Ok(Done::Went(format!("/held/{key}?sent")));
        let crowded = self.too_many_mails(key);
        match self.field("action")? {
            "resend" if crowded => Ok(again_email(String::new(), WrongEmail::Crowded)),
            "resend" => match store.resend(&town, &id, now).await? {
                Err(NotDone::Unknown) => Err(ApiError::NotFound),
                // The page says what has become of it.
                Ok(_) | Err(NotDone::Refused(_)) => sent,
            },
            "correct" => {
                let typed = self.field("email")?;
                let email: Email = match typed.parse() {
                    Ok(email) => email,
                    Err(error) => {
                        return Ok(again_email(typed.to_owned(), WrongEmail::Email(error)));
                    }
                };
                if crowded {
                    return Ok(again_email(typed.to_owned(), WrongEmail::Crowded));
                }
                match store.correct_email(&town, &id, email, now).await? {
                    Err(NotDone::Unknown) => Err(ApiError::NotFound),
                    Err(NotDone::Refused(CorrectRefusal::TooManyOpen { most })) => {
                        let problem = WrongEmail::TooManyOpen { most };
                        Ok(again_email(typed.to_owned(), problem))
                    }
                    Ok(_) | Err(NotDone::Refused(_)) => sent,
                }
            }
            _ => Err(ApiError::Malformed),
        }
    }

    async fn confirm(&self, token: &str) -> Result<Done, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        match store.confirm(&town, token, self.services.now()).await? {
            Err(NotDone::Unknown) => Err(ApiError::NotFound),
            Ok(_) | Err(NotDone::Refused(_)) => Ok(Done::Went(format!("/reservation/{token}"))),
        }
    }

    async fn cancel(&self, token: &str) -> Result<Done, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        let id = read::booking_of(self.services, token).await?.id;
        match store.cancel(&town, &id, self.services.now()).await? {
            Err(NotDone::Unknown) => Err(ApiError::NotFound),
            Ok(_) | Err(NotDone::Refused(_)) => Ok(Done::Went(format!("/reservation/{token}"))),
        }
    }

    async fn move_to(&self, token: &str, date: NaiveDate) -> Result<Done, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        let id = read::booking_of(self.services, token).await?.id;
        let there = Ok(Done::Went(format!("/reservation/{token}")));
        // Nothing is chosen at first.
        let Ok(time) = self.field("time") else {
            return Ok(Done::Again(Again::NotMoved(None)));
        };
        let to = AgreedTime {
            date,
            time: read_time(time).map_err(|_| ApiError::Malformed)?,
        };
        let now = self.services.now();
        match store.move_reservation(&town, &id, to, now).await? {
            Err(NotDone::Unknown) => Err(ApiError::NotFound),
            Err(NotDone::Refused(MoveRefusal::NoPlace(reason))) => {
                Ok(Done::Again(Again::NotMoved(Some(reason))))
            }
            Ok(_) | Err(NotDone::Refused(MoveRefusal::Over(_))) => there,
        }
    }

    async fn cancel_by_code(&self) -> Result<Done, ApiError> {
        match self.field("action")? {
            "links" => self.send_links().await,
            action @ ("find" | "cancel") => self.find(action == "cancel").await,
            _ => Err(ApiError::Malformed),
        }
    }

    /// "Poslat mi odkaz znovu" is always answered the same, so that nobody learns who is booked.
    async fn send_links(&self) -> Result<Done, ApiError> {
        let typed = self.field("email")?;
        let email: Email = match typed.parse() {
            Ok(email) => email,
            Err(problem) => {
                let email = typed.to_owned();
                return Ok(Done::Again(Again::Links { email, problem }));
            }
        };
        let crowded = self.too_many_mails(&email.folded());
        if !crowded {
            let town = self.services.town();
            let Services { store, .. } = self.services;
            store.resend_to(&town, &email, self.services.now()).await?;
        }
        Ok(Done::Went("/cancel?sent".to_owned()))
    }

    /// Where a wrong code of that address counts. What nobody can fill for others comes first.
    fn wrong_pairs_of(&self, email: &Email) -> [(Limited, String); 3] {
        let email = email.folded();
        let here = format!("{} {email}", self.network);
        [
            (Limited::WrongPairsOfEmailHere, here),
            (Limited::WrongPairsOfEmail, email),
            (Limited::WrongPairs, self.network.clone()),
        ]
    }

    fn take_back(&self, counted: &[(Limited, String)]) {
        for (limited, who) in counted {
            self.services.limits.take_back(*limited, who);
        }
    }

    async fn find(&self, cancel: bool) -> Result<Done, ApiError> {
        let (code, email) = (self.field("code")?, self.field("email")?);
        let again = |problem| {
            Ok(Done::Again(Again::Cancel {
                code: code.to_owned(),
                email: email.to_owned(),
                problem,
            }))
        };
        let Some((code, email)) = code.parse::<Code>().ok().zip(email.parse::<Email>().ok()) else {
            return again(NotFound::Unknown);
        };
        let services = self.services;
        let (town, now) = (services.town(), services.now());
        // Counted before it is looked up, so that many at once are no way around it; and taken back if
        // it was right, so that those who share a network do not stand in each other's way.
        let counted = self.wrong_pairs_of(&email);
        for (n, (limited, who)) in counted.iter().enumerate() {
            if self.crowded(*limited, who) {
                self.take_back(&counted[..n]);
                return again(NotFound::Crowded);
            }
        }
        let store = &services.store;
        let found = store.reservation_by_code_and_email(&town, code, &email, now);
        let Some(Booking {
            id, reservation, ..
        }) = found.await?
        else {
            return again(NotFound::Unknown);
        };
        self.take_back(&counted);
        // What is over cannot be cancelled: its page says what it is instead.
        if cancel && reservation.is_open() && store.cancel(&town, &id, now).await?.is_ok() {
            return Ok(Done::Went("/cancel?done".to_owned()));
        }
        Ok(Done::Again(Again::Found {
            code: code.to_string(),
            email: email.as_str().to_owned(),
            shown: Box::new(read::shown(services, &town, reservation)),
        }))
    }
}

/// Whether it is for somebody else.
fn is_of_another(booking: &Booking, contact: &Contact) -> bool {
    let of = booking.reservation.contact();
    of.is_some_and(|of| of.name != contact.name)
}

/// What was typed into the form with the client's data, and the key of that form.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    pub key: &'a str,
}

impl<'a> Typed<'a> {
    /// Not every such form asks for an e-mail.
    ///
    /// # Errors
    /// [`ApiError::Malformed`]
    pub(super) fn read(form: &'a Form<'_>, email: &'a str) -> Result<Self, ApiError> {
        let key = form.field("key")?;
        if !is_key(key) {
            return Err(ApiError::Malformed);
        }
        Ok(Self {
            name: form.field("name")?,
            email,
            phone: form.field("phone")?,
            key,
        })
    }

    /// The form once more, with all of it.
    #[expect(clippy::unnecessary_wraps, reason = "it is what a form answers")]
    pub(super) fn again(self, problem: NotHeld) -> Result<Done, ApiError> {
        Ok(Done::Again(Again::Contact {
            name: self.name.to_owned(),
            email: self.email.to_owned(),
            phone: self.phone.to_owned(),
            key: self.key.to_owned(),
            problem,
        }))
    }
}

fn again_email(typed: String, problem: WrongEmail) -> Done {
    Done::Again(Again::Email { typed, problem })
}
