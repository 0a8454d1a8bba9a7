//! Extensions: what a document, or better its overlay, says beyond OpenAPI, and
//! what the steps of this crate tell each other.
//!
//! A misspelt extension would do nothing and say nothing, so unknown ones, values of
//! another kind and names of properties that do not exist are refused.

use serde_json::{Map, Value};

use crate::{Error, Pointer, error::Journal, walk};

/// On a schema: the name of its Rust type. Inline objects that share a name
/// become one type, with the properties of all of them.
pub(crate) const NAME: &str = "x-rust-name";
/// On a schema: what its Rust type is, where its description rather says what
/// it means in this place.
pub(crate) const DOC: &str = "x-rust-doc";
/// On a property: other spellings of its name that servers use.
pub(crate) const ALIASES: &str = "x-rust-aliases";
/// On an object schema: its `Debug` prints no values. On a property of such
/// a schema: `false` says that its value can be printed.
pub(crate) const PERSONAL: &str = "x-rust-personal";
/// On an object schema: the property whose value can also come alone,
/// without the object around it.
pub(crate) const UNWRAPPED: &str = "x-rust-unwrapped";
/// On an object schema: the property without which an answer's row is none. It
/// must be there, and nothing else must.
pub(crate) const IDENTITY: &str = "x-rust-identity";

/// On an operation, set by this step: its body is a multipart form.
pub(crate) const MULTIPART: &str = "x-rust-multipart";
/// On an operation, set by this step: the media type of its JSON body, where it is
/// not `application/json`.
pub(crate) const BODY_TYPE: &str = "x-rust-body-type";
/// On an operation, set by this step: the media types of JSON that it can answer
/// with, where they are not `application/json` alone.
pub(crate) const ACCEPTS: &str = "x-rust-accepts";
/// On an operation, set by this step: a success can come without a body.
pub(crate) const MAYBE_EMPTY: &str = "x-rust-maybe-empty";
/// On a query parameter, set by this step: a list joined by commas.
pub(crate) const COMMA_JOINED: &str = "x-rust-comma-joined";
/// On a schema, set by this step: what to call it if nothing better is known.
pub(crate) const HINT: &str = "x-rust-hint";
/// On a component, set by this step: it has no name yet, and gets one from the
/// place that uses it first.
pub(crate) const UNNAMED: &str = "x-rust-unnamed";
/// On a component or an operation, set by this step: where in the document it comes
/// from.
pub(crate) const ORIGIN: &str = "x-rust-origin";
/// On an operation, set by this step: the document's own identifier.
pub(crate) const OPERATION_ID: &str = "x-rust-operation-id";
/// On a parameter or a property, set by this step: its name in requests and
/// answers, where the generator must be given another.
pub(crate) const WIRE_NAME: &str = "x-rust-wire-name";
/// On a property, set by this step: requests can leave it out, and can also send
/// `null` for it.
pub(crate) const NULL_CAN_BE_SENT: &str = "x-rust-null-can-be-sent";

/// Those that a document may use.
const OF_DOCUMENTS: [&str; 6] = [NAME, DOC, ALIASES, PERSONAL, UNWRAPPED, IDENTITY];

/// Refuses extensions that would be ignored.
pub(super) fn check(document: &mut Value, journal: &Journal<'_>) -> Result<(), Error> {
    let mut whole = document.clone();
    walk::schemas(&mut whole, &mut |schema, at| match schema.as_object() {
        Some(object) => check_schema(object, at, document, journal),
        None => Ok(()),
    })?;
    // Elsewhere there is none to set.
    for (at, object) in crate::walk::operations(document) {
        if let Some(key) = object.keys().find(|key| key.starts_with("x-rust-")) {
            return Err(journal.refuse(
                &at.join(key),
                format!("`{key}` has no meaning on an operation"),
                "take it out",
            ));
        }
    }
    Ok(())
}

fn check_schema(
    object: &Map<String, Value>,
    at: &Pointer,
    document: &Value,
    journal: &Journal<'_>,
) -> Result<(), Error> {
    for (key, value) in object {
        if !key.starts_with("x-rust-") {
            continue;
        }
        let at = at.join(key);
        if !OF_DOCUMENTS.contains(&key.as_str()) {
            return Err(journal.refuse(
                &at,
                format!("`{key}` is no extension that this crate knows"),
                format!("those that it knows are {}", OF_DOCUMENTS.join(", ")),
            ));
        }
        let wanted = match key.as_str() {
            ALIASES => value
                .as_array()
                .is_none_or(|names| !names.iter().all(Value::is_string))
                .then_some("a list of names"),
            PERSONAL => (!value.is_boolean()).then_some("`true` or `false`"),
            _ => value
                .as_str()
                .is_none_or(|text| text.trim().is_empty())
                .then_some("a text"),
        };
        if let Some(wanted) = wanted {
            return Err(journal.refuse(
                &at,
                format!("`{key}` is not {wanted}"),
                format!("write {wanted}"),
            ));
        }
        if matches!(key.as_str(), UNWRAPPED | IDENTITY)
            && let Some(name) = value.as_str()
            && !has_property(object, name, document, 0)
        {
            return Err(journal.refuse(
                &at,
                format!("the schema has no property `{name}`"),
                "name one of its properties, as the document spells it",
            ));
        }
    }
    Ok(())
}

fn has_property(object: &Map<String, Value>, name: &str, document: &Value, depth: usize) -> bool {
    let own = object
        .get("properties")
        .is_some_and(|properties| properties.get(name).is_some());
    own || depth < 16
        && ["allOf", "oneOf", "anyOf"]
            .iter()
            .filter_map(|keyword| object.get(*keyword)?.as_array())
            .flatten()
            .filter_map(|part| crate::references::resolved(document, part)?.as_object())
            .any(|part| has_property(part, name, document, depth + 1))
}

/// Does the extension say something about a type rather than about the place where
/// it is used?
pub(super) fn is_of_type(key: &str) -> bool {
    matches!(key, NAME | DOC | UNWRAPPED | IDENTITY | PERSONAL)
}

/// Where in the document a component or an operation comes from.
pub(crate) fn origin(object: &Map<String, Value>) -> Option<Pointer> {
    object.get(ORIGIN)?.as_str().map(Pointer::from_text)
}
