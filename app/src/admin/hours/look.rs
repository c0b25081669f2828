//! What the page shows, who is left outside by a change, and how it is saved.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use chrono::{Datelike as _, Months, NaiveDate};
use domain::{
    contact::Phone,
    holidays::is_public_holiday,
    moment::Moment,
    opening_hours::Day,
    outside::Overbooked,
    set_up,
    slots::AgreedTime,
    staff::Role,
    text::{Language, Localized},
    town::{Town, Workplace},
};
use serde::{Deserialize, Serialize};
use store::{
    Booking, Change, ContactRequest, HoursChange, KnownContact, ReservationId, contact_name,
};

use super::typed::{
    Piece, Problems, WEEKDAYS, fields_of, hours_text, interval_text, piece, places_text, typed,
    without,
};
use crate::{
    admin::{
        Fields,
        contacting::{self, typed_message},
        fields::{field, written},
    },
    api::ApiError,
    services::{Services, is_key, new_key, onlooker},
    texts,
    ui::{date, date_with_weekday, time_of_day},
};

pub const ADDRESS: &str = "/admin/hours";

/// A form that is not carried out yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotSaved {
    pub fields: Fields,
    pub problems: Problems,
    /// Whom it would leave outside, if nothing else is wrong.
    pub outside: Option<Outside>,
    /// What is wrong with what they shall be told.
    pub message: Option<contacting::Problem>,
}

/// What becomes of those whom a change leaves outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// They stay agreed, and nobody writes to them.
    #[default]
    Keep,
    Write,
    /// They are cancelled, and written to.
    Cancel,
}

impl Fate {
    pub const ALL: [Self; 3] = [Self::Keep, Self::Write, Self::Cancel];

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Write => "write",
            Self::Cancel => "cancel",
        }
    }

    /// Of those who are not asked about, none is chosen.
    pub(super) fn of(fields: &Fields) -> Result<Self, ApiError> {
        let Some(word) = fields.get(FATE) else {
            return Ok(Self::default());
        };
        let mut known = Self::ALL.into_iter();
        let chosen = known.find(|fate| fate.word() == word);
        chosen.ok_or(ApiError::Malformed)
    }
}

/// The field for it.
pub(super) const FATE: &str = "clients";

/// What is booked outside what is offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    pub clients: Vec<Client>,
    pub overbooked: Vec<Over>,
    /// Who agrees agrees to just these.
    pub digest: String,
}

/// A client who is agreed on a time at which nobody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    pub when: String,
    pub service: String,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// A slot with too many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    pub when: String,
    pub by: u16,
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// The workplaces: id, name, today's hours.
    All(Vec<(String, String, String)>),
    One(Box<Overview>),
    Form(Box<Form>),
}

/// What holds at a workplace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    pub id: String,
    pub name: String,
    pub capacity: u16,
    /// Whether it gives places to the internet.
    pub bookable: bool,
    /// Weekday, hours, places.
    pub week: Vec<(String, String, String)>,
    pub periods: Vec<(Piece, String)>,
    /// Those to come, with their hours and places.
    pub days: Vec<(Piece, String, String, String)>,
    pub month: Month,
    pub outside: Outside,
    /// Something has just been saved.
    pub saved: bool,
}

/// What results from it, day by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// "listopad 2026"
    pub title: String,
    /// Of the months before, if it is not over, and after, as `2026-12`.
    pub before: Option<String>,
    pub after: Option<String>,
    /// From Monday; none: of another month.
    pub weeks: Vec<[Option<MonthDay>; 7]>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthDay {
    pub day: u32,
    pub is_today: bool,
    pub is_holiday: bool,
    /// Empty: it does not work.
    pub hours: Vec<String>,
    /// How many can begin on the internet.
    pub places: u32,
}

/// A form to be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub id: String,
    pub name: String,
    pub bookable: bool,
    pub piece: Piece,
    pub fields: Fields,
    pub problems: Problems,
    pub outside: Option<Outside>,
    pub fate: Fate,
    /// Those in which they can be written to.
    pub languages: Vec<Language>,
    pub message: Option<contacting::Problem>,
    pub changed: Option<Fields>,
}

/// What the page shows at an address, for administrators; to auditors without the clients.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::NotFound`] if there is no such
/// workplace or nothing of that date; or the database does not answer.
pub async fn hours_view(
    query: Fields,
    refused: Option<NotSaved>,
    language: Language,
) -> Result<HoursContent, ApiError> {
    let query = &query;
    let (services, session) = onlooker(Role::Admin).await?;
    let town = services.town_now().await?;
    let look = Look {
        services: &services,
        town: &town,
        language,
        now: services.now(),
    };
    let mut shown = match refused {
        Some(refused) => look.form(refused)?,
        None if query.contains_key("piece") => look.form(NotSaved {
            fields: look.begin(query)?,
            ..NotSaved::default()
        })?,
        None if query.contains_key("workplace") => look.one(query).await?,
        None => look.all(),
    };
    if let Shown::One(overview) = &mut shown
        && !session.role.may_do(Role::Admin)
    {
        overview.outside.clients.clear();
    }
    Ok(HoursContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        shown,
    })
}

/// Carries a form out: saves what was typed, or takes the piece away. Answers the address of what
/// has become of it.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such workplace or piece; or the database does not answer.
pub async fn save(
    services: &Services,
    fields: Fields,
    language: Language,
) -> Result<Result<String, NotSaved>, ApiError> {
    let town = services.town_now().await?;
    let look = Look {
        services,
        town: &town,
        language,
        now: services.now(),
    };
    let workplace = look.workplace(&fields)?;
    let piece = piece(&fields)?;
    let refused = |fields| NotSaved {
        fields,
        ..NotSaved::default()
    };
    let done = format!("{ADDRESS}?workplace={}&saved", workplace.id);
    let after = if field(&fields, "action") == "remove" {
        Ok(without(workplace, piece, look.now.date))
    } else {
        typed(workplace, piece, &fields, look.now.date)
    };
    let fate = Fate::of(&fields)?;
    let key = field(&fields, "key").to_owned();
    if fate != Fate::Keep && !is_key(&key) {
        return Err(ApiError::Malformed);
    }
    // The same form once more changes nothing.
    if after.as_ref().is_ok_and(|after| after == workplace) {
        return Ok(Ok(match fate {
            Fate::Keep => done,
            Fate::Write | Fate::Cancel => look.written(workplace, &key).await?,
        }));
    }
    let known = fields_of(workplace, piece).ok_or(ApiError::NotFound)?;
    if field(&fields, "seen") != written(&known) {
        return Ok(Err(refused(fields)));
    }
    let after = match after {
        Ok(after) => after,
        Err(problems) => {
            return Ok(Err(NotSaved {
                problems,
                ..refused(fields)
            }));
        }
    };
    let (clients, over) = left_outside(services, &town, workplace, &after).await?;
    let outside = look.told(&clients, &over);
    if !outside.is_empty() && field(&fields, "agreed") != outside.digest {
        return Ok(Err(NotSaved {
            outside: Some(outside),
            ..refused(fields)
        }));
    }
    let change = HoursChange {
        before: workplace.clone(),
        after,
        place: town.place_of(&set_up::Piece::Workplace(workplace.clone())),
    };
    // Hours and places leave nobody hanging, so that what is refused is what somebody else changed.
    if fate == Fate::Keep || clients.is_empty() {
        let [before, after] = [change.before, change.after].map(set_up::Piece::Workplace);
        let change = Change::put(Some(before), after, change.place);
        let saved = services.store.set_up(change, look.now).await?;
        return Ok(saved.map(|()| done).map_err(|_| refused(fields)));
    }
    let message = match typed_message(&fields) {
        Ok(message) => message,
        Err(problem) => {
            return Ok(Err(NotSaved {
                outside: Some(outside),
                message: Some(problem),
                ..refused(fields)
            }));
        }
    };
    let contact = ContactRequest {
        workplace: workplace.id.clone(),
        clients: agreed_times(clients),
        message,
        cancels: fate == Fate::Cancel,
        key,
    };
    let store = &services.store;
    match store.change_hours(change, contact, look.now).await? {
        Ok(known) => {
            store.tell_contacts(&town, look.now).await?;
            Ok(Ok(sent(&known)))
        }
        Err(_) => Ok(Err(refused(fields))),
    }
}

fn agreed_times(clients: Vec<Booking>) -> BTreeMap<ReservationId, AgreedTime> {
    let clients = clients.into_iter();
    clients
        .map(|booking| (booking.id, booking.reservation.agreed))
        .collect()
}

/// The address at which it is shown what has become of it.
fn sent(known: &KnownContact) -> String {
    format!("{}?sent={}&hours", contacting::ADDRESS, known.id)
}

struct Look<'a> {
    services: &'a Services,
    town: &'a Town,
    language: Language,
    now: Moment,
}

impl Look<'_> {
    fn workplace(&self, fields: &Fields) -> Result<&Workplace, ApiError> {
        let id = field(fields, "workplace").parse().ok();
        let workplace = id.and_then(|id| self.town.workplace(&id));
        workplace.ok_or(ApiError::NotFound)
    }

    fn all(&self) -> Shown {
        let line = |it: &Workplace| {
            let today = it.work_on(self.now.date, &self.town.closures);
            let name = it.name.get(self.language).to_owned();
            let today = today.as_ref().map(hours_text).unwrap_or_default();
            (it.id.to_string(), name, today)
        };
        Shown::All(self.town.workplaces.iter().map(line).collect())
    }

    /// The fields of a form that begins.
    fn begin(&self, query: &Fields) -> Result<Fields, ApiError> {
        let workplace = self.workplace(query)?;
        let piece = piece(query)?;
        fields_of(workplace, piece).ok_or(ApiError::NotFound)
    }

    fn form(&self, refused: NotSaved) -> Result<Shown, ApiError> {
        let NotSaved {
            mut fields,
            problems,
            outside,
            message,
        } = refused;
        let workplace = self.workplace(&fields)?;
        let piece = piece(&fields)?;
        let known = fields_of(workplace, piece).ok_or(ApiError::NotFound)?;
        let is_removal = field(&fields, "action") == "remove";
        if is_removal {
            // That form has no fields of its own.
            let more = known
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()));
            fields.extend(more);
        }
        let fate = Fate::of(&fields)?;
        if outside.is_some() {
            self.prepare_message(&mut fields)?;
        }
        let seen = fields.insert("seen".to_owned(), written(&known));
        // Whoever reads now what is different may write over it.
        let other = seen.filter(|seen| *seen != field(&fields, "seen"));
        let changed = other.map(|_| known);
        Ok(Shown::Form(Box::new(Form {
            id: workplace.id.to_string(),
            name: workplace.name.get(self.language).to_owned(),
            bookable: workplace.internet.is_some(),
            piece,
            fields,
            problems,
            outside,
            fate,
            languages: self.town.languages.clone(),
            message,
            changed,
        })))
    }

    /// What those who are left outside can be told: what was typed, or something to begin with.
    fn prepare_message(&self, fields: &mut Fields) -> Result<(), ApiError> {
        for language in &self.town.languages {
            let prepared = || texts::of(*language).admin.hours.prepared.clone();
            let tag = language.tag().to_owned();
            fields.entry(tag).or_insert_with(prepared);
        }
        // Each form that is shown writes once.
        fields.insert("key".to_owned(), new_key()?);
        Ok(())
    }

    /// Where it is shown what a form has written that changes nothing any more. If it was somebody else
    /// who has changed the hours to the same, nothing was written: then, where one can.
    async fn written(&self, workplace: &Workplace, key: &str) -> Result<String, ApiError> {
        let name = contact_name(key);
        let contacts = self.services.store.contacts(self.now).await?;
        let mut contacts = contacts.iter();
        Ok(match contacts.find(|known| known.id == name) {
            Some(known) => sent(known),
            None => format!("{}?workplace={}&outside", contacting::ADDRESS, workplace.id),
        })
    }

    async fn one(&self, query: &Fields) -> Result<Shown, ApiError> {
        let workplace = self.workplace(query)?;
        let texts = texts::of(self.language);
        let fields = fields_of(workplace, Piece::Week).ok_or(ApiError::NotFound)?;
        let week = WEEKDAYS.iter().zip(&texts.common.weekdays);
        let week = week.map(|((_, word), weekday)| {
            let hours = field(&fields, word).to_owned();
            let places = field(&fields, &format!("{word}-places")).to_owned();
            (weekday.clone(), hours, places)
        });
        let periods = workplace.hours.periods.iter();
        let periods = periods.filter(|(_, period)| period.to.is_none_or(|to| self.now.date <= to));
        let periods = periods.map(|(from, period)| {
            let begins = date(&texts, *from);
            let heading = match period.to {
                Some(to) => format!("{begins} – {}", date(&texts, to)),
                None => begins,
            };
            (Piece::Period(Some(*from)), heading)
        });
        let days = workplace.hours.days.range(self.now.date..);
        let days = days.map(|(on, day)| {
            let internet = workplace.internet.as_ref();
            let places = internet.and_then(|internet| internet.places.days.get(on));
            let places = places.map(places_text).unwrap_or_default();
            let heading = date_with_weekday(&texts, *on);
            (Piece::Day(Some(*on)), heading, hours_text(day), places)
        });
        Ok(Shown::One(Box::new(Overview {
            id: workplace.id.to_string(),
            name: workplace.name.get(self.language).to_owned(),
            capacity: workplace.daily_capacity,
            bookable: workplace.internet.is_some(),
            week: week.collect(),
            periods: periods.collect(),
            days: days.collect(),
            month: self.month(workplace, field(query, "month")),
            outside: self.outside(workplace).await?,
            saved: query.contains_key("saved"),
        })))
    }

    /// The month that is asked for; the present one, if none is, or one that is over.
    fn month(&self, workplace: &Workplace, asked: &str) -> Month {
        let today = self.now.date;
        let present = today.with_day(1).unwrap_or(today);
        let asked: Option<NaiveDate> = format!("{asked}-01").parse().ok();
        let last = present.checked_add_months(Months::new(24));
        let known = asked.filter(|it| *it >= present && Some(*it) <= last);
        let first = known.unwrap_or(present);
        let texts = texts::of(self.language);
        let mut weeks = vec![];
        let mut week: [Option<MonthDay>; 7] = Default::default();
        for date in first
            .iter_days()
            .take_while(|it| it.month() == first.month())
        {
            let at = date.weekday().num_days_from_monday() as usize;
            week[at] = Some(self.month_day(workplace, date));
            if at == 6 {
                weeks.push(std::mem::take(&mut week));
            }
        }
        if week.iter().any(Option::is_some) {
            weeks.push(week);
        }
        let word = |it: NaiveDate| it.format("%Y-%m").to_string();
        let before = first.checked_sub_months(Months::new(1));
        let after = first.checked_add_months(Months::new(1));
        let name = texts.admin.hours.months.get(first.month0() as usize);
        Month {
            title: format!("{} {}", name.map_or("", String::as_str), first.year()),
            before: before.filter(|it| *it >= present).map(word),
            after: after.filter(|it| Some(*it) <= last).map(word),
            weeks,
        }
    }

    fn month_day(&self, workplace: &Workplace, date: NaiveDate) -> MonthDay {
        let closures = &self.town.closures;
        let work = workplace.work_on(date, closures);
        let stretches = work.iter().flat_map(Day::stretches);
        let internet = workplace.internet.as_ref();
        let slots = workplace.slots_on(date).into_iter().flatten();
        let slots = slots.filter(|slot| !workplace.is_closed(date, *slot, closures));
        let places = slots.map(|slot| internet.map_or(0, |it| it.of(date, slot)));
        MonthDay {
            day: date.day(),
            is_today: date == self.now.date,
            is_holiday: is_public_holiday(date),
            hours: stretches.map(interval_text).collect(),
            places: places.map(u32::from).sum(),
        }
    }

    async fn outside(&self, workplace: &Workplace) -> Result<Outside, ApiError> {
        let store = &self.services.store;
        let (clients, over) = store.outside(self.town, workplace, self.now).await?;
        Ok(self.told(&clients, &over))
    }

    fn told(&self, clients: &[Booking], over: &[Overbooked]) -> Outside {
        let mut hasher = DefaultHasher::new();
        for booking in clients {
            booking.id.to_string().hash(&mut hasher);
        }
        for it in over {
            (it.date, it.time, it.by).hash(&mut hasher);
        }
        let texts = texts::of(self.language);
        let when = |on, time| {
            let on = date_with_weekday(&texts, on);
            format!("{on}, {}", time_of_day(time))
        };
        let client = |booking: &Booking| {
            let reservation = &booking.reservation;
            let contact = reservation.contact();
            let service = self.town.service(&reservation.service);
            let name = |it: &Localized| it.get(self.language).to_owned();
            let email = contact.and_then(|contact| contact.email.as_ref());
            let phone = contact.and_then(|contact| contact.phone.as_ref());
            Client {
                when: when(reservation.agreed.date, reservation.agreed.time),
                service: service.map(|it| name(&it.name)).unwrap_or_default(),
                name: contact.map_or_else(String::new, |it| it.name.as_str().to_owned()),
                phone: phone.map(Phone::grouped),
                email: email.map(|email| email.as_str().to_owned()),
            }
        };
        let over = over.iter().map(|it| Over {
            when: when(it.date, it.time),
            by: it.by,
        });
        Outside {
            clients: clients.iter().map(client).collect(),
            overbooked: over.collect(),
            digest: format!("{:x}", hasher.finish()),
        }
    }
}

/// Whom a change leaves outside who was not before, and the slots that are overbooked by it.
///
/// # Errors
/// The database does not answer.
pub async fn left_outside(
    services: &Services,
    town: &Town,
    before: &Workplace,
    after: &Workplace,
) -> Result<(Vec<Booking>, Vec<Overbooked>), ApiError> {
    let (store, now) = (&services.store, services.now());
    let (were, over_before) = store.outside(town, before, now).await?;
    let (mut clients, mut over) = store.outside(town, after, now).await?;
    clients.retain(|booking| were.iter().all(|it| it.id != booking.id));
    let was = |it: &Overbooked| {
        let mut before = over_before.iter();
        before.any(|of| (of.date, of.time) == (it.date, it.time) && it.by <= of.by)
    };
    over.retain(|it| !was(it));
    Ok((clients, over))
}

impl Outside {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty() && self.overbooked.is_empty()
    }
}
