//! Lists, read whole: full pages, fetched ahead, nothing lost.
//!
//! Lucca's two generations of lists are one here: Office counts pages
//! (`page`, `limit`), v3 counts rows (`paging=offset,limit`). Either is asked for as
//! a [`List`], and read as [`Rows`], a stream of rows, or [`Pages`].
//!
//! - Pages hold 1,000 rows, unless [asked otherwise](List::page_size). When the
//!   server takes longer than its 5 s over one and answers 408, the same rows are
//!   asked for as half pages, and so are all later ones.
//! - Up to 4 pages are [fetched ahead](List::concurrency) while the caller is busy
//!   with rows, and handed out in order. Nothing is asked for behind the end, nor
//!   after the stream is dropped.
//! - Any place can be stored as a [`Cursor`] and come back to.
//! - When rows are added or deleted while the list is read, the reader [tells](Drift),
//!   and does what the [policy](DriftPolicy) says.
//! - A row that cannot be decoded is [one error](BadRowPolicy); the others still come.
//!
//! Lists stay small in memory however long they are. What grows with the number of
//! rows is the set of identifiers that came already: compressed, an eighth of a byte
//! to a few bytes each, by how densely they lie.

mod bad_row;
mod chunk;
mod cursor;
mod drift;
mod fingerprint;
mod list;
mod page;
mod pages;
mod range;
mod reader;
mod rows;
mod settings;
mod source;
#[cfg(test)]
mod tests;

pub use bad_row::{BadRow, BadRowPolicy};
pub use cursor::Cursor;
pub use drift::{Drift, DriftPolicy};
pub use list::{List, ListQuery};
pub use page::Page;
pub use pages::Pages;
pub use rows::Rows;

pub(crate) use bad_row::page_or_rows;
pub(crate) use fingerprint::Fingerprint;
pub(crate) use list::{Prepared, sealed};
pub(crate) use settings::MAX_PAGE_SIZE;
pub(crate) use source::{Addressing, Fetched, Source, Span};
