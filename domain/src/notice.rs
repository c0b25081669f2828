//! A message from the office on its public screens.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::{
    ids::LobbyId,
    line::{self, LineError},
    moment::Moment,
    text::{Language, Localized},
    town::Town,
};

/// Civil time in the town's zone; at `from` it is shown, at `until` it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: NoticeId,
    pub text: Localized,
    pub screens: Screens,
    /// None: in all lobbies.
    pub lobby: Option<LobbyId>,
    /// None: from when it was written.
    pub from: Option<NaiveDateTime>,
    /// None: until it is taken away.
    pub until: Option<NaiveDateTime>,
}

/// Names a notice: letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NoticeId(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a notice")]
pub struct NotANoticeId;

/// A kind of public screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Screen {
    /// The page that one comes to first.
    Start,
    Status,
    Kiosk,
    /// The lobby's TV.
    Display,
}

/// A set of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Screens(u8);

/// What a supervisor wants to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// As it was typed; Czech is required.
    pub text: BTreeMap<Language, String>,
    pub screens: Screens,
    pub lobby: Option<LobbyId>,
    pub from: Option<NaiveDateTime>,
    pub until: Option<NaiveDateTime>,
}

/// Why it is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeRefusal {
    /// It says nothing in Czech.
    Empty,
    /// In one of the languages it is longer than [`LONGEST`].
    TooLong,
    /// On no screen.
    Nowhere,
    UnknownLobby,
    /// It ends before it begins, or at once.
    Backwards,
    /// It ends before now.
    Over,
    /// So many are shown at some time of it that nobody would read one more.
    TooMany,
}

/// In characters: what a TV shows on two lines, and a kiosk beside its buttons.
pub const LONGEST: usize = 120;

/// So many at once, in all lobbies together.
pub const MOST_AT_ONCE: usize = 3;

impl Notice {
    /// # Errors
    /// Why it is not to be shown.
    pub fn new(
        id: NoticeId,
        draft: &Draft,
        town: &Town,
        now: Moment,
    ) -> Result<Self, NoticeRefusal> {
        let Draft {
            text,
            screens,
            lobby,
            from,
            until,
        } = draft;
        let text = line::in_languages::<LONGEST>(text).map_err(|error| match error {
            LineError::Empty => NoticeRefusal::Empty,
            LineError::TooLong { .. } => NoticeRefusal::TooLong,
        })?;
        if *screens == Screens::NONE {
            return Err(NoticeRefusal::Nowhere);
        }
        if lobby.as_ref().is_some_and(|id| town.lobby(id).is_none()) {
            return Err(NoticeRefusal::UnknownLobby);
        }
        if let (Some(from), Some(until)) = (from, until)
            && until <= from
        {
            return Err(NoticeRefusal::Backwards);
        }
        let notice = Self {
            id,
            text,
            screens: *screens,
            lobby: lobby.clone(),
            from: *from,
            until: *until,
        };
        if notice.is_over(now) {
            return Err(NoticeRefusal::Over);
        }
        if notice.is_one_too_many(town, now) {
            return Err(NoticeRefusal::TooMany);
        }
        Ok(notice)
    }

    #[must_use]
    pub fn is_shown(&self, now: Moment) -> bool {
        !self.is_to_come(now) && !self.is_over(now)
    }

    #[must_use]
    pub fn is_to_come(&self, now: Moment) -> bool {
        self.from
            .is_some_and(|from| now.instant < now.instant_of(from.date(), from.time()))
    }

    #[must_use]
    pub fn is_over(&self, now: Moment) -> bool {
        self.until
            .is_some_and(|until| now.instant_of(until.date(), until.time()) <= now.instant)
    }

    #[must_use]
    pub fn is_for(&self, lobby: &LobbyId) -> bool {
        self.lobby.as_ref().is_none_or(|only| only == lobby)
    }

    /// Whether it makes one too many at some time from now on. How many are shown grows only where
    /// one begins.
    fn is_one_too_many(&self, town: &Town, now: Moment) -> bool {
        let others = || town.notices.iter().filter(|other| other.id != self.id);
        let begins = others().chain([self]).filter_map(|notice| notice.from);
        let begins = begins.map(|from| now.at(now.instant_of(from.date(), from.time())));
        begins
            .filter(|then| now.instant < then.instant)
            .chain([now])
            .filter(|then| self.is_shown(*then))
            .any(|then| others().filter(|it| it.is_shown(then)).count() >= MOST_AT_ONCE)
    }
}

impl Screen {
    pub const ALL: [Self; 4] = [Self::Start, Self::Status, Self::Kiosk, Self::Display];

    /// As the database and the forms call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Status => "status",
            Self::Kiosk => "kiosk",
            Self::Display => "display",
        }
    }

    fn bit(self) -> u8 {
        match self {
            Self::Start => 1,
            Self::Status => 2,
            Self::Kiosk => 4,
            Self::Display => 8,
        }
    }
}

impl Screens {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(15);

    #[must_use]
    pub fn has(self, screen: Screen) -> bool {
        self.0 & screen.bit() != 0
    }

    /// In the order of [`Screen::ALL`].
    pub fn each(self) -> impl Iterator<Item = Screen> {
        Screen::ALL
            .into_iter()
            .filter(move |screen| self.has(*screen))
    }
}

impl FromIterator<Screen> for Screens {
    fn from_iter<I: IntoIterator<Item = Screen>>(screens: I) -> Self {
        Self(screens.into_iter().fold(0, |all, it| all | it.bit()))
    }
}

impl FromStr for NoticeId {
    type Err = NotANoticeId;

    fn from_str(text: &str) -> Result<Self, NotANoticeId> {
        let fits = (1..=64).contains(&text.len());
        if fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotANoticeId)
        }
    }
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lobby::tests::{at, town};

    fn draft(text: &str) -> Draft {
        Draft {
            text: BTreeMap::from([(Language::Cs, text.to_owned())]),
            screens: Screens::ALL,
            lobby: None,
            from: None,
            until: None,
        }
    }

    /// The town's clocks so many seconds after [`at`] zero.
    fn civil(seconds: i64) -> Option<NaiveDateTime> {
        let moment = at(seconds);
        Some(moment.date.and_time(moment.time))
    }

    fn lasting(from: Option<i64>, until: Option<i64>) -> Draft {
        Draft {
            from: from.and_then(civil),
            until: until.and_then(civil),
            ..draft("Výtah nejede.")
        }
    }

    fn new(draft: &Draft) -> Result<Notice, NoticeRefusal> {
        Notice::new("n".parse().unwrap(), draft, &town(1), at(0))
    }

    #[test]
    fn it_is_one_line_and_in_czech_at_least() {
        let mut bilingual = draft("  Výtah\nnejede. ");
        bilingual.text.insert(Language::En, " ".to_owned());
        let notice = new(&bilingual).unwrap();
        assert_eq!(
            notice.text.all().collect::<Vec<_>>(),
            [(Language::Cs, "Výtah nejede.")]
        );
        assert_eq!(new(&draft(" \t")), Err(NoticeRefusal::Empty));
        let mut english = draft("");
        english.text.insert(Language::En, "No lift.".to_owned());
        assert_eq!(new(&english), Err(NoticeRefusal::Empty));
        assert!(new(&draft(&"š".repeat(LONGEST))).is_ok());
        let long = new(&draft(&"š".repeat(LONGEST + 1)));
        assert_eq!(long, Err(NoticeRefusal::TooLong));
    }

    #[test]
    fn it_is_shown_from_its_beginning_until_before_its_end() {
        let shown = |notice: &Notice| [-1, 0, 59, 60].map(|it| notice.is_shown(at(it)));
        let for_ever = new(&draft("Výtah nejede.")).unwrap();
        assert_eq!(shown(&for_ever), [true; 4]);
        let a_minute = new(&lasting(Some(0), Some(60))).unwrap();
        assert_eq!(shown(&a_minute), [false, true, true, false]);
        assert!(a_minute.is_to_come(at(-1)) && a_minute.is_over(at(60)));
        assert_eq!(
            new(&lasting(Some(60), Some(60))),
            Err(NoticeRefusal::Backwards)
        );
        assert_eq!(new(&lasting(None, Some(0))), Err(NoticeRefusal::Over));
        assert_eq!(new(&lasting(Some(-60), Some(0))), Err(NoticeRefusal::Over));
    }

    #[test]
    fn what_ends_in_the_hour_that_comes_twice_does_not_come_back() {
        let until = "2026-10-25T02:30:00".parse().unwrap();
        let notice = Notice {
            until: Some(until),
            ..new(&draft("Výtah nejede.")).unwrap()
        };
        let shown = ["00:29:59", "00:30:00", "01:15:00"].map(|utc| {
            let instant = format!("2026-10-25T{utc}Z").parse().unwrap();
            notice.is_shown(at(0).at(instant))
        });
        assert_eq!(shown, [true, false, false]);
    }

    #[test]
    fn it_is_for_one_lobby_or_for_all() {
        let corridor: LobbyId = "corridor".parse().unwrap();
        let of = |lobby: Option<&str>| {
            let lobby = lobby.map(|lobby| lobby.parse().unwrap());
            new(&Draft {
                lobby,
                ..draft("Výtah nejede.")
            })
        };
        assert!(of(None).unwrap().is_for(&corridor));
        assert!(of(Some("corridor")).unwrap().is_for(&corridor));
        assert!(!of(Some("hall")).unwrap().is_for(&corridor));
        assert_eq!(of(Some("attic")), Err(NoticeRefusal::UnknownLobby));
    }

    #[test]
    fn it_is_on_the_screens_that_were_chosen() {
        let screens = Screens::from_iter([Screen::Display, Screen::Start]);
        let each: Vec<_> = screens.each().collect();
        assert_eq!(each, [Screen::Start, Screen::Display]);
        assert_eq!(Screens::from_iter(Screen::ALL), Screens::ALL);
        let nowhere = Draft {
            screens: Screens::NONE,
            ..draft("Výtah nejede.")
        };
        assert_eq!(new(&nowhere), Err(NoticeRefusal::Nowhere));
    }

    #[test]
    fn nobody_reads_four_at_once() {
        let mut town = town(1);
        town.notices = ["a", "b", "c"]
            .map(|id| Notice {
                id: id.parse().unwrap(),
                ..new(&lasting(Some(60), Some(120))).unwrap()
            })
            .to_vec();
        let one_more = |town: &Town, from, until| {
            let draft = lasting(from, until);
            Notice::new("n".parse().unwrap(), &draft, town, at(0)).map(drop)
        };
        let too_many = Err(NoticeRefusal::TooMany);
        assert_eq!(one_more(&town, None, Some(60)), Ok(()));
        assert_eq!(one_more(&town, Some(120), None), Ok(()));
        assert_eq!(one_more(&town, None, Some(61)), too_many);
        assert_eq!(one_more(&town, Some(119), None), too_many);
        assert_eq!(one_more(&town, None, None), too_many);
        // One of them is no other than itself.
        town.notices[0].id = "n".parse().unwrap();
        assert_eq!(one_more(&town, None, None), Ok(()));
    }
}
