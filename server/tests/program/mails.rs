//! Mails against a real mail server: one that takes them, refuses them, asks to come again, is
//! slow, breaks off or is not there; and the jobs of booking by a clock that is set on.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
    time::Duration,
};

use app::services::Services;
use axum::http::{Method, StatusCode};
use bench::office::{Server, free_address};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    contact::Contact,
    internet::{DayPlaces, InternetPlaces, PlacesPiece},
    opening_hours::{Day, Interval, OpeningHours, WeekdayKey},
    reservation::ReservationState,
    slots::AgreedTime,
    text::Language,
    timetable::Timetable,
    town::Town,
};
use mail_parser::MessageParser;
use server::{
    clock::Clock,
    config,
    display::Media,
    jobs, live,
    mail::{Correspondence, KeptMails},
};
use store::{BackupFolder, BookRequest, Booking, Credentials, HoldRequest, ReservationId, Store};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{
    office::{Office, kostelec, run},
    outage::{shared, to_test_against},
    smtp::{Event, Smtp, header},
};

/// A Monday, long before closing.
const NINE: &str = "2026-11-23T09:00:00+01:00";

/// Longer than the program takes to do what it does at once.
const SOON: Duration = Duration::from_secs(10);

/// Waits for what the program does by itself.
macro_rules! until {
    ($is_so:expr) => {
        let waiting = async {
            while !$is_so {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let in_time = tokio::time::timeout(SOON, waiting).await;
        assert!(in_time.is_ok(), "never: {}", stringify!($is_so));
    };
}

/// Kostelec with its jobs, in this process.
struct Writing {
    services: Services,
    clock: Clock,
    jobs: jobs::Jobs,
    ending: watch::Sender<bool>,
    /// Where its backups are.
    _folder: TempDir,
}

fn settings(smtp: String, folder: &Path) -> config::Mail {
    config::Mail {
        public_url: Some("https://urad.example.cz".parse().unwrap()),
        smtp: Some(smtp),
        mail_from: Some("objednavky@example.cz".parse().unwrap()),
        mail_folder: folder.to_owned(),
    }
}

fn at(instant: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(instant).unwrap().to_utc()
}

impl Writing {
    async fn to(smtp: String) -> Self {
        let store = Store::connect("mem://", None).await.unwrap();
        let clock = Clock::system();
        clock.set(at(NINE));
        Self::of(store, clock, smtp).await
    }

    /// Another instance of the program over the same database.
    async fn another(&self, smtp: String) -> Self {
        let store = self.services.store.another_instance().unwrap();
        Self::of(store, self.clock.clone(), smtp).await
    }

    async fn of(store: Store, clock: Clock, smtp: String) -> Self {
        Self::by(store, clock, Some(smtp), Path::new("no-such-folder")).await
    }

    /// Without a mail server mails stay in `folder`.
    async fn by(store: Store, clock: Clock, smtp: Option<String>, folder: &Path) -> Self {
        let settings = config::Mail {
            smtp,
            ..settings(String::new(), folder)
        };
        let town = kostelec();
        store.import_town(&town).await.unwrap();
        let (ending, ends) = watch::channel(false);
        let services = live::begin(
            store,
            clock.clone(),
            town,
            "".into(),
            true,
            Media::default(),
            ends.clone(),
        );
        let folder = TempDir::new().unwrap();
        let services = Services {
            backups: BackupFolder::new(folder.path(), 14),
            ..services.await.unwrap()
        };
        let listen = "127.0.0.1:3000".parse().unwrap();
        let correspondence = Correspondence::new(&settings, listen).unwrap();
        let jobs = jobs::begin(&services, &clock, &correspondence, &ends);
        Self {
            services,
            clock,
            jobs,
            ending,
            _folder: folder,
        }
    }

    /// Holds a place for an identity card, at that time of that day.
    async fn hold(&self, email: &str, date: &str, time: &str) -> ReservationId {
        let (town, now) = (self.services.town(), self.services.now());
        let form = HoldRequest {
            service: "op-zadost".parse().unwrap(),
            agreed: AgreedTime {
                date: date.parse().unwrap(),
                time: format!("{time}:00").parse().unwrap(),
            },
            contact: Contact::parse("Jana Nováková", email, "").unwrap(),
            language: Language::Cs,
            key: format!("{email} {time}"),
            network: None,
        };
        let held = self.services.store.hold_place(&town, form, now).await;
        held.unwrap().unwrap().id
    }

    async fn hold_today(&self, email: &str) -> ReservationId {
        self.hold(email, "2026-11-23", "13:00").await
    }

    async fn confirm(&self, token: &str) {
        let (town, now) = (self.services.town(), self.services.now());
        let confirmed = self.services.store.confirm(&town, token, now).await;
        confirmed.unwrap().unwrap();
    }

    async fn booking(&self, id: &ReservationId) -> Option<Booking> {
        let (town, now) = (self.services.town(), self.services.now());
        self.services
            .store
            .reservation(&town, id, now)
            .await
            .unwrap()
    }

    fn pass(&self, span: TimeDelta) {
        self.clock.set(self.clock.now() + span);
    }

    async fn nothing_waits(&self) -> bool {
        let soon = self.clock.now() + TimeDelta::minutes(2);
        self.services
            .store
            .due_mails(soon, 100)
            .await
            .unwrap()
            .is_empty()
    }

    /// Once a mail waits for a later time.
    async fn put_off(&self) {
        let store = &self.services.store;
        until!({
            let soon = self.clock.now() + TimeDelta::minutes(2);
            let mails = store.due_mails(soon, 100).await.unwrap();
            mails.iter().any(|mail| mail.attempts > 0)
        });
    }

    async fn end(self) {
        self.ending.send_replace(true);
        self.jobs.ended().await;
    }
}

/// The token of the link in a mail.
fn token(raw: &str, page: &str) -> String {
    link(raw, page).unwrap_or_else(|| panic!("no link in {raw}"))
}

/// The same, if there is such a link in it.
pub fn link(raw: &str, page: &str) -> Option<String> {
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let text = mail.body_text(0).unwrap();
    let begin = format!("https://urad.example.cz/{page}/");
    let mut links = text.lines().filter_map(|line| line.strip_prefix(&*begin));
    links.next().map(str::to_owned)
}

#[test]
fn a_booking_goes_its_whole_way_by_mail() {
    run(async {
        let mut smtp = Smtp::start("accept").await;
        let office = Writing::to(smtp.url()).await;
        let id = office.hold("jana@example.cz", "2026-11-25", "10:15").await;
        let (to, raw) = smtp.mail().await;
        assert_eq!(to, "jana@example.cz");
        assert_eq!(header(&raw, "Reply-To"), "podatelna@muko.cz");
        assert!(header(&raw, "From").ends_with("<objednavky@example.cz>"));

        office.confirm(&token(&raw, "confirm")).await;
        let (_, raw) = smtp.mail().await;
        let token = token(&raw, "reservation");
        let (town, now) = (office.services.town(), office.services.now());
        let store = &office.services.store;
        let found = store
            .reservation_by_token(&town, &token, now)
            .await
            .unwrap();
        assert_eq!(found.unwrap().id, id);

        // A day before, and never again.
        office.clock.set(at("2026-11-24T10:15:01+01:00"));
        let (_, raw) = smtp.mail().await;
        let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
        assert!(
            mail.subject()
                .unwrap()
                .starts_with("Připomínáme: středa 25.")
        );
        office.pass(TimeDelta::minutes(2));
        smtp.assert_silent(Duration::from_millis(300)).await;

        let (town, now) = (office.services.town(), office.services.now());
        store.cancel(&town, &id, now).await.unwrap().unwrap();
        let (_, raw) = smtp.mail().await;
        assert!(raw.contains("method=CANCEL"), "{raw}");
        until!(office.nothing_waits().await);
        office.end().await;
    });
}

#[test]
fn who_is_booked_by_a_clerk_gets_the_code_by_mail() {
    run(async {
        let mut smtp = Smtp::start("accept").await;
        let office = Writing::to(smtp.url()).await;
        let (town, now) = (office.services.town(), office.services.now());
        let book = |key: &str, email: &str| BookRequest {
            service: "op-zadost".parse().unwrap(),
            agreed: AgreedTime {
                date: "2026-11-23".parse().unwrap(),
                time: "09:15:00".parse().unwrap(),
            },
            contact: Contact::parse_by_clerk("Jana Nováková", email, "").unwrap(),
            language: Language::Cs,
            key: key.to_owned(),
            login: "petra".to_owned(),
        };
        let store = &office.services.store;
        for (key, email) in [("without", ""), ("with", "jana@example.cz")] {
            let booked = store.book_by_clerk(&town, book(key, email), now).await;
            let booked = booked.unwrap().unwrap();
            let ReservationState::Confirmed { code, .. } = booked.reservation.state else {
                panic!("{booked:?}");
            };
            if email.is_empty() {
                continue;
            }
            let (to, raw) = smtp.mail().await;
            assert_eq!(to, "jana@example.cz");
            let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
            let text = mail.body_text(0).unwrap().into_owned();
            assert!(text.contains(&code.to_string()), "{text}");
            assert!(link(&raw, "reservation").is_some(), "{text}");
        }
        smtp.assert_silent(Duration::from_millis(300)).await;
        assert!(office.nothing_waits().await);
        office.end().await;
    });
}

#[test]
fn who_is_asked_to_come_again_does_so_once_and_later() {
    run(async {
        let mut smtp = Smtp::start("greylist").await;
        let office = Writing::to(smtp.url()).await;
        office.hold_today("jana@example.cz").await;
        let event = smtp.next().await;
        assert!(matches!(event, Event::Greylisted), "{event:?}");
        office.put_off().await;
        smtp.assert_silent(Duration::from_millis(300)).await;
        office.pass(TimeDelta::seconds(31));
        let (to, _) = smtp.mail().await;
        assert_eq!(to, "jana@example.cz");
        until!(office.nothing_waits().await);
        office.pass(TimeDelta::hours(1));
        smtp.assert_silent(Duration::from_millis(300)).await;
        office.end().await;
    });
}

#[test]
fn a_client_whom_the_server_refuses_is_marked() {
    run(async {
        let mut smtp = Smtp::start("refuse").await;
        let office = Writing::to(smtp.url()).await;
        let id = office.hold_today("nikdo@example.cz").await;
        let event = smtp.next().await;
        assert!(matches!(event, Event::Refused), "{event:?}");
        until!(office.booking(&id).await.unwrap().unreached);
        assert!(office.nothing_waits().await);
        office.end().await;
    });
}

#[test]
fn a_wrong_password_loses_nobodys_mail() {
    run(async {
        let smtp = Smtp::start("broken").await;
        let url = format!("smtp://urad:spatne@127.0.0.1:{}", smtp.port);
        let office = Writing::to(url).await;
        let id = office.hold_today("jana@example.cz").await;
        office.put_off().await;
        assert!(!office.booking(&id).await.unwrap().unreached);
        office.end().await;
    });
}

#[test]
fn a_mail_that_broke_off_is_sent_again_under_the_same_name() {
    run(async {
        let mut smtp = Smtp::start("drop").await;
        let office = Writing::to(smtp.url()).await;
        office.hold_today("jana@example.cz").await;
        let Event::Dropped { id } = smtp.next().await else {
            panic!("it did not break off");
        };
        office.put_off().await;
        office.pass(TimeDelta::seconds(31));
        let (_, raw) = smtp.mail().await;
        assert_eq!(header(&raw, "Message-ID"), id);
        office.end().await;
    });
}

#[test]
fn mails_wait_for_a_server_that_is_not_there() {
    run(async {
        let smtp = Smtp::start("accept").await;
        let url = smtp.url();
        let port = smtp.stop().await;
        let office = Writing::to(url).await;
        office.hold_today("jana@example.cz").await;
        office.put_off().await;
        let mut smtp = Smtp::start_at(port, &[]).await;
        office.pass(TimeDelta::seconds(31));
        assert_eq!(smtp.mail().await.0, "jana@example.cz");
        until!(office.nothing_waits().await);
        office.end().await;
    });
}

#[test]
fn a_server_that_cannot_be_trusted_gets_nothing() {
    run(async {
        let mut smtp = Smtp::start_at(0, &["--tls"]).await;
        let office = Writing::to(format!("{}?tls=required", smtp.url())).await;
        let id = office.hold_today("jana@example.cz").await;
        office.put_off().await;
        smtp.assert_silent(Duration::from_millis(100)).await;
        assert!(!office.booking(&id).await.unwrap().unreached);
        office.end().await;
    });
}

#[test]
fn one_whose_server_is_slow_does_not_keep_the_others() {
    run(async {
        let mut smtp = Smtp::start("slow").await;
        let office = Writing::to(smtp.url()).await;
        office.hold("slow@example.cz", "2026-11-23", "13:00").await;
        assert!(matches!(smtp.next().await, Event::Waiting));
        for n in 0..5 {
            let email = format!("jana{n}@example.cz");
            let time = format!("{}:00", 14 + n % 2);
            let date = format!("2026-11-{}", if n < 4 { 25 } else { 30 });
            let time = if n % 4 < 2 {
                time
            } else {
                time.replace(":00", ":15")
            };
            office.hold(&email, &date, &time).await;
            assert_eq!(smtp.mail().await.0, email);
        }
    });
}

#[test]
fn another_instance_goes_on_where_one_has_ended() {
    run(async {
        let mut smtp = Smtp::start("accept").await;
        let one = Writing::to(smtp.url()).await;
        let other = one.another(smtp.url()).await;
        one.end().await;
        other.hold_today("jana@example.cz").await;
        assert_eq!(smtp.mail().await.0, "jana@example.cz");
        until!(other.nothing_waits().await);
        smtp.assert_silent(Duration::from_millis(300)).await;
        other.end().await;
    });
}

#[test]
fn time_ends_holds_and_erases_whoever_was_there() {
    run(async {
        let mut smtp = Smtp::start("accept").await;
        let office = Writing::to(smtp.url()).await;
        let held = office.hold("jan@example.cz", "2026-11-23", "13:00").await;
        smtp.mail().await;
        let kept = office.hold("jana@example.cz", "2026-11-23", "13:15").await;
        let (_, raw) = smtp.mail().await;
        office.confirm(&token(&raw, "confirm")).await;
        smtp.mail().await;
        office.hold("eva@example.cz", "2026-11-24", "13:15").await;
        let (_, raw) = smtp.mail().await;
        office.confirm(&token(&raw, "confirm")).await;
        smtp.mail().await;

        office.pass(TimeDelta::minutes(31));
        let store = &office.services.store;
        let workplace = "obcanske-prukazy".parse().unwrap();
        until!({
            let today = office.services.now().date;
            let booked = store.booked(&workplace, today).await.unwrap();
            booked.0.values().map(|n| usize::from(*n)).sum::<usize>() == 1
        });
        let expired = office.booking(&held).await.unwrap();
        assert_eq!(expired.reservation.state, ReservationState::Expired);

        // The reminder of the next day is written after those who have not come have lapsed.
        office.clock.set(at("2026-11-23T13:31:00+01:00"));
        assert_eq!(smtp.mail().await.0, "eva@example.cz");
        let (town, now) = (office.services.town(), office.services.now());
        let left = store.lapse_due(&town, now).await.unwrap();
        assert_eq!(left, 0, "the job has done it");

        // The program slept through the night.
        office.clock.set(at("2026-11-24T00:00:01+01:00"));
        until!(office.booking(&kept).await.is_none());
        assert!(office.booking(&held).await.is_none());
        let count = store.day_count("2026-11-23".parse().unwrap(), &workplace);
        let count = count.await.unwrap();
        assert_eq!((count.lapsed, count.expired), (1, 1));
        office.end().await;
    });
}

// ---- Without a mail server ----

#[test]
fn without_a_mail_server_the_mails_are_read_in_a_folder_on_this_machine_only() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptMails::new(folder.path());
        let office = Office::keeping(kept).await;
        let (services, clock) = (office.services.clone(), Clock::system());
        let settings = config::Mail {
            smtp: None,
            ..settings(String::new(), folder.path())
        };
        let listen = "127.0.0.1:3000".parse().unwrap();
        let correspondence = Correspondence::new(&settings, listen).unwrap();
        assert!(correspondence.takes_bookings());
        let (ending, ends) = watch::channel(false);
        let (town, now) = (services.town(), services.now());
        let (id, link) = hold_anywhere(&services).await;
        let jobs = jobs::begin(&services, &clock, &correspondence, &ends);
        let entry = format!("/calendar/{link}");
        let get = |address: &str| Office::request(&Method::GET, address, "", "text/plain");
        let nobody = Office::nobody();
        let answer = office.send(get(&entry), &nobody).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "not confirmed yet");
        services
            .store
            .confirm(&town, &link, now)
            .await
            .unwrap()
            .unwrap();
        let answer = office.send(get(&entry), &nobody).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.body.contains(&format!("UID:{id}@office.test")),
            "{}",
            answer.body
        );

        let here = "127.0.0.1:4000";
        let list = async || office.send_from(here, get("/dev/mail"), &nobody).await.body;
        until!(list().await.contains("-code-"));
        let list = list().await;
        let begin = list.find("/dev/mail/").unwrap();
        let address = list[begin..].split('"').next().unwrap();
        let answer = office.send_from(here, get(address), &nobody).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.body.contains("https://urad.example.cz/reservation/"));
        for address in ["/dev/mail", address] {
            let answer = office.send(get(address), &nobody).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "from elsewhere");
            // A proxy on this machine brings strangers, and says so in one way or another.
            for (name, value) in [
                ("x-forwarded-for", "198.51.100.1"),
                ("x-forwarded-for", "127.0.0.1"),
                ("forwarded", "for=198.51.100.1"),
                ("x-real-ip", "198.51.100.1"),
                ("x-forwarded-host", "urad.example.cz"),
                ("via", "1.1 proxy"),
            ] {
                let mut request = get(address);
                request.headers_mut().insert(name, value.parse().unwrap());
                let answer = office.send_from(here, request, &nobody).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
            }
        }
        ending.send_replace(true);
        jobs.ended().await;
    });
}

#[test]
fn kept_mails_go_when_the_day_is_over_to_which_their_reservation_was_moved() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptMails::new(folder.path());
        let clock = Clock::system();
        clock.set(at(NINE));
        let store = Store::connect("mem://", None).await.unwrap();
        let office = Writing::by(store, clock, None, folder.path()).await;
        let store = &office.services.store;
        let (town, now) = (office.services.town(), office.services.now());
        let book = |key: &str, date: &str| BookRequest {
            service: "op-zadost".parse().unwrap(),
            agreed: AgreedTime {
                date: date.parse().unwrap(),
                time: "10:15:00".parse().unwrap(),
            },
            contact: Contact::parse_by_clerk("Jana", "jana@example.cz", "").unwrap(),
            language: Language::Cs,
            key: key.to_owned(),
            login: "petra".to_owned(),
        };
        let moved = book("moved", "2026-11-30");
        let moved = store.book_by_clerk(&town, moved, now).await;
        let moved = moved.unwrap().unwrap().id;
        let stays = book("stays", "2026-12-02");
        store
            .book_by_clerk(&town, stays, now)
            .await
            .unwrap()
            .unwrap();
        until!(kept.all().unwrap().len() == 2);
        let earlier = AgreedTime {
            date: "2026-11-25".parse().unwrap(),
            time: "10:30:00".parse().unwrap(),
        };
        let done = store.move_reservation(&town, &moved, earlier, now).await;
        done.unwrap().unwrap();
        until!(kept.all().unwrap().len() == 3);

        office.clock.set(at("2026-11-25T23:59:00+01:00"));
        office.pass(TimeDelta::minutes(2));
        until!(kept.all().unwrap().len() == 1);
        let left = kept.all().unwrap();
        assert!(left[0].starts_with("2026-12-02"), "{left:?}");
        office.end().await;
    });
}

#[test]
fn who_has_no_lease_leaves_the_work_to_who_has_it() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let yesterday = folder.path().join("2026-11-22-1015-code-0a.eml");
        std::fs::write(&yesterday, "mail").unwrap();
        let store = Store::connect("mem://", None).await.unwrap();
        let day = TimeDelta::hours(26);
        for work in ["minutely", "backup"] {
            let other = "another instance";
            assert!(store.lease(work, other, at(NINE), day).await.unwrap());
        }
        let clock = Clock::system();
        clock.set(at(NINE));
        let office = Writing::by(store, clock, None, folder.path()).await;
        let kept = KeptMails::new(folder.path());
        // Each instance sees to its own folder.
        until!(!yesterday.exists());
        let id = office.hold_today("jana@example.cz").await;
        until!(kept.all().unwrap().len() == 1);
        office.clock.set(at("2026-11-24T00:00:01+01:00"));
        until!(kept.all().unwrap().is_empty());
        let (store, town, now) = (
            &office.services.store,
            office.services.town(),
            office.services.now(),
        );
        assert!(office.booking(&id).await.is_some(), "it is not erased");
        assert_eq!(store.expire_due(&town, now).await.unwrap(), 1);
        // The other one is gone.
        office.clock.set(at("2026-11-24T12:00:00+01:00"));
        until!(office.booking(&id).await.is_none());
        office.end().await;
    });
}

/// Holds the first free place of the days to come; the name of the reservation, and the token of
/// its mail.
async fn hold_anywhere(services: &Services) -> (ReservationId, String) {
    let (town, now) = (services.town(), services.now());
    for date in now.date.iter_days().skip(2).take(14) {
        let form = HoldRequest {
            service: "op-zadost".parse().unwrap(),
            agreed: AgreedTime {
                date,
                time: "09:00:00".parse().unwrap(),
            },
            contact: Contact::parse("Jana", "jana@example.cz", "").unwrap(),
            language: Language::Cs,
            key: date.to_string(),
            network: None,
        };
        let held = services.store.hold_place(&town, form, now).await.unwrap();
        if let Ok(booking) = held {
            let mails = services.store.due_mails(now.instant, 1).await.unwrap();
            return (booking.id, mails[0].token.clone().unwrap());
        }
    }
    panic!("the office is closed for two weeks");
}

// ---- A power cut ----

const KILLS: usize = 20;

/// More than are sent before the last kill.
const MAILS: usize = 250;

/// What has arrived: by the name of each mail, whom it went to each time.
#[derive(Default)]
pub struct Arrived(BTreeMap<String, Vec<String>>);

impl Arrived {
    /// Notes the next one; how many different ones there are.
    pub async fn next(&mut self, smtp: &mut Smtp) -> usize {
        let (to, raw) = smtp.mail().await;
        let all = self.0.entry(header(&raw, "Message-ID")).or_default();
        all.push(to);
        self.0.len()
    }

    /// Each of so many clients has got one, under one name; answers how many came again.
    pub fn doubled(&self, clients: usize) -> usize {
        assert_eq!(self.0.len(), clients, "none is lost, none has two names");
        let reached: BTreeSet<_> = self.0.values().map(|to| &to[0]).collect();
        assert_eq!(reached.len(), clients);
        for to in self.0.values() {
            assert!(to.iter().all(|client| *client == to[0]));
        }
        self.0.values().map(|to| to.len() - 1).sum()
    }
}

#[test]
fn no_mail_is_lost_when_the_server_is_killed() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("surrealkv://{}", folder.path().join("db").display());
        fill_the_outbox(Store::connect(&database, None).await.unwrap()).await;
        bench::office::closed(folder.path()).await.unwrap();
        let mut smtp = Smtp::start("accept").await;
        let program = Path::new(env!("CARGO_BIN_EXE_server"));
        let url = smtp.url();
        let arguments = [
            "--database",
            &database,
            "--smtp",
            &url,
            // No frontend lies beside the program that tests build.
            "--hash-files",
            "false",
        ];
        let mut arrived = Arrived::default();
        for round in 0..KILLS {
            let address = free_address().unwrap();
            let server = Server::start_on(program, &arguments, folder.path(), address);
            let server = server.await.unwrap();
            // Another number each time, so that the kill falls elsewhere.
            for _ in 0..=round % 3 {
                arrived.next(&mut smtp).await;
            }
            server.kill().await.unwrap();
        }
        let address = free_address().unwrap();
        let server = Server::start_on(program, &arguments, folder.path(), address);
        let server = server.await.unwrap();
        while arrived.next(&mut smtp).await < MAILS {}
        server.kill().await.unwrap();
        let doubled = arrived.doubled(MAILS);
        assert!(doubled <= KILLS * UNDER_WAY, "{doubled} came again");
    });
}

/// How often the instance that sends is killed.
const POWER_CUTS: i64 = 4;

/// How many mails one instance sends at the same moment: these may come again.
const UNDER_WAY: usize = 8;

/// Only with a SurrealDB server to test against (`cargo xtask test --with-server`).
#[test]
fn of_two_instances_that_share_a_database_one_sends_until_it_is_killed() {
    let Some(database) = to_test_against() else {
        return;
    };
    run(async move {
        let name = format!("outbox-{}", std::process::id());
        let credentials = Credentials {
            namespace: "prepazka".to_owned(),
            database: name.clone(),
            username: "root".to_owned(),
            password: "root".to_owned(),
        };
        let store = Store::connect(&format!("ws://{database}"), Some(credentials)).await;
        fill_the_outbox(store.unwrap()).await;
        let mut smtp = Smtp::start("accept").await;
        let folder = tempfile::tempdir().unwrap();
        let url = smtp.url();
        let arguments = shared(&database, &name);
        let arguments = arguments.iter().map(String::as_str);
        let arguments: Vec<_> = arguments.chain(["--smtp", &url]).collect();
        let arguments = arguments.as_slice();
        let program = Path::new(env!("CARGO_BIN_EXE_server"));
        let begin = bench::office::now(&kostelec()).instant;
        let start = async |minutes: i64| {
            let address = free_address().unwrap();
            let now = (begin + TimeDelta::minutes(minutes)).to_rfc3339();
            let arguments = [arguments, &["--test-clock", &now]].concat();
            let server = Server::start_on(program, &arguments, folder.path(), address);
            server.await.unwrap()
        };
        let mut arrived = Arrived::default();
        let mut sends = start(0).await;
        arrived.next(&mut smtp).await;
        for minutes in 1..=POWER_CUTS {
            let waits = start(minutes - 1).await;
            // Both have all of them before their eyes meanwhile.
            for _ in 0..20 {
                arrived.next(&mut smtp).await;
            }
            sends.kill().await.unwrap();
            // Then the lease of the one that is gone has ended.
            let now = begin + TimeDelta::minutes(minutes);
            waits.set_clock(&now.to_rfc3339()).await.unwrap();
            sends = waits;
        }
        while arrived.next(&mut smtp).await < MAILS {}
        smtp.assert_silent(Duration::from_millis(300)).await;
        sends.kill().await.unwrap();
        let most = usize::try_from(POWER_CUTS).unwrap() * UNDER_WAY;
        let doubled = arrived.doubled(MAILS);
        assert!(doubled <= most, "{doubled} came again");
    });
}

/// An office that is open day and night, with a mail to each of many clients.
async fn fill_the_outbox(store: Store) {
    let mut town = kostelec();
    open_day_and_night(&mut town, 9);
    store.import_town(&town).await.unwrap();
    let now = bench::office::now(&town);
    let town = Arc::new(town);
    let mut days = now.date.iter_days().skip(2);
    let mut written = 0;
    while written < MAILS {
        let date = days.next().unwrap();
        let mut holds = tokio::task::JoinSet::new();
        for n in written..MAILS.min(written + 50) {
            let (store, town) = (store.clone(), Arc::clone(&town));
            let minutes = u32::try_from(n % 50).unwrap() * 15;
            let form = HoldRequest {
                service: "op-zadost".parse().unwrap(),
                agreed: AgreedTime {
                    date,
                    time: chrono::NaiveTime::from_num_seconds_from_midnight_opt(minutes * 60, 0)
                        .unwrap(),
                },
                contact: Contact::parse("Jan", &format!("jan{n}@example.cz"), "").unwrap(),
                language: Language::Cs,
                key: n.to_string(),
                network: None,
            };
            holds.spawn(async move { store.hold_place(&town, form, now).await.unwrap().is_ok() });
        }
        // A holiday holds nothing; then the next day.
        let held = holds
            .join_all()
            .await
            .into_iter()
            .filter(|held| *held)
            .count();
        assert!(held == 0 || held == 50, "{held}");
        written += held;
    }
}

/// The first workplace, with so many places in each quarter of an hour.
pub fn open_day_and_night(town: &mut Town, places: u16) {
    let during = Interval {
        from: "00:00:00".parse().unwrap(),
        to: "23:45:00".parse().unwrap(),
    };
    let workplace = &mut town.workplaces[0];
    let day = Day::new(vec![during]).unwrap();
    let days = WeekdayKey::ALL.map(|weekday| (weekday, day.clone()));
    workplace.hours = OpeningHours::weekly(days.into());
    let places = DayPlaces::new(vec![PlacesPiece { during, places }]).unwrap();
    let week = WeekdayKey::ALL.map(|weekday| (weekday, places.clone()));
    workplace.internet = Some(InternetPlaces {
        slot_minutes: 15.try_into().unwrap(),
        places: Timetable::weekly(week.into()),
    });
}
