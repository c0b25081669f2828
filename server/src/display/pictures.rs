//! The pictures that the office puts beside the calls: a file `{lobby}.png`, `.jpg` or `.webp` in
//! one folder. They are kept in memory, so that what was checked is what is sent.

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use axum::body::Bytes;
use domain::{ids::LobbyId, town::Town};
use tokio::sync::watch;

/// How often it is looked whether the office has put another picture there.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// A photo of a display's size is a tenth of it.
const LARGEST_BYTES: u64 = 4 * 1024 * 1024;

const ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

#[derive(Clone, Default)]
pub struct Pictures(Arc<Inner>);

#[derive(Default)]
struct Inner {
    folder: Option<PathBuf>,
    known: Mutex<BTreeMap<LobbyId, Looked>>,
    changed: watch::Sender<()>,
}

/// A picture, good to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Another one has another number.
    pub version: u64,
    /// By its content, whatever the file is called.
    pub kind: &'static str,
    pub bytes: Bytes,
}

/// What was found the last time.
struct Looked {
    file: Option<FileState>,
    picture: Option<Picture>,
}

#[derive(Clone, PartialEq, Eq)]
struct FileState {
    path: PathBuf,
    modified: Option<SystemTime>,
    length: u64,
}

impl Pictures {
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self(Arc::new(Inner {
            folder: Some(folder.to_owned()),
            ..Inner::default()
        }))
    }

    #[must_use]
    pub fn of(&self, lobby: &LobbyId) -> Option<Picture> {
        let known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(lobby)?.picture.clone()
    }

    /// Changes when a picture has.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<()> {
        self.0.changed.subscribe()
    }

    /// Looks again and again until the program ends.
    pub async fn keep(self, town: watch::Receiver<Arc<Town>>, mut ending: watch::Receiver<bool>) {
        let look = async {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                let (pictures, town) = (self.clone(), Arc::clone(&town.borrow()));
                // It cannot fail but by a panic, which the log has.
                let _ = tokio::task::spawn_blocking(move || pictures.look(&town)).await;
            }
        };
        tokio::select! {
            () = look => {}
            _ = ending.wait_for(|ending| *ending) => {}
        }
    }

    /// Reads what is new in the folder.
    pub fn look(&self, town: &Town) {
        let Some(folder) = &self.0.folder else { return };
        let mut any = false;
        for lobby in &town.lobbies {
            let file = find(folder, &lobby.id);
            let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.get(&lobby.id).is_some_and(|it| it.file == file) {
                continue;
            }
            let picture = file.as_ref().and_then(read);
            let before = known.get(&lobby.id).and_then(|it| it.picture.as_ref());
            any |= before != picture.as_ref();
            known.insert(lobby.id.clone(), Looked { file, picture });
        }
        if any {
            self.0.changed.send_replace(());
        }
    }
}

/// A lobby's id is fit for a file's name.
fn find(folder: &Path, lobby: &LobbyId) -> Option<FileState> {
    ENDINGS.into_iter().find_map(|ending| {
        let path = folder.join(format!("{lobby}.{ending}"));
        let about = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
        Some(FileState {
            path,
            modified: about.modified().ok(),
            length: about.len(),
        })
    })
}

/// None is no picture that can be shown; the log says why.
fn read(file: &FileState) -> Option<Picture> {
    let path = file.path.display();
    if file.length > LARGEST_BYTES {
        let most = LARGEST_BYTES / 1024 / 1024;
        tracing::warn!(%path, "a picture for the displays is larger than {most} MB: not shown");
        return None;
    }
    let bytes = fs::read(&file.path)
        .inspect_err(|error| tracing::warn!(%path, %error, "a picture cannot be read"))
        .ok()?;
    let Some(kind) = kind(&bytes) else {
        tracing::warn!(%path, "a picture for the displays is no PNG, JPEG or WebP: not shown");
        return None;
    };
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    tracing::info!(%path, "a picture for the displays");
    Some(Picture {
        version: hasher.finish(),
        kind,
        bytes: bytes.into(),
    })
}

/// By what such files begin with.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some("image/png");
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some("image/jpeg");
    }
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    is_webp.then_some("image/webp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town() -> Town {
        let text = include_str!("../../../town.toml");
        store::town_file::read("town.toml", text).unwrap()
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

    #[test]
    fn a_picture_is_found_changed_and_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let (pictures, town) = (Pictures::in_folder(folder.path()), town());
        let hall: LobbyId = "hall".parse().unwrap();
        let changes = pictures.changes();
        pictures.look(&town);
        assert_eq!(pictures.of(&hall), None);
        assert!(!changes.has_changed().unwrap());

        // The name says JPEG, the content says PNG.
        let file = folder.path().join("hall.jpg");
        fs::write(&file, PNG).unwrap();
        pictures.look(&town);
        let first = pictures.of(&hall).unwrap();
        assert_eq!((first.kind, &*first.bytes), ("image/png", PNG));
        assert!(changes.has_changed().unwrap());

        fs::write(&file, [PNG, b" more"].concat()).unwrap();
        pictures.look(&town);
        assert_ne!(pictures.of(&hall).unwrap().version, first.version);

        fs::remove_file(&file).unwrap();
        pictures.look(&town);
        assert_eq!(pictures.of(&hall), None);
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let (pictures, town) = (Pictures::in_folder(folder.path()), town());
        fs::write(folder.path().join("hall.png"), "<svg onload='alert()'>").unwrap();
        let mut large = PNG.to_vec();
        large.resize(usize::try_from(LARGEST_BYTES).unwrap() + 1, 0);
        fs::write(folder.path().join("corridor.png"), large).unwrap();
        fs::write(folder.path().join("attic.png"), PNG).unwrap();
        pictures.look(&town);
        for lobby in ["hall", "corridor", "attic"] {
            assert_eq!(pictures.of(&lobby.parse().unwrap()), None, "{lobby}");
        }
    }
}
