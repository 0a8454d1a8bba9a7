//! Third step: OpenAPI 3.1 to 3.0.3.
//!
//! A document that says 3.0 already passes as it is. In a 3.1 document each thing
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
mod document;
mod exactness;
mod objects;
mod references;
mod schema;
mod shape;
mod types;
mod version;

use serde_json::Value;

use crate::{
    Error, Pointer,
    error::Journal,
    load::MAX_DEPTH,
    references::{check, refuse_endless, settle},
};
use version::Version;

/// The version that documents are lowered to.
pub(crate) const LOWERED: &str = "3.0.3";

/// Marks a schema that says in 3.0's words what 3.1 says by a keyword of its own:
/// a rule between properties, not a description of data.
pub(crate) const LOWERED_FROM: &str = "x-lowered-from";

/// Lowers a document of any supported version to OpenAPI 3.0.3.
pub(crate) fn lower(document: Value, journal: &mut Journal<'_>) -> Result<Value, Error> {
    if is_deeper_than(&document, MAX_DEPTH) {
        return Err(journal.refuse(
            &Pointer::root(),
            format!("the document is nested more than {MAX_DEPTH} levels deep"),
            "split it by `$ref`",
        ));
    }
    match version::version(&document, journal)? {
        Version::V3_0 => {
            check(&document, journal)?;
            Ok(document)
        }
        Version::V3_1 => {
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
