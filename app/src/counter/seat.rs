//! What the server functions of the counter do: one use case each, and then the truth.

use domain::{
    closure::Closed,
    desk::{Command, Desk, SeatRefusal},
    ids::{CounterNumber, LobbyId},
    staff::Departments,
};
use store::{Session, StoreError};

use super::api::{CommandAnswer, CounterView, DeskNow, Me, Place, Seat, SeatAnswer};
use crate::{
    api::ApiError,
    services::{Services, allow},
};

/// What the clerk's page shows now.
///
/// # Errors
/// If the database does not answer.
pub async fn view(services: &Services, session: Session) -> Result<CounterView, ApiError> {
    let today = services.now().date;
    let seat = services.store.seat(&session.clerk.login, today).await?;
    let place = match seat.and_then(|counter| Some((counter, lobby_of(services, counter)?))) {
        Some((counter, lobby)) => Place::At(Box::new(Seat {
            counter,
            view: services.staff_view(&lobby, &session.departments)?,
            answered: None,
        })),
        None => nowhere(services, &session.departments)?,
    };
    Ok(seen_by(services, session, place))
}

/// # Errors
/// [`ApiError::NotFound`] if there is no such counter, [`ApiError::NotAllowed`] if it serves other
/// departments too; if the database does not answer.
pub async fn sit(
    services: &Services,
    session: Session,
    counter: CounterNumber,
    take_over: bool,
) -> Result<SeatAnswer, ApiError> {
    let (town, now) = (services.town(), services.now());
    if town.counter(counter).is_some() {
        let theirs = session
            .departments
            .have_all_of(&town, &Closed::Counter(counter));
        allow(
            &session,
            theirs,
            format_args!("to sit at counter {counter}"),
        )?;
    }
    let clerk = session.clerk.clone();
    let answer = services
        .store
        .sit(&town, counter, clerk, take_over, now)
        .await
        .map_err(|error| match error {
            StoreError::UnknownCounter(_) => ApiError::NotFound,
            error => error.into(),
        })?;
    match answer {
        Ok(desk) => {
            let lobby = lobby_of(services, counter).ok_or(ApiError::NotFound)?;
            let seat = Seat {
                counter,
                answered: Some(DeskNow {
                    desk,
                    as_of: as_of(services, &lobby),
                }),
                view: services.staff_view(&lobby, &session.departments)?,
            };
            Ok(SeatAnswer {
                view: seen_by(services, session, Place::At(Box::new(seat))),
                refusal: None,
            })
        }
        Err(refusal) => refused(services, session, refusal).await,
    }
}

/// # Errors
/// If the database does not answer.
pub async fn leave(services: &Services, session: Session) -> Result<SeatAnswer, ApiError> {
    let login = &session.clerk.login;
    match services.store.leave(login, services.now()).await? {
        Ok(()) => {
            let place = nowhere(services, &session.departments)?;
            Ok(SeatAnswer {
                view: seen_by(services, session, place),
                refusal: None,
            })
        }
        Err(refusal) => refused(services, session, refusal).await,
    }
}

/// # Errors
/// [`ApiError::NotFound`] if there is no such counter; if the database does not answer.
pub async fn command(
    services: &Services,
    login: &str,
    counter: CounterNumber,
    command: Command,
) -> Result<CommandAnswer, ApiError> {
    let (town, now) = (services.town(), services.now());
    let lobby = lobby_of(services, counter).ok_or(ApiError::NotFound)?;
    let answer = services
        .store
        .command(&town, counter, login, command, now)
        .await?;
    match answer {
        Ok(desk) => Ok(CommandAnswer {
            now: DeskNow {
                desk,
                as_of: as_of(services, &lobby),
            },
            refusal: None,
        }),
        Err(refusal) => {
            // Read, not taken from the snapshot: what refused the command may be younger.
            let as_of = as_of(services, &lobby);
            let day = services.store.lobby_day(&town, &lobby, now).await?;
            let desk = day.desks.into_iter().find(|desk| desk.counter == counter);
            Ok(CommandAnswer {
                now: DeskNow {
                    desk: desk.unwrap_or_else(|| Desk::free(counter)),
                    as_of,
                },
                refusal: Some(refusal),
            })
        }
    }
}

async fn refused(
    services: &Services,
    session: Session,
    refusal: SeatRefusal,
) -> Result<SeatAnswer, ApiError> {
    Ok(SeatAnswer {
        view: view(services, session).await?,
        refusal: Some(refusal),
    })
}

/// The counters at which somebody of these departments may sit.
fn nowhere(services: &Services, departments: &Departments) -> Result<Place, ApiError> {
    let town = services.town();
    let mut views = Vec::new();
    for lobby in &town.lobbies {
        let mut view = services.staff_view(&lobby.id, departments)?;
        let counters = &mut view.snapshot.counters;
        counters.retain(|it| departments.have_all_of(&town, &Closed::Counter(it.number)));
        // Without a counter there is nothing to choose.
        if !counters.is_empty() {
            views.push(view);
        }
    }
    Ok(Place::Nowhere(views))
}

fn seen_by(services: &Services, session: Session, place: Place) -> CounterView {
    CounterView {
        me: Me {
            clerk: session.clerk,
            role: session.role,
        },
        town_name: services.town().name.clone(),
        place,
    }
}

/// The lobby of a counter; also of one that the office has abolished today, since its client must
/// come to an end.
pub(super) fn lobby_of(services: &Services, counter: CounterNumber) -> Option<LobbyId> {
    if let Some(counter) = services.town().counter(counter) {
        return Some(counter.lobby.clone());
    }
    let lobbies = services.lobbies.borrow();
    let (lobby, _) = lobbies.iter().find(|(_, feed)| {
        let staff = feed.staff.borrow();
        staff.value.desks.iter().any(|desk| desk.counter == counter)
    })?;
    Some(lobby.clone())
}

/// The version from which on a snapshot was read later than this moment: versions are the
/// microseconds of the clock, but grow also while it stands still.
fn as_of(services: &Services, lobby: &LobbyId) -> u64 {
    let published = services
        .feed(lobby)
        .map_or(0, |feed| feed.staff.borrow().value.version);
    u64::try_from(services.now().instant.timestamp_micros())
        .unwrap_or(0)
        .max(published + 1)
}
