//! What changed between two documents: a pair for each kind of change, and what
//! holds for any pair.
#![cfg(feature = "diff")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

#[path = "diff/case.rs"]
mod case;
#[path = "diff/document.rs"]
#[allow(dead_code, reason = "each test uses a part")]
mod document;

use std::collections::BTreeSet;

use case::{Case, cases, client};
use lucca_sdk_build::{
    Generated,
    diff::{Change, Diff, Kind, Rust, Step, diff},
    load, overlay,
};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn each_kind_of_change_has_the_expected_verdict() {
    let mut wrong = Vec::new();
    for case in cases() {
        let found = case::summary(&diff(&case.old, &case.new).unwrap());
        if found != case.changes {
            wrong.push(format!("{}: found\n{}", case.name, case::as_yaml(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_kind_of_change_has_a_pair_of_documents() {
    // The kinds, out of the code that declares them.
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/diff/change.rs");
    let source = syn::parse_file(&std::fs::read_to_string(source).unwrap()).unwrap();
    let kinds = source.items.iter().find_map(|item| match item {
        syn::Item::Enum(item) if item.ident == "Kind" => Some(&item.variants),
        _ => None,
    });
    let mut kinds: BTreeSet<String> = kinds
        .unwrap()
        .iter()
        .map(|variant| variant.ident.to_string())
        .collect();
    // Documents too deep to be written by hand: see below.
    assert!(kinds.remove("SchemaChanged"));
    for case in cases() {
        for change in diff(&case.old, &case.new).unwrap().changes() {
            let debug = format!("{:?}", change.kind);
            kinds.remove(debug.split([' ', '{', '(']).next().unwrap());
        }
    }
    assert_eq!(kinds, BTreeSet::new(), "no pair of documents");
}

/// Kinds that turn into each other when the documents are swapped.
fn swapped(kind: &Kind) -> Kind {
    match kind.clone() {
        Kind::OperationAdded => Kind::OperationRemoved,
        Kind::OperationRemoved => Kind::OperationAdded,
        Kind::ParameterAdded { .. } => Kind::ParameterRemoved,
        Kind::ParameterRequired => Kind::ParameterOptional,
        Kind::ParameterOptional => Kind::ParameterRequired,
        Kind::BodyAdded { .. } => Kind::BodyRemoved,
        Kind::BodyRequired => Kind::BodyOptional,
        Kind::BodyOptional => Kind::BodyRequired,
        Kind::MediaTypeAdded { media } => Kind::MediaTypeRemoved { media },
        Kind::MediaTypeRemoved { media } => Kind::MediaTypeAdded { media },
        Kind::ResponseAdded { status } => Kind::ResponseRemoved { status },
        Kind::ResponseRemoved { status } => Kind::ResponseAdded { status },
        Kind::HeaderAdded { header } => Kind::HeaderRemoved { header },
        Kind::HeaderRemoved { header } => Kind::HeaderAdded { header },
        Kind::PropertyAdded { .. } => Kind::PropertyRemoved,
        Kind::PropertyRequired => Kind::PropertyOptional,
        Kind::PropertyOptional => Kind::PropertyRequired,
        Kind::BecameNullable => Kind::NoLongerNullable,
        Kind::NoLongerNullable => Kind::BecameNullable,
        Kind::EnumValueAdded { value } => Kind::EnumValueRemoved { value },
        Kind::EnumValueRemoved { value } => Kind::EnumValueAdded { value },
        Kind::EnumClosed => Kind::EnumOpened,
        Kind::EnumOpened => Kind::EnumClosed,
        Kind::VariantAdded { variant } => Kind::VariantRemoved { variant },
        Kind::VariantRemoved { variant } => Kind::VariantAdded { variant },
        Kind::SchemaAdded => Kind::SchemaRemoved,
        Kind::SchemaRemoved => Kind::SchemaAdded,
        other => other,
    }
}

/// Where something was added, or removed, and of which sort it is.
fn comings_and_goings(diff: &Diff, swap: bool) -> BTreeSet<String> {
    let added_or_removed = |change: &&Change| change.old.is_none() || change.new.is_none();
    diff.changes()
        .iter()
        .filter(added_or_removed)
        .map(|change| {
            let (kind, old, new) = match swap {
                true => (swapped(&change.kind), &change.new, &change.old),
                false => (change.kind.clone(), &change.old, &change.new),
            };
            // Whether it is required is told of what is added only.
            let name = kind.name().replace("-removed", "").replace("-added", "");
            format!("{name} {old:?} {new:?}")
        })
        .collect()
}

fn assert_swaps(old: &Generated, new: &Generated) {
    let (forth, back) = (diff(old, new).unwrap(), diff(new, old).unwrap());
    assert_eq!(
        comings_and_goings(&forth, false),
        comings_and_goings(&back, true),
        "what comes one way goes the other way"
    );
}

#[test]
fn a_document_does_not_differ_from_itself() {
    for Case { name, old, new, .. } in cases() {
        assert_eq!(diff(old, old).unwrap().changes(), [], "{name}");
        assert_eq!(diff(new, new).unwrap().changes(), [], "{name}");
    }
}

/// A document of the SDK, corrected.
fn published(name: &str) -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi");
    let mut document = load(&folder.join(format!("{name}.yaml"))).unwrap();
    let corrections = folder.join(format!("overlays/{name}.yaml"));
    if corrections.exists() {
        overlay(&mut document, &corrections).unwrap();
    }
    document
}

#[test]
fn a_published_document_is_told_from_its_successor() {
    let users = client(&published("users"));
    assert!(diff(&users, &users).unwrap().is_empty());
    let mut new = published("timmi-office");
    let old = client(&new);
    assert!(diff(&old, &old).unwrap().is_empty());
    let schemas = new.pointer_mut("/components/schemas").unwrap();
    schemas["UserLocation"]["properties"]["note"] = json!({ "type": "string" });
    let location = schemas["WorkLocation"]["properties"]
        .as_object_mut()
        .unwrap();
    assert!(location.remove("isActive").is_some());
    let found = case::summary(&diff(&old, &client(&new)).unwrap());
    assert_eq!(
        found,
        [
            "property-added UserLocation.note, response, reader safe, writer safe, \
             rust compiles, minor",
            "property-removed WorkLocation.isActive, response, reader breaking, writer safe, \
             rust breaks, major",
        ]
    );
}

#[test]
fn large_documents_take_no_longer_than_their_size_asks() {
    // Every operation reaches every schema, in both directions.
    let document = |format: &str| {
        let mut document = json!({
            "openapi": "3.0.3",
            "info": { "title": "Large", "version": "1" },
            "paths": {},
            "components": { "schemas": {} },
        });
        for index in 0..100 {
            let next = |step: usize| {
                let name = format!("S{}", (index + step) % 100);
                json!({ "$ref": format!("#/components/schemas/{name}") })
            };
            document["components"]["schemas"][format!("S{index}")] = json!({
                "type": "object",
                "properties": {
                    "next": next(1), "far": next(37), "all": { "type": "array", "items": next(7) },
                    "id": { "type": "integer", "format": format },
                },
            });
            let content = json!({ "application/json": { "schema": next(0) } });
            document["paths"][format!("/s{index}")]["put"] = json!({
                "requestBody": { "content": content },
                "responses": { "200": { "description": "Done.", "content": content } },
            });
        }
        document
    };
    let found = diff(&client(&document("int32")), &client(&document("int64"))).unwrap();
    assert_eq!(found.changes().len(), 100);
    assert!(
        found
            .changes()
            .iter()
            .all(|change| change.operations.len() == 100)
    );
}

#[test]
fn what_comes_one_way_goes_the_other_way() {
    for Case { old, new, .. } in cases() {
        assert_swaps(old, new);
    }
}

#[test]
fn nothing_breaks_without_a_change_for_the_worse() {
    for Case { old, new, .. } in cases() {
        let nothing = diff(old, old).unwrap();
        assert_eq!((nothing.step(), nothing.exit_code()), (Step::None, 0));
        let diff = diff(old, new).unwrap();
        let breaks = |change: &Change| change.wire.is_breaking() || change.rust.is_breaking();
        let breaks = diff.changes().iter().any(breaks);
        assert_eq!(diff.is_breaking(), breaks);
        assert_eq!(diff.exit_code(), u8::from(diff.step() == Step::Major));
        assert_eq!(
            diff.step() == Step::Major,
            diff.rust() >= Rust::FailsAtRunTime
        );
    }
}

#[test]
fn versions_step_as_cargo_reads_them() {
    let table = [
        ("1.2.3", "1.2.3", "1.2.4", "1.3.0", "2.0.0"),
        ("0.3.1", "0.3.1", "0.3.2", "0.3.2", "0.4.0"),
        ("0.0.7", "0.0.7", "0.0.8", "0.0.8", "0.0.8"),
    ];
    for (version, none, patch, minor, major) in table {
        assert_eq!(Step::None.after(version).unwrap(), none);
        assert_eq!(Step::Patch.after(version).unwrap(), patch);
        assert_eq!(Step::Minor.after(version).unwrap(), minor);
        assert_eq!(Step::Major.after(version).unwrap(), major);
    }
    for strange in ["", "1.2", "1.2.3.4", "1.2.x", "1.2.3-rc.1", "v1.2.3"] {
        assert_eq!(Step::Patch.after(strange), None, "{strange}");
    }
    assert_eq!(Step::Patch.after("0.0.18446744073709551615"), None);
}

/// A pair with some of everything.
fn pair() -> (Generated, Generated) {
    let cases = cases();
    let one = |name: &str| cases.iter().find(|case| case.name == name).unwrap();
    let old = one("property-renamed").old.clone();
    let mut new = one("property-renamed").new.lowered.clone();
    let get = new.pointer_mut("/paths/~1users~1me/get").unwrap();
    get["summary"] = json!("Who am I?");
    get["parameters"] = json!([
        { "name": "locale", "in": "query", "required": true, "schema": { "type": "string" } },
        { "name": "page", "in": "query", "schema": { "type": "integer" } },
    ]);
    let again = get.clone();
    new["paths"]["/me"] = json!({ "get": again });
    new["paths"]["/me"]["get"]["operationId"] = json!("who");
    (old, client(&new))
}

fn assert_is(found: &str, file: &str) {
    let path = case::folder().join(file);
    let expected = std::fs::read_to_string(&path).unwrap();
    assert_eq!(found, expected, "{file} shows another report");
}

#[test]
fn the_report_reads_well() {
    let (old, new) = pair();
    assert_is(&diff(&old, &new).unwrap().to_string(), "report.txt");
    assert_eq!(diff(&old, &old).unwrap().to_string(), "No change.\n");
}

#[test]
fn the_json_is_stable() {
    let (old, new) = pair();
    let json = serde_json::to_string_pretty(&diff(&old, &new).unwrap()).unwrap();
    assert_is(&(json + "\n"), "report.json");
}

#[test]
fn names_of_kinds_are_those_in_json() {
    for Case { old, new, .. } in cases() {
        for change in diff(old, new).unwrap().changes() {
            let json = serde_json::to_value(change).unwrap();
            assert_eq!(json["kind"], change.kind.name());
        }
    }
}

/// What drift says of a pair, unless it fails or panics on it. Its verdicts are
/// coarser than ours, so only whether it sees a change counts.
fn drift_sees_a_change(old: &Value, new: &Value) -> Option<bool> {
    let found = std::panic::catch_unwind(|| drift::compare(old, new).ok()).ok()??;
    let mut changes = found.iter().flat_map(|change| &change.changes);
    Some(changes.any(|change| change.class != drift::ChangeClass::Trivial))
}

#[test]
fn what_drift_sees_we_see() {
    let seen: Vec<(String, Option<bool>, bool)> = cases()
        .iter()
        .map(|case| {
            let drift = drift_sees_a_change(&case.old.lowered, &case.new.lowered);
            (
                case.name.clone(),
                drift,
                !diff(&case.old, &case.new).unwrap().is_empty(),
            )
        })
        .collect();
    // Null as an alternative is the same as `nullable`, and not to drift.
    let said_otherwise = "nullable-reference-respelled";
    for (name, drift, ours) in seen.iter().filter(|seen| seen.0 != said_otherwise) {
        assert!(drift != &Some(true) || *ours, "{name}: only drift sees it");
    }
    let told = seen.iter().filter(|(_, drift, _)| *drift == Some(true));
    assert!(told.count() > 20, "drift takes part in the comparison");
}

proptest! {
    // Each pair is two runs of the generator; `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
    ))]

    #[test]
    fn any_two_documents_swap(old in document::document(), new in document::document()) {
        let (old, new) = (client(&old), client(&new));
        assert_swaps(&old, &new);
        prop_assert!(diff(&old, &old).unwrap().is_empty());
    }
}
