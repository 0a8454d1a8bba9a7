//! Whether to try again, and when.
//!
//! Two questions, answered apart. What *may* be repeated is fixed here and cannot be widened
//! by anybody: an import acted on twice cannot be undone. Whether and when it *is* repeated is
//! the policy's.
//!
//! | what happened | a read | anything else |
//! |---|---|---|
//! | no connection was made; an HTTP/2 server says that it has not processed the request | again | again |
//! | the connection broke, the body was cut or damaged, the attempt's time was over | again | no |
//! | 429 | again, once the rate limit lets it | again, once the rate limit lets it |
//! | 500 | again while the client's budget for it lasts; once for one resource by its id | no |
//! | 502, 503, 504 | again | no |
//! | anything else | no | no |

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use http::header::{self, HeaderMap};
use http::{Method, StatusCode};
use url::Url;

use super::sliding_window::LUCCA_WINDOW;
use crate::Error;

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
    /// Which attempt it was, counted from 1. Attempts that were repeated because the server
    /// asked to come back later are not counted.
    pub attempt: u32,
    /// How long the call has taken since its first attempt, without waits for the rate limit
    /// and without those that the server asked for.
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
    let harmless = safe || method.is_safe() || !error.kind().may_have_acted();
    harmless && error.may_pass() && !error.is_deadline_exceeded()
}

/// Whether a request is for one thing by its id, such as `/users/416`.
///
/// Lucca's v3 API is known to answer 500 "User Not Found" there, which stays as it is however
/// often one asks.
pub(super) fn is_one_resource(method: &Method, url: &Url) -> bool {
    let last = url.path_segments().and_then(Iterator::last);
    let last = last.unwrap_or_default().as_bytes();
    let is_number = !last.is_empty() && last.iter().all(u8::is_ascii_digit);
    let in_uuids = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let is_uuid = last.len() == 36 && last.iter().all(in_uuids);
    method.is_safe() && (is_number || is_uuid)
}

/// How long the server wants this call to wait: after a 429 without a word, a window, as the
/// rate limit does. No time at all is no wait.
pub(super) fn asked_wait(error: &Error) -> Option<Duration> {
    let is_limited = error.status() == Some(StatusCode::TOO_MANY_REQUESTS);
    let asked = error.retry_after().or(is_limited.then_some(LUCCA_WINDOW));
    asked.filter(|wait| !wait.is_zero())
}

/// The default [`RetryPolicy`]: a bounded number of attempts in a bounded time, with delays
/// drawn anywhere from zero to a bound that doubles each time. Spreading them over the
/// whole range, and not around its end, keeps clients that failed together from coming back
/// together.
///
/// | setting | default |
/// |---|---|
/// | attempts | 10 |
/// | bound of the first delay | 250 ms |
/// | bound of any delay | 10 s |
/// | total, from the first attempt on | 3 min |
///
/// A `Retry-After` longer than the delay takes its place. Waits that the server asked for,
/// and those for the rate limit, count against neither the attempts nor the total: they are
/// bounded by the call's deadline, and all those of one call together by
/// [`ClientBuilder::max_retry_after`](crate::ClientBuilder::max_retry_after).
/// From the fourth on, the call waits at least 2 s, and twice as long each time: a server
/// that answers 429 with `Retry-After: 1` for ever is asked 11 times within five minutes.
///
/// ```
/// use std::time::Duration;
/// use lucca_sdk::transport::ExponentialBackoff;
///
/// # fn main() -> Result<(), lucca_sdk::Error> {
/// let patient = ExponentialBackoff::new()
///     .max_attempts(20)?
///     .max_elapsed(Duration::from_secs(15 * 60))?;
/// # let _ = patient;
/// # Ok(())
/// # }
/// ```
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
            max_attempts: 10,
            first_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(10),
            max_elapsed: Duration::from_secs(3 * 60),
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
    /// [`Error::is_invalid_input`] outside 1 to 20.
    pub fn max_attempts(mut self, attempts: u32) -> Result<Self, Error> {
        if !(1..=20).contains(&attempts) {
            return Err(Error::setting("max_attempts", "1 to 20"));
        }
        self.max_attempts = attempts;
        Ok(self)
    }

    /// The bounds of the first delay and of any delay.
    ///
    /// # Errors
    /// [`Error::is_invalid_input`] unless `0 < first <= max <= 5 min`.
    pub fn delays(mut self, first: Duration, max: Duration) -> Result<Self, Error> {
        if first.is_zero() || first > max || max > Duration::from_secs(5 * 60) {
            return Err(Error::setting(
                "delays",
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
    /// [`Error::is_invalid_input`] for zero.
    pub fn max_elapsed(mut self, elapsed: Duration) -> Result<Self, Error> {
        if elapsed.is_zero() {
            return Err(Error::setting("max_elapsed", "more than zero"));
        }
        self.max_elapsed = elapsed;
        Ok(self)
    }
}

impl RetryPolicy for ExponentialBackoff {
    fn delay(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let doublings = failed.attempt.saturating_sub(1).min(31);
        let bound = self.first_delay.saturating_mul(1 << doublings);
        // Backoff libraries add jitter on top of the delay, which still leaves everybody
        // waiting for most of it; full jitter is the one line that they lack.
        let random = failed.random.clamp(0.0, 1.0);
        let drawn = bound.min(self.max_delay).mul_f64(random);
        if failed.attempt >= self.max_attempts
            || failed.elapsed.saturating_add(drawn) > self.max_elapsed
        {
            return None;
        }
        Some(match failed.retry_after {
            // After a 429 the rate limit holds this call back already.
            Some(asked) if !failed.error.is_rate_limited() => drawn.max(asked),
            _ => drawn,
        })
    }
}

/// How many 500s a client repeats.
///
/// A 500 may pass or may stay. If every call of a client that meets a broken server tried
/// again and again, the server would get many times the load, and the company's rate limit
/// would be eaten by failures. So repeats after a 500 come out of one small budget that all
/// calls of a client share, and successes pay it back slowly.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    /// In what a success pays back.
    full: u32,
    left: AtomicU32,
}

impl RetryBudget {
    /// How many successes pay for a repeat.
    const REPEAT: u32 = 10;

    pub(crate) fn new(repeats: u32) -> Self {
        let full = repeats.saturating_mul(Self::REPEAT);
        Self {
            full,
            left: AtomicU32::new(full),
        }
    }

    /// Whether there is enough for one more repeat; takes it if so.
    pub(super) fn take(&self) -> bool {
        let taken = |left: u32| left.checked_sub(Self::REPEAT);
        self.left.fetch_update(Relaxed, Relaxed, taken).is_ok()
    }

    pub(super) fn succeeded(&self) {
        let paid_back = |left: u32| (left < self.full).then_some(left + 1);
        // An error means that it is full.
        let _ = self.left.fetch_update(Relaxed, Relaxed, paid_back);
    }
}

/// When the server wants to be asked again: the `Retry-After` header.
///
/// Seconds and an HTTP date are both legal; clients of Lucca have met seconds. A date is
/// measured from the answer's own `Date`, as this machine's clock may be wrong; one that has
/// passed means now. Nonsense is ignored. What is longer than `longest` is cut to it: a
/// mistyped date must not stop a client for a year.
pub(super) fn retry_after(
    headers: &HeaderMap,
    wall_now: SystemTime,
    longest: Duration,
) -> Option<Duration> {
    let text_of = |name| Some(headers.get(name)?.to_str().ok()?.trim());
    let text: &str = text_of(header::RETRY_AFTER)?;
    let wait = if text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        // More digits than a number holds mean very long, not nothing.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let date = httpdate::parse_http_date(text).ok()?;
        let now = text_of(header::DATE)
            .and_then(|date| httpdate::parse_http_date(date).ok())
            .unwrap_or(wall_now);
        date.duration_since(now).unwrap_or(Duration::ZERO)
    };
    Some(wait.min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Answer, Kind, Phase};
    use http::HeaderValue;

    const MS: Duration = Duration::from_millis(1);

    fn status(code: u16) -> Error {
        let status = StatusCode::from_u16(code).expect("a status");
        Error::new(Kind::Status(status)).with_answer(Answer {
            status,
            ..Answer::default()
        })
    }

    fn failed(error: &Error, attempt: u32, random: f64) -> FailedAttempt<'_> {
        FailedAttempt {
            error,
            attempt,
            elapsed: Duration::ZERO,
            retry_after: None,
            random,
        }
    }

    #[test]
    fn only_what_is_safe_may_be_repeated() {
        // status, repeated for a read, repeated for an upload, may have been acted on
        let cases = [
            (304, false, false, true),
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
            assert_eq!(error.kind().may_have_acted(), acted, "{code}");
        }
    }

    #[test]
    fn a_timeout_is_repeated_for_reads_unless_it_is_the_calls_deadline() {
        for deadline in [false, true] {
            let error = Error::new(Kind::Timeout {
                during: Phase::Receiving,
                limit: Some(Duration::from_secs(1)),
                deadline,
            });
            assert_eq!(may_repeat(&Method::GET, false, &error), !deadline);
            assert!(!may_repeat(&Method::POST, false, &error));
            assert!(error.kind().may_have_acted());
        }
    }

    #[test]
    fn one_resource_is_a_read_whose_path_ends_in_an_id() {
        for (method, path, expected) in [
            (Method::GET, "/api/v3/users/416", true),
            (
                Method::GET,
                "/x/3fa85f64-5717-4562-b3fc-2c963f66afa6?a=b",
                true,
            ),
            (Method::GET, "/api/v3/users", false),
            (Method::GET, "/api/v3/users/?id=1", false),
            (Method::GET, "/users/416/picture", false),
            (Method::POST, "/api/v3/users/416", false),
        ] {
            let url = Url::parse(&format!("https://acme.ilucca.net{path}")).expect(path);
            assert_eq!(is_one_resource(&method, &url), expected, "{path}");
        }
    }

    #[test]
    fn delays_are_drawn_from_zero_to_a_doubling_bound() {
        let policy = ExponentialBackoff::new()
            .max_attempts(20)
            .expect("in range");
        let error = status(503);
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
        let error = status(503);
        assert!(policy.delay(&failed(&error, 9, 0.9)).is_some());
        assert_eq!(policy.delay(&failed(&error, 10, 0.9)), None);
        let late = FailedAttempt {
            elapsed: Duration::from_secs(180),
            ..failed(&error, 1, 0.9)
        };
        assert_eq!(policy.delay(&late), None);
        let never = ExponentialBackoff::never();
        assert_eq!(never.delay(&failed(&error, 1, 0.0)), None);
    }

    #[test]
    fn retry_after_takes_the_place_of_a_shorter_delay_and_is_in_no_total() {
        let policy = ExponentialBackoff::new();
        for asked in [7, 300, 86_400].map(Duration::from_secs) {
            for (code, expected) in [
                (503, asked),
                // The rate limit sees to it.
                (429, Duration::ZERO),
            ] {
                let error = status(code);
                let failed = FailedAttempt {
                    retry_after: Some(asked),
                    ..failed(&error, 1, 0.0)
                };
                assert_eq!(policy.delay(&failed), Some(expected));
            }
        }
    }

    #[test]
    fn nonsense_settings_are_refused_by_name() {
        let backoff = ExponentialBackoff::new;
        let refused = [
            backoff().max_attempts(0),
            backoff().max_attempts(21),
            backoff().delays(Duration::ZERO, MS),
            backoff().delays(2 * MS, MS),
            backoff().delays(MS, Duration::from_secs(301)),
            backoff().max_elapsed(Duration::ZERO),
        ];
        for error in refused.map(|result| result.expect_err("nonsense")) {
            assert!(error.is_invalid_input());
            assert!(error.parameter().is_some());
        }
    }

    #[test]
    fn the_budget_runs_out_and_successes_pay_it_back() {
        let budget = RetryBudget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..9 {
            budget.succeeded();
            assert!(!budget.take());
        }
        for _ in 0..2 {
            budget.succeeded();
        }
        assert!(budget.take() && !budget.take());
        for _ in 0..1000 {
            budget.succeeded();
        }
        assert!(
            budget.take() && budget.take() && !budget.take(),
            "never over full"
        );
        assert!(!RetryBudget::new(0).take());
    }

    #[test]
    fn ten_successes_pay_for_one_repeat() {
        let budget = RetryBudget::new(1);
        assert!(budget.take());
        for _ in 0..10 {
            assert!(!budget.take());
            budget.succeeded();
        }
        assert!(budget.take());
    }

    /// 1994-11-06 08:49:37 UTC
    const DAWN: Duration = Duration::from_secs(784_111_777);

    #[test]
    fn seconds_dates_and_nonsense() {
        let now = SystemTime::UNIX_EPOCH + DAWN;
        let longest = Duration::from_secs(300);
        let cases: [(&[u8], Option<u64>); 19] = [
            (b"0", Some(0)),
            (b" 17 ", Some(17)),
            (b"300", Some(300)),
            (b"301", Some(300)),
            (b"99999999999999999999999999", Some(300)),
            (b"Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            (b"Sun, 06 Nov 1994 08:50:07 GMT", Some(30)),
            (b"Sunday, 06-Nov-94 08:50:07 GMT", Some(30)),
            (b"Sun Nov  6 08:50:07 1994", Some(30)),
            (b"Sun, 06 Nov 1994 00:00:00 GMT", Some(0)),
            (b"Fri, 31 Dec 9999 23:59:59 GMT", Some(300)),
            (b"", None),
            (b"soon", None),
            (b"-1", None),
            (b"1.5", None),
            (b"+3", None),
            (b"3s", None),
            (b"Sun, 99 Nov 1994 08:49:37 GMT", None),
            (b"\xff1", None),
        ];
        for (text, seconds) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from_bytes(text).expect("a header value"),
            );
            assert_eq!(
                retry_after(&headers, now, longest),
                seconds.map(Duration::from_secs),
                "{text:?}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new(), now, longest), None);
    }

    #[test]
    fn a_date_is_measured_by_the_servers_own_clock() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::DATE, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (header::RETRY_AFTER, "Sun, 06 Nov 1994 08:50:07 GMT"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        for ahead in [0, 60, 86_400] {
            let here = SystemTime::UNIX_EPOCH + DAWN + Duration::from_secs(ahead);
            assert_eq!(
                retry_after(&headers, here, Duration::from_secs(300)),
                Some(Duration::from_secs(30))
            );
        }
    }
}
