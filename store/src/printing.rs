//! A ticket is given to a printer at most once.

use domain::moment::Moment;
use surrealdb::types::RecordId;

use crate::{
    IssuedTicket, Store, StoreError, keys,
    rows::TapRow,
    secrets,
    transact::{Decision, Script, Tx, UseCase},
};

impl Store {
    /// The ticket that the tap `key` brought today, for whoever asks first; then it is marked as
    /// given to a printer. Whatever becomes of it there, nobody is given it a second time.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn to_be_printed(
        &self,
        key: &str,
        now: Moment,
    ) -> Result<Option<IssuedTicket>, StoreError> {
        let tap = keys::tap(now.date, &secrets::hash(key));
        self.transact(ToBePrinted { tap, now }).await
    }
}

struct ToBePrinted {
    tap: RecordId,
    now: Moment,
}

impl UseCase for ToBePrinted {
    type Answer = Option<IssuedTicket>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $tap").bind("tap", self.tap.clone());
        let row: Option<TapRow> = tx.read(script).await?;
        let Some(row) = row.filter(|row| !row.was_printed()) else {
            return Ok(Decision::Nothing(None));
        };
        let mut script = Script::default();
        script.put(self.tap.clone(), row.clone().printed(self.now.instant));
        Ok(Decision::Write(script, Some(row.try_into()?)))
    }
}
