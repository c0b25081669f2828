//! Which clients the office writes to, and what, without anything being closed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    audit::Kind, ids::WorkplaceId, message::Message, moment::Moment, reservation::Reservation,
    slots::AgreedTime, town::Town,
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};

use super::{Booking, ReservationId, record::Record, rows::ReservationRow};
use crate::{
    Store, StoreError, keys,
    rows::{TextRow, all, impossible, localized, parse, text_row},
    secrets,
    transact::{Decision, Script, Tx, UseCase},
};

/// What somebody asks for who writes to clients.
#[derive(Clone, Debug)]
pub struct ContactRequest {
    /// Of all of them.
    pub workplace: WorkplaceId,
    /// Each with the time that it is about.
    pub clients: BTreeMap<ReservationId, AgreedTime>,
    pub message: Message,
    /// Whether what they have agreed to is cancelled.
    pub cancels: bool,
    /// Minted by the server for one form; the same key again is the same contact, and so is the same
    /// said to the same clients.
    pub key: String,
}

/// The name of the contact that comes of a form with that key.
#[must_use]
pub fn contact_name(key: &str) -> String {
    secrets::hash(key)
}

/// What is written to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownContact {
    /// Its name in addresses.
    pub id: String,
    /// None: it was written before that was kept.
    pub workplace: Option<WorkplaceId>,
    pub clients: BTreeMap<ReservationId, AgreedTime>,
    pub message: Message,
    pub cancels: bool,
}

impl KnownContact {
    /// Its name among what a client was told.
    #[must_use]
    pub fn name(&self) -> String {
        format!("contact.{}", self.id)
    }

    /// Whether it is the same by another form: of somebody who filled it in once more because the
    /// answer did not come. Twice it would be said twice.
    fn says_the_same(&self, other: &Self) -> bool {
        let of = |it: &Self| (it.workplace.clone(), it.clients.clone(), it.cancels);
        of(self) == of(other) && self.message == other.message
    }

    /// Whether it is about that reservation as it is: whoever has gone elsewhere is not concerned.
    pub(super) fn concerns(&self, id: &ReservationId, client: &Reservation) -> bool {
        client.is_open() && self.clients.get(id) == Some(&client.agreed)
    }
}

impl Store {
    /// Has clients written to: see [`Store::tell_contacts`].
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn contact(
        &self,
        request: ContactRequest,
        now: Moment,
    ) -> Result<KnownContact, StoreError> {
        self.does(Make { request, now }, |known| {
            Kind::ClientsWrittenTo.of(&known.id)
        })
        .await
    }

    /// What the office has written whose clients still have their days before them, the newest first.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn contacts(&self, now: Moment) -> Result<Vec<KnownContact>, StoreError> {
        let script = Script::new(
            "RETURN (SELECT * FROM contact WHERE until >= $today ORDER BY written_at DESC)",
        );
        let today = now.date.to_string();
        all(self
            .read::<Vec<ContactRow>>(script.bind("today", today))
            .await?)
    }

    /// The reservations that it is still about, by time. For the staff only: they have names.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn of_contact(
        &self,
        town: &Town,
        known: &KnownContact,
        now: Moment,
    ) -> Result<Vec<Booking>, StoreError> {
        let clients = known.clients.keys().map(keys::reservation);
        let clients: Vec<_> = clients.collect();
        let script = Script::new("RETURN (SELECT * FROM $clients)").bind("clients", clients);
        let records: Vec<Record> = all(self.read::<Vec<ReservationRow>>(script).await?)?;
        let bookings = records.into_iter().map(|it| it.booking(&town.rules, now));
        let mut bookings: Vec<_> = bookings
            .filter(|it| known.concerns(&it.id, &it.reservation))
            .collect();
        bookings.sort_by_key(|booking| booking.reservation.agreed);
        Ok(bookings)
    }
}

#[derive(Clone, SurrealValue)]
pub(super) struct ContactRow {
    id: RecordId,
    workplace: Option<String>,
    message: TextRow,
    /// By reservation, the agreed time.
    clients: BTreeMap<String, String>,
    cancels: bool,
    until: String,
    written_at: DateTime<Utc>,
}

impl TryFrom<ContactRow> for KnownContact {
    type Error = StoreError;

    fn try_from(row: ContactRow) -> Result<Self, StoreError> {
        let RecordIdKey::String(id) = &row.id.key else {
            return Err(impossible::<ContactRow>("its key is its name"));
        };
        let message = localized(row.message)?;
        let lines = message
            .all()
            .map(|(language, text)| (language, text.to_owned()));
        let message = Message::new(&lines.collect()).map_err(impossible::<ContactRow>)?;
        let clients = row.clients.iter().map(|(id, at)| {
            let at: NaiveDateTime = parse(at)?;
            let (date, time) = (at.date(), at.time());
            Ok::<_, StoreError>((parse(id)?, AgreedTime { date, time }))
        });
        Ok(Self {
            id: id.clone(),
            workplace: row.workplace.map(|id| parse(&id)).transpose()?,
            clients: clients.collect::<Result<_, _>>()?,
            message,
            cancels: row.cancels,
        })
    }
}

/// Takes a client out of whatever was written. What was written to nobody else goes with it: it may
/// be about that client.
pub(super) async fn forget(
    tx: &Tx,
    script: &mut Script,
    client: &ReservationId,
) -> Result<(), StoreError> {
    let contacts: Vec<ContactRow> = tx
        .read(Script::new("RETURN (SELECT * FROM contact)"))
        .await?;
    for mut row in contacts {
        if row.clients.remove(client.as_str()).is_none() {
            continue;
        }
        let id = row.id.clone();
        if row.clients.is_empty() {
            script.delete(id);
        } else {
            script.put(id, row);
        }
    }
    Ok(())
}

/// Writes it down for [`Store::tell_contacts`], unless that is done already. Answers whether it is new.
pub(crate) async fn make(
    tx: &Tx,
    script: &mut Script,
    request: &ContactRequest,
    now: Moment,
) -> Result<(KnownContact, bool), StoreError> {
    let id = keys::contact(&contact_name(&request.key));
    let known = Script::new("RETURN SELECT * FROM ONLY $contact").bind("contact", id.clone());
    if let Some(row) = tx.read::<Option<ContactRow>>(known).await? {
        return Ok((row.try_into()?, false));
    }
    let until = request.clients.values().map(|at| at.date).max();
    let clients = request
        .clients
        .iter()
        .map(|(id, AgreedTime { date, time })| {
            let at = date.and_time(*time).format("%Y-%m-%dT%H:%M:%S");
            (id.to_string(), at.to_string())
        });
    let row = ContactRow {
        id: id.clone(),
        workplace: Some(request.workplace.to_string()),
        message: text_row(request.message.text()),
        clients: clients.collect(),
        cancels: request.cancels,
        until: until.unwrap_or(now.date).to_string(),
        written_at: now.instant,
    };
    let known = KnownContact::try_from(row.clone())?;
    let others = Script::new("RETURN (SELECT * FROM contact)");
    let others: Vec<KnownContact> = all(tx.read::<Vec<ContactRow>>(others).await?)?;
    if let Some(same) = others.into_iter().find(|it| it.says_the_same(&known)) {
        return Ok((same, false));
    }
    script.put(id, row);
    Ok((known, true))
}

struct Make {
    request: ContactRequest,
    now: Moment,
}

impl UseCase for Make {
    type Answer = KnownContact;

    async fn decide(&self, tx: &Tx) -> Result<Decision<KnownContact>, StoreError> {
        let mut script = Script::default();
        let (known, is_new) = make(tx, &mut script, &self.request, self.now).await?;
        Ok(if is_new {
            Decision::Write(script, known)
        } else {
            Decision::Nothing(known)
        })
    }
}
