//! What a caller can set for one call, and by when a call must be over.

use std::pin::pin;
use std::time::{Duration, Instant};

use futures::future::{Either, select};

use super::clock::Clock;
use crate::Error;

/// Settings of the calls made with them, over those of the client. All are optional.
///
/// Options add up: `with_options` on a client or a request keeps what earlier options have
/// set, unless the new ones set it too.
///
/// ```
/// use std::time::{Duration, Instant};
/// use lucca_sdk::CallOptions;
///
/// let options = CallOptions::new()
///     // Each call, of which a list makes several.
///     .with_timeout(Duration::from_secs(20))
///     // All of them together.
///     .with_deadline(Instant::now() + Duration::from_secs(120));
/// # let _ = options;
/// ```
///
/// A zero duration is refused when the call is made, as
/// [`Error::is_invalid_input`](crate::Error::is_invalid_input).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Instant>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    /// Which page of a list the call asks for, counted from 1: to be seen in traces.
    pub(crate) page: Option<u64>,
    /// How large the answer's body may be, in place of the client's bound.
    pub(crate) max_body_bytes: Option<usize>,
}

impl CallOptions {
    /// No settings: those of the client hold.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one call may take in all: waits for the rate limit, attempts and the
    /// delays between them. What makes several calls, such as a list with its pages, has this
    /// long for each.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The instant by which all calls must be over: one deadline for everything that is done
    /// with these options. The earlier of this and [`with_timeout`](Self::with_timeout)
    /// counts.
    pub fn with_deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the
    /// body.
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How many attempts a call makes at most, those included that the server asked for; 1
    /// means that nothing is repeated. It can only lower what the client's retry policy
    /// allows.
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// These settings, with those of `over` where it has any.
    pub(crate) fn merged(&self, over: Self) -> Self {
        Self {
            timeout: over.timeout.or(self.timeout),
            deadline: over.deadline.or(self.deadline),
            attempt_timeout: over.attempt_timeout.or(self.attempt_timeout),
            max_attempts: over.max_attempts.or(self.max_attempts),
            page: over.page.or(self.page),
            max_body_bytes: over.max_body_bytes.or(self.max_body_bytes),
        }
    }

    /// Refuses what makes no sense, before anything is sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (name, duration) in [
            ("timeout", self.timeout),
            ("attempt_timeout", self.attempt_timeout),
        ] {
            if duration.is_some_and(|duration| duration.is_zero()) {
                return Err(Error::invalid_input(name, "accepted is more than zero"));
            }
        }
        if self.max_attempts == Some(0) {
            return Err(Error::invalid_input(
                "max_attempts",
                "accepted is 1 or more",
            ));
        }
        Ok(())
    }
}

/// By when a call must be over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    pub(super) started: Instant,
    pub(super) at: Option<Instant>,
}

impl Deadline {
    /// The earlier of both, if there is one.
    pub(super) fn new(started: Instant, within: Option<Duration>, at: Option<Instant>) -> Self {
        // So far away that the clock cannot say it is no deadline.
        let within = within.and_then(|within| started.checked_add(within));
        let at = within.into_iter().chain(at).min();
        Self { started, at }
    }

    /// How much is left at `now`; `None` without a deadline.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        self.at.map(|at| at.saturating_duration_since(now))
    }

    /// How much there was from the start of the call.
    pub(super) fn total(&self) -> Option<Duration> {
        self.at.map(|at| at.saturating_duration_since(self.started))
    }

    /// When a time limit that begins at `now` ends, and whether that is the deadline.
    pub(super) fn limit(&self, now: Instant, limit: Duration) -> (Option<Instant>, bool) {
        match (now.checked_add(limit), self.at) {
            (Some(end), Some(at)) if at < end => (Some(at), true),
            (Some(end), _) => (Some(end), false),
            (None, at) => (at, true),
        }
    }
}

/// What `future` comes to, unless `end` comes before.
pub(super) async fn until<F: Future>(
    clock: &dyn Clock,
    end: Option<Instant>,
    future: F,
) -> Option<F::Output> {
    let Some(end) = end else {
        return Some(future.await);
    };
    match select(pin!(future), clock.expire_at(end)).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_add_up_and_the_later_ones_win() {
        let second = Duration::from_secs(1);
        let earlier = CallOptions::new()
            .with_timeout(20 * second)
            .with_max_attempts(3);
        let later = CallOptions::new()
            .with_max_attempts(1)
            .with_attempt_timeout(second);
        let both = earlier.merged(later);
        assert_eq!(both.timeout, Some(20 * second));
        assert_eq!(both.max_attempts, Some(1));
        assert_eq!(both.attempt_timeout, Some(second));
        assert_eq!(both.merged(CallOptions::new()), both);
    }
}
