//! One way to run a test, and builders for what it needs.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use domain::{
    code::Code,
    contact::Contact,
    desk::{Command, Desk, Refusal, SeatRefusal},
    ids::{CounterNumber, LobbyId, TicketId, WorkplaceId},
    internet::{DayPlaces, InternetPlaces, PlacesPiece},
    lobby::LobbyDay,
    moment::Moment,
    opening_hours::{Day, Interval, OpeningHours, WeekdayKey},
    reservation::{BookRefusal, HoldRefusal, ReservationState},
    slots::AgreedTime,
    staff::Clerk,
    text::{Language, Localized},
    ticket::Ticket,
    timetable::Timetable,
    town::{Counter, Department, Lobby, Rules, Serves, Service, Town, Workplace},
};
use store::{
    BookRequest, Booking, CloseRequest, CodeRefusal, Credentials, HoldRequest, IssuedTicket,
    KioskCheckIn, KnownClosure, Mail, NotDone, ReservationId, Store, StoreError, TicketRefusal,
    TicketRequest,
};
use surrealdb::types::{ToSql as _, Value};

/// Runs `async fn test(db: Database)` on every engine.
macro_rules! on_every_engine {
    ($($(#[$attribute:meta])* $name:ident)+) => { $(
        $(#[$attribute])*
        mod $name {
            #[test]
            fn mem() {
                crate::harness::run(crate::harness::Engine::Mem, super::$name);
            }

            #[test]
            fn surrealkv() {
                crate::harness::run(crate::harness::Engine::SurrealKv, super::$name);
            }

            #[test]
            fn ws() {
                crate::harness::run(crate::harness::Engine::Ws, super::$name);
            }
        }
    )+ };
}
pub(crate) use on_every_engine;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Mem,
    SurrealKv,
    Ws,
}

/// An empty database.
#[derive(Clone, Debug)]
pub struct Database {
    pub engine: Engine,
    pub address: String,
    pub credentials: Option<Credentials>,
}

pub fn run<F: Future<Output = ()> + Send + 'static>(engine: Engine, test: fn(Database) -> F) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "prepazka-test-{}-{}",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    let folder = Folder(std::env::temp_dir().join(&name));
    let database = match engine {
        Engine::Mem => Some(("mem://".to_owned(), None)),
        Engine::SurrealKv => Some((format!("surrealkv://{}/db", folder.0.display()), None)),
        Engine::Ws => std::env::var("PREPAZKA_TEST_WS").ok().map(|server| {
            let (scheme, rest) = server.split_once("://").expect("a scheme");
            let (login, host) = rest.split_once('@').expect("login@host");
            let (username, password) = login.split_once(':').expect("user:password");
            let credentials = Credentials {
                namespace: "test".to_owned(),
                database: name,
                username: username.to_owned(),
                password: password.to_owned(),
            };
            (format!("{scheme}://{host}"), Some(credentials))
        }),
    };
    let Some((address, credentials)) = database else {
        return;
    };
    let database = Database {
        engine,
        address,
        credentials,
    };
    let runtime = store::runtime().unwrap();
    let test = runtime.spawn(test(database));
    if let Err(failure) = runtime.block_on(test) {
        std::panic::resume_unwind(failure.into_panic());
    }
}

/// Removed with all that is in it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Database {
    pub async fn store(&self) -> Store {
        self.try_store().await.unwrap()
    }

    pub async fn try_store(&self) -> Result<Store, StoreError> {
        self.free().await;
        Store::connect(&self.address, self.credentials.clone()).await
    }

    /// Waits until a folder that was closed just now may be opened again: closing goes on in the
    /// background.
    pub async fn free(&self) {
        let Some(folder) = self.address.strip_prefix("surrealkv://") else {
            return;
        };
        while let Ok(lock) = std::fs::File::open(format!("{folder}/LOCK")) {
            if lock.try_lock().is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// An office with the town imported, on Monday 23 November 2026 at nine.
    pub async fn office(&self, town: Town) -> Office {
        let store = self.store().await;
        store.import_town(&town).await.unwrap();
        Office {
            store,
            town,
            now: at("2026-11-23 09:00:00"),
        }
    }

    /// The same database without the store: only where it is not in the memory of the store.
    pub async fn raw(&self) -> surrealdb::Surreal<surrealdb::engine::any::Any> {
        self.free().await;
        let db = surrealdb::engine::any::connect(self.address.as_str())
            .await
            .unwrap();
        let (namespace, database) = match &self.credentials {
            None => ("prepazka".to_owned(), "prepazka".to_owned()),
            Some(credentials) => {
                let root = surrealdb::opt::auth::Root {
                    username: credentials.username.clone(),
                    password: credentials.password.clone(),
                };
                db.signin(root).await.unwrap();
                (credentials.namespace.clone(), credentials.database.clone())
            }
        };
        db.use_ns(namespace).use_db(database).await.unwrap();
        db
    }

    /// All rows of each table, as text.
    pub async fn everything(&self) -> BTreeMap<String, String> {
        let raw = self.raw().await;
        let mut info = raw.query("INFO FOR DB").await.unwrap();
        let info: Value = info.take(0).unwrap();
        let Value::Object(info) = info else {
            panic!("{info:?}");
        };
        let Some(Value::Object(tables)) = info.get("tables") else {
            panic!("{info:?}");
        };
        let mut all = BTreeMap::new();
        for table in tables.keys() {
            let mut rows = raw.query(format!("SELECT * FROM `{table}`")).await.unwrap();
            let rows: Value = rows.take(0).unwrap();
            all.insert(table.clone(), rows.to_sql());
        }
        assert!(all.contains_key("reservation"));
        all
    }

    /// An empty one beside it, on the same engine.
    pub fn beside(&self) -> Self {
        let mut other = self.clone();
        match &mut other.credentials {
            Some(credentials) => credentials.database.push_str("-beside"),
            None if self.engine == Engine::SurrealKv => other.address.push_str("-beside"),
            None => {}
        }
        other
    }
}

/// A moment by the clocks of Prague, such as `2026-11-23 09:00:00`. Where the clocks show it
/// twice, the first.
pub fn at(local: &str) -> Moment {
    let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M:%S").unwrap();
    let prague = "Europe/Prague".parse().unwrap();
    let any = Moment::new(DateTime::<Utc>::UNIX_EPOCH, prague);
    Moment::new(any.instant_of(local.date(), local.time()), prague)
}

pub fn later(now: Moment, span: TimeDelta) -> Moment {
    Moment::new(now.instant + span, "Europe/Prague".parse().unwrap())
}

pub fn number(counter: u16) -> CounterNumber {
    counter.try_into().unwrap()
}

pub fn clerk(login: &str) -> Clerk {
    Clerk {
        login: login.to_owned(),
        name: login.to_uppercase(),
    }
}

/// A ticket of Monday 23 November 2026, as `A012`.
pub fn id(shown: &str) -> TicketId {
    TicketId {
        date: at("2026-11-23 00:00:00").date,
        series: shown[..1].parse().unwrap(),
        number: shown[1..].parse().unwrap(),
    }
}

/// By the town's clocks, such as `2026-11-24 09:00`.
pub fn time(local: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap()
}

/// Asks for one closure however often it is sent.
pub fn close_request(of: &str, from: &str, to: &str) -> CloseRequest {
    CloseRequest {
        of: of.parse().unwrap(),
        from: time(from),
        to: time(to),
        reason: "Porucha proudu".parse().unwrap(),
        key: format!("{of} {from} {to}"),
    }
}

/// An agreed time.
pub fn agreed(local: &str) -> AgreedTime {
    let local = time(local);
    AgreedTime {
        date: local.date(),
        time: local.time(),
    }
}

/// A form for a service of the town below, with a key of its own.
pub fn form(service: &str, time: &str, email: &str) -> HoldRequest {
    static KEY: AtomicU32 = AtomicU32::new(0);
    HoldRequest {
        service: service.parse().unwrap(),
        agreed: agreed(time),
        contact: Contact::parse("Žofie O’Hara", email, "777 123 456").unwrap(),
        language: Language::Cs,
        key: format!("form {}", KEY.fetch_add(1, Ordering::Relaxed)),
        network: None,
    }
}

/// A clerk's form, with a key of its own; an empty e-mail is none.
pub fn by_clerk(service: &str, time: &str, email: &str) -> BookRequest {
    let HoldRequest {
        service,
        agreed,
        language,
        key,
        ..
    } = form(service, time, "jana@example.cz");
    BookRequest {
        service,
        agreed,
        contact: Contact::parse_by_clerk("Bedřich Vševěd", email, "601 234 567").unwrap(),
        language,
        key,
        login: "petra".to_owned(),
    }
}

/// The code of a confirmed reservation.
pub fn code(booking: &Booking) -> Code {
    match booking.reservation.state {
        ReservationState::Confirmed { code, .. } => code,
        _ => panic!("{booking:?}"),
    }
}

// ---- Towns ----

/// A hall with the workplaces `a` and `c`, a corridor with `v`; each is open from Monday to Friday
/// 8:00–11:30 and 12:00–17:00 and has the services `x-1` (15 minutes) and `x-2` (5 minutes).
/// Counters 1 to 8 serve `a`, 10 `a` and `c`, 11 only `c-2`, 20 `v`.
/// On the internet there are five places every quarter of an hour at each.
pub fn town() -> Town {
    let mut counters: Vec<_> = (1..=8).map(|n| counter(n, "hall", &["a"])).collect();
    counters.push(counter(10, "hall", &["a", "c"]));
    counters.push(Counter {
        number: number(11),
        lobby: "hall".parse().unwrap(),
        serves: BTreeSet::from([Serves::Service(
            "c".parse().unwrap(),
            "c-2".parse().unwrap(),
        )]),
    });
    counters.push(counter(20, "corridor", &["v"]));
    Town {
        name: text("Úřad", Some("Office")),
        office: Some(office()),
        zone: "Europe/Prague".parse().unwrap(),
        languages: vec![Language::Cs, Language::En],
        rules: Rules::default(),
        lobbies: vec![lobby("hall"), lobby("corridor")],
        departments: vec![Department {
            id: "spravni".parse().unwrap(),
            name: text("Správní odbor", None),
        }],
        workplaces: vec![
            workplace("a", "A", "hall"),
            workplace("c", "C", "hall"),
            workplace("v", "V", "corridor"),
        ],
        services: ["a", "c", "v"].into_iter().flat_map(services).collect(),
        counters,
        closures: Vec::new(),
        notices: Vec::new(),
        pictures: BTreeMap::new(),
    }
}

fn office() -> domain::town::Office {
    domain::town::Office {
        address: "Náměstí 1, 100 00 Lhota".to_owned(),
        email: "urad@lhota.test".parse().unwrap(),
        phone: "123 456 789".parse().unwrap(),
        website: "https://www.lhota.test".to_owned(),
        company_number: "00006947".parse().unwrap(),
        processor: None,
        data_protection_email: None,
    }
}

/// The same with another daily capacity at `a`.
pub fn town_with_capacity(daily_capacity: u16) -> Town {
    let mut town = town();
    town.workplaces[0].daily_capacity = daily_capacity;
    town
}

pub fn text(cs: &str, en: Option<&str>) -> Localized {
    let mut texts = BTreeMap::from([(Language::Cs, cs.to_owned())]);
    texts.extend(en.map(|en| (Language::En, en.to_owned())));
    texts.into()
}

fn lobby(id: &str) -> Lobby {
    Lobby {
        id: id.parse().unwrap(),
        name: text(id, None),
        announce: vec![Language::Cs, Language::En],
        message: text("Vítejte", Some("Welcome")),
    }
}

fn workplace(id: &str, series: &str, lobby: &str) -> Workplace {
    let time = |text: &str| text.parse().unwrap();
    let day = Day::new(vec![
        Interval {
            from: time("08:00:00"),
            to: time("11:30:00"),
        },
        Interval {
            from: time("12:00:00"),
            to: time("17:00:00"),
        },
    ])
    .unwrap();
    let weekdays = WeekdayKey::ALL.into_iter().take(5);
    Workplace {
        id: id.parse().unwrap(),
        department: "spravni".parse().unwrap(),
        lobby: lobby.parse().unwrap(),
        series: series.parse().unwrap(),
        name: text(id, None),
        daily_capacity: 500,
        internet: Some(internet(15, 5)),
        hours: OpeningHours::weekly(weekdays.map(|weekday| (weekday, day.clone())).collect()),
    }
}

/// So many places from eight to five on every weekday.
pub fn internet(slot_minutes: u16, places: u16) -> InternetPlaces {
    let during = Interval {
        from: "08:00:00".parse().unwrap(),
        to: "17:00:00".parse().unwrap(),
    };
    let day = DayPlaces::new(vec![PlacesPiece { during, places }]).unwrap();
    let weekdays = WeekdayKey::ALL.into_iter().take(5);
    InternetPlaces {
        slot_minutes: slot_minutes.try_into().unwrap(),
        places: Timetable::weekly(weekdays.map(|weekday| (weekday, day.clone())).collect()),
    }
}

fn services(workplace: &str) -> [Service; 2] {
    [(1, 15), (2, 5)].map(|(n, minutes)| Service {
        id: format!("{workplace}-{n}").parse().unwrap(),
        workplace: workplace.parse().unwrap(),
        name: text(&format!("{workplace}-{n}"), None),
        minutes,
        papers: Localized::default(),
        bookable: true,
        offered: domain::town::OfferedTo::Everyone,
    })
}

pub fn counter(n: u16, lobby: &str, workplaces: &[&str]) -> Counter {
    let serves = |workplace: &&str| Serves::Workplace(workplace.parse().unwrap());
    Counter {
        number: number(n),
        lobby: lobby.parse().unwrap(),
        serves: workplaces.iter().map(serves).collect(),
    }
}

// ---- An office at work ----

/// A store, a town and a time that the test sets.
#[derive(Clone)]
pub struct Office {
    pub store: Store,
    pub town: Town,
    pub now: Moment,
}

impl Office {
    /// The same office through another instance of the program.
    pub fn elsewhere(&self) -> Self {
        Self {
            store: self.store.another_instance().unwrap(),
            ..self.clone()
        }
    }

    pub fn wait(&mut self, span: TimeDelta) {
        self.now = later(self.now, span);
    }

    /// Closes the first workplace.
    pub async fn close(&self, from: &str, to: &str) -> KnownClosure {
        self.close_what("a", from, to).await
    }

    /// Closes a lobby, workplace, service or counter, as `lobby:hall`.
    pub async fn close_what(&self, of: &str, from: &str, to: &str) -> KnownClosure {
        let request = close_request(of, from, to);
        let closed = self.store.close(request, self.now);
        closed.await.unwrap().unwrap()
    }

    /// A tap with a key of its own.
    pub async fn tap(&self, workplace: &str) -> Result<IssuedTicket, TicketRefusal> {
        static KEY: AtomicU32 = AtomicU32::new(0);
        let key = KEY.fetch_add(1, Ordering::Relaxed).to_string();
        self.tap_with_key(workplace, &key).await
    }

    pub async fn tap_with_key(
        &self,
        workplace: &str,
        key: &str,
    ) -> Result<IssuedTicket, TicketRefusal> {
        let workplace: WorkplaceId = workplace.parse().unwrap();
        let request = TicketRequest {
            lobby: self.town.workplace(&workplace).unwrap().lobby.clone(),
            service: format!("{workplace}-1").parse().unwrap(),
            workplace,
            by: domain::slots::Booker::Client,
            priority: false,
            key: key.to_owned(),
        };
        self.request(request).await
    }

    pub async fn request(&self, request: TicketRequest) -> Result<IssuedTicket, TicketRefusal> {
        self.store
            .issue_ticket(&self.town, request, self.now)
            .await
            .unwrap()
    }

    /// A ticket taken a second later than the one before, so that arrivals have an order.
    pub async fn ticket(&mut self, workplace: &str) -> Ticket {
        self.wait(TimeDelta::seconds(1));
        self.tap(workplace).await.unwrap().ticket
    }

    pub async fn sit(&self, counter: u16, login: &str) -> Result<Desk, SeatRefusal> {
        self.store
            .sit(&self.town, number(counter), clerk(login), false, self.now)
            .await
            .unwrap()
    }

    pub async fn command(
        &self,
        counter: u16,
        login: &str,
        command: Command,
    ) -> Result<Desk, Refusal> {
        self.store
            .command(&self.town, number(counter), login, command, self.now)
            .await
            .unwrap()
    }

    /// Calls the next one, who must be there.
    pub async fn call_next(&self, counter: u16, login: &str) -> Ticket {
        let desk = self
            .command(counter, login, Command::CallNext)
            .await
            .unwrap();
        desk.client.unwrap()
    }

    pub async fn day(&self, lobby: &str) -> LobbyDay {
        let lobby: LobbyId = lobby.parse().unwrap();
        self.store
            .lobby_day(&self.town, &lobby, self.now)
            .await
            .unwrap()
    }

    /// The ticket as it stands in the list of those who can be called.
    pub async fn callable(&self, id: TicketId) -> Option<Ticket> {
        let callable = self.day("hall").await.callable;
        callable.into_iter().find(|ticket| ticket.id == id)
    }

    // ---- Booking ----

    pub async fn hold(&self, form: HoldRequest) -> Result<Booking, HoldRefusal> {
        self.store
            .hold_place(&self.town, form, self.now)
            .await
            .unwrap()
    }

    /// A clerk books.
    pub async fn book(&self, form: BookRequest) -> Result<Booking, BookRefusal> {
        self.store
            .book_by_clerk(&self.town, form, self.now)
            .await
            .unwrap()
    }

    /// The mails that are due, in the order in which they leave.
    pub async fn mails(&self) -> Vec<Mail> {
        self.store.due_mails(self.now.instant, 1000).await.unwrap()
    }

    /// The one mail that is due for a reservation.
    pub async fn mail(&self, id: &ReservationId) -> Mail {
        let mails = self.mails().await.into_iter();
        let mails: Vec<_> = mails.filter(|mail| mail.reservation == *id).collect();
        let [mail] = <[Mail; 1]>::try_from(mails).unwrap();
        mail
    }

    /// The token in the mail that is due, which is then delivered.
    pub async fn token(&self, id: &ReservationId) -> String {
        let mail = self.mail(id).await;
        self.store.mail_delivered(&mail).await.unwrap();
        mail.token.unwrap()
    }

    pub async fn confirm(
        &self,
        token: &str,
    ) -> Result<Booking, NotDone<domain::reservation::Over>> {
        self.store
            .confirm(&self.town, token, self.now)
            .await
            .unwrap()
    }

    /// A reservation that is held and confirmed at once; the mail with the code is yet to leave.
    pub async fn confirmed(&self, form: HoldRequest) -> Booking {
        let held = self.hold(form).await.unwrap();
        let token = self.token(&held.id).await;
        self.confirm(&token).await.unwrap()
    }

    pub async fn reservation(&self, id: &ReservationId) -> Option<Booking> {
        self.store
            .reservation(&self.town, id, self.now)
            .await
            .unwrap()
    }

    pub async fn move_to(
        &self,
        id: &ReservationId,
        to: &str,
    ) -> Result<Booking, NotDone<domain::reservation::MoveRefusal>> {
        self.store
            .move_reservation(&self.town, id, agreed(to), self.now)
            .await
            .unwrap()
    }

    pub async fn cancel(
        &self,
        id: &ReservationId,
    ) -> Result<Booking, NotDone<domain::reservation::Over>> {
        self.store.cancel(&self.town, id, self.now).await.unwrap()
    }

    /// Types a code in at the kiosk of the hall, with a tap of its own.
    pub async fn check_in(&self, code: Code) -> Result<Ticket, CodeRefusal> {
        self.type_in("kiosk", code).await
    }

    /// The same at the kiosk `device`.
    pub async fn type_in(&self, device: &str, code: Code) -> Result<Ticket, CodeRefusal> {
        static KEY: AtomicU32 = AtomicU32::new(0);
        let key = format!("check-in {}", KEY.fetch_add(1, Ordering::Relaxed));
        self.send_code(device, "hall", code, &key).await
    }

    /// The kiosk `device` returns to its start.
    pub async fn start(&self, device: &str) {
        self.store
            .keypad_start(&self.town, device, self.now)
            .await
            .unwrap();
    }

    pub async fn check_in_at(
        &self,
        lobby: &str,
        code: Code,
        key: &str,
    ) -> Result<Ticket, CodeRefusal> {
        self.send_code("kiosk", lobby, code, key).await
    }

    async fn send_code(
        &self,
        device: &str,
        lobby: &str,
        code: Code,
        key: &str,
    ) -> Result<Ticket, CodeRefusal> {
        let request = KioskCheckIn {
            device: device.to_owned(),
            lobby: lobby.parse().unwrap(),
            code,
            key: key.to_owned(),
        };
        self.store
            .check_in(&self.town, request, self.now)
            .await
            .unwrap()
    }

    /// How many places of `a` are taken from that time on, slot by slot, as far as any are known.
    pub async fn booked(&self, from: &str) -> Vec<u16> {
        let AgreedTime { date, time } = agreed(from);
        let workplace = "a".parse().unwrap();
        let day = self.store.booked(&workplace, date).await.unwrap();
        day.0.range(time..).map(|(_, booked)| *booked).collect()
    }
}
