//! A ticket and its way from the kiosk to the end of the visit.
//!
//! ```text
//! Waiting ──call──► Called ──arrived──► Serving ──done──► Served
//!    ▲  ▲             │ │ ▲              │ ▲ │ ▲
//!    │  └─put back────┘ │ └call again    │ │ │ └── (done straight from Called: the client
//!    │                  └─did not come─► │ │ │      was served without a press on "arrived")
//! time passes ◄─ SetAside (1st, 2nd time), NoShow (3rd time; callable from the list)
//!    ▲                                   │ │ └─ another service: Serving it
//!    ├──────────hand over────────────────┤ │
//!    └──to the queue── Parked ◄──park────┘ └── take back (from Parked)
//! ```
//!
//! The client, by phone: Waiting ──postpone──► SetAside, once; Waiting or SetAside ──give up──► Left.
//!
//! The end of the day turns what still waits or is set aside into `Left`, a client at a counter
//! into `Served` or `Left`.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CallSeq, CounterNumber, ServiceId, TicketId, WorkplaceId},
    queue,
    town::{Rules, Service},
};

/// A place in today's queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: TicketId,
    pub workplace: WorkplaceId,
    pub service: ServiceId,
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub issued_at: DateTime<Utc>,
    /// By what right it waits; it never changes with the state.
    pub standing: Standing,
    /// When a clerk gave it priority, if one did.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub priority_since: Option<DateTime<Utc>>,
    /// How many calls nobody came to.
    pub missed: u8,
    /// The workplace that handed it over last, if one did.
    pub came_from: Option<WorkplaceId>,
    /// The one counter to which it was handed over; none: any that serves it.
    pub only_at: Option<CounterNumber>,
    /// Until when its client has let others go first, if ever; that is allowed once.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub postponed_until: Option<DateTime<Utc>>,
    pub state: TicketState,
}

/// By what right a ticket waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In the order of arrival.
    WalkIn,
    /// For the agreed time.
    Reserved {
        #[serde(with = "chrono::serde::ts_microseconds")]
        agreed_at: DateTime<Utc>,
    },
}

/// Where a ticket is; each state carries only what that state has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    Waiting,
    /// Nobody came to the call, or the client wants to come later; back in its old place at `until`.
    SetAside {
        #[serde(with = "chrono::serde::ts_microseconds")]
        until: DateTime<Utc>,
    },
    /// Announced and on its way to the counter.
    Called {
        counter: CounterNumber,
        seq: CallSeq,
        /// Of the first announcement: "Znovu zavolat" does not move it.
        #[serde(with = "chrono::serde::ts_microseconds")]
        called_at: DateTime<Utc>,
    },
    Serving {
        counter: CounterNumber,
        #[serde(with = "chrono::serde::ts_microseconds")]
        called_at: DateTime<Utc>,
        #[serde(with = "chrono::serde::ts_microseconds")]
        started_at: DateTime<Utc>,
    },
    Served {
        counter: CounterNumber,
        #[serde(with = "chrono::serde::ts_microseconds")]
        called_at: DateTime<Utc>,
        #[serde(with = "chrono::serde::ts_microseconds")]
        started_at: DateTime<Utc>,
        #[serde(with = "chrono::serde::ts_microseconds")]
        ended_at: DateTime<Utc>,
    },
    /// "Odložit": the client sees to something and comes back to a counter without being called.
    Parked {
        counter: CounterNumber,
        reason: ParkReason,
        #[serde(with = "chrono::serde::ts_microseconds")]
        called_at: DateTime<Utc>,
        #[serde(with = "chrono::serde::ts_microseconds")]
        started_at: DateTime<Utc>,
        #[serde(with = "chrono::serde::ts_microseconds")]
        parked_at: DateTime<Utc>,
    },
    /// Called so often that nobody waits for it any more; a clerk may still call it from the list.
    NoShow {
        #[serde(with = "chrono::serde::ts_microseconds")]
        at: DateTime<Utc>,
    },
    /// The client gave it up, or the day ended before it was called or served.
    Left {
        #[serde(with = "chrono::serde::ts_microseconds")]
        at: DateTime<Utc>,
    },
}

/// Why a client has left the counter and will be back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkReason {
    /// Fetches a paper or a photograph.
    Papers,
    /// Fills in a form.
    Form,
    /// Pays.
    Payment,
    Other,
}

impl ParkReason {
    pub const ALL: [Self; 4] = [Self::Papers, Self::Form, Self::Payment, Self::Other];
}

/// What a client asks for by phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// "Posunout"
    Postpone(Postponement),
    /// "Vzdát se místa"
    GiveUp,
}

impl Wish {
    pub const ALL: [Self; 3] = [
        Self::Postpone(Postponement::Short),
        Self::Postpone(Postponement::Long),
        Self::GiveUp,
    ];

    /// As forms send it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Postpone(Postponement::Short) => "postpone-20",
            Self::Postpone(Postponement::Long) => "postpone-40",
            Self::GiveUp => "give-up",
        }
    }
}

/// By how much a client may come later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Postponement {
    /// 20 minutes: to the car and back.
    Short,
    /// 40 minutes: home for a paper.
    Long,
}

impl Postponement {
    #[must_use]
    pub fn span(self) -> TimeDelta {
        TimeDelta::minutes(match self {
            Self::Short => 20,
            Self::Long => 40,
        })
    }
}

/// Why a [`Wish`] is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotGranted {
    /// It is called, served, or over.
    NotWaiting,
    /// It has been put back before.
    Twice,
    /// By then the workplace is closed.
    AfterClosing,
}

/// The ticket is in no state in which that can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ticket is in another state")]
pub struct WrongState;

impl Ticket {
    /// The counter that has the client in front of it or on the way.
    #[must_use]
    pub fn counter(&self) -> Option<CounterNumber> {
        match self.state {
            TicketState::Called { counter, .. } | TicketState::Serving { counter, .. } => {
                Some(counter)
            }
            _ => None,
        }
    }

    /// Whether a clerk may call it: it waits, or is listed as set aside, parked or a no-show.
    #[must_use]
    pub fn can_be_called(&self) -> bool {
        matches!(
            self.state,
            TicketState::Waiting
                | TicketState::SetAside { .. }
                | TicketState::Parked { .. }
                | TicketState::NoShow { .. }
        )
    }

    /// # Errors
    /// [`WrongState`] unless it [can be called](Self::can_be_called).
    pub fn call(
        self,
        counter: CounterNumber,
        seq: CallSeq,
        now: DateTime<Utc>,
    ) -> Result<Self, WrongState> {
        if !self.can_be_called() {
            return Err(WrongState);
        }
        Ok(self.with(TicketState::Called {
            counter,
            seq,
            called_at: now,
        }))
    }

    /// "Znovu zavolat": announced again; when it was called stays as it was.
    ///
    /// # Errors
    /// [`WrongState`] unless it is called.
    pub fn call_again(self, seq: CallSeq) -> Result<Self, WrongState> {
        match self.state {
            TicketState::Called {
                counter, called_at, ..
            } => Ok(self.with(TicketState::Called {
                counter,
                seq,
                called_at,
            })),
            _ => Err(WrongState),
        }
    }

    /// "Přišel".
    ///
    /// # Errors
    /// [`WrongState`] unless it is called.
    pub fn arrived(self, now: DateTime<Utc>) -> Result<Self, WrongState> {
        match self.state {
            TicketState::Called {
                counter, called_at, ..
            } => Ok(self.with(TicketState::Serving {
                counter,
                called_at,
                started_at: now,
            })),
            _ => Err(WrongState),
        }
    }

    /// "Vrátit": as if it had not been called; its place goes by when it was issued.
    ///
    /// # Errors
    /// [`WrongState`] unless it is called.
    pub fn put_back(self) -> Result<Self, WrongState> {
        match self.state {
            TicketState::Called { .. } => Ok(self.with(TicketState::Waiting)),
            _ => Err(WrongState),
        }
    }

    /// "Nepřišel": set aside for a while, and at the last of the allowed calls a no-show.
    ///
    /// # Errors
    /// [`WrongState`] unless it is called.
    pub fn did_not_come(mut self, rules: &Rules, now: DateTime<Utc>) -> Result<Self, WrongState> {
        if !matches!(self.state, TicketState::Called { .. }) {
            return Err(WrongState);
        }
        self.missed = self.missed.saturating_add(1);
        let state = if u16::from(self.missed) >= rules.calls_until_no_show {
            TicketState::NoShow { at: now }
        } else {
            TicketState::SetAside {
                until: now + rules.set_aside(),
            }
        };
        Ok(self.with(state))
    }

    /// "Hotovo". A client who is served before the clerk pressed "Přišel" was served from the call.
    ///
    /// # Errors
    /// [`WrongState`] unless it is called or served.
    pub fn done(self, now: DateTime<Utc>) -> Result<Self, WrongState> {
        let (counter, called_at, started_at) = match self.state {
            TicketState::Called {
                counter, called_at, ..
            } => (counter, called_at, called_at),
            TicketState::Serving {
                counter,
                called_at,
                started_at,
            } => (counter, called_at, started_at),
            _ => return Err(WrongState),
        };
        Ok(self.with(TicketState::Served {
            counter,
            called_at,
            started_at,
            ended_at: now,
        }))
    }

    /// "Předat": waits for another service, or for one counter; number and waiting time stay.
    ///
    /// # Errors
    /// [`WrongState`] unless it is being served.
    pub fn hand_over(
        mut self,
        to: &Service,
        only_at: Option<CounterNumber>,
    ) -> Result<Self, WrongState> {
        if !matches!(self.state, TicketState::Serving { .. }) {
            return Err(WrongState);
        }
        self.came_from = Some(self.workplace);
        self.workplace = to.workplace.clone();
        self.service = to.id.clone();
        self.only_at = only_at;
        Ok(self.with(TicketState::Waiting))
    }

    /// "Další činnost": the client stays, and what is done for them begins anew.
    ///
    /// # Errors
    /// [`WrongState`] unless it is being served.
    pub fn also(mut self, service: &Service, now: DateTime<Utc>) -> Result<Self, WrongState> {
        let TicketState::Serving {
            counter, called_at, ..
        } = self.state
        else {
            return Err(WrongState);
        };
        self.workplace = service.workplace.clone();
        self.service = service.id.clone();
        Ok(self.with(TicketState::Serving {
            counter,
            called_at,
            started_at: now,
        }))
    }

    /// "Odložit"
    ///
    /// # Errors
    /// [`WrongState`] unless it is being served.
    pub fn park(self, reason: ParkReason, now: DateTime<Utc>) -> Result<Self, WrongState> {
        match self.state {
            TicketState::Serving {
                counter,
                called_at,
                started_at,
            } => Ok(self.with(TicketState::Parked {
                counter,
                reason,
                called_at,
                started_at,
                parked_at: now,
            })),
            _ => Err(WrongState),
        }
    }

    /// "Vzít zpět": is served on at `counter`. The time away does not count as served.
    ///
    /// # Errors
    /// [`WrongState`] unless it is parked.
    pub fn take_back(self, counter: CounterNumber, now: DateTime<Utc>) -> Result<Self, WrongState> {
        match self.state {
            TicketState::Parked {
                called_at,
                started_at,
                parked_at,
                ..
            } => Ok(self.with(TicketState::Serving {
                counter,
                called_at,
                started_at: started_at + (now - parked_at).max(TimeDelta::zero()),
            })),
            _ => Err(WrongState),
        }
    }

    /// "Do fronty": whoever was parked, set aside or given up waits again, where it did before.
    ///
    /// # Errors
    /// [`WrongState`] unless it is out of the queue and can be called.
    pub fn rejoin(self) -> Result<Self, WrongState> {
        match self.state {
            TicketState::SetAside { .. }
            | TicketState::Parked { .. }
            | TicketState::NoShow { .. } => Ok(self.with(TicketState::Waiting)),
            _ => Err(WrongState),
        }
    }

    /// "Přednost": is called before all others that have none, the first to have it first; taken
    /// away again by `None`.
    ///
    /// # Errors
    /// [`WrongState`] unless it can be called.
    pub fn prioritised(mut self, since: Option<DateTime<Utc>>) -> Result<Self, WrongState> {
        if !self.can_be_called() {
            return Err(WrongState);
        }
        self.priority_since = since.map(|since| self.priority_since.unwrap_or(since));
        Ok(self)
    }

    /// Whether its client is, or was until the time was over, away by their own wish.
    #[must_use]
    pub fn is_postponed(&self) -> bool {
        match self.state {
            TicketState::SetAside { until } => self.postponed_until == Some(until),
            _ => false,
        }
    }

    /// Whether it is already as its client asks for.
    #[must_use]
    pub fn is_granted(&self, wish: Wish, now: DateTime<Utc>) -> bool {
        match wish {
            Wish::Postpone(_) => self.is_postponed() && !queue::is_waiting(self, now),
            Wish::GiveUp => matches!(self.state, TicketState::Left { .. }),
        }
    }

    /// What its client asks for; the workplace closes at `closes` today, if it is known.
    ///
    /// # Errors
    /// Why it is not granted.
    pub fn granted(
        self,
        wish: Wish,
        closes: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Self, NotGranted> {
        match wish {
            Wish::Postpone(by) => self.postponed(by, closes, now),
            Wish::GiveUp => self.given_up(now),
        }
    }

    /// "Posunout": others go first for a while, and then it is back where it was. It does not count
    /// as missed.
    ///
    /// # Errors
    /// Unless it waits, for the first time, and is back before `closes`.
    pub fn postponed(
        mut self,
        by: Postponement,
        closes: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Self, NotGranted> {
        if !queue::is_waiting(&self, now) {
            return Err(NotGranted::NotWaiting);
        }
        if self.postponed_until.is_some() {
            return Err(NotGranted::Twice);
        }
        let until = now + by.span();
        if closes.is_some_and(|closes| until >= closes) {
            return Err(NotGranted::AfterClosing);
        }
        self.postponed_until = Some(until);
        Ok(self.with(TicketState::SetAside { until }))
    }

    /// "Vzdát se místa": its number is not given to anybody else.
    ///
    /// # Errors
    /// [`NotGranted::NotWaiting`] unless it waits or is set aside.
    pub fn given_up(self, now: DateTime<Utc>) -> Result<Self, NotGranted> {
        match self.state {
            TicketState::Waiting | TicketState::SetAside { .. } => {
                Ok(self.with(TicketState::Left { at: now }))
            }
            _ => Err(NotGranted::NotWaiting),
        }
    }

    /// The night: nobody is at a counter and nobody waits any more.
    ///
    /// # Errors
    /// [`WrongState`] if its day is already at its end.
    pub fn end_of_day(self, now: DateTime<Utc>) -> Result<Self, WrongState> {
        match self.state {
            TicketState::Serving { .. } => self.done(now),
            TicketState::Waiting
            | TicketState::SetAside { .. }
            | TicketState::Parked { .. }
            | TicketState::Called { .. } => Ok(self.with(TicketState::Left { at: now })),
            TicketState::Served { .. } | TicketState::NoShow { .. } | TicketState::Left { .. } => {
                Err(WrongState)
            }
        }
    }

    fn with(self, state: TicketState) -> Self {
        Self { state, ..self }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use chrono::{NaiveDate, TimeZone as _};

    use super::*;
    use crate::text::Localized;

    pub(crate) fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 23, 11, 0, 0).unwrap()
    }

    /// The `number`th ticket of series `series`, issued `number` minutes after ten by UTC.
    pub(crate) fn ticket(series: &str, number: u16) -> Ticket {
        Ticket {
            id: TicketId {
                date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
                series: series.parse().unwrap(),
                number,
            },
            workplace: series.to_lowercase().parse().unwrap(),
            service: format!("{}-1", series.to_lowercase()).parse().unwrap(),
            issued_at: noon() - TimeDelta::hours(1) + TimeDelta::minutes(number.into()),
            standing: Standing::WalkIn,
            priority_since: None,
            missed: 0,
            came_from: None,
            only_at: None,
            postponed_until: None,
            state: TicketState::Waiting,
        }
    }

    pub(crate) fn counter(number: u16) -> CounterNumber {
        number.try_into().unwrap()
    }

    /// Called and come at noon, at counter 3.
    pub(crate) fn serving(ticket: Ticket) -> Ticket {
        ticket
            .call(counter(3), CallSeq(1), noon())
            .and_then(|called| called.arrived(noon()))
            .unwrap()
    }

    /// A service of the workplace that its name begins with.
    pub(crate) fn service(id: &str) -> Service {
        Service {
            id: id.parse().unwrap(),
            workplace: id.split('-').next().unwrap().parse().unwrap(),
            name: Localized::default(),
            minutes: 10,
            papers: Localized::default(),
            bookable: false,
            offered: crate::town::OfferedTo::Everyone,
        }
    }

    fn in_state(state: TicketState) -> Ticket {
        Ticket {
            state,
            ..ticket("A", 1)
        }
    }

    fn every_state() -> [TicketState; 8] {
        let (counter, at) = (counter(3), noon());
        [
            TicketState::Waiting,
            TicketState::SetAside { until: at },
            TicketState::Called {
                counter,
                seq: CallSeq(7),
                called_at: at,
            },
            TicketState::Serving {
                counter,
                called_at: at,
                started_at: at,
            },
            TicketState::Served {
                counter,
                called_at: at,
                started_at: at,
                ended_at: at,
            },
            TicketState::NoShow { at },
            TicketState::Left { at },
            TicketState::Parked {
                counter,
                reason: ParkReason::Form,
                called_at: at,
                started_at: at,
                parked_at: at,
            },
        ]
    }

    /// In which of [`every_state`] a transition is allowed.
    fn allowed<E>(transition: impl Fn(Ticket) -> Result<Ticket, E>) -> [bool; 8] {
        every_state().map(|state| transition(in_state(state)).is_ok())
    }

    #[test]
    fn each_edge_is_allowed_from_its_states_only() {
        let now = noon();
        let rules = Rules::default();
        //                                waiting set-aside called serving served no-show left parked
        let call = [true, true, false, false, false, true, false, true];
        let from_called = [false, false, true, false, false, false, false, false];
        let from_serving = [false, false, false, true, false, false, false, false];
        let from_parked = [false, false, false, false, false, false, false, true];
        let done = [false, false, true, true, false, false, false, false];
        let rejoin = [false, true, false, false, false, true, false, true];
        let end_of_day = [true, true, true, true, false, false, false, true];
        // In `every_state` the time aside is just over.
        let by_phone = [true, true, false, false, false, false, false, false];
        let short = Postponement::Short;
        assert_eq!(allowed(|t| t.call(counter(1), CallSeq(9), now)), call);
        assert_eq!(allowed(|t| t.call_again(CallSeq(9))), from_called);
        assert_eq!(allowed(|t| t.arrived(now)), from_called);
        assert_eq!(allowed(Ticket::put_back), from_called);
        assert_eq!(allowed(|t| t.did_not_come(&rules, now)), from_called);
        assert_eq!(allowed(|t| t.done(now)), done);
        assert_eq!(
            allowed(|t| t.hand_over(&service("c-1"), None)),
            from_serving
        );
        assert_eq!(allowed(|t| t.also(&service("c-1"), now)), from_serving);
        assert_eq!(allowed(|t| t.park(ParkReason::Papers, now)), from_serving);
        assert_eq!(allowed(|t| t.take_back(counter(1), now)), from_parked);
        assert_eq!(allowed(Ticket::rejoin), rejoin);
        assert_eq!(allowed(|t| t.prioritised(Some(now))), call);
        assert_eq!(allowed(|t| t.end_of_day(now)), end_of_day);
        assert_eq!(allowed(|t| t.postponed(short, None, now)), by_phone);
        assert_eq!(allowed(|t| t.given_up(now)), by_phone);
    }

    #[test]
    fn a_client_comes_later_once_and_before_closing() {
        let minutes = |n| noon() + TimeDelta::minutes(n);
        let long = Postponement::Long;
        let waits = ticket("A", 1);
        let later = waits.clone().postponed(long, Some(minutes(41)), noon());
        let later = later.unwrap();
        assert_eq!(later.state, TicketState::SetAside { until: minutes(40) });
        assert!(later.is_postponed());
        let wish = Wish::Postpone(long);
        let granted = [39, 40].map(|n| later.is_granted(wish, minutes(n)));
        assert_eq!(granted, [true, false]);
        assert_eq!((later.missed, later.issued_at), (0, waits.issued_at));
        let again = |now| later.clone().postponed(long, None, now);
        assert_eq!(again(minutes(39)), Err(NotGranted::NotWaiting));
        assert_eq!(again(minutes(40)), Err(NotGranted::Twice));
        let closes = Some(minutes(40));
        assert_eq!(
            waits.postponed(long, closes, noon()),
            Err(NotGranted::AfterClosing)
        );
    }

    #[test]
    fn who_does_not_come_after_having_postponed_is_not_away_by_their_own_wish() {
        let minutes = |n| noon() + TimeDelta::minutes(n);
        let later = ticket("A", 1).postponed(Postponement::Short, None, noon());
        let missed = later
            .unwrap()
            .call(counter(1), CallSeq(1), minutes(20))
            .and_then(|called| called.did_not_come(&Rules::default(), minutes(21)))
            .unwrap();
        assert!(!missed.is_postponed());
        assert_eq!(missed.missed, 1);
    }

    #[test]
    fn each_wish_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<_> = Wish::ALL.map(Wish::word).into();
        assert_eq!(words.len(), Wish::ALL.len());
    }

    #[test]
    fn handed_over_it_keeps_number_and_waiting_time() {
        let serving = serving(ticket("A", 12));
        let over = serving
            .clone()
            .hand_over(&service("c-1"), Some(counter(5)))
            .unwrap();
        assert_eq!(
            over,
            Ticket {
                workplace: "c".parse().unwrap(),
                service: "c-1".parse().unwrap(),
                came_from: Some("a".parse().unwrap()),
                only_at: Some(counter(5)),
                state: TicketState::Waiting,
                ..serving
            }
        );
    }

    #[test]
    fn the_time_away_does_not_count_as_served() {
        let minutes = |n| noon() + TimeDelta::minutes(n);
        let parked = serving(ticket("A", 1))
            .park(ParkReason::Papers, minutes(4))
            .unwrap();
        let back = parked.take_back(counter(7), minutes(30)).unwrap();
        assert_eq!(
            back.state,
            TicketState::Serving {
                counter: counter(7),
                called_at: noon(),
                started_at: minutes(26)
            }
        );
    }

    #[test]
    fn priority_given_twice_counts_from_the_first_time() {
        let first = ticket("A", 1).prioritised(Some(noon())).unwrap();
        let later = noon() + TimeDelta::minutes(1);
        let again = first.clone().prioritised(Some(later)).unwrap();
        assert_eq!(again, first);
        assert_eq!(again.prioritised(None).unwrap(), ticket("A", 1));
    }

    #[test]
    fn calling_again_keeps_when_it_was_called() {
        let called = ticket("A", 1).call(counter(3), CallSeq(1), noon()).unwrap();
        let again = called.call_again(CallSeq(2)).unwrap();
        assert_eq!(
            again.state,
            TicketState::Called {
                counter: counter(3),
                seq: CallSeq(2),
                called_at: noon()
            }
        );
    }

    #[test]
    fn the_third_call_nobody_comes_to_makes_a_no_show() {
        let rules = Rules::default();
        let mut ticket = ticket("A", 1);
        for _ in 0..2 {
            ticket = ticket
                .call(counter(1), CallSeq(1), noon())
                .and_then(|t| t.did_not_come(&rules, noon()))
                .unwrap();
            assert_eq!(
                ticket.state,
                TicketState::SetAside {
                    until: noon() + TimeDelta::minutes(5)
                }
            );
        }
        ticket = ticket
            .call(counter(1), CallSeq(1), noon())
            .and_then(|t| t.did_not_come(&rules, noon()))
            .unwrap();
        assert_eq!(ticket.state, TicketState::NoShow { at: noon() });
        assert!(ticket.can_be_called());
    }

    #[test]
    fn the_night_ends_a_service_as_served_and_a_wait_as_left() {
        let night = noon() + TimeDelta::hours(11);
        let serving = ticket("A", 1)
            .call(counter(1), CallSeq(1), noon())
            .and_then(|t| t.arrived(noon()))
            .unwrap();
        assert!(matches!(
            serving.end_of_day(night).unwrap().state,
            TicketState::Served { ended_at, .. } if ended_at == night
        ));
        assert_eq!(
            ticket("A", 1).end_of_day(night).unwrap().state,
            TicketState::Left { at: night }
        );
    }
}
