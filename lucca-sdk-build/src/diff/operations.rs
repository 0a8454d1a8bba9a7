//! Comparing operations: which are the same, their parameters, bodies, answers.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use serde_json::Value;

use super::{
    change::Kind,
    listing::{Key, Operation, operations},
    pair::Pair,
    record::{Concerns, Record, Use},
    shape::Node,
};

/// Compares all operations of two documents.
pub(super) fn compare(old: &Value, new: &Value, record: &mut Record) {
    let mut olds = operations(old);
    let mut news = operations(new);
    let mut pairs = Vec::new();
    let both: Vec<Key> = olds
        .keys()
        .filter(|key| news.contains_key(key))
        .cloned()
        .collect();
    for key in both {
        if let (Some(old), Some(new)) = (olds.remove(&key), news.remove(&key)) {
            pairs.push((old, new));
        }
    }
    pairs.extend(moved(&mut olds, &mut news, record));
    for gone in olds.values() {
        let at = Some(gone.node.at.clone());
        let concerns = Concerns::Operation(&gone.label);
        record.add(
            Kind::OperationRemoved,
            &gone.label,
            (at, None),
            Use::BOTH,
            concerns,
        );
    }
    for added in news.values() {
        let at = Some(added.node.at.clone());
        let concerns = Concerns::Operation(&added.label);
        record.add(
            Kind::OperationAdded,
            &added.label,
            (None, at),
            Use::BOTH,
            concerns,
        );
    }
    for (before, after) in &pairs {
        Pair {
            old,
            new,
            before,
            after,
            record,
        }
        .compare();
    }
}

/// Takes out of what is left on both sides the operations that kept their
/// identifier, and records that they moved.
fn moved<'d>(
    olds: &mut BTreeMap<Key, Operation<'d>>,
    news: &mut BTreeMap<Key, Operation<'d>>,
    record: &mut Record,
) -> Vec<(Operation<'d>, Operation<'d>)> {
    let by_id = |operations: &BTreeMap<Key, Operation<'d>>| {
        let mut found: BTreeMap<String, Vec<Key>> = BTreeMap::new();
        for (key, operation) in operations {
            if let Some(id) = operation.node.text("operationId") {
                found.entry(id.to_owned()).or_default().push(key.clone());
            }
        }
        found
    };
    let mut pairs = Vec::new();
    let new_ids = by_id(news);
    for (id, old_keys) in by_id(olds) {
        let (Some([old_key]), Some([new_key])) = (
            Some(old_keys.as_slice()),
            new_ids.get(&id).map(Vec::as_slice),
        ) else {
            continue;
        };
        if let (Some(old), Some(new)) = (olds.remove(old_key), news.remove(new_key)) {
            let kind = Kind::OperationMoved {
                from: old.label.clone(),
                to: new.label.clone(),
            };
            let at = (Some(old.node.at.clone()), Some(new.node.at.clone()));
            let concerns = Concerns::Operation(&new.label);
            record.add(kind, &new.label, at, Use::BOTH, concerns);
            pairs.push((old, new));
        }
    }
    pairs
}

impl Pair<'_, '_> {
    fn compare(&mut self) {
        let (before, after) = (&self.before.node, &self.after.node);
        let at = (Some(before), Some(after));
        let label = self.after.label.clone();
        let ids = (operation_id(self.before), operation_id(self.after));
        if ids.0 != ids.1 {
            let kind = Kind::OperationRenamed {
                from: ids.0,
                to: ids.1,
            };
            self.add(kind, &label, at, Use::BOTH);
        }
        if !before.flag("deprecated") && after.flag("deprecated") {
            self.add(Kind::OperationDeprecated, &label, at, Use::BOTH);
        }
        let security = (security(self.old, before), security(self.new, after));
        if security.0 != security.1 {
            let kind = Kind::SecurityChanged {
                from: security.0,
                to: security.1,
            };
            self.add(kind, &label, at, Use::REQUEST);
        }
        self.descriptions(&label, before, after);
        self.parameters(&label);
        self.body(&label);
        self.responses(&label);
    }
}

/// The ways to be let in: the operation's own, or the document's.
fn security(document: &Value, operation: &Node<'_>) -> String {
    let own = operation.value.get("security");
    match own.or_else(|| document.get("security")) {
        None => "none".to_owned(),
        Some(Value::Array(ways)) if ways.is_empty() => "none".to_owned(),
        Some(ways) => ways.to_string(),
    }
}

/// The document's identifier, or the one that the generator makes up.
fn operation_id(operation: &Operation<'_>) -> String {
    match operation.node.text("operationId") {
        Some(id) => id.to_owned(),
        None => {
            let method = operation.label.split(' ').next().unwrap_or_default();
            format!("{}_{}", method.to_lowercase(), operation.path).to_snake_case()
        }
    }
}
