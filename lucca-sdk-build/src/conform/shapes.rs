//! Shapes: what the generator would misread, taken apart.
//!
//! The generator turns alternatives into types that decode the wrong variant, or
//! none; it refuses schemas that contradict each other and constraints that Rust
//! types cannot hold. After this pass a schema is a reference, one plain type, or
//! any JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{extension, resolve};
use crate::{Error, Pointer, error::Journal, walk};

/// Constraints that say nothing about which Rust type there is.
const NOT_CHECKED: [&str; 8] = [
    "pattern",
    "multipleOf",
    "uniqueItems",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "not",
];

/// Formats of texts that have a Rust type, or say that there are bytes.
const KNOWN_TEXT_FORMATS: [&str; 5] = ["date", "date-time", "date-time-local", "binary", "byte"];

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let whole = document.clone();
    refuse_circles(&whole, journal)?;
    let mut requested = super::reader::reached(&whole, "requestBody");
    requested.extend(super::reader::reached(&whole, "parameters"));
    let mut shapes = Shapes {
        whole: &whole,
        requested,
        journal,
    };
    walk::outer_schemas(document, &mut |schema, at| shapes.shape(schema, at, 0))?;
    nullable_where_used(document)
}

/// A component that is only another name must lead to a schema in the end.
fn refuse_circles(whole: &Value, journal: &Journal<'_>) -> Result<(), Error> {
    let schemas = whole
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let mut seen = BTreeSet::new();
        let mut schema = schema;
        while let Some(reference) = alias(schema) {
            if !seen.insert(reference) {
                let at = Pointer::root()
                    .join("components")
                    .join("schemas")
                    .join(name);
                return Err(journal.refuse(
                    &at,
                    format!("`{name}` refers to itself and to nothing else"),
                    "describe what it is",
                ));
            }
            match resolve(whole, reference) {
                Some(next) => schema = next,
                None => break,
            }
        }
    }
    Ok(())
}

/// What the schema refers to, if it says nothing else.
fn alias(schema: &Value) -> Option<&str> {
    let only = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) if schema.get("properties").is_none() => only,
        _ => schema,
    };
    only["$ref"].as_str()
}

struct Shapes<'s, 'j> {
    whole: &'s Value,
    requested: BTreeSet<String>,
    journal: &'s mut Journal<'j>,
}

impl Shapes<'_, '_> {
    fn shape(&mut self, schema: &mut Value, at: &Pointer, depth: usize) -> Result<(), Error> {
        if depth > 256 {
            return Err(self.journal.refuse(
                at,
                "schemas are nested more than 256 deep",
                "move inner schemas to `components`",
            ));
        }
        if schema.is_boolean() && at.as_str().ends_with("/additionalProperties") {
            return Ok(());
        }
        let Some(object) = schema.as_object_mut() else {
            // `true` and `false`, as some 3.0 documents have them.
            *schema = json!({});
            return Ok(());
        };
        if let Some(reference) = object.get("$ref").cloned() {
            *schema = json!({ "$ref": reference });
            return Ok(());
        }
        if object
            .get("format")
            .is_some_and(|format| format == "nullable")
        {
            object.remove("format");
            object.insert("nullable".into(), json!(true));
        }
        for unused in ["discriminator", "xml", "externalDocs"] {
            object.remove(unused);
        }
        self.alternatives(object, at)?;
        self.all_of(object, at)?;
        infer_type(object);
        // The other formats would need crates of their own, and check what servers
        // need not keep to.
        let is_text = object.get("type").is_some_and(|kind| kind == "string");
        let format = object.get("format").and_then(Value::as_str);
        if is_text && format.is_some_and(|format| !KNOWN_TEXT_FORMATS.contains(&format)) {
            object.remove("format");
        }
        self.values(object, at);
        for constraint in NOT_CHECKED {
            if object.remove(constraint).is_some() {
                self.journal.note(&at.join(constraint), "not checked");
            }
        }
        self.default(object, at);
        self.read_only(object, at);
        walk::inner_schemas(schema, at, &mut |inner, at| {
            self.shape(inner, at, depth + 1)
        })
    }

    /// `oneOf` and `anyOf`: one type that holds every alternative.
    fn alternatives(&mut self, object: &mut Map<String, Value>, at: &Pointer) -> Result<(), Error> {
        for keyword in ["oneOf", "anyOf"] {
            let Some(Value::Array(alternatives)) = object.remove(keyword) else {
                continue;
            };
            let at = at.join(keyword);
            let (nulls, alternatives): (Vec<Value>, Vec<Value>) =
                alternatives.into_iter().partition(is_null);
            if !nulls.is_empty() {
                object.insert("nullable".into(), json!(true));
            }
            let has_own = ["properties", "allOf", "additionalProperties"]
                .iter()
                .any(|key| object.contains_key(*key));
            if let ([only], false) = (alternatives.as_slice(), has_own) {
                // Keep the place's own words.
                match only.get("$ref") {
                    Some(_) => {
                        object.insert("allOf".into(), json!([only]));
                        object.remove("type");
                    }
                    None => {
                        for (key, value) in only.as_object().into_iter().flatten() {
                            object.entry(key.clone()).or_insert_with(|| value.clone());
                        }
                    }
                }
                continue;
            }
            if alternatives.is_empty() {
                continue;
            }
            let mut flat = Vec::new();
            for alternative in &alternatives {
                flat.push(self.flat(alternative, &at, &mut Vec::new())?);
            }
            // Alternatives that only say which properties are required.
            let silent = flat.iter().all(|schema| {
                schema.keys().all(|key| {
                    matches!(
                        key.as_str(),
                        "required" | "not" | "title" | "description" | "type"
                    )
                })
            });
            if has_own && silent {
                self.journal.note(&at, "not checked");
                continue;
            }
            if has_own {
                let own = self.flat(&Value::Object(object.clone()), &at, &mut Vec::new())?;
                for key in ["properties", "allOf", "required", "additionalProperties"] {
                    object.remove(key);
                }
                flat.insert(0, own);
            }
            let (schema, what) = union(&flat);
            self.journal.note(&at, what);
            for key in ["type", "properties", "required", "enum", "format", "items"] {
                object.remove(key);
            }
            object.extend(schema);
        }
        Ok(())
    }

    /// `allOf`: one object with everything, or one schema with all keywords.
    fn all_of(&mut self, object: &mut Map<String, Value>, at: &Pointer) -> Result<(), Error> {
        let Some(Value::Array(parts)) = object.get("allOf") else {
            return Ok(());
        };
        let structural = [
            "properties",
            "additionalProperties",
            "items",
            "enum",
            "required",
        ];
        let says_more = structural.iter().any(|key| object.contains_key(*key));
        if let ([only], false) = (parts.as_slice(), says_more)
            && only.get("$ref").is_some()
        {
            // A reference with words of its own: the generator follows it.
            object.remove("type");
            return Ok(());
        }
        let flat = self.flat(&Value::Object(object.clone()), at, &mut Vec::new())?;
        *object = flat;
        // What is inherited can itself hold alternatives.
        if object.contains_key("oneOf") || object.contains_key("anyOf") {
            self.alternatives(object, at)?;
        }
        Ok(())
    }

    /// The schema with references and `allOf`s of its own level written out.
    fn flat(
        &mut self,
        schema: &Value,
        at: &Pointer,
        through: &mut Vec<String>,
    ) -> Result<Map<String, Value>, Error> {
        if let Some(reference) = schema["$ref"].as_str() {
            if through.iter().any(|passed| passed == reference) || through.len() > 64 {
                return Err(self.journal.refuse(
                    at,
                    format!("`{reference}` is made of itself"),
                    "break the circle: a schema cannot contain itself through allOf, anyOf or oneOf",
                ));
            }
            let Some(target) = resolve(self.whole, reference) else {
                return Err(self.journal.refuse(
                    at,
                    format!("`{reference}` does not exist"),
                    "correct the `$ref`",
                ));
            };
            through.push(reference.to_owned());
            let mut flat = self.flat(target, at, through)?;
            through.pop();
            // The name is that of the component, not of what is made of it.
            for key in [
                extension::NAME,
                extension::DOC,
                extension::UNWRAPPED,
                "title",
                "nullable",
            ] {
                flat.remove(key);
            }
            return Ok(flat);
        }
        let Some(object) = schema.as_object() else {
            return Ok(Map::new());
        };
        let mut flat = Map::new();
        for part in object
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let part = self.flat(part, at, through)?;
            self.add_all(&mut flat, part, at);
        }
        let mut own = object.clone();
        own.remove("allOf");
        self.add_all(&mut flat, own, at);
        for keyword in ["oneOf", "anyOf"] {
            let alone = flat.len() == 1
                || flat.keys().all(|key| {
                    key == keyword
                        || matches!(
                            key.as_str(),
                            "description" | "nullable" | "discriminator" | "type"
                        )
                });
            let Some(Value::Array(alternatives)) = flat.get(keyword).cloned() else {
                continue;
            };
            if !alone {
                continue;
            }
            let mut variants = Vec::new();
            for alternative in alternatives.iter().filter(|schema| !is_null(schema)) {
                variants.push(self.flat(alternative, at, through)?);
            }
            flat.remove(keyword);
            flat.extend(union(&variants).0);
        }
        Ok(flat)
    }

    /// Adds what one part of an `allOf` says to what others have said.
    fn add_all(&mut self, whole: &mut Map<String, Value>, part: Map<String, Value>, at: &Pointer) {
        for (key, value) in part {
            match (key.as_str(), whole.get_mut(&key), value) {
                ("properties", Some(Value::Object(properties)), Value::Object(more)) => {
                    for (name, schema) in more {
                        let joined = match properties.get(&name) {
                            Some(other) => narrower(other, &schema),
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
                ("type", Some(kind), more) if *kind != more => {
                    let both = [kind.as_str(), more.as_str()];
                    if both.contains(&Some("number")) && both.contains(&Some("integer")) {
                        *kind = json!("integer");
                    } else {
                        self.journal
                            .note(at, "its parts contradict each other: the last one counts");
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

    /// `enum`: of texts only, without null.
    fn values(&mut self, object: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Array(values)) = object.remove("enum") else {
            return;
        };
        let at = at.join("enum");
        let all = values.len();
        let mut kept: Vec<Value> = Vec::new();
        for value in values {
            if !value.is_null() && !kept.contains(&value) {
                kept.push(value);
            }
        }
        if kept.len() < all && !object.contains_key("nullable") {
            object.insert("nullable".into(), json!(true));
        }
        let is_text = object.get("type").is_some_and(|kind| kind == "string");
        if kept.is_empty() {
            return;
        }
        if is_text && kept.iter().all(Value::is_string) {
            object.insert("enum".into(), Value::Array(kept));
            // An enum's value has no other form.
            for key in ["format", "minLength", "maxLength"] {
                object.remove(key);
            }
        } else {
            self.journal
                .note(&at, "not checked: only texts become enums");
        }
    }

    /// Defaults that a Rust type can have: the others are the server's to know.
    fn default(&mut self, object: &mut Map<String, Value>, at: &Pointer) {
        let Some(default) = object.get("default") else {
            return;
        };
        let kind = object.get("type").and_then(Value::as_str);
        let fits = match (kind, default) {
            (Some("boolean"), Value::Bool(_)) => true,
            (Some("integer"), Value::Number(number)) => number.is_i64() && !bounded(object),
            (Some("array"), Value::Array(items)) => items.is_empty(),
            _ => false,
        };
        if !fits {
            object.remove("default");
            self.journal.note(&at.join("default"), "not filled in");
        }
    }

    /// What only the server writes need not be sent.
    fn read_only(&mut self, object: &mut Map<String, Value>, at: &Pointer) {
        let mut keys = at.keys();
        let requested = match (keys.next().as_deref(), keys.next(), keys.next()) {
            (Some("components"), _, Some(name)) => self.requested.contains(&name),
            _ => at.as_str().contains("/requestBody/"),
        };
        let Some(Value::Object(properties)) = object.get("properties") else {
            return;
        };
        let read_only: Vec<Value> = properties
            .iter()
            .filter(|(_, schema)| schema["readOnly"] == json!(true))
            .map(|(name, _)| json!(name))
            .collect();
        if let (true, Some(Value::Array(required))) = (requested, object.get_mut("required")) {
            let all = required.len();
            required.retain(|name| !read_only.contains(name));
            if required.len() < all {
                self.journal
                    .note(&at.join("required"), "what is read-only need not be sent");
            }
        }
    }
}

fn bounded(object: &Map<String, Value>) -> bool {
    object.contains_key("minimum") || object.contains_key("maximum")
}

fn is_null(schema: &Value) -> bool {
    schema["type"] == "null"
        || schema["enum"]
            .as_array()
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
}

/// Of two descriptions of one property, the one that says more.
fn narrower(one: &Value, other: &Value) -> Value {
    let says = |schema: &Value| {
        schema.as_object().map_or(0, |schema| {
            schema
                .keys()
                .filter(|key| !matches!(key.as_str(), "description" | "title" | "example"))
                .count()
        })
    };
    match says(other) >= says(one) {
        true => other.clone(),
        false => one.clone(),
    }
}

/// The type of a schema that does not name it.
fn infer_type(object: &mut Map<String, Value>) {
    if object.contains_key("type") || object.contains_key("allOf") {
        return;
    }
    let texts = object
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| {
            values
                .iter()
                .all(|value| value.is_string() || value.is_null())
        });
    let kind = if object.contains_key("properties") || object.contains_key("additionalProperties") {
        "object"
    } else if object.contains_key("items") {
        "array"
    } else if texts {
        "string"
    } else {
        return;
    };
    object.insert("type".into(), json!(kind));
}

/// One schema that every value of every alternative is valid under, and what to say
/// of it.
fn union(alternatives: &[Map<String, Value>]) -> (Map<String, Value>, &'static str) {
    let schema = |value: Value| match value {
        Value::Object(object) => object,
        _ => Map::new(),
    };
    let mut alternatives: Vec<Map<String, Value>> = alternatives.to_vec();
    alternatives.iter_mut().for_each(infer_type);
    let all = |kind: &str| {
        alternatives
            .iter()
            .all(|alternative| alternative.get("type").is_some_and(|own| own == kind))
    };
    if all("object") {
        return (
            union_of_objects(&alternatives),
            "one type with the properties of all alternatives, none of them required",
        );
    }
    if all("string") {
        let values: Option<Vec<Value>> = alternatives
            .iter()
            .map(|alternative| alternative.get("enum").and_then(Value::as_array).cloned())
            .collect::<Option<Vec<_>>>()
            .map(|lists| lists.into_iter().flatten().collect());
        let schema = match values {
            Some(values) => schema(json!({"type": "string", "enum": values})),
            None => schema(json!({"type": "string"})),
        };
        return (schema, "one text for all alternatives");
    }
    if all("boolean") {
        return (
            schema(json!({"type": "boolean"})),
            "one boolean for all alternatives",
        );
    }
    if all("integer") {
        return (
            schema(json!({"type": "integer"})),
            "one number for all alternatives",
        );
    }
    let numeric = alternatives.iter().all(|alternative| {
        alternative
            .get("type")
            .is_some_and(|kind| kind == "integer" || kind == "number")
    });
    if numeric {
        return (
            schema(json!({"type": "number"})),
            "one number for all alternatives",
        );
    }
    if all("array") {
        let first = alternatives
            .first()
            .and_then(|alternative| alternative.get("items"));
        let same = alternatives
            .iter()
            .all(|alternative| alternative.get("items") == first);
        let items = match (same, first) {
            (true, Some(items)) => items.clone(),
            _ => json!({}),
        };
        return (
            schema(json!({"type": "array", "items": items})),
            "one list for all alternatives",
        );
    }
    (
        Map::new(),
        "any JSON: its alternatives are of different kinds",
    )
}

fn union_of_objects(alternatives: &[Map<String, Value>]) -> Map<String, Value> {
    let mut properties: Map<String, Value> = Map::new();
    for alternative in alternatives {
        for (name, schema) in alternative
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let joined = match properties.get(name) {
                None => schema.clone(),
                Some(other) if other == schema => continue,
                Some(other) => either(other, schema),
            };
            properties.insert(name.clone(), joined);
        }
    }
    let open = alternatives.iter().any(|alternative| {
        alternative
            .get("additionalProperties")
            .is_some_and(|more| *more != json!(false))
            || !alternative.contains_key("properties")
    });
    let mut schema = Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Value::Object(properties)),
    ]);
    if open {
        schema.insert("additionalProperties".into(), json!({}));
    }
    schema
}

/// One schema for a property that two alternatives describe differently.
fn either(one: &Value, other: &Value) -> Value {
    let plain = |schema: &Value| {
        let mut schema = schema.clone();
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("description");
            schema.remove("title");
            schema.remove("example");
        }
        schema
    };
    if plain(one) == plain(other) {
        return one.clone();
    }
    match (&one["type"], &other["type"]) {
        (Value::String(kind), Value::String(same)) if kind == same => match kind.as_str() {
            "string" => match (one["enum"].as_array(), other["enum"].as_array()) {
                (Some(values), Some(more)) => {
                    let mut values = values.clone();
                    values.extend(
                        more.iter()
                            .filter(|value| !values.contains(value))
                            .cloned()
                            .collect::<Vec<_>>(),
                    );
                    json!({"type": "string", "enum": values})
                }
                _ => json!({"type": "string"}),
            },
            "integer" | "number" | "boolean" => json!({"type": kind}),
            "array" => json!({"type": "array", "items": {}}),
            _ => json!({}),
        },
        _ => json!({}),
    }
}

/// A component that can be null is made not null, and each use of it null instead:
/// a type is not optional, a place is.
fn nullable_where_used(document: &mut Value) -> Result<(), Error> {
    let mut nullable = BTreeSet::new();
    for (name, schema) in document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flatten()
    {
        if let Some(schema) = schema.as_object_mut()
            && schema.remove("nullable") == Some(json!(true))
        {
            nullable.insert(format!("#/components/schemas/{name}"));
        }
    }
    if nullable.is_empty() {
        return Ok(());
    }
    walk::schemas(document, &mut |schema, at| {
        let mut keys: Vec<&str> = at.as_str().rsplit('/').take(2).collect();
        keys.reverse();
        let part = keys.first() == Some(&"allOf");
        let refers = alias(schema).is_some_and(|reference| nullable.contains(reference));
        // A component that is another name for one that can be null.
        let component = keys.first() == Some(&"schemas");
        if refers && !part && !component {
            if let Some(reference) = schema.get("$ref").cloned() {
                *schema = json!({"allOf": [{"$ref": reference}]});
            }
            schema["nullable"] = json!(true);
        }
        Ok(())
    })
}
