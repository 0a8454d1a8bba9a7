//! The query language of Lucca's v3 API, as far as users need it.
//!
//! A request names what it wants (`fields`), which rows (any property, with a comparator), in which order
//! (`orderBy`) and which slice (`paging`). Each has its file; [`property`] says what there is to name.

pub(crate) mod fields;
pub(crate) mod filter;
pub(crate) mod order;
pub(crate) mod paging;
pub(crate) mod property;
pub(crate) mod request;
pub(crate) mod write;
