//! `const` is an `enum` of one value; an `enum` of none accepts nothing.

use serde_json::{Map, Value, json};

use super::words::{and_also, nothing};

pub(super) fn lower(object: &mut Map<String, Value>) {
    if let Some(value) = object.shift_remove("const") {
        let also = match object.get("enum").and_then(Value::as_array) {
            Some(values) => values.iter().any(|other| same(other, &value)),
            None => true,
        };
        object.insert("enum".into(), json!([value]));
        if !also {
            object.insert("enum".into(), json!([]));
        }
    }
    if object.get("enum") == Some(&json!([])) {
        object.shift_remove("enum");
        and_also(object, nothing());
    }
}

/// JSON Schema compares numbers by value: 1 is 1.0.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}
