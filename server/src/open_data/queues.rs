//! How the queues are now.

use app::services::Services;
use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use domain::{
    estimate,
    ids::LobbyId,
    lobby::{PublicSnapshot, ShownCall, WorkplaceStatus},
    moment::Moment,
    opening_hours::Opening,
    series,
    town::{self, Town},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::Problem,
    shared::{Names, instant, names, time_of_day},
};

/// The queues of the whole office.
#[derive(Serialize, ToSchema)]
pub struct LobbyList {
    lobbies: Vec<Lobby>,
}

/// A place where clients wait.
#[derive(Serialize, ToSchema)]
pub struct Lobby {
    #[schema(example = "hall")]
    id: String,
    name: Names,
    /// What its display shows, the newest first.
    calls: Vec<Call>,
    workplaces: Vec<Workplace>,
}

#[derive(Serialize, ToSchema)]
pub struct Call {
    #[schema(example = "A012")]
    ticket: String,
    #[schema(example = 3)]
    counter: u16,
    /// Whether the client has not come yet.
    awaited: bool,
}

/// A queue.
#[derive(Serialize, ToSchema)]
pub struct Workplace {
    #[schema(example = "obcanske-prukazy")]
    id: String,
    /// The letter of its tickets.
    #[schema(example = "A")]
    series: String,
    name: Names,
    department: Names,
    /// Whether it is between opening and closing now.
    open: bool,
    /// Today, by the town's clocks; null if it does not open today.
    #[schema(required, example = "08:00")]
    opens: Option<String>,
    #[schema(required, example = "17:00")]
    closes: Option<String>,
    #[schema(example = 4)]
    waiting: u16,
    /// The expected wait of somebody who comes now; null while no counter is open.
    #[schema(required)]
    wait: Option<Wait>,
    /// Why no ticket is given now; null: it is.
    #[schema(required)]
    no_ticket: Option<NoTicket>,
    /// Today's last call; null before the first.
    #[schema(required)]
    last_called: Option<LastCalled>,
}

#[derive(Serialize, ToSchema)]
pub struct Wait {
    #[schema(example = 25)]
    from_minutes: u16,
    #[schema(example = 35)]
    to_minutes: u16,
}

#[derive(Serialize, ToSchema)]
pub struct NoTicket {
    reason: Reason,
    /// When tickets are given again, if that is known. Of a workplace that opens later today it is
    /// when its first ticket is given.
    #[schema(required, format = DateTime, example = "2026-11-25T08:00:00+01:00")]
    again_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It opens later today.
    NotYet,
    Closed,
    /// The office gives none for now.
    Stopped,
    /// The day's tickets are used up.
    Full,
    /// Whoever came now could not be served before closing.
    TooLate,
}

#[derive(Serialize, ToSchema)]
pub struct LastCalled {
    #[schema(example = "A012")]
    ticket: String,
    #[schema(example = 3)]
    counter: u16,
    #[schema(format = DateTime, example = "2026-11-23T09:41:00+01:00")]
    called_at: String,
}

/// The queues of all lobbies, in the office's order.
#[utoipa::path(
    get,
    path = "/api/v1/queues",
    responses(
        (status = 200, description = "The queues.", body = LobbyList),
        (status = 503, description = "The service is interrupted.", body = Problem,
         content_type = "application/problem+json"),
    )
)]
pub async fn queues(State(services): State<Services>) -> Result<Json<LobbyList>, Problem> {
    services.up()?;
    let town = services.town();
    let lobbies = town.lobbies.iter();
    let lobbies = lobbies.map(|lobby| read(&services, &town, lobby));
    Ok(Json(LobbyList {
        lobbies: lobbies.collect::<Result<_, _>>()?,
    }))
}

/// The queues of one lobby.
#[utoipa::path(
    get,
    path = "/api/v1/queues/{lobby}",
    params(("lobby" = String, Path, description = "The id of the lobby.")),
    responses(
        (status = 200, description = "The queues.", body = Lobby),
        (status = 404, description = "There is no such lobby.", body = Problem,
         content_type = "application/problem+json"),
        (status = 503, description = "The service is interrupted.", body = Problem,
         content_type = "application/problem+json"),
    )
)]
pub async fn of_lobby(
    State(services): State<Services>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Lobby>, Problem> {
    let id: Option<LobbyId> = path.ok().and_then(|Path(id)| id.parse().ok());
    services.up()?;
    let town = services.town();
    let lobby = id.and_then(|id| town.lobby(&id));
    let lobby = lobby.ok_or(Problem::not_found(
        "There is no such lobby; see /api/v1/queues.",
    ))?;
    read(&services, &town, lobby).map(Json)
}

fn read(services: &Services, town: &Town, lobby: &town::Lobby) -> Result<Lobby, Problem> {
    let feed = services.feed(&lobby.id);
    let feed = feed.ok_or(app::api::ApiError::Interrupted)?;
    let snapshot = feed.public.borrow().value.clone();
    let now = services.now();
    let workplaces = snapshot.workplaces.iter();
    let workplaces = workplaces.filter_map(|status| workplace(town, &snapshot, status, now));
    Ok(Lobby {
        id: lobby.id.to_string(),
        name: names(&lobby.name),
        calls: snapshot.calls.iter().map(call).collect(),
        workplaces: workplaces.collect(),
    })
}

fn call(call: &ShownCall) -> Call {
    Call {
        ticket: call.ticket.to_string(),
        counter: call.counter.get(),
        awaited: call.open,
    }
}

/// None if the office has abolished it a moment ago.
fn workplace(
    town: &Town,
    snapshot: &PublicSnapshot,
    status: &WorkplaceStatus,
    now: Moment,
) -> Option<Workplace> {
    let workplace = town.workplace(&status.id)?;
    let mut departments = town.departments.iter();
    let department = departments.find(|it| it.id == workplace.department);
    let last_called = status.last_called.map(|last| LastCalled {
        ticket: last.ticket.to_string(),
        counter: last.counter.get(),
        called_at: instant(town, now, snapshot.date, last.time),
    });
    Some(Workplace {
        id: workplace.id.to_string(),
        series: workplace.series.to_string(),
        name: names(&workplace.name),
        department: department.map(|it| names(&it.name)).unwrap_or_default(),
        open: status.open_now,
        opens: status.today.map(|hours| time_of_day(hours.from)),
        closes: status.today.map(|hours| time_of_day(hours.to)),
        waiting: status.waiting,
        wait: match status.wait {
            estimate::Wait::NoCounter => None,
            estimate::Wait::Minutes { from, to } => Some(Wait {
                from_minutes: from,
                to_minutes: to,
            }),
        },
        no_ticket: status
            .no_ticket
            .map(|refusal| no_ticket(town, snapshot, refusal, now)),
        last_called,
    })
}

fn no_ticket(
    town: &Town,
    snapshot: &PublicSnapshot,
    refusal: series::NoTicket,
    now: Moment,
) -> NoTicket {
    use series::NoTicket as Refusal;

    let (reason, again) = match refusal {
        Refusal::NotYet { from } => {
            let (date, time) = (snapshot.date, from);
            (Reason::NotYet, Some(Opening { date, time }))
        }
        Refusal::Closed { opens } => (Reason::Closed, opens),
        Refusal::Stopped { opens } => (Reason::Stopped, opens),
        Refusal::Full { opens } => (Reason::Full, opens),
        Refusal::TooLate { opens } => (Reason::TooLate, opens),
    };
    NoTicket {
        reason,
        again_at: again.map(|opening| instant(town, now, opening.date, opening.time)),
    }
}
