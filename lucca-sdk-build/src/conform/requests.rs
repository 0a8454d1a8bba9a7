//! Requests say what their caller said, and nothing else.
//!
//! What is not set is not sent: no empty list, no default. What the server alone
//! writes need not be sent. What can be null and can be left out can be sent as
//! `null` as well as not at all.

use serde_json::{Map, Value, json};

use super::{extension, reach::Reach};
use crate::{Error, Pointer, error::Journal, walk};

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let requested = Reach::of(document, "requestBody");
    walk::schemas(document, &mut |schema, at| {
        if let Some(object) = schema.as_object_mut()
            && requested.holds(at)
        {
            read_only(object, at, journal);
            optional(object, at, journal);
            // A body is there.
            if at.as_str().ends_with("/schema") && at.as_str().contains("/requestBody/content/") {
                object.remove("nullable");
            }
        }
        Ok(())
    })
}

/// What only the server writes need not be sent.
fn read_only(object: &mut Map<String, Value>, at: &Pointer, journal: &mut Journal<'_>) {
    let left_out = take_out_of_required(object, "readOnly");
    if left_out {
        journal.note(&at.join("required"), "what is read-only need not be sent");
    }
}

/// Makes properties with this flag optional; tells whether there was one.
pub(super) fn take_out_of_required(object: &mut Map<String, Value>, flag: &str) -> bool {
    let flagged: Vec<Value> = object
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, schema)| schema[flag] == json!(true))
        .map(|(name, _)| json!(name))
        .collect();
    let Some(Value::Array(required)) = object.get_mut("required") else {
        return false;
    };
    let all = required.len();
    required.retain(|name| !flagged.contains(name));
    required.len() < all
}

fn optional(object: &mut Map<String, Value>, at: &Pointer, journal: &mut Journal<'_>) {
    let required = object.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| {
        required
            .as_array()
            .is_some_and(|names| names.iter().any(|required| required == name))
    };
    let Some(Value::Object(properties)) = object.get_mut("properties") else {
        return;
    };
    for (name, property) in properties {
        let Some(property) = property.as_object_mut().filter(|_| !is_required(name)) else {
            continue;
        };
        if property.remove("default").is_some() {
            journal.note(
                &at.join("properties").join(name).join("default"),
                "not filled in: what a request leaves out, the server knows",
            );
        }
        if property.get("nullable") == Some(&json!(true)) {
            property.insert(extension::NULL_CAN_BE_SENT.into(), json!(true));
        }
        let is_list = property.get("type").is_some_and(|kind| kind == "array");
        let is_map = property.get("type").is_some_and(|kind| kind == "object")
            && !property.contains_key("properties");
        if is_list || is_map {
            // To the generator, a list that cannot be null is there, and empty.
            property.insert("nullable".into(), json!(true));
        }
    }
}
