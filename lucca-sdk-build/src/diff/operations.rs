//! Comparing operations: which are the same, their parameters, bodies, answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    change::Kind,
    parameters::{ParameterKey, parameter_key},
    record::{Concerns, Facts, Record, Use},
    rust_type::{Document, member_name},
    schema::Schemas,
    shape::Node,
};

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Two operations are the same if their method is, and their path but for the
/// names in its braces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: String,
    method: &'static str,
}

/// A method on a path.
pub(super) struct Operation<'d> {
    /// `GET /users/{id}`.
    pub(super) label: String,
    pub(super) path: &'d str,
    pub(super) node: Node<'d>,
    /// Own parameters and those of the path.
    pub(super) parameters: BTreeMap<ParameterKey, Node<'d>>,
}

/// Compares all operations of two documents.
pub(super) fn compare<'d>(old: &Document<'d>, new: &Document<'d>, record: &mut Record) {
    let mut olds = operations(old.value);
    let mut news = operations(new.value);
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
        let facts = Facts::operation();
        record.add(
            Kind::OperationRemoved,
            &gone.label,
            (at, None),
            facts,
            Concerns::Operation(&gone.label),
        );
    }
    for added in news.values() {
        let at = Some(added.node.at.clone());
        let facts = Facts::operation();
        record.add(
            Kind::OperationAdded,
            &added.label,
            (None, at),
            facts,
            Concerns::Operation(&added.label),
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

fn operations<'d>(document: &'d Value) -> BTreeMap<Key, Operation<'d>> {
    let mut found = BTreeMap::new();
    let root = Node::root(document);
    for (path, item) in root.get("paths").iter().flat_map(Node::members) {
        let item = item.resolved(document);
        for method in METHODS {
            let Some(node) = item.get(method).filter(|node| node.value.is_object()) else {
                continue;
            };
            let mut parameters = BTreeMap::new();
            for owner in [&item, &node] {
                for parameter in owner.get("parameters").iter().flat_map(Node::items) {
                    let parameter = parameter.resolved(document);
                    parameters.insert(parameter_key(path, &parameter), parameter);
                }
            }
            let mut key = Key {
                path: without_names(path),
                method,
            };
            // Two templates that differ in names only are against the rules,
            // but no reason to lose one of them.
            if found.contains_key(&key) {
                key.path = path.to_owned();
            }
            let operation = Operation {
                label: format!("{} {path}", method.to_uppercase()),
                path,
                node,
                parameters,
            };
            found.insert(key, operation);
        }
    }
    found
}

/// `/users/{id}` as `/users/{}`.
fn without_names(path: &str) -> String {
    let mut result = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                result.push(c);
            }
            '}' => {
                inside = false;
                result.push(c);
            }
            _ if inside => {}
            _ => result.push(c),
        }
    }
    result
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
            let facts = Facts::operation();
            record.add(kind, &new.label, at, facts, Concerns::Operation(&new.label));
            pairs.push((old, new));
        }
    }
    pairs
}

/// One operation in both documents.
pub(super) struct Pair<'p, 'd> {
    pub(super) old: &'p Document<'d>,
    pub(super) new: &'p Document<'d>,
    pub(super) before: &'p Operation<'d>,
    pub(super) after: &'p Operation<'d>,
    pub(super) record: &'p mut Record,
}

impl<'d> Pair<'_, 'd> {
    fn compare(&mut self) {
        let (before, after) = (&self.before.node, &self.after.node);
        let label = self.after.label.clone();
        let ids = (operation_id(self.before), operation_id(self.after));
        if ids.0 != ids.1 {
            let facts = Facts::operation().with_types(member_name(&ids.0), member_name(&ids.1));
            let kind = Kind::OperationRenamed {
                from: ids.0,
                to: ids.1,
            };
            self.add(kind, &label, (Some(before), Some(after)), facts);
        }
        if !before.flag("deprecated") && after.flag("deprecated") {
            let facts = Facts::operation();
            self.add(
                Kind::OperationDeprecated,
                &label,
                (Some(before), Some(after)),
                facts,
            );
        }
        let security = (
            self.security(self.old, before),
            self.security(self.new, after),
        );
        if security.0 != security.1 {
            let kind = Kind::SecurityChanged {
                from: security.0,
                to: security.1,
            };
            self.add(kind, &label, (Some(before), Some(after)), Facts::request());
        }
        self.descriptions(&label, before, after);
        self.parameters(&label);
        self.body(&label);
        self.responses(&label);
    }

    pub(super) fn add(
        &mut self,
        kind: Kind,
        subject: &str,
        at: (Option<&Node<'d>>, Option<&Node<'d>>),
        facts: Facts,
    ) {
        let place = |node: Option<&Node<'d>>| node.map(|node| node.at.clone());
        let operation = self.after.label.clone();
        self.record.add(
            kind,
            subject,
            (place(at.0), place(at.1)),
            facts,
            Concerns::Operation(&operation),
        );
    }

    pub(super) fn descriptions(&mut self, subject: &str, old: &Node<'d>, new: &Node<'d>) {
        let prose = |node: &Node<'d>| (node.text("summary"), node.text("description"));
        if prose(old) != prose(new) {
            let facts = Facts::default();
            self.add(
                Kind::DescriptionChanged,
                subject,
                (Some(old), Some(new)),
                facts,
            );
        }
    }

    /// The ways to be let in: the operation's own, or the document's.
    fn security(&self, document: &Document<'d>, operation: &Node<'d>) -> String {
        let root = document.value;
        match operation
            .value
            .get("security")
            .or_else(|| root.get("security"))
        {
            None => "none".to_owned(),
            Some(Value::Array(ways)) if ways.is_empty() => "none".to_owned(),
            Some(ways) => ways.to_string(),
        }
    }

    pub(super) fn schemas(&mut self, reads: bool, parameter: bool) -> Schemas<'_, 'd> {
        let used = Use {
            reads,
            writes: !reads,
            parameter,
        };
        let operation = Some(self.after.label.as_str());
        Schemas::new((self.old, self.new), self.record, used, operation)
    }
}

/// The document's identifier, or the one that the generator makes up.
fn operation_id(operation: &Operation<'_>) -> String {
    match operation.node.text("operationId") {
        Some(id) => id.to_owned(),
        None => {
            let method = operation.label.split(' ').next().unwrap_or_default();
            member_name(&format!("{}_{}", method.to_lowercase(), operation.path))
        }
    }
}
