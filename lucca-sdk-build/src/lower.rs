//! Third step: OpenAPI 3.1 to 3.0.3.
//!
//! A document that says 3.0 already passes as it is. What 3.0 cannot say is
//! widened, with a [`Note`](crate::Note), or refused; never dropped in silence.

use serde_json::{Map, Value, json};

use crate::{
    Error, Pointer,
    error::Journal,
    walk::{self, METHODS},
};

/// The version that documents are lowered to.
pub(crate) const LOWERED: &str = "3.0.3";

/// Lowers a document of any supported version to OpenAPI 3.0.3.
pub(crate) fn lower(mut document: Value, journal: &mut Journal<'_>) -> Result<Value, Error> {
    let root = Pointer::root();
    let Some(object) = document.as_object_mut() else {
        return Err(journal.refuse(
            &root,
            "the document is not an object",
            "an OpenAPI document starts with `openapi:`, `info:` and `paths:`",
        ));
    };
    if let Some(version) = object.get("swagger") {
        return Err(journal.refuse(
            &root.join("swagger"),
            format!("the document is Swagger {}", text_of(version)),
            "convert it to OpenAPI 3.0 or 3.1 first",
        ));
    }
    let version = match object.get("openapi") {
        Some(version) => text_of(version),
        None => {
            return Err(journal.refuse(
                &root,
                "the document has no `openapi` version",
                "only OpenAPI 3.0 and 3.1 documents can be read",
            ));
        }
    };
    if version == "3.0" || version.starts_with("3.0.") {
        return Ok(document);
    }
    if version != "3.1" && !version.starts_with("3.1.") {
        return Err(journal.refuse(
            &root.join("openapi"),
            format!("OpenAPI {version} is not supported"),
            "only 3.0 and 3.1 documents can be read",
        ));
    }
    object.insert("openapi".into(), json!(LOWERED));
    lower_top(object, journal)?;
    walk::schemas(&mut document, &mut |schema, at| {
        lower_schema(schema, at, journal)
    })?;
    lower_path_items(&mut document, journal)?;
    Ok(document)
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What changed outside schemas and path items.
fn lower_top(document: &mut Map<String, Value>, journal: &mut Journal<'_>) -> Result<(), Error> {
    let root = Pointer::root();
    if let Some(dialect) = document.remove("jsonSchemaDialect") {
        let known = [
            "https://spec.openapis.org/oas/3.1/dialect/base",
            "https://json-schema.org/draft/2020-12/schema",
        ];
        let dialect = text_of(&dialect);
        if !known.contains(&dialect.trim_end_matches('#')) {
            return Err(journal.refuse(
                &root.join("jsonSchemaDialect"),
                format!("the schema dialect {dialect} is unknown"),
                "write the schemas in JSON Schema 2020-12, which is OpenAPI 3.1's own",
            ));
        }
    }
    if let Some(Value::Object(info)) = document.get_mut("info") {
        let at = root.join("info");
        if let Some(summary) = info.remove("summary") {
            match info.get("description") {
                None => {
                    info.insert("description".into(), summary);
                }
                Some(_) => {
                    journal.note(&at.join("summary"), "left out: 3.0 has only a description")
                }
            }
        }
        if let Some(Value::Object(license)) = info.get_mut("license")
            && license.remove("identifier").is_some()
        {
            journal.note(
                &at.join("license").join("identifier"),
                "left out: 3.0 has only the licence's name and URL",
            );
        }
    }
    if document.remove("webhooks").is_some() {
        journal.note(
            &root.join("webhooks"),
            "left out: a client does not call webhooks",
        );
    }
    document.entry("paths").or_insert_with(|| json!({}));
    Ok(())
}

fn lower_path_items(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let root = Pointer::root();
    if document.pointer("/components/pathItems").is_some() {
        return Err(journal.refuse(
            &root.join("components").join("pathItems"),
            "shared path items are not supported yet",
            "write the path items under `paths`",
        ));
    }
    for (path, item) in document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        let at = root.join("paths").join(path);
        if item.get("$ref").is_some() {
            return Err(journal.refuse(
                &at.join("$ref"),
                "path items that stand elsewhere are not supported yet",
                "write the path item under `paths`",
            ));
        }
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method)
                && !operation.contains_key("responses")
            {
                operation.insert(
                    "responses".into(),
                    json!({"default": {"description": "Not described."}}),
                );
            }
        }
    }
    Ok(())
}

/// Keywords that 3.0 has no form for, and that this step does not widen yet.
const NOT_YET: [&str; 24] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "definitions",
];

/// Lowers one schema whose inner schemas are lowered already.
fn lower_schema(schema: &mut Value, at: &Pointer, journal: &mut Journal<'_>) -> Result<(), Error> {
    let object = match schema {
        Value::Object(object) => object,
        Value::Bool(true) => {
            *schema = json!({});
            return Ok(());
        }
        _ => {
            return Err(journal.refuse(
                at,
                "this is no schema that can be lowered yet",
                "write an object",
            ));
        }
    };
    for keyword in NOT_YET {
        if object.contains_key(keyword) {
            return Err(journal.refuse(
                &at.join(keyword),
                format!("the schema keyword `{keyword}` is not supported yet"),
                "describe the same values without it",
            ));
        }
    }
    lower_type(object, at, journal)?;
    if let Some(value) = object.remove("const") {
        if value.is_null() {
            object.insert("nullable".into(), json!(true));
        }
        object.insert("enum".into(), json!([value]));
    }
    if let Some(examples) = object.remove("examples") {
        let first = examples.as_array().and_then(|list| list.first()).cloned();
        if let (Some(first), false) = (first, object.contains_key("example")) {
            object.insert("example".into(), first);
        }
    }
    for (exclusive, inclusive, tighter) in [
        (
            "exclusiveMinimum",
            "minimum",
            f64::gt as fn(&f64, &f64) -> bool,
        ),
        ("exclusiveMaximum", "maximum", f64::lt),
    ] {
        if let Some(Value::Number(bound)) = object.get(exclusive).cloned() {
            // Both bounds may be given; the tighter one holds.
            let holds = match object.get(inclusive).and_then(Value::as_f64) {
                Some(other) => {
                    let bound = bound.as_f64().unwrap_or(other);
                    bound == other || tighter(&bound, &other)
                }
                None => true,
            };
            if holds {
                object.insert(inclusive.into(), Value::Number(bound));
                object.insert(exclusive.into(), json!(true));
            } else {
                object.remove(exclusive);
            }
        }
    }
    if object.len() > 1 && object.contains_key("$ref") {
        let reference = object.remove("$ref").unwrap_or_default();
        let all_of = object.entry("allOf").or_insert_with(|| json!([]));
        if let Value::Array(all_of) = all_of {
            all_of.insert(0, json!({ "$ref": reference }));
        }
    }
    Ok(())
}

/// `type: [string, "null"]` is `nullable` in 3.0.
fn lower_type(
    object: &mut Map<String, Value>,
    at: &Pointer,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let Some(Value::Array(types)) = object.get("type").cloned() else {
        return Ok(());
    };
    let nullable = types.iter().any(|name| name == "null");
    let others: Vec<Value> = types.into_iter().filter(|name| name != "null").collect();
    match others.as_slice() {
        [one] => {
            object.insert("type".into(), one.clone());
        }
        _ => {
            return Err(journal.refuse(
                &at.join("type"),
                "several types at once are not supported yet",
                "write one type, or one type and \"null\"",
            ));
        }
    }
    if nullable {
        object.insert("nullable".into(), json!(true));
    }
    Ok(())
}
