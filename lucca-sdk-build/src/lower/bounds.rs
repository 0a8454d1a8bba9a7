//! An exclusive bound is a number of its own in 3.1, and a flag beside the bound in
//! 3.0.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value, json};

pub(super) fn lower(object: &mut Map<String, Value>) {
    for (exclusive, inclusive, tighter) in [
        ("exclusiveMinimum", "minimum", Ordering::Greater),
        ("exclusiveMaximum", "maximum", Ordering::Less),
    ] {
        match object.get(exclusive) {
            Some(Value::Number(bound)) => {
                let bound = bound.clone();
                let other = object.get(inclusive).and_then(Value::as_number);
                let order = other.map_or(Ordering::Equal, |other| compare(&bound, other));
                // Both may be given, and the tighter one holds.
                if order == Ordering::Equal || order == tighter {
                    object.insert(inclusive.into(), Value::Number(bound));
                    object.insert(exclusive.into(), json!(true));
                } else {
                    object.shift_remove(exclusive);
                }
            }
            // 3.0's form: without a bound, the flag says nothing.
            Some(Value::Bool(_)) if !object.contains_key(inclusive) => {
                object.shift_remove(exclusive);
            }
            _ => {}
        }
    }
}

fn compare(one: &Number, other: &Number) -> Ordering {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => one.total_cmp(&other),
            _ => Ordering::Equal,
        },
    }
}
