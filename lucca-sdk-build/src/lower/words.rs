//! Schemas that say one small thing, and what is no more than words about a schema.

use serde_json::{Map, Value, json};

use crate::grammar::is_extension;

/// The version that documents are lowered to.
pub(crate) const LOWERED: &str = "3.0.3";

/// Marks a schema that says in 3.0's words what 3.1 says by a keyword of its own:
/// a rule between properties, not a description of data.
pub(crate) const LOWERED_FROM: &str = "x-lowered-from";

/// What `true` and `false` are as objects.
pub(super) fn boolean(accepts: bool) -> Value {
    if accepts { json!({}) } else { nothing() }
}

/// The schema that no value is valid under.
pub(super) fn nothing() -> Value {
    json!({ "not": {} })
}

/// Does a lowered schema accept everything? Descriptions do not matter.
pub(super) fn accepts_all(schema: &Value) -> bool {
    match schema {
        Value::Bool(accepts) => *accepts,
        Value::Object(object) => object.keys().all(|key| is_annotation(key)),
        _ => false,
    }
}

/// Adds a schema that has to hold as well.
pub(super) fn and_also(object: &mut Map<String, Value>, schema: Value) {
    let all_of = object.entry("allOf").or_insert_with(|| json!([]));
    if let Some(all_of) = all_of.as_array_mut() {
        all_of.push(schema);
    }
}

/// Keywords that no value depends on.
pub(super) fn is_annotation(keyword: &str) -> bool {
    is_extension(keyword)
        || matches!(
            keyword,
            "title"
                | "description"
                | "default"
                | "discriminator"
                | "readOnly"
                | "writeOnly"
                | "example"
                | "externalDocs"
                | "deprecated"
                | "xml"
        )
}
