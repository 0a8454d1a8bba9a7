//! A reader must not reject what a server sends.
//!
//! Constraints in what a server answers are taken away: one odd row must not
//! fail its whole page. Requests keep theirs.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{Error, Pointer, error::Journal, walk};

/// Constraints that the generator would check on decoding; others are gone already.
const CONSTRAINTS: [&str; 6] = [
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let answered = reached(document, "responses");
    walk::schemas(document, &mut |schema, at| {
        let Some(object) = schema.as_object_mut() else {
            return Ok(());
        };
        if is_answer(at, &answered) {
            relax(object, at, journal);
        }
        Ok(())
    })
}

fn relax(object: &mut Map<String, Value>, at: &Pointer, journal: &mut Journal<'_>) {
    for constraint in CONSTRAINTS {
        if object.remove(constraint).is_some() {
            journal.note(&at.join(constraint), "not checked in answers");
        }
    }
    if object.get("additionalProperties") == Some(&json!(false)) {
        object.remove("additionalProperties");
        journal.note(
            &at.join("additionalProperties"),
            "other properties are tolerated in answers",
        );
    }
    if object.get("additionalProperties") == Some(&json!(true)) {
        // The generator keeps unknown properties only if they have a schema.
        object.insert("additionalProperties".into(), json!({}));
    }
    if object.contains_key("properties")
        && object
            .get("additionalProperties")
            .is_some_and(|more| *more != json!({}))
    {
        object.insert("additionalProperties".into(), json!({}));
        journal.note(
            &at.join("additionalProperties"),
            "kept as any JSON beside the known properties",
        );
    }
    let is = |kind: &str| object.get("type").is_some_and(|name| name == kind);
    let map = is("object") && !object.contains_key("properties");
    let of_property = at
        .as_str()
        .rsplit('/')
        .nth(1)
        .is_some_and(|key| key == "properties");
    if of_property && (is("array") || map) && !object.contains_key("default") {
        // No list is not an empty list, unless the document says so.
        object.insert("nullable".into(), json!(true));
    }
}

/// The component schemas that this part of any operation can hold.
pub(super) fn reached(document: &Value, part: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = Vec::new();
    for item in document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
    {
        for operation in item.as_object().into_iter().flat_map(Map::values) {
            if let Some(part) = operation.get(part) {
                references(part, &mut next);
            }
        }
    }
    while let Some(name) = next.pop() {
        if let Some(schema) = document.pointer(&format!("/components/schemas/{name}"))
            && reached.insert(name)
        {
            references(schema, &mut next);
        }
    }
    reached
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(name) = object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
            {
                found.push(name.to_owned());
            }
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

fn is_answer(at: &Pointer, answered: &BTreeSet<String>) -> bool {
    let mut keys = at.as_str().split('/').skip(1);
    match (keys.next(), keys.next(), keys.next(), keys.next()) {
        (Some("components"), Some("schemas"), Some(name), _) => answered.contains(name),
        (Some("paths"), Some(_), Some(_), Some("responses")) => true,
        _ => false,
    }
}
