//! Small documents of kinds that people have trouble with: whatever passes compiles,
//! what is sent is what was said, and what comes is read.
//!
//! Every document in `documents/` becomes a module of one crate, and that crate is
//! compiled and tested once: `documents/callers.rs` talks to a server that records
//! what it is sent and answers what it is told to. Documents that have to be refused
//! are in `refused.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test that fails may panic"
)]

#[path = "documents/clients.rs"]
mod clients;
#[path = "lower/instances.rs"]
#[allow(dead_code, reason = "each test uses a part")]
mod instances;
#[path = "documents/random.rs"]
mod random;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use clients::{Client, Project};
use lucca_sdk_build::{Settings, apply, generate, load, parse};

#[test]
fn every_document_compiles_sends_what_is_said_and_reads_what_comes() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here.join("tests/documents");
    let mut clients: Vec<Client> = documents(&folder)
        .iter()
        .map(|path| client(path).unwrap_or_else(|error| panic!("{error}")))
        .collect();
    assert!(clients.len() > 45);
    clients.extend(published(here));
    for client in &clients {
        println!("{}: {}", client.name, client.values);
    }
    // Kinds of schemas that nothing is found for are as good as not tried.
    let values: usize = clients.iter().map(|client| client.values.count).sum();
    let without: usize = clients.iter().map(|client| client.values.without).sum();
    assert!(values > 1_800 && without < 8, "{values}, {without}");
    let callers = fs::read_to_string(folder.join("callers.rs")).unwrap();
    Project::new("documents", &clients, Some(callers))
        .run("test")
        .unwrap_or_else(|errors| panic!("{errors}"));
}

/// Whole documents of others, from a folder that `DOCUMENTS` names: each is generated,
/// compiled as a crate of its own, and reads random answers.
///
/// `DOCUMENTS=folder cargo test -p lucca-sdk-build --test documents -- --ignored --nocapture`;
/// with `ONLY_CHECK=1` nothing is read, which takes a third of the time.
#[test]
#[ignore = "takes documents that are not in this repository"]
fn documents_of_a_folder_compile_and_read_what_comes() {
    let folder = std::env::var("DOCUMENTS").expect("`DOCUMENTS` names a folder of documents");
    let steps: &[&str] = match std::env::var("ONLY_CHECK") {
        Ok(_) => &["check"],
        Err(_) => &["check", "test"],
    };
    let mut failed = BTreeMap::new();
    for path in documents(Path::new(&folder)) {
        let start = Instant::now();
        let client = match client(&path) {
            Ok(client) => client,
            Err(refused) => {
                println!("{}: refused: {refused}", path.display());
                continue;
            }
        };
        let package = format!("documents-{}", client.name);
        let clients = [client];
        let project = Project::new(&package, &clients, None);
        let outcome = steps.iter().try_for_each(|step| project.run(step));
        let client = &clients[0];
        println!(
            "{}: {} operations, {} lines, {}: {} in {} s",
            client.name,
            client.operations,
            client.code.lines().count(),
            client.values,
            if outcome.is_ok() { "fine" } else { "FAILED" },
            start.elapsed().as_secs(),
        );
        if let Err(errors) = outcome {
            failed.insert(client.name.clone(), errors);
        }
    }
    for (name, errors) in &failed {
        println!("--- {name}\n{errors}");
    }
    assert!(failed.is_empty(), "{:?}", failed.keys());
}

fn client(path: &Path) -> Result<Client, lucca_sdk_build::Error> {
    let name = path.file_stem().unwrap().to_str().unwrap();
    let generated = generate(name, load(path)?, &Settings::default())?;
    Ok(Client::new(name, generated))
}

/// The clients of this crate's own documents.
fn published(here: &Path) -> Vec<Client> {
    let read = |file: &str| fs::read_to_string(here.join("openapi").join(file)).unwrap();
    let users = parse("users", &read("users.yaml")).unwrap();
    let mut office = parse("office", &read("timmi-office.yaml")).unwrap();
    let overlay = parse("overlay", &read("overlays/timmi-office.yaml")).unwrap();
    apply(&mut office, "overlay", overlay).unwrap();
    [("users", users), ("office", office)]
        .map(|(name, document)| {
            let generated = generate(name, document, &Settings::default()).unwrap();
            Client::new(&format!("published-{name}"), generated)
        })
        .into()
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut documents: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "json")
        })
        .collect();
    documents.sort();
    documents
}
