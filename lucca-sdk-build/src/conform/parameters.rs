//! Parameters: each with a name of its own, in a form that can be written.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::{extension, resolved};
use crate::{Error, Pointer, error::Journal};

/// Header parameters that are not the caller's business: OpenAPI itself says that
/// two of them are ignored, and the transport sets the others.
const TRANSPORT_HEADERS: [&str; 4] = ["authorization", "accept", "content-type", "api-version"];

/// A parameter, its reference written out.
#[derive(Clone)]
pub(super) struct Parameter {
    location: String,
    name: String,
    value: Value,
}

/// Takes the parameters out of a path item or an operation.
pub(super) fn take(
    object: &mut Map<String, Value>,
    at: &Pointer,
    whole: &Value,
    journal: &Journal<'_>,
) -> Result<Vec<Parameter>, Error> {
    let mut parameters = Vec::new();
    let Some(Value::Array(list)) = object.remove("parameters") else {
        return Ok(parameters);
    };
    for (index, parameter) in list.iter().enumerate() {
        let at = at.join("parameters").join(index);
        let Some(parameter) = resolved(whole, parameter) else {
            return Err(journal.refuse(
                &at,
                "the parameter refers to something that does not exist",
                "correct the `$ref`",
            ));
        };
        let text = |key: &str| {
            parameter
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
                .ok_or_else(|| {
                    journal.refuse(
                        &at,
                        format!("the parameter has no `{key}`"),
                        "a parameter needs `name` and `in`",
                    )
                })
        };
        parameters.push(Parameter {
            location: text("in")?,
            name: text("name")?,
            value: parameter.clone(),
        });
    }
    Ok(parameters)
}

/// Conforms an operation's own parameters and those that its path shares.
pub(super) fn conform(
    operation: &mut Map<String, Value>,
    shared: &[Parameter],
    path: &str,
    at: &Pointer,
    whole: &Value,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let own = take(operation, at, whole, journal)?;
    let overridden = |parameter: &Parameter| {
        own.iter()
            .any(|own| own.name == parameter.name && own.location == parameter.location)
    };
    let mut parameters: Vec<Parameter> = shared
        .iter()
        .filter(|parameter| !overridden(parameter))
        .cloned()
        .collect();
    parameters.extend(own.iter().cloned());
    declare_what_the_path_names(&mut parameters, path, at, journal);
    // The path's own names stay as they are.
    parameters.sort_by_key(|parameter| parameter.location != "path");
    let mut taken = BTreeSet::from(["body".to_owned(), "client".to_owned(), "send".to_owned()]);
    let mut conformed = Vec::new();
    for parameter in parameters {
        let at = at.join("parameters").join(&parameter.name);
        if let Some(value) = one(parameter, whole, path, &at, journal)? {
            conformed.push(with_own_name(value, &mut taken));
        }
    }
    if !conformed.is_empty() {
        operation.insert("parameters".into(), Value::Array(conformed));
    }
    Ok(())
}

/// A name in the path without a parameter is a text.
fn declare_what_the_path_names(
    parameters: &mut Vec<Parameter>,
    path: &str,
    at: &Pointer,
    journal: &mut Journal<'_>,
) {
    for name in names_in(path) {
        let declared = parameters
            .iter()
            .any(|parameter| parameter.location == "path" && parameter.name == name);
        if !declared {
            journal.note(
                at,
                format!("the path names `{name}`, which is not declared: a text"),
            );
            parameters.push(Parameter {
                location: "path".into(),
                name: name.to_owned(),
                value: json!({
                    "name": name, "in": "path", "required": true, "schema": {"type": "string"}
                }),
            });
        }
    }
}

fn names_in(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// Gives the parameter a name that no other has, in whatever case.
fn with_own_name(mut value: Value, taken: &mut BTreeSet<String>) -> Value {
    let name = value["name"].as_str().unwrap_or_default().to_owned();
    let location = value["in"].as_str().unwrap_or_default().to_owned();
    if taken.insert(name.to_snake_case()) {
        return value;
    }
    let mut own = format!("{name}_{location}");
    let mut number = 2;
    while !taken.insert(own.to_snake_case()) {
        own = format!("{name}_{location}_{number}");
        number += 1;
    }
    value["name"] = json!(own);
    value[extension::WIRE_NAME] = json!(name);
    value
}

/// What of one parameter can be generated; `None` if it is left out.
fn one(
    parameter: Parameter,
    whole: &Value,
    path: &str,
    at: &Pointer,
    journal: &mut Journal<'_>,
) -> Result<Option<Value>, Error> {
    let Parameter {
        location,
        name,
        mut value,
    } = parameter;
    let required = value.get("required") == Some(&json!(true));
    if location == "header" && TRANSPORT_HEADERS.contains(&name.to_lowercase().as_str()) {
        journal.note(at, "left out: the transport sets this header");
        return Ok(None);
    }
    if location == "path" && !names_in(path).any(|named| named == name) {
        journal.note(at, "left out: the path does not name it");
        return Ok(None);
    }
    // An optional parameter that cannot be written can still not be sent.
    let must_be_sent = required || location == "path";
    let unsupported = |journal: &mut Journal<'_>, what: &str, advice: &str| {
        if must_be_sent {
            Err(journal.refuse(at, format!("`{name}` is {what}"), advice.to_owned()))
        } else {
            journal.note(at, format!("left out: {what} is not supported"));
            Ok(None)
        }
    };
    if !matches!(location.as_str(), "path" | "query" | "header") {
        return unsupported(
            journal,
            &format!("a {location} parameter"),
            "cookies belong to the transport; remove the parameter in an overlay",
        );
    }
    let usual = if location == "query" {
        "form"
    } else {
        "simple"
    };
    let style = value.get("style").and_then(Value::as_str).unwrap_or(usual);
    if style != usual {
        return unsupported(
            journal,
            &format!("a parameter in the style `{style}`"),
            &format!("describe it in the style `{usual}` in an overlay, if the server takes that"),
        );
    }
    let explode = value
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(location == "query");
    let Some(object) = value.as_object_mut() else {
        return Ok(None);
    };
    if object.remove("content").is_some() {
        journal.note(at, "given as the text that is sent");
        object.insert("schema".into(), json!({"type": "string"}));
    }
    let schema = object
        .entry("schema")
        .or_insert_with(|| json!({"type": "string"}));
    let resolved_schema = resolved(whole, schema)
        .cloned()
        .unwrap_or_else(|| json!({}));
    let is = |schema: &Value, kind: &str| schema["type"] == kind;
    if is(&resolved_schema, "array") {
        let items = resolved(whole, &resolved_schema["items"]).unwrap_or(&Value::Null);
        if is(items, "object") || is(items, "array") || items.get("properties").is_some() {
            return unsupported(
                journal,
                "a list of objects or lists",
                "describe it as a text in an overlay",
            );
        }
        if location != "query" {
            journal.note(
                at,
                "given as the text that is sent: values joined by commas",
            );
            *schema = json!({"type": "string"});
        } else {
            // The list's own type must be plain: what is sent is its items.
            *schema = json!({"type": "array", "items": resolved_schema["items"].clone()});
            if schema["items"].is_null() {
                schema["items"] = json!({"type": "string"});
            }
            if !explode {
                object.insert(extension::COMMA_JOINED.into(), json!(true));
            }
        }
    } else if is(&resolved_schema, "object") || resolved_schema.get("properties").is_some() {
        return unsupported(
            journal,
            "an object",
            "describe its properties as parameters in an overlay",
        );
    } else if !is_simple(&resolved_schema) {
        journal.note(
            at,
            "given as the text that is sent: its schema allows several types",
        );
        *schema = json!({"type": "string"});
    }
    // What a missing parameter means is the server's business.
    if let Some(schema) = object.get_mut("schema").and_then(Value::as_object_mut) {
        schema.remove("default");
    }
    if location == "path" {
        object.insert("required".into(), json!(true));
    }
    for unused in [
        "example",
        "examples",
        "style",
        "explode",
        "allowReserved",
        "allowEmptyValue",
    ] {
        object.remove(unused);
    }
    Ok(Some(value))
}

/// Is the schema one of a text, a number or a boolean?
fn is_simple(schema: &Value) -> bool {
    let simple = ["string", "integer", "number", "boolean"];
    schema["type"]
        .as_str()
        .is_some_and(|kind| simple.contains(&kind))
}
