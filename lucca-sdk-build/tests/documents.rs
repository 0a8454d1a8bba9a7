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

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use lucca_sdk_build::{Settings, generate, load};

#[test]
fn every_document_compiles_sends_what_is_said_and_reads_what_comes() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = here.parent().unwrap();
    let folder = here.join("tests/documents");
    let target = target_folder();
    let project = target.join("documents");
    let mut lib = String::from("#![forbid(unsafe_code)]\n#![allow(missing_docs)]\n");
    for document in documents(&folder) {
        let name = document.file_stem().unwrap().to_str().unwrap().to_owned();
        let client = load(&document)
            .and_then(|loaded| generate(&name, loaded, &Settings::default()))
            .unwrap_or_else(|error| panic!("{name} is refused: {error}"));
        let module = name.replace(['-', '.'], "_").to_lowercase();
        write(&project.join(format!("src/{module}.rs")), &client.code);
        writeln!(lib, "pub mod {module};").unwrap();
    }
    write(&project.join("src/lib.rs"), &lib);
    let callers = fs::read_to_string(folder.join("callers.rs")).unwrap();
    write(&project.join("tests/callers.rs"), &callers);
    write(
        &project.join("Cargo.toml"),
        &format!(
            "[workspace]\nresolver = \"3\"\n\n[package]\nname = \"documents\"\nversion = \"0.0.0\"\n\
             edition = \"2024\"\npublish = false\n\n[dependencies]\nlucca-sdk = {{ path = {:?} }}\n\
             \n[dev-dependencies]\nproptest = {{ version = \"1\", default-features = false, features = [\"std\"] }}\ntokio = {{ version = \"1\", features = [\"rt\", \"macros\", \"net\", \"io-util\", \"time\"] }}\n\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n",
            workspace.join("lucca-sdk")
        ),
    );
    // The same versions as in the workspace, so that nothing is compiled twice.
    let lock = fs::read_to_string(workspace.join("Cargo.lock")).unwrap();
    write(&project.join("Cargo.lock"), &lock);
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet"])
        .current_dir(&project)
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut documents: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "yaml"))
        .collect();
    documents.sort();
    assert!(documents.len() > 45, "{documents:?}");
    documents
}

/// The folder that cargo compiles this test into.
fn target_folder() -> PathBuf {
    // target/debug/deps/documents-…
    let executable = std::env::current_exe().unwrap();
    executable.ancestors().nth(3).unwrap().to_owned()
}

/// Writes a file if it is not what it should be: what is unchanged is not compiled
/// again.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
