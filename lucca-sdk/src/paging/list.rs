//! The request for a list, before it is sent.

use super::fingerprint::Fingerprint;
use super::reader::{Filter, Reading};
use super::settings::Settings;
use super::source::AnySource;
use super::{BadRowPolicy, Cursor, DriftPolicy, Pages, Rows};
use crate::Error;
use crate::transport::{CallOptions, Transport};

/// A list that can be asked for: what is wanted of it, and how it is read.
///
/// The methods here are the same for every list; those that say what is wanted
/// belong to the list: see [`users::UserQuery`](crate::users::UserQuery) and
/// [`office::UserLocationQuery`](crate::office::UserLocationQuery). Nothing is sent
/// before [`stream`](List::stream), [`pages`](List::pages) or
/// [`try_collect`](List::try_collect) is polled.
///
/// ```no_run
/// use std::time::Duration;
///
/// use lucca_sdk::CallOptions;
/// use lucca_sdk::paging::{BadRowPolicy, DriftPolicy};
///
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let users: Vec<_> = client
///     .users()
///     .list()
///     .include_former()
///     .page_size(500)
///     .concurrency(8)
///     .on_drift(DriftPolicy::Fail)
///     .on_bad_row(BadRowPolicy::Skip)
///     .with_options(CallOptions::new().with_timeout(Duration::from_secs(90)))
///     .try_collect()
///     .await?;
///
/// let mut rows = client.users().list().stream();
/// let first = rows.next().await.transpose()?;
/// let mut rest = client.users().list().resume(rows.cursor()).pages();
/// let page = rest.next().await.transpose()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// What makes no sense is refused before anything is sent, with an error that
/// [`Error::is_invalid_input`] and names the parameter: a page size of 0 or above
/// 1,000, a concurrency of 0, a cursor of another query, a value that a filter
/// cannot express.
#[must_use = "nothing is sent before the list is read"]
pub struct List<Q> {
    pub(crate) transport: Transport,
    pub(crate) query: Q,
    settings: Settings,
    cursor: Option<Cursor>,
}

/// What is wanted of a list. Implemented by the queries of this crate only.
///
/// ```no_run
/// use lucca_sdk::paging::{List, ListQuery};
///
/// fn gently<Q: ListQuery>(list: List<Q>) -> List<Q> {
///     list.page_size(200).concurrency(1)
/// }
/// ```
pub trait ListQuery: sealed::Query {}

impl<Q: sealed::Query> ListQuery for Q {}

/// A query that makes sense, ready to be read.
pub struct Prepared<T> {
    pub(crate) source: AnySource<T>,
    /// What is left to be done on this side of the wire.
    pub(crate) filter: Option<Filter<T>>,
    /// What tells the query from others.
    pub(crate) query: Fingerprint,
}

pub(crate) mod sealed {
    use super::{Error, Fingerprint, Prepared, Transport};

    /// The inside of [`ListQuery`](super::ListQuery).
    pub trait Query: Sized + Send {
        /// What the list holds.
        type Row: Send + 'static;

        /// Refuses what cannot be asked, and makes the rest ready. The fingerprint
        /// has what all queries of the account share.
        fn prepare(
            self,
            transport: Transport,
            start: Fingerprint,
        ) -> Result<Prepared<Self::Row>, Error>;
    }
}

impl<Q: ListQuery> List<Q> {
    pub(crate) fn new(transport: Transport, query: Q) -> Self {
        Self {
            transport,
            query,
            settings: Settings::default(),
            cursor: None,
        }
    }

    /// How many rows are asked for at once: 1 to 1,000, and 1,000 by default, as a
    /// request costs more than its rows. If the server takes too long over a page
    /// (408), the reader halves it by itself.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users = client.users().list().page_size(250).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn page_size(mut self, rows: u32) -> Self {
        self.settings.page_size = rows;
        self
    }

    /// How many pages may be under way at once: at least 1, and 4 by default. Rows
    /// come in order whatever it is, and no more pages than these wait in memory.
    /// With 1, each page is asked for when the one before is used up.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users = client.users().list().concurrency(8).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.settings.concurrency = pages;
        self
    }

    /// What to do when the list changes while it is read.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use lucca_sdk::paging::DriftPolicy;
    ///
    /// let users = client.users().list().on_drift(DriftPolicy::ReRead).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_drift(mut self, policy: DriftPolicy) -> Self {
        self.settings.on_drift = policy;
        self
    }

    /// What to do with a row that cannot be decoded.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use lucca_sdk::paging::BadRowPolicy;
    ///
    /// let users = client.users().list().on_bad_row(BadRowPolicy::Collect).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_bad_row(mut self, policy: BadRowPolicy) -> Self {
        self.settings.on_bad_row = policy;
        self
    }

    /// Starts behind the place of `cursor`, which must come from the same query. See
    /// [`Cursor`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client, rows: lucca_sdk::paging::Rows<lucca_sdk::users::User>) -> Result<(), lucca_sdk::Error> {
    /// let stored = rows.cursor();
    /// let users = client.users().list().resume(stored).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// Settings, such as a deadline, for each request of this list. By default those
    /// of the client.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use std::time::Duration;
    ///
    /// use lucca_sdk::CallOptions;
    ///
    /// let options = CallOptions::new().with_attempt_timeout(Duration::from_secs(10));
    /// let users = client.users().list().with_options(options).stream();
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    /// The rows, one by one.
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
    pub fn stream(self) -> Rows<Q::Row> {
        Rows::new(self.reading())
    }

    /// The rows, page by page.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mut pages = client.users().list().pages();
    /// while let Some(page) = pages.next().await {
    ///     println!("{} users", page?.rows().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<Q::Row> {
        Pages::new(self.reading())
    }

    /// All rows, in a collection such as `Vec`; or the first error.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users: Vec<_> = client.users().list().try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the request (see [`List`]), of the transport, and of rows that cannot
    /// be decoded, unless [`List::on_bad_row`] says otherwise.
    pub async fn try_collect<C: Default + Extend<Q::Row>>(self) -> Result<C, Error> {
        self.stream().try_collect().await
    }

    fn reading(self) -> Result<Reading<Q::Row>, Error> {
        let account = Fingerprint::new().with("account", self.transport.base_url());
        let Prepared {
            source,
            filter,
            query,
        } = self.query.prepare(self.transport, account)?;
        Ok(Reading {
            query: query.with("operation", source.operation()),
            source,
            settings: self.settings,
            filter,
            cursor: self.cursor,
        })
    }
}

impl<Q> std::fmt::Debug for List<Q> {
    /// Prints no filter: its values may be personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List")
            .field("settings", &self.settings)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}
