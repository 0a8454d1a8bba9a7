//! Everything between a call and the wire.
//!
//! A call goes one way through few rooms, each a file:
//!
//! 1. **prepared**: the request's body is read whole, so that it can be sent again where
//!    that is safe; what generated clients add and Lucca does not know is taken out.
//! 2. **rate limit**: it waits for its turn. [`SlidingWindow`] lets at most 50 requests
//!    start in any 60 s, first come, first served, over all clones of a client. A wait that
//!    would last past the call's deadline fails at once.
//! 3. **attempt**: signed and sent to the account's own host, never along a redirect; the
//!    answer's body is read whole and bounded, within a time limit.
//! 4. **classify**: what it came to.
//! 5. **retry**: what is safe to repeat is, after a delay with full jitter
//!    ([`ExponentialBackoff`]); anything else goes back to the caller, as an
//!    [`Error`] that says whether the server may have received it.
//!
//! Each call is a `tracing` span (`lucca.call`) with one span per attempt in it
//! (`lucca.attempt`), in OpenTelemetry's names; an [`Observer`]
//! is told the same in numbers.
//!
//! Time, randomness, limiter and retry policy are all injected: see
//! [`ClientBuilder`](crate::ClientBuilder).

mod adaptive_share;
mod attempt;
mod backoff;
mod body;
mod call;
mod classify;
mod clock;
mod deadline;
mod jitter;
#[cfg(any(test, feature = "test-util"))]
mod manual_clock;
mod options;
mod prepared;
mod rate_limit;
mod raw_request;
mod redact;
mod reply;
mod retry;
mod retry_after;
mod retry_budget;
mod sliding_window;
mod trace;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use url::Origin;

pub use backoff::ExponentialBackoff;
pub use clock::{Clock, Sleep, SystemClock};
#[cfg(any(test, feature = "test-util"))]
pub use manual_clock::ManualClock;
pub use options::CallOptions;
pub use rate_limit::{Acquire, Outcome, Permit, RateLimit, WaitTooLong};
pub use raw_request::{RawRequest, RawResponse};
pub use retry::{FailedAttempt, RetryPolicy};
pub use sliding_window::{SlidingWindow, SlidingWindowBuilder};

pub(crate) use jitter::Jitter;
pub(crate) use reply::Reply;
pub(crate) use retry_budget::RetryBudget;

use crate::decode::{Decode, Deviations};
use crate::observer::Observer;
use crate::{Account, ApiKey, Error};

/// The way to the wire that all clients of an account share: it signs, limits, repeats and
/// traces. Cheap to clone.
///
/// [`Client::transport`](crate::Client::transport) hands it out for generated clients,
/// those of this crate or of a build script of your own.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    options: CallOptions,
    /// What a caller adds to the query of each request.
    query: Option<Arc<[(String, String)]>>,
}

/// What all clones have in common.
pub(crate) struct Shared {
    pub(crate) account: Account,
    /// That of the account: the only place that the key is ever sent to.
    pub(crate) origin: Origin,
    pub(crate) key: ApiKey,
    pub(crate) http: reqwest::Client,
    pub(crate) user_agent: HeaderValue,
    pub(crate) limiter: Arc<dyn RateLimit>,
    pub(crate) retry_policy: Arc<dyn RetryPolicy>,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) max_retry_after: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) max_body_bytes: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) jitter: Jitter,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) deviations: Deviations,
}

impl Transport {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
            options: CallOptions::default(),
            query: None,
        }
    }

    /// What requests start with: the account's scheme and host, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.shared.account.base_url()
    }

    /// The connection pool, for generated clients to build requests with. What is sent by
    /// it directly is neither signed nor limited.
    pub fn http_client(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// The same transport with other settings for the calls made through it.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            options,
            ..self.clone()
        }
    }

    /// The settings of the calls made through this transport.
    pub fn options(&self) -> &CallOptions {
        &self.options
    }

    /// The client's clock, by which deadlines are measured.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.shared.clock
    }

    /// The same transport, which adds parameters to the query of each request: those that
    /// the document of a generated client does not have.
    pub(crate) fn with_query(&self, pairs: Arc<[(String, String)]>) -> Self {
        Self {
            query: Some(pairs),
            ..self.clone()
        }
    }

    /// Sends what a generated client has built, and decodes the answer.
    ///
    /// # Errors
    /// Whatever the call comes to, with the operation's name.
    pub async fn send<T: Decode>(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<T, Error> {
        let reply = self.call(request, Cow::Borrowed(operation), false).await?;
        let decoded = reply.decode(usize::MAX)?;
        self.shared.deviations.note(operation, &decoded.report);
        // Here nobody could be told of a row that is missing.
        match decoded.report.bad_rows().first() {
            None => Ok(decoded.value),
            Some(bad) => Err(reply.undecodable(bad.failure.clone())),
        }
    }

    /// What answers have differed in from the document, and how often.
    pub(crate) fn deviations(&self) -> &Deviations {
        &self.shared.deviations
    }

    /// The same for an answer that is no JSON.
    ///
    /// # Errors
    /// Whatever the call comes to, with the operation's name.
    pub async fn send_bytes(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<Bytes, Error> {
        let reply = self.call(request, Cow::Borrowed(operation), false).await?;
        Ok(reply.body)
    }

    /// One call: as many attempts as are of use and safe.
    pub(crate) async fn call(
        &self,
        mut request: reqwest::Request,
        operation: Cow<'static, str>,
        safe_to_repeat: bool,
    ) -> Result<Reply, Error> {
        if let Some(pairs) = &self.query {
            request
                .url_mut()
                .query_pairs_mut()
                .extend_pairs(pairs.iter());
        }
        let call = call::Call::new(
            &self.shared,
            &self.options,
            operation,
            &request,
            safe_to_repeat,
        );
        // Boxed, so that the futures of everything above stay small.
        Box::pin(call.run(request)).await
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("account", &self.shared.account)
            .field("limiter", &self.shared.limiter)
            .field("retry_policy", &self.shared.retry_policy)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
