//! Installs what is missing, and says so in one line each. What is there costs a few milliseconds.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, printed_by, run};

/// A program from crates.io, in the one version that is known to work with the others.
struct Tool {
    krate: &'static str,
    version: &'static str,
    asked_for_version: &'static [&'static str],
}

/// A later one wants a newer compiler.
const CARGO_LEPTOS: Tool = Tool {
    krate: "cargo-leptos",
    version: "0.3.10",
    asked_for_version: &["cargo", "leptos", "--version"],
};

/// Must be the version of the crate `wasm-bindgen` in `Cargo.toml`.
const WASM_BINDGEN: Tool = Tool {
    krate: "wasm-bindgen-cli",
    version: "0.2.129",
    asked_for_version: &["wasm-bindgen", "--version"],
};

const CARGO_DENY: Tool = Tool {
    krate: "cargo-deny",
    version: "0.20.2",
    asked_for_version: &["cargo", "deny", "--version"],
};

/// What building the frontend needs.
pub fn for_building(workspace: &Workspace) -> Result<()> {
    wasm_target(workspace)?;
    tool(workspace, &WASM_BINDGEN)?;
    tool(workspace, &CARGO_LEPTOS)?;
    // For `esbuild` and `wasm-opt`.
    npm_packages(workspace)
}

/// What the browser tests need, and a build for them.
pub fn for_browser_tests(workspace: &Workspace) -> Result<()> {
    for_building(workspace)?;
    // The voice of displays whose browser has none, as Debian's has none. An office needs it no more
    // than `cargo xtask run` does.
    debian_programs(workspace, &["chromium", "espeak-ng"])
}

pub fn for_all_tests(workspace: &Workspace) -> Result<()> {
    for_browser_tests(workspace)?;
    // Makes the certificates of mail servers.
    debian_programs(workspace, &["openssl"])?;
    tool(workspace, &CARGO_DENY)
}

fn wasm_target(workspace: &Workspace) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let query = ["--print", "target-libdir", "--target", TARGET];
    let libraries = printed_by(workspace.command("rustc").args(query));
    if libraries.is_some_and(|folder| Path::new(folder.trim()).is_dir()) {
        return Ok(());
    }
    println!("Installing Rust's standard library for {TARGET}.");
    run(workspace.command("rustup").args(["target", "add", TARGET]))
        .context("Building for browsers needs this target of the Rust compiler")
}

fn tool(workspace: &Workspace, tool: &Tool) -> Result<()> {
    let Tool {
        krate,
        version,
        asked_for_version,
    } = tool;
    let (program, arguments) = asked_for_version
        .split_first()
        .context("a tool has no command")?;
    let answer = printed_by(workspace.command(program).args(arguments));
    // Such as "wasm-bindgen 0.2.129".
    if answer.is_some_and(|answer| answer.split_whitespace().nth(1) == Some(version)) {
        return Ok(());
    }
    println!("Installing {krate} {version}; it takes some minutes, once.");
    // Beside what it builds and not into the user's own programs, where another project may need
    // another version. Unoptimised, because compiling it optimised takes longer than it ever saves.
    let tools = workspace.target.join("tools");
    let leftovers = tools.join("build");
    let mut install = workspace.cargo(["install", "--locked", "--debug", "--version", version]);
    install
        .arg("--root")
        .arg(&tools)
        .arg("--target-dir")
        .arg(&leftovers)
        .arg(krate);
    run(install.env("CARGO_PROFILE_DEV_DEBUG", "false"))?;
    fs::remove_dir_all(&leftovers)
        .with_context(|| format!("{} could not be removed", leftovers.display()))
}

/// The packages of `package.json`, exactly as locked.
fn npm_packages(workspace: &Workspace) -> Result<()> {
    let changed = |file: &str| -> Option<SystemTime> {
        fs::metadata(workspace.root.join(file))
            .ok()?
            .modified()
            .ok()
    };
    // npm leaves a copy of the lock file at the end of an installation.
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    if !workspace.has_program("npm") {
        debian_packages(workspace, &["nodejs", "npm"])?;
    }
    println!("Installing the npm packages of package.json.");
    run(workspace.command("npm").arg("ci"))
}

/// Those that are missing, by packages of the same names.
fn debian_programs(workspace: &Workspace, programs: &[&str]) -> Result<()> {
    let programs = programs.iter().copied();
    let missing: Vec<_> = programs
        .filter(|program| !workspace.has_program(program))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    debian_packages(workspace, &missing)
}

fn debian_packages(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let names = packages.join(" and ");
    if !workspace.has_program("apt-get") {
        bail!("{names} must be installed, and only on Debian and its kin do I know how.");
    }
    println!("Installing {names} by apt-get.");
    let root = printed_by(workspace.command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let apt_get = |arguments: &[&str]| {
        let mut command = workspace.command(if root { "apt-get" } else { "sudo" });
        if !root {
            command.arg("apt-get");
        }
        run(command.args(arguments))
    };
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes"], packages].concat())
}
