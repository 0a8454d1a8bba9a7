//! Rust SDK for [Lucca](https://www.lucca-hr.com), the French HR suite: who is in
//! which office on which day, who the people are, and the imports that plan where
//! they will be.
//!
//! # Five minutes
//!
//! ```toml
//! [dependencies]
//! jiff = "1"      # dates, as this crate has them
//! lucca-sdk = "0.1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! **Connect.** An account and its key, from the environment or from wherever you keep them.
//! Make one client and clone it: clones share the company's budget of 50 requests a minute.
//!
//! ```no_run
//! use lucca_sdk::{Account, ApiKey, Client};
//!
//! # fn example() -> Result<(), lucca_sdk::Error> {
//! // LUCCA_HOST (or LUCCA_URL) and LUCCA_API_KEY.
//! let client = Client::from_env()?;
//! // Or: https://acme.ilucca-test.net, where nothing can be broken.
//! let client = Client::builder(Account::test("acme")?, ApiKey::new("…")?).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! **Read.** Lists come as streams, pages are fetched ahead, and one that ends well is whole.
//!
//! ```no_run
//! # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
//! let mut users = client.users().list().fields(["login", "mail"]).stream();
//! while let Some(user) = users.try_next().await? {
//!     println!("{}: {:?}", user.id, user.mail);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Who is where**, joined from three lists, with what the picture lacks.
//!
//! ```no_run
//! use lucca_sdk::office::presence::Half;
//!
//! # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
//! let monday = jiff::civil::date(2026, 11, 16);
//! let presence = client.office().presence(monday..=monday).await?;
//! for place in presence.occupancy().filter(|place| place.half == Half::First) {
//!     println!("{}: {} people", place.place, place.people);
//! }
//! for gap in presence.gaps() {
//!     eprintln!("note: {gap}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Plan where people will be.** Lucca cannot undo an import, so look before you run it: a
//! run is kept in a directory, can be taken up after a crash, and taken back.
//!
//! ```no_run
//! use lucca_sdk::schedule::{Existing, Schedule};
//!
//! # async fn example(client: lucca_sdk::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let imports = client.office().imports();
//! let plan = imports.plan(Schedule::read("week-39.csv")?, Existing::Replace).await?;
//! for change in plan.changes() {
//!     println!("{change}"); // who, when, from where, to where
//! }
//! println!("{}", plan.store_in("run-39").await?);
//! // Some day: imports.undo("run-39")?
//! # Ok(())
//! # }
//! ```
//!
//! **When something fails**, every call says so with one [`Error`]: one line that says what
//! happened, how often it was tried and what to do, and predicates to act on
//! ([`guide::errors`]).
//!
//! **Test your own code** with typed mocks (feature `mock`, see `testing`), or against the
//! sandbox: `lucca-sandbox` is a Lucca account on your own machine, with faults on request.
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
mod half;
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
