//! Schemas written out: what a schema says by `allOf`, `oneOf`, `anyOf` and the
//! references in them, said in one place.
//!
//! What is written out of a component is kept, so that schemas that are built on
//! each other in many ways are written out once each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    alternatives::{alternatives_of, is_silent, union},
    extension,
};
use crate::{
    Error, Pointer,
    error::Journal,
    references::{resolve, resolved, size},
};

/// How deep references may stand in each other on one level of a schema.
const MAX_DEPTH: usize = 128;

/// How many values all schemas may have when they are written out.
const MAX_VALUES: usize = 5_000_000;

/// What a schema says about one place rather than about its values.
const OF_A_NAME: [&str; 5] = [
    extension::NAME,
    extension::DOC,
    extension::UNWRAPPED,
    extension::IDENTITY,
    "title",
];

/// Writes schemas out.
pub(super) struct Inheritance<'w> {
    whole: &'w Value,
    /// By reference, and by whether a subtype asks.
    known: BTreeMap<(String, bool), Map<String, Value>>,
    /// The components that are built on a component by `allOf`.
    children: BTreeMap<String, Vec<String>>,
    values: usize,
}

/// Who asks for a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Somebody who has values of it, which can be those of its subtypes.
    ForItself,
    /// A subtype, which is not its own sibling.
    ByASubtype,
}

impl<'w> Inheritance<'w> {
    pub(super) fn new(whole: &'w Value) -> Self {
        let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let schemas = whole.pointer("/components/schemas");
        for (name, schema) in schemas.and_then(Value::as_object).into_iter().flatten() {
            for part in parts(schema) {
                if let Some(base) = part["$ref"].as_str() {
                    children
                        .entry(base.to_owned())
                        .or_default()
                        .push(format!("#{}", component(name).as_str()));
                }
            }
        }
        Self {
            whole,
            known: BTreeMap::new(),
            children,
            values: 0,
        }
    }

    /// The schema of a component, `reference`, written out on its own level.
    pub(super) fn component(
        &mut self,
        schema: &Map<String, Value>,
        reference: &str,
        at: &Pointer,
        journal: &mut Journal<'_>,
    ) -> Result<Map<String, Value>, Error> {
        let through = &mut vec![(reference.to_owned(), Asked::ForItself)];
        self.object(schema, at, through, Asked::ForItself, journal)
    }

    /// A schema written out on its own level.
    pub(super) fn written_out(
        &mut self,
        schema: &Value,
        at: &Pointer,
        journal: &mut Journal<'_>,
    ) -> Result<Map<String, Value>, Error> {
        self.any(schema, at, &mut Vec::new(), Asked::ForItself, journal)
    }

    /// Do the values of a component come with the properties of subtypes?
    pub(super) fn has_subtypes(&self, schema: &Map<String, Value>, reference: &str) -> bool {
        schema.contains_key("discriminator")
            && !schema.contains_key("oneOf")
            && !schema.contains_key("anyOf")
            && self.children.contains_key(reference)
    }

    fn any(
        &mut self,
        schema: &Value,
        at: &Pointer,
        through: &mut Vec<(String, Asked)>,
        asked: Asked,
        journal: &mut Journal<'_>,
    ) -> Result<Map<String, Value>, Error> {
        match (schema["$ref"].as_str(), schema.as_object()) {
            (Some(reference), _) => self.reference(reference, at, through, asked, journal),
            (None, Some(object)) => {
                self.values += size(schema);
                self.object(object, at, through, asked, journal)
            }
            (None, None) => Ok(Map::new()),
        }
    }

    fn reference(
        &mut self,
        reference: &str,
        at: &Pointer,
        through: &mut Vec<(String, Asked)>,
        asked: Asked,
        journal: &mut Journal<'_>,
    ) -> Result<Map<String, Value>, Error> {
        let key = (reference.to_owned(), asked == Asked::ByASubtype);
        if let Some(known) = self.known.get(&key) {
            self.values += known.len();
            return Ok(known.clone());
        }
        if through
            .iter()
            .any(|(passed, by)| passed == reference && *by == asked)
        {
            return Err(journal.refuse(
                at,
                format!("`{reference}` is made of itself"),
                "break the circle: a schema cannot contain itself through allOf, anyOf or oneOf",
            ));
        }
        let target = resolve(self.whole, reference)
            .and_then(Value::as_object)
            .ok_or_else(|| {
                journal.refuse(
                    at,
                    format!("`{reference}` does not exist, or is no schema"),
                    "correct the `$ref`",
                )
            })?;
        if through.len() >= MAX_DEPTH {
            return Err(journal.refuse(
                at,
                format!("schemas are built on each other more than {MAX_DEPTH} deep"),
                "write the schema out",
            ));
        }
        through.push((reference.to_owned(), asked));
        let mut flat = match target.get("$ref") {
            Some(_) => self.any(
                &json!({"$ref": target["$ref"]}),
                at,
                through,
                asked,
                journal,
            )?,
            None => self.object(target, at, through, asked, journal)?,
        };
        through.pop();
        // The name is that of the component, not of what is made of it.
        for key in OF_A_NAME {
            flat.remove(key);
        }
        self.spend(&flat, at, journal)?;
        self.known.insert(key, flat.clone());
        Ok(flat)
    }

    fn spend(
        &mut self,
        flat: &Map<String, Value>,
        at: &Pointer,
        journal: &Journal<'_>,
    ) -> Result<(), Error> {
        self.values += flat.values().map(size).sum::<usize>();
        if self.values > MAX_VALUES {
            return Err(journal.refuse(
                at,
                format!(
                    "schemas that are built on each other have more than {MAX_VALUES} values \
                     when they are written out"
                ),
                "build fewer schemas on each other by allOf, anyOf and oneOf",
            ));
        }
        Ok(())
    }

    /// `through` ends with the object's own reference, if it is a component.
    fn object(
        &mut self,
        object: &Map<String, Value>,
        at: &Pointer,
        through: &mut Vec<(String, Asked)>,
        asked: Asked,
        journal: &mut Journal<'_>,
    ) -> Result<Map<String, Value>, Error> {
        let own_name = through
            .last()
            .map(|(name, _)| name.clone())
            .unwrap_or_default();
        // What is noted about a component is noted where the component stands.
        let here = through.len() <= 1;
        let mut flat = Map::new();
        for part in object
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let mut said = self.any(part, at, through, Asked::ByASubtype, journal)?;
            if part.get("$ref").is_some() {
                said.remove("nullable");
            }
            add_all(&mut flat, said, self.whole, at, journal);
        }
        let mut own = object.clone();
        for keyword in ["allOf", "oneOf", "anyOf", "discriminator"] {
            own.remove(keyword);
        }
        add_all(&mut flat, own, self.whole, at, journal);
        for keyword in ["oneOf", "anyOf"] {
            let (alternatives, null) = alternatives_of(object, keyword);
            if null {
                flat.insert("nullable".into(), json!(true));
            }
            let inherits = |alternative: &&Value| {
                resolved(self.whole, alternative)
                    .is_some_and(|target| parts(target).any(|part| part["$ref"] == *own_name))
            };
            if alternatives.is_empty()
                || asked == Asked::ByASubtype
                    && !own_name.is_empty()
                    && alternatives.iter().all(inherits)
            {
                continue;
            }
            let mut variants = Vec::new();
            for alternative in alternatives {
                variants.push(self.any(alternative, at, through, Asked::ForItself, journal)?);
            }
            let says_something = flat.keys().any(|key| !is_annotation(key));
            let (said, what) = match <[_; 1]>::try_from(variants) {
                Ok([only]) => (only, ""),
                Err(variants) if says_something && is_silent(&variants) => {
                    (Map::new(), "not checked")
                }
                Err(variants) => match union(&variants) {
                    (said, _) if said.is_empty() && says_something => (said, "not checked"),
                    joined => joined,
                },
            };
            if here && !what.is_empty() {
                journal.note(&at.join(keyword), what);
            }
            add_all(&mut flat, said, self.whole, at, journal);
        }
        if asked == Asked::ForItself && self.has_subtypes(object, &own_name) {
            self.with_subtypes(&mut flat, &own_name, at, through, journal)?;
            if here {
                journal.note(
                    &at.join("discriminator"),
                    "one type with the properties of all subtypes, theirs not required",
                );
            }
        }
        self.spend(&flat, at, journal)?;
        Ok(flat)
    }

    /// Adds what those have who are built on a component.
    fn with_subtypes(
        &mut self,
        flat: &mut Map<String, Value>,
        reference: &str,
        at: &Pointer,
        through: &mut Vec<(String, Asked)>,
        journal: &mut Journal<'_>,
    ) -> Result<(), Error> {
        let mut all = BTreeSet::new();
        let mut variants = vec![flat.clone()];
        let mut next: Vec<String> = self.children.get(reference).cloned().unwrap_or_default();
        next.reverse();
        while let Some(child) = next.pop() {
            if !all.insert(child.clone()) || child == *reference {
                continue;
            }
            next.extend(
                self.children
                    .get(&child)
                    .into_iter()
                    .flatten()
                    .rev()
                    .cloned(),
            );
            // Without its own subtypes, which follow.
            variants.push(self.reference(&child, at, through, Asked::ByASubtype, journal)?);
        }
        let (mut joined, _) = union(&variants);
        if let Some(properties) = joined.remove("properties") {
            flat.insert("properties".into(), properties);
        }
        Ok(())
    }
}

fn component(name: &str) -> Pointer {
    Pointer::root()
        .join("components")
        .join("schemas")
        .join(name)
}

fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    schema["allOf"].as_array().into_iter().flatten()
}

/// Words about a schema, which no value depends on.
pub(super) fn is_annotation(key: &str) -> bool {
    matches!(
        key,
        "title"
            | "description"
            | "example"
            | "examples"
            | "deprecated"
            | "externalDocs"
            | "xml"
            | "nullable"
            | "discriminator"
    ) || key.starts_with("x-")
}

/// Adds what one part of a schema says to what others have said.
fn add_all(
    whole: &mut Map<String, Value>,
    part: Map<String, Value>,
    document: &Value,
    at: &Pointer,
    journal: &mut Journal<'_>,
) {
    for (key, value) in part {
        match (key.as_str(), whole.get_mut(&key), value) {
            ("properties", Some(Value::Object(properties)), Value::Object(more)) => {
                for (name, schema) in more {
                    let joined = match properties.get(&name) {
                        Some(other) => both(other, &schema, document),
                        None => schema,
                    };
                    properties.insert(name, joined);
                }
            }
            ("required", Some(Value::Array(required)), Value::Array(more)) => {
                for name in more {
                    if !required.contains(&name) {
                        required.push(name);
                    }
                }
            }
            ("items", Some(items), more) => *items = both(items, &more, document),
            ("type", Some(kind), more) if *kind != more => {
                let named = [kind.as_str(), more.as_str()];
                if named.contains(&Some("number")) && named.contains(&Some("integer")) {
                    *kind = json!("integer");
                } else {
                    journal.note(at, "its parts contradict each other: the last one counts");
                    *kind = more;
                }
            }
            ("nullable", Some(nullable), more) => {
                *nullable = json!(*nullable == json!(true) && more == json!(true));
            }
            (_, _, value) => {
                whole.insert(key, value);
            }
        }
    }
}

/// What two parts say of one property.
fn both(one: &Value, other: &Value, document: &Value) -> Value {
    let (Some(first), Some(second)) = (resolved(document, one), resolved(document, other)) else {
        return other.clone();
    };
    if says_no_more(first, second) {
        return other.clone();
    }
    if says_no_more(second, first) {
        return one.clone();
    }
    let structured = |schema: &Value| {
        [
            "properties",
            "items",
            "allOf",
            "oneOf",
            "anyOf",
            "additionalProperties",
        ]
        .iter()
        .any(|key| schema.get(*key).is_some())
    };
    if structured(first) && structured(second) {
        return json!({"allOf": [one, other]});
    }
    // Of two descriptions, the one that says more.
    let said = |schema: &Value| {
        schema.as_object().map_or(0, |schema| {
            schema.keys().filter(|key| !is_annotation(key)).count()
        })
    };
    match said(second) >= said(first) {
        true => other.clone(),
        false => one.clone(),
    }
}

/// Does the second schema say all that the first one says?
fn says_no_more(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else {
        return one == other;
    };
    one.iter()
        .all(|(key, value)| is_annotation(key) || other.get(key) == Some(value))
}
