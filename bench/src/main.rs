//! `cargo xtask bench`: measures a release build against the targets, on one machine, in one run.
//!
//! Durations are ratios where they can be: both sides of a ratio are taken in the same run. Time
//! comes from the monotonic clock; only the office's own time is the system's.

mod bookings;
mod growth;
mod idle;
mod kiosks;
mod memory;
mod publish;
mod report;
mod screens;
mod waits;

use std::path::PathBuf;

use bench::Failure;
use clap::{Parser, ValueEnum};

use crate::report::Report;

#[derive(Parser)]
#[command(about = "Measures the office")]
struct Arguments {
    /// What to measure (by default all)
    parts: Vec<Part>,
    /// The server to measure, built for release
    #[arg(long, env = "SERVER_BIN")]
    server: PathBuf,
    /// Past tickets of the large office
    #[arg(long, default_value_t = 1_000_000)]
    past: u32,
    /// Seconds to watch an idle display
    #[arg(long, default_value_t = 60)]
    idle: u64,
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let runtime = store::runtime()?;
    // Spawned, because the database needs the large stacks of the runtime's own threads.
    runtime.block_on(runtime.spawn(measure(arguments)))?
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Publish,
    Kiosks,
    Screens,
    Bookings,
    Idle,
    Memory,
    Growth,
    Waits,
}

async fn measure(arguments: Arguments) -> Result<(), Failure> {
    let mut report = Report::default();
    let program = &arguments.server;
    for part in Part::value_variants() {
        if !arguments.parts.is_empty() && !arguments.parts.contains(part) {
            continue;
        }
        match part {
            Part::Publish => publish::measure(&mut report).await?,
            Part::Kiosks => kiosks::measure(&mut report, program).await?,
            Part::Screens => screens::measure(&mut report, program).await?,
            Part::Bookings => bookings::measure(&mut report, program).await?,
            Part::Idle => idle::measure(&mut report, program, arguments.idle).await?,
            Part::Memory => memory::measure(&mut report, program).await?,
            Part::Growth => growth::measure(&mut report, arguments.past).await?,
            Part::Waits => waits::measure(&mut report)?,
        }
    }
    report.print();
    Ok(())
}
