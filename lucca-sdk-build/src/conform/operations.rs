//! Operations: identifiers, and what each of them is made of.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::{Map, Value, json};

use super::{bodies, extension, parameters, responses};
use crate::{Error, Pointer, error::Journal, walk::METHODS};

/// Methods of generated clients that no operation may be named like.
const RESERVED: [&str; 8] = [
    "api_version",
    "baseurl",
    "client",
    "exec",
    "from_transport",
    "inner",
    "post",
    "pre",
];

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let whole = document.clone();
    let mut names: BTreeSet<String> = RESERVED
        .iter()
        .map(|name| name.to_upper_camel_case())
        .collect();
    let root = Pointer::root().join("paths");
    for (path, item) in document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        let at = root.join(path);
        let Some(item) = item.as_object_mut() else {
            continue;
        };
        for method in ["options", "trace"] {
            if item.remove(method).is_some() {
                journal.note(&at.join(method), "left out: the generator has no such call");
            }
        }
        let shared = parameters::take(item, &at, &whole, journal)?;
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else {
                continue;
            };
            let at = at.join(method);
            conform_id(operation, path, method, &at, &mut names, journal);
            parameters::conform(operation, &shared, path, &at, &whole, journal)?;
            bodies::conform(operation, &at, &whole, journal)?;
            responses::conform(operation, &at, &whole, journal)?;
            if operation.remove("callbacks").is_some() {
                journal.note(
                    &at.join("callbacks"),
                    "left out: a client does not answer calls",
                );
            }
            for unused in ["security", "servers"] {
                operation.remove(unused);
            }
        }
    }
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        // All of them are written out where they are used.
        for section in [
            "parameters",
            "requestBodies",
            "responses",
            "headers",
            "examples",
            "links",
            "callbacks",
        ] {
            components.remove(section);
        }
    }
    Ok(())
}

/// Gives the operation an identifier, and keeps the document's own beside it.
fn conform_id(
    operation: &mut Map<String, Value>,
    path: &str,
    method: &str,
    at: &Pointer,
    taken: &mut BTreeSet<String>,
    journal: &mut Journal<'_>,
) {
    let own = operation
        .get("operationId")
        .and_then(Value::as_str)
        .filter(|id| !identifier(id).is_empty());
    let wanted = match own {
        Some(id) => id.to_owned(),
        None => {
            let id = identifier(&format!("{method} {path}"));
            journal.note(at, format!("has no operationId: `{id}` is used"));
            id
        }
    };
    let snake = identifier(&wanted);
    let mut id = snake.clone();
    let mut number = 2;
    // Types are named after operations too, in the other case.
    while !taken.insert(id.to_upper_camel_case()) {
        id = format!("{snake}_{number}");
        number += 1;
    }
    if id != snake {
        journal.note(
            at,
            format!("the operationId `{wanted}` is taken: `{id}` is used"),
        );
    }
    operation.insert(extension::OPERATION_ID.into(), json!(wanted));
    operation.insert("operationId".into(), json!(id));
}

/// A method's name that needs no further change.
fn identifier(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let name = plain.to_snake_case();
    match name.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        _ if syn::parse_str::<syn::Ident>(&name).is_err() && !name.is_empty() => {
            format!("{name}_operation")
        }
        _ => name,
    }
}
