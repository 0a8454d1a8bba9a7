//! A Lucca account on your own machine, as strict as the real one.
//!
//! Nobody can test an HR integration on production, and few have a test account. This crate serves the nine
//! operations of Lucca's Office and users APIs over HTTP on loopback, from a company that it makes up: people with
//! departments and managers, offices with areas and floors, a quarter of who-is-where. A client in any language can
//! be pointed at it.
//!
//! ```
//! use lucca_sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), lucca_sandbox::Error> {
//! let sandbox = Sandbox::builder().people(50).seed(7).today(jiff::civil::date(2026, 3, 2)).start().await?;
//!
//! // Give these two to a client …
//! println!("{} {}", sandbox.base_url(), sandbox.api_key());
//!
//! // … and compare what it reads with what is there.
//! assert_eq!(sandbox.company().users().len(), 50);
//! # Ok(())
//! # }
//! ```
//!
//! The same seed, size and day give the same company, key and answers, to the byte. Several sandboxes can run in one
//! process; each has a thread of its own and stops when it is dropped.
//!
//! # As strict as the real one
//!
//! What Lucca refuses, the sandbox refuses: the 51st request in a minute (429), pages that would take more than five
//! seconds (408), bodies and headers that are too long (413, 431), keys without the right (401, 403), import files
//! that break the rules. A test that is not about the rate limit switches it off:
//!
//! ```
//! use lucca_sandbox::{RateLimit, Sandbox};
//! use std::time::Duration;
//!
//! let free = Sandbox::builder().rate_limit(None);
//! let quick = Sandbox::builder().rate_limit(RateLimit::new(50, Duration::from_millis(600)));
//! # let _ = (free, quick);
//! ```
//!
//! # Time
//!
//! Everything that depends on time asks a [`Clock`]. A test hands over a [`ManualClock`], or the clock that the client
//! under test goes by, or moves the sandbox alone with [`Sandbox::advance_clock`]. Only what a test asks for
//! takes real time: [`Trouble::Latency`], [`Trouble::Drip`], [`SandboxBuilder::really_wait`].
//!
//! # Trouble
//!
//! [`Sandbox::trouble`] makes connections break and answers go wrong, on real sockets, per operation, a number of
//! times, by rate or by script. [`Sandbox::requests`] and [`Sandbox::imports`] tell afterwards what was asked, and
//! which uploads were acted on.
//!
//! # Where Lucca is silent
//!
//! Nobody here has called a live account: the sandbox is written against Lucca's public documents, and they leave much
//! open. Each open question is a field of [`Behaviour`], and a [`Bundle`] answers all of them at once. A client that is
//! right passes under every bundle, or fails with a clear error where an answer makes the truth unknowable; one that
//! only passes under [`Bundle::Strict`] shares a belief with it.
//!
//! ```
//! use lucca_sandbox::{Bundle, ImportEffect, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), lucca_sandbox::Error> {
//! for seed in 0..3 {
//!     let sandbox = Sandbox::builder().like(Bundle::Random(seed)).start().await?;
//!     // … the suite of the client under test …
//!     sandbox.behave(|account| account.import_effect = ImportEffect::Late);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Some readings are no settings, because there is one that is right under both:
//!
//! | question | here |
//! |---|---|
//! | are requests with a bad key counted against the limit? | they are |
//! | what is a day that is half filled, without override? | not empty: left alone |
//! | may people be placed outside of their contract? | no: an error line |
//! | what does a removal remove? | what lies within its position |
//! | are two uploads that wait side by side judged together? | no: each by what was there when it came |
//!
//! # Nobody in it is real
//!
//! Names are drawn from lists, mail addresses end in `.example`, telephone numbers are ones that are kept for
//! fiction, and every `url` leads to a host that cannot exist.

mod access;
mod account;
mod behaviour;
mod builder;
mod clock;
mod company;
mod control;
mod error;
mod events;
mod failure;
mod gate;
mod generate;
mod imports;
mod launch;
mod limits;
mod listing;
mod lock;
mod number;
mod office;
mod operation;
mod page;
mod query;
mod random;
mod request_log;
mod routes;
mod sandbox;
mod server;
mod trouble;
mod users;
mod v3;

pub use self::access::{AccessKey, Authorization, Right};
pub use self::behaviour::{
    Behaviour, Bundle, ContractEnd, CsvQuotes, DeletedRows, DeletionMark, EarlyReport, ErrorShape,
    FaultyFiles, FloorKeys, HiddenProperties, IdSpelling, ImportEffect, ImportedStatus, ListOrder,
    MissingUser, MissingValues, NameCase, PageBound, PageTokens, PastTheEnd, RateWindow,
    RefusedRequests, Removals, ReportCells, RetryAfter, Setting, SummaryIdForm, Totals,
    UnknownBundle, UnknownParameters, UnknownSetting, UntilDay, UploadPart, UsersEnvelope,
};
pub use self::builder::SandboxBuilder;
pub use self::clock::{Clock, ManualClock, RunningClock};
pub use self::company::{
    Area, Calendar, Company, DayOff, Floor, Named, Office, Position, Status, User, UserLocation,
    UserLocations, WorkCycle, WorkLocation, WorkLocationType, WorkingPattern,
};
pub use self::error::Error;
pub use self::imports::{ImportProgress, ImportRecord, ImportSettings};
pub use self::limits::{CostModel, RateLimit};
pub use self::operation::{Operation, UnknownOperation};
pub use self::request_log::LoggedRequest;
pub use self::sandbox::Sandbox;
pub use self::trouble::{
    JsonType, Trouble, TroubleAnswer, TroubleDesk, TroubleId, TroublePlan, TroubleRule,
    TroubleTarget, When,
};

/// The README's example, compiled.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
