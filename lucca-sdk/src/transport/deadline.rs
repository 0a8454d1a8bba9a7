//! By when a call must be over.

use std::time::{Duration, Instant};

use super::clock::{Clock, Sleep};

#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    started: Instant,
    at: Option<Instant>,
}

impl Deadline {
    /// The earlier of both, if there is one.
    pub(super) fn new(started: Instant, within: Option<Duration>, at: Option<Instant>) -> Self {
        // So far away that the clock cannot say it is no deadline.
        let within = within.and_then(|within| started.checked_add(within));
        let at = match (within, at) {
            (Some(within), Some(at)) => Some(within.min(at)),
            (one, other) => one.or(other),
        };
        Self { started, at }
    }

    /// How much is left at `now`; `None` without a deadline.
    pub(super) fn left(&self, now: Instant) -> Option<Duration> {
        self.at.map(|at| at.saturating_duration_since(now))
    }

    /// How much there was from the start of the call.
    pub(super) fn total(&self) -> Duration {
        self.at.map_or(Duration::MAX, |at| {
            at.saturating_duration_since(self.started)
        })
    }

    /// When a time limit that begins at `now` ends, and whether that is the deadline.
    pub(super) fn limit(&self, now: Instant, limit: Duration) -> (Option<Instant>, bool) {
        match (now.checked_add(limit), self.at) {
            (Some(end), Some(at)) if at < end => (Some(at), true),
            (Some(end), _) => (Some(end), false),
            (None, at) => (at, true),
        }
    }

    pub(super) fn expiry(&self, clock: &dyn Clock) -> Sleep {
        match self.at {
            Some(at) => clock.expire_at(at),
            None => Box::pin(std::future::pending()),
        }
    }
}
