//! References that never come to an end.
//!
//! A schema may hold itself in a property or a list: a person has a manager, who is
//! a person. It may not *be* itself: `A` that is all of `A` says nothing, and
//! whoever follows it never arrives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::index::decoded;
use crate::{
    Error, Pointer,
    error::Journal,
    grammar::{Kind, each_inside},
};

/// Places, and those that they refer to without any value in between.
type Edges = BTreeMap<Pointer, BTreeSet<Pointer>>;

/// Refuses references that lead back to where they start without any value in
/// between. All references point into the document.
pub(crate) fn refuse_endless(document: &mut Value, journal: &Journal<'_>) -> Result<(), Error> {
    let root = Pointer::root();
    let mut edges = Edges::new();
    let families = families(document);
    // The walk refuses nothing.
    let _ = collect(Kind::Document, document, &root, &root, &mut edges);
    for (base, subtype) in families {
        if let Some(targets) = edges.get_mut(&base) {
            targets.remove(&subtype);
        }
    }
    match cycle(&edges) {
        Some(at) => Err(journal.refuse(
            at,
            "the references from here lead back to here, without any value in between",
            "write what is meant in one of them",
        )),
        None => Ok(()),
    }
}

/// Base types that name their subtypes, and those subtypes: an animal is a cat or a
/// dog, and a cat is an animal. Frameworks write it like this, and mean one of them.
fn families(document: &Value) -> Vec<(Pointer, Pointer)> {
    let at = |name: &str| {
        Pointer::root()
            .join("components")
            .join("schemas")
            .join(name)
    };
    let target = |schema: &Value| {
        let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        Some(Pointer::from_text(&decoded(reference)))
    };
    let mut families = Vec::new();
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, base) in schemas.into_iter().flatten() {
        if base.get("discriminator").is_none() {
            continue;
        }
        let base_at = at(name);
        let subtypes = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|keyword| base.get(keyword)?.as_array())
            .flatten()
            .filter_map(target);
        for subtype in subtypes {
            let built_on_it = document
                .pointer(subtype.as_str())
                .and_then(|schema| schema.get("allOf")?.as_array())
                .is_some_and(|parts| {
                    parts
                        .iter()
                        .any(|part| target(part) == Some(base_at.clone()))
                });
            if built_on_it {
                families.push((base_at.clone(), subtype));
            }
        }
    }
    families
}

/// Keywords whose schemas apply to the same value as the schema around them.
const SAME_VALUE: [&str; 9] = [
    "/allOf/",
    "/anyOf/",
    "/oneOf/",
    "/not",
    "/if",
    "/then",
    "/else",
    "/dependentSchemas/",
    "/dependencies/",
];

/// `owner` is the outermost schema that applies to the same value.
fn collect(
    kind: Kind,
    value: &mut Value,
    at: &Pointer,
    owner: &Pointer,
    edges: &mut Edges,
) -> Result<(), Error> {
    let target = match kind.section() {
        Some(_) => value.get("$ref").and_then(Value::as_str),
        None => None,
    };
    if let Some(target) = target.and_then(|reference| reference.strip_prefix('#')) {
        let target = Pointer::from_text(&decoded(target));
        // Somebody may refer to this very place, too.
        for place in [owner, at] {
            edges
                .entry(place.clone())
                .or_default()
                .insert(target.clone());
        }
    }
    each_inside(kind, value, at, &mut |inner, value, inner_at| {
        let keyword = inner_at.as_str().strip_prefix(at.as_str()).unwrap_or("");
        let same = kind == Kind::Schema
            && SAME_VALUE.iter().any(|same| match same.strip_suffix('/') {
                Some(_) => keyword.starts_with(same),
                None => keyword == *same,
            });
        let owner = if same { owner } else { inner_at };
        collect(inner, value, inner_at, owner, edges)
    })
}

/// Any place of a cycle. Without recursion: a chain can be as long as the document.
fn cycle(edges: &Edges) -> Option<&Pointer> {
    let following =
        |place: &Pointer| -> Vec<&Pointer> { edges.get(place).into_iter().flatten().collect() };
    let mut done: BTreeSet<&Pointer> = BTreeSet::new();
    for start in edges.keys() {
        if done.contains(start) {
            continue;
        }
        let mut path = vec![(start, following(start))];
        let mut on_path = BTreeSet::from([start]);
        while let Some((place, next)) = path.last_mut() {
            match next.pop() {
                Some(target) if on_path.contains(target) => return Some(target),
                Some(target) if done.contains(target) => {}
                Some(target) => {
                    on_path.insert(target);
                    path.push((target, following(target)));
                }
                None => {
                    on_path.remove(place);
                    done.insert(place);
                    path.pop();
                }
            }
        }
    }
    None
}
