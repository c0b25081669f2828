//! Values as JSON, each so that it comes back as it was. Only what rows of this program hold has a
//! form; anything else is refused while the backup is made, not lost.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value as Json, json};
use surrealdb::types::{
    Array, Bytes, Datetime, Number, Object, RecordId, RecordIdKey, SurrealValue as _, Value,
};

use super::BackupError;

/// An instant: `{"$at": "2026-11-23T08:00:00.123456789Z"}`.
const AT: &str = "$at";

/// A link to a row: `{"$row": [table, key]}`.
const ROW: &str = "$row";

/// Bytes: `{"$bytes": "iVBORw=="}`, in Base64.
const BYTES: &str = "$bytes";

/// An object of which a name might be taken for one of these.
const OBJECT: &str = "$object";

/// A value that has no form here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotKept(pub &'static str);

impl NotKept {
    pub(super) fn of(self, table: &str) -> BackupError {
        BackupError::CannotBeKept {
            table: table.to_owned(),
            what: self.0,
        }
    }
}

pub(super) fn of_value(value: Value) -> Result<Json, NotKept> {
    Ok(match value {
        Value::None => Json::Null,
        Value::Bool(value) => value.into(),
        Value::Number(Number::Int(value)) => value.into(),
        Value::String(value) => value.into(),
        Value::Datetime(at) => {
            let at = at.into_inner().to_rfc3339_opts(SecondsFormat::Nanos, true);
            json!({ AT: at })
        }
        Value::Bytes(bytes) => json!({ BYTES: BASE64_STANDARD.encode(&*bytes) }),
        Value::RecordId(RecordId { table, key }) => {
            json!({ ROW: [Json::from(table.into_string()), of_key(key)?] })
        }
        Value::Array(values) => of_array(values)?,
        Value::Object(object) => {
            let object = of_object(object)?;
            if object.keys().any(|name| name.starts_with('$')) {
                json!({ OBJECT: object })
            } else {
                object.into()
            }
        }
        Value::Number(_) => return Err(NotKept("a number that is not whole")),
        _ => return Err(NotKept("a value of another kind")),
    })
}

pub(super) fn of_object(object: Object) -> Result<Map<String, Json>, NotKept> {
    let fields = object.into_iter();
    fields
        .map(|(name, value)| Ok((name, of_value(value)?)))
        .collect()
}

fn of_array(values: Array) -> Result<Json, NotKept> {
    values.into_iter().map(of_value).collect()
}

pub(super) fn of_key(key: RecordIdKey) -> Result<Json, NotKept> {
    match key {
        RecordIdKey::Number(key) => Ok(key.into()),
        RecordIdKey::String(key) => Ok(key.into()),
        RecordIdKey::Array(parts) => of_array(parts),
        _ => Err(NotKept("a key of another kind")),
    }
}

/// None: no value has this form.
pub(super) fn to_value(json: Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(value) => value.as_i64()?.into_value(),
        Json::String(value) => Value::String(value),
        Json::Array(values) => Value::Array(to_array(values)?),
        Json::Object(mut fields) => {
            let is_marked = fields.keys().any(|name| name.starts_with('$'));
            if !is_marked {
                return to_object(fields).map(Value::Object);
            }
            if fields.len() > 1 {
                return None;
            }
            let (mark, marked) = fields.iter_mut().next()?;
            match (mark.as_str(), marked.take()) {
                (AT, Json::String(at)) => {
                    let at = DateTime::parse_from_rfc3339(&at).ok()?;
                    Value::Datetime(Datetime::from(at.with_timezone(&Utc)))
                }
                (BYTES, Json::String(bytes)) => {
                    Value::Bytes(Bytes::from(BASE64_STANDARD.decode(bytes).ok()?))
                }
                (ROW, Json::Array(row)) => {
                    let [table, key] = <[Json; 2]>::try_from(row).ok()?;
                    Value::RecordId(RecordId::new(table.as_str()?, to_key(key)?))
                }
                (OBJECT, Json::Object(fields)) => Value::Object(to_object(fields)?),
                _ => return None,
            }
        }
    })
}

pub(super) fn to_object(fields: Map<String, Json>) -> Option<Object> {
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| Some((name, to_value(value)?)))
        .collect()
}

fn to_array(values: Vec<Json>) -> Option<Array> {
    let values: Option<Vec<_>> = values.into_iter().map(to_value).collect();
    values.map(Array::from)
}

pub(super) fn to_key(json: Json) -> Option<RecordIdKey> {
    Some(match json {
        Json::Number(key) => RecordIdKey::Number(key.as_i64()?),
        Json::String(key) => RecordIdKey::String(key),
        Json::Array(parts) => RecordIdKey::Array(to_array(parts)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use surrealdb::types::object;

    use super::*;

    fn instant() -> Value {
        let at = DateTime::parse_from_rfc3339("2026-11-23T08:00:00.123456789Z").unwrap();
        Value::Datetime(Datetime::from(at.to_utc()))
    }

    fn all_that_rows_hold() -> Value {
        let key = Array::from(vec![Value::String("2026-11-23".to_owned()), 7.into_value()]);
        Value::Object(object! {
            text: "„Žluťoučký“ \n \u{2028} kůň",
            none: Value::None,
            yes: true,
            least: i64::MIN,
            most: i64::MAX,
            at: instant(),
            bytes: Value::Bytes(Bytes::from((0..=255).collect::<Vec<u8>>())),
            link: Value::RecordId(RecordId::new("ticket", RecordIdKey::Array(key))),
            by_name: Value::RecordId(RecordId::new("device", "a`b")),
            by_number: Value::RecordId(RecordId::new("counter", 3)),
            nested: vec![Value::Object(object! { a: instant() }), Value::None],
            confusing: Value::Object(object! { "$at": "no instant", "$object": 1 }),
        })
    }

    #[test]
    fn what_rows_hold_comes_back_as_it_was() {
        let value = all_that_rows_hold();
        let text = of_value(value.clone()).unwrap().to_string();
        assert!(!text.contains('\n'), "{text}");
        let back = serde_json::from_str(&text).unwrap();
        assert_eq!(to_value(back), Some(value));
    }

    #[test]
    fn what_has_no_form_is_refused_and_not_lost() {
        for value in [1.5.into_value(), Value::Null] {
            let inside = Value::Array(Array::from(vec![value.clone()]));
            assert!(of_value(inside).is_err(), "{value:?}");
        }
        let key = RecordIdKey::Object(Object::new());
        assert!(of_key(key).is_err());
    }

    #[test]
    fn what_was_never_written_is_not_read() {
        let strange = [
            "1.5",
            r#"{"$at": "yesterday"}"#,
            r#"{"$at": 1}"#,
            r#"{"$bytes": "é"}"#,
            r#"{"$row": ["ticket"]}"#,
            r#"{"$row": ["ticket", {}]}"#,
            r#"{"$what": 1}"#,
            r#"{"$object": {}, "other": 1}"#,
        ];
        for text in strange {
            assert_eq!(
                to_value(serde_json::from_str(text).unwrap()),
                None,
                "{text}"
            );
        }
    }
}
