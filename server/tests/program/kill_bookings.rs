//! The server is killed again and again while places are held and confirmed. What it acknowledged
//! is there afterwards; what is taken of each slot is what the reservations take, and never more
//! than there is; no code is given twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use bench::office::{Server, closed, free_address};
use chrono::NaiveDate;
use domain::{reservation::ReservationState, slots::AgreedTime, town::Town};
use reqwest::{Client, StatusCode, redirect::Policy};
use store::{ReservationId, Store};
use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    kill::Load,
    mails::{link, open_day_and_night},
    office::{kostelec, run},
    smtp::Smtp,
};

const KILLS: usize = 20;

/// So many want a place at the same moment.
const CLIENTS: usize = 6;

/// Few enough, and at few enough times, that the clients of one round meet.
const PLACES: u16 = 2;
const TIMES: usize = 6;

/// One takes one slot, the other two.
const SERVICES: [&str; 2] = ["op-zadost", "op-prevzeti"];

/// What somebody knows of the reservation that a form asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// The form is sent and not answered.
    Sent,
    /// There is none.
    Refused,
    Held,
    /// The button behind the link is pressed and not answered.
    Pressed,
    Confirmed,
}

/// What is known of each form, by its key, and the tokens that mails have brought.
#[derive(Default)]
struct Book {
    forms: BTreeMap<String, Known>,
    tokens: BTreeMap<String, String>,
    /// Who has got the mail with the code.
    told: BTreeSet<String>,
}

impl Book {
    /// Notes a mail that has arrived; the token by which its reservation is confirmed, if it brings one.
    fn note(&mut self, to: &str, raw: &str) -> Option<(String, String)> {
        let key = to.split('@').next().unwrap().to_owned();
        let Some(token) = link(raw, "confirm") else {
            assert!(link(raw, "reservation").is_some(), "{raw}");
            self.told.insert(key);
            return None;
        };
        self.tokens.insert(key.clone(), token.clone());
        Some((key, token))
    }

    /// Whose mail has yet to come.
    fn owed(&self) -> Vec<&String> {
        let owed = self.forms.iter().filter(|(key, known)| match known {
            Known::Held => !self.tokens.contains_key(*key),
            Known::Confirmed => !self.told.contains(*key),
            Known::Sent | Known::Refused | Known::Pressed => false,
        });
        owed.map(|(key, _)| key).collect()
    }
}

#[test]
fn no_acknowledged_reservation_is_lost_when_the_server_is_killed() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let database = format!("surrealkv://{}", folder.path().join("db").display());
        let town = office(&database).await;
        closed(folder.path()).await.unwrap();
        let days = days(&town);
        let mut smtp = Smtp::start("accept").await;
        let url = smtp.url();
        let arguments = [
            "--database",
            &database,
            "--smtp",
            &url,
            "--public-url",
            "https://urad.example.cz",
            // Every client comes from elsewhere.
            "--trusted-proxies",
            "127.0.0.1/32",
            // No frontend lies beside the program that tests build.
            "--hash-files",
            "false",
        ];
        let program = Path::new(env!("CARGO_BIN_EXE_server"));
        let book = Arc::new(Mutex::new(Book::default()));
        for round in 0..KILLS {
            let address = free_address().unwrap();
            let server = Server::start_on(program, &arguments, folder.path(), address);
            let server = server.await.unwrap();
            // In turn while places are held and while they are confirmed.
            let awaited = ["/book/", "/confirm/"][round % 2];
            let visit = Visit::to(&server, &book, awaited);
            let mut clients = JoinSet::new();
            for n in 0..CLIENTS {
                clients.spawn(
                    visit
                        .clone()
                        .hold_places(days[round % days.len()], round, n),
                );
            }
            let confirmations = tokio::spawn(visit.clone().confirm_by_mail(smtp));
            // After another number each time, so that the kill falls elsewhere.
            let done = 2 + round % 7;
            visit.load.answers_reach(done.try_into().unwrap()).await;
            server.kill().await.unwrap();
            visit.load.end();
            clients.join_all().await;
            smtp = confirmations.await.unwrap();
            check(&database, &town, &mut *book.lock().await).await;
            closed(folder.path()).await.unwrap();
        }
        let address = free_address().unwrap();
        let server = Server::start_on(program, &arguments, folder.path(), address);
        let server = server.await.unwrap();
        let mut book = book.lock().await;
        // No mail is lost: one that does not come is waited for in vain.
        while !book.owed().is_empty() {
            let (to, raw) = smtp.mail().await;
            book.note(&to, &raw);
        }
        let is = |known| book.forms.iter().filter(move |form| *form.1 == known);
        for (key, _) in is(Known::Confirmed) {
            let page = open(&server, &format!("/reservation/{}", book.tokens[key])).await;
            assert!(page.contains("Jste objednáni"), "{page}");
        }
        // All of it has happened.
        assert!(is(Known::Confirmed).count() > KILLS);
        assert!(is(Known::Refused).count() > 0);
        server.kill().await.unwrap();
    });
}

/// An office that is open day and night.
async fn office(database: &str) -> Town {
    let mut town = kostelec();
    open_day_and_night(&mut town, PLACES);
    for (service, minutes) in SERVICES.into_iter().zip([15, 30]) {
        let mut services = town.services.iter_mut();
        let service = services.find(|known| known.id.as_str() == service);
        service.unwrap().minutes = minutes;
    }
    let store = Store::connect(database, None).await.unwrap();
    store.import_town(&town).await.unwrap();
    town
}

/// Those that can be booked, and will be as long as the test runs.
fn days(town: &Town) -> Vec<NaiveDate> {
    let today = bench::office::now(town).date;
    let ahead = usize::from(town.rules.horizon_days) - 2;
    let days = today.iter_days().skip(2).take(ahead);
    days.filter(|date| town.workplaces[0].hours.on(*date).is_some())
        .collect()
}

/// What the citizens do to one server until it is gone.
#[derive(Clone)]
struct Visit {
    client: Client,
    url: String,
    book: Arc<Mutex<Book>>,
    /// Counts what is granted at the addresses that begin so.
    load: Load,
    awaited: &'static str,
}

impl Visit {
    fn to(server: &Server, book: &Arc<Mutex<Book>>, awaited: &'static str) -> Self {
        Self {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            url: server.url.clone(),
            book: Arc::clone(book),
            load: Load::default(),
            awaited,
        }
    }

    /// Sends a form; whether what it asks for is done, if there is an answer.
    async fn submit(&self, page: &str, fields: &[(&str, &str)], from: [u8; 4]) -> Option<bool> {
        let [a, b, c, d] = from;
        let request = self.client.post(format!("{}{page}", self.url));
        let request = request
            .header("origin", &self.url)
            .header("x-forwarded-for", format!("{a}.{b}.{c}.{d}"));
        let answer = request.form(fields).send().await.ok()?;
        match answer.status() {
            StatusCode::SEE_OTHER => {
                if page.starts_with(self.awaited) {
                    self.load.answered();
                }
                Some(true)
            }
            StatusCode::UNPROCESSABLE_ENTITY => Some(false),
            other => panic!("{page} answered {other}"),
        }
    }

    /// One client after another holds a place, each at the next time.
    async fn hold_places(self, date: NaiveDate, round: usize, n: usize) {
        for nth in 0.. {
            if self.load.is_over() {
                return;
            }
            let key = format!("{round:08x}{n:08x}{nth:016x}");
            let minutes = (nth * 3 + n) % TIMES * 15 + round / 10 * 600;
            let (hour, minute) = (minutes / 60, minutes % 60);
            let service = SERVICES[nth % SERVICES.len()];
            let page = format!("/book/{service}/{date}/{hour:02}:{minute:02}");
            let email = format!("{key}@example.cz");
            let fields = [
                ("name", "Jana Nováková"),
                ("email", &email),
                ("phone", ""),
                ("website", ""),
                ("key", &key),
            ];
            self.learn(&key, Known::Sent).await;
            let [_, .., from] = nth.to_be_bytes();
            let from = [10, round.try_into().unwrap(), n.try_into().unwrap(), from];
            let Some(held) = self.submit(&page, &fields, from).await else {
                return;
            };
            let mut book = self.book.lock().await;
            // Unless the mail has overtaken this answer.
            if book.forms[&key] == Known::Sent {
                let known = if held { Known::Held } else { Known::Refused };
                book.forms.insert(key, known);
            }
        }
    }

    /// Presses the button behind each link that comes, and those that were not answered before.
    async fn confirm_by_mail(self, mut smtp: Smtp) -> Smtp {
        let mut presses = JoinSet::new();
        {
            let book = self.book.lock().await;
            for (key, token) in &book.tokens {
                if book.forms[key] != Known::Confirmed {
                    presses.spawn(self.clone().confirm(key.clone(), token.clone()));
                }
            }
        }
        while let Some((to, raw)) = self.load.unless_over(smtp.mail()).await {
            if let Some((key, token)) = self.book.lock().await.note(&to, &raw) {
                presses.spawn(self.clone().confirm(key, token));
            }
        }
        presses.join_all().await;
        smtp
    }

    async fn confirm(self, key: String, token: String) {
        if self.book.lock().await.forms[&key] != Known::Confirmed {
            self.learn(&key, Known::Pressed).await;
        }
        let page = format!("/confirm/{token}");
        if self.submit(&page, &[], [10, 255, 255, 255]).await.is_none() {
            return;
        }
        // A refusal leads to the same page; only what stands there says which it was.
        let page = format!("{}/reservation/{token}", self.url);
        let Ok(answer) = self.client.get(page).send().await else {
            return;
        };
        if let Ok(page) = answer.text().await
            // The answer may break off in the middle.
            && page.contains("</html>")
        {
            assert!(
                page.contains("Jste objednáni"),
                "{key} is not confirmed: {page}"
            );
            self.learn(&key, Known::Confirmed).await;
        }
    }

    async fn learn(&self, key: &str, known: Known) {
        self.book.lock().await.forms.insert(key.to_owned(), known);
    }
}

async fn open(server: &Server, page: &str) -> String {
    let answer = reqwest::get(format!("{}{page}", server.url)).await.unwrap();
    answer.text().await.unwrap()
}

/// Compares what is known with what is there, and goes on from what is there.
async fn check(database: &str, town: &Town, book: &mut Book) {
    let store = Store::connect(database, None).await.unwrap();
    let now = bench::office::now(town);
    let mut taken = BTreeMap::<_, u16>::new();
    let mut codes = BTreeSet::new();
    for (key, known) in &mut book.forms {
        let id = ReservationId::of_key(key);
        let booking = store.reservation(town, &id, now).await.unwrap();
        let found = match booking.as_ref().map(|booking| &booking.reservation.state) {
            None => Known::Refused,
            Some(ReservationState::Held { .. }) => Known::Held,
            Some(ReservationState::Confirmed { code, .. }) => {
                assert!(codes.insert(*code), "{code} is given twice");
                Known::Confirmed
            }
            Some(other) => panic!("{key} is {other:?}"),
        };
        let explained = match known {
            Known::Sent => matches!(found, Known::Refused | Known::Held),
            Known::Pressed => matches!(found, Known::Held | Known::Confirmed),
            Known::Refused | Known::Held | Known::Confirmed => found == *known,
        };
        assert!(explained, "{key} was {known:?} and is {found:?}");
        *known = found;
        let Some(reservation) = booking.map(|booking| booking.reservation) else {
            continue;
        };
        for time in reservation.slots() {
            let date = reservation.agreed.date;
            *taken.entry(AgreedTime { date, time: *time }).or_default() += 1;
        }
    }
    let mut booked = store.booked_from(now.date).await.unwrap();
    let days = booked.remove(&town.workplaces[0].id).unwrap_or_default();
    let slots = days.into_iter().flat_map(|(date, booked)| {
        let slots = booked.0.into_iter();
        slots.map(move |(time, booked)| (AgreedTime { date, time }, booked))
    });
    assert_eq!(slots.collect::<BTreeMap<_, _>>(), taken);
    assert!(taken.values().all(|taken| *taken <= PLACES), "{taken:?}");
}
