//! Fifth step: from a conformed document to Rust.

use std::{
    panic,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use schemars_08::schema::{InstanceType, SchemaObject};
use serde_json::{Map, Value, json};

use crate::{Error, Pointer, Settings, conform::extension, error::Journal, walk};

/// Generates the syntax tree of a client; the finishing pass comes after it.
pub(crate) fn generate(
    document: &Value,
    settings: &Settings,
    journal: &Journal<'_>,
) -> Result<syn::File, Error> {
    let root = Pointer::root();
    let path = |text: &str, what: &str| {
        text.parse::<proc_macro2::TokenStream>().map_err(|error| {
            journal.refuse(
                &root,
                format!("the {what} path `{text}` is no Rust path: {error}"),
                "correct the build script",
            )
        })
    };
    let transport = path(settings.transport_path(), "transport")?;
    path(settings.runtime_path(), "runtime")?;
    let mut generation = GenerationSettings::new();
    generation
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(transport);
    for (format, kind) in [
        ("date", "civil::Date"),
        ("date-time", "Timestamp"),
        ("date-time-local", "civil::DateTime"),
    ] {
        generation.with_conversion(
            SchemaObject {
                instance_type: Some(InstanceType::String.into()),
                format: Some(format.to_owned()),
                ..SchemaObject::default()
            },
            format!("{}::jiff::{kind}", settings.runtime_path()),
            [TypeImpl::Display, TypeImpl::FromStr].into_iter(),
        );
    }
    let plain = what_the_generator_reads(document);
    attempt(plain.clone(), &generation).map_err(|said| {
        let at = place_of_trouble(&plain, document, &generation).unwrap_or(root);
        journal.refuse(
            &at,
            format!("the generator cannot make Rust of this: {said}"),
            "describe it in another way in an overlay, or take it out",
        )
    })
}

/// Runs the generator; what it says if it fails, or gives up.
fn attempt(document: Value, generation: &GenerationSettings) -> Result<syn::File, String> {
    let document: openapiv3::OpenAPI =
        serde_json::from_value(document).map_err(|error| error.to_string())?;
    // The generator panics at what it has no form for. The steps before keep such
    // documents from it as far as they are known.
    let tokens = quietly(|| Generator::new(generation).generate_tokens(&document))?
        .map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| format!("the code would be no valid Rust: {error}"))
}

/// What the function returns, or what it said when it panicked. Nothing is printed;
/// panics of other threads are printed as before.
fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    // There is one hook for all threads.
    static HOOK: Mutex<()> = Mutex::new(());
    let _alone = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let here = thread::current().id();
    let before = Arc::new(panic::take_hook());
    let others = Arc::clone(&before);
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() != here {
            others(panic);
        }
    }));
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(work));
    drop(panic::take_hook());
    panic::set_hook(match Arc::try_unwrap(before) {
        Ok(before) => before,
        Err(before) => Box::new(move |panic| before(panic)),
    });
    outcome.map_err(|panic| {
        panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("it gives no reason")
            .to_owned()
    })
}

/// Where in the document it is that the generator fails at: the first component
/// that fails by itself, with what it refers to, else the first operation.
fn place_of_trouble(
    plain: &Value,
    document: &Value,
    generation: &GenerationSettings,
) -> Option<Pointer> {
    let schemas = plain.pointer("/components/schemas")?.as_object()?;
    let only = |schemas: Map<String, Value>, paths: Value| {
        let mut part = plain.clone();
        part["components"]["schemas"] = Value::Object(schemas);
        part["paths"] = paths;
        attempt(part, generation)
    };
    // A reference needs something at its end, whatever it is.
    let hollow: Map<String, Value> = schemas
        .keys()
        .map(|name| (name.clone(), json!({"type": "object", "properties": {}})))
        .collect();
    for (name, schema) in schemas {
        let mut alone = hollow.clone();
        alone.insert(name.clone(), schema.clone());
        if only(alone, json!({})).is_err() {
            let schema = document.get("components")?.get("schemas")?.get(name)?;
            return extension::origin(schema.as_object()?);
        }
    }
    walk::operations(document).find_map(|(at, operation)| {
        let keys: Vec<String> = at.keys().collect();
        let [_, path, method] = <[String; 3]>::try_from(keys).ok()?;
        let mut item = Map::new();
        item.insert(method, read_operation(operation));
        let mut paths = Map::new();
        paths.insert(path, Value::Object(item));
        only(schemas.clone(), Value::Object(paths))
            .is_err()
            .then(|| extension::origin(operation))?
    })
}

/// The document without all that the generator would ignore, and trip over if it is
/// not as it should be: licences, tags, examples, extensions. The finishing pass
/// writes the enums: to the generator they are texts, so that it need not find names
/// for their values.
fn what_the_generator_reads(document: &Value) -> Value {
    let mut paths = Map::new();
    for (at, operation) in walk::operations(document) {
        let mut keys = at.keys().skip(1);
        if let (Some(path), Some(method)) = (keys.next(), keys.next()) {
            paths.entry(path).or_insert_with(|| json!({}))[method] = read_operation(operation);
        }
    }
    let schemas: Map<String, Value> = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, schema)| {
            let mut schema = read_schema(schema);
            if schema["type"] == "string" && schema.get("enum").is_some() {
                schema = json!({"type": "string", "description": schema["description"]});
            }
            (name.clone(), schema)
        })
        .collect();
    let text = |key: &str| document["info"][key].as_str().unwrap_or_default();
    json!({
        "openapi": crate::lower::LOWERED,
        "info": {
            "title": text("title"), "version": text("version"), "description": text("description"),
        },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn text<'o>(object: &'o Map<String, Value>, key: &str) -> Option<&'o str> {
    object.get(key).and_then(Value::as_str)
}

fn read_operation(operation: &Map<String, Value>) -> Value {
    let content = |holder: &Value| -> Map<String, Value> {
        let content = holder["content"].as_object();
        content
            .into_iter()
            .flatten()
            .map(|(media, body)| {
                (
                    media.clone(),
                    json!({"schema": read_schema(&body["schema"])}),
                )
            })
            .collect()
    };
    let parameters: Vec<Value> = operation
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|parameter| {
            json!({
                "name": parameter.get("name"),
                "in": parameter.get("in"),
                "required": parameter.get("required") == Some(&json!(true)),
                "description": text(parameter, "description"),
                "schema": parameter.get("schema").map(read_schema),
            })
        })
        .collect();
    let responses: Map<String, Value> = operation
        .get("responses")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(status, response)| {
            let description = response["description"].as_str().unwrap_or_default();
            let response = json!({"description": description, "content": content(response)});
            (status.clone(), response)
        })
        .collect();
    let mut read = json!({
        "operationId": operation.get("operationId"),
        "summary": text(operation, "summary"),
        "description": text(operation, "description"),
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(body) = operation.get("requestBody") {
        read["requestBody"] = json!({"required": true, "content": content(body)});
    }
    read
}

fn read_schema(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else {
        return schema.clone();
    };
    if let Some(reference) = object.get("$ref") {
        return json!({ "$ref": reference });
    }
    let mut read = Map::new();
    for (key, value) in object {
        let value = match key.as_str() {
            "properties" => value
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, schema)| (name.clone(), read_schema(schema)))
                .collect(),
            "allOf" => value
                .as_array()
                .into_iter()
                .flatten()
                .map(read_schema)
                .collect(),
            "items" | "additionalProperties" => read_schema(value),
            "description" if value.is_string() => value.clone(),
            "type" | "format" | "nullable" | "required" | "enum" | "default" | "minLength"
            | "maxLength" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                value.clone()
            }
            _ => continue,
        };
        read.insert(key.clone(), value);
    }
    Value::Object(read)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// What the steps before would not let through.
    fn unconformed() -> Value {
        json!({
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"get": {
                "operationId": "a",
                "x-rust-origin": "/paths/~1other/get",
                "responses": {"2XX": {"description": "", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Bad"}
                }}}},
            }}},
            "components": {"schemas": {
                "Fine": {"type": "object", "properties": {}, "x-rust-origin": "/fine"},
                "Bad": {
                    "type": "object",
                    "properties": {"p": {"format": "int32"}},
                    "x-rust-origin": "/components/schemas/bad",
                },
            }},
        })
    }

    /// Each of the tests looks at the one hook for panics.
    static ALONE: Mutex<()> = Mutex::new(());

    #[test]
    fn a_panic_of_the_generator_is_a_refusal_with_a_place_and_says_nothing_else() {
        static PANICS: AtomicUsize = AtomicUsize::new(0);
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let here = std::thread::current().id();
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if std::thread::current().id() == here {
                PANICS.fetch_add(1, Ordering::Relaxed);
            } else {
                before(panic);
            }
        }));
        let journal = Journal::new("d.yaml");
        let error = generate(&unconformed(), &Settings::default(), &journal).unwrap_err();
        assert_eq!(PANICS.load(Ordering::Relaxed), 0);
        assert_eq!(error.pointer.unwrap().as_str(), "/components/schemas/bad");
        // Others' panics are still told.
        assert!(panic::catch_unwind(|| panic!("told")).is_err());
        assert_eq!(PANICS.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn an_operation_that_the_generator_refuses_is_named() {
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut document = unconformed();
        document["components"]["schemas"]["Bad"] = json!({"type": "object", "properties": {}});
        document["paths"]["/a"]["get"]["requestBody"] =
            json!({"content": {"application/x-odd": {"schema": {"type": "string"}}}});
        let journal = Journal::new("d.yaml");
        let error = generate(&document, &Settings::default(), &journal).unwrap_err();
        assert_eq!(error.pointer.unwrap().as_str(), "/paths/~1other/get");
    }
}
