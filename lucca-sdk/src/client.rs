//! The client: where a program starts.

mod builder;

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

const HOST: &str = "LUCCA_HOST";
const URL: &str = "LUCCA_URL";
const API_KEY: &str = "LUCCA_API_KEY";

impl ClientBuilder {
    /// Starts the settings of a client with the account and the key of the environment; see
    /// [`Client::from_env`].
    ///
    /// # Errors
    /// As for [`Client::from_env`].
    pub fn from_env() -> Result<Self, Error> {
        environment(|name| std::env::var(name).ok()).map(|(account, key)| Self::new(account, key))
    }
}

/// The account and the key out of the environment.
fn environment(variable: impl Fn(&str) -> Option<String>) -> Result<(Account, ApiKey), Error> {
    let set = |name: &str| variable(name).filter(|text| !text.trim().is_empty());
    let account = |name: &'static str| -> Result<Option<Account>, Error> {
        let account = set(name).map(|text| text.parse());
        account
            .transpose()
            .map_err(|error| Error::unusable_setting(name, error))
    };
    let (host, url) = (account(HOST)?, account(URL)?);
    if host.is_some() && url.is_some() && host != url {
        return Err(Error::unusable_setting(
            URL,
            format!("it names another account than {HOST}: set one of them only"),
        ));
    }
    let account = host.or(url).ok_or_else(|| {
        Error::unusable_setting(
            HOST,
            format!(
                "it is not set, and neither is {URL}; accepted is a host such as acme.ilucca.net"
            ),
        )
    })?;
    let key = set(API_KEY).ok_or_else(|| Error::unusable_setting(API_KEY, "it is not set"))?;
    let key = ApiKey::new(key).map_err(|error| Error::unusable_setting(API_KEY, error))?;
    Ok((account, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_the_account_and_the_key() {
        let host = (HOST, "acme.ilucca.net");
        let url = (URL, "https://acme.ilucca.net/");
        let other = (URL, "https://other.ilucca.net/");
        let blank = (URL, " ");
        let key = (API_KEY, "k3y");
        type Variables<'a> = &'a [(&'a str, &'a str)];
        let cases: [(Variables<'_>, Result<&str, &str>); 9] = [
            (&[host, key], Ok("acme.ilucca.net")),
            (&[url, key], Ok("acme.ilucca.net")),
            (&[host, url, key], Ok("acme.ilucca.net")),
            (&[host, blank, key], Ok("acme.ilucca.net")),
            (&[host, other, key], Err(URL)),
            (&[key], Err(HOST)),
            (&[host], Err(API_KEY)),
            (&[host, (API_KEY, "k 3y")], Err(API_KEY)),
            (&[(HOST, "example.com"), key], Err(HOST)),
        ];
        for (variables, expected) in cases {
            let outcome = environment(|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            });
            match (outcome, expected) {
                (Ok((account, _)), Ok(host)) => assert_eq!(account.host(), host),
                (Err(error), Err(variable)) => {
                    assert_eq!(error.parameter(), Some(variable));
                    assert!(!error.to_string().contains("k 3y"));
                }
                (outcome, _) => panic!("{variables:?}: {outcome:?}"),
            }
        }
    }
}
