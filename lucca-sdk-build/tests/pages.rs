//! Reference pages: Markdown that holds the part of a document that an operation
//! needs.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

mod folder;

use std::{collections::BTreeSet, path::Path};

use folder::{Folder, run};
use lucca_sdk_build::{Settings, generate, load};
use serde_json::{Map, Value, json};

/// The document that the pages are made of.
fn office() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/timmi-office.yaml");
    load(&path).unwrap()
}

/// What a value refers to, by section and name.
fn references(value: &Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                let mut keys = reference.split('/').skip(2).map(str::to_owned);
                found.insert((keys.next().unwrap(), keys.next().unwrap()));
            }
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// The part of a document that one operation needs.
fn part(document: &Value, path: &str, method: &str) -> Value {
    let mut part = document.clone();
    let item = document["paths"][path].as_object().unwrap();
    let methods = ["get", "put", "post", "delete"];
    let item: Map<String, Value> = item
        .iter()
        .filter(|(key, _)| *key == method || !methods.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    part["paths"] = json!({ path: item });
    let mut needed = BTreeSet::new();
    references(&part["paths"], &mut needed);
    loop {
        let before = needed.len();
        for (section, name) in needed.clone() {
            references(&document["components"][section][name], &mut needed);
        }
        if needed.len() == before {
            break;
        }
    }
    let sections = part["components"].as_object_mut().unwrap();
    for (section, entries) in sections.iter_mut() {
        let entries = entries.as_object_mut().unwrap();
        entries.retain(|name, _| needed.contains(&(section.clone(), name.clone())));
    }
    part
}

/// A page as the reference writes it.
fn page(path: &str, method: &str, part: &Value) -> String {
    let yaml = yaml_serde::to_string(part).unwrap();
    format!(
        "> ## Index\n> Somewhere else.\n\n# An operation\n\n```shell\ncurl {path}\n```\n\n\
         ## OpenAPI\n\n````yaml /specs/office.yaml {method} {path}\n{yaml}````\n"
    )
}

/// A page for each operation, in the document's order.
fn pages(folder: &Folder, document: &Value) -> Vec<String> {
    let mut names = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete"] {
            if item.get(method).is_some() {
                let name = format!("page-{}.md", names.len());
                folder.file(&name, &page(path, method, &part(document, path, method)));
                names.push(name);
            }
        }
    }
    names
}

#[test]
fn pages_of_all_operations_assemble_into_the_document_they_were_made_of() {
    let (folder, document) = (Folder::new(), office());
    let names = pages(&folder, &document);
    assert_eq!(names.len(), 7);
    let code = |document: Value| generate("d", document, &Settings::default()).unwrap().code;
    let whole = code(document);
    let assembled = |order: &[String]| {
        let mut arguments = vec!["assemble"];
        arguments.extend(order.iter().map(String::as_str));
        let (exit, yaml, error) = run(&folder, &arguments);
        assert_eq!(exit, 0, "{error}");
        let path = folder.file("assembled.yaml", &yaml);
        code(load(&path).unwrap())
    };
    assert!(assembled(&names) == whole, "the code is another");
    // In another order the methods are too, and nothing else.
    let sorted = |code: &str| {
        let mut lines: Vec<String> = code.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let reversed: Vec<String> = names.iter().rev().cloned().collect();
    for order in [reversed, [&names[3..], &names[..3]].concat()] {
        assert!(sorted(&assembled(&order)) == sorted(&whole), "{order:?}");
    }
}

#[test]
fn pages_that_contradict_each_other_are_refused_with_both_places() {
    let (folder, document) = (Folder::new(), office());
    let names = pages(&folder, &document);
    let text = folder.read(&names[1]);
    folder.file(
        &names[1],
        &text.replacen("type: integer", "type: number", 1),
    );
    let mut arguments = vec!["assemble"];
    arguments.extend(names.iter().map(String::as_str));
    let (exit, output, error) = run(&folder, &arguments);
    assert_eq!((exit, output.as_str()), (1, ""));
    let others = names.iter().filter(|name| error.contains(name.as_str()));
    assert_eq!(others.count(), 2, "{error}");
    assert!(error.contains(" at #/components/"), "{error}");
}

#[test]
fn each_command_takes_a_page_as_it_is() {
    let (folder, document) = (Folder::new(), office());
    let names = pages(&folder, &document);
    let (exit, output, _) = run(&folder, &["check", &names[0]]);
    assert_eq!(exit, 0, "{output}");
    // Lines are those of the page.
    let line = output.split(':').nth(2).unwrap().parse::<usize>().unwrap();
    let text = folder.read(&names[0]);
    let line = text.lines().nth(line - 1).unwrap();
    assert!(
        line.contains("Authorization") || line.contains("parameters"),
        "{line}: {output}"
    );
    let (exit, code, _) = run(&folder, &["show", &names[0], "--only", "code"]);
    assert_eq!(exit, 0);
    assert!(code.contains("pub struct WorkLocation"));
    let (exit, output, _) = run(&folder, &["diff", &names[0], &names[0]]);
    assert_eq!((exit, output.as_str()), (0, "No change.\n"));
    // An overlay of the whole document has nothing to correct in most pages.
    let overlay = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/overlays/timmi-office.yaml");
    let overlay = overlay.to_str().unwrap();
    for arguments in [
        &["check", &names[0]][..],
        &["show", &names[0]],
        &["diff", &names[0], &names[0]],
    ] {
        let arguments = [arguments, &["--overlay", overlay]].concat();
        assert_eq!(run(&folder, &arguments).0, 0, "{arguments:?}");
    }
}

#[test]
fn a_page_with_a_filter_more_is_compatible_and_brings_the_setter() {
    let (folder, document) = (Folder::new(), office());
    let path = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .next()
        .unwrap()
        .clone();
    let mut newer = document.clone();
    let parameters = newer["paths"][&path]["get"]["parameters"]
        .as_array_mut()
        .unwrap();
    parameters.push(json!({ "name": "isActive", "in": "query", "schema": { "type": "boolean" } }));
    folder.file(
        "old.md",
        &page(&path, "get", &part(&document, &path, "get")),
    );
    folder.file("new.md", &page(&path, "get", &part(&newer, &path, "get")));
    let text = yaml_serde::to_string(&document).unwrap();
    folder.file("openapi/office.yaml", &format!("# A note.\n{text}"));
    folder.file("CHANGELOG.md", "# Changelog\n");
    // What the page does not show is not gone.
    for old in ["old.md", "openapi/office.yaml"] {
        let (exit, output, error) = run(&folder, &["diff", old, "new.md", "--allow", "minor"]);
        assert_eq!(exit, 0, "{output}{error}");
        assert!(
            output.contains("parameter isActive: new, optional"),
            "{output}"
        );
        assert!(output.starts_with("1 change;"), "{output}");
    }
    let (exit, output, error) = run(&folder, &["update", "office", "new.md"]);
    assert_eq!(exit, 0, "{output}{error}");
    assert!(output.contains("line 1 is lost: # A note."), "{output}");
    let place = folder.path().join("openapi/office.yaml");
    let updated = generate("d", load(&place).unwrap(), &Settings::default()).unwrap();
    assert_eq!(updated.operations, 7);
    assert!(updated.code.contains("pub fn is_active<V>"));
}

#[test]
fn a_page_without_a_document_is_refused_and_one_with_several_too() {
    let folder = Folder::new();
    folder.file("none.md", "# Page\n\n```shell\ncurl x\n```\n");
    let block = "```yaml\nopenapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n```\n";
    folder.file("two.md", &format!("# Page\n\n{block}\n{block}"));
    folder.file(
        "tildes.md",
        &format!(
            "Text.\n\n~~~json\n{}\n~~~\n",
            json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {} })
        ),
    );
    folder.file(
        "broken.md",
        "Text.\n\n```yaml\nopenapi: 3.1.0\ninfo: [\n```\n",
    );
    let check = |name: &str| run(&folder, &["check", name]);
    let (exit, output, _) = check("none.md");
    assert_eq!(exit, 1);
    assert!(
        output.contains("none.md: this Markdown page has no fenced block"),
        "{output}"
    );
    let (exit, output, _) = check("two.md");
    assert_eq!(exit, 1);
    assert!(output.contains("after the lines 3 and 9"), "{output}");
    let (_, lowered, _) = run(&folder, &["show", "tildes.md", "--only", "lowered"]);
    assert!(lowered.contains("3.0.3"), "{lowered}");
    let (_, output, _) = check("broken.md");
    assert!(
        output.contains("broken.md:5:") || output.contains("broken.md:6:"),
        "{output}"
    );
}
