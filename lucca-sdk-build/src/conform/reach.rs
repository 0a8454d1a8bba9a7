//! Which schemas requests and answers hold.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Pointer;

/// The schemas that a part of any operation can hold: those that stand in it, and
/// the components that it leads to.
pub(super) struct Reach {
    part: &'static str,
    components: BTreeSet<String>,
}

impl Reach {
    /// Of `requestBody`, `parameters` or `responses`.
    pub(super) fn of(document: &Value, part: &'static str) -> Self {
        let mut components = BTreeSet::new();
        let mut next = Vec::new();
        for (_, operation) in crate::walk::operations(document) {
            if let Some(part) = operation.get(part) {
                references(part, &mut next);
            }
        }
        while let Some(name) = next.pop() {
            let schema = document
                .get("components")
                .and_then(|components| components.get("schemas")?.get(&name));
            if let Some(schema) = schema
                && components.insert(name)
            {
                references(schema, &mut next);
            }
        }
        Self { part, components }
    }

    /// Does the schema that stands here belong to it?
    pub(super) fn holds(&self, at: &Pointer) -> bool {
        let mut keys = at.keys();
        match (
            keys.next().as_deref(),
            keys.next(),
            keys.next(),
            keys.next(),
        ) {
            (Some("components"), Some(schemas), Some(name), _) if schemas == "schemas" => {
                self.components.contains(&name)
            }
            (Some("paths"), _, _, Some(part)) => part == self.part,
            _ => false,
        }
    }
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(name) = object
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|reference| reference.strip_prefix("#/components/schemas/"))
            {
                found.push(crate::error::unescape(name));
            }
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}
