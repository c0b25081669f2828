//! What the booking pages show, read on the server.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    moment::Moment,
    reservation::{Reservation, ReservationState},
    slots::{self, AgreedTime, Booked, NoPlace},
    town::{Lobby, Service, Town, Workplace},
};
use store::{Booking, ReservationId};

use super::api::{
    Awaited, ContactStep, Gone, Moving, Offer, OfferedService, Page, Shown, Standing, Step, Times,
};
use crate::{
    api::ApiError,
    services::{Services, is_key, new_key},
    ui::Masthead,
};

/// So many other times are named to whoever comes too late.
const NEAREST: usize = 3;

pub(super) fn page<T>(services: &Services, content: T) -> Page<T> {
    Page {
        masthead: Masthead::of(&services.town()),
        content,
    }
}

// ---- The steps of booking ----

pub(super) async fn step(
    services: &Services,
    service: Option<String>,
    date: Option<String>,
    time: Option<String>,
) -> Result<Step, ApiError> {
    services.up()?;
    let town = services.town();
    let Some(service) = service else {
        let offers = offers(services, &town);
        return match offers.as_slice() {
            // There is nothing to choose.
            [Offer { services: only, .. }] if only.len() == 1 => {
                let id = only.first().map(|service| service.id.clone());
                let offered = offered(services, &town, id.ok_or(ApiError::NotFound)?.as_str())?;
                Ok(Step::Times(offered.times(services, None).await?))
            }
            _ => Ok(Step::Services(offers)),
        };
    };
    let offered = offered(services, &town, &service)?;
    let date = date.map(|date| read_date(&date)).transpose()?;
    match date.zip(time) {
        Some((date, time)) => {
            let time = read_time(&time)?;
            let step = offered.contact(services, AgreedTime { date, time }).await?;
            Ok(Step::Contact(step))
        }
        None => Ok(Step::Times(offered.times(services, date).await?)),
    }
}

fn offers(services: &Services, town: &Town) -> Vec<Offer> {
    let offer = |workplace: &Workplace| Offer {
        workplace: workplace.name.clone(),
        services: town
            .services_of(&workplace.id)
            .filter(|service| is_offered(services, workplace, service))
            .map(offered_service)
            .collect(),
    };
    let offers = town.workplaces.iter().map(offer);
    offers.filter(|offer| !offer.services.is_empty()).collect()
}

fn is_offered(services: &Services, workplace: &Workplace, service: &Service) -> bool {
    services.takes_bookings && workplace.internet.is_some() && service.bookable
}

fn offered_service(service: &Service) -> OfferedService {
    OfferedService {
        id: service.id.clone(),
        name: service.name.clone(),
        minutes: service.minutes,
        papers: service.papers.clone(),
    }
}

/// A service that can be booked, and where it is.
pub(super) struct Offered<'a> {
    town: &'a Town,
    workplace: &'a Workplace,
    lobby: &'a Lobby,
    service: &'a Service,
}

pub(super) fn offered<'a>(
    services: &Services,
    town: &'a Town,
    service: &str,
) -> Result<Offered<'a>, ApiError> {
    let id = service.parse().map_err(|_| ApiError::NotFound)?;
    let service = town.service(&id).ok_or(ApiError::NotFound)?;
    let workplace = town.workplace(&service.workplace);
    let workplace = workplace.ok_or(ApiError::NotFound)?;
    if !is_offered(services, workplace, service) {
        return Err(ApiError::NotFound);
    }
    Ok(Offered {
        town,
        workplace,
        lobby: town.lobby(&workplace.lobby).ok_or(ApiError::Broken)?,
        service,
    })
}

impl Offered<'_> {
    fn offer(&self, now: Moment) -> slots::Offer<'_> {
        slots::Offer {
            workplace: self.workplace,
            service: self.service,
            closures: &[],
            rules: &self.town.rules,
            now,
        }
    }

    async fn booked(
        &self,
        services: &Services,
        now: Moment,
    ) -> Result<BTreeMap<NaiveDate, Booked>, ApiError> {
        let last = self.offer(now).last_day();
        let store = &services.store;
        Ok(store.booked(&self.workplace.id, now.date, last).await?)
    }

    async fn times(&self, services: &Services, day: Option<NaiveDate>) -> Result<Times, ApiError> {
        let now = services.now();
        let booked = self.booked(services, now).await?;
        let offer = self.offer(now);
        let days: Vec<_> = offer.days(&booked).collect();
        let asked = day.filter(|day| days.iter().any(|it| it.date == *day));
        let first_free = days.iter().find(|day| day.free).map(|day| day.date);
        let day = asked.or(first_free).unwrap_or(now.date);
        let none = Booked::default();
        Ok(Times {
            service: offered_service(self.service),
            lobby: self.lobby.name.clone(),
            days,
            day,
            chosen: asked.is_some(),
            starts: offer.starts(day, booked.get(&day).unwrap_or(&none)),
        })
    }

    async fn contact(
        &self,
        services: &Services,
        agreed: AgreedTime,
    ) -> Result<ContactStep, ApiError> {
        let now = services.now();
        let booked = self.booked(services, now).await?;
        let none = Booked::default();
        let of_day = booked.get(&agreed.date).unwrap_or(&none);
        let place = self.offer(now).place(agreed, of_day);
        let gone = place
            .err()
            .map(|reason| self.instead(&booked, now, agreed, reason));
        Ok(ContactStep {
            service: offered_service(self.service),
            lobby: self.lobby.name.clone(),
            agreed,
            hold_minutes: self.town.rules.hold_minutes,
            key: new_key()?,
            gone,
        })
    }

    /// What to offer to whoever has not got `agreed`.
    pub(super) async fn gone(
        &self,
        services: &Services,
        agreed: AgreedTime,
        reason: NoPlace,
    ) -> Result<Gone, ApiError> {
        let now = services.now();
        let booked = self.booked(services, now).await?;
        Ok(self.instead(&booked, now, agreed, reason))
    }

    /// The nearest times of the same day, or of the first free one.
    fn instead(
        &self,
        booked: &BTreeMap<NaiveDate, Booked>,
        now: Moment,
        agreed: AgreedTime,
        reason: NoPlace,
    ) -> Gone {
        let offer = self.offer(now);
        let none = Booked::default();
        let starts = |date: NaiveDate| offer.starts(date, booked.get(&date).unwrap_or(&none));
        let same_day = starts(agreed.date);
        let (date, starts) = if same_day.is_empty() {
            let first = offer.first_free_day(booked).unwrap_or(agreed.date);
            (first, starts(first))
        } else {
            (agreed.date, same_day)
        };
        let nearest = slots::nearest(&starts, agreed.time, NEAREST);
        Gone {
            reason,
            nearest: nearest
                .into_iter()
                .map(|start| AgreedTime {
                    date,
                    time: start.time,
                })
                .collect(),
        }
    }
}

pub(super) fn read_date(text: &str) -> Result<NaiveDate, ApiError> {
    text.parse().map_err(|_| ApiError::NotFound)
}

/// `10:15`, as it stands in addresses.
pub(super) fn read_time(text: &str) -> Result<NaiveTime, ApiError> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| ApiError::NotFound)
}

// ---- A reservation ----

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
        ReservationState::Held { contact, .. } => contact.email.as_str().to_owned(),
        _ => String::new(),
    };
    let mut shown = shown(services, &town, booking.reservation);
    if let Standing::Confirmed { code } = &mut shown.standing {
        // Only who reads the mail is the client.
        *code = None;
    }
    Ok(Awaited { shown, email })
}

pub(super) async fn booking_of(services: &Services, token: &str) -> Result<Booking, ApiError> {
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

pub(super) async fn moving(
    services: &Services,
    token: &str,
    date: Option<String>,
) -> Result<Moving, ApiError> {
    let town = services.town();
    let reservation = booking_of(services, token).await?.reservation;
    let offered = offered(services, &town, reservation.service.as_str())?;
    let date = date.map(|date| read_date(&date)).transpose()?;
    // Its own day first: who cannot come at ten can perhaps come at eleven.
    let date = date.unwrap_or(reservation.agreed.date);
    let times = offered.times(services, Some(date)).await?;
    Ok(Moving {
        shown: shown(services, &town, reservation),
        times,
    })
}

pub(super) fn shown(services: &Services, town: &Town, reservation: Reservation) -> Shown {
    let now = services.now();
    let rules = &town.rules;
    let service = town.service(&reservation.service);
    let workplace = town.workplace(&reservation.workplace);
    let lobby = workplace.and_then(|workplace| town.lobby(&workplace.lobby));
    let agreed = reservation.agreed;
    let at = agreed.instant(now);
    let standing = match reservation.state {
        ReservationState::Held { until, .. } => Standing::Held {
            until: now.at(until).time,
        },
        ReservationState::Confirmed { code, .. } => Standing::Confirmed { code: Some(code) },
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
        standing,
    }
}
