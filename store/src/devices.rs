//! Kiosks and displays, and how a new one is let in.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::Kind,
    device::{DeviceKind, Showing, Sighting},
    ids::LobbyId,
    printer::{Paper, Printer},
};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value};

use crate::{
    Store, StoreError, keys,
    rows::{self, DeviceRow, EnrolmentRow},
    secrets,
    transact::{Decision, Script, Tx, UseCase},
};

/// A device that asks to be let in: it keeps the token and shows the code.
#[derive(Clone, PartialEq, Eq)]
pub struct NewDevice {
    pub token: String,
    pub code: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Names the device in lists; it does not open anything.
    pub id: String,
    pub kind: DeviceKind,
    /// What the office calls it; empty until it is enrolled.
    pub name: String,
    pub lobby: LobbyId,
    pub state: DeviceState,
    /// None: its browser prints.
    pub printer: Option<Printer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceState {
    /// It shows `code` for an administrator to type in.
    Awaiting {
        code: String,
        until: DateTime<Utc>,
    },
    Enrolled {
        since: DateTime<Utc>,
    },
}

/// What an administrator says of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub name: String,
    pub lobby: LobbyId,
}

/// Why a device is not called or placed otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceNotChanged {
    UnknownDevice,
    /// Somebody else has changed it meanwhile.
    Stale,
}

/// Why a device is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolRefusal {
    /// No device shows that code (any more).
    UnknownCode,
}

/// How long a code is good.
const CODE_LASTS: TimeDelta = TimeDelta::minutes(10);

impl Store {
    /// Makes a device that waits to be enrolled.
    ///
    /// # Errors
    /// Those of the database and of the operating system's random numbers.
    pub async fn begin_enrolment(
        &self,
        kind: DeviceKind,
        lobby: &LobbyId,
        now: DateTime<Utc>,
    ) -> Result<NewDevice, StoreError> {
        let token = secrets::token()?;
        let begin = BeginEnrolment {
            key: device_key(&token),
            kind,
            lobby: lobby.to_string(),
            now,
        };
        let code = self.transact(begin).await?;
        Ok(NewDevice { token, code })
    }

    /// Which device it is, if it is enrolled or its code is still good.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn device(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Device>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM ONLY $key").bind("key", device_key(token));
        let row: Option<DeviceRow> = self.read(script).await?;
        let device = row
            .map(|row| device(secrets::hash(token), row))
            .transpose()?;
        Ok(device.filter(|device| match device.state {
            DeviceState::Awaiting { until, .. } => now < until,
            DeviceState::Enrolled { .. } => true,
        }))
    }

    /// Lets the device that shows `code` in; spaces, hyphens and case do not matter. `by` is the
    /// administrator's login.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn enrol(
        &self,
        code: &str,
        name: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Result<Device, EnrolRefusal>, StoreError> {
        let code = code
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>();
        let case = Enrol {
            code: code.to_ascii_uppercase(),
            name: name.to_owned(),
            by: by.to_owned(),
            now,
        };
        self.does(case, |enrolled| match enrolled {
            Ok(device) => Kind::DeviceEnrolled.of(&device.name),
            Err(_) => Kind::DeviceEnrolled.alone(),
        })
        .await
    }

    /// The enrolled devices, by name.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn devices(&self) -> Result<Vec<Device>, StoreError> {
        let script = Script::new("RETURN SELECT * FROM device WHERE enrolled_at != NONE");
        let rows: Vec<IdentifiedRow> = self.read(script).await?;
        let mut devices = rows
            .into_iter()
            .map(|row| device(id_in(&row.id)?, row.device))
            .collect::<Result<Vec<_>, _>>()?;
        devices.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(devices)
    }

    /// Names the printer of an enrolled kiosk, or that it has none any more, if it still is `before`.
    /// The same once more changes nothing.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn set_printer(
        &self,
        id: &str,
        before: Option<Printer>,
        after: Option<Printer>,
    ) -> Result<Result<(), DeviceNotChanged>, StoreError> {
        let key = RecordId::new("device", id);
        let case = SetPrinter { key, before, after };
        let set = self.does(case, |set| match set {
            Ok(name) => Kind::PrinterSet.of(name),
            Err(_) => Kind::PrinterSet.alone(),
        });
        Ok(set.await?.map(|_| ()))
    }

    /// Names an enrolled device, and places it in a lobby, if it is still called and placed as
    /// `before`. The same once more changes nothing.
    ///
    /// # Errors
    /// Only those of the database; a refusal is a value.
    pub async fn place_device(
        &self,
        id: &str,
        before: Place,
        after: Place,
    ) -> Result<Result<(), DeviceNotChanged>, StoreError> {
        let key = RecordId::new("device", id);
        let deed = Kind::DevicePlaced.of(&after.name);
        self.does(SetPlace { key, before, after }, move |_| deed.clone())
            .await
    }

    /// Notes that an enrolled device is there, and what it shows. It is written at most once a
    /// minute, unless it shows something else.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn sight(
        &self,
        id: &str,
        showing: &Showing,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.transact(Sight {
            id: id.to_owned(),
            sighting: Sighting {
                at: now,
                showing: showing.clone(),
            },
        })
        .await
    }

    /// When each device was last there, and what it showed, by its id.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn sightings(&self) -> Result<BTreeMap<String, Sighting>, StoreError> {
        let rows: Vec<IdentifiedSighting> = self
            .read(Script::new("RETURN SELECT * FROM sighting"))
            .await?;
        let rows = rows.into_iter();
        rows.map(|row| Ok((id_in(&row.id)?, row.sighting.try_into()?)))
            .collect()
    }

    /// Shuts a device out, if there is one.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn revoke(&self, id: &str) -> Result<(), StoreError> {
        let id = id.to_owned();
        let revoked = self.does(Revoke { id }, |name| Kind::DeviceRevoked.of(name));
        revoked.await.map(drop)
    }
}

fn device_key(token: &str) -> RecordId {
    RecordId::new("device", secrets::hash(token))
}

fn sighting_key(id: &str) -> RecordId {
    RecordId::new("sighting", id)
}

fn enrolment_key(code: &str) -> RecordId {
    RecordId::new("enrolment", code)
}

fn id_in(key: &RecordId) -> Result<String, StoreError> {
    match &key.key {
        RecordIdKey::String(id) => Ok(id.clone()),
        other => Err(rows::impossible::<DeviceRow>(format!(
            "{other:?} as its key"
        ))),
    }
}

#[derive(SurrealValue)]
struct IdentifiedRow {
    id: RecordId,
    #[surreal(flatten)]
    device: DeviceRow,
}

#[derive(SurrealValue)]
struct SightingRow {
    at: DateTime<Utc>,
    page: String,
    language: String,
    build: String,
}

#[derive(SurrealValue)]
struct IdentifiedSighting {
    id: RecordId,
    #[surreal(flatten)]
    sighting: SightingRow,
}

impl TryFrom<SightingRow> for Sighting {
    type Error = StoreError;

    fn try_from(row: SightingRow) -> Result<Self, StoreError> {
        Ok(Self {
            at: row.at,
            showing: Showing {
                page: row.page,
                language: rows::parse(&row.language)?,
                build: row.build,
            },
        })
    }
}

impl From<&Sighting> for SightingRow {
    fn from(sighting: &Sighting) -> Self {
        let Showing {
            page,
            language,
            build,
        } = &sighting.showing;
        Self {
            at: sighting.at,
            page: page.clone(),
            language: language.tag().to_owned(),
            build: build.clone(),
        }
    }
}

fn kind(word: &str) -> Result<DeviceKind, StoreError> {
    let mut kinds = DeviceKind::ALL.into_iter();
    let kind = kinds.find(|kind| kind.word() == word);
    kind.ok_or_else(|| rows::impossible::<DeviceRow>(format!("no device is a `{word}`")))
}

fn device(id: String, row: DeviceRow) -> Result<Device, StoreError> {
    let state = match (row.enrolled_at, row.code, row.until) {
        (Some(since), ..) => DeviceState::Enrolled { since },
        (None, Some(code), Some(until)) => DeviceState::Awaiting { code, until },
        _ => {
            return Err(rows::impossible::<DeviceRow>(
                "neither enrolled nor with a code",
            ));
        }
    };
    Ok(Device {
        id,
        kind: kind(&row.kind)?,
        name: row.name,
        lobby: rows::parse(&row.lobby)?,
        state,
        printer: printer(row.printer, row.paper)?,
    })
}

fn printer(address: Option<String>, paper: Option<u16>) -> Result<Option<Printer>, StoreError> {
    let Some(address) = address else {
        return Ok(None);
    };
    let paper = paper.and_then(Paper::of_millimetres);
    let paper = paper.ok_or_else(|| rows::impossible::<DeviceRow>("a printer without paper"))?;
    let address = rows::parse(&address)?;
    Ok(Some(Printer { address, paper }))
}

struct BeginEnrolment {
    key: RecordId,
    kind: DeviceKind,
    lobby: String,
    now: DateTime<Utc>,
}

impl UseCase for BeginEnrolment {
    type Answer = String;

    async fn decide(&self, tx: &Tx) -> Result<Decision<String>, StoreError> {
        // Codes are few enough to meet by chance; then the other device keeps it.
        let code = loop {
            let code = secrets::code()?;
            let script = Script::new("RETURN SELECT * FROM ONLY $key");
            let script = script.bind("key", enrolment_key(&code));
            let taken: Option<EnrolmentRow> = tx.read(script).await?;
            if taken.is_none_or(|enrolment| enrolment.until <= self.now) {
                break code;
            }
        };
        let until = self.now + CODE_LASTS;
        let mut script = Script::default();
        let enrolment = EnrolmentRow {
            device: self.key.clone(),
            until,
        };
        script.put(enrolment_key(&code), enrolment);
        let device = DeviceRow {
            kind: self.kind.word().to_owned(),
            name: String::new(),
            lobby: self.lobby.clone(),
            code: Some(code.clone()),
            until: Some(until),
            enrolled_at: None,
            enrolled_by: None,
            printer: None,
            paper: None,
        };
        script.put(self.key.clone(), device);
        Ok(Decision::Write(script, code))
    }
}

struct Enrol {
    code: String,
    name: String,
    by: String,
    now: DateTime<Utc>,
}

#[derive(SurrealValue)]
struct Found {
    until: DateTime<Utc>,
    device: Option<IdentifiedRow>,
}

impl UseCase for Enrol {
    type Answer = Result<Device, EnrolRefusal>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let script = Script::new("RETURN SELECT until, device.* AS device FROM ONLY $key");
        let found: Option<Found> = tx
            .read(script.bind("key", enrolment_key(&self.code)))
            .await?;
        let alive = found.filter(|found| self.now < found.until);
        let Some(IdentifiedRow {
            id: key,
            device: row,
        }) = alive.and_then(|found| found.device)
        else {
            return Ok(Decision::Nothing(Err(EnrolRefusal::UnknownCode)));
        };
        if !there_is_lobby(tx, &row.lobby).await? {
            return Ok(Decision::Nothing(Err(EnrolRefusal::UnknownCode)));
        }
        let row = DeviceRow {
            name: self.name.clone(),
            code: None,
            until: None,
            enrolled_at: Some(self.now),
            enrolled_by: Some(self.by.clone()),
            ..row
        };
        let enrolled = device(id_in(&key)?, row.clone())?;
        let mut script = Script::default();
        script.delete(enrolment_key(&self.code));
        stays(&mut script, &row.lobby);
        script.put(key, row);
        Ok(Decision::Write(script, Ok(enrolled)))
    }
}

struct Revoke {
    id: String,
}

impl UseCase for Revoke {
    /// What it was called.
    type Answer = String;

    async fn decide(&self, tx: &Tx) -> Result<Decision<String>, StoreError> {
        let key = RecordId::new("device", self.id.as_str());
        let script = Script::new("RETURN SELECT * FROM ONLY $key").bind("key", key.clone());
        let Some(row) = tx.read::<Option<DeviceRow>>(script).await? else {
            return Ok(Decision::Nothing(String::new()));
        };
        let mut script = Script::default();
        script.delete(key);
        script.delete(keys::keypad(&self.id));
        script.delete(sighting_key(&self.id));
        Ok(Decision::Write(script, row.name))
    }
}

struct SetPrinter {
    key: RecordId,
    before: Option<Printer>,
    after: Option<Printer>,
}

impl UseCase for SetPrinter {
    /// What the kiosk is called.
    type Answer = Result<String, DeviceNotChanged>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Some(row) = enrolled(tx, &self.key).await? else {
            return Ok(Decision::Nothing(Err(DeviceNotChanged::UnknownDevice)));
        };
        let is_now = printer(row.printer.clone(), row.paper)?;
        if is_now == self.after {
            return Ok(Decision::Nothing(Ok(row.name)));
        }
        if is_now != self.before {
            return Ok(Decision::Nothing(Err(DeviceNotChanged::Stale)));
        }
        let name = row.name.clone();
        let printer = self.after.as_ref();
        let row = DeviceRow {
            printer: printer.map(|printer| printer.address.to_string()),
            paper: printer.map(|printer| printer.paper.millimetres()),
            ..row
        };
        let mut script = Script::default();
        script.put(self.key.clone(), row);
        Ok(Decision::Write(script, Ok(name)))
    }
}

struct SetPlace {
    key: RecordId,
    before: Place,
    after: Place,
}

impl UseCase for SetPlace {
    type Answer = Result<(), DeviceNotChanged>;

    async fn decide(&self, tx: &Tx) -> Result<Decision<Self::Answer>, StoreError> {
        let Some(row) = enrolled(tx, &self.key).await? else {
            return Ok(Decision::Nothing(Err(DeviceNotChanged::UnknownDevice)));
        };
        let is = |place: &Place| row.name == place.name && row.lobby == place.lobby.as_str();
        if is(&self.after) {
            return Ok(Decision::Nothing(Ok(())));
        }
        if !is(&self.before) {
            return Ok(Decision::Nothing(Err(DeviceNotChanged::Stale)));
        }
        let lobby = self.after.lobby.as_str();
        if !there_is_lobby(tx, lobby).await? {
            return Ok(Decision::Nothing(Err(DeviceNotChanged::Stale)));
        }
        let row = DeviceRow {
            name: self.after.name.clone(),
            lobby: self.after.lobby.to_string(),
            ..row
        };
        let mut script = Script::default();
        stays(&mut script, lobby);
        script.put(self.key.clone(), row);
        Ok(Decision::Write(script, Ok(())))
    }
}

async fn there_is_lobby(tx: &Tx, id: &str) -> Result<bool, StoreError> {
    let script = Script::new("RETURN record::exists($key)").bind("key", RecordId::new("lobby", id));
    tx.read(script).await
}

/// The lobby in which a device is put is written, so that nobody takes it away at the same moment.
fn stays(script: &mut Script, lobby: &str) {
    script.count_up(RecordId::new("lobby", lobby), "version");
}

/// The row of a device that has been let in.
async fn enrolled(tx: &Tx, key: &RecordId) -> Result<Option<DeviceRow>, StoreError> {
    let script = Script::new("RETURN SELECT * FROM ONLY $key").bind("key", key.clone());
    let row: Option<DeviceRow> = tx.read(script).await?;
    Ok(row.filter(|row| row.enrolled_at.is_some()))
}

/// So long nothing is written of a device that shows what it has shown.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

struct Sight {
    id: String,
    sighting: Sighting,
}

#[derive(SurrealValue)]
struct Seen {
    is_enrolled: bool,
    before: Option<SightingRow>,
}

/// Whoever shuts the device out is not to be followed by a row about it.
const SEEN: &str = "RETURN {
    is_enrolled: (SELECT VALUE enrolled_at FROM ONLY $device FOR UPDATE) != NONE,
    before: (SELECT * FROM ONLY $sighting),
}";

impl UseCase for Sight {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let script = Script::new(SEEN)
            .bind("device", RecordId::new("device", self.id.as_str()))
            .bind("sighting", sighting_key(&self.id));
        let seen: Seen = tx.read(script).await?;
        let before = seen.before.map(Sighting::try_from).transpose()?;
        let is_known = before.is_some_and(|before| {
            let age = self.sighting.at - before.at;
            before.showing == self.sighting.showing && age < SEEN_EVERY
        });
        if !seen.is_enrolled || is_known {
            return Ok(Decision::Nothing(()));
        }
        let mut script = Script::default();
        script.put(sighting_key(&self.id), SightingRow::from(&self.sighting));
        Ok(Decision::Write(script, ()))
    }
}

impl std::fmt::Debug for NewDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewDevice")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}
