//! What a phone or a kiosk has to load at its first visit, in bytes as sent (brotli).
//!
//! Counted are the main wasm and script, the styles, and for a lazy route its chunks, as Leptos
//! tells them to the browser in the page's head. Not counted are fonts, sounds and the page itself,
//! which a browser test sees.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::dist::Dist;

/// What citizens open, on a phone in the field. The page itself, some 8 kB, comes on top.
const CITIZEN_LIMIT: u64 = 192_000;
/// A kiosk, a display or a desk loads its surface once, over the office's own network. The page
/// comes on top, as above.
const SURFACE_LIMIT: u64 = 293_000;

pub fn check(dist: &Dist) -> Result<()> {
    let pkg = dist.site.join("pkg");
    let hashes = dist.hashes()?;
    let hash = |kind: &str| {
        hashes
            .get(kind)
            .with_context(|| format!("{} names no {kind}", dist.hash_file().display()))
    };

    let mut start_page = 0;
    for kind in ["wasm", "js", "css"] {
        start_page += sent(&pkg.join(format!("prepazka.{}.{kind}", hash(kind)?)))?;
    }
    // The loader of the chunks is imported by the main script.
    start_page += sent(&pkg.join(format!("__wasm_split.{}.js", hash("split")?)))?;
    let mut surfaces = vec![("/".to_owned(), start_page, CITIZEN_LIMIT)];

    let manifest = pkg.join(format!("__wasm_split_manifest.{}.json", hash("manifest")?));
    for (route, chunks) in lazy_routes(&manifest)? {
        let mut bytes = start_page;
        for chunk in chunks {
            bytes += sent(&pkg.join(format!("{chunk}.wasm")))?;
        }
        let limit = if route.starts_with("booking") {
            CITIZEN_LIMIT
        } else {
            SURFACE_LIMIT
        };
        surfaces.push((route, bytes, limit));
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

/// The chunks of each lazy route. The manifest's keys are like `__kiosk_page_view_6320704329141932257`:
/// the name of the type that is the route, and a hash of its place in the source.
fn lazy_routes(manifest: &Path) -> Result<Vec<(String, Vec<String>)>> {
    let failed = || format!("{} could not be read", manifest.display());
    let text = fs::read(manifest).with_context(failed)?;
    let chunks: BTreeMap<String, Vec<String>> =
        serde_json::from_slice(&text).with_context(failed)?;
    let routes = chunks.into_iter().map(|(key, chunks)| {
        let name = key
            .trim_start_matches('_')
            .trim_end_matches(|c: char| c.is_ascii_digit());
        (name.trim_end_matches("_view_").to_owned(), chunks)
    });
    Ok(routes.collect())
}

fn sent(file: &Path) -> Result<u64> {
    let compressed = file.with_added_extension("br");
    let metadata = fs::metadata(&compressed)
        .with_context(|| format!("{} could not be read", compressed.display()))?;
    Ok(metadata.len())
}
