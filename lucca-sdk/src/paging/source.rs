//! What the reader reads from: something that answers one page at a time.

use std::sync::Arc;

use futures::future::BoxFuture;

use super::BadRow;
use crate::Error;
use crate::decode::Present;
use crate::observer::Event;

/// A list on a server, asked for one page at a time.
///
/// Behind this trait the two dialects of Lucca's lists look the same, and tests
/// put lists in memory that change while they are read.
pub(crate) trait Source: Send + Sync + 'static {
    /// What the list holds.
    type Row: Send + 'static;

    /// The operation's id, for errors.
    fn operation(&self) -> &'static str;

    /// How spans are put to the server.
    fn addressing(&self) -> Addressing;

    /// The identity of a row, by which repetitions are noticed.
    fn id(&self, row: &Self::Row) -> Option<i64>;

    /// One request: the rows of a span. A row that cannot be decoded is in
    /// [`Fetched::bad`]; an error is one of the whole page.
    ///
    /// The call begins when the future is first polled, and goes on from then
    /// whether it is polled or not.
    fn fetch(self: Arc<Self>, span: Span) -> BoxFuture<'static, Result<Fetched<Self::Row>, Error>>;

    /// How many of `limit` rows from `offset` on fit into one request.
    fn fitting(&self, offset: u64, limit: u32) -> u32 {
        let _ = offset;
        limit
    }

    /// Whether nothing that is wanted comes behind the row of this id, in a list whose
    /// ids ascend.
    fn is_behind_all(&self, id: i64) -> bool {
        let _ = id;
        false
    }

    /// Something was noticed while the list was read, for whoever watches the client.
    fn notice(&self, event: &Event<'_>) {
        let _ = event;
    }

    /// The list was read from its start to its end, and its rows had these properties.
    fn read_whole(&self, present: Present) {
        let _ = present;
    }
}

/// A source whose kind is forgotten.
pub(crate) type AnySource<T> = Arc<dyn Source<Row = T>>;

/// How a list is told which rows to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Addressing {
    /// By a page's number: the first row's offset is a multiple of the limit.
    PageNumber,
    /// By the first row's offset.
    Offset,
    /// By identifiers: an offset is a place in a list of this many identifiers,
    /// of which the server may know fewer.
    Ids(u64),
}

impl Addressing {
    /// The request that brings the row at `at`, and as many behind it as fit.
    ///
    /// With `overlap`, the row before `at` comes too where that costs nothing but
    /// one row of the page, so that the reader sees whether the list has shifted.
    pub(super) fn span(self, at: u64, limit: u32, overlap: bool) -> Span {
        let limit = limit.max(1);
        let offset = match self {
            Self::PageNumber => at - at % u64::from(limit),
            Self::Offset if overlap && limit > 1 => at.saturating_sub(1),
            Self::Offset | Self::Ids(_) => at,
        };
        Span { offset, limit }
    }
}

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
