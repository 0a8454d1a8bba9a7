//! Which language a document is written in.

use serde_json::Value;

use crate::{Error, Pointer, error::Journal};

pub(super) enum Version {
    V3_0,
    V3_1,
}

/// The version of OpenAPI, of those that can be read.
pub(super) fn version(document: &Value, journal: &Journal<'_>) -> Result<Version, Error> {
    let root = Pointer::root();
    let Some(object) = document.as_object() else {
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
    let Some(version) = object.get("openapi") else {
        return Err(journal.refuse(
            &root,
            "the document has no `openapi` version",
            "only OpenAPI 3.0 and 3.1 documents can be read",
        ));
    };
    let version = text_of(version);
    let mut numbers = version.split(['.', '-']);
    match (numbers.next(), numbers.next()) {
        (Some("3"), Some("0")) => Ok(Version::V3_0),
        (Some("3"), Some("1")) => Ok(Version::V3_1),
        _ => Err(journal.refuse(
            &root.join("openapi"),
            format!("OpenAPI {version} is not supported"),
            "only 3.0 and 3.1 documents can be read",
        )),
    }
}

/// `openapi: 3.1` is a number to YAML.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
