//! The client: where a program starts.

mod builder;
mod environment;

use http::Method;

pub use builder::ClientBuilder;

use crate::transport::{CallOptions, RawRequest, Transport};
use crate::{Account, ApiKey, Deviation, Error};

/// A client of one Lucca account. Cheap to clone; clones share connections, rate limit and
/// retry budget.
///
/// ```no_run
/// use lucca_sdk::{Account, ApiKey, Client};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let account: Account = "acme.ilucca-test.net".parse()?;
/// let key = ApiKey::new(std::env::var("LUCCA_API_KEY")?)?;
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
    /// [`Error::is_invalid_setting`], naming the variable, when one is missing or makes no
    /// sense, or when both `LUCCA_HOST` and `LUCCA_URL` are set and name different accounts.
    pub fn from_env() -> Result<Self, Error> {
        ClientBuilder::from_env()?.build()
    }

    /// The way to the wire, for generated clients.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The same client with other settings for the calls made through it. Connections, rate
    /// limit and retry budget stay shared.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            transport: self.transport.with_options(options),
        }
    }

    /// What answers have differed in from the API's documents since the client was built, and
    /// how often: properties under another name, of another type, or null where the document
    /// allows no null.
    ///
    /// Each is read as far as it can be and told once through `tracing`, as a warning. At most
    /// 1,000 different ones are kept.
    ///
    /// ```no_run
    /// # async fn example(client: lucca_sdk::Client) -> Result<(), lucca_sdk::Error> {
    /// let users: Vec<_> = client.users().list().try_collect().await?;
    /// println!("{} users", users.len());
    /// for (deviation, count) in client.deviations() {
    ///     eprintln!("{count} times {deviation}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn deviations(&self) -> Vec<(Deviation, u64)> {
        self.transport.deviations().counted()
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
