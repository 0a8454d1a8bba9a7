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
//! The pages hold no code; their examples compile.

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
