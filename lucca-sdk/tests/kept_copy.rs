//! The generated code that is kept in the sources is what the documents generate, so
//! that the feature `generate` changes nothing but the time of a build.
#![cfg(feature = "generate")]
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

use std::{env, fs, path::Path};

/// Where the build script wrote the code of this very build.
const GENERATED: &str = env!("OUT_DIR");

#[test]
fn the_kept_copy_is_what_the_documents_generate() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated");
    for name in ["office.mock.rs", "office.rs", "users.mock.rs", "users.rs"] {
        let generated = fs::read_to_string(Path::new(GENERATED).join(name)).unwrap();
        let place = kept.join(name);
        if env::var_os("UPDATE_GENERATED").is_some() {
            fs::write(&place, &generated).unwrap();
        }
        let copy = fs::read_to_string(&place).unwrap_or_default();
        assert!(
            copy == generated,
            "{} is not what the documents generate now: run \
             `UPDATE_GENERATED=1 cargo test -p lucca-sdk --test kept_copy`",
            place.display()
        );
    }
}
