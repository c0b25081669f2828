//! `cargo xtask bench`: measures a release build.

use anyhow::Result;

use crate::dist::{self, Mode};
use crate::setup;
use crate::workspace::{Workspace, run};

pub fn bench(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    setup::for_building(workspace, Mode::Release)?;
    // In one command and by the names of the programs, so that both share their dependencies.
    run(&mut workspace.cargo(["build", "--release", "--bin", "server", "--bin", "bench"]))?;
    let dist = dist::build(workspace, Mode::Release)?;
    let mut bench = workspace.command(workspace.target.join("release/bench"));
    dist.describe_to(&mut bench)
        .env("SERVER_BIN", dist.server());
    run(bench.args(arguments))
}
