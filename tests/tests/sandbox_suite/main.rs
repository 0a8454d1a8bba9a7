//! The sandbox against what is known of Lucca's API, asked with plain `reqwest`: no line of the SDK takes part.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test stops where something is not as it must be"
)]

mod access;
mod asking;
mod bad_input;
mod company;
mod contract;
mod control;
mod error_shapes;
mod imports;
mod limits;
mod office;
mod settings;
mod singer;
mod trouble;
mod users;
