//! How long it takes from the documents to formatted Rust.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark may panic, and its functions are named"
)]

use lucca_sdk_build::{Client, Settings};

fn main() {
    divan::main();
}

#[divan::bench]
fn office() -> usize {
    let generated = Client::office().generate(&Settings::default()).unwrap();
    generated.code.len()
}

#[divan::bench]
fn users() -> usize {
    let generated = Client::users().generate(&Settings::default()).unwrap();
    generated.code.len()
}

#[divan::bench]
fn both_documents() -> usize {
    office() + users()
}
