//! What becomes of a document, row by row of the table in the crate's documentation.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use lucca_sdk_build::{Error, Generated, Settings, generate, parse};
use serde_json::Value;

/// A document whose parts are given as YAML in one line each.
fn document(paths: &str, components: &str) -> Value {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {paths}\ncomponents: {components}\n"
    );
    parse("document.yaml", &text).unwrap()
}

fn generated(paths: &str, components: &str) -> Result<Generated, Error> {
    generate(
        "document.yaml",
        document(paths, components),
        &Settings::default(),
    )
}

/// One operation with these parameters, body and responses.
fn operation(parts: &str) -> String {
    format!("{{/things: {{get: {{operationId: list-things, {parts}}}}}}}")
}

const EMPTY: &str = "responses: {'204': {description: Gone.}}";

/// An answer with this schema.
fn answering(schema: &str) -> String {
    format!(
        "responses: {{'200': {{description: It., content: {{application/json: {{schema: {schema}}}}}}}}}"
    )
}

/// The code without white space, so that its form does not matter.
fn squeezed(code: &str) -> String {
    let squeezed: String = code.split_whitespace().collect();
    // The formatter ends broken lines with a comma.
    squeezed.replace(",)", ")").replace(",>", ">")
}

#[track_caller]
fn assert_has(code: &str, part: &str) {
    assert!(
        squeezed(code).contains(&squeezed(part)),
        "the code lacks `{part}`:\n{code}"
    );
}

#[track_caller]
fn assert_lacks(code: &str, part: &str) {
    assert!(
        !squeezed(code).contains(&squeezed(part)),
        "the code has `{part}`:\n{code}"
    );
}

#[track_caller]
fn assert_noted(generated: &Generated, pointer: &str, what: &str) {
    let found = generated
        .notes
        .iter()
        .any(|note| note.pointer.to_string().contains(pointer) && note.what.contains(what));
    assert!(
        found,
        "no note on {pointer} says {what:?}: {:#?}",
        generated.notes
    );
}

#[test]
fn parameters_come_out_as_the_table_says() {
    // What the parameter is; what the code has; what a note says of it.
    let rows = [
        (
            "{name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}",
            "CommaJoined(&ids)",
            "",
        ),
        (
            "{name: ids, in: query, schema: {type: array, items: {type: string}}}",
            "QueryParam::new(\"ids\", &ids)",
            "",
        ),
        (
            "{name: X-Trace, in: header, schema: {type: string}}",
            "x_trace",
            "",
        ),
        (
            "{name: X-List, in: header, schema: {type: array, items: {type: string}}}",
            "x_list: Result<Option<::std::string::String>, String>",
            "text that is sent",
        ),
        (
            "{name: filter, in: query, style: deepObject, schema: {type: object}}",
            "",
            "left out",
        ),
        (
            "{name: session, in: cookie, schema: {type: string}}",
            "",
            "left out",
        ),
        (
            "{name: filter, in: query, schema: {type: object, properties: {a: {type: string}}}}",
            "",
            "left out",
        ),
        (
            "{name: Authorization, in: header, required: true, schema: {type: string}}",
            "",
            "transport",
        ),
        (
            "{name: q, in: query, content: {application/json: {schema: {type: object}}}}",
            "q: Result<Option<::std::string::String>, String>",
            "text that is sent",
        ),
        (
            "{name: q, in: query, schema: {oneOf: [{type: string}, {type: integer}]}}",
            "q: Result<Option<::std::string::String>, String>",
            "text that is sent",
        ),
        (
            "{name: since, in: query, schema: {type: string, format: date}}",
            "runtime::jiff::civil::Date>, String>",
            "",
        ),
        (
            "{name: status, in: query, schema: {type: string, enum: [a, b]}}",
            "status: Result<Option<types::Status>, String>",
            "",
        ),
        (
            "{name: type, in: query, schema: {type: string}}",
            "QueryParam::new(\"type\", &type_)",
            "",
        ),
    ];
    for (parameter, has, note) in rows {
        let generated = generated(
            &operation(&format!("parameters: [{parameter}], {EMPTY}")),
            "{}",
        )
        .unwrap_or_else(|error| panic!("{parameter}: {error}"));
        if has.is_empty() {
            assert_lacks(&generated.code, "QueryParam::new(");
        } else {
            assert_has(&generated.code, has);
        }
        if !note.is_empty() {
            assert_noted(&generated, "/parameters/", note);
        }
    }
}

#[test]
fn parameters_that_must_be_sent_but_cannot_be_written_are_refused() {
    for parameter in [
        "{name: session, in: cookie, required: true, schema: {type: string}}",
        "{name: filter, in: query, required: true, style: deepObject, schema: {type: object}}",
        "{name: filter, in: query, required: true, style: pipeDelimited, schema: {type: array, items: {type: string}}}",
        "{name: filter, in: query, required: true, schema: {type: object}}",
    ] {
        let error = generated(
            &operation(&format!("parameters: [{parameter}], {EMPTY}")),
            "{}",
        )
        .expect_err(parameter);
        let pointer = error.pointer.clone().unwrap().to_string();
        assert!(
            pointer.starts_with("#/paths/~1things/get/parameters/"),
            "{error}"
        );
        assert!(!error.advice.is_empty());
    }
}

#[test]
fn parameters_of_one_name_are_kept_apart_and_sent_as_they_are() {
    let paths = "{'/things/{id}': {get: {operationId: get-thing, parameters: [\
        {name: id, in: query, schema: {type: string}}, \
        {name: id, in: path, required: true, schema: {type: integer}}, \
        {name: ID, in: header, schema: {type: string}}], responses: {'204': {description: x}}}}}";
    let code = generated(paths, "{}").unwrap().code;
    assert_has(&code, "QueryParam::new(\"id\", &id_query)");
    assert_has(&code, "header_map.append(\"ID\"");
    assert_has(&code, "encode_path(&id.to_string())");
}

#[test]
fn a_path_declares_what_it_names() {
    let generated = generated(
        "{'/things/{key}': {get: {operationId: t, responses: {'204': {description: x}}}}}",
        "{}",
    )
    .unwrap();
    assert_has(
        &generated.code,
        "key: Result<::std::string::String, String>",
    );
    assert_noted(&generated, "/get", "not declared");
}

#[test]
fn operations_are_named_apart() {
    let get = |id: &str| format!("get: {{{id} responses: {{'204': {{description: x}}}}}}");
    let paths = format!(
        "{{/a: {{{}}}, /b: {{{}}}, /c: {{{}}}, /d: {{{}}}, /e: {{{}}}}}",
        get(""),
        get("operationId: get-thing,"),
        get("operationId: getThing,"),
        get("operationId: post,"),
        get("operationId: match,")
    );
    let generated = generated(&paths, "{}").unwrap();
    for name in [
        "get_a",
        "get_thing",
        "get_thing_2",
        "post_2",
        "match_operation",
    ] {
        assert_has(
            &generated.code,
            &format!("pub fn {name}(&self) -> builder::"),
        );
    }
    assert_noted(&generated, "/paths/~1a/get", "no operationId");
    assert_noted(&generated, "/paths/~1c/get", "taken");
}

#[test]
fn successes_come_out_as_the_table_says() {
    let json = |schema: &str| format!("content: {{application/json: {{schema: {schema}}}}}");
    let a = json("{$ref: '#/components/schemas/A'}");
    let b = json("{$ref: '#/components/schemas/B'}");
    let rows = [
        (
            format!("'200': {{description: x, {a}}}, '201': {{description: x, {a}}}"),
            "Result<types::A, ",
        ),
        (
            format!("'200': {{description: x, {a}}}, '204': {{description: x}}"),
            "Option<types::A>",
        ),
        (
            format!("'200': {{description: x, {a}}}, '201': {{description: x, {b}}}"),
            "Result<::lucca_sdk::generated::runtime::serde_json::Value, ",
        ),
        (
            format!(
                "'200': {{description: x, {a}}}, '201': {{description: x, content: {{text/csv: {{}}}}}}"
            ),
            "Result<::lucca_sdk::generated::runtime::Bytes, ",
        ),
        (
            "'200': {description: x, content: {application/pdf: {}}}".to_owned(),
            "Result<::lucca_sdk::generated::runtime::Bytes, ",
        ),
        (
            format!("default: {{description: x, {a}}}"),
            "Result<types::A, ",
        ),
        (
            format!("'200': {{description: x, {a}}}, default: {{description: x, {b}}}"),
            "Result<types::A, ",
        ),
        (
            format!(
                "'200': {{description: x, {a}}}, '400': {{description: x, {b}}}, '422': {{description: x, {b}}}"
            ),
            "Result<types::A, ",
        ),
        (
            format!(
                "'200': {{description: x, {a}}}, '400': {{description: x, {b}}}, '422': {{description: x, {a}}}"
            ),
            "Result<types::A, ",
        ),
        (
            "'204': {description: x}, '302': {description: x}".to_owned(),
            "Result<(), ",
        ),
    ];
    let components = "{schemas: {A: {type: object, properties: {a: {type: string}}}, B: {type: object, properties: {b: {type: integer}}}}}";
    for (responses, has) in rows {
        let generated = generated(
            &operation(&format!("responses: {{{responses}}}")),
            components,
        )
        .unwrap_or_else(|error| panic!("{responses}: {error}"));
        assert_has(&generated.code, has);
    }
}

#[test]
fn a_success_is_read_whichever_it_is() {
    let code = generated(&operation(&answering("{type: string}")), "{}")
        .unwrap()
        .code;
    assert_has(&code, "Result<::std::string::String, ");
}

#[test]
fn bodies_come_out_as_the_table_says() {
    let rows = [
        (
            "multipart/form-data: {schema: {type: object}}",
            "multipart(body)",
            "",
        ),
        (
            "application/json: {schema: {type: object, properties: {a: {type: string}}}}, application/xml: {}",
            ".json(&body)",
            "left out",
        ),
        (
            "application/merge-patch+json: {schema: {type: object, properties: {a: {type: string}}}}",
            ".json(&body)",
            "",
        ),
        (
            "application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}}",
            ".form_urlencoded(&body)",
            "",
        ),
        ("text/plain: {}", ".body(body)", ""),
        ("text/csv: {}", ".body(body)", "bytes"),
    ];
    for (content, has, note) in rows {
        let generated = generated(
            &format!("{{/things: {{post: {{operationId: add, requestBody: {{content: {{{content}}}}}, {EMPTY}}}}}}}"),
            "{}",
        )
        .unwrap_or_else(|error| panic!("{content}: {error}"));
        assert_has(&generated.code, has);
        if !note.is_empty() {
            assert_noted(&generated, "/requestBody", note);
        }
    }
}

#[test]
fn properties_come_out_as_the_table_says() {
    // A property of an answer; the field that it becomes.
    let rows = [
        (
            "{type: string, format: nullable}",
            "pub x: ::std::option::Option<::std::string::String>",
        ),
        (
            "{type: array, items: {type: string}}",
            "pub x: ::std::option::Option<::std::vec::Vec<::std::string::String>>",
        ),
        (
            "{type: array, default: [], items: {type: string}}",
            "pub x: ::std::vec::Vec<::std::string::String>",
        ),
        ("{type: boolean, default: false}", "pub x: bool"),
        ("{type: boolean, default: true}", "true, default defaults::"),
        ("{type: integer, default: 5}", "pub x: i64"),
        (
            "{type: string, default: y}",
            "pub x: ::std::option::Option<::std::string::String>",
        ),
        (
            "{type: string, minLength: 3, pattern: '^a'}",
            "pub x: ::std::option::Option<::std::string::String>",
        ),
        (
            "{type: string, format: uuid}",
            "pub x: ::std::option::Option<::std::string::String>",
        ),
        (
            "{type: string, format: date-time}",
            "runtime::jiff::Timestamp",
        ),
        (
            "{type: string, format: date-time-local}",
            "runtime::jiff::civil::DateTime",
        ),
        (
            "{type: string, enum: [a, b]}",
            "pub x: ::std::option::Option<X>",
        ),
        (
            "{type: integer, enum: [1, 2]}",
            "pub x: ::std::option::Option<i64>",
        ),
        ("{enum: [a, null]}", "pub x: ::std::option::Option<X>"),
        ("{enum: [a, 1]}", "runtime::serde_json::Value"),
        ("{}", "runtime::serde_json::Value"),
        ("{not: {type: string}}", "runtime::serde_json::Value"),
        (
            "{oneOf: [{type: string}, {type: integer}]}",
            "runtime::serde_json::Value",
        ),
        (
            "{oneOf: [{type: integer}, {type: number}]}",
            "pub x: ::std::option::Option<f64>",
        ),
        (
            "{anyOf: [{type: string, enum: [a]}, {type: string}]}",
            "pub x: ::std::option::Option<::std::string::String>",
        ),
        (
            "{anyOf: [{$ref: '#/components/schemas/Other'}]}",
            "pub x: ::std::option::Option<Other>",
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/Other'}], description: y}",
            "pub x: ::std::option::Option<Other>",
        ),
        ("{type: object}", "runtime::serde_json::Map<"),
        (
            "{type: object, properties: {y: {type: string}}, additionalProperties: false}",
            "pub x: ::std::option::Option<X>",
        ),
        (
            "{$ref: '#/components/schemas/Thing'}",
            "::std::boxed::Box<Thing>",
        ),
    ];
    for (property, has) in rows {
        let components = format!(
            "{{schemas: {{Thing: {{type: object, properties: {{x: {property}}}}}, Other: {{type: object, properties: {{o: {{type: string}}}}}}}}}}"
        );
        let generated = generated(
            &operation(&answering("{$ref: '#/components/schemas/Thing'}")),
            &components,
        )
        .unwrap_or_else(|error| panic!("{property}: {error}"));
        assert_has(&generated.code, has);
        assert_lacks(&generated.code, "deny_unknown_fields");
    }
}

#[test]
fn a_closed_request_stays_closed_and_a_closed_answer_opens() {
    let closed = "{type: object, properties: {a: {type: string}}, additionalProperties: false}";
    let body = format!("requestBody: {{content: {{application/json: {{schema: {closed}}}}}}}");
    let code = generated(
        &format!("{{/things: {{post: {{operationId: add, {body}, {EMPTY}}}}}}}"),
        "{}",
    )
    .unwrap()
    .code;
    assert_has(&code, "deny_unknown_fields");
    assert_lacks(&code, "pub extra:");
    let code = generated(&operation(&answering(closed)), "{}")
        .unwrap()
        .code;
    assert_lacks(&code, "deny_unknown_fields");
    assert_lacks(&code, "pub extra:");
}

#[test]
fn a_date_that_must_be_there_but_can_be_null_is_read_once() {
    let schema = "{type: object, required: [d], properties: {d: {type: string, format: date-time, nullable: true}}}";
    let code = generated(&operation(&answering(schema)), "{}")
        .unwrap()
        .code;
    assert_lacks(&code, "deserialize_with");
    assert_has(&code, "\"d\", true;");
}

#[test]
fn requests_need_no_crate_for_a_format() {
    let body = "requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string, format: uuid}, b: {type: string, format: ipv4}}}}}}";
    let code = generated(
        &format!("{{/things: {{post: {{operationId: add, {body}, {EMPTY}}}}}}}"),
        "{}",
    )
    .unwrap()
    .code;
    assert_lacks(&code, "uuid");
    assert_lacks(&code, "Ipv4Addr");
}

#[test]
fn alternatives_of_objects_become_one_type_and_lose_nothing() {
    let components = "{schemas: {\
        Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}, \
        Cat: {type: object, required: [kind, lives], properties: {kind: {type: string, enum: [cat]}, lives: {type: integer}}}, \
        Dog: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {kind: {type: string, enum: [dog]}, owner: {$ref: '#/components/schemas/Pet'}}}]}, \
        Base: {type: object, required: [name], properties: {name: {type: string}}}}}";
    let generated = generated(
        &operation(&answering("{$ref: '#/components/schemas/Pet'}")),
        components,
    )
    .unwrap();
    let pet = &generated.conformed["components"]["schemas"]["Pet"]["properties"];
    let names: Vec<&String> = pet.as_object().unwrap().keys().collect();
    assert_eq!(names, ["kind", "lives", "name", "owner"]);
    let kind = pet["kind"]["$ref"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap();
    let kinds = &generated.conformed["components"]["schemas"][kind]["enum"];
    assert_eq!(kinds, &serde_json::json!(["cat", "dog"]));
    assert!(
        generated.conformed["components"]["schemas"]["Pet"]
            .get("required")
            .is_none()
    );
    assert_noted(&generated, "/Pet/oneOf", "none of them required");
}

#[test]
fn circles_and_dangling_references_are_refused() {
    for schemas in [
        "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}",
        "{A: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {x: {type: string}}}]}}",
        "{A: {type: object, properties: {x: {$ref: '#/components/schemas/Nowhere'}}}}",
        "{A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {x: {type: string}}}]}}",
    ] {
        let error = generated(
            &operation(&answering("{$ref: '#/components/schemas/A'}")),
            &format!("{{schemas: {schemas}}}"),
        )
        .expect_err(schemas);
        assert!(error.pointer.is_some(), "{error}");
    }
}

#[test]
fn names_read_well_and_do_not_clash() {
    let components = "{schemas: {\
        Report: {type: object, properties: {\
            errorLines: {type: array, items: {type: object, properties: {status: {type: string, enum: [a]}}}}, \
            status: {type: string, enum: [b]}, \
            entries: {type: array, items: {type: object, properties: {x: {type: string}}}}, \
            same: {type: string}, Same: {type: integer}}}, \
        error_line: {type: string}}}";
    let generated = generated(
        &operation(&answering("{$ref: '#/components/schemas/Report'}")),
        components,
    )
    .unwrap();
    let schemas = generated.conformed["components"]["schemas"]
        .as_object()
        .unwrap();
    let names: Vec<&String> = schemas.keys().collect();
    assert_eq!(
        names,
        [
            "ErrorLine",
            "Report",
            "ReportEntry",
            "ReportErrorLine",
            "ReportStatus",
            "Status"
        ]
    );
    assert_has(&generated.code, "rename = \"Same\"");
    assert_has(&generated.code, "pub same_2:");
}

#[test]
fn names_of_the_document_join_schemas_or_are_refused() {
    let page = |x: &str, y: &str| {
        format!(
            "{{/a: {{get: {{operationId: a, {}}}}}, /b: {{get: {{operationId: b, {}}}}}}}",
            answering(x),
            answering(y)
        )
    };
    let one = "{type: object, x-rust-name: Both, required: [a, c], properties: {a: {type: string}, c: {type: string}}}";
    let two = "{type: object, x-rust-name: Both, required: [b, c], properties: {b: {type: string}, c: {type: string}}}";
    let generated_both = generated(&page(one, two), "{}").unwrap();
    let both = &generated_both.conformed["components"]["schemas"]["Both"];
    let names: Vec<&String> = both["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["a", "c", "b"]);
    assert_eq!(both["required"], serde_json::json!(["c"]));
    let other = "{type: object, x-rust-name: Both, properties: {a: {type: integer}}}";
    let error = generated(&page(one, other), "{}").unwrap_err();
    assert!(
        error.problem.contains("`Both`") && error.problem.contains("`a`"),
        "{error}"
    );
}

#[test]
fn the_servers_path_stands_before_all_paths() {
    let mut document = document(&operation(EMPTY), "{}");
    document["servers"] = serde_json::json!([
        {"url": "https://{host}/{base}/v2/", "variables": {"host": {"default": "x"}, "base": {"default": "api"}}}
    ]);
    let generated = generate("d", document, &Settings::default()).unwrap();
    assert_has(&generated.code, "\"{}/api/v2/things\"");
}

#[test]
fn references_outside_components_become_components() {
    let paths = format!(
        "{{/a: {{get: {{operationId: a, {}}}}}, /b: {{get: {{operationId: b, {}}}}}}}",
        answering(
            "{type: object, properties: {thing: {type: object, properties: {x: {type: string}}}}}"
        ),
        answering(
            "{$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema/properties/thing'}"
        ),
    );
    let generated = generated(&paths, "{}").unwrap();
    assert_has(&generated.code, "Result<types::Thing, ");
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    let fixtures = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/published-fragment.yaml"
    );
    let mut clients = lucca_sdk_build::Client::bundled();
    clients.push(lucca_sdk_build::Client::new("fragment", fixtures));
    for client in clients {
        let first = client.generate(&Settings::default()).unwrap();
        for _ in 0..3 {
            let again = client.generate(&Settings::default()).unwrap();
            assert!(first.code == again.code, "{} differs", client.name());
            assert_eq!(first.conformed.to_string(), again.conformed.to_string());
            assert_eq!(first.notes, again.notes);
        }
    }
}

#[test]
fn the_published_fragment_goes_through_with_readable_names() {
    let fixture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/published-fragment.yaml"
    );
    let client = lucca_sdk_build::Client::new("fragment", fixture);
    let generated = client.generate(&Settings::default()).unwrap();
    for name in [
        "ResultsResponse",
        "ErrorLine",
        "WarningLine",
        "ImportedLine",
        "Position",
    ] {
        assert_has(
            &generated.code,
            &format!("pub enum {name} {{")
                .replace("enum", if name == "Position" { "enum" } else { "struct" }),
        );
    }
    assert_lacks(&generated.code, "ResponseErrorLinesItem");
}

#[test]
fn what_is_deprecated_is_marked_so() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/documents/deprecated.yaml"
    ))
    .unwrap();
    let document = parse("deprecated.yaml", &text).unwrap();
    let generated = generate("deprecated.yaml", document, &Settings::default()).unwrap();
    let code = squeezed(&generated.code);
    let mark = "#[deprecated=\"theAPI'sdocumentcallsitdeprecated\"]";
    let marked: Vec<&str> = code.split(mark).skip(1).collect();
    let at = |begin: &str| marked.iter().filter(|rest| rest.starts_with(begin)).count();
    // Fields, and their setters.
    for name in ["text", "listed", "other", "inline", "word", "type_"] {
        assert_eq!(at(&format!("pub{name}:")), 1, "{name}");
        assert_eq!(at(&format!("pubfn{name}<T>")), 1, "{name}");
    }
    // In the base, and in what is made of it.
    assert_eq!((at("puba:"), at("pubfna<T>")), (2, 2));
    // Parameters and operations.
    assert_eq!((at("pubfntype_<V>"), at("pubfnx_old<V>")), (1, 1));
    assert_eq!(at("pubfnold("), 1);
    assert_eq!(marked.len(), 6 * 2 + 4 + 3, "{marked:#?}");
    // What is not deprecated has no `#[allow(deprecated)]`.
    let other = generated_of_nothing();
    assert_lacks(&other, "deprecated");
}

fn generated_of_nothing() -> String {
    generated(&operation(EMPTY), "{}").unwrap().code
}
