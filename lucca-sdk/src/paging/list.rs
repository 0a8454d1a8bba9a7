//! The request for a list, before it is sent.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::cursor::{Cursor, Fingerprint};
use super::drift::DriftPolicy;
use super::page::{BadRowPolicy, Span};
use super::pages::{Pages, Rows};
use super::source::{Addressing, AnySource, Filter, Reading, Settings};
use crate::Error;
use crate::transport::{CallOptions, Transport};

/// A list that can be asked for: what is wanted of it, and how it is read.
///
/// The methods here are the same for every list; those that say what is wanted
/// belong to the list: see [`users::UserQuery`](crate::users::UserQuery) and
/// [`office::UserLocationQuery`](crate::office::UserLocationQuery). Nothing is sent
/// before the list is awaited, which collects all rows, or
/// [`stream`](List::stream) or [`pages`](List::pages) is polled.
///
/// ```no_run
/// use lucca_sdk::paging::{BadRowPolicy, DriftPolicy};
///
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let users = client
///     .users()
///     .list()
///     .include_former()
///     .page_size(500)
///     .concurrency(8)
///     .on_drift(DriftPolicy::Fail)
///     .on_bad_row(BadRowPolicy::Skip)
///     .await?;
///
/// let list = client.users().list();
/// let mut rows = list.clone().stream();
/// let first = rows.next().await.transpose()?;
/// let mut rest = list.resume(rows.cursor()).pages();
/// let page = rest.next().await.transpose()?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// What makes no sense is refused before anything is sent, with an error that
/// [`Error::is_invalid_input`] and names the parameter: a page size of 0 or above
/// 1,000, a concurrency of 0, a cursor of another query, a value that a filter
/// cannot express, a query parameter that is the reader's own.
#[derive(Clone)]
#[must_use = "nothing is sent before the list is read"]
pub struct List<Q> {
    pub(crate) transport: Transport,
    pub(crate) query: Q,
    settings: Settings,
    parameters: Pairs,
    cursor: Option<Cursor>,
}

/// Parameters of a query: names and values.
pub(crate) type Pairs = Vec<(String, String)>;

/// What is wanted of a list. Implemented by the queries of this crate only.
///
/// ```no_run
/// use lucca_sdk::paging::{List, ListQuery};
///
/// async fn gently<Q: ListQuery>(list: List<Q>) -> Result<Vec<Q::Row>, lucca_sdk::Error> {
///     list.page_size(200).concurrency(1).await
/// }
/// ```
pub trait ListQuery: sealed::Query + Sized + Send + 'static {
    /// What the list holds.
    type Row: Send + 'static;

    /// Refuses what cannot be asked, and makes the rest ready; `added` are the parameters of
    /// [`List::query`].
    #[doc(hidden)]
    fn prepare(self, transport: Transport, added: Pairs) -> Result<Prepared<Self::Row>, Error>;
}

pub(crate) mod sealed {
    /// Keeps [`ListQuery`](super::ListQuery) to the queries of this crate.
    pub trait Query {}
}

/// A query that makes sense, ready to be read.
pub struct Prepared<T> {
    pub(crate) source: AnySource<T>,
    /// What is left to be done on this side of the wire.
    pub(crate) filter: Option<Filter<T>>,
    /// What tells the query from others.
    pub(crate) query: Fingerprint,
}

/// The transport that sends `pairs`, and with them what the caller has `added`; and the
/// fingerprint of both, for the transport's account.
///
/// # Errors
/// When a parameter that was added is one of `pairs` or is `owned` by the reader,
/// whatever its case: Lucca's v3 does not tell cases apart.
pub(crate) fn with_query(
    transport: Transport,
    mut pairs: Pairs,
    added: Pairs,
    owned: &[&str],
) -> Result<(Transport, Fingerprint), Error> {
    for (name, _) in &added {
        let name = name.trim();
        if name.is_empty() || name.contains(char::is_control) {
            return Err(Error::invalid_input(
                "query",
                "a parameter's name is not blank and has no control characters",
            ));
        }
        if owned.iter().any(|owned| owned.eq_ignore_ascii_case(name)) {
            return Err(Error::invalid_input(
                name.to_owned(),
                format!(
                    "the reader sets this parameter itself; accepted are all but {}",
                    owned.join(", ")
                ),
            ));
        }
        if pairs.iter().any(|(set, _)| set.eq_ignore_ascii_case(name)) {
            return Err(Error::invalid_input(
                name.to_owned(),
                "a filter of this list sets it already; use one of the two",
            ));
        }
    }
    pairs.extend(added);
    let account = Fingerprint::new().with("account", transport.base_url());
    let query = pairs
        .iter()
        .fold(account, |query, (name, value)| query.with(name, value));
    let transport = if pairs.is_empty() {
        transport
    } else {
        transport.with_query(pairs.into())
    };
    Ok((transport, query))
}

impl<Q: ListQuery> List<Q> {
    pub(crate) fn new(transport: Transport, query: Q) -> Self {
        Self {
            transport,
            query,
            settings: Settings::default(),
            parameters: Vec::new(),
            cursor: None,
        }
    }

    /// How many rows are asked for at once: 1 to 1,000, and 1,000 by default, as a
    /// request costs more than its rows. If the server takes too long over a page
    /// (408), the reader halves it by itself, and tries the double again after some
    /// pages that came in time.
    pub fn page_size(mut self, rows: u32) -> Self {
        self.settings.page_size = rows;
        self
    }

    /// How many pages may be under way at once: at least 1, and 4 by default. Rows
    /// come in order whatever it is, and no more pages than these wait in memory.
    /// With 1, each page is asked for when the one before is used up.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.settings.concurrency = pages;
        self
    }

    /// What to do when the list changes while it is read.
    pub fn on_drift(mut self, policy: DriftPolicy) -> Self {
        self.settings.on_drift = policy;
        self
    }

    /// What to do with a row that cannot be decoded.
    pub fn on_bad_row(mut self, policy: BadRowPolicy) -> Self {
        self.settings.on_bad_row = policy;
        self
    }

    /// Adds a parameter to the query of every request, as it is: for filters that the
    /// server has and this crate does not know.
    ///
    /// A parameter that the server does not know may be ignored, or refused with a 400.
    /// What the reader sets itself (`page`, `limit` and `fields.root` for the lists of
    /// Office; `paging`, `fields` and `orderBy` for users) is refused, and so is what a
    /// filter of this list has set.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let research = client.users().list().query("departmentId", "13").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Starts behind the place of `cursor`, which must come from the same query. See
    /// [`Cursor`].
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// Settings, such as a time limit, for the requests of this list. By default those
    /// of the client.
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
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} users", page.rows().len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<Q::Row> {
        Pages::new(self.reading())
    }

    /// All rows, in a collection other than the `Vec` that awaiting the list gives; or
    /// the first error.
    ///
    /// ```no_run
    /// use std::collections::VecDeque;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users: VecDeque<_> = client.users().list().try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the request (see [`List`]), of the transport, of rows that cannot
    /// be decoded, unless [`List::on_bad_row`] says otherwise, and of rows that are
    /// surely missing (see [`DriftPolicy`]).
    pub async fn try_collect<C: Default + Extend<Q::Row>>(self) -> Result<C, Error> {
        self.stream().try_collect().await
    }

    /// The first row; `None` if there is none.
    ///
    /// # Errors
    /// As [`try_collect`](List::try_collect).
    pub async fn first(mut self) -> Result<Option<Q::Row>, Error> {
        self.settings.check()?;
        self.settings.concurrency = 1;
        let mut reading = self.reading()?;
        let by_ids = matches!(reading.source.addressing(), Addressing::Ids(_));
        if reading.filter.is_none() && !by_ids {
            // A few, so that a row that is held back does not hide the next.
            reading.settings.page_size = reading.settings.page_size.min(10);
        }
        Rows::new(Ok(reading)).try_next().await
    }

    /// How many rows there are: what the server counts, by one small request. Where it
    /// does not count what is asked for, because a filter works on this side or the rows
    /// are asked for by their ids, all rows are read and counted.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// println!("{} people", client.users().list().count().await?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`try_collect`](List::try_collect).
    pub async fn count(self) -> Result<u64, Error> {
        let reading = self.reading()?;
        reading.settings.check()?;
        let counts = !matches!(reading.source.addressing(), Addressing::Ids(_))
            && reading.filter.is_none()
            && reading.cursor.is_none();
        if counts {
            let one = Span {
                offset: 0,
                limit: 1,
            };
            if let Some(total) = Arc::clone(&reading.source).fetch(one).await?.total {
                return Ok(total);
            }
        }
        let mut rows = Rows::new(Ok(reading));
        let mut count = 0;
        while rows.try_next().await?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    fn reading(self) -> Result<Reading<Q::Row>, Error> {
        let prepared = self.query.prepare(self.transport, self.parameters)?;
        Ok(Reading {
            query: prepared
                .query
                .with("operation", prepared.source.operation()),
            source: prepared.source,
            settings: self.settings,
            filter: prepared.filter,
            cursor: self.cursor,
        })
    }
}

/// Awaiting a list collects all its rows; see [`List::try_collect`] for the errors.
impl<Q: ListQuery> IntoFuture for List<Q> {
    type Output = Result<Vec<Q::Row>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.try_collect().boxed()
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
