//! One user by id.

use std::future::IntoFuture;

use futures::FutureExt;
use futures::future::BoxFuture;

use super::User;
use super::field::{self, Field};
use crate::Error;
use crate::error::DecodeFailure;
use crate::generated::users::Client;
use crate::transport::{CallOptions, Transport};

const GET_USER: &str = "get-user";

/// The request for one user; made by [`UsersApi::get`](super::UsersApi::get), sent by
/// `.await`.
///
/// ```no_run
/// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
/// let user = client.users().get(416).extended_data().axis_value(2).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct GetUser {
    transport: Transport,
    id: i64,
    fields: Option<Vec<Field>>,
    more_fields: Vec<Field>,
}

impl GetUser {
    pub(super) fn new(transport: Transport, id: i64) -> Self {
        Self {
            transport,
            id,
            fields: None,
            more_fields: Vec::new(),
        }
    }

    /// Only these properties, instead of all that are documented; the `id` comes in any
    /// case. See [`Field`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let user = client.users().get(416).fields(["login"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn fields<F: Into<Field>>(mut self, fields: impl IntoIterator<Item = F>) -> Self {
        self.fields = Some(fields.into_iter().map(Into::into).collect());
        self
    }

    /// The account's own properties too, for [`User::extended`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let user = client.users().get(416).extended_data().await?;
    /// let badge: Option<String> = user.extended("e_badge")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extended_data(mut self) -> Self {
        self.more_fields.push(Field::ExtendedData);
        self
    }

    /// The value on an analysis axis too, for [`User::axis_value`].
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let cost_centre = client.users().get(416).axis_value(2).await?.axis_value(2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn axis_value(mut self, axis: u32) -> Self {
        self.more_fields.push(Field::AxisValue(axis));
        self
    }

    /// Settings, such as a deadline, for this request.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use lucca_sdk::CallOptions;
    ///
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let soon = CallOptions::new().with_timeout(Duration::from_secs(3));
    /// let user = client.users().get(416).with_options(soon).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.transport = self.transport.with_options(options);
        self
    }

    async fn send(self) -> Result<User, Error> {
        let id = u64::try_from(self.id).ok().filter(|id| *id > 0);
        let id = id.ok_or_else(|| {
            Error::invalid_input("id", "a user's id is 1 or more").with_operation(GET_USER)
        })?;
        let fields = self.fields.as_deref().unwrap_or(field::DEFAULT).iter();
        let response = Client::from_transport(self.transport)
            .get_user()
            .id(id)
            .fields(field::encode(fields.chain(&self.more_fields))?)
            .send()
            .await?;
        response
            .data
            .ok_or_else(|| Error::decode(GET_USER, DecodeFailure::missing("data")))
    }
}

impl IntoFuture for GetUser {
    type Output = Result<User, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send().boxed()
    }
}

impl std::fmt::Debug for GetUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GetUser")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
