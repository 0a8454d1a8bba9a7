//! The client: where a program starts.

use std::time::Duration;

use crate::transport::{CallOptions, Shared, Transport};
use crate::{Account, ApiKey, Error};

/// A client of one Lucca account. Cheap to clone; clones share connections, rate
/// limit and retry budget.
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
}

impl Client {
    /// Starts the settings of a client for `account`, signing with `key`.
    pub fn builder(account: Account, key: ApiKey) -> ClientBuilder {
        ClientBuilder {
            account,
            key,
            attempt_timeout: Duration::from_secs(30),
        }
    }

    /// A client with default settings for the account in `LUCCA_HOST` (or
    /// `LUCCA_URL`) with the key in `LUCCA_API_KEY`.
    ///
    /// # Errors
    /// [`Error::is_invalid_setting`], naming the variable, when one is missing or makes
    /// no sense.
    pub fn from_env() -> Result<Self, Error> {
        let read = |name: &str| {
            std::env::var(name)
                .ok()
                .filter(|text| !text.trim().is_empty())
        };
        let account: Account = read("LUCCA_HOST")
            .or_else(|| read("LUCCA_URL"))
            .ok_or_else(|| Error::setting("LUCCA_HOST", "a Lucca host such as acme.ilucca.net"))?
            .parse()
            .map_err(|error: crate::InvalidAccount| {
                Error::setting("LUCCA_HOST", error.to_string())
            })?;
        let key = ApiKey::new(
            read("LUCCA_API_KEY")
                .ok_or_else(|| Error::setting("LUCCA_API_KEY", "the account's API key"))?,
        )
        .map_err(|error| Error::setting("LUCCA_API_KEY", error.to_string()))?;
        Self::builder(account, key).build()
    }

    /// The way to the wire, for generated clients.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// The same client with other settings for the calls made through it.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            transport: self.transport.with_options(options),
        }
    }
}

/// The settings of a [`Client`].
#[derive(Debug)]
pub struct ClientBuilder {
    account: Account,
    key: ApiKey,
    attempt_timeout: Duration,
}

impl ClientBuilder {
    /// How long one attempt may take; 30 s by default.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    /// [`Error::is_invalid_setting`], naming the setting and the accepted range.
    pub fn build(self) -> Result<Client, Error> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        let http = if self.account.environment() == crate::Environment::Loopback {
            http.no_proxy()
        } else {
            http
        };
        let http = http
            .build()
            .map_err(|error| Error::setting("http_client", error.without_url().to_string()))?;
        Ok(Client {
            transport: Transport::new(Shared {
                account: self.account,
                key: self.key,
                http,
                attempt_timeout: self.attempt_timeout,
                max_body_bytes: 64 * 1024 * 1024,
            }),
        })
    }
}
