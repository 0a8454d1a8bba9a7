//! Rust SDK for the Lucca HR suite.

mod account;
mod api_key;
mod client;
mod error;
pub mod generated;
pub mod observer;
pub mod office;
pub mod paging;
pub mod schedule;
pub mod transport;
pub mod users;

pub use account::{Account, Environment, InvalidAccount, Region, SandboxServer};
pub use api_key::{ApiKey, InvalidApiKey};
pub use client::{Client, ClientBuilder};
pub use error::{Error, Problem};
pub use transport::CallOptions;

/// The types of HTTP that this crate's API is written in.
pub use http;
