//! What a phone or a kiosk has to load at its first visit, in bytes as sent (brotli).
//!
//! Counted are the main wasm and script, the styles, and for every other surface its chunks, as Leptos
//! tells them to the browser in the page's head. Not counted are fonts, sounds and the page itself,
//! which a browser test sees. Parts that a surface asks for once it works have a limit of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::dist::Dist;

/// What citizens open, on a phone in the field: 200 kB with the page itself, which is some 6 kB.
const CITIZEN_LIMIT: u64 = 194_000;
/// A kiosk, a display or a desk loads its surface once, over the office's own network: 300 kB with
/// the page itself, which is at most 7.6 kB; a browser test weighs both together.
const SURFACE_LIMIT: u64 = 292_400;

/// What a surface loads after its first visit, a part of the program with all that it needs.
const LATER_LIMIT: u64 = 66_000;

pub fn check(dist: &Dist) -> Result<()> {
    let pkg = dist.site.join("pkg");
    let hashes = dist.hashes()?;
    let hash = |kind: &str| {
        hashes
            .get(kind)
            .with_context(|| format!("{} names no {kind}", dist.hash_file().display()))
    };

    let mut program = 0;
    for kind in ["wasm", "js"] {
        program += sent(&pkg.join(format!("prepazka.{}.{kind}", hash(kind)?)))?;
    }
    // The loader of the chunks is imported by the main script.
    program += sent(&pkg.join(format!("__wasm_split.{}.js", hash("split")?)))?;
    // All sheets of styles have the name of the build.
    let build = hash("js")?;
    let styles = |surface: &str| {
        let sheet = match surface {
            "counter" | "supervisor" => "staff",
            "kiosk" | "display" => "devices",
            _ => "citizens",
        };
        sent(&pkg.join(format!("{sheet}.{build}.css")))
    };
    let start_page = program + styles("/")?;
    let mut surfaces = vec![("/, /book".to_owned(), start_page, CITIZEN_LIMIT)];

    let manifest = pkg.join(format!("__wasm_split_manifest.{}.json", hash("manifest")?));
    let manifest = read(&manifest)?;
    let bytes_of = |chunks: &BTreeSet<String>| {
        let chunks = chunks.iter();
        chunks
            .map(|chunk| sent(&pkg.join(format!("{chunk}.wasm"))))
            .sum::<Result<u64>>()
    };
    for (surface, chunks) in &manifest.surfaces {
        let bytes = program + styles(surface)? + bytes_of(chunks)?;
        surfaces.push((surface.clone(), bytes, SURFACE_LIMIT));
    }
    for (part, chunks) in &manifest.later {
        let more = chunks - manifest.of_surface(part)?;
        surfaces.push((format!("{part}, later"), bytes_of(&more)?, LATER_LIMIT));
    }

    println!(
        "{:<40} {:>9} {:>9}",
        "bytes at first visit (brotli)", "sent", "limit"
    );
    for (surface, bytes, limit) in &surfaces {
        let verdict = if bytes > limit { "  TOO MUCH" } else { "" };
        println!("{surface:<40} {bytes:>9} {limit:>9}{verdict}");
    }
    if surfaces.iter().any(|(_, bytes, limit)| bytes > limit) {
        bail!("A surface has become too large for its first visit.");
    }
    Ok(())
}

/// The chunks of each part of the program.
#[derive(Default)]
struct Manifest {
    surfaces: BTreeMap<String, BTreeSet<String>>,
    /// By the part's name, which begins with that of its surface.
    later: BTreeMap<String, BTreeSet<String>>,
}

impl Manifest {
    /// What is there already when a part is asked for.
    fn of_surface(&self, part: &str) -> Result<&BTreeSet<String>> {
        let surface = part.split('_').next().unwrap_or_default();
        let chunks = self.surfaces.get(surface);
        chunks.with_context(|| format!("{part} belongs to no surface"))
    }
}

/// A part's key is its name in the code, `kiosk` or `kiosk_by_code`.
fn read(manifest: &Path) -> Result<Manifest> {
    let failed = || format!("{} could not be read", manifest.display());
    let text = fs::read(manifest).with_context(failed)?;
    let chunks: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_slice(&text).with_context(failed)?;
    let mut manifest = Manifest::default();
    for (key, chunks) in chunks {
        let parts = if key.contains('_') {
            &mut manifest.later
        } else {
            &mut manifest.surfaces
        };
        parts.insert(key, chunks);
    }
    Ok(manifest)
}

fn sent(file: &Path) -> Result<u64> {
    let compressed = file.with_added_extension("br");
    let metadata = fs::metadata(&compressed)
        .with_context(|| format!("{} could not be read", compressed.display()))?;
    Ok(metadata.len())
}
