//! What clerks do for clients who call or come, by forms of their own.

use domain::{
    code::Code,
    contact::Contact,
    reservation::BookRefusal,
    slots::{AgreedTime, Booker},
    staff::Role,
};
use store::{BookRequest, Booking, NotDone, ReservationId};

use super::{
    cases::{Again, Done, Form, NotHeld, Typed},
    pages::read,
};
use crate::{
    api::ApiError,
    services::{Services, new_key},
};

/// Books what the client has asked for, with an e-mail or without.
///
/// # Errors
/// [`ApiError::NotLoggedIn`] if nobody is, [`ApiError::Malformed`], those of the database.
pub(super) async fn book(
    form: &Form<'_>,
    service: &str,
    agreed: AgreedTime,
) -> Result<Done, ApiError> {
    let session = form.services.staff(form.request, Role::Clerk).await?;
    let services = &form.services.acting(&session);
    let town = services.town();
    let offered = read::offered(services, &town, Booker::Clerk, service)?;
    // Where no mail can leave the form has no such field.
    let email = if services.takes_bookings {
        form.field("email")?
    } else {
        ""
    };
    let typed = Typed::read(form, email)?;
    let Typed {
        name, phone, key, ..
    } = typed;
    let again = |problem| typed.again(problem);
    if form.goes_elsewhere() {
        return again(NotHeld::OtherTime);
    }
    let contact = match Contact::parse_by_clerk(name, email, phone) {
        Ok(contact) => contact,
        Err(errors) => return again(NotHeld::Fields(errors)),
    };
    let mut request = BookRequest {
        service: service.parse().map_err(|_| ApiError::NotFound)?,
        agreed,
        contact,
        language: form.language,
        key: key.to_owned(),
        login: session.clerk.login,
    };
    let mut booked = book_place(services, request.clone()).await?;
    // The clerk went back to a form whose reservation has ended meanwhile, and means a new one.
    if booked
        .as_ref()
        .is_ok_and(|booking| !booking.reservation.is_open())
    {
        request.key = new_key()?;
        booked = book_place(services, request.clone()).await?;
    }
    match booked {
        Ok(Booking { id, .. }) => {
            tracing::info!(reservation = %id, login = request.login, "booked by a clerk");
            Ok(Done::Went(address(&id)))
        }
        Err(BookRefusal::NoPlace(reason)) => {
            again(NotHeld::Gone(offered.gone(services, agreed, reason)))
        }
        Err(BookRefusal::TooManyOpen { most }) => again(NotHeld::TooManyOpen { most }),
    }
}

async fn book_place(
    services: &Services,
    request: BookRequest,
) -> Result<Result<Booking, BookRefusal>, ApiError> {
    let (town, now) = (services.town(), services.now());
    Ok(services.store.book_by_clerk(&town, request, now).await?)
}

/// The reservation whose client says the code.
///
/// # Errors
/// [`ApiError::NotLoggedIn`] if nobody is, [`ApiError::Malformed`], those of the database.
pub(super) async fn find(form: &Form<'_>) -> Result<Done, ApiError> {
    let services = form.services;
    services.staff(form.request, Role::Clerk).await?;
    let typed = form.field("code")?;
    let found = match typed.parse::<Code>() {
        Ok(code) => {
            let (town, now) = (services.town(), services.now());
            services.store.reservation_by_code(&town, code, now).await?
        }
        Err(_) => None,
    };
    Ok(match found {
        Some(Booking { id, .. }) => Done::Went(address(&id)),
        None => Done::Again(Again::NoSuchCode {
            code: typed.to_owned(),
        }),
    })
}

/// Cancels what the client does not want any more, or what was booked by mistake.
///
/// # Errors
/// [`ApiError::NotLoggedIn`] if nobody is, [`ApiError::NotFound`], those of the database.
pub(super) async fn cancel(form: &Form<'_>, id: &str) -> Result<Done, ApiError> {
    let session = form.services.staff(form.request, Role::Clerk).await?;
    let services = &form.services.acting(&session);
    let id: ReservationId = id.parse().map_err(|_| ApiError::NotFound)?;
    let (town, now) = (services.town(), services.now());
    match services.store.cancel(&town, &id, now).await? {
        Err(NotDone::Unknown) => Err(ApiError::NotFound),
        Err(NotDone::Refused(_)) => Ok(Done::Went(address(&id))),
        Ok(_) => {
            tracing::info!(reservation = %id, login = session.clerk.login, "cancelled by a clerk");
            Ok(Done::Went(address(&id)))
        }
    }
}

fn address(id: &ReservationId) -> String {
    format!("/counter/booked/{id}")
}
