//! The command, as a person or CI runs it.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      operationId: list-things
      parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: session, in: cookie, schema: {type: string}}
      responses:
        '200':
          description: Things.
          content:
            application/json:
              schema: {type: object, properties: {name: {type: string}}}
";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }
}

/// Runs the command: exit code and output.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("lucca-sdk-build")
        .unwrap()
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn check_tells_every_refusal_and_widening_with_its_place() {
    let folder = Folder::new();
    folder.file("fine.yaml", DOCUMENT);
    let broken = DOCUMENT.replace(
        "name: session, in: cookie",
        "name: session, in: cookie, required: true",
    ) + "  /others:\n    get:\n      responses: {'999': {description: x}}\n";
    folder.file("broken.yaml", &broken);

    let (code, output, _) = run(folder.0.path(), &["check", "fine.yaml"]);
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("widened: fine.yaml:7:"), "{output}");
    assert!(
        output.contains("1 operations, 0 refusals, 1 widenings"),
        "{output}"
    );
    let (code, _, _) = run(folder.0.path(), &["check", "--strict", "fine.yaml"]);
    assert_eq!(code, 1);

    let (code, output, _) = run(folder.0.path(), &["check", "fine.yaml", "broken.yaml"]);
    assert_eq!(code, 1);
    assert_eq!(
        output.matches("refused: broken.yaml:").count(),
        2,
        "{output}"
    );
    assert!(
        output.contains("`session` is a cookie parameter"),
        "{output}"
    );
    assert!(output.contains("`999` is no HTTP status"), "{output}");

    let (code, output, _) = run(
        folder.0.path(),
        &["check", "--format", "json", "broken.yaml"],
    );
    assert_eq!(code, 1);
    let report: Value = serde_json::from_str(&output).unwrap();
    let refusal = &report["documents"][0]["refusals"][0];
    assert_eq!(refusal["line"], 7, "{report:#}");
    assert!(
        refusal["pointer"]
            .as_str()
            .unwrap()
            .starts_with("#/paths/~1things/get")
    );
}

#[test]
fn check_reports_what_cannot_be_read() {
    let folder = Folder::new();
    folder.file("syntax.yaml", "openapi: 3.1.0\ninfo: [\n");
    folder.file("other.yaml", "swagger: '2.0'\n");
    let (code, output, _) = run(
        folder.0.path(),
        &["check", "syntax.yaml", "other.yaml", "no.yaml"],
    );
    assert_eq!(code, 1);
    assert!(output.contains("syntax.yaml:"), "{output}");
    assert!(output.contains("Swagger 2.0"), "{output}");
    assert!(output.contains("no.yaml"), "{output}");
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let folder = Folder::new();
    for arguments in [
        &["check"][..],
        &["nothing"],
        &["diff", "one.yaml"],
        &["show", "x", "--only", "y"],
    ] {
        assert_eq!(run(folder.0.path(), arguments).0, 2, "{arguments:?}");
    }
}

#[test]
fn show_prints_the_lowered_document_and_the_code() {
    let folder = Folder::new();
    folder.file("d.yaml", DOCUMENT);
    let (code, output, _) = run(folder.0.path(), &["show", "d.yaml"]);
    assert_eq!(code, 0);
    assert!(output.contains("\"openapi\": \"3.0.3\"") && output.contains("pub struct Client"));
    let (_, lowered, _) = run(folder.0.path(), &["show", "d.yaml", "--only", "lowered"]);
    let lowered: Value = serde_json::from_str(&lowered).unwrap();
    assert_eq!(lowered["openapi"], "3.0.3");
    let (_, code, _) = run(folder.0.path(), &["show", "d.yaml", "--only", "code"]);
    assert!(code.contains("list_things") && !code.contains("\"openapi\""));
}

#[test]
fn diff_exits_with_1_where_something_breaks() {
    let folder = Folder::new();
    folder.file("old.yaml", DOCUMENT);
    folder.file(
        "more.yaml",
        &DOCUMENT.replace(
            "properties: {name:",
            "properties: {id: {type: integer}, name:",
        ),
    );
    folder.file(
        "less.yaml",
        &DOCUMENT.replace(
            "        - {name: q, in: query, schema: {type: string}}\n",
            "",
        ),
    );
    let diff = |new: &str, more: &[&str]| {
        let mut arguments = vec!["diff", "old.yaml", new];
        arguments.extend(more);
        run(folder.0.path(), &arguments)
    };
    assert_eq!(diff("old.yaml", &[]).0, 0);
    assert_eq!(diff("more.yaml", &[]).0, 0);
    assert_eq!(diff("more.yaml", &["--allow", "patch"]).0, 1);
    let (code, output, _) = diff("less.yaml", &[]);
    assert_eq!(code, 1, "{output}");
    assert_eq!(diff("less.yaml", &["--allow", "major"]).0, 0);
    let (_, json, _) = diff("less.yaml", &["--format", "json"]);
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["step"], "major", "{report:#}");
}

#[test]
fn update_replaces_a_document_and_drafts_the_changelog() {
    let folder = Folder::new();
    folder.file("openapi/things.yaml", DOCUMENT);
    folder.file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n");
    let new = DOCUMENT.replace(
        "properties: {name:",
        "properties: {id: {type: integer}, name:",
    );
    folder.file("new.yaml", &new);

    let (code, output, _) = run(
        folder.0.path(),
        &["update", "things", "new.yaml", "--dry-run"],
    );
    assert_eq!(code, 0, "{output}");
    assert_eq!(folder.read("openapi/things.yaml"), DOCUMENT);

    let (code, output, error) = run(folder.0.path(), &["update", "things", "new.yaml"]);
    assert_eq!(code, 0, "{output}{error}");
    assert_eq!(folder.read("openapi/things.yaml"), new);
    let changelog = folder.read("CHANGELOG.md");
    assert!(
        changelog.contains("The document `things` is updated; the step is minor"),
        "{changelog}"
    );
}

#[test]
fn update_leaves_the_document_alone_if_an_overlay_no_longer_fits() {
    let folder = Folder::new();
    folder.file("openapi/things.yaml", DOCUMENT);
    folder.file(
        "openapi/overlays/things.yaml",
        "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n  - target: $.paths['/things']\n    update: {summary: x}\n",
    );
    folder.file("new.yaml", &DOCUMENT.replace("/things:", "/items:"));
    let (code, output, _) = run(folder.0.path(), &["update", "things", "new.yaml"]);
    assert_eq!(code, 1);
    assert!(output.contains("$.paths['/things']"), "{output}");
    assert_eq!(folder.read("openapi/things.yaml"), DOCUMENT);
}

#[test]
fn update_takes_names_and_not_paths() {
    let folder = Folder::new();
    folder.file("secret.yaml", DOCUMENT);
    folder.file("new.yaml", DOCUMENT);
    for name in ["../secret", "a/b", "", "nowhere"] {
        let (code, _, error) = run(folder.0.path(), &["update", name, "new.yaml"]);
        assert_eq!(code, 1, "{name}: {error}");
    }
}
