//! Formats: which have a Rust type, and what they say of a schema's type.

use serde_json::{Map, Value, json};

/// Formats of texts that have a Rust type, or say that there are bytes.
pub(super) const KNOWN_TEXT_FORMATS: [&str; 5] =
    ["date", "date-time", "date-time-local", "binary", "byte"];

/// The type and the bounds of a number in this format.
pub(super) fn number_format(format: &str) -> Option<(&'static str, i64, i64)> {
    Some(match format {
        "int8" => ("integer", i8::MIN.into(), i8::MAX.into()),
        "int16" => ("integer", i16::MIN.into(), i16::MAX.into()),
        "int32" | "int" => ("integer", i32::MIN.into(), i32::MAX.into()),
        "int64" => ("integer", i64::MIN, i64::MAX),
        "uint8" => ("integer", 0, u8::MAX.into()),
        "uint16" => ("integer", 0, u16::MAX.into()),
        "uint32" | "uint" => ("integer", 0, u32::MAX.into()),
        "uint64" => ("integer", 0, i64::MAX),
        "float" | "double" | "decimal" => ("number", i64::MIN, i64::MAX),
        _ => return None,
    })
}

pub(super) fn fits_format(object: &Map<String, Value>, number: i64) -> bool {
    object
        .get("format")
        .and_then(Value::as_str)
        .and_then(number_format)
        .is_none_or(|(_, least, most)| (least..=most).contains(&number))
}

/// The type of a schema that does not name it.
pub(super) fn infer_type(object: &mut Map<String, Value>) {
    if object.contains_key("type") || object.contains_key("allOf") {
        return;
    }
    let texts = object
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| {
            values
                .iter()
                .all(|value| value.is_string() || value.is_null())
        });
    let format = object
        .get("format")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let kind = if object.contains_key("properties") || object.contains_key("additionalProperties") {
        "object"
    } else if object.contains_key("items") {
        "array"
    } else if texts || KNOWN_TEXT_FORMATS.contains(&format) {
        "string"
    } else if let Some((kind, ..)) = number_format(format) {
        kind
    } else {
        return;
    };
    object.insert("type".into(), json!(kind));
}
