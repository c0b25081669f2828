//! (b) Thirty-two kiosks that take tickets at once, through HTTP and by the engine alone.

use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant},
};

use app::kiosk::api::{KioskContent, TakeTicketAnswer};
use domain::ids::TicketId;
use futures::future::try_join_all;

use crate::report::{Report, Times};
use bench::{
    Failure,
    browser::{self, Browser},
    office::{WORKPLACES, now, store, tap},
};

const KIOSKS: u16 = 32;
const TICKETS_EACH: u32 = 100;

pub async fn measure(report: &mut Report, program: &Path) -> Result<(), Failure> {
    let engine = by_engine().await?;
    report.add(
        "tickets by the engine, 32 at once",
        format!("{engine:.0}/s"),
        "the measure",
    );
    let (http, times) = by_http(program).await?;
    let share = http / engine * 100.0;
    report.add(
        "tickets through HTTP, 32 kiosks",
        format!("{http:.0}/s = {share:.0} %, {}", times.summary()),
        "0 doubled, no gap, ≥ 50 %",
    );
    Ok(())
}

fn workplace_of(kiosk: u16) -> u16 {
    kiosk % WORKPLACES + 1
}

async fn by_engine() -> Result<f64, Failure> {
    let folder = tempfile::tempdir()?;
    let (store, town) = store(folder.path()).await?;
    let begin = Instant::now();
    let kiosks = (0..KIOSKS).map(|kiosk| {
        let (store, town) = (store.clone(), town.clone());
        tokio::spawn(async move {
            for _ in 0..TICKETS_EACH {
                let request = tap(workplace_of(kiosk))?;
                store
                    .issue_ticket(&town, request, now(&town))
                    .await?
                    .map_err(|_| "refused")?;
            }
            Ok::<_, Failure>(())
        })
    });
    for kiosk in try_join_all(kiosks).await? {
        kiosk?;
    }
    Ok(rate(begin.elapsed()))
}

fn rate(time: Duration) -> f64 {
    f64::from(u32::from(KIOSKS) * TICKETS_EACH) / time.as_secs_f64()
}

async fn by_http(program: &Path) -> Result<(f64, Times), Failure> {
    let (server, admin) = browser::start(program).await?;
    let mut kiosks = Vec::new();
    for number in 0..KIOSKS {
        kiosks.push(Browser::kiosk(&server, &admin, &format!("kiosk {number}")).await?);
    }
    let begin = Instant::now();
    let taken = try_join_all(
        (0..KIOSKS)
            .zip(kiosks)
            .map(|(number, kiosk)| tokio::spawn(take(kiosk, workplace_of(number)))),
    )
    .await?;
    let rate = rate(begin.elapsed());
    let mut times = Times::new()?;
    let mut tickets = BTreeSet::new();
    for kiosk in taken {
        for (ticket, time) in kiosk? {
            times.record(time);
            if !tickets.insert(ticket) {
                return Err(format!("{ticket:?} was given out twice").into());
            }
        }
    }
    let each = u64::from(TICKETS_EACH * u32::from(KIOSKS / WORKPLACES));
    for letter in ('A'..).take(usize::from(WORKPLACES)) {
        let numbers = tickets
            .iter()
            .filter(|ticket| ticket.series.to_string() == letter.to_string());
        if !numbers.map(|ticket| u64::from(ticket.number)).eq(1..=each) {
            return Err(format!("series {letter} has a gap").into());
        }
    }
    server.kill().await?;
    Ok((rate, times))
}

type Taken = Vec<(TicketId, Duration)>;

async fn take(kiosk: Browser, workplace: u16) -> Result<Taken, Failure> {
    let view: KioskContent = kiosk.get("kiosk_view?lobby=hall").await?;
    let mut key = view.key;
    let (workplace, service) = (format!("w{workplace}"), format!("s{workplace}"));
    let mut taken = Vec::new();
    for _ in 0..TICKETS_EACH {
        let fields = [
            ("lobby", "hall"),
            ("workplace", &workplace),
            ("service", &service),
            ("key", &key),
        ];
        let begin = Instant::now();
        let answer: TakeTicketAnswer = kiosk.post("take_ticket", &fields).await?;
        let time = begin.elapsed();
        let printed = answer.outcome.map_err(|_| "no ticket was given")?;
        taken.push((printed.issued.ticket.id, time));
        key = answer.next_key;
    }
    Ok(taken)
}
