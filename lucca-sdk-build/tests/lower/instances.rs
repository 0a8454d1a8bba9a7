//! Validators for schemas of both versions, by a library that knows neither OpenAPI
//! nor this crate.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// A validator for a component schema of a 3.1 document: JSON Schema 2020-12.
pub(crate) fn of_3_1(document: &Value, name: &str) -> Validator {
    // Anchors and identifiers are looked for under keywords of JSON Schema only.
    let schemas = document["components"]["schemas"].to_string();
    let schemas = schemas.replace("#/components/schemas/", "#/$defs/");
    let schemas = serde_json::from_str(&schemas).expect("only references were replaced");
    validator("$defs", schemas, name, Draft::Draft202012)
}

/// A validator for a component schema of a 3.0 document: draft 4, once `nullable` is
/// said in its words.
pub(crate) fn of_3_0(document: &Value, name: &str) -> Validator {
    let mut schemas = document["components"]["schemas"].clone();
    if let Some(schemas) = schemas.as_object_mut() {
        schemas.values_mut().for_each(draft_4);
    }
    let components = json!({ "schemas": schemas });
    validator("components", components, name, Draft::Draft4)
}

fn validator(holder: &str, schemas: Value, name: &str, draft: Draft) -> Validator {
    let path = if holder == "$defs" {
        "$defs"
    } else {
        "components/schemas"
    };
    let schema = json!({ "allOf": [{ "$ref": format!("#/{path}/{name}") }], holder: schemas });
    jsonschema::options()
        .with_draft(draft)
        .should_validate_formats(false)
        .build(&schema)
        .unwrap_or_else(|error| panic!("{error} in {schema:#}"))
}

/// As 3.0.3 defines it: `nullable` adds null to the type beside it, and without a
/// type it says nothing. Beside `$ref` nothing counts.
fn draft_4(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(reference) = object.get("$ref") {
        let reference = reference.clone();
        *object = Map::from_iter([("$ref".to_owned(), reference)]);
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
