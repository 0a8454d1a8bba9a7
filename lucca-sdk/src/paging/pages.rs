//! A list, page by page and row by row.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::iter::Peekable;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::vec::IntoIter;

use futures::{Stream, StreamExt, TryStreamExt};

use super::cursor::{Cursor, Fingerprint};
use super::drift::{Drift, DriftPolicy};
use super::page::{BadRow, Page};
use super::reader::Pass;
use super::source::{Addressing, Reading};
use crate::Error;

/// The pages of a list, in order, as a [`Stream`]; made by
/// [`List::pages`](super::List::pages).
///
/// The errors of rows that could not be decoded come before the page that they
/// were in, if they are to be errors at all
/// ([`BadRowPolicy::Fail`](super::BadRowPolicy::Fail)). After any other error the
/// stream is at its end; [`Pages::cursor`] says from where to go on.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut pages = client.users().list().pages();
/// while let Some(page) = pages.try_next().await? {
///     let users = page.into_rows();
///     println!("{} of {:?}; then {}", users.len(), pages.total(), pages.cursor());
/// }
/// println!("{}", pages.drift());
/// # Ok(())
/// # }
/// ```
pub struct Pages<T> {
    /// A request that was refused has no reader; its error is told once.
    reader: Result<Reader<T>, Option<Error>>,
    /// Errors of rows, and the page that they came with.
    waiting: VecDeque<Result<Page<T>, Error>>,
}

impl<T: Send + 'static> Pages<T> {
    pub(super) fn new(reading: Result<Reading<T>, Error>) -> Self {
        Self {
            reader: reading.and_then(Reader::new).map_err(Some),
            waiting: VecDeque::new(),
        }
    }

    /// The next page. `None` at the end. A call that is dropped before it is done loses
    /// nothing.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        StreamExt::next(self).await
    }

    /// The next page, for loops that stop at the first error.
    ///
    /// # Errors
    /// Whatever the stream yields next, if that is an error.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        TryStreamExt::try_next(self).await
    }

    /// How many rows the server counts on all pages, once the first page is in and
    /// if the server says so. Filters that are applied on this side do not show in
    /// it. For users asked for by their ids: how many ids were given.
    pub fn total(&self) -> Option<u64> {
        self.reader.as_ref().ok()?.total()
    }

    /// What was noticed of changes to the list since reading began.
    pub fn drift(&self) -> Drift {
        let reader = self.reader.as_ref();
        reader.map_or_else(|_| Drift::default(), |reader| reader.pass.drift.clone())
    }

    /// The place behind the last page that was handed out.
    ///
    /// A request that was refused ([`Error::is_invalid_input`]) has no place: no query
    /// accepts its cursor.
    pub fn cursor(&self) -> Cursor {
        match (&self.reader, self.waiting.back()) {
            // The errors of a page's rows come before the page.
            (Ok(_), Some(Ok(waiting))) => waiting.start.clone(),
            (Ok(reader), _) => reader.place.clone(),
            (Err(_), _) => Cursor::start(Fingerprint::new()),
        }
    }

    /// The next page with the errors of its rows still in it.
    fn poll_whole(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        match &mut self.reader {
            Ok(reader) => reader.poll_page(cx),
            Err(refused) => Poll::Ready(refused.take().map(Err)),
        }
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.waiting.is_empty() {
            let Some(mut page) = ready!(this.poll_whole(cx)?) else {
                return Poll::Ready(None);
            };
            let failures = std::mem::take(&mut page.failures);
            let errors = failures.into_iter().map(|(_, bad)| Err(bad.into_error()));
            this.waiting.extend(errors);
            this.waiting.push_back(Ok(page));
        }
        Poll::Ready(this.waiting.pop_front())
    }
}

impl<T> Unpin for Pages<T> {}

impl<T> std::fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// The rows of a list, in order, as a [`Stream`]; made by
/// [`List::stream`](super::List::stream).
///
/// Pages are fetched ahead while the caller is busy with rows. After an error that
/// is not that of one row ([`BadRowPolicy`](super::BadRowPolicy)) the stream is at
/// its end; [`Rows::cursor`] says from where to go on. Dropping the stream ends what
/// is under way.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let mut rows = client.office().work_locations().stream();
/// while let Some(location) = rows.try_next().await? {
///     println!("{:?} of {:?}; then {}", location.name, rows.total(), rows.cursor());
/// }
/// println!("{}, {:?}", rows.drift(), rows.bad_rows());
/// # Ok(())
/// # }
/// ```
pub struct Rows<T> {
    pages: Pages<T>,
    page: Option<OpenPage<T>>,
    bad_rows: Vec<BadRow>,
}

/// A page that is being handed out.
struct OpenPage<T> {
    rows: IntoIter<T>,
    /// Those of the rows, counted from the page's offset.
    places: Peekable<IntoIter<u32>>,
    failures: Peekable<IntoIter<(u32, BadRow)>>,
    offset: u64,
    /// The place behind the last row that was handed out.
    place: Cursor,
}

impl<T> OpenPage<T> {
    fn new(page: Page<T>) -> Self {
        Self {
            rows: page.rows.into_iter(),
            places: page.places.into_iter().peekable(),
            failures: page.failures.into_iter().peekable(),
            offset: page.start.offset,
            place: Cursor {
                total: page.end.total,
                ..page.start
            },
        }
    }

    fn left(&self) -> usize {
        self.rows.len() + self.failures.len()
    }

    #[inline]
    fn next(&mut self, id: impl FnOnce(&T) -> Option<i64>) -> Result<Option<T>, Error> {
        let next_row = self.places.peek().copied();
        let is_first = |failure: &(u32, BadRow)| next_row.is_none_or(|row| failure.0 < row);
        if let Some((place, bad)) = self.failures.next_if(is_first) {
            self.advance(place, None);
            return Err(bad.into_error());
        }
        if let (Some(place), Some(row)) = (self.places.next(), self.rows.as_slice().first()) {
            self.advance(place, id(row));
        }
        Ok(self.rows.next())
    }

    fn advance(&mut self, place: u32, last: Option<i64>) {
        self.place.offset = self.offset + u64::from(place) + 1;
        self.place.last = last;
    }
}

impl<T: Send + 'static> Rows<T> {
    pub(super) fn new(reading: Result<Reading<T>, Error>) -> Self {
        Self {
            pages: Pages::new(reading),
            page: None,
            bad_rows: Vec::new(),
        }
    }

    /// The next row. `None` at the end. A call that is dropped before it is done loses
    /// nothing.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// The next row, for loops that stop at the first error.
    ///
    /// # Errors
    /// Whatever the stream yields next, if that is an error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll_row(cx)).await
    }

    #[inline]
    fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<T>, Error>> {
        loop {
            if let (Some(page), Ok(reader)) = (&mut self.page, &self.pages.reader)
                && let Some(row) = page.next(|row| reader.reading.source.id(row))?
            {
                return Poll::Ready(Ok(Some(row)));
            }
            self.page = None;
            let Some(mut page) = ready!(self.pages.poll_whole(cx)?) else {
                return Poll::Ready(Ok(None));
            };
            self.bad_rows.append(&mut page.bad_rows);
            self.page = Some(OpenPage::new(page));
        }
    }

    /// All rows that are left, in a collection such as `Vec`; or the first error.
    ///
    /// # Errors
    /// Whatever the stream yields first.
    pub async fn try_collect<C: Default + Extend<T>>(self) -> Result<C, Error> {
        TryStreamExt::try_collect(self).await
    }

    /// As [`Pages::total`].
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }

    /// What was noticed of changes to the list since reading began.
    pub fn drift(&self) -> Drift {
        self.pages.drift()
    }

    /// The rows that could not be decoded so far, under
    /// [`BadRowPolicy::Collect`](super::BadRowPolicy::Collect).
    pub fn bad_rows(&self) -> &[BadRow] {
        &self.bad_rows
    }

    /// The place behind the last row that was handed out.
    ///
    /// A request that was refused ([`Error::is_invalid_input`]) has no place: no query
    /// accepts its cursor.
    pub fn cursor(&self) -> Cursor {
        match &self.page {
            Some(open) if open.left() > 0 => open.place.clone(),
            _ => self.pages.cursor(),
        }
    }
}

impl<T: Send + 'static> Stream for Rows<T> {
    type Item = Result<T, Error>;

    #[inline]
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_row(cx).map(Result::transpose)
    }

    /// At least the rows that are decoded and waiting. No more is known: a total may
    /// change.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.page.as_ref().map_or(0, OpenPage::left), None)
    }
}

impl<T> Unpin for Rows<T> {}

impl<T> std::fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

/// Reads a list in one pass, or in as many as [`DriftPolicy::Again`] allows.
struct Reader<T> {
    reading: Arc<Reading<T>>,
    pass: Pass<T>,
    /// Under [`DriftPolicy::Again`]: the pages of the pass, until it is known to be good.
    held: VecDeque<Page<T>>,
    /// The pass is good, or all hope is lost: what is held is handed out, and nothing
    /// more is asked for.
    settled: bool,
    /// The pass before this one, if it came to its end.
    previous: Option<Pass<T>>,
    /// The place behind everything that has been handed out.
    place: Cursor,
    told: bool,
}

impl<T: Send + 'static> Reader<T> {
    fn new(reading: Reading<T>) -> Result<Self, Error> {
        reading.settings.check()?;
        if let Some(cursor) = &reading.cursor {
            if cursor.query != reading.query {
                return Err(Error::invalid_input(
                    "cursor",
                    "it comes from another query (account, operation, filters or fields \
                     differ); use the query that it comes from, or start without a cursor",
                )
                .with_operation(reading.source.operation()));
            }
            if let DriftPolicy::Again(_) = reading.settings.on_drift {
                return Err(Error::invalid_input(
                    "on_drift",
                    "`DriftPolicy::Again` reads the whole list and cannot start from a cursor; \
                     accepted with one are `Deduplicate` and `Fail`",
                )
                .with_operation(reading.source.operation()));
            }
        }
        let reading = Arc::new(reading);
        let pass = Pass::new(Arc::clone(&reading));
        Ok(Self {
            place: pass.place.clone(),
            pass,
            reading,
            held: VecDeque::new(),
            settled: false,
            previous: None,
            told: false,
        })
    }

    /// How many rows there are, as far as is known.
    fn total(&self) -> Option<u64> {
        match self.reading.source.addressing() {
            Addressing::Ids(count) => Some(count),
            _ => self.pass.drift.last_total,
        }
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        let page = match self.reading.settings.on_drift {
            DriftPolicy::Again(times) => ready!(self.poll_settled(times, cx)),
            _ => ready!(self.pass.poll_page(cx)),
        };
        match &page {
            Some(Ok(page)) => self.place = page.end.clone(),
            Some(Err(_)) | None => self.tell(),
        }
        Poll::Ready(page)
    }

    /// Reads until a pass has shown no drift, and only then hands its pages out.
    fn poll_settled(
        &mut self,
        times: u32,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Page<T>, Error>>> {
        while !self.settled {
            let ended = match ready!(self.pass.poll_page(cx)) {
                Some(Ok(page)) => {
                    self.held.push_back(page);
                    if !self.pass.drift.changed() {
                        continue;
                    }
                    false
                }
                Some(Err(error)) if error.is_paging_drift() => false,
                Some(Err(error)) => return self.give_up(error),
                None => true,
            };
            let drift = &self.pass.drift;
            // A total that is wrong in the same way twice is wrong throughout: that is
            // told, and no change.
            let before = self.previous.as_ref();
            let is_same = before.is_some_and(|before| self.pass.saw_the_same_as(before));
            let unchanged = !drift.changed() && is_same;
            if ended && (!drift.noticed() || unchanged) {
                self.settled = true;
                break;
            }
            let read_again = drift.read_again + 1;
            if read_again > times {
                return self.give_up(Error::paging(
                    self.reading.source.operation(),
                    format!(
                        "the list changed each of the {read_again} times that it was read (the \
                         last time, {drift}); read it when fewer people work on it, or accept \
                         the change with another `DriftPolicy`"
                    ),
                ));
            }
            tracing::debug!(
                operation = self.reading.source.operation(),
                %drift,
                "the list changed, reading it again"
            );
            self.held.clear();
            let pass = std::mem::replace(&mut self.pass, Pass::new(Arc::clone(&self.reading)));
            self.pass.drift.read_again = read_again;
            self.previous = ended.then_some(pass);
        }
        Poll::Ready(self.held.pop_front().map(Ok))
    }

    fn give_up(&mut self, error: Error) -> Poll<Option<Result<Page<T>, Error>>> {
        self.held.clear();
        self.settled = true;
        Poll::Ready(Some(Err(error)))
    }

    /// Says once what was noticed, to whoever looks at logs and metrics.
    fn tell(&mut self) {
        if !std::mem::replace(&mut self.told, true) && self.pass.drift.noticed() {
            let (source, drift) = (&self.reading.source, &self.pass.drift);
            tracing::warn!(
                operation = source.operation(),
                %drift,
                "the list changed while it was read, or does not hold what it counts"
            );
            source.notice(&drift.event(source.operation()));
        }
    }
}
