//! The schema, and its way from one version to the next.

use std::sync::Arc;

use surrealdb::types::RecordId;

use crate::{
    StoreError,
    connect::Link,
    rows::SchemaRow,
    transact::{Decision, Script, Tx, UseCase, until_committed},
};

/// What has ever been done to the schema, in order; only ever added to.
const MIGRATIONS: [&str; 6] = [
    include_str!("../migrations/0001_queue.surql"),
    include_str!("../migrations/0002_booking.surql"),
    include_str!("../migrations/0003_office.surql"),
    include_str!("../migrations/0004_keypad.surql"),
    include_str!("../migrations/0005_unconfirmed.surql"),
    include_str!("../migrations/0006_closures.surql"),
];

/// The table of the version itself cannot be a migration: it is read before the first one.
const TABLE: &str = "
    DEFINE TABLE IF NOT EXISTS schema SCHEMAFULL;
    DEFINE FIELD IF NOT EXISTS version ON schema TYPE int;
";

const APPLIED: &str = "RETURN (SELECT VALUE version FROM ONLY schema:current) ?? 0;";

/// Reads the number of the last migration that was applied.
pub(crate) fn applied() -> Script {
    Script::new(APPLIED)
}

/// Brings the schema up to date. Several instances may do so at once.
///
/// # Errors
/// [`StoreError::NewerSchema`] if it is further than this program knows.
pub(crate) async fn migrate(link: &Arc<Link>) -> Result<(), StoreError> {
    until_committed(link, &Migrate).await
}

struct Migrate;

impl UseCase for Migrate {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let found: u32 = tx.read(Script::new(format!("{TABLE}{APPLIED}"))).await?;
        let mut script = Script::default();
        let mut known = 0;
        for migration in MIGRATIONS {
            known += 1;
            if known > found {
                script.append(migration);
            }
        }
        if found > known {
            return Err(StoreError::NewerSchema { found, known });
        }
        if script.is_empty() {
            return Ok(Decision::Nothing(()));
        }
        tracing::info!(from = found, to = known, "the schema is brought up to date");
        script.put(
            RecordId::new("schema", "current"),
            SchemaRow { version: known },
        );
        Ok(Decision::Write(script, ()))
    }
}
