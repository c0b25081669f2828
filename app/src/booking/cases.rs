//! What the forms of the booking pages do: read, decide by the store, and say where to go.

use std::net::IpAddr;

use domain::{
    code::Code,
    contact::{Contact, Email},
    reservation::{CorrectRefusal, HoldRefusal, MoveRefusal},
    slots::{AgreedTime, NoPlace},
    text::Language,
};
use store::{HoldRequest, NotDone, ReservationId};

use super::{
    api::{Again, NotFound, NotHeld, Outcome, WrongEmail},
    limits::Limited,
    views::{self, read_date, read_time},
};
use crate::{
    api::ApiError,
    services::{Services, is_key, network, new_key},
};

/// Addresses that take these forms, as the server routes them.
pub const FORMS: [&str; 6] = [
    "/book/{service}/{date}/{time}",
    "/held/{key}",
    "/confirm/{token}",
    "/reservation/{token}",
    "/reservation/{token}/move/{date}",
    "/cancel",
];

/// Does what the form at `address` asks for.
///
/// # Errors
/// [`ApiError::Malformed`] if it is none of the page's submissions, [`ApiError::NotFound`] if
/// there is no such page; those of the database.
pub async fn submit(
    services: &Services,
    client: IpAddr,
    language: Language,
    address: &str,
    fields: &[(String, String)],
) -> Result<Outcome, ApiError> {
    let form = Form {
        services,
        network: network(client),
        language,
        fields,
    };
    let mut parts = [""; 5];
    for (at, part) in address.trim_start_matches('/').split('/').enumerate() {
        *parts.get_mut(at).ok_or(ApiError::NotFound)? = part;
    }
    match parts {
        ["book", service, date, time, ""] => form.hold(service, date, time).await,
        ["held", key, "", "", ""] if is_key(key) => form.held(key).await,
        ["confirm", token, "", "", ""] => form.confirm(token).await,
        ["reservation", token, "", "", ""] => form.cancel(token).await,
        ["reservation", token, "move", date, ""] => form.move_to(token, date).await,
        ["cancel", "", "", "", ""] => form.cancel_by_code().await,
        _ => Err(ApiError::NotFound),
    }
}

/// The field that people do not see: who fills it in is none.
pub(super) const UNSEEN: &str = "website";

struct Form<'a> {
    services: &'a Services,
    network: String,
    language: Language,
    fields: &'a [(String, String)],
}

impl Form<'_> {
    fn field(&self, name: &str) -> Result<&str, ApiError> {
        let mut fields = self.fields.iter();
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
            .ok_or(ApiError::Malformed)
    }

    /// Whether one more is too many.
    fn crowded(&self, limited: Limited, who: &str) -> bool {
        let now = self.services.now().instant;
        !self.services.limits.allow(limited, who, now)
    }

    async fn hold(&self, service: &str, date: &str, time: &str) -> Result<Outcome, ApiError> {
        let services = self.services;
        let town = services.town();
        let offered = views::offered(services, &town, service)?;
        let agreed = AgreedTime {
            date: read_date(date)?,
            time: read_time(time)?,
        };
        let (name, email) = (self.field("name")?, self.field("email")?);
        let (phone, key) = (self.field("phone")?, self.field("key")?);
        if !is_key(key) {
            return Err(ApiError::Malformed);
        }
        let again = |problem| {
            Ok(Outcome::Again(Again::Contact {
                name: name.to_owned(),
                email: email.to_owned(),
                phone: phone.to_owned(),
                key: key.to_owned(),
                problem,
            }))
        };
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
        };
        let mut held = self.hold_place(request.clone()).await?;
        // Somebody went back to a form whose reservation has ended meanwhile, and wants a new one.
        if held
            .as_ref()
            .is_ok_and(|booking| !booking.reservation.is_open())
        {
            request.key = new_key()?;
            held = self.hold_place(request.clone()).await?;
        }
        match held {
            Ok(_) => Ok(Outcome::Went(format!("/held/{}", request.key))),
            Err(HoldRefusal::NoPlace(reason)) => {
                again(NotHeld::Gone(offered.gone(services, agreed, reason).await?))
            }
            Err(HoldRefusal::TooManyOpen { most }) => again(NotHeld::TooManyOpen { most }),
        }
    }

    async fn hold_place(
        &self,
        request: HoldRequest,
    ) -> Result<Result<store::Booking, HoldRefusal>, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        Ok(store
            .hold_place(&town, request, self.services.now())
            .await?)
    }

    /// The waiting page: the mail once more, or to another address.
    async fn held(&self, key: &str) -> Result<Outcome, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        let now = self.services.now();
        let id = ReservationId::of_key(key);
        let sent = Ok(Outcome::Went(format!("/held/{key}?sent")));
        let crowded =
            self.crowded(Limited::MailsOfOne, key) || self.crowded(Limited::Mails, &self.network);
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

    async fn confirm(&self, token: &str) -> Result<Outcome, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        match store.confirm(&town, token, self.services.now()).await? {
            Err(NotDone::Unknown) => Err(ApiError::NotFound),
            Ok(_) | Err(NotDone::Refused(_)) => Ok(Outcome::Went(format!("/reservation/{token}"))),
        }
    }

    async fn cancel(&self, token: &str) -> Result<Outcome, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        let id = views::booking_of(self.services, token).await?.id;
        match store.cancel(&town, &id, self.services.now()).await? {
            Err(NotDone::Unknown) => Err(ApiError::NotFound),
            Ok(_) | Err(NotDone::Refused(_)) => Ok(Outcome::Went(format!("/reservation/{token}"))),
        }
    }

    async fn move_to(&self, token: &str, date: &str) -> Result<Outcome, ApiError> {
        let Services { store, .. } = self.services;
        let town = self.services.town();
        let id = views::booking_of(self.services, token).await?.id;
        let there = Ok(Outcome::Went(format!("/reservation/{token}")));
        let date = read_date(date)?;
        // Nothing is chosen at first.
        let Ok(time) = self.field("time") else {
            return Ok(Outcome::Again(Again::Moved(NoPlace::NotOffered)));
        };
        let to = AgreedTime {
            date,
            time: read_time(time).map_err(|_| ApiError::Malformed)?,
        };
        let now = self.services.now();
        match store.move_reservation(&town, &id, to, now).await? {
            Err(NotDone::Unknown) => Err(ApiError::NotFound),
            Err(NotDone::Refused(MoveRefusal::NoPlace(reason))) => {
                Ok(Outcome::Again(Again::Moved(reason)))
            }
            Ok(_) | Err(NotDone::Refused(MoveRefusal::Over(_))) => there,
        }
    }

    async fn cancel_by_code(&self) -> Result<Outcome, ApiError> {
        match self.field("action")? {
            "links" => self.send_links().await,
            action @ ("find" | "cancel") => self.find(action == "cancel").await,
            _ => Err(ApiError::Malformed),
        }
    }

    /// "Poslat mi odkaz znovu" is always answered the same, so that nobody learns who is booked.
    async fn send_links(&self) -> Result<Outcome, ApiError> {
        let typed = self.field("email")?;
        let email: Email = match typed.parse() {
            Ok(email) => email,
            Err(problem) => {
                let email = typed.to_owned();
                return Ok(Outcome::Again(Again::Links { email, problem }));
            }
        };
        let crowded = self.crowded(Limited::MailsOfOne, &email.folded())
            || self.crowded(Limited::Mails, &self.network);
        if !crowded {
            let town = self.services.town();
            let Services { store, .. } = self.services;
            store.resend_to(&town, &email, self.services.now()).await?;
        }
        Ok(Outcome::Went("/cancel?sent".to_owned()))
    }

    async fn find(&self, cancel: bool) -> Result<Outcome, ApiError> {
        let (code, email) = (self.field("code")?, self.field("email")?);
        let again = |problem| {
            Ok(Outcome::Again(Again::Cancel {
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
        let folded = email.folded();
        let counts = [
            (Limited::WrongCodes, self.network.as_str()),
            (Limited::WrongCodesOfEmail, folded.as_str()),
        ];
        let would_allow = |(limited, who)| services.limits.would_allow(limited, who, now.instant);
        if !counts.into_iter().all(would_allow) {
            return again(NotFound::Crowded);
        }
        let store = &services.store;
        let found = store.reservation_by_code_and_email(&town, code, &email, now);
        let Some(booking) = found.await? else {
            for (limited, who) in counts {
                let _counted = self.crowded(limited, who);
            }
            return again(NotFound::Unknown);
        };
        if !cancel {
            return Ok(Outcome::Again(Again::Found {
                code: code.to_string(),
                email: email.as_str().to_owned(),
                shown: views::shown(services, &town, booking.reservation),
            }));
        }
        match store.cancel(&town, &booking.id, now).await? {
            Err(NotDone::Unknown) => again(NotFound::Unknown),
            Ok(_) | Err(NotDone::Refused(_)) => Ok(Outcome::Went("/cancel?done".to_owned())),
        }
    }
}

fn again_email(typed: String, problem: WrongEmail) -> Outcome {
    Outcome::Again(Again::Email { typed, problem })
}
