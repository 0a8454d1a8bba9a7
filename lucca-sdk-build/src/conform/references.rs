//! References: whatever schema is referred to becomes a component.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{Error, Pointer, error::Journal, references::resolve, walk};

const SCHEMAS: &str = "#/components/schemas/";

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        // The transport signs; some kinds of signing are unknown to the generator.
        components.remove("securitySchemes");
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    // What is copied can refer to more of the kind.
    loop {
        let mut next: Vec<(String, Pointer)> = Vec::new();
        walk::schemas(document, &mut |schema, at| {
            let Some(reference) = schema["$ref"].as_str() else {
                return Ok(());
            };
            if is_component(reference) {
                return Ok(());
            }
            match names.get(reference) {
                Some(name) => schema["$ref"] = json!(format!("{SCHEMAS}{name}")),
                None => next.push((reference.to_owned(), at.clone())),
            }
            Ok(())
        })?;
        if next.is_empty() {
            return Ok(());
        }
        for (reference, at) in next {
            if names.contains_key(&reference) {
                continue;
            }
            let schema = resolve(document, &reference).cloned().ok_or_else(|| {
                journal.refuse(
                    &at,
                    format!("`{reference}` does not exist in the document"),
                    "correct the `$ref`",
                )
            })?;
            let base = telling_key(&reference);
            let schemas = &mut document["components"]["schemas"];
            let mut name = base.clone();
            let mut number = 2;
            while schemas.get(&name).is_some() {
                name = format!("{base}{number}");
                number += 1;
            }
            schemas[&name] = schema;
            journal.note(&at, format!("`{reference}` becomes the component `{name}`"));
            names.insert(reference, name);
        }
    }
}

fn is_component(reference: &str) -> bool {
    reference
        .strip_prefix(SCHEMAS)
        .is_some_and(|name| !name.contains('/'))
}

/// The last key on the way that names something.
fn telling_key(reference: &str) -> String {
    let plain = [
        "schema",
        "items",
        "properties",
        "content",
        "allOf",
        "anyOf",
        "oneOf",
    ];
    reference
        .rsplit('/')
        .map(crate::error::unescape)
        .find(|key| {
            !plain.contains(&key.as_str())
                && !key.contains('/')
                && key.chars().any(|c| c.is_ascii_alphabetic())
        })
        .unwrap_or_else(|| "Referred".to_owned())
}
