//! What can be wrong in a file. A command says it in English, as it stands here; a page in the language of
//! its reader.

use std::fmt;

use domain::{
    company_number::CompanyNumberError,
    contact::{EmailError, PhoneError},
    ids::IdError,
    internet::DayPlacesError,
    opening_hours::DayError,
    text::{Language, UnknownLanguage},
    town::UnknownOffer,
};

/// What is wrong with an entry, and so what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// In the words of the parser.
    #[error("this is not TOML: {0}")]
    NotToml(String),
    #[error("there is no key `{name}` here: {instead}")]
    UnknownKey { name: String, instead: Instead },
    #[error("it is missing")]
    Missing,
    #[error("there is {found} where {wanted} should be")]
    OfOtherKind { found: Kind, wanted: Wanted },
    #[error("the list is empty: it needs one entry at least")]
    EmptyList,
    #[error("the text is empty")]
    EmptyText,
    /// In characters.
    #[error("{length} characters are too long: use {longest} at most")]
    LongText { length: usize, longest: usize },
    #[error("the text must be in one line")]
    SeveralLines,
    #[error("it must be a whole number from {least} to {most}")]
    NoNumber { least: u16, most: u16 },
    #[error("`{name}` is already used on line {line}: choose another one")]
    UsedBefore { name: String, line: usize },
    #[error("there is no {what} `{name}`: {instead}")]
    NoSuch {
        what: Named,
        name: String,
        instead: Instead,
    },
    #[error("`{0}` is already in the list")]
    Twice(String),
    #[error("the town does not offer `{0}`: add it to `languages`, or leave this out")]
    NotOffered(Language),
    #[error(
        "its workplace has no places for the internet: give it the table `internet`, or leave this \
         out"
    )]
    NoInternet,
    /// A counter serves what is in two lobbies.
    #[error(
        "`{workplace}` is in the lobby `{lobby}`, but {first} in `{first_lobby}`: all that a \
         counter serves must be in one lobby, else its calls are shown elsewhere"
    )]
    OtherLobby {
        workplace: String,
        lobby: String,
        first: String,
        first_lobby: String,
    },
    #[error("no counter serves `{0}`: add it to the `serves` of one")]
    NobodyServes(String),
    #[error("it never opens: give at least one day its hours, such as `mon = [\"8:00-11:30\"]`")]
    NeverOpens,
    #[error("the places must be from 1 to {most}")]
    TooManyPlaces { most: u16 },
    #[error("the workplace does not work all that time: keep within one stretch of its `hours`")]
    OutsideHours,
    #[error("it ends before it begins: give it a later `to`, or none")]
    PeriodBackwards,
    #[error("there is one of that date already: keep one of them")]
    SameDate,
    #[error(transparent)]
    Value(#[from] NoValue),
}

/// Why a text is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoValue {
    #[error("`{0}` is no address of a website: write it as \"https://www.example.cz\"")]
    Website(String),
    #[error("`{0}` is no span of time: write it as \"8:00-11:30\"")]
    Span(String),
    #[error("`{0}` is no span of time with places: write it as \"8:00-11:30 x2\"")]
    Places(String),
    #[error("`{0}` is unknown: use a name of the time zone database, such as \"Europe/Prague\"")]
    Zone(String),
    #[error("`{0}` is unknown: write a day as \"2026-12-24\"")]
    Date(String),
    #[error(transparent)]
    Id(#[from] IdError),
    #[error(transparent)]
    Language(#[from] UnknownLanguage),
    #[error(transparent)]
    Offer(#[from] UnknownOffer),
    #[error(transparent)]
    Email(#[from] EmailError),
    #[error(transparent)]
    Phone(#[from] PhoneError),
    #[error(transparent)]
    CompanyNumber(#[from] CompanyNumberError),
    #[error(transparent)]
    Day(#[from] DayError),
    #[error(transparent)]
    DayPlaces(#[from] DayPlacesError),
}

/// What would be right instead of a wrong name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// What was most likely meant.
    Nearest(String),
    OneOf(Vec<String>),
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nearest(right) => write!(f, "did you mean `{right}`?"),
            Self::OneOf(known) => write!(f, "use one of {}", known.join(", ")),
        }
    }
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Department,
    Lobby,
    /// A workplace or a service, which a counter names.
    Served,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Department => "department",
            Self::Lobby => "lobby",
            Self::Served => "workplace or service",
        })
    }
}

/// What stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    YesOrNo,
    DateOrTime,
    List,
    Table,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::YesOrNo => "true or false",
            Self::DateOrTime => "a date or a time",
            Self::List => "a list",
            Self::Table => "a table",
        })
    }
}

/// What should stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Text,
    YesOrNo,
    List,
    /// With some of these keys.
    Table(Vec<String>),
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("a text in quotes"),
            Self::YesOrNo => f.write_str("true or false"),
            Self::List => f.write_str("a list"),
            Self::Table(keys) => write!(f, "a table with {}", keys.join(", ")),
        }
    }
}
