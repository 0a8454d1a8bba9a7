//! Lists, read whole: full pages, fetched ahead, nothing lost in silence.
//!
//! Lucca's two generations of lists are one here: Office counts pages
//! (`page`, `limit`), v3 counts rows (`paging=offset,limit`). Either is asked for as
//! a [`List`], and awaited as a `Vec`, or read as [`Rows`], a stream of rows, or
//! [`Pages`].
//!
//! - Pages hold 1,000 rows, unless [asked otherwise](List::page_size). When the
//!   server takes longer than its 5 s over one and answers 408, the same rows are
//!   asked for as half pages; after some of these came in time, the double is tried
//!   again. A server that sends smaller pages than it is asked for is followed.
//! - Up to 4 pages are [fetched ahead](List::concurrency) while the caller is busy
//!   with rows, and handed out in order. Nothing is asked for after the stream is dropped.
//! - Any place can be stored as a [`Cursor`] and come back to.
//! - A row that cannot be decoded is [one error](BadRowPolicy); the others still come.
//!
//! # When the list and its pages do not agree
//!
//! A page is a number of rows from a position. Nothing keeps a list still while its pages
//! are read, and nothing makes a server count what it shows. If somebody adds a row before
//! the position that was reached, the next page begins with a row that came already; if
//! somebody deletes one, a row slips past. This is called *drift*. What the reader
//! promises:
//!
//! - **A list that ends well gave each row once that was there throughout, or says what
//!   may be missing.** [`Drift`] tells with numbers what was noticed: of [`Rows::drift`] and
//!   [`Pages::drift`], as a `tracing` warning at the end, and to the
//!   [observer](crate::observer::Observer).
//! - **Where rows are surely missing, the end is an error**
//!   ([`Error::is_paging_drift`](crate::Error::is_paging_drift)), after all rows that could
//!   be read: rows came again, and fewer different ones came than the server ever counted
//!   while it was read. So `await` and `try_collect` cannot miss it.
//! - **A total that moves, or that counts more or less than is shown, is no error**: people
//!   work while lists are read, and totals may count rows that the key's role cannot see.
//!   It is told. As a total may count too little, a last page that comes full is followed
//!   by one more request; a list without a total is read until a page is empty.
//! - **Nothing is read for ever.** The same page twice, three pages in a row that bring
//!   nothing new, or a long list in pages of a few rows end the reading as an error,
//!   whatever total the server announces.
//! - Rows without an identity (no `id`, or one below 1) cannot be told from one another.
//!   Each is a bad row, never a repetition.
//!
//! Who needs one picture of a list that changes asks for [`DriftPolicy::Again`]; who wants
//! an error at the first sign for [`DriftPolicy::Fail`].
//!
//! Lists stay small in memory however long they are: it grows with what has arrived, never
//! with a number that a server announces. What is kept of rows that were handed out is the
//! set of their identifiers: compressed, an eighth of a byte to a few bytes each, by how
//! densely they lie.

mod cursor;
mod drift;
mod list;
mod page;
mod pages;
mod reader;
mod source;
#[cfg(test)]
mod tests;

pub use cursor::Cursor;
pub use drift::{Drift, DriftPolicy};
pub use list::{List, ListQuery};
pub use page::{BadRow, BadRowPolicy, Page};
pub use pages::{Pages, Rows};

pub(crate) use list::{Pairs, Prepared, sealed, with_query};
pub(crate) use page::{Fetched, Span};
pub(crate) use source::{Addressing, Filter, Source, fetch_page};
