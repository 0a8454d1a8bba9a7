//! Validators for schemas of both versions, by a library that knows neither OpenAPI
//! nor this crate.

use jsonschema::{Draft, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// A validator for a component schema of a 3.1 document: JSON Schema 2020-12.
pub(crate) fn of_3_1(document: &Value, name: &str) -> Validator {
    // Anchors and identifiers are looked for under keywords of JSON Schema only.
    let schemas = document["components"]["schemas"].to_string();
    let schemas = schemas.replace("#/components/schemas/", "#/$defs/");
    let schemas: Value = serde_json::from_str(&schemas).expect("only references were replaced");
    let reference = json!({ "$ref": format!("#/$defs/{name}") });
    let root = json!({ "allOf": [reference], "$defs": schemas });
    validator(&root, Draft::Draft202012).unwrap_or_else(|error| panic!("{error}"))
}

/// A validator for a component schema of a 3.0 document.
pub(crate) fn of_3_0(document: &Value, name: &str) -> Validator {
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    of_3_0_schema(document, &reference).unwrap_or_else(|error| panic!("{error}"))
}

/// A validator for any schema of a 3.0 document: draft 4, once `nullable` is said in its
/// words.
///
/// An error if some schema is none.
pub(crate) fn of_3_0_schema(document: &Value, schema: &Value) -> Result<Validator, String> {
    let mut schema = schema.clone();
    draft_4(&mut schema);
    // What the schema leads to, and no more: documents are large.
    let mut schemas = Map::new();
    let mut paths = Value::Null;
    let mut next = vec![schema.to_string()];
    while let Some(text) = next.pop() {
        for part in text.split("\"$ref\":\"#/").skip(1) {
            let reference = part.split('"').next().unwrap_or_default();
            match reference.strip_prefix("components/schemas/") {
                // References may lead into the operations.
                None if paths.is_null() => {
                    paths = document["paths"].clone();
                    each_schema(&mut paths);
                    next.push(paths.to_string());
                }
                None => {}
                Some(name) => {
                    let name = name.split('/').next().unwrap_or_default();
                    let name = percent_decode_str(name).decode_utf8_lossy();
                    let name = name.replace("~1", "/").replace("~0", "~");
                    let component = &document["components"]["schemas"][&name];
                    if !component.is_null() && !schemas.contains_key(&name) {
                        let mut component = component.clone();
                        draft_4(&mut component);
                        next.push(component.to_string());
                        schemas.insert(name, component);
                    }
                }
            }
        }
    }
    let components = json!({ "schemas": schemas });
    let root = json!({ "allOf": [schema], "components": components, "paths": paths });
    validator(&root, Draft::Draft4)
}

fn each_schema(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match key.as_str() {
                    "schema" => draft_4(value),
                    _ => each_schema(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(each_schema),
        _ => {}
    }
}

fn validator(root: &Value, draft: Draft) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(false)
        .build(root)
        .map_err(|error| format!("{error} in {root:#}"))
}

/// As 3.0.3 defines it: `nullable` adds null to the type beside it, and without a
/// type it says nothing. Beside `$ref` nothing counts.
fn draft_4(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
        let reference = address(reference);
        *object = Map::from_iter([("$ref".to_owned(), json!(reference))]);
        return;
    }
    if object.remove("nullable") == Some(json!(true))
        && let Some(kind) = object.get("type").cloned()
    {
        object.insert("type".into(), json!([kind, "null"]));
    }
    for (keyword, value) in object.iter_mut() {
        match (keyword.as_str(), value) {
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(draft_4);
            }
            ("properties", Value::Object(schemas)) => schemas.values_mut().for_each(draft_4),
            ("items" | "additionalProperties" | "not", schema) => draft_4(schema),
            _ => {}
        }
    }
}

/// A reference with all that does not belong into an address percent-encoded.
fn address(reference: &str) -> String {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC
        .remove(b'#')
        .remove(b'/')
        .remove(b'~')
        .remove(b'.')
        .remove(b'-')
        .remove(b'_');
    let decoded = percent_decode_str(reference).decode_utf8_lossy();
    utf8_percent_encode(&decoded, KEPT).to_string()
}
