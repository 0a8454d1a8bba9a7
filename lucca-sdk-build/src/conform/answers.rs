//! A reader must not reject what a server sends.
//!
//! Constraints in what a server answers are taken away: one odd row must not
//! fail its whole page. Requests keep theirs.

use serde_json::{Map, Value, json};

use super::{extension, reach::Reach, requests::take_out_of_required};
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
    let answered = Reach::of(document, "responses");
    let requested = Reach::of(document, "requestBody");
    let parameters = Reach::of(document, "parameters");
    // What no request holds can only be read: errors, what webhooks bring.
    let is_read = |at: &Pointer| {
        let sent = requested.holds(at) || parameters.holds(at);
        answered.holds(at) || at.as_str().starts_with("/components/") && !sent
    };
    walk::schemas(document, &mut |schema, at| {
        if let Some(object) = schema.as_object_mut()
            && is_read(at)
        {
            relax(object, at, journal);
            required(object, at, requested.holds(at), journal);
        }
        Ok(())
    })
}

fn relax(object: &mut Map<String, Value>, at: &Pointer, journal: &mut Journal<'_>) {
    let is = |object: &Map<String, Value>, kind: &str| {
        object.get("type").is_some_and(|name| name == kind)
    };
    let most = object.get("maximum").and_then(Value::as_f64);
    let least = object.get("minimum").and_then(Value::as_f64);
    if is(object, "integer")
        && least.is_some_and(|least| least >= 0.0)
        && most.is_some_and(|most| most > i64::MAX as f64)
        && !object.contains_key("format")
    {
        object.insert("format".into(), json!("uint64"));
    }
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
    let map = is(object, "object") && !object.contains_key("properties");
    let of_property = at
        .outer()
        .is_some_and(|outer| outer.as_str().ends_with("/properties"));
    if of_property && (is(object, "array") || map) && !object.contains_key("default") {
        // No list is not an empty list, unless the document says so.
        object.insert("nullable".into(), json!(true));
    }
}

/// What an answer must hold: with an identity, that alone; else what can be there
/// and cannot be null.
fn required(
    object: &mut Map<String, Value>,
    at: &Pointer,
    requested: bool,
    journal: &mut Journal<'_>,
) {
    if take_out_of_required(object, "writeOnly") {
        journal.note(&at.join("required"), "what is write-only is not answered");
    }
    if let Some(identity) = object.get(extension::IDENTITY).cloned() {
        object.insert("required".into(), json!([identity]));
        return;
    }
    let nullable: Vec<Value> = object
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, schema)| schema["nullable"] == json!(true))
        .map(|(name, _)| json!(name))
        .collect();
    // A server that leaves out what is null says the same; a request must say it.
    if let (false, Some(Value::Array(required))) = (requested, object.get_mut("required")) {
        required.retain(|name| !nullable.contains(name));
    }
}
