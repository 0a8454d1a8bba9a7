//! A schema as it means, however it is written: references followed, `allOf`
//! merged.
//!
//! Two documents can say the same thing in many ways: inline or by reference,
//! wrapped in an `allOf` of one to add a description, spread over several parts.
//! What is compared are shapes, so that only differences in meaning remain.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::{Pointer, error::unescape, references::resolve};

/// More references in a row than this are taken for a circle.
const MAX_INDIRECTIONS: usize = 32;

/// More parts than this, one inside the other or side by side, are not merged.
const MAX_PARTS: usize = 256;

/// Keywords that bound a value, apart from its type. How they compare is in
/// [`Bound`].
pub(super) const BOUNDS: [(&str, Bound); 14] = [
    ("minimum", Bound::AtLeast),
    ("exclusiveMinimum", Bound::Flag),
    ("maximum", Bound::AtMost),
    ("exclusiveMaximum", Bound::Flag),
    ("multipleOf", Bound::Other),
    ("minLength", Bound::AtLeast),
    ("maxLength", Bound::AtMost),
    ("pattern", Bound::Other),
    ("minItems", Bound::AtLeast),
    ("maxItems", Bound::AtMost),
    ("uniqueItems", Bound::Flag),
    ("minProperties", Bound::AtLeast),
    ("maxProperties", Bound::AtMost),
    ("not", Bound::Other),
];

/// How two values of a bounding keyword compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// A greater number allows less.
    AtLeast,
    /// A smaller number allows less.
    AtMost,
    /// `true` allows less than `false`, which is the same as absence.
    Flag,
    /// Presence allows less than absence; two values cannot be ranked.
    Other,
}

/// A value of a document, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node<'d> {
    pub(super) value: &'d Value,
    pub(super) at: Pointer,
}

impl<'d> Node<'d> {
    pub(super) fn root(document: &'d Value) -> Self {
        Self {
            value: document,
            at: Pointer::root(),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<Self> {
        Some(Self {
            value: self.value.get(key)?,
            at: self.at.join(key),
        })
    }

    pub(super) fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key)?.as_str()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.value
            .get(key)
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    /// The members of an object, without extensions.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let at = self.at.clone();
        self.value
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(key, _)| !key.starts_with("x-"))
            .map(move |(key, value)| {
                let at = at.join(key);
                (key.as_str(), Self { value, at })
            })
    }

    /// The properties of a schema: they can have any name, `x-` included.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let at = self.at.join("properties");
        let properties = self.value.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().map(move |(name, value)| {
            let at = at.join(name);
            (name.as_str(), Self { value, at })
        })
    }

    /// The schema of a parameter: its own, or that of its one media type.
    pub(super) fn schema(&self) -> Option<Self> {
        self.get("schema").or_else(|| {
            let content = self.get("content")?;
            let (_, media) = content.members().next()?;
            media.get("schema")
        })
    }

    /// The items of an array.
    pub(super) fn items(&self) -> impl Iterator<Item = Self> + use<'d> {
        let at = self.at.clone();
        let items = self.value.as_array().into_iter().flatten();
        items.enumerate().map(move |(index, value)| Self {
            value,
            at: at.join(index),
        })
    }

    /// What the value refers to, or the value itself. A reference that leads
    /// nowhere, or to itself, is left as it is.
    pub(super) fn resolved(&self, document: &'d Value) -> Self {
        let mut node = self.clone();
        for _ in 0..MAX_INDIRECTIONS {
            match node.target(document) {
                Some(target) => node = target,
                None => return node,
            }
        }
        self.clone()
    }

    /// One step of a reference.
    pub(super) fn target(&self, document: &'d Value) -> Option<Self> {
        let reference = self.text("$ref")?;
        Some(Self {
            value: resolve(document, reference)?,
            at: Pointer::from_text(reference.strip_prefix('#')?),
        })
    }

    /// The component that the schema at this very place is.
    pub(super) fn of_component(&self) -> Option<String> {
        let name = self.at.as_str().strip_prefix("/components/schemas/")?;
        (!name.contains('/')).then(|| unescape(name))
    }

    /// Does the schema allow `null` and nothing else?
    fn is_null(&self) -> bool {
        let values = self.value.get("enum").and_then(Value::as_array);
        values.is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
    }

    /// The component that a schema refers to by its whole self.
    fn component(&self) -> Option<String> {
        let name = self.text("$ref")?.strip_prefix("#/components/schemas/")?;
        (!name.contains('/')).then(|| unescape(name))
    }
}

/// What the place where a schema is used says about it, whatever it refers to.
#[derive(Clone, Debug)]
pub(super) struct Place<'d> {
    /// Where the schema is used.
    pub(super) at: Pointer,
    /// Said at the place itself, around a reference.
    pub(super) nullable: bool,
    pub(super) default: Option<&'d Value>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) description: Option<&'d str>,
    /// The component that it refers to.
    pub(super) component: Option<String>,
    /// What is used there.
    pub(super) target: Node<'d>,
}

impl<'d> Place<'d> {
    /// Peels references, and `allOf`s of one, off the schema at a place.
    pub(super) fn new(document: &'d Value, node: &Node<'d>) -> Self {
        let mut place = Self {
            at: node.at.clone(),
            nullable: false,
            default: None,
            read_only: false,
            write_only: false,
            description: None,
            component: None,
            target: node.clone(),
        };
        for _ in 0..MAX_INDIRECTIONS {
            let here = place.target.clone();
            if let Some(target) = here.target(document) {
                // The innermost name is the type's; the others are aliases.
                if let Some(name) = here.component() {
                    place.component = Some(name);
                }
                place.target = target;
                continue;
            }
            let Some((only, or_null)) = sole_part(&here) else {
                break;
            };
            place.nullable |= here.flag("nullable") || or_null;
            place.read_only |= here.flag("readOnly");
            place.write_only |= here.flag("writeOnly");
            place.default = place.default.or_else(|| here.value.get("default"));
            place.description = place.description.or_else(|| here.text("description"));
            place.target = only;
        }
        place
    }
}

/// The one schema inside a wrapper that says nothing about values itself, and
/// whether `null` is an alternative to it.
fn sole_part<'d>(node: &Node<'d>) -> Option<(Node<'d>, bool)> {
    let object = node.value.as_object()?;
    let of_the_place = |key: &str| {
        matches!(
            key,
            "nullable"
                | "default"
                | "readOnly"
                | "writeOnly"
                | "description"
                | "title"
                | "deprecated"
                | "example"
                | "externalDocs"
                | "xml"
        ) || key.starts_with("x-")
    };
    let mut parts = object
        .keys()
        .filter(|key| !of_the_place(key))
        .map(String::as_str);
    let keyword = parts.next()?;
    if parts.next().is_some() || !matches!(keyword, "allOf" | "anyOf" | "oneOf") {
        return None;
    }
    let list = node.get(keyword)?;
    let all: Vec<Node<'d>> = list.items().collect();
    let alternatives = keyword != "allOf";
    let mut others = all.iter().filter(|part| !(alternatives && part.is_null()));
    let only = others.next()?;
    let or_null = all.len() > 1;
    others.next().is_none().then(|| (only.clone(), or_null))
}

/// Properties that an object does not name.
#[derive(Clone, Debug, Default)]
pub(super) enum Additional<'d> {
    /// The document does not say: they are allowed, and mean nothing.
    #[default]
    Unsaid,
    /// They are allowed, whatever they hold.
    Anything,
    /// They are forbidden.
    None,
    /// They are allowed if they match.
    Of(Node<'d>),
}

/// What a schema says about values.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape<'d> {
    pub(super) kind: Option<&'d str>,
    pub(super) format: Option<&'d str>,
    pub(super) nullable: bool,
    pub(super) values: Option<Vec<&'d Value>>,
    pub(super) properties: BTreeMap<&'d str, Node<'d>>,
    pub(super) required: BTreeSet<&'d str>,
    pub(super) items: Option<Node<'d>>,
    pub(super) additional: Additional<'d>,
    pub(super) variants: Vec<Node<'d>>,
    pub(super) bounds: BTreeMap<&'static str, &'d Value>,
    pub(super) default: Option<&'d Value>,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) description: Option<&'d str>,
    /// The name that the document gives to an inline schema.
    pub(super) title: Option<&'d str>,
    /// The name that the document, or its overlay, gives to the Rust type.
    pub(super) rust_name: Option<&'d str>,
}

impl<'d> Shape<'d> {
    pub(super) fn new(document: &'d Value, node: &Node<'d>) -> Self {
        let mut shape = Self::default();
        shape.add(document, node, &mut BTreeSet::new());
        shape.join_enums(document);
        if shape.kind.is_none() {
            shape.kind = shape.implied_kind();
        }
        shape
    }

    /// Adds what a schema says; `allOf` parts add to the same shape, each once,
    /// so that schemas made of themselves come to an end.
    fn add(&mut self, document: &'d Value, node: &Node<'d>, added: &mut BTreeSet<Pointer>) {
        let node = node.resolved(document);
        let Some(object) = node.value.as_object() else {
            return;
        };
        if added.len() > MAX_PARTS || !added.insert(node.at.clone()) {
            return;
        }
        for part in node.get("allOf").iter().flat_map(Node::items) {
            self.add(document, &part, added);
        }
        self.kind = node.text("type").or(self.kind);
        self.format = node.text("format").or(self.format);
        // Lucca's documents also write `format: nullable`.
        if self.format == Some("nullable") {
            self.format = None;
            self.nullable = true;
        }
        self.nullable |= node.flag("nullable");
        self.read_only |= node.flag("readOnly");
        self.write_only |= node.flag("writeOnly");
        self.default = object.get("default").or(self.default);
        self.description = node.text("description").or(self.description);
        self.title = node.text("title").or(self.title);
        self.rust_name = node.text("x-rust-name").or(self.rust_name);
        if let Some(values) = object.get("enum").and_then(Value::as_array) {
            self.nullable |= values.iter().any(Value::is_null);
            let values = values.iter().filter(|value| !value.is_null());
            self.values = Some(match self.values.take() {
                None => values.collect(),
                // Two lists of values: only what is in both is left.
                Some(known) => values.filter(|value| known.contains(value)).collect(),
            });
        }
        for (name, property) in node.properties() {
            self.properties.insert(name, property);
        }
        let required = object.get("required").and_then(Value::as_array);
        self.required
            .extend(required.into_iter().flatten().filter_map(Value::as_str));
        self.items = node.get("items").or(self.items.take());
        match node.get("additionalProperties") {
            None => {}
            Some(value) => self.additional = additional(value),
        }
        for keyword in ["oneOf", "anyOf"] {
            for variant in node.get(keyword).iter().flat_map(Node::items) {
                match variant.is_null() {
                    true => self.nullable = true,
                    false => self.variants.push(variant),
                }
            }
        }
        self.add_bounds(object);
    }

    /// Alternatives that only list values of one type are one list of values.
    fn join_enums(&mut self, document: &'d Value) {
        if self.kind.is_some() || self.values.is_some() {
            return;
        }
        let mut kinds = BTreeSet::new();
        let mut joined: Vec<&'d Value> = Vec::new();
        for variant in &self.variants {
            let variant = variant.resolved(document);
            let Some(values) = variant.value.get("enum").and_then(Value::as_array) else {
                return;
            };
            kinds.insert(variant.text("type"));
            for value in values {
                if !joined.contains(&value) {
                    joined.push(value);
                }
            }
        }
        if let (Some(Some(kind)), 1) = (kinds.first(), kinds.len()) {
            self.kind = Some(kind);
            self.nullable |= joined.iter().any(|value| value.is_null());
            joined.retain(|value| !value.is_null());
            self.values = Some(joined);
            self.variants.clear();
        }
    }

    fn add_bounds(&mut self, object: &'d Map<String, Value>) {
        for (keyword, bound) in BOUNDS {
            match object.get(keyword) {
                None => {}
                Some(Value::Bool(false)) if bound == Bound::Flag => {}
                Some(value) => {
                    self.bounds.insert(keyword, value);
                }
            }
        }
    }

    fn implied_kind(&self) -> Option<&'d str> {
        let texts = |values: &Vec<&Value>| values.iter().all(|value| value.is_string());
        if !self.properties.is_empty() {
            Some("object")
        } else if self.items.is_some() {
            Some("array")
        } else if self.values.as_ref().is_some_and(texts) {
            Some("string")
        } else {
            None
        }
    }

    /// Does the schema become a Rust type with a name of its own?
    pub(super) fn is_type(&self) -> bool {
        !self.properties.is_empty() || self.is_text_enum() || !self.variants.is_empty()
    }

    /// Does the schema name a fixed set of texts?
    pub(super) fn is_text_enum(&self) -> bool {
        self.kind == Some("string") && self.values.is_some()
    }

    /// The type as a person would call it: `string`, `array`, `one of 2`.
    pub(super) fn type_name(&self) -> String {
        match self.kind {
            Some(kind) => kind.to_owned(),
            None if !self.variants.is_empty() => "alternatives".to_owned(),
            None => "any".to_owned(),
        }
    }
}

fn additional(node: Node<'_>) -> Additional<'_> {
    match node.value {
        Value::Bool(false) => Additional::None,
        Value::Bool(true) => Additional::Anything,
        Value::Object(object) if object.is_empty() => Additional::Anything,
        _ => Additional::Of(node),
    }
}
