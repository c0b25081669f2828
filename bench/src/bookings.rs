//! A thousand clients who want a hundred places, through HTTP and by the engine alone; and how fast
//! the free times are shown.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use app::services::new_key;
use chrono::{Days, NaiveDate, NaiveTime};
use domain::{
    contact::Contact, ids::ServiceId, reservation::HoldRefusal, slots::AgreedTime, text::Language,
};
use futures::future::try_join_all;
use reqwest::{Client, Url};
use store::HoldRequest;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::report::{Report, Times};
use bench::{
    Failure,
    office::{PLACES, Server, WORKPLACES, now, store, town},
};

const CLIENTS: u16 = 1_000;
const WANTED: u16 = 100;

/// Who looks for a time at the same moment, over a connection that is kept.
const LOOKING: u16 = 16;
const LOOKS_EACH: u16 = 1_000;

/// The measured program believes this machine whom it speaks for, so that a thousand clients are as
/// many networks; and the mails wait, for nobody is there to take them.
const ARGUMENTS: [&str; 4] = [
    "--trusted-proxies",
    "127.0.0.1/32",
    "--smtp",
    "smtp://127.0.0.1:9",
];

pub async fn measure(report: &mut Report, program: &Path) -> Result<(), Failure> {
    let engine = race_by_engine().await?;
    report.add(
        "bookings by the engine, 1,000 for 100 places",
        format!("{engine:.0}/s"),
        "the measure",
    );
    let server = Server::start_with(program, &ARGUMENTS).await?;
    // First, so that the race finds a program that has run for a while.
    let (rate, times) = look(&server).await?;
    report.add(
        "free times, server-rendered",
        format!("{rate:.0}/s, {}", times.summary()),
        "≥ 1,500/s, p99 ≤ 30 ms",
    );
    let (http, times) = race_by_http(&server).await?;
    let share = http / engine * 100.0;
    report.add(
        "bookings through HTTP, 1,000 for 100 places",
        format!("{http:.0}/s = {share:.0} %, {}", times.summary()),
        "exactly 100 won, no 5xx, ≥ 50 %",
    );
    server.kill().await
}

/// The time that client `n` wants, on a day of next week: all want as many times as there are a
/// hundred places for, all of them as much.
fn wanted(n: u16, date: NaiveDate) -> Result<(ServiceId, AgreedTime), Failure> {
    let time = time(n % (WANTED / PLACES))?;
    Ok(("s1".parse()?, AgreedTime { date, time }))
}

fn next_week() -> Result<NaiveDate, Failure> {
    let today = now(&town()?).date;
    Ok(today.checked_add_days(Days::new(7)).ok_or("no next week")?)
}

/// The nth quarter of an hour from eight.
fn time(n: u16) -> Result<NaiveTime, Failure> {
    let (hour, quarter) = (8 + n / 4, n % 4);
    let time = NaiveTime::from_hms_opt(hour.into(), u32::from(quarter) * 15, 0);
    Ok(time.ok_or("no such time")?)
}

async fn race_by_engine() -> Result<f64, Failure> {
    let folder = tempfile::tempdir()?;
    let (store, town) = store(folder.path()).await?;
    let mut requests = Vec::new();
    let date = next_week()?;
    for n in 0..CLIENTS {
        let (service, agreed) = wanted(n, date)?;
        let contact = Contact::parse("Jana Nováková", &email(n), "");
        requests.push(HoldRequest {
            service,
            agreed,
            contact: contact.map_err(|_| "no contact")?,
            language: Language::Cs,
            key: new_key()?,
            network: Some(format!("network {n}")),
        });
    }
    let begin = Instant::now();
    let racing = requests.into_iter().map(|request| {
        let (store, town) = (store.clone(), town.clone());
        tokio::spawn(async move {
            let held = store.hold_place(&town, request, now(&town)).await?;
            match held {
                Ok(_) => Ok(true),
                Err(HoldRefusal::NoPlace(_)) => Ok(false),
                Err(refusal) => Err(Failure::from(format!("{refusal:?}"))),
            }
        })
    });
    let won = try_join_all(racing).await?;
    let rate = f64::from(CLIENTS) / begin.elapsed().as_secs_f64();
    exactly(won.into_iter().collect::<Result<_, _>>()?)?;
    Ok(rate)
}

fn email(n: u16) -> String {
    format!("client{n}@example.cz")
}

fn exactly(won: Vec<bool>) -> Result<(), Failure> {
    match won.into_iter().filter(|won| *won).count() {
        won if won == usize::from(WANTED) => Ok(()),
        won => Err(format!("{won} have one of {WANTED} places").into()),
    }
}

async fn race_by_http(server: &Server) -> Result<(f64, Times), Failure> {
    let date = next_week()?;
    let address = server.url.strip_prefix("http://").ok_or("no address")?;
    let forms = (0..CLIENTS).map(|n| form(address, n, date));
    let forms = forms.collect::<Result<Vec<_>, _>>()?;
    let begin = Instant::now();
    let racing = forms
        .into_iter()
        .map(|form| tokio::spawn(send(address.to_owned(), form)));
    let ended = try_join_all(racing).await?;
    let rate = f64::from(CLIENTS) / begin.elapsed().as_secs_f64();
    let mut times = Times::new()?;
    let mut won = Vec::new();
    for ended in ended {
        let (has_won, time) = ended?;
        won.push(has_won);
        times.record(time);
    }
    exactly(won)?;
    Ok((rate, times))
}

/// What client `n` has filled in, as a browser sends it: made before the race begins.
fn form(address: &str, n: u16, date: NaiveDate) -> Result<String, Failure> {
    let (service, AgreedTime { date, time }) = wanted(n, date)?;
    let fields = [
        ("name", "Jana Nováková"),
        ("email", &email(n)),
        ("phone", ""),
        ("website", ""),
        ("key", &new_key()?),
    ];
    let fields = Url::parse_with_params("http://fields", fields)?;
    let fields = fields.query().unwrap_or_default();
    let [high, low] = n.to_be_bytes();
    Ok(format!(
        "POST /book/{service}/{date}/{} HTTP/1.1\r\nhost: {address}\r\n\
         origin: http://{address}\r\nx-forwarded-for: 10.0.{high}.{low}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{fields}",
        time.format("%H:%M"),
        fields.len(),
    ))
}

/// Answers whether the place is held; who is not told the one or the other has got no answer. By
/// hand, because a thousand clients that know all of HTTP would take half of the machine.
async fn send(address: String, form: String) -> Result<(bool, Duration), Failure> {
    let begin = Instant::now();
    let mut connection = TcpStream::connect(address).await?;
    connection.write_all(form.as_bytes()).await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    let time = begin.elapsed();
    match answer.split_whitespace().nth(1) {
        Some("303") => Ok((true, time)),
        Some("422") if answer.contains("Tento čas si právě vybral") => Ok((false, time)),
        other => Err(format!("a client was answered {other:?}").into()),
    }
}

/// Looks at the times of all services, on a kept connection each.
async fn look(server: &Server) -> Result<(f64, Times), Failure> {
    let date = next_week()?;
    let begin = Instant::now();
    let looking = (0..LOOKING).map(|_| {
        let url = server.url.clone();
        tokio::spawn(async move {
            let client = Client::new();
            let mut times = Vec::new();
            for n in 0..LOOKS_EACH {
                let service = n % WORKPLACES + 1;
                let begin = Instant::now();
                let answer = client
                    .get(format!("{url}/book/s{service}/{date}"))
                    .send()
                    .await?
                    .error_for_status()?;
                let page = answer.text().await?;
                times.push(begin.elapsed());
                // The last time of the day, which nobody has taken.
                if !page.contains(&format!("/book/s{service}/{date}/15:45")) {
                    return Err("a page without its times".into());
                }
            }
            Ok::<_, Failure>(times)
        })
    });
    let looked = try_join_all(looking).await?;
    let rate = f64::from(LOOKING) * f64::from(LOOKS_EACH) / begin.elapsed().as_secs_f64();
    let mut times = Times::new()?;
    for each in looked {
        for time in each? {
            times.record(time);
        }
    }
    Ok((rate, times))
}
