//! Fourth step: from any OpenAPI 3.0 document to one that the generator takes,
//! and whose types read well.
//!
//! Passes, each in a file of its own and each from a document to a document:
//! [`rules`] takes out rules between properties; [`references`] makes a component of
//! every schema that is referred to; [`servers`] puts the server's path before all
//! paths; [`operations`] gives every operation an identifier, [`parameters`] that can
//! be written, one [`bodies`] media type, and one success and one error in its
//! [`responses`]; [`shapes`] takes apart what the generator would misread; [`reader`]
//! takes away what would make a reader reject what a server sends; [`names`] hoists
//! inline objects and enums and names every type; [`properties`] keeps names apart
//! that differ only in case.
//!
//! What comes out for each case is written down in the crate's documentation.

mod bodies;
mod names;
mod operations;
mod parameters;
mod properties;
mod reader;
mod references;
mod responses;
mod rules;
mod servers;
mod shapes;

use serde_json::Value;

use crate::{Error, error::Journal};

/// What the document can tell the generator beyond OpenAPI: extensions, set in
/// the document or, better, in its overlay.
pub(crate) mod extension {
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
    /// On an operation, set by this step: its body is a multipart form.
    pub(crate) const MULTIPART: &str = "x-rust-multipart";
    /// On an operation, set by this step: a success can come without a body.
    pub(crate) const MAYBE_EMPTY: &str = "x-rust-maybe-empty";
    /// On a query parameter, set by this step: a list joined by commas.
    pub(crate) const COMMA_JOINED: &str = "x-rust-comma-joined";
    /// On a schema, set by this step: what to call it if nothing better is known.
    pub(crate) const HINT: &str = "x-rust-hint";
    /// On an operation, set by this step: the document's own identifier.
    pub(crate) const OPERATION_ID: &str = "x-rust-operation-id";
    /// On a parameter or a property, set by this step: its name in requests and
    /// answers, where the generator must be given another.
    pub(crate) const WIRE_NAME: &str = "x-rust-wire-name";
}

/// Makes a 3.0 document fit for the generator.
pub(crate) fn conform(mut document: Value, journal: &mut Journal<'_>) -> Result<Value, Error> {
    rules::conform(&mut document, journal)?;
    references::conform(&mut document, journal)?;
    servers::conform(&mut document, journal)?;
    operations::conform(&mut document, journal)?;
    shapes::conform(&mut document, journal)?;
    reader::conform(&mut document, journal)?;
    names::conform(&mut document, journal)?;
    properties::conform(&mut document, journal);
    Ok(document)
}

/// What a local reference (`#/…`) points at.
pub(crate) fn resolve<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    document.pointer(reference.strip_prefix('#')?)
}

/// The value itself, or what it refers to, through any number of references.
pub(crate) fn resolved<'d>(document: &'d Value, value: &'d Value) -> Option<&'d Value> {
    let mut value = value;
    for _ in 0..64 {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => value = resolve(document, reference)?,
            None => return Some(value),
        }
    }
    None
}
