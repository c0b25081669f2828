//! Backups by command, and as files of the page `/admin/backup`.
//!
//! An embedded database belongs to the running program alone, so the command asks that one: by a socket
//! beside the database's folder, which only its own user and root may use. No password has to be typed
//! or stored for it, and nothing of it is reached from the network.

use std::{
    fs::{self, File},
    io,
    os::unix::{fs::MetadataExt as _, net::UnixStream},
    path::{Path, PathBuf},
    time::Duration,
};

use app::{api::ApiError, services::Services};
use axum::{
    Router,
    body::Body,
    extract::{self, Request, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use domain::{audit::Kind, staff::Role};
use store::{BackupError, BackupName, NewFile, Store};
use tokio::{net::UnixListener, sync::watch};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::{
    clock::Clock,
    config::{Backup, Database, Restore},
    router::AppState,
    security::Refused,
    start::{StartError, open},
};

/// A command that takes no more by then has been left alone.
const PATIENCE: Duration = Duration::from_mins(1);

/// Writes a backup: by the running program if there is one, else from the database itself.
///
/// # Errors
/// There is no backup, and why.
pub async fn back_up(Backup { file, database }: Backup) -> Result<(), StartError> {
    let name = file.display().to_string();
    let failed = |source| StartError::Backup {
        file: name.clone(),
        source,
    };
    let (new, into) = NewFile::begin(&file).map_err(|error| failed(error.into()))?;
    let into = match running(&database) {
        Ok(Some(program)) => taken(program, into).await.map_err(BackupError::from),
        Ok(None) => {
            let store = open(&database).await?;
            if store.town().await?.is_none() {
                return Err(StartError::NoOffice(database.address));
            }
            let now = Clock::system().now();
            store.acting(None, now).note(Kind::BackedUp.alone()).await?;
            store.back_up(into, now).await
        }
        Err(error) => Err(error.into()),
    };
    let into = into.map_err(failed)?;
    new.keep(&into).map_err(failed)?;
    println!("backed up into {name}");
    Ok(())
}

/// Fills an empty database with a backup.
///
/// # Errors
/// The file is no whole backup, or the database is not empty; then nothing was changed.
pub async fn restore(Restore { file, database }: Restore) -> Result<(), StartError> {
    let name = file.display().to_string();
    let restored = Store::restore(&database.address, database.credentials(), &file).await;
    let store = restored.map_err(|source| StartError::Restore {
        file: name.clone(),
        source,
    })?;
    let store = store.acting(None, Clock::system().now());
    store.note(Kind::Restored.alone()).await?;
    println!("restored {name}");
    Ok(())
}

/// Where the program that has an embedded database hands out backups of it.
fn socket(database: &Database) -> Option<PathBuf> {
    let folder = database.address.strip_prefix("surrealkv://")?;
    let folder = folder.split_once('?').map_or(folder, |(folder, _)| folder);
    Some(PathBuf::from(format!(
        "{}.socket",
        folder.trim_end_matches('/')
    )))
}

/// The program that has the database, if it runs.
fn running(database: &Database) -> io::Result<Option<UnixStream>> {
    let Some(socket) = socket(database) else {
        return Ok(None);
    };
    match UnixStream::connect(socket) {
        Ok(program) => Ok(Some(program)),
        // None has ever run, or the last one was killed.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => Ok(None),
        Err(error) => Err(error),
    }
}

async fn taken(mut program: UnixStream, mut into: File) -> io::Result<File> {
    let copied = tokio::task::spawn_blocking(move || {
        io::copy(&mut program, &mut into)?;
        Ok(into)
    });
    copied.await.map_err(io::Error::other)?
}

/// A socket that is taken away when it is dropped.
#[must_use]
pub struct HandingOut(Option<PathBuf>);

impl Drop for HandingOut {
    fn drop(&mut self) {
        if let Some(socket) = &self.0 {
            // The next start does it otherwise.
            let _ = fs::remove_file(socket);
        }
    }
}

/// Hands out backups of an embedded database until the program ends. One on a server needs nobody.
///
/// # Errors
/// There can be no socket beside the database.
pub fn hand_out(
    services: &Services,
    database: &Database,
    mut ending: watch::Receiver<bool>,
) -> Result<HandingOut, StartError> {
    let Some(socket) = socket(database) else {
        return Ok(HandingOut(None));
    };
    let (listener, owner) = listen(&socket).map_err(|source| StartError::HandOut {
        socket: socket.display().to_string(),
        source,
    })?;
    let services = services.clone();
    tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = ending.wait_for(|ending| *ending) => return,
            };
            match accepted {
                Ok((command, _)) => drop(tokio::spawn(give(services.clone(), command, owner))),
                Err(error) => {
                    tracing::warn!(%error, "a command was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    });
    Ok(HandingOut(Some(socket)))
}

/// The socket, and the user it belongs to. One that is there already is of a program that was killed:
/// the database is this one's.
fn listen(socket: &Path) -> io::Result<(UnixListener, u32)> {
    match fs::remove_file(socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(socket)?;
    let owner = fs::metadata(socket)?.uid();
    Ok((listener, owner))
}

async fn give(services: Services, command: tokio::net::UnixStream, owner: u32) {
    let given = async {
        let user = command.peer_cred()?.uid();
        if user != owner && user != 0 {
            return Err(BackupError::File(io::ErrorKind::PermissionDenied.into()));
        }
        let command = command.into_std()?;
        command.set_nonblocking(false)?;
        command.set_write_timeout(Some(PATIENCE))?;
        let now = services.now().instant;
        let store = services.store.acting(None, now);
        store.note(Kind::BackedUp.alone()).await?;
        store.back_up(command, now).await
    };
    match given.await {
        Ok(_) => tracing::info!("a backup was handed out"),
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "a backup was not handed out");
        }
    }
}

/// Address of a backup's file; the test of access walks it.
pub const FILE: &str = "/admin/backup/{name}";

pub fn routes() -> Router<AppState> {
    Router::new().route(FILE, get(file))
}

async fn file(
    State(state): State<AppState>,
    extract::Path(name): extract::Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let (head, _) = request.into_parts();
    let session = state.services.staff(&head, Role::Admin).await?;
    let name: BackupName = name.parse().map_err(|_| ApiError::NotFound)?;
    let file = ServeFile::new(state.services.backups.file(name));
    let request = Request::from_parts(head, Body::empty());
    let answer = file.oneshot(request).await.into_response();
    if !answer.status().is_success() {
        return Err(ApiError::NotFound.into());
    }
    let store = state.services.acting(&session).store;
    let noted = store.note(Kind::BackupDownloaded.of(name)).await;
    noted.map_err(ApiError::from)?;
    let mut answer = answer;
    let attachment = format!("attachment; filename=\"{name}\"");
    let headers = answer.headers_mut();
    if let Ok(attachment) = HeaderValue::from_str(&attachment) {
        headers.insert(header::CONTENT_DISPOSITION, attachment);
    }
    let kind = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, kind);
    let not_kept = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, not_kept);
    Ok(answer)
}
