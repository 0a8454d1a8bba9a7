//! The list of user locations on the server, and one of them by id.

use std::collections::BTreeSet;
use std::future::IntoFuture;
use std::ops::RangeInclusive;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::civil::Date;

use super::lists::{OWNED, OfficeList, number};
use super::{Position, UserLocation, UserLocationStatus};
use crate::Error;
use crate::generated::office::Client;
use crate::paging::{Fingerprint, List, ListQuery, Prepared, Request, sealed};
use crate::transport::{CallOptions, Transport};

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
///
/// What a row has to be: `None` takes any row, an empty set takes none.
#[derive(Clone, Default)]
pub struct UserLocationQuery {
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
    /// let week =
    ///     client.office().user_locations().dates(monday..=friday).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn dates(mut self, dates: RangeInclusive<Date>) -> Self {
        self.query.dates = Some(dates);
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
    pub fn owners(mut self, users: impl IntoIterator<Item = i64>) -> Self {
        self.query.owners = Some(users.into_iter().collect());
        self
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
    pub fn at_work_locations(mut self, locations: impl IntoIterator<Item = i64>) -> Self {
        self.query.work_locations = Some(locations.into_iter().collect());
        self
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
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = UserLocationStatus>) -> Self {
        self.query.statuses = Some(statuses.into_iter().collect());
        self
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
    pub fn positions(mut self, positions: impl IntoIterator<Item = Position>) -> Self {
        self.query.positions = Some(positions.into_iter().collect());
        self
    }
}

impl UserLocationQuery {
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

    fn fingerprint(&self, query: Fingerprint) -> Fingerprint {
        let dates = self.dates.as_ref();
        let query = add(
            query,
            "dates",
            dates.map(|dates| [dates.start(), dates.end()]),
        );
        let query = add(query, "owners", self.owners.as_ref());
        let query = add(query, "workLocations", self.work_locations.as_ref());
        let statuses = self
            .statuses
            .as_ref()
            .map(|set| set.iter().map(|one| one.as_str()));
        let query = add(query, "statuses", statuses);
        let positions = self
            .positions
            .as_ref()
            .map(|set| set.iter().map(|one| one.as_str()));
        add(query, "positions", positions)
    }

    fn takes_all(&self) -> bool {
        self.dates.is_none()
            && self.owners.is_none()
            && self.work_locations.is_none()
            && self.statuses.is_none()
            && self.positions.is_none()
    }
}

/// Adds the values of a filter, in their order, and that there is one: an empty set takes
/// other rows than none.
fn add<T: ToString>(
    query: Fingerprint,
    name: &str,
    values: Option<impl IntoIterator<Item = T>>,
) -> Fingerprint {
    let Some(values) = values else {
        return query;
    };
    values
        .into_iter()
        .fold(query.with("filter", name), |query, value| {
            query.with(name, &value.to_string())
        })
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

impl sealed::Query for UserLocationQuery {}

impl ListQuery for UserLocationQuery {
    type Row = UserLocation;

    fn prepare(self, request: Request) -> Result<Prepared<UserLocation>, Error> {
        self.check()?;
        let (transport, query) = request.with_pairs(Vec::new(), &OWNED)?;
        let query = self.fingerprint(query);
        Ok(Prepared {
            source: Arc::new(OfficeList::<UserLocation>::new(transport)),
            filter: if self.takes_all() {
                None
            } else {
                Some(Arc::new(move |row| self.pass(row)))
            },
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
