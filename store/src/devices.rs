//! Kiosks and displays, and how a new one is let in.

use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::LobbyId;
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
    /// What the office calls it; empty until it is enrolled.
    pub name: String,
    pub lobby: LobbyId,
    pub state: DeviceState,
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
        lobby: &LobbyId,
        now: DateTime<Utc>,
    ) -> Result<NewDevice, StoreError> {
        let token = secrets::token()?;
        let lobby = lobby.to_string();
        let key = device_key(&token);
        let code = self.transact(BeginEnrolment { key, lobby, now }).await?;
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
        self.transact(Enrol {
            code: code.to_ascii_uppercase(),
            name: name.to_owned(),
            by: by.to_owned(),
            now,
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

    /// Shuts a device out, if there is one.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn revoke(&self, id: &str) -> Result<(), StoreError> {
        let mut script = Script::default();
        script.delete(RecordId::new("device", id));
        script.delete(keys::keypad(id));
        self.write(script).await
    }
}

fn device_key(token: &str) -> RecordId {
    RecordId::new("device", secrets::hash(token))
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
        name: row.name,
        lobby: rows::parse(&row.lobby)?,
        state,
    })
}

struct BeginEnrolment {
    key: RecordId,
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
            name: String::new(),
            lobby: self.lobby.clone(),
            code: Some(code.clone()),
            until: Some(until),
            enrolled_at: None,
            enrolled_by: None,
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
        script.put(key, row);
        Ok(Decision::Write(script, Ok(enrolled)))
    }
}

impl std::fmt::Debug for NewDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewDevice")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}
