//! Where a wider schema would make another one narrower.
//!
//! A schema may refer to one that was widened, and only when all are lowered is it
//! known which those are. Then every `not` and `oneOf` is looked at again.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::words::{LOWERED_FROM, and_also};
use crate::{
    Error, Pointer,
    error::Journal,
    grammar::{Kind, each_inside},
};

/// Marks, for the time of lowering, one of several schemas that was widened.
pub(super) const WIDER: &str = "x-lowered-wider";

const SCHEMAS: &str = "#/components/schemas/";

/// Takes out every `not` that would be narrower than it was, and lets any of several
/// schemas hold where more than one could. `widened` are the names of component
/// schemas that were widened themselves.
pub(super) fn restore(
    document: &mut Value,
    widened: BTreeSet<String>,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let wider = all_wider(&schemas, widened);
    let mut visit = |object: &mut Map<String, Value>, at: &Pointer| {
        exclusions(object, at, &wider, journal);
        alternatives(object, at, &wider, &schemas, journal);
    };
    outermost_first(Kind::Document, document, &Pointer::root(), &mut visit)
}

/// What is excluded goes as a whole: with only an inner part of it gone, it could
/// exclude more than before.
fn outermost_first(
    kind: Kind,
    value: &mut Value,
    at: &Pointer,
    visit: &mut dyn FnMut(&mut Map<String, Value>, &Pointer),
) -> Result<(), Error> {
    if let (Kind::Schema, Some(object)) = (kind, value.as_object_mut()) {
        visit(object, at);
    }
    each_inside(kind, value, at, &mut |kind, value, at| {
        outermost_first(kind, value, at, visit)
    })?;
    if let (Kind::Schema, Some(object)) = (kind, value.as_object_mut()) {
        idle_rules(object);
    }
    Ok(())
}

/// Takes out rules that always hold, as one half of them is gone.
fn idle_rules(object: &mut Map<String, Value>) {
    let Some(Value::Array(all)) = object.get_mut("allOf") else {
        return;
    };
    all.retain(|rule| {
        let idle = match rule.get("anyOf").and_then(Value::as_array) {
            Some(halves) => halves.contains(&json!({})),
            None => rule.get("not").is_none(),
        };
        rule.get(LOWERED_FROM).is_none() || !idle
    });
    if all.is_empty() {
        object.shift_remove("allOf");
    }
}

/// Those that were widened, and those that refer to one of them anywhere.
fn all_wider(schemas: &Map<String, Value>, widened: BTreeSet<String>) -> BTreeSet<String> {
    let mut users: Vec<(String, String)> = Vec::new();
    for (name, schema) in schemas {
        references(schema, &mut |target| {
            users.push((target.to_owned(), name.clone()));
        });
    }
    users.sort();
    let mut wider = widened.clone();
    let mut next: Vec<String> = widened.into_iter().collect();
    while let Some(name) = next.pop() {
        let from = users.partition_point(|(target, _)| *target < name);
        for (_, user) in users[from..]
            .iter()
            .take_while(|(target, _)| *target == name)
        {
            if wider.insert(user.clone()) {
                next.push(user.clone());
            }
        }
    }
    wider
}

/// The names of component schemas that a lowered schema refers to.
fn references(schema: &Value, found: &mut dyn FnMut(&str)) {
    match schema {
        Value::Object(object) => {
            if let Some(name) = object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| reference.strip_prefix(SCHEMAS))
            {
                found(&crate::error::unescape(name));
            }
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

fn uses(schema: &Value, wider: &BTreeSet<String>) -> bool {
    let mut found = false;
    references(schema, &mut |name| found |= wider.contains(name));
    found
}

fn exclusions(
    object: &mut Map<String, Value>,
    at: &Pointer,
    wider: &BTreeSet<String>,
    journal: &mut Journal<'_>,
) {
    if object.get("not").is_some_and(|not| uses(not, wider)) {
        object.shift_remove("not");
        journal.note(
            &at.join("not"),
            "left out: 3.0 cannot say exactly what is excluded",
        );
    }
}

fn alternatives(
    object: &mut Map<String, Value>,
    at: &Pointer,
    wider: &BTreeSet<String>,
    schemas: &Map<String, Value>,
    journal: &mut Journal<'_>,
) {
    let Some(Value::Array(branches)) = object.get_mut("oneOf") else {
        return;
    };
    let mut grown = Vec::new();
    for branch in branches.iter_mut() {
        let marked = branch
            .as_object_mut()
            .is_some_and(|branch| branch.shift_remove(WIDER).is_some());
        grown.push(marked || uses(branch, wider));
    }
    let overlap = branches.iter().enumerate().any(|(index, one)| {
        grown.get(index) == Some(&true)
            && branches.iter().enumerate().any(|(other_index, other)| {
                index != other_index && !are_disjoint(one, other, schemas)
            })
    });
    if !overlap {
        return;
    }
    let branches = object.shift_remove("oneOf").unwrap_or_default();
    journal.note(
        &at.join("oneOf"),
        "any of them may hold, not only one: 3.0 cannot say them all exactly",
    );
    if object.contains_key("anyOf") {
        and_also(object, json!({ "anyOf": branches }));
    } else {
        object.insert("anyOf".into(), branches);
    }
}

/// Is it plain that no value is valid under both?
fn are_disjoint(one: &Value, other: &Value, schemas: &Map<String, Value>) -> bool {
    let (Some(one), Some(other)) = (resolved(one, schemas), resolved(other, schemas)) else {
        return false;
    };
    if let (Some(one), Some(other)) = (values(one), values(other))
        && one.iter().all(|value| !contains(other, value))
    {
        return true;
    }
    let kind = |schema: &Value| -> Option<String> {
        match schema.get("type")?.as_str()? {
            // A whole number is a number.
            "integer" => Some("number".to_owned()),
            name => Some(name.to_owned()),
        }
    };
    let only_null = |schema: &Value| values(schema).is_some_and(|values| *values == [Value::Null]);
    let nullable = |schema: &Value| schema.get("nullable") == Some(&json!(true));
    match (kind(one), kind(other)) {
        (Some(one_kind), Some(other_kind)) if one_kind != other_kind => {
            return !(nullable(one) && nullable(other));
        }
        (Some(_), None) if only_null(other) => return !nullable(one),
        (None, Some(_)) if only_null(one) => return !nullable(other),
        _ => {}
    }
    // Objects that both must have a property, of which the values differ.
    let is_object =
        |schema: &Value| schema.get("type") == Some(&json!("object")) && !nullable(schema);
    if !is_object(one) || !is_object(other) {
        return false;
    }
    let required = |schema: &Value, name: &str| {
        schema
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|other| other == name))
    };
    one.get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .any(|(name, mine)| {
            let Some(theirs) = other.get("properties").and_then(|all| all.get(name)) else {
                return false;
            };
            required(one, name)
                && required(other, name)
                && matches!((values(mine), values(theirs)), (Some(mine), Some(theirs))
                    if mine.iter().all(|value| !contains(theirs, value)))
        })
}

/// The schema itself, or the component that it is a reference to.
fn resolved<'s>(schema: &'s Value, schemas: &'s Map<String, Value>) -> Option<&'s Value> {
    let mut schema = schema;
    for _ in 0..16 {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let name = crate::error::unescape(reference.strip_prefix(SCHEMAS)?);
                schema = schemas.get(&name)?;
            }
            None => return Some(schema),
        }
    }
    None
}

fn values(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("enum")?.as_array()
}

/// Numbers are compared by value: 1 is 1.0.
fn contains(values: &[Value], value: &Value) -> bool {
    values.iter().any(|other| match (other, value) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (one, other) => one == other,
    })
}
