//! Objects: `patternProperties`, `propertyNames`, `unevaluatedProperties`, and what
//! 3.0 writes a little otherwise.

use serde_json::{Map, Value, json};

use super::{
    context::Lowering,
    words::{accepts_all, boolean, is_annotation},
};
use crate::Pointer;

pub(super) fn lower(
    lowering: &mut Lowering<'_, '_>,
    object: &mut Map<String, Value>,
    at: &Pointer,
) {
    unevaluated(lowering, object, at);
    patterns(lowering, object, at);
    names(lowering, object, at);
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        for schema in properties.values_mut() {
            if let Value::Bool(accepts) = schema {
                *schema = boolean(*accepts);
            }
        }
    }
    if let Some(Value::Array(required)) = object.get_mut("required") {
        let mut seen = Vec::new();
        required.retain(|name| {
            let new = !seen.contains(name);
            if new {
                seen.push(name.clone());
            }
            new
        });
        if required.is_empty() {
            object.shift_remove("required");
        }
    }
}

/// Without other schemas beside it, it says what `additionalProperties` says.
fn unevaluated(lowering: &mut Lowering<'_, '_>, object: &mut Map<String, Value>, at: &Pointer) {
    let Some(rest) = object.shift_remove("unevaluatedProperties") else {
        return;
    };
    if accepts_all(&rest) || object.contains_key("additionalProperties") {
        return;
    }
    let others = [
        "$ref",
        "$dynamicRef",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "dependencies",
    ];
    if others.iter().any(|key| object.contains_key(*key)) {
        lowering.widen(
            &at.join("unevaluatedProperties"),
            "left out: 3.0 does not know which properties other schemas have seen",
        );
    } else {
        object.insert("additionalProperties".into(), rest);
    }
}

/// 3.0 tells properties by whole names only: those with a pattern are among the
/// others.
fn patterns(lowering: &mut Lowering<'_, '_>, object: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(patterns)) = object.shift_remove("patternProperties") else {
        return;
    };
    if patterns.is_empty() {
        return;
    }
    let rest = object
        .shift_remove("additionalProperties")
        .unwrap_or(Value::Bool(true));
    let all_names = |pattern: &str| ["", ".*", "^.*$", "^", "$", ".+", "^.+$"].contains(&pattern);
    let count = patterns.len();
    let mut kinds: Vec<Value> = Vec::new();
    let mut exact = false;
    for (pattern, schema) in patterns {
        let every = all_names(&pattern) && !pattern.contains('+');
        exact |= every && count == 1 && !object.contains_key("properties");
        if !kinds.contains(&schema) {
            kinds.push(schema);
        }
    }
    if !exact && !kinds.contains(&rest) && rest != Value::Bool(false) {
        kinds.push(rest);
    }
    let other = if kinds.iter().any(accepts_all) {
        None
    } else if kinds.len() == 1 {
        kinds.pop()
    } else {
        kinds.retain(|kind| *kind != Value::Bool(false));
        match kinds.len() {
            0 => Some(Value::Bool(false)),
            1 => kinds.pop(),
            _ => Some(json!({ "anyOf": kinds })),
        }
    };
    if !exact {
        lowering.widen(
            &at.join("patternProperties"),
            "properties of any name may be like this: 3.0 tells them by whole names only",
        );
    }
    if let Some(other) = other {
        object.insert("additionalProperties".into(), other);
    }
}

/// Names from a list are properties from a list; other rules for names are lost.
fn names(lowering: &mut Lowering<'_, '_>, object: &mut Map<String, Value>, at: &Pointer) {
    let Some(rule) = object.shift_remove("propertyNames") else {
        return;
    };
    if accepts_all(&rule) || only_type_text(&rule) {
        return;
    }
    if rule == Value::Bool(false) {
        object.insert("maxProperties".into(), json!(0));
        return;
    }
    if let Some(Value::Array(allowed)) = rule.get("enum")
        && only(&rule, &["enum", "type"])
    {
        let rest = object
            .shift_remove("additionalProperties")
            .unwrap_or(Value::Bool(true));
        let mut kept = Map::new();
        let mut listed = match object.shift_remove("properties") {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        for name in allowed.iter().filter_map(Value::as_str) {
            let schema = listed.shift_remove(name).unwrap_or_else(|| rest.clone());
            kept.insert(name.to_owned(), schema);
        }
        if !listed.is_empty() {
            lowering.lose(
                &at.join("properties"),
                "properties left out whose names `propertyNames` does not allow",
            );
        }
        object.insert("properties".into(), Value::Object(kept));
        object.insert("additionalProperties".into(), Value::Bool(false));
        return;
    }
    lowering.widen(
        &at.join("propertyNames"),
        "left out: 3.0 has no rules for the names of properties",
    );
}

/// Does a lowered schema say nothing but that a value is a text?
fn only_type_text(schema: &Value) -> bool {
    only(schema, &["type"]) && schema.get("type") == Some(&json!("string"))
}

fn only(schema: &Value, keywords: &[&str]) -> bool {
    schema.as_object().is_some_and(|object| {
        object
            .keys()
            .all(|key| keywords.contains(&key.as_str()) || is_annotation(key))
    })
}
