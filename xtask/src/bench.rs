//! `cargo xtask bench`: measures a release build, first as many clients at once, then as one phone.

use std::process::Command;

use anyhow::Result;

use crate::dist::{self, Mode};
use crate::setup;
use crate::workspace::{Workspace, run};

/// The part that Lighthouse measures.
const PHONE: &str = "lighthouse";

pub fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    setup::for_browser_tests(workspace)?;
    // In one command and by the names of the programs, so that both share their dependencies.
    run(&mut workspace.cargo(["build", "--release", "--bin", "server", "--bin", "bench"]))?;
    let dist = dist::build(workspace, Mode::Release)?;
    let measure =
        |program: &mut Command| run(dist.describe_to(program).env("SERVER_BIN", dist.server()));
    let (phone, many): (Vec<_>, Vec<_>) = arguments.iter().partition(|part| *part == PHONE);
    if phone.is_empty() || !many.is_empty() {
        let bench = workspace.target.join("release/bench");
        measure(workspace.command(bench).args(many))?;
    }
    if !phone.is_empty() || arguments.is_empty() {
        measure(workspace.command("node").arg("end2end/lighthouse.mjs"))?;
    }
    Ok(())
}
