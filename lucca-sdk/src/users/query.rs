//! Which users are asked for.

use std::sync::Arc;

use jiff::civil::DateTime;

use super::User;
use super::date_filter::DateFilter;
use super::field::{self, Field};
use super::language::{date_time, four_digit_year, value};
use super::source::{Parameters, UserSource};
use crate::Error;
use crate::paging::{Fingerprint, List, Prepared, sealed};
use crate::transport::Transport;

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
    contract_start: Option<DateFilter>,
    contract_end: Option<DateFilter>,
    modified: Option<Modified>,
    mail: Option<Text>,
    login: Option<String>,
    former: bool,
    fields: Option<Vec<Field>>,
    more_fields: Vec<Field>,
}

#[derive(Clone)]
enum Text {
    Equals(String),
    Like(String),
}

#[derive(Clone, Copy)]
enum Modified {
    Since(DateTime),
    Between(DateTime, DateTime),
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
    /// No ids means no users, and no request.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let team: Vec<_> = client.users().list().ids([416, 383]).try_collect().await?;
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
    /// let newcomers: Vec<_> = client
    ///     .users()
    ///     .list()
    ///     .contract_start(DateFilter::since(first))
    ///     .try_collect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn contract_start(mut self, when: DateFilter) -> Self {
        self.query.contract_start = Some(when);
        self
    }

    /// Only users whose contract ends then; [`DateFilter::none`] for those whose end is
    /// not known. Whoever has left already needs
    /// [`include_former`](List::include_former) too.
    ///
    /// ```no_run
    /// use lucca_sdk::users::DateFilter;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let permanent: Vec<_> = client
    ///     .users()
    ///     .list()
    ///     .contract_end(DateFilter::none())
    ///     .try_collect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn contract_end(mut self, when: DateFilter) -> Self {
        self.query.contract_end = Some(when);
        self
    }

    /// Only users modified then or later, for copies that are kept up to date.
    ///
    /// Lucca's times have no offset, and which zone they are in is documented nowhere:
    /// reach back further than the last time, by a day if need be.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let since = jiff::civil::date(2025, 1, 1).at(8, 45, 23, 0);
    /// let changed: Vec<_> = client.users().list().modified_since(since).try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn modified_since(mut self, when: DateTime) -> Self {
        self.query.modified = Some(Modified::Since(when));
        self
    }

    /// Only users modified in this period, both ends included.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let day = jiff::civil::date(2025, 1, 1);
    /// let changed: Vec<_> = client
    ///     .users()
    ///     .list()
    ///     .modified_between(day.at(0, 0, 0, 0), day.at(12, 0, 0, 0))
    ///     .try_collect()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn modified_between(mut self, first: DateTime, last: DateTime) -> Self {
        self.query.modified = Some(Modified::Between(first, last));
        self
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
    pub fn mail(mut self, address: impl Into<String>) -> Self {
        self.query.mail = Some(Text::Equals(address.into()));
        self
    }

    /// Only users whose address is like this text, as Lucca compares it. Refused like
    /// [`mail`](List::mail).
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let does: Vec<_> = client.users().list().mail_like("doe").try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn mail_like(mut self, text: impl Into<String>) -> Self {
        self.query.mail = Some(Text::Like(text.into()));
        self
    }

    /// Only the user with exactly this login. Refused like [`mail`](List::mail).
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let found: Vec<_> = client.users().list().login("jdoe").try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn login(mut self, login: impl Into<String>) -> Self {
        self.query.login = Some(login.into());
        self
    }

    /// People who have left, too, as far as the key's role may see them.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let ever: Vec<_> = client.users().list().include_former().try_collect().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn include_former(mut self) -> Self {
        self.query.former = true;
        self
    }

    /// Only these properties, instead of all that are documented. The `id` comes in any
    /// case. Fewer fields make faster pages. See [`Field`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let logins: Vec<_> = client.users().list().fields(["login"]).try_collect().await?;
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

impl UserQuery {
    fn parameters(&self) -> Result<Parameters, Error> {
        if let Some(ids) = &self.ids
            && ids.first().is_some_and(|id| *id < 1)
        {
            return Err(Error::invalid_input("ids", "a user's id is 1 or more"));
        }
        let mail = match &self.mail {
            None => None,
            Some(Text::Equals(text)) => Some(value("mail", text)?),
            Some(Text::Like(text)) => Some(format!("like,{}", value("mail", text)?)),
        };
        let modified_at = match self.modified {
            None => None,
            Some(Modified::Since(when)) => {
                four_digit_year("modifiedAt", when.date())?;
                Some(format!("since,{}", date_time(when)))
            }
            Some(Modified::Between(first, last)) => {
                four_digit_year("modifiedAt", first.date())?;
                four_digit_year("modifiedAt", last.date())?;
                if first > last {
                    return Err(Error::invalid_input(
                        "modifiedAt",
                        format!("the period is reversed: {first} is after {last}"),
                    ));
                }
                Some(format!("between,{},{}", date_time(first), date_time(last)))
            }
        };
        let fields = self.fields.as_deref().unwrap_or(&field::DEFAULT);
        let fields: Vec<Field> = fields.iter().chain(&self.more_fields).cloned().collect();
        Ok(Parameters {
            contract_start: self
                .contract_start
                .map(|when| when.encode("dtContractStart"))
                .transpose()?,
            contract_end: self
                .contract_end
                .map(|when| when.encode("dtContractEnd"))
                .transpose()?,
            modified_at,
            mail,
            login: self
                .login
                .as_deref()
                .map(|login| value("login", login))
                .transpose()?,
            former: self.former,
            fields: field::encode(&fields)?,
        })
    }
}

impl sealed::Query for UserQuery {
    type Row = User;

    fn prepare(self, transport: Transport, start: Fingerprint) -> Result<Prepared<User>, Error> {
        let parameters = self.parameters()?;
        let query = parameters
            .pairs()
            .into_iter()
            .fold(start, |query, (name, value)| query.with(name, &value));
        let query = match &self.ids {
            None => query,
            Some(ids) => ids
                .iter()
                .fold(query, |query, id| query.with("id", &id.to_string())),
        };
        Ok(Prepared {
            source: Arc::new(UserSource::new(transport, parameters, self.ids)),
            filter: None,
            query,
        })
    }
}
