//! `cargo xtask run`: the office on this machine.

use std::env;
use std::fs;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::dist::{self, Dist, Mode};
use crate::setup;
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace, mode: Mode, arguments: &[String]) -> Result<()> {
    setup::for_building(workspace)?;
    let dist = dist::build(workspace, mode)?;
    if mode == Mode::Release {
        println!(
            "All that a server machine needs is in {}.",
            dist.folder.display()
        );
    }
    // The server takes the place of this process, so Ctrl-C and SIGTERM reach it directly.
    let error = server(workspace, &dist)?.args(arguments).exec();
    bail!("{} could not be started: {error}", dist.server().display());
}

/// The server with its data in `data/`, unless the environment says otherwise.
pub fn server(workspace: &Workspace, dist: &Dist) -> Result<Command> {
    let data = workspace.root.join("data");
    fs::create_dir_all(&data)
        .with_context(|| format!("{} could not be created", data.display()))?;
    let mut command = workspace.command(dist.server());
    dist.describe_to(&mut command);
    for (name, value) in [
        ("PREPAZKA_DATABASE", "surrealkv://data/db"),
        ("PREPAZKA_TOWN", "town.toml"),
    ] {
        if env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    Ok(command)
}
