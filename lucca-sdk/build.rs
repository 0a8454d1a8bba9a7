//! Generates the clients of `lucca_sdk::generated` from their documents.

use lucca_sdk_build::{Build, Client, Settings};

fn main() {
    let inside_this_crate = Settings::default()
        .runtime("crate::generated::runtime")
        .transport("crate::transport::Transport");
    Build::new()
        .settings(inside_this_crate)
        .client(Client::office())
        .client(Client::users())
        .run_or_exit();
}
