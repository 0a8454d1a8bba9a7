//! `check`: would clients be generated from these documents?

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use lucca_sdk_build::{Error, Note, Pointer, Settings, load_files};
use serde_json::{Value, json};

use super::{Corrected, places::Places};

/// Checks whether clients can be generated: prints every refusal and every widening,
/// with its line and column.
#[derive(Args)]
pub(crate) struct Check {
    /// The documents: YAML, JSON or reference pages.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// An overlay that corrects the documents; can be given several times.
    #[arg(long)]
    overlay: Vec<PathBuf>,
    /// Fail on widenings too.
    #[arg(long)]
    strict: bool,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, one finding a line.
    Text,
    /// For programs, one object.
    Json,
}

/// What was found in one document.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) refusals: Vec<Error>,
    pub(crate) widenings: Vec<Note>,
    pub(crate) operations: usize,
}

/// More refusals than this in one document are not looked for.
const MOST_REFUSALS: usize = 200;

impl Check {
    pub(crate) fn run(&self) -> Result<bool, Error> {
        let mut fine = true;
        let mut reports = Vec::new();
        for file in &self.files {
            let name = file.display().to_string();
            let mut text = String::new();
            let corrected = load_files(file).and_then(|loaded| {
                text = loaded.text;
                let corrected = Corrected::new(file, loaded.document, &self.overlay)?;
                Ok(corrected.page(loaded.is_page))
            });
            let findings = match corrected {
                Ok(corrected) => {
                    let idle = corrected.idle();
                    let mut findings = examine(&name, corrected.document);
                    findings.refusals.splice(0..0, idle);
                    findings
                }
                Err(error) => Findings {
                    refusals: vec![error],
                    ..Findings::default()
                },
            };
            fine &= findings.refusals.is_empty();
            fine &= !self.strict || findings.widenings.is_empty();
            let places = Places::of(&text);
            match self.format {
                Format::Text => print_text(&name, &findings, &places),
                Format::Json => reports.push(as_json(&name, &findings, &places)),
            }
        }
        if self.format == Format::Json {
            println!("{:#}", json!({ "documents": reports }));
        }
        Ok(fine)
    }
}

/// Everything that the pipe has to say about a document. After a refusal, what was
/// refused is taken out, to find the next.
pub(crate) fn examine(name: &str, mut document: Value) -> Findings {
    let mut findings = Findings::default();
    loop {
        match lucca_sdk_build::generate(name, document.clone(), &Settings::default()) {
            Ok(generated) => {
                findings.widenings = generated.notes;
                findings.operations = generated.operations;
                return findings;
            }
            Err(error) => {
                let more = error
                    .pointer
                    .as_ref()
                    .is_some_and(|pointer| take_out(&mut document, pointer));
                findings.refusals.push(error);
                if !more || findings.refusals.len() >= MOST_REFUSALS {
                    return findings;
                }
            }
        }
    }
}

/// Takes out the operation or the component that a refusal points into.
fn take_out(document: &mut Value, pointer: &Pointer) -> bool {
    let keys: Vec<String> = pointer.keys().collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let entry = |document: &mut Value, around: &[&str], key: &str| {
        let mut value = document;
        for key in around {
            match value.get_mut(*key) {
                Some(inner) => value = inner,
                None => return None,
            }
        }
        value.as_object_mut()?.remove(key)
    };
    match keys.as_slice() {
        ["paths", path, method, ..] => entry(document, &["paths", path], method).is_some(),
        ["paths", path] => entry(document, &["paths"], path).is_some(),
        ["components", "schemas", name, ..] => {
            let known = document.pointer(&format!(
                "/components/schemas/{}",
                name.replace('~', "~0").replace('/', "~1")
            ));
            // Others may refer to it.
            if known.is_none_or(|schema| *schema == json!({})) {
                return false;
            }
            document["components"]["schemas"][*name] = json!({});
            true
        }
        ["components", section, name, ..] => {
            entry(document, &["components", section], name).is_some()
        }
        [key] => entry(document, &[], key).is_some() && *key != "openapi",
        _ => false,
    }
}

/// Of several widenings that are alike, so many places are named.
const MOST_ALIKE: usize = 3;

/// Widenings that say the same of different things, together; what occurs least
/// first, as nobody would find it among the rest.
pub(crate) fn folded(widenings: &[Note]) -> Vec<Vec<&Note>> {
    let mut groups: Vec<(String, Vec<&Note>)> = Vec::new();
    for note in widenings {
        // Names apart, which stand between backticks.
        let parts = note.what.split('`').step_by(2);
        let words = parts.collect::<Vec<_>>().join("`");
        match groups.iter_mut().find(|(other, _)| *other == words) {
            Some((_, notes)) => notes.push(note),
            None => groups.push((words, vec![note])),
        }
    }
    groups.sort_by_key(|(_, notes)| notes.len());
    groups.into_iter().map(|(_, notes)| notes).collect()
}

fn print_text(name: &str, findings: &Findings, places: &Places) {
    let placed = |pointer: Option<&Pointer>| {
        pointer
            .and_then(|pointer| places.of_pointer(pointer))
            .map(|(line, column)| format!(":{line}:{column}"))
            .unwrap_or_default()
    };
    for error in &findings.refusals {
        // An error in an overlay has its place there.
        if error.line_column.is_some() || error.document != name {
            println!("refused: {error}");
            continue;
        }
        let place = placed(error.pointer.as_ref());
        let pointer = error
            .pointer
            .as_ref()
            .map(|pointer| format!(" at {pointer}"))
            .unwrap_or_default();
        println!(
            "refused: {name}{place}{pointer}: {}; {}",
            error.problem, error.advice
        );
    }
    for alike in folded(&findings.widenings) {
        let Some((first, others)) = alike.split_first() else {
            continue;
        };
        let place = placed(Some(&first.pointer));
        println!(
            "widened: {name}{place} at {}: {}",
            first.pointer, first.what
        );
        let shown: Vec<String> = others
            .iter()
            .take(MOST_ALIKE)
            .map(|note| note.pointer.to_string())
            .collect();
        match others.len().saturating_sub(shown.len()) {
            _ if others.is_empty() => {}
            0 => println!("  the same at {}", shown.join(", ")),
            more => println!("  the same at {} and {more} more places", shown.join(", ")),
        }
    }
    println!(
        "{name}: {} operations, {} refusals, {} widenings",
        findings.operations,
        findings.refusals.len(),
        findings.widenings.len()
    );
}

fn as_json(name: &str, findings: &Findings, places: &Places) -> Value {
    let place = |pointer: Option<&Pointer>, own: Option<(usize, usize)>| {
        let place = own.or_else(|| pointer.and_then(|pointer| places.of_pointer(pointer)));
        (place.map(|(line, _)| line), place.map(|(_, column)| column))
    };
    let refusals: Vec<Value> = findings
        .refusals
        .iter()
        .map(|error| {
            let own = (error.document == name)
                .then_some(error.pointer.as_ref())
                .flatten();
            let (line, column) = place(own, error.line_column);
            json!({
                "document": error.document, "line": line, "column": column,
                "pointer": error.pointer.as_ref().map(ToString::to_string),
                "problem": error.problem, "advice": error.advice,
            })
        })
        .collect();
    let widenings: Vec<Value> = findings
        .widenings
        .iter()
        .map(|note| {
            let (line, column) = place(Some(&note.pointer), None);
            json!({
                "line": line, "column": column,
                "pointer": note.pointer.to_string(), "what": note.what,
            })
        })
        .collect();
    json!({
        "document": name, "operations": findings.operations,
        "refusals": refusals, "widenings": widenings,
    })
}
