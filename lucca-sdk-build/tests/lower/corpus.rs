//! Every file of `tests/corpus` is a document, what it is lowered to or why it is
//! refused, and the reason.

use std::path::{Path, PathBuf};

use lucca_sdk_build::{Error, Lowered, load, lower, parse};
use serde_json::Value;

use crate::{instances, valid_3_0};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Lowers the document of a case; from files, if it has several.
fn lowered(case: &Value) -> Result<Lowered, Error> {
    let document = case["document"].clone();
    let Some(files) = case.get("files").and_then(Value::as_object) else {
        // Reading the text of a document must not depend on how it is written.
        return lower("main.yaml", parse("main.yaml", &document.to_string())?);
    };
    let folder = tempfile::tempdir().unwrap();
    // A file that exists, and that no document in `inside` may see.
    std::fs::write(folder.path().join("elsewhere.yaml"), "type: string").unwrap();
    let inside = folder.path().join("inside");
    for (name, content) in files
        .iter()
        .map(|(name, content)| (name.as_str(), content))
        .chain([("main.yaml", &document)])
    {
        let path = inside.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content.to_string()).unwrap();
    }
    lower("main.yaml", load(&inside.join("main.yaml"))?)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("no `{key}` in {value}"))
}

/// What is wrong with a case, if anything is.
fn check(case: &Value) -> Result<(), String> {
    assert!(
        text(case, "reason").ends_with('.'),
        "a reason is a sentence"
    );
    let expected = match (case.get("lowered"), case.get("refused")) {
        (Some(expected), None) => expected,
        (None, Some(refused)) => {
            let error = match lowered(case) {
                Ok(lowered) => return Err(format!("not refused: {:#}", lowered.document)),
                Err(error) => error,
            };
            let at = error.pointer.as_ref().map(ToString::to_string);
            if at.as_deref() != Some(text(refused, "at")) {
                return Err(format!("refused elsewhere: {error}"));
            }
            if !error.problem.contains(text(refused, "problem")) || error.advice.is_empty() {
                return Err(format!("refused for another reason: {error}"));
            }
            return Ok(());
        }
        _ => return Err("either `lowered` or `refused` belongs into a case".to_owned()),
    };
    let lowered = lowered(case).map_err(|error| format!("refused: {error}"))?;
    if lowered.document != *expected {
        return Err(format!("lowered to {:#}", lowered.document));
    }
    let notes = case["notes"].as_array().expect("a list of notes");
    let as_expected = notes.len() == lowered.notes.len()
        && notes.iter().all(|note| {
            lowered.notes.iter().any(|given| {
                given.pointer.to_string() == text(note, "at")
                    && given.what.contains(text(note, "what"))
            })
        });
    if !as_expected {
        return Err(format!("noted {:#?}", lowered.notes));
    }
    if case["document"]["openapi"]
        .as_str()
        .is_some_and(|version| version.starts_with("3.0"))
    {
        return Ok(());
    }
    valid_3_0::check(&lowered.document)?;
    let again = lower("again", lowered.document.clone()).map_err(|error| error.to_string())?;
    if again.document != lowered.document || !again.notes.is_empty() {
        return Err("lowering what is lowered changes it".to_owned());
    }
    instances_fit(case, &lowered.document)
}

/// Instances that the case lists, under the schema `Subject` before and after.
fn instances_fit(case: &Value, lowered: &Value) -> Result<(), String> {
    let list = |key: &str| case.get(key).and_then(Value::as_array).cloned();
    let (accepts, rejects) = (list("accepts"), list("rejects"));
    if accepts.is_none() && rejects.is_none() {
        return Ok(());
    }
    let before = instances::of_3_1(&case["document"], "Subject");
    let after = instances::of_3_0(lowered, "Subject");
    for instance in accepts.iter().flatten() {
        if !before.is_valid(instance) {
            return Err(format!("{instance} was not valid before"));
        }
        if !after.is_valid(instance) {
            return Err(format!("{instance} is not valid any more"));
        }
    }
    for instance in rejects.iter().flatten() {
        if after.is_valid(instance) {
            return Err(format!("{instance} is valid"));
        }
    }
    Ok(())
}

#[test]
fn every_case_of_the_corpus_is_lowered_or_refused_as_it_says() {
    let files = files();
    assert!(files.len() >= 40, "a corpus of {} is none", files.len());
    let mut failures = Vec::new();
    for path in &files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let case = load(path).unwrap();
        if let Err(failure) = check(&case) {
            failures.push(format!("{name}: {failure}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn the_documents_of_this_crate_lower_to_valid_3_0() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi");
    for name in ["timmi-office.yaml", "users.yaml"] {
        let lowered = lower(name, load(&folder.join(name)).unwrap()).unwrap();
        valid_3_0::check(&lowered.document).unwrap();
    }
}
