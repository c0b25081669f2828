//! `cargo xtask test`: every check, in an order that lets the quick ones fail first.

use std::time::Instant;

use anyhow::Result;

use crate::browser;
use crate::database::Database;
use crate::dist::{self, Dist, Mode};
use crate::frontend;
use crate::setup;
use crate::size;
use crate::workspace::{Workspace, run};

/// Tests set the time of the server.
const TEST_CLOCK: &str = "server/test-clock";

pub fn everything(workspace: &Workspace, with_server: bool, playwright: &[String]) -> Result<()> {
    step("Set-up", || setup::for_all_tests(workspace))?;

    let cargo = |arguments: &[&'static str]| run(&mut workspace.cargo(arguments.iter().copied()));
    step("Format", || cargo(&["fmt", "--all", "--check"]))?;
    step("Clippy, server", || {
        cargo(&[
            "clippy",
            "--all-targets",
            "--features",
            TEST_CLOCK,
            "--",
            "-D",
            "warnings",
        ])
    })?;
    step("Clippy, frontend", || {
        const TARGET: &str = "wasm32-unknown-unknown";
        cargo(&[
            "clippy",
            "--package",
            "frontend",
            "--target",
            TARGET,
            "--",
            "-D",
            "warnings",
        ])
    })?;
    // Without the advisories: they are a database on the network, and change without us. Without
    // the warnings: one for each part of SurrealDB, whose licence is named by a file only.
    step("Licences", || {
        cargo(&[
            "deny",
            "--log-level",
            "error",
            "check",
            "licenses",
            "bans",
            "sources",
        ])
    })?;

    let mut tests = workspace.cargo(["test", "--features", TEST_CLOCK]);
    // Stopped when it goes out of scope.
    let _database = if with_server {
        Some(step("SurrealDB server", || {
            Database::start_for(workspace, &mut tests)
        })?)
    } else {
        None
    };
    step("Tests", || run(&mut tests))?;

    step("Frontend build", || {
        frontend::build(workspace, &Dist::new(workspace, Mode::Release))
    })?;
    step("Bundle sizes", || {
        size::check(&Dist::new(workspace, Mode::Release))
    })?;
    browser_tests(workspace, playwright)
}

pub fn browser_only(workspace: &Workspace, playwright: &[String]) -> Result<()> {
    step("Set-up", || setup::for_browser_tests(workspace))?;
    step("Frontend build", || {
        frontend::build(workspace, &Dist::new(workspace, Mode::Release))
    })?;
    browser_tests(workspace, playwright)
}

fn browser_tests(workspace: &Workspace, playwright: &[String]) -> Result<()> {
    let dist = step("Server build", || dist::build_for_browser_tests(workspace))?;
    step("Browser tests", || {
        browser::test(workspace, &dist, playwright)
    })
}

fn step<T>(heading: &str, check: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("\n== {heading} ==");
    let start = Instant::now();
    let outcome = check()?;
    println!("== {heading}: {:.1} s ==", start.elapsed().as_secs_f32());
    Ok(outcome)
}
