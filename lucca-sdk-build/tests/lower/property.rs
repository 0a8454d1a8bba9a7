//! Over schemas that nobody wrote: what was valid stays valid, the result is 3.0, and
//! nothing panics.

use std::cell::Cell;

use lucca_sdk_build::{lower, parse};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{select, subsequence},
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value, json};

use crate::{instances, valid_3_0};

const NAMES: [&str; 4] = ["a", "b", "e_a", "type"];

const TYPES: [&str; 7] = [
    "string", "integer", "number", "boolean", "array", "object", "null",
];

fn name() -> impl Strategy<Value = String> {
    select(&NAMES[..]).prop_map(str::to_owned)
}

/// Small values, of which many are equal.
fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1..4i64).prop_map(Value::from),
        Just(json!(1.5)),
        select(&["", "a", "bb", "ccc"][..]).prop_map(Value::from),
    ]
}

fn instance() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name(), inner), 0..4).prop_map(object),
        ]
    })
}

fn object(entries: Vec<(String, Value)>) -> Value {
    Value::Object(Map::from_iter(entries))
}

fn of(
    keywords: &'static [&'static str],
    value: impl Strategy<Value = Value> + 'static,
) -> Keywords {
    (select(keywords), value)
        .prop_map(|(keyword, value)| vec![(keyword.to_owned(), value)])
        .boxed()
}

type Keywords = BoxedStrategy<Vec<(String, Value)>>;

/// A keyword that holds no schema, with a value of its own.
fn plain_keyword() -> Keywords {
    let count = || (0..4u64).prop_map(Value::from);
    let names = || subsequence(&NAMES[..], 0..3).prop_map(|names| json!(names));
    prop_oneof![
        4 => of(&["type"], prop_oneof![
            select(&TYPES[..]).prop_map(Value::from),
            subsequence(&TYPES[..], 1..=7).prop_map(|names| json!(names)),
        ]),
        1 => of(&["const"], instance()),
        1 => of(&["enum"], vec(instance(), 1..4).prop_map(|mut values| {
            let mut seen = Vec::new();
            values.retain(|value| !seen.contains(value) && { seen.push(value.clone()); true });
            Value::from(values)
        })),
        2 => of(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], (-1..4i64).prop_map(Value::from)),
        2 => of(&["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"], count()),
        1 => of(&["minContains", "maxContains"], count()),
        1 => of(&["uniqueItems"], any::<bool>().prop_map(Value::from)),
        1 => of(&["required"], names()),
        1 => of(&["dependentRequired"], vec((name(), names()), 0..3).prop_map(object)),
        1 => of(&["pattern"], select(&["^a", "b"][..]).prop_map(Value::from)),
        1 => of(&["examples"], vec(scalar(), 0..3).prop_map(Value::from)),
        1 => of(&["contentEncoding", "contentMediaType", "format", "$comment", "title", "unknown"], Just(json!("base64"))),
    ]
    .boxed()
}

/// A schema that may refer to these components.
fn schema(components: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Value::from),
        2 => select(components)
            .prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })),
        2 => Just(json!({ "type": "null" })),
        8 => vec(plain_keyword(), 0..3).prop_map(|keywords| object(keywords.concat())),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let by_name = |inner: &BoxedStrategy<Value>| {
            vec((name(), inner.clone()), 0..3).prop_map(object)
        };
        let patterns = || select(&["^e_", ".*", "a"][..]).prop_map(str::to_owned);
        let inner = inner.boxed();
        let keyword = prop_oneof![
            2 => plain_keyword(),
            2 => of(&["allOf", "anyOf", "oneOf", "prefixItems"], vec(inner.clone(), 1..4).prop_map(Value::from)),
            1 => of(&["anyOf", "oneOf"], inner.clone().prop_map(|schema| json!([schema, { "type": "null" }]))),
            2 => of(&["items", "contains", "additionalProperties", "propertyNames", "not"], inner.clone()),
            1 => of(&["unevaluatedItems", "unevaluatedProperties"], inner.clone()),
            2 => of(&["if", "then", "else"], inner.clone()),
            2 => of(&["properties", "dependentSchemas"], by_name(&inner)),
            1 => of(&["patternProperties"], vec((patterns(), inner.clone()), 0..3).prop_map(object)),
            1 => of(&["$ref"], select(components)
                .prop_map(|name| json!(format!("#/components/schemas/{name}")))),
        ];
        vec(keyword, 1..5).prop_map(|keywords| object(keywords.concat()))
    })
}

fn document(subject: Value, a: Value, b: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Generated", "version": "1" },
        "components": { "schemas": { "Subject": subject, "A": a, "B": b } },
    })
}

#[test]
fn what_was_valid_under_3_1_is_valid_under_3_0() {
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let (documents, valid) = (Cell::new(0_u32), Cell::new(0_u32));
    let strategy = (
        schema(&["A", "B"]),
        schema(&["A", "B"]),
        schema(&["B"]),
        vec(instance(), 24),
    );
    let outcome = runner.run(&strategy, |(subject, a, b, instances)| {
        let document = document(subject, a, b);
        let lowered = match lower("generated", document.clone()) {
            Ok(lowered) => lowered,
            Err(error) if error.problem.contains("lead back to here") => return Ok(()),
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
        };
        documents.set(documents.get() + 1);
        valid_3_0::check(&lowered.document).map_err(TestCaseError::fail)?;
        let before = instances::of_3_1(&document, "Subject");
        let after = instances::of_3_0(&lowered.document, "Subject");
        for instance in &instances {
            if before.is_valid(instance) {
                valid.set(valid.get() + 1);
                prop_assert!(
                    after.is_valid(instance),
                    "{instance} is not valid any more under {:#}",
                    lowered.document
                );
            }
            // Without a note, nothing was lost either.
            if lowered.notes.is_empty() {
                prop_assert_eq!(
                    before.is_valid(instance),
                    after.is_valid(instance),
                    "{} under {:#}",
                    instance,
                    lowered.document
                );
            }
        }
        Ok(())
    });
    outcome.unwrap();
    // The property says nothing unless many instances are valid.
    let (documents, valid) = (documents.get(), valid.get());
    assert!(documents > 100, "{documents} documents");
    assert!(
        valid > 3 * documents,
        "{valid} valid instances of {documents} documents"
    );
}

/// JSON in which the words of OpenAPI occur, in all the wrong places.
fn anything() -> impl Strategy<Value = Value> {
    let words = [
        "openapi",
        "3.1.0",
        "3.0.3",
        "paths",
        "components",
        "schemas",
        "A",
        "get",
        "post",
        "responses",
        "content",
        "application/json",
        "schema",
        "parameters",
        "$ref",
        "$id",
        "$anchor",
        "$dynamicRef",
        "$schema",
        "type",
        "null",
        "string",
        "array",
        "const",
        "enum",
        "anyOf",
        "oneOf",
        "allOf",
        "not",
        "if",
        "then",
        "else",
        "items",
        "prefixItems",
        "properties",
        "patternProperties",
        "required",
        "nullable",
        "minimum",
        "exclusiveMinimum",
        "callbacks",
        "pathItems",
        "webhooks",
        "security",
        "securitySchemes",
        "info",
        "license",
        "discriminator",
        "mapping",
        "/a",
        "x-a",
        "description",
        "#",
        "#/components/schemas/A",
        "#/components/schemas/A/not",
        "#/paths/~1a",
        "#/components/pathItems/A",
        "http://a/b",
        "b.yaml",
        "%",
        "dependencies",
        "examples",
        "jsonSchemaDialect",
        "summary",
        "contains",
        "minContains",
    ];
    let leaf = prop_oneof![scalar(), select(words.to_vec()).prop_map(Value::from)];
    leaf.prop_recursive(8, 96, 6, move |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Value::from),
            4 => vec((select(words.to_vec()).prop_map(str::to_owned), inner), 0..6).prop_map(object),
        ]
    })
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_value_makes_lowering_panic(
        version in select(&["3.1.0", "3.0.3"][..]),
        paths in anything(),
        schemas in anything(),
        parts in anything(),
    ) {
        let mut document = json!({
            "openapi": version,
            "info": parts.get("info"),
            "paths": { "/a": paths },
            "components": { "schemas": { "A": schemas }, "pathItems": { "A": parts } },
        });
        // Refused or lowered: both are fine.
        let _ = lower("anything", document.clone());
        document["components"] = document["paths"]["/a"].clone();
        let _ = lower("anything", document);
    }

    #[test]
    fn no_text_makes_reading_panic(text in "[-a:\\[\\]{}&*!<? \n\"'#,|>%@0-9\\.]{0,200}") {
        if let Ok(value) = parse("text", &text) {
            let _ = lower("text", value);
        }
    }

    #[test]
    fn what_is_read_is_what_was_written(value in anything()) {
        prop_assert_eq!(parse("json", &value.to_string()).unwrap(), value);
    }
}
