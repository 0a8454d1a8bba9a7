//! Is a document valid OpenAPI 3.0.3, as far as its schemas and references go?

use std::collections::BTreeSet;

use serde_json::Value;

/// What a Schema Object of 3.0 may have, and how its value is shaped.
fn fits(keyword: &str, value: &Value) -> bool {
    let text_list = |value: &Value| {
        value.as_array().is_some_and(|items| {
            let texts: BTreeSet<&str> = items.iter().filter_map(Value::as_str).collect();
            !items.is_empty() && texts.len() == items.len()
        })
    };
    match keyword {
        "title" | "description" | "format" | "pattern" => value.is_string(),
        "type" => matches!(
            value.as_str(),
            Some("string" | "integer" | "number" | "boolean" | "array" | "object")
        ),
        "multipleOf" | "minimum" | "maximum" => value.is_number(),
        "exclusiveMinimum" | "exclusiveMaximum" | "uniqueItems" | "nullable" | "readOnly"
        | "writeOnly" | "deprecated" => value.is_boolean(),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            value.is_u64()
        }
        "required" => text_list(value),
        "enum" | "allOf" | "anyOf" | "oneOf" => {
            value.as_array().is_some_and(|items| !items.is_empty())
        }
        "items" | "not" | "properties" | "discriminator" | "externalDocs" | "xml" => {
            value.is_object()
        }
        "additionalProperties" => value.is_object() || value.is_boolean(),
        "default" | "example" => true,
        extension => extension.starts_with("x-"),
    }
}

pub(crate) fn check(document: &Value) -> Result<(), String> {
    if document["openapi"] != "3.0.3" || !document["paths"].is_object() {
        return Err("this is no 3.0.3 document".to_owned());
    }
    serde_json::from_value::<openapiv3::OpenAPI>(document.clone())
        .map_err(|error| format!("not OpenAPI 3.0: {error}"))?;
    for gone in ["webhooks", "jsonSchemaDialect"] {
        if document.get(gone).is_some() {
            return Err(format!("3.0 has no `{gone}`"));
        }
    }
    let components = document["components"].as_object();
    for (section, entries) in components.into_iter().flatten() {
        if section == "pathItems" {
            return Err("3.0 has no shared path items".to_owned());
        }
        if section == "schemas" {
            for schema in entries.as_object().unwrap().values() {
                check_schema(document, schema)?;
            }
        }
    }
    everywhere(document, document)
}

/// Finds schemas by the key that holds them, and references by `$ref`.
fn everywhere(document: &Value, value: &Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| everywhere(document, item)),
        Value::Object(object) => object
            .iter()
            .try_for_each(|(key, value)| match key.as_str() {
                "schemas" | "example" | "examples" | "default" | "enum" => Ok(()),
                key if key.starts_with("x-") => Ok(()),
                "schema" => check_schema(document, value),
                "$ref" => check_reference(document, value),
                _ => everywhere(document, value),
            }),
        _ => Ok(()),
    }
}

fn check_reference(document: &Value, reference: &Value) -> Result<(), String> {
    let found = reference
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'))
        .filter(|pointer| pointer.starts_with("/components/"))
        .and_then(|pointer| document.pointer(pointer));
    match found {
        Some(_) => Ok(()),
        None => Err(format!("{reference} leads to no component")),
    }
}

fn check_schema(document: &Value, schema: &Value) -> Result<(), String> {
    let Some(object) = schema.as_object() else {
        return Err(format!("{schema} is no schema"));
    };
    if let Some(reference) = object.get("$ref") {
        if object.len() > 1 {
            return Err(format!("nothing counts beside `$ref` in {schema}"));
        }
        return check_reference(document, reference);
    }
    for (keyword, value) in object {
        if !fits(keyword, value) {
            return Err(format!("`{keyword}` is not 3.0's in {schema}"));
        }
    }
    if object.get("type").is_some_and(|kind| kind == "array") && !object.contains_key("items") {
        return Err(format!("a list without `items`: {schema}"));
    }
    if object.contains_key("nullable") && !object.contains_key("type") {
        return Err(format!("`nullable` says nothing in {schema}"));
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for schema in object
            .get(keyword)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            check_schema(document, schema)?;
        }
    }
    for keyword in ["items", "not", "additionalProperties"] {
        if let Some(schema) = object.get(keyword).filter(|schema| schema.is_object()) {
            check_schema(document, schema)?;
        }
    }
    for schema in object
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|properties| properties.values())
    {
        check_schema(document, schema)?;
    }
    Ok(())
}
