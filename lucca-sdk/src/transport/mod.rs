//! Everything between a call and the wire.
//!
//! A call is a task of its own: it goes on while nobody polls it, so that a caller who is busy
//! with something else holds up neither the queue nor a time limit, and it ends when its
//! future is dropped. It goes one way through few files:
//!
//! 1. `call`: the loop. It waits for its turn, makes an attempt, and again where that is safe.
//! 2. `rate_limit`: its turn. [`SlidingWindow`] lets at most 50 requests start in any 60 s,
//!    first come, first served, over all clones of a client, and leaves room for the company's
//!    other integrations. A wait that would last past the call's deadline fails at once. With
//!    the feature `redis`, `shared_window` does the same for many machines.
//! 3. `attempt`: signed and sent to the account's own host, never along a redirect, within a
//!    time limit; the answer's body is read whole and bounded, and decoded once.
//! 4. `retry`: what may be repeated, when ([`ExponentialBackoff`]), and what `Retry-After`
//!    says. Anything else goes back to the caller, as an [`Error`] that says whether the
//!    server may have received it.
//!
//! Each call is a `tracing` span (`lucca.call`) with one span per attempt in it
//! (`lucca.attempt`), in OpenTelemetry's names; an [`Observer`]
//! is told the same in numbers.
//!
//! [`RawRequest`] is the escape hatch: any path of the account, through the same files.
//!
//! # The whole way of a list
//!
//! What `client.users().list().stream()` goes through before its first row, hop by hop:
//!
//! | hop | file |
//! |---|---|
//! | `List::stream`: the query becomes a source of pages | `paging/list`, `users/query` |
//! | `Rows`, on `Pages`: rows and pages in order, at a caller's pace | `paging/pages`, `paging/page` |
//! | `Pass`: which page to ask for, what is new in one, what is missing | `paging/reader` |
//! | `UserSource::fetch`: what a page is to this list | `users/source`, `paging/source` |
//! | the generated builder: parameters become a request | `generated/users` |
//! | `Transport::page`: a task | `transport` |
//! | `Call`: the turn, the attempts | `call`, `rate_limit`, `sliding_window`, `retry` |
//! | `attempt::run`: sent, and read whole | `attempt` |
//! | `decode`: the body becomes the document's type | `decode`, `decode/object` |
//!
//! A page is bytes, the document's type with a report of what deviated, the source's rows,
//! the reader's page, and then rows.

mod attempt;
mod call;
mod clock;
pub(crate) mod options;
mod rate_limit;
mod redact;
mod request;
mod retry;
#[cfg(feature = "redis")]
mod shared_window;
mod sliding_window;
mod trace;

use std::borrow::Cow;
use std::fmt;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;
use tracing::instrument::WithSubscriber;
use url::Origin;

#[cfg(any(test, feature = "test-util"))]
pub use clock::{Clock, ManualClock, Sleep};
pub(crate) use options::CallOptions;
pub use rate_limit::{Acquire, AcquireError, Outcome, Permit, RateLimit};
pub use request::{RawRequest, RawResponse};
pub use retry::{ExponentialBackoff, FailedAttempt, RetryPolicy};
#[cfg(feature = "redis")]
pub use shared_window::{SharedWindow, WhenAway};
pub use sliding_window::SlidingWindow;

pub(crate) use attempt::Reply;
#[cfg(not(any(test, feature = "test-util")))]
pub(crate) use clock::Clock;
pub(crate) use clock::SystemClock;
pub(crate) use retry::RetryBudget;

use crate::decode::{self, Decode, Decoded, Deviations};
use crate::error::{BodyFault, DecodeFailure, Kind};
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
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_body_bytes: usize,
    pub(crate) clock: Arc<dyn Clock>,
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

    /// The account that requests go to.
    pub fn account(&self) -> &Account {
        &self.shared.account
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

    /// The same transport with more settings for the calls made through it: what `options`
    /// leave out stays as it is.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            options: self.options.merged(options),
            ..self.clone()
        }
    }

    /// The settings of the calls made through this transport.
    pub fn options(&self) -> &CallOptions {
        &self.options
    }

    /// The client's clock, by which deadlines are measured.
    #[cfg_attr(not(feature = "imports"), allow(dead_code, reason = "read by imports"))]
    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.shared.clock
    }

    pub(crate) fn observer(&self) -> &dyn Observer {
        &*self.shared.observer
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
    pub async fn send<T: Decode + Send + 'static>(
        &self,
        request: reqwest::Request,
        operation: &'static str,
    ) -> Result<T, Error> {
        // Here nobody could be told of a row that is missing, so that none may be.
        let read = |body: &Bytes| decode::from_slice::<T>(body, None);
        let (decoded, _) = self.run(request, operation.into(), false, read).await?;
        self.deviations()
            .note(operation, &decoded.report, self.observer());
        Ok(decoded.value)
    }

    /// The same for one page of a list, of which at most `max_rows` rows are taken. Rows that
    /// could not be read are in the report.
    pub(crate) async fn page<T: Decode + Send + 'static>(
        &self,
        request: reqwest::Request,
        operation: &'static str,
        page: u64,
        max_rows: usize,
    ) -> Result<(Decoded<T>, Reply), Error> {
        let read = move |body: &Bytes| {
            let decoded: Decoded<T> = decode::from_slice(body, Some(max_rows))
                .map_err(|failure| failure.in_page(page))?;
            // An answer without its list is no empty list.
            if ["items", "data"]
                .iter()
                .any(|name| decoded.report.lacks(name))
            {
                return Err(DecodeFailure::missing("items").in_page(page));
            }
            Ok(decoded)
        };
        let options = CallOptions {
            page: Some(page),
            ..CallOptions::new()
        };
        let transport = self.with_options(options);
        let (decoded, reply) = transport
            .run(request, operation.into(), false, read)
            .await?;
        self.deviations()
            .note(operation, &decoded.report, self.observer());
        Ok((decoded, reply))
    }

    /// Counts a property that no row of a whole list has had.
    pub(crate) fn lacked(&self, operation: &str, path: &str) {
        let (expected, found) = ("a property of at least one row", "nothing in any");
        let deviations = self.deviations();
        deviations.count(operation, path, expected, found, 1, self.observer());
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
        let read = |_: &Bytes| Ok(());
        let ((), reply) = self.run(request, operation.into(), false, read).await?;
        Ok(reply.http.into_body())
    }

    /// One call, on a task of its own: as many attempts as are of use and safe.
    /// `read` decodes the answer within the attempt.
    async fn run<T: Send + 'static>(
        &self,
        mut request: reqwest::Request,
        operation: Cow<'static, str>,
        safe_to_repeat: bool,
        read: impl Fn(&Bytes) -> Result<T, DecodeFailure> + Send + Sync + 'static,
    ) -> Result<(T, Reply), Error> {
        if let Some(pairs) = &self.query {
            request
                .url_mut()
                .query_pairs_mut()
                .extend_pairs(pairs.iter());
        }
        let Ok(runtime) = Handle::try_current() else {
            return Err(Error::new(Kind::Runtime).with_operation(operation));
        };
        let call = call::Call::new(self, operation.clone(), &request, safe_to_repeat);
        let task = async move {
            let mut answer = None;
            let mut keep = |body: &Bytes| {
                answer = Some(read(body)?);
                Ok(())
            };
            let reply = call.run(request, &mut keep).await?;
            let answer = answer.ok_or_else(|| Error::new(Kind::Body(BodyFault::Empty)))?;
            Ok((answer, reply))
        };
        let task = task.in_current_span().with_current_subscriber();
        match AbortOnDropHandle::new(runtime.spawn(task)).await {
            Ok(outcome) => outcome,
            Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
            // Nobody else aborts it.
            Err(_) => Err(Error::new(Kind::Runtime).with_operation(operation)),
        }
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
