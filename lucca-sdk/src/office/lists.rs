//! The two lists of Office on the server, which are asked for alike, and one user location by
//! its id.

use std::collections::{BTreeMap, BTreeSet};
use std::future::IntoFuture;
use std::num::NonZeroU64;
use std::ops::RangeInclusive;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::civil::Date;

use super::{Position, UserLocation, UserLocationStatus, WorkLocation};
use crate::Error;
use crate::decode::{Decode, Present};
use crate::generated::office::Client;
use crate::generated::office::types::{FieldsRoot, UserLocationPage, WorkLocationPage};
use crate::observer::Event;
use crate::paging::{
    Addressing, Fetched, Filter, List, ListQuery, Pairs, Prepared, Source, Span, fetch_page,
    sealed, with_query,
};
use crate::transport::{CallOptions, Transport};

/// What the reader sets itself in the query of these lists.
const OWNED: [&str; 3] = ["page", "limit", "fields.root"];

/// What is wanted of the list of work locations; made by
/// [`OfficeApi::work_locations`](super::OfficeApi::work_locations).
///
/// ```no_run
/// use lucca_sdk::office::WorkLocationQuery;
/// use lucca_sdk::paging::List;
///
/// async fn offices(list: List<WorkLocationQuery>) -> Result<usize, lucca_sdk::Error> {
///     let all = list.await?;
///     Ok(all.iter().filter(|location| location.office.is_some()).count())
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct WorkLocationQuery {}

impl sealed::Query for WorkLocationQuery {}

impl ListQuery for WorkLocationQuery {
    type Row = WorkLocation;

    fn prepare(self, transport: Transport, added: Pairs) -> Result<Prepared<WorkLocation>, Error> {
        let (transport, query) = with_query(transport, Vec::new(), added, &OWNED)?;
        let source = OfficeList {
            transport,
            operation: "get-office-api-work-locations",
            request: |client, page, limit| {
                let request = client.get_office_api_work_locations();
                let request = request.page(page).limit(limit);
                request.fields_root(FieldsRoot::Count).into_request()
            },
            open: |page: WorkLocationPage| (page.items, page.count),
            id: |row: &WorkLocation| row.id,
        };
        Ok(Prepared {
            source: Arc::new(source),
            filter: None,
            query,
        })
    }
}

/// One of the lists of Office: how it is asked for, and what answers.
struct OfficeList<R, P> {
    transport: Transport,
    operation: &'static str,
    /// By the number of the page and the most rows it may have.
    request: fn(&Client, NonZeroU64, NonZeroU64) -> Result<reqwest::Request, Error>,
    open: fn(P) -> (Vec<R>, Option<i64>),
    id: fn(&R) -> i64,
}

impl<R: Decode + Send + 'static, P: Decode + Send + 'static> Source for OfficeList<R, P> {
    type Row = R;

    fn operation(&self) -> &'static str {
        self.operation
    }

    fn addressing(&self) -> Addressing {
        Addressing::PageNumber
    }

    fn id(&self, row: &R) -> Option<i64> {
        Some((self.id)(row))
    }

    fn fetch(self: Arc<Self>, span: Span) -> BoxFuture<'static, Result<Fetched<R>, Error>> {
        async move {
            let client = Client::from_transport(self.transport.clone());
            // Both are counted from 1.
            let number = |number| NonZeroU64::new(number).unwrap_or(NonZeroU64::MIN);
            let (page, limit) = (number(span.page()), number(span.limit.into()));
            let request = (self.request)(&client, page, limit)?;
            let page = fetch_page(&self.transport, request, self.operation, span, self.open);
            Ok(page.await?.0)
        }
        .boxed()
    }

    fn notice(&self, event: &Event<'_>) {
        self.transport.observer().event(event);
    }

    fn read_whole(&self, present: Present) {
        for property in present.lacking(R::PROPERTIES) {
            let path = format!("items[].{property}");
            self.transport.lacked(self.operation, &path);
        }
    }
}

/// What is wanted of the list of user locations; made by
/// [`OfficeApi::user_locations`](super::OfficeApi::user_locations), and said by the
/// methods of [`List`].
///
/// ```no_run
/// use lucca_sdk::office::UserLocationQuery;
/// use lucca_sdk::paging::List;
///
/// fn of_two(list: List<UserLocationQuery>) -> List<UserLocationQuery> {
///     list.owners([416, 383])
/// }
/// ```
#[derive(Clone, Default)]
pub struct UserLocationQuery {
    /// By name. A filter that makes no sense is why not.
    filters: BTreeMap<&'static str, Result<RowFilter, String>>,
}

/// What one property of a row has to be.
#[derive(Clone)]
struct RowFilter {
    /// In words, for the fingerprint of the query; none of them takes no row at all.
    accepted: Vec<String>,
    takes: Filter<UserLocation>,
}

/// Which user locations. The filters are applied on this side, while the pages come in:
/// every page is still asked for, since Lucca documents no filter of this list. They add
/// up: a row passes that passes them all. A row without the property that a filter looks
/// at does not pass it.
impl List<UserLocationQuery> {
    /// Only these days, both ends included. A reversed range is refused.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let (monday, friday) = (jiff::civil::date(2025, 9, 15), jiff::civil::date(2025, 9, 19));
    /// let week =
    ///     client.office().user_locations().dates(monday..=friday).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn dates(mut self, dates: RangeInclusive<Date>) -> Self {
        let filter = if dates.is_empty() {
            Err(reversed(&dates))
        } else {
            Ok(RowFilter {
                accepted: vec![dates.start().to_string(), dates.end().to_string()],
                takes: Arc::new(move |row| row.date.is_some_and(|date| dates.contains(&date))),
            })
        };
        self.query.filters.insert("dates", filter);
        self
    }

    /// Only those of these users, by their ids.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let theirs =
    ///     client.office().user_locations().owners([416, 383]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn owners(self, users: impl IntoIterator<Item = i64>) -> Self {
        self.one_of("owners", users, |row| row.owner_id.as_ref())
    }

    /// Only those at these work locations, by their ids.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let in_paris =
    ///     client.office().user_locations().at_work_locations([1]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn at_work_locations(self, locations: impl IntoIterator<Item = i64>) -> Self {
        self.one_of("workLocations", locations, |row| {
            row.work_location_id.as_ref()
        })
    }

    /// Only those in one of these statuses.
    ///
    /// ```no_run
    /// use lucca_sdk::office::UserLocationStatus;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let waiting = client
    ///     .office()
    ///     .user_locations()
    ///     .statuses([UserLocationStatus::Pending])
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn statuses(self, statuses: impl IntoIterator<Item = UserLocationStatus>) -> Self {
        self.one_of("statuses", statuses, |row| row.status.as_ref())
    }

    /// Only those of one of these parts of the day.
    ///
    /// ```no_run
    /// use lucca_sdk::office::Position;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mornings = client
    ///     .office()
    ///     .user_locations()
    ///     .positions([Position::FullDay, Position::FirstHalf])
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn positions(self, positions: impl IntoIterator<Item = Position>) -> Self {
        self.one_of("positions", positions, |row| row.position.as_ref())
    }

    /// Only rows whose property is one of these values.
    fn one_of<T: Ord + ToString + Send + Sync + 'static>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
        property: fn(&UserLocation) -> Option<&T>,
    ) -> Self {
        let values: BTreeSet<T> = values.into_iter().collect();
        let filter = RowFilter {
            accepted: values.iter().map(T::to_string).collect(),
            takes: Arc::new(move |row| property(row).is_some_and(|value| values.contains(value))),
        };
        self.query.filters.insert(name, Ok(filter));
        self
    }
}

/// Why a range makes no sense whose end is before its start.
pub(super) fn reversed(dates: &RangeInclusive<Date>) -> String {
    let (start, end) = (dates.start(), dates.end());
    format!("the range is reversed: {start} is after {end}")
}

impl sealed::Query for UserLocationQuery {}

impl ListQuery for UserLocationQuery {
    type Row = UserLocation;

    fn prepare(self, transport: Transport, added: Pairs) -> Result<Prepared<UserLocation>, Error> {
        let (transport, mut query) = with_query(transport, Vec::new(), added, &OWNED)?;
        let is_filtered = !self.filters.is_empty();
        let mut filters = Vec::new();
        for (name, filter) in self.filters {
            let filter = filter.map_err(|why| Error::invalid_input(name, why))?;
            // That there is a filter, too: one that takes nothing has no values.
            query = filter
                .accepted
                .iter()
                .fold(query.with("filter", name), |query, one| {
                    query.with(name, one)
                });
            filters.push(filter.takes);
        }
        let takes = move |row: &UserLocation| filters.iter().all(|takes| takes(row));
        let source = OfficeList {
            transport,
            operation: "get-office-api-user-locations",
            request: |client, page, limit| {
                let request = client.get_office_api_user_locations();
                let request = request.page(page).limit(limit);
                request.fields_root(FieldsRoot::Count).into_request()
            },
            open: |page: UserLocationPage| (page.items, page.count),
            id: |row: &UserLocation| row.id,
        };
        Ok(Prepared {
            source: Arc::new(source),
            filter: is_filtered.then(|| Arc::new(takes) as _),
            query,
        })
    }
}

impl std::fmt::Debug for UserLocationQuery {
    /// Prints no filter: whose places are asked for is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserLocationQuery").finish_non_exhaustive()
    }
}

/// The request for one user location; made by
/// [`OfficeApi::user_location`](super::OfficeApi::user_location), sent by `.await`.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let user_location = client.office().user_location(501).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct GetUserLocation {
    transport: Transport,
    id: i64,
}

impl GetUserLocation {
    pub(super) fn new(transport: Transport, id: i64) -> Self {
        Self { transport, id }
    }

    /// Settings, such as a time limit, for this request.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use lucca_sdk::CallOptions;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let soon = CallOptions::new().with_timeout(Duration::from_secs(3));
    /// let user_location = client.office().user_location(501).with_options(soon).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    async fn send(self) -> Result<UserLocation, Error> {
        let id = u64::try_from(self.id).ok().and_then(NonZeroU64::new);
        let id = id.ok_or_else(|| {
            Error::invalid_input("id", "a user location's id is 1 or more")
                .with_operation("get-office-api-user-locations-id")
        })?;
        Client::from_transport(self.transport)
            .get_office_api_user_locations_id()
            .id(id)
            .send()
            .await
    }
}

impl IntoFuture for GetUserLocation {
    type Output = Result<UserLocation, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send().boxed()
    }
}
