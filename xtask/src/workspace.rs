//! Where things are, and how other programs are called.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

pub struct Workspace {
    /// The folder of the repository.
    pub root: PathBuf,
    /// Cargo's target directory, wherever the user has put it.
    pub target: PathBuf,
    search_path: OsString,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .stderr(Stdio::inherit())
            .output()
            .context("cargo could not be started")?;
        if !output.status.success() {
            bail!("`cargo metadata` does not understand the workspace.");
        }
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
            .context("`cargo metadata` printed something that is not JSON")?;
        let folder = |key: &str| {
            let value = metadata[key].as_str();
            value
                .map(PathBuf::from)
                .with_context(|| format!("`cargo metadata` names no {key}"))
        };
        let root = folder("workspace_root")?;
        let target = folder("target_directory")?;

        // Tools of exactly the versions that we name come before those of the machine.
        let mut folders = vec![target.join("tools/bin"), root.join("node_modules/.bin")];
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let search_path = env::join_paths(folders)
            .context("a folder's name contains the character that separates folders in PATH")?;
        Ok(Self {
            root,
            target,
            search_path,
        })
    }

    /// A command that starts in the repository and finds our tools.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("PATH", &self.search_path);
        // What `cargo run` told us about ourselves. Build scripts of the database's parts look at
        // it: they would be compiled anew whenever one changes between Cargo and `cargo xtask`.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    pub fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }

    pub fn has_program(&self, name: &str) -> bool {
        env::split_paths(&self.search_path).any(|folder| folder.join(name).is_file())
    }
}

/// Runs it with our own input and output.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} could not be started", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status}).", line(command));
    }
    Ok(())
}

/// Runs it quietly and returns what it printed; `None` when it is not there or does not succeed.
pub fn printed_by(command: &mut Command) -> Option<String> {
    let Output { status, stdout, .. } = command.stdin(Stdio::null()).output().ok()?;
    status
        .success()
        .then(|| String::from_utf8_lossy(&stdout).into_owned())
}

/// The command as it would be typed, without the folder of the program.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
