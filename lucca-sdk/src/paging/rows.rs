//! A list, row by row.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::{Stream, StreamExt, TryStreamExt};

use super::page::{Page, Place, anchors};
use super::reader::{Reader, Reading};
use super::{BadRow, Cursor, Drift};
use crate::Error;

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
/// while let Some(location) = rows.next().await {
///     let location = location?;
///     println!("{:?} of {:?}; then {}", location.name, rows.total(), rows.cursor());
/// }
/// println!("{:?}, {:?}", rows.drift(), rows.bad_rows());
/// # Ok(())
/// # }
/// ```
pub struct Rows<T> {
    reader: Result<Reader<T>, Option<Error>>,
    page: Option<Opened<T>>,
    bad_rows: Vec<BadRow>,
}

/// A page that is being handed out.
struct Opened<T> {
    page: Page<T>,
    rows: std::iter::Enumerate<std::vec::IntoIter<T>>,
    failures: std::iter::Peekable<std::vec::IntoIter<(u32, Error)>>,
    /// The place behind the last row that was handed out, counted from the page's
    /// offset.
    behind: u32,
}

impl<T> Opened<T> {
    fn new(mut page: Page<T>) -> Self {
        Self {
            rows: std::mem::take(&mut page.rows).into_iter().enumerate(),
            failures: std::mem::take(&mut page.failures).into_iter().peekable(),
            page,
            behind: 0,
        }
    }

    fn left(&self) -> usize {
        self.rows.len() + self.failures.len()
    }

    fn next(&mut self) -> Option<Result<T, Error>> {
        let next_row = self.page.places.as_ref().map_or_else(
            || self.behind,
            |_| {
                let handed_out = self.page_len() - self.rows.len();
                self.page.place_of(handed_out)
            },
        );
        let row_is_next = |failure: &(u32, Error)| failure.0 < next_row || self.rows.len() == 0;
        if let Some((place, error)) = self.failures.next_if(row_is_next) {
            self.behind = place.saturating_add(1);
            return Some(Err(error));
        }
        let (index, row) = self.rows.next()?;
        self.behind = self.page.place_of(index).saturating_add(1);
        Some(Ok(row))
    }

    fn page_len(&self) -> usize {
        self.page.places.as_ref().map_or(0, Vec::len)
    }
}

impl<T: Send + 'static> Rows<T> {
    pub(crate) fn new(reading: Result<Reading<T>, Error>) -> Self {
        Self {
            reader: reading.and_then(Reader::new).map_err(Some),
            page: None,
            bad_rows: Vec::new(),
        }
    }

    /// The next row. `None` at the end.
    ///
    /// ```no_run
    /// # async fn example(mut rows: lucca_sdk::paging::Rows<lucca_sdk::users::User>) -> Result<(), lucca_sdk::Error> {
    /// while let Some(user) = rows.next().await {
    ///     println!("{}", user?.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        StreamExt::next(self).await
    }

    /// The next row, for loops that stop at the first error.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mut users = client.users().list().stream();
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{}", user.id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Whatever the stream yields next, if that is an error.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        TryStreamExt::try_next(self).await
    }

    /// All rows that are left, in a collection such as `Vec`; or the first error.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users: Vec<_> = client.users().list().stream().try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Whatever the stream yields first.
    pub async fn try_collect<C: Default + Extend<T>>(self) -> Result<C, Error> {
        TryStreamExt::try_collect(self).await
    }

    /// How many rows the server counts on all pages, once the first page is in and
    /// if the server says so. Filters that are applied on this side do not show in
    /// it. For users asked for by their ids: how many ids were given.
    ///
    /// ```no_run
    /// # fn example(rows: lucca_sdk::paging::Rows<lucca_sdk::users::User>) {
    /// let total = rows.total();
    /// # }
    /// ```
    pub fn total(&self) -> Option<u64> {
        self.reader.as_ref().ok()?.total()
    }

    /// What was noticed of changes to the list since reading began.
    ///
    /// ```no_run
    /// # fn example(rows: lucca_sdk::paging::Rows<lucca_sdk::users::User>) {
    /// let drift = rows.drift();
    /// # }
    /// ```
    pub fn drift(&self) -> Drift {
        self.reader
            .as_ref()
            .map(|reader| reader.drift().clone())
            .unwrap_or_default()
    }

    /// The rows that could not be decoded so far, under
    /// [`BadRowPolicy::Collect`](super::BadRowPolicy::Collect).
    ///
    /// ```no_run
    /// # fn example(rows: lucca_sdk::paging::Rows<lucca_sdk::users::User>) {
    /// let bad_rows = rows.bad_rows();
    /// # }
    /// ```
    pub fn bad_rows(&self) -> &[BadRow] {
        &self.bad_rows
    }

    /// The place behind the last row that was handed out.
    ///
    /// A request that was refused ([`Error::is_invalid_input`]) has no place: no query
    /// accepts its cursor.
    ///
    /// ```no_run
    /// # fn example(rows: lucca_sdk::paging::Rows<lucca_sdk::users::User>) {
    /// let cursor = rows.cursor();
    /// # }
    /// ```
    pub fn cursor(&self) -> Cursor {
        match (&self.page, &self.reader) {
            (Some(opened), Ok(reader)) if opened.left() > 0 => {
                let handed_out = usize::try_from(opened.behind).unwrap_or(usize::MAX);
                let trail = &opened.page.trail;
                let trail = trail.get(..handed_out).unwrap_or(trail);
                Place {
                    offset: opened.page.offset + u64::from(opened.behind),
                    total: opened.page.total.or(reader.place().total),
                    anchors: anchors(&opened.page.before, trail),
                    ..reader.place().clone()
                }
                .cursor()
            }
            (_, Ok(reader)) => reader.place().cursor(),
            (_, Err(_)) => Cursor::nowhere(),
        }
    }
}

impl<T: Send + 'static> Stream for Rows<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(item) = this.page.as_mut().and_then(Opened::next) {
                return Poll::Ready(Some(item));
            }
            this.page = None;
            let reader = match &mut this.reader {
                Ok(reader) => reader,
                Err(refused) => return Poll::Ready(refused.take().map(Err)),
            };
            match ready!(reader.poll_page(cx)) {
                Some(Ok(mut page)) => {
                    this.bad_rows.append(&mut page.bad_rows);
                    this.page = Some(Opened::new(page));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    /// At least the rows that are decoded and waiting; at most those that the server
    /// counts behind them, by its newest total, which later pages may correct.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let waiting = self.page.as_ref().map_or(0, Opened::left);
        let upper = match &self.reader {
            Ok(reader) => reader
                .remaining()
                .and_then(|rows| usize::try_from(rows).ok())
                .and_then(|rows| rows.checked_add(waiting)),
            Err(refused) => Some(usize::from(refused.is_some())),
        };
        (waiting, upper)
    }
}

impl<T> Unpin for Rows<T> {}

impl<T> std::fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}
