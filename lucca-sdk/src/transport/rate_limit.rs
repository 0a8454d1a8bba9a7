//! The seam of the rate limit: who may start a request now.
//!
//! Lucca's limit holds for a company, whatever the number of its integrations.
//! [`SlidingWindow`](super::SlidingWindow) keeps a budget within one process; with the feature
//! `redis`, `SharedWindow` keeps it on a server that many processes share.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Cause, Kind};
use crate::{Account, Error};

/// What [`RateLimit::acquire`] returns.
pub type Acquire<'a> =
    Pin<Box<dyn Future<Output = Result<Box<dyn Permit>, AcquireError>> + Send + 'a>>;

/// Decides when requests may start.
///
/// The transport asks for a permit before every attempt, repeats included, and tells
/// the permit what came of it.
pub trait RateLimit: fmt::Debug + Send + Sync + 'static {
    /// Waits until a request may start.
    ///
    /// With `time_left`, a wait that is known to last longer should fail at once. One that
    /// turns out to is ended by the client, which drops the future.
    ///
    /// Dropping the future gives up the place in the queue. After a permit was told
    /// [`Outcome::Limited`], nobody gets another before the pause is over.
    fn acquire(&self, time_left: Option<Duration>) -> Acquire<'_>;

    /// The account whose budget this is, if it is that of one only: a client of another
    /// account is refused when it is built.
    fn account(&self) -> Option<&Account> {
        None
    }
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

/// Why [`RateLimit::acquire`] gives no permit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcquireError {
    /// The wait would last past the call's deadline: at least so long.
    #[error("the rate limit would make the request wait for {0:?} or more, past its deadline")]
    TooLong(Duration),
    /// The limit is kept somewhere that cannot be reached, so that nobody knows whether a
    /// request may start. The call fails without having been sent.
    #[error("the rate limit could not be asked")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The same, and it stays so until somebody changes a setting. The call fails as
    /// [`Error::is_invalid_input`](crate::Error::is_invalid_input) with these words.
    #[error("the rate limit cannot be used as it is set")]
    Unusable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl AcquireError {
    /// As an error of the call with so much time left, which `last` made wait again.
    pub(super) fn into_error(self, left: Duration, last: Option<Error>) -> Error {
        match self {
            Self::TooLong(wait) => Error::new(Kind::WaitPastDeadline {
                wait: wait.max(left),
                left,
                last,
            }),
            Self::Unavailable(error) => Error::new(Kind::LimiterUnavailable(Cause::new(&*error))),
            Self::Unusable(error) => Error::unusable_setting("rate_limit", Cause::new(&*error)),
        }
    }
}

impl<T: RateLimit + ?Sized> RateLimit for Arc<T> {
    fn acquire(&self, time_left: Option<Duration>) -> Acquire<'_> {
        (**self).acquire(time_left)
    }

    fn account(&self) -> Option<&Account> {
        (**self).account()
    }
}
