//! What a caller can set for one call.

use std::time::{Duration, Instant};

use crate::Error;

/// Settings of a single call, over those of the client. All are optional.
///
/// ```
/// use std::time::Duration;
/// use lucca_sdk::CallOptions;
///
/// let options = CallOptions::new()
///     .with_deadline(Duration::from_secs(20))
///     .with_attempt_timeout(Duration::from_secs(8));
/// # let _ = options;
/// ```
///
/// A zero duration is refused when the call is made, as
/// [`Error::is_invalid_input`](crate::Error::is_invalid_input).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOptions {
    pub(crate) deadline: Option<Duration>,
    pub(crate) deadline_at: Option<Instant>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) page: Option<u64>,
}

impl CallOptions {
    /// No settings: those of the client hold.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long the call may take in all: waits for the rate limit, attempts and the
    /// delays between them. Counted from the beginning of the call; where one typed
    /// call makes several requests, each has this long.
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The instant, of the client's clock, by which the call must be over: one
    /// deadline for several calls. The earlier of this and
    /// [`with_deadline`](Self::with_deadline) counts.
    pub fn with_deadline_at(mut self, deadline: Instant) -> Self {
        self.deadline_at = Some(deadline);
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the
    /// body.
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How many attempts to make at most; 1 means that nothing is repeated. It can
    /// only lower what the client's retry policy allows.
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Which page the call asks for, counted from 1, to be seen in traces.
    pub fn with_page(mut self, page: u64) -> Self {
        self.page = Some(page);
        self
    }

    /// Refuses what makes no sense, before anything is sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (name, duration) in [
            ("deadline", self.deadline),
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
