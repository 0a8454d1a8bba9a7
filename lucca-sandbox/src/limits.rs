//! How much the account lets through: requests per minute, bytes per request, seconds per answer.

use std::collections::VecDeque;
use std::time::Duration;

use http::HeaderValue;
use jiff::Timestamp;

use crate::behaviour::{RateWindow, RefusedRequests, RetryAfter};
use crate::clock::later;

/// How many requests the account accepts, over all its keys.
///
/// The default is Lucca's: 50 in 60 seconds. Whether Lucca's window slides, and whether it counts what it refuses, is
/// not documented: see [`Behaviour::rate_window`](crate::Behaviour::rate_window) and
/// [`Behaviour::refused_requests`](crate::Behaviour::refused_requests).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    requests: u32,
    window: Duration,
}

impl RateLimit {
    /// At most `requests` in a span of `window`.
    #[must_use]
    pub fn new(requests: u32, window: Duration) -> Self {
        Self { requests, window }
    }

    /// How many requests a window takes.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests
    }

    /// How long a window is.
    #[must_use]
    pub fn window(&self) -> Duration {
        self.window
    }
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::new(50, Duration::from_secs(60))
    }
}

impl RetryAfter {
    pub(crate) fn header(self, now: Timestamp, wait: Duration) -> Option<HeaderValue> {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        match self {
            RetryAfter::Seconds => Some(HeaderValue::from(seconds)),
            RetryAfter::Date => HeaderValue::from_str(&http_date(later(now, wait))).ok(),
            RetryAfter::Absent => None,
        }
    }
}

/// A moment as HTTP writes it, rounded up to the second. What lies before 1970 is 1970: the format goes on, but no
/// clock of a server is there.
pub(crate) fn http_date(at: Timestamp) -> String {
    let whole = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    // 9999-12-31, the last day that the format can say.
    let whole = u64::try_from(whole).unwrap_or(0).min(253_402_300_799);
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(whole))
}

/// The requests of the running window.
#[derive(Debug, Default)]
pub(crate) struct Window(VecDeque<Timestamp>);

impl Window {
    /// Lets a request through, or says how long until one would be.
    pub(crate) fn admit(
        &mut self,
        limit: RateLimit,
        kind: RateWindow,
        refused: RefusedRequests,
        now: Timestamp,
    ) -> Result<(), Duration> {
        self.forget(limit, kind, now);
        let most = limit.requests as usize;
        if self.0.len() < most {
            self.0.push_back(now);
            return Ok(());
        }
        if refused == RefusedRequests::Counted {
            // The newest are what decides: no more of them are kept than the limit has places.
            self.0.push_back(now);
            while self.0.len() > most {
                self.0.pop_front();
            }
        }
        Err(self.0.front().map_or(limit.window, |&oldest| {
            limit.window.saturating_sub(age(oldest, now))
        }))
    }

    /// How many places of the window are taken, and when the next of them is free.
    pub(crate) fn taken(
        &mut self,
        limit: RateLimit,
        kind: RateWindow,
        now: Timestamp,
    ) -> (usize, Duration) {
        self.forget(limit, kind, now);
        let next = self.0.front().map_or(Duration::ZERO, |&oldest| {
            limit.window.saturating_sub(age(oldest, now))
        });
        (self.0.len(), next)
    }

    fn forget(&mut self, limit: RateLimit, kind: RateWindow, now: Timestamp) {
        let is_over = |at: &Timestamp| age(*at, now) >= limit.window;
        match kind {
            RateWindow::Sliding => {
                while self.0.front().is_some_and(is_over) {
                    self.0.pop_front();
                }
            }
            RateWindow::Fixed => {
                if self.0.front().is_some_and(is_over) {
                    self.0.clear();
                }
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

fn age(at: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(at)).unwrap_or(Duration::ZERO)
}

/// How long an answer takes the account, in its own reckoning.
///
/// Lucca cuts requests off after 5 seconds (408), and large pages are what people meet that with. What a row costs
/// there is unknown; this model only has its direction right: more rows and more properties take longer. Nothing
/// really waits, unless [`SandboxBuilder::really_wait`](crate::SandboxBuilder::really_wait) asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CostModel {
    /// What any request takes.
    pub base: Duration,
    /// What a row of an Office list takes.
    pub office_row: Duration,
    /// What one property of one user takes.
    pub user_property: Duration,
    /// Beyond this, the answer is a 408.
    pub cutoff: Duration,
}

impl CostModel {
    pub(crate) fn office_page(&self, rows: usize) -> Duration {
        self.base.saturating_add(times(self.office_row, rows))
    }

    pub(crate) fn users_page(&self, rows: usize, properties: usize) -> Duration {
        self.base
            .saturating_add(times(self.user_property, rows.saturating_mul(properties)))
    }
}

fn times(cost: Duration, count: usize) -> Duration {
    cost.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A page of 1,000 rows passes in Office; a page of 1,000 users passes with some twenty properties, not with all.
impl Default for CostModel {
    fn default() -> Self {
        Self {
            base: Duration::from_millis(50),
            office_row: Duration::from_millis(2),
            user_property: Duration::from_micros(200),
            cutoff: Duration::from_secs(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn sliding(window: &mut Window, limit: RateLimit, now: Timestamp) -> Result<(), Duration> {
        window.admit(limit, RateWindow::Sliding, RefusedRequests::NotCounted, now)
    }

    #[test]
    fn no_span_of_the_window_holds_more_than_the_limit() {
        let limit = RateLimit::new(2, Duration::from_secs(60));
        let mut window = Window::default();
        assert_eq!(sliding(&mut window, limit, at(0)), Ok(()));
        assert_eq!(sliding(&mut window, limit, at(40)), Ok(()));
        assert_eq!(
            sliding(&mut window, limit, at(59)),
            Err(Duration::from_secs(1))
        );
        assert_eq!(sliding(&mut window, limit, at(60)), Ok(()));
        assert_eq!(
            sliding(&mut window, limit, at(61)),
            Err(Duration::from_secs(39))
        );
    }

    #[test]
    fn a_fixed_window_lets_twice_as_many_through_around_its_boundary() {
        let limit = RateLimit::new(2, Duration::from_secs(60));
        let mut window = Window::default();
        let mut admit = |second| {
            window.admit(
                limit,
                RateWindow::Fixed,
                RefusedRequests::NotCounted,
                at(second),
            )
        };
        assert!(admit(0).is_ok());
        assert!(admit(59).is_ok());
        assert!(admit(60).is_ok());
        assert!(admit(61).is_ok());
        assert_eq!(admit(62), Err(Duration::from_secs(58)));
    }

    #[test]
    fn who_hammers_is_kept_out_where_refused_requests_count() {
        let limit = RateLimit::new(2, Duration::from_secs(60));
        let mut window = Window::default();
        let mut admit = |second| {
            window.admit(
                limit,
                RateWindow::Sliding,
                RefusedRequests::Counted,
                at(second),
            )
        };
        assert!(admit(0).is_ok());
        assert!(admit(10).is_ok());
        // The two newest of three are those of 10 and 20 s.
        assert_eq!(admit(20), Err(Duration::from_secs(50)));
        assert_eq!(admit(69), Err(Duration::from_secs(11)));
        assert_eq!(admit(79), Err(Duration::from_secs(50)));
        assert!(admit(129).is_ok());
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out_for_longer_than_a_window() {
        let limit = RateLimit::new(1, Duration::from_secs(60));
        let mut window = Window::default();
        assert!(sliding(&mut window, limit, at(1_000)).is_ok());
        assert_eq!(
            sliding(&mut window, limit, at(10)),
            Err(Duration::from_secs(60))
        );
    }

    #[test]
    fn a_date_is_never_earlier_than_the_wait() {
        let header = RetryAfter::Date
            .header(at(0), Duration::from_millis(1_500))
            .unwrap();
        assert_eq!(header, "Thu, 01 Jan 1970 00:00:02 GMT");
        assert_eq!(
            RetryAfter::Seconds
                .header(at(0), Duration::from_millis(1_500))
                .unwrap(),
            "2"
        );
        assert_eq!(
            RetryAfter::Absent.header(at(0), Duration::from_secs(1)),
            None
        );
    }
}
