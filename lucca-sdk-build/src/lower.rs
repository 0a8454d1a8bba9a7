//! Third step: OpenAPI 3.1 to 3.0.3.
//!
//! A document that says 3.0 already passes as it is, unless it borrows words of 3.1:
//! then it is read as one of 3.1. In a 3.1 document each thing
//! is said exactly if 3.0 has words for it. What 3.0 cannot say is widened (every
//! value that was valid stays valid) with a [`Note`](crate::Note), and refused
//! where widening would be wrong; nothing is dropped in silence.
//!
//! First [references](crate::references) come to point into `components`, so that
//! identifiers, anchors and definitions inside schemas have done their work. Then
//! [`document`] goes through everything but schemas, and [`schema`] through those.

mod annotations;
mod arrays;
mod bounds;
mod composition;
mod conditionals;
mod constants;
mod content;
mod context;
mod document;
mod exactness;
mod mended;
mod objects;
mod references;
mod schema;
mod shape;
mod types;
mod version;
mod words;

use serde_json::Value;

use crate::{
    Error, Pointer,
    error::Journal,
    load::MAX_DEPTH,
    references::{refuse_endless, settle, settle_3_0},
};
use version::Version;
pub(crate) use words::{LOWERED, LOWERED_FROM};

/// Lowers a document of any supported version to OpenAPI 3.0.3.
pub(crate) fn lower(document: Value, journal: &mut Journal<'_>) -> Result<Value, Error> {
    if is_deeper_than(&document, MAX_DEPTH) {
        return Err(journal.refuse(
            &Pointer::root(),
            format!("the document is nested more than {MAX_DEPTH} levels deep"),
            "split it by `$ref`",
        ));
    }
    let mut document = document;
    let version = version::version(&document, journal)?;
    mended::metadata(&mut document, journal);
    match version {
        Version::V3_0 if !mended::borrows(&document, journal) => {
            mended::shapes(&mut document, journal)?;
            settle_3_0(document, journal)
        }
        Version::V3_0 | Version::V3_1 => {
            let mut settled = settle(document, journal)?;
            refuse_endless(&mut settled.document, journal)?;
            document::lower(settled, journal)
        }
    }
}

/// Without recursion, as nothing is known yet about the value.
fn is_deeper_than(value: &Value, depth: usize) -> bool {
    let mut level = vec![value];
    for _ in 0..=depth {
        level = level
            .into_iter()
            .flat_map(|value| -> Box<dyn Iterator<Item = &Value>> {
                match value {
                    Value::Array(items) => Box::new(items.iter()),
                    Value::Object(entries) => Box::new(entries.values()),
                    _ => Box::new(std::iter::empty()),
                }
            })
            .collect();
        if level.is_empty() {
            return false;
        }
    }
    true
}
