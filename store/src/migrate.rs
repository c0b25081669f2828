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
const MIGRATIONS: [&str; 22] = [
    include_str!("../migrations/0001_queue.surql"),
    include_str!("../migrations/0002_booking.surql"),
    include_str!("../migrations/0003_office.surql"),
    include_str!("../migrations/0004_keypad.surql"),
    include_str!("../migrations/0005_unconfirmed.surql"),
    include_str!("../migrations/0006_closures.surql"),
    include_str!("../migrations/0007_errands.surql"),
    include_str!("../migrations/0008_printers.surql"),
    include_str!("../migrations/0009_supervisor.surql"),
    include_str!("../migrations/0010_pace.surql"),
    include_str!("../migrations/0011_booked_by.surql"),
    include_str!("../migrations/0012_follow.surql"),
    include_str!("../migrations/0013_contact.surql"),
    include_str!("../migrations/0014_timetables.surql"),
    include_str!("../migrations/0015_contacts.surql"),
    include_str!("../migrations/0016_offer.surql"),
    include_str!("../migrations/0017_people.surql"),
    include_str!("../migrations/0018_runs.surql"),
    include_str!("../migrations/0019_screens.surql"),
    include_str!("../migrations/0020_audit.surql"),
    include_str!("../migrations/0021_closed.surql"),
    include_str!("../migrations/0022_pictures.surql"),
];

/// The table of the version itself cannot be a migration: it is read before the first one.
pub(crate) const TABLE: &str = "
    DEFINE TABLE IF NOT EXISTS schema SCHEMAFULL;
    DEFINE FIELD IF NOT EXISTS version ON schema TYPE int;
";

const APPLIED: &str = "RETURN (SELECT VALUE version FROM ONLY schema:current) ?? 0;";

/// A row that is there while a backup is being restored.
pub(crate) fn restoring() -> RecordId {
    RecordId::new("schema", "restoring")
}

/// How far the schema has been brought.
pub(crate) fn current() -> RecordId {
    RecordId::new("schema", "current")
}

/// The newest schema that this program knows.
pub(crate) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// What makes the schema `to` of the schema `from`.
pub(crate) fn steps(from: u32, to: u32) -> String {
    let steps = (1..).zip(MIGRATIONS);
    let steps = steps.filter(|(n, _)| (from + 1..=to).contains(n));
    steps.map(|(_, migration)| migration).collect()
}

/// Reads the number of the last migration that was applied.
pub(crate) fn applied() -> Script {
    Script::new(APPLIED)
}

/// Brings the schema up to date. Several instances may do so at once.
///
/// # Errors
/// [`StoreError::NewerSchema`] if it is further than this program knows,
/// [`StoreError::HalfRestored`] if a restore was cut off.
pub(crate) async fn migrate(link: &Arc<Link>) -> Result<(), StoreError> {
    until_committed(link, &Migrate).await
}

struct Migrate;

impl UseCase for Migrate {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let found: u32 = tx.read(Script::new(format!("{TABLE}{APPLIED}"))).await?;
        let half = Script::new("RETURN record::exists($restoring)").bind("restoring", restoring());
        if tx.read(half).await? {
            return Err(StoreError::HalfRestored);
        }
        let known = known();
        if found > known {
            return Err(StoreError::NewerSchema { found, known });
        }
        if found == known {
            return Ok(Decision::Nothing(()));
        }
        let mut script = Script::new(steps(found, known));
        tracing::info!(from = found, to = known, "the schema is brought up to date");
        script.put(current(), SchemaRow { version: known });
        Ok(Decision::Write(script, ()))
    }
}
