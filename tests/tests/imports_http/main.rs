//! Imports over HTTP, against the sandbox: dry run, run, resume, doubt, plan and undo.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod planning;
mod random_company;
mod reporting;
mod resuming;
mod running;
mod small_company;
mod under_bundles;
