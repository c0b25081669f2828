//! `cargo xtask`: sets up what is missing, builds, starts and checks Přepážka.

mod bench;
mod browser;
mod database;
mod dist;
mod frontend;
mod import;
mod run;
mod seal;
mod setup;
mod size;
mod test;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::dist::Mode;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Builds, starts and checks Přepážka")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build and start the office, with its data in `data/`
    Run {
        /// Build for production
        #[arg(long)]
        release: bool,
        /// What follows `--` goes to the server
        #[arg(last = true)]
        server_arguments: Vec<String>,
    },
    /// Run every check and test
    Test {
        /// Also run the database tests against a SurrealDB server (builds one the first time)
        #[arg(long)]
        with_server: bool,
        /// Only the browser tests
        #[arg(long, conflicts_with = "with_server")]
        browser: bool,
        /// What follows `--` goes to Playwright, for example the name of a test file
        #[arg(last = true)]
        playwright_arguments: Vec<String>,
    },
    /// Replace the office's settings in `data/` by those in a file
    Import {
        /// For example `town.toml`
        file: PathBuf,
    },
    /// Measure a release build
    Bench {
        /// What follows `--` goes to the benchmark
        #[arg(last = true)]
        bench_arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let Arguments { task } = Arguments::parse();
    let outcome = Workspace::find().and_then(|workspace| match task {
        Task::Run {
            release,
            server_arguments,
        } => {
            let mode = if release {
                Mode::Release
            } else {
                Mode::Development
            };
            run::run(&workspace, mode, &server_arguments)
        }
        Task::Test {
            with_server,
            browser,
            playwright_arguments,
        } => {
            if browser {
                test::browser_only(&workspace, &playwright_arguments)
            } else {
                test::everything(&workspace, with_server, &playwright_arguments)
            }
        }
        Task::Import { file } => import::import(&workspace, &file),
        Task::Bench { bench_arguments } => bench::bench(&workspace, &bench_arguments),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}
