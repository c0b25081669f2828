//! Reads the command line and starts.

use std::process::ExitCode;

use clap::Parser as _;
use server::{
    backups,
    config::{Cli, Command},
    start,
};

#[expect(clippy::expect_used, reason = "without threads there is no program")]
fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = store::runtime().expect("the program can start its threads");
    // Spawned, because the database needs the large stacks of the runtime's own threads.
    let task = match cli.command {
        Some(Command::Import(import)) => runtime.spawn(start::import(import)),
        Some(Command::Backup(backup)) => runtime.spawn(backups::back_up(backup)),
        Some(Command::Restore(restore)) => runtime.spawn(backups::restore(restore)),
        Some(Command::Serve(serve)) => runtime.spawn(start::serve(*serve)),
        None => runtime.spawn(start::serve(cli.serve)),
    };
    let ended = runtime
        .block_on(task)
        .expect("the program's main task ends by itself");
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                eprintln!("  because: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
