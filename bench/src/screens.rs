//! (a) From a call at a counter to all of 50 displays and 500 phones, over HTTP.

use std::{path::Path, sync::Arc, time::Instant};

use app::{
    kiosk::api::{KioskContent, TakeTicketAnswer},
    wire::{Decoder as _, Wire},
};
use domain::{desk::Command, ids::CounterNumber, lobby::PublicSnapshot};
use futures::{StreamExt as _, future::try_join_all};
use tokio::sync::{Mutex, watch};

use crate::report::{Report, Times};
use bench::{
    Failure,
    browser::{self, Browser},
};

const SCREENS: usize = 50 + 500;
const CALLS: u64 = 60;

pub async fn measure(report: &mut Report, program: &Path) -> Result<(), Failure> {
    let (server, clerk) = browser::start(program).await?;
    let kiosk = Browser::kiosk(&server, &clerk, "kiosk").await?;
    let counter: CounterNumber = 1.try_into()?;
    clerk.sit(counter).await?;

    let (reached, mut all_reached) = watch::channel((0_u64, 0_usize));
    let reached = Arc::new(reached);
    let newest = Arc::new(Mutex::default());
    let epoch = Instant::now();
    let screens = try_join_all((0..SCREENS).map(|_| {
        let (clerk, reached) = (clerk.clone(), Arc::clone(&reached));
        let newest = Arc::clone(&newest);
        async move {
            let stream = clerk.live("public/hall").await?;
            Ok::<_, Failure>(tokio::spawn(follow(stream, reached, newest, epoch)))
        }
    }))
    .await?;

    let view: KioskContent = kiosk.get("kiosk_view?lobby=hall").await?;
    let mut key = view.key;
    let mut called_at = Vec::new();
    for call in 1..=CALLS {
        let fields = [
            ("lobby", "hall"),
            ("workplace", "w1"),
            ("service", "s1"),
            ("key", &key),
        ];
        let answer: TakeTicketAnswer = kiosk.post("take_ticket", &fields).await?;
        key = answer.next_key;
        called_at.push(epoch.elapsed());
        let answer = clerk.command(counter, Command::CallNext).await?;
        let called = answer.now.desk.client.ok_or("nobody was called")?;
        all_reached
            .wait_for(|(last, screens)| (*last, *screens) == (call, SCREENS))
            .await?;
        clerk.command(counter, Command::Done(called.id)).await?;
    }
    server.kill().await?;

    let (mut each, mut last) = (Times::new()?, Times::new()?);
    let mut lasts = vec![std::time::Duration::ZERO; called_at.len()];
    for screen in screens {
        for ((heard, called), latest) in screen.await??.into_iter().zip(&called_at).zip(&mut lasts)
        {
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

/// When this screen heard of each call, counted from `epoch`.
async fn follow(
    stream: reqwest::Response,
    reached: Arc<watch::Sender<(u64, usize)>>,
    newest: Arc<Mutex<NewestCall>>,
    epoch: Instant,
) -> Result<Vec<std::time::Duration>, Failure> {
    let mut heard = Vec::new();
    let mut text = String::new();
    let mut body = stream.bytes_stream();
    while let Some(Ok(chunk)) = body.next().await {
        let now = epoch.elapsed();
        text.push_str(std::str::from_utf8(&chunk)?);
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            let next = heard.len() as u64 + 1;
            // Each call has the next number of the lobby.
            if newest.lock().await.in_event(&event)? == Some(next) {
                heard.push(now);
                reached.send_modify(|(last, screens)| {
                    *screens = if *last == next { *screens + 1 } else { 1 };
                    *last = next;
                });
            }
        }
    }
    Ok(heard)
}

/// The number of the newest call in an event. All screens get the same bytes, and the machine that
/// serves them is the one that reads them here: so each event is read once.
#[derive(Default)]
struct NewestCall {
    event: String,
    number: Option<u64>,
}

impl NewestCall {
    /// None if the event is no snapshot with a call in it.
    fn in_event(&mut self, event: &str) -> Result<Option<u64>, Failure> {
        if self.event != event {
            event.clone_into(&mut self.event);
            let data = event.strip_prefix("event: snapshot\ndata: ");
            let snapshot = data.map(|data| Wire::decode(data.trim_end()));
            let snapshot: Option<PublicSnapshot> = snapshot.transpose()?;
            self.number = snapshot.and_then(|it| it.calls.first().map(|call| call.seq.0));
        }
        Ok(self.number)
    }
}
