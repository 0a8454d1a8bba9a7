//! What many documents get wrong, and what can be read all the same.
//!
//! Words about a document (its version, licence and tags) do not decide whether
//! there can be a client. And what 3.0 documents borrow from 3.1 is clear enough.

use serde_json::{Map, Value, json};

use super::{shape, version::text_of};
use crate::{Error, Pointer, error::Journal, walk};

/// Puts right what stands outside of paths and components.
pub(super) fn metadata(document: &mut Value, journal: &mut Journal<'_>) {
    let root = Pointer::root();
    let Some(object) = document.as_object_mut() else {
        return;
    };
    for (key, what) in [
        ("tags", "a list"),
        ("servers", "a list"),
        ("security", "a list"),
        ("externalDocs", "an object"),
        ("components", "an object"),
    ] {
        let fits = match object.get(key) {
            None => true,
            Some(value) if what == "a list" => value.is_array(),
            Some(value) => value.is_object(),
        };
        if !fits {
            object.shift_remove(key);
            journal.note(&root.join(key), format!("left out: it is not {what}"));
        }
    }
    if object.get("paths").is_some_and(Value::is_null) {
        object.insert("paths".into(), json!({}));
        journal.note(&root.join("paths"), "there are none");
    }
    if let Some(Value::Array(tags)) = object.get_mut("tags") {
        let all = tags.len();
        tags.retain(|tag| tag["name"].is_string());
        if tags.len() < all {
            journal.note(&root.join("tags"), "tags without a name are left out");
        }
    }
    let at = root.join("info");
    if !object.get("info").is_some_and(Value::is_object) {
        object.insert("info".into(), json!({}));
        journal.note(&at, "the document does not say what it describes");
    }
    if let Some(Value::Object(info)) = object.get_mut("info") {
        self::info(info, &at, journal);
    }
}

fn info(info: &mut Map<String, Value>, at: &Pointer, journal: &mut Journal<'_>) {
    for key in ["title", "version"] {
        let text = match info.get(key) {
            Some(Value::String(_)) => continue,
            None | Some(Value::Null) => {
                journal.note(&at.join(key), "the document has none");
                String::new()
            }
            // `version: 1.0` is a number to YAML.
            Some(value) => {
                let text = text_of(value);
                journal.note(&at.join(key), format!("read as the text `{text}`"));
                text
            }
        };
        info.insert(key.into(), text.into());
    }
    for (key, needed) in [("license", Some("name")), ("contact", None)] {
        let fits = match (info.get(key), needed) {
            (None, _) => true,
            (Some(value), Some(needed)) => value[needed].is_string(),
            (Some(value), None) => value.is_object(),
        };
        if !fits {
            info.shift_remove(key);
            let what = match needed {
                Some(needed) => format!("left out: it has no `{needed}`"),
                None => "left out: it is not an object".to_owned(),
            };
            journal.note(&at.join(key), what);
        }
    }
    for key in ["description", "termsOfService"] {
        if info.get(key).is_some_and(|text| !text.is_string()) {
            info.shift_remove(key);
            journal.note(&at.join(key), "left out: it is no text");
        }
    }
}

/// Refuses keywords of the wrong shape in a 3.0 document, but for `required: true` on a
/// property: Swagger 2.0 has it on parameters, and many take it along.
pub(super) fn shapes(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    walk::schemas(document, &mut |schema, at| {
        let Some(object) = schema.as_object_mut() else {
            return Ok(());
        };
        let flag = match object.get("required") {
            Some(Value::Bool(_)) => object.shift_remove("required"),
            _ => None,
        };
        shape::check(object, at, journal)?;
        object.extend(flag.map(|flag| ("required".to_owned(), flag)));
        Ok(())
    })
}

/// Does a 3.0 document say something in the words of 3.1? Each place is noted.
pub(super) fn borrows(document: &Value, journal: &mut Journal<'_>) -> bool {
    let mut borrowed = false;
    let mut copy = document.clone();
    // The walk refuses nothing.
    let _: Result<(), Error> = walk::schemas(&mut copy, &mut |schema, at| {
        let words = schema.as_object().into_iter().flatten();
        for (word, _) in words.filter(|(word, value)| is_of_3_1(schema, word, value)) {
            borrowed = true;
            journal.note(
                &at.join(word),
                "3.0 does not know this: the document is read as one of 3.1",
            );
        }
        Ok(())
    });
    borrowed
}

fn is_of_3_1(schema: &Value, word: &str, value: &Value) -> bool {
    match word {
        "type" => value.is_array() || value == "null",
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "nullable" => schema.get("$ref").is_some(),
        "const"
        | "prefixItems"
        | "patternProperties"
        | "propertyNames"
        | "contains"
        | "if"
        | "dependentRequired"
        | "dependentSchemas"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "$defs"
        | "$dynamicRef"
        | "$anchor"
        | "contentEncoding" => true,
        _ => false,
    }
}
