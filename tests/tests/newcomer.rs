//! The README's first program, in a crate outside of this workspace: pasted as a newcomer
//! pastes it, compiled, and run against the sandbox.
//!
//! Ignored because it compiles a crate: `cargo test -p lucca-tests --test newcomer -- --ignored`.

#![allow(clippy::expect_used, reason = "a test may end here")]

use std::fs;
use std::path::Path;
use std::process::Command;

use lucca_sandbox::Sandbox;

/// The first block of this language.
fn block<'a>(readme: &'a str, fence: &str) -> &'a str {
    let start = readme.find(fence).expect(fence) + fence.len();
    let start = start + readme[start..].find('\n').expect("a line") + 1;
    &readme[start..start + readme[start..].find("```").expect("an end")]
}

#[test]
#[ignore = "compiles a crate"]
fn the_readmes_first_program_runs_in_a_crate_of_its_own() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace");
    let readme = fs::read_to_string(workspace.join("README.md")).expect("a README");
    let sdk = format!("path = {:?}", workspace.join("lucca-sdk"));
    let dependencies = block(&readme, "```toml");
    assert!(
        dependencies.contains("path = \"../lucca-sdk/lucca-sdk\""),
        "{dependencies}"
    );
    let manifest = format!(
        "[package]\nname = \"newcomer\"\nedition = \"2024\"\n\n{}\n[workspace]\n",
        dependencies.replace("path = \"../lucca-sdk/lucca-sdk\"", &sdk),
    );

    let home = tempfile::tempdir().expect("a directory");
    fs::create_dir(home.path().join("src")).expect("a directory");
    fs::write(home.path().join("Cargo.toml"), manifest).expect("written");
    fs::write(home.path().join("src/main.rs"), block(&readme, "```rust")).expect("written");
    // The versions that everything else here is tested with.
    fs::copy(workspace.join("Cargo.lock"), home.path().join("Cargo.lock")).expect("copied");

    let sandbox = Sandbox::builder()
        .people(20)
        .start_blocking()
        .expect("a sandbox");
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet"])
        .current_dir(&home)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .env("LUCCA_URL", sandbox.base_url())
        .env("LUCCA_API_KEY", sandbox.api_key())
        .env_remove("LUCCA_HOST")
        .output()
        .expect("cargo runs");
    let (said, complained) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{said}\n{complained}");
    assert_eq!(
        said.matches("people are somewhere in the morning").count(),
        5,
        "{said}"
    );
    let users = sandbox.company().users().len();
    assert!((5..=5 + users).contains(&said.lines().count()), "{said}");
}
