//! Names: every object and every enum becomes a component with a short name.
//!
//! An inline schema is called what the document (or its overlay) says in
//! `x-rust-name`, else what its property is called (`errorLines` holds
//! `ErrorLine`s). Schemas that say the same share a type; one that says something
//! else under a name that is taken is prefixed with the name of what holds it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{extension, shapes::alias};
use crate::{
    Error, Pointer,
    error::Journal,
    naming::{Reserved, free, singular, type_name},
    walk::{self, METHODS},
};

const SCHEMAS: &str = "#/components/schemas/";

/// What belongs to the place where a schema is used rather than to its type.
const OF_THE_PLACE: [&str; 4] = [
    "nullable",
    "default",
    extension::ALIASES,
    extension::NULL_CAN_BE_SENT,
];

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    rename_components(document, journal)?;
    let components = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
        .map(std::mem::take)
        .unwrap_or_default();
    let (unnamed, mut components): (Map<String, Value>, Map<String, Value>) = components
        .into_iter()
        .partition(|(_, schema)| is_unnamed(schema));
    let names: Vec<String> = components.keys().cloned().collect();
    let mut hoist = Hoist {
        types: components.clone(),
        merged: BTreeSet::new(),
        unnamed,
        named: BTreeMap::new(),
        journal,
    };
    let root = Pointer::root();
    for name in names {
        let Some(mut schema) = components.remove(&name) else {
            continue;
        };
        let at = Pointer::from_text(schema[extension::ORIGIN].as_str().unwrap_or_default());
        hoist.inside(&mut schema, &at, &name, &name)?;
        strip_names(&mut schema);
        if let Some(schema) = schema.as_object_mut() {
            say_what_it_is(schema);
        }
        hoist.types.insert(name, schema);
    }
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get_mut(method) else {
                continue;
            };
            let at = root.join("paths").join(path).join(method);
            hoist.operation(operation, &at)?;
        }
    }
    let mut types = hoist.types;
    types.sort_keys();
    if !types.is_empty() {
        document["components"]["schemas"] = Value::Object(types);
    }
    Ok(())
}

/// Is it a component that gets its name from the place that uses it first?
fn is_unnamed(schema: &Value) -> bool {
    schema.get(extension::UNNAMED).is_some() && schema.get(extension::NAME).is_none()
}

/// Gives every component the name of its Rust type, and corrects references.
fn rename_components(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else {
        return Ok(());
    };
    let mut renamed = BTreeMap::new();
    let mut taken: BTreeSet<String> = Reserved::Types.names().map(str::to_owned).collect();
    let mut result = Map::new();
    let root = Pointer::root().join("components").join("schemas");
    for (key, mut schema) in std::mem::take(schemas) {
        let at = root.join(&key);
        if is_unnamed(&schema) {
            renamed.insert(key.clone(), key.clone());
            result.insert(key, schema);
            continue;
        }
        let wanted = match schema.get(extension::NAME).and_then(Value::as_str) {
            Some(name) => type_name(name),
            None => type_name(&key),
        };
        let name = free(&wanted, "", |name| taken.contains(name));
        if name != wanted {
            journal.note(
                &at,
                format!("the type name `{wanted}` is taken: `{name}` is used"),
            );
        }
        schema[extension::ORIGIN] = json!(at.as_str());
        taken.insert(name.clone());
        renamed.insert(key, name.clone());
        result.insert(name, schema);
    }
    *schemas = result;
    let mut dangling = None;
    walk::schemas(document, &mut |schema, at| {
        let Some(Value::String(reference)) = schema.get_mut("$ref") else {
            return Ok(());
        };
        let target = reference
            .strip_prefix(SCHEMAS)
            .and_then(|key| renamed.get(&crate::error::unescape(key)));
        match target {
            Some(name) => *reference = format!("{SCHEMAS}{name}"),
            None => dangling = Some((at.clone(), reference.clone())),
        }
        Ok(())
    })?;
    match dangling {
        Some((at, reference)) => Err(journal.refuse(
            &at,
            format!("`{reference}` is no schema under `components`"),
            "correct the `$ref`",
        )),
        None => Ok(()),
    }
}

/// What to call what a property holds: some names say nothing by themselves.
fn said_of(property: &str, of: &str) -> String {
    let empty = [
        "content", "data", "entries", "items", "list", "result", "results", "value", "values",
    ];
    if !empty.contains(&property) {
        return property.to_owned();
    }
    let mut stem = of;
    for ending in ["Response", "Page", "List", "Result"] {
        match stem.strip_suffix(ending) {
            Some(shorter) if !shorter.is_empty() => stem = shorter,
            _ => {}
        }
    }
    format!("{stem} {property}")
}

/// Does this schema become a type of its own?
fn is_type(schema: &Map<String, Value>) -> bool {
    let is = |kind: &str| schema.get("type").is_some_and(|name| name == kind);
    (is("object") || !schema.contains_key("type")) && schema.contains_key("properties")
        || is("string")
            && ["enum", "minLength", "maxLength"]
                .iter()
                .any(|key| schema.contains_key(*key))
}

struct Hoist<'h, 'd> {
    types: Map<String, Value>,
    /// Types that were named in the document, which others may join.
    merged: BTreeSet<String>,
    /// Types that have no name yet.
    unnamed: Map<String, Value>,
    /// The names of those that had none.
    named: BTreeMap<String, String>,
    journal: &'h mut Journal<'d>,
}

impl Hoist<'_, '_> {
    fn operation(&mut self, operation: &mut Map<String, Value>, at: &Pointer) -> Result<(), Error> {
        let id = operation["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        for parameter in operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            let at = at.join("parameters").join(&name);
            if let Some(schema) = parameter.get_mut("schema") {
                self.schema(schema, &at.join("schema"), &name, &id)?;
            }
        }
        let at_body = at.join("requestBody");
        for content in operation
            .get_mut("requestBody")
            .and_then(|body| body.get_mut("content"))
            .and_then(Value::as_object_mut)
            .into_iter()
            .flat_map(Map::values_mut)
        {
            if let Some(schema) = content.get_mut("schema") {
                self.schema(schema, &at_body, &format!("{id}_body"), &id)?;
            }
        }
        let mut error: Option<Value> = None;
        for (status, response) in operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
            .into_iter()
            .flatten()
        {
            let at = at.join("responses").join(status);
            let Some(schema) = response.pointer_mut("/content/application~1json/schema") else {
                continue;
            };
            let kind = if status.starts_with('2') {
                "response"
            } else {
                "error"
            };
            // The generator must see that 4XX and 5XX have one type.
            if let (Some(error), "error") = (&error, kind) {
                *schema = error.clone();
                continue;
            }
            self.schema(schema, &at, &format!("{id}_{kind}"), &id)?;
            if kind == "error" && schema.get("$ref").is_none() {
                let any = schema.as_object().is_some_and(Map::is_empty);
                let (wanted, schema_of_type) = match any {
                    true => (
                        "AnyJson".to_owned(),
                        json!({"description": "Any JSON: the errors differ in form."}),
                    ),
                    false => (type_name(&format!("{id} error")), schema.take()),
                };
                let name = self.add(&wanted, &id, schema_of_type);
                *schema = json!({ "$ref": format!("{SCHEMAS}{name}") });
            }
            if kind == "error" {
                error = Some(schema.clone());
            }
        }
        Ok(())
    }

    /// Hoists what is inside a schema, then the schema itself if it is a type.
    fn schema(
        &mut self,
        schema: &mut Value,
        at: &Pointer,
        candidate: &str,
        parent: &str,
    ) -> Result<(), Error> {
        let Some(object) = schema.as_object_mut() else {
            return Ok(());
        };
        let named = object
            .remove(extension::NAME)
            .and_then(|name| name.as_str().map(type_name));
        let hint = object
            .remove(extension::HINT)
            .and_then(|name| name.as_str().map(type_name));
        let title = object
            .remove("title")
            .and_then(|title| title.as_str().map(str::to_owned))
            .filter(|title| title.len() <= 40 && title.split_whitespace().count() <= 4)
            .map(|title| type_name(&title));
        let wanted = named
            .clone()
            .or(title)
            .or(hint)
            .unwrap_or_else(|| type_name(candidate));
        if let Some(key) = alias(schema).and_then(|reference| reference.strip_prefix(SCHEMAS))
            && let Some(name) = self.combined(key, &wanted, parent, at)?
        {
            let reference = json!({ "$ref": format!("{SCHEMAS}{name}") });
            match schema.get_mut("allOf") {
                Some(all_of) => *all_of = json!([reference]),
                None => *schema = reference,
            }
            return Ok(());
        }
        let Some(object) = schema.as_object_mut() else {
            return Ok(());
        };
        // A list is no type: what it holds belongs to what holds the list.
        let holder = if is_type(object) {
            wanted.as_str()
        } else {
            parent
        };
        let holder = holder.to_owned();
        self.inside(schema, at, &wanted, &holder)?;
        let Some(object) = schema.as_object_mut() else {
            return Ok(());
        };
        if !is_type(object) {
            return Ok(());
        }
        let mut place = Map::new();
        for key in OF_THE_PLACE {
            if let Some(value) = object.remove(key) {
                place.insert(key.into(), value);
            }
        }
        if object.get(extension::PERSONAL) == Some(&json!(false)) {
            place.insert(extension::PERSONAL.into(), json!(false));
            object.remove(extension::PERSONAL);
        }
        if let Some(description) = object.get("description") {
            place.insert("description".into(), description.clone());
        }
        say_what_it_is(object);
        object.insert(extension::ORIGIN.into(), json!(at.as_str()));
        let hoisted = Value::Object(std::mem::take(object));
        let name = match named {
            Some(name) => self.join(name, hoisted, at)?,
            None => self.add(&wanted, parent, hoisted),
        };
        let reference = json!({ "$ref": format!("{SCHEMAS}{name}") });
        if place.is_empty() {
            *schema = reference;
        } else {
            place.insert("allOf".into(), json!([reference]));
            *schema = Value::Object(place);
        }
        Ok(())
    }

    /// Hoists what is inside a schema that is called `name`; types in it that need a
    /// longer name start with that of their `holder`.
    fn inside(
        &mut self,
        schema: &mut Value,
        at: &Pointer,
        name: &str,
        holder: &str,
    ) -> Result<(), Error> {
        // The walk calls back with a pointer; its last keys tell the context.
        let mut found: Vec<(Pointer, String)> = Vec::new();
        walk::inner_schemas(schema, at, &mut |_, inner| {
            let keys: Vec<String> = inner
                .as_str()
                .strip_prefix(at.as_str())
                .unwrap_or_default()
                .split('/')
                .skip(1)
                .map(crate::error::unescape)
                .collect();
            let candidate = match keys.as_slice() {
                [key] if key == "items" => singular(name),
                [key] if key == "additionalProperties" => format!("{name} value"),
                [key, property] if key == "properties" => said_of(property, name),
                [_, index] => format!("{name} {index}"),
                _ => name.to_owned(),
            };
            found.push((inner.clone(), candidate));
            Ok(())
        })?;
        for (inner, candidate) in found {
            let relative = inner
                .as_str()
                .strip_prefix(at.as_str())
                .unwrap_or_default()
                .to_owned();
            // Members of an `allOf` are parts of this schema, not types.
            let part = relative.starts_with("/allOf/");
            if let Some(value) = schema.pointer_mut(&relative) {
                if part {
                    strip_names(value);
                    self.inside(value, &inner, name, holder)?;
                } else {
                    self.schema(value, &inner, &candidate, holder)?;
                }
            }
        }
        Ok(())
    }

    /// Names a type that has no name yet; `None` if it is none of those.
    fn combined(
        &mut self,
        key: &str,
        wanted: &str,
        parent: &str,
        at: &Pointer,
    ) -> Result<Option<String>, Error> {
        if let Some(name) = self.named.get(key) {
            return Ok(Some(name.clone()));
        }
        let Some(mut schema) = self.unnamed.remove(key) else {
            return Ok(None);
        };
        let prefixed = type_name(&format!("{}{wanted}", type_name(parent)));
        let name = match self.is_free(wanted) {
            true => wanted.to_owned(),
            false => free(&prefixed, "", |name| !self.is_free(name)),
        };
        self.named.insert(key.to_owned(), name.clone());
        self.types.insert(name.clone(), json!({}));
        strip_names(&mut schema);
        self.inside(&mut schema, at, &name, &name)?;
        if let Some(schema) = schema.as_object_mut() {
            schema.remove(extension::UNNAMED);
            schema.insert(extension::ORIGIN.into(), json!(at.as_str()));
            say_what_it_is(schema);
        }
        self.types.insert(name.clone(), schema);
        Ok(Some(name))
    }

    fn is_free(&self, name: &str) -> bool {
        !self.types.contains_key(name) && !Reserved::Types.names().any(|taken| taken == name)
    }

    /// Adds a type that the document does not name.
    fn add(&mut self, wanted: &str, parent: &str, schema: Value) -> String {
        let prefixed = type_name(&format!("{}{wanted}", type_name(parent)));
        for name in [wanted, prefixed.as_str()] {
            match self.types.get(name) {
                None if !self.is_free(name) => {}
                None => {
                    self.types.insert(name.to_owned(), schema);
                    return name.to_owned();
                }
                Some(other) if says_the_same(other, &schema) => return name.to_owned(),
                Some(_) => {}
            }
        }
        let name = free(&prefixed, "", |name| !self.is_free(name));
        self.types.insert(name.clone(), schema);
        name
    }

    /// Adds a type that the document names, or lets it join its namesake.
    fn join(&mut self, name: String, schema: Value, at: &Pointer) -> Result<String, Error> {
        let Some(other) = self.types.get_mut(&name) else {
            self.types.insert(name.clone(), schema);
            self.merged.insert(name.clone());
            return Ok(name);
        };
        if says_the_same(other, &schema) {
            return Ok(name);
        }
        let clash = |journal: &Journal<'_>, what: String| {
            journal.refuse(
                at,
                format!("two schemas are named `{name}`, and {what}"),
                format!(
                    "give one of them another `{}` in the overlay",
                    extension::NAME
                ),
            )
        };
        if !self.merged.contains(&name) {
            return Err(clash(
                self.journal,
                "one is a component of the document".into(),
            ));
        }
        if let (Some(Value::Array(values)), Some(Value::Array(more))) =
            (other.get_mut("enum"), schema.get("enum"))
        {
            for value in more {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            return Ok(name);
        }
        let (Some(properties), Some(more)) = (
            other.get_mut("properties").and_then(Value::as_object_mut),
            schema.get("properties").and_then(Value::as_object),
        ) else {
            return Err(clash(self.journal, "they are of different kinds".into()));
        };
        for (property, schema) in more {
            match properties.get(property) {
                None => {
                    properties.insert(property.clone(), schema.clone());
                }
                Some(other) if says_the_same(other, schema) => {}
                Some(_) => {
                    let what = format!("their properties `{property}` differ");
                    return Err(clash(self.journal, what));
                }
            }
        }
        // What only one of them requires can be absent.
        let required = |schema: &Value| -> Vec<Value> {
            schema["required"].as_array().cloned().unwrap_or_default()
        };
        let theirs = required(&schema);
        let both: Vec<Value> = required(other)
            .into_iter()
            .filter(|property| theirs.contains(property))
            .collect();
        if let Some(other) = other.as_object_mut() {
            other.remove("required");
            if !both.is_empty() {
                other.insert("required".into(), Value::Array(both));
            }
        }
        Ok(name)
    }
}

/// Do two schemas allow the same values? Their descriptions may differ.
fn says_the_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let counts = |object: &Map<String, Value>| {
                object
                    .iter()
                    .filter(|(key, value)| !is_prose(key, value))
                    .count()
            };
            counts(one) == counts(other)
                && one.iter().all(|(key, value)| {
                    is_prose(key, value)
                        || other
                            .get(key)
                            .is_some_and(|theirs| says_the_same(value, theirs))
                })
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| says_the_same(one, other))
        }
        _ => one == other,
    }
}

/// A property can be named `description` as well: then its value is a schema.
fn is_prose(key: &str, value: &Value) -> bool {
    matches!(key, "description" | "title" | "example") && !value.is_object()
        || matches!(key, extension::NAME | extension::DOC | extension::ORIGIN)
}

/// `x-rust-doc` describes the type; `description` may describe the place.
fn say_what_it_is(schema: &mut Map<String, Value>) {
    if let Some(text) = schema.remove(extension::DOC) {
        schema.insert("description".into(), text);
    }
}

fn strip_names(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut() {
        for key in ["title", extension::NAME, extension::HINT] {
            schema.remove(key);
        }
    }
}
