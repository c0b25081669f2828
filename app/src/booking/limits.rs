//! How often somebody may submit something, so that a program cannot take all places, try codes
//! through or send mails to strangers. Whole towns sit behind one address, so the numbers are far
//! above what people do.
//!
//! The counts live in this instance: with several of them somebody may do so much at each.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limited {
    /// Places held, by network.
    Holds,
    /// Pairs of code and address that are wrong, by network.
    WrongPairs,
    /// The same about one e-mail address, by that and network.
    WrongPairsOfEmailHere,
    /// The same, from everywhere.
    WrongPairsOfEmail,
    /// Mails sent once more, by network.
    Mails,
    /// The same, by reservation or address.
    MailsOfOne,
    /// Addresses of tickets that there are not, by network.
    WrongTickets,
}

impl Limited {
    /// So many at once, and after that one in each span.
    fn burst_and_span(self) -> (i32, TimeDelta) {
        match self {
            Self::Holds => (60, TimeDelta::seconds(10)),
            Self::WrongPairsOfEmailHere => (10, TimeDelta::minutes(5)),
            // Far too few for a million codes, and enough that a stranger does not keep the client out.
            Self::WrongPairsOfEmail => (100, TimeDelta::minutes(5)),
            Self::Mails => (60, TimeDelta::seconds(20)),
            Self::MailsOfOne => (3, TimeDelta::minutes(5)),
            // One network may be a whole town's phones, of which none is to shut a form for the others;
            // and all who wait in a lobby may share its, and look again in the evening.
            Self::WrongPairs | Self::WrongTickets => (600, TimeDelta::seconds(1)),
        }
    }
}

#[derive(Debug, Default)]
pub struct Limits {
    /// When each would be as if it had never done anything. Who it is stays unknown: of an address
    /// only a hash is kept, which nobody outside of this process can make.
    rested: Mutex<HashMap<(Limited, u64), DateTime<Utc>>>,
    secret: RandomState,
}

/// So many are remembered before those that may do everything again are forgotten.
const REMEMBERED: usize = 10_000;

impl Limits {
    /// A name for a network under which the database may count what is held from it: nobody outside
    /// of this process can tell which one it is, nor make it.
    #[must_use]
    pub fn alias(&self, network: &str) -> String {
        format!("{:016x}", self.secret.hash_one(network))
    }

    /// Whether one more would be one too many.
    #[must_use]
    pub fn is_used_up(&self, limited: Limited, who: &str, now: DateTime<Utc>) -> bool {
        let (burst, span) = limited.burst_and_span();
        let all = self.rested.lock().unwrap_or_else(PoisonError::into_inner);
        let rested = all.get(&(limited, self.secret.hash_one(who)));
        rested.is_some_and(|rested| *rested + span - now > span * burst)
    }

    /// Counts one, unless it is one too many.
    #[must_use]
    pub fn allow(&self, limited: Limited, who: &str, now: DateTime<Utc>) -> bool {
        let (burst, span) = limited.burst_and_span();
        let mut all = self.rested.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.retain(|_, rested| *rested > now);
        }
        let rested = all
            .entry((limited, self.secret.hash_one(who)))
            .or_insert(now);
        let after = (*rested).max(now) + span;
        let allowed = after - now <= span * burst;
        if allowed {
            *rested = after;
        }
        allowed
    }

    /// Takes back one that was allowed: it was none of those that are counted.
    pub fn take_back(&self, limited: Limited, who: &str) {
        let (_, span) = limited.burst_and_span();
        let mut all = self.rested.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rested) = all.get_mut(&(limited, self.secret.hash_one(who))) {
            *rested -= span;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn after_so_many_at_once_there_is_one_in_each_span() {
        let limits = Limits::default();
        let allow = |second| limits.allow(Limited::MailsOfOne, "one", at(second));
        assert_eq!(
            [allow(0), allow(0), allow(1), allow(1)],
            [true, true, true, false]
        );
        assert!(limits.is_used_up(Limited::MailsOfOne, "one", at(298)));
        assert!(!limits.is_used_up(Limited::MailsOfOne, "one", at(300)));
        assert!(!limits.is_used_up(Limited::MailsOfOne, "another", at(298)));
        assert!(!allow(298));
        assert!(allow(301));
        assert!(!allow(301));
    }

    #[test]
    fn each_has_a_count_of_its_own() {
        let limits = Limits::default();
        for _ in 0..3 {
            assert!(limits.allow(Limited::MailsOfOne, "one", at(0)));
        }
        assert!(!limits.allow(Limited::MailsOfOne, "one", at(0)));
        assert!(limits.allow(Limited::MailsOfOne, "another", at(0)));
        assert!(limits.allow(Limited::Mails, "one", at(0)));
    }

    #[test]
    fn one_that_is_taken_back_was_never_counted() {
        let limits = Limits::default();
        for _ in 0..100 {
            assert!(limits.allow(Limited::MailsOfOne, "one", at(0)));
            limits.take_back(Limited::MailsOfOne, "one");
        }
        for _ in 0..3 {
            assert!(limits.allow(Limited::MailsOfOne, "one", at(0)));
        }
        assert!(!limits.allow(Limited::MailsOfOne, "one", at(0)));
    }

    #[test]
    fn those_who_have_rested_are_forgotten() {
        let limits = Limits::default();
        for who in 0..REMEMBERED {
            assert!(limits.allow(Limited::Holds, &who.to_string(), at(0)));
        }
        assert!(limits.allow(Limited::Holds, "late", at(10)));
        assert_eq!(limits.rested.lock().unwrap().len(), 1);
    }
}
