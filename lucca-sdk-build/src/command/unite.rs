//! Several documents that are parts of one: reference pages, which show an operation
//! each, with the components that it needs.

use lucca_sdk_build::{Error, Pointer};
use serde_json::{Map, Value};

/// One document out of several, each with its name.
///
/// # Errors
/// If two of them say different things about the same.
pub(crate) fn united(documents: Vec<(String, Value)>) -> Result<Value, Error> {
    let mut whole = Value::Object(Map::new());
    let mut parts: Vec<(String, Value)> = Vec::new();
    for (name, document) in documents {
        let mut contradicts = None;
        merge(
            &mut whole,
            document.clone(),
            &Pointer::root(),
            &mut |at, known, said| {
                if known != said {
                    contradicts.get_or_insert_with(|| at.clone());
                }
                false
            },
        );
        if let Some(at) = contradicts {
            let says_so = |(_, part): &&(String, Value)| {
                part.pointer(at.as_str())
                    .is_some_and(|said| document.pointer(at.as_str()) != Some(said))
            };
            let other = parts.iter().find(says_so).map(|(name, _)| name.as_str());
            let other = other.unwrap_or("another page");
            return Err(Error::new(
                name,
                format!("it says something else than {other} does at {at}"),
                "save both pages again: they are of different versions of the document",
            )
            .at(&at));
        }
        parts.push((name, document));
    }
    Ok(whole)
}

/// A document with what a page of a newer version says; what the page does not show
/// stays as it is.
pub(crate) fn renewed(mut document: Value, page: Value) -> Value {
    merge(&mut document, page, &Pointer::root(), &mut |_, _, _| true);
    document
}

/// Decides whether what is said takes the place of what is known.
type Replace<'r> = dyn FnMut(&Pointer, &Value, &Value) -> bool + 'r;

/// Merges documents as far down as parts of one are apart: operations by path and
/// method, components by section and name, tags by name.
fn merge(whole: &mut Value, part: Value, at: &Pointer, replace: &mut Replace<'_>) {
    let depth = at.keys().count();
    let section = at.keys().next().unwrap_or_default();
    let is_apart = depth == 0 || depth < 3 && matches!(section.as_str(), "paths" | "components");
    match (whole, part) {
        (Value::Object(known), Value::Object(said)) if is_apart => {
            for (key, value) in said {
                let at = at.join(&key);
                match known.get_mut(&key) {
                    Some(known) => merge(known, value, &at, replace),
                    None => {
                        known.insert(key, value);
                    }
                }
            }
        }
        (Value::Array(known), Value::Array(said)) if section == "tags" && depth == 1 => {
            for value in said {
                let same = |other: &&mut Value| other.get("name") == value.get("name");
                match known.iter_mut().find(same) {
                    Some(known) => settle(known, value, at, replace),
                    None => known.push(value),
                }
            }
        }
        (known, said) => settle(known, said, at, replace),
    }
}

fn settle(known: &mut Value, said: Value, at: &Pointer, replace: &mut Replace<'_>) {
    if replace(at, known, &said) {
        *known = said;
    }
}
