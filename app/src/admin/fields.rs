//! Forms whose fields are not always the same.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDateTime};

/// The fields of a form, or of an address, by their names, as they were typed.
pub type Fields = BTreeMap<String, String>;

/// What was typed there; nothing if there is no such field.
#[must_use]
pub(super) fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).map_or("", String::as_str)
}

/// What a form was filled in with, for whoever says that it is what they saw.
pub(super) fn written(known: &Fields) -> String {
    let pairs = known.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("; ")
}

/// A civil time as browsers write it: `2026-11-24T08:00`.
pub(super) fn civil(typed: &str) -> Option<NaiveDateTime> {
    let read = |form| NaiveDateTime::parse_from_str(typed, form).ok();
    let time = read("%Y-%m-%dT%H:%M").or_else(|| read("%Y-%m-%dT%H:%M:%S"))?;
    // Others are slips of the keyboard.
    (2000..2100).contains(&time.year()).then_some(time)
}
