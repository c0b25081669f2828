//! The reservations of days, as whoever plans the office's work reads them, and finds the one of a client
//! who calls. All of it is for the staff only: it has names.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{
    contact::Email,
    ids::{TicketId, WorkplaceId},
    moment::Moment,
    reservation::Reservation,
    ticket::{Ticket, TicketState},
    town::Town,
};

use super::{
    Booking,
    record::{self, Record},
    rows::{OpenRow, ReservationRow},
};
use crate::{
    Store, StoreError, keys,
    rows::{TicketRow, all},
    transact::{self, Script},
};

impl Store {
    /// Everybody who is known to have booked for these days, whether confirmed and come or not, by day,
    /// workplace and time; at one workplace, if it is given.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn planned(
        &self,
        town: &Town,
        days: &[NaiveDate],
        workplace: Option<&WorkplaceId>,
        now: Moment,
    ) -> Result<Vec<Booking>, StoreError> {
        let agenda = days.iter().map(|date| match workplace {
            Some(workplace) => keys::agenda_of(*date, workplace),
            None => keys::agenda_on(*date),
        });
        let mut bookings = self.agenda(town, agenda.collect(), now).await?;
        bookings.retain(|booking| booking.reservation.contact().is_some());
        Ok(bookings)
    }

    /// Where these tickets are.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn ticket_states(
        &self,
        ids: &[TicketId],
    ) -> Result<BTreeMap<TicketId, TicketState>, StoreError> {
        let tickets: Vec<_> = ids.iter().map(|id| keys::ticket(*id)).collect();
        let script = Script::new("RETURN (SELECT * FROM $tickets)").bind("tickets", tickets);
        let tickets: Vec<Ticket> = all(self.read::<Vec<TicketRow>>(script).await?)?;
        Ok(tickets.into_iter().map(|it| (it.id, it.state)).collect())
    }

    /// The first `most` from today on that are sought, by day, of those whose client is known. A name is in
    /// no key, so it walks the days for which anybody has booked.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reservations_of_name(
        &self,
        town: &Town,
        is_sought: impl Fn(&Reservation) -> bool + Send + Sync,
        most: usize,
        now: Moment,
    ) -> Result<Vec<Booking>, StoreError> {
        let booked = self.booked_from(now.date).await?;
        let days: BTreeSet<_> = booked.values().flat_map(BTreeMap::keys).collect();
        let mut found = Vec::new();
        for date in days {
            let bookings = self.planned(town, &[*date], None, now).await?;
            let sought = |booking: &Booking| is_sought(&booking.reservation);
            found.extend(bookings.into_iter().filter(sought));
            if found.len() >= most {
                break;
            }
        }
        found.truncate(most);
        Ok(found)
    }

    /// All that know this address, by time: the open ones by their key, and those that have lapsed or
    /// whose client has come, which are of today.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn reservations_of_email(
        &self,
        town: &Town,
        email: &Email,
        now: Moment,
    ) -> Result<Vec<Booking>, StoreError> {
        let script =
            Script::new("RETURN SELECT * FROM ONLY $open").bind("open", record::email_key(email));
        let open: Option<OpenRow> = self.read(script).await?;
        let open = open.unwrap_or_default().open.into_keys();
        let open = open.map(|id| Ok(keys::reservation(&crate::rows::parse(&id)?)));
        let open = open.collect::<Result<Vec<_>, StoreError>>()?;
        // In this order: whoever comes meanwhile is in both.
        let script = Script::new(format!(
            "RETURN array::concat((SELECT * FROM {}), (SELECT VALUE reservation.* FROM $agenda))",
            transact::targets("open", open.len())
        ));
        let script = script
            .bind_each("open", open)
            .bind("agenda", keys::agenda_until(now.date));
        let records: Vec<Record> = all(self.read::<Vec<ReservationRow>>(script).await?)?;
        let bookings = records.into_iter().map(|it| it.booking(&town.rules, now));
        let folded = email.folded();
        let theirs = bookings.filter(|booking| {
            let contact = booking.reservation.contact();
            let email = contact.and_then(|contact| contact.email.as_ref());
            email.is_some_and(|email| email.folded() == folded)
        });
        let theirs: BTreeMap<_, _> = theirs.map(|it| (it.id.clone(), it)).collect();
        let mut theirs: Vec<_> = theirs.into_values().collect();
        theirs.sort_by_key(|booking| booking.reservation.agreed);
        Ok(theirs)
    }
}
