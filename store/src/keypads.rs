//! The keypads of the kiosks: how many wrong codes each has seen, and whether it rests. Each is a
//! row, so that its count outlives a restart and is one for all instances.

use chrono::{DateTime, Utc};
use domain::{keypad::Keypad, moment::Moment, town::Town};
use surrealdb::types::RecordId;

use crate::{
    Store, StoreError, keys,
    rows::KeypadRow,
    transact::{Decision, Script, Tx, UseCase},
};

impl Store {
    /// The kiosk `device` has returned to its start.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn keypad_start(
        &self,
        town: &Town,
        device: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let key = keys::keypad(device);
        let (rules, now) = (town.rules, now.instant);
        self.transact(Start { key, rules, now }).await
    }
}

/// What it has seen. Whoever decides by it writes it too: of codes sent at once each counts.
pub(crate) async fn seen(tx: &Tx, key: &RecordId) -> Result<Keypad, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $key").bind("key", key.clone());
    let row: Option<KeypadRow> = tx.read(script).await?;
    Ok(row.map_or_else(Keypad::default, Keypad::from))
}

struct Start {
    key: RecordId,
    rules: domain::town::Rules,
    now: DateTime<Utc>,
}

impl UseCase for Start {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let before = seen(tx, &self.key).await?;
        let after = before.start(&self.rules, self.now);
        if after == before {
            return Ok(Decision::Nothing(()));
        }
        let mut script = Script::default();
        script.put(self.key.clone(), KeypadRow::from(after));
        Ok(Decision::Write(script, ()))
    }
}
