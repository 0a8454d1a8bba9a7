//! Lowering: a corpus of one feature each, properties over generated schemas, and
//! documents that are refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod bad_input;
mod corpus;
mod generated;
mod instances;
mod property;
mod valid_3_0;
