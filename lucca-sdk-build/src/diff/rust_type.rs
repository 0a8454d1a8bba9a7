//! The Rust type that the generator gives to a schema, as far as callers notice.
//!
//! Not the whole of the generator's art, only enough to tell whether two schemas
//! get the same type. It follows what the conforming step and the generator do;
//! the tests hold it against generated code.

use std::collections::BTreeSet;

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;

use crate::Pointer;

use super::shape::{Additional, Node, Place, Shape};

/// Alternatives, lists and maps nested deeper than this are not told apart.
const MAX_DEPTH: usize = 16;

/// One document, and what is known of it as a whole.
pub(super) struct Document<'d> {
    pub(super) value: &'d Value,
    /// Components that answers can hold: the generator's readers check nothing
    /// in them.
    answered: BTreeSet<String>,
}

impl<'d> Document<'d> {
    pub(super) fn new(value: &'d Value) -> Self {
        Self {
            value,
            answered: answered(value),
        }
    }

    /// The type of a field or a parameter. `reads` says that it is used in an
    /// answer; `required` that it cannot be absent.
    pub(super) fn field(&self, node: &Node<'d>, required: bool, reads: bool) -> String {
        self.field_within(node, required, reads, MAX_DEPTH)
    }

    fn field_within(&self, node: &Node<'d>, required: bool, reads: bool, depth: usize) -> String {
        let place = Place::new(self.value, node);
        let shape = Shape::new(self.value, &place.target);
        let name = self.named(&place, &shape, reads, depth);
        let default = place.default.or(shape.default);
        // `null` as a default is the same as none.
        let present = required || default.is_some_and(|value| !value.is_null());
        let list = place.component.is_none() && shape.is_list();
        let answers = self.is_answer(&place.target.at, reads);
        // In an answer a list can be `null`, unless the document says what it is
        // then. In a request, no list is an empty list.
        let nullable =
            place.nullable || shape.nullable || list && answers && shape.default.is_none();
        let empty = name.starts_with("Vec<") || name.starts_with("Map<");
        if !nullable && (present || empty) {
            name
        } else {
            format!("Option<{name}>")
        }
    }

    /// The type of a value that is there.
    pub(super) fn value_type(&self, node: &Node<'d>, reads: bool) -> String {
        let place = Place::new(self.value, node);
        let shape = Shape::new(self.value, &place.target);
        self.named(&place, &shape, reads, MAX_DEPTH)
    }

    /// What it does to a component's Rust type that answers hold it, or no longer
    /// do: is something lost, is something else?
    pub(super) fn use_matters(&self, name: &str, node: &Node<'d>, answered: bool) -> Option<bool> {
        let items = |answered: bool| {
            let mut names = self.answered.clone();
            match answered {
                true => names.insert(name.to_owned()),
                false => names.remove(name),
            };
            let mut items = BTreeSet::new();
            let document = Self {
                answered: names,
                ..*self
            };
            document.items(node, "", MAX_DEPTH, &mut items);
            items
        };
        let (before, after) = (items(!answered), items(answered));
        (before != after).then(|| !before.is_subset(&after))
    }

    pub(super) fn has_answered(&self, name: &str) -> bool {
        self.answered.contains(name)
    }

    /// What callers can tell of a schema's type, and of the types inside it.
    fn items(&self, node: &Node<'d>, path: &str, depth: usize, items: &mut BTreeSet<String>) {
        let place = Place::new(self.value, node);
        let (at, shape) = (&place.target.at, Shape::new(self.value, &place.target));
        items.insert(format!("{path} is {}", self.unnamed(at, &shape, false)));
        if self.keeps_rest(at, &shape, false) {
            items.insert(format!("{path}, the rest"));
        }
        if self.has_default(at, &shape, false) {
            items.insert(format!("{path}: Default"));
        }
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let rest = match &shape.additional {
            Additional::Of(node) => Some(node),
            _ => None,
        };
        let inside = shape.items.iter().chain(rest).chain(&shape.variants);
        let inside = inside.enumerate();
        let inside = inside.map(|(index, node)| (format!("{path}[{index}]"), true, node));
        let properties = shape.properties.iter().map(|(name, node)| {
            let required = shape.required.contains(name);
            (format!("{path}.{name}"), required, node)
        });
        for (path, required, node) in properties.chain(inside) {
            items.insert(format!("{path}: {}", self.field(node, required, false)));
            // What is referred to is judged by itself.
            if node.text("$ref").is_none() {
                self.items(node, &path, depth, items);
            }
        }
    }

    /// Does the struct keep properties that it does not name?
    pub(super) fn keeps_rest(&self, at: &Pointer, shape: &Shape<'d>, reads: bool) -> bool {
        let kept = match shape.additional {
            Additional::Unsaid | Additional::None => false,
            Additional::Any => self.is_answer(at, reads),
            Additional::Anything | Additional::Of(_) => true,
        };
        kept && !shape.properties.is_empty()
    }

    /// Can the struct be built with nothing set?
    pub(super) fn has_default(&self, at: &Pointer, shape: &Shape<'d>, reads: bool) -> bool {
        let mut names = shape.properties.keys();
        !shape.properties.is_empty()
            && names.all(|name| !shape.required.contains(name))
            && !self.keeps_rest(at, shape, reads)
    }

    /// Is a schema part of an answer, here or elsewhere?
    fn is_answer(&self, at: &Pointer, reads: bool) -> bool {
        let mut keys = at.keys();
        reads
            || keys.next().as_deref() == Some("components")
                && keys.next().as_deref() == Some("schemas")
                && keys
                    .next()
                    .is_some_and(|name| self.answered.contains(&name))
    }

    fn named(&self, place: &Place<'d>, shape: &Shape<'d>, reads: bool, depth: usize) -> String {
        let title = shape.title.filter(|_| shape.is_type());
        match shape.rust_name.or(place.component.as_deref()).or(title) {
            Some(name) => name.to_upper_camel_case(),
            None => self.unnamed_within(&place.target.at, shape, reads, depth),
        }
    }

    /// The type that a schema stands for, whatever it is called.
    pub(super) fn unnamed(&self, at: &Pointer, shape: &Shape<'d>, reads: bool) -> String {
        self.unnamed_within(at, shape, reads, MAX_DEPTH)
    }

    fn unnamed_within(&self, at: &Pointer, shape: &Shape<'d>, reads: bool, depth: usize) -> String {
        let Some(depth) = depth.checked_sub(1) else {
            return "…".to_owned();
        };
        if !shape.variants.is_empty() {
            return "enum of alternatives".to_owned();
        }
        let answers = self.is_answer(at, reads);
        match shape.kind {
            Some("object") if shape.properties.is_empty() => match &shape.additional {
                Additional::Of(values) => {
                    format!("Map<{}>", self.field_within(values, true, reads, depth))
                }
                _ => "Map<Value>".to_owned(),
            },
            Some("object") => "struct".to_owned(),
            Some("array") => match &shape.items {
                Some(items) => {
                    let item = self.field_within(items, true, reads, depth);
                    let unique = !answers && shape.bounds.contains_key("uniqueItems");
                    format!(
                        "Vec<{item}>{}",
                        if unique { " without repetition" } else { "" }
                    )
                }
                None => "Vec<Value>".to_owned(),
            },
            Some("string") if shape.values.is_some() => "enum".to_owned(),
            Some("string") => text_type(shape, answers),
            Some("integer") => integer_type(shape, answers),
            Some("number") => match shape.format {
                Some("float") => "f32".to_owned(),
                _ => "f64".to_owned(),
            },
            Some("boolean") => "bool".to_owned(),
            _ => "Value".to_owned(),
        }
    }
}

/// The name of a method or a field.
pub(super) fn member_name(name: &str) -> String {
    name.to_snake_case()
}

fn text_type(shape: &Shape<'_>, answers: bool) -> String {
    match shape.format {
        Some("date") => "civil::Date",
        Some("date-time") => "Timestamp",
        Some("date-time-local") => "civil::DateTime",
        Some("uuid") if !answers => "Uuid",
        Some("ip") if !answers => "IpAddr",
        Some("ipv4") if !answers => "Ipv4Addr",
        Some("ipv6") if !answers => "Ipv6Addr",
        _ => {
            let checked = ["minLength", "maxLength", "pattern"]
                .iter()
                .any(|keyword| shape.bounds.contains_key(keyword));
            if checked && !answers {
                return "checked String".to_owned();
            }
            "String"
        }
    }
    .to_owned()
}

fn integer_type(shape: &Shape<'_>, answers: bool) -> String {
    let bound = |keyword| {
        let value = shape.bounds.get(keyword).filter(|_| !answers)?;
        value.as_f64()
    };
    let bits = match shape.format {
        Some("int8") => Some("i8"),
        Some("uint8") => Some("u8"),
        Some("int16") => Some("i16"),
        Some("uint16") => Some("u16"),
        Some("int" | "int32") => Some("i32"),
        Some("uint" | "uint32") => Some("u32"),
        Some("int64") => Some("i64"),
        Some("uint64") => Some("u64"),
        _ => None,
    };
    let (minimum, maximum) = (bound("minimum"), bound("maximum"));
    match (bits, minimum, maximum) {
        (Some(bits), Some(1.0), _) => format!("NonZeroU{}", bits.trim_start_matches(['i', 'u'])),
        (Some(bits), ..) => bits.to_owned(),
        (None, Some(1.0), None) => "NonZeroU64".to_owned(),
        (None, Some(minimum), None) if minimum >= 0.0 => "u64".to_owned(),
        (None, minimum, maximum) => match maximum {
            None => "i64".to_owned(),
            Some(maximum) => format!("integer from {minimum:?} to {maximum}"),
        },
    }
}

/// The components that an answer can hold.
fn answered(document: &Value) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = Vec::new();
    let root = Node::root(document);
    for (_, item) in root.get("paths").iter().flat_map(Node::members) {
        for (_, operation) in item.resolved(document).members() {
            for (_, response) in operation.get("responses").iter().flat_map(Node::members) {
                references(response.resolved(document).value, &mut next);
            }
        }
    }
    let schemas = document.pointer("/components/schemas");
    while let Some(name) = next.pop() {
        if let Some(schema) = schemas.and_then(|schemas| schemas.get(&name))
            && reached.insert(name)
        {
            references(schema, &mut next);
        }
    }
    reached
}

/// The components that a value refers to anywhere inside. Not recursive, so that
/// no document is too deep for it.
fn references(value: &Value, found: &mut Vec<String>) {
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        let reference = value.get("$ref").and_then(Value::as_str);
        if let Some(name) = reference.and_then(|text| text.strip_prefix("#/components/schemas/")) {
            found.push(name.replace("~1", "/").replace("~0", "~"));
        }
        match value {
            Value::Object(object) => rest.extend(object.values()),
            Value::Array(items) => rest.extend(items),
            _ => {}
        }
    }
}
