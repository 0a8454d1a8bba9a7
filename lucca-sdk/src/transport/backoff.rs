//! The delays between attempts: exponential, with full jitter.

use std::time::Duration;

use super::retry::{FailedAttempt, RetryPolicy};
use crate::Error;

/// The default [`RetryPolicy`]: a bounded number of attempts in a bounded time, with delays
/// drawn anywhere from zero to a bound that doubles each time. Spreading them over the
/// whole range, and not around its end, keeps clients that failed together from coming back
/// together.
///
/// | setting | default |
/// |---|---|
/// | attempts | 4 |
/// | bound of the first delay | 250 ms |
/// | bound of any delay | 10 s |
/// | total, from the first attempt on | 5 min |
///
/// A `Retry-After` longer than the delay takes its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExponentialBackoff {
    max_attempts: u32,
    first_delay: Duration,
    max_delay: Duration,
    max_elapsed: Duration,
}

impl Default for ExponentialBackoff {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(10),
            max_elapsed: Duration::from_secs(5 * 60),
        }
    }
}

impl ExponentialBackoff {
    /// The default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Never repeats anything.
    pub fn never() -> Self {
        Self {
            max_attempts: 1,
            ..Self::default()
        }
    }

    /// How many attempts to make at most, the first included.
    ///
    /// # Errors
    /// [`Error::is_invalid_setting`] outside 1 to 20.
    pub fn with_max_attempts(mut self, attempts: u32) -> Result<Self, Error> {
        if !(1..=20).contains(&attempts) {
            return Err(Error::setting("max_attempts", "1 to 20"));
        }
        self.max_attempts = attempts;
        Ok(self)
    }

    /// The bounds of the first delay and of any delay.
    ///
    /// # Errors
    /// [`Error::is_invalid_setting`] unless `0 < first <= max <= 5 min`.
    pub fn with_delays(mut self, first: Duration, max: Duration) -> Result<Self, Error> {
        if first.is_zero() || first > max || max > Duration::from_secs(5 * 60) {
            return Err(Error::setting(
                "retry_delays",
                "a first delay above zero, not above the longest, and both up to 5 min",
            ));
        }
        self.first_delay = first;
        self.max_delay = max;
        Ok(self)
    }

    /// How long after the first attempt a last one may begin.
    ///
    /// # Errors
    /// [`Error::is_invalid_setting`] for zero.
    pub fn with_max_elapsed(mut self, elapsed: Duration) -> Result<Self, Error> {
        if elapsed.is_zero() {
            return Err(Error::setting("retry_max_elapsed", "more than zero"));
        }
        self.max_elapsed = elapsed;
        Ok(self)
    }

    /// The bound of the delay after attempt number `attempt`.
    fn bound(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        self.first_delay
            .saturating_mul(1 << doublings)
            .min(self.max_delay)
    }
}

impl RetryPolicy for ExponentialBackoff {
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        if failed.attempt >= self.max_attempts {
            return None;
        }
        // Backoff libraries add jitter on top of the delay, which still leaves everybody
        // waiting for most of it; full jitter is the one line that they lack.
        let drawn = self
            .bound(failed.attempt)
            .mul_f64(failed.random.clamp(0.0, 1.0));
        let delay = match failed.retry_after {
            // After a 429 the rate limit holds this call back already.
            Some(asked) if !failed.error.is_rate_limited() => drawn.max(asked),
            _ => drawn,
        };
        (failed.elapsed.saturating_add(delay) <= self.max_elapsed).then_some(delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Answer, Kind};
    use bytes::Bytes;
    use http::StatusCode;

    const MS: Duration = Duration::from_millis(1);

    fn failed(error: &Error, attempt: u32, random: f64) -> FailedAttempt<'_> {
        FailedAttempt {
            error,
            attempt,
            elapsed: Duration::ZERO,
            retry_after: None,
            random,
        }
    }

    fn status(status: StatusCode) -> Error {
        Error::new(Kind::Status).with_answer(Answer::new(status, None, None, &Bytes::new()))
    }

    #[test]
    fn delays_are_drawn_from_zero_to_a_doubling_bound() {
        let policy = ExponentialBackoff::new()
            .with_max_attempts(20)
            .expect("in range");
        let error = status(StatusCode::SERVICE_UNAVAILABLE);
        for (attempt, bound) in [
            (1, 250),
            (2, 500),
            (3, 1000),
            (6, 8000),
            (7, 10_000),
            (19, 10_000),
        ] {
            let at = |random| policy.delay(&failed(&error, attempt, random));
            assert_eq!(at(0.0), Some(Duration::ZERO));
            assert_eq!(at(0.5), Some(bound * MS / 2));
            assert!(at(0.999).is_some_and(|delay| delay < bound * MS));
        }
    }

    #[test]
    fn attempts_and_total_are_bounded() {
        let policy = ExponentialBackoff::new();
        let error = status(StatusCode::SERVICE_UNAVAILABLE);
        assert!(policy.delay(&failed(&error, 3, 0.9)).is_some());
        assert_eq!(policy.delay(&failed(&error, 4, 0.9)), None);
        let late = FailedAttempt {
            elapsed: Duration::from_secs(300),
            ..failed(&error, 1, 0.9)
        };
        assert_eq!(policy.delay(&late), None);
        let never = ExponentialBackoff::never();
        assert_eq!(never.delay(&failed(&error, 1, 0.0)), None);
    }

    #[test]
    fn retry_after_takes_the_place_of_a_shorter_delay() {
        let policy = ExponentialBackoff::new();
        let asked = Some(Duration::from_secs(7));
        for (code, expected) in [
            (StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(7)),
            // The rate limit sees to it.
            (StatusCode::TOO_MANY_REQUESTS, Duration::ZERO),
        ] {
            let error = status(code);
            let failed = FailedAttempt {
                retry_after: asked,
                ..failed(&error, 1, 0.0)
            };
            assert_eq!(policy.delay(&failed), Some(expected));
        }
    }

    #[test]
    fn nonsense_settings_are_refused_by_name() {
        let backoff = ExponentialBackoff::new;
        let refused = [
            backoff().with_max_attempts(0),
            backoff().with_max_attempts(21),
            backoff().with_delays(Duration::ZERO, MS),
            backoff().with_delays(2 * MS, MS),
            backoff().with_delays(MS, Duration::from_secs(301)),
            backoff().with_max_elapsed(Duration::ZERO),
        ];
        for error in refused.map(|result| result.expect_err("nonsense")) {
            assert!(error.is_invalid_setting());
            assert!(error.parameter().is_some());
        }
    }
}
