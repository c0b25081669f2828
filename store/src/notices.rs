//! What the office says on its public screens.

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{
    audit::Kind,
    moment::Moment,
    notice::{Draft, Notice, NoticeId, NoticeRefusal, Screen, Screens},
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};

use crate::{
    Store, StoreError, keys,
    rows::{TextRow, impossible, localized, parse, text_row, written},
    secrets, town,
    transact::{Decision, Script, Tx, UseCase},
};

/// Why a notice stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeNotChanged {
    /// Somebody else has changed it meanwhile, or taken it away.
    Stale,
    Refused(NoticeRefusal),
}

impl Store {
    /// Writes a new notice. `key` was minted by the server for one form; the same key again is
    /// answered with the same notice.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn post_notice(
        &self,
        draft: Draft,
        key: &str,
        now: Moment,
    ) -> Result<Result<Notice, NoticeRefusal>, StoreError> {
        let id = parse(&secrets::hash(key))?;
        let deed = Kind::NoticePosted.of(&id);
        self.does(Post { id, draft, now }, move |_| deed.clone())
            .await
    }

    /// Makes another one of a notice, if it is still `before`. The same once more changes nothing.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn change_notice(
        &self,
        before: Notice,
        draft: Draft,
        now: Moment,
    ) -> Result<Result<Notice, NoticeNotChanged>, StoreError> {
        let deed = Kind::NoticeChanged.of(&before.id);
        let change = Change { before, draft, now };
        self.does(change, move |_| deed.clone()).await
    }

    /// Takes a notice off the screens, if it is still `before`. Answers whether it was.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn withdraw_notice(&self, before: Notice) -> Result<bool, StoreError> {
        let deed = Kind::NoticeWithdrawn.of(&before.id);
        self.does(Withdraw { before }, move |_| deed.clone()).await
    }
}

#[derive(Clone, SurrealValue)]
pub(crate) struct NoticeRow {
    id: RecordId,
    text: TextRow,
    screens: Vec<String>,
    lobby: Option<String>,
    from: Option<String>,
    until: Option<String>,
    /// Which of them is the newest.
    written_at: DateTime<Utc>,
}

impl NoticeRow {
    fn new(notice: &Notice, written_at: DateTime<Utc>) -> Self {
        Self {
            id: keys::notice(&notice.id),
            text: text_row(&notice.text),
            screens: notice
                .screens
                .each()
                .map(|it| it.word().to_owned())
                .collect(),
            lobby: notice.lobby.as_ref().map(ToString::to_string),
            from: notice.from.map(written),
            until: notice.until.map(written),
            written_at,
        }
    }
}

impl TryFrom<NoticeRow> for Notice {
    type Error = StoreError;

    fn try_from(row: NoticeRow) -> Result<Self, StoreError> {
        let RecordIdKey::String(id) = &row.id.key else {
            return Err(impossible::<NoticeRow>("its key is its name"));
        };
        let screen = |word: &String| {
            let mut screens = Screen::ALL.into_iter();
            let screen = screens.find(|screen| screen.word() == word);
            screen.ok_or_else(|| impossible::<NoticeRow>(format!("no screen is called `{word}`")))
        };
        let time = |at: Option<String>| at.map(|at| parse::<NaiveDateTime>(&at)).transpose();
        Ok(Self {
            id: parse(id)?,
            text: localized(row.text)?,
            screens: row
                .screens
                .iter()
                .map(screen)
                .collect::<Result<Screens, _>>()?,
            lobby: row.lobby.map(|lobby| parse(&lobby)).transpose()?,
            from: time(row.from)?,
            until: time(row.until)?,
        })
    }
}

struct Post {
    id: NoticeId,
    draft: Draft,
    now: Moment,
}

impl UseCase for Post {
    type Answer = Result<Notice, NoticeRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Some(town) = town::seen(tx).await? else {
            return Ok(Decision::Nothing(Err(NoticeRefusal::UnknownLobby)));
        };
        if let Some(known) = town.notices.iter().find(|notice| notice.id == self.id) {
            return Ok(Decision::Nothing(Ok(known.clone())));
        }
        let notice = match Notice::new(self.id.clone(), &self.draft, &town, self.now) {
            Ok(notice) => notice,
            Err(refusal) => return Ok(Decision::Nothing(Err(refusal))),
        };
        let mut script = Script::default();
        let row = NoticeRow::new(&notice, self.now.instant);
        script.put(row.id.clone(), row);
        town::count_up(&mut script);
        Ok(Decision::Write(script, Ok(notice)))
    }
}

struct Change {
    before: Notice,
    draft: Draft,
    now: Moment,
}

impl UseCase for Change {
    type Answer = Result<Notice, NoticeNotChanged>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Self { before, draft, now } = self;
        let stale = Ok(Decision::Nothing(Err(NoticeNotChanged::Stale)));
        let Some((row, town)) = seen(tx, &before.id).await?.zip(town::seen(tx).await?) else {
            return stale;
        };
        let written_at = row.written_at;
        let found = Notice::try_from(row)?;
        let after = match Notice::new(before.id.clone(), draft, &town, *now) {
            Ok(after) if after == found => return Ok(Decision::Nothing(Ok(found))),
            _ if found != *before => return stale,
            Ok(after) => after,
            Err(refusal) => {
                let refusal = NoticeNotChanged::Refused(refusal);
                return Ok(Decision::Nothing(Err(refusal)));
            }
        };
        let mut script = Script::default();
        let row = NoticeRow::new(&after, written_at);
        script.put(row.id.clone(), row);
        town::count_up(&mut script);
        Ok(Decision::Write(script, Ok(after)))
    }
}

struct Withdraw {
    before: Notice,
}

impl UseCase for Withdraw {
    type Answer = bool;

    async fn decide(&self, tx: &Tx) -> Result<Decision<bool>, StoreError> {
        let found = seen(tx, &self.before.id).await?.map(Notice::try_from);
        if found.transpose()?.as_ref() != Some(&self.before) {
            return Ok(Decision::Nothing(false));
        }
        let mut script = Script::default();
        script.delete(keys::notice(&self.before.id));
        town::count_up(&mut script);
        Ok(Decision::Write(script, true))
    }
}

async fn seen(tx: &Tx, id: &NoticeId) -> Result<Option<NoticeRow>, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $notice").bind("notice", keys::notice(id));
    tx.read(script).await
}
