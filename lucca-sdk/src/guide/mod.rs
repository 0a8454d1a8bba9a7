//! What does not belong to one item: pages to read once.
//!
//! | page | answers |
//! |---|---|
//! | [`errors`] | what went wrong, and what do I do about it? |
//! | [`retries`] | what is tried again, and when may a request have been sent? |
//! | [`limits`] | how long does this take, and who shares the budget? |
//! | [`privacy`] | what is printed and logged, and what is not? |
//! | [`documents`] | where does the code come from, and where does it differ from Lucca's documents? |
//!
//! How to test your own code is told in `testing` (feature `mock`), how imports are taken up
//! and taken back in `office::imports`.

#[doc = include_str!("errors.md")]
pub mod errors {}

#[doc = include_str!("retries.md")]
pub mod retries {}

#[doc = include_str!("limits.md")]
pub mod limits {}

#[doc = include_str!("privacy.md")]
pub mod privacy {}

#[doc = include_str!("documents.md")]
pub mod documents {}
