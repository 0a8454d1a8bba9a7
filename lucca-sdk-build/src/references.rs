//! References: what they point at, and how everything comes to stand under
//! `components` of one document.
//!
//! OpenAPI 3.1 lets a reference be a JSON pointer, an anchor, an identifier (`$id`)
//! or a file, relative to the identifier of the schema around it. After this step
//! a reference is `#/components/…/name` and nothing else, so that no later step has
//! to know about addresses.

mod addresses;
mod bundle;
mod cycles;
mod index;

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use crate::{
    Error, Pointer,
    error::{Journal, Note},
    grammar::{Kind, each_inside},
};
use bundle::Bundle;
pub(crate) use cycles::refuse_endless;

/// Where the other files of a document come from.
pub(crate) trait Source {
    /// What errors call a file.
    fn name(&self, url: &Url) -> String;

    /// Reads a file; says what is wrong, and what to do about it.
    fn read(&mut self, url: &Url) -> Result<Value, (String, String)>;
}

/// A document that has no file: whatever leaves it is refused.
struct Nowhere;

impl Source for Nowhere {
    fn name(&self, url: &Url) -> String {
        url.to_string()
    }

    fn read(&mut self, _: &Url) -> Result<Value, (String, String)> {
        Err((
            "the reference leads into another file".to_owned(),
            "load the document from its file, which brings in the others".to_owned(),
        ))
    }
}

/// The address of a document that has none.
const NOWHERE: &str = "document:/document";

/// Does anything in the document refer to another file, or to the network?
pub(crate) fn leave_the_file(document: &mut Value) -> bool {
    fn leaves(kind: Kind, value: &mut Value, at: &Pointer, found: &mut bool) -> Result<(), Error> {
        let outside = |text: &str| !text.starts_with('#');
        if let Some(reference) = reference_of(kind, value) {
            *found |= outside(reference);
        }
        if kind == Kind::Schema {
            *found |= mapping_of(value).any(|(_, text)| is_address(text) && outside(text));
        }
        each_inside(kind, value, at, &mut |kind, value, at| {
            leaves(kind, value, at, found)
        })
    }
    let mut found = false;
    // The walk refuses nothing.
    let _ = leaves(Kind::Document, document, &Pointer::root(), &mut found);
    found
}

/// Brings what a document refers to in other files into the document.
pub(crate) fn bundle(
    name: &str,
    document: Value,
    url: Url,
    source: &mut dyn Source,
) -> Result<Value, Error> {
    let modern = is_modern(&document);
    let mut bundle = Bundle::new(name, document, url, modern, source);
    bundle.run()?;
    Ok(bundle.finish().document)
}

/// Turns every reference of a 3.1 document into `#/components/…/name`.
pub(crate) fn settle(document: Value, journal: &mut Journal<'_>) -> Result<Settled, Error> {
    let mut source = Nowhere;
    let mut bundle = Bundle::new(journal.document, document, nowhere(), true, &mut source);
    bundle.writes_out = true;
    bundle.run()?;
    let mut settled = bundle.finish();
    journal.notes.append(&mut settled.notes);
    Ok(settled)
}

/// Writes the references of a 3.0 document as the pointers that they mean, and refuses
/// those that lead nowhere, out of the document or in circles. Everything else stays
/// as it is.
pub(crate) fn settle_3_0(document: Value, journal: &mut Journal<'_>) -> Result<Value, Error> {
    let mut source = Nowhere;
    let mut bundle = Bundle::new(journal.document, document, nowhere(), false, &mut source);
    bundle.run()?;
    let mut settled = bundle.finish();
    journal.notes.append(&mut settled.notes);
    refuse_endless(&mut settled.document, journal)?;
    Ok(settled.document)
}

/// A document whose references all point into `components`.
pub(crate) struct Settled {
    pub(crate) document: Value,
    /// Where components stood that were brought in from elsewhere in the document.
    pub(crate) origins: BTreeMap<Pointer, Pointer>,
    notes: Vec<Note>,
}

fn nowhere() -> Url {
    // The one address that is written here.
    Url::parse(NOWHERE).unwrap_or_else(|_| unreachable!("`{NOWHERE}` is an address"))
}

fn is_modern(document: &Value) -> bool {
    match document.get("openapi") {
        Some(Value::String(version)) => !version.starts_with("3.0"),
        Some(Value::Number(version)) => version.as_f64() != Some(3.0),
        _ => true,
    }
}

/// The reference that a value is or holds, if its kind can be referred to.
fn reference_of(kind: Kind, value: &Value) -> Option<&str> {
    // OpenAPI has no references to operations, but documents of many files do.
    let referred_to = kind.section().is_some() || kind == Kind::Operation;
    referred_to.then(|| value.get("$ref")?.as_str()).flatten()
}

/// The schemas that a discriminator names.
fn mapping_of(schema: &Value) -> impl Iterator<Item = (&str, &str)> {
    schema
        .pointer("/discriminator/mapping")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, target)| Some((key.as_str(), target.as_str()?)))
}

/// A discriminator maps to the name of a schema, or to its address.
fn is_address(text: &str) -> bool {
    text.contains('#')
        || [".json", ".yaml", ".yml"]
            .iter()
            .any(|end| text.ends_with(end))
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

/// How many values a value consists of.
pub(crate) fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries.values().map(size).sum(),
        _ => 0,
    }
}
