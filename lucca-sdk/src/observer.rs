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

/// Is told what a client does.
///
/// It is told in the middle of a call, so it must be quick and must not block.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use lucca_sdk::observer::{Event, Observer};
///
/// #[derive(Debug, Default)]
/// struct Retries(AtomicU64);
///
/// impl Observer for Retries {
///     fn event(&self, event: &Event<'_>) {
///         if let Event::Retrying { .. } = event {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: fmt::Debug + Send + Sync + 'static {
    /// Something has happened.
    fn event(&self, event: &Event<'_>);
}

impl<T: Observer + ?Sized> Observer for Arc<T> {
    fn event(&self, event: &Event<'_>) {
        (**self).event(event);
    }
}

/// What happens inside a client. `operation` is an operation id of the API's document, or
/// what a request by hand was named; `attempt` is counted from 1.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A call has waited for the rate limit, maybe for no time, and may start an attempt.
    #[non_exhaustive]
    Waited {
        /// Of which operation.
        operation: &'a str,
        /// How long.
        duration: Duration,
    },
    /// An attempt begins.
    #[non_exhaustive]
    Attempting {
        /// Of which operation.
        operation: &'a str,
        /// Which attempt of the call.
        attempt: u32,
        /// How large the request's body is, in bytes.
        request_bytes: usize,
    },
    /// An attempt has ended. Not told of one that was dropped in the middle.
    #[non_exhaustive]
    Attempted {
        /// Of which operation.
        operation: &'a str,
        /// The HTTP method.
        method: &'a Method,
        /// Which attempt of the call.
        attempt: u32,
        /// What the server answered, if it did.
        status: Option<StatusCode>,
        /// What went wrong, if anything.
        error: Option<&'a Error>,
        /// How long it took, without the wait for the rate limit.
        duration: Duration,
        /// How large the answer's body was once decompressed, in bytes.
        response_bytes: usize,
    },
    /// An attempt has failed and another will follow.
    #[non_exhaustive]
    Retrying {
        /// Of which operation.
        operation: &'a str,
        /// Which attempt failed.
        attempt: u32,
        /// Why.
        error: &'a Error,
        /// The delay before the next attempt asks the rate limit.
        delay: Duration,
    },
    /// A call has ended, or was dropped in the middle.
    #[non_exhaustive]
    Called {
        /// Of which operation.
        operation: &'a str,
        /// How it ended.
        end: End<'a>,
        /// How many attempts were started.
        attempts: u32,
        /// How long it took in all.
        duration: Duration,
        /// How much of that was waiting for the rate limit.
        waited: Duration,
    },
}

/// How a call ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum End<'a> {
    /// With an answer, decoded.
    Success,
    /// With an error.
    Error(&'a Error),
    /// The caller dropped it.
    Dropped,
}

/// Watches nothing.
#[derive(Debug)]
pub(crate) struct Unobserved;

impl Observer for Unobserved {
    fn event(&self, _: &Event<'_>) {}
}
