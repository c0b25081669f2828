//! A conversation with a printer.

use std::{io, time::Duration};

use app::kiosk::api::PrintOutcome;
use domain::printer::{PrinterAddress, PrinterState};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, sleep, timeout, timeout_at},
};

use super::commands::{self, Answer};

/// A printer in the same building answers within milliseconds.
const CONNECT: Duration = Duration::from_secs(2);

/// It answers this one while it prints, too.
const STATUS: Duration = Duration::from_secs(1);

/// A printer takes one visitor at a time, and another instance may just be asking it how it stands:
/// so long a ticket knocks.
const KNOCKS: Duration = Duration::from_secs(2);
const BETWEEN_KNOCKS: Duration = Duration::from_millis(200);

/// How long a ticket takes to be printed and cut, generously.
const PRINTS: Duration = Duration::from_millis(2_500);

/// How the printer stands.
pub async fn ask(address: &PrinterAddress) -> PrinterState {
    match Line::open(address).await {
        Ok(mut line) => line.state().await,
        Err(_) => PrinterState::Silent,
    }
}

/// Prints what `bytes` say, at most once: as long as nothing has been sent it tries again for a
/// while, afterwards never. Says what became of it and how the printer stands after it.
pub async fn print(address: &PrinterAddress, bytes: &[u8]) -> (PrintOutcome, PrinterState) {
    let not_printed = |state| (PrintOutcome::NotPrinted(state), state);
    let Some(mut line) = knock(address).await else {
        return not_printed(PrinterState::Silent);
    };
    // Whoever has no paper would keep the ticket and print it for somebody else later.
    let before = line.state().await;
    if !before.prints() {
        return not_printed(before);
    }
    if line.send(bytes).await.is_err() {
        return not_printed(PrinterState::Silent);
    }
    let done = line.is_done().await;
    let after = line.state().await;
    // Some printers do not answer when they are done. One that is ready afterwards has taken all.
    if done || after.prints() {
        (PrintOutcome::Printed, after)
    } else {
        not_printed(after)
    }
}

async fn knock(address: &PrinterAddress) -> Option<Line> {
    let until = Instant::now() + KNOCKS;
    loop {
        match Line::open(address).await {
            Ok(line) => return Some(line),
            Err(_) if Instant::now() < until => sleep(BETWEEN_KNOCKS).await,
            Err(_) => return None,
        }
    }
}

struct Line(TcpStream);

impl Line {
    async fn open(address: &PrinterAddress) -> io::Result<Self> {
        let connecting = TcpStream::connect((address.host(), address.port()));
        Ok(Self(timeout(CONNECT, connecting).await??))
    }

    async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        timeout(PRINTS, self.0.write_all(bytes)).await?
    }

    async fn state(&mut self) -> PrinterState {
        self.ask_state().await.unwrap_or(PrinterState::Silent)
    }

    async fn ask_state(&mut self) -> io::Result<PrinterState> {
        let until = Instant::now() + STATUS;
        let mut answers = [0; commands::STATUS.len()];
        timeout_at(until, async {
            for (question, place) in commands::STATUS.into_iter().zip(&mut answers) {
                self.0.write_all(&question).await?;
                *place = self.next(Answer::AtOnce).await?;
            }
            Ok(commands::state(answers))
        })
        .await?
    }

    /// Whether the printer says that all before this has been printed.
    async fn is_done(&mut self) -> bool {
        let asked = async {
            self.0.write_all(&commands::WHEN_DONE).await?;
            self.next(Answer::InTurn).await
        };
        matches!(timeout(PRINTS, asked).await, Ok(Ok(_)))
    }

    /// The next answer of that kind; what a printer says unasked is passed over.
    async fn next(&mut self, kind: Answer) -> io::Result<u8> {
        loop {
            let byte = self.0.read_u8().await?;
            if Answer::of(byte) == Some(kind) {
                return Ok(byte);
            }
        }
    }
}
