//! Comparing documents, whatever they hold.
#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

#[path = "../../tests/diff/document.rs"]
#[allow(dead_code, reason = "each test uses a part")]
mod document;

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{compare, record::Entry};

/// What was found, as far as documents and not clients are concerned.
fn told(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| format!("{:?} {} {:?}", entry.kind, entry.subject, entry.operations))
        .collect()
}

/// Documents that differ in the innermost of many nested lists.
fn nested(depth: usize, innermost: &str) -> Value {
    let mut schema = json!({ "type": innermost });
    for _ in 0..depth {
        schema = json!({ "type": "array", "items": schema });
    }
    json!({ "components": { "schemas": { "Deep": schema } } })
}

#[test]
fn schemas_too_deep_to_be_compared_are_told_to_differ() {
    let kinds = |depth| {
        let found = compare(&nested(depth, "string"), &nested(depth, "integer"));
        let kinds = found.iter().map(|entry| entry.kind.name());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(kinds(10), ["type-changed"]);
    assert_eq!(kinds(1000), ["schema-changed"]);
}

#[test]
fn schemas_made_of_themselves_come_to_an_end() {
    let document = |name: &str| {
        let twice = json!({ "allOf": [
            { "$ref": "#/components/schemas/A" },
            { "$ref": "#/components/schemas/A" },
            { "type": "object", "properties": { name: { "$ref": "#/components/schemas/A" } } },
        ] });
        json!({ "components": { "schemas": {
            "A": twice,
            "B": { "$ref": "#/components/schemas/B" },
            "C": { "$ref": "#/nowhere" },
            "D": { "oneOf": [{ "$ref": "#/components/schemas/D" }] },
        } } })
    };
    let found = compare(&document("one"), &document("two"));
    let kinds: BTreeSet<String> = found.iter().map(|entry| entry.kind.name()).collect();
    let expected = ["property-added", "property-removed"].map(str::to_owned);
    assert_eq!(kinds, BTreeSet::from(expected));
}

proptest! {
    #[test]
    fn any_json_is_compared_without_a_panic(old in document::json(), new in document::json()) {
        compare(&old, &new);
        prop_assert!(compare(&old, &old).is_empty());
    }

    #[test]
    fn order_means_nothing(old in document::document(), new in document::document()) {
        let found = compare(&old, &new);
        let reversed = compare(&document::reversed(&old), &document::reversed(&new));
        prop_assert_eq!(told(&found), told(&reversed));
    }
}
