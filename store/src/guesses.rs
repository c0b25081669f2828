//! Guessing of passwords is slowed down, by login and address and, more generously, by address.

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

/// The first pause; each further wrong password doubles it.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(15);

/// Wrong passwords are forgotten when there was none for so long. Longer than the longest pause,
/// else waiting would be cheaper than guessing right.
pub(crate) const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// The two rows in which the tries of one login from one address are counted.
#[derive(Clone)]
pub(crate) struct Guesses {
    of_login: RecordId,
    of_address: RecordId,
}

#[derive(SurrealValue)]
struct Counts {
    of_login: Option<GuessRow>,
    of_address: Option<GuessRow>,
}

impl Guesses {
    pub(crate) fn new(login: &str, address: &str) -> Self {
        let address = network(address);
        let of_login = secrets::hash(&format!("{address} {login}"));
        Self {
            of_login: RecordId::new("guess", of_login),
            of_address: RecordId::new("guess", secrets::hash(&address)),
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
        let until = pause_until(of_login, FREE).max(pause_until(of_address, FREE_FOR_ADDRESS));
        if let Some(until) = until.filter(|until| now < *until) {
            return Ok(Err(until));
        }
        for (id, row) in [(&self.of_login, of_login), (&self.of_address, of_address)] {
            let wrong = row.map_or(0, |row| row.wrong).saturating_add(1);
            script.put(id.clone(), GuessRow { wrong, last: now });
        }
        Ok(Ok(()))
    }

    /// The password was right: the wrong ones of this login from here were its owner's. Those of
    /// others from the same address stay, so that one login of one's own is no way to guess on.
    pub(crate) async fn forgive(&self, tx: &Tx, script: &mut Script) -> Result<(), StoreError> {
        let counts = self.read(tx).await?;
        let forgiven = counts.of_login.map_or(0, |row| row.wrong);
        script.delete(self.of_login.clone());
        if let Some(GuessRow { wrong, last }) = counts.of_address {
            let wrong = wrong.saturating_sub(forgiven);
            script.put(self.of_address.clone(), GuessRow { wrong, last });
        }
        Ok(())
    }

    async fn read(&self, tx: &Tx) -> Result<Counts, StoreError> {
        tx.read(
            Script::new(
                "RETURN {
                    of_login: (SELECT * FROM ONLY $of_login),
                    of_address: (SELECT * FROM ONLY $of_address),
                }",
            )
            .bind("of_login", self.of_login.clone())
            .bind("of_address", self.of_address.clone()),
        )
        .await
    }
}

fn remembered(row: Option<GuessRow>, now: DateTime<Utc>) -> Option<GuessRow> {
    row.filter(|row| now < row.last + FORGOTTEN_AFTER)
}

fn pause_until(row: Option<GuessRow>, free: u32) -> Option<DateTime<Utc>> {
    let row = row?;
    let doublings = row.wrong.checked_sub(free)?.min(16);
    Some(row.last + (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE))
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
            pause_until(Some(GuessRow { wrong, last }), FREE)
                .map(|until| (until - last).num_seconds())
        };
        assert_eq!(pause(4), None);
        assert_eq!(pause(5), Some(5));
        assert_eq!(pause(6), Some(10));
        assert_eq!(pause(12), Some(640));
        assert_eq!(pause(13), Some(900));
        assert_eq!(pause(u32::MAX), Some(900));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_together() {
        assert_eq!(network("2001:db8::1"), network("2001:db8::2"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
