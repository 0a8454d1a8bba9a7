//! The list of user locations on the server, and one of them by id.

use std::collections::{BTreeSet, HashSet};
use std::future::IntoFuture;
use std::ops::RangeInclusive;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::civil::Date;

use super::work_locations::number;
use super::{Position, UserLocation, UserLocationStatus};
use crate::Error;
use crate::generated::office::Client;
use crate::generated::office::types::{FieldsRoot, UserLocationPage};
use crate::paging::{
    Addressing, Fetched, Fingerprint, List, Prepared, Source, Span, page_or_rows, sealed,
};
use crate::transport::{CallOptions, Transport};

const LIST: &str = "get-office-api-user-locations";
const GET: &str = "get-office-api-user-locations-id";

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
#[derive(Clone, Debug, Default)]
pub struct UserLocationQuery {
    filters: Filters,
    parameters: Vec<(String, String)>,
}

/// What a row has to be. `None` takes any row, an empty set takes none.
#[derive(Clone, Debug, Default)]
struct Filters {
    dates: Option<RangeInclusive<Date>>,
    owners: Option<BTreeSet<i64>>,
    work_locations: Option<BTreeSet<i64>>,
    statuses: Option<BTreeSet<UserLocationStatus>>,
    positions: Option<BTreeSet<Position>>,
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
    /// let week: Vec<_> =
    ///     client.office().user_locations().dates(monday..=friday).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn dates(mut self, dates: RangeInclusive<Date>) -> Self {
        self.query.filters.dates = Some(dates);
        self
    }

    /// Only those of these users, by their ids.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let theirs: Vec<_> =
    ///     client.office().user_locations().owners([416, 383]).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn owners(mut self, users: impl IntoIterator<Item = i64>) -> Self {
        self.query.filters.owners = Some(users.into_iter().collect());
        self
    }

    /// Only those at these work locations, by their ids.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let in_paris: Vec<_> =
    ///     client.office().user_locations().at_work_locations([1]).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn at_work_locations(mut self, locations: impl IntoIterator<Item = i64>) -> Self {
        self.query.filters.work_locations = Some(locations.into_iter().collect());
        self
    }

    /// Only those in one of these statuses.
    ///
    /// ```no_run
    /// use lucca_sdk::office::UserLocationStatus;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let waiting: Vec<_> = client
    ///     .office()
    ///     .user_locations()
    ///     .statuses([UserLocationStatus::Pending])
    ///     .try_collect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = UserLocationStatus>) -> Self {
        self.query.filters.statuses = Some(statuses.into_iter().collect());
        self
    }

    /// Only those of one of these parts of the day.
    ///
    /// ```no_run
    /// use lucca_sdk::office::Position;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mornings: Vec<_> = client
    ///     .office()
    ///     .user_locations()
    ///     .positions([Position::FullDay, Position::FirstHalf])
    ///     .try_collect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn positions(mut self, positions: impl IntoIterator<Item = Position>) -> Self {
        self.query.filters.positions = Some(positions.into_iter().collect());
        self
    }

    /// Adds a parameter to the query of every request, as it is.
    ///
    /// Lucca's reference may name filters of this list that are not known here (the page
    /// that lists them was not available): this is the way to use them. A parameter that
    /// the server does not know may be ignored, or refused with a 400. `page`, `limit`
    /// and `fields.root` belong to the reader and are refused.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let some: Vec<_> = client
    ///     .office()
    ///     .user_locations()
    ///     .query("someFilter", "some value")
    ///     .try_collect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.parameters.push((name.into(), value.into()));
        self
    }
}

impl Filters {
    fn check(&self) -> Result<(), Error> {
        match &self.dates {
            Some(dates) if dates.is_empty() => Err(reversed("dates", dates)),
            _ => Ok(()),
        }
    }

    fn pass(&self, row: &UserLocation) -> bool {
        fn one_of<T: Ord>(set: Option<&BTreeSet<T>>, value: Option<&T>) -> bool {
            set.is_none_or(|set| value.is_some_and(|value| set.contains(value)))
        }
        self.dates
            .as_ref()
            .is_none_or(|dates| row.date.is_some_and(|date| dates.contains(&date)))
            && one_of(self.owners.as_ref(), row.owner_id.as_ref())
            && one_of(self.work_locations.as_ref(), row.work_location_id.as_ref())
            && one_of(self.statuses.as_ref(), row.status.as_ref())
            && one_of(self.positions.as_ref(), row.position.as_ref())
    }

    fn take_all(&self) -> bool {
        self.dates.is_none()
            && self.owners.is_none()
            && self.work_locations.is_none()
            && self.statuses.is_none()
            && self.positions.is_none()
    }
}

/// The error of a range whose end is before its start.
pub(super) fn reversed(parameter: &'static str, dates: &RangeInclusive<Date>) -> Error {
    Error::invalid_input(
        parameter,
        format!(
            "the range is reversed: {} is after {}",
            dates.start(),
            dates.end()
        ),
    )
}

impl sealed::Query for UserLocationQuery {
    type Row = UserLocation;

    fn prepare(
        self,
        transport: Transport,
        start: Fingerprint,
    ) -> Result<Prepared<UserLocation>, Error> {
        self.filters.check()?;
        let reserved = HashSet::from(["page", "limit", "fields.root"]);
        if let Some((name, _)) = self
            .parameters
            .iter()
            .find(|(name, _)| name.is_empty() || reserved.contains(name.as_str()))
        {
            let name = if name.is_empty() { "query" } else { name };
            return Err(Error::invalid_input(
                name.to_owned(),
                "`page`, `limit` and `fields.root` are set by the reader, and a parameter has \
                 a name",
            ));
        }
        // Debug prints dates, ids and listed words: no two filters print alike.
        let query = start.with("filters", &format!("{:?}", self.filters));
        let query = self
            .parameters
            .iter()
            .fold(query, |query, (name, value)| query.with(name, value));
        let transport = if self.parameters.is_empty() {
            transport
        } else {
            transport.with_query(self.parameters.into())
        };
        let filters = self.filters;
        Ok(Prepared {
            source: Arc::new(UserLocationSource { transport }),
            filter: if filters.take_all() {
                None
            } else {
                Some(Arc::new(move |row| filters.pass(row)))
            },
            query,
        })
    }
}

struct UserLocationSource {
    transport: Transport,
}

impl Source for UserLocationSource {
    type Row = UserLocation;

    fn operation(&self) -> &'static str {
        LIST
    }

    fn addressing(&self) -> Addressing {
        Addressing::PageNumber
    }

    fn id(&self, row: &UserLocation) -> Option<i64> {
        Some(row.id)
    }

    fn fetch(&self, span: Span) -> BoxFuture<'_, Result<Fetched<UserLocation>, Error>> {
        async move {
            let options = self.transport.options().clone().with_page(span.page());
            let transport = self.transport.with_options(options);
            let request = Client::from_transport(transport.clone())
                .get_office_api_user_locations()
                .page(number(span.page()))
                .limit(number(span.limit.into()))
                .fields_root(FieldsRoot::Count)
                .into_request()?;
            let reply = transport.call(request, LIST.into(), false).await?;
            page_or_rows(LIST, span, &transport, &reply, |page: UserLocationPage| {
                (page.items, page.count)
            })
        }
        .boxed()
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

    /// Settings, such as a deadline, for this request.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use lucca_sdk::CallOptions;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let soon = CallOptions::new().with_deadline(Duration::from_secs(3));
    /// let user_location = client.office().user_location(501).with_options(soon).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    async fn send(self) -> Result<UserLocation, Error> {
        let id = u64::try_from(self.id)
            .ok()
            .filter(|id| *id > 0)
            .ok_or_else(|| {
                Error::invalid_input("id", "a user location's id is 1 or more").with_operation(GET)
            })?;
        Client::from_transport(self.transport)
            .get_office_api_user_locations_id()
            .id(number(id))
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
