//! The command, as a person or CI runs it.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

mod folder;

use folder::{Folder, run};
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

#[test]
fn check_tells_every_refusal_and_widening_with_its_place() {
    let folder = Folder::new();
    folder.file("fine.yaml", DOCUMENT);
    let broken = DOCUMENT.replace(
        "name: session, in: cookie",
        "name: session, in: cookie, required: true",
    ) + "  /others:\n    get:\n      responses: {'999': {description: x}}\n";
    folder.file("broken.yaml", &broken);

    let (code, output, _) = run(&folder, &["check", "fine.yaml"]);
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("widened: fine.yaml:7:"), "{output}");
    assert!(
        output.contains("1 operations, 0 refusals, 1 widenings"),
        "{output}"
    );
    let (code, _, _) = run(&folder, &["check", "--strict", "fine.yaml"]);
    assert_eq!(code, 1);

    let (code, output, _) = run(&folder, &["check", "fine.yaml", "broken.yaml"]);
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

    let (code, output, _) = run(&folder, &["check", "--format", "json", "broken.yaml"]);
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
    let (code, output, _) = run(&folder, &["check", "syntax.yaml", "other.yaml", "no.yaml"]);
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
        assert_eq!(run(&folder, arguments).0, 2, "{arguments:?}");
    }
}

#[test]
fn show_prints_the_lowered_document_and_the_code() {
    let folder = Folder::new();
    folder.file("d.yaml", DOCUMENT);
    let (code, output, _) = run(&folder, &["show", "d.yaml"]);
    assert_eq!(code, 0);
    assert!(output.contains("\"openapi\": \"3.0.3\"") && output.contains("pub struct Client"));
    let (_, lowered, _) = run(&folder, &["show", "d.yaml", "--only", "lowered"]);
    let lowered: Value = serde_json::from_str(&lowered).unwrap();
    assert_eq!(lowered["openapi"], "3.0.3");
    let (_, code, _) = run(&folder, &["show", "d.yaml", "--only", "code"]);
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
        run(&folder, &arguments)
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

    let (code, output, _) = run(&folder, &["update", "things", "new.yaml", "--dry-run"]);
    assert_eq!(code, 0, "{output}");
    assert_eq!(folder.read("openapi/things.yaml"), DOCUMENT);

    let (code, output, error) = run(&folder, &["update", "things", "new.yaml"]);
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
    let (code, output, _) = run(&folder, &["update", "things", "new.yaml"]);
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
        let (code, _, error) = run(&folder, &["update", name, "new.yaml"]);
        assert_eq!(code, 1, "{name}: {error}");
    }
}

const OVERLAY: &str = "overlay: 1.0.0
info: {title: O, version: '1'}
actions:
  - target: $.paths['/things'].get.responses['200'].content['application/json'].schema.properties
    update: {name: {type: integer}}
";

#[test]
fn an_overlay_that_hides_what_the_document_says_now_is_told() {
    let folder = Folder::new();
    folder.file("old.yaml", DOCUMENT);
    folder.file(
        "new.yaml",
        &DOCUMENT.replace("name: {type: string}", "name: {type: number}"),
    );
    folder.file(
        "same.yaml",
        &DOCUMENT.replace("name: {type: string}", "name: {type: integer}"),
    );
    folder.file("o.yaml", OVERLAY);
    let diff = |new: &str, more: &[&str]| {
        let mut arguments = vec!["diff", "old.yaml", new, "--overlay", "o.yaml"];
        arguments.extend(more);
        run(&folder, &arguments).1
    };
    let output = diff("new.yaml", &[]);
    assert!(output.starts_with("No change."), "{output}");
    let told = "puts `\"integer\"` in place of `\"number\"` at #/paths/~1things/get/responses/200";
    assert!(output.contains(told), "{output}");
    assert!(
        output.contains("the old document has `\"string\"` there"),
        "{output}"
    );
    let output = diff("same.yaml", &[]);
    assert!(
        output.contains("changes nothing: same.yaml says so already"),
        "{output}"
    );
    assert_eq!(diff("old.yaml", &[]), "No change.\n");
    let report: Value = serde_json::from_str(&diff("new.yaml", &["--format", "json"])).unwrap();
    let overwriting = report["overwriting_overlay_actions"].as_array().unwrap();
    assert_eq!(overwriting.len(), 1, "{report:#}");
}

#[test]
fn a_change_that_breaks_the_wire_alone_is_told_and_accepted() {
    let folder = Folder::new();
    folder.file("old.yaml", DOCUMENT);
    let moved = DOCUMENT.replace("  /things:", "  /items:");
    folder.file("moved.yaml", &moved);
    let (code, output, _) = run(&folder, &["diff", "old.yaml", "moved.yaml"]);
    assert_eq!(code, 0, "{output}");
    assert!(output.contains("Version step: patch"), "{output}");
    assert!(output.contains("breaks readers and writers"), "{output}");
    assert_eq!(
        run(
            &folder,
            &["diff", "old.yaml", "moved.yaml", "--allow", "none"]
        )
        .0,
        1
    );
}

#[test]
fn check_puts_what_occurs_once_first_and_folds_the_rest() {
    let folder = Folder::new();
    let cookie = "        - {name: session, in: cookie, schema: {type: string}}\n";
    let more: String = (0..5)
        .map(|n| cookie.replace("session", &format!("s{n}")))
        .collect();
    let object = "        - {name: filter, in: query, style: deepObject, schema: {type: object}}\n";
    folder.file(
        "d.yaml",
        &DOCUMENT.replace(cookie, &format!("{cookie}{more}{object}")),
    );
    let (_, output, _) = run(&folder, &["check", "d.yaml"]);
    let first = output.lines().next().unwrap();
    assert!(first.contains("filter"), "{output}");
    assert_eq!(output.matches("widened:").count(), 2, "{output}");
    assert!(
        output.contains("  the same at ") && output.contains(" and 2 more places"),
        "{output}"
    );
    assert!(output.contains("7 widenings"), "{output}");
}

/// A folder with a document to update, and an entry to be written.
fn updatable() -> Folder {
    let folder = Folder::new();
    folder.file("openapi/things.yaml", &format!("# Ours.\n{DOCUMENT}"));
    folder.file("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n");
    folder
}

#[test]
fn an_update_without_a_changelog_replaces_nothing() {
    let folder = updatable();
    std::fs::remove_file(folder.path().join("CHANGELOG.md")).unwrap();
    let old = folder.read("openapi/things.yaml");
    folder.file("new.yaml", &DOCUMENT.replace("name: q", "name: p"));
    let (code, _, error) = run(&folder, &["update", "things", "new.yaml"]);
    assert_eq!(code, 1);
    assert!(
        error.contains("CHANGELOG.md: the changelog cannot be read"),
        "{error}"
    );
    assert_eq!(folder.read("openapi/things.yaml"), old);
    let left: Vec<_> = std::fs::read_dir(folder.path().join("openapi"))
        .unwrap()
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn an_update_that_breaks_callers_is_made_and_exits_with_1() {
    let folder = updatable();
    let new = DOCUMENT
        .replace("name: q", "name: p")
        .replace("title: Things", "title: More");
    folder.file("new.yaml", &new);
    let (code, output, error) = run(&folder, &["update", "things", "new.yaml"]);
    assert_eq!(code, 1, "{output}{error}");
    assert_eq!(folder.read("openapi/things.yaml"), new);
    assert!(
        output.contains("comment: line 1 is lost: # Ours."),
        "{output}"
    );
    let changelog = folder.read("CHANGELOG.md");
    assert!(changelog.contains("the step is major"), "{changelog}");
    // Once more changes nothing.
    let (code, output, _) = run(&folder, &["update", "things", "new.yaml"]);
    assert_eq!(code, 0, "{output}");
    assert_eq!(folder.read("CHANGELOG.md"), changelog);
}

#[test]
fn an_update_that_was_broken_off_after_its_entry_is_finished_without_another() {
    let folder = updatable();
    let old = folder.read("openapi/things.yaml");
    folder.file("new.yaml", &DOCUMENT.replace("name: q", "name: p"));
    run(&folder, &["update", "things", "new.yaml"]);
    let changelog = folder.read("CHANGELOG.md");
    folder.file("openapi/things.yaml", &old);
    run(&folder, &["update", "things", "new.yaml"]);
    assert_eq!(folder.read("CHANGELOG.md"), changelog);
    assert!(folder.read("openapi/things.yaml").contains("name: p"));
}

#[test]
fn descriptions_are_summed_up_in_the_entry() {
    let folder = updatable();
    let new = DOCUMENT
        .replace("description: Things.", "description: All things.")
        .replace(
            "name: q, in: query",
            "name: q, in: query, description: Words",
        )
        .replace(
            "properties: {name:",
            "properties: {id: {type: integer}, name:",
        );
    folder.file("new.yaml", &new);
    let (code, output, _) = run(&folder, &["update", "things", "new.yaml"]);
    assert_eq!(code, 0, "{output}");
    let changelog = folder.read("CHANGELOG.md");
    assert!(
        changelog.contains("  - 2 descriptions have other words.\n"),
        "{changelog}"
    );
    assert_eq!(changelog.matches("  - ").count(), 2, "{changelog}");
}

#[test]
fn a_document_of_several_files_becomes_one() {
    let folder = updatable();
    let new = DOCUMENT.replace(
        "{type: object, properties: {name: {type: string}}}",
        "{$ref: 'schemas.yaml#/Thing'}",
    );
    folder.file("new/new.yaml", &new);
    folder.file(
        "new/schemas.yaml",
        "Thing: {type: object, properties: {name: {type: string}, id: {type: integer}}}\n",
    );
    let (_, output, error) = run(&folder, &["update", "things", "new/new.yaml"]);
    assert!(
        output.contains("schemas.yaml is brought into the one document"),
        "{output}{error}"
    );
    let (code, code_of, _) = run(&folder, &["show", "openapi/things.yaml", "--only", "code"]);
    assert_eq!(code, 0);
    assert!(code_of.contains("pub id: "));
}
