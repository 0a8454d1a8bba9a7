//! Places: what belongs to where a component is used rather than to the component.
//!
//! A type is not optional, a place is: a component that can be null is made not
//! null, and each use of it null instead. And a component that is a date is written
//! where it is used, so that it is read there like every other date.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::shapes::alias;
use crate::{Error, Pointer, error::Journal, walk};

const SCHEMAS: &str = "#/components/schemas/";

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    dates_where_used(document, journal)?;
    nullable_where_used(document)
}

fn components(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.pointer_mut("/components/schemas")?.as_object_mut()
}

/// Is this the schema of a component itself?
fn is_component(at: &Pointer) -> bool {
    at.keys().count() == 3 && at.as_str().starts_with("/components/schemas/")
}

fn dates_where_used(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let is_date = |schema: &Value| {
        let format = schema["format"].as_str().unwrap_or_default();
        schema["type"] == "string" && matches!(format, "date" | "date-time" | "date-time-local")
    };
    let Some(schemas) = components(document) else {
        return Ok(());
    };
    let mut dates: BTreeMap<String, Value> = BTreeMap::new();
    // Other names of dates are dates.
    loop {
        let before = dates.len();
        for (name, schema) in schemas.iter() {
            let date = match alias(schema) {
                Some(reference) => dates.get(reference).map(|date| {
                    let mut date = date.clone();
                    if schema.get("nullable") == Some(&json!(true)) {
                        date["nullable"] = json!(true);
                    }
                    date
                }),
                None if is_date(schema) => {
                    let mut date = json!({"type": "string", "format": schema["format"]});
                    if schema.get("nullable") == Some(&json!(true)) {
                        date["nullable"] = json!(true);
                    }
                    Some(date)
                }
                None => None,
            };
            if let Some(date) = date {
                dates.entry(format!("{SCHEMAS}{name}")).or_insert(date);
            }
        }
        if dates.len() == before {
            break;
        }
    }
    let root = Pointer::root().join("components").join("schemas");
    schemas.retain(|name, _| {
        let is_date = dates.contains_key(&format!("{SCHEMAS}{name}"));
        if is_date {
            journal.note(&root.join(name), "a date, and no type of its own");
        }
        !is_date
    });
    walk::schemas(document, &mut |schema, _| {
        let Some(date) = alias(schema).and_then(|reference| dates.get(reference)) else {
            return Ok(());
        };
        let mut place = schema.as_object().cloned().unwrap_or_default();
        place.remove("$ref");
        place.remove("allOf");
        for (key, value) in date.as_object().into_iter().flatten() {
            place.insert(key.clone(), value.clone());
        }
        *schema = Value::Object(place);
        Ok(())
    })
}

fn nullable_where_used(document: &mut Value) -> Result<(), Error> {
    let Some(schemas) = components(document) else {
        return Ok(());
    };
    let mut nullable: BTreeSet<String> = schemas
        .iter_mut()
        .filter_map(|(name, schema)| {
            let was = schema.as_object_mut()?.remove("nullable") == Some(json!(true));
            was.then(|| format!("{SCHEMAS}{name}"))
        })
        .collect();
    // Another name for one that can be null is one that can be null.
    loop {
        let before = nullable.len();
        for (name, schema) in schemas.iter() {
            if alias(schema).is_some_and(|reference| nullable.contains(reference)) {
                nullable.insert(format!("{SCHEMAS}{name}"));
            }
        }
        if nullable.len() == before {
            break;
        }
    }
    if nullable.is_empty() {
        return Ok(());
    }
    walk::schemas(document, &mut |schema, at| {
        let part = at
            .outer()
            .is_some_and(|outer| outer.as_str().ends_with("/allOf"));
        // What is not sent is null enough for a parameter.
        let parameter = at.as_str().contains("/parameters/") && at.as_str().starts_with("/paths/");
        let refers = alias(schema).is_some_and(|reference| nullable.contains(reference));
        if refers && !part && !parameter && !is_component(at) {
            if let Some(reference) = schema.get("$ref").cloned() {
                *schema = json!({"allOf": [{"$ref": reference}]});
            }
            schema["nullable"] = json!(true);
        }
        Ok(())
    })
}
