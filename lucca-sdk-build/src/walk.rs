//! The places of an OpenAPI document where schemas stand.
//!
//! Examples, defaults and extensions can hold objects that look like schemas; a
//! walk that knows the document's structure does not step into them.

use serde_json::{Map, Value};

use crate::{Error, Pointer};

/// The methods that a path item can have, as the document spells them.
pub(crate) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Keywords whose value is one schema.
pub(crate) const SCHEMA_KEYWORDS: [&str; 13] = [
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "additionalItems",
    "schema",
];

/// Keywords whose value is a list of schemas.
pub(crate) const SCHEMA_LIST_KEYWORDS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Keywords whose value is an object of schemas by name.
pub(crate) const SCHEMA_MAP_KEYWORDS: [&str; 5] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];

type Visit<'v> = dyn FnMut(&mut Value, &Pointer) -> Result<(), Error> + 'v;

/// Visits every schema of the document, the inner ones before those around them.
pub(crate) fn schemas(document: &mut Value, visit: &mut Visit<'_>) -> Result<(), Error> {
    let root = Pointer::root();
    let Some(document) = document.as_object_mut() else {
        return Ok(());
    };
    if let Some(Value::Object(components)) = document.get_mut("components") {
        let at = root.join("components");
        each(components, &at, "schemas", &mut |schema, at| {
            schema_and_inner(schema, at, visit)
        })?;
        each(components, &at, "parameters", &mut |value, at| {
            parameter(value, at, visit)
        })?;
        each(components, &at, "headers", &mut |value, at| {
            parameter(value, at, visit)
        })?;
        each(components, &at, "requestBodies", &mut |value, at| {
            content(value, at, visit)
        })?;
        each(components, &at, "responses", &mut |value, at| {
            response(value, at, visit)
        })?;
        each(components, &at, "callbacks", &mut |value, at| {
            callback(value, at, visit)
        })?;
        each(components, &at, "pathItems", &mut |value, at| {
            path_item(value, at, visit)
        })?;
    }
    for key in ["paths", "webhooks"] {
        each(document, &root, key, &mut |value, at| {
            path_item(value, at, visit)
        })?;
    }
    Ok(())
}

/// Visits one schema and those inside it, the inner ones first.
pub(crate) fn schema_and_inner(
    schema: &mut Value,
    at: &Pointer,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    inner_schemas(schema, at, &mut |inner, at| {
        schema_and_inner(inner, at, visit)
    })?;
    visit(schema, at)
}

/// Visits the schemas directly inside a schema.
pub(crate) fn inner_schemas(
    schema: &mut Value,
    at: &Pointer,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    let Some(object) = schema.as_object_mut() else {
        return Ok(());
    };
    for (key, value) in object.iter_mut() {
        let at = at.join(key);
        if key != "schema" && SCHEMA_KEYWORDS.contains(&key.as_str()) {
            match value {
                Value::Array(items) => {
                    for (index, item) in items.iter_mut().enumerate() {
                        visit(item, &at.join(index))?;
                    }
                }
                other => visit(other, &at)?,
            }
        } else if SCHEMA_LIST_KEYWORDS.contains(&key.as_str()) {
            for (index, item) in value.as_array_mut().into_iter().flatten().enumerate() {
                visit(item, &at.join(index))?;
            }
        } else if SCHEMA_MAP_KEYWORDS.contains(&key.as_str()) {
            for (name, item) in value.as_object_mut().into_iter().flatten() {
                visit(item, &at.join(name))?;
            }
        }
    }
    Ok(())
}

fn each(
    object: &mut Map<String, Value>,
    at: &Pointer,
    key: &str,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    let at = at.join(key);
    for (name, value) in object
        .get_mut(key)
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        if !name.starts_with("x-") {
            visit(value, &at.join(name))?;
        }
    }
    Ok(())
}

fn path_item(item: &mut Value, at: &Pointer, visit: &mut Visit<'_>) -> Result<(), Error> {
    let Some(item) = item.as_object_mut() else {
        return Ok(());
    };
    parameters(item, at, visit)?;
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(method) {
            let at = at.join(method);
            parameters(operation, &at, visit)?;
            if let Some(body) = operation.get_mut("requestBody") {
                content(body, &at.join("requestBody"), visit)?;
            }
            each(operation, &at, "responses", &mut |value, at| {
                response(value, at, visit)
            })?;
            each(operation, &at, "callbacks", &mut |value, at| {
                callback(value, at, visit)
            })?;
        }
    }
    Ok(())
}

fn callback(value: &mut Value, at: &Pointer, visit: &mut Visit<'_>) -> Result<(), Error> {
    for (expression, item) in value.as_object_mut().into_iter().flatten() {
        if !expression.starts_with("x-") {
            path_item(item, &at.join(expression), visit)?;
        }
    }
    Ok(())
}

fn parameters(
    object: &mut Map<String, Value>,
    at: &Pointer,
    visit: &mut Visit<'_>,
) -> Result<(), Error> {
    let at = at.join("parameters");
    for (index, value) in object
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .enumerate()
    {
        parameter(value, &at.join(index), visit)?;
    }
    Ok(())
}

/// A parameter or a header: one schema, or the schema of its one media type.
fn parameter(value: &mut Value, at: &Pointer, visit: &mut Visit<'_>) -> Result<(), Error> {
    if let Some(schema) = value.get_mut("schema") {
        schema_and_inner(schema, &at.join("schema"), visit)?;
    }
    content(value, at, visit)
}

fn response(value: &mut Value, at: &Pointer, visit: &mut Visit<'_>) -> Result<(), Error> {
    if let Some(object) = value.as_object_mut() {
        each(object, at, "headers", &mut |value, at| {
            parameter(value, at, visit)
        })?;
    }
    content(value, at, visit)
}

fn content(value: &mut Value, at: &Pointer, visit: &mut Visit<'_>) -> Result<(), Error> {
    let at = at.join("content");
    for (media, value) in value
        .get_mut("content")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        let at = at.join(media);
        if let Some(schema) = value.get_mut("schema") {
            schema_and_inner(schema, &at.join("schema"), visit)?;
        }
        for (name, encoding) in value
            .get_mut("encoding")
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
        {
            let at = at.join("encoding").join(name);
            if let Some(object) = encoding.as_object_mut() {
                each(object, &at, "headers", &mut |value, at| {
                    parameter(value, at, visit)
                })?;
            }
        }
    }
    Ok(())
}
