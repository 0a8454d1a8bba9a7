//! One page of a list: what was asked for, what came, and what is handed out of it.

use std::fmt;
use std::vec::IntoIter;

use super::cursor::Cursor;
use crate::Error;
use crate::decode::Present;
use crate::error::DecodeFailure;

/// One request's rows: `limit` of them from `offset` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) offset: u64,
    pub(crate) limit: u32,
}

impl Span {
    /// The offset of the first row behind the span.
    pub(crate) fn end(self) -> u64 {
        self.offset.saturating_add(u64::from(self.limit))
    }

    /// The number of the page that the span is, counted from 1.
    pub(crate) fn page(self) -> u64 {
        self.offset / u64::from(self.limit.max(1)) + 1
    }
}

/// What a server answered to a span.
#[derive(Debug)]
pub(crate) struct Fetched<T> {
    /// The rows that could be decoded, in the server's order.
    pub(crate) rows: Vec<T>,
    /// The rows that could not, in the server's order.
    pub(crate) bad: Vec<BadRow>,
    /// How many rows the server counts on all pages, if it says so.
    pub(crate) total: Option<u64>,
    /// Which properties the rows had.
    pub(crate) present: Present,
    /// For [`Addressing::Ids`]: the places of the rows and of the bad rows in the list
    /// of identifiers, counted from the span's offset, ascending.
    pub(crate) places: Option<(Vec<u32>, Vec<u32>)>,
}

impl<T> Fetched<T> {
    /// How many rows the answer held.
    pub(super) fn received(&self) -> usize {
        self.rows.len() + self.bad.len()
    }
}

/// One page of a list, from [`Pages`](super::Pages).
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut pages = client.users().list().page_size(200).pages();
/// while let Some(page) = pages.try_next().await? {
///     println!("{} of {:?}, from row {}", page.rows().len(), page.total(), page.offset());
///     println!("{} bad rows; go on from {}", page.bad_rows().len(), page.cursor());
///     for user in page {
///         println!("{}", user.id);
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Page<T> {
    pub(super) rows: Vec<T>,
    /// The place of each row, counted from the page's offset.
    pub(super) places: Vec<u32>,
    pub(super) bad_rows: Vec<BadRow>,
    /// Bad rows that are errors in their places.
    pub(super) failures: Vec<(u32, BadRow)>,
    pub(super) start: Cursor,
    pub(super) end: Cursor,
}

impl<T> Page<T> {
    /// The rows, without those that repeat earlier ones or do not pass the query's
    /// filters.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows, to own.
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// The rows of this page that could not be decoded, under
    /// [`BadRowPolicy::Collect`](super::BadRowPolicy::Collect).
    pub fn bad_rows(&self) -> &[BadRow] {
        &self.bad_rows
    }

    /// How many rows of the list lie before this page.
    pub fn offset(&self) -> u64 {
        self.start.offset
    }

    /// How many rows the server counted on all pages when it answered this one, if
    /// it said so. Filters that are applied here do not show in it.
    pub fn total(&self) -> Option<u64> {
        self.end.total
    }

    /// The place behind this page, from which another reader can go on.
    pub fn cursor(&self) -> Cursor {
        self.end.clone()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.bad_rows.is_empty() && self.failures.is_empty()
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<T> std::fmt::Debug for Page<T> {
    /// Prints no row: they are about people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("offset", &self.offset())
            .field("rows", &self.rows.len())
            .field("bad_rows", &self.bad_rows)
            .field("total", &self.total())
            .finish_non_exhaustive()
    }
}

/// What to do with a row that cannot be decoded. The others come in any case.
///
/// ```no_run
/// use lucca_sdk::paging::BadRowPolicy;
///
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut users = client.users().list().on_bad_row(BadRowPolicy::Collect).stream();
/// while let Some(user) = users.next().await {
///     println!("{}", user?.id);
/// }
/// for bad in users.bad_rows() {
///     eprintln!("{bad}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BadRowPolicy {
    /// The row is an error in its place
    /// ([`Error::is_decode`](crate::Error::is_decode)). Whoever goes on reading
    /// gets the rows behind it; whoever uses `?` stops there. The default.
    #[default]
    Fail,
    /// The row is left out, with a warning in the log.
    Skip,
    /// The row is left out, and its error kept for [`Rows::bad_rows`](super::Rows::bad_rows)
    /// or [`Page::bad_rows`](super::Page::bad_rows).
    Collect,
}

/// A row that could not be decoded: where it is, and why. It quotes no value.
///
/// ```no_run
/// use lucca_sdk::paging::BadRow;
///
/// # fn example(bad: BadRow) {
/// println!("{}: row {} of page {:?}", bad.operation(), bad.index(), bad.page());
/// println!("row {} of the list: look at {}", bad.offset(), bad.json_path());
/// println!("{bad}");
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BadRow {
    operation: &'static str,
    offset: u64,
    failure: DecodeFailure,
}

impl BadRow {
    /// The operation that answered the row.
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// The page, counted from 1.
    pub fn page(&self) -> Option<u64> {
        self.failure.page
    }

    /// The row's index in its page, counted from 0.
    pub fn index(&self) -> usize {
        self.failure.index.unwrap_or_default()
    }

    /// The row's place in the whole list, counted from 0.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Where in the row the fault is, such as `userWorkCycles[1].startsOn`; empty
    /// if it is the row as a whole.
    pub fn json_path(&self) -> &str {
        &self.failure.path
    }

    pub(crate) fn into_error(self) -> Error {
        Error::decode(self.operation, self.failure)
    }

    /// The `index`th row of the answer to `span`, which did not decode.
    pub(super) fn new(
        operation: &'static str,
        span: Span,
        index: usize,
        failure: DecodeFailure,
    ) -> Self {
        Self {
            operation,
            offset: span.offset.saturating_add(index as u64),
            failure: failure.in_page(span.page()).in_row(index),
        }
    }

    /// A row that cannot be told from others: it has no `id`, or one that is no id.
    pub(super) fn without_identity(
        operation: &'static str,
        span: Span,
        index: usize,
        id: Option<i64>,
    ) -> Self {
        let failure = match id {
            None => DecodeFailure::missing("id"),
            Some(_) => DecodeFailure::because("an id is 1 or more").at("id".to_owned()),
        };
        Self::new(operation, span, index, failure)
    }

    #[cfg(test)]
    pub(crate) fn for_test(operation: &'static str, span: Span, index: usize) -> Self {
        let failure = DecodeFailure::because("a row of a test");
        Self::new(operation, span, index, failure)
    }
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.failure)?;
        Ok(())
    }
}

impl fmt::Debug for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BadRow")
            .field("operation", &self.operation)
            .field("page", &self.page())
            .field("index", &self.index())
            .field("offset", &self.offset)
            .field("json_path", &self.json_path())
            .finish_non_exhaustive()
    }
}
