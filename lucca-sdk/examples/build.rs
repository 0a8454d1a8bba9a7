//! Generates the client of this package's own document.

use lucca_sdk_build::{Build, Client};

fn main() {
    Build::new()
        .client(Client::new("heads", "openapi/heads.yaml"))
        .run_or_exit();
}
