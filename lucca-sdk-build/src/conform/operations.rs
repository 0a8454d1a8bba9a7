//! Operations: identifiers, and what each of them is made of.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use serde_json::{Map, Value, json};

use super::{bodies, extension, parameters, paths, responses};
use crate::{Error, Pointer, error::Journal, naming, walk::METHODS};

/// `prefix` stands before all paths.
pub(super) fn conform(
    document: &mut Value,
    prefix: &str,
    journal: &mut Journal<'_>,
) -> Result<(), Error> {
    let whole = document.clone();
    let mut schemas = parameters::Schemas::new(&whole);
    let mut names: BTreeSet<String> = naming::Reserved::Operations
        .names()
        .map(|name| name.to_upper_camel_case())
        .collect();
    let root = Pointer::root().join("paths");
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    for (path, mut item) in std::mem::take(paths) {
        let at = root.join(&path);
        let Some(item_object) = item.as_object_mut().filter(|_| !path.starts_with("x-")) else {
            continue;
        };
        for method in ["options", "trace"] {
            if item_object.remove(method).is_some() {
                journal.note(&at.join(method), "left out: the generator has no such call");
            }
        }
        let shared = parameters::take(item_object, &at, &whole, journal)?;
        let mut declared: BTreeSet<String> =
            parameters::in_path(&shared).map(str::to_owned).collect();
        let mut operations = Vec::new();
        for method in METHODS {
            let Some(Value::Object(mut operation)) = item_object.remove(method) else {
                continue;
            };
            let own = parameters::take(&mut operation, &at.join(method), &whole, journal)?;
            declared.extend(parameters::in_path(&own).map(str::to_owned));
            operations.push((method, operation, own));
        }
        let read = paths::read(&path, &declared, &at, journal)?;
        let template = format!("{prefix}{}", read.template);
        if paths.contains_key(&template) {
            return Err(journal.refuse(
                &at,
                format!("another path is `{template}` too"),
                "give the parameters of the two paths different names in an overlay",
            ));
        }
        let mut conformed = Map::new();
        for (method, mut operation, own) in operations {
            let at = at.join(method);
            conform_id(
                &mut operation,
                &format!("{prefix}{path}"),
                method,
                &at,
                &mut names,
                journal,
            );
            parameters::conform(
                &mut operation,
                own,
                &shared,
                &read,
                &at,
                &mut schemas,
                journal,
            )?;
            bodies::conform(&mut operation, &at, &whole, journal)?;
            responses::conform(&mut operation, &at, &whole, journal)?;
            if operation.remove("callbacks").is_some() {
                journal.note(
                    &at.join("callbacks"),
                    "left out: a client does not answer calls",
                );
            }
            for unused in ["security", "servers"] {
                operation.remove(unused);
            }
            operation.insert(extension::ORIGIN.into(), json!(at.as_str()));
            conformed.insert(method.to_owned(), Value::Object(operation));
        }
        paths.insert(template, Value::Object(conformed));
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
        .filter(|id| !naming::method(id).is_empty());
    let wanted = match own {
        Some(id) => id.to_owned(),
        None => {
            let id = naming::method(&format!("{method} {path}"));
            journal.note(at, format!("has no operationId: `{id}` is used"));
            id
        }
    };
    // Types are named after operations too, in the other case.
    let snake = naming::method(&wanted);
    let id = naming::free(&snake, "_", |id| taken.contains(&id.to_upper_camel_case()));
    taken.insert(id.to_upper_camel_case());
    if id != snake {
        journal.note(
            at,
            format!("the operationId `{wanted}` is taken: `{id}` is used"),
        );
    }
    operation.insert(extension::OPERATION_ID.into(), json!(wanted));
    operation.insert("operationId".into(), json!(id));
}
