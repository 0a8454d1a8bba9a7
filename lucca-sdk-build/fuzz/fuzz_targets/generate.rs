//! Any text, made a client of: refused with a place or not, but without a panic, in
//! bounded time, and the same twice.
//!
//! `cargo +nightly fuzz run generate -- -max_len=4096 -timeout=20 -rss_limit_mb=2048`

#![no_main]

use libfuzzer_sys::fuzz_target;
use lucca_sdk_build::{Settings, generate, parse};

fuzz_target!(|text: &str| {
    let Ok(document) = parse("fuzz", text) else {
        return;
    };
    match generate("fuzz", document.clone(), &Settings::default()) {
        Ok(generated) => {
            let again = generate("fuzz", document, &Settings::default());
            assert!(again.is_ok_and(|again| again.code == generated.code));
        }
        Err(error) => assert!(error.pointer.is_some(), "{error}"),
    }
});
