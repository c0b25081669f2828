//! What clerks do for clients who call or come, by forms of their own.

use domain::{
    code::Code,
    contact::Contact,
    reservation::BookRefusal,
    slots::{AgreedTime, Booker},
    staff::Role,
};
use store::{BookRequest, Booking, NotDone, ReservationId, Session};

use super::{
    cases::{Again, Done, Form, NotHeld, Typed, WrongCode},
    pages::read,
};
use crate::{
    api::ApiError,
    services::{Services, allow, new_key},
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
    allow_service(services, &session, service)?;
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
    let session = services.staff(form.request, Role::Clerk).await?;
    let town = services.town();
    let typed = form.field("code")?;
    let found = match typed.parse::<Code>() {
        Ok(code) => {
            let now = services.now();
            services.store.reservation_by_code(&town, code, now).await?
        }
        Err(_) => None,
    };
    let departments = &session.departments;
    let problem = match found {
        Some(booking) if departments.have_named(&town, &booking.reservation.workplace) => {
            return Ok(Done::Went(address(&booking.id)));
        }
        Some(_) => WrongCode::OfOtherDepartment,
        None => WrongCode::Unknown,
    };
    Ok(Done::Again(Again::Code {
        typed: typed.to_owned(),
        problem,
    }))
}

/// Cancels what the client does not want any more, or what was booked by mistake.
///
/// # Errors
/// [`ApiError::NotLoggedIn`] if nobody is, [`ApiError::NotFound`], those of the database.
pub(super) async fn cancel(form: &Form<'_>, id: &str) -> Result<Done, ApiError> {
    let session = form.services.staff(form.request, Role::Clerk).await?;
    let services = &form.services.acting(&session);
    let id = booking(services, &session, id).await?.id;
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

/// Lets nobody book for another department.
///
/// # Errors
/// [`ApiError::NotAllowed`].
pub(super) fn allow_service(
    services: &Services,
    session: &Session,
    service: &str,
) -> Result<(), ApiError> {
    let id = service.parse().map_err(|_| ApiError::NotFound)?;
    let theirs = session.departments.have_service(&services.town(), &id);
    allow(session, theirs, format_args!("to book for {service}"))
}

/// A reservation, for a clerk of its department.
///
/// # Errors
/// [`ApiError::NotFound`], [`ApiError::NotAllowed`], those of the database.
pub(super) async fn booking(
    services: &Services,
    session: &Session,
    id: &str,
) -> Result<Booking, ApiError> {
    let id: ReservationId = id.parse().map_err(|_| ApiError::NotFound)?;
    let (town, now) = (services.town(), services.now());
    let booking = services.store.reservation(&town, &id, now).await?;
    let booking = booking.ok_or(ApiError::NotFound)?;
    let workplace = &booking.reservation.workplace;
    let theirs = session.departments.have_named(&town, workplace);
    allow(session, theirs, format_args!("to see reservation {id}"))?;
    Ok(booking)
}

fn address(id: &ReservationId) -> String {
    format!("/counter/booked/{id}")
}
