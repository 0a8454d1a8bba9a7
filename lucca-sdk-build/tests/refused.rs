//! What cannot become a client: each refusal has a place, says what is wrong there,
//! and what to do. And nothing takes long.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

use std::{fmt::Write as _, path::Path, time::Instant};

use lucca_sdk_build::{Error, Generated, Settings, generate, load, parse};

fn generated(text: &str) -> Result<Generated, Error> {
    let document = parse("d.yaml", text)?;
    generate("d.yaml", document, &Settings::default())
}

/// A document of 3.0 with these paths and schemas.
fn document(paths: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {paths}\n\
         components: {{schemas: {schemas}}}\n"
    )
}

const DONE: &str = "responses: {'204': {description: done}}";

/// An operation that answers with the schema `A`.
fn answering() -> &'static str {
    "{/a: {get: {operationId: a, responses: {'200': {description: ok, content: \
     {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}"
}

#[track_caller]
fn refused(text: &str, pointer: &str, words: &[&str]) {
    let error = generated(text).expect_err(text);
    let said = error.to_string();
    assert_eq!(
        error.pointer.as_ref().unwrap().to_string(),
        pointer,
        "{said}"
    );
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said:?}");
    }
    assert!(!error.advice.is_empty());
}

#[test]
fn paths_that_are_none_are_refused_where_they_stand() {
    for (path, words) in [
        ("a", "does not start with `/`"),
        ("/a/{id", "brace"),
        ("/a/id}", "brace"),
    ] {
        let place = format!("#/paths/{}", path.replace('/', "~1"));
        let paths = format!("{{'{path}': {{get: {{operationId: a, {DONE}}}}}}}");
        refused(&document(&paths, "{}"), &place, &[words]);
    }
}

#[test]
fn paths_that_only_their_constraints_tell_apart_are_refused() {
    let get = |id: &str| format!("{{get: {{operationId: {id}, {DONE}}}}}");
    let paths = format!(
        "{{'/a/{{id:int}}': {}, '/a/{{id:guid}}': {}}}",
        get("a"),
        get("b")
    );
    refused(
        &document(&paths, "{}"),
        "#/paths/~1a~1{id:guid}",
        &["/a/{id}", "overlay"],
    );
}

#[test]
fn an_operation_on_another_host_is_refused() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/documents/refused/server-other-host.yaml"
    );
    let loaded = load(Path::new(file)).unwrap();
    let error = generate(file, loaded, &Settings::default()).unwrap_err();
    assert_eq!(
        error.pointer.as_ref().unwrap().to_string(),
        "#/paths/~1upload/post/servers"
    );
    assert!(error.problem.contains("upload.example.com"), "{error}");
    // The same host by another name of its scheme or case is the same host.
    let same = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://api.example.com/v1'}}]\n\
         paths: {{/a: {{get: {{operationId: a, servers: [{{url: '//API.example.com/v1/'}}], {DONE}}}}}}}\n"
    );
    generated(&same).unwrap();
}

#[test]
fn misspelt_extensions_are_refused() {
    let object = |extension: &str| {
        format!("{{A: {{type: object, {extension}, properties: {{id: {{type: integer}}}}}}}}")
    };
    for (extension, key, words) in [
        ("x-rust-alias: [b]", "x-rust-alias", "x-rust-aliases"),
        ("x-rust-aliases: b", "x-rust-aliases", "a list of names"),
        (
            "x-rust-personal: 'true'",
            "x-rust-personal",
            "`true` or `false`",
        ),
        (
            "x-rust-unwrapped: idd",
            "x-rust-unwrapped",
            "no property `idd`",
        ),
        ("x-rust-identity: ID", "x-rust-identity", "no property `ID`"),
        ("x-rust-name: 3", "x-rust-name", "a text"),
        ("x-rust-name: ' '", "x-rust-name", "a text"),
        ("x-rust-origin: /a", "x-rust-origin", "no extension"),
    ] {
        refused(
            &document(answering(), &object(extension)),
            &format!("#/components/schemas/A/{key}"),
            &[words],
        );
    }
    let paths = format!("{{/a: {{get: {{operationId: a, x-rust-name: b, {DONE}}}}}}}");
    refused(
        &document(&paths, "{}"),
        "#/paths/~1a/get/x-rust-name",
        &["no meaning"],
    );
    generated(&document(answering(), &object("x-rust-identity: id"))).unwrap();
}

#[test]
fn keywords_of_another_shape_are_refused_where_they_stand() {
    for (schema, key, words) in [
        (
            "{type: string, nullable: 'yes'}",
            "nullable",
            "`true` or `false`",
        ),
        (
            "{type: string, minLength: {a: 1}}",
            "minLength",
            "whole number",
        ),
        (
            "{type: object, required: [{a: 1}], properties: {b: {}}}",
            "required",
            "list of names",
        ),
        ("{allOf: []}", "allOf", "list of schemas"),
        ("{type: number, maximum: many}", "maximum", "number"),
    ] {
        let schemas = format!("{{A: {schema}}}");
        refused(
            &document(answering(), &schemas),
            &format!("#/components/schemas/A/{key}"),
            &[key, words, "correct it"],
        );
    }
}

#[test]
fn types_that_there_are_not_are_refused_where_they_stand() {
    refused(
        &document(
            answering(),
            "{A: {type: object, properties: {a: {type: strng}}}}",
        ),
        "#/components/schemas/A/properties/a/type",
        &["strng", "string"],
    );
}

#[test]
fn places_are_those_of_the_document_whatever_the_paths_become() {
    let paths = "{'/a/{new}': {get: {operationId: a, parameters: [{name: new, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: strng}}}}}}}}}}";
    let text = document(paths, "{}").replace("paths:", "servers: [{url: /base}]\npaths:");
    refused(
        &text,
        "#/paths/~1a~1{new}/get/responses/2XX/content/application~1json/schema/properties/a/type",
        &["strng"],
    );
}

#[test]
fn what_is_made_of_itself_is_refused_and_what_holds_itself_is_not() {
    for (schemas, place) in [
        (
            "{A: {allOf: [{$ref: '#/components/schemas/A'}, {type: object}]}}",
            "#/components/schemas/A",
        ),
        (
            "{A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: object}]}}",
            "#/components/schemas/A",
        ),
    ] {
        refused(&document(answering(), schemas), place, &[]);
    }
    for schemas in [
        "{A: {type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {b: {type: string}}}]}}}}",
        "{A: {oneOf: [{type: object, properties: {a: {type: array, items: {anyOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}}}, {$ref: '#/components/schemas/B'}]}, B: {type: object, properties: {as: {type: object, additionalProperties: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}}}}",
    ] {
        generated(&document(answering(), schemas)).unwrap();
    }
}

/// Schemas that are each built twice on the next, in one of these ways.
fn lattice(levels: usize, built: &str) -> String {
    let mut schemas = String::from("{");
    for level in 0..levels {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", level + 1);
        let schema = built.replace("NEXT", &next);
        write!(schemas, "S{level}: {schema}, ").unwrap();
    }
    write!(
        schemas,
        "S{levels}: {{type: object, properties: {{x: {{type: string}}}}}}, A: {{$ref: '#/components/schemas/S0'}}}}"
    )
    .unwrap();
    schemas
}

#[test]
fn schemas_built_on_each_other_take_no_time() {
    let own = "{type: object, properties: {p: {type: string}}}";
    for built in [
        "{allOf: [NEXT, NEXT]}".to_owned(),
        "{oneOf: [NEXT, NEXT]}".to_owned(),
        format!("{{anyOf: [NEXT, {own}, NEXT]}}"),
        format!("{{allOf: [NEXT, {own}, {{oneOf: [NEXT, {own}]}}]}}"),
        "{type: object, properties: {a: {allOf: [NEXT, NEXT, {type: object, properties: {q: {type: string}}}]}, b: {oneOf: [NEXT, NEXT]}}}".to_owned(),
        "{allOf: [{type: object, properties: {a: NEXT}}, {type: object, properties: {a: {allOf: [NEXT, {type: object, properties: {q: {type: string}}}]}, b: NEXT}}]}".to_owned(),
        "{type: object, properties: {a: {allOf: [{type: object, properties: {a: NEXT, b: NEXT}}, {type: object, properties: {a: NEXT, b: {oneOf: [NEXT, NEXT]}}}]}}}".to_owned(),
    ] {
        let text = document(answering(), &lattice(60, &built));
        let start = Instant::now();
        generated(&text).unwrap_or_else(|error| panic!("{built}: {error}"));
        // Twice for each level would be longer than the world exists.
        assert!(start.elapsed().as_secs() < 60, "{built}");
    }
}

#[test]
fn schemas_that_grow_without_end_are_refused() {
    // Every level has the properties of all levels below it, once more each.
    let mut schemas = String::from("{");
    for level in 0..100 {
        let own: Vec<String> = (0..100)
            .map(|number| format!("p{level}x{number}: {{type: object, properties: {{a: {{type: string}}, b: {{type: string}}}}}}"))
            .collect();
        write!(
            schemas,
            "S{level}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}, {{type: object, properties: {{{}}}}}]}}, ",
            level + 1,
            own.join(", ")
        )
        .unwrap();
    }
    schemas += "S100: {type: object}, A: {$ref: '#/components/schemas/S0'}}";
    let error = generated(&document(answering(), &schemas)).unwrap_err();
    assert!(error.problem.contains("written out"), "{error}");
    assert!(error.pointer.is_some());
}
