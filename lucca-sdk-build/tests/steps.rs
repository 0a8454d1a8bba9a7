//! The steps around generation: reading, correcting, writing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use std::path::Path;

use lucca_sdk_build::{Build, Client, Settings, load, overlay, parse};
use serde_json::json;

#[test]
fn a_syntax_error_has_a_line_and_a_column() {
    for (text, line) in [
        ("openapi: 3.1.0\ninfo: [", 3),
        ("openapi: 3.1.0\npaths: {a: 1\nb: 2", 3),
        ("{\n  \"openapi\": \"3.1.0\",\n  nothing\n}", 3),
        ("a: 1\nb: &x [*y]\n", 2),
    ] {
        let error = parse("d.yaml", text).unwrap_err();
        let (found, column) = error.line_column.expect("a place");
        assert!(found.abs_diff(line) <= 1 && column > 0, "{error}");
        assert!(
            error.to_string().starts_with(&format!("d.yaml:{found}:")),
            "{error}"
        );
    }
}

#[test]
fn a_key_that_occurs_twice_is_refused_in_yaml_and_json() {
    for text in [
        "a: 1\nb: 2\na: 3\n",
        "{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}}",
        "200: x\n'200': y\n",
    ] {
        let error = parse("d", text).unwrap_err();
        assert!(
            error.to_string().contains("twice") || error.to_string().contains("duplicate"),
            "{error}"
        );
    }
}

#[test]
fn numbers_as_keys_are_texts_and_json_is_read_as_json() {
    assert_eq!(
        parse("d", "200: {x: 1}\n").unwrap(),
        json!({"200": {"x": 1}})
    );
    assert_eq!(
        parse("d", "{\"a\": \"\\ud83d\\ude00\"}").unwrap(),
        json!({"a": "😀"})
    );
    assert_eq!(
        parse("d", "a: -9223372036854776000\n").unwrap(),
        json!({"a": -9223372036854776000.0})
    );
    // The Norwegian country code, and the version number of OpenAPI.
    assert_eq!(parse("d", "a: no\nb: on\nc: 3.10\n").unwrap()["a"], "no");
}

#[test]
fn what_json_cannot_say_is_refused() {
    for text in ["a: .nan\n", "a: !thing {b: 1}\n", "? [a, b]\n: 1\n"] {
        assert!(parse("d", text).is_err(), "{text}");
    }
}

#[test]
fn a_missing_document_is_named() {
    let error = load(Path::new("nowhere/at-all.yaml")).unwrap_err();
    assert!(error.to_string().contains("at-all.yaml"), "{error}");
}

#[test]
fn an_overlay_action_that_matches_nothing_stops_the_build_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("d.yaml");
    let corrections = folder.path().join("o.yaml");
    std::fs::write(
        &document,
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n",
    )
    .unwrap();
    std::fs::write(
        &corrections,
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n  - target: $.info\n    update: {description: x}\n  - target: $.nothing\n    update: {a: 1}\n",
    )
    .unwrap();
    let mut value = load(&document).unwrap();
    let applied = overlay(&mut value, &corrections).unwrap();
    let matches: Vec<usize> = applied.iter().map(|applied| applied.matches).collect();
    assert_eq!(matches, [1, 0]);
    assert_eq!(value["info"]["description"], "x");
    let error = Client::new("d", &document)
        .overlay(&corrections)
        .generate(&Settings::default())
        .unwrap_err();
    assert!(error.to_string().contains("$.nothing"), "{error}");
    assert_eq!(error.pointer.unwrap().to_string(), "#/actions/1");
}

#[test]
fn what_is_no_overlay_is_refused() {
    let mut value = json!({});
    for overlay in [
        json!({}),
        json!({"overlay": "2.0.0"}),
        json!({"overlay": "1.0.0", "actions": 1}),
    ] {
        assert!(lucca_sdk_build::apply(&mut value, "o", overlay).is_err());
    }
    let bad_path = json!({"overlay": "1.0.0", "info": {"title": "x", "version": "1"},
        "actions": [{"target": "$[", "update": {}}]});
    assert!(lucca_sdk_build::apply(&mut value, "o", bad_path).is_err());
}

#[test]
fn what_is_not_openapi_3_0_or_3_1_is_refused() {
    for (document, says) in [
        (json!([]), "not an object"),
        (json!({}), "no `openapi` version"),
        (json!({"swagger": "2.0"}), "Swagger 2.0"),
        (json!({"openapi": "3.2.0"}), "3.2.0"),
        (json!({"openapi": 4}), "4"),
    ] {
        let error = lucca_sdk_build::lower("d", document).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn files_that_stay_as_they_are_are_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let build = Build::new().client(Client::users()).out_dir(folder.path());
    let files = build.run().unwrap();
    assert_eq!(files, [folder.path().join("users.rs")]);
    let names = ["users.rs", "users.openapi.json", "users.notes.txt"];
    // A time of writing that no later write could have.
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1);
    for name in names {
        let file = std::fs::File::options()
            .write(true)
            .open(folder.path().join(name))
            .unwrap();
        file.set_modified(long_ago).unwrap();
    }
    build.run().unwrap();
    for name in names {
        let modified = folder
            .path()
            .join(name)
            .metadata()
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(modified, long_ago, "{name} was written again");
    }
}

#[test]
fn two_clients_of_one_name_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let build = Build::new()
        .client(Client::users())
        .client(Client::users())
        .out_dir(folder.path());
    assert!(build.run().unwrap_err().to_string().contains("`users`"));
}
