//! Comparing two schemas, and what is inside them.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;

use super::{
    change::Kind,
    record::{Concerns, Part, Record, Use},
    renamed::renamed,
    shape::{Additional, Node, Place, Shape},
    values::{bounded, defaulted, listed},
};
use crate::Pointer;

/// Schemas nested deeper than this, references apart, are only told to differ.
const MAX_DEPTH: usize = 64;

/// Compares the schemas that one operation uses at one place.
pub(super) struct Schemas<'c, 'd> {
    old: &'d Value,
    new: &'d Value,
    record: &'c mut Record,
    used: Use,
    /// The part that is compared now.
    part: Part,
    /// Parts to be compared: schemas refer to each other in long rows, and in
    /// circles.
    rest: VecDeque<(Part, Node<'d>, Node<'d>, String)>,
}

/// Alternatives, by name.
type Variants<'d> = Vec<(String, Node<'d>)>;

/// What is compared: two shapes, where they stand, and what they are called.
struct Sides<'s, 'd> {
    old: &'s Shape<'d>,
    new: &'s Shape<'d>,
    at: (&'s Pointer, &'s Pointer),
    subject: &'s str,
}

impl<'c, 'd> Schemas<'c, 'd> {
    /// Starts to compare what an operation uses directly.
    pub(super) fn new(
        (old, new): (&'d Value, &'d Value),
        record: &'c mut Record,
        used: Use,
        operation: Option<&str>,
    ) -> Self {
        Self {
            old,
            new,
            part: record.begin(operation),
            record,
            used,
            rest: VecDeque::new(),
        }
    }

    /// Compares what stands at one place in both documents, and all that it
    /// refers to.
    pub(super) fn compare(mut self, old: &Node<'d>, new: &Node<'d>, subject: &str) {
        self.schema(old, new, subject, MAX_DEPTH);
        while let Some((part, old, new, subject)) = self.rest.pop_front() {
            self.part = part;
            self.shapes(&old, &new, &subject, MAX_DEPTH);
        }
    }

    fn schema(&mut self, old: &Node<'d>, new: &Node<'d>, subject: &str, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            if old.value != new.value {
                self.add(Kind::SchemaChanged, subject, (&old.at, &new.at));
            }
            return;
        };
        let (old, new) = (Place::new(self.old, old), Place::new(self.new, new));
        self.places(&old, &new, subject);
        let inner = match &new.component {
            Some(component) => component.clone(),
            None => subject.to_owned(),
        };
        if old.target.at == old.at && new.target.at == new.at {
            self.shapes(&old.target, &new.target, &inner, depth);
        } else {
            let schemas = (&old.target.at, &new.target.at);
            let part = self.record.part(schemas, self.used, self.part);
            self.rest
                .extend(part.map(|part| (part, old.target, new.target, inner)));
        }
    }

    /// What the places say, whatever they refer to.
    fn places(&mut self, old: &Place<'d>, new: &Place<'d>, subject: &str) {
        let old_shape = Shape::new(self.old, &old.target);
        let new_shape = Shape::new(self.new, &new.target);
        let here = (&old.at, &new.at);
        let nullable = (
            old.nullable || old_shape.nullable,
            new.nullable || new_shape.nullable,
        );
        let kind = match nullable {
            (false, true) => Some(Kind::BecameNullable),
            (true, false) => Some(Kind::NoLongerNullable),
            _ => None,
        };
        if let Some(kind) = kind {
            // A component that becomes nullable is one change, not one a user.
            let at = match old.nullable == new.nullable {
                true => (&old.target.at, &new.target.at),
                false => here,
            };
            self.add(kind, subject, at);
        }
        let default = defaulted(
            old.default.or(old_shape.default),
            new.default.or(new_shape.default),
        );
        let access = accessed(
            access(
                old.read_only || old_shape.read_only,
                old.write_only || old_shape.write_only,
            ),
            access(
                new.read_only || new_shape.read_only,
                new.write_only || new_shape.write_only,
            ),
        );
        for kind in default.into_iter().chain(access) {
            self.add(kind, subject, here);
        }
        if old.description != new.description {
            self.add(Kind::DescriptionChanged, subject, here);
        }
        // A name that the document gives: a component's, or a title.
        let name = |place: &Place<'d>, shape: &Shape<'d>| {
            let given = shape.rust_name.map(str::to_owned);
            let title = shape.title.map(str::to_owned);
            given.or(place.component.clone()).or(title)
        };
        let names = (name(old, &old_shape), name(new, &new_shape));
        let component = old.component.is_some() || new.component.is_some();
        if names.0 != names.1 && (component || old_shape.is_type() && new_shape.is_type()) {
            let kind = Kind::SchemaRenamed {
                from: names.0.unwrap_or_else(|| "(inline)".to_owned()),
                to: names.1.unwrap_or_else(|| "(inline)".to_owned()),
            };
            self.add(kind, subject, here);
        }
    }

    fn shapes(&mut self, old: &Node<'d>, new: &Node<'d>, subject: &str, depth: usize) {
        let sides = Sides {
            old: &Shape::new(self.old, old),
            new: &Shape::new(self.new, new),
            at: (&old.at, &new.at),
            subject,
        };
        if sides.old.description != sides.new.description {
            self.add(Kind::DescriptionChanged, subject, sides.at);
        }
        let variants = (alternatives(old, sides.old), alternatives(new, sides.new));
        let kinds = (sides.old.type_name(), sides.new.type_name());
        if kinds.0 != kinds.1 {
            // One that became one of several, or the other way round.
            let several = !sides.old.variants.is_empty() || !sides.new.variants.is_empty();
            let mut names = variants.0.iter().map(|(name, _)| name);
            if several && names.any(|name| variants.1.iter().any(|(other, _)| other == name)) {
                self.variants(&sides, variants, depth);
                return;
            }
            let kind = Kind::TypeChanged {
                from: kinds.0,
                to: kinds.1,
            };
            self.add(kind, subject, sides.at);
            return;
        }
        if sides.old.format != sides.new.format {
            let kind = Kind::FormatChanged {
                from: sides.old.format.unwrap_or("none").to_owned(),
                to: sides.new.format.unwrap_or("none").to_owned(),
            };
            self.add(kind, subject, sides.at);
        }
        for kind in listed(sides.old, sides.new) {
            let (old, new) = (old.at.join("enum"), new.at.join("enum"));
            match kind {
                Kind::EnumClosed | Kind::EnumOpened => self.add(kind, subject, sides.at),
                kind => self.add(kind, subject, (&old, &new)),
            }
        }
        for kind in bounded(sides.old, sides.new) {
            self.add(kind, subject, sides.at);
        }
        self.properties(&sides, depth);
        self.additional(&sides, depth);
        match (&sides.old.items, &sides.new.items) {
            (Some(old), Some(new)) => self.schema(old, new, &format!("{subject}[]"), depth),
            (None, None) => {}
            (old, new) => {
                let name = |items: &Option<Node<'_>>| match items {
                    Some(_) => "array of a type",
                    None => "array of anything",
                };
                let kind = Kind::TypeChanged {
                    from: name(old).to_owned(),
                    to: name(new).to_owned(),
                };
                self.add(kind, subject, sides.at);
            }
        }
        if !sides.old.variants.is_empty() || !sides.new.variants.is_empty() {
            self.variants(&sides, variants, depth);
        }
    }

    fn properties(&mut self, sides: &Sides<'_, 'd>, depth: usize) {
        let Sides {
            old, new, subject, ..
        } = sides;
        let added: Vec<&str> = names_missing(new, old);
        let removed: Vec<&str> = names_missing(old, new);
        for name in &added {
            let required = new.required.contains(name);
            let hint = renamed(name, (new, old), &removed, &added)
                .map(|other| format!("may be the new name of `{other}`"));
            let at = new.properties.get(name).map(|node| node.at.clone());
            self.record.add_hinted(
                Kind::PropertyAdded { required },
                &format!("{subject}.{name}"),
                (None, at),
                self.used,
                Concerns::Users(self.part),
                hint,
            );
        }
        for name in &removed {
            let hint = renamed(name, (old, new), &added, &removed)
                .map(|other| format!("may be called `{other}` now"));
            let at = old.properties.get(name).map(|node| node.at.clone());
            self.record.add_hinted(
                Kind::PropertyRemoved,
                &format!("{subject}.{name}"),
                (at, None),
                self.used,
                Concerns::Users(self.part),
                hint,
            );
        }
        for (name, old_property) in &old.properties {
            let Some(new_property) = new.properties.get(name) else {
                continue;
            };
            let subject = format!("{subject}.{name}");
            let kind = match (old.required.contains(name), new.required.contains(name)) {
                (false, true) => Some(Kind::PropertyRequired),
                (true, false) => Some(Kind::PropertyOptional),
                _ => None,
            };
            if let Some(kind) = kind {
                self.add(kind, &subject, (&old_property.at, &new_property.at));
            }
            self.schema(old_property, new_property, &subject, depth);
        }
        self.undescribed(sides);
    }

    /// A name can be required without being described.
    fn undescribed(&mut self, sides: &Sides<'_, 'd>) {
        let Sides {
            old, new, subject, ..
        } = sides;
        let at = (sides.at.0.join("required"), sides.at.1.join("required"));
        let described =
            |name: &str| old.properties.contains_key(name) || new.properties.contains_key(name);
        let changed: BTreeSet<&str> = old
            .required
            .symmetric_difference(&new.required)
            .copied()
            .filter(|name| !described(name))
            .collect();
        for name in changed {
            let kind = match new.required.contains(name) {
                true => Kind::PropertyRequired,
                false => Kind::PropertyOptional,
            };
            self.add(kind, &format!("{subject}.{name}"), (&at.0, &at.1));
        }
    }

    fn additional(&mut self, sides: &Sides<'_, 'd>, depth: usize) {
        let (old, new) = (&sides.old.additional, &sides.new.additional);
        if let (Additional::Of(old), Additional::Of(new)) = (old, new) {
            self.schema(old, new, &format!("{}{{}}", sides.subject), depth);
            return;
        }
        let name = |additional: &Additional<'_>| match additional {
            Additional::Unsaid => "ignored",
            Additional::Anything => "anything",
            Additional::None => "forbidden",
            Additional::Of(_) => "of a type",
        };
        let (from, to) = (name(old), name(new));
        // To forbid them is a matter of writers only; readers are lenient.
        if from != to {
            let kind = Kind::AdditionalPropertiesChanged {
                from: from.to_owned(),
                to: to.to_owned(),
            };
            self.add(kind, sides.subject, sides.at);
        }
    }

    fn variants(
        &mut self,
        sides: &Sides<'_, 'd>,
        (olds, news): (Variants<'d>, Variants<'d>),
        depth: usize,
    ) {
        for (name, node) in &news {
            match olds.iter().find(|(other, _)| other == name) {
                Some((_, other)) => {
                    let subject = format!("{}|{name}", sides.subject);
                    self.schema(other, node, &subject, depth);
                }
                None => {
                    let variant = name.clone();
                    let at = (sides.at.0, &node.at);
                    self.add(Kind::VariantAdded { variant }, sides.subject, at);
                }
            }
        }
        for (name, node) in &olds {
            if !news.iter().any(|(other, _)| other == name) {
                let variant = name.clone();
                let at = (&node.at, sides.at.1);
                self.add(Kind::VariantRemoved { variant }, sides.subject, at);
            }
        }
    }

    fn add(&mut self, kind: Kind, subject: &str, (old, new): (&Pointer, &Pointer)) {
        self.record.add(
            kind,
            subject,
            (Some(old.clone()), Some(new.clone())),
            self.used,
            Concerns::Users(self.part),
        );
    }
}

/// Alternatives by name; a schema without any is the only one.
fn alternatives<'d>(node: &Node<'d>, shape: &Shape<'d>) -> Variants<'d> {
    if !shape.variants.is_empty() {
        return named_variants(&shape.variants);
    }
    let name = match (node.of_component(), shape.title, shape.kind) {
        (Some(name), ..) => name,
        (None, Some(title), _) => title.to_owned(),
        (None, None, Some(kind)) => kind.to_owned(),
        _ => return Vec::new(),
    };
    vec![(name, node.clone())]
}

/// Alternatives by name: the component, else the type and its position among
/// those of the same type.
fn named_variants<'d>(variants: &[Node<'d>]) -> Variants<'d> {
    let mut named: Variants<'d> = Vec::new();
    for node in variants {
        let wanted = match (node.text("$ref"), node.text("title"), node.text("type")) {
            (Some(reference), ..) => reference.rsplit('/').next().unwrap_or(reference),
            (None, Some(title), _) => title,
            (None, None, Some(kind)) => kind,
            _ => "any",
        };
        let mut name = wanted.to_owned();
        let mut number = 2;
        while named.iter().any(|(other, _)| *other == name) {
            name = format!("{wanted} {number}");
            number += 1;
        }
        named.push((name, node.clone()));
    }
    named
}

fn names_missing<'d>(from: &Shape<'d>, other: &Shape<'d>) -> Vec<&'d str> {
    let names = from.properties.keys().copied();
    names
        .filter(|name| !other.properties.contains_key(name))
        .collect()
}

fn access(read_only: bool, write_only: bool) -> &'static str {
    match (read_only, write_only) {
        (true, false) => "read only",
        (false, true) => "write only",
        (true, true) => "neither",
        (false, false) => "read and write",
    }
}

fn accessed(from: &str, to: &str) -> Option<Kind> {
    (from != to).then(|| Kind::AccessChanged {
        from: from.to_owned(),
        to: to.to_owned(),
    })
}
