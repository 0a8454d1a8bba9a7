//! Any document: a client in which nothing is defined twice and nothing is lost, or a
//! refusal with a place. Never a panic, and never long.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

use std::{collections::BTreeSet, time::Instant};

use lucca_sdk_build::{Settings, generate};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Names that meet: with each other, with Rust's words, with generated names.
const NAMES: [&str; 16] = [
    "A", "a", "Default", "Ok", "String", "UnknownA", "AB", "a_b", "Names", "é", "用户", "error",
    "new", "self", "1", "A B",
];

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned)
}

/// A reference to one of the components.
fn reference() -> impl Strategy<Value = Value> {
    name().prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")}))
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => reference(),
        1 => Just(json!({})),
        1 => Just(json!({"type": "string"})),
        1 => Just(json!({"type": "string", "maxLength": 3})),
        1 => Just(json!({"type": "string", "format": "date-time", "nullable": true})),
        1 => Just(json!({"type": "string", "enum": ["Ok", "ok", "Unknown", "", "é"]})),
        1 => Just(json!({"type": "string", "enum": ["a", null], "nullable": true})),
        1 => Just(json!({"type": "integer", "format": "int32", "default": 3_000_000_000_u64})),
        1 => Just(json!({"type": "integer", "minimum": 1, "default": 0})),
        1 => Just(json!({"format": "int64"})),
        1 => Just(json!({"type": "boolean", "default": true, "readOnly": true})),
        1 => Just(json!({"enum": [1, "a"]})),
        1 => Just(json!({"type": ["integer", "string"], "pattern": "^\\d+$"})),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let properties = prop::collection::btree_map(name(), inner.clone(), 0..4);
        prop_oneof![
            4 => (properties, prop::collection::vec(name(), 0..3), any::<Option<bool>>(), any::<bool>())
                .prop_map(|(properties, required, more, nullable)| {
                    let mut schema = json!({
                        "type": "object", "properties": properties, "required": required,
                        "nullable": nullable,
                    });
                    if let Some(more) = more {
                        schema["additionalProperties"] = json!(more);
                    }
                    schema
                }),
            1 => inner.clone().prop_map(|items| json!({"type": "array", "items": items, "default": []})),
            1 => inner.clone().prop_map(|more| json!({"type": "object", "additionalProperties": more})),
            3 => (prop::sample::select(vec!["allOf", "oneOf", "anyOf"]), prop::collection::vec(inner.clone(), 1..4))
                .prop_map(|(keyword, parts)| json!({ keyword: parts })),
            1 => (inner.clone(), prop::collection::vec(inner, 1..3)).prop_map(|(mut own, parts)| {
                if let Some(own) = own.as_object_mut().filter(|own| !own.contains_key("$ref")) {
                    own.insert("oneOf".into(), json!(parts));
                    own.insert("discriminator".into(), json!({"propertyName": "a"}));
                }
                own
            }),
        ]
    })
}

fn parameters() -> impl Strategy<Value = Vec<Value>> {
    let parameter = (
        name(),
        prop::sample::select(vec!["query", "header", "path", "cookie"]),
        schema(),
        any::<bool>(),
    )
        .prop_map(|(name, location, schema, explode)| {
            json!({
                "name": name, "in": location, "required": location == "path",
                "schema": schema, "explode": explode,
            })
        });
    prop::collection::vec(parameter, 0..4)
}

fn document() -> impl Strategy<Value = Value> {
    let operation = (name(), parameters(), schema(), schema(), any::<bool>()).prop_map(
        |(id, parameters, body, answer, form)| {
            let media = if form { "application/x-www-form-urlencoded" } else { "application/json" };
            json!({
                "operationId": id,
                "parameters": parameters,
                "requestBody": {"content": {media: {"schema": body}}},
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": answer}}}},
            })
        },
    );
    let schemas = prop::collection::vec(schema(), NAMES.len());
    (prop::collection::vec(operation, 1..4), schemas).prop_map(|(operations, schemas)| {
        let paths: Map<String, Value> = operations
            .into_iter()
            .enumerate()
            .map(|(index, operation)| {
                (
                    format!("/{index}/{{a}}/{{new}}"),
                    json!({"post": operation}),
                )
            })
            .collect();
        let schemas: Map<String, Value> = NAMES
            .iter()
            .map(|name| (*name).to_owned())
            .zip(schemas)
            .collect();
        json!({
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": paths,
            "components": {"schemas": schemas},
        })
    })
}

/// The types of a client, each of which must be there once.
fn types(code: &str) -> Vec<String> {
    let file = syn::parse_file(code).unwrap();
    let types = file.items.into_iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content,
        _ => None,
    });
    let items = types.map(|(_, items)| items).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Struct(item) => Some(item.ident.to_string()),
            syn::Item::Enum(item) => Some(item.ident.to_string()),
            syn::Item::Type(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect()
}

proptest! {
    // Each is a run of the generator; `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(50)
    ))]

    #[test]
    fn becomes_a_client_or_is_refused_with_a_place(document in document()) {
        let start = Instant::now();
        let outcome = generate("d", document.clone(), &Settings::default());
        prop_assert!(start.elapsed().as_secs() < 30, "{document}");
        match outcome {
            Ok(generated) => {
                let operations = document["paths"].as_object().unwrap().len();
                prop_assert_eq!(generated.operations, operations);
                let types = types(&generated.code);
                let distinct: BTreeSet<&String> = types.iter().collect();
                prop_assert_eq!(distinct.len(), types.len(), "{:?}", types);
            }
            Err(error) => {
                prop_assert!(error.pointer.as_ref().is_some_and(|at| !at.as_str().is_empty()), "{error}");
                // Only what has no meaning is refused.
                let known = ["itself", "lead back", "object", "list of objects", "cookie", "nested"];
                prop_assert!(
                    known.iter().any(|word| error.problem.contains(word)),
                    "{error}\n{document}"
                );
            }
        }
    }
}
