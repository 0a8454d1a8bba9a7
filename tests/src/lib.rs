//! End-to-end tests that cross the crates of the workspace; see `tests/tests`.

/// The guide to imports, whose examples run here: they need the sandbox.
#[cfg(doctest)]
#[doc = include_str!("../../lucca-sdk/src/office/imports/guide.md")]
pub struct ImportsGuide;

/// The README, whose example compiles here.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
