//! A ticket and its way from the kiosk to the end of the visit.
//!
//! ```text
//! Waiting ──call──► Called ──arrived──► Serving ──done──► Served
//!    ▲  ▲             │ │ ▲                 ▲
//!    │  └─put back────┘ │ └call again       └── (done straight from Called: the client
//!    │                  └─did not come─►         was served without a press on "arrived")
//! time passes ◄─ SetAside (1st, 2nd time), NoShow (3rd time; callable from the list)
//! ```
//!
//! The end of the day turns what still waits or is set aside into `Left`, a client at a counter
//! into `Served` or `Left`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CallSeq, CounterNumber, ServiceId, TicketId, WorkplaceId},
    town::Rules,
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
    /// Nobody came to the call; back in its old place at `until`.
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
    /// Called so often that nobody waits for it any more; a clerk may still call it from the list.
    NoShow {
        #[serde(with = "chrono::serde::ts_microseconds")]
        at: DateTime<Utc>,
    },
    /// The day ended before it was called or served.
    Left {
        #[serde(with = "chrono::serde::ts_microseconds")]
        at: DateTime<Utc>,
    },
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

    /// Whether a clerk may call it: it waits, or is listed as set aside or as a no-show.
    #[must_use]
    pub fn can_be_called(&self) -> bool {
        matches!(
            self.state,
            TicketState::Waiting | TicketState::SetAside { .. } | TicketState::NoShow { .. }
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
        let state = if self.missed >= rules.calls_until_no_show {
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

    /// The night: nobody is at a counter and nobody waits any more.
    ///
    /// # Errors
    /// [`WrongState`] if its day is already at its end.
    pub fn end_of_day(self, now: DateTime<Utc>) -> Result<Self, WrongState> {
        match self.state {
            TicketState::Serving { .. } => self.done(now),
            TicketState::Waiting | TicketState::SetAside { .. } | TicketState::Called { .. } => {
                Ok(self.with(TicketState::Left { at: now }))
            }
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
    use chrono::{NaiveDate, TimeDelta, TimeZone as _};

    use super::*;

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
            state: TicketState::Waiting,
        }
    }

    pub(crate) fn counter(number: u16) -> CounterNumber {
        number.try_into().unwrap()
    }

    fn in_state(state: TicketState) -> Ticket {
        Ticket {
            state,
            ..ticket("A", 1)
        }
    }

    fn every_state() -> [TicketState; 7] {
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
        ]
    }

    /// In which of [`every_state`] a transition is allowed.
    fn allowed(transition: impl Fn(Ticket) -> Result<Ticket, WrongState>) -> [bool; 7] {
        every_state().map(|state| transition(in_state(state)).is_ok())
    }

    #[test]
    fn each_edge_is_allowed_from_its_states_only() {
        let now = noon();
        let rules = Rules::default();
        //                                            waiting set-aside called serving served no-show left
        let call = [true, true, false, false, false, true, false];
        let from_called = [false, false, true, false, false, false, false];
        let done = [false, false, true, true, false, false, false];
        let end_of_day = [true, true, true, true, false, false, false];
        assert_eq!(allowed(|t| t.call(counter(1), CallSeq(9), now)), call);
        assert_eq!(allowed(|t| t.call_again(CallSeq(9))), from_called);
        assert_eq!(allowed(|t| t.arrived(now)), from_called);
        assert_eq!(allowed(Ticket::put_back), from_called);
        assert_eq!(allowed(|t| t.did_not_come(&rules, now)), from_called);
        assert_eq!(allowed(|t| t.done(now)), done);
        assert_eq!(allowed(|t| t.end_of_day(now)), end_of_day);
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
