//! The public API of the crates that others build on is what its snapshot says: a
//! change of it is seen, and meant.
//!
//! After a change that is meant: `UPDATE_PUBLIC_API=1 cargo test -p lucca-tests
//! --test public_api -- --ignored`, and look at what the snapshot's diff says.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// The public items of a crate of the workspace, one a line, sorted.
fn public_items(name: &str) -> BTreeSet<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let status = Command::new(env!("CARGO"))
        .current_dir(workspace)
        .env(
            "RUSTDOC",
            concat!(env!("CARGO_MANIFEST_DIR"), "/rustdoc-json"),
        )
        .args(["rustdoc", "--quiet", "--package", name, "--lib", "--"])
        .args([
            "-Zunstable-options",
            "--output-format=json",
            "--cap-lints=allow",
        ])
        .status()
        .unwrap();
    assert!(status.success(), "rustdoc fails for {name}");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), Into::into);
    let json = target
        .join("doc")
        .join(format!("{}.json", name.replace('-', "_")));
    public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .expect("this test and rustdoc agree on the JSON's version: see the crate `public-api`")
        .items()
        .map(ToString::to_string)
        // Builders repeat the types and operations that they build.
        .filter(|item| !item.contains("::builder::"))
        .collect()
}

fn assert_is_as_its_snapshot_says(name: &str) {
    let snapshot = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join(name)
        .join("public-api.txt");
    let items = public_items(name);
    if std::env::var_os("UPDATE_PUBLIC_API").is_some() {
        let text: String = items.iter().map(|item| format!("{item}\n")).collect();
        std::fs::write(&snapshot, text).unwrap();
        return;
    }
    let text = std::fs::read_to_string(&snapshot).unwrap_or_default();
    let expected: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let gone: Vec<&String> = expected.difference(&items).collect();
    let new: Vec<&String> = items.difference(&expected).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "the public API of {name} has changed\nno longer there: {gone:#?}\nnew: {new:#?}\n\
         If that is meant: UPDATE_PUBLIC_API=1 cargo test -p lucca-tests --test public_api -- --ignored"
    );
}

#[test]
#[ignore = "needs the Rust version that CI has: its JSON has a version of its own"]
fn lucca_sdk_is_as_its_snapshot_says() {
    assert_is_as_its_snapshot_says("lucca-sdk");
}

#[test]
#[ignore = "needs the Rust version that CI has: its JSON has a version of its own"]
fn lucca_sdk_build_is_as_its_snapshot_says() {
    assert_is_as_its_snapshot_says("lucca-sdk-build");
}
