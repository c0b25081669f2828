//! Builds what browsers load: wasm, JavaScript, CSS and everything in `public/`.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::dist::{Dist, Mode};
use crate::seal::seal;
use crate::workspace::{Workspace, printed_by, run};

/// Everything that the result is made from. A change anywhere else leaves it as it is.
const SOURCES: [&str; 11] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "domain",
    "frontend",
    "package-lock.json",
    "public",
    "rust-toolchain.toml",
    "style",
    "xtask",
];

/// For each kind of user a sheet of styles.
const SHEETS: [&str; 3] = ["citizens", "staff", "devices"];

/// Builds it into `dist`, unless it is there already. To look first is worth it: splitting,
/// optimising and compressing take their time even when the compiler has nothing to do.
pub fn build(workspace: &Workspace, dist: &Dist) -> Result<()> {
    let stamp_file = dist.folder.join("frontend.stamp");
    let stamp = fingerprint(workspace)?;
    if fs::read_to_string(&stamp_file).is_ok_and(|built| built == stamp) {
        return Ok(());
    }
    fs::create_dir_all(&dist.folder)
        .with_context(|| format!("{} could not be created", dist.folder.display()))?;
    // The true stamp comes last: an interrupted build must not look like a good one.
    write(&stamp_file, "unfinished")?;

    // Split also in development: a lazy route cannot be loaded from an unsplit build.
    let mut build = workspace.cargo(["leptos", "build", "--frontend-only", "--split"]);
    if dist.mode == Mode::Release {
        build.arg("--release");
    }
    run(build
        .env("LEPTOS_SITE_ROOT", &dist.site)
        .env("LEPTOS_HASH_FILE_NAME", dist.hash_file()))?;
    if dist.mode == Mode::Release {
        tighten(workspace, dist)?;
    }
    write_sheets(workspace, dist)?;
    seal(dist)?;
    if dist.mode == Mode::Release {
        // Not by cargo-leptos, which would have done it before the names were final.
        run(workspace
            .command("node")
            .arg("xtask/src/compress.mjs")
            .arg(&dist.site))?;
    }
    write(&stamp_file, &stamp)
}

/// Makes the code flat, finds its loops and branches anew, and optimises it again. Of what
/// cargo-leptos has optimised that takes another hundredth, and of the chunks two.
fn tighten(workspace: &Workspace, dist: &Dist) -> Result<()> {
    let files = dist.pkg_files()?.into_iter();
    for file in files.filter(|file| file.extension().is_some_and(|kind| kind == "wasm")) {
        run(workspace
            .command("wasm-opt")
            .args(["--flatten", "--rereloop", "-Oz", "-Oz"])
            // As cargo-leptos does.
            .args(["--enable-bulk-memory", "--enable-nontrapping-float-to-int"])
            .arg(&file)
            .arg("-o")
            .arg(&file))?;
    }
    Ok(())
}

/// Writes each of `style/sheets` as one file, with the hash in its name that [`seal`] looks for.
fn write_sheets(workspace: &Workspace, dist: &Dist) -> Result<()> {
    let hashes = dist.hashes()?;
    let build = hashes.get("js").context("the build has no script")?;
    run(workspace
        .command("esbuild")
        .args(SHEETS.map(|sheet| format!("style/sheets/{sheet}.css")))
        .args(["--bundle", "--minify", "--log-level=warning"])
        // What the server has under these addresses stays an address.
        .arg("--external:/fonts/*")
        // Browsers that know no layers are not worth a translation.
        .arg("--target=chrome99,firefox97,safari15.4")
        .arg(format!("--entry-names=[name].{build}"))
        .arg(format!("--outdir={}", dist.site.join("pkg").display())))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{} could not be written", file.display()))
}

/// Changes with the content of any source file and with the compiler.
fn fingerprint(workspace: &Workspace) -> Result<String> {
    let mut files = BTreeMap::new();
    for source in SOURCES {
        read_all(&workspace.root.join(source), &mut files)?;
    }
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    printed_by(workspace.command("rustc").arg("--version")).hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}

fn read_all(path: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> Result<()> {
    let failed = || format!("{} could not be read", path.display());
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(failed)? {
            read_all(&entry.with_context(failed)?.path(), files)?;
        }
    } else {
        files.insert(path.to_owned(), fs::read(path).with_context(failed)?);
    }
    Ok(())
}
