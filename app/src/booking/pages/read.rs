//! What the booking pages show. Dates and times are civil, in the town's zone.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    code::Code,
    contact::Contact,
    ids::{ServiceId, TicketId},
    moment::Moment,
    reservation::{Reservation, ReservationState},
    slots::{self, AgreedTime, Booked, Booker, CalendarDay, NoPlace, Start},
    staff::Departments,
    text::Localized,
    town::{Lobby, Service, Town, Workplace},
};
use http::request::Parts;
use store::{Booking, ReservationId};

use crate::{
    api::ApiError,
    services::{HELD_COOKIE, Services, cookie, is_key, new_key},
};

// ---- Booking, step by step ----

/// The services of one workplace.
pub(super) struct Offer {
    pub workplace: Localized,
    pub services: Vec<OfferedService>,
}

pub(super) struct OfferedService {
    pub id: ServiceId,
    pub name: Localized,
    pub minutes: u16,
    pub papers: Localized,
    pub bookable: bool,
}

/// The days to the horizon, and the times of one of them.
pub(super) struct Times {
    /// For whom they are, unless they are a reservation's other times.
    pub booker: Booker,
    pub service: OfferedService,
    /// From today on; none is free if the service is booked up.
    pub days: Vec<CalendarDay>,
    /// The one asked for, or else the first free one.
    pub day: NaiveDate,
    pub starts: Vec<Start>,
    /// Why there is no time on it, if something is closed.
    pub closed: Option<Localized>,
}

pub(super) struct ContactStep {
    pub booker: Booker,
    pub service: OfferedService,
    pub lobby: Localized,
    pub agreed: AgreedTime,
    pub hold_minutes: u16,
    /// Whether whoever has an e-mail address can be written to.
    pub mails_leave: bool,
    /// Names this form, so that submitting it twice books once.
    pub key: String,
    /// It has been submitted, and its place is held.
    pub is_held: bool,
}

/// A time that is not to be had, and the nearest that are.
#[derive(Clone)]
pub struct Gone {
    pub reason: NoPlace,
    pub nearest: Vec<AgreedTime>,
}

// ---- A reservation ----

#[derive(Clone)]
pub struct Shown {
    pub service: ServiceId,
    pub service_name: Localized,
    pub papers: Localized,
    pub lobby: Localized,
    pub address: String,
    pub agreed: AgreedTime,
    /// Check-in begins and ends.
    pub from: NaiveTime,
    pub to: NaiveTime,
    /// Why nobody is served then, although it was agreed.
    pub closed: Option<Localized>,
    pub standing: Standing,
}

/// Where a reservation is, as far as its page says so.
#[derive(Clone)]
pub enum Standing {
    Held { until: NaiveTime },
    Confirmed { code: Code },
    CheckedIn { ticket: TicketId },
    Lapsed,
    Cancelled,
    Expired,
}

/// The reservation of whoever has filled in the form and has yet to open the mail.
pub(super) struct Awaited {
    pub shown: Shown,
    /// Where the mail went; nothing once it has been confirmed or is over.
    pub email: String,
}

/// A reservation, for the staff only: it says whose it is.
pub(super) struct OfClient {
    pub shown: Shown,
    /// Unknown once it is cancelled or expired.
    pub contact: Option<Contact>,
    /// The clerk who booked it, if one did.
    pub booked_by: Option<String>,
    /// Where the client calls who wants another time.
    pub office_phone: Option<String>,
}

/// The other times of a reservation.
pub(super) struct Moving {
    pub shown: Shown,
    pub times: Times,
}

/// So many other times are named to whoever comes too late.
const NEAREST: usize = 3;

/// What can be booked; nothing, if the office takes no bookings.
pub(super) fn offers(services: &Services, booker: Booker, of: &Departments) -> Vec<Offer> {
    let mut offers = everything(services, booker, of);
    for offer in &mut offers {
        offer.services.retain(|service| service.bookable);
    }
    offers.retain(|offer| !offer.services.is_empty());
    offers
}

/// What the office offers at workplaces of these departments.
pub(super) fn everything(services: &Services, booker: Booker, of: &Departments) -> Vec<Offer> {
    let town = services.town();
    let offer = |workplace: &Workplace| Offer {
        workplace: workplace.name.clone(),
        services: town
            .offered_at(&workplace.id, booker)
            .map(|service| {
                let bookable = is_offered(services, booker, workplace, service);
                offered_service(service, bookable)
            })
            .collect(),
    };
    let workplaces = town.workplaces.iter().filter(|it| of.have(it));
    let offers = workplaces.map(offer);
    offers.filter(|it| !it.services.is_empty()).collect()
}

pub(super) fn times(
    services: &Services,
    booker: Booker,
    service: &str,
    date: Option<NaiveDate>,
) -> Result<Times, ApiError> {
    let town = services.town();
    let offered = offered(services, &town, booker, service)?;
    Ok(offered.times(services, date, None))
}

pub(super) fn contact(
    services: &Services,
    booker: Booker,
    service: &str,
    agreed: AgreedTime,
) -> Result<ContactStep, ApiError> {
    let town = services.town();
    let offered = offered(services, &town, booker, service)?;
    Ok(ContactStep {
        booker,
        service: offered_service(offered.service, true),
        lobby: offered.lobby.name.clone(),
        agreed,
        hold_minutes: town.rules.hold_minutes,
        mails_leave: services.takes_bookings,
        key: new_key()?,
        is_held: false,
    })
}

/// The key of the form by which this browser holds that very time.
pub(super) async fn own_hold(
    services: &Services,
    request: &Parts,
    service: &str,
    agreed: AgreedTime,
) -> Result<Option<String>, ApiError> {
    let Some(key) = cookie(request, HELD_COOKIE).filter(|key| is_key(key)) else {
        return Ok(None);
    };
    let (town, id) = (services.town(), ReservationId::of_key(key));
    let held = services.store.reservation(&town, &id, services.now());
    let is_it = |held: Booking| {
        let held = held.reservation;
        held.is_open() && held.service.as_str() == service && held.agreed == agreed
    };
    Ok(held.await?.is_some_and(is_it).then(|| key.to_owned()))
}

/// Why the time cannot be had any more, when it cannot.
pub(super) async fn gone(
    services: &Services,
    booker: Booker,
    service: &str,
    agreed: AgreedTime,
) -> Result<Option<Gone>, ApiError> {
    let town = services.town();
    let offered = offered(services, &town, booker, service)?;
    let of_day = offered.of_day(services, agreed.date).await?;
    let place = offered.offer(services.now()).place_anew(agreed, &of_day);
    Ok(place
        .err()
        .map(|reason| offered.instead(services, agreed, reason, &of_day)))
}

fn is_offered(
    services: &Services,
    booker: Booker,
    workplace: &Workplace,
    service: &Service,
) -> bool {
    // Whoever is at the desk or on the phone can be told what a mail would say.
    let is_told = services.takes_bookings || booker == Booker::Clerk;
    is_told && workplace.internet.is_some() && service.is_booked_by(booker)
}

fn offered_service(service: &Service, bookable: bool) -> OfferedService {
    OfferedService {
        id: service.id.clone(),
        name: service.name.clone(),
        minutes: service.minutes,
        papers: service.papers.clone(),
        bookable,
    }
}

/// A service and where it is.
pub(in crate::booking) struct Offered<'a> {
    booker: Booker,
    town: &'a Town,
    workplace: &'a Workplace,
    lobby: &'a Lobby,
    service: &'a Service,
}

pub(in crate::booking) fn offered<'a>(
    services: &Services,
    town: &'a Town,
    booker: Booker,
    service: &str,
) -> Result<Offered<'a>, ApiError> {
    let id = service.parse().map_err(|_| ApiError::NotFound)?;
    let found = Offered::find(town, booker, &id)?;
    if !is_offered(services, booker, found.workplace, found.service) {
        return Err(ApiError::NotFound);
    }
    Ok(found)
}

impl<'a> Offered<'a> {
    /// Also what nobody books any more.
    fn find(town: &'a Town, booker: Booker, id: &ServiceId) -> Result<Self, ApiError> {
        let service = town.service(id).ok_or(ApiError::NotFound)?;
        let workplace = town.workplace(&service.workplace);
        let workplace = workplace.ok_or(ApiError::NotFound)?;
        Ok(Self {
            booker,
            town,
            workplace,
            lobby: town.lobby(&workplace.lobby).ok_or(ApiError::Broken)?,
            service,
        })
    }

    fn offer(&self, now: Moment) -> slots::Offer<'_> {
        slots::Offer {
            workplace: self.workplace,
            service: self.service,
            closures: &self.town.closures,
            rules: &self.town.rules,
            booker: self.booker,
            now,
        }
    }

    /// `own` is a reservation that is to be moved: its place does not stand in its way.
    fn times(
        &self,
        services: &Services,
        day: Option<NaiveDate>,
        own: Option<&Reservation>,
    ) -> Times {
        let now = services.now();
        let mut booked = services.booked(&self.workplace.id);
        if let Some(own) = own {
            let of_day = Arc::make_mut(&mut booked).entry(own.agreed.date);
            of_day.or_default().remove(own.slots());
        }
        let offer = self.offer(now);
        let days: Vec<_> = offer.days(&booked).collect();
        let asked = day.filter(|day| days.iter().any(|it| it.date == *day));
        let first_free = days.iter().find(|day| day.free).map(|day| day.date);
        let day = asked.or(first_free).unwrap_or(now.date);
        let none = Booked::default();
        let starts = offer.starts(day, booked.get(&day).unwrap_or(&none));
        Times {
            booker: self.booker,
            service: offered_service(self.service, true),
            days,
            day,
            closed: starts
                .is_empty()
                .then(|| offer.closed_on(day))
                .flatten()
                .map(|reason| reason.text().clone()),
            starts,
        }
    }

    /// What is booked on that day as of this moment, for whoever is about to take a place.
    async fn of_day(&self, services: &Services, date: NaiveDate) -> Result<Booked, ApiError> {
        Ok(services.store.booked(&self.workplace.id, date).await?)
    }

    /// Whether whoever sends the form of `key` would only be told that the place is taken. What this
    /// instance knows is asked first, as it costs nothing, and then the database.
    pub(in crate::booking) async fn is_taken(
        &self,
        services: &Services,
        agreed: AgreedTime,
        key: &str,
    ) -> Result<bool, ApiError> {
        let now = services.now();
        let offer = self.offer(now);
        let none_left = |of_day: &Booked| offer.place(agreed, of_day) == Err(NoPlace::Taken);
        let known = services.booked(&self.workplace.id);
        if !known.get(&agreed.date).is_some_and(none_left) {
            return Ok(false);
        }
        let (store, workplace) = (&services.store, &self.workplace.id);
        let concerned = (agreed.date, offer.concerned(agreed));
        let booked = store.booked_before(workplace, concerned, key, now);
        Ok(booked.await?.is_some_and(|it| none_left(&it)))
    }

    /// What to offer to whoever has just been refused `agreed`: of a thousand who want the same time
    /// nearly all come here, so it is what is known anyway.
    pub(in crate::booking) fn gone(
        &self,
        services: &Services,
        agreed: AgreedTime,
        reason: NoPlace,
    ) -> Gone {
        let booked = services.booked(&self.workplace.id);
        let none = Booked::default();
        let of_day = booked.get(&agreed.date).unwrap_or(&none);
        self.instead(services, agreed, reason, of_day)
    }

    /// The nearest times of the same day, or of the first free one.
    fn instead(
        &self,
        services: &Services,
        agreed: AgreedTime,
        reason: NoPlace,
        of_day: &Booked,
    ) -> Gone {
        let offer = self.offer(services.now());
        let mut same_day = offer.starts(agreed.date, of_day);
        // What is known may be some milliseconds old.
        same_day.retain(|start| start.time != agreed.time);
        let (date, starts) = if same_day.is_empty() {
            let mut booked = services.booked(&self.workplace.id);
            Arc::make_mut(&mut booked).insert(agreed.date, of_day.clone());
            let first = offer.first_free_day(&booked).unwrap_or(agreed.date);
            let none = Booked::default();
            let starts = offer.starts(first, booked.get(&first).unwrap_or(&none));
            (first, starts)
        } else {
            (agreed.date, same_day)
        };
        let nearest = slots::nearest(&starts, agreed.time, NEAREST);
        let nearest = nearest.into_iter();
        Gone {
            reason,
            nearest: nearest
                .map(|start| AgreedTime {
                    date,
                    time: start.time,
                })
                .collect(),
        }
    }
}

pub(super) async fn awaited(services: &Services, key: &str) -> Result<Awaited, ApiError> {
    if !is_key(key) {
        return Err(ApiError::NotFound);
    }
    let town = services.town();
    let id = ReservationId::of_key(key);
    let booking = services
        .store
        .reservation(&town, &id, services.now())
        .await?
        .ok_or(ApiError::NotFound)?;
    let email = match &booking.reservation.state {
        ReservationState::Held { contact, .. } => contact.email.as_ref(),
        _ => None,
    };
    let email = email.map_or_else(String::new, |email| email.as_str().to_owned());
    let shown = shown(services, &town, booking.reservation);
    Ok(Awaited { shown, email })
}

pub(in crate::booking) async fn booking_of(
    services: &Services,
    token: &str,
) -> Result<Booking, ApiError> {
    let town = services.town();
    services
        .store
        .reservation_by_token(&town, token, services.now())
        .await?
        .ok_or(ApiError::NotFound)
}

pub(super) async fn by_token(services: &Services, token: &str) -> Result<Shown, ApiError> {
    let booking = booking_of(services, token).await?;
    Ok(shown(services, &services.town(), booking.reservation))
}

/// For the staff only.
pub(super) fn of_client(services: &Services, booking: Booking) -> OfClient {
    let town = services.town();
    let Booking {
        reservation,
        booked_by,
        ..
    } = booking;
    let office = town.office.as_ref();
    OfClient {
        contact: reservation.contact().cloned(),
        booked_by,
        office_phone: office.map(|office| office.phone.grouped()),
        shown: shown(services, &town, reservation),
    }
}

pub(super) async fn moving(
    services: &Services,
    token: &str,
    date: Option<NaiveDate>,
) -> Result<Moving, ApiError> {
    let reservation = booking_of(services, token).await?.reservation;
    let times = times_to_move(services, Booker::Client, &reservation, date)?;
    Ok(Moving {
        shown: shown(services, &services.town(), reservation),
        times,
    })
}

/// The times to which it can be moved.
pub(super) fn times_to_move(
    services: &Services,
    booker: Booker,
    reservation: &Reservation,
    date: Option<NaiveDate>,
) -> Result<Times, ApiError> {
    let town = services.town();
    let offered = Offered::find(&town, booker, &reservation.service)?;
    let times = |day| offered.times(services, day, Some(reservation));
    // Its own day first: who cannot come at ten can perhaps come at eleven.
    let asked = times(Some(date.unwrap_or(reservation.agreed.date)));
    Ok(if date.is_none() && asked.starts.is_empty() {
        times(None)
    } else {
        asked
    })
}

pub(in crate::booking) fn shown(
    services: &Services,
    town: &Town,
    reservation: Reservation,
) -> Shown {
    let now = services.now();
    let rules = &town.rules;
    let service = town.service(&reservation.service);
    let workplace = town.workplace(&reservation.workplace);
    let lobby = workplace.and_then(|workplace| town.lobby(&workplace.lobby));
    let agreed = reservation.agreed;
    let at = agreed.instant(now);
    let closed = town.closed_for(&reservation);
    let closed = closed.map(|reason| reason.text().clone());
    let standing = match reservation.state {
        ReservationState::Held { until, .. } => Standing::Held {
            until: now.at(until).time,
        },
        ReservationState::Confirmed { code, .. } => Standing::Confirmed { code },
        ReservationState::CheckedIn { ticket, .. } => Standing::CheckedIn { ticket },
        ReservationState::Lapsed { .. } => Standing::Lapsed,
        ReservationState::Cancelled => Standing::Cancelled,
        ReservationState::Expired => Standing::Expired,
    };
    Shown {
        service: reservation.service,
        // What the office no longer has is called by its place.
        service_name: service
            .map(|service| &service.name)
            .or(workplace.map(|workplace| &workplace.name))
            .cloned()
            .unwrap_or_default(),
        papers: service.map(|it| it.papers.clone()).unwrap_or_default(),
        lobby: lobby.map(|lobby| lobby.name.clone()).unwrap_or_default(),
        address: town
            .office
            .as_ref()
            .map(|it| it.address.clone())
            .unwrap_or_default(),
        agreed,
        from: now.at(at - rules.check_in_before()).time,
        to: now.at(at + rules.check_in_after()).time,
        closed,
        standing,
    }
}
