//! A run of rows that came from the server, cut to what was wanted of it.

use super::BadRow;
use super::source::{Addressing, Fetched, Source, Span};

/// Consecutive rows of a list, as one answer brought them.
pub(super) struct Chunk<T> {
    /// The offset of the first row.
    pub(super) from: u64,
    /// The offset at which reading goes on.
    pub(super) to: u64,
    pub(super) rows: Vec<T>,
    /// The place of each row, counted from `from`; `None` if there are no gaps.
    pub(super) places: Option<Vec<u32>>,
    /// The rows that could not be decoded, with their places.
    pub(super) bad: Vec<(u32, BadRow)>,
    /// The identifiers of all rows in the server's order, bad rows included.
    /// Empty where an order means nothing ([`Addressing::Ids`]).
    pub(super) trail: Vec<Option<i64>>,
    /// The identifier of the row before the first, if the answer held it.
    pub(super) before: Option<i64>,
    pub(super) total: Option<u64>,
    /// Rows that the answer's own total promised and that are not in it.
    pub(super) short: u64,
    /// Nothing comes behind it. Said only if the server gives no total.
    pub(super) last: bool,
    /// The reader has looked for this place, so that it need not fit to what was
    /// read before.
    pub(super) sought: bool,
}

impl<T: Send + 'static> Chunk<T> {
    /// Cuts the rows from `at` to `until` out of the answer to `span`.
    pub(super) fn cut(
        source: &dyn Source<Row = T>,
        span: Span,
        at: u64,
        until: u64,
        fetched: Fetched<T>,
    ) -> Self {
        let received = fetched.received();
        let total = fetched.total;
        let mut chunk = Self {
            from: at,
            to: until,
            rows: fetched.rows,
            places: fetched.places,
            bad: Vec::new(),
            trail: Vec::new(),
            before: None,
            total,
            short: 0,
            last: false,
            sought: false,
        };
        if let Addressing::Ids(_) = source.addressing() {
            chunk.bad = fetched
                .bad
                .into_iter()
                .map(|bad| (place(bad.index()), bad))
                .collect();
            return chunk;
        }
        if !fetched.bad.is_empty() {
            chunk.places = Some(places_between(&fetched.bad, received));
        }
        chunk.bad = fetched
            .bad
            .into_iter()
            .map(|bad| (place(bad.index()), bad))
            .collect();
        chunk.trail = chunk.trail_of(source, received);
        chunk.drop_front(usize::try_from(at - span.offset).unwrap_or(usize::MAX));
        chunk.truncate(usize::try_from(until - at).unwrap_or(usize::MAX));
        let end = at + chunk.trail.len() as u64;
        if total.is_none_or(|total| total <= until) {
            // At the end of the list what came is what there is.
            chunk.to = end;
        }
        chunk
    }

    /// The identifiers of all rows by place.
    fn trail_of(&self, source: &dyn Source<Row = T>, received: usize) -> Vec<Option<i64>> {
        let Some(places) = &self.places else {
            return self.rows.iter().map(|row| source.id(row)).collect();
        };
        let mut trail = vec![None; received];
        let decoded = places
            .iter()
            .zip(&self.rows)
            .map(|(place, row)| (*place, source.id(row)));
        let undecoded = self.bad.iter().map(|(place, bad)| (*place, bad.id()));
        for (place, id) in decoded.chain(undecoded) {
            if let Some(slot) = trail.get_mut(place as usize) {
                *slot = id;
            }
        }
        trail
    }

    /// Removes the first `count` places; the last of them becomes `before`.
    pub(super) fn drop_front(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.before = self.trail.get(count - 1).copied().flatten();
        self.trail.drain(..count.min(self.trail.len()));
        let by = place(count);
        let rows = match &mut self.places {
            None => count,
            Some(places) => {
                let gone = places.partition_point(|place| *place < by);
                places.drain(..gone);
                places.iter_mut().for_each(|place| *place -= by);
                gone
            }
        };
        self.rows.drain(..rows.min(self.rows.len()));
        self.bad.retain(|(place, _)| *place >= by);
        self.bad.iter_mut().for_each(|(place, _)| *place -= by);
    }

    /// Keeps the first `count` places.
    fn truncate(&mut self, count: usize) {
        if count >= self.trail.len() {
            return;
        }
        self.trail.truncate(count);
        let end = place(count);
        match &mut self.places {
            None => self.rows.truncate(count),
            Some(places) => {
                let kept = places.partition_point(|place| *place < end);
                places.truncate(kept);
                self.rows.truncate(kept);
            }
        }
        self.bad.retain(|(place, _)| *place < end);
    }

    /// The place of the `index`th row, counted from `from`.
    pub(super) fn place_of(&self, index: usize) -> u32 {
        place_of(self.places.as_deref(), index)
    }
}

/// The place of the `index`th row under `places`.
pub(super) fn place_of(places: Option<&[u32]>, index: usize) -> u32 {
    match places {
        None => place(index),
        Some(places) => places.get(index).copied().unwrap_or(u32::MAX),
    }
}

/// A page has at most 1,000 rows, so that a place always fits.
fn place(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The places among `received` that the bad rows leave to the good ones.
fn places_between(bad: &[BadRow], received: usize) -> Vec<u32> {
    let mut bad = bad.iter().map(BadRow::index).peekable();
    (0..received)
        .filter(|index| bad.next_if(|bad| bad == index).is_none())
        .map(place)
        .collect()
}

impl<T> Fetched<T> {
    /// How many rows the answer held.
    pub(super) fn received(&self) -> usize {
        self.rows.len() + self.bad.len()
    }
}
