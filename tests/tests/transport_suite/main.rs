//! The transport, from the outside: over real sockets, under a clock that is moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

mod bodies;
mod deadlines;
mod fault_matrix;
mod fault_server;
mod operations;
mod rate_limit_property;
mod requests;
mod traces;

use lucca_sdk::transport::ManualClock;
use lucca_sdk::{ApiKey, Client, ClientBuilder};

/// An API key that must never be seen anywhere but in the header that it belongs to.
const KEY: &str = "5ecre7-key-0000-4000-8000";
/// Stands for somebody's personal data.
const SENTINEL: &str = "Sentinella.Persona@example.com";

fn client_for(base_url: &str, clock: &ManualClock) -> ClientBuilder {
    let account = base_url.parse().expect("a loopback account");
    let key = ApiKey::new(KEY).expect("a key");
    Client::builder(account, key)
        .clock(clock.clone())
        .jitter_seed(7)
}
