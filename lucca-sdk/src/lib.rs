//! Rust SDK for [Lucca](https://www.lucca-hr.com), the French HR suite: who is in
//! which office on which day, who the people are, and the imports that plan where
//! they will be.
//!
//! ```no_run
//! # async fn example() -> Result<(), lucca_sdk::Error> {
//! // LUCCA_HOST and LUCCA_API_KEY say which account, and with which key.
//! let client = lucca_sdk::Client::from_env()?;
//! let mut users = client.users().list().stream();
//! while let Some(user) = users.try_next().await? {
//!     println!("{}: {:?}", user.id, user.department);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! | you want | look at |
//! |---|---|
//! | who is where on which day, how full an office is | [`office::presence`] |
//! | work locations and user locations as lists | [`Client::office`] |
//! | people: filters, fields, their own properties | [`users`] |
//! | to plan where people will be, safely | `schedule`, `office::imports` |
//! | how lists are read: pages ahead, cursors, drift, bad rows | [`paging`] |
//! | rate limit, retries, deadlines, proxies and certificates | [`ClientBuilder`], [`transport`] |
//! | several machines on one rate limit | `transport::SharedWindow` |
//! | what went wrong, and what to do | [`Error`], [`guide::errors`] |
//! | what is repeated, what it costs, what is printed | [`guide`] |
//! | metrics | [`observer`] |
//! | the API exactly as documented | [`generated`] |
//! | to test your own code: mocks, the sandbox, recorded answers | `testing` |
//! | JSON Schemas of the data types | `schemas` |
//! | anything else of the account | [`Client::request`] |
//!
//! # What is known of Lucca, and how surely
//!
//! Nobody who wrote this has called a live account. Facts come from Lucca's public
//! reference and from public clients; where one is inferred or unknown, the
//! documentation of the item says so, and the code takes either answer. Lucca
//! promises nothing about breaking changes in these APIs: unknown enum values,
//! nulls, absent and additional properties never fail a read, nor do properties of
//! another JSON type or in another case. What differs from the documents is counted:
//! [`Client::deviations`].
//!
//! # Features
//!
//! | feature | default | what it does |
//! |---|---|---|
//! | `rustls` | yes | TLS by rustls, with the platform's certificates |
//! | `rustls-no-provider` | no | the same with a provider of cryptography that the program installs |
//! | `native-tls` | no | TLS by the system's library |
//! | `gzip` | yes | answers compressed by gzip |
//! | `brotli`, `zstd` | no | by the others; that Lucca speaks them is unknown |
//! | `generate` | yes | generates [`generated`] from the documents while this crate is built; without it the copy in its sources is compiled, which is the same code |
//! | `imports` | yes | `schedule` and `office::imports` |
//! | `xlsx` | no | schedules from XLSX workbooks |
//! | `redis` | no | `transport::SharedWindow`: one rate limit for many machines, on a Redis or Valkey server |
//! | `redis-rustls` | no | the same with `rediss://`, over TLS by rustls |
//! | `mock` | no | `testing`: typed mocks of the operations, and examples of the types; for `[dev-dependencies]` |
//! | `schemars` | no | `schemars::JsonSchema` for the data types, and `schemas` to find one by its name |
//! | `test-util` | no | `transport::ManualClock` and the settings that take it, for tests that take no time |
//!
//! Without a TLS feature, only a server on this machine can be reached.

mod account;
mod api_key;
mod client;
#[doc(hidden)]
pub mod decode;
mod error;
pub mod generated;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod observer;
pub mod office;
pub mod paging;
#[cfg(feature = "imports")]
pub mod schedule;
#[cfg(feature = "schemars")]
pub mod schemas;
#[cfg(feature = "mock")]
pub mod testing;
pub mod transport;
pub mod users;

pub use account::{Account, Environment, InvalidAccount, Region, SandboxServer};
pub use api_key::{ApiKey, InvalidApiKey};
pub use client::{Client, ClientBuilder};
pub use decode::Deviation;
pub use error::{Error, Problem};
pub use transport::CallOptions;

/// The types of HTTP that this crate's API is written in.
pub use http;
/// Dates and times, as this crate's API has them.
pub use jiff;
/// The HTTP client, for [`ClientBuilder::http`].
pub use reqwest;
