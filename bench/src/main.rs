//! `cargo xtask bench`: measures a release build against the targets, on one machine, in one run.
//!
//! Durations are ratios where they can be: both sides of a ratio are taken in the same run. Time
//! comes from the monotonic clock; only the office's own time is the system's.

mod growth;
mod idle;
mod kiosks;
mod memory;
mod publish;
mod report;
mod screens;

use std::path::PathBuf;

use bench::Failure;
use clap::Parser;

use crate::report::Report;

#[derive(Parser)]
#[command(about = "Measures the office")]
struct Arguments {
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

async fn measure(arguments: Arguments) -> Result<(), Failure> {
    let mut report = Report::default();
    publish::measure(&mut report).await?;
    kiosks::measure(&mut report, &arguments.server).await?;
    screens::measure(&mut report, &arguments.server).await?;
    idle::measure(&mut report, &arguments.server, arguments.idle).await?;
    memory::measure(&mut report, &arguments.server).await?;
    growth::measure(&mut report, arguments.past).await?;
    report.print();
    Ok(())
}
