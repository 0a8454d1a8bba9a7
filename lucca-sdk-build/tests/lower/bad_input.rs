//! Input that nobody should write, and somebody will: one clear error each.

use std::{fmt::Write as _, path::Path};

use lucca_sdk_build::{Error, load, load_within, lower, parse};
use serde_json::{Value, json};

fn refusal(text: &str) -> Error {
    match parse("bad.yaml", text) {
        Err(error) => error,
        Ok(value) => lower("bad.yaml", value).expect_err("this is to be refused"),
    }
}

#[test]
fn texts_that_are_no_document_are_refused_where_they_go_wrong() {
    let deep_list = format!("openapi: {}{}", "[".repeat(5_000), "]".repeat(5_000));
    let open = format!("openapi: {}", "[{a: '[', b: ".repeat(100_000));
    let deep_json = format!(
        "{{\"openapi\": {}1{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        vec!["*a"; 1_000].join(", ")
    );
    let cases: [(&str, &str, Option<&str>, Option<usize>); 20] = [
        ("", "not an object", Some("#"), None),
        ("- a\n- b\n", "not an object", Some("#"), None),
        (
            "openapi: 3.1.0\n\tinfo: {}\n",
            "not valid YAML or JSON",
            None,
            Some(2),
        ),
        (
            "{\"openapi\": \"3.1.0\",\n \"info\": }",
            "not valid YAML or JSON",
            None,
            Some(2),
        ),
        (
            "a: 1\nb: 2\na: 3\n",
            "the key `a` occurs twice",
            Some("#/a"),
            Some(3),
        ),
        (
            "{\"a\": {\"b\": 1, \"b\": 2}}",
            "the key `b` occurs twice",
            Some("#/a/b"),
            Some(1),
        ),
        (
            "paths:\n  /a:\n    get: {}\n    get: {}\n",
            "the key `get` occurs twice",
            Some("#/paths/~1a/get"),
            Some(4),
        ),
        ("a: .nan", "NaN is no number", Some("#/a"), None),
        ("a: !secret b", "tag", Some("#/a"), None),
        ("? [a]\n: b\n", "a list is used as a key", Some("#"), None),
        ("a: *nobody", "not valid YAML or JSON", None, Some(1)),
        ("a: &a [*a]", "nested more than 120 levels deep", None, None),
        (
            "<<: 1\n",
            "merges something that is no object",
            Some("#/<<"),
            None,
        ),
        ("a: 1\n---\na: 2\n", "not valid YAML or JSON", None, None),
        (&deep_list, "nested more than 120 levels deep", None, None),
        (&open, "nested more than 120 levels deep", None, None),
        (&deep_json, "nested more than 120 levels deep", None, None),
        (
            &laughs,
            "aliases make the document more than 10 times",
            None,
            None,
        ),
        (
            &long,
            "aliases make the document more than 10 times",
            None,
            None,
        ),
        ("swagger: '2.0'", "Swagger 2.0", Some("#/swagger"), None),
    ];
    for (text, problem, at, line) in cases {
        let shown: String = text.chars().take(60).collect();
        let error = refusal(text);
        assert!(error.problem.contains(problem), "{shown:?}: {error}");
        assert!(!error.advice.is_empty(), "{shown:?}: {error}");
        if let Some(at) = at {
            let pointer = error.pointer.as_ref().map(ToString::to_string);
            assert_eq!(pointer.as_deref(), Some(at), "{shown:?}: {error}");
        }
        if let Some(line) = line {
            assert_eq!(
                error.line_column.map(|(line, _)| line),
                Some(line),
                "{shown:?}: {error}"
            );
        }
    }
}

#[test]
fn aliases_and_merge_keys_that_stay_small_are_read() {
    let text =
        "base: &base {a: 1, b: 2}\nuse:\n  <<: *base\n  b: 3\nlist: [*base, *base]\n200: fine\n";
    let expected = json!({
        "base": {"a": 1, "b": 2},
        "use": {"b": 3, "a": 1},
        "list": [{"a": 1, "b": 2}, {"a": 1, "b": 2}],
        "200": "fine",
    });
    assert_eq!(parse("fine.yaml", text).unwrap(), expected);
    let json = "{\"<<\": 1}";
    assert_eq!(parse("fine.json", json).unwrap(), json!({"<<": 1}));
}

#[test]
fn deep_values_that_no_text_ever_was_are_refused() {
    let mut schema = json!({});
    for _ in 0..200 {
        schema = json!({ "items": schema });
    }
    let document = json!({"openapi": "3.1.0", "components": {"schemas": {"A": schema}}});
    let error = lower("deep", document).unwrap_err();
    assert!(error.problem.contains("levels deep"), "{error}");
}

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.yaml");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(100 * 1024 * 1024).unwrap();
    let error = load(&path).unwrap_err();
    assert!(error.problem.contains("more than the"), "{error}");
}

#[test]
fn what_is_no_file_or_no_text_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("binary.yaml");
    std::fs::write(&binary, [0xff, 0xfe, 0x00]).unwrap();
    for (path, problem) in [
        (folder.path().join("nobody.yaml"), "cannot be read"),
        (folder.path().to_path_buf(), "no file"),
        (binary, "not UTF-8"),
    ] {
        let error = load(&path).unwrap_err();
        assert!(error.problem.contains(problem), "{error}");
        assert_eq!(error.document, path.display().to_string());
    }
}

fn write(folder: &Path, name: &str, value: &Value) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, value.to_string()).unwrap();
}

fn referring(to: &str) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Several files", "version": "1"},
        "components": {"schemas": {"A": {"$ref": to}}},
    })
}

#[test]
fn a_wider_folder_is_for_the_caller_to_allow() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "api/main.json", &referring("../shared.json"));
    write(folder.path(), "shared.json", &json!({"type": "string"}));
    let main = folder.path().join("api/main.json");
    let error = load(&main).unwrap_err();
    assert!(error.problem.contains("outside the folder"), "{error}");
    let document = load_within(&main, folder.path()).unwrap();
    assert_eq!(
        document["components"]["schemas"]["shared"],
        json!({"type": "string"})
    );
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_no_way_around() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.json", &json!({"type": "string"}));
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "main.json", &referring("link.json"));
    std::os::unix::fs::symlink(
        outside.path().join("secret.json"),
        folder.path().join("link.json"),
    )
    .unwrap();
    let error = load(&folder.path().join("main.json")).unwrap_err();
    assert!(error.problem.contains("outside the folder"), "{error}");
}

#[test]
fn addresses_of_all_kinds_are_refused_without_being_asked() {
    for address in [
        "http://127.0.0.1:9/a.json",
        "https://example.com/a.json#/A",
        "//example.com/a.json",
        "ftp://example.com/a.json",
        "file:///etc/hostname",
        "data:application/json,{}",
        "urn:example:a",
        "http://[",
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "main.json", &referring(address));
        let error = load(&folder.path().join("main.json")).unwrap_err();
        assert!(error.problem.contains(address), "{address}: {error}");
        let error = lower("main.json", referring(address)).unwrap_err();
        assert!(error.problem.contains(address), "{address}: {error}");
    }
}

#[test]
fn references_that_multiply_a_document_are_refused() {
    let big: Vec<Value> = (0..20_000).map(Value::from).collect();
    let paths: serde_json::Map<String, Value> = (0..200)
        .map(|number| {
            let item = json!({"$ref": "#/components/pathItems/Big"});
            (format!("/{number}"), item)
        })
        .collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Bomb", "version": "1"},
        "paths": paths,
        "components": {"pathItems": {"Big": {"get": {"x-big": big, "responses": {}}}}},
    });
    let error = lower("bomb", document).unwrap_err();
    assert!(error.problem.contains("values larger"), "{error}");
}

#[test]
fn conditions_that_multiply_a_document_are_refused() {
    let mut condition = json!({"required": ["a"]});
    for _ in 0..50 {
        condition = json!({
            "if": condition, "then": {"required": ["b"]}, "else": {"required": ["c"]},
        });
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Bomb", "version": "1"},
        "components": {"schemas": {"A": condition}},
    });
    let error = lower("bomb", document).unwrap_err();
    assert!(
        error.problem.contains("conditions inside conditions"),
        "{error}"
    );
}

#[test]
fn long_chains_of_references_are_followed_without_recursion() {
    let mut schemas = serde_json::Map::new();
    for number in 0..50_000 {
        let next = format!("#/components/schemas/S{}", number + 1);
        schemas.insert(format!("S{number}"), json!({ "$ref": next }));
    }
    schemas.insert("S50000".into(), json!({"type": "string"}));
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Chain", "version": "1"},
        "components": {"schemas": schemas},
    });
    lower("chain", document.clone()).unwrap();
    document["components"]["schemas"]["S50000"] = json!({"$ref": "#/components/schemas/S0"});
    let error = lower("chain", document).unwrap_err();
    assert!(error.problem.contains("lead back to here"), "{error}");
}
