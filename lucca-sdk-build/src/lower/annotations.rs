//! What a schema says for people and tools, and keywords that nobody defined.

use serde_json::{Map, Value};

use super::context::Lowering;
use crate::{Pointer, grammar::is_extension};

/// All that 3.0 has in a schema.
const KEYWORDS: [&str; 36] = [
    "title",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "required",
    "enum",
    "type",
    "not",
    "allOf",
    "oneOf",
    "anyOf",
    "items",
    "properties",
    "additionalProperties",
    "description",
    "format",
    "default",
    "nullable",
    "discriminator",
    "readOnly",
    "writeOnly",
    "example",
    "externalDocs",
    "deprecated",
    "xml",
    "$ref",
];

pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
) {
    if let Some(Value::Array(examples)) = object.shift_remove("examples") {
        let kept = usize::from(!object.contains_key("example"));
        if examples.len() > kept {
            let lost = examples.len() - kept;
            lowering.lose(
                &at.join("examples"),
                format!("{lost} left out: 3.0 has one example"),
            );
        }
        if let (1, Some(first)) = (kept, examples.into_iter().next()) {
            object.insert("example".into(), first);
        }
    }
    let unknown: Vec<String> = object
        .keys()
        .filter(|key| !KEYWORDS.contains(&key.as_str()) && !is_extension(key))
        .cloned()
        .collect();
    for keyword in unknown {
        object.shift_remove(&keyword);
        let at = at.join(&keyword);
        match keyword.as_str() {
            // It may mean anything: what it refers to is not said any more.
            "$dynamicRef" | "$recursiveRef" => lowering.widen(
                &at,
                "left out: what it refers to depends on which schema is asked",
            ),
            _ => lowering.lose(&at, "left out: 3.0 has no such keyword"),
        }
    }
}
