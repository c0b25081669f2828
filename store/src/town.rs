//! The office's set-up, as versioned rows.

use std::collections::BTreeMap;

use domain::{audit::Kind, town::Town};
use surrealdb::types::{Object, RecordId, RecordIdKey, SurrealValue, ToSql as _, Value};

use crate::{
    Store, StoreError,
    closures::ClosureRow,
    notices::NoticeRow,
    pictures::{self, PictureRow},
    rows::{self, CounterRow, NamedRow, ServiceRow, TownRow, WorkplaceRow, read_value},
    transact::{Decision, Script, Tx, UseCase},
};

const SETUP: &str = "RETURN {
    town: (SELECT * FROM town),
    lobby: (SELECT * FROM lobby ORDER BY position),
    department: (SELECT * FROM department ORDER BY position),
    workplace: (SELECT * FROM workplace ORDER BY position),
    service: (SELECT * FROM service ORDER BY position),
    counter: (SELECT * FROM counter ORDER BY position),
    closure: (SELECT * FROM closure),
    notice: (SELECT * FROM notice ORDER BY written_at DESC),
    picture: (SELECT * FROM picture),
}";

/// The rows of each table of the set-up.
#[derive(SurrealValue)]
pub(crate) struct Setup {
    town: Vec<Object>,
    lobby: Vec<Object>,
    department: Vec<Object>,
    workplace: Vec<Object>,
    service: Vec<Object>,
    counter: Vec<Object>,
    // No part of what is imported.
    closure: Vec<ClosureRow>,
    notice: Vec<NoticeRow>,
    picture: Vec<PictureRow>,
}

impl Store {
    /// The office as it is set up now; `None` before the first import.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn town(&self) -> Result<Option<Town>, StoreError> {
        let setup: Setup = self.read(Script::new(SETUP)).await?;
        setup.town()
    }

    /// Sets the office up as `town` says, whoever waits or is agreed: for an office that does not run
    /// yet. One that runs is changed by [`Store::set_up`].
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn import_town(&self, town: &Town) -> Result<(), StoreError> {
        let town = town.clone();
        self.does(Import { town }, |()| Kind::SetUpImported.alone())
            .await
    }
}

/// The office as it is set up, for whoever changes a part of it by what the rest says.
///
/// Such a change calls [`count_up`]: two of them at once write that row, and one begins anew.
pub(crate) async fn seen(tx: &Tx) -> Result<Option<Town>, StoreError> {
    Setup::look(tx).await?.town()
}

/// The town is not what it was, for whoever shows it.
pub(crate) fn count_up(script: &mut Script) {
    script.count_up(RecordId::new("town", "current"), "version");
}

impl Setup {
    pub(crate) async fn look(tx: &Tx) -> Result<Self, StoreError> {
        tx.read(Script::new(SETUP)).await
    }

    /// The rows by their keys.
    pub(crate) fn rows(&self) -> SetupRows {
        let tables = [
            &self.town,
            &self.lobby,
            &self.department,
            &self.workplace,
            &self.service,
            &self.counter,
        ];
        let mut rows = SetupRows::new();
        for mut row in tables.into_iter().flatten().cloned() {
            if let Some(Value::RecordId(id)) = row.remove("id") {
                rows.insert(id.to_sql(), (id, row));
            }
        }
        rows
    }

    /// None before the first import.
    pub(crate) fn town(self) -> Result<Option<Town>, StoreError> {
        let Some(row) = self.town.into_iter().next() else {
            return Ok(None);
        };
        let row = read_value::<TownRow>(Value::Object(row))?;
        let rules = row.rules.clone();
        let mut town = rows::town(row)?;
        town.lobbies = each(self.lobby, rows::lobby)?;
        rows::set_up_displays(&mut town, rules)?;
        town.departments = each(self.department, rows::department)?;
        town.workplaces = each(self.workplace, rows::workplace)?;
        town.services = each(self.service, rows::service)?;
        town.counters = each(self.counter, rows::counter)?;
        town.closures = rows::all(self.closure)?;
        town.notices = rows::all(self.notice)?;
        town.pictures = pictures::by_place(self.picture)?;
        Ok(Some(town))
    }
}

/// The key of a row of the set-up, as text.
fn id_in(row: &Object) -> Result<String, StoreError> {
    match row.get("id") {
        Some(Value::RecordId(RecordId { key, .. })) => match key {
            RecordIdKey::String(id) => Ok(id.clone()),
            RecordIdKey::Number(number) => Ok(number.to_string()),
            other => Err(rows::impossible::<Setup>(format!("{other:?} as a key"))),
        },
        _ => Err(rows::impossible::<Setup>("a row without a key")),
    }
}

fn each<R: SurrealValue, T>(
    found: Vec<Object>,
    read: impl Fn(&str, R) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    found
        .into_iter()
        .map(|row| read(&id_in(&row)?, read_value(Value::Object(row))?))
        .collect()
}

/// Rows by the texts of their keys.
pub(crate) type SetupRows = BTreeMap<String, (RecordId, Object)>;

struct Import {
    town: Town,
}

impl UseCase for Import {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let setup = Setup::look(tx).await?;
        let rows = setup.rows();
        let mut town = self.town.clone();
        let before = setup.town()?;
        if let Some(before) = &before {
            town.keep_exceptions_of(before);
            town.keep_pictures_of(before);
        }
        let mut script = difference(rows, &town)?;
        if let Some(before) = &before {
            pictures::remove_those_gone(&mut script, &before.pictures, &town.pictures);
        }
        Ok(if script.is_empty() {
            Decision::Nothing(())
        } else {
            Decision::Write(script, ())
        })
    }
}

/// Makes of the rows that were found those of `town`. Rows that say the same already stay as they are,
/// those that change count their version up, and the row of the town itself does so whenever anything
/// changes.
pub(crate) fn difference(mut found: SetupRows, town: &Town) -> Result<Script, StoreError> {
    let mut script = Script::default();
    let mut of_town = None;
    for (id, wanted) in wanted(town) {
        let (version, same) = match found.remove(&id.to_sql()) {
            Some((_, mut row)) => {
                let version = read_value::<u32>(row.remove("version").unwrap_or_default())?;
                (version, row == wanted)
            }
            None => (0, false),
        };
        let mut row = wanted;
        row.insert("version", version + 1);
        if id.table.as_str() == "town" {
            of_town = Some((id, row, same));
        } else if !same {
            script.put(id, row);
        }
    }
    for (id, _) in found.into_values() {
        script.delete(id);
    }
    if let Some((id, row, same)) = of_town
        && !(same && script.is_empty())
    {
        script.put(id, row);
    }
    Ok(script)
}

/// All rows of a town, without their versions.
fn wanted(town: &Town) -> Vec<(RecordId, Object)> {
    let named = |(position, name)| NamedRow {
        position,
        name: rows::text_row(name),
    };
    let mut all = vec![(
        RecordId::new("town", "current"),
        object(TownRow::from(town)),
    )];
    for (position, lobby) in (0..).zip(&town.lobbies) {
        let id = RecordId::new("lobby", lobby.id.as_str());
        all.push((id, object(named((position, &lobby.name)))));
    }
    for (position, department) in (0..).zip(&town.departments) {
        let id = RecordId::new("department", department.id.as_str());
        all.push((id, object(named((position, &department.name)))));
    }
    for (position, workplace) in (0..).zip(&town.workplaces) {
        let id = RecordId::new("workplace", workplace.id.as_str());
        all.push((id, object(WorkplaceRow::new(position, workplace))));
    }
    for (position, service) in (0..).zip(&town.services) {
        let id = RecordId::new("service", service.id.as_str());
        all.push((id, object(ServiceRow::new(position, service))));
    }
    for (position, counter) in (0..).zip(&town.counters) {
        let id = RecordId::new("counter", i64::from(counter.number.get()));
        all.push((id, object(CounterRow::new(position, counter))));
    }
    all
}

/// A row as the database gives it back: without what is not there.
fn object(row: impl SurrealValue) -> Object {
    match row.into_value() {
        Value::Object(mut row) => {
            drop_what_is_none(&mut row);
            row
        }
        _ => Object::new(),
    }
}

fn drop_what_is_none(object: &mut Object) {
    object.retain(|_, value| *value != Value::None);
    for value in object.values_mut() {
        if let Value::Object(inner) = value {
            drop_what_is_none(inner);
        }
    }
}
