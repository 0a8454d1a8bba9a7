//! Rows that cannot be decoded: one error each, and the others still come.

use std::fmt;

use super::source::{Fetched, Span};
use crate::Error;
use crate::decode::Decode;
use crate::error::DecodeFailure;
use crate::transport::{Reply, Transport};

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
/// println!("row {} of the list, id {:?}: look at {}", bad.offset(), bad.id(), bad.json_path());
/// println!("{bad}");
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BadRow {
    operation: &'static str,
    offset: u64,
    id: Option<i64>,
    failure: DecodeFailure,
}

impl BadRow {
    /// The operation that answered the row.
    ///
    /// ```no_run
    /// # fn example(bad_row: &lucca_sdk::paging::BadRow) {
    /// let operation = bad_row.operation();
    /// # }
    /// ```
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// The page, counted from 1.
    ///
    /// ```no_run
    /// # fn example(bad_row: &lucca_sdk::paging::BadRow) {
    /// let page = bad_row.page();
    /// # }
    /// ```
    pub fn page(&self) -> Option<u64> {
        self.failure.page
    }

    /// The row's index in its page, counted from 0.
    ///
    /// ```no_run
    /// # fn example(bad_row: &lucca_sdk::paging::BadRow) {
    /// let index = bad_row.index();
    /// # }
    /// ```
    pub fn index(&self) -> usize {
        self.failure.index.unwrap_or_default()
    }

    /// The row's place in the whole list, counted from 0.
    ///
    /// ```no_run
    /// # fn example(bad_row: &lucca_sdk::paging::BadRow) {
    /// let offset = bad_row.offset();
    /// # }
    /// ```
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The row's `id`, if at least that could be read.
    ///
    /// ```no_run
    /// # fn example(bad_row: &lucca_sdk::paging::BadRow) {
    /// let id = bad_row.id();
    /// # }
    /// ```
    pub fn id(&self) -> Option<i64> {
        self.id
    }

    /// Where in the row the fault is, such as `userWorkCycles[1].startsOn`; empty
    /// if it is the row as a whole.
    ///
    /// ```no_run
    /// # fn example(bad_row: &lucca_sdk::paging::BadRow) {
    /// let json_path = bad_row.json_path();
    /// # }
    /// ```
    pub fn json_path(&self) -> &str {
        &self.failure.path
    }

    pub(crate) fn into_error(self) -> Error {
        Error::decode(self.operation, self.failure)
    }

    #[cfg(test)]
    pub(crate) fn for_test(operation: &'static str, span: Span, index: usize, id: i64) -> Self {
        let failure = match DecodeFailure::decode::<i64>(b"true") {
            Err(failure) => failure.in_page(span.page()).in_row(index),
            Ok(_) => unreachable!("`true` is no number"),
        };
        Self {
            operation,
            offset: span.offset + index as u64,
            id: Some(id),
            failure,
        }
    }
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation, self.failure)?;
        if let Some(id) = self.id {
            write!(f, " (id {id})")?;
        }
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
            .field("id", &self.id)
            .field("json_path", &self.json_path())
            .finish_non_exhaustive()
    }
}

/// The rows of an answer, and those of them that could not be read.
pub(crate) fn page_or_rows<E: Decode, T>(
    operation: &'static str,
    span: Span,
    transport: &Transport,
    reply: &Reply,
    open: impl FnOnce(E) -> (Vec<T>, Option<i64>),
) -> Result<Fetched<T>, Error> {
    let most = usize::try_from(span.limit).unwrap_or(usize::MAX);
    let mut decoded = reply.decode(most)?;
    if decoded.report.lacks("items") || decoded.report.lacks("data") {
        let failure = DecodeFailure::missing("items").in_page(span.page());
        return Err(reply.undecodable(failure));
    }
    transport.deviations().note(operation, &decoded.report);
    let bad = decoded
        .report
        .take_bad_rows()
        .into_iter()
        .map(|bad| BadRow {
            operation,
            offset: span.offset.saturating_add(bad.index as u64),
            id: None,
            failure: bad.failure.in_page(span.page()),
        })
        .collect();
    let (rows, total) = open(decoded.value);
    Ok(Fetched {
        rows,
        bad,
        total: total.and_then(|total| u64::try_from(total).ok()),
        places: None,
    })
}
