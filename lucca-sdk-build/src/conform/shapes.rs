//! Shapes: what the generator would misread, taken apart.
//!
//! The generator turns alternatives into types that decode the wrong variant, or
//! none; it refuses schemas that contradict each other and constraints that Rust
//! types cannot hold. After this pass a schema is a reference, one plain type, or
//! any JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    alternatives::alternatives_of,
    extension,
    formats::{KNOWN_TEXT_FORMATS, fits_format, infer_type, number_format},
    inheritance::{Inheritance, is_annotation},
};
use crate::{Error, Pointer, error::Journal, references::resolve, walk};

const SCHEMAS: &str = "#/components/schemas/";

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

/// Keywords, and the types that they say something about.
const OF_TYPES: [(&str, &[&str]); 10] = [
    ("properties", &["object"]),
    ("additionalProperties", &["object"]),
    ("required", &["object"]),
    ("items", &["array"]),
    ("minLength", &["string"]),
    ("maxLength", &["string"]),
    ("minimum", &["integer", "number"]),
    ("maximum", &["integer", "number"]),
    ("exclusiveMinimum", &["integer", "number"]),
    ("exclusiveMaximum", &["integer", "number"]),
];

/// How many schemas may be made of others by combining them.
const MAX_COMBINED: usize = 10_000;

pub(super) fn conform(document: &mut Value, journal: &mut Journal<'_>) -> Result<(), Error> {
    let whole = document.clone();
    refuse_circles(&whole, journal)?;
    let mut shapes = Shapes {
        inheritance: Inheritance::new(&whole),
        combined: BTreeMap::new(),
        waiting: Vec::new(),
        journal,
    };
    walk::outer_schemas(document, &mut |schema, at| {
        let keys: Vec<String> = at.keys().collect();
        match keys.as_slice() {
            [components, schemas, name] if components == "components" && schemas == "schemas" => {
                shapes.component(schema, &format!("{SCHEMAS}{name}"), at)
            }
            _ => shapes.shape(schema, at, 0),
        }
    })?;
    while let Some((name, mut schema, at)) = shapes.waiting.pop() {
        shapes.plain(&mut schema, &at, 0)?;
        document["components"]["schemas"][name] = schema;
    }
    Ok(())
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
pub(super) fn alias(schema: &Value) -> Option<&str> {
    let only = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) if schema.get("properties").is_none() => only,
        _ => schema,
    };
    only["$ref"].as_str()
}

/// What the schema refers to, if it says nothing else but that `null` is accepted
/// too.
fn sole_reference(object: &Map<String, Value>) -> Option<(String, bool)> {
    let mut combining = ["allOf", "oneOf", "anyOf"]
        .into_iter()
        .filter(|keyword| object.contains_key(*keyword));
    let keyword = combining.next()?;
    let says_more = object
        .keys()
        .any(|key| key != keyword && key != "type" && key != "default" && !is_place_word(key));
    let (alternatives, null) = alternatives_of(object, keyword);
    let [only] = alternatives.as_slice() else {
        return None;
    };
    if says_more || null && keyword == "allOf" {
        return None;
    }
    match (only["$ref"].as_str(), only.as_object()) {
        (Some(reference), _) => Some((reference.to_owned(), null)),
        (None, Some(only)) => {
            let (reference, inner) = sole_reference(only)?;
            let flagged = only.get("nullable") == Some(&json!(true));
            Some((reference, null || inner || flagged))
        }
        (None, None) => None,
    }
}

/// Words that say something about a place, whatever stands there.
fn is_place_word(key: &str) -> bool {
    is_annotation(key) || matches!(key, "readOnly" | "writeOnly")
}

struct Shapes<'s, 'j> {
    inheritance: Inheritance<'s>,
    /// Components for what schemas inside others are combined of, by what they say.
    combined: BTreeMap<String, String>,
    /// Those of them that are still to be taken apart.
    waiting: Vec<(String, Value, Pointer)>,
    journal: &'s mut Journal<'j>,
}

impl Shapes<'_, '_> {
    /// A schema of the document's components.
    fn component(
        &mut self,
        schema: &mut Value,
        reference: &str,
        at: &Pointer,
    ) -> Result<(), Error> {
        let has_subtypes = schema
            .as_object()
            .is_some_and(|object| self.inheritance.has_subtypes(object, reference));
        if let Some(object) = schema.as_object()
            && object.get("$ref").is_none()
            && sole_reference(object).is_none()
            && (has_subtypes || is_combined(object))
        {
            let flat = self
                .inheritance
                .component(object, reference, at, self.journal)?;
            *schema = Value::Object(flat);
        }
        self.shape(schema, at, 0)
    }

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
        if let Some((reference, null)) = sole_reference(object) {
            // A reference with words of its own: the generator follows it.
            object.retain(|key, _| is_place_word(key) && key != "discriminator");
            object.insert("allOf".into(), json!([{ "$ref": reference }]));
            if null {
                object.insert("nullable".into(), json!(true));
            }
            return Ok(());
        }
        if is_combined(object) {
            let flat = self.inheritance.written_out(schema, at, self.journal)?;
            if depth > 0 && flat.get("properties").is_some() {
                *schema = self.reference_to(flat, at)?;
                return Ok(());
            }
            *schema = Value::Object(flat);
        }
        self.plain(schema, at, depth)
    }

    /// A reference to a component that is this schema. What is combined of others
    /// can contain itself, and has to have a name before its properties are looked
    /// at.
    fn reference_to(&mut self, flat: Map<String, Value>, at: &Pointer) -> Result<Value, Error> {
        let (mut place, mut content): (Map<String, Value>, Map<String, Value>) = flat
            .into_iter()
            .partition(|(key, _)| is_place_word(key) && !extension::is_of_type(key));
        for key in ["discriminator", "example", "examples"] {
            place.remove(key);
        }
        if let Some(description) = place.get("description") {
            content.insert("description".into(), description.clone());
        }
        let mut said = content.clone();
        said.remove("description");
        let said = Value::Object(said).to_string();
        let name = match self.combined.get(&said) {
            Some(name) => name.clone(),
            None => {
                if self.combined.len() >= MAX_COMBINED {
                    return Err(self.journal.refuse(
                        at,
                        format!(
                            "allOf, anyOf and oneOf combine schemas into more than {MAX_COMBINED}"
                        ),
                        "build fewer schemas on each other",
                    ));
                }
                let name = format!("combined {}", self.combined.len());
                content.insert(extension::UNNAMED.into(), json!(true));
                self.combined.insert(said, name.clone());
                self.waiting
                    .push((name.clone(), Value::Object(content), at.clone()));
                name
            }
        };
        place.insert(
            "allOf".into(),
            json!([{ "$ref": format!("{SCHEMAS}{name}") }]),
        );
        Ok(Value::Object(place))
    }

    /// A schema that is neither a reference nor combined of others.
    fn plain(&mut self, schema: &mut Value, at: &Pointer, depth: usize) -> Result<(), Error> {
        let Some(object) = schema.as_object_mut() else {
            return Ok(());
        };
        for unused in ["discriminator", "xml", "externalDocs"] {
            object.remove(unused);
        }
        self.kind(object, at)?;
        Self::of_this_type(object);
        self.format(object);
        self.values(object, at);
        for constraint in NOT_CHECKED {
            if object.remove(constraint).is_some() {
                self.journal.note(&at.join(constraint), "not checked");
            }
        }
        self.default(object, at);
        self.required(object, at);
        self.others(object, at);
        walk::inner_schemas(schema, at, &mut |inner, at| {
            self.shape(inner, at, depth + 1)
        })
    }

    /// Keywords of other types say nothing, and would keep the generator from seeing
    /// which type it is.
    fn of_this_type(object: &mut Map<String, Value>) {
        let Some(kind) = object
            .get("type")
            .and_then(Value::as_str)
            .map(str::to_owned)
        else {
            return;
        };
        for (keyword, kinds) in OF_TYPES {
            // Every text is that long: checked, the compiler would call it useless.
            let says_nothing = keyword == "minLength" && object.get(keyword) == Some(&json!(0));
            if !kinds.contains(&kind.as_str()) || says_nothing {
                object.remove(keyword);
            }
        }
    }

    /// `required`: of properties that there are.
    fn required(&mut self, object: &mut Map<String, Value>, at: &Pointer) {
        let names = match object.get("required") {
            None => return,
            Some(Value::Array(names)) => names.clone(),
            Some(_) => {
                object.remove("required");
                self.journal.note(
                    &at.join("required"),
                    "left out: which properties are required, the object around them says",
                );
                return;
            }
        };
        let Some(Value::Object(properties)) = object.get_mut("properties") else {
            // A map stays one.
            object.remove("required");
            if !names.is_empty() {
                self.journal.note(&at.join("required"), "not checked");
            }
            return;
        };
        for name in names.iter().filter_map(Value::as_str) {
            if !properties.contains_key(name) {
                properties.insert(name.to_owned(), json!({}));
                self.journal.note(
                    &at.join("required"),
                    format!("`{name}` is required and not described: any JSON"),
                );
            }
        }
    }

    /// `additionalProperties`: beside properties, the others are kept as any JSON.
    fn others(&mut self, object: &mut Map<String, Value>, at: &Pointer) {
        let Some(others) = object.get_mut("additionalProperties") else {
            return;
        };
        if *others == json!(true) {
            // The generator keeps unknown properties only if they have a schema.
            *others = json!({});
        }
        if object.contains_key("properties")
            && let Some(others) = object.get_mut("additionalProperties")
            && *others != json!({})
            && *others != json!(false)
        {
            *others = json!({});
            self.journal.note(
                &at.join("additionalProperties"),
                "kept as any JSON beside the known properties",
            );
        }
    }

    /// `type`: one that there is.
    fn kind(&mut self, object: &mut Map<String, Value>, at: &Pointer) -> Result<(), Error> {
        let known = ["string", "integer", "number", "boolean", "array", "object"];
        match object.get("type") {
            None => infer_type(object),
            Some(Value::String(kind)) if known.contains(&kind.as_str()) => {}
            // Swagger 2.0's word for bytes.
            Some(Value::String(kind)) if kind == "file" => {
                self.journal
                    .note(&at.join("type"), "`file` is no type of OpenAPI 3: bytes");
                object.insert("type".into(), json!("string"));
                object.insert("format".into(), json!("binary"));
            }
            Some(kind) => {
                return Err(self.journal.refuse(
                    &at.join("type"),
                    format!("{kind} is no type"),
                    format!("the types are {}", known.join(", ")),
                ));
            }
        }
        Ok(())
    }

    /// `format`: where it has a Rust type. The others would need crates of their own,
    /// and check what servers need not keep to.
    fn format(&mut self, object: &mut Map<String, Value>) {
        let is_text = object.get("type").is_some_and(|kind| kind == "string");
        let format = object.get("format").and_then(Value::as_str);
        let Some(format) = format else {
            object.remove("format");
            return;
        };
        let number = number_format(format).is_some();
        let fits = match object.get("type").and_then(Value::as_str) {
            Some("string") => KNOWN_TEXT_FORMATS.contains(&format),
            Some("integer" | "number") => number,
            _ => false,
        };
        if is_text && fits {
            // The format has a length of its own.
            for key in ["minLength", "maxLength"] {
                object.remove(key);
            }
        } else if !fits {
            object.remove("format");
        }
    }

    /// `enum`: of texts only, without null.
    fn values(&mut self, object: &mut Map<String, Value>, at: &Pointer) {
        let Some(Value::Array(values)) = object.remove("enum") else {
            return;
        };
        let at = at.join("enum");
        let null = values.contains(&Value::Null);
        let mut kept: Vec<Value> = Vec::new();
        for value in values {
            if !value.is_null() && !kept.contains(&value) {
                kept.push(value);
            }
        }
        if null {
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
            (Some("integer"), Value::Number(number)) => {
                number
                    .as_i64()
                    .is_some_and(|number| fits_format(object, number))
                    && !["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
                        .iter()
                        .any(|bound| object.contains_key(*bound))
            }
            (Some("array"), Value::Array(items)) => items.is_empty(),
            _ => false,
        };
        if !fits {
            object.remove("default");
            self.journal.note(&at.join("default"), "not filled in");
        }
    }
}

/// Is the schema combined of others by a keyword?
pub(super) fn is_combined(object: &Map<String, Value>) -> bool {
    ["allOf", "oneOf", "anyOf"]
        .iter()
        .any(|keyword| object.contains_key(*keyword))
}
