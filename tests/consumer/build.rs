//! Generates this crate's clients. The first is all that a crate with a document of
//! its own needs; the other two show that other documents go through as well.

use lucca_sdk_build::{Build, Client};

fn main() {
    Build::new()
        .client(Client::new("timesheets", "openapi/timesheets.yaml"))
        .client(Client::new("fragment", "openapi/published-fragment.yaml"))
        .client(
            Client::office()
                .named("grown_office")
                .overlay("openapi/grown-office.yaml"),
        )
        .run_or_exit();
}
