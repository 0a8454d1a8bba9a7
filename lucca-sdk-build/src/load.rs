//! First step: text in, document out.

use std::path::Path;

use serde_json::{Map, Value};

use crate::Error;

/// Documents above this size are refused unread: the largest published OpenAPI
/// documents hold a tenth of it.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Reads a YAML or JSON document from a file.
///
/// # Errors
/// If the file cannot be read, is too large, or is neither YAML nor JSON.
pub fn load(path: &Path) -> Result<Value, Error> {
    let name = path.display().to_string();
    let size = std::fs::metadata(path)
        .map_err(|error| {
            Error::new(
                &name,
                format!("the document cannot be opened: {error}"),
                "check the path",
            )
        })?
        .len();
    if size > MAX_BYTES {
        return Err(Error::new(
            &name,
            format!("the document has {size} bytes, more than the {MAX_BYTES} that are read"),
            "split it, or take the part that is needed",
        ));
    }
    let bytes = std::fs::read(path).map_err(|error| {
        Error::new(
            &name,
            format!("the document cannot be read: {error}"),
            "check the file's permissions",
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        Error::new(
            &name,
            format!("the document is not UTF-8: {error}"),
            "save it as UTF-8",
        )
    })?;
    parse(&name, &text)
}

/// Reads a YAML or JSON document from text; `name` is what errors call it.
///
/// # Errors
/// If the text is neither YAML nor JSON, or holds what JSON has no form for.
pub fn parse(name: &str, text: &str) -> Result<Value, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let yaml: yaml_serde::Value = yaml_serde::from_str(text).map_err(|error| {
        let refusal = Error::new(
            name,
            format!("not valid YAML or JSON: {error}"),
            "correct the syntax there",
        );
        match error.location() {
            Some(place) => refusal.on(place.line(), place.column()),
            None => refusal,
        }
    })?;
    to_json(name, yaml)
}

/// YAML allows keys and values that JSON has no form for. Keys that are numbers
/// are common in OpenAPI (`200:`) and mean their text.
fn to_json(name: &str, yaml: yaml_serde::Value) -> Result<Value, Error> {
    use yaml_serde::Value as Yaml;
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => serde_json::to_value(&number)
            .ok()
            .filter(|value| !value.is_null())
            .ok_or_else(|| {
                Error::new(
                    name,
                    format!("{number} is no number that JSON can write"),
                    "write a finite number, or quote it",
                )
            })?,
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(
            items
                .into_iter()
                .map(|item| to_json(name, item))
                .collect::<Result<_, _>>()?,
        ),
        Yaml::Mapping(entries) => {
            let mut object = Map::new();
            for (key, value) in entries {
                let key = match key {
                    Yaml::String(text) => text,
                    Yaml::Number(number) => number.to_string(),
                    Yaml::Bool(value) => value.to_string(),
                    Yaml::Null => "null".to_owned(),
                    other => {
                        return Err(Error::new(
                            name,
                            format!("{other:?} is used as a key"),
                            "keys are texts in OpenAPI",
                        ));
                    }
                };
                if object.contains_key(&key) {
                    return Err(Error::new(
                        name,
                        format!("the key `{key}` occurs twice in one object"),
                        "keep one of the two",
                    ));
                }
                object.insert(key, to_json(name, value)?);
            }
            Value::Object(object)
        }
        Yaml::Tagged(tagged) => {
            return Err(Error::new(
                name,
                format!("the YAML tag {} is used", tagged.tag),
                "OpenAPI documents have no tags: write the plain value",
            ));
        }
    })
}
