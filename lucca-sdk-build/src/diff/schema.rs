//! Comparing two schemas, and what is inside them.

use std::collections::VecDeque;

use serde_json::Value;

use super::{
    change::Kind,
    record::{Concerns, Facts, Part, Record, Use},
    rust_type::Document,
    shape::{BOUNDS, Bound, Node, Place, Shape},
};
use crate::Pointer;

/// Schemas nested deeper than this, references apart, are only told to differ.
const MAX_DEPTH: usize = 64;

/// One schema at one place: is it always there?
pub(super) struct Member<'d> {
    pub(super) node: Node<'d>,
    pub(super) required: bool,
}

/// Compares the schemas that one operation uses at one place.
pub(super) struct Schemas<'c, 'd> {
    pub(super) old: &'c Document<'d>,
    pub(super) new: &'c Document<'d>,
    pub(super) record: &'c mut Record,
    pub(super) used: Use,
    /// The part that is compared now.
    part: Part,
    /// Parts to be compared: schemas refer to each other in long rows, and in
    /// circles.
    rest: VecDeque<(Part, Node<'d>, Node<'d>, String)>,
}

impl<'c, 'd> Schemas<'c, 'd> {
    /// Starts to compare what an operation uses directly.
    pub(super) fn new(
        (old, new): (&'c Document<'d>, &'c Document<'d>),
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
    /// refers to. It must be there, before and after.
    pub(super) fn compare(mut self, old: &Node<'d>, new: &Node<'d>, subject: &str) {
        self.inside(old, new, subject, MAX_DEPTH);
        while let Some((part, old, new, subject)) = self.rest.pop_front() {
            self.part = part;
            self.shapes(&old, &new, &subject, MAX_DEPTH);
        }
    }

    pub(super) fn member(
        &mut self,
        old: &Member<'d>,
        new: &Member<'d>,
        subject: &str,
        depth: usize,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            if old.node.value != new.node.value {
                self.add(
                    Kind::SchemaChanged,
                    subject,
                    &old.node.at,
                    &new.node.at,
                    None,
                );
            }
            return;
        };
        let old_place = Place::new(self.old.value, &old.node);
        let new_place = Place::new(self.new.value, &new.node);
        let old_shape = Shape::new(self.old.value, &old_place.target);
        let new_shape = Shape::new(self.new.value, &new_place.target);
        let types = (
            self.old.field(&old.node, old.required, self.used.reads),
            self.new.field(&new.node, new.required, self.used.reads),
        );
        let here = (&old_place.at, &new_place.at);
        let there = (&old_place.target.at, &new_place.target.at);
        let differs = |old: bool, new: bool| match (old, new) {
            (false, true) => Some(Kind::BecameNullable),
            (true, false) => Some(Kind::NoLongerNullable),
            _ => None,
        };
        let nullable = differs(
            old_place.nullable || old_shape.nullable,
            new_place.nullable || new_shape.nullable,
        );
        if let Some(kind) = nullable {
            // A component that becomes nullable is one change, not one a user.
            let at = if old_place.nullable == new_place.nullable {
                there
            } else {
                here
            };
            self.add(kind, subject, at.0, at.1, Some(&types));
        }
        let default = (
            old_place.default.or(old_shape.default),
            new_place.default.or(new_shape.default),
        );
        if default.0 != default.1 {
            let kind = Kind::DefaultChanged {
                from: optional_json(default.0),
                to: optional_json(default.1),
            };
            self.add(kind, subject, here.0, here.1, Some(&types));
        }
        let access = (
            access(
                old_place.read_only || old_shape.read_only,
                old_place.write_only || old_shape.write_only,
            ),
            access(
                new_place.read_only || new_shape.read_only,
                new_place.write_only || new_shape.write_only,
            ),
        );
        if access.0 != access.1 {
            let kind = Kind::AccessChanged {
                from: access.0.to_owned(),
                to: access.1.to_owned(),
            };
            self.add(kind, subject, here.0, here.1, Some(&types));
        }
        if old_place.description != new_place.description {
            self.add(Kind::DescriptionChanged, subject, here.0, here.1, None);
        }
        // A name that the document gives: a component's, or a title.
        let name = |place: &Place<'d>, shape: &Shape<'d>| {
            let given = shape.rust_name.map(str::to_owned);
            let title = shape.title.map(str::to_owned);
            given.or(place.component.clone()).or(title)
        };
        let names = (name(&old_place, &old_shape), name(&new_place, &new_shape));
        let component = old_place.component.is_some() || new_place.component.is_some();
        if names.0 != names.1 && (component || old_shape.is_type() && new_shape.is_type()) {
            let kind = Kind::SchemaRenamed {
                from: names.0.unwrap_or_else(|| "(inline)".to_owned()),
                to: names.1.unwrap_or_else(|| "(inline)".to_owned()),
            };
            self.add(kind, subject, here.0, here.1, Some(&types));
        }
        let inner = match &new_place.component {
            Some(component) => component.clone(),
            None => subject.to_owned(),
        };
        let (old_target, new_target) = (old_place.target, new_place.target);
        if old_target.at == old_place.at && new_target.at == new_place.at {
            self.shapes(&old_target, &new_target, &inner, depth);
        } else {
            let schemas = (&old_target.at, &new_target.at);
            let part = self.record.part(schemas, self.used, self.part);
            self.rest
                .extend(part.map(|part| (part, old_target, new_target, inner)));
        }
    }

    fn shapes(&mut self, old: &Node<'d>, new: &Node<'d>, subject: &str, depth: usize) {
        let (old_at, new_at) = (&old.at, &new.at);
        let old = &Shape::new(self.old.value, old);
        let new = &Shape::new(self.new.value, new);
        if old.description != new.description {
            self.add(Kind::DescriptionChanged, subject, old_at, new_at, None);
        }
        let types = &(
            self.old.unnamed(old_at, old, self.used.reads),
            self.new.unnamed(new_at, new, self.used.reads),
        );
        let kinds = (old.type_name(), new.type_name());
        if kinds.0 != kinds.1 {
            let kind = Kind::TypeChanged {
                from: kinds.0,
                to: kinds.1,
            };
            self.add(kind, subject, old_at, new_at, Some(types));
            return;
        }
        if old.format != new.format {
            let kind = Kind::FormatChanged {
                from: old.format.unwrap_or("none").to_owned(),
                to: new.format.unwrap_or("none").to_owned(),
            };
            self.add(kind, subject, old_at, new_at, Some(types));
        }
        self.values((old_at, old), (new_at, new), subject, types);
        self.bounds((old_at, old), (new_at, new), subject, types);
        self.properties((old_at, old), (new_at, new), subject, types, depth);
        self.additional((old_at, old), (new_at, new), subject, types, depth);
        match (&old.items, &new.items) {
            (Some(old), Some(new)) => {
                self.inside(old, new, &format!("{subject}[]"), depth);
            }
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
                self.add(kind, subject, old_at, new_at, Some(types));
            }
        }
        self.variants((old_at, old), (new_at, new), subject, types, depth);
    }

    /// What is inside a schema and always there: items, values of a map.
    pub(super) fn inside(&mut self, old: &Node<'d>, new: &Node<'d>, subject: &str, depth: usize) {
        let member = |node: &Node<'d>| Member {
            node: node.clone(),
            required: true,
        };
        self.member(&member(old), &member(new), subject, depth);
    }

    fn values(
        &mut self,
        (old_at, old): (&Pointer, &Shape<'d>),
        (new_at, new): (&Pointer, &Shape<'d>),
        subject: &str,
        types: &(String, String),
    ) {
        match (&old.values, &new.values) {
            (None, None) => {}
            (None, Some(_)) => self.add(Kind::EnumClosed, subject, old_at, new_at, Some(types)),
            (Some(_), None) => self.add(Kind::EnumOpened, subject, old_at, new_at, Some(types)),
            (Some(olds), Some(news)) => {
                let texts = old.is_text_enum() && new.is_text_enum();
                let at = |at: &Pointer| at.join("enum");
                for value in news.iter().filter(|value| !olds.contains(value)) {
                    let kind = Kind::EnumValueAdded {
                        value: value.to_string(),
                    };
                    self.add_enum(kind, subject, (&at(old_at), &at(new_at)), types, texts);
                }
                for value in olds.iter().filter(|value| !news.contains(value)) {
                    let kind = Kind::EnumValueRemoved {
                        value: value.to_string(),
                    };
                    self.add_enum(kind, subject, (&at(old_at), &at(new_at)), types, texts);
                }
            }
        }
    }

    fn add_enum(
        &mut self,
        kind: Kind,
        subject: &str,
        at: (&Pointer, &Pointer),
        types: &(String, String),
        texts: bool,
    ) {
        let mut facts = self.facts(Some(types));
        facts.text_enum = texts;
        self.record.add(
            kind,
            subject,
            (Some(at.0.clone()), Some(at.1.clone())),
            facts,
            self.concerned(),
        );
    }

    fn bounds(
        &mut self,
        (old_at, old): (&Pointer, &Shape<'d>),
        (new_at, new): (&Pointer, &Shape<'d>),
        subject: &str,
        types: &(String, String),
    ) {
        for (keyword, bound) in BOUNDS {
            let (from, to) = (old.bounds.get(keyword), new.bounds.get(keyword));
            if from == to {
                continue;
            }
            let number = |value: &&&Value| value.as_f64();
            let tightened = match (from, to, bound) {
                (None, Some(_), _) => Some(true),
                (Some(_), None, _) => Some(false),
                (Some(from), Some(to), Bound::AtLeast) => {
                    number(&from).zip(number(&to)).map(|(from, to)| to > from)
                }
                (Some(from), Some(to), Bound::AtMost) => {
                    number(&from).zip(number(&to)).map(|(from, to)| to < from)
                }
                _ => None,
            };
            let keyword = keyword.to_owned();
            let from = optional_json(from.copied());
            let to = optional_json(to.copied());
            let kind = match tightened {
                Some(true) => Kind::ConstraintTightened { keyword, from, to },
                Some(false) => Kind::ConstraintLoosened { keyword, from, to },
                None => Kind::ConstraintChanged { keyword, from, to },
            };
            self.add(kind, subject, old_at, new_at, Some(types));
        }
    }

    fn variants(
        &mut self,
        (old_at, old): (&Pointer, &Shape<'d>),
        (new_at, new): (&Pointer, &Shape<'d>),
        subject: &str,
        types: &(String, String),
        depth: usize,
    ) {
        let olds = named_variants(&old.variants);
        let news = named_variants(&new.variants);
        for (name, node) in &news {
            match olds.iter().find(|(other, _)| other == name) {
                Some((_, other)) => {
                    self.inside(other, node, &format!("{subject}|{name}"), depth);
                }
                None => {
                    let kind = Kind::VariantAdded {
                        variant: name.clone(),
                    };
                    self.add(kind, subject, old_at, &node.at, Some(types));
                }
            }
        }
        for (name, node) in &olds {
            if !news.iter().any(|(other, _)| other == name) {
                let kind = Kind::VariantRemoved {
                    variant: name.clone(),
                };
                self.add(kind, subject, &node.at, new_at, Some(types));
            }
        }
    }

    pub(super) fn concerned(&self) -> Concerns<'static> {
        Concerns::Users(self.part)
    }

    pub(super) fn facts(&self, types: Option<&(String, String)>) -> Facts {
        Facts {
            reads: self.used.reads,
            writes: self.used.writes,
            parameter: self.used.parameter,
            types: types.cloned(),
            ..Facts::default()
        }
    }

    pub(super) fn add(
        &mut self,
        kind: Kind,
        subject: &str,
        old: &Pointer,
        new: &Pointer,
        types: Option<&(String, String)>,
    ) {
        let facts = self.facts(types);
        self.record.add(
            kind,
            subject,
            (Some(old.clone()), Some(new.clone())),
            facts,
            self.concerned(),
        );
    }
}

/// Alternatives by name: the component, else the type and its position among
/// those of the same type.
fn named_variants<'d>(variants: &[Node<'d>]) -> Vec<(String, Node<'d>)> {
    let mut named: Vec<(String, Node<'d>)> = Vec::new();
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

fn access(read_only: bool, write_only: bool) -> &'static str {
    match (read_only, write_only) {
        (true, false) => "read only",
        (false, true) => "write only",
        (true, true) => "neither",
        (false, false) => "read and write",
    }
}

fn optional_json(value: Option<&Value>) -> String {
    match value {
        Some(value) => value.to_string(),
        None => "none".to_owned(),
    }
}
