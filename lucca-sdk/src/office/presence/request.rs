//! Fetching what a presence is made of.

use std::future::IntoFuture;
use std::ops::RangeInclusive;

use futures::FutureExt;
use futures::future::BoxFuture;
use jiff::civil::Date;

use super::Presence;
use super::join::{Counting, check};
use crate::Error;
use crate::office::{UserLocationQuery, UserLocationStatus, WorkLocationQuery};
use crate::paging::{BadRow, BadRowPolicy, Drift, DriftPolicy, List, ListQuery, sealed};
use crate::transport::{CallOptions, Transport};
use crate::users::{Field, UserQuery};

/// The request for a presence; made by
/// [`OfficeApi::presence`](crate::office::OfficeApi::presence), sent by `.await`.
///
/// ```no_run
/// use lucca_sdk::office::UserLocationStatus;
///
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// use lucca_sdk::CallOptions;
/// use lucca_sdk::paging::{BadRowPolicy, DriftPolicy};
///
/// let monday = jiff::civil::date(2025, 9, 15);
/// let certain = client
///     .office()
///     .presence(monday..=monday)
///     .count_statuses([UserLocationStatus::Approved, UserLocationStatus::Confirmed])
///     .on_drift(DriftPolicy::ReRead)
///     .on_bad_row(BadRowPolicy::Collect)
///     .page_size(500)
///     .concurrency(8)
///     .with_options(CallOptions::new().with_max_attempts(2))
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// The three lists are fetched side by side, under the client's one rate limit. Lucca
/// documents no filter by date, so that all user locations of the account are read,
/// 1,000 a request; only those of the range are kept.
#[must_use = "nothing is sent before it is awaited"]
#[derive(Clone, Debug)]
pub struct GetPresence {
    transport: Transport,
    days: RangeInclusive<Date>,
    counting: Counting,
    page_size: Option<u32>,
    concurrency: Option<usize>,
    on_drift: DriftPolicy,
    on_bad_row: BadRowPolicy,
    parameters: Vec<(String, String)>,
}

impl GetPresence {
    pub(crate) fn new(transport: Transport, days: RangeInclusive<Date>) -> Self {
        Self {
            transport,
            days,
            counting: Counting::default(),
            page_size: None,
            concurrency: None,
            on_drift: DriftPolicy::default(),
            on_bad_row: BadRowPolicy::default(),
            parameters: Vec::new(),
        }
    }

    /// Which statuses count, instead of all but `Deleted` and `Denied`.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use lucca_sdk::office::UserLocationStatus;
    ///
    /// let day = jiff::civil::date(2025, 9, 15);
    /// let presence = client.office().presence(day..=day).count_statuses([UserLocationStatus::Approved]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn count_statuses(
        mut self,
        statuses: impl IntoIterator<Item = UserLocationStatus>,
    ) -> Self {
        self.counting = Counting::only(statuses);
        self
    }

    /// As [`List::page_size`], for each of the lists.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let day = jiff::civil::date(2025, 9, 15);
    /// let presence = client.office().presence(day..=day).page_size(500).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn page_size(mut self, rows: u32) -> Self {
        self.page_size = Some(rows);
        self
    }

    /// As [`List::concurrency`], for each of the lists.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let day = jiff::civil::date(2025, 9, 15);
    /// let presence = client.office().presence(day..=day).concurrency(1).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.concurrency = Some(pages);
        self
    }

    /// As [`List::on_drift`], for each of the lists.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use lucca_sdk::paging::DriftPolicy;
    ///
    /// let day = jiff::civil::date(2025, 9, 15);
    /// let presence = client.office().presence(day..=day).on_drift(DriftPolicy::Fail).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_drift(mut self, policy: DriftPolicy) -> Self {
        self.on_drift = policy;
        self
    }

    /// As [`List::on_bad_row`], for each of the lists.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use lucca_sdk::paging::BadRowPolicy;
    ///
    /// let day = jiff::civil::date(2025, 9, 15);
    /// let presence = client.office().presence(day..=day).on_bad_row(BadRowPolicy::Skip).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_bad_row(mut self, policy: BadRowPolicy) -> Self {
        self.on_bad_row = policy;
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
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use std::time::Duration;
    ///
    /// use lucca_sdk::CallOptions;
    ///
    /// let day = jiff::civil::date(2025, 9, 15);
    /// let options = CallOptions::new().with_timeout(Duration::from_secs(60));
    /// let presence = client.office().presence(day..=day).with_options(options).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    async fn send(self) -> Result<Presence, Error> {
        check(&self.days)?;
        let users = self.list(UserQuery::default()).include_former().fields([
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
        let work_locations = self.list(WorkLocationQuery::default());
        let user_locations = self.parameters.iter().fold(
            self.list(UserLocationQuery::default()),
            |list, (name, value)| list.query(name, value),
        );
        // Rows without a date are kept, to be reported as unplaced.
        let days = self.days.clone();
        let wanted = move |date: Option<Date>| date.is_none_or(|date| days.contains(&date));
        let (users, work_locations, user_locations) = futures::try_join!(
            read(users, |_| true),
            read(work_locations, |_| true),
            read(user_locations, |row| wanted(row.date)),
        )?;
        let mut presence = Presence::join(
            self.days,
            users.rows,
            work_locations.rows,
            user_locations.rows,
            &self.counting,
        )?;
        presence.bad_rows = [users.bad, work_locations.bad, user_locations.bad].concat();
        presence.drift = user_locations.drift;
        Ok(presence)
    }

    fn list<Q: ListQuery>(&self, query: Q) -> List<Q> {
        let mut list = List::new(self.transport.clone(), query)
            .on_drift(self.on_drift)
            .on_bad_row(self.on_bad_row);
        if let Some(rows) = self.page_size {
            list = list.page_size(rows);
        }
        if let Some(pages) = self.concurrency {
            list = list.concurrency(pages);
        }
        list
    }
}

struct Read<T> {
    rows: Vec<T>,
    bad: Vec<BadRow>,
    drift: Drift,
}

async fn read<Q: sealed::Query>(
    list: List<Q>,
    wanted: impl Fn(&Q::Row) -> bool,
) -> Result<Read<Q::Row>, Error> {
    let mut stream = list.stream();
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await {
        let row = row?;
        if wanted(&row) {
            rows.push(row);
        }
    }
    Ok(Read {
        rows,
        bad: stream.bad_rows().to_vec(),
        drift: stream.drift(),
    })
}

impl IntoFuture for GetPresence {
    type Output = Result<Presence, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send().boxed()
    }
}
