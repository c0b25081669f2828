//! A reservation and its way from the form to the counter.
//!
//! ```text
//! book (a clerk) ───────────────┐
//! hold ──► Held ──confirm──► Confirmed ──check in──► CheckedIn
//!           │ └─ cancel ─┐      │ │ └─ time passes ─► Lapsed
//!      time passes       ▼      │ │
//!           │        Cancelled ◄┘ └─ move: Confirmed (and Held stays Held) at another time
//!           └─► Expired
//! ```
//!
//! What time alone does is true before the job has written it: every transition decides on the
//! reservation [as it is](Reservation::as_of) at its `now`.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    code::Code,
    contact::{Contact, Email},
    ids::{LobbyId, ServiceId, TicketId, WorkplaceId},
    moment::Moment,
    slots::{AgreedTime, Booked, NoPlace, Offer, Place},
    text::Language,
    ticket::{Standing, Ticket, TicketState},
    town::Rules,
};

/// An agreed time for one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    pub workplace: WorkplaceId,
    pub service: ServiceId,
    /// The language in which the client booked and is written to.
    pub language: Language,
    pub agreed: AgreedTime,
    pub state: ReservationState,
}

/// Where a reservation is; each state carries only what that state has. Those that have ended
/// without a visit know neither a client nor a place: what is gone cannot be kept by mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReservationState {
    /// The place is kept for a client who has yet to press the button behind the link.
    Held {
        contact: Contact,
        slots: Vec<NaiveTime>,
        /// The first instant at which it is no longer held.
        until: DateTime<Utc>,
    },
    Confirmed {
        contact: Contact,
        slots: Vec<NaiveTime>,
        code: Code,
        /// When the client last learnt of this time: by confirming it or by moving to it.
        since: DateTime<Utc>,
        reminded: bool,
    },
    /// The code is used, the client waits or has waited with that ticket.
    CheckedIn {
        contact: Contact,
        slots: Vec<NaiveTime>,
        ticket: TicketId,
    },
    /// The client did not check in in time.
    Lapsed {
        contact: Contact,
        slots: Vec<NaiveTime>,
    },
    Cancelled,
    /// Not confirmed in time.
    Expired,
}

/// Why nothing about a reservation can be changed any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    CheckedIn { ticket: TicketId },
    Lapsed,
    Cancelled,
    Expired,
}

/// Why no place is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldRefusal {
    NoPlace(NoPlace),
    /// The e-mail address has as many open reservations as one may have.
    TooManyOpen {
        most: u16,
    },
    /// So much of the day is held from the same network and not confirmed that some of it may be
    /// for nobody.
    TooManyUnconfirmed,
}

/// Why a clerk's booking is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookRefusal {
    NoPlace(NoPlace),
    /// The e-mail address has as many open reservations as one may have.
    TooManyOpen {
        most: u16,
    },
}

/// What counts already towards the limits of whoever asks for a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The open reservations of the e-mail address.
    pub open_of_email: u16,
    /// The workplace's places on that day that are held from the same network and not confirmed.
    pub unconfirmed_of_network: u16,
}

/// Why the client is not written to at another address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectRefusal {
    /// The address has been proved right.
    Confirmed,
    /// The other address has as many open reservations as one may have.
    TooManyOpen {
        most: u16,
    },
    Over(Over),
}

/// Why a reservation stays at its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveRefusal {
    Over(Over),
    NoPlace(NoPlace),
}

/// Why a client gets no ticket for a reservation, and in any case for what, when and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInRefusal {
    pub reason: NotCheckedIn,
    pub workplace: WorkplaceId,
    pub service: ServiceId,
    pub agreed: AgreedTime,
    pub lobby: LobbyId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotCheckedIn {
    /// Today, but check-in begins only then; civil time in the town's zone.
    TooEarly {
        #[serde(with = "crate::wire::time")]
        from: NaiveTime,
    },
    /// On a day that is yet to come.
    AnotherDay,
    /// It would be time now, or will be today, in another lobby.
    OtherLobby,
    /// Lapsed; a walk-in ticket can be had.
    TooLate,
    /// The code has had its ticket.
    Used {
        ticket: TicketId,
    },
    /// The link in the e-mail has not been confirmed yet.
    NotConfirmed,
    Cancelled,
    Expired,
}

/// Where somebody checks in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrance<'a> {
    /// The lobby of the reservation's workplace.
    pub right: &'a LobbyId,
    /// The lobby of the kiosk; none where a clerk checks the client in, who is then in the right
    /// place.
    pub kiosk: Option<&'a LobbyId>,
}

/// The time for that has not come, or the reservation is in another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reservation is in another state, or it is not time")]
pub struct NotDue;

impl Reservation {
    /// Holds the place that begins at `agreed`.
    ///
    /// # Errors
    /// Why it is not held.
    pub fn hold(
        offer: &Offer<'_>,
        agreed: AgreedTime,
        booked: &Booked,
        contact: Contact,
        language: Language,
        counted: Counted,
    ) -> Result<Self, HoldRefusal> {
        let most = offer.rules.open_reservations_per_email;
        if counted.open_of_email >= most {
            return Err(HoldRefusal::TooManyOpen { most });
        }
        let place = offer.place_anew(agreed, booked);
        let Place { agreed, slots } = place.map_err(HoldRefusal::NoPlace)?;
        let unconfirmed = usize::from(counted.unconfirmed_of_network);
        if unconfirmed > 0 && unconfirmed + slots.len() > offer.most_unconfirmed(agreed.date) {
            return Err(HoldRefusal::TooManyUnconfirmed);
        }
        let until = offer.now.instant + offer.rules.hold();
        Ok(Self {
            workplace: offer.workplace.id.clone(),
            service: offer.service.id.clone(),
            language,
            agreed,
            state: ReservationState::Held {
                contact,
                slots,
                until: until.min(agreed.instant(offer.now)),
            },
        })
    }

    /// A clerk books for a client who is there or on the phone: nothing needs to be proved, so it is
    /// confirmed at once. `code` is new among all whose day is not over; of the client's e-mail
    /// address, if there is one, `open_of_email` are open.
    ///
    /// # Errors
    /// Why it is not made.
    pub fn book(
        offer: &Offer<'_>,
        agreed: AgreedTime,
        booked: &Booked,
        contact: Contact,
        language: Language,
        open_of_email: u16,
        code: Code,
    ) -> Result<Self, BookRefusal> {
        let most = offer.rules.open_reservations_per_email;
        if contact.email.is_some() && open_of_email >= most {
            return Err(BookRefusal::TooManyOpen { most });
        }
        let place = offer.place_anew(agreed, booked);
        let Place { agreed, slots } = place.map_err(BookRefusal::NoPlace)?;
        Ok(Self {
            workplace: offer.workplace.id.clone(),
            service: offer.service.id.clone(),
            language,
            agreed,
            state: ReservationState::Confirmed {
                contact,
                slots,
                code,
                since: offer.now.instant,
                reminded: false,
            },
        })
    }

    /// What it is at `now`, whether a job has written that already or not: a hold that has ended
    /// is expired, an agreed time that has passed is lapsed.
    #[must_use]
    pub fn as_of(self, rules: &Rules, now: Moment) -> Self {
        let lapses_at = self.lapses_at(rules, now);
        let state = match self.state {
            ReservationState::Held { until, .. } if until <= now.instant => {
                ReservationState::Expired
            }
            ReservationState::Confirmed { contact, slots, .. } if lapses_at <= now.instant => {
                ReservationState::Lapsed { contact, slots }
            }
            state => state,
        };
        Self { state, ..self }
    }

    /// Whether it counts among the open reservations of its address.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(
            self.state,
            ReservationState::Held { .. } | ReservationState::Confirmed { .. }
        )
    }

    /// Whom it is for; unknown once it is cancelled or expired.
    #[must_use]
    pub fn contact(&self) -> Option<&Contact> {
        match &self.state {
            ReservationState::Held { contact, .. }
            | ReservationState::Confirmed { contact, .. }
            | ReservationState::CheckedIn { contact, .. }
            | ReservationState::Lapsed { contact, .. } => Some(contact),
            ReservationState::Cancelled | ReservationState::Expired => None,
        }
    }

    /// The slots that it takes; those that it took before a transition and does not take after
    /// it are free again.
    #[must_use]
    pub fn slots(&self) -> &[NaiveTime] {
        match &self.state {
            ReservationState::Held { slots, .. }
            | ReservationState::Confirmed { slots, .. }
            | ReservationState::CheckedIn { slots, .. }
            | ReservationState::Lapsed { slots, .. } => slots,
            ReservationState::Cancelled | ReservationState::Expired => &[],
        }
    }

    /// "Opravit e-mail": the place stays held as long as it was. The link that went to the old
    /// address must not work any more. The new address has `open_of_email` open reservations
    /// beside this one.
    ///
    /// # Errors
    /// [`CorrectRefusal`] unless it is held.
    pub fn correct_email(
        self,
        email: Email,
        open_of_email: u16,
        rules: &Rules,
        now: Moment,
    ) -> Result<Self, CorrectRefusal> {
        let mut corrected = self.still_open(rules, now).map_err(CorrectRefusal::Over)?;
        let ReservationState::Held { contact, .. } = &mut corrected.state else {
            return Err(CorrectRefusal::Confirmed);
        };
        let most = rules.open_reservations_per_email;
        if open_of_email >= most {
            return Err(CorrectRefusal::TooManyOpen { most });
        }
        contact.email = Some(email);
        Ok(corrected)
    }

    /// The button behind the link. `code` is new among all whose day is not over; one that is
    /// confirmed already keeps its own and stays as it was.
    ///
    /// # Errors
    /// [`Over`]. Never while the place is held.
    pub fn confirm(self, code: Code, rules: &Rules, now: Moment) -> Result<Self, Over> {
        let open = self.still_open(rules, now)?;
        let state = match open.state {
            ReservationState::Held { contact, slots, .. } => ReservationState::Confirmed {
                contact,
                slots,
                code,
                since: now.instant,
                reminded: false,
            },
            state => state,
        };
        Ok(Self { state, ..open })
    }

    /// What the job writes of a hold that has ended: its place is free.
    ///
    /// # Errors
    /// [`NotDue`] unless it is held and its time is over.
    pub fn expire(self, now: Moment) -> Result<Self, NotDue> {
        match self.state {
            ReservationState::Held { until, .. } if until <= now.instant => Ok(Self {
                state: ReservationState::Expired,
                ..self
            }),
            _ => Err(NotDue),
        }
    }

    /// What the job writes of a client who did not come; statistics count a no-show.
    ///
    /// # Errors
    /// [`NotDue`] unless it is confirmed and check-in has ended.
    pub fn lapse(self, rules: &Rules, now: Moment) -> Result<Self, NotDue> {
        if !matches!(self.state, ReservationState::Confirmed { .. }) {
            return Err(NotDue);
        }
        let settled = self.as_of(rules, now);
        match settled.state {
            ReservationState::Lapsed { .. } => Ok(settled),
            _ => Err(NotDue),
        }
    }

    /// Gives the client the ticket `id`, whatever the capacity, the break or the hour.
    ///
    /// # Errors
    /// Why not, with when and where to come.
    pub fn check_in(
        self,
        id: TicketId,
        entrance: Entrance<'_>,
        rules: &Rules,
        now: Moment,
    ) -> Result<(Self, Ticket), CheckInRefusal> {
        let settled = self.as_of(rules, now);
        let refuse = |reason| CheckInRefusal {
            reason,
            workplace: settled.workplace.clone(),
            service: settled.service.clone(),
            agreed: settled.agreed,
            lobby: entrance.right.clone(),
        };
        let (contact, slots) = match settled.state {
            ReservationState::Confirmed { contact, slots, .. } => (contact, slots),
            ReservationState::Held { .. } => return Err(refuse(NotCheckedIn::NotConfirmed)),
            ReservationState::CheckedIn { ticket, .. } => {
                return Err(refuse(NotCheckedIn::Used { ticket }));
            }
            ReservationState::Lapsed { .. } => return Err(refuse(NotCheckedIn::TooLate)),
            ReservationState::Cancelled => return Err(refuse(NotCheckedIn::Cancelled)),
            ReservationState::Expired => return Err(refuse(NotCheckedIn::Expired)),
        };
        let agreed_at = settled.agreed.instant(now);
        let begins = agreed_at - rules.check_in_before();
        let too_early = now.instant < begins;
        if too_early && settled.agreed.date != now.date {
            return Err(refuse(NotCheckedIn::AnotherDay));
        }
        if entrance.kiosk.is_some_and(|lobby| lobby != entrance.right) {
            return Err(refuse(NotCheckedIn::OtherLobby));
        }
        if too_early {
            let from = now.at(begins).time;
            return Err(refuse(NotCheckedIn::TooEarly { from }));
        }
        let ticket = Ticket {
            id,
            workplace: settled.workplace.clone(),
            service: settled.service.clone(),
            issued_at: now.instant,
            standing: Standing::Reserved { agreed_at },
            priority_since: None,
            missed: 0,
            came_from: None,
            only_at: None,
            postponed_until: None,
            state: TicketState::Waiting,
        };
        let state = ReservationState::CheckedIn {
            contact,
            slots,
            ticket: id,
        };
        Ok((Self { state, ..settled }, ticket))
    }

    /// "Zrušit": the client is forgotten and the place is free.
    ///
    /// # Errors
    /// [`Over`].
    pub fn cancel(self, rules: &Rules, now: Moment) -> Result<Self, Over> {
        let open = self.still_open(rules, now)?;
        Ok(Self {
            state: ReservationState::Cancelled,
            ..open
        })
    }

    /// "Změnit termín": the same service at another time. `offer` is for that service, `booked`
    /// is the new day, this reservation included: its own place does not stand in its way. Where
    /// it is at that time already, nothing changes.
    ///
    /// # Errors
    /// Why it stays where it is.
    pub fn move_to(
        self,
        to: AgreedTime,
        offer: &Offer<'_>,
        booked: &Booked,
    ) -> Result<Self, MoveRefusal> {
        let now = offer.now;
        let open = self
            .still_open(offer.rules, now)
            .map_err(MoveRefusal::Over)?;
        if to == open.agreed {
            return Ok(open);
        }
        if open.service != offer.service.id {
            return Err(MoveRefusal::NoPlace(NoPlace::NotBookable));
        }
        let mut others = booked.clone();
        if open.agreed.date == to.date && open.workplace == offer.workplace.id {
            others.remove(open.slots());
        }
        let place = offer.place(to, &others).map_err(MoveRefusal::NoPlace)?;
        let state = match open.state {
            ReservationState::Held { contact, until, .. } => ReservationState::Held {
                contact,
                slots: place.slots,
                until: until.min(to.instant(now)),
            },
            ReservationState::Confirmed { contact, code, .. } => ReservationState::Confirmed {
                contact,
                slots: place.slots,
                code,
                since: now.instant,
                reminded: false,
            },
            state => state,
        };
        Ok(Self {
            workplace: offer.workplace.id.clone(),
            agreed: place.agreed,
            state,
            ..open
        })
    }

    /// The first instant at which it is too late to check in. The last second that is not is
    /// wholly so: people read clocks that show seconds.
    #[must_use]
    pub fn lapses_at(&self, rules: &Rules, now: Moment) -> DateTime<Utc> {
        self.agreed.instant(now) + rules.check_in_after() + TimeDelta::seconds(1)
    }

    /// The reservation as it is at `now`, if anything about it can still be changed.
    ///
    /// # Errors
    /// [`Over`].
    pub fn still_open(self, rules: &Rules, now: Moment) -> Result<Self, Over> {
        let settled = self.as_of(rules, now);
        match settled.state {
            ReservationState::Held { .. } | ReservationState::Confirmed { .. } => Ok(settled),
            ReservationState::CheckedIn { ticket, .. } => Err(Over::CheckedIn { ticket }),
            ReservationState::Lapsed { .. } => Err(Over::Lapsed),
            ReservationState::Cancelled => Err(Over::Cancelled),
            ReservationState::Expired => Err(Over::Expired),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{
        closure::{Closed, Closure},
        slots::{
            Booker,
            tests::{day, offer, prague, service, time, workplace},
        },
    };

    /// Monday 23 November 2026, 10:00.
    fn ten() -> AgreedTime {
        agreed("2026-11-23", "10:00:00")
    }

    fn agreed(date: &str, at: &str) -> AgreedTime {
        AgreedTime {
            date: day(date),
            time: time(at),
        }
    }

    fn contact() -> Contact {
        Contact::parse("Jan Novák", "jan@example.cz", "").unwrap()
    }

    fn code() -> Code {
        Code::from_random(12_345)
    }

    fn ticket_id() -> TicketId {
        TicketId {
            date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
            series: "A".parse().unwrap(),
            number: 7,
        }
    }

    fn in_state(state: ReservationState) -> Reservation {
        Reservation {
            workplace: "a".parse().unwrap(),
            service: "a-1".parse().unwrap(),
            language: Language::Cs,
            agreed: ten(),
            state,
        }
    }

    /// Held on Sunday 22 November at noon.
    fn held() -> Reservation {
        in_state(ReservationState::Held {
            contact: contact(),
            slots: vec![ten().time],
            until: prague("2026-11-22T12:30:00").instant,
        })
    }

    pub(crate) fn confirmed_at(now: &str) -> Reservation {
        in_state(ReservationState::Confirmed {
            contact: contact(),
            slots: vec![ten().time],
            code: code(),
            since: prague(now).instant,
            reminded: false,
        })
    }

    fn confirmed() -> Reservation {
        confirmed_at("2026-11-22T12:10:00")
    }

    fn checked_in() -> Reservation {
        in_state(ReservationState::CheckedIn {
            contact: contact(),
            slots: vec![ten().time],
            ticket: ticket_id(),
        })
    }

    fn lapsed() -> Reservation {
        in_state(ReservationState::Lapsed {
            contact: contact(),
            slots: vec![ten().time],
        })
    }

    fn rules() -> Rules {
        Rules::default()
    }

    fn at_kiosk(
        reservation: Reservation,
        kiosk: Option<&str>,
        now: &str,
    ) -> Result<(Reservation, Ticket), NotCheckedIn> {
        let right: LobbyId = "hall".parse().unwrap();
        let kiosk: Option<LobbyId> = kiosk.map(|id| id.parse().unwrap());
        let entrance = Entrance {
            right: &right,
            kiosk: kiosk.as_ref(),
        };
        let agreed = reservation.agreed;
        reservation
            .check_in(ticket_id(), entrance, &rules(), prague(now))
            .map_err(|refusal| {
                // Whatever the reason, the client is told when and where to come.
                assert_eq!((refusal.agreed, &refusal.lobby), (agreed, &right));
                refusal.reason
            })
    }

    fn in_hall(reservation: Reservation, now: &str) -> Result<(Reservation, Ticket), NotCheckedIn> {
        at_kiosk(reservation, Some("hall"), now)
    }

    /// Moves at `now` in an office of quarters of an hour, 8:00–17:00, one place, half an hour.
    fn moved(
        reservation: Reservation,
        to: AgreedTime,
        booked: &Booked,
        now: &str,
    ) -> Result<Reservation, MoveRefusal> {
        let (workplace, service) = (workplace(&["08:00-17:00"], 15, 1), service(30));
        let offer = Offer {
            now: prague(now),
            ..offer(&workplace, &service)
        };
        reservation.move_to(to, &offer, booked)
    }

    const EARLY: &str = "2026-11-22T12:15:00";
    const OPEN: &str = "2026-11-23T10:00:00";

    #[test]
    fn each_edge_is_allowed_from_its_states_only() {
        let states = || {
            [
                held(),
                confirmed(),
                checked_in(),
                lapsed(),
                in_state(ReservationState::Cancelled),
                in_state(ReservationState::Expired),
            ]
        };
        let over = [
            Over::CheckedIn {
                ticket: ticket_id(),
            },
            Over::Lapsed,
            Over::Cancelled,
            Over::Expired,
        ];
        let now = prague(EARLY);
        let confirm = states().map(|r| r.confirm(code(), &rules(), now).err());
        let cancel = states().map(|r| r.cancel(&rules(), now).err());
        let expected = [
            None,
            None,
            Some(over[0]),
            Some(over[1]),
            Some(over[2]),
            Some(over[3]),
        ];
        assert_eq!(confirm, expected);
        assert_eq!(cancel, expected);

        let to = agreed("2026-11-24", "08:00:00");
        let moves = states().map(|r| moved(r, to, &Booked::default(), EARLY).err());
        assert_eq!(moves, expected.map(|over| over.map(MoveRefusal::Over)));

        let email: Email = "jana@example.cz".parse().unwrap();
        let correct = states().map(|r| r.correct_email(email.clone(), 0, &rules(), now).err());
        let mut refusals = expected.map(|over| over.map(CorrectRefusal::Over));
        refusals[1] = Some(CorrectRefusal::Confirmed);
        assert_eq!(correct, refusals);

        let check_in = |r: Reservation| in_hall(r, OPEN).err();
        // A hold does not last until its time; this one is asked while it does.
        assert_eq!(
            in_hall(held(), EARLY).err(),
            Some(NotCheckedIn::NotConfirmed)
        );
        assert_eq!(
            states().map(check_in),
            [
                Some(NotCheckedIn::Expired),
                None,
                Some(NotCheckedIn::Used {
                    ticket: ticket_id()
                }),
                Some(NotCheckedIn::TooLate),
                Some(NotCheckedIn::Cancelled),
                Some(NotCheckedIn::Expired),
            ]
        );

        let night = prague("2026-11-23T22:00:00");
        let expire = states().map(|r| r.expire(night).is_ok());
        assert_eq!(expire, [true, false, false, false, false, false]);
        let lapse = states().map(|r| r.lapse(&rules(), night).is_ok());
        assert_eq!(lapse, [false, true, false, false, false, false]);
    }

    #[test]
    fn a_place_is_held_for_half_an_hour() {
        let (workplace, service) = (workplace(&["08:00-17:00"], 15, 1), service(30));
        let offer = offer(&workplace, &service);
        let hold = |open_of_email, booked: &Booked| {
            let counted = Counted {
                open_of_email,
                ..Counted::default()
            };
            Reservation::hold(&offer, ten(), booked, contact(), Language::Cs, counted)
        };
        let reservation = hold(2, &Booked::default()).unwrap();
        let until = prague("2026-11-22T12:30:00").instant;
        assert!(matches!(reservation.state, ReservationState::Held { until: u, .. } if u == until));
        assert_eq!(reservation.slots(), [time("10:00:00"), time("10:15:00")]);
        assert_eq!(
            hold(3, &Booked::default()),
            Err(HoldRefusal::TooManyOpen { most: 3 })
        );
        let mut full = Booked::default();
        full.add(reservation.slots());
        assert_eq!(hold(0, &full), Err(HoldRefusal::NoPlace(NoPlace::Taken)));
    }

    /// Whether one more is held for half an hour from a network that holds so many already.
    fn held_beside(unconfirmed_of_network: u16, hours: &str, places: u16) -> bool {
        let (workplace, service) = (workplace(&[hours], 15, places), service(30));
        let counted = Counted {
            unconfirmed_of_network,
            ..Counted::default()
        };
        let offer = offer(&workplace, &service);
        let none = Booked::default();
        match Reservation::hold(&offer, ten(), &none, contact(), Language::Cs, counted) {
            Ok(_) => true,
            Err(HoldRefusal::TooManyUnconfirmed) => false,
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_network_holds_half_of_a_day_unconfirmed_and_one_reservation_in_any_case() {
        // Eight slots.
        assert!(held_beside(2, "09:00-11:00", 1));
        assert!(!held_beside(3, "09:00-11:00", 1));
        assert!(held_beside(10, "09:00-11:00", 3));
        assert!(!held_beside(11, "09:00-11:00", 3));
        // A day of one reservation.
        assert!(held_beside(0, "10:00-10:30", 1));
        assert!(!held_beside(1, "10:00-10:30", 2));
    }

    #[test]
    fn a_hold_does_not_outlast_the_agreed_time() {
        let (workplace, service) = (workplace(&["08:00-17:00"], 15, 1), service(30));
        let rules = Rules {
            notice_minutes: 0,
            ..rules()
        };
        let offer = Offer {
            rules: &rules,
            now: prague("2026-11-23T09:50:00"),
            ..offer(&workplace, &service)
        };
        let none = Booked::default();
        let counted = Counted::default();
        let held = Reservation::hold(&offer, ten(), &none, contact(), Language::Cs, counted);
        let held = held.unwrap();
        let until = prague("2026-11-23T10:00:00").instant;
        assert!(matches!(held.state, ReservationState::Held { until: u, .. } if u == until));
    }

    #[test]
    fn a_held_place_is_confirmed_until_the_last_instant_and_expired_from_the_next() {
        let confirm = |now| held().confirm(code(), &rules(), prague(now));
        let last = confirm("2026-11-22T12:29:59.999999").unwrap();
        assert!(matches!(last.state, ReservationState::Confirmed { .. }));
        assert_eq!(last.slots(), held().slots());
        assert_eq!(confirm("2026-11-22T12:30:00"), Err(Over::Expired));
        assert_eq!(
            held().expire(prague("2026-11-22T12:29:59.999999")),
            Err(NotDue)
        );
        let expired = held().expire(prague("2026-11-22T12:30:00")).unwrap();
        assert!(expired.slots().is_empty() && expired.contact().is_none() && !expired.is_open());
    }

    #[test]
    fn confirming_again_changes_nothing_not_even_the_code() {
        let other = Code::from_random(999_999);
        let again = confirmed().confirm(other, &rules(), prague("2026-11-23T09:00:00"));
        assert_eq!(again, Ok(confirmed()));
        let too_late = confirmed().confirm(other, &rules(), prague("2026-11-23T10:15:01"));
        assert_eq!(too_late, Err(Over::Lapsed));
    }

    #[test]
    fn check_in_is_open_from_a_quarter_before_to_a_quarter_after_to_the_second() {
        let from = time("09:45:00");
        let reason = |now| in_hall(confirmed(), now).err();
        let too_early = Some(NotCheckedIn::TooEarly { from });
        assert_eq!(reason("2026-11-23T00:00:00"), too_early);
        assert_eq!(reason("2026-11-23T09:44:59"), too_early);
        assert_eq!(reason("2026-11-23T09:44:59.999999"), too_early);
        assert_eq!(reason("2026-11-23T09:45:00"), None);
        assert_eq!(reason("2026-11-23T10:15:00"), None);
        assert_eq!(reason("2026-11-23T10:15:00.999999"), None);
        assert_eq!(reason("2026-11-23T10:15:01"), Some(NotCheckedIn::TooLate));
        assert_eq!(reason("2026-11-24T10:00:00"), Some(NotCheckedIn::TooLate));
    }

    #[test]
    fn whoever_comes_on_another_day_or_to_the_other_lobby_is_told_so() {
        let at = |kiosk, now| at_kiosk(confirmed(), kiosk, now).err();
        let corridor = Some("corridor");
        assert_eq!(
            at(Some("hall"), "2026-11-22T23:59:59"),
            Some(NotCheckedIn::AnotherDay)
        );
        assert_eq!(
            at(corridor, "2026-11-22T10:00:00"),
            Some(NotCheckedIn::AnotherDay)
        );
        assert_eq!(
            at(corridor, "2026-11-23T09:00:00"),
            Some(NotCheckedIn::OtherLobby)
        );
        assert_eq!(
            at(corridor, "2026-11-23T10:00:00"),
            Some(NotCheckedIn::OtherLobby)
        );
        assert_eq!(
            at(corridor, "2026-11-23T10:15:01"),
            Some(NotCheckedIn::TooLate)
        );
        // A clerk has the client in front of them.
        assert_eq!(at(None, "2026-11-23T10:00:00"), None);
        assert!(matches!(
            at(None, "2026-11-23T09:00:00"),
            Some(NotCheckedIn::TooEarly { .. })
        ));
    }

    #[test]
    fn a_time_just_after_midnight_can_be_checked_in_the_evening_before() {
        let mut reservation = confirmed();
        reservation.agreed = agreed("2026-11-24", "00:05:00");
        let at = |now| in_hall(reservation.clone(), now).err();
        assert_eq!(at("2026-11-23T23:49:59"), Some(NotCheckedIn::AnotherDay));
        assert_eq!(at("2026-11-23T23:50:00"), None);
    }

    #[test]
    fn checking_in_gives_a_ticket_for_the_agreed_time_once() {
        let now = "2026-11-23T09:50:00";
        let (used, ticket) = in_hall(confirmed(), now).unwrap();
        assert_eq!(ticket.id, ticket_id());
        assert_eq!(ticket.issued_at, prague(now).instant);
        let agreed_at = prague("2026-11-23T10:00:00").instant;
        assert_eq!(ticket.standing, Standing::Reserved { agreed_at });
        assert_eq!(ticket.state, TicketState::Waiting);
        assert!(!used.is_open());
        let again = in_hall(used, now).err();
        assert_eq!(
            again,
            Some(NotCheckedIn::Used {
                ticket: ticket_id()
            })
        );
    }

    #[test]
    fn one_who_has_not_checked_in_lapses_after_the_last_second_and_keeps_the_place() {
        let lapse = |now| confirmed().lapse(&rules(), prague(now));
        assert_eq!(lapse("2026-11-23T10:15:00"), Err(NotDue));
        assert_eq!(lapse("2026-11-23T10:15:00.999999"), Err(NotDue));
        assert_eq!(lapse("2026-11-23T10:15:01"), Ok(lapsed()));
        assert_eq!(lapsed().slots(), confirmed().slots());
    }

    #[test]
    fn cancelling_is_possible_until_the_lapse_and_forgets_the_client() {
        let cancel = |r: Reservation, now| r.cancel(&rules(), prague(now));
        let gone = cancel(confirmed(), "2026-11-23T10:15:00").unwrap();
        assert_eq!(gone.state, ReservationState::Cancelled);
        assert!(gone.slots().is_empty() && gone.contact().is_none() && !gone.is_open());
        assert_eq!(
            cancel(confirmed(), "2026-11-23T10:15:01"),
            Err(Over::Lapsed)
        );
        assert!(cancel(held(), "2026-11-22T12:29:59").is_ok());
        assert_eq!(cancel(held(), "2026-11-22T12:30:00"), Err(Over::Expired));
    }

    #[test]
    fn the_address_can_be_corrected_while_the_place_is_held_and_no_longer_for_it() {
        let email: Email = "jana@example.cz".parse().unwrap();
        let corrected = held().correct_email(email.clone(), 2, &rules(), prague(EARLY));
        let one_too_many = held().correct_email(email.clone(), 3, &rules(), prague(EARLY));
        assert_eq!(one_too_many, Err(CorrectRefusal::TooManyOpen { most: 3 }));
        let corrected = corrected.unwrap();
        assert_eq!(corrected.contact().unwrap().email, Some(email));
        let late = corrected.confirm(code(), &rules(), prague("2026-11-22T12:30:00"));
        assert_eq!(late, Err(Over::Expired));
    }

    #[test]
    fn moving_keeps_the_code_and_takes_the_new_place() {
        let to = agreed("2026-11-24", "08:00:00");
        let moved = moved(confirmed(), to, &Booked::default(), EARLY).unwrap();
        assert_eq!((moved.agreed, moved.slots().len()), (to, 2));
        assert!(matches!(
            moved.state,
            ReservationState::Confirmed { code: kept, since, reminded: false, .. }
                if kept == code() && since == prague(EARLY).instant
        ));
    }

    #[test]
    fn moving_does_not_hold_a_place_any_longer() {
        let to = agreed("2026-11-24", "08:00:00");
        let moved = moved(held(), to, &Booked::default(), EARLY).unwrap();
        let until = prague("2026-11-22T12:30:00").instant;
        assert!(matches!(moved.state, ReservationState::Held { until: u, .. } if u == until));
    }

    #[test]
    fn the_own_place_does_not_stand_in_the_way_and_anothers_does() {
        let mut reservation = confirmed();
        let own = [time("10:00:00"), time("10:15:00")];
        if let ReservationState::Confirmed { slots, .. } = &mut reservation.state {
            *slots = own.to_vec();
        }
        let mut booked = Booked::default();
        booked.add(&own);
        let to = |at| agreed("2026-11-23", at);
        let overlapping = moved(reservation.clone(), to("10:15:00"), &booked, EARLY).unwrap();
        assert_eq!(overlapping.slots(), [time("10:15:00"), time("10:30:00")]);
        // On another day the same hours are somebody else's.
        let taken = Err(MoveRefusal::NoPlace(NoPlace::Taken));
        let tuesday = agreed("2026-11-24", "10:00:00");
        assert_eq!(moved(reservation.clone(), tuesday, &booked, EARLY), taken);
        booked.add(&[time("10:30:00")]);
        assert_eq!(moved(reservation, to("10:15:00"), &booked, EARLY), taken);
    }

    #[test]
    fn the_new_time_is_bound_by_notice_and_horizon_and_the_old_one_is_not() {
        let none = Booked::default();
        let now = "2026-11-23T10:10:00";
        let refused = |to| moved(confirmed(), to, &none, now).err();
        let no_place = |why| Some(MoveRefusal::NoPlace(why));
        assert_eq!(refused(agreed("2026-11-23", "11:15:00")), None);
        assert_eq!(
            refused(agreed("2026-11-23", "11:00:00")),
            no_place(NoPlace::TooSoon)
        );
        let last = day("2026-12-23");
        assert_eq!(
            refused(agreed("2026-12-24", "10:00:00")),
            no_place(NoPlace::TooFar { last })
        );
        let late = moved(
            confirmed(),
            agreed("2026-11-24", "10:00:00"),
            &none,
            "2026-11-23T10:15:01",
        );
        assert_eq!(late, Err(MoveRefusal::Over(Over::Lapsed)));
    }

    #[test]
    fn moving_to_where_it_is_changes_nothing_even_when_that_is_near_or_closed() {
        let (workplace, service) = (workplace(&["08:00-17:00"], 15, 1), service(30));
        let closures = [Closure {
            of: Closed::Workplace(workplace.id.clone()),
            from: day("2026-11-23").and_time(time("08:00:00")),
            to: day("2026-11-23").and_time(time("17:00:00")),
            reason: "Porucha proudu".parse().unwrap(),
        }];
        let offer = Offer {
            closures: &closures,
            now: prague("2026-11-23T09:59:00"),
            ..offer(&workplace, &service)
        };
        let same = confirmed().move_to(ten(), &offer, &Booked::default());
        assert_eq!(same, Ok(confirmed()));
    }

    #[test]
    fn a_reservation_is_moved_within_its_service_only() {
        let (workplace, mut other) = (workplace(&["08:00-17:00"], 15, 1), service(30));
        other.id = "a-2".parse().unwrap();
        let to = agreed("2026-11-24", "10:00:00");
        let refused = confirmed().move_to(to, &offer(&workplace, &other), &Booked::default());
        assert_eq!(refused, Err(MoveRefusal::NoPlace(NoPlace::NotBookable)));
    }

    #[test]
    fn the_agreed_time_is_the_towns_on_both_sides_of_the_clock_change() {
        for (date, utc) in [("2026-10-24", "08:00"), ("2026-10-26", "09:00")] {
            let at = agreed(date, "10:00:00").instant(prague(OPEN));
            assert_eq!(at.format("%H:%M").to_string(), utc);
            let mut reservation = confirmed();
            reservation.agreed = agreed(date, "10:00:00");
            let now = |t: &str| format!("{date}T{t}");
            assert!(in_hall(reservation.clone(), &now("09:45:00")).is_ok());
            let late = in_hall(reservation, &now("10:15:01"));
            assert_eq!(late.err(), Some(NotCheckedIn::TooLate));
        }
    }

    #[test]
    fn what_a_clerk_books_is_confirmed_at_once_within_the_hour_and_without_an_email() {
        let (workplace, service) = (workplace(&["08:00-17:00"], 15, 1), service(30));
        let at_the_desk = Offer {
            booker: Booker::Clerk,
            now: prague("2026-11-23T09:50:00"),
            ..offer(&workplace, &service)
        };
        let without = Contact::parse_by_clerk("Jan Novák", "", "").unwrap();
        let book = |contact: &Contact, booked: &Booked, open_of_email| {
            let contact = contact.clone();
            Reservation::book(
                &at_the_desk,
                ten(),
                booked,
                contact,
                Language::Cs,
                open_of_email,
                code(),
            )
        };
        let mut booked = Booked::default();
        let most = rules().open_reservations_per_email;
        // Nobody counts those of no address.
        let reservation = book(&without, &booked, most).unwrap();
        assert_eq!(
            reservation.state,
            ReservationState::Confirmed {
                contact: without.clone(),
                slots: vec![ten().time, time("10:15:00")],
                code: code(),
                since: at_the_desk.now.instant,
                reminded: false,
            }
        );
        assert!(in_hall(reservation.clone(), "2026-11-23T09:50:00").is_ok());
        assert!(book(&contact(), &booked, most - 1).is_ok());
        assert_eq!(
            book(&contact(), &booked, most),
            Err(BookRefusal::TooManyOpen { most })
        );
        booked.add(reservation.slots());
        assert_eq!(
            book(&without, &booked, 0),
            Err(BookRefusal::NoPlace(NoPlace::Taken))
        );
    }
}
