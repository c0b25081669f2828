//! What the administrator's pages show.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use domain::{
    device::{DeviceKind, Sighting},
    moment::Moment,
    printer::{Paper, PrinterState},
    staff::Role,
    text::{Language, Localized},
};
use serde::{Deserialize, Serialize};
use store::DeviceState;

use crate::api::ApiError;

/// The enrolled devices, and who looks at them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    /// Id and name.
    pub lobbies: Vec<(String, Localized)>,
    /// In the order of their names.
    pub devices: Vec<EnrolledDevice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledDevice {
    pub id: String,
    pub kind: DeviceKind,
    pub name: String,
    pub lobby: String,
    pub lobby_name: Localized,
    /// The town's day on which it was enrolled.
    #[serde(with = "domain::wire::date")]
    pub since: NaiveDate,
    /// None: it has never been there.
    pub seen: Option<Seen>,
    /// None: its browser prints.
    pub printer: Option<KnownPrinter>,
}

/// What a device showed when it was last there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub when: When,
    pub page: String,
    pub language: Language,
    /// Whether the page is of the build that is served now.
    pub is_newest: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    Now,
    /// Within the last hour.
    MinutesAgo(u16),
    /// By the town's clocks. Somebody should go and look.
    LongAgo {
        #[serde(with = "domain::wire::date")]
        date: NaiveDate,
        #[serde(with = "domain::wire::time")]
        time: NaiveTime,
    },
}

/// Who is there says so every minute, at a heartbeat.
const STILL_NOW: TimeDelta = TimeDelta::minutes(2);

/// Who has not been there for so long stands out.
const LONG_AGO: TimeDelta = TimeDelta::hours(1);

impl Seen {
    fn new(sighting: Sighting, build: &str, now: Moment) -> Self {
        let age = now.instant - sighting.at;
        let then = now.at(sighting.at);
        Self {
            when: if age < STILL_NOW {
                When::Now
            } else if age < LONG_AGO {
                When::MinutesAgo(u16::try_from(age.num_minutes()).unwrap_or(u16::MAX))
            } else {
                When::LongAgo {
                    date: then.date,
                    time: then.time,
                }
            },
            is_newest: sighting.showing.build == build,
            page: sighting.showing.page,
            language: sighting.showing.language,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPrinter {
    pub address: String,
    /// Of its paper, in millimetres.
    pub width: u16,
    /// None: it has not been asked yet.
    pub state: Option<PrinterState>,
}

/// The width that most printers have.
pub const USUAL_WIDTH: u16 = Paper::Mm80.millimetres();

/// For administrators and auditors. The codes of devices that wait are not told: whoever enrols one has seen
/// its screen.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`], or the database does not answer.
pub async fn devices_view() -> Result<DevicesContent, ApiError> {
    let (services, session) = crate::services::onlooker(Role::Admin).await?;
    let (town, now) = (services.town(), services.now());
    let devices = services.store.devices().await?;
    let mut sightings = services.store.sightings().await?;
    let enrolled = devices.into_iter().filter_map(|device| {
        let DeviceState::Enrolled { since } = device.state else {
            return None;
        };
        let state = services.printing.state(&device.id);
        let sighting = sightings.remove(&device.id);
        Some(EnrolledDevice {
            seen: sighting.map(|it| Seen::new(it, &services.build, now)),
            id: device.id,
            kind: device.kind,
            name: device.name,
            lobby: device.lobby.to_string(),
            lobby_name: town
                .lobby(&device.lobby)
                .map(|lobby| lobby.name.clone())
                .unwrap_or_default(),
            since: now.at(since).date,
            printer: device.printer.map(|printer| KnownPrinter {
                address: printer.address.to_string(),
                width: printer.paper.millimetres(),
                state,
            }),
        })
    });
    Ok(DevicesContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        lobbies: town
            .lobbies
            .iter()
            .map(|lobby| (lobby.id.to_string(), lobby.name.clone()))
            .collect(),
        devices: enrolled.collect(),
    })
}

#[cfg(test)]
mod tests {
    use domain::device::Showing;

    use super::*;

    #[test]
    fn who_was_not_there_for_an_hour_is_told_with_day_and_time() {
        let now = "2026-11-23T08:15:00Z".parse().unwrap();
        let now = Moment::new(now, "Europe/Prague".parse().unwrap());
        let seen = |seconds, build: &str| {
            let sighting = Sighting {
                at: now.instant - TimeDelta::seconds(seconds),
                showing: Showing {
                    page: "/kiosk/hall".to_owned(),
                    language: Language::Cs,
                    build: build.to_owned(),
                },
            };
            Seen::new(sighting, "new", now)
        };
        let when = [0, 119, 120, 3_599].map(|seconds| seen(seconds, "new").when);
        let minutes = When::MinutesAgo;
        assert_eq!(when, [When::Now, When::Now, minutes(2), minutes(59)]);
        let long_ago = When::LongAgo {
            date: now.date,
            time: "08:15:00".parse().unwrap(),
        };
        assert_eq!(seen(3_600, "new").when, long_ago);
        assert!(seen(0, "new").is_newest && !seen(0, "old").is_newest);
    }
}
