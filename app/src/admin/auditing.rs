//! What the staff have done: looked for, and taken away as a table.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::{
    audit::{Entry, Kind},
    moment::Moment,
    picture::PicturePlace,
    staff::Role,
    text::{Language, Localized},
    town::Town,
};
use serde::{Deserialize, Serialize};
use store::AuditFilter;

use super::{Fields, csv::csv, fields::field, texts::AdminTexts};
use crate::{
    api::ApiError,
    services::{Services, onlooker},
    texts::{self, fill},
    ui::{date, time_of_day},
};

pub const ADDRESS: &str = "/admin/audit";

/// The same as a table.
pub const FILE: &str = "/admin/audit.csv";

/// How many days are shown if nobody says which.
const USUAL_DAYS: u64 = 7;

const ON_A_PAGE: usize = 50;

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    /// What is asked for, as the form's fields.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub by: String,
    pub kind: String,
    /// The last day is before the first.
    pub is_backwards: bool,
    /// The newest first.
    pub entries: Vec<Shown>,
    /// The addresses of the pages beside it, if there are any.
    pub newer: Option<String>,
    pub older: Option<String>,
    pub file: String,
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub when: String,
    pub by: String,
    pub what: String,
    pub thing: String,
    pub day: String,
}

/// What somebody looks for.
struct Asked {
    from: NaiveDate,
    to: NaiveDate,
    by: String,
    kind: Option<Kind>,
    page: usize,
}

impl Asked {
    fn read(query: &Fields, today: NaiveDate) -> Self {
        // More than any office fills, and less than the database can count.
        const LAST_PAGE: usize = 1_000_000;

        let day = |name| field(query, name).parse().ok();
        let to = day("to").unwrap_or(today);
        let week_before = || to.checked_sub_days(Days::new(USUAL_DAYS - 1)).unwrap_or(to);
        Self {
            from: day("from").unwrap_or_else(week_before),
            to,
            by: field(query, "by").trim().to_lowercase(),
            kind: field(query, "kind").parse().ok(),
            page: field(query, "page").parse().unwrap_or(0).min(LAST_PAGE),
        }
    }

    fn is_backwards(&self) -> bool {
        self.to < self.from
    }

    fn filter(&self, now: Moment) -> AuditFilter {
        let midnight = |day: NaiveDate| now.instant_of(day, NaiveTime::MIN);
        let after = self.to.succ_opt().unwrap_or(self.to);
        AuditFilter {
            from: midnight(self.from),
            to: midnight(after),
            by: (!self.by.is_empty()).then(|| self.by.clone()),
            kind: self.kind,
        }
    }

    /// An address that asks for the same.
    fn address(&self, of: &str, page: usize) -> String {
        let (from, to) = (self.from.to_string(), self.to.to_string());
        let kind = self.kind.map_or("", Kind::word);
        let page = page.to_string();
        let query = [
            ("from", from.as_str()),
            ("to", &to),
            ("by", &self.by),
            ("kind", kind),
            ("page", &page),
        ];
        let query = serde_urlencoded::to_string(query).unwrap_or_default();
        format!("{of}?{query}")
    }
}

/// For administrators.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`], or the database does not answer.
pub(super) async fn audit_view(
    query: &Fields,
    language: Language,
) -> Result<AuditContent, ApiError> {
    let (services, session) = onlooker(Role::Admin).await?;
    let (town, now) = (services.town(), services.now());
    let asked = Asked::read(query, now.date);
    let without = asked.page.saturating_mul(ON_A_PAGE);
    let filter = asked.filter(now);
    let one_more = Some(ON_A_PAGE + 1);
    let mut entries = if asked.is_backwards() {
        Vec::new()
    } else {
        services.store.audit(&filter, without, one_more).await?
    };
    let are_more = entries.len() > ON_A_PAGE;
    entries.truncate(ON_A_PAGE);
    let texts = texts::of(language);
    let shown = entries.into_iter().map(|entry| {
        let line = Line::of(entry, &texts.admin, &town, language);
        let at = Moment::new(line.at, town.zone);
        Shown {
            when: format!("{} {}", date(&texts, at.date), time_of_day(at.time)),
            by: line.by,
            what: line.what,
            thing: line.thing,
            day: line.day.map_or(String::new(), |day| date(&texts, day)),
        }
    });
    Ok(AuditContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        from: asked.from,
        to: asked.to,
        by: asked.by.clone(),
        kind: asked.kind.map_or("", Kind::word).to_owned(),
        is_backwards: asked.is_backwards(),
        entries: shown.collect(),
        newer: (asked.page > 0).then(|| asked.address(ADDRESS, asked.page - 1)),
        older: are_more.then(|| asked.address(ADDRESS, asked.page + 1)),
        file: asked.address(FILE, 0),
    })
}

/// All that is asked for, as a file.
///
/// # Errors
/// The database does not answer.
pub async fn table(
    services: &Services,
    query: &Fields,
    language: Language,
) -> Result<String, ApiError> {
    let (town, now) = (services.town(), services.now());
    let asked = Asked::read(query, now.date);
    let entries = if asked.is_backwards() {
        Vec::new()
    } else {
        services.store.audit(&asked.filter(now), 0, None).await?
    };
    let all_texts = texts::of(language);
    let texts = &all_texts.admin.audit;
    let heading = [
        &texts.when,
        &texts.who,
        &texts.what,
        &texts.thing,
        &texts.day,
    ];
    let heading = heading.map(Clone::clone).to_vec();
    let rows = entries.into_iter().map(|entry| {
        let line = Line::of(entry, &all_texts.admin, &town, language);
        let local = line.at.with_timezone(&town.zone);
        let day = line.day.map_or(String::new(), |day| day.to_string());
        let when = local.format("%Y-%m-%d %H:%M:%S").to_string();
        vec![when, line.by, line.what, line.thing, day]
    });
    Ok(csv(std::iter::once(heading).chain(rows)))
}

/// An entry in words.
struct Line {
    at: DateTime<Utc>,
    by: String,
    what: String,
    thing: String,
    day: Option<NaiveDate>,
}

impl Line {
    fn of(entry: Entry, texts: &AdminTexts, town: &Town, language: Language) -> Self {
        let Entry { at, by, deed } = entry;
        let thing = deed.thing.unwrap_or_default();
        let name = named(&thing, deed.kind, texts, town, language);
        Self {
            at,
            by: by.unwrap_or_else(|| texts.audit.command.clone()),
            what: texts.audit.of(deed.kind),
            thing: name.unwrap_or(thing),
            day: deed.day,
        }
    }
}

/// What a thing is called, if it is still there.
fn named(
    thing: &str,
    kind: Kind,
    texts: &AdminTexts,
    town: &Town,
    language: Language,
) -> Option<String> {
    let name = |it: &Localized| it.get(language).to_owned();
    let workplace = |id: &str| Some(name(&town.workplace(&id.parse().ok()?)?.name));
    match kind {
        Kind::HoursChanged | Kind::TicketsStopped | Kind::TicketsAllowed | Kind::TicketsAdded => {
            workplace(thing)
        }
        Kind::Closed | Kind::Reopened => Some(name(&town.name_of(&thing.parse().ok()?)?)),
        Kind::OfferChanged | Kind::OfferRemoved => {
            let (part, id) = thing.split_once(' ')?;
            match part {
                "workplace" => workplace(id),
                "service" => Some(name(&town.service(&id.parse().ok()?)?.name)),
                "lobby" => Some(name(&town.lobby(&id.parse().ok()?)?.name)),
                "department" => Some(name(&town.department(&id.parse().ok()?)?.name)),
                _ => Some(id.to_owned()),
            }
        }
        Kind::PictureSet | Kind::PictureRemoved => match thing.parse().ok()? {
            PicturePlace::Crest => Some(texts.pictures.crest.clone()),
            PicturePlace::Display(id) => {
                let lobby = name(&town.lobby(&id)?.name);
                Some(fill(&texts.pictures.display, &[("lobby", &lobby)]))
            }
        },
        _ => None,
    }
}
