//! The client: where a program starts.

mod builder;
mod environment;

use http::Method;

pub use builder::ClientBuilder;

use crate::transport::{CallOptions, RawRequest, Transport};
use crate::{Account, ApiKey, Error};

/// A client of one Lucca account. Cheap to clone; clones share connections, rate limit and
/// retry budget.
///
/// ```no_run
/// use lucca_sdk::{Account, ApiKey, Client};
///
/// # fn main() -> Result<(), lucca_sdk::Error> {
/// let account: Account = "acme.ilucca-test.net".parse()?;
/// let key = ApiKey::new("5f0a3c9e-0000-4000-8000-3d1f6d2c7b11")?;
/// let client = Client::builder(account, key)
///     .user_agent("acme-planner/2.1")
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
}

impl Client {
    /// Starts the settings of a client for `account`, signing with `key`.
    pub fn builder(account: Account, key: ApiKey) -> ClientBuilder {
        ClientBuilder::new(account, key)
    }

    /// A client with default settings, from the environment:
    ///
    /// | variable | what |
    /// |---|---|
    /// | `LUCCA_HOST` or `LUCCA_URL` | the account, as a host or a URL |
    /// | `LUCCA_API_KEY` | its API key |
    ///
    /// # Errors
    /// [`Error::is_invalid_input`], naming the variable, when one is missing or makes no
    /// sense, or when both `LUCCA_HOST` and `LUCCA_URL` are set and name different accounts.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The account that the client asks. The key is sent nowhere else.
    ///
    /// ```no_run
    /// use lucca_sdk::{Client, Environment};
    ///
    /// # fn example(client: &Client) {
    /// // Lucca asks that nobody tests on production.
    /// assert_ne!(client.account().environment(), Environment::Production);
    /// # }
    /// ```
    pub fn account(&self) -> &Account {
        self.transport.account()
    }

    /// The way to the wire, for generated clients.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The same client with more settings for the calls made through it: what `options` leave
    /// out stays as it is. Connections, rate limit and retry budget stay shared.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            transport: self.transport.with_options(options),
        }
    }

    /// A request to any path of the account, for what this crate has no typed call for:
    /// signed, limited, repeated and traced like the rest, with the same errors.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// use lucca_sdk::http::Method;
    ///
    /// let departments: serde_json::Value = client
    ///     .request(Method::GET, "/api/v3/departments")
    ///     .query("fields", "id,name")
    ///     .send_json()
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// `path` begins with `/` and stays on the account's host; anything else is refused when
    /// the request is sent, as [`Error::is_invalid_input`].
    pub fn request(&self, method: Method, path: &str) -> RawRequest {
        RawRequest::new(self.transport.clone(), method, path)
    }
}
