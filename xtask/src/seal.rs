//! Gives the start files of a frontend build names that change whenever the build does.
//!
//! `/pkg` is served with "keep it for ever", so a name must never come back with other content.
//! cargo-leptos 0.3.10 breaks that in split builds: it takes the hash for a name first, and writes
//! the new names of other files into the file afterwards. The main script then keeps its name
//! through most changes of a text, and a phone that kept the old one loads the new wasm with it,
//! which fails and leaves a dead page. The main script, the loader of the chunks and the main wasm
//! name each other in a circle, so these three get one common hash: that of the whole build. The
//! sheets of styles get it too, so that the server knows their names.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Context, Result};

use crate::dist::Dist;

/// What `hash.txt` calls the files of the circle.
const CIRCLE: [&str; 3] = ["js", "wasm", "split"];

pub fn seal(dist: &Dist) -> Result<()> {
    let hashes = dist.hashes()?;
    let outdated: Vec<&str> = CIRCLE
        .iter()
        .filter_map(|key| hashes.get(*key))
        .map(String::as_str)
        .collect();
    let build = hash_of_build(dist)?;

    for path in dist.pkg_files()? {
        let name = path.file_name().unwrap_or_default();
        let mut name = name.to_string_lossy().into_owned();
        let mut content = fs::read(&path)?;
        for hash in &outdated {
            name = name.replace(hash, &build);
            replace(&mut content, hash.as_bytes(), build.as_bytes());
        }
        fs::write(&path, content)?;
        fs::rename(&path, path.with_file_name(name))
            .with_context(|| format!("{} could not be renamed", path.display()))?;
    }

    let mut names = fs::read_to_string(dist.hash_file())?;
    for hash in outdated {
        names = names.replace(hash, &build);
    }
    fs::write(dist.hash_file(), names)
        .with_context(|| format!("{} could not be written", dist.hash_file().display()))
}

/// As long as the hashes that it takes the place of, because the names also stand in wasm files,
/// where every length counts.
fn hash_of_build(dist: &Dist) -> Result<String> {
    const LENGTH: usize = 22;
    let mut hasher = DefaultHasher::new();
    for path in dist.pkg_files()? {
        path.file_name().hash(&mut hasher);
        fs::read(&path)?.hash(&mut hasher);
    }
    let half = hasher.finish();
    half.hash(&mut hasher);
    let mut hash = format!("{half:016x}{:016x}", hasher.finish());
    hash.truncate(LENGTH);
    Ok(hash)
}

fn replace(content: &mut [u8], old: &[u8], new: &[u8]) {
    let mut from = 0;
    while let Some(found) = content[from..]
        .windows(old.len())
        .position(|bytes| bytes == old)
    {
        let start = from + found;
        from = start + old.len();
        content[start..from].copy_from_slice(new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occurrence_is_replaced() {
        let mut content = *b"./a.OLD.js and ./b.OLD.js";
        replace(&mut content, b"OLD", b"new");
        assert_eq!(&content, b"./a.new.js and ./b.new.js");
    }
}
