//! The one place that knows what a transaction is: `begin`, read, decide, write, `commit`, and
//! all of it again when somebody else was faster.

use std::{future::Future, panic, sync::Arc, time::Duration};

use surrealdb::{
    IndexedResults,
    engine::any::Any,
    method::Transaction,
    types::{RecordId, SurrealValue, Value, Variables},
};
use tokio::{runtime::Handle, sync::OwnedSemaphorePermit};

use crate::{Store, StoreError, connect::Link, rows::read_value};

/// One use case: it looks, decides, and says what to write. It may be asked several times, each
/// time on what the database holds then.
pub(crate) trait UseCase: Send + Sync + 'static {
    type Answer: Send + 'static;

    /// The row that many want to write at the same moment, if there is one. Use cases of this
    /// instance that meet there go one after another: with two instances each has one in the race
    /// instead of dozens, and with one there is none at all.
    fn crowded_row(&self) -> Option<RecordId> {
        None
    }

    fn decide(
        &self,
        tx: &Tx,
    ) -> impl Future<Output = Result<Decision<Self::Answer>, StoreError>> + Send;
}

/// What a use case came to.
pub(crate) enum Decision<T> {
    /// Write this, and answer once it is committed.
    Write(Script, T),
    /// Nothing changes: a refusal, or there is nothing to do.
    Nothing(T),
}

/// Statements and their values, sent as one message.
#[derive(Clone, Default)]
pub(crate) struct Script {
    sql: String,
    values: Variables,
}

/// An open transaction that can be read from. However it ends, it does not stay open.
pub(crate) struct Tx {
    link: Arc<Link>,
    /// Taken when it comes to its end.
    open: Option<(Transaction<Any>, OwnedSemaphorePermit)>,
}

/// How often a use case is tried. Somebody's attempt succeeds in every round, so that even many
/// instances on one row are through long before; beyond it something is wrong.
pub(crate) const ATTEMPTS: u32 = 400;

/// The pause before the next attempt is random between none and this, doubled with each attempt.
const FIRST_PAUSE: Duration = Duration::from_micros(500);

/// A pause is doubled at most this often, to 32 ms: a person is waiting.
const DOUBLINGS: u32 = 6;

impl Store {
    /// Runs a use case as one transaction, in a task of its own: if whoever asked goes away in
    /// the middle, the transaction still comes to its end.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if others were faster every time, and whatever the use case or
    /// the database fails with.
    pub(crate) async fn transact<U: UseCase>(&self, case: U) -> Result<U::Answer, StoreError> {
        let link = self.link()?;
        let task = tokio::spawn(async move { until_committed(&link, &case).await });
        task.await.unwrap_or_else(|stopped| {
            if stopped.is_panic() {
                panic::resume_unwind(stopped.into_panic());
            }
            Err(StoreError::Unavailable(
                "the program is stopping".to_owned(),
            ))
        })
    }
}

/// Runs a use case as often as it takes.
pub(crate) async fn until_committed<U: UseCase>(
    link: &Arc<Link>,
    case: &U,
) -> Result<U::Answer, StoreError> {
    let _lane = match case.crowded_row() {
        Some(row) => Some(link.lane(&row).await),
        None => None,
    };
    let mut attempt = 0;
    loop {
        attempt += 1;
        match once(link, case).await {
            Err(StoreError::Conflict(error)) if attempt < ATTEMPTS => {
                tracing::debug!(attempt, %error, "somebody else was faster");
                pause(attempt).await?;
            }
            end => return end,
        }
    }
}

async fn once<U: UseCase>(link: &Arc<Link>, case: &U) -> Result<U::Answer, StoreError> {
    let tx = Tx::begin(link).await?;
    let decision = match case.decide(&tx).await {
        Ok(Decision::Write(script, answer)) => tx.run(script).await.map(|()| (true, answer)),
        Ok(Decision::Nothing(answer)) => Ok((false, answer)),
        Err(error) => Err(error),
    };
    match decision {
        Ok((true, answer)) => tx.commit().await.map(|()| answer),
        Ok((false, answer)) => {
            tx.cancel().await;
            Ok(answer)
        }
        // Where nobody answers, it need not be waited for.
        Err(error @ StoreError::Unavailable(_)) => Err(error),
        Err(error) => {
            tx.cancel().await;
            Err(error)
        }
    }
}

/// The same pause after every conflict of a use case and of the registration of live queries.
pub(crate) async fn pause(attempt: u32) -> Result<(), StoreError> {
    let longest = FIRST_PAUSE * (1 << attempt.min(DOUBLINGS));
    let share = f64::from(getrandom::u32()?) / f64::from(u32::MAX);
    tokio::time::sleep(longest.mul_f64(share)).await;
    Ok(())
}

impl Tx {
    /// What is read in it is the database at one moment.
    pub(crate) async fn begin(link: &Arc<Link>) -> Result<Self, StoreError> {
        let turn = link.turn().await?;
        let transaction = link.begin().await?;
        Ok(Self {
            link: Arc::clone(link),
            open: Some((transaction, turn)),
        })
    }

    /// Reads what the last statement of a script returns.
    pub(crate) async fn read<T: SurrealValue>(&self, script: Script) -> Result<T, StoreError> {
        let mut results = self.query(script).await?;
        let last = results.num_statements().saturating_sub(1);
        read_value(results.take::<Value>(last)?)
    }

    async fn run(&self, script: Script) -> Result<(), StoreError> {
        self.query(script).await.map(drop)
    }

    async fn query(&self, script: Script) -> Result<IndexedResults, StoreError> {
        let Some((transaction, _)) = &self.open else {
            return Err(StoreError::Unavailable(
                "the transaction is over".to_owned(),
            ));
        };
        let query = transaction.query(script.sql).bind(script.values);
        Ok(self.link.ask(query).await?.check()?)
    }

    async fn commit(mut self) -> Result<(), StoreError> {
        if let Some((transaction, _turn)) = self.open.take() {
            let session = self.link.ask(transaction.commit()).await?;
            self.link.keep(session);
        }
        Ok(())
    }

    pub(crate) async fn cancel(mut self) {
        if let Some((transaction, _turn)) = self.open.take() {
            cancel(&self.link, transaction).await;
        }
    }
}

/// If it fails, the session is dropped, and with it the transaction.
async fn cancel(link: &Link, transaction: Transaction<Any>) {
    match link.ask(transaction.cancel()).await {
        Ok(session) => link.keep(session),
        Err(error) => tracing::debug!(%error, "a transaction could not be cancelled"),
    }
}

/// The SDK leaves open what is merely dropped: after a panic in a use case, and after the loss of
/// a connection that was none.
impl Drop for Tx {
    fn drop(&mut self) {
        if let Some((transaction, turn)) = self.open.take()
            && let Ok(runtime) = Handle::try_current()
        {
            let link = Arc::clone(&self.link);
            runtime.spawn(async move {
                cancel(&link, transaction).await;
                drop(turn);
            });
        }
    }
}

impl Store {
    /// Writes a script as one transaction.
    pub(crate) async fn write(&self, script: Script) -> Result<(), StoreError> {
        self.transact(Write(script)).await
    }

    /// Reads what a script of one statement returns, without a transaction of its own: one
    /// statement sees one state of the database.
    pub(crate) async fn read<T: SurrealValue>(&self, script: Script) -> Result<T, StoreError> {
        let link = self.link()?;
        let query = link.db().query(script.sql).bind(script.values);
        let mut results = link.ask(query).await?.check()?;
        read_value(results.take::<Value>(0)?)
    }
}

/// Writes what needs no decision.
pub(crate) struct Write(pub Script);

impl UseCase for Write {
    type Answer = ();

    async fn decide(&self, _: &Tx) -> Result<Decision<()>, StoreError> {
        Ok(Decision::Write(self.0.clone(), ()))
    }
}

/// What a statement that reads `$name0` to `$name(n - 1)` reads from.
pub(crate) fn targets(name: &str, n: usize) -> String {
    match n {
        0 => "[]".to_owned(),
        n => {
            let each: Vec<_> = (0..n).map(|n| format!("${name}{n}")).collect();
            each.join(", ")
        }
    }
}

impl Script {
    pub(crate) fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            values: Variables::new(),
        }
    }

    /// Gives the script's `$name` its value.
    pub(crate) fn bind(mut self, name: &str, value: impl SurrealValue) -> Self {
        self.values.insert(name, value);
        self
    }

    /// Gives `$name0`, `$name1`, … their rows or ranges of rows.
    pub(crate) fn bind_each(
        mut self,
        name: &str,
        targets: impl IntoIterator<Item = RecordId>,
    ) -> Self {
        for (n, target) in targets.into_iter().enumerate() {
            self.values.insert(format!("{name}{n}"), target);
        }
        self
    }

    /// Writes the whole row, whether there was one or not.
    pub(crate) fn put(&mut self, id: RecordId, row: impl SurrealValue) {
        let n = self.values.len();
        self.values.insert(format!("id{n}"), id);
        self.values.insert(format!("row{n}"), row);
        self.sql += &format!("UPSERT $id{n} CONTENT $row{n} RETURN NONE;\n");
    }

    /// Adds to a number of a row, which is 0 where there is no row yet.
    pub(crate) fn add(&mut self, id: RecordId, field: &str, number: i32) {
        let n = self.values.len();
        self.values.insert(format!("id{n}"), id);
        self.values.insert(format!("by{n}"), number);
        self.sql += &format!("UPSERT $id{n} SET {field} = ({field} ?? 0) + $by{n} RETURN NONE;\n");
    }

    /// Changes one field of a row, if there is that row.
    pub(crate) fn set(&mut self, id: RecordId, field: &str, value: impl SurrealValue) {
        let n = self.values.len();
        self.values.insert(format!("id{n}"), id);
        self.values.insert(format!("to{n}"), value);
        self.sql += &format!("UPDATE $id{n} SET {field} = $to{n} RETURN NONE;\n");
    }

    /// Adds one to a number of a row, if there is that row.
    pub(crate) fn count_up(&mut self, id: RecordId, field: &str) {
        let n = self.values.len();
        self.values.insert(format!("id{n}"), id);
        self.sql += &format!("UPDATE $id{n} SET {field} += 1 RETURN NONE;\n");
    }

    /// Deletes a row or a range of rows, if any.
    pub(crate) fn delete(&mut self, rows: RecordId) {
        let n = self.values.len();
        self.values.insert(format!("id{n}"), rows);
        self.sql += &format!("DELETE $id{n} RETURN NONE;\n");
    }

    /// Adds statements that need no values.
    pub(crate) fn append(&mut self, statements: &str) {
        self.sql += statements;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sql.is_empty()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::connect::AT_ONCE;

    /// Runs `test` on a database in memory and on one on the disk.
    pub(crate) fn on_both_embedded<F: Future<Output = ()> + Send + 'static>(test: fn(Store) -> F) {
        let folder = std::env::temp_dir().join(format!("prepazka-transact-{}", std::process::id()));
        let name = std::thread::current()
            .name()
            .unwrap_or_default()
            .replace("::", "-");
        let on_disk = format!("surrealkv://{}/{name}", folder.display());
        for address in ["mem://", &on_disk] {
            let address = address.to_owned();
            let runtime = crate::runtime().unwrap();
            let test = runtime.spawn(async move {
                test(Store::connect(&address, None).await.unwrap()).await;
            });
            runtime.block_on(test).unwrap();
        }
        std::fs::remove_dir_all(folder.join(name)).unwrap();
    }

    /// Lets a use case decide, lets something else happen, and only then writes and commits.
    pub(crate) async fn commit_after<U: UseCase>(
        store: &Store,
        case: &U,
        meanwhile: impl Future<Output = ()>,
    ) -> Result<(), StoreError> {
        let tx = Tx::begin(&store.link().unwrap()).await.unwrap();
        let Decision::Write(script, _) = case.decide(&tx).await.unwrap() else {
            panic!("there was nothing to write");
        };
        meanwhile.await;
        tx.run(script).await?;
        tx.commit().await
    }

    /// Adds one to a number, taking its time between reading and writing.
    struct AddOne(Duration);

    impl UseCase for AddOne {
        type Answer = u64;

        async fn decide(&self, tx: &Tx) -> Result<Decision<u64>, StoreError> {
            let seq = tx.read::<u64>(Script::new(NUMBER)).await? + 1;
            tokio::time::sleep(self.0).await;
            let mut script = Script::default();
            script.put(key(), crate::rows::LastCallRow { seq });
            Ok(Decision::Write(script, seq))
        }
    }

    const NUMBER: &str = "RETURN (SELECT VALUE seq FROM ONLY last_call:test) ?? 0";

    fn key() -> RecordId {
        RecordId::new("last_call", "test")
    }

    async fn number(store: &Store) -> u64 {
        store.read(Script::new(NUMBER)).await.unwrap()
    }

    /// Waits until no transaction is open any more.
    async fn all_closed(store: &Store) {
        let link = store.link().unwrap();
        let all_turns = futures::future::try_join_all((0..AT_ONCE).map(|_| link.turn()));
        let all_turns = tokio::time::timeout(Duration::from_secs(20), all_turns).await;
        assert!(all_turns.is_ok(), "a transaction stayed open");
    }

    #[test]
    fn of_many_at_once_none_is_lost() {
        on_both_embedded(|store| async move {
            let each = (0..50).map(|_| store.transact(AddOne(Duration::ZERO)));
            let mut answers: Vec<_> = futures::future::join_all(each)
                .await
                .into_iter()
                .map(Result::unwrap)
                .collect();
            answers.sort_unstable();
            assert_eq!(answers, (1..=50).collect::<Vec<_>>());
            assert_eq!(number(&store).await, 50);
            all_closed(&store).await;
        });
    }

    #[test]
    fn who_goes_away_in_the_middle_leaves_no_open_transaction() {
        on_both_embedded(|store| async move {
            let slow = Duration::from_millis(20);
            for given_up_after in (0..12).map(|n| slow * n / 8) {
                let given_up = store.transact(AddOne(slow));
                let _ = tokio::time::timeout(given_up_after, given_up).await;
            }
            // What has begun goes on without its caller.
            let all_through = async { while number(&store).await < 12 {} };
            tokio::time::timeout(Duration::from_secs(20), all_through)
                .await
                .unwrap();
            all_closed(&store).await;
            assert_eq!(store.transact(AddOne(slow)).await.unwrap(), 13);
        });
    }

    /// Fails in the way it was told, after it has read.
    struct Fail(fn() -> Result<Decision<()>, StoreError>);

    impl UseCase for Fail {
        type Answer = ();

        async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
            tx.read::<u64>(Script::new(NUMBER)).await?;
            (self.0)()
        }
    }

    #[test]
    fn failures_leave_neither_rows_nor_open_transactions() {
        on_both_embedded(|store| async move {
            let half_wrong = || {
                let mut script = Script::default();
                script.put(key(), crate::rows::LastCallRow { seq: 7 });
                script.append("UPSERT last_call:other SET seq = 'no number'");
                Ok(Decision::Write(script, ()))
            };
            let ways = [
                Fail(half_wrong),
                Fail(|| Err(StoreError::Password("of no consequence".to_owned()))),
                Fail(|| Ok(Decision::Nothing(()))),
            ];
            for Fail(way) in ways {
                let each = (0..AT_ONCE).map(|_| store.transact(Fail(way)));
                futures::future::join_all(each).await;
                all_closed(&store).await;
            }
            assert_eq!(number(&store).await, 0);
        });
    }

    #[test]
    fn a_panic_in_a_use_case_is_the_callers_and_leaves_no_open_transaction() {
        on_both_embedded(|store| async move {
            let store = Arc::new(store);
            let caller = {
                let store = Arc::clone(&store);
                tokio::spawn(async move { store.transact(Fail(|| panic!("a bug"))).await })
            };
            assert!(caller.await.unwrap_err().is_panic());
            all_closed(&store).await;
            store.transact(AddOne(Duration::ZERO)).await.unwrap();
        });
    }
}
