//! What goes on inside a client, for metrics.
//!
//! An [`Observer`] is told of every wait, attempt, repeat and call, in numbers and names
//! fit for labels: no URL, no body, nothing of people's data. For logs and traces there is
//! `tracing`; see the [transport](crate::transport).

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};

use crate::Error;

/// Is told what a client does. All methods do nothing unless written.
///
/// They are called in the middle of a call, so they must be quick and must not block.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use lucca_sdk::observer::{Observer, Retry};
///
/// #[derive(Debug, Default)]
/// struct Retries(AtomicU64);
///
/// impl Observer for Retries {
///     fn retrying(&self, _retry: &Retry<'_>) {
///         self.0.fetch_add(1, Ordering::Relaxed);
///     }
/// }
/// ```
pub trait Observer: fmt::Debug + Send + Sync + 'static {
    /// A call has waited for the rate limit and may start an attempt now. Told of waits
    /// that took no time as well.
    fn waited(&self, wait: &RateLimitWait<'_>) {
        let _ = wait;
    }

    /// An attempt begins.
    fn attempting(&self, attempt: &AttemptStart<'_>) {
        let _ = attempt;
    }

    /// An attempt has ended. Not told of one that was dropped in the middle.
    fn attempted(&self, attempt: &Attempt<'_>) {
        let _ = attempt;
    }

    /// An attempt failed and another will follow.
    fn retrying(&self, retry: &Retry<'_>) {
        let _ = retry;
    }

    /// A call has ended, or was dropped in the middle.
    fn called(&self, call: &Call<'_>) {
        let _ = call;
    }

    /// A list was read that changed meanwhile, or that does not hold what its total says.
    fn drifted(&self, drifted: &Drifted<'_>) {
        let _ = drifted;
    }
}

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn waited(&self, wait: &RateLimitWait<'_>) {
        (**self).waited(wait);
    }

    fn attempting(&self, attempt: &AttemptStart<'_>) {
        (**self).attempting(attempt);
    }

    fn attempted(&self, attempt: &Attempt<'_>) {
        (**self).attempted(attempt);
    }

    fn retrying(&self, retry: &Retry<'_>) {
        (**self).retrying(retry);
    }

    fn called(&self, call: &Call<'_>) {
        (**self).called(call);
    }

    fn drifted(&self, drifted: &Drifted<'_>) {
        (**self).drifted(drifted);
    }
}

/// A list that is read, and in which not all fitted together.
#[derive(Debug)]
#[non_exhaustive]
pub struct Drifted<'a> {
    /// The operation id.
    pub operation: &'a str,
    /// Rows that came again.
    pub duplicates: u64,
    /// How often the total changed.
    pub total_changes: u64,
    /// Rows that the server counted and that did not come.
    pub missing: u64,
    /// Rows that came although the server did not count them.
    pub uncounted: u64,
}

/// A wait for the rate limit that has ended well.
#[derive(Debug)]
#[non_exhaustive]
pub struct RateLimitWait<'a> {
    /// The operation id.
    pub operation: &'a str,
    /// How long it took.
    pub duration: Duration,
}

/// An attempt that begins.
#[derive(Debug)]
#[non_exhaustive]
pub struct AttemptStart<'a> {
    /// The operation id.
    pub operation: &'a str,
    /// Which attempt of the call, counted from 1.
    pub attempt: u32,
    /// How large the request's body is, in bytes.
    pub request_bytes: usize,
}

/// An attempt that has ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The operation id.
    pub operation: &'a str,
    /// The HTTP method.
    pub method: &'a Method,
    /// Which attempt of the call, counted from 1.
    pub attempt: u32,
    /// What the server answered, if it did.
    pub status: Option<StatusCode>,
    /// What went wrong, if anything.
    pub error: Option<&'a Error>,
    /// How long it took, without the wait for the rate limit.
    pub duration: Duration,
    /// How large the answer's body was once decompressed, in bytes.
    pub response_bytes: usize,
}

/// A repeat that is about to be.
#[derive(Debug)]
#[non_exhaustive]
pub struct Retry<'a> {
    /// The operation id.
    pub operation: &'a str,
    /// Which attempt failed, counted from 1.
    pub attempt: u32,
    /// Why.
    pub error: &'a Error,
    /// The delay before the next attempt asks the rate limit.
    pub delay: Duration,
}

/// A call that has ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Call<'a> {
    /// The operation id.
    pub operation: &'a str,
    /// How it ended.
    pub end: CallEnd<'a>,
    /// How many attempts were started.
    pub attempts: u32,
    /// How long it took in all.
    pub duration: Duration,
    /// How much of that was waiting for the rate limit.
    pub waited: Duration,
}

/// How a call ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallEnd<'a> {
    /// With a success. The answer may still turn out not to decode.
    Success,
    /// With an error.
    Error(&'a Error),
    /// The caller dropped it.
    Dropped,
}
