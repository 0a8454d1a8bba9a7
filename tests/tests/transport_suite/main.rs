//! The transport, from the outside: over real sockets, under a clock that is moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test says what went wrong by panicking"
)]

mod rate_limit_property;
