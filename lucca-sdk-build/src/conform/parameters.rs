//! Parameters: each with a name of its own, in a form that can be written.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::{
    alternatives::alternatives_of,
    extension,
    formats::infer_type,
    inheritance::{Inheritance, is_annotation},
    paths::{Name, Path},
    shapes::is_combined,
};
use crate::{
    Error, Pointer,
    error::Journal,
    naming,
    references::{resolve, resolved},
};

/// Header parameters that are not the caller's business: OpenAPI itself says that
/// two of them are ignored, and the transport sets the others.
pub(crate) const TRANSPORT_HEADERS: [&str; 4] =
    ["authorization", "accept", "content-type", "api-version"];

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

/// The names of the parameters that stand in a path.
pub(super) fn in_path(parameters: &[Parameter]) -> impl Iterator<Item = &str> {
    parameters
        .iter()
        .filter(|parameter| parameter.location == "path")
        .map(|parameter| parameter.name.as_str())
}

/// Conforms an operation's own parameters and those that its path shares.
pub(super) fn conform(
    operation: &mut Map<String, Value>,
    own: Vec<Parameter>,
    shared: &[Parameter],
    path: &Path,
    at: &Pointer,
    schemas: &mut Schemas<'_>,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let same = |one: &Parameter, other: &Parameter| {
        let header = one.location == "header";
        one.location == other.location
            && (one.name == other.name || header && one.name.eq_ignore_ascii_case(&other.name))
    };
    let mut parameters: Vec<Parameter> = shared
        .iter()
        .filter(|parameter| !own.iter().any(|own| same(own, parameter)))
        .cloned()
        .collect();
    parameters.extend(own);
    declare_what_the_path_names(&mut parameters, &path.names, at, journal);
    // The path's own names stay as they are.
    parameters.sort_by_key(|parameter| parameter.location != "path");
    let mut taken: BTreeSet<String> = naming::Reserved::Parameters
        .names()
        .map(str::to_owned)
        .collect();
    let mut conformed = Vec::new();
    for (index, parameter) in parameters.iter().enumerate() {
        let at = at.join("parameters").join(&parameter.name);
        if parameters
            .iter()
            .take(index)
            .any(|earlier| same(earlier, parameter))
        {
            journal.note(&at, "described twice: the first description counts");
            continue;
        }
        if let Some(value) = one(parameter.clone(), &path.names, &at, schemas, journal)? {
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
    names: &[Name],
    at: &Pointer,
    journal: &mut Journal<'_>,
) {
    for name in names {
        let name = &name.declared;
        if in_path(parameters).any(|declared| declared == name) {
            continue;
        }
        journal.note(
            at,
            format!("the path names `{name}`, which is not declared: a text"),
        );
        parameters.push(Parameter {
            location: "path".into(),
            name: name.clone(),
            value: json!({
                "name": name, "in": "path", "required": true, "schema": {"type": "string"}
            }),
        });
    }
}

/// Gives the parameter a name that no other has, in whatever case.
fn with_own_name(mut value: Value, taken: &mut BTreeSet<String>) -> Value {
    let name = value["name"].as_str().unwrap_or_default().to_owned();
    let location = value["in"].as_str().unwrap_or_default().to_owned();
    let snake = name.to_snake_case();
    if !snake.is_empty() && taken.insert(snake) {
        return value;
    }
    let own = naming::free(&format!("{name}_{location}"), "_", |name| {
        taken.contains(&name.to_snake_case())
    });
    taken.insert(own.to_snake_case());
    value["name"] = json!(own);
    value[extension::WIRE_NAME] = json!(name);
    value
}

/// What of one parameter can be generated; `None` if it is left out.
fn one(
    parameter: Parameter,
    path: &[Name],
    at: &Pointer,
    schemas: &mut Schemas<'_>,
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
    if location == "path" {
        let Some(named) = path.iter().find(|named| named.declared == name) else {
            journal.note(at, "left out: the path does not name it");
            return Ok(None);
        };
        value["name"] = json!(named.own);
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
        .remove("schema")
        .unwrap_or_else(|| json!({"type": "string"}));
    let (schema, said) = schemas.of_value(&schema, at, journal)?;
    let is =
        |said: &Map<String, Value>, kind: &str| said.get("type").is_some_and(|name| name == kind);
    let schema = if is(&said, "array") {
        let items = said
            .get("items")
            .cloned()
            .unwrap_or_else(|| json!({"type": "string"}));
        let (items, said) = schemas.of_value(&items, at, journal)?;
        if is(&said, "object") || is(&said, "array") || said.contains_key("properties") {
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
            json!({"type": "string"})
        } else {
            if !explode {
                object.insert(extension::COMMA_JOINED.into(), json!(true));
            }
            // The list's own type must be plain: what is sent is its items.
            match is_simple(&said) {
                true => json!({"type": "array", "items": items}),
                false => json!({"type": "array", "items": {"type": "string"}}),
            }
        }
    } else if is(&said, "object") || said.contains_key("properties") {
        return unsupported(
            journal,
            "an object",
            "describe its properties as parameters in an overlay",
        );
    } else if is_simple(&said) {
        schema
    } else {
        journal.note(
            at,
            "given as the text that is sent: its schema allows several types",
        );
        json!({"type": "string"})
    };
    object.insert("schema".into(), schema);
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
fn is_simple(schema: &Map<String, Value>) -> bool {
    let simple = ["string", "integer", "number", "boolean", "file"];
    schema
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|kind| simple.contains(&kind))
}

/// What the schemas of parameters say.
pub(super) struct Schemas<'w> {
    whole: &'w Value,
    inheritance: Inheritance<'w>,
}

impl<'w> Schemas<'w> {
    pub(super) fn new(whole: &'w Value) -> Self {
        Self {
            whole,
            inheritance: Inheritance::new(whole),
        }
    }

    /// The schema for a value that is written as one text, and what it says. What
    /// is not sent is neither `null` nor a default: that is the server's business.
    fn of_value(
        &mut self,
        schema: &Value,
        at: &Pointer,
        journal: &mut Journal<'_>,
    ) -> Result<(Value, Map<String, Value>), Error> {
        let innermost = self.innermost(schema);
        let mut said = self.inheritance.written_out(innermost, at, journal)?;
        if said
            .get("format")
            .is_some_and(|format| format == "nullable")
        {
            said.remove("format");
        }
        infer_type(&mut said);
        if let Some(Value::Array(values)) = said.get_mut("enum") {
            values.retain(|value| !value.is_null());
        }
        if innermost.get("$ref").is_some() {
            return Ok((innermost.clone(), said));
        }
        let mut own = said.clone();
        own.retain(|key, _| {
            key == "title" || key == extension::NAME || !is_annotation(key) && key != "default"
        });
        Ok((Value::Object(own), said))
    }

    /// The one schema that a schema consists of, apart from `null` and words.
    fn innermost<'s>(&self, schema: &'s Value) -> &'s Value
    where
        'w: 's,
    {
        let mut schema = schema;
        for _ in 0..64 {
            let inner = match schema["$ref"].as_str() {
                // Another name for another schema.
                Some(reference) => match resolve(self.whole, reference) {
                    Some(target) if target.get("$ref").is_some() => Some(target),
                    Some(target) => self
                        .only_part(target)
                        .filter(|part| part.get("$ref").is_some()),
                    None => None,
                },
                None => self.only_part(schema),
            };
            match inner {
                Some(inner) => schema = inner,
                None => break,
            }
        }
        schema
    }

    fn only_part<'s>(&self, schema: &'s Value) -> Option<&'s Value> {
        let object = schema.as_object().filter(|object| is_combined(object))?;
        let mut only = None;
        for (key, _) in object {
            match key.as_str() {
                "allOf" | "oneOf" | "anyOf" => {
                    let (alternatives, _) = alternatives_of(object, key);
                    match (alternatives.as_slice(), only) {
                        ([part], None) => only = Some(*part),
                        _ => return None,
                    }
                }
                "default" => {}
                key if is_annotation(key) => {}
                _ => return None,
            }
        }
        only
    }
}
