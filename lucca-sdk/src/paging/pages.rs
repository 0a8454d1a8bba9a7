//! A list, page by page.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt, TryStreamExt};

use super::page::Page;
use super::reader::{Reader, Reading};
use super::{Cursor, Drift};
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
/// while let Some(page) = pages.next().await {
///     let users = page?.into_rows();
///     println!("{} of {:?}; then {}", users.len(), pages.total(), pages.cursor());
/// }
/// println!("{:?}", pages.drift());
/// # Ok(())
/// # }
/// ```
pub struct Pages<T> {
    reader: Result<Reader<T>, Option<Error>>,
    /// Errors of rows, and the page that they came with.
    waiting: VecDeque<Result<Page<T>, Error>>,
}

impl<T: Send + 'static> Pages<T> {
    pub(crate) fn new(reading: Result<Reading<T>, Error>) -> Self {
        Self {
            reader: reading.and_then(Reader::new).map_err(Some),
            waiting: VecDeque::new(),
        }
    }

    /// The next page. `None` at the end.
    ///
    /// ```no_run
    /// # async fn example(mut pages: lucca_sdk::paging::Pages<lucca_sdk::users::User>) -> Result<(), lucca_sdk::Error> {
    /// while let Some(page) = pages.next().await {
    ///     println!("{} users", page?.rows().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        StreamExt::next(self).await
    }

    /// The next page, for loops that stop at the first error.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mut pages = client.users().list().pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{}", page.rows().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Whatever the stream yields next, if that is an error.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>, Error> {
        TryStreamExt::try_next(self).await
    }

    /// How many rows the server counts on all pages, once the first page is in and
    /// if the server says so.
    ///
    /// ```no_run
    /// # fn example(pages: lucca_sdk::paging::Pages<lucca_sdk::users::User>) {
    /// let total = pages.total();
    /// # }
    /// ```
    pub fn total(&self) -> Option<u64> {
        self.reader.as_ref().ok()?.total()
    }

    /// What was noticed of changes to the list since reading began.
    ///
    /// ```no_run
    /// # fn example(pages: lucca_sdk::paging::Pages<lucca_sdk::users::User>) {
    /// let drift = pages.drift();
    /// # }
    /// ```
    pub fn drift(&self) -> Drift {
        self.reader
            .as_ref()
            .map(|reader| reader.drift().clone())
            .unwrap_or_default()
    }

    /// The place behind the last page that was handed out.
    ///
    /// A request that was refused ([`Error::is_invalid_input`]) has no place: no query
    /// accepts its cursor.
    ///
    /// ```no_run
    /// # fn example(pages: lucca_sdk::paging::Pages<lucca_sdk::users::User>) {
    /// let cursor = pages.cursor();
    /// # }
    /// ```
    pub fn cursor(&self) -> Cursor {
        match (&self.reader, self.waiting.back()) {
            // The errors of a page's rows come before the page.
            (Ok(_), Some(Ok(waiting))) => waiting.start().cursor(),
            (Ok(reader), _) => reader.place().cursor(),
            (Err(_), _) => Cursor::nowhere(),
        }
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(item) = this.waiting.pop_front() {
                return Poll::Ready(Some(item));
            }
            let reader = match &mut this.reader {
                Ok(reader) => reader,
                Err(refused) => return Poll::Ready(refused.take().map(Err)),
            };
            let mut page = match std::task::ready!(reader.poll_page(cx)) {
                Some(Ok(page)) => page,
                other => return Poll::Ready(other),
            };
            let failures = std::mem::take(&mut page.failures);
            this.waiting
                .extend(failures.into_iter().map(|(_, error)| Err(error)));
            this.waiting.push_back(Ok(page));
        }
    }
}

impl<T> Unpin for Pages<T> {}

impl<T> std::fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}
