//! The seam of the rate limit: who may start a request now.
//!
//! Lucca's limit holds for a company, whatever the number of its integrations. One
//! implementation, [`SlidingWindow`](super::SlidingWindow), keeps a budget within one
//! process; another could keep it on a server that several processes share.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// What [`RateLimit::acquire`] returns.
pub type Acquire<'a> =
    Pin<Box<dyn Future<Output = Result<Box<dyn Permit>, WaitTooLong>> + Send + 'a>>;

/// Decides when requests may start.
///
/// The transport asks for a permit before every attempt, repeats included, and tells
/// the permit what came of it.
pub trait RateLimit: fmt::Debug + Send + Sync + 'static {
    /// Waits until a request may start.
    ///
    /// With `time_left`, a wait that is known to last longer fails at once, and one
    /// that turns out to fails when it does.
    ///
    /// Dropping the future gives up the place in the queue. After a permit was told
    /// [`Outcome::Limited`], nobody gets another before the pause is over.
    fn acquire(&self, time_left: Option<Duration>) -> Acquire<'_>;
}

/// The right to start one request. Dropped without a word, it counts as used: the
/// request may have reached the server.
pub trait Permit: Send {
    /// What came of the request.
    fn finish(self: Box<Self>, outcome: Outcome);
}

/// What came of a request, as far as the rate limit is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It never left, as no connection was made: the permit can be used by another.
    NotSent,
    /// The server answered, and not with 429.
    Answered,
    /// The server answered 429, and said when to come back, or did not.
    Limited {
        /// How long to wait, from now.
        retry_after: Option<Duration>,
    },
}

/// The wait for the rate limit would last past the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WaitTooLong {
    /// How long the wait would last, at least.
    pub wait: Duration,
}

impl WaitTooLong {
    /// A wait of at least `wait`.
    pub fn new(wait: Duration) -> Self {
        Self { wait }
    }
}

impl fmt::Display for WaitTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the rate limit would make the request wait for {:?} or more, past its deadline",
            self.wait
        )
    }
}

impl std::error::Error for WaitTooLong {}

impl<T: RateLimit + ?Sized> RateLimit for Arc<T> {
    fn acquire(&self, time_left: Option<Duration>) -> Acquire<'_> {
        (**self).acquire(time_left)
    }
}
