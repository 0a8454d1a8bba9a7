//! Reading a range of rows, whatever page size the server can bear.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::chunk::Chunk;
use super::source::{Addressing, AnySource};
use crate::Error;

/// No page is halved to fewer rows: if 25 rows take the server 5 s, then their
/// number is not what is wrong.
const SMALLEST_PAGE: u32 = 25;

/// The page size that works, shared by all ranges of a list: each 408 that one of
/// them meets spares the others theirs.
#[derive(Clone)]
pub(super) struct PageSize(Arc<AtomicU32>);

impl PageSize {
    pub(super) fn new(rows: u32) -> Self {
        Self(Arc::new(AtomicU32::new(rows.max(1))))
    }

    pub(super) fn get(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    fn lower_to(&self, rows: u32) {
        self.0.fetch_min(rows.max(1), Ordering::Relaxed);
    }
}

/// What reading a range has brought: the rows up to the failure, if there was one.
pub(super) struct Batch<T> {
    pub(super) chunks: Vec<Chunk<T>>,
    pub(super) failure: Option<Error>,
    /// A place was looked for, and is not in the list any more.
    pub(super) lost: bool,
}

/// Reads the rows from `from` to `to`.
///
/// When the server gives up on a page (408), the same rows are asked for as half
/// pages. A page that is asked for by its number has to begin at a multiple of its
/// size, so a half page may begin before the row that is wanted or reach beyond
/// `to`, which happens with odd sizes; what is too much is cut off.
pub(super) async fn read_range<T: Send + 'static>(
    source: &AnySource<T>,
    from: u64,
    to: u64,
    size: &PageSize,
    overlap: bool,
) -> Batch<T> {
    let mut batch = Batch {
        chunks: Vec::new(),
        failure: None,
        lost: false,
    };
    let addressing = source.addressing();
    let mut at = from;
    while at < to {
        let limit = match addressing {
            Addressing::PageNumber => size.get(),
            Addressing::Offset | Addressing::Ids(_) => {
                let wanted = to.saturating_sub(at).saturating_add(u64::from(overlap));
                size.get().min(u32::try_from(wanted).unwrap_or(u32::MAX))
            }
        };
        let span = addressing.span(at, source.fitting(at, limit), overlap);
        let fetched = match source.fetch(span).await {
            Ok(fetched) => fetched,
            Err(error) if error.is_page_too_slow() && span.limit / 2 >= SMALLEST_PAGE => {
                tracing::debug!(
                    operation = source.operation(),
                    offset = span.offset,
                    limit = span.limit,
                    "page too slow, halving it"
                );
                size.lower_to(span.limit / 2);
                continue;
            }
            Err(error) => {
                batch.failure = Some(error);
                return batch;
            }
        };
        let received = fetched.received() as u64;
        let total = fetched.total;
        // A server that sends more than it was asked for does not page: all of it counts.
        let until = if received > u64::from(span.limit) {
            span.offset + received
        } else {
            span.end().min(to)
        };
        let mut chunk = Chunk::cut(source.as_ref(), span, at, until, fetched);
        let promised = match (addressing, total) {
            (Addressing::Ids(_), _) => 0,
            (_, Some(total)) => total.saturating_sub(span.offset).min(u64::from(span.limit)),
            (_, None) => u64::from(span.limit),
        };
        if received >= promised {
            at = until;
        } else if span.offset == 0
            && received > 0
            && (total.is_some() || looks_like_a_bound(received))
        {
            // The server returns fewer rows to a page than it is asked for. (Older
            // documents of Lucca Office know 10 at most.)
            size.lower_to(u32::try_from(received).unwrap_or(u32::MAX));
            at = at.max(received);
            chunk.to = at;
        } else {
            // Unless the page reaches beyond what is wanted of it, and so do its rows.
            chunk.last = total.is_none() && span.offset + received <= until;
            chunk.short = if total.is_some() {
                promised - received
            } else {
                0
            };
            at = until;
        }
        let ended = chunk.last || total.is_some_and(|total| at >= total);
        batch.chunks.push(chunk);
        if ended && !matches!(addressing, Addressing::Ids(_)) {
            break;
        }
    }
    batch
}

/// Whether a first page of so many rows, of a list whose total is not known, is
/// one that the server has cut rather than the whole list. Bounds are round
/// numbers; a wrong guess costs one request.
fn looks_like_a_bound(received: u64) -> bool {
    received.is_multiple_of(10) || received.is_multiple_of(25)
}

/// Finds the place behind the rows `anchors` again, which was at `expected` before
/// the list changed: first where it was, then outwards in both directions.
///
/// `anchors` are the identifiers of the last rows that were delivered, the newest
/// last. Any of them will do: rows behind it that were delivered too are
/// recognised as repetitions.
pub(super) async fn find_place<T: Send + 'static>(
    source: AnySource<T>,
    anchors: Vec<i64>,
    expected: u64,
    size: PageSize,
) -> Batch<T> {
    let step = u64::from(size.get());
    let home = expected.saturating_sub(1);
    let mut low = home - home % step;
    let mut high = Some(low);
    let mut backward = false;
    loop {
        let range = match (backward, high) {
            (false, Some(from)) => Some((from, from.saturating_add(step))),
            _ => None,
        }
        .or_else(|| (low > 0).then(|| (low.saturating_sub(step), low)));
        let Some((from, to)) = range else {
            return Batch {
                chunks: Vec::new(),
                failure: None,
                lost: true,
            };
        };
        let mut batch = read_range(&source, from, to, &size, false).await;
        if batch.failure.is_some() {
            batch.chunks.clear();
            return batch;
        }
        if keep_behind_anchor(&mut batch.chunks, &anchors) {
            return batch;
        }
        if from < low {
            low = from;
        } else {
            let ended = batch.chunks.last().is_none_or(|chunk| {
                chunk.last || chunk.total.is_some_and(|total| chunk.to >= total)
            });
            high = (!ended).then_some(to);
        }
        // Turn round, unless one of the directions has come to its end.
        backward = !backward && low > 0;
    }
}

/// Drops everything up to the newest of the anchors that is in `chunks`.
fn keep_behind_anchor<T: Send + 'static>(chunks: &mut Vec<Chunk<T>>, anchors: &[i64]) -> bool {
    let newest = chunks
        .iter()
        .enumerate()
        .flat_map(|(number, chunk)| {
            chunk
                .trail
                .iter()
                .enumerate()
                .filter_map(move |(place, id)| Some((number, place, (*id)?)))
        })
        .filter_map(|(number, place, id)| {
            let age = anchors.iter().rev().position(|anchor| *anchor == id)?;
            Some((age, number, place))
        })
        .min();
    let Some((_, number, place)) = newest else {
        return false;
    };
    chunks.drain(..number);
    if let Some(chunk) = chunks.first_mut() {
        chunk.drop_front(place + 1);
        chunk.from += place as u64 + 1;
        chunk.to = chunk.to.max(chunk.from);
        chunk.sought = true;
    }
    true
}
