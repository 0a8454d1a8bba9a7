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
//! process; each stops when it is dropped.
mod access;
mod account;
mod clock;
mod company;
mod control;
mod error;
mod failure;
mod gate;
mod generate;
mod imports;
mod limits;
mod lock;
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
pub use self::clock::{Clock, ManualClock, RunningClock};
pub use self::company::{
    Area, Calendar, Company, DayOff, Floor, Named, Office, Position, Status, User, UserLocation,
    UserLocations, WorkCycle, WorkLocation, WorkLocationType, WorkingPattern,
};
pub use self::error::Error;
pub use self::failure::{ErrorShape, UnknownShape};
pub use self::imports::{
    EarlyReport, FaultyFiles, ImportProgress, ImportRecord, ImportSettings, SummaryIdForm,
};
pub use self::limits::{CostModel, RateLimit, RetryAfter};
pub use self::operation::{Operation, UnknownOperation};
pub use self::request_log::LoggedRequest;
pub use self::sandbox::{Sandbox, SandboxBuilder};
pub use self::trouble::{
    Trouble, TroubleAnswer, TroubleDesk, TroubleId, TroublePlan, TroubleRule, TroubleTarget, When,
};
pub use self::v3::filter::UntilDay;
