//! Comparing the properties of two objects.

use std::collections::BTreeSet;

use super::{
    change::Kind,
    record::Facts,
    rust_type::{Document, member_name},
    schema::{Member, Schemas},
    shape::{Additional, Node, Shape},
};
use crate::Pointer;

impl<'d> Schemas<'_, 'd> {
    pub(super) fn properties(
        &mut self,
        (old_at, old): (&Pointer, &Shape<'d>),
        (new_at, new): (&Pointer, &Shape<'d>),
        subject: &str,
        types: &(String, String),
        depth: usize,
    ) {
        let added: Vec<&str> = names_missing(new, old);
        let removed: Vec<&str> = names_missing(old, new);
        let loses_default = self.loses_default((old_at, old), (new_at, new));
        for name in &added {
            let required = new.required.contains(name);
            let mut facts = self.member_facts(name, &removed, (old, new), types);
            facts.loses_default = required && loses_default;
            let hint = renamed(name, (new, old), &removed, &added)
                .map(|other| format!("may be the new name of `{other}`"));
            let at = new.properties.get(name).map(|node| node.at.clone());
            self.record.add_hinted(
                Kind::PropertyAdded { required },
                &format!("{subject}.{name}"),
                (None, at),
                facts,
                self.concerned(),
                hint,
            );
        }
        for name in &removed {
            let hint = renamed(name, (old, new), &added, &removed)
                .map(|other| format!("may be called `{other}` now"));
            let at = old.properties.get(name).map(|node| node.at.clone());
            let facts = self.member_facts(name, &added, (old, new), types);
            self.record.add_hinted(
                Kind::PropertyRemoved,
                &format!("{subject}.{name}"),
                (at, None),
                facts,
                self.concerned(),
                hint,
            );
        }
        for (name, old_property) in &old.properties {
            let Some(new_property) = new.properties.get(name) else {
                continue;
            };
            let subject = format!("{subject}.{name}");
            let required = (old.required.contains(name), new.required.contains(name));
            let kind = match required {
                (false, true) => Some(Kind::PropertyRequired),
                (true, false) => Some(Kind::PropertyOptional),
                _ => None,
            };
            if let Some(kind) = kind {
                let types = (
                    self.old.field(old_property, required.0, self.used.reads),
                    self.new.field(new_property, required.1, self.used.reads),
                );
                let mut facts = self.facts(Some(&types));
                facts.loses_default = required.1 && loses_default;
                self.record.add(
                    kind,
                    &subject,
                    (Some(old_property.at.clone()), Some(new_property.at.clone())),
                    facts,
                    self.concerned(),
                );
            }
            let member = |node: &Node<'d>, required| Member {
                node: node.clone(),
                required,
            };
            self.member(
                &member(old_property, required.0),
                &member(new_property, required.1),
                &subject,
                depth,
            );
        }
        // A name can be required without being described.
        let undescribed = |shape: &Shape<'d>| -> BTreeSet<&'d str> {
            let names = shape.required.iter().copied();
            names
                .filter(|name| !shape.properties.contains_key(name))
                .collect()
        };
        let (before, after) = (undescribed(old), undescribed(new));
        for name in before.symmetric_difference(&after) {
            if old.properties.contains_key(name) || new.properties.contains_key(name) {
                continue;
            }
            let kind = match after.contains(name) {
                true => Kind::PropertyRequired,
                false => Kind::PropertyOptional,
            };
            self.add(
                kind,
                &format!("{subject}.{name}"),
                &old_at.join("required"),
                &new_at.join("required"),
                None,
            );
        }
    }

    pub(super) fn additional(
        &mut self,
        (old_at, old): (&Pointer, &Shape<'d>),
        (new_at, new): (&Pointer, &Shape<'d>),
        subject: &str,
        types: &(String, String),
        depth: usize,
    ) {
        if let (Additional::Of(old), Additional::Of(new)) = (&old.additional, &new.additional) {
            self.inside(old, new, &format!("{subject}{{}}"), depth);
            return;
        }
        let name = |additional: &Additional<'_>| match additional {
            Additional::Unsaid => "ignored",
            Additional::Any | Additional::Anything => "anything",
            Additional::None => "forbidden",
            Additional::Of(_) => "of a type",
        };
        let (from, to) = (name(&old.additional), name(&new.additional));
        // To forbid them is a matter of writers only; readers are lenient.
        if from != to {
            let kind = Kind::AdditionalPropertiesChanged {
                from: from.to_owned(),
                to: to.to_owned(),
            };
            let mut facts = self.facts(Some(types));
            let reads = self.used.reads;
            facts.keeps_rest = (
                self.old.keeps_rest(old_at, old, reads),
                self.new.keeps_rest(new_at, new, reads),
            );
            facts.loses_default = self.loses_default((old_at, old), (new_at, new));
            self.record.add(
                kind,
                subject,
                (Some(old_at.clone()), Some(new_at.clone())),
                facts,
                self.concerned(),
            );
        }
    }

    /// Can the struct no longer be built with nothing set?
    fn loses_default(
        &self,
        (old_at, old): (&Pointer, &Shape<'d>),
        (new_at, new): (&Pointer, &Shape<'d>),
    ) -> bool {
        let reads = self.used.reads;
        self.old.has_default(old_at, old, reads) && !self.new.has_default(new_at, new, reads)
    }

    /// What is known of a property that is only in one of two shapes, where the
    /// other shape alone has `others`: one of those may be the same in Rust.
    fn member_facts(
        &self,
        name: &str,
        others: &[&str],
        (old, new): (&Shape<'d>, &Shape<'d>),
        types: &(String, String),
    ) -> Facts {
        let member = member_name(name);
        let other = others.iter().find(|other| member_name(other) == member);
        let field = |document: &Document<'d>, shape: &Shape<'d>| {
            let names = [Some(name), other.copied()].into_iter().flatten();
            let mut nodes = names.filter_map(|name| shape.properties.get_key_value(name));
            let (name, node) = nodes.next()?;
            Some(document.field(node, shape.required.contains(name), self.used.reads))
        };
        let fields = field(self.old, old).zip(field(self.new, new));
        match (other, fields) {
            (Some(_), Some(fields)) => Facts {
                same_member: true,
                ..self.facts(Some(&fields))
            },
            _ => self.facts(Some(types)),
        }
    }
}

fn names_missing<'d>(from: &Shape<'d>, other: &Shape<'d>) -> Vec<&'d str> {
    let names = from.properties.keys().copied();
    names
        .filter(|name| !other.properties.contains_key(name))
        .collect()
}

/// The one property on the other side that says the same, or is spelled the same
/// but for case: an object that loses `managerID` and gains `managerId` has most
/// likely renamed it.
fn renamed<'d>(
    name: &str,
    (shape, other): (&Shape<'d>, &Shape<'d>),
    candidates: &[&'d str],
    siblings: &[&'d str],
) -> Option<&'d str> {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let spelled_alike = candidates.iter().find(|other| plain(other) == plain(name));
    let says_the_same = match (candidates, siblings) {
        ([only], [_]) => {
            let schema =
                |shape: &Shape<'d>, name: &str| shape.properties.get(name).map(|node| node.value);
            (schema(shape, name) == schema(other, only)).then_some(only)
        }
        _ => None,
    };
    spelled_alike.or(says_the_same).copied()
}
