//! Generates the clients of `lucca_sdk::generated` from their documents.

#[cfg(feature = "generate")]
fn main() {
    use lucca_sdk_build::{Build, Client, Settings};

    let inside_this_crate = Settings::default()
        .runtime("crate::generated::runtime")
        .transport("crate::transport::Transport");
    Build::new()
        .settings(inside_this_crate)
        .client(Client::office())
        .client(Client::users())
        .run_or_exit();
}

/// Without the feature `generate`, the kept copy is compiled.
#[cfg(not(feature = "generate"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}
