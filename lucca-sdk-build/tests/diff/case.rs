//! The pairs of documents in this folder, one file each:
//!
//! ```yaml
//! title: what changes
//! old: the old document
//! new: the new one
//! changes: the expected changes, each a line: kind subject, direction, verdicts
//! caller: Rust code that compiles against the old client; `api` is the client
//! error: the compiler's code, if it does not compile against the new client
//! ```
#![allow(dead_code, reason = "each test uses a part")]

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use lucca_sdk_build::{Generated, Settings, diff::Diff, generate, load, lower};
use serde_json::Value;

/// A pair of documents, their clients, and what is expected of it.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) old: Generated,
    pub(crate) new: Generated,
    pub(crate) changes: Vec<String>,
    pub(crate) caller: String,
    pub(crate) error: Option<String>,
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

/// Every case, by name; generated once for all tests.
pub(crate) fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    CASES.get_or_init(|| {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "yaml")
            })
            .collect();
        paths.sort();
        assert!(!paths.is_empty());
        paths.iter().map(|path| read(path)).collect()
    })
}

fn read(path: &Path) -> Case {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let case = load(path).unwrap();
    let generated = |key: &str| {
        let lowered = lower(&name, case[key].clone()).unwrap();
        assert_eq!(lowered.notes, [], "{name}: {key} cannot be lowered exactly");
        client(&case[key])
    };
    let text = |key: &str| case[key].as_str().map(str::to_owned);
    Case {
        old: generated("old"),
        new: generated("new"),
        changes: case["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap().to_owned())
            .collect(),
        caller: text("caller").unwrap(),
        error: text("error"),
        name,
    }
}

/// The client of a document.
pub(crate) fn client(document: &Value) -> Generated {
    generate("document", document.clone(), &Settings::default()).unwrap()
}

/// Each change as one line: `kind subject, direction, reader/writer, rust, step`.
pub(crate) fn summary(diff: &Diff) -> Vec<String> {
    let json = serde_json::to_value(diff).unwrap();
    let changes = json["changes"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    changes
        .iter()
        .map(|change| {
            format!(
                "{} {}, {}, reader {}, writer {}, rust {}, {}{}",
                text(&change["kind"]),
                text(&change["subject"]),
                text(&change["direction"]),
                text(&change["wire"]["reader"]),
                text(&change["wire"]["writer"]),
                text(&change["rust"]),
                text(&change["step"]),
                change["hint"]
                    .as_str()
                    .map(|hint| format!(", {hint}"))
                    .unwrap_or_default(),
            )
        })
        .collect()
}

pub(crate) fn as_yaml(changes: &[String]) -> String {
    let lines: Vec<String> = changes.iter().map(|line| format!("  - '{line}'")).collect();
    lines.join("\n")
}
