//! Walks the tree of a TOML file and keeps every complaint, so that one does not hide another.

use std::{collections::BTreeMap, ops::Range, str::FromStr};

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::{Instead, Kind, Named, NoValue, TownFileError, Wanted, Wrong};

pub(super) type Table<'t> = DeTable<'t>;

/// The file, and what is wrong with it.
pub(super) struct Reader<'t> {
    file: &'t str,
    source: &'t str,
    /// Not all of it could be read, so nothing can be called missing.
    broken: bool,
    pub(super) errors: Vec<TownFileError>,
}

/// A value and the way to it.
#[derive(Clone)]
pub(super) struct Entry<'t> {
    path: String,
    span: Range<usize>,
    value: &'t DeValue<'t>,
}

/// A table whose keys are known to be right.
pub(super) struct Keys<'t> {
    path: String,
    span: Range<usize>,
    table: &'t DeTable<'t>,
}

impl<'t> Reader<'t> {
    /// Reads the file as far as it is TOML at all.
    pub(super) fn new(file: &'t str, source: &'t str) -> (Spanned<DeTable<'t>>, Self) {
        let (root, errors) = DeTable::parse_recoverable(source);
        let mut reader = Self {
            file,
            source,
            broken: !errors.is_empty(),
            errors: Vec::new(),
        };
        for error in errors {
            let span = error.span().unwrap_or_default();
            reader.complain(&span, "", Wrong::NotToml(error.message().to_owned()));
        }
        (root, reader)
    }

    fn complain(&mut self, span: &Range<usize>, key: &str, wrong: Wrong) {
        let before = self.source.get(..span.start).unwrap_or_default();
        self.errors.push(TownFileError {
            file: self.file.to_owned(),
            line: self.line(before),
            key: key.to_owned(),
            wrong,
        });
    }

    #[expect(
        clippy::unused_self,
        reason = "reads as what it is: a line of this file"
    )]
    fn line(&self, before: &str) -> usize {
        before.bytes().filter(|byte| *byte == b'\n').count() + 1
    }

    /// The entry is there, but not right.
    pub(super) fn wrong(&mut self, entry: &Entry<'t>, wrong: Wrong) {
        self.complain(&entry.span, &entry.path, wrong);
    }

    /// Something that the entry needs is not there; unless it merely could not be read.
    pub(super) fn missing(&mut self, entry: &Entry<'t>, wrong: Wrong) {
        if !self.broken {
            self.wrong(entry, wrong);
        }
    }

    fn of_other_kind(&mut self, entry: &Entry<'t>, found: &DeValue<'_>, wanted: Wanted) {
        let found = kind(found);
        self.wrong(entry, Wrong::OfOtherKind { found, wanted });
    }

    // ---- Tables and lists ----

    pub(super) fn root(&mut self, table: &'t DeTable<'t>, known: &[&str]) -> Keys<'t> {
        self.keys(String::new(), 0..0, table, known)
    }

    pub(super) fn table(&mut self, entry: &Entry<'t>, known: &[&str]) -> Option<Keys<'t>> {
        match entry.value {
            DeValue::Table(table) => {
                Some(self.keys(entry.path.clone(), entry.span.clone(), table, known))
            }
            other => {
                let keys = known.iter().map(|key| (*key).to_owned());
                self.of_other_kind(entry, other, Wanted::Table(keys.collect()));
                None
            }
        }
    }

    fn keys(
        &mut self,
        path: String,
        span: Range<usize>,
        table: &'t DeTable<'t>,
        known: &[&str],
    ) -> Keys<'t> {
        let keys = Keys { path, span, table };
        for key in table.keys() {
            let name: &DeString<'_> = key.get_ref();
            if !known.contains(&name.as_ref()) {
                let path = keys.path_to(name);
                let wrong = Wrong::UnknownKey {
                    name: name.to_string(),
                    instead: instead(name, known.iter().copied()),
                };
                self.complain(&key.span(), &path, wrong);
            }
        }
        keys
    }

    pub(super) fn required(&mut self, keys: &Keys<'t>, name: &str) -> Option<Entry<'t>> {
        let found = keys.get(name);
        if found.is_none() && !self.broken {
            let path = keys.path_to(name);
            self.complain(&keys.span, &path, Wrong::Missing);
        }
        found
    }

    /// The entries of a list of tables, `[[name]]`, of which there must be one at least.
    pub(super) fn list(&mut self, keys: &Keys<'t>, name: &str) -> Vec<Entry<'t>> {
        self.required(keys, name)
            .and_then(|entry| self.array(&entry))
            .unwrap_or_default()
    }

    /// The entries of an array that must not be empty.
    pub(super) fn array(&mut self, entry: &Entry<'t>) -> Option<Vec<Entry<'t>>> {
        let entries = self.any_array(entry)?;
        if entries.is_empty() {
            self.wrong(entry, Wrong::EmptyList);
            return None;
        }
        Some(entries)
    }

    pub(super) fn any_array(&mut self, entry: &Entry<'t>) -> Option<Vec<Entry<'t>>> {
        let DeValue::Array(array) = entry.value else {
            self.of_other_kind(entry, entry.value, Wanted::List);
            return None;
        };
        let entries = (1..).zip(array.iter()).map(|(n, value)| Entry {
            path: format!("{}[{n}]", entry.path),
            span: value.span(),
            value: value.get_ref(),
        });
        Some(entries.collect())
    }

    // ---- Single values ----

    /// A text that is not blank, without its outer spaces.
    pub(super) fn text(&mut self, entry: &Entry<'t>, longest: usize) -> Option<String> {
        let DeValue::String(text) = entry.value else {
            self.of_other_kind(entry, entry.value, Wanted::Text);
            return None;
        };
        let text = text.trim();
        let length = text.chars().count();
        if text.is_empty() {
            self.wrong(entry, Wrong::EmptyText);
        } else if length > longest {
            self.wrong(entry, Wrong::LongText { length, longest });
        } else if text.contains(char::is_control) {
            self.wrong(entry, Wrong::SeveralLines);
        } else {
            return Some(text.to_owned());
        }
        None
    }

    /// A text that is something more.
    pub(super) fn parsed<T: FromStr<Err: Into<NoValue>>>(
        &mut self,
        entry: &Entry<'t>,
    ) -> Option<T> {
        let text = self.text(entry, usize::MAX)?;
        text.parse()
            .map_err(|error: T::Err| self.wrong(entry, error.into().into()))
            .ok()
    }

    /// The same, where the type itself does not say what would be right.
    pub(super) fn parsed_or<T: FromStr>(
        &mut self,
        entry: &Entry<'t>,
        unknown: fn(String) -> NoValue,
    ) -> Option<T> {
        let text = self.text(entry, usize::MAX)?;
        let found = text.parse().ok();
        if found.is_none() {
            self.wrong(entry, unknown(text).into());
        }
        found
    }

    pub(super) fn whole_number(&mut self, entry: &Entry<'t>, least: u16, most: u16) -> Option<u16> {
        let number = match entry.value {
            DeValue::Integer(integer) => u16::from_str_radix(integer.as_str(), integer.radix())
                .ok()
                .filter(|number| (least..=most).contains(number)),
            _ => None,
        };
        if number.is_none() {
            self.wrong(entry, Wrong::NoNumber { least, most });
        }
        number
    }

    pub(super) fn yes_or_no(&mut self, entry: &Entry<'t>) -> Option<bool> {
        match entry.value {
            DeValue::Boolean(yes) => Some(*yes),
            other => {
                self.of_other_kind(entry, other, Wanted::YesOrNo);
                None
            }
        }
    }

    // ---- Names that refer to each other ----

    /// Notes where a name is used, and complains where it is used again.
    pub(super) fn unique<K: Ord + ToString>(
        &mut self,
        used: &mut BTreeMap<K, Entry<'t>>,
        name: K,
        at: Entry<'t>,
    ) {
        match used.get(&name) {
            Some(first) => self.used_before(&at, &name.to_string(), first),
            None => drop(used.insert(name, at)),
        }
    }

    pub(super) fn used_before(&mut self, at: &Entry<'t>, name: &str, first: &Entry<'t>) {
        let before = self.source.get(..first.span.start).unwrap_or_default();
        let line = self.line(before);
        let name = name.to_owned();
        self.wrong(at, Wrong::UsedBefore { name, line });
    }

    /// Complains unless the entry names something in `known`.
    pub(super) fn known(
        &mut self,
        entry: &Entry<'t>,
        known: &BTreeMap<String, Entry<'t>>,
        what: Named,
    ) -> Option<()> {
        let name = self.text(entry, usize::MAX)?;
        if !known.contains_key(&name) {
            self.unknown(entry, &name, known.keys().map(String::as_str), what);
            return None;
        }
        Some(())
    }

    pub(super) fn unknown<'k>(
        &mut self,
        entry: &Entry<'t>,
        name: &str,
        known: impl Iterator<Item = &'k str> + Clone,
        what: Named,
    ) {
        let wrong = Wrong::NoSuch {
            what,
            name: name.to_owned(),
            instead: instead(name, known),
        };
        self.missing(entry, wrong);
    }
}

impl<'t> Keys<'t> {
    pub(super) fn get(&self, name: &str) -> Option<Entry<'t>> {
        let value = self.table.get(name)?;
        Some(Entry {
            path: self.path_to(name),
            span: value.span(),
            value: value.get_ref(),
        })
    }

    /// How many keys there are, known or not.
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    fn path_to(&self, name: &str) -> String {
        match self.path.as_str() {
            "" => name.to_owned(),
            path => format!("{path}.{name}"),
        }
    }
}

impl Entry<'_> {
    pub(super) fn text(&self) -> Option<&str> {
        self.value.as_str()
    }
}

fn kind(value: &DeValue<'_>) -> Kind {
    match value {
        DeValue::String(_) => Kind::Text,
        DeValue::Integer(_) | DeValue::Float(_) => Kind::Number,
        DeValue::Boolean(_) => Kind::YesOrNo,
        DeValue::Datetime(_) => Kind::DateOrTime,
        DeValue::Array(_) => Kind::List,
        DeValue::Table(_) => Kind::Table,
    }
}

fn instead<'k>(wrong: &str, right: impl Iterator<Item = &'k str> + Clone) -> Instead {
    match nearest(wrong, right.clone()) {
        Some(right) => Instead::Nearest(right.to_owned()),
        None => Instead::OneOf(right.map(str::to_owned).collect()),
    }
}

/// The right name that a wrong one was most likely meant to be, if any is near.
fn nearest<'k>(wrong: &str, right: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let near = 1 + wrong.chars().count() / 4;
    right
        .map(|right| (distance(wrong, right), right))
        .filter(|(distance, _)| *distance <= near)
        .min()
        .map(|(_, right)| right)
}

/// How many letters must be put in, left out or changed to make one text of the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_something_else_is_not() {
        let known = ["daily_capacity", "department", "hours"];
        assert_eq!(
            nearest("dayly_capacity", known.into_iter()),
            Some("daily_capacity")
        );
        assert_eq!(nearest("hour", known.into_iter()), Some("hours"));
        assert_eq!(nearest("colour", known.into_iter()), None);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "acb"), 2);
    }
}
