//! What the reader reads from, and how: something that answers one page at a time.

use std::sync::Arc;

use futures::future::BoxFuture;

use super::cursor::{Cursor, Fingerprint};
use super::drift::DriftPolicy;
use super::page::{BadRow, BadRowPolicy, Fetched, Span};
use crate::Error;
use crate::decode::{Decode, Present};
use crate::observer::Event;
use crate::transport::{Reply, Transport};

/// The largest page that Lucca returns, in either dialect.
const MAX_PAGE_SIZE: u32 = 1000;

/// How many rows more than asked for a page may hold.
pub(super) const SPILL: usize = 10;

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
    fn fitting(&self, _offset: u64, limit: u32) -> u32 {
        limit
    }

    /// Whether nothing that is wanted comes behind the row of this id, in a list whose
    /// ids ascend.
    fn is_behind_all(&self, _id: i64) -> bool {
        false
    }

    /// Something was noticed while the list was read, for whoever watches the client.
    fn notice(&self, _event: &Event<'_>) {}

    /// The list was read from its start to its end, and its rows had these properties.
    fn read_whole(&self, _present: Present) {}
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

/// A filter on this side of the wire, applied as pages arrive.
pub(crate) type Filter<T> = Arc<dyn Fn(&T) -> bool + Send + Sync>;

/// What a list is read with.
pub(crate) struct Reading<T> {
    pub(crate) source: AnySource<T>,
    pub(crate) settings: Settings,
    pub(crate) query: Fingerprint,
    pub(crate) filter: Option<Filter<T>>,
    pub(crate) cursor: Option<Cursor>,
}

/// How a list is read.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) page_size: u32,
    pub(crate) concurrency: usize,
    pub(crate) on_drift: DriftPolicy,
    pub(crate) on_bad_row: BadRowPolicy,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            page_size: MAX_PAGE_SIZE,
            concurrency: 4,
            on_drift: DriftPolicy::default(),
            on_bad_row: BadRowPolicy::default(),
        }
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), Error> {
        let refuse = |name, accepted: &str| Err(Error::invalid_input(name, accepted));
        if !(1..=MAX_PAGE_SIZE).contains(&self.page_size) {
            return refuse("page_size", "accepted is 1 to 1000 rows");
        }
        if self.concurrency == 0 {
            return refuse("concurrency", "accepted is 1 (page by page) or more");
        }
        if self.on_drift == DriftPolicy::Again(0) {
            return refuse(
                "on_drift",
                "`Again(0)` never reads again; accepted is `Again(1)` or more, or `Fail`",
            );
        }
        Ok(())
    }
}

/// Asks for one page.
pub(crate) async fn fetch_page<E, T>(
    transport: &Transport,
    request: reqwest::Request,
    operation: &'static str,
    span: Span,
    open: impl FnOnce(E) -> (Vec<T>, Option<i64>),
) -> Result<(Fetched<T>, Reply), Error>
where
    E: Decode + Send + 'static,
{
    // The reader says what a few too many are; what is beyond is not even read.
    let most = usize::try_from(span.limit)
        .unwrap_or(usize::MAX)
        .saturating_add(SPILL);
    let (mut decoded, reply) = transport
        .page(request, operation, span.page(), most)
        .await?;
    let bad_rows = decoded.report.take_bad_rows().into_iter();
    let bad = bad_rows
        .map(|bad| BadRow::new(operation, span, bad.index, bad.failure))
        .collect();
    let present = decoded.report.present();
    let (rows, total) = open(decoded.value);
    let fetched = Fetched {
        rows,
        bad,
        total: total.and_then(|total| u64::try_from(total).ok()),
        present,
        places: None,
    };
    Ok((fetched, reply))
}
