//! A reservation with all the rows that belong to it: read as a whole and written as a whole.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    code::Code,
    contact::{Contact, Email},
    ids::WorkplaceId,
    moment::Moment,
    reservation::{Reservation, ReservationState},
    town::Rules,
};
use surrealdb::types::{RecordId, SurrealValue};

use super::{
    Booking, ReservationId,
    mails::{self, Mail, MailKind},
    rows::{DueRow, HeldRow, HoldRow, MailRow, OpenRow, PointerRow, ReservationRow},
};
use crate::{
    StoreError, keys, secrets,
    transact::{Script, Tx},
};

#[derive(Clone)]
pub(super) struct Record {
    pub id: ReservationId,
    pub reservation: Reservation,
    /// Once it has one nobody else gets it until the day is over, whatever becomes of this one.
    pub code: Option<Code>,
    /// The row of the network that it is held from, while it is.
    pub held_from: Option<RecordId>,
    /// The hashes of the tokens that lead here.
    pub links: Vec<String>,
    pub revision: u16,
    pub unreached: bool,
    /// The login of the clerk who booked it.
    pub booked_by: Option<String>,
    /// The closures and contacts that its client was told of.
    pub told: Vec<String>,
    /// What `due` holds of it.
    pub dues: Dues,
}

/// When time will do something to a reservation.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Dues {
    pub expire: Option<DateTime<Utc>>,
    pub lapse: Option<DateTime<Utc>>,
    pub remind: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DueKind {
    Expire,
    Lapse,
    Remind,
}

/// A reservation as a transaction found it.
pub(super) struct Seen {
    pub record: Record,
    /// Those that have not left yet.
    pub mails: Vec<Mail>,
    /// The open ones of its address.
    pub open: OpenRow,
    /// What is held from its network.
    pub held: HeldRow,
}

#[derive(SurrealValue)]
struct Sight {
    found: Option<ReservationRow>,
    mails: Vec<MailRow>,
    open: Option<OpenRow>,
    held: Option<HeldRow>,
}

const SIGHT: &str = "
    LET $found = (SELECT * FROM ONLY $reservation);
    RETURN {
        found: $found,
        mails: (SELECT * FROM $mails),
        open: IF $found.of_email { (SELECT * FROM ONLY $found.of_email) },
        held: IF $found.held_from { (SELECT * FROM ONLY $found.held_from) },
    }";

/// Reads a reservation and what must be written together with it.
pub(super) async fn look(tx: &Tx, id: &ReservationId) -> Result<Option<Seen>, StoreError> {
    let script = Script::new(SIGHT)
        .bind("reservation", keys::reservation(id))
        .bind("mails", keys::mails_of(id));
    let sight: Sight = tx.read(script).await?;
    let Some(found) = sight.found else {
        return Ok(None);
    };
    Ok(Some(Seen {
        record: found.try_into()?,
        mails: crate::rows::all(sight.mails)?,
        open: sight.open.unwrap_or_default(),
        held: sight.held.unwrap_or_default(),
    }))
}

impl Seen {
    /// Writes what it has become; its address is the same, or none any more. A mail that has not
    /// left says something that is no longer so, or that the new one says as well: it is dropped. What
    /// the office has said of the agreed time stays so, unless the client goes elsewhere; and a message
    /// of it replaces nothing.
    pub(super) fn write(
        self,
        script: &mut Script,
        mut after: Record,
        mail: Option<Mail>,
        rules: &Rules,
        now: Moment,
    ) {
        let before = &self.record;
        if let Some(key) = of_email(&before.reservation) {
            let mut open = self.open.clone();
            match open_until(&after.reservation, rules, now) {
                Some(until) => open.open.insert(after.id.to_string(), until),
                None => open.open.remove(after.id.as_str()),
            };
            if open != self.open {
                write_open(script, key, open);
            }
        }
        if let Some(key) = after.held_from.clone() {
            let mut held = self.held.clone();
            match hold_row(&after.reservation) {
                Some(hold) => held.holds.insert(after.id.to_string(), hold),
                None => {
                    after.held_from = None;
                    held.holds.remove(after.id.as_str())
                }
            };
            if held != self.held {
                write_held(script, key, held);
            }
        }
        let goes = after.reservation.agreed != before.reservation.agreed
            || matches!(after.reservation.state, ReservationState::Cancelled);
        let says_more = mail
            .as_ref()
            .is_some_and(|mail| mail.kind == MailKind::Message);
        for old in &self.mails {
            if goes || !(says_more || old.kind.is_of_the_office()) {
                mails::forget(script, old);
            }
        }
        if let Some(mail) = mail {
            mails::put(script, &mail);
        }
        after.write(script, Some(before), rules, now);
    }
}

impl Record {
    pub(super) fn new(id: ReservationId, reservation: Reservation) -> Self {
        Self {
            id,
            reservation,
            code: None,
            held_from: None,
            links: Vec::new(),
            revision: 0,
            unreached: false,
            booked_by: None,
            told: Vec::new(),
            dues: Dues::default(),
        }
    }

    /// The same with the reservation in another state.
    pub(super) fn with(&self, reservation: Reservation) -> Self {
        Self {
            reservation,
            ..self.clone()
        }
    }

    /// A mail to the client, with a link of its own; none to whoever has no address.
    pub(super) fn mail(
        &mut self,
        kind: MailKind,
        now: DateTime<Utc>,
    ) -> Result<Option<Mail>, StoreError> {
        let Some(to) = self.reservation.contact().and_then(Contact::addressee) else {
            return Ok(None);
        };
        let token = secrets::token()?;
        let mail = Mail::new(kind, self, to, Some(token.clone()), now)?;
        self.links.push(secrets::hash(&token));
        Ok(Some(mail))
    }

    pub(super) fn booking(self, rules: &Rules, now: Moment) -> Booking {
        Booking {
            id: self.id,
            reservation: self.reservation.as_of(rules, now),
            revision: self.revision,
            unreached: self.unreached,
            booked_by: self.booked_by,
            told: self.told,
        }
    }

    /// Writes the reservation, what it takes and what leads to it; everything but its address and
    /// its mails.
    pub(super) fn write(
        &mut self,
        script: &mut Script,
        before: Option<&Self>,
        rules: &Rules,
        now: Moment,
    ) {
        self.dues = Dues::of(&self.reservation, rules, now);
        let pointer = PointerRow {
            reservation: keys::reservation(&self.id),
        };
        self.write_places(script, before);
        let agenda = self.agenda();
        match before.map(Self::agenda) {
            Some(old) if old == agenda => {}
            old => {
                if let Some(old) = old {
                    script.delete(old);
                }
                script.put(agenda, pointer.clone());
            }
        }
        let old_dues = before.map(|before| before.dues).unwrap_or_default();
        if old_dues != self.dues {
            for (kind, at) in old_dues.each() {
                script.delete(keys::due(kind.word(), at, &self.id));
            }
            for (kind, at) in self.dues.each() {
                let reservation = self.id.to_string();
                let row = DueRow { reservation, at };
                script.put(keys::due(kind.word(), at, &self.id), row);
            }
        }
        let old_links = before.map_or(&[][..], |before| &before.links);
        for gone in old_links.iter().filter(|old| !self.links.contains(old)) {
            script.delete(keys::link(gone));
        }
        for new in self.links.iter().filter(|new| !old_links.contains(new)) {
            script.put(keys::link(new), pointer.clone());
        }
        if let Some(code) = self.code
            && before.is_none_or(|before| before.code != self.code)
        {
            script.put(keys::code(code), pointer);
        }
        self.mark(script);
    }

    /// Writes the reservation alone, where nothing else about it has changed.
    pub(super) fn mark(&self, script: &mut Script) {
        script.put(keys::reservation(&self.id), ReservationRow::from(self));
    }

    /// Takes the slots that it did not have and gives back those that it has no more. What it
    /// keeps is not touched.
    fn write_places(&self, script: &mut Script, before: Option<&Self>) {
        let mut changes = BTreeMap::new();
        for (record, sign) in before.into_iter().map(|old| (old, -1)).chain([(self, 1)]) {
            let Reservation {
                workplace, agreed, ..
            } = &record.reservation;
            for slot in record.reservation.slots() {
                *changes.entry((agreed.date, workplace, *slot)).or_default() += sign;
            }
        }
        for ((date, workplace, time), change) in changes {
            if change != 0 {
                script.add(keys::slot(date, workplace, time), "booked", change);
            }
        }
    }

    pub(super) fn agenda(&self) -> RecordId {
        let reservation = &self.reservation;
        keys::agenda(reservation.agreed, &reservation.workplace, &self.id)
    }
}

impl Dues {
    fn of(reservation: &Reservation, rules: &Rules, now: Moment) -> Self {
        match reservation.state {
            ReservationState::Held { until, .. } => Self {
                expire: Some(until),
                ..Self::default()
            },
            ReservationState::Confirmed { .. } => Self {
                lapse: Some(reservation.lapses_at(rules, now)),
                // Once the agreed time has come there is nothing to remind of.
                remind: reservation
                    .reminder_at(rules, now)
                    .filter(|_| now.instant < reservation.agreed.instant(now)),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    pub(super) fn at(self, kind: DueKind) -> Option<DateTime<Utc>> {
        match kind {
            DueKind::Expire => self.expire,
            DueKind::Lapse => self.lapse,
            DueKind::Remind => self.remind,
        }
    }

    pub(super) fn each(self) -> impl Iterator<Item = (DueKind, DateTime<Utc>)> {
        [DueKind::Expire, DueKind::Lapse, DueKind::Remind]
            .into_iter()
            .filter_map(move |kind| Some((kind, self.at(kind)?)))
    }
}

impl DueKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Expire => "expire",
            Self::Lapse => "lapse",
            Self::Remind => "remind",
        }
    }
}

impl OpenRow {
    /// How many are open beside `id`, whether a job has written the end of the others or not.
    pub(super) fn beside(&self, id: &ReservationId, now: DateTime<Utc>) -> u16 {
        let open = self.open.iter();
        let open = open.filter(|(other, until)| *other != id.as_str() && now < **until);
        open.count().try_into().unwrap_or(u16::MAX)
    }
}

/// Where the open reservations of an address are counted. A plain hash is enough: while the row
/// is there the address itself is in the reservation.
pub(super) fn email_key(email: &Email) -> RecordId {
    keys::open_of_email(&secrets::hash(&email.folded()))
}

/// The same of a reservation that is written as open, if it has an address.
pub(super) fn of_email(reservation: &Reservation) -> Option<RecordId> {
    let contact = reservation.contact().filter(|_| reservation.is_open())?;
    contact.email.as_ref().map(email_key)
}

pub(super) fn write_open(script: &mut Script, key: RecordId, row: OpenRow) {
    if row.open.is_empty() {
        script.delete(key);
    } else {
        script.put(key, row);
    }
}

impl HeldRow {
    /// How many places of a workplace's day are held, whether a job has written the end of the
    /// others or not.
    pub(super) fn places(
        &self,
        workplace: &WorkplaceId,
        date: NaiveDate,
        now: DateTime<Utc>,
    ) -> u16 {
        let date = date.to_string();
        let holds = self.holds.values().filter(|hold| {
            now < hold.until && hold.date == date && hold.workplace == workplace.as_str()
        });
        holds.fold(0, |sum, hold| sum.saturating_add(hold.places))
    }
}

/// What counts of a reservation towards the limit of its network.
pub(super) fn hold_row(reservation: &Reservation) -> Option<HoldRow> {
    let ReservationState::Held { slots, until, .. } = &reservation.state else {
        return None;
    };
    Some(HoldRow {
        until: *until,
        date: reservation.agreed.date.to_string(),
        workplace: reservation.workplace.to_string(),
        places: slots.len().try_into().unwrap_or(u16::MAX),
    })
}

pub(super) fn write_held(script: &mut Script, key: RecordId, row: HeldRow) {
    if row.holds.is_empty() {
        script.delete(key);
    } else {
        script.put(key, row);
    }
}

/// The first instant at which it is no longer open by itself.
pub(super) fn open_until(
    reservation: &Reservation,
    rules: &Rules,
    now: Moment,
) -> Option<DateTime<Utc>> {
    match reservation.state {
        ReservationState::Held { until, .. } => Some(until),
        ReservationState::Confirmed { .. } => Some(reservation.lapses_at(rules, now)),
        _ => None,
    }
}
