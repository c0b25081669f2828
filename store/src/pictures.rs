//! The office's own pictures: its crest, and one beside the calls of each lobby.

use std::collections::BTreeMap;

use domain::{
    audit::Kind,
    picture::{Picture, PictureHash, PictureKind, PicturePlace},
};
use surrealdb::types::{Bytes, RecordId, RecordIdKey, SurrealValue};

use crate::{
    Store, StoreError, keys,
    rows::{impossible, parse},
    town,
    transact::{Decision, Script, Tx, UseCase},
};

/// A picture as it is kept and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFile {
    pub kind: PictureKind,
    pub bytes: Vec<u8>,
}

/// Why a picture stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureNotChanged {
    /// Somebody else has changed it meanwhile.
    Stale,
    /// There is no such lobby any more.
    NoSuchPlace,
}

type Pictures = BTreeMap<PicturePlace, Picture>;

impl PictureFile {
    /// The number by which it is known.
    #[must_use]
    pub fn hash(&self) -> PictureHash {
        let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(&self.bytes).as_bytes();
        PictureHash::new(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
    }
}

impl Store {
    /// Shows a picture of that width and height there, if what is there still is what was `seen`. The
    /// same once more changes nothing.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn put_picture(
        &self,
        place: PicturePlace,
        seen: Option<PictureHash>,
        file: PictureFile,
        (width, height): (u16, u16),
    ) -> Result<Result<Picture, PictureNotChanged>, StoreError> {
        let deed = Kind::PictureSet.of(&place);
        let picture = Picture {
            hash: file.hash(),
            width,
            height,
        };
        let put = Put {
            place,
            seen,
            picture,
            content: ContentRow::from(file),
        };
        self.does(put, move |_| deed.clone()).await
    }

    /// Shows none there any more, if what is there still is what was `seen`. Where there is none it
    /// is so already.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn remove_picture(
        &self,
        place: PicturePlace,
        seen: PictureHash,
    ) -> Result<Result<(), PictureNotChanged>, StoreError> {
        let deed = Kind::PictureRemoved.of(&place);
        self.does(Remove { place, seen }, move |_| deed.clone())
            .await
    }

    /// What a picture shows that is somewhere.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn picture(&self, hash: PictureHash) -> Result<Option<PictureFile>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $content");
        let script = script.bind("content", keys::picture_content(hash));
        let row: Option<ContentRow> = self.read(script).await?;
        row.map(PictureFile::try_from).transpose()
    }
}

#[derive(SurrealValue)]
pub(crate) struct PictureRow {
    id: RecordId,
    hash: String,
    width: u16,
    height: u16,
}

impl PictureRow {
    fn new(place: &PicturePlace, picture: Picture) -> Self {
        Self {
            id: keys::picture(place),
            hash: picture.hash.to_string(),
            width: picture.width,
            height: picture.height,
        }
    }
}

#[derive(Clone, SurrealValue)]
struct ContentRow {
    kind: String,
    bytes: Bytes,
}

impl From<PictureFile> for ContentRow {
    fn from(file: PictureFile) -> Self {
        Self {
            kind: file.kind.media_type().to_owned(),
            bytes: file.bytes.into(),
        }
    }
}

impl TryFrom<ContentRow> for PictureFile {
    type Error = StoreError;

    fn try_from(row: ContentRow) -> Result<Self, StoreError> {
        Ok(Self {
            kind: parse(&row.kind)?,
            bytes: row.bytes.to_vec(),
        })
    }
}

/// What is shown where.
pub(crate) fn by_place(rows: Vec<PictureRow>) -> Result<Pictures, StoreError> {
    let rows = rows.into_iter().map(|row| {
        let RecordIdKey::String(place) = &row.id.key else {
            return Err(impossible::<PictureRow>("its key is its place"));
        };
        let picture = Picture {
            hash: parse(&row.hash)?,
            width: row.width,
            height: row.height,
        };
        Ok((parse(place)?, picture))
    });
    rows.collect()
}

/// Takes away what was shown `before` and is not any more, and what no place shows `after` that.
pub(crate) fn remove_those_gone(script: &mut Script, before: &Pictures, after: &Pictures) {
    for (place, picture) in before {
        if !after.contains_key(place) {
            script.delete(keys::picture(place));
        }
        if after.values().all(|it| it.hash != picture.hash) {
            script.delete(keys::picture_content(picture.hash));
        }
    }
}

struct Put {
    place: PicturePlace,
    seen: Option<PictureHash>,
    picture: Picture,
    content: ContentRow,
}

impl UseCase for Put {
    type Answer = Result<Picture, PictureNotChanged>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let refused = |why| Ok(Decision::Nothing(Err(why)));
        let town = town::seen(tx).await?;
        let Some(town) = town.filter(|town| town.shows(&self.place)) else {
            return refused(PictureNotChanged::NoSuchPlace);
        };
        let now = town.picture(&self.place);
        if now == Some(self.picture.hash) {
            return Ok(Decision::Nothing(Ok(self.picture)));
        }
        if now != self.seen {
            return refused(PictureNotChanged::Stale);
        }
        let mut after = town.pictures.clone();
        after.insert(self.place.clone(), self.picture);
        let mut script = Script::default();
        remove_those_gone(&mut script, &town.pictures, &after);
        let row = PictureRow::new(&self.place, self.picture);
        script.put(row.id.clone(), row);
        let content = keys::picture_content(self.picture.hash);
        script.put(content, self.content.clone());
        town::count_up(&mut script);
        Ok(Decision::Write(script, Ok(self.picture)))
    }
}

struct Remove {
    place: PicturePlace,
    seen: PictureHash,
}

impl UseCase for Remove {
    type Answer = Result<(), PictureNotChanged>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Some(town) = town::seen(tx).await? else {
            return Ok(Decision::Nothing(Ok(())));
        };
        match town.picture(&self.place) {
            None => return Ok(Decision::Nothing(Ok(()))),
            Some(now) if now != self.seen => {
                return Ok(Decision::Nothing(Err(PictureNotChanged::Stale)));
            }
            Some(_) => {}
        }
        let mut after = town.pictures.clone();
        after.remove(&self.place);
        let mut script = Script::default();
        remove_those_gone(&mut script, &town.pictures, &after);
        town::count_up(&mut script);
        Ok(Decision::Write(script, Ok(())))
    }
}
