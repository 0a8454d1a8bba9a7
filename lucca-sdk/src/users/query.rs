//! Which users are asked for.

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::User;
use super::field::{self, Field};
use super::language::{DateFilter, date_time, four_digit_year, in_order, value};
use super::source::{Ids, UserSource};
use crate::Error;
use crate::paging::{List, ListQuery, Pairs, Prepared, sealed, with_query};
use crate::transport::Transport;

/// What the reader sets itself in the query of this list.
const OWNED: [&str; 3] = ["paging", "fields", "orderBy"];

/// What is wanted of the list of users; made by [`UsersApi::list`](super::UsersApi::list),
/// and said by the methods of [`List`].
///
/// ```no_run
/// use lucca_sdk::paging::List;
/// use lucca_sdk::users::UserQuery;
///
/// fn with_all_that_there_is(list: List<UserQuery>) -> List<UserQuery> {
///     list.include_former().extended_data()
/// }
/// ```
#[derive(Clone, Default)]
pub struct UserQuery {
    /// Ascending, each once.
    ids: Option<Vec<i64>>,
    /// As they are sent, in the order in which they were set; each name once. A value
    /// that the query language cannot express is why not.
    filters: Vec<(&'static str, Result<String, String>)>,
    fields: Option<Vec<Field>>,
    more_fields: Vec<Field>,
    /// Where the source notes when the server answered first.
    pub(super) answered_at: Option<Arc<OnceLock<Timestamp>>>,
}

/// Which users, and which of their properties. Filters add up: a user is listed who
/// passes them all.
impl List<UserQuery> {
    /// Only these users, however many: they are asked for in as many requests as
    /// Lucca's limits on URLs and values need, and come in ascending order of their
    /// ids. Ids that do not exist, or are out of reach, are left out, and so are those
    /// of people who have left, unless [`include_former`](List::include_former) is
    /// said too.
    ///
    /// Where there are so many that reading the whole list up to the last of them takes
    /// fewer requests, as ids are numbers from 1 on, that is done instead, and noted in the
    /// log (`tracing`, level `info`). No ids means no users, and no request.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let team = client.users().list().ids([416, 383]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn ids(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
        let mut ids: Vec<i64> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        self.query.ids = Some(ids);
        self
    }

    /// Only users whose contract starts then.
    ///
    /// ```no_run
    /// use lucca_sdk::users::DateFilter;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let first = jiff::civil::date(2025, 9, 1);
    /// let newcomers = client
    ///     .users()
    ///     .list()
    ///     .contract_start(DateFilter::since(first))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn contract_start(self, when: DateFilter) -> Self {
        self.filter("dtContractStart", when.encode())
    }

    /// Only users whose contract ends then; [`DateFilter::none`] for those whose end is
    /// not known. Whoever has left already needs
    /// [`include_former`](List::include_former) too.
    ///
    /// ```no_run
    /// use lucca_sdk::users::DateFilter;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let permanent = client
    ///     .users()
    ///     .list()
    ///     .contract_end(DateFilter::none())
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn contract_end(self, when: DateFilter) -> Self {
        self.filter("dtContractEnd", when.encode())
    }

    /// Only users modified then or later. For a copy that is kept up to date,
    /// [`UsersApi::changes`](super::UsersApi::changes) owns what is easily forgotten.
    ///
    /// Lucca's times have no offset, and which zone they are in is documented nowhere:
    /// reach back further than the last time, by a day if need be.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let since = jiff::civil::date(2025, 1, 1).at(8, 45, 23, 0);
    /// let changed = client.users().list().modified_since(since).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn modified_since(self, when: DateTime) -> Self {
        let value = four_digit_year(when.date()).map(|()| format!("since,{}", date_time(when)));
        self.filter("modifiedAt", value)
    }

    /// Only users modified in this period, both ends included.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let day = jiff::civil::date(2025, 1, 1);
    /// let changed = client
    ///     .users()
    ///     .list()
    ///     .modified_between(day.at(0, 0, 0, 0), day.at(12, 0, 0, 0))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn modified_between(self, first: DateTime, last: DateTime) -> Self {
        let value = four_digit_year(first.date())
            .and_then(|()| four_digit_year(last.date()))
            .and_then(|()| in_order(first, last))
            .map(|()| format!("between,{},{}", date_time(first), date_time(last)));
        self.filter("modifiedAt", value)
    }

    /// Only the user with exactly this address.
    ///
    /// An address that Lucca's query language cannot express, because it holds a comma
    /// or is one of the language's own words, is refused before anything is sent.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mut found = client.users().list().mail("jane@example.com").stream();
    /// let jane = found.next().await.transpose()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn mail(self, address: impl AsRef<str>) -> Self {
        self.filter("mail", value(address.as_ref()))
    }

    /// Only users whose address is like this text, as Lucca compares it. Refused like
    /// [`mail`](List::mail).
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let does = client.users().list().mail_like("doe").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn mail_like(self, text: impl AsRef<str>) -> Self {
        self.filter(
            "mail",
            value(text.as_ref()).map(|text| format!("like,{text}")),
        )
    }

    /// Only the user with exactly this login. Refused like [`mail`](List::mail).
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let found = client.users().list().login("jdoe").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn login(self, login: impl AsRef<str>) -> Self {
        self.filter("login", value(login.as_ref()))
    }

    /// Only users with exactly this first name. Refused like [`mail`](List::mail).
    pub fn first_name(self, name: impl AsRef<str>) -> Self {
        self.filter("firstName", value(name.as_ref()))
    }

    /// Only users whose first name starts with this text. Refused like
    /// [`mail`](List::mail).
    pub fn first_name_starting(self, text: impl AsRef<str>) -> Self {
        self.filter(
            "firstName",
            value(text.as_ref()).map(|text| format!("starts,{text}")),
        )
    }

    /// Only the user with exactly this employee number, which is a text: leading zeros
    /// count. Refused like [`mail`](List::mail). Lucca's example of this filter calls the
    /// property `matricule`.
    pub fn employee_number(self, number: impl AsRef<str>) -> Self {
        self.filter("matricule", value(number.as_ref()))
    }

    /// People who have left, too, as far as the key's role may see them.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let ever = client.users().list().include_former().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn include_former(self) -> Self {
        self.filter("formerEmployees", Ok("true".to_owned()))
    }

    /// Only these properties, instead of all that are documented. The `id` comes in any
    /// case. Fewer fields make faster pages. See [`Field`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let logins = client.users().list().fields(["login"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields<F: Into<Field>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.query.fields = Some(fields.into_iter().map(Into::into).collect());
        self
    }

    /// The account's own properties too, for [`User::extended`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mut users = client.users().list().extended_data().stream();
    /// while let Some(user) = users.next().await {
    ///     let badge: Option<String> = user?.extended("e_badge")?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(mut self) -> Self {
        self.query.more_fields.push(Field::ExtendedData);
        self
    }

    /// The value on an analysis axis too, for [`User::axis_value`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let mut users = client.users().list().axis_value(2).stream();
    /// while let Some(user) = users.next().await {
    ///     let cost_centre: Option<i64> = user?.axis_value(2);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn axis_value(mut self, axis: u32) -> Self {
        self.query.more_fields.push(Field::AxisValue(axis));
        self
    }
}

impl List<UserQuery> {
    /// Sets a filter, in place of what was set of this name.
    fn filter(mut self, name: &'static str, value: Result<String, String>) -> Self {
        self.query.filters.retain(|(set, _)| *set != name);
        self.query.filters.push((name, value));
        self
    }
}

impl sealed::Query for UserQuery {}

impl ListQuery for UserQuery {
    type Row = User;

    fn prepare(self, transport: Transport, added: Pairs) -> Result<Prepared<User>, Error> {
        if let Some(ids) = &self.ids
            && ids.first().is_some_and(|id| *id < 1)
        {
            return Err(Error::invalid_input("ids", "a user's id is 1 or more"));
        }
        let mut pairs = Vec::new();
        for (name, value) in self.filters {
            let value = value.map_err(|why| Error::invalid_input(name, why))?;
            pairs.push((name.to_owned(), value));
        }
        // The same query, in whatever order it was put together.
        pairs.sort_unstable();
        let fields = self.fields.as_deref().unwrap_or(field::DEFAULT).iter();
        let fields = field::encode(fields.chain(&self.more_fields))?;

        let mut owned = OWNED.to_vec();
        if self.ids.is_some() {
            owned.push("id");
        }
        let mut encoded = url::form_urlencoded::Serializer::new(String::new());
        encoded.extend_pairs(pairs.iter().chain(&added));
        let length = encoded.finish().len();
        let (transport, query) = with_query(transport, pairs, added, &owned)?;
        let mut query = query.with("fields", &fields);
        for id in self.ids.iter().flatten() {
            query = query.with("id", &id.to_string());
        }
        let ids = self
            .ids
            .map(|ids| Ids::new(ids, length, &fields))
            .transpose()?;
        let filter = ids.as_ref().and_then(Ids::filter);
        // A place among the ids is none in the whole list.
        let query = query.with("all", if filter.is_some() { "true" } else { "false" });
        Ok(Prepared {
            source: Arc::new(UserSource {
                transport,
                fields,
                ids,
                answered_at: self.answered_at,
            }),
            filter,
            query,
        })
    }
}
