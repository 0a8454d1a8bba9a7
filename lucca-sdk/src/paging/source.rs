//! What the reader reads from, and how: something that answers one page at a time.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::cursor::{Cursor, Fingerprint};
use super::drift::DriftPolicy;
use super::page::{BadRow, BadRowPolicy, Fetched, Span};
use crate::Error;
use crate::error::DecodeFailure;
use crate::observer::Drifted;
use crate::transport::Reply;

/// The largest page that Lucca returns, in either dialect.
const MAX_PAGE_SIZE: u32 = 1000;

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

    /// The list is read, and this was noticed.
    fn drifted(&self, drifted: &Drifted<'_>) {
        let _ = drifted;
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

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        Self {
            source: Arc::clone(&self.source),
            settings: self.settings.clone(),
            query: self.query,
            filter: self.filter.clone(),
            cursor: self.cursor.clone(),
        }
    }
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

/// A list answer of either dialect, its rows left as text: Office has `items` and
/// `count` at the root, v3 under `data`.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, default)]
    data: Option<RawRows<'a>>,
    #[serde(default)]
    count: Option<u64>,
    #[serde(borrow, default, deserialize_with = "present")]
    items: Option<Option<Vec<&'a RawValue>>>,
}

#[derive(Deserialize)]
struct RawRows<'a> {
    #[serde(default)]
    count: Option<u64>,
    /// Absent and null are told apart: no list at all is no answer to a list.
    #[serde(borrow, default, deserialize_with = "present")]
    items: Option<Option<Vec<&'a RawValue>>>,
}

fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// What can be read of a row whatever else is wrong with it.
#[derive(Deserialize)]
struct Identity {
    id: i64,
}

/// Decodes an answer row by row: one that did not decode as a whole, or that is
/// suspiciously empty.
///
/// # Errors
/// When the fault is not in a row, but in what holds the rows.
pub(crate) fn decode_row_by_row<T: DeserializeOwned>(
    operation: &'static str,
    span: Span,
    reply: &Reply,
) -> Result<Fetched<T>, Error> {
    let undecodable = |failure: DecodeFailure| reply.undecodable(failure.in_page(span.page()));
    let answer: Answer<'_> = DecodeFailure::decode(&reply.body).map_err(undecodable)?;
    let answer = answer.data.unwrap_or(RawRows {
        count: answer.count,
        items: answer.items,
    });
    let raw = answer
        .items
        .ok_or_else(|| undecodable(DecodeFailure::missing("items")))?
        .unwrap_or_default();
    let mut rows = Vec::with_capacity(raw.len());
    let mut bad = Vec::new();
    for (index, text) in raw.into_iter().enumerate() {
        match DecodeFailure::decode(text.get().as_bytes()) {
            Ok(row) => rows.push(row),
            Err(failure) => {
                let identity = serde_json::from_str::<Identity>(text.get()).ok();
                let id = identity.map(|identity| identity.id);
                bad.push(BadRow::new(operation, span, index, id, failure));
            }
        }
    }
    Ok(Fetched {
        rows,
        bad,
        total: answer.count,
        places: None,
    })
}

/// The rows of an answer, the typed page where it decodes, else row by row.
pub(crate) fn page_or_rows<E: DeserializeOwned, T: DeserializeOwned>(
    operation: &'static str,
    span: Span,
    reply: &Reply,
    open: impl FnOnce(E) -> (Vec<T>, Option<i64>),
) -> Result<Fetched<T>, Error> {
    match reply.json().map(open) {
        // Empty though more is there: a page in a wrapping that the type does not know.
        Ok((rows, total))
            if rows.is_empty() && total.is_none_or(|total| total.cast_unsigned() > span.offset) =>
        {
            decode_row_by_row(operation, span, reply)
        }
        Ok((rows, total)) => Ok(Fetched {
            rows,
            bad: Vec::new(),
            total: total.and_then(|total| u64::try_from(total).ok()),
            places: None,
        }),
        Err(error) if error.is_decode() => decode_row_by_row(operation, span, reply),
        Err(error) => Err(error),
    }
}
