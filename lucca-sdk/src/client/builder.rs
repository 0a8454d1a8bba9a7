//! The settings of a client, all checked in one place.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use url::Url;

use super::Client;
use crate::decode::Deviations;
use crate::observer::Observer;
use crate::transport::{
    Clock, ExponentialBackoff, Jitter, RateLimit, RetryBudget, RetryPolicy, Shared, SlidingWindow,
    SystemClock, Transport,
};
use crate::{Account, ApiKey, Environment, Error};

const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_MAX_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);
const DEFAULT_MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
const DEFAULT_RETRY_BUDGET: u32 = 10;

const MILLISECOND: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The settings of a [`Client`]. None needs to be set.
///
/// | setting | default |
/// |---|---|
/// | [`rate_limit`](Self::rate_limit) | 50 requests in any 60 s |
/// | [`rate_limit_share`](Self::rate_limit_share) | all of it |
/// | [`connect_timeout`](Self::connect_timeout) | 10 s |
/// | [`attempt_timeout`](Self::attempt_timeout) | 30 s |
/// | [`deadline`](Self::deadline) | none |
/// | [`max_attempts`](Self::max_attempts) | 4 |
/// | [`retry_budget`](Self::retry_budget) | 10 repeats after a 500 |
/// | [`max_retry_after`](Self::max_retry_after) | 5 min |
/// | [`max_body_bytes`](Self::max_body_bytes) | 64 MiB |
pub struct ClientBuilder {
    account: Account,
    key: ApiKey,
    http_client: Option<reqwest::Client>,
    limiter: Option<Arc<dyn RateLimit>>,
    rate_limit: Option<(u32, Duration)>,
    rate_limit_share: Option<f64>,
    retry_policy: Option<Arc<dyn RetryPolicy>>,
    max_attempts: Option<u32>,
    retry_budget: u32,
    max_retry_after: Duration,
    connect_timeout: Option<Duration>,
    attempt_timeout: Duration,
    deadline: Option<Duration>,
    max_body_bytes: usize,
    user_agent: Option<String>,
    observer: Arc<dyn Observer>,
    clock: Arc<dyn Clock>,
    jitter_seed: Option<u64>,
}

/// Watches nothing.
#[derive(Debug)]
struct Unobserved;

impl Observer for Unobserved {}

impl ClientBuilder {
    pub(super) fn new(account: Account, key: ApiKey) -> Self {
        Self {
            account,
            key,
            http_client: None,
            limiter: None,
            rate_limit: None,
            rate_limit_share: None,
            retry_policy: None,
            max_attempts: None,
            retry_budget: DEFAULT_RETRY_BUDGET,
            max_retry_after: DEFAULT_MAX_RETRY_AFTER,
            connect_timeout: None,
            attempt_timeout: DEFAULT_ATTEMPT_TIMEOUT,
            deadline: None,
            max_body_bytes: DEFAULT_MAX_BODY_BYTES,
            user_agent: None,
            observer: Arc::new(Unobserved),
            clock: Arc::new(SystemClock),
            jitter_seed: None,
        }
    }

    /// How many requests may start in any `window`: at least 1, in 1 ms to 24 h. The default
    /// is what Lucca documents, 50 in 60 s, which all integrations of the company share.
    #[must_use]
    pub fn rate_limit(mut self, requests: u32, window: Duration) -> Self {
        self.rate_limit = Some((requests, window));
        self
    }

    /// Which share of the rate limit this client uses, more than 0 and at most 1. Leave
    /// something to the company's other integrations, if there are any.
    #[must_use]
    pub fn rate_limit_share(mut self, share: f64) -> Self {
        self.rate_limit_share = Some(share);
        self
    }

    /// A limiter of your own, or one that several clients share: then
    /// [`rate_limit`](Self::rate_limit) and [`rate_limit_share`](Self::rate_limit_share) are
    /// settings of the limiter and refused here.
    #[must_use]
    pub fn rate_limiter(mut self, limiter: impl RateLimit) -> Self {
        self.limiter = Some(Arc::new(limiter));
        self
    }

    /// A retry policy of your own; then [`max_attempts`](Self::max_attempts) is a setting of
    /// the policy and refused here.
    #[must_use]
    pub fn retry_policy(mut self, policy: impl RetryPolicy) -> Self {
        self.retry_policy = Some(Arc::new(policy));
        self
    }

    /// How many attempts a call makes at most, from 1 (nothing is repeated) to 20.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// How many repeats after a 500 all calls of this client make together, up to 1000; ten
    /// successes pay one back. Zero never repeats a 500.
    #[must_use]
    pub fn retry_budget(mut self, repeats: u32) -> Self {
        self.retry_budget = repeats;
        self
    }

    /// The longest `Retry-After` to obey, from 1 s to 24 h; a longer one is cut to this.
    #[must_use]
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// How long making a connection may take, from 1 ms to 1 h. With
    /// [`http_client`](Self::http_client) it is a setting of that client and refused here.
    ///
    /// The only time limit that the injected [`clock`](Self::clock) does not measure, as
    /// connections are made inside of `reqwest`.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
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
    /// a call waits for as long as the rate limit has others before it.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
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

    /// An HTTP client of your own, with its own proxies, certificates and connect timeout.
    ///
    /// Build it with `redirect::Policy::none()`, so that redirects are not followed, and with
    /// `retry::never()`, so that nothing is repeated behind the rate limit's back. A redirect
    /// that it does follow to another host is reported as an error, and `reqwest` does not
    /// send the key there.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Where the client gets its time from: for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Seeds the randomness of the delays between attempts: for tests.
    #[must_use]
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter_seed = Some(seed);
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    /// [`Error::is_invalid_setting`], naming the setting and what is accepted.
    pub fn build(self) -> Result<Client, Error> {
        within("attempt_timeout", self.attempt_timeout, MILLISECOND..=DAY)?;
        within(
            "max_retry_after",
            self.max_retry_after,
            Duration::from_secs(1)..=DAY,
        )?;
        if let Some(timeout) = self.connect_timeout {
            within("connect_timeout", timeout, MILLISECOND..=HOUR)?;
        }
        if self.deadline.is_some_and(|deadline| deadline < MILLISECOND) {
            return Err(Error::setting("deadline", "1 ms or more"));
        }
        if self.max_body_bytes == 0 {
            return Err(Error::setting("max_body_bytes", "1 byte or more"));
        }
        if self.retry_budget > 1000 {
            return Err(Error::setting("retry_budget", "0 to 1000 repeats"));
        }
        let origin = Url::parse(self.account.base_url())
            .map_err(|error| Error::unusable_setting("account", error.to_string()))?
            .origin();
        Ok(Client {
            transport: Transport::new(Shared {
                origin,
                http: self.http()?,
                user_agent: self.user_agent_header()?,
                limiter: self.limiter()?,
                retry_policy: self.policy()?,
                retry_budget: RetryBudget::new(self.retry_budget),
                max_retry_after: self.max_retry_after,
                attempt_timeout: self.attempt_timeout,
                deadline: self.deadline,
                max_body_bytes: self.max_body_bytes,
                jitter: Jitter::new(self.jitter_seed),
                clock: self.clock,
                observer: self.observer,
                deviations: Deviations::default(),
                account: self.account,
                key: self.key,
            }),
        })
    }

    fn limiter(&self) -> Result<Arc<dyn RateLimit>, Error> {
        if let Some(limiter) = &self.limiter {
            if self.rate_limit.is_some() {
                return Err(belongs_to("rate_limit", "rate_limiter"));
            }
            if self.rate_limit_share.is_some() {
                return Err(belongs_to("rate_limit_share", "rate_limiter"));
            }
            return Ok(Arc::clone(limiter));
        }
        let mut window = SlidingWindow::builder().shared_clock(Arc::clone(&self.clock));
        if let Some((requests, length)) = self.rate_limit {
            window = window.limit(requests).window(length);
        }
        if let Some(share) = self.rate_limit_share {
            window = window.share(share);
        }
        Ok(Arc::new(window.build()?))
    }

    fn policy(&self) -> Result<Arc<dyn RetryPolicy>, Error> {
        match (&self.retry_policy, self.max_attempts) {
            (Some(_), Some(_)) => Err(belongs_to("max_attempts", "retry_policy")),
            (Some(policy), None) => Ok(Arc::clone(policy)),
            (None, Some(attempts)) => Ok(Arc::new(
                ExponentialBackoff::new().with_max_attempts(attempts)?,
            )),
            (None, None) => Ok(Arc::new(ExponentialBackoff::new())),
        }
    }

    fn http(&self) -> Result<reqwest::Client, Error> {
        if let Some(client) = &self.http_client {
            if self.connect_timeout.is_some() {
                return Err(belongs_to("connect_timeout", "http_client"));
            }
            return Ok(client.clone());
        }
        let plain = self.account.base_url().starts_with("http://");
        if !plain && !cfg!(any(feature = "rustls", feature = "native-tls")) {
            return Err(Error::unusable_setting(
                "http_client",
                "HTTPS needs the feature `rustls` or `native-tls`, or an HTTP client of your own",
            ));
        }
        let http = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout.unwrap_or(DEFAULT_CONNECT_TIMEOUT))
            // The key must not travel; and a redirect of an API is a mistaken host.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // Repeats are this crate's: they pass through the rate limit.
            .retry(reqwest::retry::never())
            .https_only(!plain)
            .tcp_nodelay(true);
        // With both features on, the one that was asked for by default.
        #[cfg(feature = "rustls")]
        let http = http.tls_backend_rustls();
        // Reading the machine's certificates takes longer than a suite of tests against a
        // server on this machine, which shows none.
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        let http = if plain { http.tls_certs_only([]) } else { http };
        let http = if self.account.environment() == Environment::Loopback {
            // A proxy of the environment is for the world outside.
            http.no_proxy()
        } else {
            http
        };
        http.build().map_err(|error| {
            Error::unusable_setting("http_client", error.without_url().to_string())
        })
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
        match header {
            Ok(header) if fits => Ok(header),
            _ => Err(Error::setting(
                "user_agent",
                "1 to 200 characters of visible ASCII on one line",
            )),
        }
    }
}

fn within(
    name: &'static str,
    value: Duration,
    accepted: RangeInclusive<Duration>,
) -> Result<(), Error> {
    if accepted.contains(&value) {
        return Ok(());
    }
    Err(Error::setting(
        name,
        format_args!("{:?} to {:?}", accepted.start(), accepted.end()),
    ))
}

fn belongs_to(name: &'static str, owner: &str) -> Error {
    Error::unusable_setting(name, format!("with `{owner}` it is a setting of that"))
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
        let second = Duration::from_secs(1);
        let window = || SlidingWindow::builder().build().expect("defaults");
        let cases: Vec<(ClientBuilder, &str, &str)> = vec![
            (builder().rate_limit(0, second), "rate_limit", "1 request"),
            (
                builder().rate_limit(1, Duration::ZERO),
                "rate_limit_window",
                "1 ms to 24 h",
            ),
            (
                builder().rate_limit(1, 2 * DAY),
                "rate_limit_window",
                "1 ms to 24 h",
            ),
            (
                builder().rate_limit_share(0.0),
                "rate_limit_share",
                "more than 0",
            ),
            (
                builder().rate_limit_share(-0.1),
                "rate_limit_share",
                "at most 1",
            ),
            (
                builder().rate_limit_share(1.1),
                "rate_limit_share",
                "at most 1",
            ),
            (
                builder().rate_limit_share(f64::NAN),
                "rate_limit_share",
                "at most 1",
            ),
            (
                builder().rate_limiter(window()).rate_limit_share(0.5),
                "rate_limit_share",
                "rate_limiter",
            ),
            (
                builder().rate_limiter(window()).rate_limit(1, second),
                "rate_limit",
                "rate_limiter",
            ),
            (builder().max_attempts(0), "max_attempts", "1 to 20"),
            (builder().max_attempts(21), "max_attempts", "1 to 20"),
            (
                builder()
                    .retry_policy(ExponentialBackoff::never())
                    .max_attempts(2),
                "max_attempts",
                "retry_policy",
            ),
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
                builder()
                    .http_client(reqwest::Client::new())
                    .connect_timeout(second),
                "connect_timeout",
                "http_client",
            ),
            (
                builder().attempt_timeout(Duration::ZERO),
                "attempt_timeout",
                "1ms to 86400s",
            ),
            (
                builder().deadline(Duration::ZERO),
                "deadline",
                "1 ms or more",
            ),
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
            assert!(error.is_invalid_setting(), "{error}");
            assert_eq!(error.parameter(), Some(name), "{error}");
            assert!(error.to_string().contains(accepted), "{error}");
        }
    }

    #[test]
    fn the_smallest_and_largest_settings_are_accepted() {
        let accepted = [
            builder(),
            builder().rate_limit(1, MILLISECOND).rate_limit_share(1.0),
            builder()
                .rate_limit(1, DAY)
                .rate_limit_share(f64::MIN_POSITIVE),
            builder().max_attempts(1).retry_budget(0).max_body_bytes(1),
            builder().max_attempts(20).retry_budget(1000),
            builder()
                .attempt_timeout(MILLISECOND)
                .deadline(Duration::MAX),
            builder()
                .connect_timeout(HOUR)
                .user_agent("acme-planner/2.1 (test)"),
            builder().clock(ManualClock::new()).jitter_seed(1),
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
    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    fn https_without_tls_is_refused_in_build() {
        let key = ApiKey::new("s3cret").expect("a key");
        let account = Account::test("acme").expect("an account");
        let error = Client::builder(account, key).build().expect_err("no TLS");
        assert_eq!(error.parameter(), Some("http_client"));
        assert!(error.to_string().contains("rustls"));
    }
}
