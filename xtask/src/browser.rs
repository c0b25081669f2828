//! The browser tests in `end2end/`.

use anyhow::Result;

use crate::dist::Dist;
use crate::workspace::{Workspace, run};

pub fn test(workspace: &Workspace, dist: &Dist, arguments: &[String]) -> Result<()> {
    let mut playwright = workspace.command("playwright");
    playwright
        .args(["test", "--config", "end2end/playwright.config.ts"])
        .args(arguments);
    run(dist
        .describe_to(&mut playwright)
        .env("SERVER_BIN", dist.server()))
}
