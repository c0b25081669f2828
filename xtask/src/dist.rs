//! A built office: one folder with all that a machine needs to run it.
//!
//! ```text
//! server      the program
//! hash.txt    the hashes in the names of the files of site/pkg; Leptos wants it beside the program
//! site/       what browsers load
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::frontend;
use crate::workspace::{Workspace, run};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Development,
    Release,
}

pub struct Dist {
    pub mode: Mode,
    pub folder: PathBuf,
    pub site: PathBuf,
}

impl Dist {
    pub fn new(workspace: &Workspace, mode: Mode) -> Self {
        let folder = workspace.target.join("dist").join(match mode {
            Mode::Development => "development",
            Mode::Release => "release",
        });
        Self {
            mode,
            site: folder.join("site"),
            folder,
        }
    }

    pub fn server(&self) -> PathBuf {
        self.folder.join("server")
    }

    pub fn hash_file(&self) -> PathBuf {
        self.folder.join("hash.txt")
    }

    /// From kind of file, such as `js`, to the hash in its name.
    pub fn hashes(&self) -> Result<BTreeMap<String, String>> {
        let text = fs::read_to_string(self.hash_file())
            .with_context(|| format!("{} could not be read", self.hash_file().display()))?;
        let lines = text.lines().filter_map(|line| line.split_once(": "));
        Ok(lines
            .map(|(kind, hash)| (kind.to_owned(), hash.trim().to_owned()))
            .collect())
    }

    /// The scripts, wasm and styles, in the order of their names.
    pub fn pkg_files(&self) -> Result<Vec<PathBuf>> {
        let pkg = self.site.join("pkg");
        let entries = fs::read_dir(&pkg).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.with_context(|| format!("{} could not be read", pkg.display()))?;
        let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
        files.retain(|path| path.is_file());
        files.sort();
        Ok(files)
    }

    /// Tells a server where its frontend is.
    pub fn describe_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("LEPTOS_SITE_ROOT", &self.site)
            .env("LEPTOS_HASH_FILES", "true")
    }
}

/// Builds frontend and server.
pub fn build(workspace: &Workspace, mode: Mode) -> Result<Dist> {
    let dist = Dist::new(workspace, mode);
    frontend::build(workspace, &dist)?;
    build_server(workspace, &dist)?;
    Ok(dist)
}

/// Builds the server alone, which is all that a command without pages needs.
pub fn build_server(workspace: &Workspace, dist: &Dist) -> Result<()> {
    // Not `--package server`: Cargo would then compile some dependencies with fewer features than
    // for `cargo test`, and SurrealDB, which needs them, a second time.
    let mut build = workspace.cargo(["build", "--bin", "server"]);
    let profile = match dist.mode {
        Mode::Development => "debug",
        Mode::Release => {
            println!("Building the server for production. SurrealDB takes half an hour, once.");
            build.arg("--release");
            "release"
        }
    };
    run(&mut build)?;
    place(
        &workspace.target.join(profile).join("server"),
        &dist.server(),
    )
}

/// What browser tests run: the frontend that is shipped, already built, and a development server
/// with a clock that tests can set, because a release build of the server takes half an hour.
pub fn build_for_browser_tests(workspace: &Workspace) -> Result<Dist> {
    run(&mut workspace.cargo([
        "build",
        "--bin",
        "server",
        "--features",
        "server/test-clock",
    ]))?;
    let shipped = Dist::new(workspace, Mode::Release);
    let tested = Dist {
        mode: Mode::Release,
        folder: workspace.target.join("dist/tested"),
        site: shipped.site.clone(),
    };
    place(&workspace.target.join("debug/server"), &tested.server())?;
    place(&shipped.hash_file(), &tested.hash_file())?;
    Ok(tested)
}

/// Copies a file, also over a program that runs at this moment.
fn place(from: &Path, to: &Path) -> Result<()> {
    let unfinished = to.with_extension("new");
    let copy = || {
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(from, &unfinished)?;
        fs::rename(&unfinished, to)
    };
    copy().with_context(|| format!("{} could not be copied to {}", from.display(), to.display()))
}
