//! Reservations, and what is booked, as they are read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    closure::{Closed, Closure},
    code::Code,
    contact::Email,
    ids::WorkplaceId,
    moment::Moment,
    outside::Overbooked,
    reservation::ReservationState,
    slots::{Booked, BookedDays},
    town::{Town, Workplace},
};
use surrealdb::types::{RecordId, RecordIdKey};

use super::{
    Booking, ReservationId,
    record::{self, Record, Seen},
    rows::{self, PointerRow, ReservationRow, SlotRow},
};
use crate::{
    Store, StoreError, keys,
    rows::{impossible, parse},
    secrets,
    transact::{self, Script, Tx},
};

/// No office takes bookings for so many days ahead.
const FARTHEST_DAYS: usize = 367;

impl Store {
    /// The reservation by its name; none once its day is over.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reservation(
        &self,
        town: &Town,
        id: &ReservationId,
        now: Moment,
    ) -> Result<Option<Booking>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $reservation")
            .bind("reservation", keys::reservation(id));
        self.booking(town, script, now).await
    }

    /// The reservation to which the link in a mail leads. Reading it changes nothing.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reservation_by_token(
        &self,
        town: &Town,
        token: &str,
        now: Moment,
    ) -> Result<Option<Booking>, StoreError> {
        let script = Script::new("RETURN SELECT VALUE reservation.* FROM ONLY $link")
            .bind("link", keys::link(&secrets::hash(token)));
        self.booking(town, script, now).await
    }

    /// The reservation with that code, if it is also of that address and nobody has used the code.
    /// One without an address is nobody's.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reservation_by_code_and_email(
        &self,
        town: &Town,
        code: Code,
        email: &Email,
        now: Moment,
    ) -> Result<Option<Booking>, StoreError> {
        let found = self.reservation_by_code(town, code, now).await?;
        let theirs = |booking: &Booking| {
            let contact = booking.reservation.contact();
            let of_contact = contact.and_then(|contact| contact.email.as_ref());
            of_contact.is_some_and(|known| known.folded() == email.folded())
        };
        Ok(found.filter(theirs))
    }

    /// The reservation with that code. For the staff only.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reservation_by_code(
        &self,
        town: &Town,
        code: Code,
        now: Moment,
    ) -> Result<Option<Booking>, StoreError> {
        let script = Script::new("RETURN SELECT VALUE reservation.* FROM ONLY $code")
            .bind("code", keys::code(code));
        self.booking(town, script, now).await
    }

    async fn booking(
        &self,
        town: &Town,
        script: Script,
        now: Moment,
    ) -> Result<Option<Booking>, StoreError> {
        let row: Option<ReservationRow> = self.read(script).await?;
        let record = row.map(Record::try_from).transpose()?;
        Ok(record.map(|record| record.booking(&town.rules, now)))
    }

    /// The clients of a day, by workplace and time: who is awaited, who is there, who did not
    /// come. For the staff only: they have names.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn day_reservations(
        &self,
        town: &Town,
        date: NaiveDate,
        workplaces: &[WorkplaceId],
        now: Moment,
    ) -> Result<Vec<Booking>, StoreError> {
        let agenda = workplaces.iter().map(|id| keys::agenda_of(date, id));
        let bookings = self.agenda(town, agenda.collect(), now).await?;
        let listed = |booking: &Booking| {
            matches!(
                booking.reservation.state,
                ReservationState::Confirmed { .. }
                    | ReservationState::CheckedIn { .. }
                    | ReservationState::Lapsed { .. }
            )
        };
        Ok(bookings.into_iter().filter(listed).collect())
    }

    /// The open reservations, held and confirmed, whose clients would come in vain because of
    /// `closure`, by workplace, day and time. For the staff only: they have names.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn affected_by(
        &self,
        town: &Town,
        closure: &Closure,
        now: Moment,
    ) -> Result<Vec<Booking>, StoreError> {
        let first = closure.from.date().max(now.date);
        let days = first.iter_days().take(FARTHEST_DAYS);
        let days: Vec<_> = days.take_while(|date| *date <= closure.to.date()).collect();
        let mut affected = Vec::new();
        let takes_places = !matches!(closure.of, Closed::Counter(_));
        let workplaces = town.workplaces_under(&closure.of).into_iter();
        for workplace in workplaces.filter(|_| takes_places) {
            let slot = workplace.slot_minutes();
            let agenda = days
                .iter()
                .map(|date| keys::agenda_of(*date, &workplace.id));
            let bookings = self.agenda(town, agenda.collect(), now).await?;
            let of_these = bookings
                .into_iter()
                .filter(|booking| closure.affects(&booking.reservation, slot));
            affected.extend(of_these);
        }
        Ok(affected)
    }

    /// What is booked from now on and lies outside what `workplace` offers as it is given here: the
    /// open reservations outside its hours, by time, and the slots with too many. For the staff
    /// only: they have names.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn outside(
        &self,
        town: &Town,
        workplace: &Workplace,
        now: Moment,
    ) -> Result<(Vec<Booking>, Vec<Overbooked>), StoreError> {
        let mut booked = self.booked_from(now.date).await?;
        let days = booked.remove(&workplace.id).unwrap_or_default();
        let over = days
            .iter()
            .flat_map(|(date, booked)| workplace.overbooked(*date, booked))
            .filter(|over| (over.date, over.time) >= (now.date, now.time));
        let agenda = days
            .keys()
            .map(|date| keys::agenda_of(*date, &workplace.id));
        let mut bookings = self.agenda(town, agenda.collect(), now).await?;
        bookings.retain(|booking| {
            let it = &booking.reservation;
            let agreed = (it.agreed.date, it.agreed.time);
            it.is_open() && agreed >= (now.date, now.time) && workplace.is_away_during(it)
        });
        Ok((bookings, over.collect()))
    }

    /// The reservations under these ranges of the agenda, in their order.
    pub(super) async fn agenda(
        &self,
        town: &Town,
        ranges: Vec<RecordId>,
        now: Moment,
    ) -> Result<Vec<Booking>, StoreError> {
        let script = Script::new(format!(
            "RETURN (SELECT VALUE reservation.* FROM {})",
            transact::targets("agenda", ranges.len())
        ))
        .bind_each("agenda", ranges);
        let rows: Vec<ReservationRow> = self.read(script).await?;
        let records: Vec<Record> = crate::rows::all(rows)?;
        let bookings = records
            .into_iter()
            .map(|record| record.booking(&town.rules, now));
        Ok(bookings.collect())
    }

    /// What is booked at a workplace on that day.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn booked(
        &self,
        workplace: &WorkplaceId,
        date: NaiveDate,
    ) -> Result<Booked, StoreError> {
        let mut workplaces = self.booked_in(keys::slots(date, workplace)).await?;
        let mut days = workplaces.remove(workplace).unwrap_or_default();
        Ok(days.remove(&date).unwrap_or_default())
    }

    /// What is booked from that day on, at all workplaces; one that is absent has no bookings.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn booked_from(
        &self,
        date: NaiveDate,
    ) -> Result<BTreeMap<WorkplaceId, BookedDays>, StoreError> {
        self.booked_in(keys::slots_from(date)).await
    }

    async fn booked_in(
        &self,
        slots: RecordId,
    ) -> Result<BTreeMap<WorkplaceId, BookedDays>, StoreError> {
        let script = Script::new("RETURN (SELECT * FROM $slots)").bind("slots", slots);
        rows::booked(self.read::<Vec<SlotRow>>(script).await?)
    }
}

/// The reservation that a link or a code leads to.
pub(super) async fn led_to(tx: &Tx, pointer: &RecordId) -> Result<Option<Seen>, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $pointer").bind("pointer", pointer.clone());
    match tx.read::<Option<PointerRow>>(script).await? {
        Some(row) => record::look(tx, &id_in(&row)?).await,
        None => Ok(None),
    }
}

pub(super) fn id_in(row: &PointerRow) -> Result<ReservationId, StoreError> {
    match &row.reservation.key {
        RecordIdKey::String(id) => parse(id),
        other => Err(impossible::<PointerRow>(format!("{other:?} as a key"))),
    }
}
