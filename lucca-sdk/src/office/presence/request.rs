//! Fetching what a presence is made of.

use std::collections::BTreeSet;
use std::future::IntoFuture;
use std::ops::RangeInclusive;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::civil::Date;

use super::Presence;
use super::gap::Gap;
use super::join::{Counting, Placing};
use crate::Error;
use crate::office::{UserLocationQuery, UserLocationStatus, WorkLocationQuery};
use crate::paging::{BadRow, BadRowPolicy, Drift, DriftPolicy, List, ListQuery};
use crate::transport::{CallOptions, Transport};
use crate::users::{Field, User, UserQuery};

/// The request for a presence; made by
/// [`OfficeApi::presence`](crate::office::OfficeApi::presence), sent by `.await`.
///
/// ```no_run
/// use lucca_sdk::office::UserLocationStatus;
///
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let monday = jiff::civil::date(2025, 9, 15);
/// let settled = client
///     .office()
///     .presence(monday..=monday)
///     .count_statuses([UserLocationStatus::Approved, UserLocationStatus::Confirmed])
///     .await?;
/// println!("{} people are settled", settled.stays().count());
/// # Ok(())
/// # }
/// ```
///
/// The three lists are fetched side by side, under the client's one rate limit. Lucca
/// documents no filter by date, so that all user locations of the account are read,
/// 1,000 a request; only those of the range are kept. Owners who are not among the current
/// users are then looked up among the former ones by their ids, for their names alone.
///
/// A row that cannot be read or placed is no error: the presence comes without it, says
/// so in [`gaps`](Presence::gaps), and warns through `tracing`.
///
/// # Errors
/// [`Error::is_invalid_input`] when the range is reversed, before anything is sent;
/// [`Error::is_decode`] when many user locations come and none can be placed; and
/// whatever ends one of the lists.
#[must_use = "nothing is sent before it is awaited"]
#[derive(Clone)]
pub struct GetPresence {
    transport: Transport,
    days: RangeInclusive<Date>,
    counting: Counting,
    page_size: Option<u32>,
    on_drift: DriftPolicy,
    parameters: Vec<(String, String)>,
}

impl GetPresence {
    pub(crate) fn new(transport: Transport, days: RangeInclusive<Date>) -> Self {
        Self {
            transport,
            days,
            counting: Counting::default(),
            page_size: None,
            on_drift: DriftPolicy::default(),
            parameters: Vec::new(),
        }
    }

    /// Which statuses count, instead of all but `Deleted` and `Denied`.
    pub fn count_statuses(
        mut self,
        statuses: impl IntoIterator<Item = UserLocationStatus>,
    ) -> Self {
        self.counting = Counting::only(statuses);
        self
    }

    /// As [`List::page_size`], for each of the lists.
    pub fn page_size(mut self, rows: u32) -> Self {
        self.page_size = Some(rows);
        self
    }

    /// As [`List::on_drift`], for each of the lists.
    pub fn on_drift(mut self, policy: DriftPolicy) -> Self {
        self.on_drift = policy;
        self
    }

    /// Adds a parameter to the requests for user locations: a filter that Lucca's reference
    /// may offer and that would spare reading all of them. As
    /// [`List::query`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let monday = jiff::civil::date(2025, 9, 15);
    /// let presence = client
    ///     .office()
    ///     .presence(monday..=monday)
    ///     .query("someFilter", "some value")
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Settings, such as a deadline, for each request.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    async fn send(self) -> Result<Presence, Error> {
        let mut placing = Placing::new(self.days.clone(), self.counting.clone())?;
        let (mut users, mut found, mut work_locations) = (Vec::new(), Vec::new(), Vec::new());
        let current = self.list(UserQuery::default()).fields([
            Field::Name,
            Field::DisplayName,
            Field::FirstName,
            Field::LastName,
            Field::Login,
            Field::Mail,
            Field::ContractStart,
            Field::ContractEnd,
            Field::LegalEntity,
            Field::Department,
            Field::Manager,
        ]);
        let user_locations = self.parameters.iter().fold(
            self.list(UserLocationQuery::default()),
            |list, (name, value)| list.query(name, value),
        );
        let places = self.list(WorkLocationQuery::default());
        // That with the caller's parameters first: one that is refused ends this before
        // anything is sent.
        let (rows, current, places) = futures::try_join!(
            read("user locations", user_locations, |row| placing.add(row)),
            read("users", current, |row| users.push(row)),
            read("work locations", places, |row| work_locations.push(row)),
        )?;
        placing.unreadable = rows.bad_rows.len();
        let mut reads = vec![rows, current, places];
        let missing = placing.missing_owners(&users);
        if !missing.is_empty() {
            reads.extend(self.look_up(missing, &mut found).await?);
        }
        let mut presence = placing.join(users, found, work_locations)?;
        for Read {
            list,
            bad_rows,
            drift,
        } in reads
        {
            let rows = bad_rows.len();
            presence.tell(rows > 0, Gap::Unreadable { list, rows });
            presence.tell(drift.noticed(), Gap::Drift { list, drift });
            presence.bad_rows.extend(bad_rows);
        }
        for gap in &presence.gaps {
            tracing::warn!(%gap, "the presence is not whole");
        }
        Ok(presence)
    }

    /// Seeing former users is a right of its own: without it they stay unknown.
    async fn look_up(
        &self,
        ids: BTreeSet<i64>,
        found: &mut Vec<User>,
    ) -> Result<Option<Read>, Error> {
        let former = self.list(UserQuery::default()).ids(ids).include_former();
        let former = former.fields([
            Field::Name,
            Field::DisplayName,
            Field::FirstName,
            Field::LastName,
        ]);
        match read("users", former, |user| found.push(user)).await {
            Ok(read) => Ok(Some(read)),
            Err(error) if error.is_forbidden() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn list<Q: ListQuery>(&self, query: Q) -> List<Q> {
        let mut list = List::new(self.transport.clone(), query)
            .on_drift(self.on_drift)
            .on_bad_row(BadRowPolicy::Collect);
        if let Some(rows) = self.page_size {
            list = list.page_size(rows);
        }
        list
    }
}

/// What was noticed while a list was read.
struct Read {
    list: &'static str,
    bad_rows: Vec<BadRow>,
    drift: Drift,
}

async fn read<Q: ListQuery>(
    name: &'static str,
    list: List<Q>,
    mut take: impl FnMut(Q::Row),
) -> Result<Read, Error> {
    let mut rows = list.stream();
    while let Some(row) = rows.try_next().await? {
        take(row);
    }
    Ok(Read {
        list: name,
        bad_rows: rows.bad_rows().to_vec(),
        drift: rows.drift(),
    })
}

impl std::fmt::Debug for GetPresence {
    /// Prints no parameters: they may be about people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GetPresence")
            .field("days", &self.days)
            .field("counting", &self.counting)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for GetPresence {
    type Output = Result<Presence, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send().boxed()
    }
}
