//! (a) From a call at a counter to all of 50 displays and 500 phones, over HTTP.
//!
//! In the office each screen is a machine of its own; here all of them run beside the server. So
//! each is only a socket that notes when bytes came, in one thread, and what they said is read when
//! all is over.

use std::{
    collections::HashMap,
    path::Path,
    time::{Duration, Instant},
};

use app::{
    kiosk::api::{KioskContent, TakeTicketAnswer},
    wire::{Decoder as _, Wire},
};
use domain::{desk::Command, ids::CounterNumber, lobby::PublicSnapshot};
use futures::future::try_join_all;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::oneshot,
};

use crate::report::{Report, Times};
use bench::{
    Failure,
    browser::{self, Browser},
};

const SCREENS: usize = 50 + 500;
const CALLS: usize = 60;

/// More than a screen hears in all.
const MOST_BYTES: usize = 1 << 20;

/// Between two calls; by then every screen has heard of the first.
const PAUSE: Duration = Duration::from_millis(200);

pub async fn measure(report: &mut Report, program: &Path) -> Result<(), Failure> {
    let (server, clerk) = browser::start(program).await?;
    let kiosk = Browser::kiosk(&server, &clerk, "kiosk").await?;
    let counter: CounterNumber = 1.try_into()?;
    clerk.sit(counter).await?;

    let host = server.url.trim_start_matches("http://").to_owned();
    let epoch = Instant::now();
    let (all_open, opened) = oneshot::channel();
    let screens = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        runtime.block_on(follow_all(&host, epoch, all_open))
    });
    opened.await?;

    let view: KioskContent = kiosk.get("kiosk_view?lobby=hall").await?;
    let mut key = view.key;
    let mut called_at = Vec::new();
    for _ in 0..CALLS {
        let fields = [
            ("lobby", "hall"),
            ("workplace", "w1"),
            ("service", "s1"),
            ("key", &key),
        ];
        let answer: TakeTicketAnswer = kiosk.post("take_ticket", &fields).await?;
        key = answer.next_key;
        tokio::time::sleep(PAUSE).await;
        called_at.push(epoch.elapsed());
        let answer = clerk.command(counter, Command::CallNext).await?;
        let called = answer.now.desk.client.ok_or("nobody was called")?;
        tokio::time::sleep(PAUSE).await;
        clerk.command(counter, Command::Done(called.id)).await?;
    }
    server.kill().await?;

    let (mut each, mut last) = (Times::new()?, Times::new()?);
    let mut lasts = vec![Duration::ZERO; CALLS];
    let mut newest = NewestCall::default();
    for screen in screens.await?? {
        let calls = screen.calls(&mut newest)?;
        if calls.len() != CALLS {
            return Err(format!("a screen heard of {} of {CALLS} calls", calls.len()).into());
        }
        for ((heard, called), latest) in calls.into_iter().zip(&called_at).zip(&mut lasts) {
            let time = heard.saturating_sub(*called);
            each.record(time);
            *latest = time.max(*latest);
        }
    }
    for time in lasts {
        last.record(time);
    }
    report.add(
        "call → a screen, 550 watching",
        each.summary(),
        "p50 ≤ 10 ms, p99 ≤ 50 ms",
    );
    report.add("call → the last of 550 screens", last.summary(), "-");
    Ok(())
}

/// Opens all screens, says so, and lets them listen until the server is gone.
async fn follow_all(
    host: &str,
    epoch: Instant,
    all_open: oneshot::Sender<()>,
) -> Result<Vec<Screen>, Failure> {
    let screens = try_join_all((0..SCREENS).map(|_| Screen::open(host))).await?;
    let screens = screens
        .into_iter()
        .map(|(screen, stream)| tokio::spawn(screen.listen(stream, epoch)));
    let screens: Vec<_> = screens.collect();
    all_open
        .send(())
        .map_err(|()| "nobody waits for the screens")?;
    Ok(try_join_all(screens).await?)
}

/// What came, and until where it had come when.
struct Screen {
    bytes: Vec<u8>,
    came: Vec<(usize, Duration)>,
}

impl Screen {
    /// Returns when its stream has begun.
    async fn open(host: &str) -> Result<(Self, TcpStream), Failure> {
        let mut stream = TcpStream::connect(host).await?;
        let request = format!("GET /live/public/hall HTTP/1.1\r\nhost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut screen = Self {
            // All of them hold the same and would grow in the same moment, which takes 100 ms.
            bytes: Vec::with_capacity(MOST_BYTES),
            came: Vec::with_capacity(CALLS * 10),
        };
        stream.read_buf(&mut screen.bytes).await?;
        if !screen.bytes.starts_with(b"HTTP/1.1 200") {
            return Err("a stream was not opened".into());
        }
        Ok((screen, stream))
    }

    async fn listen(mut self, mut stream: TcpStream, epoch: Instant) -> Self {
        // It ends with the server, however that ends.
        while let Ok(1..) = stream.read_buf(&mut self.bytes).await {
            self.came.push((self.bytes.len(), epoch.elapsed()));
        }
        self
    }

    /// When it heard of each call.
    fn calls(&self, newest: &mut NewestCall) -> Result<Vec<Duration>, Failure> {
        const BEGIN: &str = "event: snapshot\ndata: ";

        let text = std::str::from_utf8(&self.bytes)?;
        let mut calls = Vec::new();
        for (begin, _) in text.match_indices(BEGIN) {
            let data = &text[begin + BEGIN.len()..];
            // The last one may have been cut off.
            let Some(length) = data.find("\n\n") else {
                continue;
            };
            // Each call has the next number of the lobby.
            if newest.of(&data[..length])? == Some(calls.len() as u64 + 1) {
                let end = begin + BEGIN.len() + length + 2;
                let whole = self.came.iter().find(|(until, _)| *until >= end);
                calls.push(whole.ok_or("a call came before its time")?.1);
            }
        }
        Ok(calls)
    }
}

/// The number of the newest call in a snapshot, if there is any. All screens get the same ones.
#[derive(Default)]
struct NewestCall(HashMap<String, Option<u64>>);

impl NewestCall {
    fn of(&mut self, data: &str) -> Result<Option<u64>, Failure> {
        if let Some(known) = self.0.get(data) {
            return Ok(*known);
        }
        let snapshot: PublicSnapshot = Wire::decode(data)?;
        let number = snapshot.calls.first().map(|call| call.seq.0);
        self.0.insert(data.to_owned(), number);
        Ok(number)
    }
}
