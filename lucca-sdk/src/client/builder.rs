//! The settings of a client, all checked in one place.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use url::Url;

use super::Client;
use crate::decode::Deviations;
use crate::observer::{Observer, Unobserved};
use crate::transport::{
    Clock, ExponentialBackoff, RateLimit, RetryBudget, RetryPolicy, Shared, SlidingWindow,
    SystemClock, Transport,
};
use crate::{Account, ApiKey, Environment, Error};

const MILLISECOND: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Shorter than the minute after which load balancers usually drop an idle connection: an
/// upload into one that is dead ends in doubt.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The settings of a [`Client`]. None needs to be set.
///
/// | setting | default |
/// |---|---|
/// | [`rate_limit`](Self::rate_limit) | 50 requests in any 60 s |
/// | [`retry`](Self::retry) | 10 attempts within 3 min |
/// | [`retry_budget`](Self::retry_budget) | 10 repeats after a 500 |
/// | [`max_retry_after`](Self::max_retry_after) | 5 min |
/// | [`connect_timeout`](Self::connect_timeout) | 10 s |
/// | [`attempt_timeout`](Self::attempt_timeout) | 30 s |
/// | [`timeout`](Self::timeout) | none |
/// | [`max_body_bytes`](Self::max_body_bytes) | 64 MiB |
pub struct ClientBuilder {
    account: Account,
    key: ApiKey,
    http: Option<AdjustHttp>,
    limiter: Option<Arc<dyn RateLimit>>,
    retry_policy: Arc<dyn RetryPolicy>,
    retry_budget: u32,
    max_retry_after: Duration,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    timeout: Option<Duration>,
    max_body_bytes: usize,
    user_agent: Option<String>,
    observer: Arc<dyn Observer>,
    clock: Arc<dyn Clock>,
}

type AdjustHttp = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

impl ClientBuilder {
    pub(super) fn new(account: Account, key: ApiKey) -> Self {
        Self {
            account,
            key,
            http: None,
            limiter: None,
            retry_policy: Arc::new(ExponentialBackoff::new()),
            retry_budget: 10,
            max_retry_after: Duration::from_secs(5 * 60),
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(30),
            timeout: None,
            max_body_bytes: 64 * 1024 * 1024,
            user_agent: None,
            observer: Arc::new(Unobserved),
            clock: Arc::new(SystemClock),
        }
    }

    /// The account that the client will ask.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// How many requests may start, and when. The default is what Lucca documents, 50 in any
    /// 60 s, which all integrations of the company share: leave something to the others, if
    /// there are any, and hand a clone of one limiter to each client of the same company.
    ///
    /// ```no_run
    /// use lucca_sdk::transport::SlidingWindow;
    ///
    /// # fn example(builder: lucca_sdk::ClientBuilder) -> Result<(), lucca_sdk::Error> {
    /// let client = builder.rate_limit(SlidingWindow::default().share(0.5)?).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn rate_limit(mut self, limiter: impl RateLimit) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// Whether and when an attempt that failed is made again, where that is safe.
    ///
    /// ```no_run
    /// use lucca_sdk::transport::ExponentialBackoff;
    ///
    /// # fn example(builder: lucca_sdk::ClientBuilder) -> Result<(), lucca_sdk::Error> {
    /// let client = builder.retry(ExponentialBackoff::new().max_attempts(3)?).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn retry(mut self, policy: impl RetryPolicy) -> Self {
        self.retry_policy = Arc::new(policy);
        self
    }

    /// How many repeats after a 500 all calls of this client make together, up to 1000; ten
    /// successes pay one back. Zero never repeats a 500.
    #[must_use]
    pub fn retry_budget(mut self, repeats: u32) -> Self {
        self.retry_budget = repeats;
        self
    }

    /// The longest `Retry-After` to obey, from 1 s to 24 h; a longer one is cut to this. All
    /// waits that the server asks one call for take no longer together.
    #[must_use]
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// How long making a connection may take, from 1 ms to 1 h.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the body, from
    /// 1 ms to 24 h. Lucca itself gives up after 5 s, but an upload takes what it takes: a
    /// request's body adds a second for each 128 KiB.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// How long a call may take in all, waits and repeats included; at least 1 ms. Without it
    /// a call waits for as long as the rate limit has others before it. What makes several
    /// calls, such as a list with its pages, has this long for each;
    /// [`CallOptions::with_deadline`](crate::CallOptions::with_deadline) is for all together.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How large an answer's body may be once decompressed, in bytes, at least 1.
    #[must_use]
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Who is asking, put before this crate's name and version in the `User-Agent` header:
    /// a product such as `acme-planner/2.1`, visible ASCII on one line.
    #[must_use]
    pub fn user_agent(mut self, application: impl Into<String>) -> Self {
        self.user_agent = Some(application.into());
        self
    }

    /// Is told of waits, attempts, repeats and calls, for metrics.
    #[must_use]
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Arc::new(observer);
        self
    }

    /// Adjusts the HTTP client: a proxy, a company's root certificate, and the like.
    ///
    /// What keeps the key and the rate limit safe is set afterwards and cannot be undone: no
    /// redirects, no repeats by the HTTP client itself, no `Referer`, HTTPS only.
    ///
    /// ```no_run
    /// # fn example(
    /// #     builder: lucca_sdk::ClientBuilder,
    /// #     proxy: lucca_sdk::reqwest::Proxy,
    /// # ) -> Result<(), lucca_sdk::Error> {
    /// let client = builder.http(|http| http.proxy(proxy)).build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn http(
        mut self,
        adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.http = Some(Box::new(adjust));
        self
    }

    /// Where the client gets its time from. A limiter of its own must have the same clock.
    #[cfg(any(test, feature = "test-util"))]
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`], naming the setting and what is accepted.
    pub fn build(mut self) -> Result<Client, Error> {
        for (name, value, accepted) in [
            ("attempt_timeout", self.attempt_timeout, MILLISECOND..=DAY),
            ("max_retry_after", self.max_retry_after, SECOND..=DAY),
            ("connect_timeout", self.connect_timeout, MILLISECOND..=HOUR),
        ] {
            if !accepted.contains(&value) {
                let (least, most) = accepted.into_inner();
                return Err(Error::setting(name, format_args!("{least:?} to {most:?}")));
            }
        }
        if self.timeout.is_some_and(|timeout| timeout < MILLISECOND) {
            return Err(Error::setting("timeout", "1 ms or more"));
        }
        if self.max_body_bytes == 0 {
            return Err(Error::setting("max_body_bytes", "1 byte or more"));
        }
        if self.retry_budget > 1000 {
            return Err(Error::setting("retry_budget", "0 to 1000 repeats"));
        }
        if let Some(kept_for) = self.limiter.as_ref().and_then(|limiter| limiter.account())
            && *kept_for != self.account
        {
            return Err(Error::unusable_setting(
                "rate_limit",
                format!(
                    "it is kept for {kept_for}, and this client is of {}",
                    self.account
                ),
            ));
        }
        let origin = Url::parse(self.account.base_url())
            .map_err(|error| Error::unusable_setting("account", error))?
            .origin();
        Ok(Client {
            transport: Transport::new(Shared {
                origin,
                http: self.http_client()?,
                user_agent: self.user_agent_header()?,
                limiter: match self.limiter {
                    Some(limiter) => limiter,
                    None => Arc::new(SlidingWindow::by(Arc::clone(&self.clock))),
                },
                retry_policy: self.retry_policy,
                retry_budget: RetryBudget::new(self.retry_budget),
                max_retry_after: self.max_retry_after,
                attempt_timeout: self.attempt_timeout,
                timeout: self.timeout,
                max_body_bytes: self.max_body_bytes,
                clock: self.clock,
                observer: self.observer,
                deviations: Deviations::default(),
                account: self.account,
                key: self.key,
            }),
        })
    }

    fn http_client(&mut self) -> Result<reqwest::Client, Error> {
        let plain = self.account.base_url().starts_with("http://");
        let http = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .tcp_nodelay(true);
        // With several features on, the one that was asked for by default.
        #[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
        let http = http.tls_backend_rustls();
        // Reading the machine's certificates takes longer than a suite of tests against a
        // server on this machine, which shows none.
        #[cfg(any(
            feature = "rustls",
            feature = "rustls-no-provider",
            feature = "native-tls"
        ))]
        let http = if plain { http.tls_certs_only([]) } else { http };
        #[cfg(not(any(
            feature = "rustls",
            feature = "rustls-no-provider",
            feature = "native-tls"
        )))]
        if !plain {
            return Err(Error::unusable_setting(
                "http",
                "HTTPS needs the feature `rustls`, `rustls-no-provider` or `native-tls`",
            ));
        }
        // Without one `reqwest` panics; who adjusts its builder may have brought one there.
        #[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
        if self.http.is_none() && rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(Error::unusable_setting(
                "http",
                "rustls has no provider of cryptography: take the feature `rustls`, or let the \
                 program install a provider (`install_default`) before it makes a client",
            ));
        }
        let http = if self.account.environment() == Environment::Loopback {
            // A proxy of the environment is for the world outside.
            http.no_proxy()
        } else {
            http
        };
        let http = match self.http.take() {
            Some(adjust) => adjust(http),
            None => http,
        };
        http
            // The key must not travel; and a redirect of an API is a mistaken host.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Repeats are this crate's: they pass through the rate limit.
            .retry(reqwest::retry::never())
            .https_only(!plain)
            .build()
            .map_err(|error| Error::unusable_setting("http", error.without_url()))
    }

    fn user_agent_header(&self) -> Result<HeaderValue, Error> {
        let own = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
        let Some(application) = &self.user_agent else {
            return Ok(HeaderValue::from_static(own));
        };
        let visible = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        let fits = !application.trim().is_empty()
            && application.len() <= 200
            && application.bytes().all(visible);
        let header = HeaderValue::from_str(&format!("{} {own}", application.trim()));
        header.ok().filter(|_| fits).ok_or_else(|| {
            Error::setting(
                "user_agent",
                "1 to 200 characters of visible ASCII on one line",
            )
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("account", &self.account)
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::ManualClock;

    fn builder() -> ClientBuilder {
        let account = "http://127.0.0.1:1".parse().expect("loopback");
        Client::builder(account, ApiKey::new("s3cret").expect("a key"))
    }

    #[test]
    fn nonsense_settings_are_refused_by_name_with_what_is_accepted() {
        let cases: Vec<(ClientBuilder, &str, &str)> = vec![
            (builder().retry_budget(1001), "retry_budget", "0 to 1000"),
            (
                builder().max_retry_after(Duration::ZERO),
                "max_retry_after",
                "1s to 86400s",
            ),
            (
                builder().connect_timeout(Duration::ZERO),
                "connect_timeout",
                "1ms to 3600s",
            ),
            (
                builder().attempt_timeout(Duration::ZERO),
                "attempt_timeout",
                "1ms to 86400s",
            ),
            (builder().timeout(Duration::ZERO), "timeout", "1 ms or more"),
            (builder().max_body_bytes(0), "max_body_bytes", "1 byte"),
            (builder().user_agent(""), "user_agent", "visible ASCII"),
            (
                builder().user_agent("a\r\nb: c"),
                "user_agent",
                "visible ASCII",
            ),
            (builder().user_agent("a\nb"), "user_agent", "visible ASCII"),
            (builder().user_agent("café"), "user_agent", "visible ASCII"),
        ];
        for (builder, name, accepted) in cases {
            let error = builder.build().expect_err(name);
            assert!(error.is_invalid_input(), "{error}");
            assert_eq!(error.parameter(), Some(name), "{error}");
            assert!(error.to_string().contains(accepted), "{error}");
        }
    }

    #[test]
    fn the_smallest_and_largest_settings_are_accepted() {
        let accepted = [
            builder(),
            builder().retry_budget(0).max_body_bytes(1),
            builder()
                .retry(ExponentialBackoff::never())
                .retry_budget(1000),
            builder()
                .attempt_timeout(MILLISECOND)
                .timeout(Duration::MAX),
            builder()
                .connect_timeout(HOUR)
                .user_agent("acme-planner/2.1 (test)"),
            builder().clock(ManualClock::new()),
        ];
        for builder in accepted {
            builder.build().expect("accepted");
        }
    }

    #[test]
    fn neither_client_nor_builder_shows_the_key() {
        let builder = builder();
        let printed = format!("{builder:?}");
        let client = builder.build().expect("a client");
        let printed = format!("{printed} {client:?} {:?}", client.transport());
        assert!(!printed.contains("s3cret"), "{printed}");
    }

    #[test]
    fn a_limiters_own_settings_are_refused_by_name_with_what_is_accepted() {
        let second = Duration::from_secs(1);
        let share = |share| SlidingWindow::default().share(share);
        for (limiter, name, accepted) in [
            (SlidingWindow::new(0, second), "limit", "1 request"),
            (
                SlidingWindow::new(1, Duration::ZERO),
                "window",
                "1 ms to 24 h",
            ),
            (SlidingWindow::new(1, 2 * DAY), "window", "1 ms to 24 h"),
            (share(0.0), "share", "more than 0"),
            (share(-0.1), "share", "at most 1"),
            (share(1.1), "share", "at most 1"),
            (share(f64::NAN), "share", "at most 1"),
        ] {
            let error = limiter.expect_err(name);
            assert!(error.is_invalid_input(), "{error}");
            assert_eq!(error.parameter(), Some(name), "{error}");
            assert!(error.to_string().contains(accepted), "{error}");
        }
        for (limit, window, of) in [(1, MILLISECOND, 1.0), (1, DAY, f64::MIN_POSITIVE)] {
            let limiter = SlidingWindow::new(limit, window).and_then(|window| window.share(of));
            limiter.expect("accepted");
        }
    }

    #[test]
    fn an_account_and_a_key_that_are_refused_are_this_crates_error() {
        fn client(host: &str, key: &str) -> Result<Client, Error> {
            Client::builder(host.parse()?, ApiKey::new(key)?).build()
        }
        for (host, key, parameter) in [
            ("example.com", "k3y", "account"),
            ("http://127.0.0.1:1", "s3cret key", "api_key"),
        ] {
            let error = client(host, key).expect_err(parameter);
            assert!(error.is_invalid_input(), "{error}");
            assert_eq!(error.parameter(), Some(parameter));
            assert!(!format!("{error:?} {error:#?}").contains("s3cret"));
        }
    }

    #[test]
    #[cfg(not(any(
        feature = "rustls",
        feature = "rustls-no-provider",
        feature = "native-tls"
    )))]
    fn https_without_tls_is_refused_in_build() {
        let key = ApiKey::new("s3cret").expect("a key");
        let account = Account::test("acme").expect("an account");
        let error = Client::builder(account, key).build().expect_err("no TLS");
        assert_eq!(error.parameter(), Some("http"));
        assert!(error.to_string().contains("rustls"));
    }
}
