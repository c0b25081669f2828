//! The one mail that reminds a client of the agreed time.

use chrono::{DateTime, Utc};

use crate::{
    moment::Moment,
    reservation::{NotDue, Reservation, ReservationState},
    town::Rules,
};

impl Reservation {
    /// When the reminder leaves; none if there is none (any more), or no address to send it to.
    /// Whoever confirmed the time, or moved to it, when it was nearer than that has been told of it
    /// just then.
    #[must_use]
    pub fn reminder_at(&self, rules: &Rules, now: Moment) -> Option<DateTime<Utc>> {
        match self.state {
            ReservationState::Confirmed {
                ref contact,
                since,
                reminded: false,
                ..
            } if contact.email.is_some() => {
                Some(self.agreed.instant(now) - rules.reminder()).filter(|at| since <= *at)
            }
            _ => None,
        }
    }

    /// What the job writes together with the mail. After an outage it is caught up, but never
    /// once the agreed time has come.
    ///
    /// # Errors
    /// [`NotDue`] if no mail is to leave now.
    pub fn remind(mut self, rules: &Rules, now: Moment) -> Result<Self, NotDue> {
        let due = self
            .reminder_at(rules, now)
            .is_some_and(|at| at <= now.instant && now.instant < self.agreed.instant(now));
        match &mut self.state {
            ReservationState::Confirmed { reminded, .. } if due => *reminded = true,
            _ => return Err(NotDue),
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        reservation::tests::confirmed_at,
        slots::{
            AgreedTime, Booked, Offer,
            tests::{day, offer, prague, service, time, workplace},
        },
    };

    /// For Monday 23 November 2026, 10:00.
    fn remind(confirmed: &str, now: &str) -> Result<Reservation, NotDue> {
        confirmed_at(confirmed).remind(&Rules::default(), prague(now))
    }

    const LONG_AGO: &str = "2026-11-10T12:00:00";

    #[test]
    fn the_reminder_leaves_a_day_before_and_never_once_the_time_has_come() {
        assert_eq!(remind(LONG_AGO, "2026-11-22T09:59:59"), Err(NotDue));
        assert!(remind(LONG_AGO, "2026-11-22T10:00:00").is_ok());
        assert!(remind(LONG_AGO, "2026-11-23T09:59:59").is_ok());
        assert_eq!(remind(LONG_AGO, "2026-11-23T10:00:00"), Err(NotDue));
    }

    #[test]
    fn there_is_one_reminder() {
        let rules = Rules::default();
        let reminded = remind(LONG_AGO, "2026-11-22T10:00:00").unwrap();
        let now = prague("2026-11-22T10:00:01");
        assert_eq!(reminded.reminder_at(&rules, now), None);
        assert_eq!(reminded.remind(&rules, now), Err(NotDue));
    }

    #[test]
    fn whoever_confirms_within_the_last_day_is_not_reminded() {
        let noon = "2026-11-22T12:00:00";
        assert!(remind("2026-11-22T10:00:00", noon).is_ok());
        assert_eq!(remind("2026-11-22T10:00:01", noon), Err(NotDue));
        assert_eq!(
            remind("2026-11-22T11:00:00", "2026-11-23T09:00:00"),
            Err(NotDue)
        );
    }

    #[test]
    fn nobody_without_an_address_is_reminded() {
        let (rules, now) = (Rules::default(), prague("2026-11-22T12:00:00"));
        let mut reservation = confirmed_at(LONG_AGO);
        if let ReservationState::Confirmed { contact, .. } = &mut reservation.state {
            contact.email = None;
        }
        assert_eq!(reservation.reminder_at(&rules, now), None);
        assert_eq!(reservation.remind(&rules, now), Err(NotDue));
    }

    #[test]
    fn nobody_is_reminded_of_what_is_not_confirmed() {
        let rules = Rules::default();
        let now = prague("2026-11-22T12:00:00");
        let mut reservation = confirmed_at(LONG_AGO).cancel(&rules, now).unwrap();
        assert_eq!(reservation.clone().remind(&rules, now), Err(NotDue));
        reservation.state = ReservationState::Expired;
        assert_eq!(reservation.remind(&rules, now), Err(NotDue));
    }

    #[test]
    fn after_a_move_the_new_time_has_its_own_reminder_unless_it_is_near() {
        let reminded = remind(LONG_AGO, "2026-11-22T10:00:00").unwrap();
        let (workplace, service) = (workplace(&["08:00-17:00"], 15, 1), service(30));
        let offer = Offer {
            now: prague("2026-11-22T12:00:00"),
            ..offer(&workplace, &service)
        };
        let reminder_after_move = |date| {
            let to = AgreedTime {
                date: day(date),
                time: time("09:00:00"),
            };
            let moved = reminded.clone().move_to(to, &offer, &Booked::default());
            moved.unwrap().reminder_at(offer.rules, offer.now)
        };
        let later = reminder_after_move("2026-11-25");
        assert_eq!(later, Some(prague("2026-11-24T09:00:00").instant));
        assert_eq!(reminder_after_move("2026-11-23"), None);
    }
}
