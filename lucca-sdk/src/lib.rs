//! Rust SDK for the Lucca HR suite.

mod account;
mod api_key;

pub use account::{Account, Environment, InvalidAccount, Region, SandboxServer};
pub use api_key::{ApiKey, InvalidApiKey};
