//! From the command line to a running office, and its orderly end.

use std::{path::Path, sync::Arc};

use app::services::Services;
use domain::{moment::Moment, town::Town};
use leptos::config::LeptosOptions;
use store::{
    BackupError, BackupFolder, Change, NewLogin, NotSetUp, Store, StoreError,
    town_file::{self, TownFileErrors},
};
use tokio::sync::watch;

use crate::{
    backups,
    clock::Clock,
    config::{Database, Import, Serve},
    display::{Media, Voice},
    jobs, listen, live,
    mail::{Correspondence, NotAServer},
    router, telemetry,
};

/// Why the program does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot open the database {address}")]
    Database { address: String, source: StoreError },
    #[error("cannot read {file}")]
    Read {
        file: String,
        source: std::io::Error,
    },
    // Not as its source, which would be told once more.
    #[error("the office's set-up has errors, nothing was changed:\n{0}")]
    Town(TownFileErrors),
    #[error("nothing was changed, because {0}")]
    NotSetUp(NotSetUp),
    #[error("a use case failed at the start")]
    Store(#[from] StoreError),
    #[error("cannot listen on {address}")]
    Listen {
        address: String,
        source: std::io::Error,
    },
    #[error("cannot write the backup {file}")]
    Backup { file: String, source: BackupError },
    #[error("cannot restore {file}")]
    Restore { file: String, source: BackupError },
    #[error("there is no office in the database {0}: nothing to back up")]
    NoOffice(String),
    #[error("cannot hand out backups at {socket}")]
    HandOut {
        socket: String,
        source: std::io::Error,
    },
    #[error("cannot send mails")]
    Mail(#[from] NotAServer),
    #[error("cannot watch for signals")]
    Signals(#[source] std::io::Error),
}

/// Replaces the set-up by a file.
///
/// # Errors
/// The file cannot be read or has errors, or the database fails; then nothing was changed.
pub async fn import(import: Import) -> Result<(), StartError> {
    let town = read_town(&import.file)?;
    let store = open(&import.database).await?;
    let store = store.acting(None, Clock::system().now());
    if store.town().await?.is_none() {
        store.import_town(&town).await?;
    } else {
        let now = Moment::new(Clock::system().now(), town.zone);
        let imported = store.set_up(Change::import(town, None), now).await?;
        imported.map_err(StartError::NotSetUp)?;
    }
    println!("imported {}", import.file.display());
    Ok(())
}

/// Serves the office until the program is told to end.
///
/// # Errors
/// Why it cannot start.
pub async fn serve(serve: Serve) -> Result<(), StartError> {
    telemetry::begin(serve.log);
    let public_url = serve.mail.public_url.clone();
    let correspondence = Correspondence::new(&serve.mail, serve.listen)?;
    let store = open(&serve.database).await?;
    let town = match store.town().await? {
        Some(town) => town,
        None => first_town(&store, &serve.town).await?,
    };
    let logins = store.first_staff().await?;
    let ending = ending().map_err(StartError::Signals)?;
    let clock = Clock::system();
    // Before any job looks at it: one that has seen the present day would end what a test begins.
    #[cfg(feature = "test-clock")]
    if let Some(now) = serve.test_clock {
        clock.set(now.to_utc());
    }
    let options = leptos_options(&serve);
    let media = Media {
        voice: Voice::find(&serve.voice).await,
        ..Media::default()
    };
    let services = live::begin(
        store,
        clock.clone(),
        town,
        build(&options),
        correspondence.takes_bookings(),
        media.clone(),
        ending.clone(),
    )
    .await?;
    let services = Services {
        public_url: public_url.map(|url| url.to_string().into()),
        backups: BackupFolder::new(&serve.backup_folder, serve.backup_days),
        secure_cookies: serve.secure_cookies,
        ..services
    };
    jobs::end_past_days(&services).await?;
    let handing_out = backups::hand_out(&services, &serve.database, ending.clone())?;
    let jobs = jobs::begin(&services, &clock, &correspondence, &ending);

    let router = router::router(router::Parts {
        services: services.clone(),
        clock,
        options,
        ending: ending.clone(),
        trusted_proxies: serve.trusted_proxies,
        composer: Arc::clone(&correspondence.composer),
        kept_mails: correspondence.kept(),
        media,
    });
    let listener = listen::bind(serve.listen).map_err(|source| StartError::Listen {
        address: serve.listen.to_string(),
        source,
    })?;
    let address = listener.local_addr().map_err(|source| StartError::Listen {
        address: serve.listen.to_string(),
        source,
    })?;
    greet(&services, &correspondence, address, &logins);
    listen::serve(listener, router, ending).await;
    jobs.ended().await;
    drop(handing_out);
    tracing::info!("ended");
    Ok(())
}

pub(crate) async fn open(database: &Database) -> Result<Store, StartError> {
    Store::connect(&database.address, database.credentials())
        .await
        .map_err(|source| StartError::Database {
            address: database.address.clone(),
            source,
        })
}

fn read_town(file: &Path) -> Result<Town, StartError> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).map_err(|source| StartError::Read {
        file: name.clone(),
        source,
    })?;
    town_file::read(&name, &text).map_err(StartError::Town)
}

async fn first_town(store: &Store, file: &Path) -> Result<Town, StartError> {
    let town = read_town(file)?;
    store.import_town(&town).await?;
    tracing::info!(file = %file.display(), "the office's set-up was imported");
    Ok(town)
}

fn leptos_options(serve: &Serve) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("prepazka")
        .site_root(serve.site.display().to_string())
        .hash_files(serve.hash_files)
        .build()
}

/// The hash of the frontend's build, from the list of its files' hashes beside the program.
fn build(options: &LeptosOptions) -> Arc<str> {
    let list = options.hash_files.then(|| {
        let program = std::env::current_exe().ok()?;
        std::fs::read_to_string(program.with_file_name(&*options.hash_file)).ok()
    });
    let list = list.flatten().unwrap_or_default();
    let build = list.lines().find_map(|line| line.strip_prefix("js: "));
    build.unwrap_or_default().trim().into()
}

/// What a newcomer needs to know, on the terminal.
fn greet(
    services: &Services,
    correspondence: &Correspondence,
    address: std::net::SocketAddr,
    logins: &[NewLogin],
) {
    let site = format!("http://{address}");
    println!("start page  {site}/");
    println!("counter     {site}/counter");
    println!("overview    {site}/admin");
    println!("devices     {site}/admin/devices");
    for lobby in &services.town().lobbies {
        println!("kiosk       {site}/kiosk/{}", lobby.id);
        println!("display     {site}/display/{}", lobby.id);
        println!("status      {site}/status/{}", lobby.id);
    }
    if correspondence.kept().is_some() {
        println!("mails       {site}/dev/mail (none is sent: there is no mail server)");
    }
    for NewLogin {
        login,
        password,
        role,
    } in logins
    {
        println!("login {login} password {password} role {}", role.word());
    }
    if !logins.is_empty() {
        println!("Write the passwords down: they are not shown again.");
    }
    println!("ready {site}");
}

/// Becomes true when the program is told to end (SIGTERM or Ctrl-C).
fn ending() -> std::io::Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (sender, receiver) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("told to end");
        sender.send_replace(true);
    });
    Ok(receiver)
}

/// The office's clock as pages take it.
pub(crate) fn clock_of(clock: &Clock) -> app::services::Clock {
    let clock = clock.clone();
    Arc::new(move || clock.now())
}
