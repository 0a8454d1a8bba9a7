//! Tests of an integration with Lucca: feature `mock`.
//!
//! Nobody wants to test on a company's own account. There are three ways around that; each
//! serves HTTP on this machine, so that what is tested is all of the program, and each can
//! be used beside the others.
//!
//! | a test about | takes |
//! |---|---|
//! | what your code makes of one answer, or asks for | [a typed mock](#typed-mocks) |
//! | a whole job: many pages, imports, limits, failures | [the sandbox](#the-sandbox) |
//! | an answer that a real account once gave | [recorded JSON](#recorded-json) |
//!
//! ```toml
//! [dev-dependencies]
//! lucca-sdk = { version = "0.1", features = ["mock"] }
//! lucca-sandbox = "0.1"
//! tokio = { version = "1", features = ["macros", "rt"] }
//! ```
//!
//! Until these crates are on a registry, `path = "…"` stands in place of each `version`. What
//! is shown below is the body of a `#[tokio::test]` function that returns a `Result`.
//!
//! # Typed mocks
//!
//! Each operation of a generated client can be mocked on an [`httpmock::MockServer`], by the
//! method of the operation's own name. The trait that adds it is in the client's module:
//! [`users::mock`](crate::generated::users::mock), [`office::mock`](crate::generated::office::mock).
//! [`Example`] makes plausible values of all types, and [`Then`] answers with them.
//!
//! ```
//! use lucca_sdk::Client;
//! use lucca_sdk::generated::users::mock::MockServerExt as _;
//! use lucca_sdk::testing::{Example as _, client_of, httpmock::MockServer};
//! use lucca_sdk::users::User;
//!
//! /// What is tested: who cannot be written to.
//! async fn without_mail(client: &Client) -> Result<Vec<i64>, lucca_sdk::Error> {
//!     let mut users = client.users().list().fields(["mail"]).stream();
//!     let mut without = Vec::new();
//!     while let Some(user) = users.try_next().await? {
//!         if user.mail.is_none() {
//!             without.push(user.id);
//!         }
//!     }
//!     Ok(without)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), lucca_sdk::Error> {
//! let ada = User::example();
//! let mut grace = User::example();
//! grace.id = 43;
//! grace.mail = None;
//!
//! let server = MockServer::start_async().await;
//! let mock = server.list_users(|_when, then| {
//!     then.rows([ada, grace]);
//! });
//!
//! let client = client_of(&server).build()?;
//! assert_eq!(without_mail(&client).await?, [43]);
//! mock.assert(); // It was asked for once.
//! # Ok(())
//! # }
//! ```
//!
//! A list's answer has a total besides its rows, and [`Then::rows`] counts them. Any other
//! operation answers with the very type that its method returns: one user comes in an
//! envelope, for example. `when` narrows which requests are meant, by the parameters that the
//! client's method has.
//!
//! ```
//! use lucca_sdk::generated::users::mock::MockServerExt as _;
//! use lucca_sdk::generated::users::types::UserResponse;
//! use lucca_sdk::testing::{Example as _, client_of, httpmock::MockServer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), lucca_sdk::Error> {
//! let server = MockServer::start_async().await;
//! server.get_user(|when, then| {
//!     when.id(42_u64);
//!     then.ok(&UserResponse::example());
//! });
//!
//! let client = client_of(&server).build()?;
//! assert_eq!(client.users().get(42).await?.login.as_deref(), Some("ada.martin"));
//! // Nothing is mocked for anybody else: the server answers 404.
//! assert!(client.users().get(43).await.is_err_and(|error| error.is_not_found()));
//! # Ok(())
//! # }
//! ```
//!
//! A client that is generated from a document of your own has its mocks beside it, in
//! `OUT_DIR`. They belong in a module within the client's, where only tests see them:
//!
//! ```ignore
//! pub mod timesheets {
//!     include!(concat!(env!("OUT_DIR"), "/timesheets.rs"));
//!
//!     #[cfg(test)]
//!     pub mod mock {
//!         include!(concat!(env!("OUT_DIR"), "/timesheets.mock.rs"));
//!     }
//! }
//! ```
//!
//! # The sandbox
//!
//! `lucca-sandbox` is a whole account: a company with people, offices and a quarter of
//! who-is-where, and an API as strict as Lucca's. What happens rarely happens there when it
//! is told to:
//!
//! ```
//! use lucca_sandbox::{Operation, Sandbox};
//! use lucca_sdk::{ApiKey, Client};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let today = lucca_sdk::jiff::civil::date(2026, 3, 2);
//! let sandbox = Sandbox::builder().people(250).seed(7).today(today).start().await?;
//! let account = sandbox.base_url().parse()?;
//! let client = Client::builder(account, ApiKey::new(sandbox.api_key())?).build()?;
//!
//! // The connection dies in the middle of the first page.
//! let fault = sandbox.trouble().on(Operation::ListUsers).truncate().times(1);
//! let mut users = client.users().list().stream();
//! let mut count = 0;
//! while let Some(_user) = users.try_next().await? {
//!     count += 1;
//! }
//!
//! // It was asked for once more, and nobody is missing.
//! assert_eq!(sandbox.trouble().hits(fault), 1);
//! let company = sandbox.company();
//! let employed = company.users().iter().filter(|user| !user.is_former_on(today));
//! assert_eq!(count, employed.count());
//! # Ok(())
//! # }
//! ```
//!
//! # Recorded JSON
//!
//! An answer that a real account gave, once surprising, makes a test that stays. Store it
//! without anybody's data: names and addresses are not what the test is about.
//!
//! ```
//! use lucca_sdk::generated::office::mock::MockServerExt as _;
//! use lucca_sdk::testing::{client_of, httpmock::MockServer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), lucca_sdk::Error> {
//! // include_str!("recorded/work-locations.json")
//! let recorded = r#"{ "items": [{ "id": "7", "name": "Lyon", "type": "Boat" }], "count": 1 }"#;
//! let server = MockServer::start_async().await;
//! server.get_office_api_work_locations(|_when, then| {
//!     then.json(recorded);
//! });
//!
//! let client = client_of(&server).build()?;
//! let mut locations = client.office().work_locations().stream();
//! while let Some(location) = locations.try_next().await? {
//!     assert_eq!(location.id, 7);
//!     assert_eq!(location.type_.as_ref().map(|kind| kind.as_str()), Some("Boat"));
//! }
//! // The identifier came as a text, which the document does not say.
//! assert!(client.deviations().iter().any(|(told, _)| told.path == "items[].id"));
//! # Ok(())
//! # }
//! ```
//!
//! # Failures, and time
//!
//! A client of a mock server repeats what failed like any other, and waits as long. A test
//! of what your code does in the end asks once:
//!
//! ```
//! use lucca_sdk::generated::users::mock::MockServerExt as _;
//! use lucca_sdk::testing::{client_of, httpmock::MockServer};
//! use lucca_sdk::transport::ExponentialBackoff;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), lucca_sdk::Error> {
//! let server = MockServer::start_async().await;
//! let mock = server.list_users(|_when, then| {
//!     then.error(503);
//! });
//!
//! let once = ExponentialBackoff::new().max_attempts(1)?;
//! let client = client_of(&server).retry(once).build()?;
//! let error = client.users().list().stream().try_next().await.unwrap_err();
//! assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
//! mock.assert_calls(1);
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `test-util` a client's clock can be moved by hand, so that pauses and the
//! turn of the rate limit take no time.

mod example;
mod mock;

pub use example::{At, Example, by_serde};
pub use mock::{Then, body, client_of, given, header, path, query, request};

/// The mock server.
pub use httpmock;
