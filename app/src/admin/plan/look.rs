//! What the page shows, whom it finds, and what is done to one reservation.
//!
//! The fields of its forms are `action` (`find`, `cancel` or `move`), and `find`, what was typed; or
//! `reservation`, `revision` as it was seen, and `reason`, or `date` and `time`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime};
use deunicode::deunicode;
use domain::{
    audit::Kind,
    code::Code,
    contact::{Contact, Email, Phone},
    ids::{TicketId, WorkplaceId},
    line::LineError,
    moment::Moment,
    reservation::{Reservation, ReservationState},
    slots::{AgreedTime, NoPlace},
    staff::Role,
    text::{Language, Localized},
    ticket::TicketState,
    town::Town,
};
use serde::{Deserialize, Serialize};
use store::{Booking, OfficeRefusal, ReservationId, Session};

use crate::{
    admin::{Fields, fields::field, texts::PlanTexts},
    api::ApiError,
    booking::{cases::Again, other_times},
    services::{Services, staff},
    texts::{self, Texts, fill},
    ui::{date_with_weekday, time_of_day},
};

pub const ADDRESS: &str = "/admin/plan";

/// So many of those who are found are shown.
const MOST_FOUND: usize = 50;

/// What a name is sought by has at least so many letters.
const LEAST_SOUGHT: usize = 2;

/// What a form is answered with that changes nothing.
#[derive(Clone)]
pub struct Answered {
    fields: Fields,
    answer: Answer,
}

#[derive(Clone)]
enum Answer {
    /// Too little was typed to find anybody.
    TooLittle,
    /// Who was found, and whether there may be more.
    Found(Vec<Booking>, bool),
    NoReason,
    LongReason,
    /// Somebody has moved it meanwhile.
    Changed,
    NotMoved(Option<NoPlace>),
}

/// What became of a form.
pub enum Done {
    /// It is done; the address says more.
    Went(String),
    /// It is what was asked for.
    Found(Answered),
    Refused(Answered),
}

/// The page, and who looks at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanContent {
    pub town_name: Localized,
    pub clerk_name: String,
    pub role: Role,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    Days(Box<Span>),
    Found(Box<Found>),
    One(Box<One>),
    Moving(Box<Moving>),
}

/// A day or a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// "pondělí 23. listopadu 2026", or the first and the last day.
    pub heading: String,
    /// As browsers write it.
    pub date: String,
    pub today: String,
    pub is_week: bool,
    /// Nothing is known of it any more: of the day, or of some days of the week.
    pub has_past: bool,
    /// The addresses of what is before, unless it is over, and after.
    pub before: Option<String>,
    pub after: String,
    /// Which one is chosen; empty: all of them.
    pub workplace: String,
    pub workplaces: Vec<(String, Localized)>,
    /// Of those where anybody is booked.
    pub plans: Vec<Plan>,
    /// The names of the others.
    pub idle: Vec<String>,
    /// The time at which it is so.
    pub as_of: String,
    /// What was typed of which too little was.
    pub too_little: Option<String>,
}

/// Who is booked at a workplace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub workplace: String,
    pub lines: Vec<Line>,
}

/// A reservation among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: String,
    pub when: String,
    pub workplace: String,
    pub service: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub state: String,
    /// A mail was refused.
    pub unreached: bool,
    /// The login of a clerk; none: the client.
    pub booked_by: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub typed: String,
    pub lines: Vec<Line>,
    pub may_be_more: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct One {
    pub line: Line,
    /// The day that it is of, as browsers write it.
    pub date: String,
    /// Whether it can be moved and cancelled.
    pub is_open: bool,
    pub revision: u16,
    /// In which the client is written to.
    pub language: Language,
    pub reason: String,
    pub problem: Option<Problem>,
    /// It has just been moved.
    pub moved: bool,
    /// The office has just cancelled it; whether the client is written to.
    pub cancelled: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    NoReason,
    LongReason,
    Changed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moving {
    pub line: Line,
    pub revision: u16,
    /// The day whose times are shown, and the fields of the form; none: the service is not offered.
    pub times: Option<(String, String)>,
}

/// What the page shows at an address, for supervisors.
///
/// # Errors
/// [`ApiError::NotLoggedIn`], [`ApiError::NotAllowed`]; [`ApiError::NotFound`] if there is no such
/// reservation or workplace; or the database does not answer.
pub async fn plan_view(
    query: Fields,
    answered: Option<Answered>,
    language: Language,
) -> Result<PlanContent, ApiError> {
    let query = &query;
    let (services, session) = staff(Role::Supervisor).await?;
    let town = theirs(&services.town(), &session);
    let look = Look {
        services: &services,
        town: &town,
        texts: &texts::of(language),
        now: services.now(),
    };
    let shown = match answered {
        Some(Answered { fields, answer }) => look.answered(&fields, answer).await?,
        None if query.contains_key("reservation") => {
            let booking = look.booking(query).await?;
            match query.get("move") {
                Some(date) if booking.reservation.is_open() => {
                    look.moving(&booking, date.parse().ok(), None).await?
                }
                _ => look.one(&booking, query).await?,
            }
        }
        None => look.span(query, None).await?,
    };
    Ok(PlanContent {
        town_name: town.name.clone(),
        clerk_name: session.clerk.name,
        role: session.role,
        shown,
    })
}

/// Does what a form of the page asks for.
///
/// # Errors
/// [`ApiError::NotFound`] if there is no such reservation, [`ApiError::Malformed`] if it is none of
/// the page's forms; or the database does not answer.
pub async fn submit(
    services: &Services,
    session: &Session,
    fields: Fields,
) -> Result<Done, ApiError> {
    let login = session.clerk.login.as_str();
    let town = theirs(&services.town(), session);
    match field(&fields, "action") {
        "find" => find(services, &town, login, fields).await,
        "cancel" => cancel(services, &town, login, fields).await,
        "move" => move_to(services, &town, login, fields).await,
        _ => Err(ApiError::Malformed),
    }
}

/// The town as far as somebody sees to it.
fn theirs(town: &Town, session: &Session) -> Town {
    let mut town = town.clone();
    town.workplaces.retain(|it| session.departments.have(it));
    town
}

/// A reservation at one of these workplaces; of another one nothing is said.
async fn known(services: &Services, town: &Town, id: &ReservationId) -> Result<Booking, ApiError> {
    let booking = services.store.reservation(town, id, services.now()).await?;
    let booking = booking.filter(|it| town.workplace(&it.reservation.workplace).is_some());
    booking.ok_or(ApiError::NotFound)
}

/// What is sought is in no log; who has sought is.
async fn find(
    services: &Services,
    town: &Town,
    login: &str,
    fields: Fields,
) -> Result<Done, ApiError> {
    let (store, now) = (&services.store, services.now());
    let typed = field(&fields, "find").trim();
    let (by, mut found) = if let Ok(code) = typed.parse::<Code>() {
        let found = store.reservation_by_code(town, code, now).await?;
        ("code", found.into_iter().collect::<Vec<_>>())
    } else if let Ok(email) = typed.parse::<Email>() {
        let found = store.reservations_of_email(town, &email, now).await?;
        ("e-mail", found)
    } else {
        let sought = folded(typed);
        if sought.chars().count() < LEAST_SOUGHT {
            let answer = Answer::TooLittle;
            return Ok(Done::Refused(Answered { fields, answer }));
        }
        // Only theirs are counted, else those of others would use up how many are shown.
        let is_sought = |it: &Reservation| {
            let is_theirs = town.workplace(&it.workplace).is_some();
            let of_name = |it: &Contact| folded(it.name.as_str()).contains(&sought);
            is_theirs && it.contact().is_some_and(of_name)
        };
        let found = store.reservations_of_name(town, is_sought, MOST_FOUND + 1, now);
        ("name", found.await?)
    };
    found.retain(|it| town.workplace(&it.reservation.workplace).is_some());
    store.note(Kind::ClientsSought.alone()).await?;
    tracing::info!(login, by, found = found.len(), "clients were searched for");
    let may_be_more = found.len() > MOST_FOUND;
    found.truncate(MOST_FOUND);
    let answer = Answer::Found(found, may_be_more);
    Ok(Done::Found(Answered { fields, answer }))
}

/// Without capitals and accents, in Latin letters.
fn folded(text: &str) -> String {
    deunicode(text).trim().to_lowercase()
}

async fn cancel(
    services: &Services,
    town: &Town,
    login: &str,
    fields: Fields,
) -> Result<Done, ApiError> {
    let (id, revision) = named(&fields)?;
    let (store, now) = (&services.store, services.now());
    let booking = known(services, town, &id).await?;
    let has_address = has_address(&booking);
    let reason = match field(&fields, "reason").parse() {
        // Nobody would read it.
        _ if !has_address => None,
        Ok(reason) => Some(reason),
        Err(error) => {
            let answer = match error {
                LineError::Empty => Answer::NoReason,
                LineError::TooLong { .. } => Answer::LongReason,
            };
            return Ok(Done::Refused(Answered { fields, answer }));
        }
    };
    let cancelled = store.cancel_by_office(town, &id, revision, reason, now);
    match cancelled.await? {
        Ok(_) => {
            tracing::info!(reservation = %id, login, "cancelled by the office");
            let written = if has_address { "mail" } else { "no-mail" };
            Ok(Done::Went(format!("{}&cancelled={written}", one(&id))))
        }
        Err(refusal) => refused(refusal, &id, fields),
    }
}

async fn move_to(
    services: &Services,
    town: &Town,
    login: &str,
    fields: Fields,
) -> Result<Done, ApiError> {
    let (id, revision) = named(&fields)?;
    known(services, town, &id).await?;
    let date = field(&fields, "date").parse();
    let date: NaiveDate = date.map_err(|_| ApiError::Malformed)?;
    let Some(time) = fields.get("time") else {
        let answer = Answer::NotMoved(None);
        return Ok(Done::Refused(Answered { fields, answer }));
    };
    let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| ApiError::Malformed)?;
    let to = AgreedTime { date, time };
    let (store, now) = (&services.store, services.now());
    let moved = store.move_by_office(town, &id, revision, to, now);
    match moved.await? {
        Ok(_) => {
            tracing::info!(reservation = %id, login, "moved by the office");
            Ok(Done::Went(format!("{}&moved", one(&id))))
        }
        Err(refusal) => refused(refusal, &id, fields),
    }
}

fn refused(refusal: OfficeRefusal, id: &ReservationId, fields: Fields) -> Result<Done, ApiError> {
    let answer = match refusal {
        OfficeRefusal::Unknown => return Err(ApiError::NotFound),
        // The page says what has become of it.
        OfficeRefusal::Over(_) => return Ok(Done::Went(one(id))),
        OfficeRefusal::Changed => Answer::Changed,
        OfficeRefusal::NoPlace(reason) => Answer::NotMoved(Some(reason)),
    };
    Ok(Done::Refused(Answered { fields, answer }))
}

/// The reservation that a form is about, and as it was seen.
fn named(fields: &Fields) -> Result<(ReservationId, u16), ApiError> {
    let id = field(fields, "reservation").parse();
    let revision = field(fields, "revision").parse();
    Ok((
        id.map_err(|_| ApiError::NotFound)?,
        revision.map_err(|_| ApiError::Malformed)?,
    ))
}

fn has_address(booking: &Booking) -> bool {
    let contact = booking.reservation.contact();
    contact.is_some_and(|contact| contact.email.is_some())
}

/// The address of a reservation's page.
pub(super) fn one(id: impl std::fmt::Display) -> String {
    format!("{ADDRESS}?reservation={id}")
}

/// Each as one line, with its day.
pub(in crate::admin) async fn lines(
    services: &Services,
    town: &Town,
    texts: &Texts,
    bookings: &[Booking],
) -> Result<Vec<Line>, ApiError> {
    let look = Look {
        services,
        town,
        texts,
        now: services.now(),
    };
    look.lines(bookings, true).await
}

struct Look<'a> {
    services: &'a Services,
    town: &'a Town,
    texts: &'a Texts,
    now: Moment,
}

impl Look<'_> {
    fn said(&self) -> &PlanTexts {
        &self.texts.admin.plan
    }

    async fn booking(&self, fields: &Fields) -> Result<Booking, ApiError> {
        let id = field(fields, "reservation").parse();
        let id: ReservationId = id.map_err(|_| ApiError::NotFound)?;
        known(self.services, self.town, &id).await
    }

    async fn answered(&self, fields: &Fields, answer: Answer) -> Result<Shown, ApiError> {
        let problem = match answer {
            Answer::TooLittle => {
                let typed = field(fields, "find").to_owned();
                return self.span(&Fields::new(), Some(typed)).await;
            }
            Answer::Found(found, may_be_more) => {
                return Ok(Shown::Found(Box::new(Found {
                    typed: field(fields, "find").trim().to_owned(),
                    lines: self.lines(&found, true).await?,
                    may_be_more,
                })));
            }
            Answer::NotMoved(reason) => {
                let booking = self.booking(fields).await?;
                let date = field(fields, "date").parse().ok();
                let again = Again::NotMoved(reason);
                return self.moving(&booking, date, Some(&again)).await;
            }
            Answer::NoReason => Problem::NoReason,
            Answer::LongReason => Problem::LongReason,
            Answer::Changed => Problem::Changed,
        };
        let booking = self.booking(fields).await?;
        let Shown::One(mut one) = self.one(&booking, &Fields::new()).await? else {
            return Err(ApiError::Broken);
        };
        one.problem = Some(problem);
        if let Some(reason) = fields.get("reason") {
            one.reason.clone_from(reason);
        }
        Ok(Shown::One(one))
    }

    async fn span(&self, query: &Fields, too_little: Option<String>) -> Result<Shown, ApiError> {
        let today = self.now.date;
        let date = field(query, "date").parse().unwrap_or(today);
        let is_week = query.contains_key("week");
        let workplace: Option<WorkplaceId> = match field(query, "workplace") {
            "" => None,
            id => Some(id.parse().map_err(|_| ApiError::NotFound)?),
        };
        if workplace
            .as_ref()
            .is_some_and(|id| self.town.workplace(id).is_none())
        {
            return Err(ApiError::NotFound);
        }
        let (first, length) = if is_week {
            let monday = Days::new(date.weekday().num_days_from_monday().into());
            (date.checked_sub_days(monday).unwrap_or(date), 7)
        } else {
            (date, 1)
        };
        let days: Vec<_> = first.iter_days().take(length).collect();
        let last = days.last().copied().unwrap_or(first);
        let heading = if is_week {
            let [first, last] = [first, last].map(|date| crate::ui::date(self.texts, date));
            format!("{first} – {last}")
        } else {
            date_with_weekday(self.texts, date)
        };
        let known: Vec<_> = days.into_iter().filter(|date| *date >= today).collect();
        let bookings = self
            .services
            .store
            .planned(self.town, &known, workplace.as_ref(), self.now);
        let mut bookings = bookings.await?;
        bookings.retain(|it| self.town.workplace(&it.reservation.workplace).is_some());
        let address = |date: Option<NaiveDate>| {
            let chosen = workplace.as_ref().map_or("", WorkplaceId::as_str);
            let week = if is_week { "&week=on" } else { "" };
            date.map(|date| format!("{ADDRESS}?date={date}&workplace={chosen}{week}"))
        };
        let before = first.pred_opt().filter(|date| *date >= today);
        let (plans, idle) = self.plans(&bookings, workplace.as_ref(), is_week).await?;
        Ok(Shown::Days(Box::new(Span {
            heading,
            date: date.to_string(),
            today: today.to_string(),
            is_week,
            has_past: first < today,
            before: address(before),
            after: address(last.succ_opt()).unwrap_or_default(),
            workplace: workplace
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            workplaces: self
                .town
                .workplaces
                .iter()
                .map(|it| (it.id.to_string(), it.name.clone()))
                .collect(),
            plans,
            idle: if known.is_empty() { Vec::new() } else { idle },
            as_of: time_of_day(self.now.time),
            too_little,
        })))
    }

    /// The workplaces where anybody is booked, in the office's order, and the names of the others. One
    /// that the office no longer has comes last.
    async fn plans(
        &self,
        bookings: &[Booking],
        only: Option<&WorkplaceId>,
        with_days: bool,
    ) -> Result<(Vec<Plan>, Vec<String>), ApiError> {
        let mut by_workplace: BTreeMap<&WorkplaceId, Vec<Line>> = BTreeMap::new();
        for (booking, line) in bookings.iter().zip(self.lines(bookings, with_days).await?) {
            let lines = by_workplace.entry(&booking.reservation.workplace);
            lines.or_default().push(line);
        }
        let (mut plans, mut idle) = (Vec::new(), Vec::new());
        let ours = self.town.workplaces.iter().map(|it| &it.id);
        for id in ours.filter(|id| only.is_none_or(|only| only == *id)) {
            let workplace = self.workplace(id);
            match by_workplace.remove(id) {
                Some(lines) => plans.push(Plan { workplace, lines }),
                None => idle.push(workplace),
            }
        }
        plans.extend(by_workplace.into_iter().map(|(id, lines)| Plan {
            workplace: self.workplace(id),
            lines,
        }));
        Ok((plans, idle))
    }

    fn workplace(&self, id: &WorkplaceId) -> String {
        let workplace = self.town.workplace(id);
        workplace.map_or_else(
            || id.to_string(),
            |it| it.name.get(self.texts.language).to_owned(),
        )
    }

    async fn one(&self, booking: &Booking, query: &Fields) -> Result<Shown, ApiError> {
        let reservation = &booking.reservation;
        let language = reservation.language;
        Ok(Shown::One(Box::new(One {
            line: self.line(booking).await?,
            date: reservation.agreed.date.to_string(),
            is_open: reservation.is_open(),
            revision: booking.revision,
            language,
            reason: texts::of(language).admin.plan.prepared.clone(),
            problem: None,
            moved: query.contains_key("moved") && reservation.is_open(),
            cancelled: match reservation.state {
                ReservationState::Cancelled => query.get("cancelled").map(|it| it == "mail"),
                _ => None,
            },
        })))
    }

    async fn moving(
        &self,
        booking: &Booking,
        date: Option<NaiveDate>,
        again: Option<&Again>,
    ) -> Result<Shown, ApiError> {
        let one = one(&booking.id);
        let address = |date| format!("{one}&move={date}");
        let reservation = &booking.reservation;
        let times = other_times(self.services, self.texts, reservation, date, again, address);
        let times = match times {
            Ok((date, fields)) => Some((date.to_string(), fields)),
            Err(ApiError::NotFound) => None,
            Err(error) => return Err(error),
        };
        Ok(Shown::Moving(Box::new(Moving {
            line: self.line(booking).await?,
            revision: booking.revision,
            times,
        })))
    }

    async fn line(&self, booking: &Booking) -> Result<Line, ApiError> {
        let mut lines = self.lines(std::slice::from_ref(booking), true).await?;
        lines.pop().ok_or(ApiError::Broken)
    }

    /// With or without the days: where all are of one, the time is enough.
    async fn lines(&self, bookings: &[Booking], with_days: bool) -> Result<Vec<Line>, ApiError> {
        let states = bookings.iter().map(|booking| &booking.reservation.state);
        let tickets = states.filter_map(|state| match state {
            ReservationState::CheckedIn { ticket, .. } => Some(*ticket),
            _ => None,
        });
        let tickets: Vec<_> = tickets.collect::<BTreeSet<_>>().into_iter().collect();
        let tickets = self.services.store.ticket_states(&tickets).await?;
        let lines = bookings.iter().map(|booking| {
            let reservation = &booking.reservation;
            let AgreedTime { date, time } = reservation.agreed;
            let when = if with_days {
                let day = date_with_weekday(self.texts, date);
                format!("{day}, {}", time_of_day(time))
            } else {
                time_of_day(time)
            };
            let contact = reservation.contact();
            let service = self.town.service(&reservation.service);
            let service = service.map(|it| it.name.get(self.texts.language).to_owned());
            let name = |contact: &Contact| contact.name.as_str().to_owned();
            let email = |contact: &Contact| Some(contact.email.as_ref()?.as_str().to_owned());
            let phone = |contact: &Contact| contact.phone.as_ref().map(Phone::grouped);
            Line {
                id: booking.id.to_string(),
                when,
                workplace: self.workplace(&reservation.workplace),
                service: service.unwrap_or_default(),
                name: contact.map(name).unwrap_or_default(),
                email: contact.and_then(email),
                phone: contact.and_then(phone),
                state: self.state(reservation, &tickets),
                unreached: booking.unreached,
                booked_by: booking.booked_by.clone(),
            }
        });
        Ok(lines.collect())
    }

    fn state(
        &self,
        reservation: &Reservation,
        tickets: &BTreeMap<TicketId, TicketState>,
    ) -> String {
        let said = self.said();
        let ticket = match &reservation.state {
            ReservationState::Held { until, .. } => {
                let until = time_of_day(self.now.at(*until).time);
                return fill(&said.held, &[("time", &until)]);
            }
            ReservationState::Confirmed { .. } if self.town.closed_for(reservation).is_some() => {
                return said.confirmed_closed.clone();
            }
            ReservationState::Confirmed { .. } => return said.confirmed.clone(),
            ReservationState::Lapsed { .. } => return said.lapsed.clone(),
            ReservationState::Cancelled => return said.is_cancelled.clone(),
            ReservationState::Expired => return said.expired.clone(),
            ReservationState::CheckedIn { ticket, .. } => ticket,
        };
        let (sentence, counter) = match tickets.get(ticket) {
            Some(TicketState::Called { counter, .. }) => (&said.called, Some(counter)),
            Some(TicketState::Serving { counter, .. }) => (&said.serving, Some(counter)),
            Some(TicketState::Served { .. }) => (&said.served, None),
            Some(TicketState::Parked { .. }) => (&said.parked, None),
            Some(TicketState::SetAside { .. }) => (&said.set_aside, None),
            Some(TicketState::NoShow { .. }) => (&said.no_show, None),
            Some(TicketState::Left { .. }) => (&said.left, None),
            Some(TicketState::Waiting) | None => (&said.waiting, None),
        };
        let counter = counter.map(ToString::to_string).unwrap_or_default();
        let values = [("ticket", &*ticket.to_string()), ("counter", &*counter)];
        fill(sentence, &values)
    }
}
