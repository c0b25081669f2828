//! What the supervisor's page asks of the server. What has come of a change is seen in the streams;
//! answers say only whether it was made.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use domain::town::{Lobby, Workplace};
use domain::{
    assignment::{AssignRefusal, Assignment},
    ids::WorkplaceId,
    lobby::StaffSnapshot,
    series::{DaySeries, SupplyRefusal},
    staff::Role,
    text::Localized,
    town::Serves,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use crate::{api::ApiError, live::View, wire::Postcard};

/// What the page begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisorView {
    pub name: String,
    pub role: Role,
    pub town_name: Localized,
    /// Those in which something of theirs is done, in the town's order.
    pub lobbies: Vec<View<StaffSnapshot>>,
    /// What they see to; none: everything.
    pub theirs: Option<BTreeSet<WorkplaceId>>,
    /// What does not work of what was set up with the program, for those who can have it mended. Said
    /// here, because the sentence is seldom needed and would weigh on every page.
    pub warning: Option<String>,
}

/// A client who has agreed to come today and has not checked in. Who it is, is not said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    pub workplace: WorkplaceId,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub at: DateTime<Utc>,
}

/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::Interrupted`] while the
/// database does not answer.
#[server(endpoint = "supervisor_view", input = GetUrl, output = Postcard)]
pub async fn look() -> Result<SupervisorView, ApiError> {
    let language = use_context().unwrap_or_default();
    let (services, session) = crate::services::staff(Role::Supervisor).await?;
    let (town, departments) = (services.town(), &session.departments);
    let reached = |lobby: &&Lobby| departments.reach(&town, Some(&lobby.id));
    let lobbies = town.lobbies.iter().filter(reached).map(|lobby| {
        let view = services.staff_view(&lobby.id, departments)?;
        let plan = view.plan.only(language);
        Ok(View { plan, ..view })
    });
    Ok(SupervisorView {
        name: session.clerk.name,
        role: session.role,
        town_name: town.name.only(language),
        lobbies: lobbies.collect::<Result<_, ApiError>>()?,
        theirs: (!departments.are_all()).then(|| {
            let workplaces = town.workplaces.iter().filter(|it| departments.have(it));
            workplaces.map(|it| it.id.clone()).collect()
        }),
        warning: (!services.takes_bookings && session.role.is_shown(Role::Admin))
            .then(|| crate::texts::of(language).admin.no_mails.clone()),
    })
}

/// Who has agreed to come today and has not checked in.
///
/// # Errors
/// Those of [`look`].
#[server(endpoint = "supervisor_awaited", input = GetUrl, output = Postcard)]
pub async fn who_is_awaited() -> Result<Vec<Awaited>, ApiError> {
    use domain::reservation::ReservationState;

    let (services, session) = crate::services::staff(Role::Supervisor).await?;
    let (town, now) = (services.town(), services.now());
    let theirs = |it: &&Workplace| session.departments.have(it);
    let workplaces = town.workplaces.iter().filter(theirs);
    let workplaces: Vec<_> = workplaces.map(|it| it.id.clone()).collect();
    let bookings = services
        .store
        .day_reservations(&town, now.date, &workplaces, now)
        .await?;
    let reservations = bookings.into_iter().map(|booking| booking.reservation);
    let awaited = reservations.filter_map(|it| match it.state {
        ReservationState::Confirmed { .. } => Some(Awaited {
            workplace: it.workplace,
            at: now.instant_of(it.agreed.date, it.agreed.time),
        }),
        _ => None,
    });
    Ok(awaited.collect())
}

/// Stops the tickets of a workplace for today, or has them given again.
///
/// # Errors
/// Those of [`look`]; [`ApiError::NotAllowed`] also here and below if somebody else sees to it.
#[server(endpoint = "supervisor_stop", input = Postcard, output = Postcard)]
pub async fn stop(
    workplace: WorkplaceId,
    stopped: bool,
) -> Result<Result<DaySeries, SupplyRefusal>, ApiError> {
    let services = of_workplace(&workplace).await?;
    let now = services.now();
    let done = services.store.stop_tickets(&workplace, stopped, now).await;
    Ok(done?)
}

/// Lets `more` walk-ins in today, beside the `seen` extra ones that the supervisor knew of.
///
/// # Errors
/// Those of [`look`].
#[server(endpoint = "supervisor_add", input = Postcard, output = Postcard)]
pub async fn add(
    workplace: WorkplaceId,
    seen: u16,
    more: u16,
) -> Result<Result<DaySeries, SupplyRefusal>, ApiError> {
    let services = of_workplace(&workplace).await?;
    let now = services.now();
    let done = services.store.add_tickets(&workplace, seen, more, now);
    Ok(done.await?)
}

/// Gives a counter other work; answers what it serves then.
///
/// # Errors
/// Those of [`look`].
#[server(endpoint = "supervisor_assign", input = Postcard, output = Postcard)]
pub async fn assign(
    assignment: Assignment,
) -> Result<Result<BTreeSet<Serves>, AssignRefusal>, ApiError> {
    let (services, session) = crate::services::staff(Role::Supervisor).await?;
    let theirs = session.departments.allow(&services.town(), &assignment);
    crate::services::allow(&session, theirs, assignment.counter)?;
    let done = services.store.assign(assignment, services.now()).await?;
    Ok(done.map(|counter| counter.serves))
}

/// For whoever sees to that workplace.
#[cfg(feature = "ssr")]
async fn of_workplace(workplace: &WorkplaceId) -> Result<crate::services::Services, ApiError> {
    let (services, session) = crate::services::staff(Role::Supervisor).await?;
    let theirs = session.departments.have_named(&services.town(), workplace);
    crate::services::allow(&session, theirs, workplace)?;
    Ok(services)
}
