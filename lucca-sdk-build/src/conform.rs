//! Fourth step: from any OpenAPI 3.0 document to one that the generator takes,
//! and whose types read well.
//!
//! Passes, each in a file of its own and each from a document to a document:
//! [`extension`]s are checked; [`drop_rules`] takes out rules between properties;
//! [`references`] makes a component of every schema that is referred to; [`servers`]
//! puts the server's path before all paths; [`operations`] gives every operation an
//! identifier, [`parameters`] that can be written into its [path](paths), query and
//! headers, one media type for its body ([`bodies`]), and one success
//! in its [`responses`]; [`shapes`] takes apart what the generator would misread,
//! with [`inheritance`], [`alternatives`] and [`formats`]; [`places`] moves what belongs to a
//! place there; [`requests`] keeps what was not set from being sent; [`answers`]
//! takes away what would make a reader reject what a server sends; [`names`] hoists
//! inline objects and enums and names every type; [`properties`] keeps names apart
//! that differ only in case.
//!
//! What comes out for each case is written down in the crate's documentation.

mod alternatives;
mod answers;
mod bodies;
mod drop_rules;
pub(crate) mod extension;
mod formats;
mod inheritance;
pub(crate) mod media;
mod names;
mod operations;
pub(crate) mod parameters;
mod paths;
mod places;
mod properties;
mod reach;
mod references;
mod requests;
mod responses;
mod servers;
mod shapes;

use serde_json::Value;

use crate::{Error, Pointer, error::Journal};

/// Makes a 3.0 document fit for the generator.
pub(crate) fn conform(mut document: Value, journal: &mut Journal<'_>) -> Result<Value, Error> {
    extension::check(&mut document, journal)?;
    drop_rules::conform(&mut document, journal)?;
    references::conform(&mut document, journal)?;
    let prefix = servers::conform(&mut document, journal)?;
    operations::conform(&mut document, &prefix, journal)?;
    let noted = journal.notes.len();
    let places = Places::of(&document);
    let outcome = types(&mut document, journal);
    for note in journal.notes.iter_mut().skip(noted) {
        places.correct(&mut note.pointer);
    }
    outcome.map_err(|mut error| {
        if let Some(pointer) = &mut error.pointer {
            places.correct(pointer);
        }
        error
    })?;
    Ok(document)
}

fn types(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    shapes::conform(document, journal)?;
    places::conform(document, journal)?;
    requests::conform(document, journal)?;
    answers::conform(document, journal)?;
    names::conform(document, journal)?;
    properties::conform(document, journal);
    Ok(())
}

/// Where operations stand by their conformed paths, and where in the document.
struct Places(Vec<(Pointer, Pointer)>);

impl Places {
    fn of(document: &Value) -> Self {
        let places = crate::walk::operations(document);
        Self(
            places
                .filter_map(|(at, operation)| Some((at, extension::origin(operation)?)))
                .collect(),
        )
    }

    /// Makes a place in the document of one in the conformed document.
    fn correct(&self, pointer: &mut Pointer) {
        for (conformed, origin) in &self.0 {
            let rest = pointer.as_str().strip_prefix(conformed.as_str());
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
                *pointer = Pointer::from_text(&format!("{}{rest}", origin.as_str()));
                return;
            }
        }
    }
}
