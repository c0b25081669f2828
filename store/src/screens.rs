//! What screens read: a lobby's day as a whole, and a word whenever it has changed.

use std::future::ready;

use chrono::NaiveDate;
use domain::{
    desk::{Call, Desk},
    estimate::Awaited,
    ids::{LobbyId, WorkplaceId},
    lobby::LobbyDay,
    moment::Moment,
    ticket::TicketState,
    town::Town,
};
use futures::{Stream, StreamExt as _, stream};
use surrealdb::{
    Notification,
    types::{Action, RecordId, SurrealValue},
};

use crate::{
    Store, StoreError,
    connect::Link,
    keys,
    paces::{self, ARE_AWAITED, AWAITED, AwaitedRow, PaceRow, UsualRow},
    rows::{self, CallRow, DeskWithClientRow, FoundNoteRow, LastCalledRow, SeriesRow, TicketRow},
    transact::{self, Script},
};

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Changed {
    /// A lobby's queues or counters.
    Lobby(LobbyId),
    /// A reservation of that day at that workplace.
    Reservation {
        date: NaiveDate,
        workplace: WorkplaceId,
    },
    /// The office's set-up: [`Store::town`] says something else now.
    Setup,
    /// Somebody's session has ended before its time.
    Session,
    /// A kiosk or a display: it was let in, placed otherwise or shut out.
    Device,
}

#[derive(SurrealValue)]
struct Day {
    callable: Vec<TicketRow>,
    desks: Vec<DeskWithClientRow>,
    calls: Vec<CallRow>,
    series: Vec<SeriesRow>,
    notes: Vec<FoundNoteRow>,
    paces: Vec<PaceRow>,
    usual: Option<UsualRow>,
    last_called: Vec<LastCalledRow>,
}

impl Store {
    /// All that the screens of a lobby show of today, read in one statement and thus as of one
    /// moment, but for [whom it awaits](Self::awaited_today).
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn lobby_day(
        &self,
        town: &Town,
        lobby: &LobbyId,
        now: Moment,
    ) -> Result<LobbyDay, StoreError> {
        let workplaces: Vec<_> = town.workplaces_of(lobby).map(|w| &w.id).collect();
        let script = Script::new(format!(
            "RETURN {{
                callable: (SELECT * FROM {}),
                desks: (SELECT *, client.* AS client FROM $desks WHERE lobby = $lobby),
                calls: (SELECT * FROM $calls),
                series: (SELECT * FROM $series),
                notes: (SELECT * FROM $notes),
                paces: (SELECT * FROM $paces WHERE lobby = $lobby),
                usual: (SELECT * FROM ONLY $usual),
                last_called: (SELECT * FROM $last_called),
            }}",
            transact::targets("waiting", workplaces.len()),
        ))
        .bind("desks", keys::desks(now.date))
        .bind("lobby", lobby.as_str())
        .bind("paces", keys::paces(now.date))
        .bind("usual", keys::usual(lobby.as_str()))
        .bind(
            "calls",
            keys::calls_since(lobby, now.instant - town.rules.call_shown()),
        )
        .bind_each(
            "waiting",
            workplaces.iter().map(|id| keys::waiting_for(now.date, id)),
        )
        // Those of all lobbies, for they are few: one row per workplace.
        .bind("series", keys::all_series(now.date))
        .bind("notes", keys::notes(now.date))
        .bind("last_called", keys::all_last_called(now.date));
        let day: Day = self.read(script).await?;
        let desks: Vec<Desk> = rows::all(day.desks)?;
        let mut calls: Vec<Call> = rows::all(day.calls)?;
        for call in desks.iter().filter_map(open_call) {
            if calls.iter().all(|known| known.seq != call.seq) {
                calls.push(call);
            }
        }
        let series = day
            .series
            .iter()
            .map(|row| Ok((rows::parse(&row.workplace)?, row.series())));
        let last_called = day
            .last_called
            .into_iter()
            .map(|row| Ok((rows::parse(&row.workplace)?, row.call.try_into()?)));
        Ok(LobbyDay {
            callable: rows::all(day.callable)?,
            desks,
            calls,
            series: series.collect::<Result<_, StoreError>>()?,
            notes: rows::all(day.notes)?,
            seen: paces::seen(day.paces, day.usual.as_ref())?,
            awaited: Vec::new(),
            last_called: last_called.collect::<Result<_, StoreError>>()?,
        })
    }

    /// Who has booked for today in a lobby and is still to come. It changes with the day's
    /// reservations only, so whoever shows the day keeps it.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn awaited_today(
        &self,
        town: &Town,
        lobby: &LobbyId,
        now: Moment,
    ) -> Result<Vec<Awaited>, StoreError> {
        let workplaces: Vec<_> = town.workplaces_of(lobby).map(|w| &w.id).collect();
        let targets = transact::targets("agenda", workplaces.len());
        let script = Script::new(format!("RETURN ({AWAITED} {targets} {ARE_AWAITED})"));
        let agenda = workplaces.iter().map(|id| keys::agenda_of(now.date, id));
        let rows: Vec<AwaitedRow> = self.read(script.bind_each("agenda", agenda)).await?;
        rows.iter().map(|row| row.awaited(now)).collect()
    }
}

/// A call to which nobody has come yet is shown however old it is, so it is taken from the desk.
fn open_call(desk: &Desk) -> Option<Call> {
    let client = desk.client.as_ref()?;
    match client.state {
        TicketState::Called {
            counter,
            seq,
            called_at,
        } => Some(Call {
            seq,
            ticket: client.id,
            counter,
            at: called_at,
        }),
        _ => None,
    }
}

impl Store {
    /// Says what changes from now on, once it is committed. One change may be said several times.
    ///
    /// The stream ends when the database can no longer say it; changes may be missed then, so the
    /// caller reads everything again and asks for a new stream.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn changes(
        &self,
    ) -> Result<impl Stream<Item = Changed> + Send + Unpin + 'static, StoreError> {
        let link = self.link()?;
        // Every change of a queue writes or deletes a row of `waiting`, every command one of
        // `desk`, every new set-up and whatever a supervisor does counts up the one row of `town`,
        // and whatever becomes of a reservation is in its row; only the day that it was moved away
        // from is not.
        let tables = [
            live::<OfLobby>(&link, "LIVE SELECT lobby FROM waiting")
                .await?
                .boxed(),
            live::<OfLobby>(&link, "LIVE SELECT lobby FROM desk")
                .await?
                .boxed(),
            live::<OfTown>(&link, "LIVE SELECT version FROM town")
                .await?
                .boxed(),
            // No name, not even between the database and here.
            live::<OfReservation>(&link, "LIVE SELECT date, workplace FROM reservation")
                .await?
                .boxed(),
            live::<OfAgenda>(&link, "LIVE SELECT id FROM agenda")
                .await?
                .boxed(),
            live::<OfSession>(&link, "LIVE SELECT id FROM session")
                .await?
                .boxed(),
            live::<OfDevice>(&link, "LIVE SELECT lobby FROM device")
                .await?
                .boxed(),
        ];
        let one_has_ended = |change: &Option<Changed>| ready(change.is_some());
        Ok(
            stream::select_all(tables.map(|table| table.map(Some).chain(stream::iter([None]))))
                .take_while(one_has_ended)
                .filter_map(ready)
                .take_until(self.end_of(&link))
                .boxed(),
        )
    }
}

impl Store {
    /// Says from now on when the outbox has changed; ends as [`Store::changes`] does.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn outbox_changes(
        &self,
    ) -> Result<impl Stream<Item = ()> + Send + Unpin + 'static, StoreError> {
        let link = self.link()?;
        // Nothing of what a mail says.
        let changes = live::<OfOutbox>(&link, "LIVE SELECT kind FROM mail").await?;
        Ok(changes.take_until(self.end_of(&link)).boxed())
    }
}

/// A changed row, or one that was deleted: the database sends its last state.
trait ChangedRow: SurrealValue + Unpin + Send + 'static {
    type Change: Send;

    /// Whether what happened to the row is said.
    fn is_said(_: Action) -> bool {
        true
    }

    fn change(self) -> Result<Self::Change, StoreError>;
}

#[derive(SurrealValue)]
struct OfLobby {
    lobby: String,
}

impl ChangedRow for OfLobby {
    type Change = Changed;

    fn change(self) -> Result<Changed, StoreError> {
        rows::parse(&self.lobby).map(Changed::Lobby)
    }
}

#[derive(SurrealValue)]
struct OfReservation {
    date: String,
    workplace: String,
}

impl ChangedRow for OfReservation {
    type Change = Changed;

    fn change(self) -> Result<Changed, StoreError> {
        Ok(Changed::Reservation {
            date: rows::parse(&self.date)?,
            workplace: rows::parse(&self.workplace)?,
        })
    }
}

#[derive(SurrealValue)]
struct OfAgenda {
    id: RecordId,
}

impl ChangedRow for OfAgenda {
    type Change = Changed;

    fn change(self) -> Result<Changed, StoreError> {
        let (date, workplace) = keys::day_and_workplace(&self.id)
            .ok_or_else(|| rows::impossible::<Self>("it begins with a day and a workplace"))?;
        Ok(Changed::Reservation {
            date: rows::parse(date)?,
            workplace: rows::parse(workplace)?,
        })
    }
}

#[derive(SurrealValue)]
struct OfTown {}

impl ChangedRow for OfTown {
    type Change = Changed;

    fn change(self) -> Result<Changed, StoreError> {
        Ok(Changed::Setup)
    }
}

#[derive(SurrealValue)]
struct OfSession {}

impl ChangedRow for OfSession {
    type Change = Changed;

    fn is_said(action: Action) -> bool {
        action == Action::Delete
    }

    fn change(self) -> Result<Changed, StoreError> {
        Ok(Changed::Session)
    }
}

#[derive(SurrealValue)]
struct OfDevice {}

impl ChangedRow for OfDevice {
    type Change = Changed;

    fn change(self) -> Result<Changed, StoreError> {
        Ok(Changed::Device)
    }
}

#[derive(SurrealValue)]
struct OfOutbox {}

impl ChangedRow for OfOutbox {
    type Change = ();

    fn change(self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Registers a live query. Registrations write to the database and can meet each other, so they
/// are retried as transactions are.
async fn live<R: ChangedRow>(
    link: &Link,
    query: &'static str,
) -> Result<impl Stream<Item = R::Change> + Send + use<R>, StoreError> {
    let mut attempt = 0;
    let mut results = loop {
        attempt += 1;
        let registered = link.ask(link.db().query(query)).await;
        match registered.and_then(|results| Ok(results.check()?)) {
            Err(StoreError::Conflict(_)) if attempt < transact::ATTEMPTS => {
                transact::pause(attempt).await?;
            }
            end => break end?,
        }
    };
    let notifications = results.stream::<Notification<R>>(0)?;
    Ok(notifications
        .map(move |notification| {
            let said = notification
                .map_err(StoreError::from)
                .and_then(|notification| match notification.action {
                    action @ (Action::Create | Action::Update | Action::Delete) => {
                        let said = R::is_said(action).then(|| notification.data.change());
                        said.transpose()
                    }
                    ended => Err(StoreError::Unavailable(ended.to_string())),
                });
            said.inspect_err(|error| tracing::warn!(query, %error, "a live query ended"))
                .ok()
        })
        .take_while(|change| ready(change.is_some()))
        .filter_map(|change| ready(change.flatten())))
}
