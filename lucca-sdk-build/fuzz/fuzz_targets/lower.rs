//! Any text, read and lowered: refused or not, but without a panic, and what is
//! lowered once stays as it is.
//!
//! `cargo +nightly fuzz run lower -- -max_len=4096 -timeout=10 -rss_limit_mb=2048`

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(document) = lucca_sdk_build::parse("fuzz", text) else {
        return;
    };
    let Ok(lowered) = lucca_sdk_build::lower("fuzz", document) else {
        return;
    };
    match lucca_sdk_build::lower("fuzz", lowered.document.clone()) {
        Ok(again) => assert_eq!(again.document, lowered.document),
        // Lowering may add a few levels to what is nested as deep as is read.
        Err(error) => assert!(error.problem.contains("levels deep"), "{error}"),
    }
});
