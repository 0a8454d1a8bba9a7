//! The public API of the crates that others build on is what its snapshot says: a
//! change of it is seen, and meant. A snapshot has a part for each set of features, with
//! what that set adds; that a larger set takes nothing away is proven beside.
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

/// Sets of features, each with all of the one before it.
const FEATURES: [(&str, &[&str]); 3] = [
    ("without features", &["--no-default-features"]),
    ("and with the default features", &[]),
    ("and with all features", &["--all-features"]),
];

/// The public items of a crate of the workspace.
fn public_items(name: &str, features: &[&str]) -> BTreeSet<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let status = Command::new(env!("CARGO"))
        .current_dir(workspace)
        .env(
            "RUSTDOC",
            concat!(env!("CARGO_MANIFEST_DIR"), "/rustdoc-json"),
        )
        .args(["rustdoc", "--quiet", "--package", name, "--lib"])
        .args(features)
        .args([
            "--",
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
        .collect()
}

/// One item a line, sorted, under a heading for each set of features.
fn snapshot(name: &str) -> String {
    let mut text = String::new();
    let mut known = BTreeSet::new();
    for (heading, features) in FEATURES {
        let items = public_items(name, features);
        let gone: Vec<_> = known.difference(&items).collect();
        assert!(gone.is_empty(), "{name} loses items {heading}: {gone:#?}");
        text += &format!("== {heading}\n");
        for item in items.difference(&known) {
            text += &format!("{item}\n");
        }
        known = items;
    }
    text
}

fn assert_is_as_its_snapshot_says(name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join(name)
        .join("public-api.txt");
    let text = snapshot(name);
    if std::env::var_os("UPDATE_PUBLIC_API").is_some() {
        std::fs::write(&file, text).unwrap();
        return;
    }
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    let (before, now): (BTreeSet<_>, BTreeSet<_>) =
        (before.lines().collect(), text.lines().collect());
    let gone: Vec<_> = before.difference(&now).collect();
    let new: Vec<_> = now.difference(&before).collect();
    assert!(
        before == now,
        "the public API of {name} has changed\nno longer there: {gone:#?}\nnew: {new:#?}\n\
         If that is meant: UPDATE_PUBLIC_API=1 cargo test -p lucca-tests --test public_api -- --ignored"
    );
}

#[test]
#[ignore = "needs the Rust version that CI has: its JSON has a version of its own"]
fn the_crates_are_as_their_snapshots_say() {
    // One after the other: they write to one folder.
    for name in ["lucca-sdk", "lucca-sdk-build", "lucca-sandbox"] {
        assert_is_as_its_snapshot_says(name);
    }
}
