//! What the server functions for those who have booked do: only for the counter at which the clerk
//! sits.

use domain::{
    reservation::{Reservation, ReservationState},
    town::Counter,
};
use store::{Booking, NotDone, ReservationId, Session};

use super::api::{Arrival, Booked, CheckedIn};
use crate::{api::ApiError, services::Services};

/// # Errors
/// If the database does not answer.
pub async fn list(services: &Services, session: &Session) -> Result<Vec<Booked>, ApiError> {
    let Some(counter) = counter(services, session).await? else {
        return Ok(Vec::new());
    };
    let (town, now) = (services.town(), services.now());
    let workplaces: Vec<_> = counter.workplaces().into_iter().cloned().collect();
    let bookings = services
        .store
        .day_reservations(&town, now.date, &workplaces, now)
        .await?;
    let theirs = |reservation: &Reservation| {
        let departments = &session.departments;
        departments.have_named(&town, &reservation.workplace)
    };
    let served = bookings
        .into_iter()
        .filter(|Booking { reservation, .. }| does(&counter, reservation) && theirs(reservation));
    let mut booked: Vec<_> = served.filter_map(seen).collect();
    booked.sort_by(|a, b| (a.time, &a.name, &a.id).cmp(&(b.time, &b.name, &b.id)));
    Ok(booked)
}

/// # Errors
/// [`ApiError::NotAllowed`] if the clerk's counter does not serve it, or it is of another department;
/// if the database does not answer.
pub async fn check_in(
    services: &Services,
    session: &Session,
    id: &ReservationId,
) -> Result<CheckedIn, ApiError> {
    let (town, now) = (services.town(), services.now());
    let Some(booking) = services.store.reservation(&town, id, now).await? else {
        return Ok(CheckedIn::Gone);
    };
    let counter = counter(services, session).await?;
    let theirs = session
        .departments
        .have_named(&town, &booking.reservation.workplace);
    if !theirs || !counter.is_some_and(|counter| does(&counter, &booking.reservation)) {
        return Err(ApiError::NotAllowed);
    }
    let login = &session.clerk.login;
    let answer = services.store.check_in_by_clerk(&town, id, login, now);
    Ok(match answer.await? {
        Ok(ticket) => CheckedIn::Ticket(ticket.id),
        Err(NotDone::Refused(refusal)) => CheckedIn::Refused(refusal.reason),
        Err(NotDone::Unknown) => CheckedIn::Gone,
    })
}

/// The counter where the clerk sits, if at one.
///
/// # Errors
/// If the database does not answer.
pub async fn counter(services: &Services, session: &Session) -> Result<Option<Counter>, ApiError> {
    let today = services.now().date;
    let seat = services.store.seat(&session.clerk.login, today).await?;
    let town = services.town();
    Ok(seat.and_then(|number| town.counter(number).cloned()))
}

fn does(counter: &Counter, reservation: &Reservation) -> bool {
    counter.does(&reservation.workplace, &reservation.service)
}

/// None once nobody comes with it.
fn seen(booking: Booking) -> Option<Booked> {
    let Booking {
        id,
        reservation,
        unreached,
        ..
    } = booking;
    let arrival = match reservation.state {
        ReservationState::Confirmed { .. } => Arrival::Awaited,
        ReservationState::CheckedIn { ticket, .. } => Arrival::Here(ticket),
        ReservationState::Lapsed { .. } => Arrival::DidNotCome,
        ReservationState::Held { .. } | ReservationState::Cancelled | ReservationState::Expired => {
            return None;
        }
    };
    let name = reservation.contact()?.name.as_str().to_owned();
    Some(Booked {
        id: id.to_string(),
        time: reservation.agreed.time,
        service: reservation.service,
        name,
        arrival,
        unreached,
    })
}
