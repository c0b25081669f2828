//! `cargo xtask import`: the settings of an office, from a file into its database.

use std::path::{self, Path};

use anyhow::{Context, Result};

use crate::dist::{self, Dist, Mode};
use crate::run::server;
use crate::workspace::{Workspace, run};

pub fn import(workspace: &Workspace, file: &Path) -> Result<()> {
    // The server starts in the repository, which need not be where the file was named.
    let file = path::absolute(file).context("the current folder is not known")?;
    let dist = Dist::new(workspace, Mode::Development);
    dist::build_server(workspace, &dist)?;
    run(server(workspace, &dist)?.arg("import").arg(file))
}
