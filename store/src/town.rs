//! The office's set-up, as versioned rows.

use std::collections::BTreeMap;

use domain::town::Town;
use surrealdb::types::{Object, RecordId, RecordIdKey, SurrealValue, ToSql as _, Value};

use crate::{
    Store, StoreError,
    closures::ClosureRow,
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
}";

/// The rows of each table of the set-up.
#[derive(SurrealValue)]
struct Setup {
    town: Vec<Object>,
    lobby: Vec<Object>,
    department: Vec<Object>,
    workplace: Vec<Object>,
    service: Vec<Object>,
    counter: Vec<Object>,
    /// No part of what is imported.
    closure: Vec<ClosureRow>,
}

impl Store {
    /// The office as it is set up now; `None` before the first import.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn town(&self) -> Result<Option<Town>, StoreError> {
        let setup: Setup = self.read(Script::new(SETUP)).await?;
        let Some(row) = setup.town.into_iter().next() else {
            return Ok(None);
        };
        let mut town = rows::town(read_value::<TownRow>(Value::Object(row))?)?;
        town.lobbies = each(setup.lobby, rows::lobby)?;
        town.departments = each(setup.department, rows::department)?;
        town.workplaces = each(setup.workplace, rows::workplace)?;
        town.services = each(setup.service, rows::service)?;
        town.counters = each(setup.counter, rows::counter)?;
        town.closures = rows::all(setup.closure)?;
        Ok(Some(town))
    }

    /// Sets the office up as `town` says. Rows that say the same already stay as they are, those
    /// that change count their version up, and the row of the town itself does so whenever
    /// anything changes.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn import_town(&self, town: &Town) -> Result<(), StoreError> {
        let rows = wanted(town);
        self.transact(Import { rows }).await
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

struct Import {
    rows: Vec<(RecordId, Object)>,
}

impl UseCase for Import {
    type Answer = ();

    async fn decide(&self, tx: &Tx) -> Result<Decision<()>, StoreError> {
        let setup: Setup = tx.read(Script::new(SETUP)).await?;
        let mut found = BTreeMap::new();
        let tables = [
            setup.town,
            setup.lobby,
            setup.department,
            setup.workplace,
            setup.service,
            setup.counter,
        ];
        for mut row in tables.into_iter().flatten() {
            if let Some(Value::RecordId(id)) = row.remove("id") {
                found.insert(id.to_sql(), (id, row));
            }
        }
        let mut script = Script::default();
        let mut town = None;
        for (id, wanted) in &self.rows {
            let (version, same) = match found.remove(&id.to_sql()) {
                Some((_, mut row)) => {
                    let version = read_value::<u32>(row.remove("version").unwrap_or_default())?;
                    (version, row == *wanted)
                }
                None => (0, false),
            };
            let mut row = wanted.clone();
            row.insert("version", version + 1);
            if id.table.as_str() == "town" {
                town = Some((id, row, same));
            } else if !same {
                script.put(id.clone(), row);
            }
        }
        for (id, _) in found.into_values() {
            script.delete(id);
        }
        if let Some((id, row, same)) = town
            && !(same && script.is_empty())
        {
            script.put(id.clone(), row);
        }
        Ok(if script.is_empty() {
            Decision::Nothing(())
        } else {
            Decision::Write(script, ())
        })
    }
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
