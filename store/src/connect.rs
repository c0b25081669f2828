//! The connection: made, watched, and made anew when a server was away.

use std::{
    future::IntoFuture,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use surrealdb::{
    IndexedResults, Surreal,
    engine::any::{self, Any},
    method::Transaction,
    opt::auth,
    types::RecordId,
};
use tokio::sync::{MutexGuard, Notify, OwnedSemaphorePermit, Semaphore, watch};

use crate::{StoreError, audit::Actor, migrate, transact};

/// The database; clones share one connection.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
    /// Who stands for what is done by it.
    actor: Option<Actor>,
}

/// Who the program is to a database server, and where in it its rows are.
#[derive(Clone)]
pub struct Credentials {
    pub namespace: String,
    pub database: String,
    pub username: String,
    pub password: String,
}

#[derive(Debug)]
struct Inner {
    target: Target,
    /// `None` while a server is away.
    link: watch::Sender<Option<Arc<Link>>>,
}

#[derive(Clone, Debug)]
struct Target {
    address: String,
    credentials: Option<Credentials>,
}

/// One connection, from its beginning to its loss.
#[derive(Debug)]
pub(crate) struct Link {
    db: Surreal<Any>,
    /// Sessions between two transactions. The SDK opens one for every transaction and, over a
    /// network, logs it in again; a used one is as good.
    idle: Mutex<Vec<Surreal<Any>>>,
    turns: Arc<Semaphore>,
    /// Where use cases that want to write the same row go one after another.
    lanes: [tokio::sync::Mutex<()>; LANES],
    /// A server may be gone without a word; an embedded database is never waited for in vain.
    remote: bool,
    is_lost: AtomicBool,
    lost: Notify,
}

/// Where the rows are when nobody said otherwise.
const NAME: &str = "prepazka";

/// No single request takes this long; a server that has not answered is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long one connection is used. A login lasts an hour on the server, if it was not told
/// otherwise, and no new session can be made after it.
const RENEWAL: Duration = Duration::from_mins(30);

/// How often a server that is away is tried again.
const RETRY: Duration = Duration::from_millis(500);

/// As many transactions are open at once; more would only wait for each other in the database, and
/// a server refuses more than 64 of one connection.
pub(crate) const AT_ONCE: usize = 16;

/// Enough that two rows seldom share a lane; if they do, they merely wait for each other.
const LANES: usize = 64;

impl Store {
    /// Connects to `mem://`, `surrealkv://data/db` (in this process) or to a server at `ws://…`
    /// or `wss://…`, and brings its schema up to date. From then on it finds its way back to a
    /// server that was away by itself.
    ///
    /// The login may be one of the database or one of the root level.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Denied`], and [`StoreError::NewerSchema`] if a
    /// newer version of this program has been here.
    pub async fn connect(
        address: &str,
        credentials: Option<Credentials>,
    ) -> Result<Self, StoreError> {
        let store = Self::open(address, credentials).await?;
        migrate::migrate(&store.link()?).await?;
        Ok(store)
    }

    /// The same, with the schema as it is there.
    pub(crate) async fn open(
        address: &str,
        credentials: Option<Credentials>,
    ) -> Result<Self, StoreError> {
        let target = Target {
            address: address.to_owned(),
            credentials,
        };
        let link = target.link().await?;
        let inner = Arc::new(Inner {
            target,
            link: watch::Sender::new(Some(Arc::clone(&link))),
        });
        if link.remote {
            tokio::spawn(keep_connected(Arc::downgrade(&inner), link));
        }
        Ok(Self { inner, actor: None })
    }

    /// The same database as another instance of the program sees it: nothing is shared but the
    /// connection. Tests let such instances race each other where the database is in this process
    /// and a second connection cannot be made.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if there is no connection now.
    pub fn another_instance(&self) -> Result<Self, StoreError> {
        let link = self.link()?;
        let link = Link::new(link.db.clone(), link.remote);
        Ok(Self {
            inner: Arc::new(Inner {
                target: self.inner.target.clone(),
                link: watch::Sender::new(Some(Arc::new(link))),
            }),
            actor: self.actor.clone(),
        })
    }

    pub(crate) fn with_actor(&self, actor: Actor) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            actor: Some(actor),
        }
    }

    pub(crate) fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// Whether other instances of the program may use the database at the same time; an embedded
    /// one is this process's own.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        let address = &self.inner.target.address;
        address.starts_with("ws://") || address.starts_with("wss://")
    }

    /// Asks the database something, to see that it answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read::<u32>(migrate::applied()).await?;
        Ok(())
    }

    pub(crate) fn link(&self) -> Result<Arc<Link>, StoreError> {
        self.inner
            .link
            .borrow()
            .clone()
            .filter(|link| !link.is_lost.load(Ordering::Relaxed))
            .ok_or_else(|| StoreError::Unavailable("waiting for it to come back".to_owned()))
    }

    /// Comes to its end when `link` is no longer the connection.
    pub(crate) fn end_of(&self, link: &Arc<Link>) -> impl Future<Output = ()> + Send + use<> {
        let link = Arc::downgrade(link);
        let mut current = self.inner.link.subscribe();
        async move {
            let gone = |current: &Option<Arc<Link>>| {
                current
                    .as_ref()
                    .is_none_or(|current| !Weak::ptr_eq(&Arc::downgrade(current), &link))
            };
            // An error means that the store itself is gone, and the connection with it.
            let _ = current.wait_for(gone).await;
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Wakes the task that keeps the connection, to find nothing to keep.
        if let Some(link) = self.link.borrow().as_ref() {
            link.lost.notify_one();
        }
    }
}

async fn keep_connected(inner: Weak<Inner>, mut link: Arc<Link>) {
    loop {
        let lost = tokio::time::timeout(RENEWAL, link.lost.notified())
            .await
            .is_ok();
        let Some(target) = inner.upgrade().map(|inner| {
            if lost {
                tracing::warn!("the connection to the database is lost");
                inner.link.send_replace(None);
            }
            inner.target.clone()
        }) else {
            return;
        };
        let next = loop {
            match target.open().await {
                Ok(next) => break next,
                Err(error) => tracing::debug!(%error, "there is no new connection yet"),
            }
            tokio::time::sleep(RETRY).await;
            if inner.strong_count() == 0 {
                return;
            }
        };
        let Some(inner) = inner.upgrade() else {
            return;
        };
        tracing::info!("there is a new connection to the database");
        inner.link.send_replace(Some(Arc::clone(&next)));
        link = next;
    }
}

impl Target {
    async fn open(&self) -> Result<Arc<Link>, StoreError> {
        let link = self.link().await?;
        migrate::migrate(&link).await?;
        Ok(link)
    }

    async fn link(&self) -> Result<Arc<Link>, StoreError> {
        let remote = self.address.starts_with("ws");
        let db = in_time(remote, any::connect(self.address.as_str())).await?;
        let (db, namespace, database) = match &self.credentials {
            None => (db, NAME, NAME),
            Some(credentials) => {
                let (namespace, database) = (&credentials.namespace, &credentials.database);
                (
                    logged_in(db, credentials).await?,
                    namespace.as_str(),
                    database.as_str(),
                )
            }
        };
        // The first one makes them, and of several that start at once others can be refused then.
        let mut attempt = 1;
        while let Err(error) = in_time(remote, db.use_ns(namespace).use_db(database)).await {
            if !matches!(error, StoreError::Conflict(_)) || attempt == transact::ATTEMPTS {
                return Err(error);
            }
            transact::pause(attempt).await?;
            attempt += 1;
        }
        Ok(Arc::new(Link::new(db, remote)))
    }
}

/// A session that is logged in by a token. The SDK makes each further session by doing what was
/// done in its first one, and hashing the password every time would take the server long.
async fn logged_in(
    first: Surreal<Any>,
    credentials: &Credentials,
) -> Result<Surreal<Any>, StoreError> {
    let session = first.clone();
    let Credentials {
        namespace,
        database,
        username,
        password,
    } = credentials.clone();
    let of_the_database = auth::Database {
        namespace,
        database,
        username: username.clone(),
        password: password.clone(),
    };
    let of_the_root = auth::Root { username, password };
    let token = match in_time(true, first.signin(of_the_database)).await {
        Err(error) if !error.is_unavailable() => in_time(true, first.signin(of_the_root)).await?,
        token => token?,
    };
    in_time(true, session.authenticate(token)).await?;
    Ok(session)
}

impl Link {
    fn new(db: Surreal<Any>, remote: bool) -> Self {
        Self {
            db,
            idle: Mutex::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            lanes: [const { tokio::sync::Mutex::const_new(()) }; LANES],
            remote,
            is_lost: AtomicBool::new(false),
            lost: Notify::new(),
        }
    }

    pub(crate) fn db(&self) -> &Surreal<Any> {
        &self.db
    }

    /// Waits for an answer, and notices when the connection is lost.
    pub(crate) async fn ask<T>(
        &self,
        request: impl IntoFuture<Output = surrealdb::Result<T>>,
    ) -> Result<T, StoreError> {
        match in_time(self.remote, request).await {
            Err(error) if self.remote => Err(self.doubt(error).await),
            answer => answer,
        }
    }

    /// Opens a transaction. Nothing in that can be wrong but the connection.
    pub(crate) async fn begin(&self) -> Result<Transaction<Any>, StoreError> {
        self.ask(self.session().begin()).await.map_err(|error| {
            if self.remote {
                self.lose(&error)
            } else {
                error
            }
        })
    }

    /// A session that the server no longer knows fails with whatever it says on the occasion. So
    /// after a failure it is asked something that cannot be wrong.
    async fn doubt(&self, error: StoreError) -> StoreError {
        let harmless = || in_time(true, self.db.query("RETURN true"));
        match error {
            StoreError::Conflict(_) => error,
            StoreError::Unavailable(_) => self.lose(&error),
            _ => match harmless().await.map(IndexedResults::check) {
                Ok(Ok(_)) => error,
                _ => self.lose(&error),
            },
        }
    }

    fn lose(&self, error: &StoreError) -> StoreError {
        self.is_lost.store(true, Ordering::Relaxed);
        self.lost.notify_one();
        StoreError::Unavailable(error.to_string())
    }

    /// Waits until nobody else of this instance is about to write `row`.
    pub(crate) async fn lane(&self, row: &RecordId) -> MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        let lanes = hasher.finish() % LANES as u64;
        let lane = usize::try_from(lanes).unwrap_or_default();
        self.lanes[lane].lock().await
    }

    /// Waits until one more transaction may be open. It may as long as the permit is kept.
    pub(crate) async fn turn(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        turn.map_err(|closed| StoreError::Unavailable(closed.to_string()))
    }

    /// A session for one transaction.
    fn session(&self) -> Surreal<Any> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_else(|| self.db.clone())
    }

    /// Keeps a session for the next transaction.
    pub(crate) fn keep(&self, session: Surreal<Any>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(session);
    }
}

async fn in_time<T>(
    remote: bool,
    request: impl IntoFuture<Output = surrealdb::Result<T>>,
) -> Result<T, StoreError> {
    if !remote {
        return Ok(request.await?);
    }
    match tokio::time::timeout(PATIENCE, request).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(StoreError::Unavailable("it does not answer".to_owned())),
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("namespace", &self.namespace)
            .field("database", &self.database)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}
