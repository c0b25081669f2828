//! Guessing of passwords is slowed down, by login and address and, more generously, by address.
//!
//! Whoever guesses one login from many addresses is held up at each of them: once a login has met many
//! wrong passwords, wherever from, the first try from an address where it is not known is looked at only
//! after a pause, and no further one is free. That pause is the address's own, so no stranger can make
//! it longer for the login's owner, who waits once and gets in; and where the owner has logged in within
//! a day there is none.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use surrealdb::types::{RecordId, SurrealValue};

use crate::{
    StoreError,
    rows::GuessRow,
    secrets,
    transact::{Script, Tx},
};

/// Wrong passwords of one login from one address before the first pause.
const FREE: u32 = 5;

/// Wrong passwords from one address, whatever the login, before the first pause: a whole office
/// may be behind it.
const FREE_FOR_ADDRESS: u32 = 30;

/// Wrong passwords of one login, wherever from, before tries from where it is not known are held up.
const FREE_EVERYWHERE: u32 = 20;

/// As often is the pause before the first try doubled at most, to 160 seconds: the login's owner may be
/// the one who waits.
const MOST_FIRST_DOUBLINGS: u32 = 5;

/// The first pause; each further wrong password doubles it.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(15);

/// Wrong passwords are forgotten when there was none for so long. Longer than the longest pause,
/// else waiting would be cheaper than guessing right.
pub(crate) const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// The rows in which the tries of one login from one address are counted.
#[derive(Clone)]
pub(crate) struct Guesses {
    /// Of the login from that address; without a wrong one: it was right there.
    of_login: RecordId,
    of_address: RecordId,
    /// Of the login, wherever from.
    everywhere: RecordId,
}

#[derive(SurrealValue)]
struct Counts {
    of_login: Option<GuessRow>,
    of_address: Option<GuessRow>,
    everywhere: Option<GuessRow>,
}

impl Guesses {
    pub(crate) fn new(login: &str, address: &str) -> Self {
        let address = network(address);
        let of_login = secrets::hash(&format!("{address} {login}"));
        Self {
            of_login: RecordId::new("guess", of_login),
            of_address: RecordId::new("guess", secrets::hash(&address)),
            everywhere: RecordId::new("guess", secrets::hash(&format!("everywhere {login}"))),
        }
    }

    pub(crate) fn of_address(&self) -> RecordId {
        self.of_address.clone()
    }

    /// Counts a try as wrong, or says until when there is a pause.
    pub(crate) async fn count(
        &self,
        tx: &Tx,
        script: &mut Script,
        now: DateTime<Utc>,
    ) -> Result<Result<(), DateTime<Utc>>, StoreError> {
        let counts = self.read(tx).await?;
        let of_login = remembered(counts.of_login, now);
        let of_address = remembered(counts.of_address, now);
        let everywhere = remembered(counts.everywhere, now);
        if of_login.is_none()
            && let Some(pause) = pause_of_strangers(everywhere)
        {
            let until = now + pause;
            let row = GuessRow {
                wrong: 0,
                last: now,
                not_before: Some(until),
            };
            script.put(self.of_login.clone(), row);
            return Ok(Err(until));
        }
        let until = pause_until(of_login, FREE).max(pause_until(of_address, FREE_FOR_ADDRESS));
        if let Some(until) = until.filter(|until| now < *until) {
            return Ok(Err(until));
        }
        for (id, row) in [
            (&self.of_login, of_login),
            (&self.of_address, of_address),
            (&self.everywhere, everywhere),
        ] {
            let row = GuessRow {
                wrong: row.map_or(0, |row| row.wrong).saturating_add(1),
                last: now,
                not_before: row.and_then(|row| row.not_before),
            };
            script.put(id.clone(), row);
        }
        Ok(Ok(()))
    }

    /// The password was right: the wrong ones of this login from here were its owner's. Those of
    /// others from the same address stay, so that one login of one's own is no way to guess on.
    pub(crate) async fn forgive(
        &self,
        tx: &Tx,
        script: &mut Script,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let counts = self.read(tx).await?;
        let forgiven = counts.of_login.map_or(0, |row| row.wrong);
        let known_here = GuessRow {
            wrong: 0,
            last: now,
            not_before: None,
        };
        script.put(self.of_login.clone(), known_here);
        for (id, row) in [
            (&self.of_address, counts.of_address),
            (&self.everywhere, counts.everywhere),
        ] {
            if let Some(row) = row {
                let wrong = row.wrong.saturating_sub(forgiven);
                script.put(id.clone(), GuessRow { wrong, ..row });
            }
        }
        Ok(())
    }

    async fn read(&self, tx: &Tx) -> Result<Counts, StoreError> {
        tx.read(
            Script::new(
                "RETURN {
                    of_login: (SELECT * FROM ONLY $of_login),
                    of_address: (SELECT * FROM ONLY $of_address),
                    everywhere: (SELECT * FROM ONLY $everywhere),
                }",
            )
            .bind("of_login", self.of_login.clone())
            .bind("of_address", self.of_address.clone())
            .bind("everywhere", self.everywhere.clone()),
        )
        .await
    }
}

fn remembered(row: Option<GuessRow>, now: DateTime<Utc>) -> Option<GuessRow> {
    row.filter(|row| now < row.last + FORGOTTEN_AFTER)
}

fn pause_until(row: Option<GuessRow>, free: u32) -> Option<DateTime<Utc>> {
    let row = row?;
    let (wrong, free) = match row.not_before {
        Some(until) if row.wrong == 0 => return Some(until),
        Some(_) => (row.wrong, 0),
        None => (row.wrong, free),
    };
    let doublings = wrong.checked_sub(free)?.min(16);
    Some(row.last + (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE))
}

/// How long the first try of a login is not looked at where it has not been used.
fn pause_of_strangers(everywhere: Option<GuessRow>) -> Option<TimeDelta> {
    let times = everywhere?.wrong.checked_div(FREE_EVERYWHERE)?;
    let doublings = times.checked_ilog2()?.min(MOST_FIRST_DOUBLINGS);
    Some(FIRST_PAUSE * (1 << doublings))
}

/// Whoever has one IPv6 address has 2⁶⁴ of them, so the network counts.
fn network(address: &str) -> String {
    match address
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let last = DateTime::<Utc>::UNIX_EPOCH;
        let pause = |wrong| {
            let row = guessed(wrong, last);
            pause_until(Some(row), FREE).map(|until| (until - last).num_seconds())
        };
        assert_eq!(pause(4), None);
        assert_eq!(pause(5), Some(5));
        assert_eq!(pause(6), Some(10));
        assert_eq!(pause(12), Some(640));
        assert_eq!(pause(13), Some(900));
        assert_eq!(pause(u32::MAX), Some(900));
    }

    fn guessed(wrong: u32, last: DateTime<Utc>) -> GuessRow {
        GuessRow {
            wrong,
            last,
            not_before: None,
        }
    }

    #[test]
    fn strangers_wait_the_longer_the_more_a_login_is_guessed() {
        let pause = |wrong| {
            let row = guessed(wrong, DateTime::<Utc>::UNIX_EPOCH);
            pause_of_strangers(Some(row)).map(|pause| pause.num_seconds())
        };
        assert_eq!(pause(19), None);
        assert_eq!(pause(20), Some(5));
        assert_eq!(pause(40), Some(10));
        assert_eq!(pause(639), Some(80));
        assert_eq!(pause(640), Some(160));
        assert_eq!(pause(u32::MAX), Some(160));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_together() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
