//! Which addresses a set of documents has: files, identifiers and anchors.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use crate::{
    Error, Pointer,
    grammar::{Kind, each_inside},
};

/// A value in one of the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: Url,
    pub(super) pointer: Pointer,
}

/// An address that may be relative; `None` if it is none.
pub(super) fn joined(base: &Url, address: &str) -> Option<Url> {
    base.join(address).ok()
}

/// The part after `#`, as its author meant it.
pub(super) fn decoded(fragment: &str) -> String {
    percent_decode_str(fragment)
        .decode_utf8_lossy()
        .into_owned()
}

#[derive(Default)]
pub(super) struct Index {
    /// Files and schemas with an `$id`, by address without `#`.
    resources: BTreeMap<Url, Place>,
    /// What references inside a schema with an `$id` are relative to.
    bases: BTreeMap<Place, Url>,
    anchors: BTreeMap<(Url, String), Place>,
    dynamic: BTreeMap<String, usize>,
    /// The `$schema` of schemas that have one.
    dialects: BTreeMap<Place, String>,
}

impl Index {
    /// Adds a file; identifiers and anchors are known to 3.1 only.
    pub(super) fn add(&mut self, url: &Url, kind: Kind, file: &mut Value, modern: bool) {
        let root = Pointer::root();
        let place = Place {
            file: url.clone(),
            pointer: root.clone(),
        };
        self.resources.insert(url.clone(), place);
        if modern {
            // The walk refuses nothing.
            let _ = self.add_inside(kind, file, &root, url, url);
        }
    }

    fn add_inside(
        &mut self,
        kind: Kind,
        value: &mut Value,
        at: &Pointer,
        file: &Url,
        base: &Url,
    ) -> Result<(), Error> {
        let place = || Place {
            file: file.clone(),
            pointer: at.clone(),
        };
        let mut base = base.clone();
        if kind == Kind::Schema {
            let text = |key: &str| value.get(key).and_then(Value::as_str);
            if let Some(id) = text("$id").and_then(|id| joined(&base, id)) {
                base = id;
                base.set_fragment(None);
                self.bases.insert(place(), base.clone());
                self.resources.entry(base.clone()).or_insert_with(place);
            }
            if let Some(anchor) = text("$dynamicAnchor") {
                *self.dynamic.entry(anchor.to_owned()).or_default() += 1;
            }
            for anchor in [text("$anchor"), text("$dynamicAnchor")]
                .into_iter()
                .flatten()
            {
                self.anchors
                    .entry((base.clone(), anchor.to_owned()))
                    .or_insert_with(place);
            }
            if let Some(dialect) = text("$schema") {
                self.dialects.insert(place(), dialect.to_owned());
            }
        }
        each_inside(kind, value, at, &mut |kind, value, at| {
            self.add_inside(kind, value, at, file, &base)
        })
    }

    pub(super) fn resource(&self, url: &Url) -> Option<Place> {
        self.resources.get(url).cloned()
    }

    pub(super) fn anchor(&self, url: &Url, name: &str) -> Option<Place> {
        self.anchors.get(&(url.clone(), name.to_owned())).cloned()
    }

    /// How many dynamic anchors have this name.
    pub(super) fn dynamic(&self, name: &str) -> usize {
        self.dynamic.get(name).copied().unwrap_or(0)
    }

    /// What references around a place are relative to, its own `$id` left aside:
    /// that is met again on the way in.
    pub(super) fn base_of(&self, place: &Place) -> Url {
        nearest(&self.bases, place)
            .cloned()
            .unwrap_or_else(|| place.file.clone())
    }

    /// The dialect that a place is written in, if a schema around it says so.
    pub(super) fn dialect_of(&self, place: &Place) -> Option<String> {
        nearest(&self.dialects, place).cloned()
    }
}

/// What is known of the innermost value around a place of which anything is.
fn nearest<'m, T>(known: &'m BTreeMap<Place, T>, place: &Place) -> Option<&'m T> {
    let mut outer = place.pointer.outer();
    while let Some(pointer) = outer {
        outer = pointer.outer();
        let found = known.get(&Place {
            file: place.file.clone(),
            pointer,
        });
        if found.is_some() {
            return found;
        }
    }
    None
}
