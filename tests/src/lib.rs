//! End-to-end tests that cross the crates of the workspace; see `tests/tests`.
//!
//! Here is what they share: a server that fails on purpose, and a time that only they
//! move.

mod fault;
mod fault_server;
mod healthy;
mod http2;
mod operation;
mod reaction;
mod redis;
mod trial;
mod virtual_time;

pub use fault::{Fault, Verdict, predicates_that_hold};
pub use fault_server::{FaultServer, SeenRequest};
pub use healthy::{SENTINEL, healthy};
pub use operation::Operation;
pub use reaction::{Answer, Reaction};
pub use redis::Redis;
pub use trial::{KEY, Protocol, call, client, client_builder, in_time, patience};
pub use virtual_time::{Moment, VirtualTime};

/// The guide to imports, whose examples run here: they need the sandbox.
#[cfg(doctest)]
#[doc = include_str!("../../lucca-sdk/src/office/imports/guide.md")]
pub struct ImportsGuide;

/// The README, whose example compiles here.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
