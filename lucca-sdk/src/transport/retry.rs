//! Whether to try again, and when.
//!
//! Two questions, answered apart. What *may* be repeated is fixed here and cannot be
//! widened by anybody: an import acted on twice cannot be undone. Whether and when it *is*
//! repeated is the policy's.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;

use crate::Error;
use crate::error::{BodyFault, Kind};

/// Decides whether an attempt that failed is made again, and after what delay.
///
/// It is asked only about what is safe to repeat: for reads, connection faults, cut
/// bodies, timeouts, 429, 502, 503, 504, and 500 while the client's retry budget lasts;
/// for anything else, only what the server cannot have acted on, which is a connection
/// that was never made, or a 429. A 408 is never repeated as it was.
pub trait RetryPolicy: fmt::Debug + Send + Sync + 'static {
    /// How long to wait before the next attempt; `None` to give up.
    ///
    /// After a 429 the rate limit holds everybody back for as long as the server asks, on
    /// top of this. A delay past the call's deadline ends the call.
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration>;
}

/// What a [`RetryPolicy`] decides upon.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// What went wrong.
    pub error: &'a Error,
    /// Which attempt it was, counted from 1.
    pub attempt: u32,
    /// How long the call has taken since its first attempt.
    pub elapsed: Duration,
    /// How long the server asked to wait, within the client's bound.
    pub retry_after: Option<Duration>,
    /// A number from 0 up to but without 1, drawn anew each time, for jitter.
    pub random: f64,
}

impl<T: RetryPolicy + ?Sized> RetryPolicy for Arc<T> {
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (**self).delay(failed)
    }
}

/// Whether a failed attempt can be repeated without the server acting twice.
pub(super) fn may_repeat(method: &Method, safe: bool, error: &Error) -> bool {
    let reads = safe || method.is_safe();
    match error.kind() {
        Kind::Connect(_) => true,
        Kind::Connection { .. }
        | Kind::Timeout {
            deadline: false, ..
        }
        | Kind::Body(BodyFault::Truncated | BodyFault::Corrupt(_)) => reads,
        Kind::Status => match error.status().map(|status| status.as_u16()) {
            Some(429) => true,
            Some(500 | 502 | 503 | 504) => reads,
            _ => false,
        },
        _ => false,
    }
}

/// Whether the server may have acted on an attempt that failed.
///
/// Answers by which a server refuses before it does anything say that it has not. A 400 is
/// no such answer: Lucca's v3 framework gives it to faults in mid-work as well.
pub(super) fn may_have_acted(error: &Error) -> bool {
    match error.kind() {
        Kind::Connect(_) => false,
        Kind::Status => !matches!(
            error.status().map(|status| status.as_u16()),
            Some(401 | 403 | 404 | 405 | 413 | 415 | 429 | 431)
        ),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Answer, Phase};
    use bytes::Bytes;
    use http::StatusCode;

    fn status(code: u16) -> Error {
        let status = StatusCode::from_u16(code).expect("a status");
        Error::new(Kind::Status).with_answer(Answer::new(status, None, None, &Bytes::new()))
    }

    #[test]
    fn only_what_is_safe_may_be_repeated() {
        // status, repeated for a read, repeated for an upload, may have been acted on
        let cases = [
            (400, false, false, true),
            (401, false, false, false),
            (403, false, false, false),
            (404, false, false, false),
            (408, false, false, true),
            (413, false, false, false),
            (429, true, true, false),
            (431, false, false, false),
            (500, true, false, true),
            (501, false, false, true),
            (502, true, false, true),
            (503, true, false, true),
            (504, true, false, true),
        ];
        for (code, read, upload, acted) in cases {
            let error = status(code);
            assert_eq!(may_repeat(&Method::GET, false, &error), read, "{code}");
            assert_eq!(may_repeat(&Method::POST, false, &error), upload, "{code}");
            assert_eq!(may_repeat(&Method::POST, true, &error), read, "{code}");
            assert_eq!(may_have_acted(&error), acted, "{code}");
        }
    }

    #[test]
    fn a_timeout_is_repeated_for_reads_unless_it_is_the_calls_deadline() {
        for deadline in [false, true] {
            let error = Error::new(Kind::Timeout {
                during: Phase::Receiving,
                limit: Duration::from_secs(1),
                deadline,
            });
            assert_eq!(may_repeat(&Method::GET, false, &error), !deadline);
            assert!(!may_repeat(&Method::POST, false, &error));
            assert!(may_have_acted(&error));
        }
    }
}
