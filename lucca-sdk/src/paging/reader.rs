//! The engine: asks for pages ahead, hands them out in order, and watches that
//! they fit together.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures::FutureExt;
use roaring::RoaringTreemap;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

use super::chunk::Chunk;
use super::fingerprint::Fingerprint;
use super::page::{Page, Place, anchors};
use super::range::{Batch, PageSize, find_place, read_range};
use super::settings::Settings;
use super::source::{Addressing, AnySource};
use super::{BadRowPolicy, Cursor, Drift, DriftPolicy};
use crate::Error;

/// A filter on this side of the wire, applied as pages arrive.
pub(crate) type Filter<T> = Arc<dyn Fn(&T) -> bool + Send + Sync>;

/// How often in a row the reader may look for its place without getting any
/// further.
const FRUITLESS_SEARCHES: u32 = 8;

/// What a list is read with.
pub(crate) struct Reading<T> {
    pub(crate) source: AnySource<T>,
    pub(crate) settings: Settings,
    pub(crate) query: Fingerprint,
    pub(crate) filter: Option<Filter<T>>,
    pub(crate) cursor: Option<Cursor>,
}

pub(super) struct Reader<T> {
    source: AnySource<T>,
    settings: Settings,
    filter: Option<Filter<T>>,
    size: PageSize,
    /// Ranges that have been asked for, in the list's order. Each reads in a task of
    /// its own, so that it gets on while the caller is busy with rows; dropping it
    /// ends it.
    ahead: VecDeque<AbortOnDropHandle<Batch<T>>>,
    arrived: VecDeque<Chunk<T>>,
    failure: Option<Error>,
    /// The first row that has not been asked for.
    next: u64,
    /// The end of what has been handed out.
    place: Place,
    /// What the newest answer says of how many rows there are.
    newest_total: Option<u64>,
    /// The total of the last page that was handed out, to compare with the next.
    previous_total: Option<u64>,
    /// Whether any answer is in.
    answered: bool,
    /// Whether the server, which gives no total, has shown the end.
    end_seen: bool,
    /// The place is being looked for.
    seeking: bool,
    fruitless_searches: u32,
    /// After a search, rows that came already are no news.
    catching_up: bool,
    /// The next page is the first after a cursor.
    resumed: bool,
    /// Rows before the place, without repetitions.
    distinct: u64,
    /// Where this reader has started.
    origin: u64,
    seen: RoaringTreemap,
    drift: Drift,
    done: bool,
}

/// What becomes of a chunk.
enum Verdict {
    Deliver,
    Search,
    Refuse(Error),
}

impl<T: Send + 'static> Reader<T> {
    pub(super) fn new(reading: Reading<T>) -> Result<Self, Error> {
        let Reading {
            source,
            settings,
            query,
            filter,
            cursor,
        } = reading;
        settings.check()?;
        let mut place = Place {
            query,
            offset: 0,
            page_size: settings.page_size,
            total: None,
            anchors: Vec::new(),
        };
        let resumed = cursor.is_some();
        if let Some(cursor) = cursor {
            if cursor.query != query {
                return Err(Error::invalid_input(
                    "cursor",
                    "it comes from another query (account, operation, filters or fields \
                     differ); use the query that it comes from, or start without a cursor",
                )
                .with_operation(source.operation()));
            }
            place = Place {
                query,
                offset: cursor.offset,
                page_size: settings.page_size.min(cursor.page_size),
                total: cursor.total,
                anchors: cursor.anchors,
            };
        }
        let seen = place.anchors.iter().map(|id| id.cast_unsigned()).collect();
        Ok(Self {
            size: PageSize::new(place.page_size),
            next: place.offset,
            newest_total: place.total,
            previous_total: place.total,
            distinct: place.offset,
            origin: place.offset,
            source,
            settings,
            filter,
            ahead: VecDeque::new(),
            arrived: VecDeque::new(),
            failure: None,
            place,
            answered: false,
            end_seen: false,
            seeking: false,
            fruitless_searches: 0,
            catching_up: false,
            resumed,
            seen,
            drift: Drift::default(),
            done: false,
        })
    }

    pub(super) fn drift(&self) -> &Drift {
        &self.drift
    }

    /// The place behind everything that has been handed out.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// How many rows there are, as far as is known.
    pub(super) fn total(&self) -> Option<u64> {
        match self.source.addressing() {
            Addressing::Ids(count) => Some(count),
            _ => self.newest_total.filter(|_| self.answered),
        }
    }

    /// How many rows are still to come, as far as is known.
    pub(super) fn remaining(&self) -> Option<u64> {
        if self.done {
            return Some(0);
        }
        Some(self.total()?.saturating_sub(self.place.offset))
    }

    pub(super) fn poll_page(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T>, Error>>> {
        loop {
            if self.done {
                return Poll::Ready(None);
            }
            if let Some(chunk) = self.arrived.pop_front() {
                match self.judge(&chunk) {
                    Verdict::Deliver => {}
                    Verdict::Search => {
                        self.search();
                        continue;
                    }
                    Verdict::Refuse(error) => return Poll::Ready(Some(Err(self.end(error)))),
                }
                let page = self.admit(chunk);
                // While the caller is busy with this page, the others come in.
                self.ask_ahead(self.settings.concurrency - 1);
                if page.rows.is_empty() && page.bad_rows.is_empty() && page.failures.is_empty() {
                    continue;
                }
                return Poll::Ready(Some(Ok(page)));
            }
            if let Some(error) = self.failure.take() {
                return Poll::Ready(Some(Err(self.end(error))));
            }
            self.ask_ahead(self.settings.concurrency);
            let Some(first) = self.ahead.front_mut() else {
                return Poll::Ready(self.finish().map(Err));
            };
            let batch = match ready!(first.poll_unpin(cx)) {
                Ok(batch) => batch,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => {
                        let error = Error::paging(
                            self.source.operation(),
                            "the runtime was shut down while pages were fetched",
                        );
                        return Poll::Ready(Some(Err(self.end(error))));
                    }
                },
            };
            self.ahead.pop_front();
            self.take_in(batch);
        }
    }

    /// Asks for more pages, until `bound` of them are under way.
    fn ask_ahead(&mut self, bound: usize) {
        while self.ahead.len() < bound && self.may_ask() {
            let addressing = self.source.addressing();
            let overlap = self.overlaps();
            let mut limit = self.source.fitting(self.next, self.size.get());
            if let Addressing::Ids(count) = addressing {
                let left = count.saturating_sub(self.next);
                limit = limit.min(u32::try_from(left).unwrap_or(u32::MAX));
            }
            let from = self.next;
            let to = addressing.span(from, limit, overlap).end();
            self.next = to;
            let source = Arc::clone(&self.source);
            let size = self.size.clone();
            self.spawn(async move { read_range(&source, from, to, &size, overlap).await });
        }
    }

    fn may_ask(&self) -> bool {
        if self.seeking || self.failure.is_some() {
            return false;
        }
        match (self.source.addressing(), self.newest_total) {
            (Addressing::Ids(count), _) => self.next < count,
            // Before the first answer nothing is known of the end.
            _ if !self.answered => self.ahead.is_empty(),
            (_, Some(total)) => self.next < total,
            (_, None) => !self.end_seen && self.ahead.is_empty() && self.arrived.is_empty(),
        }
    }

    /// Whether each page begins with the last row of the one before: worth one row
    /// to those who asked that nothing slips past, and after a cursor.
    fn overlaps(&self) -> bool {
        self.settings.on_drift != DriftPolicy::Deduplicate || self.resumed
    }

    fn spawn(&mut self, reading: impl Future<Output = Batch<T>> + Send + 'static) {
        let task = tokio::spawn(reading.in_current_span());
        self.ahead.push_back(AbortOnDropHandle::new(task));
    }

    fn take_in(&mut self, batch: Batch<T>) {
        self.failure = batch.failure;
        if std::mem::take(&mut self.seeking) {
            if batch.lost {
                self.drift.lost_places += 1;
                // What came already is known if everything came through this reader:
                // then reading again from the start loses nothing.
                self.next = if self.origin == 0 {
                    0
                } else {
                    self.place.offset
                };
                self.place.anchors.clear();
            } else if let Some(chunk) = batch.chunks.last() {
                self.next = chunk.to;
            }
            self.previous_total = None;
        }
        self.arrived = batch.chunks.into();
        if let Some(chunk) = self.arrived.back() {
            self.answered = true;
            self.newest_total = chunk.total.or(self.newest_total);
        }
    }

    /// Whether a chunk fits to what was handed out before it.
    fn judge(&mut self, chunk: &Chunk<T>) -> Verdict {
        if let Addressing::Ids(_) = self.source.addressing() {
            return Verdict::Deliver;
        }
        let mut signs = Vec::new();
        if !chunk.sought
            && let (Some(before), Some(now)) = (self.previous_total, chunk.total)
            && before != now
        {
            self.drift.total_changes += 1;
            signs.push(format!("the total went from {before} to {now}"));
        }
        if !chunk.sought
            && let (Some(found), Some(last)) = (chunk.before, self.place.anchors.last())
            && found != *last
        {
            self.drift.shifts += 1;
            signs.push("the rows have moved".to_owned());
        }
        if !self.catching_up && !chunk.sought {
            let repeated = chunk
                .rows
                .iter()
                .filter_map(|row| self.source.id(row))
                .filter(|id| self.seen.contains(id.cast_unsigned()))
                .count();
            if repeated > 0 {
                signs.push(format!("{repeated} rows came again"));
            }
            // Without a total, nothing else would ever end such a list.
            if chunk.total.is_none() && repeated > 0 && repeated == chunk.rows.len() {
                signs.push("the server sends the same page again and again".to_owned());
                return Verdict::Refuse(self.drift_error(chunk.from, &signs));
            }
        }
        let resumed = std::mem::take(&mut self.resumed);
        if chunk.short > 0 {
            self.drift.short_pages += 1;
            if self.settings.on_drift == DriftPolicy::Fail {
                signs.push(format!("{} rows of a page are missing", chunk.short));
            }
        }
        if signs.is_empty() {
            return Verdict::Deliver;
        }
        match self.settings.on_drift {
            DriftPolicy::Fail => Verdict::Refuse(self.drift_error(chunk.from, &signs)),
            DriftPolicy::Deduplicate if !resumed => Verdict::Deliver,
            // Nothing has been handed out that could be lost or repeated.
            _ if self.place.anchors.is_empty() => Verdict::Deliver,
            _ if self.fruitless_searches >= FRUITLESS_SEARCHES => {
                signs.push(format!("{FRUITLESS_SEARCHES} searches did not help"));
                Verdict::Refuse(self.drift_error(chunk.from, &signs))
            }
            _ => Verdict::Search,
        }
    }

    fn drift_error(&self, offset: u64, signs: &[String]) -> Error {
        Error::paging(
            self.source.operation(),
            format!(
                "the list changed while it was read: at row {offset}, {}",
                signs.join(", ")
            ),
        )
    }

    /// Forgets what was asked for, and looks for the place anew.
    fn search(&mut self) {
        self.ahead.clear();
        self.arrived.clear();
        self.failure = None;
        self.seeking = true;
        self.catching_up = true;
        self.end_seen = false;
        self.fruitless_searches += 1;
        self.drift.re_reads += 1;
        let search = find_place(
            Arc::clone(&self.source),
            self.place.anchors.clone(),
            self.place.offset,
            self.size.clone(),
        );
        self.spawn(search);
    }

    /// Makes a page of a chunk: repetitions and what the filter refuses out, bad rows
    /// where the policy wants them.
    fn admit(&mut self, mut chunk: Chunk<T>) -> Page<T> {
        let mut before = std::mem::take(&mut self.place.anchors);
        if chunk.sought {
            // Found by an older anchor, the place is behind that one.
            let found = before.iter().rposition(|id| Some(*id) == chunk.before);
            before.truncate(found.map_or(0, |found| found + 1));
        }
        self.place = Place {
            query: self.place.query,
            offset: chunk.to,
            page_size: self.size.get(),
            total: chunk.total.or(self.place.total),
            anchors: anchors(&before, &chunk.trail),
        };
        if chunk.total.is_some() {
            self.previous_total = chunk.total;
            self.drift.last_total = chunk.total;
            self.drift.first_total = self.drift.first_total.or(chunk.total);
        }
        self.end_seen |= chunk.last;

        let source = Arc::clone(&self.source);
        let filter = self.filter.clone();
        let mut repeated = 0_u64;
        let mut last_is_new = false;
        let mut kept = Vec::new();
        let mut gaps = false;
        for row in &chunk.rows {
            last_is_new = source
                .id(row)
                .is_none_or(|id| self.seen.insert(id.cast_unsigned()));
            repeated += u64::from(!last_is_new);
            let keep = last_is_new && filter.as_ref().is_none_or(|passes| passes(row));
            kept.push(keep);
            gaps |= !keep;
        }
        let received = chunk.rows.len() as u64;
        if gaps {
            let places = (0..kept.len())
                .zip(&kept)
                .filter(|(_, keep)| **keep)
                .map(|(index, _)| chunk.place_of(index))
                .collect();
            let mut keep = kept.iter();
            chunk.rows.retain(|_| keep.next().is_none_or(|keep| *keep));
            chunk.places = Some(places);
        }
        let mut new = received - repeated;
        let mut bad_rows = Vec::new();
        let mut failures = Vec::new();
        for (place, bad) in chunk.bad {
            let known = bad
                .id()
                .is_some_and(|id| !self.seen.insert(id.cast_unsigned()));
            if known {
                repeated += 1;
                continue;
            }
            new += 1;
            match self.settings.on_bad_row {
                BadRowPolicy::Fail => failures.push((place, bad.into_error())),
                BadRowPolicy::Collect => bad_rows.push(bad),
                BadRowPolicy::Skip => tracing::warn!(%bad, "row left out"),
            }
        }
        self.distinct += new;
        if new > 0 {
            self.fruitless_searches = 0;
        }
        if !self.catching_up {
            self.drift.duplicates += repeated;
        } else if last_is_new {
            self.catching_up = false;
        }
        Page {
            rows: chunk.rows,
            places: chunk.places,
            bad_rows,
            failures,
            offset: chunk.from,
            total: chunk.total,
            end: self.place.clone(),
            before,
            trail: chunk.trail,
        }
    }

    /// Everything is read: is it all there?
    fn finish(&mut self) -> Option<Error> {
        self.done = true;
        if let Addressing::Ids(_) = self.source.addressing() {
            return None;
        }
        let total = self.drift.last_total?;
        self.drift.missing = total.saturating_sub(self.distinct);
        let missing = self.drift.missing;
        if missing > 0 && self.settings.on_drift == DriftPolicy::Fail {
            let sign = format!("{missing} of {total} rows did not come");
            return Some(self.drift_error(self.place.offset, &[sign]));
        }
        None
    }

    fn end(&mut self, error: Error) -> Error {
        self.done = true;
        self.ahead.clear();
        self.arrived.clear();
        error
    }
}
