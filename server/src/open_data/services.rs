//! What the office offers, and when there is a free time for it.

use app::services::Services;
use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use chrono::NaiveDate;
use domain::{
    closure::Closure,
    moment::Moment,
    slots::{Booked, Booker, Offer},
    town::{self, Town, Workplace},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::Problem,
    shared::{Names, instant, names, time_of_day},
};

/// What the office does.
#[derive(Serialize, ToSchema)]
pub struct ServiceList {
    services: Vec<Service>,
}

#[derive(Serialize, ToSchema)]
pub struct Service {
    #[schema(example = "op-zadost")]
    id: String,
    name: Names,
    /// How long it usually takes.
    #[schema(example = 20)]
    minutes: u16,
    /// What to bring; no language where there is nothing to.
    papers: Names,
    /// Whether a time can be booked on the internet, at `/book/{id}`.
    bookable: bool,
    workplace: Of,
    department: Names,
    /// Where one waits.
    lobby: Of,
}

/// A part of the office.
#[derive(Serialize, ToSchema)]
pub struct Of {
    #[schema(example = "obcanske-prukazy")]
    id: String,
    name: Names,
}

/// On which days there is a free time, from today to the last day that can be booked.
#[derive(Serialize, ToSchema)]
pub struct DayList {
    #[schema(example = "op-zadost")]
    service: String,
    days: Vec<DayOffer>,
}

#[derive(Serialize, ToSchema)]
pub struct DayOffer {
    #[schema(format = Date, example = "2026-11-24")]
    date: String,
    /// Whether there is a free time on it.
    free: bool,
}

/// The free times of one day; none before today and beyond the last day that can be booked.
#[derive(Serialize, ToSchema)]
pub struct TimeList {
    #[schema(example = "op-zadost")]
    service: String,
    #[schema(format = Date, example = "2026-11-24")]
    date: String,
    times: Vec<FreeTime>,
}

#[derive(Serialize, ToSchema)]
pub struct FreeTime {
    #[schema(example = "08:15")]
    time: String,
    #[schema(format = DateTime, example = "2026-11-24T08:15:00+01:00")]
    begins_at: String,
    /// How many clients can begin then; at least one.
    #[schema(example = 2)]
    free: u16,
}

/// All services, in the office's order.
#[utoipa::path(
    get,
    path = "/api/v1/services",
    responses((status = 200, description = "The services.", body = ServiceList))
)]
pub async fn services(State(services): State<Services>) -> Json<ServiceList> {
    let town = services.town();
    let of = |service: &town::Service| {
        let workplace = town.workplace(&service.workplace)?;
        let lobby = town.lobby(&workplace.lobby)?;
        let mut departments = town.departments.iter();
        let department = departments.find(|it| it.id == workplace.department);
        Some(Service {
            id: service.id.to_string(),
            name: names(&service.name),
            minutes: service.minutes,
            papers: names(&service.papers),
            bookable: is_bookable(&services, workplace, service),
            workplace: Of {
                id: workplace.id.to_string(),
                name: names(&workplace.name),
            },
            department: department.map(|it| names(&it.name)).unwrap_or_default(),
            lobby: Of {
                id: lobby.id.to_string(),
                name: names(&lobby.name),
            },
        })
    };
    let offered = town.services.iter();
    let offered = offered.filter(|service| service.offered.includes(Booker::Client));
    Json(ServiceList {
        services: offered.filter_map(of).collect(),
    })
}

/// On which days a service has a free time.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/days",
    params(("service" = String, Path, description = "The id of the service.")),
    responses(
        (status = 200, description = "The days; none if it is not booked on the internet.",
         body = DayList),
        (status = 404, description = "There is no such service.", body = Problem,
         content_type = "application/problem+json"),
        (status = 503, description = "The service is interrupted.", body = Problem,
         content_type = "application/problem+json"),
    )
)]
pub async fn days(
    State(services): State<Services>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<DayList>, Problem> {
    let Ok(Path(service)) = path else {
        return Err(no_service());
    };
    services.up()?;
    let town = services.town();
    let found = Found::new(&services, &town, &service)?;
    let booked = services.booked(&found.workplace.id);
    let days = found.offer.iter().flat_map(|offer| offer.days(&booked));
    let days = days.map(|day| DayOffer {
        date: day.date.to_string(),
        free: day.free,
    });
    Ok(Json(DayList {
        service,
        days: days.collect(),
    }))
}

/// The free times of a service on one day.
#[utoipa::path(
    get,
    path = "/api/v1/services/{service}/days/{date}",
    params(
        ("service" = String, Path, description = "The id of the service."),
        ("date" = String, Path, description = "A civil date of the town, like `2026-11-24`.")
    ),
    responses(
        (status = 200, description = "The free times.", body = TimeList),
        (status = 400, description = "That is no date.", body = Problem,
         content_type = "application/problem+json"),
        (status = 404, description = "There is no such service.", body = Problem,
         content_type = "application/problem+json"),
        (status = 503, description = "The service is interrupted.", body = Problem,
         content_type = "application/problem+json"),
    )
)]
pub async fn times(
    State(services): State<Services>,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<TimeList>, Problem> {
    let Ok(Path((service, date))) = path else {
        return Err(no_service());
    };
    services.up()?;
    let town = services.town();
    let found = Found::new(&services, &town, &service)?;
    let date = civil_date(&date).ok_or(Problem::malformed(
        "The date is a civil date of the town, like 2026-11-24.",
    ))?;
    let booked = services.booked(&found.workplace.id);
    let none = Booked::default();
    let booked = booked.get(&date).unwrap_or(&none);
    let starts = found
        .offer
        .iter()
        .flat_map(|offer| offer.starts(date, booked));
    let times = starts.map(|start| FreeTime {
        time: time_of_day(start.time),
        begins_at: instant(&town, found.now, date, start.time),
        free: start.free,
    });
    Ok(Json(TimeList {
        service,
        date: date.to_string(),
        times: times.collect(),
    }))
}

/// Only as it is documented: no sign, no missing zero.
fn civil_date(text: &str) -> Option<NaiveDate> {
    let date: NaiveDate = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

fn no_service() -> Problem {
    Problem::not_found("There is no such service; see /api/v1/services.")
}

fn is_bookable(services: &Services, workplace: &Workplace, service: &town::Service) -> bool {
    let is_booked = workplace.internet.is_some() && service.is_booked_by(Booker::Client);
    services.takes_bookings && is_booked
}

/// A service, and what can be booked of it.
struct Found<'a> {
    workplace: &'a Workplace,
    offer: Option<Offer<'a>>,
    now: Moment,
}

impl<'a> Found<'a> {
    fn new(services: &Services, town: &'a Town, id: &str) -> Result<Self, Problem> {
        let found = id.parse().ok().and_then(|id| {
            let service = town.service(&id)?;
            let service = Some(service).filter(|it| it.offered.includes(Booker::Client))?;
            Some((service, town.workplace(&service.workplace)?))
        });
        let (service, workplace) = found.ok_or_else(no_service)?;
        let now = services.now();
        let closures: &[Closure] = &town.closures;
        let offer = is_bookable(services, workplace, service).then_some(Offer {
            workplace,
            service,
            closures,
            rules: &town.rules,
            booker: Booker::Client,
            now,
        });
        Ok(Self {
            workplace,
            offer,
            now,
        })
    }
}
